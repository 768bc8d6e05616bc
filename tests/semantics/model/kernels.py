"""What kernels mediate, written for the parser and read by us: the features that make a difference to a class."""

from collections.abc import Iterator
from typing import Final

from apparmor_dsl.diagnostics.source import Source
from apparmor_dsl.semantics.features import read_features
from apparmor_dsl.semantics.model.system import System
from apparmor_dsl.semantics.targets import TARGETS

_BASE: Final = (
    "policy/versions/v7",
    "policy/versions/v8",
    "policy/set_load",
    "signal/mask",
    "ptrace/mask",
    "mount/mask",
    "dbus/mask",
    "domain/stack",
    "capability",
    "rlimit/mask",
    "file/mask",
)
_TASKS: Final = (
    "namespaces/mask/userns_create",
    "io_uring/mask",
    "ipc/posix_mqueue",
    "ipc/sysv_mqueue",
    "policy/permstable32",
    "policy/permstable32_version/0x000002",
)

KERNELS: Final = {
    "plain": (*_BASE, "network_v8/af_mask"),
    "unix": (*_BASE, "network/af_unix", "network_v8/af_mask"),
    "old unix": (*_BASE, "network/af_unix"),
    "tasks": (*_BASE, *_TASKS, "network/af_unix", "network_v8/af_mask"),
    "inet": (*_BASE, *_TASKS, "network/af_unix", "network_v8/af_mask", "network_v8/af_inet"),
    "v9": (*_BASE, *_TASKS, "network_v8/af_inet", "network_v9/af_mask", "network_v9/af_unix"),
    "packets": (*_BASE, *_TASKS, "network_v9/af_inet", "network_v9/af_unix", "network_v9_skb/af_mask"),
    "interfaces": (*_BASE, *_TASKS, "network_v9/af_inet", "network_v9/af_unix", "network_v9_skb/iface"),
}
"""The features by the name that a test calls them; a path is one entry."""


def text(name: str) -> str:
    """The features file of a kernel."""
    tree: dict[str, dict[str, object]] = {}
    for path in KERNELS[name]:
        inside: dict[str, object] = tree  # type: ignore[assignment]
        for part in path.split("/"):
            found = inside.setdefault(part, {})
            assert isinstance(found, dict)
            inside = found
    return "".join(_written(tree))


def system(name: str, target: str) -> System:
    """What the target compiles for on that kernel."""
    return System(TARGETS[target], read_features(Source(name, text(name))))


def _written(tree: dict[str, object] | dict[str, dict[str, object]]) -> Iterator[str]:
    for name, inside in tree.items():
        assert isinstance(inside, dict)
        if name.startswith("0x"):
            yield f"{name}\n"
            continue
        yield f"{name} {{{''.join(_written(inside)) or 'yes' + chr(10)}}}\n"
