"""Conditions and assignments that a target cannot read are worked out while compiling, where that keeps the meaning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar, cast

from attrs import define, evolve, field

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, notice
from apparmor_dsl.language import ast
from apparmor_dsl.semantics.files import Files
from apparmor_dsl.semantics.resolve import Composed
from apparmor_dsl.semantics.resolve.decide import Deciding, is_lost
from apparmor_dsl.semantics.resolve.full import variables_of
from apparmor_dsl.semantics.resolve.inline import inline
from apparmor_dsl.semantics.resolve.variables import Variables
from apparmor_dsl.semantics.targets import OLDEST, TARGETS, Target, needs

_I = TypeVar("_I", bound=ast.Statement)

_NEWEST = TARGETS["apparmor-6.0"]


def decided(composed: Composed, files: Files, target: Target) -> tuple[Composed, tuple[Diagnostic, ...]]:
    """The file with every condition decided that the target cannot read, by the variables that are set here and now.

    So is one in which the target would lose rules.

    AFTERWARDS: where the target reads no comparison, no expression and no `?=`, none is left, and a `:=` only where it
    takes the place of what an include sets. A notice says what was decided: on a host with other tunables it might be
    decided otherwise.
    """
    lossy = frozenset(map(id, _lossy(composed.policy.statements, target)))
    if not lossy and not any(_is_too_new(item, target) for item in _all(composed.policy.statements)):
        return composed, ()
    variables, said = variables_of(composed.policy, files, _NEWEST)
    anew = _set_anew(composed.policy, files, target)
    working = _Working(composed, target, variables, Deciding(variables), lossy, *anew)
    statements = working.body(composed.policy.statements)
    diagnostics = (*said, *working.deciding.diagnostics, *working.notices)
    return evolve(composed, policy=evolve(composed.policy, statements=statements)), diagnostics


def _all(items: Sequence[ast.Statement]) -> Iterator[ast.Statement]:
    for item in items:
        yield item
        match item:
            case ast.Profile() | ast.Hat() | ast.Block():
                yield from _all(item.body)
            case ast.Conditional():
                yield from _all((*item.then, *item.otherwise))
            case _:
                pass


def _lossy(items: Sequence[ast.Statement], target: Target) -> Iterator[ast.Conditional]:
    """The conditionals in which a rule would be lost, or with which the parser would end: all behind a network rule."""
    sockets = False
    for item in items:
        match item:
            case ast.Conditional():
                inside = tuple(_all([item]))
                if sockets or any(is_lost(each, target) for each in inside):
                    yield from (each for each in inside if isinstance(each, ast.Conditional))
                else:
                    yield from _lossy((*item.then, *item.otherwise), target)
            case ast.Profile() | ast.Hat() | ast.Block():
                yield from _lossy(item.body, target)
            case _:
                pass
        # An include may bring network rules.
        behind = any(isinstance(each, ast.NetworkRule | ast.Include) for each in _all([item]))
        sockets = sockets or (target is OLDEST and behind)


def _is_too_new(item: ast.Statement, target: Target) -> bool:
    return any(since > target.version for _, since in needs(item))


_Assignment = ast.Variable | ast.BooleanAssignment


def _set_anew(policy: ast.PolicyFile, files: Files, target: Target) -> tuple[list[_Assignment], list[_Assignment]]:
    """The assignments that a later `:=` makes void, and those `:=` themselves.

    What is set in an included file stays set there, and so a `:=` behind such an include stays too.
    """
    own: dict[str, list[_Assignment]] = {}
    void: list[_Assignment] = []
    last: dict[str, _Assignment] = {}
    includes: list[ast.Include] = []
    for item in policy.statements:
        if isinstance(item, ast.Include):
            includes.append(item)
        elif isinstance(item, _Assignment):
            if item.operator == ":=" and _is_too_new(item, target) and not _some_sets(item.name, includes, files):
                void += own.pop(item.name, [])
                last[item.name] = item
            own.setdefault(item.name, []).append(item)
    return void, list(last.values())


def _some_sets(name: str, includes: Sequence[ast.Include], files: Files) -> bool:
    """Whether one of the included files sets the variable."""
    placed, _ = inline(ast.PolicyFile(tuple(includes)), files)
    return any(isinstance(one.node, _Assignment) and one.node.name == name for one in placed)


@define
class _Working:
    composed: Composed
    target: Target
    variables: Variables
    deciding: Deciding
    lossy: frozenset[int]
    void: list[_Assignment]
    anew: list[_Assignment]
    notices: list[Diagnostic] = field(factory=list)

    def body(self, items: Sequence[_I]) -> tuple[_I, ...]:
        """The items with what the target cannot read worked out."""
        # In place of an item stands one of its kind, or, for a condition, what may stand where it stood.
        return tuple(cast("_I", made) for item in items for made in self.item(item))

    def item(self, item: ast.Statement) -> Iterator[ast.Statement]:
        """What stands in place of the item."""
        made: ast.Statement
        match item:
            case ast.Conditional() if id(item) in self.lossy or _is_too_new(item, self.target):
                holds = self.deciding.holds(item.condition, item.span)
                self.say(item, f"the condition is decided: it {'holds' if holds else 'does not hold'}")
                yield from self.body(item.then if holds else item.otherwise)
                return
            case ast.Conditional():
                made = evolve(item, then=self.body(item.then), otherwise=self.body(item.otherwise))
            case ast.Profile() | ast.Hat() | ast.Block():
                made = evolve(item, body=self.body(item.body))
            case ast.Variable() | ast.BooleanAssignment():
                assigned = self.assigned(item)
                if assigned is None:
                    return
                made = assigned
            case _:
                yield item
                return
        self.composed.origins.move(item, made)
        yield made

    def assigned(self, item: _Assignment) -> _Assignment | None:
        """The assignment as the target reads it; None where it sets nothing."""
        shown = f"@{{{item.name}}}" if isinstance(item, ast.Variable) else f"${{{item.name}}}"
        if any(item is each for each in self.void):
            self.say(item, f"`{shown}` is set anew further down, so this line goes")
            return None
        if not _is_too_new(item, self.target):
            return item
        made = item
        if item.operator == "?=":
            setting = self.variables.settings.get(item.name)
            if setting is None or setting.span is not item.span:
                self.say(item, f"`{shown}` is set already, so `?=` does nothing")
                return None
            self.say(item, f"`{shown}` is not set before, so `?=` sets it")
            made = evolve(made, operator="=")
        if any(item is each for each in self.anew):
            self.say(item, f"`{shown}` is not set before any more, so `:=` sets it")
            made = evolve(made, operator="=")
        if isinstance(made, ast.BooleanAssignment) and not isinstance(made.value, ast.BooleanLiteral):
            value = self.variables.boolean(item.name) is True
            self.say(item, f"the value of `{shown}` is worked out: {str(value).lower()}")
            made = evolve(made, value=ast.BooleanLiteral(value))
        return made

    def say(self, item: ast.Node, what: str) -> None:
        """One notice."""
        way_out = "compile with --target apparmor-5.0 or newer to leave it to the parser"
        self.notices.append(notice("decided-for-target", f"for {self.target.name} {what}", item.span, help=way_out))
