"""Rules that permit everything of their class, beside which finer ones say nothing."""

from __future__ import annotations

from typing import Final

from apparmor_dsl.language import ast
from apparmor_dsl.semantics.resolve.resolved import ResolvedProfile


def is_bare(rule: ast.Rule) -> bool:
    """`file,` or `all,`: every file, in so few words that it is meant."""
    return isinstance(rule, ast.AllRule) or (isinstance(rule, ast.FileRule) and rule.path is None)


def permits_all_files(profile: ResolvedProfile) -> bool:
    """Whether the profile says so in one word, as those of system containers do, which confine by other means.

    Or in a word for each class: every file, every socket, and every task or bus.
    """
    allowed = [rule.rule for rule in profile.rules if rule.access_type != "deny" and is_wide(rule.rule)]
    return any(map(is_bare, allowed)) or all(any(isinstance(rule, kinds) for rule in allowed) for kinds in _EVERYTHING)


_EVERYTHING: Final = (ast.FileRule, ast.NetworkRule, (ast.SignalRule, ast.PtraceRule), (ast.DbusRule, ast.UnixRule))


def is_wide(rule: ast.Rule) -> bool:
    """`file,` `network,` `capability,` `/** rw,`: a rule that permits a whole class, or every path, whatever it is."""
    if rule.qualifiers.access == "deny":
        return False
    match rule:
        case ast.FileRule(path=None) | ast.FileRule(path="/**" | "/{**,}" | "/{,**}") | ast.AllRule():
            return True
        case ast.FileRule():
            return False
        case ast.CapabilityRule(names):
            return not names
        case ast.NetworkRule():
            return rule == type(rule)(qualifiers=rule.qualifiers)
        case ast.MountRule() | ast.UmountRule() | ast.RemountRule() | ast.PivotRootRule():
            return rule == type(rule)(qualifiers=rule.qualifiers)
        case ast.SignalRule() | ast.PtraceRule() | ast.UnixRule() | ast.DbusRule():
            return rule == type(rule)(qualifiers=rule.qualifiers)
        case ast.MqueueRule() | ast.IoUringRule():
            return rule == type(rule)(qualifiers=rule.qualifiers)
        case ast.ChangeProfileRule(target, exec_):
            return exec_ is None and target in {None, "**"}
        case ast.LinkRule() | ast.RlimitRule() | ast.UsernsRule():
            return False
