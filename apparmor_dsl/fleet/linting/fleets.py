"""What lints over a fleet look at, and who they are."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from attrs import field, frozen

from apparmor_dsl.analysis.lint.lint import Found, lints, lints_in
from apparmor_dsl.analysis.lint.selection import Selection
from apparmor_dsl.diagnostics.diagnostic import Diagnostic
from apparmor_dsl.fleet import lints as folder
from apparmor_dsl.fleet.label import label_of
from apparmor_dsl.fleet.linting.profiles import Profiles
from apparmor_dsl.fleet.model import Container, Fleet
from apparmor_dsl.fleet.propose import proposed_policy
from apparmor_dsl.semantics.model.profile import Model
from apparmor_dsl.semantics.targets import OLDEST


@frozen
class LintedFleet:
    """A fleet, and the profiles of its containers as far as they are known: its own, and those of policy beside it."""

    fleet: Fleet
    profiles: Profiles = field(eq=False, repr=False)

    def confining(self, container: Container) -> Model | None:
        """What the container's profile permits; None where there is none, or it is not known here."""
        name = label_of(container).profile
        return None if name is None else self.profiles.find(name)

    def composed(self, container: Container) -> Model | None:
        """What the profile permits that is composed for such a container."""
        policy = proposed_policy(container, target=self.profiles.target or OLDEST)
        return self.profiles.of(container.profile_name, policy)


def ask_fleet(fleet: LintedFleet, selection: Selection) -> Iterator[Diagnostic]:
    """What the lints over fleets say."""
    for found in fleet_lints().values():
        if selection.wants(found):
            yield from found.check(fleet)


@cache
def fleet_lints() -> dict[str, Found]:
    """The lints over fleets by their names."""
    return lints_in(folder)


@cache
def every_lint() -> dict[str, Found]:
    """All lints by their names, in the order of these."""
    return dict(sorted({**lints(), **fleet_lints()}.items()))
