"""Whatever a JSON file says: a diagnostic at its place, or policy and configuration that say nothing they may not.

Nothing in a value becomes a rule, a second line of configuration, or a path outside the folder.
"""

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apparmor_dsl.diagnostics import concise, full
from apparmor_dsl.diagnostics.diagnostic import Severity
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.diagnostics.source import Source
from apparmor_dsl.fleet.prepare import Prepared, prepare_fleet
from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import emit
from apparmor_dsl.language.parser import parse
from tests.fleet.fleets import native, phoenix, text
from tests.fleet.whole import HOSTILE, NATIVE, PHOENIX, broken

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.sampled_from(HOSTILE),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
SETTINGS = settings(max_examples=150, suppress_health_check=list(HealthCheck), deadline=None)

CONFIG_LINE = {
    "lxc": re.compile(r"# .*|lxc\.[a-z0-9_.-]+ =(?: .*)?"),
    "proxmox": re.compile(r"(?:lxc\.[a-z0-9_.-]+|unprivileged|features|mp[0-9]+|dev[0-9]+):(?: .*)?"),
}


def prepared(document: Any, *, confine: bool = True) -> Prepared | PolicyError:
    """What comes of the document; diagnostics are held to what is promised of them."""
    source = Source("fleet.json", document if isinstance(document, str) else text(document))
    try:
        outcome: Prepared | PolicyError = prepare_fleet(source, confine=confine)
    except PolicyError as problem:
        outcome = problem
    for found in outcome.diagnostics:
        assert found.span is not None, found
        assert found.span.source is source
        assert "\n" not in found.message
        assert found.help or found.severity is not Severity.ERROR, found
    concise.render(outcome.diagnostics).encode()
    full.render(outcome.diagnostics).encode()
    return outcome


def assert_harmless(outcome: Prepared) -> None:
    profiles = [profile for policy in outcome.policies for profile in policy.profiles]
    for policy in outcome.policies:
        assert parse(emit(policy), dialect="aadsl") == policy
        assert [type(each) for each in policy.statements[-1:]] == [ast.Profile]
        assert {type(each) for each in policy.statements[:-1]} <= {ast.Abi, ast.Include, ast.Import}
        assert [each.path for each in policy.statements if isinstance(each, ast.Include)] == ["tunables/global"]
    assert len({profile.name for profile in profiles}) == len(profiles)
    for snippet in outcome.snippets:
        folder, name = snippet.path.split("/")
        assert re.fullmatch(r"[A-Za-z0-9-]+\.(conf|sh)", name)
        lines = snippet.text.split("\n")
        assert lines.pop() == ""
        assert snippet.text.splitlines() == lines
        if name.endswith(".conf"):
            assert all(CONFIG_LINE[folder].fullmatch(line) for line in lines), snippet.text
            labels = [line for line in lines if re.match(r"lxc\.apparmor\.profile\b", line)]
            assert len(labels) <= 1
            assert labels == lines[-1:] or not labels or "generated" in labels[0]
            assert not any(line.startswith(("lxc.include", "lxc.rootfs")) for line in lines)
            hooks = [line for line in lines if line.startswith("lxc.hook")]
            assert all("/namespaces/lxc-" in line and line.endswith(" aadsl") for line in hooks)


@SETTINGS
@given(broken(NATIVE, changes=3), st.booleans())
def test_a_broken_fleet_of_ours_is_refused_or_harmless(document: Any, confine: bool) -> None:
    outcome = prepared(document, confine=confine)
    if isinstance(outcome, Prepared):
        assert_harmless(outcome)


@SETTINGS
@given(broken(PHOENIX, changes=3), st.booleans())
def test_a_broken_fleet_in_the_old_format_is_refused_or_harmless(document: Any, confine: bool) -> None:
    outcome = prepared(document, confine=confine)
    if isinstance(outcome, Prepared):
        assert_harmless(outcome)


OLD_KEYS = sorted({key for container in PHOENIX["lxc_configs"].values() for key in container})
OUR_KEYS = sorted({key for container in NATIVE["containers"].values() for key in container})


@SETTINGS
@given(
    st.dictionaries(st.sampled_from(OLD_KEYS), ANY_JSON, max_size=4), st.dictionaries(st.text(), ANY_JSON, max_size=1)
)
def test_any_values_of_the_old_keys(keys: dict[str, Any], more: dict[str, Any]) -> None:
    outcome = prepared({**more, **phoenix({"900": keys})})
    if isinstance(outcome, Prepared):
        assert_harmless(outcome)


@SETTINGS
@given(
    st.dictionaries(st.sampled_from(OUR_KEYS), ANY_JSON, max_size=4), st.dictionaries(st.text(), ANY_JSON, max_size=1)
)
def test_any_values_of_our_keys(keys: dict[str, Any], defaults: dict[str, Any]) -> None:
    outcome = prepared({**native({"900": keys}), "defaults": defaults})
    if isinstance(outcome, Prepared):
        assert_harmless(outcome)


@SETTINGS
@given(ANY_JSON)
def test_any_json_is_refused_or_a_fleet(document: Any) -> None:
    prepared(document)


PIECES = [*"/ab {}[]*?^,\"'\\@$#=;:-> ~é", "/..", "@{HOME}", "${x}", "/a rw,"]
PATHS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=10).map(lambda pieces: "/" + "".join(pieces))


@settings(max_examples=150, deadline=None)
@given(PATHS, PATHS, PATHS)
def test_a_path_stays_a_path_whatever_is_in_it(source: str, target: str, data: str) -> None:
    """Read-only mounts and arguments are the values that reach the policy."""
    document = native(
        platform="lxc",  # where every character can be said
        mounts=[{"source": source, "target": target, "read_only": True}],
        workloads=["docker"],
        fragments=[{"use": "docker", "with": {"data_root": [data, "/srv"]}}],
    )
    outcome = prepared(document)
    if isinstance(outcome, PolicyError):
        return
    assert_harmless(outcome)
    (policy,) = outcome.policies
    uses = [item for item in policy.profiles[0].body if isinstance(item, ast.Use)]

    assert [use.fragment for use in uses] == ["base", "systemd-guest", "nesting", "docker", "shared-storage"]
    assert all("@{" not in value for use in uses for given in use.arguments for value in given.values)


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (phoenix(apparmor_profile="lxc-x\nlxc.include = /etc/evil"), "unprintable-character"),
        (phoenix(lxc_options=["lxc.mount.auto=sys:ro\nlxc.apparmor.profile=unconfined"]), "unprintable-character"),
        (phoenix(lxc_options=["lxc.mount.auto=sys:ro\rlxc.include=/x"]), "unprintable-character"),
        (phoenix(lxc_options=["lxc.mount.auto=sys:ro\u2028lxc.include=/x"]), "unprintable-character"),
        (phoenix(lxc_options=["lxc.mount.auto=sys:ro\x85lxc.include=/x"]), "unprintable-character"),
        (phoenix(lxc_options=["lxc.uts.name=a\u202eb"]), "unprintable-character"),
        (phoenix(name="a\u200bb"), "unprintable-character"),
        (phoenix(name="x" * 4097), "too-long"),
        (phoenix(apparmor_profile="x } profile y {"), "bad-profile-name"),
        (phoenix(apparmor_profile="lxc-@{HOME}"), "bad-profile-name"),
        (phoenix(apparmor_profile="../../etc/x"), "bad-profile-name"),
        (phoenix(apparmor_profile="lxc-x//&:y:unconfined"), "bad-profile-name"),
        (phoenix(apparmor_profile="unchanged"), "bad-profile-name"),
        (phoenix(apparmor_profile=""), "empty-profile"),
        (phoenix(apparmor_profile="  "), "empty-profile"),
        (phoenix(lxc_options=["lxc.apparmor.profile="]), "empty-profile"),
        (phoenix(lxc_options=["lxc.apparmor.profile = ''"]), "empty-profile"),
        (phoenix(lxc_options=["# comment"]), "bad-lxc-option"),
        (phoenix(lxc_options=["arch: amd64"]), "bad-lxc-option"),
        (phoenix(lxc_options=["lxc.hook.pre-start=/tmp/evil"]), "host-access-option"),
        (phoenix(lxc_options=["lxc.include=/usr/share/lxc/config/nesting.conf"]), "host-access-option"),
        (phoenix(lxc_options=["lxc.rootfs.path=/"]), "host-access-option"),
        (phoenix(lxc_options=["lxc.net.0.script.up=/tmp/evil"]), "host-access-option"),
        (phoenix(lxc_options=["lxc.log.file=/etc/cron.d/x"]), "host-access-option"),
        (phoenix(pct_options=["nesting=1 --delete x"]), "unknown-feature"),
        (phoenix(pct_options=["nesting=1; rm -rf /"]), "unknown-feature"),
        (phoenix(mount_points=[{"host_path": "/a", "container_path": "/b/../../c"}]), "bad-path"),
        (phoenix(mount_points=[{"host_path": "a", "container_path": "/b"}]), "bad-path"),
        (phoenix(mount_points=[{"host_path": "/a", "container_path": "/"}]), "bad-path"),
        (phoenix(mount_points=[{"host_path": "/a,ro=0", "container_path": "/b"}]), "not-supported"),
        (phoenix(zfs_volumes=[{"name": "a", "pool": "p;reboot", "size_gb": 1, "mount_point": "/b"}]), "not-supported"),
        (phoenix({"../../etc/x": {}}), "bad-container-id"),
        (phoenix({"0101": {}}), "bad-container-id"),
        (phoenix({"٣٣٣": {}}), "bad-container-id"),
        (phoenix({"900\n": {}}), "bad-container-id"),
        (phoenix({"99": {}}), "bad-container-id"),
        (native({"../x": {}}), "bad-container-id"),
        (native({"web\n": {}}), "bad-container-id"),
        (native(fragments=["base } profile x {"]), "bad-name"),
        (native(fragments=[{"use": "docker", "with": {"x} = y,": "z"}}]), "bad-name"),
        (native(fragments=[{"use": "docker", "with": {"data_root": "/a\n/b"}}]), "unprintable-character"),
        (native(lxc=[{"key": "lxc.apparmor.profile", "value": "unconfined"}]), "bad-lxc-option"),
        (native(lxc=[{"key": "lxc.mount.auto = x", "value": "y"}]), "bad-lxc-option"),
        (native(devices=[{"path": "/dev/../etc/shadow"}]), "bad-path"),
        (native(confinement={"strategy": "generated", "raw": ["/mnt/a r, /etc/shadow rw,"]}), "not-one-rule"),
        (native(confinement={"strategy": "generated", "raw": ["/a r, } profile x { /b r,"]}), "not-one-rule"),
        (native(confinement={"strategy": "generated", "raw": ['#include "/etc/x"']}), "not-one-rule"),
        (native(confinement={"strategy": "generated", "raw": ["include <abstractions/base>"]}), "not-one-rule"),
        (native(confinement={"strategy": "generated", "raw": ["/a r, # /b w,"]}), "not-one-rule"),
        (native(confinement={"strategy": "generated", "raw": ["^hat { /a r, }"]}), "not-one-rule"),
        (native(confinement={"strategy": "generated", "raw": ["use docker,"]}), "not-one-rule"),
        (native(confinement={"strategy": "generated", "raw": ["profile x { }"]}), "not-one-rule"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_what_is_hostile_is_refused_at_its_place(document: Any, code: str) -> None:
    outcome = prepared(document, confine=False)

    assert isinstance(outcome, PolicyError)
    assert code in [found.code for found in outcome.diagnostics if found.severity is Severity.ERROR]


@pytest.mark.parametrize(
    "document",
    [
        "[" * 100_000,
        '{"lxc_configs": ' + "[" * 99 + "]" * 99 + "}",
        '{"version": 1, "containers": ' + '{"a": ' * 98 + "1" + "}" * 99,
        '{"lxc_configs": {"900": {}, "900": {}}}',
        '{"lxc_configs": {"900": {"unprivileged": NaN}}}',
        '{"lxc_configs": {"900": {"name": "\\ud800"}}}',
        '{"lxc_configs": {"900": {"zfs_volumes": [{"size_gb": 1e400}]}}}',
        '{"lxc_configs": {"900": {"zfs_volumes": [{"size_gb": ' + "9" * 299 + "}]}}}",
        '{"lxc_configs": {"900": {"name": "\\u0000"}}}',
        '{"lxc_configs": null}',
        '{"lxc_configs": [], "version": 1}',
        "null",
        "[]",
        '"lxc_configs"',
        "{}",
        '{"version": 1}',
        '{"version": 2, "containers": {}}',
        '{"version": true, "containers": {}}',
    ],
    ids=lambda document: document[:60],
)
def test_a_document_that_is_no_fleet_is_refused(document: str) -> None:
    assert isinstance(prepared(document), PolicyError)


def test_a_file_with_a_hundred_thousand_wrong_values_is_not_answered_with_as_many_diagnostics() -> None:
    outcome = prepared('{"lxc_configs": {"900": {"pct_options": [' + ", ".join(["7"] * 100_000) + "]}}}")

    assert isinstance(outcome, PolicyError)
    assert len(outcome.diagnostics) == 101
    assert outcome.diagnostics[-1].message == "99900 more are not shown"
