"""The kernels that judge, as `.ci/kernels` has fetched them, and why one of them is not there."""

import shutil
from pathlib import Path
from typing import Final

from attrs import frozen

_HERE: Final = Path(__file__).resolve().parent
_CACHE: Final = _HERE.parent.parent / ".cache" / "kernels"

AGENT: Final = _CACHE / "agent"
QEMU: Final = shutil.which("qemu-system-x86_64")


@frozen
class Kernel:
    """A kernel of Debian's, by its version."""

    version: str

    def __str__(self) -> str:
        return self.version

    @property
    def image(self) -> Path:
        """The unpacked kernel."""
        return _CACHE / self.version / "vmlinux"

    @property
    def features_file(self) -> Path:
        """What this kernel mediates, once it was asked."""
        return _CACHE / self.version / "features"

    @property
    def package(self) -> str:
        """The package it comes from, with its version."""
        return (_CACHE / self.version / "package").read_text().strip()


BOOKWORM: Final = Kernel("6.1")
TRIXIE: Final = Kernel("6.12")
KERNELS: Final = (BOOKWORM, TRIXIE)


def missing(kernel: Kernel) -> str | None:
    """What has to be there before the kernel can be asked, and is not."""
    if QEMU is None:
        return "qemu-system-x86_64 is not installed: run .ci/kernels"
    if not kernel.image.exists():
        return f"Linux {kernel} is not here: run .ci/kernels"
    if not AGENT.exists():
        return "the agent of tests/kernel is not built: run .ci/kernels"
    if AGENT.stat().st_mtime < (_HERE / "agent.c").stat().st_mtime:
        return "the agent of tests/kernel is older than its source: run .ci/kernels"
    return None
