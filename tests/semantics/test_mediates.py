"""Which features a rule needs is what the real parser takes it for, and policy in vain is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.diagnostics.source import Source
from apparmor_dsl.fleet.compile import compile_paths
from apparmor_dsl.language import ast
from apparmor_dsl.language.ast.node import BaseRule
from apparmor_dsl.language.parser import parse
from apparmor_dsl.semantics.compile import compile_policy
from apparmor_dsl.semantics.features import Features, read_features
from apparmor_dsl.semantics.mediates import ignored, mediates, needed
from apparmor_dsl.semantics.targets import OLDEST, TARGETS
from tests.conftest import CORPUS
from tests.parser_oracle import oracle
from tests.semantics.reading import Texts

NEWEST = TARGETS["apparmor-6.0"]

RULES = (
    "/a r,",
    "capability kill,",
    "change_profile -> b,",
    "link /a -> /b,",
    "set rlimit nofile <= 3,",
    "mount,",
    "remount,",
    "umount,",
    "pivot_root,",
    "network,",
    "network inet stream,",
    "unix type=stream,",
    "unix addr=@x,",
    "ptrace peer=x,",
    "signal peer=x,",
    "dbus bus=system,",
)
"""One of each kind that every parser reads."""

DENYING = ("deny unix addr=@x,", "deny network inet,", "deny signal peer=x,", "deny mount,", "deny dbus bus=system,")

ENTRIES = {
    "file": "file {mask {read write exec}}",
    "policy": "policy {versions {v5 {yes} v6 {yes} v7 {yes}}}",
    "mount": "mount {mask {mount umount pivot_root}}",
    "network": "network {af_mask {unix inet}}",
    "network_v8": "network_v8 {af_mask {unix inet}}",
    "network/af_unix": "network {af_mask {unix inet} af_unix {yes}}",
    "ptrace": "ptrace {mask {read trace}}",
    "signal": "signal {mask {hup}}",
    "dbus": "dbus {mask {acquire send receive}}",
}
"""A feature, and a file that has it."""

ALWAYS = f"capability {{0xffffff}} {ENTRIES['file']} {ENTRIES['policy']}"


def rule_of(text: str) -> ast.Rule:
    [found] = parse(f"profile p {{ {text} }}").profiles[0].body
    assert isinstance(found, BaseRule)
    return found


def features(text: str) -> Features:
    return read_features(Source("features", text))


def has_effect(rule: str, file: Path) -> bool:
    return oracle.binary(f"profile p {{ {rule} }}\n", features=file) != oracle.binary("profile p { }\n", features=file)


@pytest.mark.needs_apparmor_parser
@pytest.mark.parametrize("rule", [*RULES, *DENYING])
def test_a_rule_has_the_effect_that_the_features_give_it(rule: str, tmp_path: Path) -> None:
    """With each feature alone."""
    file = tmp_path / "features"
    seen = {}
    for name, entry in ENTRIES.items():
        file.write_text(f"{ALWAYS} {entry if entry not in ALWAYS else ''}\n")
        seen[name] = has_effect(rule, file)

    expected = {
        name: mediates(rule_of(rule), features(f"{ALWAYS} {entry if entry not in ALWAYS else ''}"), OLDEST)
        for name, entry in ENTRIES.items()
    }
    if "deny unix" in rule:
        # It denies nothing there; but with it the profile has a table of families, which is otherwise left out.
        del seen["network"], expected["network"]
    assert seen == expected


@pytest.mark.needs_corpus
@pytest.mark.needs_apparmor_parser
@pytest.mark.parametrize("kernel", ["features.all", "kernel-6.1", "kernel-6.12"])
def test_real_kernels_mediate_what_we_say(kernel: str) -> None:
    file = CORPUS / "features" / kernel
    if not file.exists():
        pytest.skip(f"{file} is not there")
    known = features(file.read_text())

    assert {rule: has_effect(rule, file) for rule in (*RULES, *DENYING)} == {
        rule: mediates(rule_of(rule), known, OLDEST) for rule in (*RULES, *DENYING)
    }


@pytest.mark.parametrize(
    ("rule", "wanted"),
    [
        ("userns,", ("namespaces/mask/userns_create",)),
        ("io_uring,", ("io_uring",)),
        ("mqueue,", ("ipc/posix_mqueue", "ipc/sysv_mqueue")),
        ("mqueue type=posix,", ("ipc/posix_mqueue",)),
        ("mqueue /a,", ("ipc/posix_mqueue",)),
        ("mqueue type=sysv,", ("ipc/sysv_mqueue",)),
        ("mqueue 1,", ("ipc/sysv_mqueue",)),
        ("all,", ()),
        ("network,", ("network", "network_v8", "network_v9")),
        ("deny unix,", ("network/af_unix", "network_v9/af_unix")),
    ],
)
def test_what_newer_rules_need(rule: str, wanted: tuple[str, ...]) -> None:
    assert needed(rule_of(rule), NEWEST) == wanted


@pytest.mark.needs_apparmor_parser
@pytest.mark.parametrize("rule", ["unix type=stream addr=@x,", "unix type=stream peer=(label=x),"])
def test_a_kernel_that_knows_no_addresses_permits_every_one(rule: str, tmp_path: Path) -> None:
    file = tmp_path / "features"
    file.write_text(f"{ALWAYS} {ENTRIES['network_v8']}\n")
    alike = [oracle.binary(f"profile p {{ {one} }}\n", features=file) for one in (rule, "network unix stream,")]

    assert alike[0] == alike[1]
    assert len(ignored(rule_of(rule), features(file.read_text()), OLDEST)) == 1


def test_conditions_are_looked_at_where_the_kernel_can() -> None:
    text = "network_v8 {af_mask {unix} af_inet {yes}} network {af_unix {yes}}"

    assert ignored(rule_of("unix addr=@x,"), features(text), OLDEST) == ()
    assert ignored(rule_of("network inet ip=::1 peer=(port=3),"), features(text), NEWEST) == ()
    assert ignored(rule_of("network inet ip=::1 peer=(port=3),"), features("network_v8 {x}"), NEWEST) == ("ip", "port")


def said(body: str, kernel: str, files: dict[str, str] | None = None, target: str = "apparmor-5.0") -> list[str]:
    made = compile_policy(
        parse(f"abi <abi/x>,\nprofile p {{\n{body}\n}}\n", "policy"),
        Texts({"abi/x": f"{ALWAYS} signal {{mask}} dbus {{mask}} network_v8 {{x}} ", **(files or {})}),
        dialect="apparmor",
        file_name="p",
        target=TARGETS[target],
        features=features(kernel),
    )
    return [found.code for found in made.diagnostics]


@pytest.mark.parametrize(
    ("body", "kernel", "codes"),
    [
        ("signal, dbus send, /a r,", "signal {mask} dbus {mask}", []),
        ("dbus send, dbus receive,", "signal {mask}", ["unmediated-class"]),
        ("dbus send, signal,", "file {mask}", ["unmediated-class", "unmediated-class"]),
        ("deny dbus send, deny dbus receive,", "signal {mask}", ["unmediated-rule", "unmediated-rule"]),
        ("audit dbus send,", "signal {mask}", ["unmediated-rule"]),
        # What the pinned ABI does not have counts for nothing, though the kernel has it.
        ("deny userns,", "namespaces {mask {userns_create}}", ["unmediated-rule"]),
        ("unix addr=@x,", "network_v8 {af_mask}", ["conditions-ignored"]),
        ("unix type=stream,", "network_v8 {af_mask}", []),
        ("deny network inet port=22,", "network_v8 {af_mask}", ["conditions-ignored"]),
    ],
)
def test_what_is_said_in_vain_is_named(body: str, kernel: str, codes: list[str]) -> None:
    assert said(body, kernel) == codes


def test_a_rule_that_is_included_is_named_with_its_route() -> None:
    made = compile_policy(
        parse("profile p { include <x> }", "policy"),
        Texts({"x": "deny dbus,"}),
        dialect="apparmor",
        file_name="p",
        features=features("file {mask}"),
    )

    [found] = made.diagnostics
    assert str(found.span) == "x:1:1"
    assert [str(label.span) for label in found.labels] == ["policy:1:13"]


@pytest.mark.parametrize("name", ["p", "p.aadsl"])
def test_the_features_are_read_from_a_file(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("profile p {\n  deny signal,\n  ptrace,\n}\n")
    (tmp_path / "kernel").write_text("file {mask {read}} ptrace {mask {read trace}}\n")
    made = compile_paths([tmp_path / name], features=tmp_path / "kernel")

    assert [found.code for found in made.diagnostics] == ["unmediated-rule"]


def test_what_is_no_features_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "p").write_text("profile p { }\n")

    for features in ("p", "nowhere"):
        with pytest.raises(PolicyError):
            compile_paths([tmp_path / "p"], features=tmp_path / features)
