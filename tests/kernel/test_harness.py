"""The harness itself: it tells when a machine fails, and it can fail."""

import gzip
import struct
from errno import EACCES, ENOENT, ENOSYS, EPROTONOSUPPORT

import pytest

from tests.kernel.harness import Job, KernelFailed, Question, boot, features
from tests.kernel.kernels import Kernel
from tests.kernel.sides import side
from tests.kernel.vmlinux import NoKernel, unpacked

needs_kernel = pytest.mark.needs_kernel


def image(kernel: bytes, *, size: int | None = None) -> bytes:
    """What has the head of a compressed kernel."""
    payload = gzip.compress(kernel) + struct.pack("<I", len(kernel) if size is None else size)
    head = bytearray(2 * 512)
    head[0x1F1] = 1
    struct.pack_into("<4sH", head, 0x202, b"HdrS", 0x020F)
    struct.pack_into("<II", head, 0x248, 16, len(payload))
    return bytes(head) + b"\0" * 16 + payload


def test_a_kernel_is_unpacked() -> None:
    kernel = b"\x7fELF" + bytes(range(256)) * 20

    assert unpacked(image(kernel)) == kernel


@pytest.mark.parametrize(
    "data", [b"", b"\x7fELF" * 400, image(b"no kernel"), image(b"\x7fELF and more", size=3)], ids=range(4)
)
def test_what_is_no_kernel_is_refused(data: bytes) -> None:
    with pytest.raises(NoKernel):
        unpacked(data)


@needs_kernel
def test_the_kernel_is_the_one_that_was_asked_for(kernel: Kernel) -> None:
    (((version,),)) = boot(kernel, Job(deeds=((("read", "/proc/version"),),))).deeds

    assert version.text.startswith(f"Linux version {kernel.version}.")


@needs_kernel
def test_the_features_are_those_of_a_kernel_with_apparmor(kernel: Kernel) -> None:
    text = features(kernel).read_text()

    assert "\nmount {mask {mount umount pivot_root\n}\n" in text
    assert ("userns_create" in text) == (kernel.version != "6.1")


@needs_kernel
def test_a_machine_that_panics_has_failed_and_shows_why(kernel: Kernel) -> None:
    crash = Job(deeds=((("file", "/proc/sysrq-trigger", "c"),),))

    with pytest.raises(KernelFailed, match=r"(?s)did not do its job to the end.*Kernel panic.*sysrq"):
        boot(kernel, crash)


@needs_kernel
def test_a_machine_that_takes_too_long_has_failed(kernel: Kernel) -> None:
    with pytest.raises(KernelFailed, match="did not end within 0 seconds"):
        boot(kernel, Job(), seconds=0.2)


@needs_kernel
def test_a_step_that_the_agent_does_not_know_is_not_done(kernel: Kernel) -> None:
    (((result,),)) = boot(kernel, Job(deeds=((("fly", "/moon"),),))).deeds

    assert (result.errno, result.text) == (ENOSYS, "no such step: fly")


@needs_kernel
@pytest.mark.needs_apparmor_parser
@pytest.mark.needs_newer_parsers
def test_what_must_be_denied_is_denied(kernel: Kernel) -> None:
    """The guard of everything else here: a policy that permits nothing, and one that is none."""
    strict = side(kernel).compiled("profile strict { }")
    opening = ("open", "/proc/version", "r")
    job = Job(
        policies=(strict, b"this is no policy"),
        questions=(Question("strict", b"\x02/proc/version"), Question("lax", b"\x02/proc/version")),
        deeds=((opening,), (("change_profile", "strict"), opening), (("change_profile", "lax"), opening)),
    )

    outcome = boot(kernel, job)

    assert outcome.loaded == (0, EPROTONOSUPPORT)
    assert [(answer.allow & 4, answer.refused) for answer in outcome.answers] == [(0, 0), (0, ENOENT)]
    assert [[step.errno for step in deed] for deed in outcome.deeds] == [[0], [0, EACCES], [ENOENT, 0]]
