"""Each thing that is said about a fleet: when, how bad it is, and where it points."""

import datetime as dt
from typing import Any

import pytest
from attrs import evolve

from apparmor_dsl.diagnostics.diagnostic import Severity
from apparmor_dsl.fleet.checks import check_fleet, checks
from tests.fleet.fleets import codes, native, one, phoenix, read, said

ERROR, WARNING, NOTICE = Severity.ERROR, Severity.WARNING, Severity.NOTICE
UNCONFINED = {"apparmor_profile": "unconfined"}
CLONE = {"name": "b", "clone_from_ctid": "900"}
PARENT = {"name": "a", "unprivileged": True}
STACKED = {"confinement": {"strategy": "stacked", "profile": "lxc-x"}}
PROFILE = {"lxc-x": {"fragments": ["base", "nesting"]}}


def mount(**keys: Any) -> dict[str, Any]:
    return phoenix(mount_points=[{"host_path": "/srv/a", "container_path": "/a", **keys}])


@pytest.mark.parametrize(
    ("document", "code", "severity", "place"),
    [
        (phoenix(**UNCONFINED), "unconfined-without-reason", WARNING, '"unconfined"'),
        (
            phoenix(**UNCONFINED, apparmor_manages_nesting=True),
            "nesting-beside-unconfined",
            WARNING,
            "true",
        ),
        (phoenix(**UNCONFINED, pct_options=["nesting=1"]), "nesting-beside-unconfined", WARNING, '"nesting=1"'),
        (
            phoenix(**UNCONFINED, lxc_options=["lxc.apparmor.profile=unconfined"]),
            "said-twice",
            NOTICE,
            '"lxc.apparmor.profile=unconfined"',
        ),
        (
            phoenix(**UNCONFINED, lxc_options=["lxc.apparmor.profile=generated"]),
            "conflicting-config",
            ERROR,
            '"lxc.apparmor.profile=generated"',
        ),
        (
            phoenix(lxc_options=["lxc.apparmor.profile=unconfined", "lxc.apparmor.profile: generated"]),
            "conflicting-config",
            ERROR,
            '"lxc.apparmor.profile: generated"',
        ),
        (phoenix(pct_options=["nesting=1", "nesting=0"]), "conflicting-config", ERROR, '"nesting=0"'),
        (
            phoenix(pct_options=["nesting=0"], lxc_options=["lxc.apparmor.allow_nesting=1"]),
            "conflicting-config",
            ERROR,
            '"lxc.apparmor.allow_nesting=1"',
        ),
        (phoenix(features="keyctl=1", pct_options=["keyctl=0"]), "conflicting-config", ERROR, '"keyctl=0"'),
        (
            phoenix(clone_from_ctid="901", clone_from_template_ctid="902"),
            "conflicting-config",
            ERROR,
            '"902"',
        ),
        (phoenix(clone_from_ctid="901"), "missing-parent", WARNING, '"901"'),
        (phoenix(clone_from_ctid="900"), "clone-cycle", ERROR, '"900"'),
        (phoenix({"900": {**PARENT, "features": ["docker"]}, "901": CLONE}), "clone-carries", NOTICE, '"900"'),
        (
            phoenix(
                {
                    "900": {**PARENT, "mount_points": [{"host_path": "/srv/a", "container_path": "/a"}]},
                    "901": CLONE,
                }
            ),
            "clone-of-bind-mount",
            WARNING,
            '"900"',
        ),
        (phoenix({"900": {"name": "a"}}), "privilege-not-said", WARNING, '"900"'),
        (phoenix(apparmor_profile="lxc-docker"), "profile-not-defined", ERROR, '"lxc-docker"'),
        (
            {**phoenix(apparmor_profile="lxc_x"), "aadsl": {"profiles": PROFILE}},
            "name-near-miss",
            ERROR,
            '"lxc_x"',
        ),
        (phoenix(apparmor_profile="lxc-start"), "reserved-profile-name", ERROR, '"lxc-start"'),
        (
            {**native(), "profiles": {"lxc-900": {"fragments": ["base"]}}},
            "profile-name-taken",
            ERROR,
            '"lxc-900"',
        ),
        (
            {**phoenix(apparmor_profile="lxc-x", features=["docker"]), "aadsl": {"profiles": PROFILE}},
            "nesting-without-namespace",
            WARNING,
            '"lxc-x"',
        ),
        (
            {**native({"900": STACKED, "901": STACKED}), "profiles": PROFILE},
            "shared-nesting-profile",
            WARNING,
            '"lxc-x"',
        ),
        (
            native(
                {
                    "900": {"confinement": {**STACKED["confinement"], "namespace": "lxc-one"}},
                    "901": {"confinement": {**STACKED["confinement"], "namespace": "lxc-one"}},
                }
            ),
            "shared-namespace",
            WARNING,
            '"lxc-x"',
        ),
        (phoenix(**UNCONFINED, features=["docker"]), "docker-beside-unconfined", WARNING, '"docker"'),
        (
            phoenix({"900": {"unprivileged": False, "features": ["docker"]}}),
            "docker-in-privileged",
            WARNING,
            '"docker"',
        ),
        (phoenix(features=["docker"], pct_options=["nesting=1"]), "docker-without-features", NOTICE, '"docker"'),
        (
            phoenix({"900": {"unprivileged": False, "pct_options": ["keyctl=1"]}}),
            "feature-without-effect",
            WARNING,
            '"keyctl=1"',
        ),
        (phoenix(pct_options=["fuse=1"]), "feature-overridden", NOTICE, '"fuse=1"'),
        (phoenix(pct_options=["mount=nfs"]), "network-mount-in-unprivileged", WARNING, '"mount=nfs"'),
        (native(workloads=["nfs-client"]), "network-mount-in-unprivileged", WARNING, '"nfs-client"'),
        (phoenix(lxc_options=["lxc.mount.auto=sys:rw"]), "writable-kernel-files", WARNING, '"lxc.mount.auto=sys:rw"'),
        (
            phoenix(lxc_options=["lxc.cgroup2.devices.allow=a"]),
            "all-devices",
            WARNING,
            '"lxc.cgroup2.devices.allow=a"',
        ),
        (
            phoenix(lxc_options=["lxc.cgroup2.devices.allow=c 506:* rwm"]),
            "dynamic-major",
            WARNING,
            '"lxc.cgroup2.devices.allow=c 506:* rwm"',
        ),
        (
            phoenix(lxc_options=["lxc.cap.keep=kill", "lxc.cap.drop=mknod"]),
            "capabilities-kept-and-dropped",
            ERROR,
            '"lxc.cap.keep=kill"',
        ),
        (
            phoenix({"900": {"unprivileged": False, "lxc_options": ["lxc.cap.keep=kill"]}}),
            "capabilities-kept-and-dropped",
            WARNING,
            '"lxc.cap.keep=kill"',
        ),
        (phoenix(lxc_options=["lxc.hook.start=/x"]), "host-access-option", ERROR, '"lxc.hook.start=/x"'),
        (phoenix(lxc_options=["lxc.mout.auto=x"]), "unknown-lxc-key", WARNING, '"lxc.mout.auto=x"'),
        (phoenix(lxc_options=["lxc.cgroup.memory=x"]), "old-lxc-key", WARNING, '"lxc.cgroup.memory=x"'),
        (
            phoenix(lxc_options=["lxc.apparmor.raw=mount,"]),
            "raw-without-generated",
            WARNING,
            '"lxc.apparmor.raw=mount,"',
        ),
        (
            phoenix(lxc_options=["lxc.mount.entry=/dev/fuse dev/fuse none bind,create=file"]),
            "fuse-by-hand",
            NOTICE,
            '"lxc.mount.entry=/dev/fuse dev/fuse none bind,create=file"',
        ),
        (
            phoenix(lxc_options=["lxc.apparmor.profile: generated"]),
            "option-with-blanks",
            NOTICE,
            '"lxc.apparmor.profile: generated"',
        ),
        (
            phoenix(
                mount_points=[
                    {"host_path": "/srv/a", "container_path": "/a"},
                    {"host_path": "/srv/b", "container_path": "//a/"},
                ]
            ),
            "two-mounts-one-target",
            ERROR,
            '"//a/"',
        ),
        (mount(container_path="/proc/x"), "mount-over-kernel-files", ERROR, '"/proc/x"'),
        (mount(container_path="/dev/x"), "mount-over-devices", WARNING, '"/dev/x"'),
        (mount(host_path="/etc/pve"), "host-folder-mounted", WARNING, None),
        (mount(host_path="/var/run/docker.sock"), "host-folder-mounted", WARNING, None),
        (
            phoenix(lxc_options=["lxc.mount.entry=/ mnt none bind 0 0"]),
            "host-folder-mounted",
            WARNING,
            '"lxc.mount.entry=/ mnt none bind 0 0"',
        ),
        (mount(owner_uid=33), "owner-not-mapped", NOTICE, "33"),
        (
            phoenix(
                id_maps=[
                    {"type": "gid", "host_id": 33, "container_id": 33, "size": 2},
                    {"type": "both", "host_id": 40, "container_id": 34, "size": 1},
                ]
            ),
            "id-maps-overlap",
            ERROR,
            None,
        ),
        (
            phoenix(
                {
                    "900": {
                        "unprivileged": False,
                        "id_maps": [{"type": "gid", "host_id": 33, "container_id": 33, "size": 1}],
                    }
                }
            ),
            "id-maps-in-privileged",
            WARNING,
            None,
        ),
        (
            phoenix(id_maps=[{"type": "uid", "host_id": 33, "container_id": 33, "size": 1}]),
            "id-map-not-granted",
            NOTICE,
            None,
        ),
        (
            phoenix(
                id_maps=[{"type": "uid", "host_id": 33, "container_id": 33, "size": 1}],
                lxc_options=["lxc.idmap=u 0 100000 65536"],
            ),
            "id-maps-twice",
            ERROR,
            '"lxc.idmap=u 0 100000 65536"',
        ),
        (
            phoenix(id_maps=[{"type": "both", "host_id": 0, "container_id": 0, "size": 1}]),
            "host-root-mapped",
            WARNING,
            None,
        ),
        (phoenix(lxc_options=["lxc.idmap=u 0 0 65536"]), "host-root-mapped", WARNING, '"lxc.idmap=u 0 0 65536"'),
        (phoenix(lxc_options=["lxc.namespace.keep=net"]), "host-namespace", WARNING, '"lxc.namespace.keep=net"'),
        (
            phoenix(lxc_options=["lxc.mount.entry=/srv ../../srv none bind 0 0"]),
            "bad-path",
            ERROR,
            '"lxc.mount.entry=/srv ../../srv none bind 0 0"',
        ),
        (phoenix(name="ng\u0456nx"), "name-not-ascii", WARNING, '"ng\u0456nx"'),
        (
            {**native(), "assertions": [{"id": "a", "never": {"signal": "kill"}}]},
            "assertion-not-proven",
            WARNING,
            None,
        ),
        (native(workloads=["kubernetes"]), "workload-without-fragment", WARNING, '"kubernetes"'),
        (
            native(workloads=["docker"], confinement={"strategy": "generated"}),
            "generated-without-fragments",
            NOTICE,
            '"docker"',
        ),
        (
            native(fragments=["fuse"], confinement={"strategy": "generated"}),
            "fragments-without-effect",
            WARNING,
            '"fuse"',
        ),
        (phoenix(features="nesting=1"), "old-features-form", NOTICE, '"nesting=1"'),
        (phoenix(features=["something"]), "unknown-recipe", NOTICE, '"something"'),
        (phoenix(gpu_assignment="0, 1"), "blanks-in-gpus", NOTICE, '"0, 1"'),
        (phoenix(memory_mb=2048), "foreign-key", NOTICE, '"memory_mb"'),
        (native({"900": {"inherits": "9000"}}), "missing-parent", ERROR, '"9000"'),
        (native({"900": {"inherits": "900"}}), "inheritance-cycle", ERROR, '"900"'),
        (
            {**native(), "profiles": {"lxc-a": {"extends": "lxc-b"}}},
            "missing-parent",
            ERROR,
            '"lxc-b"',
        ),
        (
            {**native(), "profiles": {"lxc-a": {"extends": "lxc-a"}}},
            "inheritance-cycle",
            ERROR,
            '"lxc-a"',
        ),
        (
            phoenix(**UNCONFINED, aadsl={"confinement": {"strategy": "composed"}}),
            "overridden-by-aadsl",
            WARNING,
            '"unconfined"',
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_it_is_said(document: Any, code: str, severity: Severity, place: str | None) -> None:
    found = one(document, code)

    assert found.severity is severity
    assert found.span is not None
    assert place is None or found.span.text == place
    assert found.help or severity is NOTICE


@pytest.mark.parametrize(
    "document",
    [
        phoenix(),
        phoenix(features=["base_setup", "docker"], pct_options=["nesting=1", "keyctl=1"]),
        phoenix(apparmor_profile="lxc-container-default-cgns"),
        phoenix(apparmor_profile="generated", pct_options=["nesting=1"]),
        phoenix(apparmor_profile="generated", lxc_options=["lxc.apparmor.profile=generated"]),
        phoenix({"900": PARENT, "901": CLONE}),
        phoenix(lxc_options=["lxc.cap.keep=kill"]),
        phoenix(lxc_options=["lxc.mount.auto=cgroup:mixed", "lxc.net.0.type=veth", "lxc.prlimit.memlock=unlimited"]),
        phoenix(lxc_options=["lxc.cgroup2.devices.allow=c 195:* rwm"]),
        mount(),
        mount(container_path="/dev/shm/x"),
        mount(owner_uid=100033),
        native(),
        native({"900": {"workloads": ["docker"]}, "901": {"inherits": "900"}}),
        native(privileged=True, workloads=["nfs-client"]),
        {**native({"900": STACKED}), "profiles": PROFILE},
    ],
    ids=str,
)
def test_a_sound_fleet_gets_no_warning(document: Any) -> None:
    assert codes(said(document)) == []


def test_a_container_that_is_unconfined_is_shown_the_profile_it_could_have() -> None:
    found = one(phoenix(**UNCONFINED, features=["docker"]), "unconfined-without-reason")

    assert "profile lxc-900 flags=(attach_disconnected, mediate_deleted) {" in found.notes[0]
    assert "use docker," in found.notes[0]
    assert "docker: `docker` runs inside" in found.notes[1]


def test_a_reason_and_a_date_are_shown_and_the_date_is_held() -> None:
    reason = {"strategy": "unconfined", "reason": "bring-up of the driver", "until": "2026-01-31"}
    fleet = read(native(confinement=reason))

    assert codes(check_fleet(fleet)) == ["unconfined"]
    assert codes(check_fleet(evolve(fleet, today=dt.date(2026, 1, 31)))) == ["unconfined"]
    assert codes(check_fleet(evolve(fleet, today=dt.date(2026, 2, 1))), ERROR) == ["unconfined-too-long"]


def test_a_block_of_ours_gives_the_reason_the_old_format_has_no_word_for() -> None:
    reason = {"strategy": "unconfined", "reason": "bring-up of the driver", "until": "2026-01-31"}

    assert codes(said(phoenix(**UNCONFINED, aadsl={"confinement": reason}))) == ["unconfined"]


def test_hooks_pass_when_they_are_allowed() -> None:
    fleet = read(phoenix(lxc_options=["lxc.hook.start=/x"]))

    assert codes(check_fleet(fleet), ERROR) == ["host-access-option"]
    assert codes(check_fleet(evolve(fleet, hooks_allowed=True))) == []


def test_a_profile_of_another_input_counts() -> None:
    fleet = read(phoenix(apparmor_profile="lxc-site"))

    assert codes(check_fleet(fleet), ERROR) == ["profile-not-defined"]
    assert codes(check_fleet(evolve(fleet, defined_elsewhere=frozenset({"lxc-site"})))) == []


def test_a_profile_that_lxc_start_may_not_enter_is_an_error_even_where_it_is_defined() -> None:
    fleet = evolve(read(phoenix(apparmor_profile="docker_nested")), defined_elsewhere=frozenset({"docker_nested"}))

    (found,) = check_fleet(fleet)
    assert (found.code, found.severity) == ("profile-not-enterable", ERROR)
    assert found.help == "name the profile lxc-docker_nested, here and where it is defined"


def test_an_unknown_profile_names_the_nearest_known() -> None:
    document = {**phoenix(apparmor_profile="lxc-sight"), "aadsl": {"profiles": {"lxc-site": {}}}}

    assert one(document, "profile-not-defined").help == "did you mean `lxc-site`?"


def test_privilege_comes_from_the_container_a_clone_is_made_from() -> None:
    containers = {"900": PARENT, "901": CLONE, "902": {"name": "c", "clone_from_ctid": "901"}}
    fleet = read(phoenix(containers))

    assert [container.privileged and container.privileged.value for container in fleet.containers] == [False] * 3
    assert "privilege-not-said" not in codes(said(phoenix(containers)))


def test_a_circle_of_clones_ends() -> None:
    containers = {
        "900": {"clone_from_ctid": "902"},
        "901": {"clone_from_ctid": "900"},
        "902": {"clone_from_ctid": "901"},
    }

    assert codes(said(phoenix(containers)), ERROR) == ["clone-cycle"] * 3


def test_findings_stand_in_the_order_of_the_file() -> None:
    fleet = read(phoenix({"900": UNCONFINED, "901": UNCONFINED, "902": UNCONFINED}))
    starts = [found.span.start for found in check_fleet(fleet) if found.span]

    assert starts == sorted(starts)
    assert len(starts) == len(check_fleet(fleet))


def test_every_module_in_the_folder_is_a_check() -> None:
    assert len(checks()) > 10
    assert all(callable(each.check) for each in checks())
