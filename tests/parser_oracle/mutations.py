"""Texts that nobody wrote: accepted policy with a few tokens changed, and rules of many files put together."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from random import Random

from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.language import ast
from apparmor_dsl.language.parser import parse, read_source
from tests.corpus.upstream import FILES, cases
from tests.parser.test_rules import ROWS, in_profile
from tests.parser_oracle.oracle import BASE

_TOKEN = re.compile(r'"[^"\n]*"|[@$]\{\w+\}|[A-Za-z0-9_.]+|[ \t]+|\s|->|.', re.DOTALL)
_LETTERS = "aAxrw/@$&{}()[],=:\"#!^-+*?\\ \t\n\r01<>|.%'"
_LONGEST = 3000
_GENERATED = 150


@cache
def accepted() -> tuple[str, ...]:
    """Short texts that some parser accepts: each spelling of each rule, and upstream's tests where they are here."""
    texts = [in_profile(row.text) for rows in ROWS.values() for row in rows]
    if FILES.is_dir():
        right = [case for case in cases() if case.accepted_by]
        written = [case for case in right if not case.path.startswith("generated")]
        generated = [case for case in right if case.path.startswith("generated")]
        texts += [_without_comments(case.text) for case in (*written, *Random(1).sample(generated, _GENERATED))]
    return tuple(text for text in texts if len(text) < _LONGEST)


@cache
def rules() -> tuple[str, ...]:
    """Rules of the accepted texts, and of the profiles and abstractions of this machine."""
    texts = [*accepted(), *(read_source(file).text for file in sorted(BASE.rglob("*")) if file.is_file())]
    return tuple(sorted({rule for text in texts for rule in _rules_of(text)}))


@cache
def tokens() -> tuple[str, ...]:
    """Every word and sign of the accepted texts, once."""
    return tuple(sorted({token for text in accepted() for token in _TOKEN.findall(text) if token.strip()}))


def mutations(random: Random) -> Iterator[str]:
    """Texts without end."""
    while True:
        text = _combined(random) if random.random() < 0.25 else random.choice(accepted())
        for _ in range(random.choice((1, 1, 1, 2, 3))):
            text = _changed(text, random)
        yield text if text.endswith("\n") or random.random() < 0.1 else f"{text}\n"


def _combined(random: Random) -> str:
    """A profile of rules that stood in other files."""
    body = "".join(f"  {rule}\n" for rule in random.choices(rules(), k=random.randint(1, 6)))
    unknown = sorted(set(re.findall(r"[@$]\{\w+\}", body)) - {"@{HOME}"})
    values = "".join(f"{name} = {'/v' if name[0] == '@' else 'true'}\n" for name in unknown)
    return values + in_profile(body)


def _changed(text: str, random: Random) -> str:
    """The text with one token, or one letter of one, other than it was."""
    found = _TOKEN.findall(text)
    places = [at for at, token in enumerate(found) if token.strip()]
    if not places:
        return random.choice(tokens())
    at, other = random.choice(places), random.choice(places)
    match random.randrange(12):
        case 0 | 1:
            del found[at]
        case 2:
            found[at] += found[at]
        case 3:
            found[at] += f" {found[at]}"
        case 4:
            found[at], found[other] = found[other], found[at]
        case 5:
            found[at] = found[other]
        case 6 | 7:
            found[at] = random.choice(tokens())
        case 8:
            found.insert(at, random.choice(tokens()) + random.choice(("", " ")))
        case 9:
            found[at] = _other_letter(found[at], random)
        case 10:
            found.insert(at, random.choice((" ", "\n", ",", "\t", "\r\n", " # c\n", "\\\n")))
        case _:
            return _joined(text, random)
    return "".join(found)


def _other_letter(token: str, random: Random) -> str:
    at = random.randrange(len(token))
    letter: str = random.choice(("", *_LETTERS))
    return token[:at] + letter + token[at + random.choice((0, 1)) :]


def _joined(text: str, random: Random) -> str:
    """Two lines as one, or one line said twice, elsewhere, or not at all."""
    lines = text.splitlines(keepends=True)
    at = random.randrange(len(lines))
    match random.randrange(4):
        case 0:
            lines[at] = lines[at].rstrip("\n") + random.choice(("", " "))
        case 1:
            lines.insert(random.randrange(len(lines)), lines[at])
        case 2:
            lines.insert(random.randrange(len(lines)), lines.pop(at))
        case _:
            lines[at] = f"{random.choice(rules())}\n"
    return "".join(lines)


def _without_comments(text: str) -> str:
    return re.sub(r"(?m)^#(?!include).*\n", "", text)


def _rules_of(text: str) -> Iterator[str]:
    try:
        policy = parse(text)
    except PolicyError:
        return
    yield from _texts(policy.statements)


def _texts(items: Sequence[ast.Statement]) -> Iterator[str]:
    for item in items:
        match item:
            case ast.Profile():
                yield from _texts(item.body)
            case ast.Variable() | ast.BooleanAssignment() | ast.Alias():
                pass
            case _ if item.span is not None and len(item.span.text) < _LONGEST:
                yield item.span.text
            case _:
                pass
