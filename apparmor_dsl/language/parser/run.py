"""Runs Lark's tables over a text: contextual lexer and LALR parser in one loop, building nodes with their spans."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from apparmor_dsl.diagnostics.diagnostic import Diagnostic
from apparmor_dsl.diagnostics.errors import Bug
from apparmor_dsl.diagnostics.source import Source, Span
from apparmor_dsl.language.ast import Comment
from apparmor_dsl.language.parser.place import Place, Token
from apparmor_dsl.language.parser.tables import FLAGS, Dialect, Tables, tables

Builder = Callable[..., Any]
Builders = Mapping[str, Builder]

_BLANK = re.compile(r"(?:[ \t\n]|\r\n)*+")
_INCLUDE = re.compile(r'#include(?:[ \t]+\S|\s*[<"])', FLAGS)
_MOST_ERRORS = 25

_NESTING = frozenset({"_OPEN", "_ELSE", "_NOT"})
_DEEPEST = 150
"""How many blocks, `else` and `not` may stand inside each other: deeper than any policy goes (upstream's stress test
has 101), and not so deep that what walks the tree runs out of stack."""


class _Scanners:
    """The regular expression of each parser state: the terminals that may come there, the likeliest first."""

    def __init__(self, made: Tables) -> None:
        self._tables = made
        self._by_state: list[Callable[[str, int], re.Match[str] | None] | None] = [None] * len(made.actions)
        self._by_terminals: dict[frozenset[str], Callable[[str, int], re.Match[str] | None]] = {}

    def __call__(self, state: int) -> Callable[[str, int], re.Match[str] | None]:
        found = self._by_state[state]
        if found is None:
            terminals = self._tables.terminals
            accepted = frozenset(name for name in self._tables.actions[state] if name in terminals)
            found = self._by_terminals.get(accepted)
            if found is None:
                found = self._by_terminals[accepted] = self._scanner(accepted)
            self._by_state[state] = found
        return found

    def _scanner(self, accepted: frozenset[str]) -> Callable[[str, int], re.Match[str] | None]:
        terminals = self._tables.terminals
        order = sorted(accepted, key=lambda name: (-terminals[name][1], -len(terminals[name][0]), name))
        pattern = "|".join(f"(?P<{name}>{terminals[name][0]})" for name in order)
        return re.compile(pattern or r"(?!)", FLAGS).match


@cache
def _scanners(dialect: Dialect) -> _Scanners:
    return _Scanners(tables(dialect))


def run(source: Source, dialect: Dialect, builders: Builders) -> tuple[Any, list[Comment], list[Diagnostic]]:
    """The value of the start rule, every comment, and what was found wrong.

    After a syntax error the loop goes on at the next rule, so one run reports several; the value is then of no use.
    """
    return _Run(source, dialect, builders).run()


class _Run:
    def __init__(self, source: Source, dialect: Dialect, builders: Builders) -> None:
        self.source = source
        self.tables = tables(dialect)
        self.scanners = _scanners(dialect)
        self.builders = builders
        self.diagnostics: list[Diagnostic] = []
        self.comments: list[Comment] = []
        self.place = Place(source, self.diagnostics)
        self.states = [self.tables.start]
        self.values: list[Any] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.last: Token | None = None

    def run(self) -> tuple[Any, list[Comment], list[Diagnostic]]:
        text, actions, states = self.source.text, self.tables.actions, self.states
        length, at = len(text), 0
        while True:
            at = self.skip(at)
            if at >= length:
                token = Token("$END", "", length, length)
            else:
                match = self.scanners(states[-1])(text, at)
                if match is None or match.lastgroup is None:
                    token = Token("$UNKNOWN", "", at, at)
                else:
                    token = Token(match.lastgroup, match.group(), at, match.end())
            kind = token.kind
            action = actions[states[-1]].get(kind)
            while action is not None and action < 0:
                self.reduce(-1 - action, token.start)
                if kind == "$END" and states[-1] == self.tables.end:
                    return self.values[-1], self.comments, self.diagnostics
                action = actions[states[-1]].get(kind)
            if action is None:
                if kind == "$END" and states[-1] == self.tables.end:
                    return self.values[-1], self.comments, self.diagnostics
                resume = self.recover(token)
                if resume is None:
                    return None, self.comments, self.diagnostics
                at = resume
                continue
            states.append(action)
            self.values.append(token)
            self.starts.append(token.start)
            self.ends.append(token.end)
            self.last = token
            if kind in _NESTING and self.is_too_deep():
                from apparmor_dsl.language.parser import syntax_errors

                self.diagnostics.append(syntax_errors.too_deep(self.place.at(token)))
                return None, self.comments, self.diagnostics
            at = token.end

    def is_too_deep(self) -> bool:
        """Whether more stands inside each other than we go along with."""
        return sum(isinstance(value, Token) and value.kind in _NESTING for value in self.values) > _DEEPEST

    def skip(self, at: int) -> int:
        """The offset of the next word; comments on the way are kept."""
        text = self.source.text
        while True:
            match = _BLANK.match(text, at)
            at = match.end() if match else at
            if not text.startswith("#", at) or _INCLUDE.match(text, at):
                return at
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
            self.comments.append(Comment(text[at:end].rstrip(), Span(self.source, at, end)))
            at = end

    def reduce(self, index: int, here: int) -> None:
        production = self.tables.productions[index]
        size, values = production.size, self.values
        if size:
            popped, start, end = values[-size:], self.starts[-size], self.ends[-1]
            del values[-size:], self.starts[-size:], self.ends[-size:], self.states[-size:]
        else:
            popped, start, end = [], here, here
        children: list[Any] = []
        kept = production.children
        if production.builder is None and kept and kept[0] is not None and kept[0][1]:
            # A list that grows by one: nobody else holds it, and copying it each time would make long ones quadratic.
            children, kept = popped[kept[0][0]], kept[1:]
        for child in kept:
            if child is None:
                children.append(None)
            elif child[1]:
                children += popped[child[0]]
            else:
                children.append(popped[child[0]])
        if production.builder is None:
            value: Any = children
        elif production.single and len(children) == 1:
            value = children[0]
        else:
            place = self.place
            place.start, place.end = start, end
            value = self.builders[production.builder](place, *children)
        values.append(value)
        self.starts.append(start)
        self.ends.append(end)
        self.states.append(self.tables.actions[self.states[-1]][production.origin])

    def recover(self, token: Token) -> int | None:
        """Report the error, go back to where a rule may begin, and say where to read on; None to give up."""
        from apparmor_dsl.language.parser import syntax_errors  # only where there is one

        self.finish(token.start)
        expected = frozenset(name for name in self.tables.actions[self.states[-1]] if self.is_accepted(name))
        opened, parenthesis = self.opened("_OPEN"), self.opened("_LPAR")
        began = token.start
        while "capability_rule" not in self.tables.actions[self.states[-1]]:
            began = self.starts[-1]
            del self.states[-1], self.values[-1], self.starts[-1], self.ends[-1]
        problem = syntax_errors.explain(
            syntax_errors.Trouble(
                self.source, token.start, began, self.last, expected, opened, parenthesis[-1] if parenthesis else None
            )
        )
        self.diagnostics.append(problem.diagnostic)
        if problem.resume is None or len(self.diagnostics) >= _MOST_ERRORS:
            return None
        if problem.resume <= began:
            raise Bug("error recovery does not go forward")
        self.last = None
        return problem.resume

    def finish(self, here: int) -> None:
        """Reduce what is complete whatever comes next: a block that was closed is none that is broken."""
        while len(options := set(self.tables.actions[self.states[-1]].values())) == 1 and (only := options.pop()) < 0:
            self.reduce(-1 - only, here)

    def opened(self, kind: str) -> list[int]:
        """The offsets of the braces or parentheses that are open."""
        return [value.start for value in self.values if isinstance(value, Token) and value.kind == kind]

    def is_accepted(self, terminal: str) -> bool:
        """Whether the terminal could really come next.

        A state of an LALR table also lists what could come after its rule elsewhere; only going on shows which is true.
        """
        actions, productions = self.tables.actions, self.tables.productions
        if terminal not in self.tables.terminals:
            return False
        below, above = len(self.states), list[int]()
        while (action := actions[above[-1] if above else self.states[below - 1]].get(terminal)) is not None:
            if action >= 0:
                return True
            production = productions[-1 - action]
            taken = min(production.size, len(above))
            del above[len(above) - taken :]
            below -= production.size - taken
            above.append(actions[above[-1] if above else self.states[below - 1]][production.origin])
        return False
