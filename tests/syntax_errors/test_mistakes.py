"""Mistakes that people make: one error each, at their line, with the way out; and several in one file are all told."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.language.parser import parse_source, source_of
from apparmor_dsl.semantics.compile import compile_policy
from apparmor_dsl.semantics.files import PolicyFolders

RULES: dict[str, str] = {
    # Keywords
    "capabilty chown,": "did you mean `capability`?",
    "cap chown kill,": "did you mean `capability`?",
    "netwrok inet,": "did you mean `network`?",
    "net inet,": "did you mean `network`?",
    "singal send,": "did you mean `signal`?",
    "ptarce read,": "did you mean `ptrace`?",
    "mout /a -> /b,": "did you mean `mount`?",
    "umnount /a,": "did you mean `umount`?",
    "pivot-root /a,": "did you mean `pivot_root`?",
    "change-profile -> x,": "did you mean `change_profile`?",
    "unxi,": "did you mean `unix`?",
    "dbsu send,": "did you mean `dbus`?",
    "user_ns,": "did you mean `userns`?",
    "DENY /a r,": "did you mean `deny`?",
    "audti /a r,": "did you mean `audit`?",
    "owenr /a r,": "did you mean `owner`?",
    "lnk /a -> /b,": "did you mean `link`?",
    "inlcude <abstractions/base>": "did you mean `include`?",
    "include <abstractions/base": "write `include <abstractions/base>`",
    "include <abstractions/base>,": "an `include` has no comma behind it",
    "include if exist <local/x>": "write `include if exists <path>`",
    "rlimit nofile <= 10,": "write `set rlimit name <= value,`",
    "alias /a -> /b,": "move the line to the top of the file, before `profile`",
    "complain,": "this is a flag of the profile: write `profile name flags=(complain) {`",
    "sys_admin,": "write `capability sys_admin,`; several stand side by side without a comma",
    "inet6,": "write `network inet6,`",
    # Permissions
    "/a": "write what it permits behind the path: `/a r,`",
    "/a,": "write what it permits behind the path: `/a r,`",
    "/a, r,": "write what it permits behind the path: `/a r,`",
    "/a rz,": (
        "permissions are `m`, `r`, `w`, `a`, `l`, `k`, and one exec mode such as `ix` or `Px`; `z` is none of them"
    ),
    "/a rx,": "name an exec mode: `ix` in this profile, `px` in its own, `cx` in a child; or write `deny`",
    "/a -rw,": "write `rw`",
    "/a r|w,": "write `rw`",
    "/a r w,": "write the permissions as one word: `rw`",
    "/a r,w,": "permissions are one word, without a comma inside: `rw`",
    "/a (r, w),": "write them as one word: `/a rw,`",
    "/a read write,": "permissions are letters: `rw`",
    "/a 755,": "write the letters of the permissions behind the path: `/a r,`",
    "/a = r,": "write the letters of the permissions behind the path: `/a r,`",
    "/a deny r,": "write `deny /a r,`",
    "owner deny /a r,": "write `deny owner`",
    "deny allow /a r,": "choose one of `allow`, `deny`",
    "/a px => b,": "an arrow is written `->`",
    "/a px b,": "the profile that it runs in stands behind an arrow: `px -> b,`",
    "deny /a ix,": "write `x` alone",
    # Ends
    "/a r;": "a rule ends in `,`, not in `;`",
    "/a r,,": "delete it",
    "/a r /b w,": "write `r,`",
    "deny mount fstype=bpf": "write `fstype=bpf,`",
    "/a r, // why": "a comment begins with `#`",
    "/* why */": "a comment begins with `#`",
    "-- why": "a comment begins with `#`",
    # Braces
    "/a r},": "write `r`",
    "/a } r,": "delete it",
    "capabi}lity kill,": "did you mean `capability`?",
    # Paths
    "a/b r,": "a path begins with `/`: write `/a/b`",
    "./a r,": "a path begins with `/`: no folder is the current one",
    "~/a r,": "write `@{HOME}/a`, with `include <tunables/global>` before the profile",
    "$HOME/a r,": "write `@{HOME}/a`, with `include <tunables/global>` before the profile",
    "{,usr/}bin/a r,": "a path begins with `/`: write `/{,usr/}bin/a`",
    "* rw,": "a path begins with `/`: write `/** rw,`",
    "*.so r,": "a path begins with `/`: write `/**/*.so r,`",
    "@{HOME/a r,": "write `@{HOME}`",
    "'/a b' r,": 'only `"` makes a quoted text',
    '"/a b r,': 'close it with `"`, or write `\\"` for a quote inside a name',
    "/srv/a b r,": 'a path with a blank in it stands in quotes: `"/srv/a b" r,`',
    "/a /b r,": "one rule has one path: write a rule for each, or `/{one,other}`",
    "/{a, b} r,": "write the alternatives without blanks: `{one,other}`",
    "/a{b r,": "close it, or write `\\{` for the character",
    "https://example.org r,": "no rule speaks of addresses of the web: `network` rules permit sockets",
    "!/a r,": "to take away what another rule permits, write `deny` before the rule",
    # Letters
    "“/a b” r,": 'write `"`',
    "/a px → b,": "write `->`",
    "/a r\N{FULLWIDTH COMMA}": "write `,`",
    "/a\u00a0r,": "delete it, or type a plain blank",
    # Words of the rules
    "capability CAP_SYS_ADMIN,": "did you mean `sys_admin`?",
    "capability sys-admin,": "write `sys_admin`",
    "capability all,": "to permit all of them, name none: `capability,`",
    "capability sys_admin, net_admin,": "write `capability net_admin,`; several stand side by side without a comma",
    "capability (chown),": "the names follow the word directly, with blanks between them: `capability chown kill,`",
    "network any,": "to permit all of them, name none: `network,`",
    "network ipv4,": "did you mean `inet`?",
    "network http,": "no rule knows programs' protocols: write `network tcp,`",
    "network inet tcp 80,": (
        "a port is written `peer=(port=80)` for the other end, `port=80` for this one, from 4.0 on"
    ),
    "network inet dgram port 53,": (
        "write `peer=(port=53)` for the other end, `port=53` for this one; AppArmor reads it from 4.0 on"
    ),
    "network inet peer=(addr=10.0.0.1),": "it knows `interface=`, `ip=`, `label=`, `port=`",
    "mount /dev/sda /mnt,": "the mount point stands behind an arrow: `-> /mnt`",
    "mount fstype=ext4 /dev/sda => /mnt,": "an arrow is written `->`",
    "mount -t ext4 /dev/sda -> /mnt,": (
        "no options of the command mount(8) are read: write `fstype=ext4` for `-t`, `options=(ro)` for `-o`"
    ),
    "mount options(ro) /a -> /b,": "write `options=(…)`",
    "mount options=(ro,bindd) /a -> /b,": "did you mean `bind`?",
    "mount options=(ro bind /a -> /b,": "write `)` behind its last value",
    "mount type=ext4 /a -> /b,": "did you mean `fstype`?",
    "umount -> /b,": "umount has a mount point alone, without an arrow: `umount /mnt/,`",
    "signal (send recieve),": "did you mean `receive`?",
    "signal send set=SIGKILL,": "did you mean `kill`?",
    "signal kill,": "a signal is named by `set=kill`",
    "signal send to x,": "the other side is written `peer=x`",
    "ptrace all,": "to permit all of them, name none: `ptrace,`",
    "unix stream,": "the type of a socket is named by `type=stream`",
    "unix peer=(addr=@x,": "write `)` behind its last value",
    "dbus send interfce=b,": "did you mean `interface`?",
    "set rlimit nofiles <= 10,": "did you mean `nofile`?",
    "set rlimit nofile = 10,": "a limit is written `set rlimit name <= value,`",
    "link /a /b,": "write `-> /b`",
}
"""What somebody wrote on one line of a profile, and what they are told to do."""

HEADERS: dict[str, str] = {
    "profile foo bar baz {": "a profile has one name; the path that it is for begins with `/`",
    "profile {": "write `profile name {`",
    "profile foo{": "write `foo {`",
    "profile foo": "write `foo {`",
    "/usr/bin/foo": "write `/usr/bin/foo {`",
    "profile foo /usr/{bin,sbin}/foo flags=(complain)": "write `flags=(complain) {`",
    "profile foo [": "a block begins with `{`",
    "profile foo at /usr/bin/foo {": (
        "the path that the profile is for stands directly behind its name: `/usr/bin/foo`"
    ),
    "profile foo, /usr/bin/foo {": "the path that the profile is for stands directly behind its name: `/usr/bin/foo`",
    "profile foo flags=complain {": "write `flags=(complain)`",
    "profile foo flag=(complain) {": "write `flags=(complain)`",
    "profile foo flags=(complian) {": "did you mean `complain`?",
    "profile foo flags=(complain {": "write `)` behind its last value",
    "profile foo flags=(attach-disconnected) {": "flags are written with `_`: `attach_disconnected`",
    "profile foo flags=(complain) xattrs=(user.x) {": "`xattrs=(…)` stands before `flags=(…)`",
    'profile "foo {': 'close it with `"`, or write `\\"` for a quote inside a name',
    "Profile foo {": "did you mean `profile`?",
    "profil foo {": "did you mean `profile`?",
    "class foo {": "a block begins with `profile`: write `profile foo {`",
    "foo {": "write `profile foo {`",
    "usr/bin/foo {": "a path begins with `/`: write `/usr/bin/foo {`",
}
"""What somebody wrote for the beginning of a profile."""

LINES: dict[str, str] = {
    "A = /a": "write `@{A} = …`",
    "@{A} /a": "write `@{A} = …`",
    "@{A = /a": "write `@{A} = …`",
    "@{A}: /a": "write `@{A} = …`",
    "let @{A} = /a": "write `@{A} = …`",
    "@{A} =": 'for an empty value write `""`',
    "@{A} = /a, /b": "the values of a variable stand side by side without commas",
    '@{A} = "/a': 'close it with `"`, or write `\\"` for a quote inside a name',
    "@{A-B} = /a": "a name begins with a letter, and has letters, digits and `_` in it",
    "${A} = yes": "write `${A} = true`, or `@{A} = …` for values",
    "@{A} += /a": "write `@{A} = …`",
    "<<<<<<< ours\n@{A} = /a\n=======\n@{A} = /b\n>>>>>>> theirs": (
        "choose one of the two sides, and delete the lines with `<<<<<<<`, `=======` and `>>>>>>>`"
    ),
}
"""What somebody wrote before the profile."""

FOREIGN: dict[str, str] = {
    '{\n  "defaultAction": "SCMP_ACT_ERRNO",\n  "syscalls": [ { "names": ["read"] } ]\n}\n': "JSON",
    "services:\n  web:\n    security_opt:\n      - apparmor:foo\n": "YAML",
    "[Service]\nProtectSystem=strict\n": "a unit of systemd or another file of settings in sections",
    "FROM debian:12\nRUN true\n": "a Dockerfile",
    "lxc.apparmor.profile = unconfined\nlxc.mount.auto = proc:rw\n": (
        "configuration of LXC, which names a profile and has none in it"
    ),
    "#!/bin/sh\nset -e\necho hi\n": "a script of the shell",
    "<!DOCTYPE html>\n<html><body>404</body></html>\n": "a page of the web, not the file it links to",
    "```apparmor\nprofile p {\n}\n```\n": "Markdown: take the lines between the fences alone",
}


def said(data: str | bytes) -> tuple[Diagnostic, ...]:
    """The errors of a plain file."""
    try:
        policy = parse_source(source_of("p", data.encode() if isinstance(data, str) else data), "apparmor")
        found = compile_policy(policy, PolicyFolders([]), dialect="apparmor", file_name="p").diagnostics
    except PolicyError as refused:
        found = refused.diagnostics
    return tuple(one for one in found if one.severity is Severity.ERROR)


def lines_of(found: Sequence[Diagnostic]) -> list[int]:
    return [one.span.line for one in found if one.span]


def in_profile(*rules: str) -> str:
    return (
        "profile p /usr/bin/p {\n  /etc/first r,\n" + "".join(f"  {rule}\n" for rule in rules) + "  /etc/last r,\n}\n"
    )


@pytest.mark.parametrize("rule", RULES)
def test_a_wrong_rule_is_one_error_on_its_line_with_the_way_out(rule: str) -> None:
    found = said(in_profile(rule))

    assert [(line, one.help) for line, one in zip(lines_of(found), found, strict=True)] == [(3, RULES[rule])]


@pytest.mark.parametrize("header", HEADERS)
def test_a_wrong_beginning_of_a_profile_is_one_error_on_its_line_with_the_way_out(header: str) -> None:
    found = said(f"@{{A}} = /a\n{header}\n  /a r,\n  @{{A}}/b r,\n}}\n\nprofile other {{\n  /a r,\n}}\n")

    assert [(line, one.help) for line, one in zip(lines_of(found), found, strict=True)] == [(2, HEADERS[header])]


@pytest.mark.parametrize("header", HEADERS)
def test_a_mistake_in_a_profile_that_begins_wrong_is_told_too(header: str) -> None:
    found = said(f"{header}\n  /a r,\n  /b (r),\n}}\n\nprofile other {{\n  /c (r),\n}}\n")

    assert lines_of(found) == [1, 3, 7]


@pytest.mark.parametrize("line", LINES)
def test_a_wrong_line_before_the_profile_is_one_error_with_the_way_out(line: str) -> None:
    found = said(f"{line}\nprofile p {{\n  /a r,\n}}\n")

    assert [(line, one.help) for line, one in zip(lines_of(found), found, strict=True)] == [(1, LINES[line])]


@pytest.mark.parametrize("text", FOREIGN)
def test_text_of_another_language_is_one_error_that_names_it(text: str) -> None:
    (found,) = said(text)

    assert found.message == f"this is no policy: it looks like {FOREIGN[text]}"


@pytest.mark.parametrize("seed", range(40))
def test_of_eight_mistakes_in_one_profile_each_is_told_at_its_line(seed: int) -> None:
    # What has no end of its own on its line may take the next line with it.
    ended = [rule for rule in RULES if rule.rstrip().endswith((",", ";")) and "(" not in rule and said_by_parser(rule)]
    chosen = random.Random(seed).sample(ended, 8)

    assert sorted({*lines_of(said(in_profile(*chosen)))}) == list(range(3, 11)), chosen


def said_by_parser(rule: str) -> bool:
    """Whether the rule cannot be read; what is wrong with one that can is told when the file can be read."""
    try:
        parse_source(source_of("p", in_profile(rule).encode()), "apparmor")
    except PolicyError:
        return True
    return False


def test_windows_line_ends_change_neither_place_nor_message() -> None:
    (found,) = said("profile p {\r\n  /a r,\r\n  /b w\r\n  capability kill,\r\n}\r\n")

    assert (found.code, found.help, lines_of([found])) == ("missing-comma", "write `w,`", [3])


def test_bytes_that_are_not_utf_8_are_no_obstacle() -> None:
    found = said(b"# stra\xdfe\nprofile p {\n  /stra\xdfe r,\n  /b q,\n}\n")

    assert lines_of(found) == [4]


def test_a_byte_order_mark_is_named() -> None:
    (found,) = said("\ufeffprofile p {\n  /a r,\n}\n")

    assert (found.code, lines_of([found])) == ("odd-letter", [1])


def test_old_line_ends_are_named() -> None:
    assert {one.help for one in said("profile p {\r  /a r,\r}\r")} == {"end the line with a line feed"}


def test_a_profile_that_is_not_closed_points_at_the_next_one() -> None:
    (found,) = said("profile p {\n  /a r,\n\nprofile q {\n  /b r,\n}\n")

    assert found.code == "missing-brace"
    assert [label.span.line for label in found.labels] == [1, 4]


def test_a_brace_too_many_points_at_the_one_that_closed_the_profile() -> None:
    (found,) = said("profile p {\n  /a r,\n  }\n  /b r,\n}\n")

    assert (found.code, lines_of([found])) == ("unexpected-brace", [5])
    assert [label.span.line for label in found.labels] == [3]


def test_a_brace_too_many_far_above_is_found_by_where_it_stands() -> None:
    (found,) = said("profile p {\n  hat h {\n    /a r, }\n  /b r,\n  }\n}\n")

    assert (found.code, lines_of([found])) == ("unexpected-brace", [6])
    assert [(label.span.line, label.span.text) for label in found.labels] == [(3, "}")]


def test_a_brace_that_is_missing_far_above_is_found_by_where_it_stands() -> None:
    (found,) = said("profile p {\n  hat h {\n    /a r,\n\n  /b r,\n}\n")

    assert found.code == "missing-brace"
    assert [(label.span.line, label.span.text) for label in found.labels] == [(1, "{"), (2, "{")]


def test_prose_is_one_error() -> None:
    (found,) = said("The profiles here are examples.\nThey may break things.\n" * 20)

    assert (found.code, lines_of([found])) == ("unknown-rule", [1])


def test_a_condition_without_its_sign_ends_no_rule() -> None:
    found = said(in_profile("dbus send", "   bussession", "   path=/org/x", "   peer=(label=y),"))

    assert lines_of(found) == [4]


def test_every_line_without_a_comma_is_told() -> None:
    found = said("profile p {\n  /a r\n  capability chown\n  network inet\n  deny /c w\n  owner /d rw\n}\n")

    assert lines_of(found) == [2, 3, 4, 5, 6]
    assert {one.code for one in found} == {"missing-comma"}


def test_every_semicolon_is_told() -> None:
    found = said("profile p {\n  /a r;\n  capability chown;\n  deny /b w;\n}\n")

    assert lines_of(found) == [2, 3, 4]


def test_a_list_over_several_lines_that_is_broken_is_one_error() -> None:
    found = said(
        "profile p {\n  dbsu send\n     bus=session\n     peer=(name=org.x,\n           label=y),\n  /a r,\n}\n"
    )

    assert lines_of(found) == [2]
