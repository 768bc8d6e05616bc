"""`[ 5.03] audit: type=1400 audit(1795455255.299:13): apparmor="DENIED" ...`: dmesg, kern.log, the journal's text"""

from __future__ import annotations

import re

from apparmor_dsl.analysis.logs.record import Record, audited

_LINE = re.compile(r"(?:type=(?P<kind>\d+)\s+)?(?<!msg=)audit\((?P<when>[^)]*)\):(?P<body>.*)")


def read(line: str) -> Record | None:
    """The record in a line of the kernel's ring buffer, with whatever a logger wrote before it."""
    found = _LINE.search(line)
    return audited(found, "kernel", line) if found else None
