"""What mount rules permit: as each version of the parser compiles them, and as the kernel asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

import pytest

from apparmor_dsl.language.vocabulary.mount import OPTIONS, SINCE
from apparmor_dsl.semantics.automata import Automaton, Never
from apparmor_dsl.semantics.features import Features
from apparmor_dsl.semantics.model.compiled import read_compiled
from apparmor_dsl.semantics.model.difference import difference
from apparmor_dsl.semantics.model.entry import Entry
from apparmor_dsl.semantics.model.mount import ACCESS, entries, mount_key, pivot_root_key, umount_key
from apparmor_dsl.semantics.model.profile import model_of
from apparmor_dsl.semantics.model.regex import Pattern, read
from apparmor_dsl.semantics.model.system import System
from apparmor_dsl.semantics.resolve.resolved import ResolvedProfile
from apparmor_dsl.semantics.targets import TARGETS
from tests.conftest import CORPUS
from tests.parser_oracle import oracle
from tests.semantics import reading
from tests.semantics.model import mount_rules
from tests.semantics.model.expressions import Parser, disagreements, entered, parsers, system, taken

MEDIATED = Features({"mount": frozenset(), "mount/mask": frozenset({"mount", "umount", "pivot_root"})})
OLD, NEW = "apparmor-3.0", "apparmor-5.0"
_CLASS = b"\x07"


def of_profile(profile: ResolvedProfile, on: System) -> Iterator[Entry]:
    return chain.from_iterable(entries(rule, profile, on) for rule in profile.rules)


def made(rules: str, target: str, features: Features = MEDIATED) -> list[Entry]:
    profile = reading.profile(f"profile p {{ {rules} }}", target=target)
    return list(of_profile(profile, System(TARGETS[target], features)))


def permitted(rules: str, asked: bytes, target: str = NEW) -> set[str]:
    """The accesses that rules without a deny permit."""
    found = made(rules, target)
    automaton = Automaton((each.pattern.expression, at) for at, each in enumerate(found))
    bits = {found[at].kind.access for at in automaton.matching(asked)}
    return {name for name, bit in ACCESS.items() if any(bit & one for one in bits)}


_EVERYTHING = r"\x07[^\000]*\x00[^\000]*\x00[^\000]*\x00"
_D = r"\x07/d\x00[^\000]*\x00[^\000]*\x00"


@pytest.mark.parametrize(
    ("rules", "old", "new"),
    [
        ("umount,", [r"\x07[^\000]*"], [r"\x07[^\000]*"]),
        ("umount options=ro /d,", [r"\x07/d"], [r"\x07/d"]),
        ("pivot_root oldroot=/o/ /n/ -> p,", [r"\x07/n/\x00/o/"], [r"\x07/n/\x00/o/"]),
        ("mount options=ro -> /d,", [rf"{_D}\x01"], [rf"{_D}\x01"]),
        # Nothing is said with `rw` but that it is not read-only; a flag of number 253 is as good as none.
        ("mount options=rw -> /d,", [rf"{_D}(\xfe|)"], [rf"{_D}(\xfe|)"]),
        # A new mount too, for AppArmor 3.
        ("mount options=(rw,bind) -> /d,", [rf"{_D}\x0d", rf"{_D}(\xfe|)"], [rf"{_D}\x0d"]),
        ("mount options=(rw,make-slave) -> /d,", [rf"{_D}\x14", rf"{_D}(\xfe|)"], [rf"{_D}\x14"]),
        ("mount options=(bind,move) -> /d,", [rf"{_D}\x0d", rf"{_D}\x0e"], [rf"{_D}\x0d"]),
        ("mount options=(remount,bind,ro) -> /d,", [rf"{_D}{f}" for f in (r"\x01\x06\x0d", r"\x0d", r"\x01")],
         [rf"{_D}\x01\x06\x0d"]),
        ("mount options in (ro,nodev) -> /d,", [rf"{_D}(\x01|)(\x03|)"],
         [rf"{_D}{f}" for f in (r"(\x01|)(\x03|)", r"(\xfe|)", r"(\x01|)")]),
        # Options of several conditions are one set for AppArmor 3, and each has its own since then.
        ("mount options=bind options=ro -> /d,", [rf"{_D}\x0d", rf"{_D}\x01"], [rf"{_D}\x0d", rf"{_D}\x01"]),
        ("mount options=ro options=nodev -> /d,", [rf"{_D}\x01\x03"], [rf"{_D}\x01", rf"{_D}\x03"]),
        ("remount options=(ro) /d,", [rf"{_D}\x01\x06", rf"{_D}\x01"], [rf"{_D}\x01\x06"]),
        ("remount options in (nodev) /d,", [rf"{_D}\x03\x06", rf"{_D}\x03"], [rf"{_D}(\x03|)\x06"]),
        ("remount options=rw /d,", [rf"{_D}\x06"], [rf"{_D}\x06"]),
        ("mount fstype=(ext4, x*) options=ro /s -> /d,", [r"\x07/d\x00/s\x00(ext4|x[^/\x00]*)\x00\x01"],
         [r"\x07/d\x00/s\x00(ext4|x[^/\x00]*)\x00\x01"]),
        ('mount options=bind "" -> /d,', [r"\x07/d\x00\x00[^\000]*\x00\x0d"], [r"\x07/d\x00\x00[^\000]*\x00\x0d"]),
        # A mount that is attached nowhere has no path.
        ("mount options=move detached -> /d,", [r"\x07/d\x00detached\x00[^\000]*\x00\x0e"],
         [r"\x07/d\x00\x00[^\000]*\x00\x0e"]),
        ("mount options=bind /a//b/* -> /d,", [r"\x07/d\x00/a/b/[^/\x00][^/\x00]*\x00[^\000]*\x00\x0d"],
         [r"\x07/d\x00/a/b/[^/\x00][^/\x00]*\x00[^\000]*\x00\x0d"]),
    ],
)  # fmt: skip
def test_a_rule_is_compiled_to_these_expressions(rules: str, old: list[str], new: list[str]) -> None:
    assert patterns(made(rules, OLD)) == {read(each) for each in old}
    assert patterns(made(rules, NEW)) == {read(each) for each in new}


def patterns(found: Iterable[Entry]) -> set[Pattern]:
    return {each.pattern for each in found}


def test_a_source_alone_is_the_mount_point_of_a_change_of_propagation_since_4_0() -> None:
    assert patterns(made("mount options=make-private /s,", NEW)) == {read(r"\x07/s\x00[^\000]*\x00[^\000]*\x00\x13")}


def test_without_options_any_flag_may_be_set_by_the_old_parser_and_those_it_knows_by_the_new_one() -> None:
    assert patterns(made("mount,", OLD)) == {read(rf"{_EVERYTHING}[^\000]*")}
    assert len(patterns(made("mount,", NEW))) == 5
    assert permitted("mount,", mount_key("/d/", "/s", "ext4", ["nouser"]), OLD) == {"mount"}
    assert permitted("mount,", mount_key("/d/", "/s", "ext4", ["nouser"]), NEW) == set()


@pytest.mark.parametrize("target", [OLD, NEW])
def test_options_are_exact_and_options_in_any_of_them(target: str) -> None:
    asked = [mount_key("/d/", "/s", "ext4", flags) for flags in ((), ("ro",), ("ro", "nodev"), ("ro", "noexec"))]

    exact = [permitted("mount options=(ro,nodev) -> /d/,", each, target) for each in asked]
    any_of = [permitted("mount options in (ro,nodev) -> /d/,", each, target) for each in asked]

    assert exact == [set(), set(), {"mount"}, set()]
    assert any_of == [{"mount"}, {"mount"}, {"mount"}, set()]


def test_who_may_bind_may_mount_anything_where_apparmor_3_compiled_it() -> None:
    asked = mount_key("/mnt/x/", "proc", "proc")

    assert permitted("mount options=(rw,bind) -> /mnt/**,", asked, OLD) == {"mount"}
    assert permitted("mount options=(rw,bind) -> /mnt/**,", asked, NEW) == set()


@pytest.mark.parametrize("target", [OLD, NEW])
def test_each_operation_has_a_key_of_its_own(target: str) -> None:
    assert permitted("mount options=bind /a/ -> /b/,", mount_key("/b/", "/a/", flags=["bind"]), target) == {"mount"}
    assert permitted("mount options=rbind /a/ -> /b/,", mount_key("/b/", "/a/", flags=["rbind"]), target) == {"mount"}
    assert permitted("mount options=move /a/ -> /b/,", mount_key("/b/", "/a/", flags=["move"]), target) == {"mount"}
    assert permitted("remount options=ro /b/,", mount_key("/b/", flags=["remount", "ro"]), target) == {"mount"}
    assert permitted("mount options=rslave -> /b/,", mount_key("/b/", flags=["rslave"]), target) == {"mount"}
    assert permitted("umount /b/,", umount_key("/b/"), target) == {"umount"}
    assert permitted("pivot_root oldroot=/b/o/ /b/,", pivot_root_key("/b/", "/b/o/"), target) == {"pivot_root"}


@pytest.mark.parametrize(
    ("flags", "asked"),
    [
        ((), b"\x07/d/\0/s\0t\0"),
        (("ro", "nodev", "nouser"), b"\x07/d/\0/s\0t\0\x01\x03\x20"),
        (("rbind", "ro", "nodev"), b"\x07/d/\0/s\0\0\x0d\x0f"),
        (("bind", "rslave"), b"\x07/d/\0/s\0\0\x0d\x0f"),
        (("move", "silent"), b"\x07/d/\0/s\0\0\x0e"),
        (("rslave", "silent", "ro"), b"\x07/d/\0\0\0\x0f\x10\x14"),
        (("remount", "bind", "ro"), b"\x07/d/\0\0\0\x01\x06\x0d"),
    ],
)
def test_of_flags_source_and_type_the_kernel_asks_about_those_that_count(flags: tuple[str, ...], asked: bytes) -> None:
    assert mount_key("/d/", "/s", "t", flags) == asked


def test_unmounting_and_pivoting_are_asked_by_their_paths() -> None:
    assert umount_key("/d/") == b"\x07/d/"
    assert pivot_root_key("/n/", "/o/") == b"\x07/n/\0/o/"


@pytest.mark.parametrize("target", [OLD, NEW])
def test_a_rule_without_a_source_lets_any_source_be_bound(target: str) -> None:
    asked = mount_key("/mnt/x/", "/proc/", flags=["bind"])

    assert permitted("mount options=(rw,bind) -> /mnt/**,", asked, target) == {"mount"}


def test_rules_that_ask_for_the_same_are_one_since_4_0() -> None:
    rules = "mount, umount, pivot_root -> p, allow umount,"
    asked = umount_key("/d/")

    assert permitted(rules, asked, OLD) == {"umount"}
    assert permitted(rules, asked, "apparmor-4.1") == {"mount", "umount", "pivot_root"}
    assert permitted(rules, asked, NEW) == {"mount", "umount"}


def test_all_is_every_access() -> None:
    found = [each.kind for each in made("all,", NEW)]

    assert {each.access for each in found} == set(ACCESS.values())


@pytest.mark.parametrize(
    ("target", "rule", "audit"),
    [
        ("apparmor-4.1", "deny all,", False),
        ("apparmor-4.1", "audit deny all,", False),
        ("apparmor-4.1", "audit deny mount,", True),
        (NEW, "deny all,", True),
        (NEW, "audit deny all,", False),
        (NEW, "deny mount,", False),
        (NEW, "audit all,", True),
    ],
)
def test_who_denies_everything_is_misunderstood_about_logging(target: str, rule: str, audit: bool) -> None:
    assert {each.kind.audit for each in made(rule, target)} == {audit}


def test_qualifiers_are_those_of_the_entries() -> None:
    [entry] = made("priority=3 audit deny umount /d/,", NEW)

    assert (entry.kind.mode, entry.kind.audit, entry.kind.priority, entry.kind.marked) == ("deny", True, 3, 0)


@pytest.mark.parametrize("rule", ["mount,", "umount,", "remount,", "pivot_root,", "all,"])
def test_nothing_is_compiled_where_mounts_are_not_mediated(rule: str) -> None:
    assert made(rule, NEW, Features({"signal": frozenset()})) == []


@pytest.mark.needs_apparmor_parser
@pytest.mark.parametrize("parser", parsers(), ids=str)
@pytest.mark.parametrize("seed", range(4))
def test_random_rules_are_compiled_to_what_the_parser_prints(parser: Parser, seed: int) -> None:
    bodies = mount_rules.bodies(seed, 150, parser.target)

    looked_at, found = disagreements(bodies, parser, _CLASS, of_profile)

    assert looked_at > 60
    assert found == {}


@pytest.mark.needs_apparmor_parser
@pytest.mark.parametrize("parser", parsers(), ids=str)
@pytest.mark.parametrize("rule", ["mount options={}", "mount options=(bind, {})", "mount options in ({})"])
@pytest.mark.parametrize("point", ["-> /d,", "/s -> /d,", "fstype=x,"])
def test_every_option_is_compiled_to_what_the_parser_prints(parser: Parser, rule: str, point: str) -> None:
    words = [word for word in OPTIONS if word not in SINCE or parser.target != OLD]

    looked_at, found = disagreements([f"{rule.format(word)} {point}" for word in words], parser, _CLASS, of_profile)

    assert looked_at > 20
    assert found == {}


@pytest.mark.needs_apparmor_parser
def test_random_rules_decide_as_compiled_for_all_strings() -> None:
    parser = parsers()[0]
    policies = taken(mount_rules.bodies(5, 60, parser.target), parser)
    asked = system(parser)

    answers = {}
    for text, profile in policies:
        [compiled] = read_compiled(oracle.binary(text))
        answers[text] = difference(model_of(profile, asked).classes, compiled.classes)

    assert len(answers) > 30
    assert {text: answer for text, answer in answers.items() if answer != Never()} == {}


@pytest.mark.needs_apparmor_parser
@pytest.mark.needs_corpus
@pytest.mark.parametrize("features", ["features.all", "kernel-6.1", "kernel-6.12"])
def test_the_features_of_kernels_make_no_difference(features: str) -> None:
    bodies = mount_rules.bodies(7, 60, parsers()[0].target)

    _, found = disagreements(bodies, parsers()[0], _CLASS, of_profile, CORPUS / "features" / features)

    assert found == {}


def test_entries_of_equal_strings_are_told_apart_by_their_rule() -> None:
    found = made("mount options=ro -> /d, umount options=ro /d,", NEW)

    assert len(found) == 4
    assert set(entered(found).values()) == {(ACCESS["mount"] | ACCESS["umount"], 0)}
    assert {type(each.rule.rule).__name__ for each in found if each.rule} == {"MountRule", "UmountRule"}


@pytest.mark.needs_apparmor_parser
def test_rules_of_which_the_parser_makes_nothing_are_refused() -> None:
    bodies = [
        "mount options=make-private /s -> /d,",
        "mount options=(make-slave, norelatime) /s -> /d,",
        "mount options=norelatime /s -> /d,",
        "mount options=(bind, ro) fstype=x -> /d,",
        "mount options=(bind, norelatime) fstype=x -> /d,",
        "mount options in (norelatime) fstype=x,",
        "remount options in (norelatime) fstype=x /d,",
        *mount_rules.bodies(11, 100, parsers()[0].target),
    ]
    accepted = {number for number, body in enumerate(bodies) if oracle.accepts(f"profile p {{ {body} }}")}

    ours = {int(text.removeprefix("profile p")[:5]) for text, _ in taken(bodies, parsers()[0])}

    assert [bodies[number] for number in sorted(ours ^ accepted)] == []
