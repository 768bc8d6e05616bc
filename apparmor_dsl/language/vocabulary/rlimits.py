"""The words of a `set rlimit` rule."""

from collections.abc import Mapping
from typing import Final

RLIMITS: Final = (
    "as",
    "core",
    "cpu",
    "data",
    "fsize",
    "locks",
    "memlock",
    "msgqueue",
    "nice",
    "nofile",
    "nproc",
    "ofile",
    "rss",
    "rtprio",
    "rttime",
    "sigpending",
    "stack",
)
"""The limits of setrlimit(2). Source: RLIMIT in apparmor.d(5)."""

SIZES: Final = ("as", "core", "data", "fsize", "memlock", "msgqueue", "rss", "stack")
"""Limits in bytes, with a unit of SIZE_UNITS or none. Source: RLIMIT SIZE in apparmor.d(5)."""

NUMBERS: Final = ("locks", "nofile", "nproc", "ofile", "rtprio", "sigpending")
"""Limits that count, without a unit. Source: RLIMIT NUMBER in apparmor.d(5)."""

TIMES: Final = ("cpu", "rttime")
"""Limits of time, with a unit of TIME_UNITS. Source: RLIMIT TIME in apparmor.d(5)."""

SIZE_UNITS: Final = ("K", "KB", "M", "MB", "G", "GB")
"""Source: the rlimit rule in parser/parser_yacc.y."""

TIME_UNITS: Final = (
    "us",
    "microsecond",
    "microseconds",
    "ms",
    "millisecond",
    "milliseconds",
    "s",
    "sec",
    "second",
    "seconds",
    "min",
    "minute",
    "minutes",
    "h",
    "hour",
    "hours",
    "d",
    "day",
    "days",
    "week",
    "weeks",
)
"""Source: RLIMIT TIME in apparmor.d(5). `cpu` knows those from seconds up only."""

INFINITY: Final = "infinity"
"""The value of a limit that is none."""

NICE_RANGE: Final = (-20, 19)
"""The values of `nice`. Source: RLIMIT NICE in apparmor.d(5)."""

SECOND: Final = 1_000_000
"""In microseconds, in which the parser counts time."""

_COUNTED: Final = (
    (1, ("us", "microsecond", "microseconds")),
    (1000, ("ms", "millisecond", "milliseconds")),
    (SECOND, ("s", "sec", "second", "seconds")),
    (60 * SECOND, ("min", "minute", "minutes")),
    (3600 * SECOND, ("h", "hour", "hours")),
    (86_400 * SECOND, ("d", "day", "days")),
    (604_800 * SECOND, ("week", "weeks")),
)

MICROSECONDS: Final[Mapping[str, int]] = {unit: length for length, units in _COUNTED for unit in units}
"""How long each of TIME_UNITS is."""
