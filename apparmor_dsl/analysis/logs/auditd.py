"""`type=AVC msg=audit(1553903266.854:518): apparmor="DENIED" operation="open" ...`: /var/log/audit/audit.log"""

from __future__ import annotations

import re

from apparmor_dsl.analysis.logs.record import Record, record_of

_LINE = re.compile(r"type=(?P<kind>\S+) msg=audit\((?P<when>[^)]*)\):(?P<body>.*)")
_QUOTED = re.compile(r"msg='(.*?)'?$")


def read(line: str) -> Record | None:
    """The record in a line of the audit daemon. What a program other than the kernel says stands in `msg='...'`."""
    found = _LINE.search(line)
    if found is None:
        return None
    quoted = _QUOTED.search(found["body"])
    body = quoted[1] if quoted else found["body"]
    return record_of(body, "auditd", line, kind=found["kind"], when=found["when"])
