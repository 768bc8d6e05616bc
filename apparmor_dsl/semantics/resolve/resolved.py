"""Policy as it is in force: nothing is left to look up, to choose or to substitute."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import field, frozen

from apparmor_dsl.diagnostics.source import Span
from apparmor_dsl.language import ast
from apparmor_dsl.semantics.resolve.origin import Origin


@frozen
class ResolvedRule:
    """One rule of a profile.

    INVARIANT: `rule` names no variable, and its qualifiers are its own together with those of the blocks around it. The
    target of an exec transition stays as written: the parser expands no variable there, and a `@{X}` is literal.
    `written` is the node as it stands in the text, variables and all. `origin` is its place and the route by which it
    came: uses of fragments, includes (`<abstractions/base>`) and aliases (`alias /a -> /b`), the outermost first.
    """

    rule: ast.Rule
    origin: Origin
    written: ast.Rule = field(repr=False, eq=False)

    @property
    def span(self) -> Span | None:
        """Where the rule was written."""
        return self.origin.span

    @property
    def priority(self) -> int:
        """The rule's priority; 0 where none is written."""
        return self.rule.qualifiers.priority or 0

    @property
    def access_type(self) -> ast.AccessType:
        """allow, deny or prompt; allow where none is written."""
        return self.rule.qualifiers.access or "allow"

    @property
    def ownership(self) -> ast.Ownership | None:
        """`owner`, `other`, or None: both."""
        return self.rule.qualifiers.ownership

    @property
    def audit(self) -> bool:
        """Whether what the rule decides is logged."""
        return self.rule.qualifiers.audit


@frozen
class ResolvedProfile:
    """A profile, child profile or hat, with every rule that stands in it and in what it includes.

    `name` is the whole name, `parent//child` for what stands inside another profile, without the policy namespace.
    `attachment` is the AARE of the executables that enter it: that of the head, or the name where this is a path; None
    for what nothing attaches to. `other_attachments` are what it is too by the aliases. `has_children`: profiles or
    hats stand inside it. `written_name` is the name in its own head, `parent_written` that in the head of the profile
    around it. INVARIANT: name, attachments, flags and xattrs name no variable.
    """

    name: str
    node: ast.Profile | ast.Hat = field(repr=False, eq=False)
    attachment: str | None = None
    other_attachments: tuple[str, ...] = ()
    namespace: str | None = None
    parent: str | None = None
    flags: tuple[str, ...] = ()
    xattrs: tuple[ast.Xattr, ...] = ()
    rules: tuple[ResolvedRule, ...] = ()
    origin: Origin = field(default=Origin(None), eq=False)
    has_children: bool = False
    written_name: str = ""
    parent_written: str | None = None

    @property
    def is_hat(self) -> bool:
        """Whether it is entered with aa_change_hat(2)."""
        return isinstance(self.node, ast.Hat) or "hat" in self.flags

    @property
    def span(self) -> Span | None:
        """Where the profile was written."""
        return self.node.span


@frozen
class ResolvedPolicy:
    """The profiles of one file in its order, each before the children that stand inside it.

    `abi` is the first one pinned, as written; `abis` are all of them, those of included files too, with where they
    stand. `variables` has the values of each variable of the preamble, as written (a value may name other variables),
    by its name without `@{}`; `booleans` those of the boolean ones.
    """

    profiles: tuple[ResolvedProfile, ...] = ()
    abi: ast.Abi | None = None
    variables: dict[str, tuple[str, ...]] = field(factory=dict, repr=False)
    booleans: dict[str, bool] = field(factory=dict, repr=False)
    abis: tuple[tuple[ast.Abi, Origin], ...] = field(default=(), repr=False)

    def rules(self) -> Iterator[tuple[ResolvedProfile, ResolvedRule]]:
        """Every rule with its profile."""
        for profile in self.profiles:
            for rule in profile.rules:
                yield profile, rule

    def profile(self, name: str) -> ResolvedProfile | None:
        """The profile with this whole name."""
        return next((profile for profile in self.profiles if profile.name == name), None)
