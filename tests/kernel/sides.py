"""A kernel with the compiler that its policy comes from, and what we say of both."""

from pathlib import Path
from typing import Final

from attrs import frozen

from apparmor_dsl.analysis.systems import choose
from apparmor_dsl.diagnostics.diagnostic import has_errors
from apparmor_dsl.language.parser import parse
from apparmor_dsl.semantics.files import PolicyFolders
from apparmor_dsl.semantics.model.compiled import CompiledProfile, read_compiled
from apparmor_dsl.semantics.model.profile import Model, model_of
from apparmor_dsl.semantics.resolve.full import resolve
from apparmor_dsl.semantics.targets import TARGETS, Target
from tests.kernel.harness import features
from tests.kernel.kernels import BOOKWORM, Kernel
from tests.kernel.once import once
from tests.parser_oracle.newer import Parser, newest, parsers

NEW_SYNTAX: Final = (5, 0)
"""Parsers from here on read rules for user namespaces and io_uring, and priorities."""


@frozen
class Side:
    """Linux 6.1 goes with the installed apparmor_parser, 6.12 with the newest that is here: an old pair, a new pair."""

    kernel: Kernel
    parser: Parser
    features: Path
    target: Target

    def compiled(self, text: str) -> bytes:
        """The text as the kernel loads it. Raises ValueError where the parser refuses it."""
        return self.parser.binary(text, features=self.features)

    def models(self, text: str, files: PolicyFolders) -> dict[str, Model]:
        """What we say that its profiles permit, by their names."""
        parsed = parse(text, "policy", dialect="apparmor")
        resolved, said = resolve(parsed, files, target=self.target, dialect="apparmor")
        assert not has_errors(said), said
        # Of the kernel's features a policy is compiled for those that its ABI has too.
        system = choose(resolved.abi, files, self.target, self.features).system
        return {profile.name: model_of(profile, system) for profile in resolved.profiles}


@frozen
class Judged:
    """One profile, as it was compiled and as we understand it."""

    name: str
    compiled: CompiledProfile
    model: Model


@once
def side(kernel: Kernel) -> Side:
    """The kernel, its compiler, and its features: those that the running kernel names."""
    parser = parsers()[0] if kernel is BOOKWORM else newest()
    return Side(kernel, parser, features(kernel), _target(parser))


def judged(side: Side, text: str, files: PolicyFolders) -> tuple[bytes, tuple[Judged, ...]]:
    """A text compiled, and its profiles. Raises ValueError where the parser refuses it."""
    binary = side.compiled(text)
    models = side.models(text, files)
    profiles = read_compiled(binary)
    assert {profile.name for profile in profiles} == set(models)
    return binary, tuple(Judged(profile.name, profile, models[profile.name]) for profile in profiles)


def _target(parser: Parser) -> Target:
    """The newest target that is not newer than the parser."""
    return max(
        (target for target in TARGETS.values() if target.version <= parser.version), key=lambda each: each.version
    )
