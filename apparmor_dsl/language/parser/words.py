"""Checks of closed words that several builders share."""

from collections.abc import Iterable, Mapping, Sequence

from apparmor_dsl.diagnostics.suggest import did_you_mean
from apparmor_dsl.language.parser.hints import KEYWORDS, short
from apparmor_dsl.language.parser.missing_comma import missing_comma, word_before
from apparmor_dsl.language.parser.place import Place, Token
from apparmor_dsl.language.vocabulary.network import FAMILIES, PROTOCOLS, TYPES
from apparmor_dsl.language.vocabulary.signals import SIGNALS

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
        word = _short(token) if "r" in aliases else token.value
        if word in aliases:
            words.update(dict.fromkeys(aliases[word]))
        elif word in known:
            words[word] = None
        elif follows_missing_comma(place, token):
            break
        else:
            code = f"unknown-{what.replace(' ', '-')}"
            place.refuse(code, f"`{short(word)}` is not {article(what)} {what}", token, _way_out(what, word, known))
    return tuple(words)


def _short(token: Token) -> str:
    """The word; `RWr` in parentheses is `rw`, as the letters of a file rule are."""
    letters = set(token.value.lower())
    return "".join(sorted(letters)) if token.kind != "WORD" and letters and letters <= {"r", "w"} else token.value


def article(what: str) -> str:
    """`a` or `an`."""
    return "an" if what.startswith(("io_uring", "mqueue", "rlimit")) else "a"


def _way_out(what: str, word: str, known: Sequence[str]) -> str | None:
    """The known word that may have been meant, also for a name of C (`CAP_KILL`, `SIGTERM`); all, when they are few."""
    plain = word.lower().removeprefix("cap_").removeprefix("sig")
    keyword = what.removesuffix(" access")
    if word.lower() in {"all", "any"} and keyword in KEYWORDS:
        return f"to permit all of them, name none: `{keyword},`"
    return did_you_mean(word, known) or did_you_mean(plain, known) or _other_place(keyword, word) or _all(what, known)


def _other_place(keyword: str, word: str) -> str | None:
    """Where a word stands that is known elsewhere in the rule."""
    plain = word.lower().removeprefix("sig")
    if keyword == "signal" and plain in SIGNALS:
        return f"a signal is named by `set={plain}`"
    if keyword == "unix" and word in TYPES:
        return f"the type of a socket is named by `type={word}`"
    if keyword == "mqueue" and word in {"posix", "sysv"}:
        return f"the type of a queue is named by `type={word}`"
    if keyword == "network" and word in (*FAMILIES, *TYPES, *PROTOCOLS):
        return f"a rule names one family, without parentheses: `network {word},`"
    return None


def _all(what: str, known: Sequence[str]) -> str | None:
    if what == "capability":
        return "capabilities(7) lists them; they are written in small letters, without `cap_`"
    return f"there are {', '.join(f'`{one}`' for one in known)}" if len(known) <= 12 else None


def known_word(place: Place, what: str, token: Token, known: Sequence[str]) -> str:
    """The word; an unknown one is reported."""
    known_words(place, what, [token], known)
    return token.value


def follows_missing_comma(place: Place, token: Token) -> bool:
    """Report, for a keyword at the beginning of a line, that the line before lacks its comma."""
    text = place.source.text
    line = text.rfind("\n", 0, token.start) + 1
    if token.text not in KEYWORDS or line <= place.start or text[line : token.start].strip():
        return False
    place.diagnostics.append(missing_comma(word_before(place.source, place.start, line)))
    return True


def check_arrow(place: Place, target: Token) -> None:
    """Report `->name` in a rule where apparmor_parser reads it as one word and means something else by it."""
    if place.source.text.startswith("->", target.start - 2) and not target.text.startswith('"'):
        message = f"apparmor_parser reads `->{target.text}` as one word"
        place.refuse("arrow-without-blank", message, target, f"write `-> {target.text}`")
