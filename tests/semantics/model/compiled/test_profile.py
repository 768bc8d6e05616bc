"""What a compiled profile says beside its two automata."""

import subprocess
from pathlib import Path

import pytest
from attrs import evolve

from apparmor_dsl.semantics.model.compiled import Capabilities, CompiledProfile, Secmark, Sockets, read_compiled
from tests.parser_oracle import oracle
from tests.parser_oracle.newer import newest, parsers
from tests.semantics.model.compiled import written
from tests.semantics.model.compiled.samples import Form, compiled

KILL, CHOWN, MAC_ADMIN = 1 << 5, 1 << 0, 1 << 33
YOUNG = Form("newer flags", "policy {profile {interruptible {yes}\nkill.signal {yes}\nerror {yes}\n}\n")
XATTRS = Form("attributes", "domain {attach_conditions {xattr {yes}\n}\n", old="domain {")
OLD_SOCKETS = Form("sockets by family", old="network_v8 {", new="network {")


def of(text: str) -> CompiledProfile:
    [profile] = compiled(text, parsers()[0])
    return profile


def young(text: str) -> CompiledProfile:
    [profile] = compiled(text, newest(), YOUNG)
    return profile


def by_hand(*parts: bytes, head: bytes = b"") -> CompiledProfile:
    [profile] = read_compiled(written.profile(*parts, head=head))
    return profile


@pytest.mark.needs_apparmor_parser
def test_hats_and_children_are_profiles_of_their_own() -> None:
    found = compiled("profile p { ^hat { } profile kid { } }\nprofile q { }\n", parsers()[0])

    assert sorted((profile.name, profile.hat) for profile in found) == [
        ("p", False),
        ("p//hat", True),
        ("p//kid", False),
        ("q", False),
    ]


@pytest.mark.needs_apparmor_parser
def test_a_file_of_the_cache_is_read(tmp_path: Path) -> None:
    text = "profile p { /srv/** r, ^hat { } }\n"
    (tmp_path / "policy").write_text(text)
    options = ["--config-file=/dev/null", f"--features-file={oracle.FEATURES}", f"--cache-loc={tmp_path / 'cache'}"]
    command = [str(oracle.PARSER), *options, "--skip-kernel-load", "--write-cache", str(tmp_path / "policy")]
    subprocess.run(command, check=True, capture_output=True)
    [cached] = (tmp_path / "cache").glob("*/policy")

    assert read_compiled(cached.read_bytes()) == read_compiled(oracle.binary(text))


@pytest.mark.needs_apparmor_parser
def test_a_namespace_is_not_part_of_the_name() -> None:
    profile = of("profile :containers:web { }\n")

    assert (profile.namespace, profile.name) == ("containers", "web")


@pytest.mark.needs_apparmor_parser
@pytest.mark.parametrize("mode", ["enforce", "complain"])
def test_the_mode_is_read(mode: str) -> None:
    assert of(f"profile p flags=({mode}) {{ }}\n").mode == mode


@pytest.mark.needs_newer_parsers
@pytest.mark.parametrize("mode", ["kill", "unconfined", "prompt"])
def test_a_newer_mode_is_read(mode: str) -> None:
    assert young(f"profile p flags=({mode}) {{ }}\n").mode == mode


def test_a_policy_that_is_loaded_in_complain_mode_complains() -> None:
    data = written.profile().replace(written.VERSION, written.name("version") + written.number(0x805))

    assert [profile.mode for profile in read_compiled(data)] == ["complain"]


@pytest.mark.needs_apparmor_parser
def test_the_flags_are_words_of_the_head() -> None:
    profile = of("profile p flags=(attach_disconnected, mediate_deleted, chroot_relative, audit) { }\n")

    assert profile.flags == {"attach_disconnected", "mediate_deleted", "chroot_relative"}
    assert profile.audits_all


@pytest.mark.needs_newer_parsers
def test_what_is_debugged_is_known() -> None:
    profile = young("profile p flags=(debug) { }\n")

    assert profile.debug
    assert profile.unread == frozenset()


@pytest.mark.needs_newer_parsers
def test_newer_flags_are_read() -> None:
    profile = young("profile p flags=(interruptible, kill.signal=term, error=EPERM, attach_disconnected.path=/d) { }\n")

    assert profile.flags == {"interruptible", "attach_disconnected"}
    assert not profile.debug
    assert (profile.kill_signal, profile.error, profile.disconnected) == (15, 1, "/d")


@pytest.mark.needs_apparmor_parser
def test_capabilities_are_numbered_from_both_words() -> None:
    profile = of("profile p { capability kill, audit capability chown, deny capability mac_admin, }\n")

    assert profile.capabilities == Capabilities(allow=KILL | CHOWN, audit=CHOWN, quiet=MAC_ADMIN)


@pytest.mark.needs_apparmor_parser
def test_only_the_rlimits_that_are_set_are_there() -> None:
    profile = of("profile p { set rlimit nofile <= 1024, set rlimit core <= 0, set rlimit as <= infinity, }\n")

    assert profile.rlimits == {"nofile": 1024, "core": 0, "as": 2**64 - 1}


@pytest.mark.needs_apparmor_parser
def test_sockets_of_old_features_stand_by_family() -> None:
    inet, stream, dgram = 2, 1 << 1, 1 << 2
    text = "profile p { audit network inet stream, deny network inet dgram, }\n"
    [profile] = compiled(text, parsers()[0], OLD_SOCKETS)

    assert profile.sockets is not None
    assert profile.sockets[inet] == Sockets(allow=stream, audit=stream, quiet=dgram)
    assert of(text).sockets is None


@pytest.mark.needs_apparmor_parser
def test_an_attachment_matches_programs() -> None:
    attachment = of("profile p /usr/{s,}bin/web-* { }\n").attachment

    assert attachment is not None
    assert attachment.matches(b"/usr/sbin/web-1")
    assert not attachment.matches(b"/usr/sbin/web-1/2")
    assert not attachment.matches(b"/usr/bin/we")
    assert attachment.length == len("/usr/bin/web-")


@pytest.mark.needs_apparmor_parser
def test_a_profile_of_the_name_of_its_program_has_no_attachment() -> None:
    assert of("profile p { }\n").attachment is None


@pytest.mark.needs_apparmor_parser
def test_an_attachment_goes_on_with_the_extended_attributes() -> None:
    [profile] = compiled('profile p /bin/a xattrs=(user.one="x*" user.two=y) { }\n', parsers()[0], XATTRS)
    attachment = profile.attachment
    assert attachment is not None

    # What is no byte stands before each attribute, and a NUL before its value.
    good = {"user.one": b"\0xylophone", "user.two": b"\0y"}
    state = attachment.after(b"/bin/a")
    for name in profile.xattrs:
        state = attachment.beside(state)
        assert not attachment.accepts(attachment.after(b"\0z", state))
        state = attachment.after(good[name], state)
        assert attachment.accepts(state)


@pytest.mark.needs_apparmor_parser
def test_the_classes_that_are_mediated_are_those_of_the_features() -> None:
    profile = of("profile p { }\n")

    assert profile.mediated() == (2, 7, 9, 10, 14)
    assert profile.mediates(7)
    assert not profile.mediates(32)


@pytest.mark.needs_apparmor_parser
def test_a_profile_without_file_rules_permits_no_file() -> None:
    profile = of("profile p { capability kill, }\n")

    assert profile.files.moves(profile.files.start) == ()
    assert profile.files.ask(b"/").allow == 0


@pytest.mark.needs_newer_parsers
def test_identities_are_read() -> None:
    form = Form("identities", "domain {identity {yes}\n", old="domain {")
    [profile] = compiled("profile p +identities=(one, two) { }\n", newest(), form)

    assert profile.identities == ("one", "two")


@pytest.mark.needs_newer_parsers
def test_the_path_of_disconnected_ipc_is_read() -> None:
    form = Form("disconnected", "domain {disconnected.ipc {yes}\n", old="domain {")
    [profile] = compiled("profile p flags=(attach_disconnected.ipc=/i) { }\n", newest(), form)

    assert profile.flags == {"attach_disconnected.ipc"}
    assert profile.disconnected_ipc == "/i"


def test_labels_of_packets_are_read() -> None:
    element = b"\0\1" + b"\0\0" + written.string("system_u:object_r:web_t")
    profile = by_hand(written.name("secmark") + written.structure(written.array(element)))

    assert profile.secmarks == (Secmark("system_u:object_r:web_t", audit=True, deny=False),)


def test_what_is_not_known_is_named() -> None:
    data = written.name("data") + written.structure(written.string("key"), b"\x06\x01\0\0\0x")
    profile = by_hand(data, written.name("path_flags") + written.number(0x44))

    assert profile.unread == {"data", "path_flags 0x40"}
    assert profile.flags == {"attach_disconnected"}


def test_what_is_known_is_not_named() -> None:
    assert by_hand().unread == frozenset()


def test_two_profiles_that_differ_in_a_field_are_not_equal() -> None:
    assert by_hand() == by_hand()
    assert by_hand() != evolve(by_hand(), capabilities=Capabilities(allow=1))
