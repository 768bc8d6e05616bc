"""Signals, tracing, sockets, queues, namespaces and io_uring permit what each parser compiles them to."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from apparmor_dsl.diagnostics.diagnostic import has_errors
from apparmor_dsl.semantics.automata import Never
from apparmor_dsl.semantics.judge import verdict
from apparmor_dsl.semantics.model.compiled import CompiledProfile, read_compiled
from apparmor_dsl.semantics.model.decide import deciding
from apparmor_dsl.semantics.model.decisions import Decided
from apparmor_dsl.semantics.model.difference import difference
from apparmor_dsl.semantics.model.profile import class_entries
from apparmor_dsl.semantics.model.system import System
from apparmor_dsl.semantics.targets import TARGETS
from tests.parser_oracle import oracle
from tests.semantics import reading
from tests.semantics.model import class_rules, kernels
from tests.semantics.model.expressions import Parser, parsers

pytestmark = pytest.mark.needs_apparmor_parser

BODIES = [
    "",
    "signal, ptrace, unix, network,",
    "audit signal send set=(hup, rtmin+32) peer=foo, deny signal peer=foo*,",
    "network unix, deny unix setopt type=stream,",
    "unix (getopt) type=dgram, audit unix (setopt) type=dgram,",
    "audit unix (create, bind) addr=auto, unix (send) peer=(addr=none label=x),",
    "deny network, audit deny network unix dgram,",
    "network stream, audit network inet icmp, deny network udp,",
]
YOUNG_BODIES = [
    "all,",
    "audit deny all,",
    "deny all, signal,",
    "priority=5 unix setopt, unix getopt,",
    "userns, deny userns, priority=3 audit userns create,",
    "mqueue create label=x /q, mqueue read label=x /q, allow mqueue write label=x /q,",
    "mqueue (create) label=x,",
    "io_uring sqpoll label=x, io_uring override_creds label=x,",
    "deny network send inet stream port=1000-2000 peer=(ip=::1 port=80-600), network inet,",
    "network bind tcp port=1000-2000, network (listen, getopt) inet ip=none,",
]


def kernels_of(parser: Parser) -> list[str]:
    """Those that the parser knows to be different."""
    if TARGETS[parser.target].version < (4, 0):
        return ["plain", "unix", "old unix"]
    if TARGETS[parser.target].version < (5, 0):
        return ["plain", "unix", "old unix", "tasks", "inet"]
    return list(kernels.KERNELS)


def table_for(parser: Parser) -> list[str]:
    young = YOUNG_BODIES if TARGETS[parser.target].version >= (4, 1) else []
    flags = ["", *(["flags=(default_allow) "] if young else []), "flags=(unconfined) ", "flags=(complain) "]
    bodies = [("", body) for body in [*BODIES, *young]] + [(flag, "signal, unix,") for flag in flags]
    return [f"profile p{number} {flag}{{ {body} }}\n" for number, (flag, body) in enumerate(bodies)]


def accepted(texts: Sequence[str], target: str) -> list[str]:
    """Those that are policy for the target."""
    found = []
    for text in texts:
        files = reading.Texts({"policy": text})
        if not has_errors(verdict(files.parsed("policy", "apparmor"), files, target=TARGETS[target])):
            found.append(text)
    return found


def compiled(texts: Sequence[str], parser: Parser, kernel: str, folder: Path) -> dict[str, CompiledProfile]:
    (folder / "policy").write_bytes("".join(texts).encode(errors="surrogateescape"))
    (folder / "features").write_text(kernels.text(kernel))
    options = ["--config-file=/dev/null", f"--base={oracle.BASE}", f"--features-file={folder / 'features'}"]
    command = [*parser.command, *options, "-Q", "-K", "-T", "-q", "-j0", "-S", str(folder / "policy")]
    done = subprocess.run(command, capture_output=True, check=False, timeout=oracle.TIMEOUT)
    assert not done.returncode, done.stderr.decode(errors="replace")
    return {profile.name: profile for profile in read_compiled(done.stdout)}


def differences(texts: Sequence[str], parser: Parser, kernel: str, folder: Path) -> list[str]:
    """Each text of which we do not prove that its mediation classes are what the parser compiles, and why."""
    system = kernels.system(kernel, parser.target)
    theirs = compiled(texts, parser, kernel, folder)
    return [found for text in texts if (found := _difference(text, system, theirs))]


def _difference(text: str, system: System, theirs: dict[str, CompiledProfile]) -> str | None:
    profile = reading.profile(text, target=system.target.name)
    ours = Decided(tuple(class_entries(profile, system)), deciding(system.target))
    found = difference(ours, theirs[profile.name].classes)
    return None if isinstance(found, Never) else f"{text}{found}"


def cases() -> list[tuple[Parser, str]]:
    return [(parser, kernel) for parser in parsers() for kernel in kernels_of(parser)]


@pytest.mark.parametrize(("parser", "kernel"), cases(), ids=str)
def test_the_table_permits_what_the_parser_compiles(parser: Parser, kernel: str, tmp_path: Path) -> None:
    assert differences(table_for(parser), parser, kernel, tmp_path) == []


@pytest.mark.parametrize(("parser", "kernel"), cases(), ids=str)
def test_random_rules_permit_what_the_parser_compiles(parser: Parser, kernel: str, tmp_path: Path) -> None:
    texts = accepted(class_rules.profiles(8, 30, parser.target), parser.target)

    assert len(texts) > 20
    assert differences(texts, parser, kernel, tmp_path) == []
