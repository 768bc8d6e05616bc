"""The variables of a file: what each is set to, and what it stands for when the variables in its values do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from attrs import define, field, frozen

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, error
from apparmor_dsl.diagnostics.source import Span, part_of
from apparmor_dsl.diagnostics.suggest import nearest
from apparmor_dsl.language import ast
from apparmor_dsl.semantics.escapes import unescaped
from apparmor_dsl.semantics.targets import Target

MOST_VALUES: Final = 20_000
"""More values than this are refused, where the parser would take minutes and gigabytes."""
MOST_CHARACTERS: Final = 4_000_000
"""The values of one variable, and one expanded text, are not longer than this together."""

_DEEPEST: Final = 200

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


@frozen
class Problem:
    """Why a text cannot be expanded: a code and a message without the place where the text stands."""

    code: str
    message: str
    help: str | None = None
    labels: tuple[Label, ...] = ()
    word: str = ""
    """What of the text it is about."""

    def at(self, span: Span | None, labels: tuple[Label, ...] = ()) -> Diagnostic:
        """The problem where it shows."""
        return error(
            self.code,
            self.message,
            part_of(span, self.word) if self.word else span,
            labels=(*self.labels, *labels),
            help=self.help,
        )


@frozen
class _Setting:
    """A variable: its values as written, or the value of a boolean one, and the first place that sets it."""

    values: tuple[str, ...]
    span: Span | None
    boolean: bool | None = None


@define
class Variables:
    """The variables that are set so far, in the order of the text, and those of one profile.

    Names of boolean and other variables are one set of names, as in the parser.
    """

    target: Target
    settings: dict[str, _Setting] = field(factory=dict)
    _expanded: dict[str, tuple[str, ...]] = field(factory=dict)
    _expanding: list[str] = field(factory=list)

    def assign(self, item: ast.Variable) -> Diagnostic | None:
        """Set, or add to, a variable; what forbids it is the answer."""
        values = tuple(unescaped(value) for value in item.values)
        known = self.settings.get(item.name)
        shown = f"@{{{item.name}}}"
        if item.operator == "+=":
            if known is None:
                best = nearest(item.name, self.settings)
                # One mistake: whoever uses the variable makes none.
                self.settings[item.name] = _Setting(values, item.span)
                return error(
                    "variable-not-set",
                    f"`+=` adds to the variable `{shown}`, which is not set before",
                    item.span,
                    help=f"did you mean `@{{{best}}}`?" if best else f"write `{shown} = …`",
                )
            if known.boolean is not None:
                return error(
                    "variable-kind", f"`${{{item.name}}}` is a boolean variable", item.span, labels=_set(known)
                )
            # What was expanded for a condition stays as it was: the parser does not look again.
            self.settings[item.name] = _Setting((*known.values, *values), known.span)
            return None
        return self._set(item, _Setting(values, item.span), shown)

    def assign_boolean(self, item: ast.BooleanAssignment, value: bool) -> Diagnostic | None:
        """Set a boolean variable; what forbids it is the answer."""
        if item.operator == "+=":
            return error(
                "variable-kind", "`+=` does not add to a boolean variable", item.span, help="write `=` or `:=`"
            )
        return self._set(item, _Setting((), item.span, value), f"${{{item.name}}}")

    def _set(self, item: ast.Variable | ast.BooleanAssignment, setting: _Setting, shown: str) -> Diagnostic | None:
        known = self.settings.get(item.name)
        if known is not None and item.operator == "?=":
            return None
        if known is not None and item.operator == "=":
            return error(
                "variable-set-twice",
                f"the variable `{shown}` is set twice",
                item.span,
                labels=_set(known),
                help="write `+=` to add to it, or take one of the lines out",
            )
        self.settings[item.name] = setting
        self._expanded.pop(item.name, None)
        return None

    def with_built_in(self, values: Mapping[str, str]) -> Variables:
        """These variables and those that the parser sets in a profile."""
        own = {name: _Setting((value,), None) for name, value in values.items()}
        return Variables(
            self.target,
            {**self.settings, **own},
            {name: found for name, found in self._expanded.items() if name not in own},
        )

    def boolean(self, name: str) -> bool | None:
        """The value of a boolean variable; None where none of that name is set."""
        known = self.settings.get(name)
        return known.boolean if known else None

    def values(self, name: str) -> tuple[str, ...] | Problem:
        """What the variable stands for, with every variable in its values expanded."""
        done = self._expanded.get(name)
        if done is not None:
            return done
        known = self.settings.get(name)
        if known is None:
            return self._unknown(name)
        if known.boolean is not None:
            message = f"`${{{name}}}` is a boolean variable and has no values"
            return Problem("variable-kind", message, labels=_set(known))
        if name in self._expanding:
            circle = " -> ".join(f"@{{{step}}}" for step in (*self._expanding[self._expanding.index(name) :], name))
            message = f"the variable `@{{{name}}}` is made of itself: {circle}"
            return Problem("variable-recursion", message, "`+=` adds values", _set(known))
        if len(self._expanding) >= _DEEPEST:
            message = f"more than {_DEEPEST} variables stand in each other's values"
            return Problem("variable-too-large", message, None, _set(known))
        self._expanding.append(name)
        found = self._all(name, known)
        self._expanding.pop()
        if not isinstance(found, Problem):
            self._expanded[name] = found
        return found

    def _all(self, name: str, known: _Setting) -> tuple[str, ...] | Problem:
        made: list[str] = []
        left = list(reversed(known.values))
        characters = 0
        while left:
            value = left.pop()
            parts = first_variable(value)
            if parts is None:
                made.append(value)
                characters += len(value)
                if len(made) > MOST_VALUES or characters > MOST_CHARACTERS:
                    return Problem(
                        "variable-too-large",
                        f"the variable `@{{{name}}}` stands for more than {len(made) - 1} values",
                        "give the variables in its values fewer values",
                        _set(known),
                    )
                continue
            before, inner, after = parts
            values = self.values(inner)
            if isinstance(values, Problem):
                return values
            if "" in values and not before and not after and self.target.version < (5, 0):
                return Problem(
                    "variable-empty",
                    f"{self.target.name} cannot expand `@{{{name}}}`: its value `@{{{inner}}}` can be empty",
                    f'write `""` in place of `@{{{inner}}}`',
                    _set(known),
                )
            left += [f"{before}{value}{after}" for value in reversed(values)]
        # A set, and so in the order of the bytes, since 5.0; before, a list as it stands in the text.
        return tuple(sorted(set(made), key=_bytes)) if self.target.version >= (5, 0) else tuple(made)

    def expand(self, text: str) -> str | Problem:
        """The text with each variable replaced by its value, or by `{one,other}` where it has several.

        Slashes of a value are taken off where the text has one beside the variable. Source: expand_by_alternation in
        parser/variable.cc.
        """
        made: list[str] = []
        length = 0
        while (parts := first_variable(text)) is not None:
            before, name, after = parts
            if not _NAME.fullmatch(name):
                if "," in name and (self.target.version < (5, 0) or name[0].isalpha()):
                    break  # `@{a,b}` is older than variables: the parser leaves it, and all that follows, as it is
                return Problem("variable-name", f"`@{{{name}}}` is not the name of a variable", "write a letter first")
            values = self.values(name)
            if isinstance(values, Problem):
                return values
            made.append(before)
            # Before 5.0 a value that is alone keeps its slashes.
            trailing = after.startswith("/") and (len(values) > 1 or self.target.version >= (5, 0))
            trimmed = list(_trimmed(values, leading=self._joins(made, values), trailing=trailing))
            text = (trimmed[0] if len(trimmed) == 1 else "{" + ",".join(trimmed) + "}") + after
            length += len(text)
            if length > MOST_CHARACTERS:
                return Problem("variable-too-large", f"with `@{{{name}}}` the text becomes too long", None)
        return "".join((*made, text))

    def _joins(self, made: list[str], values: tuple[str, ...]) -> bool:
        """Whether the text before a variable takes the slash off its values.

        A slash that begins the text, or what is left of it behind a variable, does not: `/@{lib}` with `/usr/lib` is
        `//usr/lib`. Before 5.0 every slash does, but only where the variable has several values.
        """
        if self.target.version < (5, 0):
            return len(values) > 1 and "".join(made).endswith("/")
        return made[-1].endswith("/") and bool(made[-1].strip("/"))

    def _unknown(self, name: str) -> Problem:
        best = nearest(name, self.settings)
        way_out = (
            f"did you mean `@{{{best}}}`?"
            if best
            else f"set it before the profiles: `@{{{name}}} = …`, or `include <tunables/global>`"
        )
        return Problem("unknown-variable", f"the variable `@{{{name}}}` is not set", way_out, word=f"@{{{name}}}")


def first_variable(text: str) -> tuple[str, str, str] | None:
    """What stands before the first variable of the text, its name, and what stands behind it."""
    start = -1
    at = 0
    escaped = False
    while at < len(text):
        letter = text[at]
        if letter == "\\":
            escaped = not escaped
            at += 1
            continue
        if not escaped:
            if letter == "@" and text.startswith("{", at + 1):
                start = at
                at += 3  # the character behind the brace is never looked at
                continue
            if letter == "}" and start >= 0:
                return text[:start], text[start + 2 : at], text[at + 1 :]
        escaped = False
        at += 1
    return None


def _trimmed(values: tuple[str, ...], *, leading: bool, trailing: bool) -> Iterator[str]:
    for value in values:
        kept = value.lstrip("/") if leading else value
        yield kept.rstrip("/") if trailing else kept


def _set(known: _Setting) -> tuple[Label, ...]:
    return (Label(known.span, "it is set here"),) if known.span else ()


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
