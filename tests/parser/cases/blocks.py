"""`if` with every operator and with `else`; blocks with every qualifier."""

from apparmor_dsl.language.ast import (
    And,
    Block,
    BodyItem,
    BooleanLiteral,
    BooleanVariable,
    Compare,
    Conditional,
    Defined,
    Expression,
    FileRule,
    Not,
    Or,
    Profile,
    Qualifiers,
)
from tests.parser.cases import Statements

READ, WRITE = FileRule("/a", "r"), FileRule("/a", "w")
A, B, C = BooleanVariable("a"), BooleanVariable("b"), BooleanVariable("c")


def decided(condition: Expression) -> tuple[Profile, ...]:
    return in_profile(Conditional(condition, (READ,)))


def in_profile(*items: BodyItem) -> tuple[Profile, ...]:
    return (Profile("p", body=items),)


def on(condition: str) -> str:
    return f"profile p {{ if {condition} {{ /a r, }} }}"


ROWS = (
    Statements(on("${a}"), decided(A)),
    Statements(on("$a"), decided(A)),
    Statements(on("not ${a}"), decided(Not(A))),
    Statements(on("not not ${a}"), decided(Not(Not(A)))),
    Statements(on("defined ${a}"), decided(Defined("a", "boolean"))),
    Statements(on("defined @{HOME}"), decided(Defined("HOME", "set"))),
    Statements(on("not defined @{HOME}"), decided(Not(Defined("HOME", "set")))),
    Statements("profile p { if ${a}{ /a r, } }", decided(A)),
    Statements(on("true"), decided(BooleanLiteral(value=True)), (5, 0)),
    Statements(on("${a} and ${b}"), decided(And(A, B)), (5, 0)),
    Statements(on("${a} or ${b} and ${c}"), decided(Or(A, And(B, C))), (5, 0)),
    Statements(on("${a} and ${b} and ${c}"), decided(And(And(A, B), C)), (5, 0)),
    Statements(on("${a} and (${b} and ${c})"), decided(And(A, And(B, C))), (5, 0)),
    Statements(on("(${a} or ${b}) and ${c}"), decided(And(Or(A, B), C)), (5, 0)),
    Statements(on("not (${a} or ${b})"), decided(Not(Or(A, B))), (5, 0)),
    Statements(on("not ${a} or ${b}"), decided(Or(Not(A), B)), (5, 0)),
    Statements(on("(${a})"), decided(A), (5, 0)),
    *(
        Statements(on(f"@{{HOME}} {operator} /x"), decided(Compare("@{HOME}", operator, "/x")), (5, 0))
        for operator in ("==", "!=", "<", "<=", ">", ">=", "in")
    ),
    Statements(on('"a b" in @{HOME}'), decided(Compare("a b", "in", "@{HOME}")), (5, 0)),
    Statements("profile p { if ${a} { /a r, } else { /a w, } }", in_profile(Conditional(A, (READ,), (WRITE,)))),
    Statements(
        "profile p { if ${a} { } else if ${b} { /a r, } else { /a w, } }",
        in_profile(Conditional(A, (), (Conditional(B, (READ,), (WRITE,)),))),
    ),
    Statements("profile p { if ${a} { if ${b} { /a r, } } }", in_profile(Conditional(A, (Conditional(B, (READ,)),)))),
    Statements("profile p { { /a r, } }", in_profile(Block(Qualifiers(), (READ,)))),
    Statements("profile p { audit { /a r, } }", in_profile(Block(Qualifiers(audit=True), (READ,)))),
    Statements("profile p { audit{ /a r, } }", in_profile(Block(Qualifiers(audit=True), (READ,)))),
    Statements("profile p { allow { /a r, } }", in_profile(Block(Qualifiers(access="allow"), (READ,)))),
    Statements("profile p { owner { /a r, } }", in_profile(Block(Qualifiers(ownership="owner"), (READ,)))),
    Statements("profile p { other { /a r, } }", in_profile(Block(Qualifiers(ownership="other"), (READ,)))),
    Statements("profile p { deny { /a r, } }", in_profile(Block(Qualifiers(access="deny"), (READ,))), (4, 0)),
    Statements("profile p { prompt { /a r, } }", in_profile(Block(Qualifiers(access="prompt"), (READ,))), (4, 0)),
    Statements(
        "profile p { priority=2 audit owner { /a r, } }",
        in_profile(Block(Qualifiers(2, audit=True, ownership="owner"), (READ,))),
        (4, 1),
    ),
    Statements(
        "profile p { audit { owner { /a r, } /a w, } }",
        in_profile(Block(Qualifiers(audit=True), (Block(Qualifiers(ownership="owner"), (READ,)), WRITE))),
    ),
)
