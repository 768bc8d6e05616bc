"""Flags whose values name variables: what comes of them is looked at when the variables are expanded.

Source: process_variable_in_attach_disconnected in parser/parser_variable.c.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, error
from apparmor_dsl.semantics.resolve.resolved import ResolvedProfile

_PATHS: Final = ("attach_disconnected.ipc", "attach_disconnected.path")


def check(profile: ResolvedProfile) -> Iterator[Diagnostic]:
    """A path for disconnected files that is none."""
    for written, flag in zip(profile.node.flags, profile.flags, strict=True):
        name, equals, value = flag.partition("=")
        if name in _PATHS and equals and written != flag and not value.startswith("/"):
            yield error(
                "flag-value",
                f"the path `{value}` of `{name}` does not begin with `/`",
                profile.span,
                help=f"it comes of `{written}`: write a `/` in front, or into the variable",
            )
