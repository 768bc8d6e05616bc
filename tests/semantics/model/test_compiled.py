"""For all strings: our globs, and the rules that we say are in force, permit what the compiled policy permits."""

from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from apparmor_dsl.language.parser import parse_file
from apparmor_dsl.semantics.automata import Automaton, Never, difference, without
from apparmor_dsl.semantics.escapes import unescaped
from apparmor_dsl.semantics.files import PolicyFolders
from apparmor_dsl.semantics.model.file import PathRule, every_path_rule
from apparmor_dsl.semantics.model.glob import pattern
from apparmor_dsl.semantics.model.regex import Pattern
from apparmor_dsl.semantics.paths import folded
from apparmor_dsl.semantics.resolve.full import resolve
from apparmor_dsl.semantics.targets import OLDEST
from tests.parser_oracle import oracle
from tests.policies.compiled import _automata, _automaton
from tests.semantics.model.compiled_files import CompiledFiles, file_automata

pytestmark = [pytest.mark.needs_apparmor_parser]

_PIECES = [
    *("a", "b", "c", "/", "/", "?", "*", "**", "***", "[ab]", "[a-c]", "[^a]", "[^/]", "[*]", "[a*]", "[^?]"),
    *("{a,b}", "{a,}", "{,*}", "{**,}", "{a/,b}", "{*,x{y,z}}", ".", "+", "^", "$", "|", "(", ")", "//", "é", "-"),
    *(r"\*", r"\[", r"\{", r"\,", r"\101", r"\x41", r"\d065", r"\x00", r"\\", r"\-", r"[a\-c]", r"\q", r"[\^a]"),
    *("[]", "{a}", "[^^a]", "[,]", "[{]", "[a^]", "[()]", "{[a,b]c,d}"),
]


def _joined(pieces: list[str]) -> str:
    # A backslash at the end would escape the quote behind it.
    glob = "/" + "".join(pieces)
    return f"{glob}z" if glob.endswith("\\") else glob


globs = st.lists(st.sampled_from(_PIECES), min_size=1, max_size=5).map(_joined)


@settings(max_examples=20, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(st.lists(globs, min_size=30, max_size=30))
def test_a_glob_matches_what_the_compiled_policy_matches(found: list[str]) -> None:
    good = {glob: made for glob in found if isinstance(made := pattern(folded(unescaped(glob))), Pattern)}
    text = "".join(f'profile p{number:03} {{ "{glob}" r, }}\n' for number, glob in enumerate(good))

    answers = [
        difference(Automaton([(made.expression, 0)]), CompiledFiles(compiled, "r"))
        for made, compiled in zip(good.values(), file_automata(text), strict=True)
    ]

    assert dict(zip(good, answers, strict=True)) == dict.fromkeys(good, Never())


@settings(max_examples=25)
@given(globs)
def test_a_glob_that_we_refuse_is_refused(glob: str) -> None:
    ours = isinstance(pattern(folded(unescaped(glob))), Pattern)

    assert bool(oracle.accepts(f'profile p {{ "{glob}" r, }}')) is ours


PROFILES = ["usr.bin.lxc-start", "lsb_release", "sbin.syslog-ng", "sbin.klogd", "usr.sbin.mdnsd", "bin.ping"]


@pytest.mark.parametrize("name", PROFILES)
@pytest.mark.parametrize("access", ["r", "w", "x", "m"])
def test_the_rules_in_force_are_those_that_are_compiled(name: str, access: str) -> None:
    path = Path("/etc/apparmor.d") / name
    if not path.is_file():
        pytest.skip(f"{path} is not here (Debian packages apparmor-profiles and lxc)")
    resolved, said = resolve(parse_file(path), PolicyFolders(), target=OLDEST, dialect="apparmor")
    [profile] = resolved.profiles
    raw = oracle.binary(path.read_text())

    found = [entry for entry in every_path_rule(profile, OLDEST) if entry.program is None and _speaks_of(entry, access)]
    allowed = [entry for entry in found if entry.access_type == "allow"]
    denied = [entry for entry in found if entry.access_type == "deny"]

    assert said == ()
    compiled = CompiledFiles(_automaton(raw, _automata(raw)[-1]), access)
    assert difference(without(_automaton_of(allowed), _automaton_of(denied)), compiled) == Never()


def _speaks_of(entry: PathRule, access: str) -> bool:
    transition = entry.owner.exec
    if access == "x":
        return transition is not None
    # What a program inherits it also maps: `ix` brings `m`.
    inherits = access == "m" and transition is not None and transition.inherits
    return access in entry.owner.letters or (inherits and entry.access_type == "allow")


def _automaton_of(found: list[PathRule]) -> Automaton:
    patterns = [entry.pattern() for entry in found]
    return Automaton((each.expression, 0) for each in patterns if isinstance(each, Pattern))
