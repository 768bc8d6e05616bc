"""The kernel is asked what it would ask itself: held against questions that were written from the kernel's side."""

from __future__ import annotations

import pytest
from attrs import define

from apparmor_dsl.analysis.live import disagreements
from tests.analysis.policies import asked
from tests.kernel import questions as kernel

EVERYTHING = """profile web {
  /{**,} rwklmix,
  mount, remount, umount, pivot_root, signal, ptrace, network, userns, io_uring, change_profile, dbus, unix,
}
"""

QUESTIONS = {
    "/etc/shadow rwk": kernel.may("rwk", "/etc/shadow"),
    "/bin/sh mx": kernel.may("mx", "/bin/sh"),
    "append /srv/log": kernel.may("a", "/srv/log"),
    "link /a -> /b": kernel.link("/a", "/b"),
    "change_profile -> db": kernel.change_now("db"),
    "mount /dev/sda1 on /mnt/ fstype ext4": kernel.mounting("/dev/sda1", "/mnt/", "ext4"),
    "mount /dev/sda1 on /mnt/ fstype ext4 ro noexec": kernel.mounting("/dev/sda1", "/mnt/", "ext4", 1 | 8),
    "mount options=(bind, ro, nosuid) /a/ -> /b/": kernel.mounting("/a/", "/b/", "", 0x1000 | 1 | 2),
    "mount options=(rbind) /a/ -> /b/": kernel.mounting("/a/", "/b/", "", 0x1000 | 0x4000),
    "mount options=(move) /a/ -> /b/": kernel.mounting("/a/", "/b/", "", 0x2000),
    "remount ro nosuid /mnt/": kernel.mounting("", "/mnt/", "", 32 | 1 | 2),
    # Remounting and binding at once: all flags count.
    "mount options=(remount, bind, ro) -> /mnt/": kernel.Access(b"\x07/mnt/\0\0\0\x01\x06\x0d", 2),
    "mount rslave /": kernel.mounting("", "/", "", 1 << 19 | 0x4000),
    "umount /mnt/": kernel.unmounting("/mnt/"),
    "pivot_root oldroot=/new/old/ /new/": kernel.pivoting("/new/", "/new/old/"),
    "signal send set=kill peer=db": kernel.signalling("send", "kill", "db"),
    "signal receive set=exists peer=db": kernel.signalling("receive", "exists", "db"),
    "ptrace tracedby peer=db": kernel.tracing("tracedby", "db"),
    "network create inet stream": kernel.socket(2, 1),
    "network create netlink raw": kernel.socket(16, 3),
    "userns create": kernel.of_class("userns", "create"),
    "io_uring sqpoll": kernel.of_class("io_uring", "sqpoll"),
}


@define
class Strict:
    """A kernel that permits the bits of one question, and nothing of any other."""

    question: kernel.Access

    def ask(self, label: str, payload: bytes, *, owner: bool) -> int | None:
        # A link is asked about twice, and the first time by its name alone.
        before = payload == self.question.payload.partition(b"\0")[0] and payload[:1] == b"\x02"
        return self.question.bits if before or payload == self.question.payload else 0


@pytest.mark.parametrize("request_", QUESTIONS)
def test_a_request_is_the_kernels_own_question(request_: str) -> None:
    answer = asked(EVERYTHING, request_, target="apparmor-4.1")

    assert answer.allowed
    assert disagreements(Strict(QUESTIONS[request_]), answer) == ()


@pytest.mark.parametrize("request_", QUESTIONS)
def test_a_kernel_that_permits_another_bit_disagrees(request_: str) -> None:
    question = QUESTIONS[request_]
    other = kernel.Access(question.payload, 0x100)

    assert disagreements(Strict(other), asked(EVERYTHING, request_, target="apparmor-4.1")) != ()
