"""From a file to the rules that are in force, for a target."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from attrs import define, evolve, field

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, has_errors
from apparmor_dsl.diagnostics.errors import Bug
from apparmor_dsl.language import ast
from apparmor_dsl.language.ast.node import BaseRule
from apparmor_dsl.language.parser.tables import Dialect
from apparmor_dsl.semantics.escapes import unescaped
from apparmor_dsl.semantics.files import Files
from apparmor_dsl.semantics.paths import folded, local_name, without_namespace
from apparmor_dsl.semantics.resolve import Composed, compose
from apparmor_dsl.semantics.resolve.aliases import aliased, in_order, other_names
from apparmor_dsl.semantics.resolve.decide import Deciding, decide
from apparmor_dsl.semantics.resolve.expand import Expanding
from apparmor_dsl.semantics.resolve.inline import inline
from apparmor_dsl.semantics.resolve.origin import Origin, Provenance
from apparmor_dsl.semantics.resolve.placed import Placed
from apparmor_dsl.semantics.resolve.qualify import qualify
from apparmor_dsl.semantics.resolve.resolved import ResolvedPolicy, ResolvedProfile, ResolvedRule
from apparmor_dsl.semantics.resolve.variables import Variables
from apparmor_dsl.semantics.targets import Target

_OF_GLOBS: Final = "{}[]*?"


def resolve(
    policy: ast.PolicyFile, files: Files, *, target: Target, dialect: Dialect
) -> tuple[ResolvedPolicy, tuple[Diagnostic, ...]]:
    """The profiles of a file with every rule that is in force, and what is to be said about it.

    A file of the dialect `aadsl` is composed first. With an error among the diagnostics the policy is incomplete.
    """
    if dialect == "apparmor":
        return _resolved(policy, files, target, Provenance())
    composed, said = compose(policy, files)
    if has_errors(said):
        return ResolvedPolicy(), said
    made = [_resolved(one.policy, files, target, one.origins) for one in composed]
    return _joined([one for one, _ in made]), tuple(
        dict.fromkeys((*said, *(each for _, found in made for each in found)))
    )


def resolve_composed(
    composed: Composed, files: Files, *, target: Target
) -> tuple[ResolvedPolicy, tuple[Diagnostic, ...]]:
    """The profiles of a composed file. Every rule's origin is where it was written before it was composed."""
    return _resolved(composed.policy, files, target, composed.origins)


def _resolved(
    policy: ast.PolicyFile, files: Files, target: Target, origins: Provenance
) -> tuple[ResolvedPolicy, tuple[Diagnostic, ...]]:
    placed, said = inline(policy, files, origins)
    resolved, found = resolve_placed(placed, target)
    return resolved, tuple(dict.fromkeys((*said, *found)))


def resolve_placed(placed: Sequence[Placed], target: Target) -> tuple[ResolvedPolicy, tuple[Diagnostic, ...]]:
    """The profiles of a file whose includes have been followed."""
    variables, found = _variables(placed, target)
    decided, undecided = decide(tuple(placed), variables)
    qualified, unqualified = qualify(decided, target)
    diagnostics = [*found, *undecided, *unqualified]
    aliases = in_order([item.node for item in placed if isinstance(item.node, ast.Alias)])
    making = _Making(variables, aliases)
    profiles = tuple(
        made
        for item in qualified
        if isinstance(item.node, ast.Profile | ast.Hat)
        for made in making.profile(item, None)
    )
    diagnostics += making.diagnostics
    abis = tuple(_abis(placed))
    resolved = ResolvedPolicy(
        profiles,
        next((item.node for item in placed if isinstance(item.node, ast.Abi)), None),
        {name: setting.values for name, setting in variables.settings.items() if setting.boolean is None},
        {name: setting.boolean for name, setting in variables.settings.items() if setting.boolean is not None},
        abis,
    )
    return resolved, tuple(dict.fromkeys(diagnostics))


def _abis(placed: Sequence[Placed]) -> Iterator[tuple[ast.Abi, Origin]]:
    for item in placed:
        if isinstance(item.node, ast.Abi):
            yield item.node, item.origin
        yield from _abis((*item.body, *item.otherwise))


def variables_of(policy: ast.PolicyFile, files: Files, target: Target) -> tuple[Variables, tuple[Diagnostic, ...]]:
    """The variables that the preamble of the file sets, its includes among it."""
    preamble = tuple(item for item in policy.statements if not isinstance(item, ast.Profile | ast.Hat))
    placed, said = inline(evolve(policy, statements=preamble), files)
    variables, found = _variables(placed, target)
    return variables, (*said, *found)


def _variables(placed: Sequence[Placed], target: Target) -> tuple[Variables, list[Diagnostic]]:
    """The variables of the preamble, set in the order of the text."""
    variables = Variables(target)
    deciding = Deciding(variables)
    diagnostics: list[Diagnostic] = []
    for item in placed:
        match item.node:
            case ast.Variable() as assignment:
                problem = variables.assign(assignment)
            case ast.BooleanAssignment() as assignment:
                problem = variables.assign_boolean(assignment, deciding.holds(assignment.value, item.origin.span))
            case _:
                continue
        if problem is not None:
            diagnostics.append(problem)
    return variables, [*deciding.diagnostics, *diagnostics]


@define
class _Making:
    """Makes resolved profiles of what the passes left. `diagnostics` grows as it goes."""

    variables: Variables
    aliases: tuple[ast.Alias, ...]
    diagnostics: list[Diagnostic] = field(factory=list)

    def profile(self, item: Placed, parent: ResolvedProfile | None) -> Iterator[ResolvedProfile]:
        """The profile and, behind it, the children that stand inside it."""
        made = self.head(item, parent)
        built_in = {"profile_name": _escaped(made.name)}
        if made.attachment is not None and self.variables.target.version >= (5, 0):
            built_in |= {"attach_path": made.attachment, "exec_path": made.attachment}
        expanding = Expanding(self.variables.with_built_in(built_in))
        rules = [
            ResolvedRule(expanding.rule(inner.node, inner.origin), inner.origin, inner.node)
            for inner in item.body
            if isinstance(inner.node, BaseRule)
        ]
        self.diagnostics += expanding.diagnostics
        children = [inner for inner in item.body if isinstance(inner.node, ast.Profile | ast.Hat)]
        made = evolve(made, rules=tuple(aliased(rules, self.aliases)), has_children=bool(children))
        yield made
        for inner in children:
            yield from self.profile(inner, made)

    def head(self, item: Placed, parent: ResolvedProfile | None) -> ResolvedProfile:
        """The profile without its rules: what it is called and what it attaches to."""
        node = item.node
        if not isinstance(node, ast.Profile | ast.Hat):
            raise Bug(f"{type(node).__name__} is no profile")
        expanding = Expanding(self.variables)
        namespace, local = without_namespace(unescaped(node.name))
        name = expanding.text(local, item.origin)
        attachment = None
        if isinstance(node, ast.Profile) and node.attachment is not None:
            attachment = expanding.text(node.attachment, item.origin)
        elif name.startswith("/"):
            attachment = folded(local_name(name))
        made = ResolvedProfile(
            f"{parent.name}//{name}" if parent else name,
            node,
            attachment,
            tuple(map(folded, other_names(attachment or name, self.aliases))),
            namespace,
            parent.name if parent else None,
            expanding.value(node.flags, item.origin),
            node.xattrs if isinstance(node, ast.Profile) else (),
            (),
            item.origin,
            written_name=name,
            parent_written=parent.written_name if parent else None,
        )
        self.diagnostics += expanding.diagnostics
        return made


def _escaped(name: str) -> str:
    """The name so that a glob matches it and nothing else."""
    made: list[str] = []
    at = 0
    while at < len(name):
        if name[at] == "\\":
            made.append(name[at : at + 2])
            at += 2
            continue
        made.append(f"\\{name[at]}" if name[at] in _OF_GLOBS else name[at])
        at += 1
    return "".join(made)


def _joined(parts: Sequence[ResolvedPolicy]) -> ResolvedPolicy:
    """The profiles of all parts. Variables go with their part: of two with one name the first is kept."""
    variables: dict[str, tuple[str, ...]] = {}
    booleans: dict[str, bool] = {}
    for part in parts:
        variables = {**part.variables, **variables}
        booleans = {**part.booleans, **booleans}
    return ResolvedPolicy(
        tuple(profile for part in parts for profile in part.profiles),
        next((part.abi for part in parts if part.abi is not None), None),
        variables,
        booleans,
        tuple(abi for part in parts for abi in part.abis),
    )
