"""The engine says of every access of the other classes what the slow and obvious reference says."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apparmor_dsl.language import ast
from apparmor_dsl.semantics.model import dbus, mount, ptrace, signal
from apparmor_dsl.semantics.model import network as sockets
from apparmor_dsl.semantics.model import reference_classes as reference
from apparmor_dsl.semantics.model.capability import capability_bit
from apparmor_dsl.semantics.model.permissions import Permissions
from apparmor_dsl.semantics.model.profile import Model, model_of
from apparmor_dsl.semantics.model.reference import Said
from apparmor_dsl.semantics.model.sockets import ACCESS as SOCKETS
from tests.semantics import reading
from tests.semantics.model import kernels

TARGETS = pytest.mark.parametrize("target", ["apparmor-4.1", "apparmor-6.0"])
LABELS = ["a", "b", "a//b", "unconfined"]
GLOBS = ["a", "*", "**", "a*", "{a,b}", "[ab]", "unconfined"]
HEADS = ["", "", "audit ", "deny ", "audit deny ", "priority=1 ", "priority=1 deny ", "priority=-1 audit "]
PLAIN_HEADS = [head for head in HEADS if "priority" not in head]


def judged(rules: list[str], target: str) -> Model:
    profile = reading.profile(f"profile p {{ {' '.join(rules)} }}", target=target)
    return model_of(profile, kernels.system("plain", target))


def of_bit(found: Permissions, bit: int) -> Said:
    return Said(bool(found.allow & bit), bool(found.audit & bit), bool(found.quiet & bit))


def maybe(name: str, values: list[str]) -> st.SearchStrategy[str]:
    return st.sampled_from(["", *(f' {name}="{value}"' for value in values)])


def several(rule: st.SearchStrategy[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(rule, min_size=1, max_size=4)


def some(words: list[str]) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(words), max_size=3, unique=True).map(
        lambda one: f" ({', '.join(one)})" if one else ""
    )


heads = st.sampled_from(HEADS)
joined: Callable[..., st.SearchStrategy[str]] = lambda *parts: st.tuples(*parts).map("".join)  # noqa: E731

SIGNALS = joined(
    heads,
    st.just("signal"),
    some(["send", "receive"]),
    st.sampled_from(["", " set=kill", " set=(term, hup)", " set=(kill, term)"]),
    maybe("peer", GLOBS),
    st.just(","),
)
PTRACES = joined(heads, st.just("ptrace"), some(["read", "trace", "tracedby"]), maybe("peer", GLOBS), st.just(","))
CAPABILITIES = joined(
    st.sampled_from(PLAIN_HEADS), st.just("capability"), st.sampled_from(["", " kill", " kill chown", " sys_admin"]),
    st.just(","),
)  # fmt: skip
NETWORKS = joined(
    st.sampled_from(PLAIN_HEADS),
    st.just("network"),
    some(["send", "create"]),
    st.sampled_from(["", " inet", " inet6 dgram", " stream", " inet tcp", " udp", " unix", " netlink raw"]),
    st.just(","),
)


@TARGETS
@settings(max_examples=60)
@given(rules=several(SIGNALS))
def test_signals(target: str, rules: list[str]) -> None:
    model = judged(rules, target)

    for name in ("kill", "term", "hup"):
        for peer in LABELS:
            found = model.classes.ask(signal.key(name, peer))
            for access, bit in signal.ACCESS.items():
                asked = reference.signal(model.profile, access, name, peer, model.system.target)
                assert of_bit(found, bit) == asked, (rules, name, peer, access)


@TARGETS
@settings(max_examples=60)
@given(rules=several(PTRACES))
def test_tracing(target: str, rules: list[str]) -> None:
    model = judged(rules, target)

    for peer in LABELS:
        for access, bit in ptrace.ACCESS.items():
            asked = reference.ptrace(model.profile, access, peer, model.system.target)
            assert of_bit(model.classes.ask(ptrace.key(peer)), bit) == asked, (rules, peer, access)


@TARGETS
@settings(max_examples=60)
@given(rules=several(CAPABILITIES))
def test_capabilities(target: str, rules: list[str]) -> None:
    model = judged(rules, target)

    for name in ("kill", "chown", "sys_admin", "net_raw"):
        found = of_bit(model.capabilities, capability_bit(name, model.system))
        asked = reference.capability(model.profile, name)
        assert (found.permitted, found.logged) == (asked.permitted, asked.logged), (rules, name)
        assert found.quiet == asked.quiet, (rules, name)


@TARGETS
@settings(max_examples=60)
@given(rules=several(NETWORKS))
def test_sockets(target: str, rules: list[str]) -> None:
    model = judged(rules, target)

    for family, kind in (
        ("inet", "stream"),
        ("inet", "raw"),
        ("inet6", "dgram"),
        ("unix", "stream"),
        ("netlink", "raw"),
    ):
        found = model.classes.ask(sockets.key(model.system, family, kind))
        for access in ("send", "create", "bind"):
            asked = reference.network(model.profile, access, family, kind, model.system.target)
            assert of_bit(found, SOCKETS[access]) == asked, (rules, family, kind, access)


PATHS = ["/a", "/*", "/**", "/a{,b}"]
NAMES = ["o.a", "o.*", "**", "{o.a,o.b}"]
MESSAGES = joined(
    heads,
    st.just("dbus"),
    some(["send", "receive"]),
    maybe("bus", ["system", "s*"]),
    maybe("path", PATHS),
    maybe("interface", NAMES),
    maybe("member", ["Get", "*"]),
    st.sampled_from(["", ' peer=(name="o.*")', " peer=(label=a)", ' peer=(name=o.a, label="*")']),
    st.just(","),
)
OWNING = joined(
    heads, st.sampled_from(["dbus", "dbus bind"]), maybe("bus", ["system", "s*"]), maybe("name", NAMES), st.just(",")
)


@TARGETS
@settings(max_examples=80)
@given(rules=several(st.one_of(MESSAGES, OWNING)))
def test_buses(target: str, rules: list[str]) -> None:
    model = judged(rules, target)
    of = model.system.target

    for name, label, path in (("o.a", "a", "/a"), ("o.b", "unconfined", "/ab"), ("o.b", "a//b", "/a/b")):
        found = model.classes.ask(dbus.message_key("system", name, label, path, "o.a", "Get"))
        asked_for = ast.DbusRule(
            bus="system", path=path, interface="o.a", member="Get", peer=ast.DbusEndpoint(name, label)
        )
        for access in ("send", "receive"):
            asked = reference.message(model.profile, access, asked_for, of)
            assert of_bit(found, dbus.ACCESS[access]) == asked, (rules, name, label, path, access)
        owned = model.classes.ask(dbus.bind_key("session", name))
        assert of_bit(owned, dbus.ACCESS["bind"]) == reference.bus_name(model.profile, "session", name, of), rules


OPTIONS = ["ro", "rw", "nosuid", "suid", "bind", "rbind", "remount", "private", "rslave", "move", "silent", "relatime"]
CONDITION = st.one_of(
    st.just(""),
    joined(st.just(" options="), st.lists(st.sampled_from(OPTIONS), min_size=1, max_size=3, unique=True).map(
        lambda one: f"({', '.join(one)})"
    )),
    joined(st.just(" options in "), st.lists(st.sampled_from(OPTIONS), min_size=1, max_size=4, unique=True).map(
        lambda one: f"({', '.join(one)})"
    )),
)  # fmt: skip
MOUNTS = joined(
    heads,
    st.sampled_from(["mount", "mount", "mount", "remount"]),
    st.sampled_from(["", "", " fstype=ext4", " fstype=(ext4, tmp*)"]),
    CONDITION,
    CONDITION,
    st.sampled_from(["", " -> /b/", " -> /*/", " -> /b/{,**}"]),
    st.just(","),
)
CALLS = [
    reference.Mount("/b/", "/a/", "", frozenset({"bind"})),
    reference.Mount("/b/", "/a/", "", frozenset({"rbind", "ro"})),
    reference.Mount("/b/", "/dev/a", "ext4", frozenset()),
    reference.Mount("/b/c/", "/dev/a", "tmpfs", frozenset({"ro", "nosuid"})),
    reference.Mount("/b/", "x", "proc", frozenset({"relatime"})),
    reference.Mount("/b/", "", "", frozenset({"remount", "ro"})),
    reference.Mount("/b/", "", "", frozenset({"remount", "bind", "nosuid", "silent"})),
    reference.Mount("/", "", "", frozenset({"rslave"})),
    reference.Mount("/b/", "", "", frozenset({"private", "silent"})),
    reference.Mount("/b/", "/a/", "", frozenset({"move"})),
]


@TARGETS
@settings(max_examples=200)
@given(rules=several(MOUNTS))
def test_mounts(target: str, rules: list[str]) -> None:
    rules = [rule.replace(" -> ", " ") if "remount" in rule.split()[:3] else rule for rule in rules]
    model = judged(rules, target)

    for call in CALLS:
        key = mount.mount_key(call.point, call.source, call.fstype, call.options)
        asked = reference.mount(model.profile, call, model.system.target)
        assert of_bit(model.classes.ask(key), mount.ACCESS["mount"]) == asked, (rules, call)
