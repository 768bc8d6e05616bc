"""What a line of a log tells, whoever wrote the line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal

from attrs import field, frozen

Verdict = Literal["ALLOWED", "AUDIT", "AUTO", "DENIED", "ERROR", "HINT", "KILLED", "STATUS", "USER"]
"""DENIED was refused; ALLOWED would have been, but for complain mode; AUDIT was permitted and is to be logged."""

VERDICTS: Final[tuple[Verdict, ...]] = (
    "ALLOWED",
    "AUDIT",
    "AUTO",
    "DENIED",
    "ERROR",
    "HINT",
    "KILLED",
    "STATUS",
    "USER",
)
"""Source: aa_audit_type in security/apparmor/audit.c."""


@frozen
class Record:
    """One line. `fields` are its `name=value`, decoded. `source` is the kind of log it was found in."""

    verdict: Verdict
    fields: Mapping[str, str] = field(hash=False)
    source: str
    when: str | None = None
    line: str = field(default="", repr=False)

    @property
    def operation(self) -> str:
        """What the task did, in the kernel's words; empty where it is not said."""
        return self.fields.get("operation", "")

    @property
    def profile(self) -> str | None:
        """The label of the task."""
        return self.fields.get("profile") or self.fields.get("label")

    @property
    def info(self) -> str | None:
        """What the kernel adds: `Failed name lookup - disconnected path`."""
        return self.fields.get("info")


_FIELD: Final = re.compile(r"""([A-Za-z_][A-Za-z0-9_]*)=(@?"[^"]*"|'[^']*'|[^\s"']*)""")
_HEX: Final = re.compile(r"(?:[0-9A-F]{2})+")
_MAY_BE_HEX: Final = frozenset(
    {"addr", "comm", "exe", "label", "name", "name2", "namespace", "peer", "peer_addr", "peer_label", "peer_profile"}
    | {"profile", "srcname", "target", "tcontext"}
)
"""Fields that the kernel writes in hexadecimal digits, and without quotes, where they hold a blank or a quote."""


def fields_of(text: str) -> dict[str, str]:
    """Each `name=value` of a text, the first where a name comes twice."""
    found: dict[str, str] = {}
    for match in _FIELD.finditer(text):
        name, value = match.groups()
        found.setdefault(name, _decoded(name, value))
    return found


def _decoded(name: str, value: str) -> str:
    if value.startswith('@"'):
        return "@" + value[2:-1]
    if value[:1] in {'"', "'"}:
        return value[1:-1]
    if name in _MAY_BE_HEX and _HEX.fullmatch(value):
        return bytes.fromhex(value).decode("utf-8", "surrogateescape").rstrip("\0")
    return value


_BY_NUMBER: Final[Mapping[str, Verdict]] = {
    "1501": "AUDIT",
    "1502": "ALLOWED",
    "1503": "DENIED",
    "1504": "HINT",
    "1505": "STATUS",
    "1506": "ERROR",
    "1507": "KILLED",
}
"""The types of audit lines from before the verdict was a word in them. Source: include/uapi/linux/audit.h."""


_QUOTED: Final = re.compile(r"msg='(.*?)'?$")
"""What a program other than the kernel told the audit system."""


def audited(found: re.Match[str], source: str, line: str) -> Record | None:
    """The record in a line of the audit system, whose groups are `kind`, `when` and `body`."""
    quoted = _QUOTED.search(found["body"])
    return record_of(quoted[1] if quoted else found["body"], source, line, kind=found["kind"] or "", when=found["when"])


def record_of(body: str, source: str, line: str, *, kind: str = "", when: str | None = None) -> Record | None:
    """The record in a body of fields; `kind` is the type the line gives, a number or a word. None: not AppArmor's."""
    fields = fields_of(body)
    word = fields.get("apparmor")
    verdict = next((known for known in VERDICTS if known == word), None)
    if verdict is None and "operation" in fields:
        kind = kind or fields.get("type", "")
        number = kind.removeprefix("UNKNOWN[").removesuffix("]")
        named = next((known for known in VERDICTS if kind == f"APPARMOR_{known}"), None)
        verdict = _BY_NUMBER.get(number) or named
    return Record(verdict, fields, source, when, line) if verdict else None
