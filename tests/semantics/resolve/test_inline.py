"""Includes become what they include, and every rule remembers by which."""

from pathlib import Path

from apparmor_dsl.diagnostics.diagnostic import Severity
from apparmor_dsl.language.parser import parse
from apparmor_dsl.semantics.files import PolicyFolders
from apparmor_dsl.semantics.resolve.full import resolve
from apparmor_dsl.semantics.resolve.origin import Origin
from apparmor_dsl.semantics.targets import TARGETS
from tests.semantics.reading import profile, read, rules, said


def steps(origin: Origin) -> list[tuple[str, str]]:
    return [(step.fragment, str(step.span)) for step in origin.route]


def test_the_rules_of_an_included_file_stand_in_place_of_the_include() -> None:
    text = "profile p { /a r, include <x> /c r, }"

    assert rules(text, {"x": "/b r,"}) == ["/a r,", "/b r,", "/c r,"]


def test_a_rule_knows_its_place_and_the_includes_it_came_by() -> None:
    files = {"outer": "\ninclude <inner>\n", "inner": "/b r,\n"}

    [rule] = profile("profile p {\n  include <outer>\n}", files).rules

    assert str(rule.span) == "inner:1:1"
    assert steps(rule.origin) == [("<outer>", "policy:2:3"), ("<inner>", "outer:2:1")]


def test_the_files_of_a_folder_come_in_the_order_of_their_names() -> None:
    assert rules("profile p { include <d> }", {"d/b": "/b r,", "d/a": "/a r,"}) == ["/a r,", "/b r,"]


def test_an_include_that_is_not_there_is_reported_with_the_route_to_it() -> None:
    _, [found] = read("profile p {\n  include <x>\n}", {"x": "include <nowhere>"})

    assert found.code == "include-not-found"
    assert str(found.span) == "x:1:1"
    assert [str(label.span) for label in found.labels] == ["policy:2:3"]


def test_include_if_exists_may_be_nowhere() -> None:
    assert rules("profile p { include if exists <nowhere> /a r, }") == ["/a r,"]


def test_variables_come_from_what_the_preamble_includes() -> None:
    assert rules("include <t>\nprofile p { @{X}b r, }", {"t": "@{X}=/a\n"}) == ["/ab r,"]


def test_variables_do_not_come_from_what_a_profile_includes() -> None:
    _, [found] = read("profile p {\n  include <t>\n}", {"t": "@{X}=/a\n"})

    assert found.code == "include-in-profile-preamble"
    assert str(found.span) == "policy:2:3"


def test_a_file_is_included_once_in_a_profile() -> None:
    assert rules("profile p { include <x> include <x> }", {"x": "/b r,"}) == ["/b r,"]


def test_and_once_in_each_profile_inside_it() -> None:
    resolved, _ = read("profile p { include <x> profile c { include <x> } }", {"x": "/b r,"})

    assert [len(each.rules) for each in resolved.profiles] == [1, 1]


def test_a_path_that_is_written_otherwise_is_another_file(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("/b r,")
    policy = parse("profile p { include <x> include <./x> }")

    resolved, _ = resolve(policy, PolicyFolders([tmp_path]), target=TARGETS["apparmor-6.0"], dialect="apparmor")
    assert [len(each.rules) for each in resolved.profiles] == [2]


def test_an_include_that_brings_nothing_because_a_block_had_it_before_is_reported() -> None:
    text = "profile p { owner { include <x> } include <x> }"

    assert rules(text, {"x": "/b r,"}) == ["owner /b r,"]
    assert said(text, {"x": "/b r,"}) == ["include-passed-over"]
    assert said("profile p { include <x> owner { include <x> } }", {"x": "/b r,"}) == []


def test_also_where_the_condition_it_stands_under_does_not_hold() -> None:
    text = "profile p { if defined @{X} { include <x> } include <x> }"

    assert rules(text, {"x": "/b r,"}) == []
    assert said(text, {"x": "/b r,"}) == ["include-passed-over"]


def test_a_circle_of_includes_ends_and_is_reported() -> None:
    resolved, [found] = read("profile p { include <x> }", {"x": "/a r,\ninclude <y>", "y": "/b r,\ninclude <x>"})

    assert [str(rule.span) for rule in resolved.profiles[0].rules] == ["x:1:1", "y:1:1"]
    assert (found.code, found.severity, str(found.span)) == ("include-cycle", Severity.WARNING, "y:2:1")


def test_a_circle_through_new_profiles_would_not_end_and_is_refused() -> None:
    _, [found] = read("profile p { include <x> }", {"x": "profile c { include <x> }"})

    assert (found.code, found.severity) == ("include-cycle", Severity.ERROR)
