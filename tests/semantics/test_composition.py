"""Fragments become the rules of the profile that uses them, each once, with a memory of where it came from."""

from textwrap import dedent

from apparmor_dsl.language import ast
from apparmor_dsl.language.parser import parse
from apparmor_dsl.semantics.resolve import compose
from tests.semantics.composing import Files, codes, compiled, compiled_all, rules, statements


def test_nothing_of_ours_is_left_in_what_was_composed() -> None:
    text = dedent("""\
        import <other>
        fragment a(@{x} = /a) { use b(@{y} = @{x}/b), hat h { use c, } if ${on} { use c, } }
        fragment c { /c r, }
        profile p { use a, owner { use c, } profile child { use c, } }
        """)
    policy = parse(text, "main", dialect="aadsl")
    composed, diagnostics = compose(policy, Files({"other": "fragment b(@{y}) { @{y} r, }\n${on} = true\n"}))

    assert diagnostics == ()
    left = [type(item) for one in composed for item in statements(one.policy.statements)]
    assert not {ast.Import, ast.Fragment, ast.Use} & set(left)
    assert left.count(ast.FileRule) == 5


def test_a_rule_of_two_fragments_stands_once_and_knows_both() -> None:
    file = compiled("fragment a { /x r, }\nfragment b { /x r, /y r, }\nprofile p { use a, use b, }")

    assert rules(file) == ["/x r,", "/y r,"]
    assert [[origin.fragment for origin in said] for said in file.origins.values()][-2:] == [["a", "b"], ["b"]]
    assert "# from fragment a and fragment b" in file.text


def test_a_rule_of_the_profile_and_of_a_fragment_stands_once_where_it_came_first() -> None:
    file = compiled("fragment a { /x r, /y r, }\nprofile p { /x r, use a, /y r, }")

    assert rules(file) == ["/x r,", "/y r,"]


def test_the_same_rule_in_another_block_stands_there_too() -> None:
    file = compiled("fragment a { /x r, }\nprofile p { use a, owner { use a, } hat h { use a, } }")

    assert rules(file) == ["/x r,", "owner /x r,", "hat h {", "/x r,"]


def test_rules_that_differ_in_a_qualifier_are_two() -> None:
    file = compiled("fragment a { /x r, }\nprofile p { use a, audit /x r, }")

    assert rules(file) == ["/x r,", "audit /x r,"]


def test_a_fragment_uses_others_and_the_route_tells_of_each() -> None:
    text = dedent("""\
        fragment inner { /x r, }
        fragment outer { use inner, }
        profile p { use outer, }
        """)
    file = compiled(text)
    origin = file.origin_of_line(len(file.text.splitlines()) - 1)

    assert origin is not None
    assert [step.fragment for step in origin.route] == ["outer", "inner"]
    assert [step.span.line for step in origin.route if step.span] == [3, 2]
    assert origin.span is not None
    assert origin.span.line == 1
    assert "# from fragment inner, for outer" in file.text


def test_hats_and_children_use_fragments_of_their_own() -> None:
    text = "fragment a needs b { /a r, }\nfragment b { /b r, }\nprofile p { use b, profile c { use a, } }"

    assert codes(text) == ["missing-need"]
    assert codes(text.replace("use a, }", "use a, use b, }")) == []


def test_what_a_block_uses_counts_for_its_profile() -> None:
    text = "fragment a needs b { /a r, }\nfragment b { /b r, }\nprofile p { owner { use a, } if ${x} { use b, } }"

    assert codes("${x} = true\n" + text) == []


def test_a_need_is_met_through_another_fragment_and_so_is_an_exclusion() -> None:
    fragments = "fragment a needs c { }\nfragment b { use c, }\nfragment c { }\nfragment d excludes c { }\n"

    assert codes(fragments + "profile p { use a, use b, }") == []
    assert codes(fragments + "profile p { use d, use b, }") == ["excluded-fragment"]
    assert codes(fragments + "profile p { use d, }\nprofile q { use b, }") == []


def test_a_need_is_never_added_in_silence() -> None:
    assert codes("fragment a needs b { }\nfragment b { /b r, }\nprofile p { use a, }") == ["missing-need"]


def test_each_profile_becomes_a_file_with_what_it_uses_alone() -> None:
    text = "fragment a { /a r, }\nfragment b { /b r, }\nprofile p { use a, }\nprofile /usr/q { use b, }"
    made = compiled_all(text)

    assert made.diagnostics == ()
    assert [file.file_name for file in made.files] == ["p", "usr.q"]
    assert [rules(file) for file in made.files] == [["/a r,"], ["/b r,"]]


def test_imports_bring_the_fragments_of_that_file_and_of_no_other() -> None:
    files = {"one": "import <two>\nfragment a { use b, }\n", "two": "fragment b { /b r, }\n"}

    assert codes("import <one>\nprofile p { use a, }", files) == []
    assert codes("import <one>\nprofile p { use b, }", files) == ["unknown-fragment"]


def test_two_files_may_import_the_same_third() -> None:
    files = {
        "one": "import <base>\nfragment a { use b, }\n",
        "two": "import <base>\nfragment c { use b, }\n",
        "base": "@{root} = /r\nfragment b { @{root}/b r, }\n",
    }
    file = compiled("import <one>\nimport <two>\nimport <base>\nprofile p { use a, use b, use c, }", files)

    assert rules(file) == ["@{root} = /r", "@{root}/b r,"]


def test_two_files_may_have_fragments_of_one_name_where_nobody_sees_both() -> None:
    files = {
        "one": "import <own1>\nfragment a { use x, }\n",
        "two": "import <own2>\nfragment b { use x, }\n",
        "own1": "fragment x { /1 r, }\n",
        "own2": "fragment x { /2 r, }\n",
    }

    assert rules(compiled("import <one>\nimport <two>\nprofile p { use a, use b, }", files)) == ["/1 r,", "/2 r,"]


def test_what_the_file_of_a_used_fragment_includes_is_included_above_the_profile() -> None:
    files = {
        "one": "include <tunables/x>\nfragment a { @{X}/a r, }\nfragment b { /b r, }\n",
        "two": "include <tunables/y>\nfragment c { /c r, }\n",
        "tunables/x": "@{X} = /x\n",
        "tunables/y": "@{Y} = /y\n",
    }
    file = compiled("import <one>\nimport <two>\nprofile p { use a, }", files)

    assert rules(file) == ["include <tunables/x>", "@{X}/a r,"]


def test_an_include_inside_a_fragment_stays_in_the_profile() -> None:
    files = {"abstractions/x": "/x r,\n"}
    file = compiled("fragment a { include <abstractions/x> }\nprofile p { use a, include <abstractions/x> }", files)

    assert rules(file) == ["include <abstractions/x>"]
