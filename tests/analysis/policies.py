"""Policy to ask about, and how it is asked."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from apparmor_dsl.analysis.answer import Answer
from apparmor_dsl.analysis.policies import Known, known_profiles
from apparmor_dsl.analysis.query import query
from apparmor_dsl.analysis.reading import read_request
from apparmor_dsl.language.parser import parse
from apparmor_dsl.semantics.files import PolicyFolders
from apparmor_dsl.semantics.targets import TARGETS

FEATURES = Path(__file__).parent / "features"


@cache
def profiles(text: str, target: str = "apparmor-3.0") -> dict[str, Known]:
    """The profiles of a text, by their names, for a kernel that mediates everything."""
    known, said = known_profiles(parse(text, "site"), PolicyFolders(()), "apparmor", TARGETS[target], FEATURES)
    assert known, said
    return {each.profile.name: each for each in known}


def asked(text: str, request: str, profile: str = "web", target: str = "apparmor-3.0") -> Answer:
    """What a profile of the text says to a request."""
    known = profiles(text, target)[profile]
    return query(known.profile, read_request(request).request, known.chosen.system, model=known.model)
