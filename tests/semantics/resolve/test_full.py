"""From a file to the rules that are in force."""

from hypothesis import given

from apparmor_dsl.diagnostics.diagnostic import has_errors
from apparmor_dsl.language import ast
from apparmor_dsl.language.ast.walk import texts
from apparmor_dsl.language.emit import emit
from tests import strategies
from tests.semantics.reading import profile, read, rules, said


@given(strategies.plain_policies)
def test_afterwards_nothing_is_left_to_look_up_or_to_choose(policy: ast.PolicyFile) -> None:
    resolved, found = read(emit(policy))

    if not has_errors(found):
        for _, rule in resolved.rules():
            if isinstance(rule.rule, ast.IoUringRule | ast.NetworkRule):
                continue  # no parser expands a variable there
            goal = rule.rule.target if isinstance(rule.rule, ast.FileRule) else None
            assert not any("@{" in text for text in texts(rule.rule) if text != goal)


def test_profiles_come_in_their_order_each_before_its_children() -> None:
    resolved, _ = read("profile b { profile x { ^h { } } hat y { } } profile a { }")

    assert [each.name for each in resolved.profiles] == ["b", "b//x", "b//x//h", "b//y", "a"]
    assert [each.parent for each in resolved.profiles] == [None, "b", "b//x", "b", None]
    assert [each.name for each in resolved.profiles if each.is_hat] == ["b//x//h", "b//y"]


def test_a_profile_named_by_a_path_attaches_to_it() -> None:
    assert profile("/usr/bin/x { }").attachment == "/usr/bin/x"
    assert profile("profile /usr/bin/x { }").attachment == "/usr/bin/x"
    assert profile("profile x /y { }").attachment == "/y"
    assert profile("profile x { }").attachment is None


def test_name_and_attachment_are_expanded() -> None:
    found = profile("@{X}=a b\nprofile p@{X} /x/@{X} { }")

    assert (found.name, found.attachment) == ("p{a,b}", "/x/{a,b}")


def test_a_policy_namespace_is_no_part_of_the_name() -> None:
    found = profile("profile :ns:p { }")

    assert (found.namespace, found.name) == ("ns", "p")


def test_an_alias_brings_a_rule_of_its_own_that_says_so() -> None:
    text = "alias /home/ -> /mnt/,\nprofile p { /home/*/x r, /srv r, link /home/a -> /home/b, }"

    assert rules(text) == [
        "/home/*/x r,",
        "/mnt/*/x r,",
        "/srv r,",
        "link /home/a -> /home/b,",
        "link /mnt/a -> /mnt/b,",
    ]
    assert [step.fragment for step in profile(text).rules[1].origin.route] == ["alias /home/ -> /mnt/"]


def test_an_alias_looks_at_the_text_of_the_glob_and_not_at_what_an_alias_made() -> None:
    text = "alias /a/ -> /b/,\nalias /b/ -> /c/,\nprofile p { /{a,x}/y r, /a/y r, }"

    assert rules(text) == ["/{a,x}/y r,", "/a/y r,", "/b/y r,"]


def test_an_alias_leaves_the_target_of_an_exec_transition_alone() -> None:
    assert rules("alias /a -> /b,\nprofile p { /a px -> /a, }") == ["/a px -> /a,", "/b px -> /a,"]


def test_an_alias_gives_a_profile_another_attachment() -> None:
    assert profile("alias /usr/ -> /opt/,\nprofile p /usr/bin/x { }").other_attachments == ("/opt/bin/x",)


def test_what_is_written_is_kept_beside_what_it_becomes() -> None:
    [rule] = profile("@{X}=/a\nprofile p { @{X} r, }").rules

    assert (rule.rule, rule.written) == (ast.FileRule("/a", "r"), ast.FileRule("@{X}", "r"))


def test_the_first_abi_counts() -> None:
    resolved, _ = read("abi <abi/4.0>,\nabi <abi/3.0>,\nprofile p { }")

    assert resolved.abi == ast.Abi("abi/4.0")


def test_fragments_are_composed_first_and_stand_in_the_route() -> None:
    text = "fragment f(@{x} = /a) {\n  @{x}/b r,\n}\nprofile p {\n  use f(@{x} = /z),\n}"

    resolved, found = read(text, dialect="aadsl")

    [(_, rule)] = resolved.rules()
    assert found == ()
    assert rule.rule == ast.FileRule("/z/b", "r")
    assert str(rule.span) == "policy:2:3"
    assert [step.fragment for step in rule.origin.route] == ["f"]


def test_escapes_are_what_they_stand_for() -> None:
    assert profile(r'profile p { "/\101\052b" r, }').rules[0].rule == ast.FileRule(r"/A\*b", "r")


def test_each_rule_that_is_wrong_is_reported() -> None:
    assert said("profile p { @{X}/a r, @{X}/b r, }") == ["unknown-variable"] * 2
