"""What is included in a block gets the block's qualifiers, and remembers by which include it came."""

from collections.abc import Mapping

from apparmor_dsl.language.parser import parse
from apparmor_dsl.semantics.compile import Compilation, compile_policy
from apparmor_dsl.semantics.targets import TARGETS
from tests.semantics.composing import Files, rules

ABSTRACTION = "abi <abi/4.0>,\n# Why.\n/a r,\ndeny /b w,\ninclude if exists <more>\ninclude if exists <nowhere>\n"


def compiled(body: str, files: Mapping[str, str]) -> Compilation:
    policy = parse(f"profile p {{\n{body}\n}}\n", "main", dialect="aadsl")
    return compile_policy(policy, Files(files), dialect="aadsl", target=TARGETS["apparmor-5.0"])


def test_what_a_block_includes_is_written_out() -> None:
    made = compiled("owner { include <x> }", {"x": ABSTRACTION, "more": "audit { /c r, }\n"})

    assert rules(made.files[0]) == ["owner /a r,", "deny owner /b w,", "audit owner /c r,"]
    assert [found.code for found in made.diagnostics] == ["written-out"]


def test_the_route_tells_of_the_include() -> None:
    file = compiled("owner { include <x> }", {"x": ABSTRACTION, "more": "/c r,\n"}).files[0]
    origin = file.origin_of_line(file.text.splitlines().index("  owner /c r,") + 1)

    assert origin is not None
    assert str(origin.span) == "more:1:1"
    assert [(step.fragment, str(step.span)) for step in origin.route] == [("<x>", "main:2:9"), ("<more>", "x:5:1")]
    assert "# from <more>, for <x>" in file.text


def test_each_block_that_includes_a_file_gets_its_rules() -> None:
    made = compiled("owner { include <x> }\naudit { include <x> }\ninclude <x>", {"x": "/a r,\n"})

    assert rules(made.files[0]) == ["owner /a r,", "audit /a r,", "include <x>"]


def test_an_include_in_a_block_that_is_not_there_is_reported() -> None:
    made = compiled("owner { include <x> }", {})

    assert [found.code for found in made.diagnostics if found.code != "written-out"] == ["include-not-found"]


def test_what_sets_variables_is_not_included_in_a_block() -> None:
    made = compiled("owner { include <x> }", {"x": "@{X} = /a\n"})

    assert [found.code for found in made.diagnostics if found.code != "written-out"] == ["include-in-profile-preamble"]
