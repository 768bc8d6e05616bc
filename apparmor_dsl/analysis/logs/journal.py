"""`{"MESSAGE": "audit: type=1400 audit(...): apparmor=...", "_TRANSPORT": "kernel", ...}`: `journalctl -o json`"""

from __future__ import annotations

import json

from attrs import evolve

from apparmor_dsl.analysis.logs import auditd, kernel, plain
from apparmor_dsl.analysis.logs.record import Record


def read(line: str) -> Record | None:
    """The record in the message of a journal entry."""
    if not line.startswith("{"):
        return None
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    message = entry.get("MESSAGE") if isinstance(entry, dict) else None
    if isinstance(message, list):  # a message that is no UTF-8 is an array of its bytes
        message = bytes(byte for byte in message if isinstance(byte, int) and 0 <= byte < 256).decode(
            "utf-8", "surrogateescape"
        )
    if not isinstance(message, str):
        return None
    found = auditd.read(message) or kernel.read(message) or plain.read(message)
    return evolve(found, source="journal", line=line) if found else None
