"""What becomes of accepted policy when it is damaged: we refuse what the parser of each version refuses, and no more.

AADSL_MUTATIONS=SEED:COUNT looks at other texts, and at more of them.
"""

import os
import re
from itertools import islice
from pathlib import Path
from random import Random

import pytest

from apparmor_dsl.diagnostics.diagnostic import Severity
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.language.parser import parse
from apparmor_dsl.semantics.files import PolicyFolders
from apparmor_dsl.semantics.judge import verdict
from apparmor_dsl.semantics.targets import TARGETS, Target
from tests.parser_oracle import oracle
from tests.parser_oracle.mutations import mutations
from tests.parser_oracle.newer import Parser, parsers
from tests.semantics.model import kernels

pytestmark = pytest.mark.needs_apparmor_parser

SEED, COUNT = map(int, os.environ.get("AADSL_MUTATIONS", "1:300").split(":"))
SECONDS = 10.0
"""A parser that does not end by then is passed over: 3.0.8 reads some texts for ever."""

DELIBERATE = {
    "comment-in-rule": r"(?:xattrs|identities|io_uring)[^)]*#",
    "odd-letter": r"[\r\v\f]",
    "too-new-for-target": r"\b(?:mqueue|prompt)\s+[a-zA-Z]+\s*,",
    "unclosed-quote": r'"[^"]*\n[^"]*"',
    "unknown-io_uring-access": r"\bio_uring\s+[a-zA-Z]+\s*,",
    "unknown-userns-access": r"\buserns\s+[a-zA-Z]+\s*,",
    "unknown-variable": r"=.*@",
    "variable-recursion": r"=.*@",
    "variable-without-value": r"=[ \t]*(?:#|\".*\n)",
}
"""What we refuse although some parser accepts it, by our code and by a part of the text.

A comment whose words the parser takes for extended attributes, identities or accesses; letters that do not show; rules
of today that are paths of that name to 3.0; quoted texts of several lines; values that name a variable which is not set
or is made of them, on which 5.0 ends in a crash or leaves them out; and comments that are values to 3.0.
"""

FILES = PolicyFolders([oracle.BASE])


@pytest.mark.parametrize("parser", parsers(), ids=str)
def test_a_damaged_text_gets_the_parsers_verdict(
    parser: Parser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A file that a damaged include names is nowhere for either.
    monkeypatch.chdir(tmp_path)
    (features := tmp_path / "features").write_text(kernels.text("tasks"))
    release = ".".join(map(str, parser.version[:2]))
    if f"apparmor-{release}" not in TARGETS:
        pytest.skip(f"apparmor_parser {release} is no target")

    wrong = []
    for text in islice(mutations(Random(SEED)), COUNT):
        said = theirs(text, parser, features)
        refused = ours(text, TARGETS[f"apparmor-{release}"])
        if said is not None and said.accepted is not (refused is None) and not is_deliberate(text, refused):
            wrong.append((text, refused, said.message))
    assert wrong == []


def is_deliberate(text: str, refused: str | None) -> bool:
    """Whether we refuse the text by choice."""
    pattern = DELIBERATE.get(refused.partition(":")[0]) if refused else None
    return pattern is not None and re.search(pattern, text) is not None


def theirs(text: str, parser: Parser, features: Path) -> oracle.Verdict | None:
    """What the parser says; None where it does not end."""
    try:
        return oracle.ask(text, "--stdout", features=features, timeout=SECONDS, parser=parser.command)[1]
    except oracle.Undecided:
        return None


def ours(text: str, target: Target) -> str | None:
    """What we refuse the text for; None where we accept it."""
    try:
        found = verdict(parse(text), FILES, target=target)
    except PolicyError as refused:
        found = refused.diagnostics
    return next((f"{one.code}: {one.message}" for one in found if one.severity is Severity.ERROR), None)
