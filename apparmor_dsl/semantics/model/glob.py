r"""`/home/*/.ssh/{id_*,config}`: an AARE as the regular expression that the compiled policy holds.

The translation works on the text, character by character, as the parser's does: whether a star needs something to match
depends on the last character written before it. Source: convert_aaregex_to_pcre in parser/parser_regex.c.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from attrs import define, field

from apparmor_dsl.semantics.escapes import escape_at
from apparmor_dsl.semantics.model.regex import BadPattern, Pattern, read

DEEPEST: Final = 49
"""So many braces may be open at once."""

_OPEN_VARIABLE = re.compile(r"@\{(\w+)(?![\w}])")
_PLAIN: Final = re.compile(r"[^\\*?\[\]{},^$.+|()]+")
"""Characters that stand for themselves wherever they stand."""
_ALWAYS_ESCAPED: Final = ".+|()"
_ESCAPED_IF_ESCAPED: Final = "*[]{}"


@lru_cache(maxsize=20_000)
def pattern(glob: str) -> Pattern | BadPattern:
    """What the glob matches. Variables and escapes of the text are expanded already."""
    text = to_regex(glob)
    return text if isinstance(text, BadPattern) else read(text)


def to_regex(glob: str, *, before: str = "", nul: bool = False) -> str | BadPattern:
    """The glob as a regular expression, to be put behind the text `before`.

    With `nul` the wildcards match NUL too, as in the values of extended attributes.
    """
    translating = _Translating(glob, [before[-1:]], *(("[^/]", "[^/]*", ".*") if nul else _WILD))
    problem = translating.run()
    return problem or "".join(translating.made[1:])


_WILD: Final = ("[^/\\x00]", "[^/\\x00]*", "[^\\x00]*")


@define
class _Translating:
    glob: str
    made: list[str]
    one: str
    component: str
    anything: str
    commas: list[int] = field(factory=list)
    """For each brace that is open, the commas seen in it."""
    in_class: bool = False

    def run(self) -> BadPattern | None:
        """Translate to the end, or to what is wrong."""
        at = 0
        while at < len(self.glob):
            letter = self.glob[at]
            if letter == "\\":
                if at + 1 == len(self.glob):
                    return BadPattern("it ends in a `\\` that escapes nothing", "write `\\\\` for a backslash")
                at = self.escaped(at + 1)
                continue
            if letter == "*":
                # In a class too: the parser does not look where a star stands.
                at = self.star(at)
                continue
            run = _PLAIN.match(self.glob, at)
            if run is not None:
                self.made.append(run.group())
                at = run.end()
                continue
            problem = self.plain(letter)
            if problem is not None:
                return problem
            at += 1
        if self.in_class:
            return BadPattern("a `[` is not closed by a `]`", "close it, or write `\\[` for the character")
        if self.commas:
            name = _OPEN_VARIABLE.search(self.glob)
            way_out = f"write `@{{{name[1]}}}`" if name else "close it, or write `\\{` for the character"
            return BadPattern("a `{` is not closed by a `}`", way_out)
        return None

    def star(self, at: int) -> int:
        """`*` or `**` at `at`; the answer is what comes behind it."""
        end = at
        while self.glob.startswith("*", end):
            end += 1
        if self.made[-1].endswith("/") and (end == len(self.glob) or self.glob[end] == "/"):
            # A whole component: there is no empty one.
            self.made.append(self.one)
        if self.glob.startswith("**", at):
            self.made.append(self.anything)
            return at + 2
        self.made.append(self.component)
        return at + 1

    def escaped(self, at: int) -> int:
        """The character behind a backslash; the answer is what comes behind it."""
        letter = self.glob[at]
        if letter == "\\" or letter in _ESCAPED_IF_ESCAPED:
            self.made.append(f"\\{letter}")
        elif letter in "^$" or letter in _ALWAYS_ESCAPED:
            self.made.append(letter if self.in_class and letter in "^$" else f"\\{letter}")
        elif letter == ",":
            self.made.append("\\," if self.in_class else ",")
        elif letter == "?":
            self.made.append("?")
        else:
            rest = self.glob[at : at + 4].encode("utf-8", "surrogateescape")
            found = escape_at(rest, 0)
            length = found[1] if found is not None else 1
            self.made.append(self.glob[at : at + length] if found is None else f"\\{self.glob[at : at + length]}")
            return at + length
        return at + 1

    def plain(self, letter: str) -> BadPattern | None:
        """A character without a backslash; what it does wrong is the answer."""
        match letter:
            case "?":
                self.made.append(self.one)
            case "[":
                self.in_class = True
                self.made.append("[")
            case "]":
                if not self.in_class:
                    return BadPattern("a `]` closes no `[`", "write `\\]` for the character")
                self.in_class = False
                self.made.append("]")
            case "{" | "}" | "," if self.in_class:
                self.made.append(letter)
            case "{":
                if len(self.commas) >= DEEPEST:
                    return BadPattern(f"more than {DEEPEST} braces are open at once", "write several rules")
                self.commas.append(0)
                self.made.append("(")
            case "}":
                return self.close()
            case "," if self.commas:
                self.commas[-1] += 1
                self.made.append("|")
            case "^" | "$":
                self.made.append(letter if self.in_class else f"\\{letter}")
            case _:
                self.made.append(f"\\{letter}" if letter in _ALWAYS_ESCAPED else letter)
        return None

    def close(self) -> BadPattern | None:
        """`}`"""
        if not self.commas:
            return BadPattern("a `}` closes no `{`", "write `\\}` for the character")
        if not self.commas.pop():
            return BadPattern(
                "there is one alternative between `{` and `}`", "braces hold two or more: `{a,b}`, `{a,}`"
            )
        self.made.append(")")
        return None
