"""What apparmor_parser makes of file rules, as a language: to be compared with ours for all strings."""

from collections.abc import Iterator

from attrs import frozen

from apparmor_dsl.semantics.automata import Moves
from tests.parser_oracle import oracle
from tests.policies.compiled import Automaton, _automata, _automaton

BITS = {"x": 0x1, "w": 0x2, "r": 0x4, "m": 0x40}
_ACCEPT, _START, _TRAP = 1, 1, 0


@frozen
class CompiledFiles:
    """The strings that a file automaton permits an access to, for the owner."""

    automaton: Automaton
    access: str
    start: int = _START

    def accepts(self, state: int) -> bool:
        return bool(self.automaton.tables[_ACCEPT][state] & BITS[self.access])

    def moves(self, state: int) -> Moves[int]:
        reached: dict[int, int] = {}
        for byte in range(256):
            further = self.automaton._step(state, byte)
            if further != _TRAP:
                reached[further] = reached.get(further, 0) | 1 << byte
        return tuple((allowed, further) for further, allowed in reached.items())


def file_automata(text: str) -> Iterator[Automaton]:
    """The file automaton of each profile of the text, in the order of their names. Each must have a file rule, and
    none an attachment that is matched by an automaton.
    """
    raw = oracle.binary(text)
    for at in _automata(raw)[1::2]:
        yield _automaton(raw, at)
