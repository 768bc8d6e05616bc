"""What the keys of our own format mean, and how they are inherited."""

from typing import Any

import pytest

from apparmor_dsl.fleet.label import label_of
from apparmor_dsl.fleet.model import Composed, Generated
from apparmor_dsl.language import ast
from tests.fleet.fleets import codes, container, native, read, said


def test_a_container_without_keys_is_unprivileged_and_gets_a_profile_of_its_own() -> None:
    found = container(native())

    assert isinstance(found.confinement, Composed)
    assert not found.is_privileged
    assert found.systemd


def test_a_container_of_plain_lxc_has_a_name_for_an_id() -> None:
    assert label_of(container(native({"web-1": {"workloads": ["docker"]}}))).text == "lxc-web-1//&:lxc-web-1:"


def heir(parent: dict[str, Any], own: dict[str, Any], defaults: dict[str, Any] | None = None) -> Any:
    fleet = {**native({"100": parent, "101": {"inherits": "100", **own}}), "defaults": defaults or {}}
    return read(fleet).by_id["101"]


def test_an_heir_has_what_its_parent_says() -> None:
    found = heir({"privileged": True, "gpus": [0], "workloads": ["docker"], "init": "openrc", "name": "parent"}, {})

    assert found.is_privileged
    assert [gpu.value for gpu in found.gpus] == [0]
    assert [workload.name for workload in found.workloads] == ["docker"]
    assert not found.systemd
    assert found.name is None


def test_words_and_lists_of_words_replace_the_parents() -> None:
    found = heir(
        {"privileged": True, "gpus": [0, 1], "workloads": ["docker"]},
        {"privileged": False, "gpus": [1], "workloads": []},
    )

    assert not found.is_privileged
    assert [gpu.value for gpu in found.gpus] == [1]
    assert found.workloads == ()


def test_things_with_a_name_are_joined_by_it() -> None:
    found = heir(
        {
            "mounts": [{"source": "/a", "target": "/x"}, {"source": "/b", "target": "/y"}],
            "devices": [{"path": "/dev/kvm"}],
            "features": {"keyctl": True, "fuse": True},
            "fragments": ["fuse", "kvm"],
            "lxc": [{"key": "lxc.environment", "value": "A=1"}, {"key": "lxc.environment", "value": "B=1"}],
        },
        {
            "mounts": [{"source": "/c", "target": "/y/"}],
            "devices": [{"path": "/dev/kvm", "mode": "0600"}, {"path": "/dev/fuse"}],
            "features": {"fuse": False},
            "fragments": [{"use": "kvm", "with": {"x": "y"}}],
            "lxc": [{"key": "lxc.environment", "value": "C=1"}],
        },
    )

    assert [(mount.path, mount.target.value) for mount in found.mounts] == [("/a", "/x"), ("/c", "/y")]
    assert [(device.path, device.mode) for device in found.devices] == [("/dev/kvm", "0600"), ("/dev/fuse", None)]
    assert [(each.name, each.value) for each in found.features] == [("keyctl", "1"), ("fuse", "0")]
    assert [(use.name.value, len(use.arguments)) for use in found.fragments] == [("fuse", 0), ("kvm", 1)]
    assert [option.value for option in found.lxc] == ["C=1"]


def test_confinement_is_replaced_as_a_whole() -> None:
    found = heir(
        {"confinement": {"strategy": "generated", "nesting": True, "raw": ["mount,"]}},
        {"confinement": {"strategy": "generated"}},
    )

    assert found.confinement == Generated(found.confinement.span)


def test_defaults_come_after_every_ancestor() -> None:
    defaults = {"privileged": True, "workloads": ["nginx"], "mounts": [{"source": "/d", "target": "/d"}]}
    found = heir({"privileged": False}, {}, defaults)

    assert not found.is_privileged
    assert [workload.name for workload in found.workloads] == ["nginx"]
    assert [mount.path for mount in found.mounts] == ["/d"]


def test_a_circle_is_told_with_its_whole_way() -> None:
    containers = {"a": {"inherits": "b"}, "b": {"inherits": "c"}, "c": {"inherits": "a"}}
    messages = [each.message for each in said(native(containers)) if each.code == "inheritance-cycle"]

    assert messages[0] == "container a inherits from itself: a -> b -> c -> a"
    assert len(messages) == 3


def test_the_way_up_is_bounded() -> None:
    containers = {f"c{n}": {"inherits": f"c{n + 1}"} for n in range(17)} | {"c17": {}}

    assert "inheritance-too-deep" in codes(said(native(containers)))
    assert "inheritance-too-deep" not in codes(said(native(dict(list(containers.items())[1:]))))


def test_a_parent_that_is_nearly_there_is_named() -> None:
    (found,) = said(native({"base": {}, "web": {"inherits": "bsae"}}))

    assert found.help == "did you mean `base`?"


@pytest.mark.parametrize(
    "confinement",
    [
        {"strategy": "unconfined", "nesting": True, "reason": "0123456789", "until": "2099-12-31"},
        {"strategy": "unconfined", "reason": "short", "until": "2099-12-31"},
        {"strategy": "unconfined", "reason": "0123456789"},
        {"strategy": "named", "profile": "lxc-x", "nesting": True},
        {"strategy": "named", "profile": "unconfined"},
        {"strategy": "generated", "profile": "lxc-x"},
        {"strategy": "generated", "fragments": ["base"]},
        {"strategy": "composed", "profile": "lxc-x"},
    ],
    ids=str,
)
def test_a_contradiction_in_the_confinement_cannot_be_written(confinement: dict[str, Any]) -> None:
    assert codes(said(native(confinement=confinement)))


def test_single_rules_of_a_profile_are_parsed_and_have_the_place_of_their_string() -> None:
    fleet = read(
        {
            **native(),
            "profiles": {"lxc-x": {"allow": ["mount fstype=(nfs, nfs4) -> /mnt/,"], "deny": ["/etc/shadow rw,"]}},
        }
    )
    allow, deny = (rule.value for rule in fleet.profiles[0].rules)

    assert isinstance(allow, ast.MountRule)
    assert isinstance(deny, ast.FileRule)
    assert deny.qualifiers.access == "deny"
    assert allow.span is not None
    assert allow.span.text == '"mount fstype=(nfs, nfs4) -> /mnt/,"'
    assert {condition.span for condition in allow.conditions if isinstance(condition, ast.Node)} <= {allow.span}


def test_a_deny_has_no_place_under_allow() -> None:
    document = {**native(), "profiles": {"lxc-x": {"allow": ["deny /etc/shadow rw,"]}}}

    assert codes(said(document)) == ["not-one-rule"]


@pytest.mark.parametrize(
    "name", ["lxc-container-default-cgns", "lxc-start", "docker-default", "unconfined", "lxc-a/b", "lxc-"]
)
def test_a_file_cannot_define_a_profile_of_this_name(name: str) -> None:
    assert codes(said({**native(), "profiles": {name: {}}}))
