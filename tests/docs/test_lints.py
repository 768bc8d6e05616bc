"""Every lint has a page, and its examples are its tests: what is reported, what is not, and what a fix gives."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from attrs import evolve, frozen

from apparmor_dsl.analysis.lint.selection import Selection
from apparmor_dsl.diagnostics.diagnostic import Diagnostic
from apparmor_dsl.fleet.lint import Linting, Run, lint_run
from apparmor_dsl.fleet.linting.fix import fix
from apparmor_dsl.fleet.linting.fleets import every_lint
from apparmor_dsl.semantics.targets import TARGETS
from tests.docs.blocks import Block, blocks_of

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(page for page in (ROOT / "docs" / "lints").glob("*.md") if page.name != "README.md")
_WANTED = re.compile(r"#.*?\b(?P<severity>notice|warning|error): \[(?P<code>[a-z0-9-]+)\]")
_NAMES = {"apparmor": "site", "aadsl": "site.aadsl", "fleet": "fleet.json"}


@frozen
class Example:
    """Blocks of one page that are linted together: one file, or several with `file=NAME`."""

    blocks: tuple[Block, ...]

    def __str__(self) -> str:
        return str(self.blocks[0])


def examples_of(page: Path) -> list[Example]:
    made: list[Example] = []
    together: list[Block] = []
    for block in blocks_of(page, ROOT):
        if block.language not in _NAMES or "fixed" in block.options:
            continue
        if "file" not in block.options:
            made.append(Example((block,)))
            continue
        if any(block.options["file"] == other.options["file"] for other in together):
            made.append(Example(tuple(together)))
            together = []
        together.append(block)
    return made + ([Example(tuple(together))] if together else [])


def fixed_of(page: Path) -> list[tuple[Example, Block]]:
    """Blocks that show what the fix of the block right before them gives."""
    blocks = blocks_of(page, ROOT)
    return [(Example((before,)), after) for before, after in pairwise(blocks) if "fixed" in after.options]


EXAMPLES = [example for page in PAGES for example in examples_of(page)]
FIXED = [pair for page in PAGES for pair in fixed_of(page)]


def test_every_lint_has_a_page() -> None:
    assert sorted(set(every_lint()) - {page.stem for page in PAGES}) == []


def test_every_page_belongs_to_a_lint() -> None:
    assert sorted({page.stem for page in PAGES} - set(every_lint())) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_begins_with_its_name_and_what_the_lint_says_of_itself(page: Path) -> None:
    heading, empty, sentence, after, *_ = page.read_text().splitlines()

    assert (heading, empty, after) == (f"# {page.stem}", "", "")
    assert sentence == every_lint()[page.stem].summary


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_shows_what_is_reported_what_is_not_and_a_real_case(page: Path) -> None:
    found = [bool(wanted(example, page.stem)) for example in examples_of(page)]

    assert (True in found, False in found) == (True, True)
    assert "\n## Seen in\n" in page.read_text()


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_an_example_gets_the_findings_that_it_shows(example: Example, tmp_path: Path) -> None:
    name = example.blocks[0].page.stem
    found = findings(example, name, tmp_path)

    assert Counter(map(shown, found)) == wanted(example, name)


@pytest.mark.parametrize(("example", "after"), FIXED, ids=str)
def test_a_fix_gives_what_is_shown(example: Example, after: Block, tmp_path: Path) -> None:
    name = example.blocks[0].page.stem
    silent = Example(tuple(evolve(block, text=without_comments(block.text)) for block in example.blocks))
    run = written(silent, name, tmp_path)
    texts = fix(run, [one for one in run.diagnostics if one.code == name], unsafe=True).texts()

    assert list(texts.values()) == [without_comments(after.text)]


def without_comments(text: str) -> str:
    """The text without the comments that announce findings."""
    return re.sub(r" +# (?:notice|warning|error): \[[a-z0-9-]+\](?=\n)", "", text)


def wanted(example: Example, name: str) -> Counter[tuple[str, int, str]]:
    """The findings that comments of the example announce: the file, the line, and how bad it is.

    JSON has no comments: a fleet says behind the fence what is found, and not where.
    """
    made: Counter[tuple[str, int, str]] = Counter()
    for block in example.blocks:
        if block.language == "fleet":
            made.update((file_of(block), 0, level) for level in ("notice", "warning") if level in block.options)
        for number, line in enumerate(block.text.splitlines(), 1):
            for comment in _WANTED.finditer(line):
                assert comment["code"] == name, f"{block}: the page is about `{name}`"
                made[Path(file_of(block)).name, number, comment["severity"]] += 1
    return made


def shown(found: Diagnostic) -> tuple[str, int, str]:
    assert found.span is not None
    file = Path(found.span.source.name)
    return file.name, 0 if file.suffix == ".json" else found.span.line, str(found.severity)


def file_of(block: Block) -> str:
    return block.options.get("file", _NAMES[block.language])


def findings(example: Example, name: str, folder: Path) -> list[Diagnostic]:
    """What the lint finds in the example. What the compiler refuses is no example."""
    found = written(example, name, folder).diagnostics
    refused = [one for one in found if one.code not in every_lint() and str(one.severity) == "error"]
    assert "refused" in example.blocks[0].options or refused == []
    return [one for one in found if one.code == name]


def written(example: Example, name: str, folder: Path) -> Run:
    """The example as files, linted by this lint."""
    options = example.blocks[0].options
    for block in example.blocks:
        path = folder / file_of(block)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text)
    selection = Selection(frozenset({name, *filter(None, options.get("also", "").split(","))}))
    target = TARGETS[f"apparmor-{options['target']}"] if "target" in options else None
    return lint_run([folder], Linting(target, selection=selection, complete="complete" in options))
