"""The head of a profile: its name and what it attaches to.

Source: profile_base in parser/parser_yacc.y, parse_label in parser/parser_misc.c.
"""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, error
from apparmor_dsl.language import ast


def check(node: ast.Profile | ast.Hat) -> Iterator[Diagnostic]:
    """A name that is none, an attachment that is no path."""
    yield from _name(node)
    if isinstance(node, ast.Profile) and not node.keyword and not node.name.startswith(("/", ":", "&")):
        yield error(
            "profile-name",
            f"without the word `profile`, a name begins with `/` or a namespace: `{node.name}`",
            node.span,
            help=f"write `profile {node.name} {{`",
        )
    attachment = node.attachment if isinstance(node, ast.Profile) else None
    if attachment is not None and not attachment.startswith(("/", "@{")):
        yield error(
            "attachment-path",
            f"the attachment `{attachment}` does not begin with `/` or a variable",
            node.span,
            help="write the whole path of the program, or leave it out and name the profile where it is used",
        )


def _name(node: ast.Profile | ast.Hat) -> Iterator[Diagnostic]:
    """A name that is empty, stacks profiles, or begins with a namespace that is none."""
    name = node.name
    if name.startswith("&"):
        way_out = "stacking belongs into a rule such as `change_profile -> &name,`"
        yield error("profile-name", f"the profile name `{name}` stacks profiles", node.span, help=way_out)
        return
    namespace, local = None, name
    if name.startswith(":"):
        namespace, colon, local = name[1:].partition(":")
        local = local.removeprefix("//")
        if not colon:
            message = f"the namespace in `{name}` has no end"
            yield error("profile-name", message, node.span, help=f"write `{name}:profile`")
            return
        if not namespace:
            yield error("profile-name", f"the namespace in `{name}` is empty", node.span, help=f"write `{local}`")
            return
    if not local:
        yield error("profile-name", "the profile has no name", node.span, help="write a name before the `{`")
