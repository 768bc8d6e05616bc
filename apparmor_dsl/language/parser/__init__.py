"""Text to tree."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from types import ModuleType
from typing import Any

from attrs import evolve

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, error, has_errors
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.diagnostics.source import Source
from apparmor_dsl.language import ast
from apparmor_dsl.language.parser import (
    composition,
    conditions,
    doc_comments,
    expressions,
    preamble,
    profiles,
    qualifiers,
)
from apparmor_dsl.language.parser.comments import commented_includes
from apparmor_dsl.language.parser.rules import MODULES
from apparmor_dsl.language.parser.rules.file import plain_file_rule
from apparmor_dsl.language.parser.run import run
from apparmor_dsl.language.parser.tables import Dialect

__all__ = ["Dialect", "parse", "parse_file", "parse_in_part", "parse_source", "read_source", "source_of"]


def parse(text: str, name: str = "<text>", *, dialect: Dialect = "apparmor") -> ast.PolicyFile:
    """The tree of a policy text; `name` is what diagnostics call it.

    With the dialect `aadsl`, `import`, `fragment` and `use` are read too. Raises PolicyError with every error found.
    """
    return parse_source(Source(name, text), dialect)


def parse_file(path: str | os.PathLike[str]) -> ast.PolicyFile:
    """The tree of a file: in the dialect `aadsl` where the name ends in `.aadsl`, else AppArmor's own.

    Raises PolicyError, also for a file that cannot be read.
    """
    return parse_source(read_source(path), "aadsl" if os.fspath(path).endswith(".aadsl") else "apparmor")


def parse_source(source: Source, dialect: Dialect) -> ast.PolicyFile:
    """The tree of a source. Raises PolicyError with every error found."""
    policy, diagnostics = parse_in_part(source, dialect)
    if policy is None or has_errors(diagnostics):
        raise PolicyError(diagnostics)
    return policy


def parse_in_part(source: Source, dialect: Dialect) -> tuple[ast.PolicyFile | None, tuple[Diagnostic, ...]]:
    """The tree of what can be read of a source, None where that is nothing, and every error found in the rest."""
    tree, comments, diagnostics = run(source, dialect, _builders(), plain_file_rule)
    if tree is None:
        return None, tuple(diagnostics)
    findings = (*diagnostics, *commented_includes(comments))
    made: ast.PolicyFile = evolve(tree, comments=tuple(comments), findings=findings)
    return doc_comments.attach(made), tuple(diagnostics)


def read_source(path: str | os.PathLike[str]) -> Source:
    """The text of a file. Bytes that are not UTF-8 stay as surrogates. Raises PolicyError when it cannot be read."""
    name = os.fspath(path)
    try:
        with open(name, "rb") as stream:
            data = stream.read()
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise PolicyError((error("unreadable-file", f"{name}: {reason.lower()}", help="check the path"),)) from None
    return source_of(name, data)


def source_of(name: str, data: bytes) -> Source:
    """The text in the bytes; those that are not UTF-8 stay as surrogates. Raises PolicyError when it is no text."""
    text = data.decode("utf-8", "surrogateescape")
    source = Source(name, text)
    if (nul := text.find("\0")) >= 0:
        raise PolicyError((error("binary-file", f"{name} is not text", source.span(nul), help="name a text file"),))
    return source


@cache
def _builders() -> dict[str, Callable[..., Any]]:
    """Every builder under the name of its grammar rule."""
    modules: tuple[ModuleType, ...] = (composition, conditions, expressions, preamble, profiles, qualifiers, *MODULES)
    return {
        name: function
        for module in modules
        for name, function in vars(module).items()
        if not name.startswith("_") and getattr(function, "__module__", None) == module.__name__
    }
