"""Profiles, hats, blocks, and the file that holds them."""

from __future__ import annotations

from attrs import field, frozen

from apparmor_dsl.diagnostics.diagnostic import Diagnostic
from apparmor_dsl.diagnostics.source import Source, Span
from apparmor_dsl.language.ast.composition import Fragment, Import, Use
from apparmor_dsl.language.ast.conditionals import Conditional
from apparmor_dsl.language.ast.node import Node, Qualifiers
from apparmor_dsl.language.ast.preamble import Abi, Alias, BooleanAssignment, Include, Variable
from apparmor_dsl.language.ast.rules import Rule


@frozen
class Xattr:
    """`user.trusted="yes*"`: the extended attribute must be there and match; without a value it must be there."""

    name: str
    value: str | None = None


@frozen
class Profile(Node):
    """`profile name /attachment + identities=(…) xattrs=(…) flags=(…) { … }`

    A profile without the keyword (`/usr/bin/x { … }`) has its attachment as its name: `keyword` is False, `attachment`
    None. `flags` are as written, `name=value` for those with one.
    """

    name: str
    attachment: str | None = None
    identities: tuple[str, ...] = ()
    xattrs: tuple[Xattr, ...] = ()
    flags: tuple[str, ...] = ()
    body: tuple[BodyItem, ...] = ()
    keyword: bool = True


@frozen
class Hat(Node):
    """`hat name { … }` or `^name { … }`: entered with aa_change_hat(2)."""

    name: str
    flags: tuple[str, ...] = ()
    body: tuple[BodyItem, ...] = ()


@frozen
class Block(Node):
    """`audit deny { … }`: the qualifiers hold for every rule inside."""

    qualifiers: Qualifiers
    body: tuple[BodyItem, ...] = ()


BodyItem = Rule | Include | Abi | Profile | Hat | Block | Conditional | Use
"""What may stand in a profile."""

Statement = Variable | BooleanAssignment | Alias | Abi | Include | Import | Fragment | BodyItem
"""What may stand in a file. Rules outside a profile are for files that are meant to be included in one."""


@frozen
class Comment:
    """One comment, from its `#` to the end of the line."""

    text: str
    span: Span


@frozen
class PolicyFile(Node):
    """One file: its statements in order.

    `comments` are every comment of the text, in order; `findings` what the parser has to say of it short of an error.
    """

    statements: tuple[Statement, ...] = ()
    comments: tuple[Comment, ...] = field(default=(), eq=False, repr=False)
    findings: tuple[Diagnostic, ...] = field(default=(), eq=False, repr=False)
    source: Source | None = field(default=None, eq=False, repr=False)

    @property
    def profiles(self) -> tuple[Profile, ...]:
        """The profiles of the file, without those inside others."""
        return tuple(item for item in self.statements if isinstance(item, Profile))

    @property
    def fragments(self) -> tuple[Fragment, ...]:
        """The fragments the file defines."""
        return tuple(item for item in self.statements if isinstance(item, Fragment))
