"""Configuration for Proxmox VE."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from apparmor_dsl.fleet.targets import proxmox, render
from tests.fleet.fleets import container, native, phoenix

HOOK = "/bin/sh -c 'mkdir -p /sys/kernel/security/apparmor/policy/namespaces/lxc-900' aadsl"


def snippets(document: object) -> dict[str, str]:
    rendered = render(container(document), proxmox)
    return {snippet.path: snippet.text for snippet in rendered.snippets}


def lines(document: object) -> list[str]:
    return snippets(document)["proxmox/900.conf"].splitlines()


def commands(document: object) -> list[str]:
    text = snippets(document).get("proxmox/900.sh", "")
    return [line for line in text.splitlines() if line.startswith("pct ")]


def test_a_plain_container_names_its_profile() -> None:
    assert lines(phoenix()) == ["unprivileged: 1", "lxc.apparmor.profile: lxc-900"]
    assert commands(phoenix()) == []


def test_unconfined_is_written_out_because_a_missing_line_means_generated() -> None:
    assert lines(phoenix(apparmor_profile="unconfined"))[-1] == "lxc.apparmor.profile: unconfined"


def test_generated_is_a_missing_line() -> None:
    document = phoenix(apparmor_profile="generated", pct_options=["nesting=1"], lxc_options=["lxc.apparmor.raw=mount,"])

    assert lines(document) == ["unprivileged: 1", "features: nesting=1", "lxc.apparmor.raw: mount,"]


def test_docker_gets_its_features_its_namespace_and_its_label() -> None:
    assert lines(phoenix(features=["docker"])) == [
        "unprivileged: 1",
        "features: keyctl=1,nesting=1",
        "lxc.mount.entry: /sys/kernel/security sys/kernel/security none bind,optional 0 0",
        f"lxc.hook.pre-start: {HOOK}",
        "lxc.apparmor.allow_nesting: 1",
        "lxc.apparmor.profile: lxc-900//&:lxc-900:",
    ]
    assert commands(phoenix(features=["docker"])) == ["pct set 900 --features keyctl=1,nesting=1"]


def test_features_are_one_property_and_one_command() -> None:
    document = phoenix(pct_options=["keyctl=1", "nesting=1", "mknod=1", "fuse=0", "mount=nfs;cifs"])

    assert "features: keyctl=1,mknod=1,mount=nfs;cifs,nesting=1" in lines(document)
    assert commands(document) == ["pct set 900 --features 'keyctl=1,mknod=1,mount=nfs;cifs,nesting=1'"]


def test_an_unconfined_container_keeps_its_features_and_gets_no_others() -> None:
    document = phoenix(apparmor_profile="unconfined", features=["docker"], apparmor_manages_nesting=True)

    assert lines(document) == ["unprivileged: 1", "lxc.apparmor.profile: unconfined"]
    assert "features: nesting=1" in lines(phoenix(apparmor_profile="unconfined", pct_options=["nesting=1"]))


def test_a_privileged_container_is_said_to_be_one_and_gets_no_keyctl() -> None:
    found = lines(phoenix({"900": {"unprivileged": False, "features": ["docker"]}}))

    assert found[:2] == ["unprivileged: 0", "features: nesting=1"]


def test_where_nothing_says_whether_it_is_privileged_no_line_does() -> None:
    assert not any(line.startswith("unprivileged") for line in lines(phoenix({"900": {}})))


def test_the_number_of_a_mount_follows_its_target_and_not_the_file() -> None:
    mounts = [
        {"source": "/srv/b", "target": "/data/inner"},
        {"source": "local-zfs:subvol-900-disk-1", "target": "/srv", "options": ["discard"]},
        {"source": "/srv/a", "target": "/data", "read_only": True, "options": ["nodev", "noexec"]},
    ]
    expected = [
        "mp0: /srv/a,mp=/data,ro=1,mountoptions=nodev;noexec",
        "mp1: /srv/b,mp=/data/inner",
        "mp2: local-zfs:subvol-900-disk-1,mp=/srv,mountoptions=discard",
    ]

    assert [line for line in lines(native(mounts=mounts)) if line.startswith("mp")] == expected
    assert [line for line in lines(native(mounts=mounts[::-1])) if line.startswith("mp")] == expected


def test_a_volume_is_allocated_where_there_is_none() -> None:
    document = phoenix(
        zfs_volumes=[{"name": "models", "pool": "fast", "size_gb": 50, "mount_point": "/vllm_models"}],
        mount_points=[{"host_path": "/srv/a", "container_path": "/a"}],
    )

    assert "mp0: /srv/a,mp=/a" in lines(document)
    assert commands(document) == ["pct config 900 | grep -q '^mp1: ' || pct set 900 --mp1 fast:50,mp=/vllm_models"]


def test_the_script_allocates_once(tmp_path: Path) -> None:
    volume = {"name": "models", "pool": "fast", "size_gb": 50, "mount_point": "/models"}
    script = snippets(phoenix(zfs_volumes=[volume]))["proxmox/900.sh"]
    (tmp_path / "pct").write_text(
        '#!/bin/sh\ncase $1 in set) shift; echo "$@" >> log; echo mp0: x >> conf;; *) cat conf;; esac\n'
    )
    (tmp_path / "pct").chmod(0o755)
    (tmp_path / "conf").write_text("")
    for _ in range(2):
        subprocess.run(["sh", "-c", script], cwd=tmp_path, env={"PATH": f"{tmp_path}:/usr/bin:/bin"}, check=True)

    assert (tmp_path / "log").read_text() == "900 --mp0 fast:50,mp=/models\n"


def test_devices_are_properties() -> None:
    device = {"path": "/dev/kvm", "uid": 0, "gid": 104, "mode": "0660", "read_only": True}

    assert [line for line in lines(native(devices=[device], gpus=[0])) if line.startswith("dev")] == [
        "dev0: /dev/kvm,uid=0,gid=104,mode=0660,deny-write=1",
        "dev1: /dev/nvidia-uvm",
        "dev2: /dev/nvidia-uvm-tools",
        "dev3: /dev/nvidia0",
        "dev4: /dev/nvidiactl",
    ]


def test_there_are_no_comments_because_they_would_be_moved() -> None:
    assert not any(line.startswith("#") for line in lines(phoenix(features=["docker"])))


@pytest.mark.parametrize(
    "keys",
    [
        {"mounts": [{"source": "/a,ro=0", "target": "/b"}]},
        {"mounts": [{"source": "/a", "target": "/b,c"}]},
        {"mounts": [{"source": "/a=b", "target": "/b"}]},
        {"mounts": [{"source": "/a", "target": "/b "}]},
        {"devices": [{"path": "/dev/a,b"}]},
    ],
    ids=str,
)
def test_what_a_property_cannot_hold_is_refused(keys: dict[str, Any]) -> None:
    rendered = render(container(native(**keys)), proxmox)

    assert rendered.snippets == ()
    assert [found.code for found in rendered.diagnostics] == ["not-supported"]


@pytest.mark.parametrize("keys", [{"pool": "b"}, {"pool": "a b", "size_gb": 1}, {"pool": "p;reboot", "size_gb": 1}])
def test_a_volume_without_a_size_or_a_storage_is_refused(keys: dict[str, Any]) -> None:
    document = phoenix(zfs_volumes=[{"name": "a", "mount_point": "/c", **keys}])
    rendered = render(container(document), proxmox)

    assert rendered.snippets == ()
    assert [found.code for found in rendered.diagnostics] == ["not-supported"]
