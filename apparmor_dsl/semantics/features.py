"""What a kernel mediates, as it says in its features: the tree under /sys/kernel/security/apparmor/features."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from attrs import field, frozen

from apparmor_dsl.diagnostics.diagnostic import error
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.diagnostics.source import Source

_PIECE: Final = re.compile(r"\s*(?:(?P<name>[^\s{}]+)\s*(?P<open>\{)|(?P<close>\})|(?P<word>[^\s{}]+))")
_BLANKS: Final = re.compile(r"\s*")
DEEPEST: Final = 50
"""So deep may a features tree be. That of Linux 6.17 has four levels."""


@frozen
class Features:
    """The features of a kernel: `words` by the path of the entry they stand in (`network_v8/af_mask`).

    INVARIANT: a path is there with every path above it.
    """

    words: Mapping[str, frozenset[str]] = field(repr=False, eq=lambda words: tuple(sorted(words.items())))

    def __hash__(self) -> int:
        return hash(frozenset(self.words.items()))

    def has(self, path: str, word: str | None = None) -> bool:
        """Whether there is such an entry, and where a word is given, the entry has it."""
        return path in self.words and (word is None or word in self.words[path])

    def supports(self, path: str) -> bool:
        """Whether the parser finds the entry or word that the path leads to (`policy/versions/v7`).

        It does not look where a name begins: for `versions` it takes the first that ends so, and in abi/5.0 this is
        `notify_versions`. Source: walk_one in libapparmor/src/features.c, and the parsers with that file.
        """
        inside = ""
        *above, last = path.split("/")
        for name in above:
            found = self._first(inside, name)
            if found is None:
                return False
            inside = found
        return self._first(inside, last) is not None or any(
            word.endswith(last) for word in self.words.get(inside, frozenset())
        )

    def _first(self, inside: str, name: str) -> str | None:
        """The first entry inside the other whose name ends so."""
        start = f"{inside}/" if inside else ""
        return next(
            (
                path
                for path in self.words
                if path.startswith(start) and "/" not in path[len(start) :] and path.endswith(name)
            ),
            None,
        )

    def number(self, path: str) -> int | None:
        """The number that the entry has (`policy/permstable32_version`); None when it has none."""
        for word in self.words.get(path, ()):
            if re.fullmatch(r"0x[0-9a-fA-F]+|\d+", word):
                return int(word, 0)
        return None


def read_features(source: Source) -> Features:
    """Read a features file: one made by `apparmor_parser`, an ABI file, or one of Debian's.

    Raises PolicyError for what is none.
    """
    words: dict[str, set[str]] = {}
    path: list[str] = []
    for found in _pieces(source):
        match found.lastgroup:
            case "open":
                path.append(found["name"])
                words.setdefault("/".join(path), set())
                if len(path) > DEEPEST:
                    raise _refused(source, found.start("name"), "features are not nested so deep")
            case "close":
                if not path:
                    # Debian's abi/kernel-5.4-vanilla has one too many, and the parser finds nothing behind it.
                    break
                path.pop()
            case _:
                if not path:
                    raise _refused(source, found.start("word"), "a word stands outside of every feature")
                words["/".join(path)].add(found["word"])
    if path:
        raise _refused(source, len(source.text), f"`{path[-1]} {{` is not closed")
    if not words:
        raise _refused(source, 0, "there are no features in it")
    return Features({name: frozenset(found) for name, found in words.items()})


def _pieces(source: Source) -> Iterator[re.Match[str]]:
    at = 0
    while found := _PIECE.match(source.text, at):
        yield found
        at = found.end()
    blanks = _BLANKS.match(source.text, at)
    if blanks is None or blanks.end() < len(source.text):
        raise _refused(source, at, "this is no feature")


def _refused(source: Source, at: int, message: str) -> PolicyError:
    help_ = "a features file is `name {words}`, nested, as in /usr/share/apparmor-features/features"
    return PolicyError((error("bad-features", f"no features file: {message}", source.span(at), help=help_),))
