"""Variables with every operator, boolean variables, aliases, abi, and both spellings of include."""

from apparmor_dsl.language.ast import (
    Abi,
    Alias,
    BooleanAssignment,
    BooleanLiteral,
    BooleanVariable,
    CapabilityRule,
    FileRule,
    Include,
    Not,
    Profile,
    Variable,
)
from tests.parser.cases import NEVER, Statements

TRUE, FALSE = BooleanLiteral(value=True), BooleanLiteral(value=False)


def in_profile(include: Include) -> tuple[Profile, ...]:
    return (Profile("p", body=(include,)),)


ROWS = (
    Statements("", ()),
    Statements("# nothing", ()),
    Statements("@{x}=/a", (Variable("x", "=", ("/a",)),)),
    Statements("@{x} = /a /b", (Variable("x", "=", ("/a", "/b")),)),
    Statements("@{x}\t=\t/a\t/b ", (Variable("x", "=", ("/a", "/b")),)),
    Statements('@{x} = "/a b" "" c', (Variable("x", "=", ("/a b", "", "c")),)),
    Statements("@{x} = /a \\\n   /b", (Variable("x", "=", ("/a", "/b")),)),
    Statements("@{x} = \\\n   /a \\\n\\\n  /b", (Variable("x", "=", ("/a", "/b")),)),
    Statements('@{x} = "/a"\\\n"/b"', (Variable("x", "=", ("/a", "/b")),)),
    Statements("@{x} = /a \\\n\n@{y} = /b", (Variable("x", "=", ("/a",)), Variable("y", "=", ("/b",)))),
    Statements("@{x} = /a # not /b", (Variable("x", "=", ("/a",)),)),
    Statements("@{x} = /a#b", (Variable("x", "=", ("/a#b",)),)),
    Statements("@{x} = a,b {c,d}", (Variable("x", "=", ("a,b", "{c,d}")),)),
    Statements("@{x} = a\\ b", (Variable("x", "=", ("a\\ b",)),)),
    Statements('@{x} = "a\\"b"', (Variable("x", "=", ('a\\"b',)),)),
    Statements("@x = /a", (Variable("x", "=", ("/a",)),)),
    Statements("@{x} = /a\n@{x} += /b", (Variable("x", "=", ("/a",)), Variable("x", "+=", ("/b",)))),
    Statements("@{x}=/a\n@{x}+=/b", (Variable("x", "=", ("/a",)), Variable("x", "+=", ("/b",)))),
    Statements("@{x} = /a\n@{y} = @{x}/b", (Variable("x", "=", ("/a",)), Variable("y", "=", ("@{x}/b",)))),
    Statements("@{x} ?= /a", (Variable("x", "?=", ("/a",)),), (5, 0)),
    Statements("@{x} = /a\n@{x} := /b", (Variable("x", "=", ("/a",)), Variable("x", ":=", ("/b",))), (5, 0)),
    Statements("${x}=true", (BooleanAssignment("x", TRUE),)),
    Statements("${x} = false", (BooleanAssignment("x", FALSE),)),
    Statements("$x = TRUE", (BooleanAssignment("x", TRUE),)),
    Statements(
        "${x} = true\n${y} = not ${x}",
        (BooleanAssignment("x", TRUE), BooleanAssignment("y", Not(BooleanVariable("x")))),
        (5, 0),
    ),
    Statements("${x} ?= true", (BooleanAssignment("x", TRUE, "?="),), (5, 0)),
    Statements("alias /a -> /b,", (Alias("/a", "/b"),)),
    Statements('alias "/a b" -> "/c d",', (Alias("/a b", "/c d"),)),
    Statements("alias /a/ ->\n /b/,", (Alias("/a/", "/b/"),)),
    Statements("@{x}\n= /a", (Variable("x", "=", ("/a",)),)),
    Statements("alias /a -> b,", (Alias("/a", "b"),)),
    Statements("abi <abi/3.0>,", (Abi("abi/3.0"),)),
    Statements('abi "/etc/apparmor.d/abi/3.0",', (Abi("/etc/apparmor.d/abi/3.0", magic=False),)),
    Statements("abi /etc/apparmor.d/abi/3.0,", (Abi("/etc/apparmor.d/abi/3.0", magic=False),)),
    Statements("profile p { abi <abi/3.0>, }", (Profile("p", body=(Abi("abi/3.0"),)),)),
    Statements("include <tunables/global>", (Include("tunables/global"),)),
    Statements("#include <tunables/global>", (Include("tunables/global"),)),
    Statements("include\t<tunables/global> # why", (Include("tunables/global"),)),
    Statements("include if exists <not/there>", (Include("not/there", if_exists=True),)),
    Statements("#include if exists <not/there>", (Include("not/there", if_exists=True),)),
    Statements('include "/etc/apparmor.d/tunables/global"', (Include("/etc/apparmor.d/tunables/global", magic=False),)),
    Statements('include if exists "/not/there"', (Include("/not/there", magic=False, if_exists=True),)),
    Statements("include /etc/apparmor.d/tunables/global", (Include("/etc/apparmor.d/tunables/global", magic=False),)),
    Statements("#include<tunables/global>", (Include("tunables/global"),)),
    Statements('#include"/etc/apparmor.d/tunables/global"', (Include("/etc/apparmor.d/tunables/global", magic=False),)),
    Statements("#include\n<tunables/global>", (Include("tunables/global"),)),
    Statements("# include <tunables/global>", ()),
    Statements("##include <tunables/global>", ()),
    Statements("#Include <tunables/global>", ()),
    Statements("profile p { include if exists <x> }", in_profile(Include("x", if_exists=True))),
    Statements("profile p { #include if exists <x>\n }", in_profile(Include("x", if_exists=True))),
    Statements("profile p { include if exists <x y> }", in_profile(Include("x y", if_exists=True))),
    # A file that is meant to be included holds rules alone: no parser takes it by itself.
    Statements("/a r,\ncapability kill,", (FileRule("/a", "r"), CapabilityRule(("kill",))), NEVER),
)
