"""What socket rules of both kinds have in common: which accesses concern this end alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, error
from apparmor_dsl.diagnostics.source import Span
from apparmor_dsl.language.vocabulary.network import LOCAL_ACCESS


def peer_of_local_access(kind: str, access: Sequence[str], span: Span | None) -> Iterator[Diagnostic]:
    """An access of the rule that has no other end, beside conditions on the other end."""
    local = [word for word in access if word in LOCAL_ACCESS]
    if local:
        yield error(
            "peer-of-local-access",
            f"`{local[0]}` of a {kind} rule takes no `peer=`: it concerns this end alone",
            span,
            help="write a rule of its own for it, without `peer=`; "
            "`send`, `receive`, `connect` and `accept` have another end",
        )
