"""Profiles, hats, blocks, conditionals, and the file that holds them, from Python."""

from collections.abc import Iterable, Mapping
from typing import Unpack

from apparmor_dsl.diagnostics.suggest import did_you_mean
from apparmor_dsl.language import ast
from apparmor_dsl.language.build.checks import Values, refuse, several, writable
from apparmor_dsl.language.build.qualify import FileQualify, qualifiers
from apparmor_dsl.language.vocabulary.flags import FLAGS_WITH_VALUE, PROFILE_FLAGS


def profile(
    name: str,
    *body: ast.BodyItem,
    attachment: str | None = None,
    identities: Values = (),
    xattrs: Mapping[str, str | None] | None = None,
    flags: Values = (),
    keyword: bool = True,
) -> ast.Profile:
    """A profile with its rules; `keyword=False` is the old form, whose name is its attachment."""
    wanted = tuple(ast.Xattr(attribute, value) for attribute, value in (xattrs or {}).items())
    made = ast.Profile(name, attachment, several(identities), wanted, _flags(flags), body, keyword)
    return writable(made)


def hat(name: str, *body: ast.BodyItem, flags: Values = ()) -> ast.Hat:
    """A hat with its rules, entered with aa_change_hat(2)."""
    return writable(ast.Hat(name, _flags(flags), body))


def block(*body: ast.BodyItem, **qualify: Unpack[FileQualify]) -> ast.Block:
    """`audit deny { … }`: the qualifiers hold for every rule inside."""
    return writable(ast.Block(qualifiers(**qualify), body))


def conditional(
    condition: ast.Expression, *then: ast.BodyItem, otherwise: Iterable[ast.BodyItem] = ()
) -> ast.Conditional:
    """`if … { … } else { … }`; a conditional alone in `otherwise` is `else if`."""
    return writable(ast.Conditional(condition, then, tuple(otherwise)))


def policy(*statements: ast.Statement) -> ast.PolicyFile:
    """A file with its statements in order."""
    return ast.PolicyFile(statements)


def _flags(flags: Values) -> tuple[str, ...]:
    given = several(flags)
    for flag in given:
        name, equals, _ = flag.partition("=")
        known = FLAGS_WITH_VALUE if equals else PROFILE_FLAGS
        if name not in known:
            refuse(
                "unknown-flag",
                f"`{flag}` is not a profile flag",
                did_you_mean(name, known) or f"known are {', '.join(known)}",
            )
    return given
