"""What the running kernel says: the policy that is loaded, which can be another one than the source.

It is asked through securityfs, as aa_query_label(2) does: nothing is done and nothing is logged.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol

from attrs import frozen

from apparmor_dsl.analysis.answer import Answer
from apparmor_dsl.analysis.looks import Bit, Look, looks
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, error
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.semantics.model import change_profile, file
from apparmor_dsl.semantics.model.decide import EXECUTE, OTHER_SHIFT
from apparmor_dsl.semantics.model.lines import CLASSES

SECURITYFS: Final = Path("/sys/kernel/security/apparmor")

_KERNEL_BITS: Final = {
    EXECUTE: 0x1,
    file.ACCESS["w"]: 0x2,
    file.ACCESS["r"]: 0x4,
    file.ACCESS["a"]: 0x8,
    file.ACCESS["k"]: 0x8000,
    file.ACCESS["m"]: 0x1_0000,
    file.LINK: 0x4_0000,
    change_profile.ON_EXEC: 0x2000_0000,
    change_profile.CHANGE: 0x4000_0000,
}
"""Bits of a compiled policy and of the kernel's answers. Source: security/apparmor/policy_compat.c."""


class Kernel(Protocol):
    """A kernel that can be asked."""

    def ask(self, label: str, payload: bytes, *, owner: bool) -> int | None:
        """The bits that are permitted for this payload; None where no profile of this name is loaded."""


@frozen
class Disagreement:
    """A part that the loaded policy decides otherwise than the source; `loaded` is whether it permits it."""

    what: str
    who: str | None
    loaded: bool


def disagreements(kernel: Kernel, answer: Answer) -> tuple[Disagreement, ...] | None:
    """Where the loaded profile says otherwise than the answer; None where it cannot be asked about that.

    Raises PolicyError where no profile of the name is loaded.
    """
    found: list[Disagreement] = []
    asked = looks(answer.request, answer.system)
    if not asked:
        return None
    read: dict[tuple[str, str | None], bool] = {}
    for part in answer.parts:
        read[part.what, part.who] = read.get((part.what, part.who), True) and part.allowed
    loaded: dict[tuple[str, str | None], bool] = {}
    for look in asked:
        for bit in look.wanted:
            permitted = _permits(kernel, answer.profile.name, look, bit)
            loaded[bit.name, bit.who] = loaded.get((bit.name, bit.who), True) and permitted
    for (what, who), permitted in loaded.items():
        if read.get((what, who), permitted) != permitted:
            found.append(Disagreement(what, who, permitted))
    return tuple(found)


def _permits(kernel: Kernel, profile: str, look: Look, bit: Bit) -> bool:
    payload, mask = look.key, bit.mask
    if look.part == "files":
        payload = bytes((CLASSES["file"],)) + look.key
        mask = _KERNEL_BITS[mask >> OTHER_SHIFT if bit.who == "other" else mask]
    allowed = kernel.ask(profile, payload, owner=bit.who != "other")
    if allowed is None:
        message = f"no profile `{profile}` is loaded in the running kernel"
        raise PolicyError((error("profile-not-loaded", message, help="load it: apparmor_parser -r FILE"),))
    return allowed & mask == mask


class RunningKernel:
    """The kernel of this machine, through `.access` of securityfs."""

    def __init__(self, folder: Path = SECURITYFS) -> None:
        self._file = folder / ".access"
        if not self._file.exists():
            raise PolicyError((_nobody(f"{folder} is not there"),))

    def ask(self, label: str, payload: bytes, *, owner: bool) -> int | None:
        """The bits that are permitted. Whether the file is the task's own is told by our user: 0 owns what is asked."""
        query = b"label\0" + label.encode("utf-8", "surrogateescape") + b"\0" + payload
        try:
            descriptor = os.open(self._file, os.O_RDWR)
            try:
                with _as_user(0 if owner else _NOBODY):
                    os.pwrite(descriptor, query, 0)
                return _allowed(os.pread(descriptor, 256, 0))
            finally:
                os.close(descriptor)
        except FileNotFoundError:
            return None
        except OSError as problem:
            raise PolicyError((_nobody(f"{self._file}: {(problem.strerror or '').lower()}"),)) from None


_NOBODY: Final = 65534


@contextmanager
def _as_user(user: int) -> Iterator[None]:
    """With this user for files. The kernel takes the files asked about for those of user 0."""
    libc = ctypes.CDLL(None, use_errno=True)
    before = libc.setfsuid(user)
    try:
        yield
    finally:
        libc.setfsuid(before)


def _allowed(answer: bytes) -> int:
    for line in answer.decode("ascii", "replace").splitlines():
        name, _, number = line.partition(" ")
        if name == "allow":
            return int(number, 16)
    raise PolicyError((_nobody("its answer has no line `allow`"),))


def _nobody(why: str) -> Diagnostic:
    help_ = "ask on the host, as root: containers do not see the kernel's policy; without --live the source is asked"
    return error("no-kernel", f"the running kernel cannot be asked: {why}", help=help_)
