"""The strings of automata in words, as rules would say them."""

import pytest

from apparmor_dsl.analysis.asked_about import class_in_words, file_in_words
from apparmor_dsl.analysis.looks import looks
from apparmor_dsl.analysis.reading import read_request
from tests.semantics.model.kernels import system

OF_CLASSES = [
    "mount fstype=ext4 options=(ro, nosuid) /dev/sda1 -> /mnt/",
    "mount options=(bind) /srv/ -> /mnt/",
    "mount options=(rbind) /srv/ -> /mnt/",
    "mount options=(rslave) -> /",
    "mount options=(move) /a/ -> /b/",
    "umount /mnt/",
    "pivot_root oldroot=/old/ /new/",
]


@pytest.mark.parametrize("text", OF_CLASSES)
def test_a_question_of_a_class_is_told_as_it_was_asked(text: str) -> None:
    [look] = looks(read_request(text).request, system("plain", "apparmor-4.1"))

    assert class_in_words(look.key) == text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("signal send set=hup peer=web", "signal set=hup peer=web"),
        ("signal send set=exists peer=web", "signal set=exists peer=web"),
        ("ptrace read peer=web", "ptrace peer=web"),
        ("dbus bind bus=system name=org.web", "dbus bus=system name=org.web"),
        (
            "dbus send bus=system path=/web interface=org.web member=Get peer=(name=org.peer label=peer)",
            "dbus bus=system peer name=org.peer peer label=peer path=/web interface=org.web member=Get",
        ),
        ("network create inet stream", "network inet stream"),
        ("network create unix dgram", "network unix dgram"),
    ],
)
def test_the_access_is_left_to_the_decision(text: str, told: str) -> None:
    [look] = looks(read_request(text).request, system("plain", "apparmor-4.1"))

    assert class_in_words(look.key) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"", 'the string ""'),
        (b"\xf0a", r"the string \xf0a"),
        (b"\x07", "umount"),
        (b"\x07/a b\0\0", 'mount -> "/a b"'),
        (b"\x07/a\0\0\0\x0f\xfe", "mount options=(flag 253, recursive) -> /a"),
        (b"\x0a\x7fa", "signal set=number 127 peer=a"),
        (b"\x0e\0\x02\0\x01\0\x06\0\0\x50\x01\x7f\0\0\x01\0", "network inet stream protocol=tcp ip=127.0.0.1 port=80"),
        (b"\x0e\0\x02\0\x01\0\x06\0\0\x50", r'network inet stream protocol=tcp "\x00\x00P"'),
        (b"\x04\0\x01\0\x01\0\0\0name\0web\0\x01/run/socket\0peer", None),
        (b"\x11/queue\0web", "mqueue type=posix label=web /queue"),
        (b"\x12\0\0\0\x07", "mqueue type=sysv 7"),
        (b"\x15", "userns"),
        (b"\x16web", "io_uring label=web"),
    ],
)
def test_what_is_no_whole_question_is_told_as_far_as_it_goes(text: bytes, told: str | None) -> None:
    expected = told or "network unix stream addr=@name label=web peer addr=/run/socket peer label=peer"

    assert class_in_words(text) == expected


@pytest.mark.parametrize(
    ("text", "bits", "told"),
    [
        (b"/a", 0x4, "/a"),
        (b"/a\0/b", 0x10, "link /a -> /b"),
        (b"web", 0x8000_0000, "change_profile -> web"),
        (b"/a\0web", 0x4000_0000, "change_profile /a -> web"),
        (b"/a\0/b", 0x4, "/a together with /b"),
    ],
)
def test_a_string_of_files_is_told_by_what_is_said_of_it(text: bytes, bits: int, told: str) -> None:
    assert file_in_words(text, bits) == told
