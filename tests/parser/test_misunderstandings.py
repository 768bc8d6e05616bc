"""What people believe about the language and is not so is recognised, and answered with what is."""

from __future__ import annotations

import pytest

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.language.parser import parse
from apparmor_dsl.semantics.compile import compile_policy
from apparmor_dsl.semantics.files import PolicyFolders


def said(text: str) -> tuple[Diagnostic, ...]:
    """Everything there is to say about a plain file."""
    try:
        return compile_policy(parse(text), PolicyFolders(), dialect="apparmor", file_name="p").diagnostics
    except PolicyError as problem:
        return problem.diagnostics


def in_profile(rule: str) -> str:
    return f"profile p {{\n  {rule}\n}}\n"


OUTSIDE = "move it into a profile, or include the file from one"


@pytest.mark.parametrize(
    ("text", "code", "line", "way_out"),
    [
        ("profile p {\n  /a r,\n}\n/b r,\n", "rule-outside-profile", 4, "move it before the `}` of its profile"),
        ("/b r,\nprofile p {\n  /a r,\n}\n", "rule-outside-profile", 1, OUTSIDE),
        (
            in_profile("network inet dgram port 53,"),
            "planned-syntax",
            2,
            "write `peer=(port=53)` for the other end, `port=53` for this one; AppArmor reads it from 4.0 on",
        ),
        (
            in_profile("deny network tcp dst 172.16.99.106:80,"),
            "planned-syntax",
            2,
            "write `peer=(ip=172.16.99.106 port=80)`; AppArmor reads it from 4.0 on",
        ),
        (
            in_profile("network src 10.0.0.1,"),
            "planned-syntax",
            2,
            "write `ip=10.0.0.1`; AppArmor reads it from 4.0 on",
        ),
        (in_profile("/a RW,"), "uppercase-permission", 2, "write `rw`"),
        (in_profile("/a rPX,"), "uppercase-permission", 2, "write `rPx`"),
        (in_profile("/a read,"), "file-access", 2, "write `r`"),
        ('# include "x"\n', "commented-include", 1, 'to include the file, write `include "x"`'),
        (
            "# include if exists <local/p>\n",
            "commented-include",
            1,
            "to include the file, write `include if exists <local/p>`",
        ),
    ],
)
def test_it_is_recognised_and_answered(text: str, code: str, line: int, way_out: str) -> None:
    (found,) = said(text)

    assert (found.code, found.help) == (code, way_out)
    assert found.span is not None
    assert found.span.line == line


@pytest.mark.parametrize(
    "text",
    [
        "profile lxc-docker-nested {\n  /a r,\n}\n",
        in_profile("/a rPx,"),
        in_profile("/a rUx -> b,"),
        "#   include <abstractions/base>\n",
        "# include the following\n",
        "# include <a> and <b>\n",
        "## include <a>\n",
    ],
)
def test_what_is_right_is_left_alone(text: str) -> None:
    assert said(text) == ()


def test_a_variable_that_a_commented_include_would_set_points_at_the_comment() -> None:
    comment, missing = said("# include <tunables/global>\nprofile p {\n  @{NOPE}/a r,\n}\n")

    assert (missing.code, missing.severity) == ("unknown-variable", Severity.ERROR)
    assert [label.span for label in missing.labels] == [comment.span]


def test_a_rule_behind_its_profile_points_at_the_brace_that_closed_it() -> None:
    (found,) = said("profile p {\n  /a r,\n}\n/b r,\n")

    assert [(label.span.line, label.span.text) for label in found.labels] == [(3, "}")]
