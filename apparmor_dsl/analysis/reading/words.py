"""A request cut into words: those that stand alone, and `name=value` and `name=(values)`."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from typing import Final, NoReturn

from attrs import define, evolve, field, frozen

from apparmor_dsl.diagnostics.diagnostic import error
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.diagnostics.source import Source
from apparmor_dsl.diagnostics.suggest import did_you_mean

NAME: Final = "<request>"
"""What messages call the text of a request."""

_PIECE: Final = re.compile(
    r"""\s*(?:
        (?P<arrow>->|<=)
      | (?P<open>\()
      | (?P<close>\))
      | (?P<comma>,)
      | (?P<name>[a-z_]+)\s*(?P<equals>=|\bin\s+(?=\())
      | (?P<double>"(?:[^"\\]|\\.)*")
      | (?P<single>'[^']*')
      | (?P<word>[^\s"'(),][^\s"]*)
    )""",
    re.VERBOSE,
)
_FEW: Final = 20
_OF_PATHS: Final = ("/", "@")


@frozen
class Word:
    """A word and its place. What was quoted stands for itself, whatever it looks like."""

    text: str
    start: int
    end: int
    quoted: bool = False

    @property
    def is_path(self) -> bool:
        """Whether it looks like a path."""
        return self.text.startswith("/")

    @property
    def lower(self) -> str:
        """The word as one looks it up; nothing for what was quoted."""
        return "" if self.quoted else self.text.lower()


@define
class Said:
    """The words that stand alone, in order, and the conditions. Readers take away what they have understood."""

    source: Source
    words: list[Word] = field(factory=list)
    given: dict[str, list[Word]] = field(factory=dict)
    groups: dict[str, Said] = field(factory=dict)
    """`peer=(label=x addr=y)`: conditions in conditions."""
    notes: list[str] = field(factory=list)

    def next(self) -> Word | None:
        """The first word that is left."""
        return self.words[0] if self.words else None

    def take(self) -> Word:
        """Take the first word."""
        return self.words.pop(0)

    def skip(self, fillers: Iterable[str]) -> None:
        """Pass over words without meaning at the front."""
        known = frozenset(fillers)
        while self.words and self.words[0].lower in known:
            self.take()

    def take_one_of(self, known: Iterable[str]) -> Word | None:
        """Take the first word that is one of these, wherever it stands."""
        names = frozenset(known)
        for at, word in enumerate(self.words):
            if word.lower in names:
                return self.words.pop(at)
        return None

    def take_path(self) -> Word | None:
        """Take the first path, wherever it stands."""
        for at, word in enumerate(self.words):
            if word.is_path:
                return self.words.pop(at)
        return None

    def take_after(self, *before: str) -> Word | None:
        """Take the word that follows one of these words, and that word."""
        for at, word in enumerate(self.words[:-1]):
            if word.lower in before:
                found = self.words[at + 1]
                del self.words[at : at + 2]
                return found
        return None

    def value(self, *names: str) -> Word | None:
        """Take the one value of a condition, in any of its spellings."""
        found = self.values(*names)
        if len(found) > 1:
            self.reject(f"`{names[0]}=` has one value in a request", found[1], "ask once for each of them")
        return found[0] if found else None

    def values(self, *names: str) -> tuple[Word, ...]:
        """Take the values of a condition, in any of its spellings."""
        return tuple(word for name in names for word in self.given.pop(name, ()))

    def group(self, name: str) -> Said:
        """Take the conditions in a condition; `peer=foo` is `peer=(label=foo)`."""
        found = self.groups.pop(name, None)
        if found is None:
            found = Said(self.source)
            if given := self.given.pop(name, None):
                found.given["label"] = given
        return found

    def reject(self, message: str, at: Word | None = None, help_: str | None = None) -> NoReturn:
        """Say what is not understood."""
        span = self.source.span(at.start, at.end) if at else self.source.span(0, len(self.source.text))
        raise PolicyError((error("bad-request", message, span, help=help_),))

    def known(self, word: Word, known: Sequence[str], what: str) -> str:
        """The word, which must be one of these."""
        text = word.text.lower()
        if text not in known:
            way_out = did_you_mean(text, known)
            if way_out is None and len(known) <= _FEW:
                way_out = f"there are {', '.join(sorted(known))}"
            self.reject(f"there is no {what} `{word.text}`", word, way_out)
        return text

    def path(self, word: Word | None, what: str) -> str:
        """The word, which must be a path."""
        if word is None:
            self.reject(f"{what} is missing", None, "write it as the kernel sees it, from `/` on")
        if not word.text.startswith("/"):
            self.reject(f"{what} `{word.text}` does not begin with `/`", word, _whole(word.text))
        if set(word.text) & set("*?{}[]") and not word.quoted:
            self.notes.append(f"`{word.text}` is asked about as one path: its signs of a glob stand for themselves")
        return word.text

    def end(self, forms: str) -> None:
        """Refuse what nobody understood."""
        self.words = [word for word in self.words if word.lower not in _EMPTY_WORDS]
        if self.words:
            self.reject(f"`{self.words[0].text}` is not understood here", self.words[0], forms)
        for name in (*self.given, *self.groups):
            at = self.given[name][0] if self.given.get(name) else None
            self.reject(f"`{name}=` is not understood here", at, forms)


def _whole(text: str) -> str:
    """How a path is written that does not begin with a slash."""
    if text.startswith(("~", "$", "@{")):
        return "write the path that it stands for, as `/home/me/x`"
    return f"write it whole: `/{text}`" if "/" in text else "write it as the kernel sees it, from `/` on"


def root(word: str, known: Container[str]) -> str:
    """The known word of which this is a form, as `writes` and `writing` are of `write`; else the word itself."""
    stem = word.removesuffix("ing")
    forms = [word, word.removesuffix("s"), *([] if stem == word else [stem, f"{stem}e"])]
    return next((form for form in forms if form in known), word)


_EMPTY_WORDS: Final = frozenset({"a", "an", "and", "any", "the", "file", "socket", "please"})


def cut(text: str) -> Said:
    """The words of a text."""
    source = Source(NAME, text)
    said, end = _items(source, 0, inside=False)
    if end < len(text.rstrip()):
        said.reject("there is a `)` too many", Word(")", end, end + 1))
    return said


def _items(source: Source, at: int, *, inside: bool) -> tuple[Said, int]:
    said = Said(source)
    text = source.text
    while found := _PIECE.match(text, at):
        kind = found.lastgroup
        if kind == "close" and not inside:
            return said, found.start(kind)
        at = found.end()
        match kind:
            case "close":
                return said, at
            case "open":
                group, at = _items(source, at, inside=True)
                said.words += group.words
                said.given |= group.given
            case "comma":
                pass
            case "equals":
                at = _value(said, found["name"], at)
            case _:
                word, at = _word(source, found, inside=inside)
                said.words += word
    if inside:
        said.reject("a `(` is not closed", Word("(", max(0, at - 1), at))
    if text[at:].strip():
        said.reject("this is not understood", Word(text[at:], at, len(text)), "close the quotes")
    return said, at


def _value(said: Said, name: str, at: int) -> int:
    """What stands behind `name=`."""
    found = _PIECE.match(said.source.text, at)
    if found is None or found.lastgroup in {"close", "comma", "arrow"}:
        said.reject(f"`{name}=` has no value", Word(name, at, at + 1))
    if found.lastgroup == "open":
        group, end = _items(said.source, found.end(), inside=True)
        if group.given or group.groups:
            said.groups[name] = group
        else:
            said.given.setdefault(name, []).extend(group.words)
        return end
    if found.lastgroup == "equals":
        # A value that looks like a name with a value of its own: `member=a=b`.
        raw = re.compile(r"[^\s),]+").match(said.source.text, at)
        end = raw.end() if raw else found.end()
        said.given.setdefault(name, []).append(Word(said.source.text[at:end], at, end))
        return end
    words, end = _word(said.source, found, inside=True)
    said.given.setdefault(name, []).extend(words)
    return end


def _word(source: Source, found: re.Match[str], *, inside: bool) -> tuple[list[Word], int]:
    """The word that was found, cut at its commas where it is no path, and where it ends."""
    kind = found.lastgroup or ""
    start, end = found.span(kind)
    text = found[kind]
    if kind == "double":
        return [Word(re.sub(r"\\(.)", r"\1", text[1:-1]), start, end, quoted=True)], end
    if kind == "single":
        return [Word(text[1:-1], start, end, quoted=True)], end
    if kind == "arrow":
        return [Word(text, start, end)], end
    if inside or text.count(")") > text.count("("):
        text = text.partition(")")[0] if not text.startswith(_OF_PATHS) else _balanced(text)
    end = start + len(text)
    text = text.rstrip(",?;" if source.text[end:].strip() in {"", "?", ","} else ",")
    if text.startswith(_OF_PATHS) or not text:
        return [Word(text, start, start + len(text))] if text else [], end
    words: list[Word] = []
    at = start
    for part in text.split(","):
        if part:
            words.append(Word(part, at, at + len(part)))
        at += len(part) + 1
    return words, end


def _balanced(text: str) -> str:
    """The path up to a `)` that it has not opened itself."""
    depth = 0
    for at, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth < 0:
            return text[:at]
    return text


def without(said: Said, profile: str | None) -> Said:
    """The words without the profile's name, which a sentence may repeat."""
    if profile is not None and said.words and said.words[0].text == profile:
        return evolve(said, words=said.words[1:])
    return said
