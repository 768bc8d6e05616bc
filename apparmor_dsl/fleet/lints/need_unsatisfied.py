"""A container is to run something that its profile refuses what it cannot do without."""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, Severity
from apparmor_dsl.fleet.label import label_of
from apparmor_dsl.fleet.linting.fleets import LintedFleet
from apparmor_dsl.fleet.linting.questions import NEEDS, answer, mounts_any
from apparmor_dsl.language.emit import rule_text
from apparmor_dsl.semantics.model.profile import Model

LINT = Lint(__name__, Severity.WARNING, Group.correctness)


def check_fleet(fleet: LintedFleet) -> Iterator[Diagnostic]:
    """Workloads of containers of which the profile is known, each with the first file system that it cannot mount."""
    for container in fleet.fleet.containers:
        known = fleet.confining(container)
        for workload in container.workloads if known is not None else ():
            for group in NEEDS.get(workload.name, ()):
                if known is None or any(mounts_any(known, fstype) for fstype in group):
                    continue
                yield LINT.found(
                    f"`{workload.said}` runs in container {container.id.value}, whose profile "
                    f"`{label_of(container).profile}` refuses every mount of the type `{group[0]}`",
                    workload.span,
                    labels=(Label(container.confinement.span, "under this profile"), *_refusing(known, group[0])),
                    help="permit what it needs, as profiles do that are composed for it",
                )
                break


def _refusing(known: Model, fstype: str) -> Iterator[Label]:
    """A rule that refuses it, where it is not for want of one that permits."""
    for part in answer(known, f"mount fstype={fstype} {fstype} -> /var/lib/folder/").denied:
        for rule in part.rules[:1]:
            if rule.span is not None:
                yield Label(rule.span, f"`{rule_text(rule.written)}` refuses it")
