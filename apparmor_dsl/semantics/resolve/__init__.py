"""From what a person wrote to what a file for the parser says."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve, field, frozen

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, error, has_errors
from apparmor_dsl.language import ast
from apparmor_dsl.semantics.files import Files
from apparmor_dsl.semantics.resolve.flatten import flatten
from apparmor_dsl.semantics.resolve.fragments import Expansion
from apparmor_dsl.semantics.resolve.origin import Origin, Provenance, Step
from apparmor_dsl.semantics.resolve.scope import load

__all__ = ["Composed", "Origin", "Provenance", "Step", "compose", "compose_plain"]


@frozen
class Composed:
    """One file of plain AppArmor policy. `origins` tells of each of its nodes where it came from, `comments` has
    the comments of each file that went into it.

    INVARIANT: no Import, Fragment or Use is in `policy`; of what was composed, no Block either.
    """

    policy: ast.PolicyFile
    origins: Provenance
    comments: Mapping[str, tuple[ast.Comment, ...]] = field(factory=dict, repr=False)


def compose(policy: ast.PolicyFile, files: Files) -> tuple[tuple[Composed, ...], tuple[Diagnostic, ...]]:
    """One composed file for each profile of the policy, in order.

    With an error among the diagnostics the files are incomplete and must not be used.
    """
    scope, diagnostics = load(policy, files)
    diagnostics += [_outside(item) for item in policy.statements if not isinstance(item, _IN_A_FILE)]
    if has_errors(diagnostics):
        return (), tuple(dict.fromkeys(diagnostics))
    made: list[Composed] = []
    for profile in policy.profiles:
        expansion = Expansion(scope, files)
        expanded = expansion.profile(profile)
        body, said = flatten(expanded, files, expansion.provenance)
        statements = (*_preamble(policy, expansion, body), body)
        made.append(Composed(evolve(policy, statements=statements), expansion.provenance, scope.comments()))
        diagnostics += [*expansion.diagnostics, *said]
    return tuple(made), tuple(dict.fromkeys(diagnostics))


def compose_plain(policy: ast.PolicyFile) -> Composed:
    """A file of AppArmor's own language, in which nothing is to be composed, as it is."""
    comments = {policy.source.name: policy.comments} if policy.source else {}
    return Composed(policy, Provenance(), comments)


_PREAMBLE = (ast.Variable, ast.BooleanAssignment, ast.Alias, ast.Abi, ast.Include)
_IN_A_FILE = (*_PREAMBLE, ast.Import, ast.Fragment, ast.Profile)


def _preamble(policy: ast.PolicyFile, expansion: Expansion, profile: ast.Profile) -> tuple[ast.Statement, ...]:
    """The file's own preamble, what the files of its fragments include, and the variables of its fragments."""
    own: list[ast.Statement] = [item for item in policy.statements if isinstance(item, _PREAMBLE)]
    at = max((index + 1 for index, item in enumerate(own) if isinstance(item, ast.Abi | ast.Include)), default=0)
    carried = [evolve(include) for include in expansion.hoist.includes() if include not in own]
    own[at:at] = carried
    for hoisted in expansion.hoist.needed_by((profile, *own)):
        for setting in hoisted.settings:
            expansion.provenance.add(setting, (Origin(setting.span, (Step(hoisted.asked_by, setting.span),)),))
            own.append(setting)
    return tuple(own)


def _outside(item: ast.Statement) -> Diagnostic:
    return error(
        "rule-outside-profile",
        "this stands outside every profile",
        item.span,
        help="move it into a profile, or into a fragment",
    )
