"""What every builder checks: words of closed lists, and that there is a text for what was built."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NoReturn, TypeVar

from apparmor_dsl.diagnostics.diagnostic import error
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.diagnostics.suggest import did_you_mean
from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import emit, rule_text

Values = str | Iterable[str]
"""One value, or several."""

_Rule = TypeVar("_Rule", bound=ast.Rule)
_Statement = TypeVar("_Statement", bound=ast.Statement)

NO_ALIASES: Final[Mapping[str, tuple[str, ...]]] = {}


def several(values: Values) -> tuple[str, ...]:
    """The values as a tuple; a text alone is one value."""
    return (values,) if isinstance(values, str) else tuple(values)


def known_words(
    what: str, words: Values, known: Sequence[str], aliases: Mapping[str, tuple[str, ...]] = NO_ALIASES
) -> tuple[str, ...]:
    """The words in their usual spelling, each once. Raises PolicyError for one that is not known."""
    usual: dict[str, None] = {}
    for word in several(words):
        if word not in known and word not in aliases:
            refuse(
                f"unknown-{what.replace(' ', '-')}",
                f"`{word}` is not a {what}",
                did_you_mean(word, known) or f"known are {', '.join(known)}",
            )
        usual.update(dict.fromkeys(aliases.get(word, (word,))))
    return tuple(usual)


def known_word(what: str, word: str | None, known: Sequence[str]) -> str | None:
    """The word, or None. Raises PolicyError when it is not known."""
    return None if word is None else known_words(what, word, known)[0]


def writable_rule(rule: _Rule) -> _Rule:
    """The rule. Raises PolicyError when no text can say it: a newline in a path, `owner` on a capability."""
    rule_text(rule)
    return rule


def writable(statement: _Statement) -> _Statement:
    """The statement. Raises PolicyError when no text can say it."""
    emit(ast.PolicyFile((statement,)))
    return statement


def refuse(code: str, message: str, way_out: str) -> NoReturn:
    """Raises PolicyError; there is no place to point at, the caller is a program."""
    raise PolicyError((error(code, message, help=way_out),))
