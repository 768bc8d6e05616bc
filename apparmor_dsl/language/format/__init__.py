"""Text to tidy text: blanks, line breaks and indentation are ours; every word and every comment stays the author's."""

from apparmor_dsl.diagnostics.source import Source
from apparmor_dsl.language.format.order import sorted_groups
from apparmor_dsl.language.format.proof import prove
from apparmor_dsl.language.format.statements import as_written, lines_of
from apparmor_dsl.language.parser import Dialect, parse_source
from apparmor_dsl.language.parser.concrete import concrete

__all__ = ["format", "format_source"]


def format(text: str, name: str = "<text>", *, dialect: Dialect = "apparmor", sort: bool = False) -> str:  # noqa: A001
    """The text in the one layout that policy has here; `name` is what diagnostics call it.

    No word and no comment is changed, added or lost, and a text that is tidy comes back as it is. With `sort`, rules
    that stand together are put in order where that cannot change what they permit.

    Raises PolicyError with every error of a text that cannot be read.
    """
    return format_source(Source(name, text), dialect, sort=sort)


def format_source(source: Source, dialect: Dialect, *, sort: bool = False) -> str:
    """The text of a source in the one layout that policy has here. Raises PolicyError where it cannot be read."""
    policy = parse_source(source, dialect)
    branch = concrete(source, dialect)
    lines = lines_of(branch, source.text, sorted_groups if sort else as_written)
    made = "".join(f"{line}\n" for line in lines)
    if made != source.text:
        prove(policy, branch, made, dialect, in_order=not sort)
    return made
