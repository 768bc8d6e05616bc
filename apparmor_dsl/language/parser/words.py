"""Checks of closed words that several builders share."""

from collections.abc import Iterable, Mapping, Sequence

from apparmor_dsl.diagnostics.suggest import did_you_mean
from apparmor_dsl.language.parser.place import Place, Token

NO_ALIASES: Mapping[str, tuple[str, ...]] = {}


def known_words(
    place: Place,
    what: str,
    tokens: Iterable[Token],
    known: Sequence[str],
    aliases: Mapping[str, tuple[str, ...]] = NO_ALIASES,
) -> tuple[str, ...]:
    """The words in their usual spelling, each once, in the order of the text; an unknown one is reported."""
    words: dict[str, None] = {}
    for token in tokens:
        word = token.value
        if word in aliases:
            words.update(dict.fromkeys(aliases[word]))
        elif word in known:
            words[word] = None
        else:
            code = f"unknown-{what.replace(' ', '-')}"
            place.refuse(code, f"`{word}` is not a {what}", token, did_you_mean(word, known))
    return tuple(words)


def known_word(place: Place, what: str, token: Token, known: Sequence[str]) -> str:
    """The word; an unknown one is reported."""
    known_words(place, what, [token], known)
    return token.value


def check_arrow(place: Place, target: Token) -> None:
    """Report `->name` in a rule where apparmor_parser reads it as one word and means something else by it."""
    if place.source.text.startswith("->", target.start - 2):
        message = f"apparmor_parser reads `->{target.text}` as one word"
        place.refuse("arrow-without-blank", message, target, f"write `-> {target.text}`")
