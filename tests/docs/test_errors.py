"""Every diagnostic has a page that tells more, and what the page shows is true."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.fleet.compile import compile_paths
from tests.docs.blocks import Block, blocks_of
from tests.docs.codes import Codes, codes_in

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "docs" / "errors").glob("*.md"))
CODES = codes_in(ROOT / "apparmor_dsl")

BLOCKS = [
    block for page in PAGES for block in blocks_of(page, ROOT) if block.language in {"aadsl", "apparmor", "fleet"}
]
FILES = {"aadsl": "site.aadsl", "apparmor": "site", "fleet": "fleet.json"}
TODAY = dt.date(2026, 1, 1)
SEVERITIES = {str(severity): severity for severity in Severity}

NOT_SHOWN: dict[str, str] = {
    "carriage-return": "needs line ends that a page cannot show",
    "exec-conflicts-unknown": "needs a profile that takes minutes to look at",
    "missing-newline": "needs a file that ends without a line end",
    "not-compared": "needs a profile that takes minutes to compare",
    "not-equivalent": "would be a mistake of ours or of the parser's",
    "no-apparmor-parser": "needs a machine without it",
    "no-kernel": "needs a machine without a kernel that can be asked",
    "profile-not-loaded": "needs a machine with one",
    "refused-by-parser": "would be a gap of ours: what the parser refuses is to be refused before it is asked",
}
"""Codes that no example can bring about, and why."""


def test_every_code_has_a_page() -> None:
    assert sorted(CODES - {page.stem for page in PAGES}) == []


def test_every_page_belongs_to_a_code() -> None:
    assert sorted({page.stem for page in PAGES} - CODES) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_begins_with_its_code_and_one_sentence(page: Path) -> None:
    heading, empty, sentence, after, *_ = page.read_text().splitlines()

    assert (heading, empty, after) == (f"# {page.stem}", "", "")
    assert re.fullmatch(r"\S.*[^.]\.", sentence)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_shows_its_code_and_how_it_is_avoided(page: Path) -> None:
    blocks = blocks_of(page, ROOT)
    examples = [block for block in blocks if block in BLOCKS or block.language in {"console", "output"}]
    showing = [block for block in examples if page.stem in block.options.values() or f"[{page.stem}]" in block.text]

    assert showing or page.stem in NOT_SHOWN
    assert [block for block in examples if block not in showing] or page.stem in NOT_SHOWN


def test_what_is_said_to_be_without_example_has_none() -> None:
    shown = {value for block in BLOCKS for value in block.options.values()}

    assert shown & set(NOT_SHOWN) == set()


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_an_example_is_refused_or_accepted_as_the_page_says(block: Block, tmp_path: Path) -> None:
    found = {(one.severity, one.code) for one in diagnostics_of(block, tmp_path)}
    wanted = {(SEVERITIES[name], code) for name, code in block.options.items() if name in SEVERITIES}

    assert {one for one in found if one[0] is Severity.ERROR} == {one for one in wanted if one[0] is Severity.ERROR}
    assert wanted <= found
    if not wanted:
        assert block.page.stem not in {code for _, code in found}


def diagnostics_of(block: Block, folder: Path) -> tuple[Diagnostic, ...]:
    """What `aadsl compile` says to the block."""
    path = folder / FILES[block.language]
    path.write_text(block.text)
    target = f"apparmor-{block.options['target']}" if "target" in block.options else None
    try:
        return compile_paths([path], target=target, today=TODAY).diagnostics
    except PolicyError as refused:
        return refused.diagnostics


def found_in(text: str) -> set[str]:
    codes = Codes()
    codes.read("m", "def error(code: str, message: str) -> None: ...\n" + text)
    return set(codes.codes())


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("error('a', 'x')", {"a"}),
        ("error(message='x', code='a')", {"a"}),
        ("error('a' if b else 'c', 'x')", {"a", "c"}),
        ("def f(code):\n  error(code, 'x')\nf('a')", {"a"}),
        ("def f(x, code='a'):\n  error(code, 'x')\nf(1)\nf(1, 'b')", {"a", "b"}),
        ("def f(what):\n  error(f'no-{what}', 'x')\nf('a')\nf('b')", {"no-a", "no-b"}),
        ("def f(what):\n  error(f\"no-{what.replace(' ', '-')}\", 'x')\nf('a b')", {"no-a-b"}),
        ("def f():\n  code, message = 'a', 'x'\n  error(code, message)", {"a"}),
        ("class C:\n  code: str\nC('a')\ndef f(c):\n  error(c.code, 'x')", {"a"}),
        ("class C:\n  def __call__(self, code): ...\nmake = C()\nmake('a')", {"a"}),
        ("class C:\n  def no(self, code): ...\n  def f(self):\n    self.no('a')\ndef g(c):\n  c.no('b')", {"a", "b"}),
        ("def refuse(message): ...\nrefuse('a')", set()),
    ],
)  # fmt: skip
def test_codes_are_found_by_reading(text: str, codes: set[str]) -> None:
    assert found_in(text) == codes


def test_a_code_that_cannot_be_found_by_reading_is_not_passed_over() -> None:
    with pytest.raises(ValueError, match="nobody can see"):
        found_in("def f(x):\n  error(x[0], 'x')")
