"""`set rlimit`: a number, and a unit that the limit knows.

Source: the rlimit rule and RLIMIT_MODE of parser/parser_yacc.y and parser/parser_lex.l, convert_time_units in
parser/parser_misc.c.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, error
from apparmor_dsl.diagnostics.source import part_of
from apparmor_dsl.language import ast
from apparmor_dsl.language.vocabulary.rlimits import (
    INFINITY,
    MICROSECONDS,
    NICE_RANGE,
    SECOND,
    SIZE_UNITS,
    SIZES,
    TIME_UNITS,
    TIMES,
)

_VALUE = re.compile(rf"(-?[0-9]+|{INFINITY}(?![A-Za-z_]))[ ]?(?!{INFINITY}$)([A-Za-z_]+)?")
_GREATEST = (1 << 63) - 1


def check(rule: ast.RlimitRule) -> Iterator[Diagnostic]:
    """A value that is none, is out of range, or has a unit that does not belong to the limit."""
    value = number_and_unit(rule.value)
    if value is None:
        yield _bad(rule, f"`{rule.value}` is not the value of an rlimit")
        return
    number, unit = value
    if number is None:
        return
    problem = _problem(rule.name, number, unit)
    if problem is not None:
        yield _bad(rule, problem)


def number_and_unit(value: str) -> tuple[int | None, str | None] | None:
    """The number of a value, None for infinity, and its unit; None where it is no value."""
    match = _VALUE.fullmatch(value)
    if match is None:
        return None
    return (None if match[1] == INFINITY else min(_integer(match[1]), _GREATEST)), match[2]


def _problem(name: str, number: int, unit: str | None) -> str | None:
    if name == "nice":
        first, last = NICE_RANGE
        if unit is not None:
            return "`nice` has no unit"
        return None if first <= number <= last else f"`nice` is a number from {first} to {last}, not {number}"
    if number < 0:
        return f"`{name}` cannot be less than nothing: {number}"
    if name in TIMES:
        return _time_problem(name, number, unit)
    known = SIZE_UNITS if name in SIZES else ()
    if unit is not None and unit not in known:
        return f"`{unit}` is not a unit of `{name}`"
    return None


def _time_problem(name: str, number: int, unit: str | None) -> str | None:
    if unit is None:
        return None
    if unit not in TIME_UNITS:
        return f"`{unit}` is not a unit of `{name}`"
    time = number * MICROSECONDS[unit]
    if time > _GREATEST:
        return f"`{number} {unit}` is more than `{name}` can count"
    if name == "cpu" and time < SECOND:
        return f"`cpu` counts seconds, and `{number} {unit}` is less than one"
    return None


def _integer(text: str) -> int:
    """The number as strtoll(3) reads it: octal behind a 0, up to the first digit that does not fit."""
    sign = -1 if text.startswith("-") else 1
    digits = text.removeprefix("-")
    if not digits.startswith("0"):
        return sign * int(digits)
    octal = re.match(r"[0-7]*", digits)
    return sign * int(octal[0] if octal else "0", 8)


def _bad(rule: ast.RlimitRule, message: str) -> Diagnostic:
    return error("rlimit-value", message, part_of(rule.span, rule.value), help=_way_out(rule.name))


def _way_out(name: str) -> str:
    if name in SIZES:
        return f"write a number with one of {', '.join(SIZE_UNITS)} or without a unit (bytes), or `{INFINITY}`"
    if name in TIMES:
        return f"write a number with a unit such as `ms`, `s`, `min`, `h`, `d` or `weeks`, or `{INFINITY}`"
    return f"write a number without a unit, or `{INFINITY}`"
