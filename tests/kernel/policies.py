"""The policy that is judged: what is shipped, what Debian's packages brought, and what chance makes."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Final

from attrs import frozen

from apparmor_dsl.language.parser import read_source
from apparmor_dsl.semantics.files import PolicyFolders, is_left_out
from tests.kernel import generated
from tests.kernel.kernels import Kernel
from tests.kernel.once import once
from tests.kernel.sides import NEW_SYNTAX, Judged, Side, judged, side
from tests.parser_oracle.oracle import BASE
from tests.policies.shipping import PROFILE_FILES, emitted

EXTRA: Final = Path("/usr/share/apparmor/extra-profiles")
EVERY: Final = 4
"""Of the profiles that Debian ships as examples, one of so many: there are 116, and many are alike."""
GENERATED: Final = 150
SEED: Final = 20


@frozen
class Policy:
    """Everything that one kernel is loaded with."""

    side: Side
    binaries: tuple[bytes, ...]
    profiles: tuple[Judged, ...]


@once
def policy(kernel: Kernel, every: int = EVERY, generated_ones: int = GENERATED) -> Policy:
    """What the kernel is loaded with. Of two profiles of one name it keeps the later: only the first is loaded."""
    here = side(kernel)
    files = PolicyFolders()
    binaries: list[bytes] = []
    profiles: dict[str, Judged] = {}
    for text in (*_shipped(), *_debian(every)):
        binary, found = judged(here, text, files)
        if not profiles.keys() & {each.name for each in found}:
            binaries.append(binary)
            profiles |= {each.name: each for each in found}
    for text in _generated(here, generated_ones):
        binary, found = judged(here, text, files)
        binaries.append(binary)
        profiles |= {each.name: each for each in found}
    return Policy(here, tuple(binaries), tuple(profiles.values()))


def _shipped() -> Iterator[str]:
    # It is emitted for the oldest target, which every parser reads.
    for file in PROFILE_FILES:
        yield emitted(file.read_text()).text


def _debian(every: int) -> Iterator[str]:
    for file in (*_files(BASE), *_files(EXTRA)[::every]):
        yield read_source(file).text


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return [file for file in sorted(folder.iterdir()) if file.is_file() and not is_left_out(file.name)]


def _generated(here: Side, count: int) -> Iterator[str]:
    """So many that the parser accepts."""
    random = Random(SEED)
    new_syntax = here.parser.version >= NEW_SYNTAX
    while count:
        text = generated.profile(f"chance-{count}", random, new_syntax=new_syntax)
        try:
            here.compiled(text)
        except ValueError:
            continue
        count -= 1
        yield text
