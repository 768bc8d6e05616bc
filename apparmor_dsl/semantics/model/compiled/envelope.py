"""Compiled policy that is compressed, as newer kernels take it and keep it."""

from __future__ import annotations

import zlib
from typing import Final

from apparmor_dsl.diagnostics.diagnostic import error
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.semantics.model.compiled.damaged import Damaged

_ZSTD: Final = b"\x28\xb5\x2f\xfd"
_HEAD: Final = 8
"""So many bytes apparmor_parser 5.0.2 writes before the compressed ones, for kernels with policy/compressed_load."""
_MOST: Final = 256 * 2**20
"""So many bytes are taken out; the policy of a whole distribution has a tenth."""


def opened(data: bytes, damaged: Damaged) -> bytes:
    """The bytes of the policy itself. Raises PolicyError where they cannot be had."""
    for head in (0, _HEAD):
        if data.startswith(_ZSTD, head):
            cut = f"tail -c +{head + 1} {damaged.name} | " if head else ""
            end = "" if head else f" {damaged.name}"
            raise PolicyError(
                (
                    error(
                        "compressed-policy",
                        f"{damaged.name} is compressed with zstd",
                        help=f"decompress it: `{cut}zstd -dc{end} > FILE`, and give FILE",
                    ),
                )
            )
    if _is_deflated(data):
        return _inflated(data, damaged)
    return data


def _is_deflated(data: bytes) -> bool:
    return len(data) > 2 and data[0] == 0x78 and int.from_bytes(data[:2]) % 31 == 0


def _inflated(data: bytes, damaged: Damaged) -> bytes:
    inflater = zlib.decompressobj()
    try:
        found = inflater.decompress(data, _MOST)
    except zlib.error as wrong:
        raise damaged(0, f"what is compressed cannot be decompressed: {wrong}") from None
    if not inflater.eof:
        why = f"it becomes longer than {_MOST} bytes" if inflater.unconsumed_tail else "it is cut short"
        raise damaged(0, f"what is compressed cannot be decompressed: {why}")
    return found
