"""Many files are compiled by several processes, and become what one process makes of them."""

from pathlib import Path

import pytest

from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.fleet import compile as module
from apparmor_dsl.fleet.compile import check_paths, compile_paths

FRAGMENT = "fragment web(@{root} = /srv) {\n  @{root}/** r,\n}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Policy of every kind: profiles that include a file of the folder, one with a warning, and a fleet."""
    monkeypatch.setattr(module, "FEWEST", 2)
    folder = tmp_path / "policies"
    (folder / "abstractions").mkdir(parents=True)
    (folder / "abstractions" / "site").write_text("/etc/site/** r,\n")
    (folder / "web.aadsl").write_text(f"{FRAGMENT}profile web {{\n  use web(@{{root}} = /srv/web),\n}}\n")
    for number in range(9):
        profile = f"profile p{number} {{\n  include <abstractions/site>\n  /srv/{number}/** r,\n}}\n"
        (folder / f"p{number}").write_text(profile)
    (folder / "loud").write_text("profile loud {\n  /srv/** RW,\n}\n")
    (folder / "fleet.json").write_text('{"lxc_configs": {"900": {"unprivileged": true, "apparmor_profile": "lxc-p"}}}')
    (folder / "lxc-p").write_text("profile lxc-p {\n  file,\n}\n")
    return folder


def test_the_output_is_that_of_one_process(folder: Path) -> None:
    one, several = compile_paths([folder]), compile_paths([folder], processes=2)

    assert len(one.profiles) == 12
    assert several == one
    assert several.profile_files() == one.profile_files()
    assert "abstractions/site" in several.includes
    assert [found.code for found in several.diagnostics] == [found.code for found in one.diagnostics]


def test_the_errors_are_those_of_one_process(folder: Path) -> None:
    (folder / "p3").write_text("profile p3 {\n  /srv/3 r\n}\n")
    (folder / "p7").write_text("profile p7 {\n  include <abstractions/nowhere>\n}\n")
    found = []
    for processes in (1, 2):
        with pytest.raises(PolicyError) as refused:
            compile_paths([folder], processes=processes)
        found.append(refused.value.diagnostics)

    assert found[1] == found[0]
    assert [one.code for one in found[1] if str(one.severity) == "error"] == ["missing-comma", "include-not-found"]


@pytest.mark.needs_apparmor_parser
def test_what_the_parser_refuses_is_shown_at_its_line(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from apparmor_dsl.semantics import apparmor_parser

    refusal = apparmor_parser.Verdict(accepted=False, output="AppArmor parser error in p4 at line 3: no", line=3)
    monkeypatch.setattr(
        apparmor_parser,
        "ask",
        lambda _, __, name, parser: refusal if name == "p4" else apparmor_parser.Verdict(accepted=True),
    )
    with pytest.raises(PolicyError) as refused:
        check_paths([folder], processes=2)

    (found,) = (one for one in refused.value.diagnostics if one.code == "refused-by-parser")
    assert found.span is not None
    assert found.span.text == "/srv/4/** r,"


def test_progress_ends_with_all_of_them(folder: Path) -> None:
    seen: list[tuple[int, int]] = []
    compile_paths([folder], processes=2, progress=lambda done, total: seen.append((done, total)))

    assert seen[-1] == (13, 13)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
