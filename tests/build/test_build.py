"""What is built in Python is what is parsed from the text, and what is wrong is said at once."""

from collections.abc import Callable

import pytest
from hypothesis import given

from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.language import ast, build
from apparmor_dsl.language.emit import emit, rule_text
from apparmor_dsl.language.parser import parse
from tests import strategies

RULES: tuple[tuple[ast.Rule, str], ...] = (
    (build.all_(deny=True), "deny all,"),
    (build.capability("kill"), "capability kill,"),
    (build.capability("kill", "chown", "kill", audit=True, deny=True), "audit deny capability kill chown,"),
    (build.change_profile("child", exec="/bin/x", environment="safe"), "change_profile safe /bin/x -> child,"),
    (
        build.dbus("rw", bus="session", path="/a", interface="i", member="m", name="n", peer_name="o", peer_label="p"),
        "dbus (receive, send) bus=session path=/a interface=i member=m name=n peer=(name=o, label=p),",
    ),
    (build.file(), "file,"),
    (build.file("/a b", "kwr", owner=True), 'owner "/a b" rwk,'),
    (build.file("/a", "r", exec="pUx", target="t"), "/a rpux -> t,"),
    (build.file("/a", exec="x", deny=True), "deny /a x,"),
    (build.file("/a", "rl", link_target="/b"), "rl /a -> /b,"),
    (build.file("/a", "r", exec="px", environment="unsafe"), "unsafe rpx /a,"),
    (build.io_uring("sqpoll", label="a"), "io_uring sqpoll label=a,"),
    (build.link("/a", "/b", subset=True, other=True), "other link subset /a -> /b,"),
    (
        build.mount("/a", "/b", fstype="ext4", options=("rw", "bind")),
        "mount fstype=ext4 options=(rw, bind) /a -> /b,",
    ),
    (build.mount(mountpoint="/b", options_in="ro", prompt=True), "prompt mount options in (ro) -> /b,"),
    (build.remount("/b", options="ro"), "remount options=ro /b,"),
    (build.umount("/b", priority=7), "priority=7 umount /b,"),
    (build.mqueue("rw", type="posix", label="a", name="/q"), "mqueue (read, write) type=posix label=a /q,"),
    (build.network("inet", "stream"), "network inet stream,"),
    (build.network(protocol="tcp", allow=True), "allow network tcp,"),
    (
        build.network(
            "inet", access="send", ip="10.0.0.1", port=80, peer_ip="10.0.0.2", peer_port="1-9", peer_label="a"
        ),
        "network send inet ip=10.0.0.1 port=80 peer=(ip=10.0.0.2, port=1-9, label=a),",
    ),
    (build.network(interface="eth0", label="a"), "network interface=eth0 label=a,"),
    (build.pivot_root("/n", old_root="/o", target="t"), "pivot_root oldroot=/o /n -> t,"),
    (build.ptrace("w", "read", peer="a"), "ptrace (trace, read) peer=a,"),
    (build.rlimit("nofile", 1024), "set rlimit nofile <= 1024,"),
    (build.rlimit("cpu", "5  min"), "set rlimit cpu <= 5 min,"),
    (build.signal("send", set=("hup", "poll"), peer="a"), "signal send set=(hup, io) peer=a,"),
    (build.signal(set="kill"), "signal set=kill,"),
    (
        build.unix("create", type="stream", addr="@a", peer_addr="none", peer_label="b"),
        "unix create type=stream addr=@a peer=(addr=none, label=b),",
    ),
    (build.userns("create"), "userns create,"),
)

STATEMENTS: tuple[tuple[ast.Statement, str], ...] = (
    (build.abi("abi/4.0"), "abi <abi/4.0>,"),
    (build.include("local/x", if_exists=True), "include if exists <local/x>"),
    (build.include("/etc/x", magic=False), 'include "/etc/x"'),
    (build.alias("/a", "/b"), "alias /a -> /b,"),
    (build.variable("X", "/a", "b c", operator="+="), '@{X} += /a "b c"'),
    (build.boolean("b", value=True), "${b} = true"),
    (build.boolean("b", ast.Not(ast.BooleanVariable("c"))), "${b} = not ${c}"),
    (build.hat("h", build.capability("kill"), flags="audit"), "hat h flags=(audit) {\n  capability kill,\n}"),
    (build.block(build.file("/a", "r"), owner=True), "owner {\n  /a r,\n}"),
    (
        build.conditional(ast.BooleanVariable("b"), build.all_(), otherwise=[build.capability()]),
        "if ${b} {\n  all,\n} else {\n  capability,\n}",
    ),
    (
        build.profile(
            "p",
            build.capability("kill"),
            attachment="/x",
            xattrs={"user.a": "b", "user.c": None},
            flags=("kill", "audit"),
        ),
        "profile p /x xattrs=(user.a=b, user.c) flags=(kill, audit) {\n  capability kill,\n}",
    ),
    (build.profile("p", flags="error=EPERM", identities=("a",)), "profile p + identities=(a) flags=(error=EPERM) {\n}"),
    (build.profile("/usr/bin/x", keyword=False), "/usr/bin/x {\n}"),
    (build.import_("docker"), "import <docker>"),
    (build.use("docker"), "use docker,"),
    (
        build.use("docker", data_root=["/a", "/b c"], buildkit=False),
        'use docker(@{data_root} = /a "/b c", ${buildkit} = false),',
    ),
    (
        build.fragment(
            "docker",
            parameters={"root": "/a", "more": ["b", "c"], "kit": True, "must": None, "flag": bool},
            needs="nesting",
            excludes=("x", "y"),
        ),
        "fragment docker(@{root} = /a, @{more} = b c, ${kit} = true, @{must}, ${flag}) needs nesting excludes x y {\n}",
    ),
)

WRONG: dict[str, tuple[Callable[[], object], str, str]] = {
    "a capability": (lambda: build.capability("net_amdin"), "unknown-capability", "did you mean `net_admin`?"),
    "a mount option": (lambda: build.mount(options="nodve"), "unknown-mount-option", "did you mean `nodev`?"),
    "a signal": (lambda: build.signal(set="trem"), "unknown-signal", "did you mean `term`?"),
    "a signal access": (lambda: build.signal("sned"), "unknown-signal-access", "did you mean `send`?"),
    "a family": (lambda: build.network("inett"), "unknown-network-family", "did you mean `inet`?"),
    "a protocol of another family": (lambda: build.network("inet6", protocol="icmp"), "network-word", "socket type"),
    "an rlimit": (lambda: build.rlimit("nofiles", 1), "unknown-rlimit", "did you mean `nofile`?"),
    "a mqueue type": (lambda: build.mqueue(type="psix"), "unknown-mqueue-type", "did you mean `posix`?"),
    "a flag": (lambda: build.profile("p", flags="complian"), "unknown-flag", "did you mean `complain`?"),
    "a flag without its value": (lambda: build.profile("p", flags="error"), "unknown-flag", "known are"),
    "an exec mode": (lambda: build.file("/a", exec="rx"), "exec-mode", "exec modes are"),
    "an exec mode among permissions": (lambda: build.file("/a", "rix"), "file-access", "give an exec mode as `exec`"),
    "w beside a": (lambda: build.file("/a", "wa"), "file-access", "leave out the `a`"),
    "deny beside allow": (lambda: build.all_(allow=True, deny=True), "qualifier-order", "choose one"),
    "owner beside other": (lambda: build.file("/a", "r", owner=True, other=True), "qualifier-order", "choose one"),
    "a newline in a path": (lambda: build.file("/a\n/etc/shadow", "r"), "unwritable", "printable"),
    "a brace in a name": (lambda: build.variable("x}", "a"), "unwritable", "letters"),
    "a fragment's name": (lambda: build.use("Docker"), "unwritable", "small letter"),
    "a limit": (lambda: build.rlimit("nofile", "many"), "unwritable", "number"),
}


@pytest.mark.parametrize(("rule", "text"), [pytest.param(*pair, id=pair[1]) for pair in RULES])
def test_a_built_rule_is_the_parsed_one(rule: ast.Rule, text: str) -> None:
    assert rule_text(rule) == text
    assert parse(f"profile p {{\n  {text}\n}}\n").profiles[0].body == (rule,)


@pytest.mark.parametrize(("statement", "text"), [pytest.param(*pair, id=pair[1][:40]) for pair in STATEMENTS])
def test_a_built_statement_is_the_parsed_one(statement: ast.Statement, text: str) -> None:
    assert emit(build.policy(statement)) == f"{text}\n"
    assert parse(f"{text}\n", dialect="aadsl") == build.policy(statement)


@pytest.mark.parametrize(("call", "code", "way_out"), [pytest.param(*case, id=name) for name, case in WRONG.items()])
def test_what_is_wrong_is_said_with_the_way_out(call: Callable[[], object], code: str, way_out: str) -> None:
    with pytest.raises(PolicyError) as refused:
        call()

    (found,) = refused.value.diagnostics
    assert found.code == code
    assert way_out in (found.help or "")


@given(strategies.named)
def test_no_path_that_is_built_becomes_another_rule(value: str) -> None:
    rule = build.file(f"/{value}", "r")

    assert parse(emit(build.policy(build.profile("p", rule)))).profiles[0].body == (rule,)


def test_there_is_a_builder_for_every_rule_kind() -> None:
    assert {type(rule) for rule, _ in RULES} == set(ast.Rule.__args__)
