"""Fixes: what is proven is taken, what is not is left or shown, and everything outside of an edit stays as it was."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from apparmor_dsl.analysis.lint.fixing import Fixing
from apparmor_dsl.analysis.lint.proof import Changed, Refused, Same, Unused
from apparmor_dsl.analysis.lint.selection import Selection
from apparmor_dsl.analysis.lint.told_change import changes
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Edit, Fix, Severity
from apparmor_dsl.diagnostics.source import Source
from apparmor_dsl.fleet.lint import Linting, lint_run
from apparmor_dsl.fleet.linting.fix import fix
from tests.parser_oracle import oracle

ONLY = Linting(selection=Selection(frozenset({"rule-redundant", "rule-redundant-include"})))
REDUNDANT = "profile p {\n  /etc/** r,\n  /etc/hosts r,\t# names\n\n  capability kill,\n}\n"


def change(path: Path, old: str, new: str, *, safe: bool = True) -> Diagnostic:
    """A finding whose fix puts `new` in the place of `old`, which stands once in the file."""
    source = Source(str(path), path.read_text())
    at = source.text.index(old)
    span = source.span(at, at + len(old))
    return Diagnostic(
        "made-up", Severity.WARNING, "it is so", span, fix=Fix("change it", (Edit(span, new),), safe=safe)
    )


def fixed(folder: Path, *found: Diagnostic, unsafe: bool = False) -> Fixing:
    """What becomes of these findings in a folder; without any, of those of the lints."""
    run = lint_run([folder], ONLY)
    return fix(run, found or run.diagnostics, unsafe=unsafe)


def text_of(fixing: Fixing, path: Path) -> str:
    return fixing.texts().get(str(path.resolve()), path.read_text())


def file(folder: Path, text: str, name: str = "p") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_a_redundant_rule_is_taken_away_and_nothing_else(tmp_path: Path) -> None:
    path = file(tmp_path, "profile p {\n  /etc/** r, # all\n  /etc/hosts r,\n\n\tcapability   kill,\n}")

    assert text_of(fixed(tmp_path), path) == "profile p {\n  /etc/** r, # all\n\n\tcapability   kill,\n}"


def test_a_comment_on_the_line_stays(tmp_path: Path) -> None:
    path = file(tmp_path, REDUNDANT)

    assert "# names" in text_of(fixed(tmp_path), path)


def test_bytes_that_are_no_text_stay(tmp_path: Path) -> None:
    path = tmp_path / "p"
    path.write_bytes(b"# \xff\xfe\r\nprofile p {\n  /etc/** r,\n  /etc/hosts r,\n}\n")

    made = text_of_bytes(fixed(tmp_path), path)

    assert made == b"# \xff\xfe\r\nprofile p {\n  /etc/** r,\n}\n"


def text_of_bytes(fixing: Fixing, path: Path) -> bytes:
    return fixing.texts()[str(path.resolve())].encode("utf-8", "surrogateescape")


def test_of_rules_that_cover_each_other_one_stays(tmp_path: Path) -> None:
    path = file(tmp_path, "profile p {\n  /etc/hosts r,\n  /etc/host? r,\n  /etc/host[s] r,\n}\n")
    first, last = change(path, "  /etc/hosts r,\n", ""), change(path, "  /etc/host[s] r,\n", "")
    middle = change(path, "  /etc/host? r,\n", "")

    fixing = fixed(tmp_path, first, last, middle)

    assert text_of(fixing, path) == "profile p {\n  /etc/host? r,\n}\n"
    assert [one.candidate.found for one in fixing.left] == [middle]


def test_a_promise_that_is_not_true_is_not_believed(tmp_path: Path) -> None:
    path = file(tmp_path, REDUNDANT)

    fixing = fixed(tmp_path, change(path, "  capability kill,\n", ""))

    assert (fixing.taken, text_of(fixing, path)) == ([], REDUNDANT)
    assert isinstance(fixing.left[0].judgement, Changed)


def test_what_no_lint_promises_is_not_taken_even_if_it_changes_nothing(tmp_path: Path) -> None:
    path = file(tmp_path, REDUNDANT)

    assert fixed(tmp_path, change(path, "  /etc/hosts r,", "", safe=False)).texts() == {}


def test_an_unsafe_fix_is_taken_and_said_what_it_changes(tmp_path: Path) -> None:
    path = file(tmp_path, REDUNDANT)

    fixing = fixed(tmp_path, change(path, "/etc/** r,", "/srv/a w,", safe=False), unsafe=True)

    assert said(fixing) == ["`p` newly permits `/srv/a` w, a", "`p` no longer permits `/etc/a` r"]
    assert "/srv/a w," in text_of(fixing, path)


def test_an_unsafe_fix_of_capabilities_and_classes_is_told(tmp_path: Path) -> None:
    path = file(tmp_path, "profile p {\n  capability kill,\n  signal peer=a,\n}\n")

    fixing = fixed(tmp_path, change(path, "kill,\n  signal peer=a", "chown,\n  ptrace peer=a", safe=False), unsafe=True)

    assert "`p` newly permits `capability chown`" in said(fixing)
    assert "`p` no longer permits `capability kill`" in said(fixing)
    assert any("newly permits `ptrace" in line for line in said(fixing))
    assert any("no longer permits `signal" in line for line in said(fixing))


def test_an_unsafe_fix_that_changes_nothing_says_nothing(tmp_path: Path) -> None:
    path = file(tmp_path, REDUNDANT)

    fixing = fixed(tmp_path, change(path, "  /etc/hosts r,", "", safe=False), unsafe=True)

    assert [type(one.judgement) for one in fixing.taken] == [Same]


@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
def test_what_would_be_no_policy_is_never_taken(tmp_path: Path, unsafe: bool) -> None:
    path = file(tmp_path, REDUNDANT)

    fixing = fixed(tmp_path, change(path, "/etc/hosts r,", "/etc/hosts r", safe=not unsafe), unsafe=unsafe)

    assert fixing.texts() == {}
    assert isinstance(fixing.left[0].judgement, Refused)


def test_what_the_compiler_refuses_is_never_taken(tmp_path: Path) -> None:
    path = file(tmp_path, REDUNDANT)

    fixing = fixed(tmp_path, change(path, "/etc/hosts r,", "@{NOPE} r,", safe=False), unsafe=True)

    assert fixing.texts() == {}


def test_a_fix_of_what_is_included_is_held_against_every_profile_that_includes_it(tmp_path: Path) -> None:
    shared = file(tmp_path, "/etc/hosts r,\n", "abstractions/names")
    file(tmp_path, "profile p {\n  include <abstractions/names>\n  /etc/** r,\n}\n")
    gone = change(shared, "/etc/hosts r,\n", "")

    assert text_of(fixed(tmp_path, gone), shared) == ""

    file(tmp_path, "profile q {\n  include <abstractions/names>\n}\n", "q")

    assert fixed(tmp_path, gone).texts() == {}


def test_a_file_that_no_profile_includes_proves_nothing(tmp_path: Path) -> None:
    shared = file(tmp_path, "/etc/hosts r,\n/etc/** r,\n", "abstractions/names")

    fixing = fixed(tmp_path, change(shared, "/etc/hosts r,\n", ""))

    assert [type(one.judgement) for one in fixing.left] == [Unused]


def test_a_rule_of_an_include_and_one_of_the_profile_do_not_both_go(tmp_path: Path) -> None:
    shared = file(tmp_path, "/etc/hosts r,\n", "abstractions/names")
    path = file(tmp_path, "profile p {\n  include <abstractions/names>\n  /etc/hosts r,\n}\n")

    fixing = fixed(tmp_path, change(shared, "/etc/hosts r,\n", ""), change(path, "  /etc/hosts r,\n", ""))

    assert len(fixing.taken) == len(fixing.left) == 1


def test_a_fix_in_the_way_of_another_waits(tmp_path: Path) -> None:
    path = file(tmp_path, REDUNDANT)
    whole, part = change(path, "  /etc/hosts r,", ""), change(path, "hosts r", "host[s] r")

    fixing = fixed(tmp_path, whole, part)

    assert [one.found for one in fixing.waiting] == [part]


def test_files_that_are_not_linted_are_not_touched(tmp_path: Path) -> None:
    shared = file(tmp_path, "/etc/hosts r,\n", "abstractions/names")
    path = file(tmp_path, f'profile p {{\n  include "{shared}"\n  /etc/** r,\n}}\n', "profiles/p")
    run = lint_run([path], ONLY)

    assert fix(run, [change(shared, "/etc/hosts r,\n", "")], unsafe=True).texts() == {}


def said(fixing: Fixing) -> list[str]:
    """What is said of the fixes that were taken."""
    pairs = [pair for one in fixing.taken if isinstance(one.judgement, Changed) for pair in one.judgement.pairs]
    return [line for pair in pairs for line in changes(*pair)]


@pytest.mark.needs_apparmor_parser
@pytest.mark.parametrize("name", ["lsb_release", "nvidia_modprobe", "usr.bin.man", "usr.sbin.dnsmasq"])
def test_the_compiled_policy_of_a_real_profile_stays_the_same(name: str, tmp_path: Path) -> None:
    original = oracle.BASE / name
    if not original.is_file():
        pytest.skip(f"{original} is not installed")
    path = Path(shutil.copy(original, tmp_path))
    planted = path.read_text()
    at = planted.rindex("}")
    planted = f"{planted[:at]}  /planted/** rw,\n  /planted/here r,\n  owner /planted/there w,\n{planted[at:]}"
    path.write_text(planted)

    made = text_of(fixed(tmp_path), path)

    assert "/planted/there" not in made
    assert oracle.binary(made) == oracle.binary(planted)
