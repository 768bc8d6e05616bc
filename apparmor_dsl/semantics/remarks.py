"""The comments of the emitted text: which fragment a group of rules came from, and what stood above a rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import define, field

from apparmor_dsl.diagnostics.source import Source
from apparmor_dsl.language import ast
from apparmor_dsl.semantics.resolve import Composed, Origin


@define
class Remarks:
    """Called with each statement in its order, gives the comments that stand before it."""

    composed: Composed
    group: tuple[str, ...] | None = None
    headings: set[str] = field(factory=set)
    comments: dict[str, dict[int, str]] = field(factory=dict)

    def __call__(self, node: ast.Node) -> Sequence[str]:
        """The comments for the statement, without their `#`."""
        opened = [line for block in self.composed.origins.opened_by(node) for line in self._above(block)]
        return [*self._group(node), *opened, *self._above(node)]

    def _group(self, node: ast.Node) -> Iterator[str]:
        if isinstance(node, ast.Profile | ast.Hat):
            self.group = ()
            return
        origins = self.composed.origins.of(node)
        group = tuple(dict.fromkeys(_came_by(origin) for origin in origins))
        if group == self.group:
            return
        own = group == ("",)
        if not own or self.group not in {None, (), ("",)}:
            heading = "the profile's own" if own else f"from {' and '.join(name or 'the profile' for name in group)}"
            self.headings.add(heading)
            yield heading
        self.group = group

    def _above(self, node: ast.Node) -> Iterator[str]:
        """The comments that stand alone on the lines above the statement, where it was written."""
        for origin in self.composed.origins.of(node)[:1]:
            if origin.span is None:
                continue
            lines = self._comment_lines(origin.span.source)
            first = last = origin.span.line
            while first - 1 in lines:
                first -= 1
            yield from (lines[number] for number in range(first, last))

    def _comment_lines(self, source: Source) -> dict[int, str]:
        if source.name not in self.comments:
            found: dict[int, str] = {}
            for comment in self.composed.comments.get(source.name, ()):
                line = comment.span.line
                if source.line(line).lstrip().startswith("#") and not comment.text.startswith("##"):
                    found[line] = comment.text[1:].removeprefix(" ")
            self.comments[source.name] = found
        return self.comments[source.name]


def _came_by(origin: Origin) -> str:
    """`docker` or `oci-runtime (for docker)`, empty for the profile's own."""
    if not origin.route:
        return ""
    names = [step.fragment for step in origin.route]
    last = names[-1] if names[-1].startswith("<") else f"fragment {names[-1]}"
    return last if len(names) == 1 else f"{last}, for {', '.join(reversed(names[:-1]))}"
