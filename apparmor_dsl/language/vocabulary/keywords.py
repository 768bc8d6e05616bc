"""The words that are no path where a rule may begin."""

from typing import Final

RESERVED: Final = frozenset(
    {
        *("abi", "alias", "all", "allow", "audit", "bind", "capability", "change_profile", "dbus", "defined"),
        *("delete", "deny", "eavesdrop", "else", "file", "if", "in", "include", "io_uring", "link", "mount"),
        *("mqueue", "network", "not", "open", "other", "override_creds", "owner", "peer", "pivot_root", "priority"),
        *("prompt", "ptrace", "read", "readby", "receive", "remount", "rewrite", "rlimit", "safe", "send", "set"),
        *("signal", "sqpoll", "subset", "trace", "tracedby", "umount", "unix", "unmount", "unsafe", "user"),
        *("userns", "write"),
    }
)
"""Source: keyword_table in parser/parser_misc.c of AppArmor 4.1, held against the parser by a test."""
