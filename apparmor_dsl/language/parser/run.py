"""Runs Lark's tables over a text: contextual lexer and LALR parser in one loop, building nodes with their spans."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, cast

from apparmor_dsl.diagnostics.diagnostic import Diagnostic
from apparmor_dsl.diagnostics.errors import Bug
from apparmor_dsl.diagnostics.source import Source, Span
from apparmor_dsl.language.ast import BaseRule, Comment, Profile
from apparmor_dsl.language.parser.place import Place, Token
from apparmor_dsl.language.parser.tables import FLAGS, Dialect, Production, Tables, tables

Builder = Callable[..., Any]
Builders = Mapping[str, Builder]
Scanner = Callable[[str, int], "re.Match[str]"]
Item = tuple[int, Any, int, int]
"""A state, what was read to come there (the kind of a word that no builder gets), where that begins and ends."""

_MOST_ERRORS = 25
_NO_POLICY = 4
"""So many errors at the beginning of a file that is none of policy are one error."""

_MAY_BEGIN_LIKE_A_COMMENT = frozenset({"ID", "NAME", "VALUE"})

_NESTING = frozenset({"_OPEN", "_ELSE", "_NOT"})
_DEEPEST = 150
"""How many blocks, `else` and `not` may stand inside each other: deeper than any policy goes (upstream's stress test
has 101), and not so deep that what walks the tree runs out of stack."""

_PLAIN_FILE_RULE = (
    r"(?:(?P<OWNERSHIP>owner)[ \t]++)?"
    r'(?P<PATH>(?:/|@\{(?=[A-Za-z]\w*+\})(?!\w*+\}\+))(?:[^\s",!\\=]++|,(?=[^\s",!\\=]))*)[ \t]++'
    r"(?P<ACCESS>[A-Za-z]++)(?P<_COMMA>,)"
)
"""The commonest statement, to be read in one go, as `include` and comments are: what this matches has these tokens in
the grammar and no others. A path with a backslash or `=` is left to the grammar, for it may be none.

Only single characters are repeated possessively, here as in the grammars: before Python 3.11.5 a group that is, and
that fails halfway, keeps what it has read (gh-106052)."""

Plain = Callable[[Place, bool, str, str], Any]
"""The builder of a plain file rule: whether `owner` stands there, the path, the access. None: it has more to say."""


class _Engine:
    """The tables of a dialect, and the regular expressions of its states, each made when the state is first met.

    The expression of a state skips blanks and takes a comment, or a terminal that may come, the likeliest first. It
    always matches: at the end END, and where nothing fits UNKNOWN.
    """

    def __init__(self, made: Tables) -> None:
        self.tables = made
        self.blank = f"(?:{made.blank})?"
        self.scanners: list[Scanner | None] = [None] * len(made.actions)
        self._by_terminals: dict[frozenset[str], Scanner] = {}
        include = made.terminals["INCLUDE"][0]
        plain = f"{_PLAIN_FILE_RULE}|(?P<COMMENT>{made.comment})|(?P<INCLUDE>{include})"
        self.plain = re.compile(f"{self.blank}(?:{plain})", FLAGS).match
        self.may_begin = ["INCLUDE" in row and "PATH" in row for row in made.actions]
        """For each state whether a statement may begin there."""
        self.renamed = [
            production.origin if production.builder is None and production.children == ((0, True),) else None
            for production in made.productions
        ]
        """For each production that leaves a list as it is what the list is called then; None for other productions."""
        self.alone = [_alone(production) for production in made.productions]
        self.grows = [
            "_body_item" in row and self._grows(state, "_body_item") for state, row in enumerate(made.actions)
        ]
        """For each state whether a statement that comes there joins the list of statements that stands there."""

    def _grows(self, state: int, name: str) -> bool:
        actions = self.tables.actions
        options = set(actions[actions[state][name]].values())
        if len(options) > 1 or (index := -1 - options.pop()) < 0:
            return False
        renamed = self.renamed[index]
        if renamed is not None:
            return self._grows(state, renamed)
        production = self.tables.productions[index]
        return production.builder is None and production.children == ((0, True), (1, True))

    def scanner(self, state: int) -> Scanner:
        """The regular expression of the state."""
        terminals = self.tables.terminals
        accepted = frozenset(name for name in self.tables.actions[state] if name in terminals)
        found = self._by_terminals.get(accepted)
        if found is None:
            order = sorted(accepted, key=lambda name: (-terminals[name][1], -len(terminals[name][0]), name))
            groups = [(name, terminals[name][0]) for name in order]
            behind = max((order.index(name) + 1 for name in _MAY_BEGIN_LIKE_A_COMMENT & accepted), default=0)
            groups.insert(behind, ("COMMENT", self.tables.comment))
            groups += [("END", r"\Z"), ("UNKNOWN", "")]
            pattern = "|".join(f"(?P<{name}>{pattern})" for name, pattern in groups)
            # UNKNOWN is empty, so there is always a match.
            found = cast("Scanner", re.compile(f"{self.blank}(?:{pattern})", FLAGS).match)
            self._by_terminals[accepted] = found
        self.scanners[state] = found
        return found


def _alone(production: Production) -> tuple[int, ...] | None:
    """Where the children of a production stand that takes each of them as it is; None where it does more."""
    found = [child[0] for child in production.children if child is not None and not child[1]]
    return tuple(found) if len(found) == len(production.children) else None


@cache
def _engine(dialect: Dialect) -> _Engine:
    return _Engine(tables(dialect))


def run(
    source: Source, dialect: Dialect, builders: Builders, plain: Plain | None = None
) -> tuple[Any, list[Comment], list[Diagnostic]]:
    """The value of the start rule, every comment, and what was found wrong.

    After a syntax error the loop goes on at the next rule, so one run reports several; the value is then what could be
    read, or None. `plain` builds the commonest statement faster than the builders do.
    """
    return _Run(source, dialect, builders, plain).run()


class _Run:
    def __init__(self, source: Source, dialect: Dialect, builders: Builders, plain: Plain | None) -> None:
        self.source = source
        self.plain = plain
        self.engine = _engine(dialect)
        self.tables = self.engine.tables
        self.actions, self.productions = self.tables.actions, self.tables.productions
        self.builders = builders
        self.diagnostics: list[Diagnostic] = []
        self.comments: list[Comment] = []
        self.place = Place(source, self.diagnostics)
        self.stack: list[Item] = [(self.tables.start, None, 0, 0)]
        self.last: re.Match[str] | None = None
        """The word before, or where that was a whole rule its comma."""
        self.before_path: re.Match[str] | None = None
        """The word before the last path that is a bare word."""

    def run(self) -> tuple[Any, list[Comment], list[Diagnostic]]:
        source, text, stack, actions = self.source, self.source.text, self.stack, self.tables.actions
        engine, scanners, renamed = self.engine, self.engine.scanners, self.engine.renamed
        plain_statement, may_begin, grows = engine.plain, engine.may_begin, engine.grows
        at = 0
        while True:
            state = stack[-1][0]
            plain = None
            if grows[state]:
                at = self.take_all(at)
            elif may_begin[state]:
                plain = plain_statement(text, at)
            if plain is None:
                match = (scanners[state] or engine.scanner(state))(text, at)
                kind: Any = match.lastgroup
            else:
                match, kind = plain, plain.lastgroup
                if kind == "_COMMA":
                    kind = "OWNERSHIP" if plain["OWNERSHIP"] else "PATH"
            start, end = match.span(kind)
            if kind == "COMMENT":
                self.comments.append(Comment(text[start:end].rstrip(), Span(source, start, end)))
                at = end
                continue
            action = actions[state].get(kind)
            while action is not None and action < 0:
                name = renamed[-1 - action]
                if name is None:
                    self.reduce(-1 - action, start)
                else:
                    _, value, first, behind = stack.pop()
                    stack.append((actions[stack[-1][0]][name], value, first, behind))
                action = actions[stack[-1][0]].get(kind)
            if action is None:
                if kind == "END" and stack[-1][0] == self.tables.end:
                    return stack[-1][1], self.comments, self.diagnostics
                resume = self.recover(start)
                if resume is None:
                    return self.ended(start), self.comments, self.diagnostics
                at = resume
                continue
            if kind == "WORD_PATH":
                self.before_path = self.last
            self.last = match
            at = match.end()
            if plain is not None:
                self.join(self.built(plain), start, at)
                continue
            stack.append((action, kind if kind[0] == "_" else Token(kind, match[kind], start, end), start, end))
            if kind in _NESTING and self.is_too_deep():
                from apparmor_dsl.language.parser import syntax_errors

                self.diagnostics.append(syntax_errors.too_deep(Span(source, start, end)))
                return None, self.comments, self.diagnostics

    def take_all(self, at: int) -> int:
        """Do at once what the tables do step by step with comments and plain statements, for as long as there are any.

        The answer is where reading goes on. They join the list that stands there.
        """
        source, text, comments, plain_statement = self.source, self.source.text, self.comments, self.engine.plain
        state, items, first, behind = self.stack[-1]
        while (found := plain_statement(text, at)) is not None:
            if found.lastgroup == "COMMENT":
                start, at = found.span("COMMENT")
                comments.append(Comment(text[start:at].rstrip(), Span(source, start, at)))
            else:
                items.append(self.built(found))
                self.last, at = found, found.end()
                behind = at
        self.stack[-1] = (state, items, first, behind)
        return at

    def join(self, item: Any, start: int, end: int) -> None:
        """Put a statement into the list that stands there, or begin one."""
        state, value, first, _ = self.stack[-1]
        if self.engine.grows[state]:
            value.append(item)
            self.stack[-1] = (state, value, first, end)
        else:
            self.stack.append((self.actions[state]["_body_item"], [item], start, end))

    def built(self, found: re.Match[str]) -> Any:
        """What the builders make of a plain statement."""
        place = self.place
        place.end = found.end()
        if found.lastgroup == "INCLUDE":
            place.start = start = found.start("INCLUDE")
            return self.builders["include"](place, Token("INCLUDE", found["INCLUDE"], start, place.end))
        owner, path, access = found.group("OWNERSHIP", "PATH", "ACCESS")
        place.start = found.start("PATH") if owner is None else found.start("OWNERSHIP")
        if self.plain is not None and (made := self.plain(place, owner is not None, path, access)) is not None:
            return made
        qualifiers = None
        if owner is not None:
            token = Token("OWNERSHIP", owner, *found.span("OWNERSHIP"))
            place.end = token.end
            qualifiers = self.builders["qualifiers"](place, token)
            place.end = found.end()
        words = (Token(name, found[name], *found.span(name)) for name in ("PATH", "ACCESS"))
        return self.builders["file_rule"](place, qualifiers, None, *words, None)

    def is_too_deep(self) -> bool:
        """Whether more stands inside each other than we go along with."""
        return sum(isinstance(value, str) and value in _NESTING for _, value, _, _ in self.stack) > _DEEPEST

    def reduce(self, index: int, here: int) -> None:
        """Take from the stack what a production is made of, and put there what it makes of it."""
        origin, size, builder, single, kept = self.productions[index]
        stack = self.stack
        popped = stack[len(stack) - size :]
        del stack[len(stack) - size :]
        start, end = (popped[0][2], popped[-1][3]) if size else (here, here)
        if (alone := self.engine.alone[index]) is not None:
            children: list[Any] = [popped[child][1] for child in alone]
        else:
            children = []
            if builder is None and kept and kept[0] is not None and kept[0][1]:
                # A list that grows by one: nobody else holds it, and copying it each time would make long ones
                # quadratic.
                children, kept = popped[kept[0][0]][1], kept[1:]
            for child in kept:
                if child is None:
                    children.append(None)
                elif child[1]:
                    children += popped[child[0]][1]
                else:
                    children.append(popped[child[0]][1])
        if builder is None:
            value: Any = children
        elif single and len(children) == 1:
            value = children[0]
        else:
            place = self.place
            place.start, place.end = start, end
            value = self.builders[builder](place, *children)
        stack.append((self.actions[stack[-1][0]][origin], value, start, end))

    def recover(self, at: int) -> int | None:
        """Report the error, go back to where a rule may begin, and say where to read on; None to give up."""
        from apparmor_dsl.language.parser import syntax_errors  # only where there is one
        from apparmor_dsl.language.parser.trouble import Trouble

        words = [index for index in (-1, -2) if self.is_word_path(self.stack[index:][:1])]
        if words:
            # No path without a slash was meant, but a word that begins no rule.
            at = self.stack[words[0]][2]
            del self.stack[words[0] :]
            self.last = self.before_path
        if self.is_glued(at):
            # No block was meant, but a path without its slash: `{usr/,}bin/x`.
            _, _, at, _ = self.stack.pop()
        self.finish(at)
        expected = frozenset(name for name in self.tables.actions[self.stack[-1][0]] if self.is_accepted(name))
        opened, parenthesis = self.opened("_OPEN"), self.opened("_LPAR")
        began = at
        while "capability_rule" not in self.tables.actions[self.stack[-1][0]]:
            *_, began, _ = self.stack.pop()
        problem = syntax_errors.explain(
            Trouble(
                self.source,
                at,
                began,
                self.word_before(),
                expected,
                opened,
                parenthesis,
                self.closed_too_early(),
                is_first=not self.diagnostics and not any(isinstance(value, list) for _, value, _, _ in self.stack),
            )
        )
        self.diagnostics.append(problem.diagnostic)
        resume = problem.resume
        if self.reads_nothing():
            del self.diagnostics[1:]
            return None
        if resume is None or len(self.diagnostics) >= _MOST_ERRORS:
            return None
        if resume.at <= began:
            raise Bug("error recovery does not go forward")
        if resume.inside is not None:
            self.enter(resume.inside, resume.at)
        self.last = None
        return resume.at

    def reads_nothing(self) -> bool:
        """Whether the first words of the file begin no rule, one after the other: then it is no policy."""
        codes = [found.code for found in self.diagnostics]
        return codes == ["unknown-rule"] * _NO_POLICY and not any(isinstance(item[1], list) for item in self.stack)

    def closed_too_early(self) -> Span | None:
        """The `}` of the last profile of the file, where a rule stands behind it."""
        items = self.stack[-1][1]
        if not isinstance(items, list):
            return None
        last = max((at for at, item in enumerate(items) if isinstance(item, Profile)), default=len(items))
        behind = items[last + 1 :]
        if not any(isinstance(item, BaseRule) for item in behind) or (span := items[last].span) is None:
            return None
        return Span(self.source, span.end - 1, span.end)

    def enter(self, block: str, here: int) -> None:
        """Be in the block that a broken statement opened, as if its beginning had been read."""
        if block == "profile":
            self.feed("_PROFILE", "_PROFILE", here - 1)
            self.feed("NAME", Token("NAME", "?", here - 1, here - 1), here - 1)
        self.feed("_OPEN", "_OPEN", here - 1)

    def feed(self, kind: str, value: Any, here: int) -> None:
        """Do what reading the terminal would."""
        while (action := self.actions[self.stack[-1][0]][kind]) < 0:
            self.reduce(-1 - action, here)
        self.stack.append((action, value, here, here + 1))

    def ended(self, here: int) -> Any:
        """The value of what was read when reading is given up: what is open is closed."""
        for _ in self.opened("_OPEN"):
            self.feed("_CLOSE", "_CLOSE", here)
        while self.stack[-1][0] != self.tables.end:
            self.reduce(-1 - self.actions[self.stack[-1][0]]["END"], here)
        return self.stack[-1][1]

    def is_glued(self, at: int) -> bool:
        """Whether a brace was opened just before, and what stands there belongs to the same word."""
        _, value, _, end = self.stack[-1]
        return value == "_OPEN" and end == at and self.source.text[at : at + 1].strip(" \t\r\n#}") != ""

    @staticmethod
    def is_word_path(items: list[Item]) -> bool:
        """Whether this is a path that is a bare word."""
        return bool(items) and isinstance(items[0][1], Token) and items[0][1].kind == "WORD_PATH"

    def word_before(self) -> Token | None:
        """The word before the error; None where reading has just begun, or begun anew."""
        if self.last is None or self.last.lastgroup is None:
            return None
        kind = self.last.lastgroup
        return Token(kind, self.last[kind], *self.last.span(kind))

    def finish(self, here: int) -> None:
        """Reduce what is complete whatever comes next: a block that was closed is none that is broken."""
        while len(options := set(self.tables.actions[self.stack[-1][0]].values())) == 1 and (only := options.pop()) < 0:
            self.reduce(-1 - only, here)

    def opened(self, kind: str) -> list[int]:
        """The offsets of the braces or parentheses that are open."""
        return [start for _, value, start, _ in self.stack if isinstance(value, str) and value == kind]

    def is_accepted(self, terminal: str) -> bool:
        """Whether the terminal could really come next.

        A state of an LALR table also lists what could come after its rule elsewhere; only going on shows which is true.
        """
        actions, productions = self.tables.actions, self.tables.productions
        if terminal not in self.tables.terminals:
            return False
        below, above = len(self.stack), list[int]()
        while (action := actions[above[-1] if above else self.stack[below - 1][0]].get(terminal)) is not None:
            if action >= 0:
                return True
            production = productions[-1 - action]
            taken = min(production.size, len(above))
            del above[len(above) - taken :]
            below -= production.size - taken
            above.append(actions[above[-1] if above else self.stack[below - 1][0]][production.origin])
        return False
