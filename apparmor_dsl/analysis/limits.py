"""setrlimit(2): a profile's limit is a ceiling, and where it sets none there is none."""

from __future__ import annotations

from apparmor_dsl.analysis.answer import Part
from apparmor_dsl.analysis.requests import RlimitRequest
from apparmor_dsl.language import ast
from apparmor_dsl.semantics.model.profile import Model
from apparmor_dsl.semantics.model.rlimit import UNLIMITED

_SAME = {"ofile": "nofile"}


def limit(request: RlimitRequest, model: Model) -> Part:
    """Whether the hard limit may be set. Source: aa_task_setrlimit in security/apparmor/resource.c."""
    name = _SAME.get(request.name, request.name)
    ceiling = model.rlimits.get(name)
    rules = tuple(
        rule
        for rule in model.profile.rules
        if isinstance(rule.rule, ast.RlimitRule) and _SAME.get(rule.rule.name, rule.rule.name) == name
    )[-1:]
    if ceiling is None:
        return Part(name, allowed=True, because="rlimit")
    wanted = UNLIMITED if request.value is None else request.value
    allowed = wanted <= ceiling
    return Part(name, allowed=allowed, because="rule" if allowed else "rlimit", rules=rules, logged=not allowed)
