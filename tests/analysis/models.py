"""Models of profiles that a test writes down."""

from pathlib import Path

from apparmor_dsl.diagnostics.diagnostic import has_errors
from apparmor_dsl.language.parser import parse, read_source
from apparmor_dsl.semantics.features import Features, read_features
from apparmor_dsl.semantics.files import PolicyFolders
from apparmor_dsl.semantics.model.profile import Model, model_of
from apparmor_dsl.semantics.model.system import System
from apparmor_dsl.semantics.resolve.full import resolve
from apparmor_dsl.semantics.targets import TARGETS
from tests.parser_oracle.oracle import FEATURES


def features() -> Features:
    """Those that the oracle compiles for."""
    return read_features(read_source(FEATURES))


def model(text: str, target: str = "apparmor-3.0", include: tuple[Path, ...] = ()) -> Model:
    """The model of the only profile of the text."""
    system = System(TARGETS[target], features())
    policy, said = resolve(parse(text), PolicyFolders(include), target=system.target, dialect="apparmor")
    assert not has_errors(said), said
    (profile,) = policy.profiles
    return model_of(profile, system)
