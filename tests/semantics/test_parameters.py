"""A parameter is a variable of the emitted file with its own name; never a piece of text."""

from textwrap import dedent

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from apparmor_dsl.diagnostics.diagnostic import has_errors
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.language import ast
from apparmor_dsl.language.parser import parse
from apparmor_dsl.semantics.compile import compile_policy
from tests import strategies
from tests.parser_oracle.oracle import binary
from tests.semantics.composing import Files, codes, compiled, rules, statements


def test_a_parameter_becomes_a_variable_named_after_its_fragment() -> None:
    file = compiled("fragment no-host(@{data_root} = /a /b) { @{data_root}/** r, }\nprofile p { use no-host, }")

    assert rules(file) == ["@{no_host_data_root} = /a /b", "@{no_host_data_root}/** r,"]


def test_an_argument_replaces_the_default_with_all_its_values() -> None:
    text = "fragment a(@{x} = /a /b) { @{x} r, }\nprofile p { use a(@{x} = /c), }"

    assert rules(compiled(text)) == ["@{a_x} = /c", "@{a_x} r,"]


def test_two_uses_with_different_arguments_get_a_variable_each() -> None:
    text = dedent("""\
        fragment a(@{x}) { @{x}/** r, }
        profile p { use a(@{x} = /one), use a(@{x} = /two), use a(@{x} = /one), }
        """)

    assert rules(compiled(text)) == ["@{a_x} = /one", "@{a_x_2} = /two", "@{a_x}/** r,", "@{a_x_2}/** r,"]


def test_a_parameter_goes_through_a_nested_use_as_it_is() -> None:
    text = dedent("""\
        fragment inner(@{y}) { @{y}/in r, }
        fragment outer(@{x}) { use inner(@{y} = @{x}/sub), @{x}/out r, }
        profile p { use outer(@{x} = /a /b), }
        """)

    assert rules(compiled(text)) == [
        "@{outer_x} = /a /b",
        "@{inner_y} = @{outer_x}/sub",
        "@{inner_y}/in r,",
        "@{outer_x}/out r,",
    ]


def test_an_argument_speaks_of_the_variables_of_the_file_that_gives_it() -> None:
    files = {"one": "@{root} = /of-one\nfragment a(@{x} = @{root}) { @{x} r, @{root}/own r, }\n"}
    file = compiled("import <one>\n@{mine} = /mine\nprofile p { use a(@{x} = @{mine}), use a, }", files)

    assert rules(file) == [
        "@{mine} = /mine",
        "@{a_x} = @{mine}",
        "@{root} = /of-one",
        "@{a_x_2} = @{root}",
        "@{a_x} r,",
        "@{root}/own r,",
        "@{a_x_2} r,",
    ]


def test_a_variable_of_an_imported_file_that_has_the_name_of_another_gets_a_number() -> None:
    files = {"one": "@{root} = /of-one\n@{sub} = @{root}/sub\nfragment a { @{root}/x r, @{sub} r, }\n"}
    text = "import <two>\n@{root} = /mine\nprofile p { use b, @{root}/y r, }"
    files["two"] = "import <one>\nfragment b { use a, }\n"
    file = compiled(text, files)

    assert rules(file) == [
        "@{root} = /mine",
        "@{root_2} = /of-one",
        "@{sub} = @{root_2}/sub",
        "@{root_2}/x r,",
        "@{sub} r,",
        "@{root}/y r,",
    ]


def test_an_addition_to_a_variable_of_an_imported_file_comes_along() -> None:
    files = {"one": "@{root} = /a\n@{root} += /b\nfragment a { @{root}/x r, }\n"}

    assert rules(compiled("import <one>\nprofile p { use a, }", files)) == [
        "@{root} = /a",
        "@{root} += /b",
        "@{root}/x r,",
    ]


@pytest.mark.parametrize(
    ("argument", "expected"), [("", ["/off r,"]), ("(${on} = true)", ["/on r,"]), ("(${on} = false)", ["/off r,"])]
)
def test_a_boolean_parameter_decides_a_condition(argument: str, expected: list[str]) -> None:
    fragment = "fragment a(${on} = false) { if ${on} { /on r, } else { /off r, } }\n"

    assert rules(compiled(f"{fragment}profile p {{ use a{argument}, }}")) == expected


@pytest.mark.parametrize(
    ("condition", "stays"),
    [
        ("not ${on}", False),
        ("${on} and ${there}", True),
        ("${on} or ${there}", None),
        ("defined ${on}", None),
        ("defined @{x}", None),
        ("not (${on} and not ${on})", None),
        ("${there} and not ${on}", False),
    ],
)
def test_what_a_boolean_parameter_does_not_decide_alone_stays(condition: str, stays: bool | None) -> None:
    """`stays` is None where the condition is true by what is known, False where it is false."""
    text = dedent(f"""\
        ${{there}} = true
        fragment a(${{on}}, @{{x}} = /x) {{ if {condition} {{ /a r, }} }}
        profile p {{ use a(${{on}} = true), }}
        """)
    said = rules(compiled(text))

    assert any(line.startswith("if ") for line in said) == (stays is True)
    assert ("/a r," in said) == (stays is not False)


def test_boolean_parameters_go_on_to_the_fragments_they_decide_about() -> None:
    text = dedent("""\
        fragment inner { /inner r, }
        fragment outer(${on} = false) { if ${on} { use inner, } }
        profile p { use outer, }
        profile q { use outer(${on} = true), }
        """)
    policy = parse(text, "main", dialect="aadsl")
    made = compile_policy(policy, Files({}), dialect="aadsl").files

    assert [rules(file) for file in made] == [[], ["/inner r,"]]


def test_what_is_not_used_is_not_needed() -> None:
    fragments = "fragment a(${on}) { if ${on} { use b, } }\nfragment b needs c { }\nfragment c { }\n"

    assert codes(fragments + "profile p { use a(${on} = false), }") == []
    assert codes(fragments + "profile p { use a(${on} = true), }") == ["missing-need"]


FRAGMENT = """\
fragment a(@{x}) {
  @{x} r,
  /srv/@{x}/** w,
  mount "@{x}" -> /mnt/,
  signal send peer="@{x}",
}
profile p { use a(@{x} = /x), }
"""
BASE = parse(FRAGMENT, "main", dialect="aadsl")


def with_values(values: tuple[str, ...]) -> ast.PolicyFile:
    """The policy with these values given to the fragment: not as text, but as a program or JSON gives them."""
    use = ast.Use("a", (ast.Argument("x", values),))
    profile = evolve(BASE.profiles[0], body=(use,))
    return evolve(BASE, statements=(*BASE.fragments, profile))


NASTY = (
    *("/a b", '/a"b', "/a\nb", "/a,\n/etc/shadow rw,", "/a} /etc/shadow rw,", "/a{b,c}", "{", "}", "a} r, /b", "#x"),
    *(
        "@{",
        "@{x}",
        "@{a_x}",
        "@{x} r,",
        "${x}",
        '" /etc/shadow rw,',
        "\\",
        "/a\\",
        '\\"',
        "-> x",
        "",
        " ",
        "\t",
        "/a # b",
    ),
    *("/a=b", "=b", "(a)", ")", "!", "/é", "\udcff", "\x1b[2J", "\x00", "include <x>", "/a\\\n/b", "\u2028/x r,"),
)


@given(st.lists(strategies.values | st.sampled_from(NASTY) | st.text(max_size=6), min_size=1, max_size=3).map(tuple))
def test_no_value_of_a_parameter_becomes_a_rule(values: tuple[str, ...]) -> None:
    policy = with_values(values)
    try:
        made = compile_policy(policy, Files({}), dialect="aadsl")
    except PolicyError:
        return
    if has_errors(made.diagnostics):
        return
    again = parse(made.files[0].text)

    kinds = [type(item) for item in statements(again.statements)]
    rules_of_it = [ast.FileRule, ast.FileRule, ast.MountRule, ast.SignalRule]
    assert kinds == [ast.Abi, ast.Variable, ast.Profile, *rules_of_it]
    assert again.profiles[0].body == tuple(
        item
        for item in parse(FRAGMENT.replace("@{x}", "@{a_x}").replace("(@{a_x}", "(@{x}"), dialect="aadsl")
        .fragments[0]
        .body
    )


@pytest.mark.parametrize("value", ["/a b", "/a{b,c}", "/a # b", "/a=b", "(a)", "/é", '/a\\"b', "/srv/x,y"])
def test_a_value_with_odd_letters_is_kept_to_the_letter(value: str) -> None:
    made = compile_policy(with_values((value, "/z")), Files({}), dialect="aadsl")
    variable = next(item for item in parse(made.files[0].text).statements if isinstance(item, ast.Variable))

    assert variable.values == (value, "/z")


@pytest.mark.needs_apparmor_parser
def test_what_is_composed_means_what_was_meant() -> None:
    """Spelled out by hand, it is the same policy."""
    text = dedent("""\
        fragment storage(@{roots}, ${write} = false) {
          @{roots}/ r,
          @{roots}/** r,
          if ${write} { owner @{roots}/** w, }
        }
        profile p { use storage(@{roots} = /srv "/mnt/a b"), use storage(@{roots} = /opt, ${write} = true), }
        """)
    by_hand = dedent("""\
        abi <abi/3.0>,
        profile p {
          "/srv/" r, "/srv/**" r, "/mnt/a b/" r, "/mnt/a b/**" r,
          /opt/ r, /opt/** r, owner /opt/** w,
        }
        """)

    assert binary(compiled(text, target="apparmor-3.0").text) == binary(by_hand)


names = st.sampled_from(("x", "a_x", "a_x_2", "a_x_3", "a", "x_2"))
paths = st.sampled_from(("/1", "/2", "/3"))


@given(st.dictionaries(names, paths), st.dictionaries(names, paths), st.lists(paths, min_size=1, max_size=4))
def test_no_variable_takes_the_place_of_another(
    own: dict[str, str], theirs: dict[str, str], given_values: list[str]
) -> None:
    """Whoever looks up what a rule speaks of finds the value that was meant where it was written."""
    main = "import <one>\n" + "".join(f"@{{{name}}} = {value}\n" for name, value in own.items())
    main += "profile p { " + "".join(f"use a(@{{x}} = {value}), " for value in given_values)
    main += "".join(f"/own-{name}@{{{name}}} r, " for name in own) + "}\n"
    # A fragment whose parameter is called `x` cannot see a variable of that name.
    seen = [name for name in theirs if name != "x"]
    one = "".join(f"@{{{name}}} = {value}\n" for name, value in theirs.items() if name not in own)
    one += "fragment a(@{x}) { /arg@{x} r, " + "".join(
        f"/their-{name}@{{{name}}} r, " for name in seen if name not in own
    )
    file = compiled(main, {"one": one + "}\n"})
    policy = parse(file.text)
    values = {item.name: item.values[0] for item in policy.statements if isinstance(item, ast.Variable)}

    said = {resolved(rule, values) for rule in statements(policy.profiles[0].body) if isinstance(rule, ast.FileRule)}
    meant = {f"/own-{name}{value}" for name, value in own.items()} | {f"/arg{value}" for value in given_values}
    meant |= {f"/their-{name}{theirs[name]}" for name in seen if name not in own}
    assert said == meant


def resolved(rule: ast.FileRule, values: dict[str, str]) -> str:
    path = rule.path or ""
    for name, value in values.items():
        path = path.replace(f"@{{{name}}}", value)
    return path
