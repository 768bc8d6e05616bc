"""Which exec rules contradict each other, version by version: each verdict here is the real parser's."""

import pytest

from apparmor_dsl.diagnostics.diagnostic import Severity
from apparmor_dsl.semantics.model import exec_conflicts as model
from apparmor_dsl.semantics.model.exec_conflicts import Conflict, TooLarge
from apparmor_dsl.semantics.targets import TARGETS
from apparmor_dsl.semantics.verdict import said_of
from tests.semantics.reading import profile, verdicts

OLD, MIDDLE, FIVE, NEW = "apparmor-3.0", "apparmor-4.1", "apparmor-5.0", "apparmor-6.0"
EVERY = (OLD, MIDDLE, FIVE, NEW)
SINCE_PRIORITIES = (MIDDLE, FIVE, NEW)


def conflicts(rules: str, target: str) -> list[str]:
    found = verdicts(f"profile t {{ {rules} }}", target=target)
    return [each.code for each in found]


@pytest.mark.parametrize("target", EVERY)
@pytest.mark.parametrize(
    "rules",
    [
        "/bin/* px, /bin/a* cx,",
        "/bin/a px, /bin/a cx,",
        "/bin/a px, /bin/{a,b} cx,",
        "/bin/a* px -> a, /bin/* px,",
        "/bin/a* px -> a, /bin/* px -> b,",
        "/bin/a* px -> a, /bin/* cx -> a,",
        "/bin/a ix, unsafe ix /bin/a,",
        "/bin/a* px, /bin/* Px,",
        "/bin/a* px, /bin/* pix,",
        "file, /bin/a* px,",
        "owner /bin/a* px, /bin/* cx,",
        "audit /bin/a* px, /bin/* cx,",
        # What would have made up for it comes too late: the parser has refused before it looks there.
        "/bin/?a px, /bin/b? cx, deny /bin/ba x,",
        "/bin/?a px, /bin/b? cx, /bin/ba ix,",
        "change_profile safe /bin/a* -> b, change_profile unsafe /bin/* -> b,",
        "change_profile /bin/a* -> b, change_profile unsafe /bin/* -> *,",
        "change_profile safe /bin/a -> b, change_profile unsafe /bin/a -> b,",
        # A class that negates matches NUL, and so the string that a change_profile rule speaks of.
        "change_profile unsafe /bin/a* -> b, /bin/a[^b]b px,",
    ],
)
def test_these_contradict_each_other(rules: str, target: str) -> None:
    assert conflicts(rules, target) == ["exec-conflict"]


@pytest.mark.parametrize("target", EVERY)
@pytest.mark.parametrize(
    "rules",
    [
        "/bin/a px, /bin/? cx,",
        "/bin/{a,b} px, /bin/* cx,",
        "/bin/a* px, /bin/b* cx,",
        "owner /bin/a* px, other /bin/* cx,",
        "audit /bin/a* px, /bin/* px,",
        "/bin/a* px -> t//a, /bin/* cx -> a,",
        "/bin/a cx -> /bin/a, /bin/{a,b} cx,",
        "/bin/a* ix -> a, /bin/* Pix -> a,",
        "deny /bin/* x, /bin/ab px,",
        "/bin/* r, /bin/a px,",
        "change_profile safe /bin/a -> b, change_profile unsafe /bin/* -> b,",
        "change_profile safe /bin/a* -> b, change_profile unsafe /bin/* -> c,",
        "deny change_profile unsafe /bin/a -> b, change_profile /bin/a -> b,",
        "change_profile unsafe /bin/a -> b, /bin/a[^b]b px,",
    ],
)
def test_these_do_not(rules: str, target: str) -> None:
    assert conflicts(rules, target) == []


@pytest.mark.parametrize(
    ("rules", "accepted_by"),
    [
        # A class without a `^` is as exact as a plain path since 4.1.
        ("/bin/a px, /bin/[ab] cx,", (OLD,)),
        ("priority=1 /bin/b* ix, /bin/[^x]a px, /bin/b[^x] cx,", SINCE_PRIORITIES),
        ("priority=-1 /bin/[^x]a px, priority=-1 /bin/b[^x] cx, /bin/b* ix,", SINCE_PRIORITIES),
        # Rules are looked at by access type and audit first, and only then by priority.
        ("priority=1 allow /bin/b* ix, /bin/[^x]a px, /bin/b[^x] cx,", ()),
        ("priority=1 /bin/b* ix, allow /bin/[^x]a px, /bin/b[^x] cx,", SINCE_PRIORITIES),
        ("priority=1 audit /bin/b* ix, /bin/[^x]a px, /bin/b[^x] cx,", ()),
        # ... and last by their paths, from the end: this exact one comes before what it overrides.
        ('"/bin/!!" ix, "/bin/[^x]!" px, "/bin/![^x]" cx,', SINCE_PRIORITIES),
        # The same path twice is merged before anybody asks for priorities, but `allow` makes it another rule.
        ("/bin/a px, /bin/a cx, priority=1 /bin/a ix,", ()),
        ("/bin/a px, allow /bin/a cx, priority=1 /bin/a ix,", SINCE_PRIORITIES),
        ("all, /bin/a* px,", SINCE_PRIORITIES),
        ('priority=-1 "/**" Ux, all,', (FIVE, NEW)),
        ('priority=-2 "/**" Ux, all,', (MIDDLE,)),
        ("priority=1 change_profile safe /a* -> *, change_profile unsafe /a* -> a,", (MIDDLE,)),
        ("prompt /bin/a* px, /bin/* cx,", SINCE_PRIORITIES),
        ("prompt /bin/a px, prompt /bin/a cx,", ()),
    ],
)
def test_versions_differ_over_these(rules: str, accepted_by: tuple[str, ...]) -> None:
    # What 3.0 cannot read at all is refused elsewhere.
    asked = EVERY if OLD in accepted_by else SINCE_PRIORITIES

    assert {target for target in asked if not conflicts(rules, target)} == set(accepted_by)


def test_a_conflict_names_both_rules_and_a_path_that_both_match() -> None:
    [found] = verdicts("profile t {\n  /bin/* px,\n  /bin/a* cx -> q,\n}")

    assert found.message == "conflicting x modifiers in `t`: `/bin/* px` and `/bin/a* cx -> q` both match `/bin/a`"
    assert str(found.span) == "policy:2:3"
    assert [(str(label.span), label.message) for label in found.labels] == [
        ("policy:3:3", "here it is `/bin/a* cx -> q`")
    ]
    assert found.help


def test_each_pair_of_rules_is_reported_once() -> None:
    found = verdicts("profile t { /bin/* px, /bin/a* cx, /bin/b* cx, }")

    assert [each.message.rpartition(" ")[2] for each in found] == ["`/bin/a`", "`/bin/b`"]


def test_a_rule_is_shown_as_it_was_written() -> None:
    [found] = verdicts("@{bin}=/bin /usr/bin\nprofile t {\n  @{bin}/* px,\n  /usr/** ix,\n}")

    assert "`@{bin}/* px` and `/usr/** ix` both match `/usr/bin/a`" in found.message


def test_a_change_of_profile_is_shown_with_the_program_and_the_profile() -> None:
    [found] = verdicts("profile t { change_profile safe /a* -> b, change_profile unsafe /?b -> *, }")

    assert "both match `/ab -> b`" in found.message


def test_a_profile_has_at_most_twelve_names_to_go_to() -> None:
    rules = "".join(f"/bin/{number} px -> p{number}, " for number in range(13))

    [found] = verdicts(f"profile t {{ {rules} /bin/x cx, /bin/y px, }}")

    assert found.code == "transition-limit"
    assert "`-> p12`" in found.message
    assert verdicts(f"profile t {{ {rules.replace('p12', 'p11')} }}") == []


def test_a_bad_glob_is_reported_at_its_rule_with_the_route_to_it() -> None:
    [found] = verdicts("@{X}={a}\nprofile t {\n  /x@{X} r,\n}")

    assert found.code == "bad-glob"
    assert found.message == "`/x{a}` cannot be matched: there is one alternative between `{` and `}`"
    assert str(found.span) == "policy:3:3"


@pytest.mark.parametrize(
    "rule",
    [
        'mount "/a{b" -> /c,',
        "mount fstype=ext{3} -> /c,",
        'umount "/a{b",',
        'pivot_root "/a{b",',
        'dbus send path="/a]",',
        'dbus send peer=(label="a{b"),',
        'signal peer="a{b",',
        'ptrace peer="a{b",',
        'unix addr="@a{b",',
        'change_profile -> "a{b",',
        'link "/a" -> "/b{",',
        'mqueue "/a[",',
        'mqueue label="{a",',
        'io_uring label="{a",',
    ],
)
def test_rules_of_every_kind_have_globs(rule: str) -> None:
    assert [found.code for found in verdicts(f"profile t {{ {rule} }}")] == ["bad-glob"]


def test_a_profile_without_an_attachment_has_a_name_that_is_a_glob() -> None:
    assert [found.code for found in verdicts('profile "t{a" { }')] == ["bad-glob"]
    assert verdicts('profile "t{a" /x { }') == []


def within(budget: int, text: str) -> list[Conflict | TooLarge]:
    """What is found where a search may look at so many states."""
    return list(model.conflicts(profile(text), TARGETS[NEW], budget))


def test_rules_that_are_too_many_to_look_at_together_are_looked_at_two_at_a_time() -> None:
    stars = "".join(f"/sys/**/x{number}/**{'/*' * (number % 9)} px, " for number in range(24))

    found = within(2000, f"profile t {{ {stars} /sys/**[^/]a/?b?c?d?e?f?g cx, }}")

    assert found
    assert all(isinstance(each, Conflict) for each in found)


def test_where_that_does_not_help_it_is_said_that_nothing_is_known() -> None:
    # Which byte stands 41 from the end: no automaton of a size we would wait for knows that.
    far = "?" * 40

    assert within(2000, f"profile t {{ /**a{far} px, /**b{far}z cx, }}") == [TooLarge(2000)]


def test_what_stays_open_is_a_warning() -> None:
    found = said_of(profile("profile t { }"), TooLarge(2000))

    assert (found.code, found.severity) == ("exec-conflicts-unknown", Severity.WARNING)
