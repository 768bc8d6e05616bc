"""The pages that tell more about a diagnostic or a lint: why it is said, an example, and what to write instead."""

from __future__ import annotations

import re

from attrs import frozen

from apparmor_dsl.language.shipped import shipped

_INDEX = "README.md"
_FENCE = re.compile(r"\s*```")
_LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")


@frozen
class Page:
    """The page of the diagnostics with the code `name`. `text` is Markdown: a heading, the summary, and more."""

    name: str
    text: str

    @property
    def summary(self) -> str:
        """The sentence that the page begins with."""
        return self.text.split("\n", 3)[2]

    def plain(self) -> str:
        """The page without Markdown's marks: examples are indented, links are their text."""
        lines, inside = list[str](), False
        for line in self.text.splitlines():
            if _FENCE.match(line):
                inside = not inside
            elif inside:
                lines.append(f"    {line}".rstrip())
            else:
                lines.append(_LINK.sub(r"\1", line.lstrip("#").lstrip() if line.startswith("#") else line))
        return "\n".join(lines) + "\n"


def pages() -> tuple[Page, ...]:
    """Every page, in the order of the codes. Where a lint has the name of an error, the page of the error is shown."""
    files = {
        file.stem: file
        for folder in (shipped("docs/lints"), shipped("docs/errors"))
        for file in folder.glob("*.md")
        if file.name != _INDEX
    }
    return tuple(Page(name, file.read_text("utf-8")) for name, file in sorted(files.items()))
