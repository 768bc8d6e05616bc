"""Where a blank, a line end or a comment changes the verdict, and nothing else does."""

from pathlib import Path

import pytest

from apparmor_dsl.diagnostics.diagnostic import has_errors
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.language.parser import parse
from apparmor_dsl.semantics.files import PolicyFolders
from apparmor_dsl.semantics.judge import verdict
from apparmor_dsl.semantics.targets import TARGETS
from tests.parser_oracle.newer import Parser, parsers

EVERY = ("apparmor-3.0", "apparmor-4.0", "apparmor-4.1", "apparmor-5.0", "apparmor-6.0")
UP_TO_4_0, UP_TO_4_1 = EVERY[:2], EVERY[:3]
FROM_4_0, FROM_4_1, FROM_5_0 = EVERY[1:], EVERY[2:], EVERY[3:]

RULES = {
    "/a # c\n r,": EVERY,
    "/a px # c\n -> x,": EVERY,
    "/a px -> # c\n x,": (),
    "capability kill # c\n chown,": EVERY,
    "audit # c\n mount /a,": EVERY,
    "mount # c\n /a,": (),
    "mount options=(ro, # c\n nodev) /a,": (),
    "umount /a # c\n,": (),
    "dbus send # c\n bus=x,": (),
    "network # c\n inet,": (),
    "ptrace # c\n read,": (),
    "signal set=(kill # c\n),": (),
    "unix send # c\n,": (),
    "unix addr=@x#y,": EVERY,
    "set # c\n rlimit nofile <= 10,": EVERY,
    "set rlimit # c\n nofile <= 10,": (),
    "change_profile -> x # c\n,": (),
    "pivot_root /b # c\n -> x,": EVERY,
    "link /a -> # c\n /b,": (),
    "abi <abi/3.0> # c\n,": (),
    "hat h # c\n flags=(complain) # d\n { }": EVERY,
    "hat h flags=( # c\n complain) { }": (),
    "if # c\n ${b} { }": UP_TO_4_1,
    "if ${b}{ }": UP_TO_4_1,
    "if ${b} {/a r, }": UP_TO_4_1,
    "if ${b} {\r\n}": UP_TO_4_1,
    "if (${b}) { }": FROM_5_0,
    "if ${b} { } else# c\n{ /a r, }": EVERY,
    "network inet,\r": ("apparmor-3.0",),
    "network,\r": EVERY,
    "mount /a,\r": (),
    "mount options=ro,\r": EVERY,
    'mount "/a",\r': EVERY,
    "dbus send,\r": (),
    "signal (send),\r": EVERY,
    "/a r,\r": EVERY,
    "/a all,": ("apparmor-3.0",),
    "network (),": FROM_4_0,
    "{ change_profile /a -> b, }": (),
    "{ change_profile -> b, }": EVERY,
    "change_profile @x -> b,": (),
    "/a px -> #b,": EVERY,
    "signal peer=#b,": EVERY,
    "l /a -> :n:b,": (),
    "/a l -> :n:b,": EVERY,
    "network inet,\n if ${b} { /a r, }": FROM_4_0,
    "network inet,\n if not ${b} { /a r, }": EVERY,
    "if ${b} { /a r, }\n network inet,": EVERY,
    "network inet,\n if ${b} { network inet6, }": EVERY,
    "if defined ${c} { }": (*UP_TO_4_0, *FROM_5_0),
    "network label=@{nowhere},": FROM_5_0,
    "@{v}?x r,": UP_TO_4_1,
    '"@{v}?x" r,': EVERY,
    "link /a -> @{v}?x,": EVERY,
    "audit set rlimit nofile <= 10,": (),
    "signal set=(kill, poll),": FROM_5_0,
    "signal set=tstp,": FROM_5_0,
    "unsafe /a wx -> b,": EVERY,
    "unsafe /a x,": EVERY,
    "safe /a x,": (),
    "deny { { change_profile /a -> b, } }": (),
    "audit { deny { change_profile /a -> b, } }": ("apparmor-4.1",),
    "network interface={a},": (),
    "allow { deny /a r, }": (*UP_TO_4_0, "apparmor-5.0"),
    "allow { deny change_profile -> b, }": (*UP_TO_4_0, *FROM_5_0),
    "deny { change_profile /a -> b, }": FROM_4_0,
    "pivot_root pivot_root,": (),
    "pivot_root foo,": EVERY,
    "/a px -> (b,": EVERY,
    "network port=80-90,": FROM_4_1,
    "pa r,": EVERY,
    "&a r,": EVERY,
    ":ns:a px -> b,": EVERY,
    "@{a,} r,": (),
    "/a x -> b,": ("apparmor-3.0",),
    "hat #h { }": EVERY,
    "signal set=rtmin+-,": EVERY,
    "signal set in (kill),": (),
    "pivot_root oldroot in (/a),": EVERY,
    "io_uring (sqpol),": FROM_4_0,
    "io_uring sqpol,": (),
    "dbus peer=(name,=a),": EVERY,
    "dbus peer=(name=a) bus=b,": (),
    "dbus peer=(name={a,b}),": (),
    "unix peer=(addr=@a) addr=@b,": (),
    "network peer=(port=53) port=1,": (),
    "mount fstype=({a,b}) /a,": (),
    "mount options=(ro\r\n) /a,": (),
    "mount fstype=(a\r\n) /a,": EVERY,
    "mount options=\r\n(ro) /a,": (),
    "mount /a ->\r\n/b,": (),
    "signal (send\r\n),": (),
    "signal send\r\nset=kill,": (),
    "dbus peer=(label\r\n=a),": (),
    "dbus peer=(label=a\r\n),": EVERY,
    "network inet\r\n,": ("apparmor-3.0",),
    "hat h flags=(complain\r\n) { }": (),
    "if ${b}\r\n{ }": UP_TO_4_1,
}
"""What stands in a profile, and the targets that accept it."""

FILES = {
    "$b = true \\\n": EVERY,
    "$b = true \\\n\nprofile p { }\n": EVERY,
    "$b = true \\\nprofile p { }\n": (),
    "$b = \\\n true\n": EVERY,
    "$b # c\n= true\n": UP_TO_4_1,
    "$b = (true)\n": FROM_5_0,
    "@{v} # c\n= /v\n": EVERY,
    "@{v}\r\n= /v\n": (),
    '@{v} = "a \\"b\n': EVERY,
    '@{v} = "a\\" "b"\n': (),
    "@{profile_name} = /v\nprofile p { }\n": FROM_5_0,
    "@{profile_name} = /v\n": EVERY,
    "alias @{v} -> /b,\n": (),
    "alias @{v}?x -> /b,\n": UP_TO_4_1,
    "@{v} = /v\nprofile p @{v}?x { }\n": UP_TO_4_1,
    "@{v} = /v\nprofile @{v}?x { }\n": EVERY,
    'alias "@{v}" -> /b,\n': EVERY,
    "profile #p { }\n": EVERY,
    "profile # p\n{ }\n": (),
    'profile p xattrs=(a="") { }\n': (),
    "# c": (),
    "profile p { } #": (),
    "profile p { } # c\n": EVERY,
    "$b = true": EVERY,
    "$b = true # c\n": FROM_4_1,
    "$b = true $c = true\n": (),
    "$b =\ntrue\n": FROM_5_0,
    "$b = true\r\n": UP_TO_4_1,
    "$b = true \r\n": EVERY,
    "alias /a -> # c\n /b,\n": (),
}
TEXTS = {f"$b = true\n@{{v}} = /v\nprofile p {{\n  {rule}\n}}\n": targets for rule, targets in RULES.items()} | FILES


@pytest.mark.parametrize("target", EVERY)
@pytest.mark.parametrize("text", TEXTS)
def test_how_a_text_is_written_decides(text: str, target: str) -> None:
    try:
        found = verdict(parse(text), PolicyFolders(), target=TARGETS[target])
    except PolicyError as refused:
        found = refused.diagnostics

    assert has_errors(found) is not (target in TEXTS[text])


@pytest.mark.needs_apparmor_parser
@pytest.mark.parametrize("parser", parsers(), ids=str)
@pytest.mark.parametrize("text", TEXTS)
def test_the_parser_says_so_too(text: str, parser: Parser) -> None:
    release = f"apparmor-{parser.version[0]}.{parser.version[1]}"
    if release not in EVERY:
        pytest.skip(f"{release} is no target of this table")

    assert bool(parser.accepts(text)) is (release in TEXTS[text])


def test_a_composed_file_may_have_comments_anywhere() -> None:
    policy = parse("profile p {\n  mount # c\n  /a,\n}\n", dialect="aadsl")

    assert not has_errors(verdict(policy, PolicyFolders(), as_written=False))


def test_an_included_file_that_ends_inside_a_comment_is_refused(tmp_path: Path) -> None:
    folder = PolicyFolders([tmp_path])

    (tmp_path / "site").write_text("/a r,\n# mine")

    found = verdict(parse("profile p {\n  include <site>\n}\n"), folder)

    assert [one.code for one in found] == ["missing-newline"]
