"""The policies of others are read back as they were read, once they are emitted."""

from pathlib import Path

import pytest

from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.language.emit import emit
from apparmor_dsl.language.parser import parse, parse_file

UNWRITABLE = {
    "vars/vars_simple_assignment_11.sd": "a value that ends in backslashes: only at the end of its line is it read so"
}
"""Texts that are read and cannot be emitted, and why. One that can be is to be deleted here."""


@pytest.mark.needs_corpus
@pytest.mark.parametrize("folder", ["parser-tests", "phoenix/profiles", "lxc-generated"])
def test_every_policy_that_is_read_is_read_back(folder: str, corpus: Path) -> None:
    read, changed, refused = 0, [], []
    for path in sorted(file for file in (corpus / folder).rglob("*") if file.is_file()):
        name = str(path.relative_to(corpus / folder))
        try:
            tree = parse_file(path)
        except PolicyError:
            continue
        read += 1
        try:
            if parse(emit(tree)) != tree:
                changed.append(name)
        except PolicyError:
            # Some tests of the parser are read here and refused there; what upstream refuses has no need of a text.
            if "EXRESULT FAIL" not in path.read_text(errors="surrogateescape"):
                refused.append(name)

    assert read
    assert changed == []
    assert set(refused) == (set(UNWRITABLE) if folder == "parser-tests" else set())
