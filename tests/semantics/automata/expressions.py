"""Expressions for laws: over few bytes, so that strings meet them."""

from hypothesis import strategies as st

from apparmor_dsl.semantics.automata import Choice, Expression, InOrder, OneOf, Repeat, Text, byte_sets

ALPHABET = b"ab/\0"
LETTERS = st.sampled_from(ALPHABET)
strings = st.lists(LETTERS, max_size=7).map(bytes)

_texts = st.lists(LETTERS, max_size=3).map(lambda letters: Text(bytes(letters)))
_sets = st.one_of(
    st.sets(LETTERS).map(lambda letters: OneOf(byte_sets.of(letters))),
    st.sets(LETTERS).map(lambda letters: OneOf(byte_sets.EVERY_BYTE & ~byte_sets.of(letters))),
)


def _larger(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    several = st.lists(inner, max_size=3).map(tuple)
    return st.one_of(several.map(InOrder), several.map(Choice), inner.map(Repeat))


expressions: st.SearchStrategy[Expression] = st.recursive(st.one_of(_texts, _sets), _larger, max_leaves=8)
