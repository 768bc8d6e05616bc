"""The engine says of every path what the slow and obvious reference says."""

from itertools import product
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apparmor_dsl.diagnostics.diagnostic import has_errors
from apparmor_dsl.language.parser import parse
from apparmor_dsl.semantics.automata import Automaton
from apparmor_dsl.semantics.features import Features
from apparmor_dsl.semantics.files import PolicyFolders
from apparmor_dsl.semantics.model.decide import OTHER_SHIFT
from apparmor_dsl.semantics.model.exec_conflicts import conflicts
from apparmor_dsl.semantics.model.file import ACCESS, link_key, path_key
from apparmor_dsl.semantics.model.glob import pattern
from apparmor_dsl.semantics.model.permissions import Permissions
from apparmor_dsl.semantics.model.profile import model_of
from apparmor_dsl.semantics.model.reference import Access, Said, file_access, how_executed, link, matches
from apparmor_dsl.semantics.model.regex import Pattern
from apparmor_dsl.semantics.model.system import System
from apparmor_dsl.semantics.resolve.full import resolve
from apparmor_dsl.semantics.targets import TARGETS

_LETTERS: Final[tuple[Access, ...]] = ("m", "r", "w", "a", "l", "k", "x")
_BITS: Final = {**ACCESS, "x": 1}
_PATHS: Final = ["".join(("/", *rest)) for length in range(5) for rest in product("/ab", repeat=length)]
_FEW: Final = ["/", "/a", "/b", "/a/", "/a/b", "/b/a", "//a", "/ab", "/a/b/a"]

_GLOBS: Final = st.lists(
    st.sampled_from(["a", "b", "/", "/", "*", "**", "***", "?", "[ab]", "[a-b]", "[^a]", "{a,b}", "{a,}", "{/,a*}"]),
    max_size=5,
).map(lambda pieces: "/" + "".join(pieces))
_SIMPLE: Final = [
    *("/a", "/a*", "/*", "/**", "/b/", "/a/**", "/{a,b}", "/[ab]", "/[^a]", "/a/{,*}", "/a/b", "/?", "/**/"),
]
_MODES: Final = ["ix", "px", "pix", "Px", "ux", "px -> other"]


@settings(max_examples=150)
@given(_GLOBS)
def test_a_glob_matches_what_trying_says(glob: str) -> None:
    found = pattern(glob)
    assert isinstance(found, Pattern)
    automaton = Automaton([(found.expression, 0)])

    assert {path for path in _PATHS if automaton.matching(path_key(path))} == {
        path for path in _PATHS if matches(glob, path)
    }


@st.composite
def rules(draw: st.DrawFn, *, newer: bool) -> str:
    """One rule of files or of a link."""
    access = draw(st.sampled_from(["", "", "allow", "deny", *(["prompt"] if newer else [])]))
    priority = f"priority={draw(st.integers(-1, 2))}" if newer and draw(st.booleans()) else ""
    words = [priority, draw(st.sampled_from(["", "", "audit"])), access]
    words.append(draw(st.sampled_from(["", "", "owner", *(["other"] if newer else [])])))
    path = draw(st.sampled_from(_SIMPLE))
    if draw(st.integers(0, 5)) == 0:
        words += ["link", draw(st.sampled_from(["", "subset"])), path, "->", draw(st.sampled_from(_SIMPLE))]
    else:
        letters = "".join(sorted(draw(st.sets(st.sampled_from("mrwlk"), max_size=3))))
        mode = draw(st.sampled_from(["", *_MODES]))
        words += [path, f"{letters}{'x' if access == 'deny' and mode else mode}" or "r"]
    return " ".join(filter(None, words)) + ","


@pytest.mark.parametrize("target", ["apparmor-3.0", "apparmor-4.0", "apparmor-4.1", "apparmor-6.0"])
@settings(max_examples=60)
@given(data=st.data())
def test_the_engine_permits_what_the_reference_permits(target: str, data: st.DataObject) -> None:
    newer = target not in {"apparmor-3.0", "apparmor-4.0"}
    text = data.draw(st.lists(rules(newer=newer), min_size=1, max_size=5).map("\n".join))
    system = System(TARGETS[target], Features({}))
    resolved, said = resolve(
        parse(f"profile p {{\n{text}\n}}"), PolicyFolders(), target=system.target, dialect="apparmor"
    )
    assert not has_errors(said), said
    (profile,) = resolved.profiles
    if next(conflicts(profile, system.target), None) is not None:
        return  # no policy, and so nothing is permitted by it
    model = model_of(profile, system)

    for path in _FEW:
        decided = model.files.ask(path_key(path))
        for owner, shift in ((True, 0), (False, OTHER_SHIFT)):
            for letter in _LETTERS:
                asked = file_access(profile, path, letter, owner=owner, target=system.target)
                assert said_of(decided, _BITS[letter] << shift) == asked, (text, path, letter, owner)
            how = how_executed(profile, path, owner=owner, target=system.target)
            assert (decided.owner_exec if owner else decided.other_exec) == how, (text, path, owner)
            for to in _FEW:
                pair = said_of(model.files.ask(link_key(path, to)), ACCESS["l"] << shift)
                assert pair == link(profile, path, to, owner=owner, target=system.target), (text, path, to, owner)


def said_of(decided: Permissions, bit: int) -> Said:
    return Said(bool(decided.allow & bit), bool(decided.audit & bit), bool(decided.quiet & bit))
