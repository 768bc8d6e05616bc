"""The profiles that containers name: those that a fleet composes, and those of policy that is linted beside it."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import define, field

from apparmor_dsl.analysis.policies import known_profiles
from apparmor_dsl.fleet.linting.share import Report
from apparmor_dsl.language import ast
from apparmor_dsl.language.parser.tables import Dialect
from apparmor_dsl.semantics.files import PolicyFolders
from apparmor_dsl.semantics.model.profile import Model
from apparmor_dsl.semantics.targets import Target


@define
class Profiles:
    """Models of profiles by their names, worked out for those that somebody asks for."""

    composed: Sequence[ast.PolicyFile]
    reports: Sequence[Report]
    folders: PolicyFolders
    target: Target | None
    features: str | None
    _known: dict[str, Model | None] = field(factory=dict)

    def find(self, name: str) -> Model | None:
        """What the profile permits; None where it is not known here, or the compiler refuses it."""
        if name not in self._known:
            self._known[name] = self._find(name)
        return self._known[name]

    def _find(self, name: str) -> Model | None:
        for policy in self.composed:
            if any(profile.name == name for profile in policy.profiles):
                return self.of(name, policy)
        for report in self.reports:
            if any(fact.name == name for fact in report.found.facts):
                dialect: Dialect = "aadsl" if report.of.input.kind == "aadsl" else "apparmor"
                return self.of(name, self.folders.parsed(report.of.input.path, dialect), dialect)
        return None

    def of(self, name: str, policy: ast.PolicyFile, dialect: Dialect = "aadsl") -> Model | None:
        """What the profile of this policy permits; None where the compiler refuses it."""
        found, _ = known_profiles(policy, self.folders, dialect, self.target, self.features)
        return next((one.model for one in found if one.profile.name == name), None)
