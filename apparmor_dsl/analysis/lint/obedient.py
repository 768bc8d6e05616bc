"""Programs that do what they are told: shells and interpreters, and programs that execute what they are given.

Who may execute one of them elsewhere goes on there with a program of his own. Sources: their manuals, and Debian's
places for them.
"""

from __future__ import annotations

from typing import Final

_SHELLS: Final = ("sh", "bash", "dash", "zsh", "ksh", "mksh", "fish", "tcsh", "csh", "busybox")
_INTERPRETERS: Final = ("python3", "perl", "ruby", "lua", "node", "php", "tclsh", "guile", "expect")
_TEXT: Final = ("awk", "gawk", "mawk", "sed", "ed", "vim", "vi", "emacs", "gdb", "make")
_EXECUTING: Final = ("env", "xargs", "find", "nice", "nohup", "setsid", "timeout", "stdbuf", "script", "flock", "sudo")

OBEDIENT: Final = dict.fromkeys(
    f"{folder}{name}".encode()
    for name in (*_SHELLS, *_INTERPRETERS, *_TEXT, *_EXECUTING)
    for folder in ("/usr/bin/", "/bin/")
)
"""Their paths, those that are seen most first."""
