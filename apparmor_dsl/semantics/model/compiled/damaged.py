"""What is said of bytes that are no compiled policy."""

from __future__ import annotations

from attrs import frozen

from apparmor_dsl.diagnostics.diagnostic import error
from apparmor_dsl.diagnostics.errors import PolicyError


@frozen
class Damaged:
    """Makes the refusal of a compiled policy, which is called by the name of its file."""

    name: str

    def __call__(self, at: int, what: str) -> PolicyError:
        """It begins as compiled policy does, and is none from byte `at` on."""
        return PolicyError(
            (
                error(
                    "bad-compiled-policy",
                    f"{self.name} is damaged: byte {at}: {what}",
                    help="compile the policy again, with `apparmor_parser -o FILE`",
                ),
            )
        )

    def unknown(self, at: int, what: str) -> PolicyError:
        """It may be good, and says what we cannot tell the meaning of."""
        return PolicyError(
            (
                error(
                    "unknown-compiled-policy",
                    f"{self.name} has at byte {at} what is not known here: {what}",
                    help="compile the policy again, for features that `--features-file` names",
                ),
            )
        )
