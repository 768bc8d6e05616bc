"""What people install: the wheel, built from the sdist, in an environment that knows nothing of this checkout."""

import os
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from tests.parser_oracle import oracle

ROOT = Path(__file__).resolve().parents[2]

# One worker runs them all: building and installing take seconds.
pytestmark = pytest.mark.xdist_group("wheel")


def run(*command: str | Path, cwd: Path) -> str:
    """What the command prints. 1, findings, is a good end for `aadsl`; but Python says 1 also when it breaks."""
    foreign = {"PYTHONPATH", "VIRTUAL_ENV", "PYTHONHOME"}
    done = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env={name: value for name, value in os.environ.items() if name not in foreign},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode in {0, 1}, f"{' '.join(map(str, command))}\n{done.stdout}"
    assert "Traceback" not in done.stdout, done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, and the wheel made from it."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    return folder


@pytest.fixture(scope="module")
def wheel(dist: Path) -> Path:
    (wheel,) = dist.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel and what it says it needs, and nothing else: a forgotten dependency shows."""
    folder = tmp_path_factory.mktemp("fresh")
    venv.create(folder / "environment")
    python = folder / "environment" / "bin" / "python"
    run(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", wheel, cwd=folder)
    return folder / "environment"


def test_the_wheel_has_every_file_of_the_package_the_grammars_the_policies_and_the_pages_about_errors(
    wheel: Path,
) -> None:
    wanted = {
        str(prefix / path.relative_to(ROOT))
        for folder, prefix in [
            ("apparmor_dsl", Path()),
            ("grammars", Path("apparmor_dsl")),
            ("policies", Path("apparmor_dsl")),
            ("docs/errors", Path("apparmor_dsl")),
            ("docs/lints", Path("apparmor_dsl")),
        ]
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }

    assert "apparmor_dsl/py.typed" in wanted
    assert wanted - set(zipfile.ZipFile(wheel).namelist()) == set()


def test_the_sdist_can_run_the_tests(dist: Path) -> None:
    (sdist,) = dist.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}

    assert names >= {"pyproject.toml", "LICENSE", "README.md", "tests/run", "tests/conftest.py", ".ci/environment.sh"}


def test_the_installed_package_finds_its_grammars_and_policies(environment: Path, tmp_path: Path) -> None:
    program = (
        "from apparmor_dsl.language.shipped import shipped; print(shipped('grammars')); print(shipped('policies'))"
    )
    found = run(environment / "bin" / "python", "-c", program, cwd=tmp_path).splitlines()

    assert [Path(folder).is_relative_to(environment) for folder in found] == [True, True]


def test_the_installed_command_explains_an_error(environment: Path, tmp_path: Path) -> None:
    said = run(environment / "bin" / "aadsl", "explain", "missing-comma", cwd=tmp_path)

    assert said.startswith("missing-comma\n")


@pytest.mark.needs_apparmor_parser
def test_the_installed_command_compiles_the_examples_from_another_folder(environment: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    examples = sorted(path for path in (tmp_path / "examples").iterdir() if path.is_dir())
    aadsl = environment / "bin" / "aadsl"
    run(aadsl, "compile", *examples, "-o", tmp_path / "profiles", "--snippets", tmp_path / "snippets", cwd=tmp_path)
    profiles = [path for path in (tmp_path / "profiles").iterdir() if path.is_file()]
    refused = {path.name: verdict.message for path in profiles if not (verdict := oracle.accepts(path.read_text()))}

    assert profiles
    assert refused == {}
    assert any((tmp_path / "snippets").iterdir())


@pytest.mark.needs_apparmor_parser
def test_the_first_command_of_the_readme_makes_profiles_in_a_fresh_clone(tmp_path: Path) -> None:
    if not Path("/etc/apparmor.d/abstractions/lxc/container-base").exists():
        pytest.skip("LXC's abstractions are not installed (Debian package liblxc-common)")
    clone = tmp_path / "clone"
    ignored = shutil.ignore_patterns(".git", ".venv", ".cache", ".*_cache", "__pycache__", "build")
    shutil.copytree(ROOT, clone, ignore=ignored)
    said = run("examples/run", cwd=clone)

    assert list((clone / "build" / "profiles").iterdir())
    assert list((clone / "build" / "snippets").iterdir())
    assert str(clone / "build" / "profiles") in said
