"""What the shipped profiles permit, asked of the compiled policy."""

from collections.abc import Iterable

import pytest

from apparmor_dsl.semantics.compile import Compilation
from tests.parser_oracle import oracle
from tests.policies.compiled import FileAccess
from tests.policies.shipping import PROFILE_FILES, compilation, compiled_with, shipped_profile

PROFILES = [file.stem for file in PROFILE_FILES]
NESTING = {"lxc-docker-nested", "lxc-podman-rootless"}

pytestmark = pytest.mark.needs_apparmor_parser


def compile_shipped(name: str) -> Compilation:
    (file,) = (file for file in PROFILE_FILES if file.stem == name)
    return compilation(file.read_text())


@pytest.mark.parametrize("name", PROFILES)
def test_file_profile_and_container_call_it_the_same(name: str) -> None:
    (made,) = compile_shipped(name).files

    assert (made.file_name, made.profiles) == (name, (name,))
    assert oracle.names(made.text) == (name,)
    # The profile of lxc-start lets it change to these only.
    assert name.startswith("lxc-")


@pytest.mark.parametrize("name", PROFILES)
def test_the_same_source_gives_the_same_bytes(name: str) -> None:
    assert compile_shipped(name).files[0].text == compile_shipped(name).files[0].text


@pytest.mark.parametrize("name", PROFILES)
def test_nobody_leaves_a_profile_but_into_the_own_namespace(name: str) -> None:
    profile = shipped_profile(name)

    assert not profile.may_change_to("unconfined")
    assert not profile.may_change_to("lxc-container-default")
    assert not profile.may_change_to(":lxc-other:docker-default")
    assert profile.may_change_to(f":{name}:docker-default") == (name in NESTING)


REFUSED_MOUNTS = [
    # Kernel file systems in places from which they can be read past the denies, host disks, and the host's own view.
    ("/tmp/p/", "proc", "proc", ()),
    ("/tmp/p/", "proc", "proc", ("nosuid", "nodev", "noexec")),
    ("/x/", "sysfs", "sysfs", ()),
    ("/mnt/", "/dev/sda1", "ext4", ()),
    ("/sys/kernel/debug/", "debugfs", "debugfs", ()),
    ("/sys/kernel/security/", "securityfs", "securityfs", ()),
    # Roots of containers where Docker has none.
    ("/mnt/", "overlay", "overlay", ()),
    ("/srv/docker/x/", "overlay", "overlay", ()),
    ("/var/lib/dockerx/", "overlay", "overlay", ()),
    ("/var/lib/docker/", "overlay", "overlay", ()),
    ("/", "overlay", "overlay", ()),
    ("/var/lib/docker/x/proc/", "proc", "sysfs", ()),
    # Second paths to /proc, /sys and /dev.
    ("/mnt/p/", "/proc/", "", ("bind",)),
    ("/mnt/p/", "/proc/sys/", "", ("rbind",)),
    ("/mnt/p/", "/sys/", "", ("bind",)),
    ("/mnt/", "/", "", ("rbind",)),
    ("/mnt/", "/proc/", "", ("move",)),
    ("/tmp/", "/proc/", "", ("move",)),
    ("/mnt/", "/dev/shm/", "", ("move",)),
    ("/proc/", "/dev/zero", "", ("bind",)),
]


@pytest.mark.parametrize("name", PROFILES)
@pytest.mark.parametrize(("target", "source", "fstype", "flags"), REFUSED_MOUNTS)
def test_a_mount_that_a_container_has_no_business_with_is_refused(
    name: str, target: str, source: str, fstype: str, flags: Iterable[str]
) -> None:
    assert not shipped_profile(name).may_mount(target, source, fstype, flags)


@pytest.mark.parametrize("name", PROFILES)
@pytest.mark.parametrize(
    ("target", "source", "fstype", "flags"),
    [
        ("/tmp/", "tmpfs", "tmpfs", ("nosuid", "nodev", "strictatime")),
        ("/proc/", "proc", "proc", ("nosuid", "nodev", "noexec")),
        ("/sys/fs/cgroup/", "cgroup2", "cgroup2", ()),
        ("/dev/mqueue/", "mqueue", "mqueue", ()),
        ("/srv/a/", "/srv/b/", "", ("bind",)),
        ("/srv/a/", "/srv/b/", "", ("rbind",)),
        ("/", "", "", ("rslave",)),
        ("/usr/", "", "", ("ro", "remount", "bind", "nosuid", "nodev")),
        ("/dev/shm/", "", "", ("ro", "remount", "bind", "nosuid", "nodev", "noexec", "nosymfollow")),
        ("/dev/shm/", "ramfs", "ramfs", ("nosuid", "nodev", "noexec", "nosymfollow")),
    ],
)
def test_a_mount_of_every_day_is_allowed(
    name: str, target: str, source: str, fstype: str, flags: Iterable[str]
) -> None:
    assert shipped_profile(name).may_mount(target, source, fstype, flags)


@pytest.mark.parametrize("name", PROFILES)
@pytest.mark.parametrize("root", ["", "/run/systemd/mount-rootfs", "/run/systemd/unit-root"])
@pytest.mark.parametrize("path", ["/proc/sysrq-trigger", "/proc/kcore", "/sys/kernel/debug/sched", "/proc/acpi/x"])
def test_the_host_is_not_touched_at_any_root(name: str, root: str, path: str) -> None:
    assert not shipped_profile(name).may("w", root + path)
    assert not shipped_profile(name).may("r", root + path)


@pytest.mark.parametrize("name", sorted(set(PROFILES) - NESTING))
@pytest.mark.parametrize("root", ["", "/run/systemd/mount-rootfs"])
@pytest.mark.parametrize(
    ("path", "writable"),
    [
        ("/proc/sys/kernel/hostname", True),
        ("/proc/sys/kernel/domainname", True),
        ("/proc/sys/kernel/msgmax", True),
        ("/proc/sys/kernel/sem", True),
        ("/proc/sys/kernel/shmmax", True),
        ("/proc/sys/net/ipv4/ip_forward", True),
        ("/sys/class/net/eth0/mtu", True),
        ("/sys/devices/virtual/net/eth0/mtu", True),
        ("/sys/fs/cgroup/a/cgroup.procs", True),
        ("/proc/sys/kernel/sysrq", False),
        ("/proc/sys/kernel/core_pattern", False),
        ("/proc/sys/kernel/modprobe", False),
        ("/proc/sys/kernel/softlockup_panic", False),
        ("/proc/sys/kernel/hostname2", False),
        ("/proc/sys/vm/drop_caches", False),
        ("/proc/sys/fs/binfmt_misc/register", False),
        ("/proc/bus/pci/00/00.0", False),
        ("/sys/kernel/uevent_helper", False),
        ("/sys/kernel/security/apparmor/.load", False),
        ("/sys/class/block/sda/queue", False),
        ("/sys/devices/system/cpu/cpu0/online", False),
        ("/sys/devices/virtual/block/loop0/x", False),
        ("/sys/fs/ext4/sda1/x", False),
    ],
)
def test_a_container_that_does_not_nest_writes_only_settings_of_its_own(
    name: str, root: str, path: str, writable: bool
) -> None:
    assert shipped_profile(name).may("w", root + path) == writable
    assert shipped_profile(name).may("r", root + path)


@pytest.mark.parametrize("path", ["/proc/sys/net/ipv4/ip_forward", "/sys/net/ipv4/ip_forward"])
def test_runc_may_write_network_settings_wherever_apparmor_sees_them(path: str) -> None:
    """Through a detached procfs /proc/sys/net is seen as /sys/net (opencontainers/runc#4968)."""
    assert shipped_profile("lxc-docker-nested").may("w", path)


@pytest.mark.parametrize(
    ("name", "path", "access", "allowed"),
    [
        ("lxc-nvidia-vllm", "/vllm_models/llama/weights", "r", True),
        ("lxc-nvidia-vllm", "/vllm_models/llama/weights", "w", False),
        ("lxc-nvidia-vllm", "/vllm_models/", "w", False),
        ("lxc-nvidia-vllm", "/run/systemd/mount-rootfs/vllm_models/a", "w", False),
        ("lxc-nvidia-vllm", "/srv/out", "w", True),
        ("lxc-nginx", "/etc/nginx/ssl/key.pem", "r", True),
        ("lxc-nginx", "/etc/nginx/ssl/key.pem", "w", False),
        ("lxc-nginx", "/run/systemd/unit-root/etc/nginx/ssl/key.pem", "w", False),
        ("lxc-nginx", "/etc/nginx/nginx.conf", "w", True),
        ("lxc-docker-nested", "/var/lib/docker/overlay2/x/merged/proc/sysrq-trigger", "w", False),
        ("lxc-docker-nested", "/dev/.lxc/proc/1/environ", "r", False),
    ],
)
def test_folders_of_the_host_are_kept(name: str, path: str, access: FileAccess, allowed: bool) -> None:
    assert shipped_profile(name).may(access, path) == allowed


@pytest.mark.parametrize(
    ("fragment", "target", "source", "fstype", "flags"),
    [
        ("docker", "/var/lib/docker/overlay2/x/merged/", "overlay", "overlay", ("silent",)),
        ("docker", "/var/lib/containerd/x/fs/", "overlay", "overlay", ()),
        ("docker", "/var/lib/docker/overlay2/x/merged/dev/null", "/dev/null", "", ("bind",)),
        ("docker", "/run/docker/netns/1", "/", "", ("bind",)),
        ("podman", "/var/lib/containers/storage/overlay/x/merged/", "overlay", "overlay", ()),
        ("podman-rootless", "/home/ci/.local/share/containers/storage/o/m/", "f", "fuse.fuse-overlayfs", ()),
        ("podman-rootless", "/run/user/1000/netns/a", "/", "", ("bind",)),
        ("fuse", "/mnt/remote/", "sshfs", "fuse.sshfs", ("nosuid", "nodev")),
        ("nfs-cifs", "/mnt/nas/", "nas:/a", "nfs4", ()),
        ("nfs-cifs", "/mnt/nas/", "//nas/a", "cifs", ()),
    ],
)
def test_a_fragment_adds_the_mount_it_is_for(
    fragment: str, target: str, source: str, fstype: str, flags: Iterable[str]
) -> None:
    assert compiled_with(fragment).may_mount(target, source, fstype, flags)
    assert not compiled_with("systemd-guest").may_mount(target, source, fstype, flags)


def test_a_service_container_mounts_no_roots_even_where_another_rule_would_let_it() -> None:
    assert not compiled_with("nginx", "fuse").may_mount("/srv/x/", "overlay", "overlay")
