"""What an older parser cannot read is said in another way, and means the same as policy written for it by hand."""

from __future__ import annotations

import re

import pytest

from apparmor_dsl.diagnostics.diagnostic import Severity
from apparmor_dsl.language.parser import parse
from apparmor_dsl.semantics.compile import Compilation, compile_policy
from apparmor_dsl.semantics.files import PolicyFolders
from apparmor_dsl.semantics.targets import TARGETS
from tests.parser_oracle import oracle

OLD = "apparmor-3.0"


def compiled(body: str, target: str = OLD) -> Compilation:
    policy = parse(f"profile p {{\n{body}\n}}\n", dialect="aadsl")
    return compile_policy(policy, PolicyFolders(), dialect="aadsl", target=TARGETS[target])


def text(body: str, target: str = OLD) -> str:
    made = compiled(body, target)
    assert [found for found in made.diagnostics if found.severity is Severity.ERROR] == []
    return made.files[0].text


def codes(body: str, target: str = OLD) -> list[str]:
    return [found.code for found in compiled(body, target).diagnostics]


def by_hand(body: str) -> bytes:
    return oracle.binary(f"abi <abi/3.0>,\nprofile p {{\n{body}\n}}\n")


BARE = "file, capability, network, unix, mount, remount, umount, pivot_root, ptrace, signal, dbus,"
AUDITED = " ".join(f"audit {rule}" for rule in BARE.split(" "))

LOWERED = {
    "all,": BARE,
    "allow all,": BARE,
    "audit all,": AUDITED,
    "all, deny /etc/shadow rw, /usr/bin/passwd Px,": f"{BARE} deny /etc/shadow rw, /usr/bin/passwd Px,",
    "all, deny /usr/** x,": f"{BARE} deny /usr/** x,",
    "all, deny signal peer=a,": f"{BARE} deny signal peer=a,",
    "priority=5 /a r, priority=5 /b w,": "/a r, /b w,",
    "priority=5 /a r, /b* w,": "/a r, /b* w,",
    "priority=5 deny /a/** r, /** rw,": "deny /a/** r, /** rw,",
    "priority=-5 /a/** rw, priority=0 deny /** w,": "/a/** rw, deny /** w,",
    "priority=5 /a/** r, deny /a/** w,": "/a/** r, deny /a/** w,",
    "priority=5 owner /a/** r, other /a/** w,": "owner /a/** r, other /a/** w,",
    "priority=5 audit /a r, /a r,": "audit /a r,",
    "priority=5 /bin/sh Px, /bin/* ix,": "/bin/sh Px, /bin/* ix,",
    "priority=5 deny signal peer=a, signal,": "deny signal peer=a, signal,",
    "priority=5 signal peer=a*, deny signal peer=b*,": "signal peer=a*, deny signal peer=b*,",
    "priority=5 signal set=hup, deny signal set=kill,": "signal set=hup, deny signal set=kill,",
    "priority=5 umount /a/, deny umount /b/,": "umount /a/, deny umount /b/,",
    "priority=5 capability kill, deny capability kill,": "capability kill, deny capability kill,",
    "hat h { priority=2 /a r, }": "hat h { /a r, }",
    "userns, mqueue, io_uring, /a r,": "/a r,",
    "audit { capability kill, network inet, /a r, }": "audit capability kill, audit network inet, audit /a r,",
    "deny { mount, /a r, change_profile -> b, }": "deny mount, deny /a r, deny change_profile -> b,",
    "{ set rlimit core <= 0, profile c { /a r, } }": "set rlimit core <= 0, profile c { /a r, }",
    "owner { /a r, deny /a w, audit { /b rw, } }": "owner /a r, deny owner /a w, audit owner /b rw,",
    "prompt { }": "",
}


@pytest.mark.needs_apparmor_parser
@pytest.mark.parametrize("body", LOWERED, ids=str)
def test_it_compiles_to_what_was_written_by_hand(body: str) -> None:
    assert oracle.binary(text(body)) == by_hand(LOWERED[body])


@pytest.mark.parametrize(
    ("body", "target"),
    [
        ("all,", "apparmor-4.1"),
        ("priority=5 /a r, deny /a r,", "apparmor-4.1"),
        ("userns,", "apparmor-4.0"),
    ],
)
def test_what_the_target_reads_is_left_to_it(body: str, target: str) -> None:
    lines = text(body, target).splitlines()

    assert all(f"  {rule}" in lines for rule in re.findall(r"\S[^,]*,", body))
    assert codes(body, target) == []


def test_all_is_written_out_where_the_parser_permits_less_for_it() -> None:
    made = text("all,", "apparmor-4.0")

    assert "  all," not in made.splitlines()
    assert {"  mount,", "  remount,", "  userns,", "  io_uring,"} <= set(made.splitlines())


@pytest.mark.parametrize(
    "body",
    [
        "priority=5 /a r, deny /a r,",
        "priority=5 /a/b r, deny /a/** r,",
        "/a/** r, priority=-5 deny /a/b r,",
        "priority=5 /a r, audit /a r,",
        "priority=5 audit deny /a r, deny /a r,",
        "priority=5 /bin/* Px, /bin/sh ix,",
        "priority=5 /bin/* Px, /usr/bin/* ix, /{usr/,}bin/s* ix,",
        # A class is a wildcard to 3.0, and none to its successors.
        "priority=5 /bin/sh Px, /bin/s[gh] ix,",
        "priority=5 /a/* ix, deny /a/b m,",
        "priority=5 signal, deny signal peer=a,",
        "priority=5 signal peer=a*, deny signal peer=*b,",
        "priority=5 mount /a -> /b/, deny mount /c -> /b/,",
        "priority=5 link /a -> /b, deny link /a -> /c,",
        "priority=5 dbus send, deny dbus receive,",
        "priority=5 change_profile -> a, deny change_profile -> b,",
        "all, /usr/bin/* Px,",
        "all, priority=-5 deny signal,",
        "all, priority=-5 deny /a r,",
        "hat h { priority=5 /a r, deny /a r, }",
    ],
)
def test_a_priority_that_decides_is_refused_for_a_parser_that_has_none(body: str) -> None:
    found = [each for each in compiled(body).diagnostics if each.severity is Severity.ERROR]

    assert {each.code for each in found} == {"needs-priority"}
    assert found[0].span is not None
    assert found[0].labels[0].span.text in body


def test_the_path_is_shown_on_which_a_priority_decides() -> None:
    [found] = [each for each in compiled("priority=5 /a/*/c r, deny /a/b** r,").diagnostics if "has no" in each.message]

    assert found.message.endswith("for `/a/b/c`")


@pytest.mark.parametrize("body", ["deny all,", "deny userns,", "audit userns,", "prompt /a r,", "network inet ip=::1,"])
def test_what_cannot_be_said_in_another_way_is_refused(body: str) -> None:
    assert codes(body) == ["too-new-for-target"]


def test_what_a_rule_cannot_have_is_refused_whatever_the_target_reads() -> None:
    assert "priority-not-allowed" in codes("priority=5 network inet,")
    assert "block-priority" in codes("priority=5 { /a r, }")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("owner { signal, }", "qualifier-owner"),
        ("audit { set rlimit core <= 0, }", "not-in-block"),
        ("audit { profile c { } }", "not-in-block"),
        ("deny { allow /a r, }", "contradicting-block"),
        ("deny { /a ix, }", "deny-exec-mode"),
    ],
)
@pytest.mark.parametrize("target", [OLD, "apparmor-5.0"])
def test_what_a_block_cannot_say_of_a_rule_is_refused(body: str, code: str, target: str) -> None:
    assert codes(body, target) == [code]


@pytest.mark.parametrize("target", TARGETS)
def test_a_block_is_written_out_for_every_target(target: str) -> None:
    made = text("audit { capability kill, owner { deny /a r, } if $x { /b r, } }".replace("$x", "defined @{X}"), target)

    assert made.endswith(
        "profile p {\n  audit capability kill,\n  audit deny owner /a r,\n"
        "  if defined @{X} {\n    audit /b r,\n  }\n}\n"
    )


def test_the_comments_of_a_block_stand_above_its_first_rule() -> None:
    made = text("# Of the block.\naudit {\n# Of the rule.\n/a r,\n/b r,\n}\n/c r,")

    assert made.endswith("  # Of the block.\n  # Of the rule.\n  audit /a r,\n  audit /b r,\n  /c r,\n}\n")


def test_a_rule_out_of_a_block_keeps_its_origin() -> None:
    made = compiled("audit {\n/a r,\n}").files[0]
    origin = made.origin_of_line(made.text.splitlines().index("  audit /a r,") + 1)

    assert origin is not None
    assert str(origin.span) == "<text>:3:1"
