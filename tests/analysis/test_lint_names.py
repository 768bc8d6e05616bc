"""What the compiler and the checks of fleets know is found by the linter too, under the same names and once."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from apparmor_dsl.analysis.lint.lint import lints
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.fleet.lint import Linting, lint_paths

_MANY = "\n".join(f"  /usr/bin/p{n} px -> p{n}," for n in range(13))

POLICY = {
    "include-in-profile-preamble": "profile p {\n  #include <tunables/site>\n}\n",
    "planned-syntax": "profile p {\n  network inet dgram port 53,\n}\n",
    "exec-conflict": "profile p {\n  /usr/bin/* ix,\n  /usr/bin/log* px,\n}\n",
    "transition-limit": f"profile p {{\n{_MANY}\n}}\n",
    "unknown-variable": "profile p {\n  @{nowhere}/** r,\n}\n",
    "variable-set-twice": "@{x} = /a\n@{x} = /b\nprofile p {\n  @{x}/** r,\n}\n",
    "uppercase-permission": "profile p {\n  /etc/hosts RW,\n}\n",
    "commented-include": "# include <tunables/global>\nprofile p {\n  /etc/hosts r,\n}\n",
    "include-not-found": "profile p {\n  include <abstractions/nowhere>\n}\n",
    "unknown-capability": "profile p {\n  capability sys_modul,\n}\n",
    "mount-never-matches": "profile p {\n  mount fstype=ext4 options=(rw, bind) /srv/ -> /mnt/,\n}\n",
}
FLEET = {
    "profile-not-defined": {"unprivileged": True, "apparmor_profile": "lxc-gpu-docker"},
    "name-near-miss": {"unprivileged": True, "apparmor_profile": "lxc_web"},
    "unconfined-without-reason": {
        "unprivileged": True,
        "features": ["base_setup"],
        "apparmor_profile": "unconfined",
    },
    "conflicting-config": {
        "unprivileged": True,
        "apparmor_profile": "generated",
        "lxc_options": ["lxc.apparmor.profile=unconfined"],
    },
}


@pytest.mark.parametrize("name", POLICY)
def test_a_defect_of_policy_is_found_under_its_name(name: str, tmp_path: Path) -> None:
    (tmp_path / "tunables").mkdir()
    (tmp_path / "tunables" / "site").write_text("@{site} = /srv\n")
    (tmp_path / "web").write_text(POLICY[name])

    found = lint_paths([tmp_path], Linting())

    assert name in {one.code for one in found}
    assert [one.code for one in found if one.code == name and one.span is None] == []


@pytest.mark.parametrize("name", FLEET)
def test_a_defect_of_a_fleet_is_found_under_its_name(name: str, tmp_path: Path) -> None:
    fleet = {
        "aadsl": {"profiles": {"lxc-web": {"fragments": ["base", "systemd-guest"]}}},
        "lxc_configs": {"900": FLEET[name]},
    }
    (tmp_path / "fleet.json").write_text(json.dumps(fleet))

    found = lint_paths([tmp_path], Linting())

    assert name in {one.code for one in found}


@pytest.mark.parametrize("name", [*POLICY, *FLEET])
def test_a_name_is_a_lint_or_a_diagnostic_of_the_compiler_and_not_both(name: str) -> None:
    assert name not in lints()


def test_a_profile_that_one_file_defines_twice_is_an_error_and_said_once(tmp_path: Path) -> None:
    (tmp_path / "web").write_text("profile web {\n  /a r,\n}\n\nprofile web {\n  /b r,\n}\n")

    assert of(lint_paths([tmp_path], Linting()), "duplicate-profile") == {(Severity.ERROR, 5): 1}


def test_a_profile_that_two_files_define_is_a_warning_and_said_once(tmp_path: Path) -> None:
    (tmp_path / "web").write_text("profile web {\n  /a r,\n}\n")
    (tmp_path / "web-site").write_text("\nprofile web {\n  /b r,\n}\n")

    assert of(lint_paths([tmp_path], Linting()), "duplicate-profile") == {(Severity.WARNING, 2): 1}


def test_a_disabled_file_defines_nothing(tmp_path: Path) -> None:
    (tmp_path / "web").write_text("profile web {\n  /a r,\n}\n")
    (tmp_path / "web-site").write_text("profile web {\n  /b r,\n}\n")
    (tmp_path / "disable").mkdir()
    (tmp_path / "disable" / "web-site").symlink_to("../web-site")

    assert of(lint_paths([tmp_path], Linting()), "duplicate-profile") == {}


def test_what_was_compiled_of_a_file_is_not_defined_twice(tmp_path: Path) -> None:
    (tmp_path / "site.aadsl").write_text("profile web {\n  /a r,\n}\n")
    compiled = "profile web {\n  /a r,\n}\n"
    (tmp_path / "web").write_text(f"# Made by aadsl from site.aadsl: change that file, not this one.\n\n{compiled}")
    assert of(lint_paths([tmp_path], Linting()), "duplicate-profile") == {}
    (tmp_path / "web").write_text(compiled)

    assert of(lint_paths([tmp_path], Linting()), "duplicate-profile") != {}


def of(found: tuple[Diagnostic, ...], code: str) -> Counter[tuple[Severity, int]]:
    return Counter((one.severity, one.span.line) for one in found if one.code == code and one.span)
