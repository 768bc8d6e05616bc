"""Shipped policy against what was measured elsewhere: LXC's own list, learnt events, the profile that was run."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.parser_oracle import oracle
from tests.policies.compiled import compiled
from tests.policies.shipping import POLICIES, emitted, shipped_profile, using

pytestmark = pytest.mark.needs_apparmor_parser

CONTAINER_BASE = oracle.BASE / "abstractions" / "lxc" / "container-base"


def test_no_host_knobs_is_lxcs_list_to_the_byte() -> None:
    if not CONTAINER_BASE.exists():
        pytest.skip("LXC's abstractions are not installed (Debian package liblxc-common)")
    lxc = re.findall(r"^\s*deny .* wklx,$", CONTAINER_BASE.read_text(), re.MULTILINE)
    ours = re.findall(r"^\s*deny .*,$", emitted(using(["base", "no-host-knobs"])).text, re.MULTILINE)
    # LXC knows one root, and base's denies are no part of the list.
    ours = [rule.replace("@{ANY_ROOT}", "") for rule in ours if rule.endswith(" wlkx,")]

    assert len(lxc) > len(ours) > 0
    assert oracle.binary(profile("file,", *ours)) == oracle.binary(profile("file,", *lxc))


def profile(*rules: str) -> str:
    return "include <tunables/global>\nprofile lxc-test {\n" + "".join(f"  {rule}\n" for rule in rules) + "}\n"


def learnt(file: Path) -> Iterator[dict[str, str]]:
    """The mounts of a list of kernel messages: count, tab, message."""
    with file.open(errors="surrogateescape", newline="") as lines:
        for _, message in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            event = dict(re.findall(r'(\w+)="([^"]*)"', message))
            if event["operation"] == "mount":
                yield event


@pytest.mark.needs_corpus
@pytest.mark.parametrize(
    ("name", "log", "at_least"),
    [
        ("lxc-docker-nested", "learn-runc-docker.tsv", 80),
        ("lxc-docker-nested", "learn-systemd-guest.tsv", 150),
        ("lxc-systemd", "learn-systemd-guest.tsv", 150),
        ("lxc-nginx", "learn-systemd-guest.tsv", 150),
    ],
)
def test_every_mount_that_was_learnt_is_allowed(corpus: Path, name: str, log: str, at_least: int) -> None:
    allowed = shipped_profile(name)
    events = list(learnt(corpus / "logs" / log))
    refused = [
        event
        for event in events
        if not allowed.may_mount(
            event["name"],
            event.get("srcname", ""),
            event.get("fstype", ""),
            filter(None, event.get("flags", "").split(", ")),
        )
    ]

    assert len(events) >= at_least
    assert refused == []


LEFT_FOR_3_0 = re.compile(r"^ *(?:abi .*|mqueue|userns),\n", re.MULTILINE)
"""What apparmor_parser 3.0 cannot read in the measured profile and does not mediate."""

ADDED = r"""
  deny /run/systemd/namespace-*/{kcore,sysrq-trigger,kallsyms} rwklx,
  deny /run/systemd/namespace-*/acpi/** rwklx,
  deny /run/systemd/namespace-*/firmware/efi/efivars/{,**} rwklx,
  deny @{DOCKER_DATA}/**/proc/{kcore,sysrq-trigger,kallsyms} rwklx,
}
"""

CHANGED = (
    # The spelling of one flag, narrow in 3.0 as well.
    (r"options=\(rw, (r?bind|move|make-\w+)\)", r"options=\1"),
    # Remounts with any flags, instead of a list that 3.0 misreads.
    (r"remount options in .*", "remount /{,**},\n  mount fstype={,none} {,none} -> /{,**},"),
    (r" options=\(rw, nosuid, nodev, noexec, nosymfollow\)", ""),
    # Moves of what was made detached, and of the folder of credentials, come from nowhere else.
    (r"options=move -> /{tmp", "options=move {,none} -> /{tmp"),
    (r"options=move /dev/shm/ ->", "options=move {,/dev/shm/} ->"),
    # Denies that were added, before the brace that ends the profile.
    (r"\n}\s*$", ADDED),
    # Names.
    ("lxc-cand-ns", "lxc-docker-nested"),
    ("profile lxc-cand", "profile lxc-docker-nested"),
)
"""All in which `lxc-docker-nested` differs from the profile that was measured."""


@pytest.fixture
def measured(corpus: Path) -> str:
    """The profile that was composed by hand and run, as far as apparmor_parser 3.0 can read it."""
    file = corpus.parent / "fragments" / "composed-example.aa"
    if not file.exists():
        pytest.skip("the measured profile is not here: ../shared/fragments beside the repository")
    return LEFT_FOR_3_0.sub("", file.read_text())


@pytest.mark.needs_corpus
def test_lxc_docker_nested_is_the_measured_profile_but_for_what_is_listed(measured: str) -> None:
    for before, after in CHANGED:
        measured, changes = re.subn(before, after, measured)

        assert changes, before
    ours = emitted((POLICIES / "profiles" / "lxc-docker-nested.aadsl").read_text()).text

    # Both without abi, so that one features file holds for both.
    assert oracle.binary(LEFT_FOR_3_0.sub("", ours)) == oracle.binary(measured)


@pytest.mark.needs_corpus
def test_the_usual_spelling_lets_apparmor_parser_3_0_allow_any_mount(measured: str) -> None:
    """Why ours is spelled otherwise. From 4.0 on both spellings refuse it."""
    words = re.compile(r",? nosymfollow\b")
    usual = compiled(words.sub("", measured))

    assert usual.may_mount("/tmp/p/", "proc", "proc") == (oracle.version() < (4,))
    assert not shipped_profile("lxc-docker-nested").may_mount("/tmp/p/", "proc", "proc")
