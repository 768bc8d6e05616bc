"""What a policy's meaning depends on beside its text."""

from __future__ import annotations

from attrs import frozen

from apparmor_dsl.semantics.features import Features
from apparmor_dsl.semantics.targets import Target


@frozen
class System:
    """The parser that compiles, and the features that the policy is compiled for: of the ABI it pins, or the kernel.

    The same text means different things to different systems: docs/semantics.md.
    """

    target: Target
    features: Features


def table_version(system: System) -> int:
    """The version of the table that the kernel reads permissions from; 0 where it reads them from words."""
    features = system.features
    return (features.number("policy/permstable32_version") or 0) if features.has("policy/permstable32") else 0


def can_ask(system: System) -> bool:
    """Whether what a `prompt` is said of is compiled to be asked about, access by access."""
    return system.target.version >= (4, 1) and table_version(system) >= 2
