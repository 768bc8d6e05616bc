r"""What the rules of several classes have in common on their way into a compiled policy.

The classes share one automaton: a string begins with the byte of its class. The regular expressions are put together as
text, as the parser does it, so that they can be held against those that it prints with `-D rule-exprs`.
"""

from __future__ import annotations

from typing import Final, Literal

from apparmor_dsl.diagnostics.diagnostic import error
from apparmor_dsl.diagnostics.errors import Bug, PolicyError
from apparmor_dsl.diagnostics.visible import cut
from apparmor_dsl.language import ast
from apparmor_dsl.language.ast.node import BaseRule
from apparmor_dsl.semantics.model.entry import Entry, Kind, Mode
from apparmor_dsl.semantics.model.glob import to_regex
from apparmor_dsl.semantics.model.regex import BadPattern, Pattern, read
from apparmor_dsl.semantics.model.system import System
from apparmor_dsl.semantics.resolve.resolved import ResolvedRule

MediationClass = Literal[
    "file",
    "network",
    "network v8",
    "network v9",
    "packet",
    "mount",
    "ptrace",
    "signal",
    "label",
    "posix mqueue",
    "sysv mqueue",
    "userns",
    "io_uring",
    "dbus",
]

CLASSES: Final[dict[MediationClass, int]] = {
    "file": 2,
    "network": 4,
    "mount": 7,
    "ptrace": 9,
    "signal": 10,
    "network v8": 14,
    "network v9": 15,
    "label": 16,
    "posix mqueue": 17,
    "sysv mqueue": 18,
    "userns": 21,
    "io_uring": 22,
    "packet": 30,
    "dbus": 32,
}
"""The first byte of a string. Source: AA_CLASS_ in parser/policydb.h, and what 5.0.2 compiles."""

ANY_LABEL: Final = r"[^\000]*"
"""Source: default_match_pattern in parser/parser.h."""
SOME_LABEL: Final = r"[^\000]+"
"""A label that is not empty. Source: anyone_match_pattern in parser/parser.h."""

MEDIATED: Final = 4
"""The access that an entry has which only says that a class is mediated. Source: AA_MAY_READ in parser/immunix.h."""


def entry(
    rule: ResolvedRule | None,
    regex: str,
    access: int,
    *,
    mode: Mode | None = None,
    audit: bool | None = None,
    marks: int | None = None,
    priority: int | None = None,
) -> Entry:
    """The entry that a rule makes of a regular expression; what is not given is as the rule says."""
    pattern = read(regex)
    if isinstance(pattern, BadPattern):
        raise Bug(f"{regex}: {pattern.message}")
    kind = Kind(
        access,
        mode=(rule.access_type if rule is not None else "allow") if mode is None else mode,
        audit=(rule is not None and rule.audit) if audit is None else audit,
        priority=(rule.priority if rule is not None else 0) if priority is None else priority,
        marks=marks,
    )
    return Entry(pattern, kind, rule)


def is_logged(rule: ResolvedRule, system: System) -> bool:
    """Whether what the rule decides is logged, which `audit` says; but not of `deny all,`.

    4.1.8 is quiet about all that it refuses, with `audit` or without; 4.0.1 and 5.0.2 are quiet with it and not
    without. Source: add_implied_rules in parser/all_rule.cc, where a prefix is looked at twice, and `-D rule-exprs`.
    """
    if isinstance(rule.rule, ast.AllRule) and rule.access_type == "deny":
        return system.target.version != (4, 1) and not rule.audit
    return rule.audit


def is_marking(rule: ResolvedRule, system: System) -> bool:
    """Whether the rule marks bits: those that it logs, or for a deny those that are refused quietly."""
    return is_logged(rule, system) is not (rule.access_type == "deny")


def of_glob(rule: ResolvedRule, glob: str | None, otherwise: str, *, nul: bool = False) -> str:
    """The regular expression of a glob of the rule; the other one where there is none."""
    if glob is None:
        return otherwise
    made = to_regex(glob, nul=nul)
    found = read(made) if isinstance(made, str) else made
    if isinstance(made, str) and isinstance(found, Pattern):
        return made
    if isinstance(found, BadPattern):
        raise PolicyError(
            (error("bad-glob", f"`{cut(glob)}` is no glob: {found.message}", rule.span, help=found.help),)
        )
    raise Bug(f"{glob} is neither a glob nor none")


def byte(value: int) -> str:
    r"""`\x0e`"""
    return _BYTES[value & 0xFF]


_BYTES: Final = tuple(f"\\x{value:02x}" for value in range(256))


def number(value: int, size: int = 2) -> str:
    r"""`\x00\x01`: the number in so many bytes, the highest first."""
    return "".join(byte(each) for each in value.to_bytes(size, "big"))


def ranks(rule: BaseRule) -> tuple[int, bool, ast.AccessType | None]:
    """The qualifiers that rules have in common which the parser makes one rule of, with the access of all."""
    return rule.qualifiers.priority or 0, rule.qualifiers.audit, rule.qualifiers.access


def bits(words: tuple[str, ...], of: dict[str, int]) -> int:
    """The bits of the words, and all there are where there is no word."""
    found = 0
    for word in words or of:
        found |= of[word]
    return found
