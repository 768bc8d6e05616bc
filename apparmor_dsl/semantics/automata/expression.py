"""Regular expressions over bytes, as values."""

from __future__ import annotations

from typing import assert_never

from attrs import frozen


@frozen(cache_hash=True)
class Text:
    """Exactly these bytes."""

    text: bytes


@frozen(cache_hash=True)
class OneOf:
    """One byte of the set, an integer of 256 bits (see `byte_sets`)."""

    allowed: int


@frozen(cache_hash=True)
class InOrder:
    """The parts one after the other."""

    parts: tuple[Expression, ...]


@frozen(cache_hash=True)
class Choice:
    """Any one of the options; with none, nothing at all."""

    options: tuple[Expression, ...]


@frozen(cache_hash=True)
class Repeat:
    """`repeated` any number of times, also never."""

    repeated: Expression


Expression = Text | OneOf | InOrder | Choice | Repeat

NOTHING = Choice(())
"""No string."""

EMPTY = Text(b"")
"""The empty string alone."""


def in_order(*parts: Expression) -> Expression:
    """The parts one after the other, texts beside each other as one."""
    made: list[Expression] = []
    for part in parts:
        for piece in part.parts if isinstance(part, InOrder) else (part,):
            if isinstance(piece, Text) and made and isinstance(made[-1], Text):
                made[-1] = Text(made[-1].text + piece.text)
            elif piece != EMPTY:
                made.append(piece)
    if NOTHING in made:
        return NOTHING
    return made[0] if len(made) == 1 else InOrder(tuple(made)) if made else EMPTY


def choice(*options: Expression) -> Expression:
    """Any one of the options, each named once."""
    flat = dict.fromkeys(
        inner for option in options for inner in (option.options if isinstance(option, Choice) else (option,))
    )
    return next(iter(flat)) if len(flat) == 1 else Choice(tuple(flat))


def not_empty(expression: Expression) -> Expression:
    """The same strings but for the empty one."""
    match expression:
        case Text(text):
            return expression if text else NOTHING
        case OneOf():
            return expression
        case Choice(options):
            return choice(*(not_empty(option) for option in options))
        case Repeat(repeated):
            return in_order(not_empty(repeated), expression)
        case InOrder(parts):
            made: list[Expression] = []
            for at, part in enumerate(parts):
                made.append(in_order(not_empty(part), *parts[at + 1 :]))
                if not is_within(part, b""):
                    break
            return choice(*made)
        case _:
            assert_never(expression)


def is_within(matcher: Expression, text: bytes) -> bool:
    """Whether the expression matches the whole text: slow, obvious, and without any automaton."""
    return len(text) in _ends(matcher, text, frozenset({0}))


def _ends(matcher: Expression, text: bytes, starts: frozenset[int]) -> frozenset[int]:
    """Where a match that begins at one of the places may end."""
    match matcher:
        case Text(wanted):
            return frozenset(at + len(wanted) for at in starts if text.startswith(wanted, at))
        case OneOf(allowed):
            return frozenset(at + 1 for at in starts if at < len(text) and allowed >> text[at] & 1)
        case InOrder(parts):
            for part in parts:
                starts = _ends(part, text, starts)
            return starts
        case Choice(options):
            return frozenset(end for option in options for end in _ends(option, text, starts))
        case Repeat(repeated):
            reached = starts
            while not (further := _ends(repeated, text, reached)) <= reached:
                reached |= further
            return reached
        case _:
            assert_never(matcher)
