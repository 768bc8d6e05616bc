"""The second opinion: what the apparmor_parser of this machine makes of a text. No kernel is needed.

It shares no code with `apparmor_dsl`, so that a mistake there cannot agree with itself here.
"""

import os
import re
import shutil
import signal
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from attrs import frozen

PARSER = shutil.which("apparmor_parser", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
"""The compiler, or None where Debian's package apparmor is not installed."""

BASE = Path("/etc/apparmor.d")
"""Where `<includes>` are searched."""

FEATURES = Path("/usr/share/apparmor-features/features")
"""What a kernel mediates, from Debian's package. Always given: without it the parser asks the running kernel, which may
have no AppArmor; then it drops whole classes of rules in silence, and two outputs are equal because both lack them."""

TIMEOUT = 60.0
"""Seconds. A long profile takes 10 on a busy machine; on some texts 3.0.8 never ends."""


@frozen
class Verdict:
    """What the parser said: whether it took the text, and its words."""

    accepted: bool
    message: str

    def __bool__(self) -> bool:
        return self.accepted


class Undecided(Exception):  # noqa: N818 - neither yes nor no
    """The parser did not come to an end in time."""


def accepts(text: str, *, features: Path = FEATURES, include: tuple[Path, ...] = ()) -> Verdict:
    """Whether the parser compiles the text. Every phase is run: many refusals come from building the automata.

    `include` are folders searched before /etc/apparmor.d.
    """
    return ask(text, "--stdout", features=features, include=include)[1]


def binary(text: str, *, features: Path = FEATURES, include: tuple[Path, ...] = ()) -> bytes:
    """The compiled policy: equal bytes for the same features mean equal policy, but different bytes prove nothing."""
    return answer(text, "--stdout", features=features, include=include)


def names(text: str, *, features: Path = FEATURES, include: tuple[Path, ...] = ()) -> tuple[str, ...]:
    """The names of the profiles, in the parser's order; nothing is compiled."""
    return tuple(
        answer(text, "--names", features=features, include=include).decode(errors="surrogateescape").splitlines()
    )


@cache
def version() -> tuple[int, ...]:
    """`(3, 0, 8)`"""
    said = subprocess.run([str(PARSER), "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"version (\d+(?:\.\d+)+)", said)
    if found is None:
        raise ValueError(f"apparmor_parser does not say its version: {said}")
    return tuple(int(part) for part in found.group(1).split("."))


def answer(
    text: str,
    *options: str,
    features: Path = FEATURES,
    include: tuple[Path, ...] = (),
    parser: str | None = PARSER,
) -> bytes:
    """What the parser writes with these options. Raises ValueError, with its words, where it refuses the text."""
    output, verdict = ask(text, *options, features=features, include=include, parser=parser)
    if not verdict:
        raise ValueError(verdict.message)
    return output


def ask(
    text: str,
    *options: str,
    features: Path = FEATURES,
    include: tuple[Path, ...] = (),
    timeout: float = TIMEOUT,
    parser: str | None = PARSER,
) -> tuple[bytes, Verdict]:
    """Both: what it wrote, and its verdict. Raises Undecided when it does not end in time.

    `parser` is the command, of another version than the installed one: tests.parser_oracle.newer.
    """
    command = [
        str(parser),
        # The configuration of the machine pins features and folders; only what stands here may count.
        "--config-file=/dev/null",
        f"--base={BASE}",
        f"--features-file={features}",
        *(f"--Include={folder}" for folder in include),
        "--skip-kernel-load",
        "--skip-cache",
        *options,
    ]
    with tempfile.TemporaryDirectory(prefix="aadsl-oracle-") as folder_name:
        policy = Path(folder_name) / "policy"
        policy.write_bytes(text.encode(errors="surrogateescape"))
        process = subprocess.Popen(
            [*command, str(policy)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        try:
            out, err = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired as late:
            # It forks: only the end of the whole group is the end.
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            raise Undecided(f"apparmor_parser did not end within {timeout} s") from late
    return out, Verdict(process.returncode == 0, err.decode(errors="replace").replace(str(policy), "policy").strip())
