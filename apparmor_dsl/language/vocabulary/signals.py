"""The signals a `signal` rule can name."""

from collections.abc import Mapping
from typing import Final

MOST_REALTIME: Final = 32
"""The greatest N of `rtmin+N`. Source: MAXRT_SIG in parser/signal.cc."""

SIGNALS: Final = (
    "abrt",
    "alrm",
    "bus",
    "chld",
    "cont",
    "emt",
    "exists",
    "fpe",
    "hup",
    "ill",
    "int",
    "io",
    "kill",
    "pipe",
    "poll",
    "prof",
    "pwr",
    "quit",
    "segv",
    "stkflt",
    "stop",
    "stp",
    "sys",
    "term",
    "trap",
    "tstp",
    "ttin",
    "ttou",
    "urg",
    "usr1",
    "usr2",
    "vtalrm",
    "winch",
    "xcpu",
    "xfsz",
    *(f"rtmin+{number}" for number in range(MOST_REALTIME + 1)),
)
"""Lower-case names of signal(7), without `SIG`; `exists` is the test with signal 0.

Source: signal_map in parser/signal.cc.
"""

ALIASES: Final[Mapping[str, str]] = {"poll": "io", "tstp": "stp"}
"""Other spellings of words of SIGNALS; the value is the one that every parser knows."""

SINCE: Final[Mapping[str, str]] = {"poll": "5.0", "tstp": "5.0"}
"""The AppArmor that first knows a name, for those younger than 3.0."""
