"""Compiled policy that is compressed, as newer kernels take it and keep it."""

from __future__ import annotations

import importlib
import zlib
from contextlib import suppress
from typing import Final, Protocol, cast

from apparmor_dsl.diagnostics.diagnostic import error
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.semantics.model.compiled.damaged import Damaged

_ZSTD: Final = b"\x28\xb5\x2f\xfd"
_ZSTD_MODULES: Final = ("compression.zstd", "backports.zstd")
"""The module of Python 3.14, and the same for those before it: the extra `zstd`."""
_HEAD: Final = 8
"""So many bytes apparmor_parser 5.0.2 writes before the compressed ones, for kernels with policy/compressed_load."""
_MOST: Final = 256 * 2**20
"""So many bytes are taken out; the policy of a whole distribution has a tenth."""


class _Zstd(Protocol):
    """What is used of such a module."""

    ZstdError: type[Exception]

    def ZstdDecompressor(self) -> _Decompressor: ...  # noqa: N802 - its name there


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...

    def decompress(self, data: bytes, max_length: int) -> bytes: ...


def opened(data: bytes, damaged: Damaged) -> bytes:
    """The bytes of the policy itself. Raises PolicyError where they cannot be had."""
    for head in (0, _HEAD):
        if data.startswith(_ZSTD, head):
            return _of_zstd(data[head:], head, damaged)
    if _is_deflated(data):
        return _inflated(data, damaged)
    return data


def _of_zstd(data: bytes, head: int, damaged: Damaged) -> bytes:
    zstd = _zstd()
    if zstd is None:
        cut = f"tail -c +{head + 1} {damaged.name} | " if head else ""
        end = "" if head else f" {damaged.name}"
        raise PolicyError(
            (
                error(
                    "compressed-policy",
                    f"{damaged.name} is compressed with zstd",
                    help=f"install `apparmor-dsl[zstd]`, or decompress it: `{cut}zstd -dc{end} > FILE`, and give FILE",
                ),
            )
        )
    decompressor = zstd.ZstdDecompressor()
    try:
        found = decompressor.decompress(data, _MOST)
    except zstd.ZstdError as wrong:
        raise damaged(head, f"{_NOT_DECOMPRESSED}: {wrong}") from None
    return _whole(found, damaged, ended=decompressor.eof)


def _zstd() -> _Zstd | None:
    for name in _ZSTD_MODULES:
        with suppress(ImportError):
            return cast("_Zstd", importlib.import_module(name))
    return None


def _is_deflated(data: bytes) -> bool:
    return len(data) > 2 and data[0] == 0x78 and int.from_bytes(data[:2]) % 31 == 0


def _inflated(data: bytes, damaged: Damaged) -> bytes:
    inflater = zlib.decompressobj()
    try:
        found = inflater.decompress(data, _MOST)
    except zlib.error as wrong:
        raise damaged(0, f"{_NOT_DECOMPRESSED}: {wrong}") from None
    return _whole(found, damaged, ended=inflater.eof)


_NOT_DECOMPRESSED: Final = "what is compressed cannot be decompressed"


def _whole(found: bytes, damaged: Damaged, *, ended: bool) -> bytes:
    if not ended:
        why = f"it becomes longer than {_MOST} bytes" if len(found) >= _MOST else "it is cut short"
        raise damaged(0, f"{_NOT_DECOMPRESSED}: {why}")
    return found
