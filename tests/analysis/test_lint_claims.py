"""What lints say of the compiled policy, held against the policy that apparmor_parser compiles."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from apparmor_dsl.analysis.lint.selection import Selection
from apparmor_dsl.analysis.lints import compile_cost
from apparmor_dsl.diagnostics.diagnostic import Diagnostic
from apparmor_dsl.fleet.lint import Linting, lint_paths
from apparmor_dsl.semantics.model.compiled import read_compiled
from apparmor_dsl.semantics.model.glob import pattern
from apparmor_dsl.semantics.model.mount import ACCESS, mount_key
from apparmor_dsl.semantics.model.regex import Pattern
from apparmor_dsl.semantics.targets import TARGETS
from tests.parser_oracle.newer import newest
from tests.parser_oracle.oracle import ask, binary

FIXED = {
    "duplicate-rule": "profile p {\n  /etc/** r,\n  owner /srv/** rw,\n  /etc/** r,\n  owner /srv/** wr,\n}\n",
    "rlimit-unit-missing": "profile p {\n  set rlimit cpu <= 60,\n  set rlimit rttime <= 90,\n}\n",
    "pound-include": "#include <tunables/global>\nprofile p {\n  #include <abstractions/base>\n}\n",
    "permission-order": "profile p {\n  /srv/** kwr,\n  /usr/bin/foo ixr,\n}\n",
}
OVERRIDDEN = [
    "profile p {\n  deny /srv/upload/** w,\n  priority=1 /srv/** rw,\n}\n",
    "profile p {\n  priority=1 /usr/bin/* px,\n  /usr/bin/less ix,\n}\n",
    "profile p {\n  priority=2 signal,\n  signal send set=term peer=web,\n  /a r,\n}\n",
]


@pytest.mark.needs_apparmor_parser
@pytest.mark.parametrize("name", FIXED)
def test_a_safe_fix_leaves_the_compiled_policy_equal(name: str, tmp_path: Path) -> None:
    found = lint(name, FIXED[name], tmp_path)
    fixed = FIXED[name]
    for edit in sorted((edit for one in found if one.fix for edit in one.fix.edits), key=lambda edit: -edit.span.start):
        fixed = fixed[: edit.span.start] + edit.text + fixed[edit.span.end :]

    assert (len(found), fixed != FIXED[name]) == (2, True)
    assert binary(fixed) == binary(FIXED[name])


@pytest.mark.needs_newer_parsers
@pytest.mark.parametrize("text", OVERRIDDEN)
def test_what_a_priority_overrides_changes_nothing_when_it_goes(text: str, tmp_path: Path) -> None:
    (found,) = lint("priority-shadow", text, tmp_path, "4.1")
    assert found.span is not None
    without = text[: found.span.start] + text[found.span.end :]

    assert newest().binary(without) == newest().binary(text)


@pytest.mark.needs_apparmor_parser
@pytest.mark.parametrize("count", [2, 4, 6])
def test_states_are_counted_as_the_parser_makes_them(count: int) -> None:
    globs = [f"/**/dir{letter}/**/end{letter}" for letter in "abcdefgh"[:count]]
    text = "profile p {\n" + "".join(f"  {glob} r,\n" for glob in globs) + "}\n"
    _, verdict = ask(text, "--stdout", "--dump=dfa-stats", "--optimize=no-minimize")
    made = max(int(number) for number in re.findall(r"Created dfa: states (\d+)", verdict.message))
    found = [one for glob in globs if isinstance(one := pattern(glob), Pattern)]

    # The parser counts the state from which nothing matches, and has the profile's own rules beside.
    assert compile_cost.states([one.expression for one in found]) == pytest.approx(made, abs=3)


@pytest.mark.needs_apparmor_parser
@pytest.mark.parametrize(
    "beside", ["", "  mount options=(rw, make-slave) -> **,\n"], ids=["alone", "beside make-slave"]
)
def test_a_mount_that_a_target_misses_is_refused_unless_another_rule_lets_it_through(
    beside: str, tmp_path: Path
) -> None:
    text = f"profile p {{\n{beside}  mount fstype=cgroup -> /sys/fs/cgroup/**,\n}}\n"
    (found,) = lint("mount-target-misses-itself", text, tmp_path)
    (made,) = read_compiled(binary(text), "<compiled>")
    permitted = bool(made.classes.ask(mount_key("/sys/fs/cgroup/", "", "cgroup", ())).allow & ACCESS["mount"])

    assert (permitted, "lets through" in found.message) == (bool(beside), bool(beside))


def lint(name: str, text: str, folder: Path, target: str = "") -> list[Diagnostic]:
    (folder / "p").write_text(text)
    wanted = TARGETS[f"apparmor-{target}"] if target else None
    found = lint_paths([folder], Linting(wanted, selection=Selection(frozenset({name}))))
    return [one for one in found if one.code == name]
