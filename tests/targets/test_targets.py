"""What holds for every platform."""

import re
from typing import Any

import pytest

from apparmor_dsl.fleet.config.needs import Need
from apparmor_dsl.fleet.propose import policies
from apparmor_dsl.fleet.targets import Target, render_fleet, targets
from tests.fleet.fleets import native, phoenix, read

TARGETS = {target.NAME: target for target in targets()}


def paths(document: object) -> list[str]:
    return [snippet.path for snippet in render_fleet(read(document)).snippets]


def test_plain_lxc_and_proxmox_ve_are_there() -> None:
    assert list(TARGETS) == ["lxc", "pve"]


@pytest.mark.parametrize("target", TARGETS.values(), ids=lambda target: target.NAME)
def test_a_target_says_of_every_need_what_becomes_of_it(target: Target) -> None:
    refused = {Need.COMMA_IN_PATH, Need.BLANK_AT_END, Need.VAGUE_VOLUME} if target.NAME == "pve" else set()

    assert target.SUPPORTS | target.LEFT_OUT.keys() | refused == set(Need)
    assert not target.SUPPORTS & target.LEFT_OUT.keys()


def test_a_container_gets_configuration_for_both() -> None:
    assert paths(phoenix(features=["docker"])) == ["lxc/900.conf", "proxmox/900.conf", "proxmox/900.sh"]


def test_a_container_without_a_number_is_one_of_plain_lxc() -> None:
    assert paths(native({"web": {}})) == ["lxc/web.conf"]


def test_a_container_of_proxmox_ve_needs_a_number() -> None:
    rendered = render_fleet(read({**native({"web": {}}), "host": {"platform": "pve"}}))

    assert rendered.snippets == ()
    assert [found.code for found in rendered.diagnostics] == ["not-supported"]


@pytest.mark.parametrize(
    ("platform", "keys", "expected"),
    [
        ("pve", {}, ["lxc/900.conf", "proxmox/900.conf"]),
        ("pve", {"features": {"mknod": True}}, ["proxmox/900.conf", "proxmox/900.sh"]),
        ("lxc", {"mounts": [{"source": "/a,b", "target": "/c"}]}, ["lxc/900.conf"]),
    ],
)
def test_for_the_other_platform_only_what_can_be_said_in_full_is_written(
    platform: str, keys: dict[str, Any], expected: list[str]
) -> None:
    fleet = read({**native(**keys), "host": {"platform": platform}})
    rendered = render_fleet(fleet)

    assert [snippet.path for snippet in rendered.snippets] == expected
    assert [found.code for found in rendered.diagnostics] == ([] if not keys else ["other-platform"])


DOCUMENTS = [
    phoenix(),
    phoenix(features=["docker"]),
    phoenix(apparmor_manages_nesting=True, gpu_assignment="0"),
    native({"web": {"workloads": ["podman"]}, "101": {}}),
]


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_the_name_in_the_configuration_is_the_name_of_the_profile(document: object) -> None:
    fleet = read(document)
    names = {policy.profiles[0].name for policy in policies(fleet)}
    labels = [
        label
        for snippet in render_fleet(fleet).snippets
        for label in re.findall(r"^lxc\.apparmor\.profile(?: =|:) (.*)$", snippet.text, re.MULTILINE)
    ]

    assert labels
    assert {label.partition("//")[0] for label in labels} == names


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_the_namespace_in_the_configuration_is_the_namespace_of_the_profile(document: object) -> None:
    fleet = read(document)
    namespaces = {
        value
        for policy in policies(fleet)
        for use in policy.profiles[0].body
        for argument in getattr(use, "arguments", ())
        if argument.name == "namespace"
        for value in argument.values
    }
    text = "".join(snippet.text for snippet in render_fleet(fleet).snippets)

    assert set(re.findall(r"//&:(.*?):$", text, re.MULTILINE)) == namespaces
    assert set(re.findall(r"/policy/namespaces/([^']+)'", text)) == namespaces


def test_the_same_fleet_gives_the_same_text() -> None:
    first, second = (render_fleet(read(DOCUMENTS[1])).snippets for _ in range(2))

    assert first == second
