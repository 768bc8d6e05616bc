"""`mqueue`: what a queue's name says of its kind, and what its kind permits.

Source: mqueue_rule in parser/mqueue.cc.
"""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, error
from apparmor_dsl.language import ast


def check(rule: ast.MqueueRule) -> Iterator[Diagnostic]:
    """A name that is none, or one of the other kind."""
    if rule.name is None:
        return
    if rule.name.startswith("/"):
        if rule.type == "sysv":
            yield _other_kind(rule, "a System V queue has a number, not a path", "posix")
    elif rule.name.isascii() and rule.name.isdigit():
        if rule.type == "posix":
            yield _other_kind(rule, "a POSIX queue has a path, not a number", "sysv")
    else:
        yield error(
            "mqueue-name",
            f"`{rule.name}` is not the name of a message queue",
            rule.span,
            help="a POSIX queue is a path that begins with `/`, a System V queue a number; no variable begins the name",
        )


def _other_kind(rule: ast.MqueueRule, message: str, kind: str) -> Diagnostic:
    return error("mqueue-name", message, rule.span, help=f"write `type={kind}`, or leave the type out")
