"""What docs/policies.md says of the original profile, asked of its compiled policy."""

import re

import pytest

from tests.parser_oracle import oracle
from tests.policies.compiled import CompiledProfile, compiled
from tests.policies.shipping import POLICIES

ORIGINAL = (POLICIES.parent / "examples" / "original-strategy" / "lxc-docker-nested").read_text()
RULES = re.findall(r"^  [^#\s].*,$", ORIGINAL, re.MULTILINE)

COUNT = re.compile(
    r"^  (?:audit |mount fstype=(?:cgroup2?|devpts|bpf|securityfs|tracefs|zfs) |mount options=\(rw,(?!bind))"
)
"""The rules that the abstractions do not already imply, for apparmor_parser 3.0."""

pytestmark = pytest.mark.needs_apparmor_parser


@pytest.fixture(autouse=True)
def abstractions() -> None:
    if not (oracle.BASE / "abstractions" / "lxc" / "start-container").exists():
        pytest.skip("LXC's abstractions are not installed (Debian package liblxc-common)")


@pytest.fixture
def original() -> CompiledProfile:
    return compiled(ORIGINAL)


def test_most_of_its_rules_compile_to_nothing() -> None:
    if oracle.version() >= (3, 1):
        pytest.skip("counted for apparmor_parser 3.0; later ones read its mount rules differently")
    lines = ORIGINAL.splitlines()
    reduced = "\n".join(line for line in lines if line not in RULES or COUNT.match(line))

    assert len(RULES) == 43
    assert len([rule for rule in RULES if not COUNT.match(rule)]) == 31
    assert oracle.binary(reduced) == oracle.binary(ORIGINAL)


def test_root_inside_may_leave_it(original: CompiledProfile) -> None:
    assert original.may_change_to("unconfined")


def test_its_file_rules_keep_nothing(original: CompiledProfile) -> None:
    assert original.may("w", "/etc/shadow")


def test_it_cannot_read_the_list_of_profiles_it_has_a_rule_for(original: CompiledProfile) -> None:
    assert not original.may("r", "/sys/kernel/security/apparmor/profiles")


def test_it_lets_proc_be_bound_to_where_no_deny_reaches(original: CompiledProfile) -> None:
    assert original.may_mount("/mnt/p/", "/proc/", "", ("bind",))
    assert original.may("w", "/mnt/p/sysrq-trigger")


def test_it_does_not_let_runc_set_up_a_container(original: CompiledProfile) -> None:
    """rbind of the new root on itself is runc's first mount after the overlay."""
    root = "/var/lib/docker/overlay2/x/merged/"

    assert not original.may_mount(root, root, "", ("rbind",))
