"""Where findings are placed: in a profile's own text, also where another file has it, and in what it includes."""

from __future__ import annotations

from pathlib import Path

from apparmor_dsl.analysis.lint.selection import Selection
from apparmor_dsl.diagnostics.diagnostic import Diagnostic
from apparmor_dsl.fleet.lint import Linting, lint_paths


def test_the_text_of_a_profile_that_a_file_includes_is_its_own(tmp_path: Path) -> None:
    write(tmp_path, "containers", "include <lxc>\n")
    write(
        tmp_path,
        "lxc/web",
        "profile web {\n  include <abstractions/names>\n  /etc/hosts r,\n  /srv/** r,\n  /srv/a r,\n}\n",
    )
    write(tmp_path, "abstractions/names", "/etc/hosts r,\n")

    found = lint(tmp_path, "rule-redundant", "rule-redundant-include")

    assert [(place(one), one.message.rpartition(" from ")[2]) for one in found] == [
        ("web:3", "`<abstractions/names>`"),
        ("web:5", "`/srv/a r,` is covered by `/srv/** r,`"),
    ]


def test_what_is_wrong_with_an_included_rule_is_said_where_it_stands(tmp_path: Path) -> None:
    write(
        tmp_path, "abstractions/a", "/opt/x[0-9]*.conf r,\n/etc/ssl r,\n/srv/../x r,\nmount fstype=sysfs -> /sys/**,\n"
    )
    write(
        tmp_path, "web", "profile web {\n  include <abstractions/a>\n}\nprofile site {\n  include <abstractions/a>\n}\n"
    )

    found = lint(tmp_path, "digit-star", "dir-needs-slash", "empty-language", "mount-target-misses-itself")

    assert [(one.code, place(one)) for one in found] == [
        ("digit-star", "a:1"),
        ("dir-needs-slash", "a:2"),
        ("empty-language", "a:3"),
        ("mount-target-misses-itself", "a:4"),
    ]


def test_a_mount_that_an_older_parser_permits_by_another_rule_is_not_redundant(tmp_path: Path) -> None:
    write(
        tmp_path,
        "web",
        "profile web {\n  mount options=(rw, make-slave) -> **,\n  mount options=(rw, bind) /a/ -> /b/,\n}\n",
    )

    assert lint(tmp_path, "rule-redundant") == []


def test_what_a_file_for_includes_says_twice_is_found_in_it(tmp_path: Path) -> None:
    write(tmp_path, "abstractions/a", "/srv/** r,\n/srv/a r,\n/opt/a r,\ndeny /opt/** r,\n")
    write(tmp_path, "web", "profile web {\n  include <abstractions/a>\n}\n")

    found = lint(tmp_path, "rule-redundant", "allow-shadowed-by-deny")

    assert [(one.code, place(one), str(one.severity)) for one in found] == [
        ("rule-redundant", "a:2", "notice"),
        ("allow-shadowed-by-deny", "a:3", "warning"),
    ]


def test_what_waits_for_other_rules_is_not(tmp_path: Path) -> None:
    rules = "/srv/* ix,\n/srv/a ix,\ndeny /opt/** w,\naudit deny /opt/a w,\n"
    write(tmp_path, "abstractions/a", rules)
    write(tmp_path, "web.aadsl", f"fragment f {{\n{rules}}}\nprofile web {{\n  use f,\n}}\n")

    assert lint(tmp_path, "rule-redundant", "deny-vacuous", "allow-shadowed-by-deny") == []


def test_what_a_fragment_says_twice_is_found_in_it(tmp_path: Path) -> None:
    write(
        tmp_path, "web.aadsl", "fragment f(@{x} = /srv) {\n  @{x}/** r,\n  @{x}/a r,\n}\nprofile web {\n  use f,\n}\n"
    )

    assert [place(one) for one in lint(tmp_path, "rule-redundant")] == ["web.aadsl:3"]


def test_a_fragment_that_waits_for_arguments_says_nothing(tmp_path: Path) -> None:
    write(
        tmp_path,
        "web.aadsl",
        "fragment f(@{x}) {\n  @{x}/** r,\n  /srv/a r,\n}\nprofile web {\n  use f(@{x} = /srv),\n}\n",
    )

    assert lint(tmp_path, "rule-redundant") == []


def test_a_rule_that_the_parser_drops_is_not_silently_left_out(tmp_path: Path) -> None:
    write(tmp_path, "web", "abi <abi/3.0>,\n${x} = true\nprofile web {\n  if ${x} {\n    mount,\n  }\n}\n")

    assert [place(one) for one in lint(tmp_path, "mount-any", "lost-in-condition")] == ["web:5"]


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(text)


def lint(folder: Path, *names: str) -> list[Diagnostic]:
    return [one for one in lint_paths([folder], Linting(selection=Selection(frozenset(names)))) if one.code in names]


def place(found: Diagnostic) -> str:
    assert found.span is not None
    return f"{Path(found.span.source.name).name}:{found.span.line}"
