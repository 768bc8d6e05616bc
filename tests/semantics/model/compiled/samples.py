"""Text compiled in each of the forms that there are."""

import tempfile
from functools import cache
from pathlib import Path
from typing import Final

from attrs import frozen

from apparmor_dsl.semantics.model.compiled import CompiledProfile, read_compiled
from tests.parser_oracle import oracle
from tests.parser_oracle.newer import Parser

_ROWS: Final = "policy {{permstable32 {{allow deny prompt audit quiet xindex}}\npermstable32_version {{{version}}}\n"


@frozen
class Form:
    """How a parser writes: by the features that it compiles for, and what it is told to do better.

    The features are those of Debian's kernel, in which `old` is replaced by `new`.
    """

    name: str
    new: str = ""
    options: tuple[str, ...] = ()
    old: str = "policy {"

    def __str__(self) -> str:
        return self.name

    @property
    def features(self) -> Path:
        """The file of the features."""
        return _features(self.old, self.new)


WORDS: Final = Form("words")
"""What is permitted stands in two words for each state."""
ROWS: Final = Form("rows", _ROWS.format(version="0x000003"))
"""It stands in the rows of a table."""
FORMS: Final = (
    WORDS,
    ROWS,
    Form("rows without flags", _ROWS.format(version="0x000002")),
    Form("rows of version 1, which is not used", _ROWS.format(version="0x000001")),
    Form("differences", "policy {diff_encode {yes}\n"),
    Form("rows and differences", _ROWS.format(version="0x000003") + "diff_encode {yes}\n"),
    Form("classes of bytes", options=("--Optimize=equiv",)),
    Form("all together", _ROWS.format(version="0x000003") + "diff_encode {yes}\n", ("--Optimize=equiv",)),
)


@cache
def _features(old: str, new: str) -> Path:
    text = oracle.FEATURES.read_text()
    if old not in text:
        raise ValueError(f"{oracle.FEATURES} has no `{old}`")
    path = Path(tempfile.mkdtemp(prefix="aadsl-features-")) / "features"
    path.write_text(text.replace(old, new or old, 1))
    return path


@cache
def binary(text: str, parser: Parser, form: Form = WORDS) -> bytes:
    """The text as the parser compiles it."""
    return parser.binary(text, *form.options, features=form.features)


def compiled(text: str, parser: Parser, form: Form = WORDS) -> tuple[CompiledProfile, ...]:
    """The profiles that the parser makes of the text."""
    return read_compiled(binary(text, parser, form), f"{form} of {parser}")
