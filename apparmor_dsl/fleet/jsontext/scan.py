"""From text to values."""

import re
from typing import Final, NoReturn

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, error
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.diagnostics.source import Source, Span
from apparmor_dsl.fleet.jsontext.values import (
    Json,
    JsonArray,
    JsonBoolean,
    JsonNull,
    JsonNumber,
    JsonObject,
    JsonString,
    Member,
)
from apparmor_dsl.fleet.wording import shown

DEEPEST: Final = 100
"""Brackets inside brackets. No fleet needs ten; Python's own stack ends near a thousand."""

LONGEST: Final = 32 * 1024 * 1024
"""Characters of a file. Proxmox VE keeps no more than 128 MiB of configuration for a whole cluster."""

LONGEST_NUMBER: Final = 300
"""Characters of a number."""

_MOST_REPEATED = 20


def read(source: Source) -> Json:
    """The value that the text is. Raises PolicyError when it is not JSON, or says one key twice."""
    if len(source.text) > LONGEST:
        raise PolicyError(
            (
                error(
                    "json-too-long",
                    f"more than {LONGEST} characters are not read",
                    source.span(),
                    help="split the file",
                ),
            )
        )
    scanner = _Scanner(source)
    value = scanner.document()
    if scanner.repeated:
        raise PolicyError(tuple(scanner.repeated))
    return value


_WHITE = re.compile(r"[ \t\n\r]*").match
_CHUNK = re.compile('[^"\\\\\x00-\x1f\ud800-\udfff]*').match
_SIMPLE = re.compile('"([^"\\\\\x00-\x1f\ud800-\udfff]*)"[ \t\n\r]*').match
_LITERAL = re.compile(r"(true|false|null)\b[ \t\n\r]*").match
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?P<fraction>\.[0-9]+)?(?P<exponent>[eE][+-]?[0-9]+)?")
_NUMBER_LIKE = re.compile(r"[-+.0-9][-+.0-9A-Za-z_]*")
_WORD = re.compile(r"[^\W\d][\w.-]*")
_BACKSLASH = "a backslash is written \\\\"
_AS_TEXT = "write it as a string, in double quotes"
_HEX = re.compile("[0-9a-fA-F]{4}")
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_QUOTES = "'\u2018\u2019\u201c\u201d`"
_CLOSES = {"{": "}", "[": "]"}
_NEAR_LITERALS = {"True": "true", "TRUE": "true", "yes": "true", "False": "false", "FALSE": "false", "no": "false",
                  "None": "null", "nil": "null", "undefined": "null", "NULL": "null"}  # fmt: skip


class _Scanner:
    """Reads one text from left to right. INVARIANT: `at` never stands on white space when a method returns."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.text
        self.at = 0
        self.repeated: list[Diagnostic] = []

    def document(self) -> Json:
        if self.text.startswith("\ufeff"):
            self.at = 1  # RFC 8259, section 8.1: may be ignored
        self.skip()
        if self.at == len(self.text):
            self.fail("the file is empty", help='the smallest fleet is `{"version": 1, "containers": {}}`')
        value = self.value(0, None)
        if self.at < len(self.text):
            self.odd()
            self.fail(
                "there is text after the end of the JSON value",
                help="a file holds one value; is a bracket closed too early?",
                labels=(Label(Span(self.source, value.end - 1, value.end), "the value ends here"),),
            )
        return value

    def skip(self) -> None:
        self.at = _WHITE(self.text, self.at).end()  # type: ignore[union-attr] # the pattern matches the empty text

    def odd(self) -> None:
        """Fail where what stands here is no JSON anywhere, whatever was expected."""
        letter = self.text[self.at : self.at + 1]
        if letter == "#" or (letter == "/" and self.text[self.at + 1 : self.at + 2] in {"/", "*"}):
            self.fail("JSON has no comments", help="take it out, or keep it as a value of a key of its own")
        if letter > "\x7f" and (letter.isspace() or letter == "\ufeff"):
            self.fail(f"the character U+{ord(letter):04X} is not white space in JSON", help="write an ordinary space")

    def value(self, depth: int, opened: int | None) -> Json:
        start, letter = self.at, self.text[self.at : self.at + 1]
        if letter == "{":
            return self.object(depth + 1)
        if letter == "[":
            return self.array(depth + 1)
        if letter == '"':
            return self.string()
        if letter and letter in "-0123456789":
            return self.number()
        literal = _LITERAL(self.text, start)
        if literal is None:
            self.no_value(letter, opened)
        self.at, end = literal.end(), literal.end(1)
        if literal[1] == "null":
            return JsonNull(self.source, start, end)
        return JsonBoolean(self.source, start, end, literal[1] == "true")

    def no_value(self, letter: str, opened: int | None) -> NoReturn:
        if not letter:
            self.ended(opened)
        self.odd()
        word = _WORD.match(self.text, self.at)
        if word and word.group() in {"NaN", "Infinity"}:
            self.fail(f"JSON has no {word.group()}", word.end(), help="leave the key out, or write null")
        if word and word.group() in _NEAR_LITERALS:
            right = _NEAR_LITERALS[word.group()]
            self.fail(f"{shown(word.group())} is not a JSON value", word.end(), help=f"did you mean `{right}`?")
        if word:
            self.fail(f"{shown(word.group())} is not a JSON value", word.end(), help="a string stands in double quotes")
        if letter in "+.":
            self.bad_number()
        if letter in _QUOTES:
            self.fail("a JSON string stands in double quotes", help='write "…"')
        if letter in ",]}":
            self.fail(f"a value is missing before `{letter}`", help="write it, or take out what stands before it")
        self.fail(f"{shown(letter)} cannot begin a JSON value", help="a string stands in double quotes")

    def object(self, depth: int) -> JsonObject:
        start = self.open(depth)
        members: list[Member] = []
        first: dict[str, JsonString] = {}
        while self.text[self.at : self.at + 1] != "}" or members:
            key = self.key(start, after_comma=bool(members))
            if self.text[self.at : self.at + 1] != ":":
                self.missing(":", key.end, "a colon stands between a key and its value", start)
            self.at += 1
            self.skip()
            members.append(Member(key, self.value(depth, start)))
            if key.value in first:
                self.repeat(key, first[key.value])
            first.setdefault(key.value, key)
            if not self.comma("}", members[-1].value.end, start):
                break
        self.at += 1
        end = self.at
        self.skip()
        return JsonObject(self.source, start, end, tuple(members))

    def array(self, depth: int) -> JsonArray:
        start = self.open(depth)
        items: list[Json] = []
        while self.text[self.at : self.at + 1] != "]" or items:
            items.append(self.value(depth, start))
            if not self.comma("]", items[-1].end, start):
                break
        self.at += 1
        end = self.at
        self.skip()
        return JsonArray(self.source, start, end, tuple(items))

    def open(self, depth: int) -> int:
        if depth > DEEPEST:
            self.fail(f"brackets stand more than {DEEPEST} deep", code="json-too-deep", help="no fleet needs that")
        start = self.at
        self.at += 1
        self.skip()
        return start

    def key(self, opened: int, *, after_comma: bool) -> JsonString:  # noqa: RET503 - `fail` does not return
        letter = self.text[self.at : self.at + 1]
        if letter == '"':
            return self.string()
        if not letter:
            self.ended(opened)
        if letter == "}" and after_comma:
            self.trailing_comma("}")
        self.odd()
        word = _WORD.match(self.text, self.at)
        if word or letter in _QUOTES:
            self.fail("a key stands in double quotes", word.end() if word else None, help='write "key": value')
        self.fail(f"{shown(letter)} cannot begin a key", help='a member is written "key": value')

    def comma(self, close: str, before: int, opened: int) -> bool:
        """Whether another item follows. Stands on the item, or on the closing bracket."""
        letter = self.text[self.at : self.at + 1]
        if letter == close:
            return False
        if letter != ",":
            self.missing(",", before, f"a comma or `{close}` must follow", opened)
        self.at += 1
        self.skip()
        if self.text[self.at : self.at + 1] == close:
            self.trailing_comma(close)
        return True

    def trailing_comma(self, close: str) -> NoReturn:
        comma = self.text.rindex(",", 0, self.at)
        where = Span(self.source, comma, comma + 1)
        found = error("json-syntax", f"JSON has no comma before `{close}`", where, help="take the comma out")
        raise PolicyError((*self.repeated, found))

    def missing(self, what: str, before: int, message: str, opened: int) -> NoReturn:
        letter = self.text[self.at : self.at + 1]
        if not letter:
            self.ended(opened)
        self.odd()
        if letter in "]}" and letter != _CLOSES[self.text[opened]]:
            self.fail(
                f"`{letter}` closes a `{self.text[opened]}`",
                labels=(self.label(opened),),
                help="write the bracket that fits",
            )
        if letter == "=" and what == ":":
            self.fail(message, help="write `:` for `=`")
        if letter == ";":
            self.fail(message, help=f"write `{what}` for `;`")
        if letter in '"{[' or letter.isalnum():
            self.fail(message, at=before, help=f"write `{what}` here")
        self.fail(f"{message}, not {shown(letter)}", help=f"write `{what}` here")

    def string(self) -> JsonString:
        start = self.at
        simple = _SIMPLE(self.text, start)
        if simple is not None:
            self.at = simple.end()
            return JsonString(self.source, start, simple.end(1) + 1, simple[1])
        self.at += 1
        parts: list[str] = []
        while True:
            chunk = _CHUNK(self.text, self.at)
            parts.append(chunk.group())  # type: ignore[union-attr] # the pattern matches the empty text
            self.at = chunk.end()  # type: ignore[union-attr]
            letter = self.text[self.at : self.at + 1]
            if letter == '"':
                break
            if letter == "\\":
                parts.append(self.escape())
            else:
                self.bad_letter(letter, start)
        self.at += 1
        end = self.at
        self.skip()
        return JsonString(self.source, start, end, "".join(parts))

    def bad_letter(self, letter: str, start: int) -> NoReturn:
        opened = (Label(Span(self.source, start, start + 1), "the string begins here"),)
        if not letter:
            self.fail("the text ends inside a string", at=start, help='close it with `"`')
        if letter in "\r\n":
            self.fail(
                "a line ends inside a string",
                labels=opened,
                help='close the string with `"`, or write the line break as \\n',
            )
        if letter < " ":
            self.fail(
                f"the control character U+{ord(letter):04X} stands in a string",
                help=f"write it as \\u{ord(letter):04x}",
            )
        self.fail("a byte that is not UTF-8 stands in a string", help="save the file as UTF-8")

    def escape(self) -> str:
        letter = self.text[self.at + 1 : self.at + 2]
        if letter != "u":
            if letter not in _ESCAPES:
                self.fail(
                    f"{shown(self.text[self.at : self.at + 2])} is not an escape of JSON", self.at + 2, help=_BACKSLASH
                )
            self.at += 2
            return _ESCAPES[letter]
        start, code = self.at, self.code_unit()
        if 0xD800 <= code < 0xDC00 and self.text.startswith("\\u", self.at):
            low = self.code_unit()
            if 0xDC00 <= low < 0xE000:
                return chr(0x10000 + (code - 0xD800) * 0x400 + low - 0xDC00)
        if 0xD800 <= code < 0xE000:
            self.at = start
            self.fail("half of a surrogate pair is no character", start + 6, help="write the character itself")
        return chr(code)

    def code_unit(self) -> int:
        digits = _HEX.match(self.text, self.at + 2)
        if digits is None:
            self.fail("\\u is followed by four hexadecimal digits", self.at + 2, help="write the character itself")
        self.at += 6
        return int(digits.group(), 16)

    def number(self) -> JsonNumber:
        start = self.at
        match, like = _NUMBER.match(self.text, start), _NUMBER_LIKE.match(self.text, start)
        if match is None or (like and like.end() != match.end()):
            self.bad_number()
        written = match.group()
        whole = match["fraction"] is None and match["exponent"] is None
        if len(written) > LONGEST_NUMBER:
            self.fail(f"a number has more than {LONGEST_NUMBER} characters", start + 20, help=_AS_TEXT)
        value = int(written) if whole else float(written)
        if value in {float("inf"), float("-inf")}:
            self.fail(f"{shown(written)} is larger than any number that can be kept", match.end(), help=_AS_TEXT)
        self.at = end = match.end()
        self.skip()
        return JsonNumber(self.source, start, end, value)

    def bad_number(self) -> NoReturn:
        like = _NUMBER_LIKE.match(self.text, self.at)
        written = like.group() if like else ""
        if written.lstrip("+-") in {"Infinity", "NaN"}:
            self.fail(f"JSON has no {written}", self.at + len(written), help="leave the key out, or write null")
        self.fail(
            f"{shown(written)} is not a JSON number",
            self.at + len(written),
            help="a number is written 7, -7, 0.5 or 5e3; anything else stands in double quotes",
        )

    def repeat(self, key: JsonString, first: JsonString) -> None:
        if len(self.repeated) < _MOST_REPEATED:
            self.repeated.append(
                error(
                    "duplicate-key",
                    f"the key {shown(key.value)} stands twice in one object",
                    key.span,
                    labels=(Label(first.span, "first here"),),
                    help="readers differ in which of the two counts: keep one",
                )
            )

    def ended(self, opened: int | None) -> NoReturn:
        self.at = len(self.text.rstrip(" \t\r\n"))
        if opened is None:
            self.fail("the text ends where a value must stand", help="write the value")
        close = _CLOSES[self.text[opened]]
        self.fail(f"the text ends before `{close}`", labels=(self.label(opened),), help=f"write `{close}`")

    def label(self, opened: int) -> Label:
        return Label(Span(self.source, opened, opened + 1), f"this `{self.text[opened]}` is open")

    def fail(
        self,
        message: str,
        end: int | None = None,
        *,
        at: int | None = None,
        code: str = "json-syntax",
        help: str,  # noqa: A002 - the field's name
        labels: tuple[Label, ...] = (),
    ) -> NoReturn:
        start = self.at if at is None else at
        span = Span(self.source, start, min(len(self.text), start + 1) if end is None else end)
        raise PolicyError((*self.repeated, error(code, message, span, help=help, labels=labels)))
