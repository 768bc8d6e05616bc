"""What profiles include, and fragments: parts of profiles, of which some things hold whatever stands beside them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import Final

from attrs import evolve

from apparmor_dsl.diagnostics.diagnostic import has_errors
from apparmor_dsl.language import ast
from apparmor_dsl.language.ast.node import BaseRule
from apparmor_dsl.language.parser.tables import Dialect
from apparmor_dsl.semantics.files import PolicyFolders
from apparmor_dsl.semantics.resolve.full import resolve
from apparmor_dsl.semantics.resolve.resolved import ResolvedPolicy, ResolvedProfile
from apparmor_dsl.semantics.targets import Target

_TUNABLES: Final = ast.Include("tunables/global", if_exists=True)
"""Where the variables are that nearly every abstraction names."""


def is_part(policy: ast.PolicyFile) -> bool:
    """Whether the file has nothing but rules, so that it is for profiles to include."""
    return not policy.profiles and any(isinstance(item, BaseRule) for item in policy.statements)


Part = tuple[ResolvedProfile, ResolvedPolicy]


def parts_of(policy: ast.PolicyFile, files: PolicyFolders, target: Target, dialect: Dialect) -> Iterator[Part]:
    """The file that is a part, and the fragments of the file, each as a profile with these rules and no others.

    A fragment that needs others, or arguments, says nothing by itself, and neither does what cannot be resolved.
    """

    def alone(preamble: tuple[ast.Statement, ...], name: str, body: tuple[ast.BodyItem, ...]) -> Iterator[Part]:
        made = evolve(policy, statements=(*preamble, ast.Profile(name, body=body)))
        resolved, said = resolve(made, files, target=target, dialect=dialect)
        found = next((profile for profile in resolved.profiles if profile.name == name), None)
        if found is not None and not has_errors(said):
            yield found, resolved

    if is_part(policy):
        name = "/".join(PurePath(policy.source.name if policy.source else "<text>").parts[-2:])
        rules = tuple(item for item in policy.statements if isinstance(item, ast.BodyItem))
        others = tuple(item for item in policy.statements if not isinstance(item, ast.BodyItem))
        yield from alone((_TUNABLES, *others), name, rules)
    for fragment in policy.fragments:
        if not fragment.needs and all(parameter.default is not None for parameter in fragment.parameters):
            use = ast.Use(fragment.name)
            for found, resolved in alone(policy.statements, f"fragment {fragment.name}", (use,)):
                # What the fragment says is the text of this profile.
                route = next((rule.origin.route[:1] for rule in found.rules), ())
                yield evolve(found, origin=evolve(found.origin, route=route)), resolved
