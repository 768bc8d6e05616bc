"""`apparmor="DENIED" operation="open" ...`: a line of dbus-daemon's, or one that somebody has cut out of a log"""

from __future__ import annotations

from apparmor_dsl.analysis.logs.record import Record, record_of


def read(line: str) -> Record | None:
    """The record from `apparmor=` on, where no audit number stands before it."""
    before, found, body = line.partition('apparmor="')
    if not found or "audit(" in before or line.startswith("{"):
        return None
    return record_of(found + body, "plain", line)
