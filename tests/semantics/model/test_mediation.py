"""Which classes a profile mediates: what is asked of the others is permitted."""

import pytest

from apparmor_dsl.diagnostics.source import Source
from apparmor_dsl.semantics.features import read_features
from apparmor_dsl.semantics.model.lines import CLASSES
from tests.semantics.model import kernels
from tests.semantics.model.asking import classes

_PLAIN = {"file", "mount", "ptrace", "signal", "dbus", "network v8"}
_TASKS = {"userns", "io_uring", "posix mqueue", "sysv mqueue"}


def mediated(kernel: str, target: str, flags: str = "", rules: str = "") -> set[str]:
    """The classes on whose byte the automaton goes on."""
    policy = classes(rules, kernels.system(kernel, target), flags=flags)
    first = [allowed for allowed, _ in policy.moves(policy.start)]
    return {name for name, number in CLASSES.items() if any(allowed >> number & 1 for allowed in first)}


@pytest.mark.parametrize(
    ("kernel", "target", "expected"),
    [
        ("plain", "apparmor-3.0", _PLAIN),
        ("plain", "apparmor-5.0", _PLAIN),
        ("unix", "apparmor-4.1", {*_PLAIN, "network"}),
        ("tasks", "apparmor-4.1", {*_PLAIN, *_TASKS, "network"}),
        ("tasks", "apparmor-3.0", {*_PLAIN, "network"}),
        ("packets", "apparmor-4.1", {*_PLAIN, *_TASKS} - {"network v8"}),
        ("packets", "apparmor-5.0", {*_PLAIN, *_TASKS, "network v9", "packet"} - {"network v8"}),
    ],
)
def test_it_depends_on_the_kernel_and_on_what_the_parser_knows(kernel: str, target: str, expected: set[str]) -> None:
    assert mediated(kernel, target) == expected


@pytest.mark.parametrize("flag", ["unconfined", "default_allow"])
def test_profiles_that_allow_by_default_mediate_namespaces_alone(flag: str) -> None:
    assert mediated("tasks", "apparmor-5.0", f"flags=({flag})") == {"userns"}
    assert mediated("tasks", "apparmor-5.0", f"flags=({flag})", "signal send set=hup,") == {"userns", "signal"}


def test_the_oldest_parser_mediates_in_an_unconfined_profile_too() -> None:
    assert mediated("plain", "apparmor-3.0", "flags=(unconfined)") == _PLAIN


def test_no_deny_takes_the_mediation_away() -> None:
    rules = "priority=1000 deny signal, priority=1000 deny userns, priority=1000 deny io_uring,"

    assert mediated("tasks", "apparmor-5.0", rules=rules) >= mediated("tasks", "apparmor-5.0")


def test_a_feature_is_found_by_the_end_of_its_name() -> None:
    tree = "policy {notify_versions {v3 {yes\n}\n}\nversions {v7 {yes\n}\n}\n}\n"

    assert not read_features(Source("features", tree)).supports("policy/versions/v7")
    assert read_features(Source("features", tree.replace("notify_", "x "))).supports("policy/versions/v7")


def test_nothing_is_found_behind_a_brace_that_closes_nothing() -> None:
    features = read_features(Source("features", "mount {mask {mount\n}\n}\n}\nsignal {mask {hup\n}\n}\n"))

    assert features.supports("mount")
    assert not features.supports("signal")
