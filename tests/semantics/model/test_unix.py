"""unix(7) sockets, where a kernel mediates them for themselves and where it does not."""

import struct

import pytest

from apparmor_dsl.semantics.model import network
from apparmor_dsl.semantics.model.socket_keys import UnixEnd, unix_key
from apparmor_dsl.semantics.model.sockets import ACCESS, UNIX_TYPES
from tests.semantics.model.asking import asked, permitted
from tests.semantics.model.kernels import system

SYSTEM = system("unix", "apparmor-5.0")
HERE = UnixEnd("@x", "p")
THERE = UnixEnd("@y", "q")


def ask(rules: str, question: bytes, kernel: str = "unix", target: str = "apparmor-5.0") -> set[str]:
    return permitted(rules, question, ACCESS, kernel=kernel, target=target)


def test_a_bare_rule_permits_all_that_is_asked_at_each_place() -> None:
    assert ask("unix,", unix_key(SYSTEM, "create", "stream", HERE)) == {"create"}
    assert "bind" in ask("unix,", unix_key(SYSTEM, "bind", "stream", HERE))
    assert "listen" in ask("unix,", unix_key(SYSTEM, "listen", "stream", HERE))
    assert {"setopt", "getopt"} <= ask("unix,", unix_key(SYSTEM, "setopt", "stream", HERE))
    assert {"send", "receive", "connect"} <= ask("unix,", unix_key(SYSTEM, "send", "stream", HERE, THERE))


def test_with_an_address_what_is_asked_at_one_place_is_permitted_at_no_other() -> None:
    assert ask("unix addr=@x,", unix_key(SYSTEM, "listen", "stream", HERE)) == {"listen"}
    assert ask("unix addr=@x,", unix_key(SYSTEM, "setopt", "stream", HERE)) == {"setopt", "getopt"}


def test_the_type_is_looked_at() -> None:
    assert ask("unix create type=dgram,", unix_key(SYSTEM, "create", "dgram", HERE)) == {"create"}
    assert ask("unix create type=dgram,", unix_key(SYSTEM, "create", "stream", HERE)) == set()


def test_addresses_and_labels_of_both_ends_are_looked_at() -> None:
    rules = "unix send addr=@x peer=(addr=@y label=q),"

    assert ask(rules, unix_key(SYSTEM, "send", "stream", HERE, THERE)) == {"send"}
    assert ask(rules, unix_key(SYSTEM, "send", "stream", HERE, UnixEnd("@y", "other"))) == set()
    assert ask(rules, unix_key(SYSTEM, "send", "stream", THERE, THERE)) == set()


def test_an_unnamed_socket_is_none() -> None:
    assert "bind" in ask("unix bind addr=none,", unix_key(SYSTEM, "bind", "stream", UnixEnd(None, "p")))
    assert ask("unix bind addr=none,", unix_key(SYSTEM, "bind", "stream", HERE)) == set()


def test_a_rule_for_the_addresses_that_the_kernel_chooses_is_asked_without_one() -> None:
    assert ask("unix bind addr=auto,", unix_key(SYSTEM, "bind", "stream", UnixEnd("", "p"))) == {"bind"}


def test_a_deny_of_one_option_refuses_the_other_too() -> None:
    question = unix_key(SYSTEM, "getopt", "stream", HERE)

    assert ask("unix addr=@x, deny unix setopt,", question) == set()
    assert ask("unix addr=@x, audit deny unix setopt,", question) == {"getopt"}


def test_a_rule_is_a_network_rule_for_a_kernel_without_unix_rules() -> None:
    question = network.key(system("plain", "apparmor-5.0"), "unix", "stream")

    assert ask("unix send addr=@x peer=(label=foo),", question, kernel="plain") == {"send"}
    assert ask("unix send addr=@x,", question, kernel="plain", target="apparmor-3.0") == set(ACCESS)
    assert ask("network unix, deny unix send,", question, kernel="plain") == set(ACCESS)


def test_a_network_rule_permits_all_of_unix_sockets_whatever_it_names() -> None:
    assert ask("network send unix,", unix_key(SYSTEM, "create", "stream", HERE)) == {"create"}
    assert ask("network send unix stream,", unix_key(SYSTEM, "create", "dgram", HERE)) == set()


def test_a_network_rule_that_denies_is_quiet_about_unix_sockets_just_where_it_is_audited() -> None:
    question = unix_key(SYSTEM, "create", "stream", HERE)

    assert asked("deny network unix,", question, kernel="unix").quiet == 0
    assert asked("audit deny network unix,", question, kernel="unix").quiet == ACCESS["create"]


@pytest.mark.parametrize(
    ("kernel", "target", "class_byte"),
    [
        ("unix", "apparmor-5.0", 14),
        ("old unix", "apparmor-5.0", 4),
        ("v9", "apparmor-5.0", 15),
        ("inet", "apparmor-4.1", 14),
    ],
)
def test_the_class_depends_on_kernel_and_parser(kernel: str, target: str, class_byte: int) -> None:
    head = struct.pack(">BHHH", class_byte, 1, UNIX_TYPES["stream"], 0)

    assert unix_key(system(kernel, target), "create", "stream", HERE) == head
