"""The bytes of a JSON file as text."""

import codecs
from typing import Final

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, error
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.diagnostics.source import Source

_OTHER_MARKS: Final = (  # the longer first: UTF-32's begins with UTF-16's
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


def decode(name: str, content: bytes) -> Source:
    """The bytes of a file as a source. Raises PolicyError where they are not UTF-8."""
    for mark, encoding in _OTHER_MARKS:
        if content.startswith(mark):
            source = Source(name, content.decode("utf-8", "replace"))
            raise PolicyError((_not_utf8(source, 0, f"this file is {encoding}; JSON is UTF-8"),))
    try:
        return Source(name, content.decode("utf-8"))
    except UnicodeDecodeError as problem:
        before = content[: problem.start].decode("utf-8")
        source = Source(name, before + content[problem.start :].decode("utf-8", "replace"))
        byte = content[problem.start]
        raise PolicyError((_not_utf8(source, len(before), f"the byte 0x{byte:02x} is not UTF-8"),)) from None


def _not_utf8(source: Source, offset: int, message: str) -> Diagnostic:
    return error("json-encoding", message, source.span(offset), help="save the file as UTF-8")
