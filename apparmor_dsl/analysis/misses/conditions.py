"""Conditions that several classes have: words of access, and globs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from apparmor_dsl.analysis.globs import matches, why_not


def access(has: Sequence[str], wanted: Iterable[str], aliases: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Words of access that are wanted and not there; no words are all."""
    if not has:
        return
    there = {each for word in has for each in aliases.get(word, (word,))}
    for word in wanted:
        if word not in there:
            yield f"it lacks `{word}`"


def glob(pattern: str | None, text: str | None, what: str) -> Iterator[str]:
    """A glob that does not match; none matches everything."""
    if pattern is None or text is None or matches(pattern, text):
        return
    yield f"{what} differs: {why_not(pattern, text, what)}"


def word(has: str | None, wanted: str | None, what: str) -> Iterator[str]:
    """A word that is another one."""
    if has is not None and wanted is not None and has != wanted:
        yield f"{what} is `{has}`, not `{wanted}`"
