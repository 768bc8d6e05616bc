"""The layout: what a text looks like once it is formatted. Words and comments are never changed."""

import textwrap

import pytest

from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.language.format import format  # noqa: A004 - the verb for it
from apparmor_dsl.language.format.spelling import spelled
from apparmor_dsl.language.parser import Dialect
from apparmor_dsl.language.parser.place import Token

LONG = "/srv/" + "x" * 60


def tidy(text: str, *, dialect: Dialect = "apparmor") -> str:
    return format(textwrap.dedent(text).lstrip("\n"), dialect=dialect)


def shown(text: str) -> str:
    return textwrap.dedent(text).lstrip("\n")


ON_ONE_LINE = {
    "/a   r ,": "/a r,",
    "/a\n\n  r\n,": "/a r,",
    "audit  deny\towner /a  w,": "audit deny owner /a w,",
    "priority  =  -5 /a r,": "priority=-5 /a r,",
    "file   rwix /a,": "file rwix /a,",
    '"/a b"r,': '"/a b" r,',
    "/a px\n-> b ,": "/a px -> b,",
    "link subset  /a  -> /b,": "link subset /a -> /b,",
    "capability  chown\n kill ,": "capability chown kill,",
    "network  inet   stream,": "network inet stream,",
    "unix( send,receive )type=stream,": "unix (send, receive) type=stream,",
    "unix (send receive) type = stream,": "unix (send receive) type=stream,",
    'signal (send)set = ("hup"  int)peer = x,': 'signal (send) set=("hup" int) peer=x,',
    "signal set=(hup,,int,),": "signal set=(hup,, int,),",
    "dbus send bus=system peer=( name = a.b ,label=c ),": "dbus send bus=system peer=(name=a.b, label=c),",
    "mount options=(rw,bind)/a -> /b,": "mount options=(rw, bind) /a -> /b,",
    "mount options  in(ro),": "mount options in (ro),",
    "set rlimit  data  <=100   MB,": "set rlimit data <= 100 MB,",
    "change_profile  unsafe /a  -> b,": "change_profile unsafe /a -> b,",
    "#include   <abstractions/base>": "#include <abstractions/base>",
    "include  if\texists   <local/x>": "include if exists <local/x>",
    "abi   <abi/4.0> ,": "abi <abi/4.0>,",
    "alias  /a ->  /b ,": "alias /a -> /b,",
    "@{X}=/a   /b": "@{X} = /a /b",
    '@{X}   +=""': '@{X} += ""',
    "@{X}=/a\\ b   c": "@{X} = /a\\ b c",
    "${B}=true": "${B} = true",
    "${B}=  not  (${C} or true)": "${B} = not (${C} or true)",
}


@pytest.mark.parametrize(("text", "formatted"), ON_ONE_LINE.items())
def test_one_blank_stands_between_words_and_none_at_signs(text: str, formatted: str) -> None:
    assert format(text) == f"{formatted}\n"


OURS = {
    "import   <docker>": "import <docker>",
    "use docker( @{a}=/x   /y,${b}=true ),": "use docker(@{a} = /x /y, ${b} = true),",
    "use   base ,": "use base,",
}


@pytest.mark.parametrize(("text", "formatted"), OURS.items())
def test_so_it_is_in_what_aadsl_adds(text: str, formatted: str) -> None:
    assert format(text, dialect="aadsl") == f"{formatted}\n"


@pytest.mark.parametrize(
    "text",
    [
        "#include <a>",
        "include <a>",
        'include "a"',
        "include /a/b",
        '"/a" r,',
        "/a Lrw,",
        "file /a r,",
        "r /a,",
        "allow /a r,",
        "signal (send),",
        "signal send,",
        'signal set=("hup"),',
        "mount option=ro,",
        "unmount /a,",
        "ptrace (readby tracedby),",
        "dbus peer=(name=a,),",
        "^hat {\n}",
        "hat hat {\n}",
        "/a {\n}",
        "profile a (complain) {\n}",
        "$B = true",
        "@X = a",
    ],
)
def test_of_two_ways_to_say_the_same_the_author_has_the_choice(text: str) -> None:
    assert format(f"{text}\n") == f"{text}\n"


def test_each_statement_has_a_line_and_each_block_stands_further_in() -> None:
    assert format("profile a /b flags=(complain,audit) {/a r,/b r, ^h { /c r, } audit { deny /d w, } }") == shown(
        """
        profile a /b flags=(complain, audit) {
          /a r,
          /b r,

          ^h {
            /c r,
          }

          audit {
            deny /d w,
          }
        }
        """
    )


def test_else_goes_on_behind_the_brace() -> None:
    assert tidy("if ${a}{\n/a r,}\nelse if not ${b} { /b r, } else\n{}\n") == shown(
        """
        if ${a} {
          /a r,
        } else if not ${b} {
          /b r,
        } else {
        }
        """
    )


def test_a_comment_before_else_keeps_its_line() -> None:
    text = "if ${a} {\n}  # one\n# two\nelse {\n}\n"

    assert format(text) == text


def test_blank_lines_between_groups_stay_and_are_one() -> None:
    assert format("\n\n/a r,\n\n\n\n/b r,\n/c r,\n \t\n") == "/a r,\n\n/b r,\n/c r,\n"


def test_no_blank_line_stands_at_the_ends_of_a_block() -> None:
    assert format("profile a {\n\n  /a r,\n\n}\n") == "profile a {\n  /a r,\n}\n"


def test_profiles_are_set_apart_with_the_comments_that_belong_to_them() -> None:
    assert tidy(
        """
        include <tunables/global>
        # of a
        profile a {
        }
        # of b
        profile b {
          /a r,
          ^h {
          }
          /b r,
        }
        """
    ) == shown(
        """
        include <tunables/global>

        # of a
        profile a {
        }

        # of b
        profile b {
          /a r,

          ^h {
          }

          /b r,
        }
        """
    )


def test_a_rule_that_was_broken_before_a_condition_has_each_on_its_own_line() -> None:
    assert tidy(
        """
        profile a {
          dbus (send, receive) bus=session
               path=/x interface=a.b
               peer=(name=c,
                     label=d),
        }
        """
    ) == shown(
        """
        profile a {
          dbus (send, receive)
            bus=session
            path=/x
            interface=a.b
            peer=(name=c, label=d),
        }
        """
    )


def test_a_rule_that_was_broken_elsewhere_is_joined() -> None:
    assert format("dbus (send,\n  receive) bus=session,\n") == "dbus (send, receive) bus=session,\n"


def test_a_line_that_is_too_long_is_broken_before_its_conditions() -> None:
    assert format(f"audit mount fstype=ext4 options=(ro, nodev) {LONG} -> {LONG}/,\n") == shown(
        f"""
        audit mount
          fstype=ext4
          options=(ro, nodev)
          {LONG} -> {LONG}/,
        """
    )


def test_a_list_that_is_too_long_is_filled_line_by_line() -> None:
    options = ", ".join(f"fuse.{'x' * 20}{number}" for number in range(6))
    formatted = format(f"mount fstype=({options}),\n")

    head, first, second = formatted.splitlines()
    assert (head, len(first) <= 120, second[:4]) == ("mount", True, "    ")
    assert f"{first.strip()} {second.strip()}" == f"fstype=({options}),"


def test_what_cannot_be_broken_stays_on_one_line() -> None:
    text = f"{LONG}{LONG} px -> {LONG},\n"

    assert format(text) == text


def test_a_fragment_says_what_it_needs_on_its_first_or_on_its_second_line() -> None:
    short = "fragment a(@{x}, ${y} = true) needs b c excludes d {\n}\n"
    broken = "fragment a(@{x}, ${y} = true)\n  needs b c excludes d {\n}\n"

    assert format(short, dialect="aadsl") == short
    assert format(broken, dialect="aadsl") == broken


def test_values_that_go_on_in_the_next_line_still_do() -> None:
    assert format('@{X}=/a   \\\n\t/b "/c"\\\n   /d\n') == '@{X} = /a \\\n  /b "/c"\\\n  /d\n'


def test_a_backslash_at_the_end_of_a_value_is_part_of_it() -> None:
    assert spelled(Token("ASSIGNMENT", "=/a   /b\\", 0, 10)) == "= /a /b\\"


def test_the_blanks_inside_quotes_are_letters() -> None:
    text = '"/a  b" r,\n@{X} = "c\t d"  \n'

    assert format(text) == '"/a  b" r,\n@{X} = "c\t d"\n'


def test_rules_to_be_included_stand_where_they_stood() -> None:
    """AppArmor's abstractions stand two blanks in, other people's do not."""
    inside = "# of the file\n\n  abi <abi/3.0>,\n\n  # of the rule\n  /a r,\n"

    assert format(inside) == inside
    assert format(inside.replace("  ", "\t  ")) == inside
    assert format(inside.replace("  ", "")) == inside.replace("  ", "")


def test_a_profile_stands_at_the_margin() -> None:
    assert format("  abi <abi/3.0>,\n  profile a {\n}\n") == "abi <abi/3.0>,\n\nprofile a {\n}\n"


@pytest.mark.parametrize("text", ["", "\n", " \n\t\n"])
def test_nothing_stays_nothing(text: str) -> None:
    assert format(text) == ""


def test_lines_end_in_a_newline_alone() -> None:
    assert format("# c\r\nprofile a {\r\n\r\n  /a r,\r\n}") == "# c\nprofile a {\n  /a r,\n}\n"


def test_bytes_that_are_no_text_stay() -> None:
    text = '"/a\udcff" r,  # \udcfe\n'

    assert format(text) == text


@pytest.mark.parametrize("text", ["profile a { /a r }", "capability fly,", "/a rz,", "profile a {"])
def test_a_text_with_an_error_is_refused(text: str) -> None:
    with pytest.raises(PolicyError):
        format(text)


def test_what_aadsl_adds_is_refused_in_a_plain_profile() -> None:
    with pytest.raises(PolicyError):
        format("profile a { use base, }")
