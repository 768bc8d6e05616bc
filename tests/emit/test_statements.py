"""Everything around the rules: profiles, blocks, conditionals, the preamble, fragments."""

from textwrap import dedent

import pytest

from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import emit, emit_lines
from apparmor_dsl.language.parser import parse
from tests.parser_oracle.oracle import accepts


def text_of(*statements: ast.Statement) -> str:
    return emit(ast.PolicyFile(statements))


PLAIN = dedent("""\
    abi <abi/3.0>,
    include <tunables/global>
    include if exists "/etc/apparmor.d/local/a b"
    @{ROOTS} = /srv /mnt/{a,b} "/with space" ""
    @{ROOTS} += "#x"
    ${debug} = true
    alias /a/ -> "/b c/",

    profile "name with space" /usr/bin/x xattrs=(user.a=b*, user.c) flags=(complain, attach_disconnected) {
      include <abstractions/base>
      capability kill,
      audit deny mount,
      if ${debug} {
        /a r,
      } else if not defined @{ROOTS} {
        /b r,
      } else {
        /c r,
      }
      owner {
        /d r,
        {
          /e w,
        }
      }

      hat "a b" flags=(audit) {
        /f r,
      }

      profile child /usr/bin/y {
        /g r,
      }

      /h r,
    }

    /usr/bin/z {
    }

    profile :ns:w {
    }
    """)

COMPOSED = dedent("""\
    import <docker>
    import "my site.aadsl"

    ## What a Docker engine needs.
    ##
    ## It writes.
    fragment docker(@{root} = /var/lib/docker "/a,b", ${buildkit} = false, @{must}) needs base nesting excludes x {
      use base,
      if ${buildkit} {
        @{root}/** rw,
      }
    }

    profile lxc-docker {
      use docker(@{root} = /srv/docker /srv/more, ${buildkit} = true, @{must} = ""),
    }
    """)


def test_a_canonical_file_is_emitted_as_it_was() -> None:
    assert emit(parse(PLAIN)) == PLAIN


def test_a_canonical_composed_file_is_emitted_as_it_was_with_its_docs() -> None:
    assert emit(parse(COMPOSED, dialect="aadsl")) == COMPOSED


@pytest.mark.needs_apparmor_parser
def test_the_canonical_file_is_read_upstream() -> None:
    assert accepts(PLAIN.replace("include <", "include if exists <").replace("if exists if exists", "if exists"))


def test_an_empty_file_is_an_empty_text() -> None:
    assert text_of() == ""


def test_a_chain_of_the_same_operator_is_written_without_parentheses_where_it_binds() -> None:
    a, b, c = (ast.BooleanVariable(name) for name in "abc")

    assert text_of(ast.BooleanAssignment("x", ast.And(ast.And(a, b), c))) == "${x} = ${a} and ${b} and ${c}\n"
    assert text_of(ast.BooleanAssignment("x", ast.And(a, ast.And(b, c)))) == "${x} = ${a} and (${b} and ${c})\n"
    assert text_of(ast.BooleanAssignment("x", ast.And(ast.Or(a, b), c))) == "${x} = (${a} or ${b}) and ${c}\n"
    assert text_of(ast.BooleanAssignment("x", ast.Or(ast.And(a, b), c))) == "${x} = ${a} and ${b} or ${c}\n"
    assert text_of(ast.BooleanAssignment("x", ast.Not(ast.Or(a, b)))) == "${x} = not (${a} or ${b})\n"


def test_a_word_of_the_language_is_quoted_as_an_operand() -> None:
    compared = ast.Compare("not", "in", "@{x}")

    assert text_of(ast.BooleanAssignment("x", compared)) == '${x} = "not" in @{x}\n'


def test_identities_stand_between_xattrs_and_flags() -> None:
    profile = ast.Profile("p", "/x", ("a", "/b c"), (ast.Xattr("user.a"),), ("kill.signal=term", "audit"))

    assert text_of(profile) == (
        'profile p /x xattrs=(user.a) + identities=(a, "/b c") flags=(kill.signal=term, audit) {\n}\n'
    )


def test_a_flag_is_quoted_as_a_whole() -> None:
    profile = ast.Profile("p", flags=("attach_disconnected.path=/a b",))

    assert text_of(profile) == 'profile p flags=("attach_disconnected.path=/a b") {\n}\n'


def test_a_line_knows_its_node() -> None:
    rule = ast.CapabilityRule(("kill",))
    conditional = ast.Conditional(ast.BooleanVariable("x"), (rule,), (ast.AllRule(),))
    profile = ast.Profile("p", body=(conditional,))

    lines = emit_lines(ast.PolicyFile((profile,)))

    assert [line.node for line in lines] == [profile, conditional, rule, None, ast.AllRule(), None, None]


def test_remarks_stand_as_comments_before_their_statement() -> None:
    rule = ast.CapabilityRule(("kill",))
    tree = ast.PolicyFile((ast.Profile("p", body=(ast.AllRule(), rule)),))

    lines = emit_lines(tree, lambda node: ("from docker", "and base") if node is rule else ())

    assert [line.text for line in lines] == [
        "profile p {",
        "  all,",
        "  # from docker",
        "  # and base",
        "  capability kill,",
        "}",
    ]


@pytest.mark.parametrize("remark", ["a\n/etc/shadow r,", "a\r/etc/shadow r,", "a\x0b/x r,", "include <x>", "\x1b[2J"])
def test_no_remark_becomes_a_rule(remark: str) -> None:
    tree = ast.PolicyFile((ast.Profile("p", body=(ast.AllRule(),)),))

    text = "".join(f"{line.text}\n" for line in emit_lines(tree, lambda _: (remark,)))

    assert parse(text) == tree
    assert all(line.isprintable() for line in text.split("\n"))
