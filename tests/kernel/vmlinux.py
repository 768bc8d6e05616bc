"""Unpacks a compressed kernel: `vmlinuz` becomes `vmlinux`, which a machine without firmware starts at once.

Needs nothing but Python's own library and the program that unpacks: `.ci/kernels` runs it before anything is installed.
Source: Documentation/arch/x86/boot.rst, "The real-mode kernel header".
"""

import struct
import subprocess
import sys
from pathlib import Path
from typing import Final

_HEADER: Final = 0x202
"""`HdrS`, the version of the boot protocol behind it."""
_SETUP_SECTORS: Final = 0x1F1
_PAYLOAD: Final = 0x248
"""Where the packed kernel lies behind the set-up code, and how long it is."""
_WITH_PAYLOAD: Final = 0x0208

_UNPACKERS: Final = {
    b"\x1f\x8b": "gzip",
    b"\x02\x21\x4c\x18": "lz4",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
}
"""Who unpacks what begins like this. All of them are called alike."""


class NoKernel(Exception):  # noqa: N818 - it says what the file is not
    """The file is no compressed kernel for x86."""


def unpacked(image: bytes) -> bytes:
    """The ELF file inside a bzImage."""
    if image[_HEADER : _HEADER + 4] != b"HdrS":
        raise NoKernel("it has no boot header")
    (protocol,) = struct.unpack_from("<H", image, _HEADER + 4)
    if protocol < _WITH_PAYLOAD:
        raise NoKernel(f"its boot protocol {protocol:#x} does not say where the kernel lies")
    offset, length = struct.unpack_from("<II", image, _PAYLOAD)
    start = (image[_SETUP_SECTORS] + 1) * 512 + offset
    payload = image[start : start + length]
    # Behind the packed kernel stands how long it is unpacked, for those whose format does not say.
    (size,) = struct.unpack_from("<I", payload, len(payload) - 4)
    kernel = _unpack(payload[:-4])
    if len(kernel) != size or not kernel.startswith(b"\x7fELF"):
        raise NoKernel(f"unpacked it has {len(kernel)} bytes and should have {size}")
    return kernel


def _unpack(payload: bytes) -> bytes:
    for magic, program in _UNPACKERS.items():
        if payload.startswith(magic):
            return subprocess.run([program, "-d", "-c"], input=payload, stdout=subprocess.PIPE, check=True).stdout
    raise NoKernel(f"nobody unpacks what begins with {payload[:6].hex(' ')}")


if __name__ == "__main__":
    source, target = map(Path, sys.argv[1:])
    target.write_bytes(unpacked(source.read_bytes()))
