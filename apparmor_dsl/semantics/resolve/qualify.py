"""Qualifier blocks become qualifiers of the rules in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from attrs import define, evolve, field

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, error, warning
from apparmor_dsl.language import ast
from apparmor_dsl.language.ast.node import BaseRule
from apparmor_dsl.semantics.resolve.placed import Placed
from apparmor_dsl.semantics.targets import Target

_R = TypeVar("_R", bound=BaseRule)


def qualify(items: tuple[Placed, ...], target: Target) -> tuple[tuple[Placed, ...], tuple[Diagnostic, ...]]:
    """The items with those of blocks in place of each block, the qualifiers of the block added to their own.

    AFTERWARDS: no Block remains.
    """
    qualifying = _Qualifying(target)
    return tuple(qualifying.items(items, ())), tuple(dict.fromkeys(qualifying.diagnostics))


def qualified(rule: _R, blocks: Sequence[ast.Block], target: Target) -> tuple[_R | None, tuple[Diagnostic, ...]]:
    """The rule with the qualifiers of the blocks around it, the outermost first; None where nothing is left of it."""
    qualifying = _Qualifying(target)
    return qualifying.qualified(rule, tuple(blocks)), tuple(qualifying.diagnostics)


@define
class _Qualifying:
    """Takes file rules out of blocks, and drops the rest, as the parsers do.

    Source: `rules opt_prefix block` in parser/parser_yacc.y, which moves the profile's entries to the profile around
    and drops everything else; so do 3.0.8, 4.1.8 and 5.0.2, asked.
    """

    target: Target
    diagnostics: list[Diagnostic] = field(factory=list)

    def items(self, items: tuple[Placed, ...], blocks: tuple[ast.Block, ...]) -> Iterator[Placed]:
        """The items as they stand in the blocks, of which the outermost is the first."""
        for item in items:
            match item.node:
                case ast.Block() as block:
                    if block.qualifiers.priority:
                        self.diagnostics.append(
                            error(
                                "block-priority",
                                "a block has no priority",
                                block.span,
                                help="write `priority=` in front of each rule",
                            )
                        )
                    yield from self.items(item.body, (*blocks, block))
                case ast.Profile() | ast.Hat():
                    made = evolve(item, body=tuple(self.items(item.body, ())))
                    yield from (made,) if not blocks else self.lost(made, blocks[-1])
                case ast.FileRule() | ast.LinkRule() as rule:
                    qualified = self.qualified(rule, blocks)
                    if qualified is not None:
                        yield item if qualified is rule else evolve(item, node=qualified)
                case ast.ChangeProfileRule() as rule:
                    if self.target.version < (5, 0):
                        for block in blocks:
                            self.contradicted(rule.qualifiers.access, block, rule)
                    yield item  # it keeps its own qualifiers: those of a block do not reach it
                case _:
                    yield from (item,) if not blocks else self.lost(item, blocks[-1])

    def lost(self, item: Placed, block: ast.Block) -> Iterator[Placed]:
        """Say what the parsers are silent about: what is no file rule does not get out of a block."""
        if isinstance(item.node, ast.Abi):
            yield item
            return
        what = "rule" if isinstance(item.node, BaseRule) else "profile"
        labels = (Label(block.span, "the block"),) if block.span else ()
        self.diagnostics.append(
            warning(
                "lost-in-block",
                f"{self.target.name} drops this {what}: of what stands in a block, only file rules count",
                item.origin.span,
                labels=labels,
                help=f"move the {what} out of the block, and write the qualifiers in front of it",
            )
        )

    def qualified(self, rule: _R, blocks: tuple[ast.Block, ...]) -> _R | None:
        """The rule with the qualifiers of the blocks around it; None where they leave nothing of it."""
        if not blocks:
            return rule
        found: ast.Qualifiers | None = rule.qualifiers
        for block in reversed(blocks):
            found = self.joined(found, block, rule) if found is not None else None
        return evolve(rule, qualifiers=found) if found is not None else None

    def joined(self, inner: ast.Qualifiers, block: ast.Block, rule: BaseRule) -> ast.Qualifiers | None:
        """The qualifiers of something in a block."""
        outer = block.qualifiers
        labels = (Label(block.span, "the block"),) if block.span else ()
        if {inner.ownership, outer.ownership} == {"owner", "other"}:
            message = f"an `{inner.ownership}` rule in an `{outer.ownership}` block permits nothing"
            self.diagnostics.append(warning("nothing-left", message, rule.span, labels=labels))
            return None
        if self.target.version[0] == 5 or self.target.version == (4, 0):
            return self.replaced(inner, block, rule, labels)
        self.contradicted(inner.access, block, rule)
        return ast.Qualifiers(
            inner.priority,
            self.audited(inner, outer),
            inner.access or outer.access,
            inner.ownership or outer.ownership,
        )

    def contradicted(self, inner: str | None, block: ast.Block, rule: BaseRule) -> None:
        """Report that what stands in a block says the opposite; before 4.1 its word is taken."""
        outer = block.qualifiers.access
        if inner and outer and inner != outer and self.target.version >= (4, 1):
            labels = (Label(block.span, "the block"),) if block.span else ()
            message = f"a rule that says `{inner}` stands in a block that says `{outer}`"
            self.diagnostics.append(error("contradicting-block", message, rule.span, labels=labels))

    def audited(self, inner: ast.Qualifiers, outer: ast.Qualifiers) -> bool:
        """Whether the rule is audited; of deny rules, each version has its own opinion."""
        denies = inner.access == "deny"
        if denies and self.target.version < (4, 0):
            return inner.audit
        if denies and outer.access == "deny" and self.target.version < (5, 0):
            return outer.audit
        return inner.audit or outer.audit

    def replaced(
        self, inner: ast.Qualifiers, block: ast.Block, rule: BaseRule, labels: tuple[Label, ...]
    ) -> ast.Qualifiers:
        """In 4.0 and 5.0 what the block says, or does not say, takes the place of the rule's own priority and access.

        Source: 4.0.1 and 5.0.2, asked for every pair.
        """
        outer = block.qualifiers
        lost = [f"`{inner.access}`"] if (inner.access or "allow") != (outer.access or "allow") else []
        lost += [f"`priority={inner.priority}`"] if inner.priority else []
        if lost:
            said = f"`{outer.access}`" if outer.access else "allow, since the block says nothing"
            self.diagnostics.append(
                warning(
                    "replaced-by-block",
                    f"{self.target.name} forgets the {' and '.join(lost)} of a rule in a block; it reads {said}",
                    rule.span,
                    labels=labels,
                    help="move the rule out of the block, and write all its qualifiers in front of it",
                )
            )
        # The quiet of a deny rule is kept as the mark that an audited rule has, and is read as that.
        marked = inner.audit is not (inner.access == "deny")
        if outer.access != "deny":
            audit = outer.audit or marked
        else:
            audit = outer.audit and not (marked if self.target.version < (5, 0) else inner.audit)
        return ast.Qualifiers(None, audit, outer.access, inner.ownership or outer.ownership)
