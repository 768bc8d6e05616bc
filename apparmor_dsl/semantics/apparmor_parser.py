"""Asks the installed `apparmor_parser` for its verdict, without a kernel."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from attrs import frozen

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, error
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.semantics.compile import Compiled
from apparmor_dsl.semantics.targets import TARGETS, Target

_FEATURES = "/usr/share/apparmor-features/features"
"""What Debian's kernels mediate. Source: package apparmor."""

_MESSAGE = re.compile(r"^(?:AppArmor parser error|syntax error).*", re.MULTILINE)
_LINE = re.compile(r" at line (\d+)")
_FILE = re.compile(r"(?:error for|in(?: profile| file)?) (\S+?)(?: in profile (\S+))?(?: at line|:|$)")
_VERSION = re.compile(r"AppArmor parser version ((\d+)\.(\d+)\S*)")
_SECONDS = 120
_GIGABYTES = 4
"""What the parser may take of time and memory: for globs that multiply each other's states it takes all there is."""


@frozen
class Verdict:
    """What the parser said of one text: whether it accepts it, its own words, and the line it names."""

    accepted: bool
    output: str = ""
    line: int | None = None


@frozen
class Parser:
    """An `apparmor_parser`: the command, its version as it says it, and the target whose meaning it has."""

    command: str
    version: str
    target: Target


class ParserMissingError(Exception):
    """No `apparmor_parser` is installed."""


def find_parser() -> str:
    """The path of the parser. Raises ParserMissingError."""
    found = shutil.which("apparmor_parser", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if found is None:
        raise ParserMissingError
    return found


def parser_at(command: str | None = None) -> Parser:
    """The parser of this command, or the installed one. Raises ParserMissingError, and PolicyError for what is none."""
    path = find_parser() if command is None else command
    try:
        said = _run([path, "--version"]).output
    except OSError as problem:
        raise PolicyError((_no_parser(path, problem.strerror or "it cannot be run"),)) from None
    found = _VERSION.search(said)
    if found is None:
        raise PolicyError((_no_parser(path, "it does not say its version"),))
    version = int(found[2]), int(found[3])
    known = [target for target in TARGETS.values() if target.version <= version]
    if not known:
        raise PolicyError((_no_parser(path, f"it is of version {found[1]}, before 3.0"),))
    return Parser(path, found[1], known[-1])


def compiled(text: str, parser: Parser, features: Path, include: Sequence[str] = ()) -> bytes:
    """What the parser compiles of a text for a kernel with these features.

    `include` are the folders for `<includes>`, the first that has a file winning. Raises PolicyError with its words
    where it refuses the text.
    """
    with tempfile.TemporaryDirectory(prefix="aadsl-") as folder:
        file, made = Path(folder, "policy"), Path(folder, "compiled")
        file.write_text(text, "utf-8", "surrogateescape")
        options = ["--config-file=/dev/null", "-Q", "-K", "-T", "-q", f"--features-file={features}"]
        done = _run(_bounded([parser.command, *options, *_bases(include), "-o", os.fspath(made), os.fspath(file)]))
        if not done.accepted:
            message = f"apparmor_parser {parser.version} refuses it"
            words = done.output.replace(f"{folder}/", "").strip()
            raise PolicyError((error("refused-by-parser", message, notes=(words or "it gave no reason",)),))
        return made.read_bytes() if made.is_file() else b""


def ask(text: str, include: Sequence[str] = (), *, name: str = "profile", parser: str | None = None) -> Verdict:
    """The parser's verdict on a text: parsed, expanded and compiled, nothing loaded, nothing written.

    `include` are the folders for `<includes>`, the first that has a file winning. `parser` is the command, without one
    that of the installed one. Raises ParserMissingError.
    """
    with tempfile.TemporaryDirectory(prefix="aadsl-") as folder:
        # A file, so that the parser's messages name it; a folder of ours, so that nothing of the host's is disabled.
        file = Path(folder, re.sub(r"[^A-Za-z0-9._-]", "_", name)[:200] or "profile")
        file.write_text(text, "utf-8", "surrogateescape")
        command = [parser or find_parser(), "--config-file=/dev/null", "-Q", "-K", "-T", "-q"]
        command = [*command, *_features(), *_bases(include), str(file)]
        done = _run(_bounded(command))
    output = done.output.replace(f"{folder}/", "")
    found = _LINE.search(output)
    mentions_us = file.name in output
    return Verdict(done.accepted, output, int(found[1]) if found and mentions_us else None)


def explain(compiled: Compiled, verdict: Verdict) -> Diagnostic:
    """A refusal, shown where the rule was written."""
    said = next(iter(_MESSAGE.findall(verdict.output)), verdict.output.strip().splitlines()[0:1])
    message = said if isinstance(said, str) else "".join(said)
    origin = compiled.origin_of_line(verdict.line) if verdict.line else None
    labels = (
        tuple(Label(step.span, f"by `use {step.fragment}`") for step in origin.route if step.span) if origin else ()
    )
    return error(
        "refused-by-parser",
        f"apparmor_parser refuses {compiled.file_name}",
        origin.span if origin else None,
        labels=labels,
        help="read what it says below; the line is shown above where it names one",
        notes=(message.strip() or "it gave no reason",),
    )


def _no_parser(command: str, why: str) -> Diagnostic:
    return error("no-apparmor-parser", f"{command} is no apparmor_parser: {why}", help="name one with --parser PATH")


def _features() -> list[str]:
    # Without a kernel that has AppArmor, 3.x drops mount and network rules in silence unless features are given.
    if not os.path.exists(_FEATURES):
        return []
    return [f"--kernel-features={_FEATURES}", f"--policy-features={_FEATURES}"]


def _bases(include: Sequence[str]) -> list[str]:
    folders = [os.path.abspath(folder) for folder in include]
    base = ["-b", folders[-1]] if folders else []
    return [*base, *(word for folder in folders[:-1] for word in ("-I", folder))]


def _bounded(command: Sequence[str]) -> list[str]:
    """The command with a limit to the memory that it, and what it starts, may take."""
    return ["/bin/sh", "-c", f'ulimit -v {_GIGABYTES * 1024 * 1024}; exec "$@"', "sh", *command]


def _run(command: Sequence[str]) -> Verdict:
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="surrogateescape",
        start_new_session=True,
        env={**os.environ, "LC_ALL": "C"},
    ) as running:
        try:
            output, _ = running.communicate(timeout=_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, signal.SIGKILL)  # it forks, and its children hold the pipe
            output, _ = running.communicate()
            return Verdict(accepted=False, output=f"it was stopped after {_SECONDS} seconds\n{output}")
    if "std::bad_alloc" in output:
        output = f"it was stopped at {_GIGABYTES} gigabytes of memory\n{output}"
    return Verdict(running.returncode == 0, output)
