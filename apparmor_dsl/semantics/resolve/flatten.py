"""What a block says is written in front of each rule in it.

The parsers take file rules out of a block and drop the rest, and 5.0 forgets what those rules say themselves. Policy
that is composed is to mean what it says, whoever reads it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import define, evolve, field

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, error, notice
from apparmor_dsl.language import ast
from apparmor_dsl.language.ast.node import BaseRule
from apparmor_dsl.language.checks import check_statement
from apparmor_dsl.semantics.files import Files
from apparmor_dsl.semantics.resolve.inline import inline_in_profile
from apparmor_dsl.semantics.resolve.origin import Provenance
from apparmor_dsl.semantics.resolve.placed import Placed
from apparmor_dsl.semantics.resolve.qualify import qualified
from apparmor_dsl.semantics.targets import TARGETS

_Blocks = tuple[ast.Block, ...]

_READS_BLOCKS_AS_WRITTEN = TARGETS["apparmor-6.0"]


def flatten(profile: ast.Profile, files: Files, provenance: Provenance) -> tuple[ast.Profile, tuple[Diagnostic, ...]]:
    """The profile with the rules of each block in its place.

    AFTERWARDS: no Block remains. What a block includes is written out, for its rules get the block's qualifiers too.
    """
    flattening = _Flattening(files, provenance)
    made = flattening.unit(profile)
    return made, tuple(dict.fromkeys(flattening.diagnostics))


@define
class _Flattening:
    files: Files
    origins: Provenance
    diagnostics: list[Diagnostic] = field(factory=list)
    headless: list[ast.Node] = field(factory=list)
    """The blocks that were opened, and of which no rule was written yet."""

    def unit(self, node: ast.Profile) -> ast.Profile:
        """A profile."""
        made = evolve(node, body=self.body(node.body, ()))
        self.origins.move(node, made)
        return made

    def body(self, items: Sequence[ast.BodyItem], blocks: _Blocks) -> tuple[ast.BodyItem, ...]:
        """The items in their order; what two blocks bring stands once."""
        made: list[ast.BodyItem] = []
        said: dict[ast.BodyItem, ast.BodyItem] = {}
        for item in self.items(items, blocks):
            if isinstance(item, BaseRule):
                first = said.setdefault(item, item)
                if first is not item:
                    self.origins.add(first, self.origins.of(item))
                    continue
            made.append(item)
        return tuple(made)

    def items(self, items: Sequence[ast.BodyItem], blocks: _Blocks) -> Iterator[ast.BodyItem]:
        """What stands in place of the items."""
        for item in items:
            match item:
                case ast.Block():
                    self.diagnostics += check_statement(item)
                    self.headless.append(item)
                    yield from self.items(item.body, (*blocks, item))
                    if self.headless and self.headless[-1] is item:
                        self.headless.pop()
                case ast.Include() if blocks:
                    yield from self.items(self.included(item, blocks), blocks)
                case ast.Profile() | ast.Hat():
                    self.alone(item, blocks, "a profile")
                    yield self.headed(item, evolve(item, body=self.body(item.body, ())))
                case ast.Conditional():
                    heads, self.headless = self.headless, []
                    then, otherwise = self.body(item.then, blocks), self.body(item.otherwise, blocks)
                    self.headless = heads
                    yield self.headed(item, evolve(item, then=then, otherwise=otherwise))
                case ast.Include() | ast.Abi() | ast.Use():
                    yield item
                case _:
                    rule = self.rule(item, blocks)
                    if rule is not None:
                        yield self.headed(item, rule)

    def headed(self, old: ast.BodyItem, new: ast.BodyItem) -> ast.BodyItem:
        """`new` in place of `old`; comments above the blocks that it is the first of go with it."""
        if self.headless or new is not old:
            new = evolve(new) if new is old else new
            self.origins.move(old, new)
            self.origins.open(new, tuple(self.headless))
            self.headless.clear()
        return new

    def rule(self, rule: ast.Rule, blocks: _Blocks) -> ast.Rule | None:
        """The rule with what the blocks around it say; None where nothing is left of it."""
        if not any(block.qualifiers for block in blocks):
            return rule
        if isinstance(rule, ast.RlimitRule):
            self.alone(rule, blocks, "an rlimit")
            return rule
        made, said = qualified(rule, blocks, _READS_BLOCKS_AS_WRITTEN)
        self.diagnostics += said
        if made is not None and made.qualifiers.ownership and not isinstance(made, ast.FileRule | ast.LinkRule):
            owning = next(block for block in blocks if block.qualifiers.ownership)
            self.diagnostics.append(
                error(
                    "qualifier-owner",
                    f"`{made.qualifiers.ownership}` is only for file and link rules",
                    self.origins.of(rule)[0].span,
                    labels=(*_labels((owning,)), *self.origins.of(rule)[0].labels()),
                    help="move the rule out of the block",
                )
            )
        return made

    def alone(self, item: ast.BodyItem, blocks: _Blocks, what: str) -> None:
        """Report what takes no qualifiers and stands in a block that has some."""
        qualifying = tuple(block for block in blocks if block.qualifiers)
        if qualifying:
            origin = self.origins.of(item)[0]
            self.diagnostics.append(
                error(
                    "not-in-block",
                    f"{what} has no qualifiers, and stands in a block that gives it some",
                    origin.span,
                    labels=(*_labels(qualifying[-1:]), *origin.labels()),
                    help="move it out of the block",
                )
            )

    def included(self, include: ast.Include, blocks: _Blocks) -> tuple[ast.BodyItem, ...]:
        """The statements that the include brings."""
        origin = self.origins.of(include)[0]
        placed, said = inline_in_profile(include, origin, self.files)
        self.diagnostics += said
        self.diagnostics.append(
            notice(
                "written-out",
                f"what `{include.path}` brings is written out, because it is included in a block",
                origin.span,
                labels=_labels(blocks[-1:]),
                help="what the file says when this is compiled counts, not what it says on the host",
            )
        )
        return tuple(node for one in placed if (node := self.node(one)) is not None)

    def node(self, placed: Placed) -> ast.BodyItem | None:
        """The node again of which the includes have been followed; None for an abi, of which the first one counts."""
        made: ast.BodyItem
        match placed.node:
            case ast.Profile() | ast.Hat() | ast.Block() as braced:
                made = evolve(braced, body=self.nodes(placed.body))
            case ast.Conditional() as conditional:
                made = evolve(conditional, then=self.nodes(placed.body), otherwise=self.nodes(placed.otherwise))
            case BaseRule() as rule:
                made = evolve(rule)
            case _:
                return None
        self.origins.add(made, (placed.origin,))
        return made

    def nodes(self, items: Sequence[Placed]) -> tuple[ast.BodyItem, ...]:
        """All of them."""
        return tuple(node for one in items if (node := self.node(one)) is not None)


def _labels(blocks: _Blocks) -> tuple[Label, ...]:
    return tuple(Label(block.span, "the block") for block in blocks if block.span)
