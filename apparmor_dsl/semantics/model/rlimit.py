"""`set rlimit nofile <= 1024,`: the limits that are set when a profile is entered, as numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from apparmor_dsl.language import ast
from apparmor_dsl.language.checks.rlimit import check, number_and_unit
from apparmor_dsl.language.vocabulary.rlimits import MICROSECONDS, SECOND
from apparmor_dsl.semantics.resolve.resolved import ResolvedProfile

NUMBERED: Final = (
    "cpu",
    "fsize",
    "data",
    "stack",
    "core",
    "rss",
    "nproc",
    "nofile",
    "memlock",
    "as",
    "locks",
    "sigpending",
    "msgqueue",
    "nice",
    "rtprio",
    "rttime",
)
"""In the order of their numbers. Source: asm-generic/resource.h."""

UNLIMITED: Final = (1 << 64) - 1

_LOWEST_NICE: Final = -20
"""The lowest `nice` is a limit of 0. See getrlimit(2)."""

_POWERS: Final = {"K": 10, "M": 20, "G": 30}


def rlimits(profile: ResolvedProfile) -> Mapping[str, int]:
    """The limits by their names. Of two rules for one limit the later one is in force."""
    found: dict[str, int] = {}
    for rule in profile.rules:
        match rule.rule:
            case ast.RlimitRule(name, value) as written:
                # What the parser refuses has no number, and whoever asks for a verdict hears of it.
                limit = None if any(check(written)) else limit_of(name, value)
                if limit is not None:
                    found["nofile" if name == "ofile" else name] = limit
            case _:
                pass
    return found


def limit_of(name: str, value: str) -> int | None:
    """The number that is compiled; None for a value that is none."""
    read = number_and_unit(value)
    if read is None:
        return None
    number, unit = read
    if number is None:
        return UNLIMITED
    match name:
        case "nice":
            number -= _LOWEST_NICE
        case "cpu":
            number = number if unit is None else number * MICROSECONDS[unit] // SECOND
        case "rttime":
            number *= 1 if unit is None else MICROSECONDS[unit]
        case _:
            number <<= 0 if unit is None else _POWERS[unit[0]]
    return number & UNLIMITED
