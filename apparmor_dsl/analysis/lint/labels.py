"""Labels of tasks as rules name them, and who has them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Final

from apparmor_dsl.analysis.lint.subject import LintedTree
from apparmor_dsl.semantics.automata import Automaton
from apparmor_dsl.semantics.escapes import unescaped
from apparmor_dsl.semantics.model.glob import pattern
from apparmor_dsl.semantics.model.regex import BadPattern

UNCONFINED: Final = "unconfined"
_STACKED: Final = re.compile(r"//&|^&")
_OF_GLOBS: Final = frozenset("*?[{")


def unknown_parts(label: str, tree: LintedTree) -> Iterator[str]:
    """The parts of a label, which can be a stack (`web//&site`), that no profile of the tree has as its name.

    Of labels in another policy namespace nobody knows anything here, and of those whose variables are not known.
    """
    for part in _STACKED.split(label):
        name = part.removeprefix("&")
        if not name or name.startswith(":") or "@{" in name or name == UNCONFINED:
            continue
        if not is_known(name, tree):
            yield name


def is_known(label: str, tree: LintedTree) -> bool:
    """Whether the glob of labels matches `unconfined` or the name of a profile of the tree."""
    if unescaped(label) in tree.by_name:
        return True
    if not is_glob(label):
        return False
    found = pattern(label)
    if isinstance(found, BadPattern):
        return True
    # A stack has the labels of several profiles, so that `*//&*` and the like match no single name.
    if "//&" in label:
        return True
    names = Automaton([(found.expression, 0)])
    return any(names.matching(name.encode("utf-8", "surrogateescape")) for name in (UNCONFINED, *tree.by_name))


def is_glob(label: str) -> bool:
    """Whether a character of globs stands in it."""
    return any(letter in _OF_GLOBS for letter in label)


def near(name: str, names: Iterable[str]) -> str | None:
    """A name that differs by so little that it must be the one that is meant: case, `-` for `_`, one letter."""
    plain = {_plain(other): other for other in names}
    if _plain(name) in plain:
        return plain[_plain(name)]
    found = get_close_matches(name, plain.values(), n=1, cutoff=0.9) if len(name) > 5 else []
    return found[0] if found else None


def _plain(name: str) -> str:
    return re.sub(r"[-_.]", "", name).lower()
