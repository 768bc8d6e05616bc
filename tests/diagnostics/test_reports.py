"""Reports for other programs: well formed whatever is quoted, complete, and nothing in them acts on its reader."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from apparmor_dsl.diagnostics import github, gitlab, junit, markdown, sarif
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Edit, Fix, Label, error, notice, warning
from apparmor_dsl.diagnostics.source import Source

HOSTILE = (
    "\x1b[2J",
    "\r\n::error::x",
    "]]></failure>",
    '"/><script>',
    "`` x ```",
    "[a](javascript:b)",
    "@team",
    "\udc9b",
    "\x00",
    "%0A,:",
    "</details>",
    "\u202e",
    "| a |",
)
texts = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(HOSTILE)


def quoting(word: str) -> Diagnostic:
    """A finding that quotes the word in the name of its file and wherever else one can be quoted."""
    source = Source(f"dir/{word}.aa", f"profile x {{\n  {word} r,\n}}\n")
    span = source.span(8, 9)
    fix = Fix(f"write {word}", (Edit(span, word),))
    return evolve(
        warning("made-up", f"`{word}` is so", span, labels=(Label(span, f"here is {word}"),), help=f"not {word}"),
        notes=(f"first {word}\nthen",),
        fix=fix,
    )


SARIF: dict[str, Any] = {
    "type": "object",
    "required": ["version", "runs"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string"},
        "version": {"const": "2.1.0"},
        "runs": {"items": {"$ref": "#/$defs/run"}},
    },
    "$defs": {
        "message": {
            "type": "object",
            "required": ["text"],
            "additionalProperties": False,
            "properties": {"text": {"type": "string", "minLength": 1}},
        },
        "run": {
            "type": "object",
            "required": ["tool", "results"],
            "additionalProperties": False,
            "properties": {
                "tool": {"$ref": "#/$defs/tool"},
                "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                "results": {"type": "array", "items": {"$ref": "#/$defs/result"}},
            },
        },
        "tool": {
            "type": "object",
            "required": ["driver"],
            "additionalProperties": False,
            "properties": {
                "driver": {
                    "type": "object",
                    "required": ["name"],
                    "additionalProperties": False,
                    "properties": {
                        "name": {"type": "string"},
                        "rules": {
                            "type": "array",
                            "uniqueItems": True,
                            "items": {
                                "type": "object",
                                "required": ["id"],
                                "additionalProperties": False,
                                "properties": {"id": {"type": "string"}, "name": {"type": "string"}},
                            },
                        },
                    },
                }
            },
        },
        "artifactLocation": {
            "type": "object",
            "required": ["uri"],
            "additionalProperties": False,
            "properties": {"uri": {"type": "string", "pattern": "^[A-Za-z0-9._~:/@!$&'()*+,;=%-]+$"}},
        },
        "region": {
            "type": "object",
            "required": ["startLine"],
            "additionalProperties": False,
            "properties": {
                "startLine": {"type": "integer", "minimum": 1},
                "startColumn": {"type": "integer", "minimum": 1},
                "endLine": {"type": "integer", "minimum": 1},
                "endColumn": {"type": "integer", "minimum": 1},
            },
        },
        "location": {
            "type": "object",
            "required": ["physicalLocation"],
            "additionalProperties": False,
            "properties": {
                "id": {"type": "integer", "minimum": -1},
                "message": {"$ref": "#/$defs/message"},
                "physicalLocation": {
                    "type": "object",
                    "required": ["artifactLocation", "region"],
                    "additionalProperties": False,
                    "properties": {
                        "artifactLocation": {"$ref": "#/$defs/artifactLocation"},
                        "region": {"$ref": "#/$defs/region"},
                    },
                },
            },
        },
        "result": {
            "type": "object",
            "required": ["message", "ruleId"],
            "additionalProperties": False,
            "properties": {
                "ruleId": {"type": "string"},
                "ruleIndex": {"type": "integer", "minimum": -1},
                "level": {"enum": ["none", "note", "warning", "error"]},
                "message": {"$ref": "#/$defs/message"},
                "locations": {"type": "array", "maxItems": 1, "items": {"$ref": "#/$defs/location"}},
                "relatedLocations": {"type": "array", "uniqueItems": True, "items": {"$ref": "#/$defs/location"}},
                "fixes": {
                    "type": "array",
                    "uniqueItems": True,
                    "items": {
                        "type": "object",
                        "required": ["artifactChanges"],
                        "additionalProperties": False,
                        "properties": {
                            "description": {"$ref": "#/$defs/message"},
                            "artifactChanges": {
                                "type": "array",
                                "minItems": 1,
                                "uniqueItems": True,
                                "items": {
                                    "type": "object",
                                    "required": ["artifactLocation", "replacements"],
                                    "additionalProperties": False,
                                    "properties": {
                                        "artifactLocation": {"$ref": "#/$defs/artifactLocation"},
                                        "replacements": {
                                            "type": "array",
                                            "minItems": 1,
                                            "items": {
                                                "type": "object",
                                                "required": ["deletedRegion"],
                                                "additionalProperties": False,
                                                "properties": {
                                                    "deletedRegion": {"$ref": "#/$defs/region"},
                                                    "insertedContent": {
                                                        "type": "object",
                                                        "required": ["text"],
                                                        "properties": {"text": {"type": "string"}},
                                                    },
                                                },
                                            },
                                        },
                                    },
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}
"""What SARIF 2.1.0 demands of the properties that we write.

Source: the specification of OASIS, sections 3.4 artifactLocation (a URI as in RFC 3986), 3.11 message, 3.13 sarifLog,
3.14 run, 3.18 tool, 3.19 toolComponent, 3.27 result, 3.28 location, 3.29 physicalLocation, 3.30 region, 3.55 fix,
3.56 artifactChange and 3.57 replacement.
"""


def sarif_of(*found: Diagnostic) -> Any:
    return json.loads(sarif.render(found))


@given(texts)
def test_sarif_is_what_its_specification_demands(word: str) -> None:
    Draft202012Validator(SARIF).validate(sarif_of(quoting(word), error("a", "b"), notice("c", "d")))


def test_sarif_of_nothing_has_a_run_without_results() -> None:
    made = sarif_of()

    Draft202012Validator(SARIF).validate(made)
    assert made["runs"][0]["results"] == []


@given(texts)
def test_sarif_names_the_file_and_the_rule(word: str) -> None:
    (run,) = sarif_of(error("z", "b"), quoting(word))["runs"]
    result = run["results"][1]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]

    assert unquote(uri, errors="surrogateescape") == f"dir/{word}.aa"
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "made-up"


def test_an_absolute_path_is_a_file_uri() -> None:
    span = Source("/etc/a b", "x").span(0)
    (result,) = sarif_of(error("a", "b", span))["runs"][0]["results"]

    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "file:///etc/a%20b"


def test_a_relative_path_with_a_colon_is_no_scheme() -> None:
    span = Source("a:b", "x").span(0)
    (result,) = sarif_of(error("a", "b", span))["runs"][0]["results"]

    assert ":" not in result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]


@pytest.mark.parametrize("report", [sarif.render, gitlab.render], ids=["sarif", "gitlab"])
@pytest.mark.parametrize("word", HOSTILE, ids=repr)
def test_json_for_other_programs_is_utf_8(report: Any, word: str) -> None:
    decoded = json.loads(report((quoting(word),)))

    json.dumps(decoded, ensure_ascii=False).encode("utf-8")


@given(texts)
def test_a_workflow_command_is_one_line_and_keeps_what_it_quotes(word: str) -> None:
    found = quoting(word)
    made = github.render((found, error("a", "b")))
    first, second, end = made.split("\n")
    said = re.fullmatch(r"::warning file=(?P<file>[^,:]*),(?P<rest>[^:]*)::(?P<text>.*)", first, re.DOTALL)

    assert (second, end) == ("::error title=aadsl%3A a::b", "")
    assert said is not None
    assert "\r" not in made
    assert unescaped(said["file"]) == f"dir/{word}.aa"
    assert unescaped(said["text"]) == f"{found.message}\n{found.help}"


def unescaped(text: str) -> str:
    for sign in ":,\n\r%":
        text = text.replace(f"%{ord(sign):02X}", sign)
    return text


@given(st.lists(texts, max_size=4))
def test_a_quality_report_has_what_gitlab_demands(words: list[str]) -> None:
    found = [quoting(word) for word in (*words, *words)]
    issues = json.loads(gitlab.render(tuple(found)))

    assert len({issue["fingerprint"] for issue in issues}) == len(found)
    for issue in issues:
        assert issue.keys() == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert isinstance(issue["location"]["lines"]["begin"], int)


def test_a_fingerprint_stays_when_a_line_is_put_above() -> None:
    def fingerprint(text: str) -> str:
        source = Source("p", text)
        (issue,) = json.loads(gitlab.render((error("a", "b", source.span(text.index("x"))),)))
        return str(issue["fingerprint"])

    assert fingerprint("x\n") == fingerprint("# new\nx\n")
    assert fingerprint("x\n") != fingerprint("x y\n")


@given(st.lists(texts, max_size=3))
def test_a_test_report_is_xml_with_a_failure_a_finding(words: list[str]) -> None:
    suite = ET.fromstring(junit.render(tuple(map(quoting, words))))  # noqa: S314 - our own text

    assert suite.get("failures") == str(len(words))
    assert len(suite.findall("testcase/failure")) == len(words)
    assert int(suite.get("tests", "")) == len(suite.findall("testcase")) >= 1


@pytest.mark.parametrize("word", HOSTILE, ids=repr)
def test_markdown_takes_nothing_for_its_own(word: str) -> None:
    made = markdown.render((quoting(word),))

    outside = re.sub(r"(`+) .*? \1(?!`)", "", made)
    assert re.search(r"(?<!\\)[<`\[|]", outside) is None
    assert "@team" not in outside
    assert all(line.startswith(("#", "**", "- ", "  ")) or not line for line in made.split("\n"))


def test_a_line_with_backticks_stays_one_piece_of_code() -> None:
    source = Source("p", "a ``` b ` c")
    made = markdown.render((error("x", "y", source.span(0)),))

    assert "  ```` a ``` b ` c ````" in made


def test_markdown_counts_the_worst_first() -> None:
    made = markdown.render((notice("a", "b"), error("c", "d"), error("e", "f")))

    assert made.startswith("### AppArmor policy: 2 errors, 1 notice\n")
