"""Where a rule of the result comes from."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from apparmor_dsl.diagnostics.diagnostic import Label
from apparmor_dsl.diagnostics.source import Span
from apparmor_dsl.language import ast


@frozen
class Step:
    """One step of a route: at `span` the fragment was used, the file `<included>`, or an `alias /a -> /b` applied."""

    fragment: str
    span: Span | None

    def said(self) -> str:
        """What a message says at the place of the step."""
        if self.fragment.startswith(("<", '"')):
            return "included from here"
        return f"by `{self.fragment}`" if self.fragment.startswith("alias ") else f"by `use {self.fragment}`"


@frozen
class Origin:
    """The place where a rule was written, and the uses of fragments by which it came, the outermost first."""

    span: Span | None
    route: tuple[Step, ...] = ()

    @property
    def fragment(self) -> str | None:
        """The fragment whose text holds the rule; None for the profile's own."""
        return self.route[-1].fragment if self.route else None

    def labels(self) -> tuple[Label, ...]:
        """The route for a message, the last step first."""
        return tuple(Label(step.span, step.said()) for step in reversed(self.route) if step.span)


class Provenance:
    """The origins of the nodes of one composed file.

    Nodes are equal when they say the same, so the origins go with the object: a composed file holds no object twice.
    """

    def __init__(self) -> None:
        self._by_node: dict[int, tuple[ast.Node, dict[Origin, None]]] = {}
        self._opened: dict[int, tuple[ast.Node, tuple[ast.Node, ...]]] = {}

    def add(self, node: ast.Node, origins: Iterable[Origin]) -> None:
        """These too are origins of the node."""
        _, known = self._by_node.setdefault(id(node), (node, {}))
        known.update(dict.fromkeys(origins))

    def of(self, node: ast.Node) -> tuple[Origin, ...]:
        """The origins of the node: at least one, its own place."""
        found = self._by_node.get(id(node))
        return tuple(found[1]) if found else (Origin(node.span),)

    def move(self, old: ast.Node, new: ast.Node) -> None:
        """`new` stands where `old` stood."""
        if new is not old:
            self.add(new, self.of(old))
            self.open(new, self.opened_by(old))

    def open(self, node: ast.Node, blocks: tuple[ast.Node, ...]) -> None:
        """The node stood first in these blocks, of which the outermost is the first; they are there no more."""
        if blocks:
            self._opened[id(node)] = (node, blocks)

    def opened_by(self, node: ast.Node) -> tuple[ast.Node, ...]:
        """The blocks in which the node stood first."""
        return self._opened.get(id(node), (node, ()))[1]
