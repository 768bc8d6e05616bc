"""The access words of the rules between tasks, one list a rule kind, with every spelling that is accepted."""

from collections.abc import Mapping
from typing import Final

_SHORT: Final = ("r", "read", "rw", "w", "wr", "write")

PTRACE: Final = (*_SHORT, "readby", "trace", "tracedby")
"""Source: PTRACE ACCESS in apparmor.d(5), ptrace_perm in parser/parser_yacc.y."""

SIGNAL: Final = (*_SHORT, "receive", "send")
"""Source: SIGNAL ACCESS in apparmor.d(5)."""

UNIX: Final = (
    *_SHORT,
    "accept",
    "bind",
    "connect",
    "create",
    "getattr",
    "getopt",
    "listen",
    "receive",
    "send",
    "setattr",
    "setopt",
    "shutdown",
)
"""Source: UNIX ACCESS in apparmor.d(5)."""

DBUS: Final = (*_SHORT, "bind", "eavesdrop", "receive", "send")
"""Source: DBUS ACCESS in apparmor.d(5)."""

MQUEUE: Final = (*_SHORT, "create", "delete", "getattr", "open", "setattr")
"""Source: MQUEUE ACCESS in apparmor.d(5)."""

IO_URING: Final = ("override_creds", "sqpoll")
"""Source: IO_URING ACCESS PERMISSIONS in apparmor.d(5)."""

USERNS: Final = ("create",)
"""Source: USERNS ACCESS PERMISSIONS in apparmor.d(5)."""

MQUEUE_TYPES: Final = ("posix", "sysv")
"""The two kinds of message queue. Source: MQUEUE TYPE in apparmor.d(5)."""

MESSAGE_ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    "r": ("receive",),
    "read": ("receive",),
    "rw": ("receive", "send"),
    "w": ("send",),
    "wr": ("receive", "send"),
    "write": ("send",),
}
"""Other spellings of words of SIGNAL, UNIX and DBUS. Source: signal_perm and its likes in parser/parser_yacc.y."""

PTRACE_ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    "r": ("read",),
    "rw": ("read", "trace"),
    "w": ("trace",),
    "wr": ("read", "trace"),
    "write": ("trace",),
}
"""Other spellings of words of PTRACE. Source: ptrace_perm in parser/parser_yacc.y."""

MQUEUE_ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    "r": ("read",),
    "rw": ("read", "write"),
    "w": ("write",),
    "wr": ("read", "write"),
}
"""Other spellings of words of MQUEUE. Source: mqueue_perm in parser/parser_yacc.y."""
