"""Ways from profile to profile out of confinement: where they begin, which is told, and which are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from apparmor_dsl.analysis.lint.selection import Selection
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.fleet.lint import Linting, lint_paths
from apparmor_dsl.semantics.targets import TARGETS

ONLY = Selection(frozenset({"escape-transition-chain"}))
OPEN = "profile open {{ /bin/sh Ux, }}\nprofile a /usr/bin/a {{ {} }}\n"

LEADS = {
    "exec of a name": "/usr/bin/x Px -> open,",
    "change_profile by a glob": "change_profile -> op*,",
    "change_profile for a program": "change_profile /bin/x -> open,",
    "a step that another deny takes nothing of": "/usr/bin/* Px -> open, deny /usr/bin/y x,",
    "a hat": "^h { /bin/sh Ux, }",
    "a child by its name": "/usr/bin/x Cx -> c, profile c { /bin/sh Ux, }",
    "a child by its path": "/usr/bin/* Cx, profile c /usr/bin/x { /bin/sh Ux, }",
    "an owner's program": "owner /home/*/x Px -> open,",
    "a program that is nobody's": "/usr/bin/x Px -> open, /bin/sh ix,",
}
LEADS_NOWHERE = {
    "a step that a deny takes back": "/usr/bin/x Px -> open, deny /usr/bin/* x,",
    "a change that a deny takes back": "change_profile -> *, deny change_profile -> {open,unconfined},",
    "a name that is nobody's": "/usr/bin/x Px -> opened,",
    "a stack, whose other profile confines": "/usr/bin/x Px -> a//&open,",
    "another policy namespace": "change_profile -> :open:open,",
    "a child that nothing executes": "profile c { /bin/sh Ux, }",
    "a child for another program": "/usr/bin/y Cx, profile c /usr/bin/x { /bin/sh Ux, }",
    "a program that keeps the profile": "/usr/bin/x ix,",
}


@pytest.mark.parametrize("rules", LEADS.values(), ids=LEADS)
def test_what_leads_to_an_unconfined_shell_is_told(rules: str, tmp_path: Path) -> None:
    assert [one.severity for one in found(tmp_path, OPEN.format(rules))] == [Severity.WARNING]


@pytest.mark.parametrize("rules", LEADS_NOWHERE.values(), ids=LEADS_NOWHERE)
def test_what_leads_nowhere_is_not(rules: str, tmp_path: Path) -> None:
    assert found(tmp_path, OPEN.format(rules)) == []


def test_the_shortest_way_is_told_with_a_program_of_each_step(tmp_path: Path) -> None:
    text = """
    profile a { /usr/bin/b Px -> b, /usr/bin/c Px -> c, }
    profile b { /usr/bin/c{,c} Px -> c, }
    profile c { /usr/bin/{,*} Ux, }
    """

    assert [one.message for one in found(tmp_path, text)] == [
        "`a` executes `/usr/bin/c` in `c`, which executes `/usr/bin/sh` unconfined",
        "`b` executes `/usr/bin/c` in `c`, which executes `/usr/bin/sh` unconfined",
    ]


def test_each_later_step_shows_its_rule(tmp_path: Path) -> None:
    text = """profile a {
      change_profile -> b,
    }
    profile b {
      /bin/sh Cx -> c,
      profile c {
        /bin/sh ux,
      }
    }
    """
    (first, _) = found(tmp_path, text)

    assert [(label.span.line, label.message) for label in first.labels] == [
        (5, "`b` executes `/bin/sh` in `b//c` by this rule"),
        (7, "`b//c` executes `/bin/sh` unconfined by this rule"),
    ]


def test_a_circle_comes_to_an_end(tmp_path: Path) -> None:
    text = "profile a { change_profile -> b, }\nprofile b { change_profile -> a, }\n"

    assert found(tmp_path, text) == []


def test_what_one_rule_does_is_told_by_another_lint(tmp_path: Path) -> None:
    text = "profile a { /bin/sh Ux, change_profile -> b, }\nprofile b { change_profile -> unconfined, }\n"

    assert found(tmp_path, text) == []


def test_a_program_enters_the_profile_that_matches_it_farthest(tmp_path: Path) -> None:
    wide = "profile wide /usr/bin/* { /bin/sh Ux, }\n"
    narrow = "profile narrow /usr/bin/x { }\nprofile a { /usr/bin/x Px, }\n"

    assert found(tmp_path, wide + narrow) == []
    assert len(found(tmp_path, wide + narrow.replace("a { /usr/bin/x", "a { /usr/bin/{x,y}"))) == 1


def test_where_there_is_a_profile_the_fallback_is_none(tmp_path: Path) -> None:
    text = "profile a { change_profile -> b, }\nprofile b { /usr/bin/{x,sh} PUx, }\nprofile x /usr/bin/x { }\n"

    assert len(found(tmp_path, text)) == 1
    assert found(tmp_path, text + "profile sh /usr/bin/sh { }\n") == []


def test_a_rule_that_many_include_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "abstractions").mkdir()
    (tmp_path / "abstractions" / "open").write_text("/usr/bin/open Px -> open,\n")
    users = "".join(f"profile p{number} {{ include <abstractions/open> }}\n" for number in range(6))

    (one,) = found(tmp_path, users + "profile open { /bin/sh Ux, }\n")

    assert one.span is not None
    assert Path(one.span.source.name).name == "open"
    assert one.notes == ("the same holds for `p1`, `p2`, `p3` and 2 more",)


def test_a_rule_of_a_higher_priority_takes_a_step_back(tmp_path: Path) -> None:
    text = "profile a { /bin/x Px -> b, priority=1 /bin/* ix, }\nprofile b { /bin/sh Ux, }\n"

    assert found(tmp_path, text, "apparmor-4.1") == []
    assert len(found(tmp_path, text.replace("priority=1", "priority=-1"), "apparmor-4.1")) == 1


def test_what_is_kept_from_the_last_run_is_told_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    first = found(tmp_path / "policy", OPEN.format("change_profile -> op*,"), cached=True)

    assert len(first) == 1
    assert found(tmp_path / "policy", OPEN.format("change_profile -> op*,"), cached=True) == first


def found(folder: Path, text: str, target: str | None = None, *, cached: bool = False) -> list[Diagnostic]:
    """What the lint says of one file."""
    folder.mkdir(exist_ok=True)
    (folder / "site").write_text(text)
    linting = Linting(TARGETS[target] if target else None, selection=ONLY, cached=cached)
    said = lint_paths([folder], linting)
    assert [one.message for one in said if one.severity is Severity.ERROR] == []
    return [one for one in said if one.code == "escape-transition-chain"]
