"""The schemas and the readers hold a file to the same form."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.protocols import Validator
from referencing import Registry, Resource

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.diagnostics.source import Source
from apparmor_dsl.fleet.read import read_fleet
from apparmor_dsl.fleet.schemas import NAMES, schema_path
from apparmor_dsl.fleet.wording import UNPRINTABLE
from tests.fleet.fleets import text
from tests.fleet.whole import NATIVE, PHOENIX, broken

SCHEMAS = {name: json.loads(schema_path(name).read_text()) for name in NAMES}
BEYOND = {
    # What a schema cannot say: two values that do not fit together, and whether a text is an AppArmor rule.
    "conflicting-config",
    "inheritance-cycle",
    "inheritance-too-deep",
    "missing-parent",
    "not-one-rule",
}


def validator(name: str) -> Validator:
    registry: Registry[Any] = Registry().with_resource("fleet.schema.json", Resource.from_contents(SCHEMAS["fleet"]))
    return Draft202012Validator(SCHEMAS[name], registry=registry, format_checker=FormatChecker())


VALIDATORS = {name: validator(name) for name in NAMES}


def refusals(document: Any) -> list[Diagnostic]:
    """What the reader refuses."""
    try:
        read_fleet(Source("fleet.json", text(document)))
    except PolicyError as problem:
        return [found for found in problem.diagnostics if found.severity is Severity.ERROR]
    return []


def assert_same(name: str, document: Any) -> None:
    by_schema = [error.message for error in VALIDATORS[name].iter_errors(document)]
    by_reader = refusals(document)
    of_form = [found for found in by_reader if found.code not in BEYOND]

    assert by_reader or not by_schema, f"the reader takes what the schema refuses: {by_schema[:3]}"
    assert by_schema or not of_form, f"the schema takes what the reader refuses: {[f.message for f in of_form][:3]}"


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_one(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])


@pytest.mark.parametrize(("name", "whole"), [("fleet", NATIVE), ("phoenix", PHOENIX)])
def test_a_fleet_with_every_key_is_accepted_by_both(name: str, whole: Any) -> None:
    assert [error.message for error in VALIDATORS[name].iter_errors(whole)] == []
    assert refusals(whole) == []


def keys_of(schema: Any) -> set[str]:
    inner = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
    own = set(schema.get("properties", ())) if isinstance(schema, dict) else set()
    return own | {key for item in inner for key in keys_of(item)}


def all_keys(document: Any) -> set[str]:
    inner = document.values() if isinstance(document, dict) else document if isinstance(document, list) else ()
    return {key for item in inner for key in all_keys(item)} | (set(document) if isinstance(document, dict) else set())


@pytest.mark.parametrize(("name", "whole"), [("fleet", NATIVE), ("phoenix", PHOENIX)])
def test_the_fleet_with_every_key_has_every_key(name: str, whole: Any) -> None:
    assert keys_of(SCHEMAS[name]) - all_keys(whole) == set()


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(broken(NATIVE, changes=2))
def test_schema_and_reader_agree_about_our_own_format(document: Any) -> None:
    if isinstance(document, dict) and "containers" in document and "lxc_configs" not in document:
        assert_same("fleet", document)


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(broken(PHOENIX, changes=2))
def test_schema_and_reader_agree_about_the_old_format(document: Any) -> None:
    if isinstance(document, dict) and "lxc_configs" in document:
        assert_same("phoenix", document)


def test_the_schema_refuses_the_characters_that_the_reader_refuses() -> None:
    assert SCHEMAS["fleet"]["$defs"]["line"]["not"]["pattern"] == f"[{UNPRINTABLE}]"


@pytest.mark.needs_corpus
def test_every_real_fleet_is_accepted_by_the_schema(corpus: Path) -> None:
    fleets = sorted((corpus / "phoenix" / "fleets").glob("*.json"))
    refused = [file.name for file in fleets if not VALIDATORS["phoenix"].is_valid(json.loads(file.read_text()))]

    assert fleets
    assert refused == []
