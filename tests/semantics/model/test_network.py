"""Sockets of a family, type and protocol, and where a kernel asks for them their addresses and ports."""

import pytest

from apparmor_dsl.language.vocabulary.network import FAMILIES as WORDS
from apparmor_dsl.semantics.model.network import key
from apparmor_dsl.semantics.model.socket_keys import InetEnd, inet_key
from apparmor_dsl.semantics.model.sockets import ACCESS, FAMILIES, GOES_ON
from tests.semantics.model.asking import asked, permitted
from tests.semantics.model.kernels import system

INET = system("inet", "apparmor-5.0")
HERE = InetEnd("10.0.0.1", 2000)
THERE = InetEnd("10.0.0.2", 443)


def ask(rules: str, family: str, kind: str, kernel: str = "plain", target: str = "apparmor-5.0") -> set[str]:
    return permitted(rules, key(system(kernel, target), family, kind), ACCESS, kernel=kernel, target=target)


def ask_inet(rules: str, question: bytes) -> set[str]:
    return permitted(rules, question, ACCESS, kernel="inet")


@pytest.mark.parametrize("target", ["apparmor-3.0", "apparmor-4.1", "apparmor-5.0"])
def test_rules_name_families_types_and_protocols(target: str) -> None:
    everything = set(ACCESS)

    assert ask("network,", "can", "raw", target=target) == everything
    assert ask("network inet,", "inet", "seqpacket", target=target) == everything
    assert ask("network inet,", "inet6", "stream", target=target) == set()
    assert ask("network inet stream,", "inet", "dgram", target=target) == set()
    assert ask("network udp,", "inet6", "dgram", target=target) == everything
    assert ask("network inet icmp,", "inet", "raw", target=target) == everything
    assert ask("network dgram,", "vsock", "dgram", target=target) == everything


def test_a_family_means_only_the_types_with_names_for_the_oldest_parser() -> None:
    question = b"\x0e\0\2\0\6"

    assert asked("network inet,", question, kernel="plain").allow
    assert not asked("network inet,", question, kernel="plain", target="apparmor-3.0").allow


def test_every_family_that_a_rule_can_name_has_a_number() -> None:
    assert set(FAMILIES) == set(WORDS)
    assert len(set(FAMILIES.values())) == len(FAMILIES)


def test_the_access_of_a_rule_is_kept() -> None:
    assert ask("network (send, bind) inet,", "inet", "stream") == {"send", "bind"}


def test_addresses_and_ports_of_both_ends_are_looked_at() -> None:
    rules = "network send inet stream ip=10.0.0.1 peer=(ip=10.0.0.2 port=400-500),"

    assert ask_inet(rules, inet_key(INET, "send", "inet", "stream", 6, HERE, THERE)) == {"send"}
    assert ask_inet(rules, inet_key(INET, "send", "inet", "stream", 6, HERE, InetEnd("10.0.0.2", 501))) == set()
    assert ask_inet(rules, inet_key(INET, "send", "inet", "stream", 6, THERE, THERE)) == set()


@pytest.mark.parametrize("port", [1, 80, 255, 256, 1023, 1024, 1025, 4095, 4096, 65535])
def test_a_range_of_ports_has_those_between_its_ends_and_no_others(port: int) -> None:
    question = inet_key(INET, "bind", "inet", "stream", 6, InetEnd("::1", port))

    for low, high in [(80, 1023), (1024, 4096), (255, 1025), (1, 65535), (256, 256)]:
        expected = {"bind"} if low <= port <= high else set()
        assert ask_inet(f"network bind inet port={low}-{high},", question) == expected


def test_port_0_is_any_port() -> None:
    assert ask_inet("network send inet port=0,", inet_key(INET, "send", "inet", "stream", 6, HERE)) == {"send"}


def test_whoever_may_create_a_socket_is_asked_on() -> None:
    question = inet_key(INET, "create", "inet", "stream", 6, HERE)

    assert asked("network inet ip=10.0.0.1,", question, kernel="inet").allow == ACCESS["create"] | GOES_ON


def test_listening_and_options_are_asked_behind_the_local_end() -> None:
    rules = "network (listen, setopt) inet ip=10.0.0.1,"

    assert "listen" in ask_inet(rules, inet_key(INET, "listen", "inet", "stream", 6, HERE))
    assert "setopt" in ask_inet(rules, inet_key(INET, "setopt", "inet", "stream", 6, HERE))
    assert ask_inet(rules, inet_key(INET, "setopt", "inet", "stream", 6, THERE)) == set()


def test_packets_of_every_family_are_asked_about_where_the_kernel_does() -> None:
    question = b"\x1e\0\x10\0\3"

    assert asked("network netlink raw,", question, kernel="packets").allow == GOES_ON
    assert asked("network netlink raw,", question, kernel="v9").allow == 0


def test_a_packet_that_is_received_has_an_interface() -> None:
    protocol, end = b"\0\6", b"\2\0\x50\0"
    question = b"\x1e\0\2\0\1" + protocol + end + b"\0"

    assert asked("network receive inet stream interface=eth0,", question + b"eth0\0x", kernel="interfaces").allow == 4
    assert asked("network receive inet stream interface=eth0,", question + b"lo\0x", kernel="interfaces").allow == 0
    assert asked("network send inet stream interface=eth0,", question + b"\0x", kernel="interfaces").allow == 2
