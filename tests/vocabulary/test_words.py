"""The word lists, held against the apparmor_parser of this machine: every word it should know, and no invented one."""

from collections.abc import Mapping

import pytest
from attrs import frozen

from apparmor_dsl.language.vocabulary import (
    access,
    capabilities,
    files,
    flags,
    mount,
    network,
    rlimits,
    signals,
)
from tests.parser_oracle.oracle import PARSER, accepts, version

NOTHING_NEW: Mapping[str, str] = {}


@frozen
class Words:
    """A list, the rule that names one of its words in place of `%s`, and what came when."""

    name: str
    rule: str
    words: tuple[str, ...]
    since: Mapping[str, str] = NOTHING_NEW
    kind_since: str = "3.0"

    def text(self, word: str, profile: str = "p") -> str:
        return self.rule.replace("%s", word).replace("profile p", f"profile {profile}") + "\n"


LISTS = (
    Words("capabilities", "profile p { capability %s, }", capabilities.CAPABILITIES),
    Words("families", "profile p { network %s, }", network.FAMILIES),
    Words("types", "profile p { network inet %s, }", network.TYPES),
    Words("protocols of inet", "profile p { network inet %s, }", network.PROTOCOLS_OF["inet"]),
    Words("protocols of inet6", "profile p { network inet6 %s, }", network.PROTOCOLS_OF["inet6"]),
    Words("network access", "profile p { network %s inet, }", network.ACCESS, kind_since=network.SINCE["access"]),
    Words("signals", "profile p { signal set=(%s), }", signals.SIGNALS, signals.SINCE),
    Words("mount options", "profile p { mount options=(%s) -> /mnt/, }", mount.OPTIONS, mount.SINCE),
    Words("mount conditions", "profile p { mount %s=ro -> /mnt/, }", tuple(mount.CONDITIONS)),
    Words("rlimits of size", "profile p { set rlimit %s <= 10M, }", rlimits.SIZES),
    Words("rlimits of number", "profile p { set rlimit %s <= 10, }", rlimits.NUMBERS),
    Words("rlimits of time", "profile p { set rlimit %s <= 10 days, }", rlimits.TIMES),
    Words("units of size", "profile p { set rlimit data <= 10%s, }", rlimits.SIZE_UNITS),
    Words("units of time", "profile p { set rlimit rttime <= 10%s, }", rlimits.TIME_UNITS),
    Words("profile flags", "profile p flags=(%s) { }", flags.PROFILE_FLAGS, flags.SINCE),
    Words("file permissions", "profile p { /f %s, }", tuple(files.PERMISSIONS)),
    Words("exec modes", "profile p { /f %s, }", tuple(mode for mode in files.EXEC_MODES if mode != "x")),
    Words("spellings of exec modes", "profile p { /f %s, }", tuple(files.EXEC_MODE_SPELLINGS)),
    Words("ptrace access", "profile p { ptrace %s, }", access.PTRACE),
    Words("signal access", "profile p { signal %s, }", access.SIGNAL),
    Words("unix access", "profile p { unix %s, }", access.UNIX),
    Words("dbus access", "profile p { dbus %s, }", access.DBUS),
    Words("mqueue access", "profile p { mqueue %s, }", access.MQUEUE, kind_since="4.0"),
    Words("io_uring access", "profile p { io_uring %s, }", access.IO_URING, kind_since="4.0"),
    Words("userns access", "profile p { userns %s, }", access.USERNS, kind_since="4.0"),
)

FLAG_VALUES = {
    "attach_disconnected.ipc": "/x",
    "attach_disconnected.path": "/x",
    "error": "EPERM",
    "kill.signal": "term",
}


def is_known(since: str) -> bool:
    """Whether the parser of this machine is as new as that version."""
    return PARSER is not None and version() >= tuple(int(part) for part in since.split("."))


@pytest.mark.needs_apparmor_parser
@pytest.mark.parametrize("words", LISTS, ids=lambda words: words.name)
def test_every_word_is_known_upstream(words: Words) -> None:
    known = tuple(word for word in words.words if is_known(words.since.get(word, words.kind_since)))
    # One process for all of them: each word in a profile of its own.
    text = "".join(words.text(word, f"p{at}") for at, word in enumerate(known))

    assert not known or accepts(text)


@pytest.mark.needs_apparmor_parser
@pytest.mark.parametrize("words", LISTS, ids=lambda words: words.name)
def test_an_invented_word_is_refused_upstream(words: Words) -> None:
    """Else the test above could not fail."""
    assert not accepts(words.text("invented"))


@pytest.mark.needs_apparmor_parser
@pytest.mark.parametrize(
    ("words", "word"),
    [pytest.param(words, word, id=word) for words in LISTS for word in words.since if word in words.words],
)
def test_a_newer_word_is_refused_by_older_parsers_alone(words: Words, word: str) -> None:
    assert bool(accepts(words.text(word))) == is_known(words.since[word])


@pytest.mark.needs_apparmor_parser
@pytest.mark.parametrize("flag", flags.FLAGS_WITH_VALUE)
def test_a_flag_with_a_value_is_known_from_its_version_on(flag: str) -> None:
    verdict = accepts(f"profile p flags=({flag}={FLAG_VALUES[flag]}) {{ }}\n")

    assert bool(verdict) == is_known(flags.SINCE[flag])


@pytest.mark.needs_apparmor_parser
@pytest.mark.parametrize("pair", flags.CONFLICTS, ids="-".join)
def test_flags_that_exclude_each_other_are_refused_upstream(pair: tuple[str, str]) -> None:
    assert not accepts(f"profile p flags=({', '.join(pair)}) {{ }}\n")


@pytest.mark.parametrize(
    ("aliases", "words"),
    [
        (mount.ALIASES, mount.OPTIONS),
        (mount.CLEARING, mount.OPTIONS),
        (signals.ALIASES, signals.SIGNALS),
        (files.EXEC_MODE_SPELLINGS, files.EXEC_MODES),
    ],
)
def test_what_an_alias_stands_for_is_a_word_itself(aliases: Mapping[str, str], words: tuple[str, ...]) -> None:
    assert set(aliases.values()) <= set(words)
    assert not set(aliases.values()) & set(aliases)


@pytest.mark.parametrize(
    ("aliases", "words"),
    [
        (network.ACCESS_ALIASES, network.ACCESS),
        (access.MESSAGE_ALIASES, access.SIGNAL),
        (access.MESSAGE_ALIASES, access.UNIX),
        (access.MESSAGE_ALIASES, access.DBUS),
        (access.PTRACE_ALIASES, access.PTRACE),
        (access.MQUEUE_ALIASES, access.MQUEUE),
    ],
)
def test_an_access_alias_stands_for_words_of_its_list(
    aliases: Mapping[str, tuple[str, ...]], words: tuple[str, ...]
) -> None:
    usual = {word for several in aliases.values() for word in several}

    assert usual <= set(words)
    assert not usual & set(aliases)
