"""What no text can say is refused at its place; nothing is ever emitted that would be read as something else."""

import pytest

from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.diagnostics.source import Source
from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import emit
from apparmor_dsl.language.emit.quoting import Place, in_quotes, quoted

UNWRITABLE_VALUES = [
    "/a\n  /etc/shadow r",
    "/a\r",
    "/a\0",
    "/a\x1b",
    "/a\x7f",
    "/a\x85",
    '/a"',
    '/a\\\\"',
    "/a\\",
    "/a\\\\",
]

UNWRITABLE: dict[str, ast.Statement] = {
    "a path that is none": ast.FileRule("etc/passwd", "r"),
    "a file rule without access": ast.FileRule("/a"),
    "`file` with access": ast.FileRule(None, "r"),
    "access in another order": ast.FileRule("/a", "wr"),
    "access that is none": ast.FileRule("/a", "rz"),
    "an exec mode that is none": ast.FileRule("/a", "r", "rx"),
    "a link from what is no path": ast.LinkRule("a", "/b"),
    "a link's target beside an exec mode": ast.FileRule("/a", "l", "px", link_target="/b"),
    "a link's target with nothing but the link": ast.FileRule("/a", "l", link_target="/b"),
    "an exec mode in a deny rule": ast.FileRule("/a", "", "ix", qualifiers=ast.Qualifiers(access="deny")),
    "safe without an exec mode": ast.FileRule("/a", "r", environment="safe"),
    "safe without a path": ast.ChangeProfileRule("a", environment="safe"),
    "owner on a capability": ast.CapabilityRule(qualifiers=ast.Qualifiers(ownership="owner")),
    "a capability that is no word": ast.CapabilityRule(("kill, /etc/shadow r",)),
    "an access that is no word": ast.SignalRule(("send) peer=(",)),
    "a condition without values": ast.MountRule((ast.MountCondition("options", "=", ()),)),
    "a family that is none": ast.NetworkRule(domain="stream"),
    "a type that reads as a family": ast.NetworkRule(type="packet"),
    "a type and a protocol": ast.NetworkRule(domain="inet", type="stream", protocol="tcp"),
    "an empty value in parentheses": ast.UnixRule(peer=ast.UnixEndpoint(label="")),
    "a queue that is no path and no number": ast.MqueueRule(name="queue"),
    "a limit that is no number": ast.RlimitRule("nofile", "10, /etc/shadow r"),
    "a priority out of range": ast.AllRule(qualifiers=ast.Qualifiers(priority=1001)),
    "a variable without values": ast.Variable("x", "=", ()),
    "a variable of an impossible name": ast.Variable("x} = y\n@{z", "=", ("a",)),
    "a boolean variable that is added to": ast.BooleanAssignment("x", ast.BooleanLiteral(value=True), "+="),
    "an include that ends early": ast.Include("a>\n/etc/shadow r,\n#include <b"),
    "an include without a name": ast.Include(""),
    "a profile without a name": ast.Profile(""),
    "a profile without its keyword": ast.Profile("p", keyword=False),
    "a child without its keyword": ast.Profile("p", body=(ast.Profile("/bin/x", keyword=False),)),
    "an extended attribute that is quoted": ast.Profile("p", xattrs=(ast.Xattr("user a"),)),
    "a fragment of an impossible name": ast.Fragment("Docker"),
    "a parameter without values": ast.Fragment("a", (ast.Parameter("x", ()),)),
    "a boolean parameter that is neither": ast.Use("a", (ast.Argument("x", ("maybe",), boolean=True),)),
}


@pytest.mark.parametrize("value", UNWRITABLE_VALUES, ids=ascii)
@pytest.mark.parametrize("place", Place)
def test_a_value_that_no_quotes_can_hold_is_refused(value: str, place: Place) -> None:
    with pytest.raises(PolicyError, match="unwritable"):
        quoted(value, place)


@pytest.mark.parametrize("statement", [pytest.param(node, id=name) for name, node in UNWRITABLE.items()])
def test_a_tree_that_no_text_can_say_is_refused(statement: ast.Statement) -> None:
    with pytest.raises(PolicyError, match="unwritable"):
        emit(ast.PolicyFile((statement,)))


def test_the_refusal_points_at_the_innermost_node_and_says_the_way_out() -> None:
    source = Source("x.aadsl", "profile p { /a r, }")
    rule = ast.FileRule("/a\nb", "r", span=source.span(12, 17))
    profile = ast.Profile("p", body=(rule,), span=source.span(0, 19))

    with pytest.raises(PolicyError) as refused:
        emit(ast.PolicyFile((profile,)))

    (found,) = refused.value.diagnostics
    assert found.span == rule.span
    assert found.help is not None


@pytest.mark.parametrize(
    ("value", "place", "written"),
    [
        ("/a/{b,c}/**", Place.WORD, "/a/{b,c}/**"),
        ("/a=b", Place.WORD, "/a=b"),
        ("a=b", Place.WORD, '"a=b"'),
        ("", Place.WORD, '""'),
        ("a b", Place.WORD, '"a b"'),
        ("a\u00a0b", Place.WORD, '"a\u00a0b"'),
        ("a,b", Place.WORD, '"a,b"'),
        ("{a,}", Place.WORD, "{a,}"),
        ("{a,,b}", Place.WORD, '"{a,,b}"'),
        ("{a", Place.WORD, '"{a"'),
        ("a}", Place.WORD, '"a}"'),
        ("#a", Place.WORD, '"#a"'),
        ("a#b", Place.WORD, "a#b"),
        ("->", Place.WORD, '"->"'),
        ("@{x}", Place.WORD, "@{x}"),
        ("@{x}/y", Place.WORD, "@{x}/y"),
        ("@{x}=y", Place.WORD, '"@{x}=y"'),
        ("@x", Place.WORD, '"@x"'),
        ("&a//&:b:c", Place.WORD, "&a//&:b:c"),
        ("a!", Place.WORD, '"a!"'),
        ('a\\"b', Place.WORD, '"a\\"b"'),
        ("a\\,b", Place.WORD, '"a\\,b"'),
        ("@/tmp/x", Place.CONDITION, "@/tmp/x"),
        ("{a,b}", Place.CONDITION, "{a,b}"),
        ("a=b", Place.CONDITION, '"a=b"'),
        ("{a,b}", Place.LIST, '"{a,b}"'),
        ("@{x}/y", Place.LIST, "@{x}/y"),
        ("(a)", Place.LIST, '"(a)"'),
        ("&a", Place.MEMBER, "&a"),
        ("true", Place.OPERAND, '"true"'),
        ("trueish", Place.OPERAND, "trueish"),
        ("/a", Place.OPERAND, "/a"),
        ("a<b", Place.OPERAND, '"a<b"'),
    ],
)
def test_a_value_is_quoted_where_the_bare_word_would_be_read_as_something_else(
    value: str, place: Place, written: str
) -> None:
    assert quoted(value, place) == written


def test_quotes_are_put_around_what_needs_none_only_when_asked() -> None:
    assert in_quotes("a") == '"a"'
