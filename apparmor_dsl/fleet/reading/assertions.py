"""Assertions and waivers of a fleet file: read, held to their form, and kept.

They are proven by nothing yet; the check `assertions_not_proven` says so wherever there is one.
"""

from typing import Final

from apparmor_dsl.diagnostics.diagnostic import error
from apparmor_dsl.fleet.jsontext import Json
from apparmor_dsl.fleet.model import Assertion, Waiver
from apparmor_dsl.fleet.reading.shape import (
    Fields,
    Found,
    one_of,
    pattern,
    read_boolean,
    read_date,
    read_filled_text,
    read_object,
    read_text,
    several,
)

QUANTIFIERS: Final = ("never", "always", "only")
_ID = pattern("[a-z][a-z0-9-]*", "bad-name", "a name of small letters, digits and `-`")
_KEYS: Final = ("id", *QUANTIFIERS, "severity", "because")
_ACCESS_KEYS: Final = ("capability", "change_profile", "file", "mount", "network", "ptrace", "signal", "userns")


def read_assertion(value: Json, what: str, found: Found) -> Assertion | None:
    """`{"id": "no-sysrq", "never": {"file": {"path": "/proc/sysrq-trigger", "perms": "w"}}}`"""
    document = read_object(value, what, found)
    if document is None:
        return None
    fields = Fields(document, what, found)
    name = fields.need("id", _ID)
    given = [quantifier for quantifier in QUANTIFIERS if fields.has(quantifier)]
    if len(given) != 1:
        way_out = "write exactly one of `never`, `always` and `only`"
        found.append(error("bad-assertion", f"{what} does not say one thing", document.span, help=way_out))
    for quantifier in given:
        fields.take(quantifier, _read_access)
    fields.take("severity", one_of(("error", "warning")))
    fields.take("because", read_text)
    fields.refuse_rest(_KEYS)
    return Assertion(name.value, document.span) if name else None


def read_waiver(value: Json, what: str, found: Found) -> Waiver | None:
    """`{"assertion": "no-sysrq", "container": "900", "reason": "…", "until": "2026-12-31"}`"""
    document = read_object(value, what, found)
    if document is None:
        return None
    fields = Fields(document, what, found)
    assertion = fields.need("assertion", read_filled_text)
    container = fields.need("container", read_filled_text)
    reason = fields.need("reason", read_reason)
    until = fields.need("until", read_date)
    fields.refuse_rest(("assertion", "container", "reason", "until"))
    if assertion is None or container is None or reason is None or until is None:
        return None
    return Waiver(assertion, container, reason, until)


read_reason = pattern(".{10,}", "short-reason", "a reason of ten characters or more")


def _read_access(value: Json, what: str, found: Found) -> object:
    document = read_object(value, what, found)
    if document is None:
        return None
    fields = Fields(document, what, found)
    if not document.members:
        found.append(error("bad-assertion", f"{what} names no access", document.span, help="name a file, a mount, …"))
    fields.take("file", _read_file)
    fields.take("capability", several(pattern("[a-z_]+", "bad-name", "the name of a capability")))
    fields.take("mount", _read_mount)
    for key in ("network", "change_profile", "ptrace", "signal"):
        fields.take(key, read_text)
    fields.take("userns", read_boolean)
    fields.refuse_rest(_ACCESS_KEYS)
    return document


def _read_file(value: Json, what: str, found: Found) -> object:
    document = read_object(value, what, found)
    if document is None:
        return None
    fields = Fields(document, what, found)
    fields.need("path", pattern("[/@].*", "bad-path", "a path or a pattern of paths"))
    fields.need("perms", pattern("[rwalkmx]+", "bad-access", "an access mode, such as `rw`"))
    fields.take("through_mounts", read_boolean)
    fields.refuse_rest(("path", "perms", "through_mounts"))
    return document


def _read_mount(value: Json, what: str, found: Found) -> object:
    document = read_object(value, what, found)
    if document is None:
        return None
    fields = Fields(document, what, found)
    for key in ("fstype", "source", "target"):
        fields.take(key, read_text)
    fields.take("options", several(read_text))
    fields.refuse_rest(("fstype", "options", "source", "target"))
    return document
