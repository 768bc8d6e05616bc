"""Words that findings have in common."""

from __future__ import annotations

from collections.abc import Sequence

from apparmor_dsl.language.emit import rule_text
from apparmor_dsl.semantics.resolve.resolved import ResolvedRule


def said(rules: Sequence[ResolvedRule]) -> str:
    """The rules as they are written, each once: `` `/etc/** r,` and `/srv/** r,` ``."""
    return " and ".join(dict.fromkeys(f"`{rule_text(rule.written)}`" for rule in rules))
