"""No two profiles of a file have one name, and no two hats or children of a profile.

Names are compared as written, before variables are expanded, and each with its policy namespace. Source: add_to_list
and add_hat_to_policy in parser/parser_policy.c.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, error
from apparmor_dsl.language import ast
from apparmor_dsl.semantics.escapes import unescaped
from apparmor_dsl.semantics.paths import without_namespace
from apparmor_dsl.semantics.resolve.placed import Placed
from apparmor_dsl.semantics.resolve.resolved import ResolvedPolicy
from apparmor_dsl.semantics.targets import Target, Version

_OWN_VALUE_WINS: Final[Version] = (5, 0)


def check(placed: Sequence[Placed]) -> Iterator[Diagnostic]:
    """Names that stand twice beside each other, also in a branch that is not taken."""
    yield from _among(item for item in placed if isinstance(item.node, ast.Profile | ast.Hat))
    for item in placed:
        if item.body:
            yield from check(item.body)
        if item.otherwise:
            yield from check(item.otherwise)


def check_built_in(placed: Sequence[Placed], target: Target) -> Iterator[Diagnostic]:
    """A variable that the parser sets in every profile: since 5.0 its own value wins, before it is set twice."""
    if target.version >= _OWN_VALUE_WINS or not any(isinstance(item.node, ast.Profile | ast.Hat) for item in placed):
        return
    for item in placed:
        if isinstance(item.node, ast.Variable) and item.node.name == "profile_name":
            yield error(
                "variable-set-twice",
                "the variable `@{profile_name}` is set twice: every profile has one of its own",
                item.origin.span,
                labels=item.origin.labels(),
                help="give the variable another name",
            )


def check_decided(policy: ResolvedPolicy) -> Iterator[Diagnostic]:
    """Names that stand twice in a profile once the conditions around them are decided."""
    seen: dict[tuple[str, tuple[str | None, str]], ast.Profile | ast.Hat] = {}
    for profile in policy.profiles:
        if profile.parent is None:
            continue
        other = seen.setdefault((profile.parent, _key(profile.node)), profile.node)
        if other is not profile.node:
            yield _twice(profile.node, other, profile.origin.labels())


def _among(items: Iterable[Placed]) -> Iterator[Diagnostic]:
    seen: dict[tuple[str | None, str], tuple[Placed, ast.Profile | ast.Hat]] = {}
    for item in items:
        if isinstance(item.node, ast.Profile | ast.Hat):
            # One node may have come by two includes.
            other, first = seen.setdefault(_key(item.node), (item, item.node))
            if other is not item:
                yield _twice(item.node, first, item.origin.labels())


def _key(node: ast.Profile | ast.Hat) -> tuple[str | None, str]:
    return without_namespace(unescaped(node.name))


def _twice(node: ast.Profile | ast.Hat, other: ast.Profile | ast.Hat, route: tuple[Label, ...]) -> Diagnostic:
    what = "hat" if isinstance(node, ast.Hat) else "profile"
    first = (Label(other.span, "the other one"),) if other.span else ()
    return error(
        "duplicate-profile",
        f"the {what} `{node.name}` is defined twice",
        node.span,
        labels=(*first, *route),
        help="rename one of the two, or join their rules in one",
    )
