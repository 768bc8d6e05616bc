"""The route by which a statement came, for a message."""

from __future__ import annotations

from apparmor_dsl.diagnostics.diagnostic import Label
from apparmor_dsl.semantics.resolve.origin import Origin


def labels(origin: Origin) -> tuple[Label, ...]:
    """The includes and uses of fragments that lead to the statement, the innermost first."""
    return tuple(Label(step.span, f"by {step.fragment}") for step in reversed(origin.route) if step.span)
