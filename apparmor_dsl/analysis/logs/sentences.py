"""`type=APPARMOR msg=audit(...): REJECTING r access to /bin/df (sh(7902) profile /usr/sbin/x active y)`: until 2008"""

from __future__ import annotations

import re
from typing import Final

from apparmor_dsl.analysis.logs.record import Record, Verdict

_VERDICTS: Final[dict[str, Verdict]] = {"REJECTING": "DENIED", "PERMITTING": "ALLOWED", "AUDITING": "AUDIT"}
_LINE: Final = re.compile(
    r"msg=audit\((?P<when>[^)]*)\): (?P<word>REJECTING|PERMITTING|AUDITING) (?P<what>.*) "
    r"\((?P<comm>.*)\((?P<pid>\d+)\) profile (?P<profile>.*) active (?P<active>.*)\)$"
)
_HINT: Final = re.compile(r"msg=audit\((?P<when>[^)]*)\): LOGPROF-HINT (?P<operation>\S+)(?P<body>.*)")
_WHATS: Final = tuple(
    map(
        re.compile,
        (
            r"(?P<requested_mask>[a-z]+) access to (?P<name>.*)",
            r"access to capability '(?P<capname>.*)'(?P<operation>)",
            r"access to syscall '(?P<operation>.*)'",
            r"link access from (?P<name>.*) to (?P<target>.*)(?P<operation>)",
            r"(?P<operation>.*) on (?P<name>.*)",
        ),
    )
)


def read(line: str) -> Record | None:
    """The record in a sentence."""
    hint = _HINT.search(line)
    if hint is not None:
        fields = {"operation": hint["operation"], **dict(re.findall(r"(\w+)=(\S+)", hint["body"]))}
        return Record("HINT", fields, "sentences", hint["when"], line)
    found = _LINE.search(line)
    if found is None:
        return None
    fields = {"comm": found["comm"], "pid": found["pid"], "profile": found["profile"]}
    what = next((match for pattern in _WHATS if (match := pattern.fullmatch(found["what"]))), None)
    for name, value in (what.groupdict() if what else {"operation": found["what"]}).items():
        fields[name] = value
    if "capname" in fields:
        fields["operation"] = "capable"
    elif "target" in fields:
        fields["operation"] = "link"
    elif "requested_mask" in fields:
        fields |= {"operation": "open", "denied_mask": fields["requested_mask"]}
    return Record(_VERDICTS[found["word"]], fields, "sentences", found["when"], line)
