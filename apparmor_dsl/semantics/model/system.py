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
