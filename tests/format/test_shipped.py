"""What we ship and show is tidy itself."""

from pathlib import Path

import pytest

from apparmor_dsl.language.format import format_source
from apparmor_dsl.language.parser import read_source
from apparmor_dsl.language.shipped import shipped
from tests.conftest import ROOT

OURS = sorted([*shipped("policies").rglob("*.aadsl"), *ROOT.glob("examples/**/*.aadsl")])


@pytest.mark.parametrize("file", OURS, ids=lambda file: file.name)
def test_our_own_policy_is_tidy(file: Path) -> None:
    source = read_source(file)

    assert format_source(source, "aadsl") == source.text
