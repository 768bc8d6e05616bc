"""What dbus rules permit: as each version of the parser compiles them, and as the bus daemon asks."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from apparmor_dsl.semantics.automata import Automaton
from apparmor_dsl.semantics.features import Features
from apparmor_dsl.semantics.model.dbus import ACCESS, bind_key, eavesdrop_key, entries, message_key
from apparmor_dsl.semantics.model.entry import Entry
from apparmor_dsl.semantics.model.regex import read
from apparmor_dsl.semantics.model.system import System
from apparmor_dsl.semantics.resolve.resolved import ResolvedProfile
from apparmor_dsl.semantics.targets import TARGETS
from tests.semantics import reading
from tests.semantics.model import dbus_rules
from tests.semantics.model.expressions import Parser, disagreements, parsers

MEDIATED = Features({"dbus": frozenset(), "dbus/mask": frozenset({"acquire", "send", "receive"})})
FEATURES = Path("/etc/apparmor.d/abi/3.0")
"""The ABI file of Debian's package apparmor in which D-Bus is mediated; no kernel of Debian's says so."""
OLD, NEW = "apparmor-3.0", "apparmor-5.0"

MESSAGE = message_key("session", "org.foo", "p", "/org/foo", "org.foo.Bar", "Get")
BIND = bind_key("session", "org.foo")
EAVESDROP = eavesdrop_key("session")


def of_profile(profile: ResolvedProfile, system: System) -> Iterator[Entry]:
    return chain.from_iterable(entries(rule, profile, system) for rule in profile.rules)


def made(rules: str, target: str = NEW, features: Features = MEDIATED) -> list[Entry]:
    profile = reading.profile(f"profile p {{ {rules} }}", target=target)
    return list(of_profile(profile, System(TARGETS[target], features)))


def permitted(rules: str, asked: bytes) -> set[str]:
    """The accesses that rules without a deny permit."""
    found = made(rules)
    automaton = Automaton((each.pattern.expression, at) for at, each in enumerate(found))
    bits = {found[at].kind.access for at in automaton.matching(asked)}
    return {name for name, bit in ACCESS.items() if any(bit & one for one in bits)}


def test_keys_are_what_the_bus_daemon_asks() -> None:
    assert MESSAGE == b" session\0org.foo\0p\0/org/foo\0org.foo.Bar\0Get"
    assert BIND == b" session\0org.foo"
    assert EAVESDROP == b" session"


@pytest.mark.parametrize(
    ("rule", "message", "bind", "eavesdrop"),
    [
        ("dbus,", {"send", "receive"}, {"bind"}, {"eavesdrop"}),
        ("dbus bus=session,", {"send", "receive"}, {"bind"}, {"eavesdrop"}),
        ("dbus bus=system,", set(), set(), set()),
        ("dbus send,", {"send"}, set(), set()),
        ("dbus rw,", {"send", "receive"}, set(), set()),
        # Without an access, the conditions say what is meant.
        ("dbus path=/org/*,", {"send", "receive"}, set(), set()),
        ("dbus peer=(label=p),", {"send", "receive"}, set(), set()),
        ("dbus name=org.foo,", set(), {"bind"}, set()),
        ("dbus bind name=org.*,", set(), {"bind"}, set()),
        ("dbus eavesdrop,", set(), set(), {"eavesdrop"}),
        ("dbus send path=/org//foo member=Get peer=(name=org.foo),", {"send"}, set(), set()),
        ("dbus send interface=org.foo,", set(), set(), set()),
        # A dot is a dot.
        ("dbus bind name=orgxfoo,", set(), set(), set()),
        ("all,", {"send", "receive"}, {"bind"}, {"eavesdrop"}),
    ],
)
def test_each_rule_permits_what_it_says(rule: str, message: set[str], bind: set[str], eavesdrop: set[str]) -> None:
    assert permitted(rule, MESSAGE) == message
    assert permitted(rule, BIND) == bind
    assert permitted(rule, EAVESDROP) == eavesdrop


def test_a_rule_is_one_string_for_messages() -> None:
    rule = "audit dbus (send) bus=a path=/a//b/* interface=i.j member=M peer=(name=n label=/l),"

    [entry] = made(rule)

    assert entry.pattern == read(r"\x20a\x00n\x00/l\x00/a/b/[^/\x00][^/\x00]*\x00i\.j\x00M")
    assert (entry.kind.access, entry.kind.audit, entry.kind.mode) == (ACCESS["send"], True, "allow")


@pytest.mark.parametrize("rule", ["dbus,", "all,"])
def test_nothing_is_compiled_where_d_bus_is_not_mediated(rule: str) -> None:
    assert made(rule, features=Features({"mount": frozenset()})) == []


@pytest.mark.needs_apparmor_parser
@pytest.mark.parametrize("parser", parsers(), ids=str)
@pytest.mark.parametrize("seed", range(3))
def test_random_rules_are_compiled_to_what_the_parser_prints(parser: Parser, seed: int) -> None:
    bodies = dbus_rules.bodies(seed, 150, parser.target)

    looked_at, found = disagreements(bodies, parser, b" ", of_profile, FEATURES)

    assert looked_at > 60
    assert found == {}
