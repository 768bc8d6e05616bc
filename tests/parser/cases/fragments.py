"""What `.aadsl` files may say beside: imports, fragments, uses."""

from apparmor_dsl.language.ast import Argument, FileRule, Fragment, Import, Name, Parameter, Profile, Use
from tests.parser.cases import NEVER, Statements

ROWS = (
    Statements("import <docker>", (Import("docker"),), NEVER),
    Statements('import "site.aadsl"', (Import("site.aadsl", magic=False),), NEVER),
    Statements('import "../a b.aadsl" # why', (Import("../a b.aadsl", magic=False),), NEVER),
    Statements("fragment a { }", (Fragment("a"),), NEVER),
    Statements("fragment a-1 { /a r, }", (Fragment("a-1", body=(FileRule("/a", "r"),)),), NEVER),
    Statements("fragment a() { }", (Fragment("a"),), NEVER),
    Statements("fragment a(@{x}) { }", (Fragment("a", (Parameter("x"),)),), NEVER),
    Statements("fragment a(@{x} = /a /b) { }", (Fragment("a", (Parameter("x", ("/a", "/b")),)),), NEVER),
    Statements(
        "fragment a(@{x}=/a,@{y}=/b) { }", (Fragment("a", (Parameter("x", ("/a",)), Parameter("y", ("/b",)))),), NEVER
    ),
    Statements("fragment a(@{x} = {b,c}) { }", (Fragment("a", (Parameter("x", ("{b,c}",)),)),), NEVER),
    Statements('fragment a(@{x} = "/a, b)") { }', (Fragment("a", (Parameter("x", ("/a, b)",)),)),), NEVER),
    Statements("fragment a(${x}) { }", (Fragment("a", (Parameter("x", boolean=True),)),), NEVER),
    Statements("fragment a(${x} = true) { }", (Fragment("a", (Parameter("x", ("true",), boolean=True),)),), NEVER),
    Statements("fragment a needs b { }", (Fragment("a", needs=(Name("b"),)),), NEVER),
    Statements(
        "fragment a(@{x}) needs b c excludes d { }",
        (Fragment("a", (Parameter("x"),), (Name("b"), Name("c")), (Name("d"),)),),
        NEVER,
    ),
    Statements("fragment a\n  excludes d\n{ }", (Fragment("a", excludes=(Name("d"),)),), NEVER),
    Statements("profile p { use web, }", (Profile("p", body=(Use("web"),)),), NEVER),
    Statements("profile p { use a(), }", (Profile("p", body=(Use("a"),)),), NEVER),
    Statements(
        "profile p { use a(@{x} = /b /c, ${y} = false), }",
        (Profile("p", body=(Use("a", (Argument("x", ("/b", "/c")), Argument("y", ("false",), boolean=True))),)),),
        NEVER,
    ),
    Statements(
        'profile p { use a(\n  @{x} = "/b c"\n), }',
        (Profile("p", body=(Use("a", (Argument("x", ("/b c",)),)),)),),
        NEVER,
    ),
    Statements(
        "profile p { use a(@{x} = @{y}/b), }", (Profile("p", body=(Use("a", (Argument("x", ("@{y}/b",)),)),)),), NEVER
    ),
)
