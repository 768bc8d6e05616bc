"""A mount point that ends in `/**` does not match the folder itself."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from apparmor_dsl.analysis.globs import matches
from apparmor_dsl.analysis.lint import mounts
from apparmor_dsl.analysis.lint.edits import reworded
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.mount_points import KERNEL_MOUNTS
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.analysis.requests import MountRequest
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import rule_text
from apparmor_dsl.semantics.model.mount_flags import flag, operation_of

LINT = Lint(__name__, Severity.WARNING, Group.correctness)


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """Own rules that would permit a mount on the folder, if they said so, which no other rule permits."""
    for resolved in profile.rules(ast.MountRule, ast.RemountRule):
        rule = resolved.rule
        if not isinstance(rule, ast.MountRule | ast.RemountRule) or not profile.is_own(resolved):
            continue
        point = rule.mountpoint
        if point is None or not point.endswith("/**") or point == "/**" or resolved.access_type == "deny":
            continue
        folder = point.removesuffix("**")
        meant = mounts.meant(rule)
        itself = mounts.entries_of(evolve(rule, mountpoint=folder), resolved, profile)
        missing = mounts.left_out(itself, meant, profile)
        if missing is None or meant not in {None, operation_of(flag(*missing.flags))}:
            continue
        usual = _is_mounted_there(rule, folder)
        if not usual and not profile.is_written_here(resolved):
            continue
        yield LINT.found(
            f"`{rule_text(resolved.written)}` does not match `{missing.mountpoint}` itself: "
            f"{mounts.told(missing)} is refused{_but(missing, profile)}",
            profile.place(resolved),
            help=f"where the folder itself is meant too, write `{folder}{{,**}}`",
            fix=reworded(resolved.span, "/**", "/{,**}"),
            severity=None if usual else Severity.NOTICE,
        )


def _but(missing: MountRequest, profile: LintedProfile) -> str:
    """Before 4.0 it can be permitted by rules that are about something else, and not mean it."""
    by = mounts.rules_permitting(profile, missing) if mounts.is_permitted(profile, missing) else ()
    return (
        f" since AppArmor 4.0, and before only permitted by what `{rule_text(by[0].written)}` lets through"
        if by
        else ""
    )


def _is_mounted_there(rule: ast.MountRule | ast.RemountRule, folder: str) -> bool:
    """Whether the folder is the very place where such a file system is mounted."""
    types = mounts.fstypes_of(rule)
    return any(
        matches(folder, known.point) and any(matches(each, known.fstype) for each in types) for known in KERNEL_MOUNTS
    )
