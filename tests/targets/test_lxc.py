"""Configuration for plain LXC."""

import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest

from apparmor_dsl.fleet.config.lxc_lines import NAMESPACES, namespace_hook
from apparmor_dsl.fleet.targets import lxc, render
from tests.fleet.fleets import container, native, phoenix

HOOK = "/bin/sh -c 'mkdir -p /sys/kernel/security/apparmor/policy/namespaces/lxc-900' aadsl"


def lines(document: object) -> list[str]:
    rendered = render(container(document), lxc)
    (snippet,) = rendered.snippets
    assert snippet.path == f"lxc/{container(document).id.value}.conf"
    head, *rest = snippet.text.splitlines()
    assert head.startswith("# Made by aadsl for container ")
    return rest


def left_out(document: object) -> list[str]:
    return [found.message for found in render(container(document), lxc).diagnostics]


def test_a_plain_container_names_its_profile() -> None:
    assert lines(phoenix()) == ["lxc.apparmor.profile = lxc-900"]


def test_unconfined_is_written_out() -> None:
    assert lines(phoenix(apparmor_profile="unconfined")) == ["lxc.apparmor.profile = unconfined"]


def test_a_container_that_nests_is_stacked_with_a_namespace_that_a_hook_makes() -> None:
    assert lines(phoenix(features=["docker"])) == [
        "lxc.mount.entry = /sys/kernel/security sys/kernel/security none bind,optional 0 0",
        f"lxc.hook.pre-start = {HOOK}",
        "lxc.apparmor.allow_nesting = 1",
        "lxc.apparmor.profile = lxc-900//&:lxc-900:",
    ]


def test_a_profile_of_another_name_with_nesting() -> None:
    assert lines(phoenix(apparmor_profile="lxc-x", pct_options=["nesting=1"])) == [
        "lxc.apparmor.allow_nesting = 1",
        "lxc.apparmor.profile = lxc-x",
    ]


def test_a_generated_profile_takes_raw_rules() -> None:
    confinement = {"strategy": "generated", "nesting": True, "raw": ["mount   fstype=nfs,", "deny /x w,"]}

    assert lines(native(confinement=confinement)) == [
        "lxc.apparmor.profile = generated",
        "lxc.apparmor.allow_nesting = 1",
        "lxc.apparmor.raw = mount fstype=nfs,",
        "lxc.apparmor.raw = deny /x w,",
    ]


def test_lines_of_the_file_come_first_and_in_their_order_and_the_profile_last() -> None:
    options = ["lxc.apparmor.profile=lxc-x", "lxc.net.0.type=none", "lxc.mount.entry=", "lxc.mount.auto = sys:mixed"]

    assert lines(phoenix(lxc_options=options, mount_points=[{"host_path": "/a", "container_path": "/b"}])) == [
        "lxc.net.0.type = none",
        "lxc.mount.entry =",
        "lxc.mount.auto = sys:mixed",
        "lxc.mount.entry = /a b none bind,create=dir 0 0",
        "lxc.apparmor.profile = lxc-x",
    ]


def test_a_mount_is_a_line_of_fstab() -> None:
    mounts = [
        {"source": "/srv/my data\\x", "target": "/mnt/my data", "read_only": True, "options": ["noexec", "nodev"]},
        {"source": "/a,b=c", "target": "/a"},
    ]

    assert lines(native(mounts=mounts))[:-1] == [
        "lxc.mount.entry = /a,b=c a none bind,create=dir 0 0",
        r"lxc.mount.entry = /srv/my\040data\134x mnt/my\040data none bind,ro,noexec,nodev,create=dir 0 0",
    ]


def test_gpus_and_devices_are_nodes() -> None:
    assert lines(native(gpus=[1], devices=[{"path": "/dev/kvm"}]))[:-1] == [
        "lxc.mount.entry = /dev/kvm dev/kvm none bind,create=file 0 0",
        "lxc.mount.entry = /dev/nvidia-uvm dev/nvidia-uvm none bind,optional,create=file 0 0",
        "lxc.mount.entry = /dev/nvidia-uvm-tools dev/nvidia-uvm-tools none bind,optional,create=file 0 0",
        "lxc.mount.entry = /dev/nvidia1 dev/nvidia1 none bind,optional,create=file 0 0",
        "lxc.mount.entry = /dev/nvidiactl dev/nvidiactl none bind,optional,create=file 0 0",
    ]


def test_a_privileged_container_is_also_given_leave_to_use_a_device() -> None:
    found = lines(native(privileged=True, devices=[{"path": "/dev/net/tun"}], features={"fuse": True}))

    assert [line for line in found if "devices.allow" in line] == [
        "lxc.cgroup2.devices.allow = c 10:200 rw",
        "lxc.cgroup2.devices.allow = c 10:229 rw",
    ]


def test_one_id_that_is_mapped_makes_a_whole_map() -> None:
    maps = [{"type": "gid", "host_id": 33, "container_id": 33, "size": 1}]

    assert lines(phoenix(id_maps=maps))[:-1] == [
        "lxc.idmap = u 0 100000 65536",
        "lxc.idmap = g 0 100000 33",
        "lxc.idmap = g 33 33 1",
        "lxc.idmap = g 34 100034 65502",
    ]


def test_a_larger_map_replaces_the_whole() -> None:
    maps = [{"type": "both", "host_id": 300000, "container_id": 0, "size": 262144}]

    assert lines(native(id_maps=maps))[:-1] == ["lxc.idmap = u 0 300000 262144", "lxc.idmap = g 0 300000 262144"]


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ({"features": {"mknod": True}}, "mknod"),
        ({"features": {"force_rw_sys": True}}, "force_rw_sys"),
        ({"mounts": [{"source": "local:subvol-1", "target": "/a"}]}, "local:subvol-1"),
        ({"mounts": [{"source": "/a", "target": "/b", "options": ["discard"]}]}, "discard"),
        ({"devices": [{"path": "/dev/kvm", "mode": "0600"}]}, "/dev/kvm"),
    ],
    ids=str,
)
def test_what_cannot_be_said_is_left_out_aloud(keys: dict[str, Any], word: str) -> None:
    (message,) = left_out(native(**keys))

    assert word in message
    assert "is left out of the configuration for plain LXC" in message


def test_a_volume_of_a_pool_has_no_folder_that_is_known_here() -> None:
    volume = {"name": "data", "pool": "tank", "size_gb": 1, "mount_point": "/data"}

    assert len(left_out(phoenix(volumes=[volume]))) == 1
    assert not any("/data" in line for line in lines(phoenix(volumes=[volume])))


def test_the_hook_does_not_mind_what_lxc_appends(tmp_path: Path) -> None:
    """LXC runs `exec <hook> <name> lxc pre-start` in a shell."""
    folder = tmp_path / "namespaces"
    command = namespace_hook("lxc-900").replace(NAMESPACES, str(folder))
    for _ in range(2):
        subprocess.run(["/bin/sh", "-c", f"exec {command} 900 lxc pre-start"], cwd=tmp_path, check=True)

    assert [path.name for path in folder.iterdir()] == ["lxc-900"]
    assert [path.name for path in tmp_path.iterdir()] == ["namespaces"]


def test_the_hook_fails_where_the_namespace_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    command = namespace_hook("lxc-900").replace(NAMESPACES, str(tmp_path / "file"))

    assert (
        subprocess.run(["/bin/sh", "-c", f"exec {command} 900 lxc pre-start"], check=False, stderr=-3).returncode != 0
    )
    assert shlex.split(command)[-1] == "aadsl"
