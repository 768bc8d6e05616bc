"""`abi <abi/4.0>,`: the file is there.

Two that differ are no error: the first one counts. Source: abi_features in parser/parser_yacc.y.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, error
from apparmor_dsl.language import ast
from apparmor_dsl.semantics.files import Files
from apparmor_dsl.semantics.targets import Target, Version

_BUILT_IN: Final = ("default", "kernel")
_BUILT_IN_SINCE: Final[Version] = (5, 0)


def check(abi: ast.Abi, files: Files, target: Target) -> Iterator[Diagnostic]:
    """An abi that is nowhere, or is a folder."""
    if abi.magic and abi.path in _BUILT_IN and target.version >= _BUILT_IN_SINCE:
        return
    if files.included(abi) is not None:
        return
    shown = f"<{abi.path}>" if abi.magic else f'"{abi.path}"'
    yield error(
        "include-not-found",
        f"abi {shown} is not there",
        abi.span,
        help="name an abi file that the host has, such as <abi/3.0>",
        notes=(f"searched: {', '.join(files.search_path()) if abi.magic else 'as it stands'}",),
    )
