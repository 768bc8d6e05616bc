"""Boots a kernel, has its agent do a job, and reads what came of it.

A job is orders, each a letter, the length of what follows, and that: `L` load this compiled policy; `Q` ask the kernel
one question, the first byte says whether as the owner; `S` have a process do these steps; `F` tell the features. There
is an answer for each, in their order. All numbers are of 32 bits and little endian; `agent.c` is the other side.
"""

import struct
import subprocess
import tempfile
import time
from collections.abc import Iterable, Sequence
from errno import ENOENT
from pathlib import Path
from typing import Final

from attrs import frozen

from tests.kernel.kernels import AGENT, QEMU, Kernel, missing

_SECONDS: Final = 180.0
"""For a boot and its job. On an idle machine both take a few."""

_SHOWN: Final = 25
"""So many lines of the console are shown where something went wrong."""

_WORDS: Final = (
    # `panic=-1` with `-no-reboot`: a kernel that panics ends at once. Policy is not kept or hashed: loading is faster.
    # Without `audit=0` what is refused would be logged, and those who are refused wait for a log that nobody reads.
    "console=ttyS0 loglevel=4 panic=-1 audit=0"
    " apparmor=1 security=apparmor apparmor.export_binary=0 apparmor.hash_policy=0"
)


class KernelFailed(Exception):  # noqa: N818 - what it says, it did
    """The machine did not do its job. The message has what its console showed."""


@frozen
class Question:
    """May the profile? `payload` is the class and what it is asked about; files are asked about as owner or other."""

    profile: str
    payload: bytes
    owner: bool = True


@frozen
class Answer:
    """The kernel's answer, or the errno with which it refused to answer."""

    allow: int
    audit: int
    quiet: int
    refused: int = 0


@frozen
class Result:
    """How one step ended: an errno or 0; a confinement or the call that failed."""

    errno: int
    text: str = ""


Step = Sequence[str | int]
"""A verb and its words: `("open", "/etc/shadow", "r")`. The verbs are in `perform` in agent.c."""


@frozen
class Job:
    """What is loaded, what is asked, and what is done, in this order.

    `deeds` are done by one process each, with mounts of its own: it begins unconfined, as root.
    """

    policies: tuple[bytes, ...] = ()
    questions: tuple[Question, ...] = ()
    deeds: tuple[tuple[Step, ...], ...] = ()
    features: bool = False


@frozen
class Outcome:
    """What came of a job, and how many seconds the machine ran. `loaded` are errnos."""

    loaded: tuple[int, ...]
    answers: tuple[Answer, ...]
    deeds: tuple[tuple[Result, ...], ...]
    features: dict[str, str]
    console: str
    seconds: float


_NOBODY: Final = "aadsl-nobody"
_PROBE: Final = Job(
    questions=(Question(_NOBODY, b"\x02/"),), deeds=((("change_profile", _NOBODY), ("open", "/proc/version", "r")),)
)
"""Goes with every job: nobody can be asked about a profile that is not loaded, or be confined by it."""


def boot(kernel: Kernel, job: Job, *, seconds: float = _SECONDS) -> Outcome:
    """Start the kernel, have it do the job, and wait until it is off. Raises KernelFailed."""
    lacking = missing(kernel)
    if lacking is not None:
        raise KernelFailed(lacking)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="aadsl-kernel-") as name:
        folder = Path(name)
        (folder / "job").write_bytes(_written(_PROBE) + _written(job))
        (folder / "initrd").write_bytes(initrd(AGENT.read_bytes()))
        try:
            process = subprocess.run(
                _command(kernel, folder),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as late:
            raise _failed(kernel, f"did not end within {seconds:.0f} seconds", late.output or b"") from None
        answers = folder / "answers"
        said = answers.read_bytes() if answers.exists() else b""
    if process.returncode or not said.startswith(b"aadsl") or not said.endswith(b"end"):
        raise _failed(kernel, "did not do its job to the end", process.stdout)
    reader = _Reader(said, [len(b"aadsl")])
    console, took = process.stdout.decode(errors="replace"), time.monotonic() - started
    probed = _read(reader, _PROBE, console, took)
    if (probed.answers[0].refused, *(step.errno for step in probed.deeds[0])) != (ENOENT, ENOENT, 0):
        raise _failed(kernel, f"answers what it cannot know: {probed.answers}, {probed.deeds}", process.stdout)
    return _read(reader, job, console, took)


def _command(kernel: Kernel, folder: Path) -> list[str]:
    return [
        str(QEMU),
        *("-accel", "tcg", "-machine", "pc", "-cpu", "max", "-m", "512", "-smp", "1"),
        *("-nodefaults", "-no-user-config", "-display", "none", "-no-reboot", "-serial", "stdio"),
        *("-kernel", str(kernel.image), "-initrd", str(folder / "initrd"), "-append", _WORDS),
        *("-fw_cfg", f"name=opt/aa/job,file={folder / 'job'}"),
        *("-debugcon", f"file:{folder / 'answers'}", "-global", "isa-debugcon.iobase=0xe9"),
    ]


def _failed(kernel: Kernel, what: str, console: bytes) -> KernelFailed:
    lines = console.decode(errors="replace").strip().splitlines()
    # Behind the word of a panic there are pages of registers.
    panics = [number for number, line in enumerate(lines) if "Kernel panic" in line]
    shown = lines[panics[0] :][:_SHOWN] if panics else lines[-_SHOWN:]
    return KernelFailed("\n".join([f"Linux {kernel} {what}; its console:", *shown]))


def initrd(init: bytes) -> bytes:
    """An archive with this program as /init, and the folders it needs (Documentation/.../initramfs: newc)."""
    entries = [(name, 0o040755, b"") for name in ("dev", "proc", "root", "sys")]
    entries += [("init", 0o100755, init), ("TRAILER!!!", 0, b"")]
    return b"".join(_member(number, *entry) for number, entry in enumerate(entries, 1))


def _member(number: int, name: str, mode: int, data: bytes) -> bytes:
    fields = (number, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name) + 1, 0)
    head = b"070701" + b"".join(b"%08X" % value for value in fields) + name.encode() + b"\0"
    return _padded(head) + _padded(data)


def _padded(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % 4)


def _written(job: Job) -> bytes:
    orders = [*(_order(b"L", policy) for policy in job.policies)]
    for question in job.questions:
        name = question.profile.encode(errors="surrogateescape")
        orders.append(_order(b"Q", bytes((question.owner,)) + b"label\0" + name + b"\0" + question.payload))
    orders += [_order(b"S", b"".join(map(_step, deed))) for deed in job.deeds]
    if job.features:
        orders.append(_order(b"F", b""))
    return b"".join(orders)


def _order(letter: bytes, body: bytes) -> bytes:
    return letter + struct.pack("<I", len(body)) + body


def _step(step: Step) -> bytes:
    words = [str(word).encode(errors="surrogateescape") for word in step]
    return bytes((len(words),)) + b"".join(word + b"\0" for word in words)


@frozen
class _Reader:
    data: bytes
    at: list[int]

    def numbers(self, count: int) -> tuple[int, ...]:
        found = struct.unpack_from(f"<{count}I", self.data, self.at[0])
        self.at[0] += 4 * count
        return found

    def text(self) -> str:
        (length,) = self.numbers(1)
        self.at[0] += length
        return self.data[self.at[0] - length : self.at[0]].decode(errors="surrogateescape")


def _read(reader: _Reader, job: Job, console: str, seconds: float) -> Outcome:
    loaded = reader.numbers(len(job.policies))
    answers = []
    for _ in job.questions:
        refused, allow, _deny, audit, quiet = reader.numbers(5)
        answers.append(Answer(allow, audit, quiet, refused))
    deeds = tuple(_deed(reader, deed) for deed in job.deeds)
    features = {}
    while job.features and (name := reader.text()):
        features[name] = reader.text().strip()
    return Outcome(loaded, tuple(answers), deeds, features, console, seconds)


def _deed(reader: _Reader, deed: Sequence[Step]) -> tuple[Result, ...]:
    count, status = reader.numbers(2)
    results = []
    for _ in range(count):
        (errno,) = reader.numbers(1)
        results.append(Result(errno, reader.text().rstrip("\n")))
    if count < len(deed):
        raise KernelFailed(f"the process of {deed} came to step {count} and ended with {status:#x}")
    return tuple(results)


def features(kernel: Kernel) -> Path:
    """The file with what this kernel mediates, as `apparmor_parser --features-file` wants it."""
    path = kernel.features_file
    if not path.exists():
        found = boot(kernel, Job(features=True)).features
        # Several processes may be at it; each writes the same.
        with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False) as new:
            new.write(_tree(found))
        Path(new.name).replace(path)
    return path


def _tree(features: dict[str, str]) -> str:
    return _branch(sorted((name.split("/"), words) for name, words in features.items()))


def _branch(leaves: Iterable[tuple[list[str], str]]) -> str:
    below: dict[str, list[tuple[list[str], str]]] = {}
    said = ""
    for path, words in leaves:
        if path:
            below.setdefault(path[0], []).append((path[1:], words))
        else:
            said = words + "\n"
    return said + "".join(f"{name} {{{_branch(rest)}}}\n" for name, rest in below.items())
