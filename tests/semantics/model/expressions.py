"""What a real parser says that it compiles each rule to: `-D rule-exprs`, one expression a line."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from attrs import frozen

from apparmor_dsl.diagnostics.diagnostic import has_errors
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.diagnostics.source import Source
from apparmor_dsl.semantics.features import read_features
from apparmor_dsl.semantics.judge import verdict
from apparmor_dsl.semantics.model.entry import Entry, Mode
from apparmor_dsl.semantics.model.regex import BadPattern, Pattern, read
from apparmor_dsl.semantics.model.system import System
from apparmor_dsl.semantics.resolve.resolved import ResolvedProfile
from apparmor_dsl.semantics.targets import TARGETS
from tests.parser_oracle import oracle
from tests.semantics import reading

_PROFILE = re.compile(r"aare: (p\d{5})   ->   \1")
_RULE = re.compile(
    r"rule: (?P<regex>.*?)  ->  .*?(?: priority=(?P<priority>-?\d+))?(?: (?P<mode>deny|prompt))?"
    r" \((?P<access>0x[0-9a-f]+)/(?P<marks>[0-9a-f]+)\)<.*"
)

Said = dict[tuple[Pattern, str, int], tuple[int, int]]
"""By its pattern, mode and priority: the access of an expression, and the bits that it marks."""


@frozen
class Parser:
    """A command that is an apparmor_parser, and the target that it compiles for."""

    command: tuple[str, ...]
    target: str

    def __str__(self) -> str:
        return self.target


def parsers() -> list[Parser]:
    """The parser of this machine, and those that AADSL_OTHER_PARSERS names, each with its target before a `=`."""
    found = [Parser((oracle.PARSER,), target_of_installed())] if oracle.PARSER is not None else []
    others = os.environ.get("AADSL_OTHER_PARSERS", "").split()
    return found + [
        Parser(tuple(shlex.split(path)), name) for name, _, path in (each.partition("=") for each in others)
    ]


def target_of_installed() -> str:
    """The target whose version the parser of this machine has."""
    version = oracle.version()[:2]
    return next(name for name, target in TARGETS.items() if target.version >= version)


def system(parser: Parser, features: Path = oracle.FEATURES) -> System:
    """What the parser compiles for with this features file."""
    return System(TARGETS[parser.target], read_features(Source(str(features), features.read_text())))


def taken(bodies: Iterable[str], parser: Parser) -> list[tuple[str, ResolvedProfile]]:
    """Those of the bodies of profiles that are not refused by us."""
    found = []
    for number, body in enumerate(bodies):
        text = f"profile p{number:05} {{ {body} }}\n"
        files = reading.Texts({"policy": text})
        try:
            policy = files.parsed("policy", "apparmor")
        except PolicyError:
            continue
        if not has_errors(verdict(policy, files, target=TARGETS[parser.target])):
            found.append((text, reading.profile(text, target=parser.target)))
    return found


def printed(texts: Sequence[str], parser: Parser, of_class: bytes, features: Path = oracle.FEATURES) -> dict[str, Said]:
    """What the parser prints of the class's expressions, by the profile; each profile is called `p` and five digits."""
    with tempfile.TemporaryDirectory(prefix="aadsl-") as folder:
        policy = Path(folder) / "policy"
        policy.write_bytes("".join(texts).encode(errors="surrogateescape"))
        options = ["--config-file=/dev/null", f"--base={oracle.BASE}", f"--features-file={features}"]
        asked = [*parser.command, *options, "-Q", "-K", "-T", "-D", "rule-exprs", str(policy)]
        done = subprocess.run(asked, capture_output=True, check=False, timeout=oracle.TIMEOUT * 5)
    said = (done.stderr + b"\n" + done.stdout).decode(errors="surrogateescape")
    if done.returncode:
        raise ValueError(said[-2000:])
    found: dict[str, Said] = {}
    current: Said = {}
    for line in said.splitlines():
        if profile := _PROFILE.fullmatch(line):
            current = found.setdefault(profile[1], {})
        elif (rule := _RULE.fullmatch(line)) and _class_of(rule["regex"]) == of_class:
            pattern = read(rule["regex"])
            assert not isinstance(pattern, BadPattern), rule["regex"]
            mode = rule["mode"] or "allow"
            _add(current, pattern, mode, int(rule["priority"] or 0), int(rule["access"], 16), int(rule["marks"], 16))
    return found


def entered(entries: Iterable[Entry]) -> Said:
    """The entries in the same form."""
    found: Said = {}
    for each in entries:
        _add(found, each.pattern, each.kind.mode, each.kind.priority, each.kind.access, each.kind.marked)
    return found


def disagreements(
    bodies: Iterable[str],
    parser: Parser,
    of_class: bytes,
    entries: Callable[[ResolvedProfile, System], Iterable[Entry]],
    features: Path = oracle.FEATURES,
    *,
    bits: int = 0x7F,
) -> tuple[int, dict[str, tuple[Said, Said]]]:
    """How many of the bodies are policy, and those of them of which the parser and our entries say different things."""
    policies = taken(bodies, parser)
    said = printed([text for text, _ in policies], parser, of_class, features)
    asked = system(parser, features)
    found = {}
    for text, profile in policies:
        theirs = {key: (access & bits, marks & bits) for key, (access, marks) in said[profile.name].items()}
        ours = entered(entries(profile, asked))
        if ours != theirs:
            found[text] = ours, theirs
    return len(policies), found


def _add(found: Said, pattern: Pattern, mode: Mode | str, priority: int, access: int, marks: int) -> None:
    known = found.get((pattern, mode, priority), (0, 0))
    found[pattern, mode, priority] = known[0] | access, known[1] | marks


def _class_of(regex: str) -> bytes:
    r"""The byte of the class; what says that a class is mediated is written otherwise (`\d7`)."""
    head = re.match(r"\\x([0-9a-f]{2})", regex)
    return bytes((int(head[1], 16),)) if head else b""
