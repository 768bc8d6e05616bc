"""What all tests share: where things are, and when a test that lacks something is skipped, and when it fails.

A test says by its marks what it needs. Where that is missing it is skipped, with the reason in the summary. With
`AADSL_REQUIRE_ALL=1`, as in `.ci/run`, a skip is a failure, whatever its cause: a machine that lacks an oracle must not
look like one whose oracle agrees. Only the corpus stays optional, because no package brings it.
"""

import os
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.parser_oracle.newer import newer
from tests.parser_oracle.oracle import PARSER

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"
REQUIRE_ALL = os.environ.get("AADSL_REQUIRE_ALL") == "1"
MAY_BE_SKIPPED = {"needs_corpus"}

# How long an example takes depends on who else uses the machine; that is no failure of ours.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# The gate asks the same of every change, so that a red one can be repeated; anybody's own runs look further each time.
settings.register_profile("gate", settings.get_profile("unhurried"), derandomize=True, database=None)
settings.load_profile("gate" if REQUIRE_ALL else "unhurried")


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder with policy and fleets of others; the test that asks for it is marked `needs_corpus`."""
    return CORPUS


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("needs_apparmor_parser") and PARSER is None:
        pytest.skip("apparmor_parser is not installed (Debian package apparmor)")
    if item.get_closest_marker("needs_newer_parsers") and not newer():
        pytest.skip("no later apparmor_parser is here: .ci/newer-parsers fetches them")
    if item.get_closest_marker("needs_corpus") and not CORPUS.is_dir():
        pytest.skip("the corpus is not here: ../shared/corpus beside the repository")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if (
        report.skipped
        and not hasattr(report, "wasxfail")
        and not MAY_BE_SKIPPED & {m.name for m in item.iter_markers()}
    ):
        refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if report.skipped:
        refuse_skip(report)
    return report


def refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """With AADSL_REQUIRE_ALL, what would be skipped has failed."""
    if REQUIRE_ALL:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"AADSL_REQUIRE_ALL forbids this skip: {reason}"
