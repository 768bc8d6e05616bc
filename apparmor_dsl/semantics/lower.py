"""A composed file for a target: what the target cannot read is left out where that keeps the meaning, else refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from attrs import define, evolve, field

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, error, notice
from apparmor_dsl.language import ast
from apparmor_dsl.language.ast.node import BaseRule
from apparmor_dsl.semantics.resolve import Composed
from apparmor_dsl.semantics.targets import OLDEST, UNMEDIATED_BY_3_0, Target, needs

_I = TypeVar("_I", bound=ast.Statement)


def lower(composed: Composed, target: Target) -> tuple[Composed, tuple[Diagnostic, ...]]:
    """The file as the target reads it, with the target's `abi` where the file pins none.

    The target abi/3.0 does not mediate user namespaces, message queues and io_uring: what a rule allows there is
    allowed without it, so the rule goes, and a notice says so. Everything else that is too new is an error.
    """
    lowering = _Lowering(composed, target)
    abi = next((item for item in composed.policy.statements if isinstance(item, ast.Abi)), None)
    if abi is not None and target is OLDEST and abi.path != target.abi:
        lowering.diagnostics.append(
            error(
                "abi-too-new",
                f"{target.name} has no <{abi.path}>",
                abi.span,
                help=f"leave the line out, write `abi <{target.abi}>,`, or compile for a newer --target",
            )
        )
    statements = lowering.body(composed.policy.statements)
    if abi is None:
        statements = (ast.Abi(target.abi), *statements)
    lowering.say_what_was_left_out()
    return evolve(composed, policy=evolve(composed.policy, statements=statements)), tuple(lowering.diagnostics)


@define
class _Lowering:
    composed: Composed
    target: Target
    diagnostics: list[Diagnostic] = field(factory=list)
    left_out: dict[str, ast.Node] = field(factory=dict)

    def body(self, items: Sequence[_I]) -> tuple[_I, ...]:
        """The items that the target reads, with what is inside them lowered."""
        made: list[_I] = []
        for item in items:
            if self.target is OLDEST and isinstance(item, UNMEDIATED_BY_3_0) and _allows(item):
                self.left_out.setdefault(type(item).__name__.removesuffix("Rule").lower(), item)
                continue
            for what, since in needs(item):
                if since > self.target.version:
                    self.refuse(item, what, since)
            made.append(self.inner(item))
        return tuple(made)

    def inner(self, item: _I) -> _I:
        """The item with its body lowered; it keeps its origins."""
        made: ast.Statement
        match item:
            case ast.Profile() | ast.Hat() | ast.Block():
                made = evolve(item, body=self.body(item.body))
            case ast.Conditional():
                made = evolve(item, then=self.body(item.then), otherwise=self.body(item.otherwise))
            case _:
                return item
        self.composed.origins.move(item, made)
        return made

    def refuse(self, item: ast.Node, what: str, since: tuple[int, int]) -> None:
        """Report what the target does not read."""
        self.diagnostics.append(
            error(
                "too-new-for-target",
                f"{self.target.name} does not read {what}",
                item.span,
                help=f"compile with --target apparmor-{since[0]}.{since[1]} or newer",
            )
        )

    def say_what_was_left_out(self) -> None:
        """One notice for all rules that are not needed."""
        if self.left_out:
            words = {"iouring": "io_uring"}
            names = ", ".join(f"`{words.get(name, name)}`" for name in sorted(self.left_out))
            first = next(iter(self.left_out.values()))
            self.diagnostics.append(
                notice(
                    "unmediated-class",
                    f"rules for {names} are left out: <{self.target.abi}> does not mediate these, so they are allowed",
                    first.span,
                    help="compile for --target apparmor-4.0 or newer to have them mediated",
                )
            )


def _allows(rule: BaseRule) -> bool:
    return rule.qualifiers.access in {None, "allow"} and not rule.qualifiers.audit
