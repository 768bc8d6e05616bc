"""The automata of a compiled policy, to be asked and to be searched."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from apparmor_dsl.semantics.automata import Moves, Walk, byte_sets
from apparmor_dsl.semantics.model.attachment import MATCHES
from apparmor_dsl.semantics.model.compiled.tables import BESIDE, FURTHER, INDEX, NO_TABLES, START, TRAP, Tables
from apparmor_dsl.semantics.model.permissions import NOTHING, Permissions

_MOST_KEPT: Final = 5_000_000
"""So many moves are remembered; then it begins anew. A profile of ten thousand states has a hundred thousand."""


class CompiledAutomaton:
    """States are numbers of the file; the moves of each are worked out when somebody looks."""

    def __init__(self, tables: Tables = NO_TABLES, start: int = START) -> None:
        self.tables = tables
        self._start = start
        columns: dict[int, int] = {}
        for byte in range(256):
            column = byte if tables.classes is None else tables.classes[byte]
            columns[column] = columns.get(column, 0) | 1 << byte
        self._bytes = tuple(columns.get(column, 0) for column in range(max(columns) + 1))
        self._known: dict[int, Moves[int]] = {}
        self._kept = 0

    @property
    def start(self) -> int:
        """The state of the empty string."""
        return self._start

    def moves(self, state: int) -> Moves[int]:
        """Where each byte leads; bytes that are not listed lead to no match."""
        known = self._known.get(state)
        if known is not None:
            return known
        tables = self.tables
        chain = []
        while state not in self._known and tables.base[state] & FURTHER:
            chain.append(state)
            state = tables.default[state]
        found = self._known.get(state)
        if found is None:
            rest = (byte_sets.EVERY_BYTE, tables.default[state])
            found = self._keep(state, self._over(self._own(state), () if rest[1] == TRAP else (rest,)))
        for each in reversed(chain):
            found = self._keep(each, self._over(self._own(each), found))
        return found

    def after(self, text: bytes, state: int | None = None) -> int:
        """The state that the string leads to, from the start or another state."""
        tables = self.tables
        base, check, default, following = tables.base, tables.check, tables.default, tables.next
        state = self._start if state is None else state
        columns = text if tables.classes is None else bytes(text).translate(bytes(tables.classes))
        for column in columns:
            if state == TRAP:
                break
            while True:
                word = base[state]
                at = (word & INDEX) + column
                if check[at] == state:
                    state = following[at]
                    break
                state = default[state]
                if not word & FURTHER:
                    break
        return state

    def beside(self, state: int) -> int:
        """Where the move leads that is no byte: from a path or a value on to the next extended attribute."""
        word = self.tables.base[state]
        if not word & BESIDE:
            return TRAP
        at = (word & INDEX) - 1
        return self.tables.next[at] if self.tables.check[at] == state else self.tables.default[state]

    def _own(self, state: int) -> Mapping[int, int]:
        """The moves that stand in the state's own window: sets of bytes by the state they lead to."""
        if state == TRAP:
            return {}
        first = self.tables.base[state] & INDEX
        following = self.tables.next
        made: dict[int, int] = {}
        for column, owner in enumerate(self.tables.check[first : first + len(self._bytes)]):
            if owner == state and self._bytes[column]:
                reached = following[first + column]
                made[reached] = made.get(reached, 0) | self._bytes[column]
        return made

    @staticmethod
    def _over(own: Mapping[int, int], others: Moves[int]) -> Moves[int]:
        """The state's own moves, and for the bytes that have none those of another state."""
        free = byte_sets.EVERY_BYTE
        for allowed in own.values():
            free &= ~allowed
        made = dict(own)
        for allowed, reached in others:
            if allowed & free:
                made[reached] = made.get(reached, 0) | allowed & free
        made.pop(TRAP, None)
        return tuple((allowed, reached) for reached, allowed in made.items())

    def _keep(self, state: int, moves: Moves[int]) -> Moves[int]:
        self._kept += len(moves) + 1
        if self._kept > _MOST_KEPT:
            self._known.clear()
            self._kept = len(moves) + 1
        self._known[state] = moves
        return moves


class CompiledDecisions(CompiledAutomaton):
    """What the compiled policy permits of each string of one of its two automata."""

    def __init__(
        self,
        tables: Tables = NO_TABLES,
        start: int = START,
        meaning: Callable[[int, int], Permissions] = lambda _accept, _accept2: NOTHING,
    ) -> None:
        super().__init__(tables, start)
        self._meaning = meaning
        self._decided: dict[tuple[int, int], Permissions] = {}

    def permissions(self, state: int) -> Permissions:
        """What the string that led to the state is permitted."""
        if state == TRAP:
            return NOTHING
        tables = self.tables
        words = (tables.accept[state], 0 if tables.accept2 is None else tables.accept2[state])
        found = self._decided.get(words)
        if found is None:
            found = self._decided[words] = self._meaning(*words)
        return found

    def ask(self, text: bytes) -> Permissions:
        """What the string is permitted."""
        return self.permissions(self.after(text))


class Attachment(CompiledDecisions):
    """The programs that a profile is attached to: their paths are permitted `MATCHES`."""

    def __init__(self, tables: Tables, length: int) -> None:
        super().__init__(tables, START, _attaches)
        self.length = length
        """So long a string it takes: of the profiles that match a program, the one with the longest wins."""

    def accepts(self, state: int) -> bool:
        """Whether the profile is attached to the path, or goes with the attributes, that led to the state."""
        return self.permissions(state) != NOTHING

    def matches(self, path: bytes) -> bool:
        """Whether the profile is attached to a program at the path, its extended attributes left aside."""
        return self.accepts(self.after(path))

    def attributes(self) -> Iterator[CompiledDecisions]:
        """What the values of the extended attributes must match, in their order."""
        walked: CompiledDecisions = self
        while (accepting := _first_accepting(walked)) is not None and (beside := self.beside(accepting)) != TRAP:
            # A NUL stands before each value.
            walked = CompiledDecisions(self.tables, self.after(b"\0", beside), _attaches)
            yield walked


def _attaches(accept: int, accept2: int) -> Permissions:
    del accept2
    return Permissions(accept & MATCHES)


def _first_accepting(decisions: CompiledDecisions) -> int | None:
    """A state in which a path, or a value, has come to its end. From each of them the same attribute follows."""
    return next((state for state, _ in Walk().states(decisions) if decisions.permissions(state) != NOTHING), None)
