"""A fleet in each format that says every key there is, and ways to break it."""

import copy
from typing import Any

from hypothesis import strategies as st

NATIVE: dict[str, Any] = {
    "$schema": "fleet.schema.json",
    "version": 1,
    "host": {
        "platform": "pve",
        "lxc_version": "6.0.5",
        "apparmor_version": "4.1.0",
        "abi": "abi/4.0",
        "features_file": "features",
        "lxc_path": "/var/lib/lxc",
        "profile_dir": "/etc/apparmor.d",
    },
    "defaults": {"os": "debian", "init": "systemd", "privileged": False, "description": "all of them"},
    "profiles": {
        "lxc-site": {
            "description": "ours",
            "fragments": ["base", {"use": "shared-storage", "with": {"mounts": ["/a", 7], "read_only": True}}],
            "allow": ["mount fstype=nfs,"],
            "deny": ["/etc/shadow rw,"],
            "mode": "complain",
            "assertions": [{"id": "one", "never": {"file": {"path": "/x", "perms": "w", "through_mounts": True}}}],
        },
        "lxc-heir": {"extends": "lxc-site", "fragments": [{"use": "docker", "with": {"data_root": "/srv"}}]},
    },
    "containers": {
        "900": {
            "name": "Portainer",
            "description": "x",
            "privileged": True,
            "platform": "pve",
            "node": "pve1",
            "os": "ubuntu",
            "init": "other",
            "workloads": ["docker", "vllm"],
            "confinement": {"strategy": "composed", "fragments": ["base"]},
            "fragments": ["fuse"],
            "features": {
                "nesting": True,
                "keyctl": False,
                "fuse": True,
                "mknod": False,
                "force_rw_sys": False,
                "mount": ["nfs"],
            },
            "devices": [
                {"path": "/dev/kvm", "uid": 0, "gid": 104, "mode": "0660", "read_only": False, "optional": True}
            ],
            "gpus": [0, 1],
            "mounts": [
                {"source": "/a", "target": "/b", "read_only": True, "options": ["nodev"], "enforce_in_profile": True},
                {"source": "local-zfs:subvol-900-disk-1", "target": "/c"},
            ],
            "id_maps": [{"type": "gid", "host_id": 33, "container_id": 33, "size": 1}],
            "lxc": [{"key": "lxc.mount.auto", "value": "cgroup:mixed"}],
            "assertions": [{"id": "two", "always": {"capability": ["kill"], "network": "inet", "userns": True}}],
        },
        "web": {
            "inherits": "900",
            "confinement": {"strategy": "generated", "nesting": True, "raw": ["mount fstype=nfs,"]},
        },
        "db": {"confinement": {"strategy": "named", "profile": "lxc-site"}},
        "ci": {"confinement": {"strategy": "stacked", "profile": "lxc-heir", "namespace": "lxc-ci"}},
        "old": {"confinement": {"strategy": "unconfined", "reason": "bring-up of the driver", "until": "2099-12-31"}},
    },
    "assertions": [
        {
            "id": "three",
            "only": {
                "mount": {"fstype": "nfs", "options": ["ro"], "source": "/a", "target": "/b"},
                "change_profile": "unconfined",
                "ptrace": "read",
                "signal": "kill",
            },
            "severity": "warning",
            "because": "so",
        }
    ],
    "waivers": [{"assertion": "three", "container": "900", "reason": "it is only a test", "until": "2099-12-31"}],
    "aliases": {"lxc_site": "lxc-site"},
}

PHOENIX: dict[str, Any] = {
    "$schema": "/usr/local/etc/phoenix_lxc_configs.schema.json",
    "nvidia_driver_version": "580",
    "aadsl": {
        "host": {"platform": "pve"},
        "profiles": NATIVE["profiles"],
        "aliases": NATIVE["aliases"],
        "assertions": NATIVE["assertions"],
        "waivers": NATIVE["waivers"],
    },
    "lxc_configs": {
        "900": {
            "name": "Portainer",
            "memory_mb": 2048,
            "unprivileged": True,
            "is_template": False,
            "clone_from_ctid": "901",
            "apparmor_profile": "lxc-site",
            "apparmor_manages_nesting": True,
            "features": ["docker", "nesting=1", "somebody_elses"],
            "pct_options": ["nesting=1", "keyctl=1", "mount=nfs;cifs"],
            "lxc_options": [
                "lxc.mount.auto=sys:mixed",
                "lxc.apparmor.profile: lxc-site",
                "lxc.apparmor.allow_nesting = 1",
            ],
            "gpu_assignment": "0, 1",
            "zfs_volumes": [{"name": "models", "pool": "tank", "size_gb": 50, "mount_point": "/models", "more": 1}],
            "volumes": [{"name": "data", "pool": "tank", "size_gb": 1.5, "mount_point": "/data"}],
            "mount_points": [{"host_path": "/a", "container_path": "/b", "owner_uid": 0, "owner_gid": 33, "ro": True}],
            "id_maps": [{"type": "gid", "host_id": 33, "container_id": 33, "size": 1}],
            "aadsl": {
                "fragments": ["fuse", {"use": "docker", "with": {"data_root": ["/srv"]}}],
                "confinement": {"strategy": "stacked", "profile": "lxc-heir"},
                "workloads": ["nginx"],
                "devices": [{"path": "/dev/kvm"}],
                "init": "systemd",
                "assertions": [{"id": "two", "never": {"signal": "kill"}}],
            },
        },
        "901": {
            "name": "old",
            "features": "nesting=1,keyctl=1",
            "clone_from_template_ctid": "902",
            "unprivileged": False,
        },
        "902": {"features": None, "unprivileged": True, "apparmor_profile": "unconfined"},
    },
}

HOSTILE: list[Any] = [
    *("", " ", "x", "900", "lxc-x", "/x", "/dev/x", "/x/../y", "../../etc/x", "/", "//", "x y", "true", "unconfined"),
    *(
        "a\nb",
        "a\x00b",
        "lxc-x\n",
        "900\n",
        "\n900",
        "/x\n",
        "2099-02-30",
        "2099-12-31\n",
        "\u202eevil",
        "\u200b",
        "x\x85y",
    ),
    *(
        "x } profile y {",
        '"',
        "'",
        "\\",
        "@{HOME}",
        "${x}",
        "{a,b}",
        "#include <x>",
        "/a r, /b w,",
        "lxc-x//&:y:",
        "ä",
        "٣٣٣",
    ),
    *(
        "lxc.apparmor.profile=",
        "lxc.apparmor.profile = unchanged",
        "lxc.apparmor.allow_nesting = 2",
        "lxc.include=/etc/x",
    ),
    *(
        "lxc.mount.entry",
        "nesting=2",
        "nesting=1,",
        "mount=",
        "lxc-start",
        "lxc-container-default",
        "needs",
        "0",
        "0101",
    ),
    *('lxc.apparmor.profile = "lxc-x"', "unchanged", "generated", "\U000e0041", "x" * 5000, "a:b", "a:../b", "stacked"),
    *(0, 1, -1, 33, 1000, 2**32, 10**30, 1.0, 1.5, -0.0, 1e300, True, False, None, [], {}, [1], [None], {"x": 1}, [[]]),
    *(["docker", "docker"], [0, 0], ["nodev", "nodev"], {"strategy": "named"}, {"strategy": "x"}, {"use": "x"}),
]


def _paths(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(path for key, item in inner for path in _paths(item, (*at, key)))]


@st.composite
def broken(draw: st.DrawFn, whole: dict[str, Any], changes: int = 1) -> Any:
    """The fleet after a few changes: values exchanged, keys renamed, taken away, added."""
    document: Any = {"": copy.deepcopy(whole)}
    for _ in range(draw(st.integers(1, changes))):
        path = draw(st.sampled_from(_paths(document)[1:]))
        parent = document
        for step in path[:-1]:
            parent = parent[step]
        key, hostile = path[-1], copy.deepcopy(draw(st.sampled_from(HOSTILE)))
        match draw(st.sampled_from(["exchange", "exchange", "rename", "remove", "add"])):
            case "rename" if isinstance(parent, dict) and isinstance(hostile, str) and path[0:1] != path:
                parent[hostile] = parent.pop(key)
            case "remove" if path[0:1] != path:
                del parent[key]
            case "add" if isinstance(parent[key], list):
                parent[key].append(hostile)
            case "add" if isinstance(parent[key], dict):
                parent[key][draw(st.sampled_from(["x", "", "a\nb", "fragments", "use", "name"]))] = hostile
            case _:
                parent[key] = hostile
    return document[""]
