"""Variables stand for what the parser expands them to."""

from itertools import pairwise

import pytest

from tests.semantics.reading import paths, read, rules, said

OLD, NEW = "apparmor-4.1", "apparmor-6.0"


@pytest.mark.parametrize(
    ("preamble", "path", "expanded"),
    [
        ("@{X}=a", "/@{X}/c", "/a/c"),
        ("@{X}=a b", "/@{X}/c", "/{a,b}/c"),
        ("@{X}=a\n@{X}+=b", "/@{X}", "/{a,b}"),
        ("@{X}=a\n@{X}?=b", "/@{X}", "/a"),
        ("@{X}?=b", "/@{X}", "/b"),
        ("@{X}=a\n@{X} := b", "/@{X}", "/b"),
        ('@{X}=""', "/a@{X}", "/a"),
        ("@{Y}=1 2\n@{X}=a@{Y}b c", "/@{X}", "/{a1b,a2b,c}"),
        ("@{X}=@{Y}\n@{Y}=/z", "@{X}/a", "/z/a"),
        # One slash where the text has one beside the variable, but not at its beginning.
        ("@{X}=/a/ /b/", "/p/@{X}/q", "/p/{a,b}/q"),
        ("@{X}=/a/ /b/", "/p@{X}q", "/p{/a/,/b/}q"),
        ("@{X}=/usr/lib", "/@{X}/x", "//usr/lib/x"),
        # Escapes are read before variables, and an escaped @ begins none.
        (r"@{X}=\101", "/@{X}", "/A"),
        (r"@{X}=a", r"/\@{X}", r"/\@{X}"),
        # Older than variables.
        ("@{X}=a", "/@{p,q}@{X}", "/@{p,q}@{X}"),
    ],
)
def test_a_path_is_expanded(preamble: str, path: str, expanded: str) -> None:
    assert paths(f'{preamble}\nprofile p {{ "{path}" r, }}') == [expanded]


def test_several_values_are_in_the_order_of_the_bytes_since_5_0() -> None:
    text = "@{X}=b a b\nprofile p { /@{X} r, }"

    assert rules(text, target=NEW) == ["/{a,b} r,"]
    assert rules(text, target=OLD) == ["/{b,a,b} r,"]


def test_before_5_0_a_value_that_is_alone_keeps_its_slashes() -> None:
    text = "@{X}=/\nprofile p { @{X}/etc/x r, }\n"

    assert paths(text, target=OLD) == ["//etc/x"]
    assert paths(text, target=NEW) == ["/etc/x"]
    assert rules("@{X}=/a/\nprofile p { signal peer=@{X}/b, }\n", target=OLD) == ["signal peer=/a//b,"]
    assert rules("@{X}=/a/\nprofile p { signal peer=@{X}/b, }\n", target=NEW) == ["signal peer=/a/b,"]


def test_before_5_0_a_slash_at_the_beginning_joins_several_values() -> None:
    text = "@{X}=/run/ /var/run/\nprofile p { /@{X}/x r, }"

    assert rules(text, target=OLD) == ["/{run,var/run}/x r,"]
    assert rules(text, target=NEW) == ["/{/run,/var/run}/x r,"]


def test_before_5_0_a_value_may_not_come_to_nothing() -> None:
    text = '@{Y}=""\n@{X}=@{Y}\nprofile p { /@{X} r, }'

    assert said(text, target=OLD) == ["variable-empty"]
    assert said(text, target=NEW) == []


def test_what_a_rule_says_of_labels_is_expanded_too() -> None:
    assert rules("@{X}=a b\nprofile p { signal peer=x@{X}, }") == ["signal peer=x{a,b},"]


def test_the_target_of_an_exec_transition_is_not_expanded() -> None:
    assert rules("@{X}=a\nprofile p { /@{X} px -> @{X}, }") == ["/a px -> @{X},"]


@pytest.mark.parametrize(
    ("preamble", "code"),
    [
        ("@{X}=a\n@{X}=b", "variable-set-twice"),
        ("${X}=true\n@{X}=b", "variable-set-twice"),
        ("@{X}+=b", "variable-not-set"),
        ("${X}=true\n@{X}+=b", "variable-kind"),
        ("${X}=true\n${X}+=false", "variable-kind"),
    ],
)
def test_an_assignment_that_makes_no_sense_is_refused(preamble: str, code: str) -> None:
    assert said(f"{preamble}\nprofile p {{ }}") == [code]


@pytest.mark.parametrize(
    ("preamble", "code"),
    [
        ("", "unknown-variable"),
        ("@{X}=@{Y}", "unknown-variable"),
        ("@{X}=a@{X}", "variable-recursion"),
        ("@{X}=a@{Y}\n@{Y}=b@{X}", "variable-recursion"),
        ("${X}=true", "variable-kind"),
    ],
)
def test_a_use_that_makes_no_sense_is_refused(preamble: str, code: str) -> None:
    assert said(f"{preamble}\nprofile p {{ /@{{X}} r, }}") == [code]
    assert said(f"{preamble}\nprofile p {{ /a r, }}") == []


def test_a_circle_of_variables_is_named() -> None:
    _, [found] = read("@{X}=a@{Y}\n@{Y}=b@{X}\nprofile p {\n  /@{X} r,\n}")

    assert found.message == "the variable `@{X}` is made of itself: @{X} -> @{Y} -> @{X}"
    assert str(found.span) == "policy:4:3"


def test_an_unknown_variable_is_compared_with_the_known_ones() -> None:
    _, [found] = read("@{HOMEDIRS}=/home/\nprofile p { @{HOMEDIR} r, }")

    assert found.help == "did you mean `@{HOMEDIRS}`?"


def test_an_expansion_to_millions_of_values_is_refused_at_once() -> None:
    names = "ABCDEFGH"
    preamble = f"@{{{names[0]}}}=" + " ".join(map(str, range(10)))
    for before, name in pairwise(names):
        preamble += f"\n@{{{name}}}=@{{{before}}}@{{{before}}}"

    assert said(f"{preamble}\nprofile p {{ /@{{{names[-1]}}} r, }}") == ["variable-too-large"]


def test_a_long_chain_of_variables_is_refused_and_no_traceback() -> None:
    chain = "\n".join(f"@{{X{number}}}=@{{X{number + 1}}}" for number in range(2000))

    assert said(f"{chain}\nprofile p {{ /@{{X0}} r, }}") == ["variable-too-large"]


@pytest.mark.parametrize(
    ("head", "path", "expanded"),
    [
        ("profile p", "/@{profile_name}", "/p"),
        ("profile /bin/x", "@{profile_name}", "/bin/x"),
        ('profile "/b/{x,y}*"', "@{profile_name}", r"/b/\{x,y\}\*"),
        ("profile p /bin/x", "@{exec_path}", "/bin/x"),
        ("profile p /bin/{x,y}", "/a@{attach_path}", "/a/bin/{x,y}"),
        ("profile /bin/x", "@{attach_path}", "/bin/x"),
    ],
)
def test_the_parser_sets_variables_in_a_profile(head: str, path: str, expanded: str) -> None:
    assert paths(f"{head} {{ {path} r, }}") == [expanded]


def test_the_name_is_that_of_the_whole_chain() -> None:
    resolved, _ = read("profile p { profile c { /@{profile_name} r, } }")

    assert [str(rule.rule.path) for _, rule in resolved.rules()] == ["/p//c"]  # type: ignore[union-attr]


def test_there_is_no_attachment_to_speak_of_without_one_or_before_5_0() -> None:
    assert said("profile p { @{exec_path} r, }") == ["unknown-variable"]
    assert said("profile p /x { @{exec_path} r, }", target=OLD) == ["unknown-variable"]
