"""A composed file for a target: what the target cannot read is said in another way where that keeps the meaning.

The rest is left as it is, and refused with everything else that the target's parser refuses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

from attrs import define, evolve, field

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, error, has_errors, notice
from apparmor_dsl.language import ast
from apparmor_dsl.language.ast.node import BaseRule
from apparmor_dsl.language.emit import rule_text
from apparmor_dsl.semantics.files import Files
from apparmor_dsl.semantics.model.decide import has_priorities
from apparmor_dsl.semantics.priorities import Clash, clashes
from apparmor_dsl.semantics.resolve import Composed
from apparmor_dsl.semantics.resolve.full import resolve_composed
from apparmor_dsl.semantics.resolve.resolved import ResolvedRule
from apparmor_dsl.semantics.targets import OLDEST, Target, Version

_I = TypeVar("_I", bound=ast.Statement)

_BARE: Final[tuple[ast.Rule, ...]] = (
    ast.FileRule(),
    ast.CapabilityRule(),
    ast.NetworkRule(),
    ast.UnixRule(),
    ast.MountRule(),
    ast.RemountRule(),
    ast.UmountRule(),
    ast.PivotRootRule(),
    ast.PtraceRule(),
    ast.SignalRule(),
    ast.DbusRule(),
)
"""The rules that say together, without any condition, what `all` says under abi/3.0: change_profile is not among them.

Source: 4.1.8 and 5.0.2 compile both to the same bytes.
"""

_YOUNG: Final[tuple[ast.Rule, ...]] = (ast.UsernsRule(), ast.MqueueRule(), ast.IoUringRule())
"""What is needed beside them under abi/4.0."""

_ALL_WHOLE_SINCE: Final[Version] = (4, 1)
"""4.0 reads `all`, and what it compiles of it permits no mount."""


def lower(composed: Composed, files: Files, target: Target) -> tuple[Composed, tuple[Diagnostic, ...]]:
    """The file as the target reads it, with the target's `abi` where the file pins none.

    AFTERWARDS: for a target that does not read them there is no `all` that permits, and no priority; a notice says
    how each was replaced, and an error where that cannot be. For the oldest target there is no rule that permits what
    abi/3.0 does not mediate, since that is permitted without it.
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
    clashing = _clashes(composed, files, target) if lowering.prioritised or lowering.written_out else []
    lowering.diagnostics += clashing
    lowering.say_what_was_done(clashing=bool(clashing))
    return evolve(composed, policy=evolve(composed.policy, statements=statements)), tuple(lowering.diagnostics)


@define
class _Lowering:
    composed: Composed
    target: Target
    diagnostics: list[Diagnostic] = field(factory=list)
    left_out: dict[str, ast.Node] = field(factory=dict)
    prioritised: list[BaseRule] = field(factory=list)
    written_out: list[ast.AllRule] = field(factory=list)

    def body(self, items: Sequence[_I]) -> tuple[_I, ...]:
        """The items as the target reads them, with what is inside them."""
        made: list[ast.Statement] = [lowered for item in items for lowered in self.item(item)]
        return tuple(made)  # type: ignore[arg-type] # a rule stands in place of a rule

    def item(self, item: ast.Statement) -> Iterator[ast.Statement]:
        """What stands in place of the item; it keeps its origins."""
        made: ast.Statement
        match item:
            case ast.Profile() | ast.Hat() | ast.Block():
                made = evolve(item, body=self.body(item.body))
            case ast.Conditional():
                made = evolve(item, then=self.body(item.then), otherwise=self.body(item.otherwise))
            case ast.AllRule() if self.target.version < _ALL_WHOLE_SINCE and item.qualifiers.access != "deny":
                self.written_out.append(item)
                for bare in (*_BARE, *(() if self.target is OLDEST else _YOUNG)):
                    rule = evolve(bare, qualifiers=item.qualifiers, span=item.span)
                    self.composed.origins.move(item, rule)
                    yield rule
                return
            case ast.UsernsRule() | ast.MqueueRule() | ast.IoUringRule() if self.target is OLDEST and _allows(item):
                self.left_out.setdefault(type(item).__name__.removesuffix("Rule").lower(), item)
                return
            case BaseRule() if self.has_needless_priority(item):
                self.prioritised.append(item)
                made = evolve(item, qualifiers=evolve(item.qualifiers, priority=None))
            case _:
                yield item
                return
        self.composed.origins.move(item, made)
        yield made

    def has_needless_priority(self, rule: BaseRule) -> bool:
        """Whether the rule has a priority, which the target cannot read, where a rule may have one."""
        may = not isinstance(rule, ast.NetworkRule | ast.AllRule) or rule.qualifiers.priority == 0
        return may and rule.qualifiers.priority is not None and not has_priorities(self.target)

    def say_what_was_done(self, *, clashing: bool) -> None:
        """One notice for all rules that are not needed, one for each `all`, one for all priorities."""
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
        for rule in self.written_out:
            self.diagnostics.append(
                notice(
                    "written-out",
                    f"for {self.target.name} `all` is written out: one rule for each class of <{self.target.abi}>",
                    rule.span,
                    help="compile with --target apparmor-4.1 or newer to leave it to the parser",
                )
            )
        if self.prioritised and not clashing:
            self.diagnostics.append(
                notice(
                    "priorities-left-out",
                    f"for {self.target.name} priorities are left out, and no access is decided otherwise without them",
                    self.prioritised[0].span,
                    help="compile with --target apparmor-4.1 or newer to have them in the profile",
                )
            )


def _allows(rule: BaseRule) -> bool:
    return rule.qualifiers.access in {None, "allow"} and not rule.qualifiers.audit


def _clashes(composed: Composed, files: Files, target: Target) -> list[Diagnostic]:
    """Where the file would mean something else without priorities."""
    resolved, said = resolve_composed(composed, files, target=target)
    if has_errors(said):
        return []  # they are found again, and said, when the verdict is asked for
    return [_said_of(found, target) for profile in resolved.profiles for found in clashes(profile, target)]


def _said_of(found: Clash, target: Target) -> Diagnostic:
    where = ""
    if found.witness is not None:
        shown = " -> ".join(part.decode("utf-8", "backslashreplace") for part in found.witness.split(b"\0"))
        where = f" for `{shown}`"
    labels = (Label(found.loser.span, "over this rule"),) if found.loser.span else ()
    return error(
        "needs-priority",
        f"{target.name} has no priorities, and `{_text(found.winner)}` must win over `{_text(found.loser)}`{where}",
        found.winner.span,
        labels=(*labels, *found.winner.origin.labels(), *found.loser.origin.labels()),
        help="compile with --target apparmor-4.1 or newer, or let the two rules speak of different things",
    )


def _text(resolved: ResolvedRule) -> str:
    return rule_text(resolved.written).rstrip(",")
