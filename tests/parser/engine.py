"""The same text read by our loop and by Lark itself, each as a tree of plain tuples."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import lark

from apparmor_dsl.diagnostics.source import Source
from apparmor_dsl.language.parser.place import Place, Token
from apparmor_dsl.language.parser.run import run
from apparmor_dsl.language.parser.tables import FLAGS, Dialect, grammar_text

Tree = tuple[Any, ...] | None
"""`(rule, start, end, children)` or `(terminal, start, end, text)`; None for an absent part, or for a refused text.

Lark knows no place for what is empty, so `start` and `end` are None there.
"""


class _Generic(Mapping[str, Callable[..., Tree]]):
    """Builders that add nothing: each names its rule."""

    def __getitem__(self, rule: str) -> Callable[..., Tree]:
        def build(place: Place, *children: Any) -> Tree:
            found = (place.start, place.end) if place.start < place.end else (None, None)
            return rule, *found, tuple(_token(child) for child in children)

        return build

    def __iter__(self) -> Iterator[str]:
        raise NotImplementedError

    def __len__(self) -> int:
        raise NotImplementedError


def _token(child: Any) -> Any:
    return (child.kind, child.start, child.end, child.text) if isinstance(child, Token) else child


def ours(text: str, dialect: Dialect) -> Tree:
    """The tree that our loop makes of the text; None where it finds an error."""
    tree, _, diagnostics = run(Source("text", text), dialect, _Generic())
    return None if diagnostics else tree


def larks(text: str, dialect: Dialect) -> Tree:
    """The tree that Lark makes of the text; None where it finds an error."""
    try:
        tree: Tree = _plain(_stock(dialect).parse(text))
    except lark.exceptions.UnexpectedInput:
        return None
    return tree


@cache
def _stock(dialect: Dialect) -> lark.Lark:
    return lark.Lark(
        grammar_text(dialect),
        parser="lalr",
        lexer="contextual",
        g_regex_flags=FLAGS,
        maybe_placeholders=True,
        propagate_positions=True,
    )


def _plain(tree: Any) -> Any:
    if tree is None:
        return None
    if isinstance(tree, lark.Token):
        return str(tree.type), tree.start_pos, tree.end_pos, str(tree)
    found = (None, None) if tree.meta.empty else (tree.meta.start_pos, tree.meta.end_pos)
    return str(tree.data), *found, tuple(_plain(child) for child in tree.children)
