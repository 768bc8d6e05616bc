"""Lints over fleets: what they know of the profiles that containers name, and who is asked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from apparmor_dsl.analysis.lint.selection import Selection, check_names
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.fleet.lint import Linting, lint_paths
from tests.fleet.fleets import native, phoenix

WEAK, NESTING, ROOTLESS = "privileged-with-weak-profile", "nesting-opens", "rootless-ignored"
UNCONFINED = {"unprivileged": True, "apparmor_profile": "unconfined"}
NAMED: dict[str, Any] = {"unprivileged": False, "apparmor_profile": "lxc-store"}
OPENED = ["write /proc/sys/kernel/core_pattern", "ptrace trace peer=another-profile"]


def test_a_profile_of_policy_beside_the_fleet_is_asked(tmp_path: Path) -> None:
    (tmp_path / "lxc-store").write_text("profile lxc-store {\n  file,\n  deny /proc/sys/kernel/** w,\n}\n")

    (one,) = of(lint(tmp_path, phoenix(**NAMED)), WEAK)

    assert "`lxc-store` permits `write /sys/kernel/uevent_helper`" in one.message


def test_a_profile_that_refuses_all_of_it_is_not_weak(tmp_path: Path) -> None:
    (tmp_path / "lxc-store").write_text("profile lxc-store {\n  /srv/** rw,\n  mount fstype=tmpfs -> /mnt/,\n}\n")

    assert of(lint(tmp_path, phoenix(**NAMED)), WEAK) == []


def test_a_profile_that_the_fleet_defines_is_asked(tmp_path: Path) -> None:
    for rule, weak in (("mount,", True), ("/etc/shadow rw,", False)):
        document = native({"900": {"privileged": True, "confinement": {"strategy": "named", "profile": "lxc-store"}}})
        document["profiles"] = {"lxc-store": {"allow": [rule]}}

        assert bool(of(lint(tmp_path, document), WEAK)) is weak


def test_of_a_profile_that_is_not_known_nothing_is_said(tmp_path: Path) -> None:
    found = lint(tmp_path, phoenix(unprivileged=False, apparmor_profile="lxc-container-default"))

    assert of(found, WEAK) == []


def test_nesting_is_held_against_the_same_container_without_it(tmp_path: Path) -> None:
    (one,) = of(lint(tmp_path, phoenix(pct_options=["nesting=1"])), NESTING)

    assert all(f"`{request}`" in one.message for request in OPENED)
    assert "sysrq-trigger" not in one.message


@pytest.mark.parametrize("asking", [{"features": ["docker"]}, {"apparmor_profile": "unconfined"}, {}])
def test_nesting_that_is_needed_or_opens_nothing_is_not_told(asking: dict[str, Any], tmp_path: Path) -> None:
    options = ["nesting=1"] if asking else ["nesting=0"]

    assert of(lint(tmp_path, phoenix(pct_options=options, **asking)), NESTING) == []


def test_rootless_podman_that_is_asked_for_as_a_fragment_is_found(tmp_path: Path) -> None:
    document = native(privileged=False, fragments=[{"use": "nesting"}, {"use": "podman-rootless"}])

    assert len(of(lint(tmp_path, document), ROOTLESS)) == 1


def test_a_lint_over_fleets_is_selected_ignored_and_rated_as_any_other(tmp_path: Path) -> None:
    document = phoenix(pct_options=["nesting=1"])

    assert of(lint(tmp_path, document, Selection(select=frozenset({"write-and-exec"}))), NESTING) == []
    assert of(lint(tmp_path, document, Selection(ignore=frozenset({"security"}))), NESTING) == []
    (one,) = of(lint(tmp_path, document, Selection(severities={NESTING: Severity.ERROR})), NESTING)
    assert one.severity is Severity.ERROR


def test_what_is_said_when_a_fleet_is_read_is_ignored_and_rated_too(tmp_path: Path) -> None:
    name = "unconfined-without-reason"

    assert of(lint(tmp_path, phoenix(**UNCONFINED)), name) != []
    assert of(lint(tmp_path, phoenix(**UNCONFINED), Selection(ignore=frozenset({name}))), name) == []
    (one,) = of(lint(tmp_path, phoenix(**UNCONFINED), Selection(severities={name: Severity.NOTICE})), name)
    assert one.severity is Severity.NOTICE


def test_what_is_said_of_policy_is_ignored_too_and_an_error_never(tmp_path: Path) -> None:
    (tmp_path / "web").write_text("# include <abstractions/base>\nprofile web {\n  capability nope,\n}\n")
    ignoring = Selection(ignore=frozenset({"commented-include", "unknown-capability"}))

    assert {one.code for one in lint_paths([tmp_path], Linting(selection=ignoring))} == {"unknown-capability"}


def test_an_error_is_not_made_less(tmp_path: Path) -> None:
    (tmp_path / "web").write_text("profile web {\n  capability nope,\n}\n")
    rated = Selection(severities={"unknown-capability": Severity.NOTICE})

    assert [one.severity for one in lint_paths([tmp_path], Linting(selection=rated))] == [Severity.ERROR]


def test_a_name_that_nothing_has_is_still_refused() -> None:
    check_names([NESTING, "exec-conflict", "write-and-exec", "security", "all"])

    with pytest.raises(PolicyError, match="there is no lint `exec-conflicts-`"):
        check_names(["exec-conflicts-"])


def lint(folder: Path, document: object, selection: Selection | None = None) -> tuple[Diagnostic, ...]:
    (folder / "fleet.json").write_text(json.dumps(document))
    return lint_paths([folder], Linting(selection=selection or Selection()))


def of(found: tuple[Diagnostic, ...], code: str) -> list[Diagnostic]:
    return [one for one in found if one.code == code]


@pytest.mark.parametrize(
    ("rules", "workload", "refused"),
    [
        ("mount fstype=tmpfs,", "docker", "proc"),
        ("mount fstype=proc -> /srv/**,", "docker", "overlay"),
        ("mount fstype={proc,overlay} -> /srv/docker/**,", "docker", None),
        ("mount, deny mount fstype=nfs*,", "nfs-client", "nfs4"),
        ("mount fstype=nfs,", "nfs-client", None),
        ("/srv/** r,", "nginx", None),
    ],
)
def test_a_workload_without_a_mount_that_it_needs_is_found(
    rules: str, workload: str, refused: str | None, tmp_path: Path
) -> None:
    (tmp_path / "lxc-x").write_text(f"abi <abi/3.0>,\nprofile lxc-x {{\n  {rules}\n}}\n")
    document = native(privileged=False, workloads=[workload], confinement={"strategy": "named", "profile": "lxc-x"})

    found = of(lint(tmp_path, document), "need-unsatisfied")

    assert [one.message.rpartition(" ")[2] for one in found] == ([f"`{refused}`"] if refused else [])


def test_a_profile_that_is_composed_for_a_workload_lets_it_mount(tmp_path: Path) -> None:
    for workload in ("docker", "podman", "containerd", "nfs-client", "cifs-client"):
        assert of(lint(tmp_path, native(privileged=False, workloads=[workload])), "need-unsatisfied") == []
