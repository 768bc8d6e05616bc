"""The index of the lints names all of them, and says of each what it says itself."""

from __future__ import annotations

from tests.docs.lint_index import PAGE, index


def test_the_index_is_what_the_lints_say() -> None:
    assert PAGE.read_text() == index(), "run `python -m tests.docs.lint_index`"
