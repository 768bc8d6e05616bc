"""What rules permit of one concrete access."""

from __future__ import annotations

from collections.abc import Mapping

from apparmor_dsl.semantics.model.decide import deciding
from apparmor_dsl.semantics.model.decisions import Decided
from apparmor_dsl.semantics.model.permissions import Permissions
from apparmor_dsl.semantics.model.profile import class_entries
from apparmor_dsl.semantics.model.system import System
from tests.semantics import reading
from tests.semantics.model import kernels


def classes(rules: str, system: System, *, flags: str = "") -> Decided:
    """The mediation classes of a profile with these rules."""
    profile = reading.profile(f"profile p {flags} {{ {rules} }}", target=system.target.name)
    return Decided(tuple(class_entries(profile, system)), deciding(system.target))


def asked(rules: str, key: bytes, *, kernel: str = "tasks", target: str = "apparmor-5.0") -> Permissions:
    """What the rules say of the string."""
    return classes(rules, kernels.system(kernel, target)).ask(key)


def permitted(
    rules: str, key: bytes, access: Mapping[str, int], *, kernel: str = "tasks", target: str = "apparmor-5.0"
) -> set[str]:
    """The accesses of a class that the rules permit."""
    allow = asked(rules, key, kernel=kernel, target=target).allow
    return {name for name, bit in access.items() if allow & bit}
