"""Our loop over Lark's tables reads what Lark itself reads: the grammar files are the one specification."""

import pytest
from hypothesis import given

from apparmor_dsl.diagnostics.source import Source
from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import emit
from apparmor_dsl.language.parser import _builders, read_source
from apparmor_dsl.language.parser.rules.file import plain_file_rule
from apparmor_dsl.language.parser.run import Plain, run
from apparmor_dsl.language.parser.tables import Dialect
from apparmor_dsl.language.shipped import shipped
from apparmor_dsl.semantics.files import is_left_out
from tests import strategies
from tests.corpus.upstream import cases
from tests.parser.engine import larks, ours
from tests.parser_oracle.oracle import BASE

HAND_WRITTEN = (
    "",
    " \n",
    "# only a comment",
    "#include <tunables/global>\n#include  \n# include <x>\n",
    "profile p { # c\n  /a r, # c\n}#c",
    'profile "a b" /x,y { "/a b"r, }',
    "profile p { /a r,/b r,}",
    "profile p {\r\n  /a\u00a0 r,\r\n  mount -> /a, \r\n}\r\n",
    "profile p { if not ${a} and (defined @{B} or /x in @{C} ) { } else if true { } else { audit deny { /a w, } } }",
    '@{a}=b \\\n c\n@{A} += "" x,y\n${b} = true\n',
    "priority = 5 audit deny owner /a r, ^h { }",
)
BROKEN = (
    "profile p {\x0c/a r, }",
    "profile p {\u00a0/a r, }",
    "profile p { /a\r r, }",
    "@{é} = a",
    "profile p { /a r }",
    "profile",
    "}",
    '"',
    "profile p { mount options=(ro }",
    "@{a}",
    "/a r,\n\x00",
)


@pytest.mark.parametrize("text", HAND_WRITTEN)
@pytest.mark.parametrize("dialect", ["apparmor", "aadsl"])
def test_both_make_the_same_tree(text: str, dialect: Dialect) -> None:
    assert ours(text, dialect) is not None
    assert ours(text, dialect) == larks(text, dialect)


@pytest.mark.parametrize("text", BROKEN)
def test_both_refuse_what_is_broken(text: str) -> None:
    assert ours(text, "apparmor") is None
    assert larks(text, "apparmor") is None


@given(strategies.policies)
def test_both_make_the_same_tree_of_what_is_emitted(policy: ast.PolicyFile) -> None:
    text = emit(policy)

    assert ours(text, "aadsl") == larks(text, "aadsl") is not None


def test_both_make_the_same_tree_of_every_shipped_policy() -> None:
    files = sorted(shipped("policies").rglob("*.aadsl"))
    assert files

    for file in files:
        assert ours(file.read_text(), "aadsl") == larks(file.read_text(), "aadsl") is not None, file.name


@pytest.mark.needs_apparmor_parser
def test_both_make_the_same_tree_of_the_policy_of_this_machine() -> None:
    files = [file for file in BASE.rglob("*") if file.is_file() and not is_left_out(file.name)]
    assert files

    for file in files:
        text = read_source(file).text
        assert ours(text, "apparmor") == larks(text, "apparmor"), file


@pytest.mark.needs_corpus
def test_both_make_the_same_of_every_one_of_upstreams_tests() -> None:
    """Also of the wrong ones: both refuse, or both leave it to who comes after."""
    assert [case.path for case in cases() if ours(case.text, "apparmor") != larks(case.text, "apparmor")] == []


ACCESSES = ("r", "rw", "wa", "RW", "R", "rr", "mrix", "x", "xix", "Px", "PxUx", "pux", "Pixr", "q", "wl", "E", "rd")


@pytest.mark.parametrize("access", ACCESSES)
@pytest.mark.parametrize("before", ["", "owner ", "owner # c\n"])
def test_a_plain_file_rule_is_built_in_one_go_as_by_its_builders(before: str, access: str) -> None:
    source = Source(
        "text", f"#c\nprofile p {{\n  include <a> {before}/a,b {access}, /c r, ^h {{ /d/** {access}, }} }}\n"
    )

    tree, comments, diagnostics = run(source, "apparmor", _builders())

    assert run(source, "apparmor", _builders(), plain_file_rule) == (tree, comments, diagnostics)
    assert spans_of(parsed(source, plain_file_rule)) == spans_of(parsed(source, None)) != []


def parsed(source: Source, plain: Plain | None) -> ast.PolicyFile:
    tree: ast.PolicyFile = run(source, "apparmor", _builders(), plain)[0]
    return tree


def spans_of(policy: ast.PolicyFile) -> list[object]:
    return [item.span for profile in policy.profiles for item in (profile, *profile.body)]
