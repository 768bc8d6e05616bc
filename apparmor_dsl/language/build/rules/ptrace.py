"""`ptrace (read, trace) peer=foo,`"""

from typing import Unpack

from apparmor_dsl.language.ast import PtraceRule
from apparmor_dsl.language.build.checks import known_words, writable_rule
from apparmor_dsl.language.build.qualify import Qualify, qualifiers
from apparmor_dsl.language.vocabulary.access import PTRACE, PTRACE_ALIASES


def ptrace(*access: str, peer: str | None = None, **qualify: Unpack[Qualify]) -> PtraceRule:
    """Tracing and reading the state of tasks whose label matches `peer`; every access when none is named."""
    return writable_rule(
        PtraceRule(known_words("ptrace access", access, PTRACE, PTRACE_ALIASES), peer, qualifiers=qualifiers(**qualify))
    )
