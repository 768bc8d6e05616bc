"""`flags=(…)`: one mode, no two flags that exclude each other, and values that exist.

Source: flagvals::init and flagvals::merge in parser/profile.h.
"""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, error
from apparmor_dsl.diagnostics.suggest import did_you_mean
from apparmor_dsl.language import ast
from apparmor_dsl.language.vocabulary.errnos import ERRNOS
from apparmor_dsl.language.vocabulary.flags import CONFLICTS, FLAGS_WITH_VALUE, MODES
from apparmor_dsl.language.vocabulary.signals import ALIASES, SIGNALS


def check(node: ast.Profile | ast.Hat) -> Iterator[Diagnostic]:
    """Flags that contradict each other, and values that are none."""
    modes = list(dict.fromkeys(flag for flag in node.flags if flag in MODES))
    if len(modes) > 1:
        yield _conflict(node, modes[0], modes[1], "a profile has one mode: delete one of the two")
    said = _said(node.flags)
    for one, other in CONFLICTS:
        if one in said and other in said:
            yield _conflict(node, said[one], said[other], "delete one of the two")
    yield from _values(node)


def _said(flags: tuple[str, ...]) -> dict[str, str]:
    """What the flags say, and the flag that says it: one with a path for disconnected files attaches them too."""
    said: dict[str, str] = {}
    for flag in flags:
        name = flag.partition("=")[0].removesuffix(".path")
        said.setdefault(name, flag)
    return said


def _values(node: ast.Profile | ast.Hat) -> Iterator[Diagnostic]:
    first: dict[str, str] = {}
    for flag in node.flags:
        name, equals, value = flag.partition("=")
        if not equals or name not in FLAGS_WITH_VALUE:
            continue
        problem = _bad_value(name, value)
        if problem is not None:
            yield error("flag-value", problem[0], node.span, help=problem[1])
            continue
        other = first.setdefault(name, flag)
        if _usual(name, value) != _usual(name, other.partition("=")[2]):
            yield _conflict(node, other, flag, "delete one of the two")


def _bad_value(name: str, value: str) -> tuple[str, str] | None:
    match name:
        case "kill.signal" if value not in SIGNALS:
            way_out = did_you_mean(value, SIGNALS) or "write `kill.signal=term`, for example"
            return f"`{value}` is not a signal", way_out
        case "error" if value.upper() not in ERRNOS:
            way_out = did_you_mean(value.upper(), ERRNOS) or "write `error=EPERM`, for example"
            return f"`{value}` is not the name of an error", way_out
        case "attach_disconnected.path" | "attach_disconnected.ipc" if not value.startswith(("/", "@{")):
            return f"the path `{value}` of `{name}` does not begin with `/`", f"write `{name}=/{value}`"
        case _:
            return None


def _usual(name: str, value: str) -> str:
    """The value without differences that are none."""
    match name:
        case "kill.signal":
            return ALIASES.get(value, value)
        case "error":
            return ERRNOS[value.upper()]
        case _:
            return value


def _conflict(node: ast.Profile | ast.Hat, one: str, other: str, way_out: str) -> Diagnostic:
    return error("conflicting-flags", f"the flags `{one}` and `{other}` exclude each other", node.span, help=way_out)
