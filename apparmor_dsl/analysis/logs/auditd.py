"""`type=AVC msg=audit(1553903266.854:518): apparmor="DENIED" operation="open" ...`: /var/log/audit/audit.log"""

from __future__ import annotations

import re

from apparmor_dsl.analysis.logs.record import Record, audited

_LINE = re.compile(r"type=(?P<kind>\S+) msg=audit\((?P<when>[^)]*)\):(?P<body>.*)")


def read(line: str) -> Record | None:
    """The record in a line of the audit daemon."""
    found = _LINE.search(line)
    return audited(found, "auditd", line) if found else None
