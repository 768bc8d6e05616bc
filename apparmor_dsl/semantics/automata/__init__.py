"""Regular languages over bytes, and nothing else: what they are languages of is not known here."""

from apparmor_dsl.semantics.automata.automaton import Automaton
from apparmor_dsl.semantics.automata.combine import (
    Combined,
    SideBySide,
    both,
    difference,
    either,
    only_in,
    overlap,
    unlike,
    without,
)
from apparmor_dsl.semantics.automata.deterministic import (
    BUDGET,
    Answer,
    Deterministic,
    Found,
    Moves,
    Moving,
    Never,
    Unknown,
)
from apparmor_dsl.semantics.automata.examples import examples
from apparmor_dsl.semantics.automata.expression import (
    EMPTY,
    NOTHING,
    Choice,
    Expression,
    InOrder,
    OneOf,
    Repeat,
    Text,
    choice,
    in_order,
    is_within,
)
from apparmor_dsl.semantics.automata.search import Walk, shortest

__all__ = [
    "BUDGET",
    "EMPTY",
    "NOTHING",
    "Answer",
    "Automaton",
    "Choice",
    "Combined",
    "Deterministic",
    "Expression",
    "Found",
    "InOrder",
    "Moves",
    "Moving",
    "Never",
    "OneOf",
    "Repeat",
    "SideBySide",
    "Text",
    "Unknown",
    "Walk",
    "both",
    "choice",
    "difference",
    "either",
    "examples",
    "in_order",
    "is_within",
    "only_in",
    "overlap",
    "shortest",
    "unlike",
    "without",
]
