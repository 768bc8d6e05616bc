"""What runs in review: the GitHub Action, the GitLab template and the hook do what they say, and nothing else."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from tests.cli.run import ROOT

BAD = "abi <abi/3.0>,\nprofile p {\n  /etc/** r,\n  /etc/a r,\n}\n"
NEW = BAD.replace("}", "  /etc/b r,\n}")
ARGUMENTS = "--select rule-redundant"


def action_script() -> str:
    """The last script of the action."""
    text = (ROOT / "action.yml").read_text()
    return textwrap.dedent(text.rpartition("run: |\n")[2])


def gitlab_script() -> str:
    """The command of the job."""
    (line,) = re.findall(r"(?m)^    - (aadsl lint .*)$", (ROOT / "ci/gitlab.yml").read_text())
    return str(line)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A clone of a repository whose first commit has one finding, and the second one more."""
    made = tmp_path / "origin"
    made.mkdir()
    git(made, "init", "-q", "-b", "main")
    for text in (BAD, NEW):
        (made / "p").write_text(text)
        git(made, "add", "p")
        git(made, "commit", "-q", "-m", "one")
    git(made, "config", "uploadpack.allowAnySHA1InWant", "true")
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{made}", "clone")
    return tmp_path / "clone"


def git(folder: Path, *words: str) -> str:
    who = ("-c", "user.name=n", "-c", "user.email=e@example.org")
    return subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


def run(script: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """The script as a runner runs it, with `aadsl` of this tree."""
    programs = folder.parent / "bin"
    programs.mkdir(exist_ok=True)
    aadsl = programs / "aadsl"
    aadsl.write_text(f"#!{sys.executable}\nfrom apparmor_dsl.cli.app import main\nmain()\n")
    aadsl.chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{programs}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "XDG_CACHE_HOME": "/proc/none",
        "GITHUB_STEP_SUMMARY": str(folder.parent / "summary.md"),
        **variables,
    }
    return subprocess.run(
        ["bash", "-c", script], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def action(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    given = {"PATHS": "p", "DIFF_BASE": "", "ARGUMENTS": ARGUMENTS, "SARIF": ""}
    return run(action_script(), folder, **{**given, **variables})


def base_of(folder: Path) -> str:
    return git(folder.parent / "origin", "rev-parse", "HEAD^")


def test_the_action_reports_everything_without_a_base(repository: Path) -> None:
    done = action(repository)

    assert (done.returncode, done.stdout.count("::warning file=p,line=")) == (1, 2)
    assert "### AppArmor policy: 2 warnings" in (repository.parent / "summary.md").read_text()


def test_the_action_fetches_the_base_and_reports_what_is_new(repository: Path) -> None:
    done = action(repository, DIFF_BASE=base_of(repository), SARIF="made/out.sarif")
    report: Any = json.loads((repository / "made/out.sarif").read_text())

    assert (done.returncode, re.findall(r"line=(\d+)", done.stdout)) == (1, ["5"])
    assert len(report["runs"][0]["results"]) == 1


def test_the_action_succeeds_where_nothing_is_found(repository: Path) -> None:
    (repository / "p").write_text(BAD.replace("  /etc/a r,\n", ""))
    done = action(repository)

    assert (done.returncode, done.stdout) == (0, "")
    assert "nothing found" in (repository.parent / "summary.md").read_text()


@pytest.mark.parametrize("name", ["PATHS", "ARGUMENTS", "DIFF_BASE", "SARIF"])
def test_what_is_given_to_the_action_is_no_code(name: str, repository: Path) -> None:
    action(repository, **{name: "$(touch attacked) `touch attacked`; touch attacked"})

    assert not (repository / "attacked").exists()


def test_no_expression_stands_in_a_script_of_the_action() -> None:
    text = (ROOT / "action.yml").read_text()
    scripts = re.findall(r"(?m)^      run: (?:\|\n((?:        .*\n|\n)+)|(.*)$)", text)

    assert len(scripts) == 2
    assert [script for pair in scripts for script in pair if "${{" in script] == []


def test_the_template_writes_both_reports(repository: Path) -> None:
    given = {"AADSL_PATHS": "p", "AADSL_ARGUMENTS": ARGUMENTS}
    git(repository, "fetch", "-q", "--unshallow")
    done = run(gitlab_script(), repository, CI_MERGE_REQUEST_DIFF_BASE_SHA=base_of(repository), **given)
    issues: Any = json.loads((repository / "gl-code-quality-report.json").read_text())

    assert (done.returncode, [issue["location"] for issue in issues]) == (1, [{"path": "p", "lines": {"begin": 5}}])
    assert "rule-redundant" in (repository / "aadsl.md").read_text()


def test_the_template_outside_of_a_merge_request_reports_everything(repository: Path) -> None:
    run(gitlab_script(), repository, AADSL_PATHS="p", AADSL_ARGUMENTS=ARGUMENTS)

    assert len(json.loads((repository / "gl-code-quality-report.json").read_text())) == 2


def test_the_hook_takes_files(repository: Path) -> None:
    text = (ROOT / ".pre-commit-hooks.yaml").read_text()
    (entry,) = re.findall(r"(?m)^- id: aadsl-lint\n(?:  .*\n)*?  entry: (.*)$", text)

    assert run(f"{entry} p", repository).returncode == 1
