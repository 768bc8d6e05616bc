"""Each shipped fragment says what it is for, compiles with what it needs, and is refused with what it excludes."""

import re
from itertools import product

import pytest

from apparmor_dsl.language.parser import parse_file
from tests.parser_oracle import oracle
from tests.policies.shipping import (
    ARGUMENTS,
    FRAGMENT_FILES,
    ONLY_VARIABLES,
    POLICIES,
    codes,
    emitted,
    fragments,
    using,
    with_needs,
)

NAMES = sorted(fragments())
NEEDS = [(name, need.text) for name in NAMES for need in fragments()[name].needs]
EXCLUDES = [(name, excluded.text) for name in NAMES for excluded in fragments()[name].excludes]


def test_a_file_defines_the_fragment_of_its_name() -> None:
    found = {file.stem: [fragment.name for fragment in parse_file(file).fragments] for file in FRAGMENT_FILES}

    assert found == {file.stem: [] if file.stem in ONLY_VARIABLES else [file.stem] for file in FRAGMENT_FILES}


@pytest.mark.parametrize("name", NAMES)
def test_a_fragment_says_on_what_ground_it_stands(name: str) -> None:
    assert re.search(r"^(Measured|Derived)\b", fragments()[name].doc, re.MULTILINE)


def settings(name: str) -> list[str]:
    """Arguments for every setting of the fragment's boolean parameters."""
    booleans = [parameter.name for parameter in fragments()[name].parameters if parameter.boolean]
    if not booleans:
        return [ARGUMENTS.get(name, "")]
    return [
        f"({', '.join(f'${{{one}}} = {value}' for one, value in zip(booleans, values, strict=True))})"
        for values in product(("false", "true"), repeat=len(booleans))
    ]


@pytest.mark.needs_apparmor_parser
@pytest.mark.parametrize(("name", "arguments"), [(name, one) for name in NAMES for one in settings(name)])
def test_apparmor_parser_accepts_a_fragment_with_what_it_needs(name: str, arguments: str) -> None:
    text = emitted(using(with_needs(name), {**ARGUMENTS, name: arguments})).text

    verdict = oracle.accepts(text)

    assert verdict, verdict.message


@pytest.mark.parametrize(("name", "need"), NEEDS)
def test_a_fragment_without_what_it_needs_is_refused(name: str, need: str) -> None:
    assert "missing-need" in codes(using(one for one in with_needs(name) if one != need))


@pytest.mark.parametrize(("name", "excluded"), EXCLUDES)
def test_a_fragment_beside_one_it_excludes_is_refused(name: str, excluded: str) -> None:
    together = dict.fromkeys((*with_needs(name), *with_needs(excluded)))

    assert "excluded-fragment" in codes(using(together))


def test_the_documentation_lists_every_fragment_with_its_parameters_needs_and_excludes() -> None:
    page = (POLICIES.parent / "docs" / "policies.md").read_text()
    rows = [
        [re.findall(r"`([^`]+)`", cell) for cell in row.strip("|").split("|")[:4]]
        for row in re.findall(r"^\| `[a-z0-9-]+` \|[^|]*\|[^|]*\|[^|]*\|[^|]*\|$", page, re.MULTILINE)
    ]

    assert {row[0][0]: row[1:] for row in rows} == {
        name: [
            [f"{'$' if one.boolean else '@'}{{{one.name}}}" for one in fragment.parameters],
            [need.text for need in fragment.needs],
            [excluded.text for excluded in fragment.excludes],
        ]
        for name, fragment in fragments().items()
    }
