"""From what a container asks for to a profile: which fragments, with which values, and why.

The result is a tree, never text: a value of the JSON becomes an argument, and an argument cannot become a rule. Every
node has the place in the JSON that made it, so a kernel's denial leads back to the line a person wrote.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from attrs import evolve, frozen

from apparmor_dsl.diagnostics.errors import Bug
from apparmor_dsl.diagnostics.source import Span
from apparmor_dsl.fleet.label import NESTING_WORKLOADS, label_of, nesting
from apparmor_dsl.fleet.literal import literal
from apparmor_dsl.fleet.model import (
    Composed,
    Container,
    Fleet,
    FleetProfile,
    FragmentUse,
    Mount,
    Stacked,
    Workload,
    Written,
)
from apparmor_dsl.language import ast
from apparmor_dsl.semantics.targets import OLDEST, Target

FLAGS: Final = ("attach_disconnected", "mediate_deleted")
"""What LXC's own profiles for containers have: without the first, paths of other mount namespaces are refused."""

_FRAGMENTS: Final = {
    "amd-gpu": "amd-gpu",
    "cifs-client": "nfs-cifs",
    "containerd": "docker",
    "dns": "dns",
    "docker": "docker",
    "fuse": "fuse",
    "kvm": "kvm",
    "nfs-client": "nfs-cifs",
    "nginx": "nginx",
    "nvidia-gpu": "nvidia-gpu",
    "podman": "podman",
    "podman-rootless": "podman-rootless",
    "tun": "wireguard-tun",
    "vllm": "vllm",
    "wireguard": "wireguard-tun",
}
"""The fragment for a workload; incus and kubernetes have none beyond `nesting`."""

_SERVICES: Final = frozenset({"dns", "nginx"})
"""Fragments that deny what nested containers need."""

_DEVICES: Final = {"/dev/fuse": "fuse", "/dev/kvm": "kvm", "/dev/net": "wireguard-tun", "/dev/net/tun": "wireguard-tun"}

_ORDER: Final = (
    "base",
    "no-host-knobs",
    "systemd-guest",
    "nesting",
    "docker",
    "podman",
    "podman-rootless",
    "fuse",
    "nvidia-gpu",
    "amd-gpu",
    "vllm",
    "nfs-cifs",
    "nginx",
    "dns",
    "wireguard-tun",
    "kvm",
    "shared-storage",
)


@frozen
class Proposal:
    """A fragment, and the key that asks for it."""

    use: ast.Use
    reason: str
    span: Span


def propose(container: Container) -> tuple[Proposal, ...]:
    """The fragments for the container, in the order they are used; each once, or once for each kind of mount."""
    if isinstance(container.confinement, Composed) and container.confinement.fragments is not None:
        uses = {use.name.value: use for use in (*container.confinement.fragments, *container.fragments)}
        return tuple(_asked(use, _namespaces(container)) for use in uses.values())
    wished: dict[str, Proposal] = {}
    for wish in _wishes(container):
        wished.setdefault(wish.use.fragment, wish)
    for use in container.fragments:
        asked = _asked(use, _namespaces(container))
        proposed = wished.get(use.name.value)
        wished[use.name.value] = evolve(asked, use=_joined(proposed.use, asked.use)) if proposed else asked
    order = {name: index for index, name in enumerate(_ORDER)}
    return tuple(sorted(wished.values(), key=lambda each: order.get(each.use.fragment, len(order))))


def proposed_policy(container: Container, *, target: Target = OLDEST) -> ast.PolicyFile:
    """The profile `lxc-<id>` of the container, as a file that imports what it uses."""
    uses = tuple(each.use for each in propose(container))
    return _policy(container.profile_name, uses, FLAGS, container.span, target)


def profile_policy(fleet: Fleet, profile: FleetProfile, *, target: Target = OLDEST) -> ast.PolicyFile:
    """A profile that the fleet file defines, as a file that imports what it uses.

    Where it uses `nesting` without a namespace, it gets the namespaces of the containers that are stacked with it.
    """
    namespaces = tuple(_namespaces_of(fleet, profile.name.value)) or (profile.name.value,)
    uses: dict[str, ast.Use] = {}
    rules: list[ast.Rule] = []
    for ancestor in _lineage(fleet, profile):
        for use in ancestor.fragments:
            uses[use.name.value] = _asked(use, namespaces).use
        rules += [rule.value for rule in ancestor.rules]
    flags = FLAGS if profile.mode == "enforce" else (*FLAGS, profile.mode)
    body = (*uses.values(), *dict.fromkeys(rules))
    return _policy(profile.name.value, body, flags, profile.name.span, target)


def policies(fleet: Fleet, *, target: Target = OLDEST) -> tuple[ast.PolicyFile, ...]:
    """Every profile that the fleet asks for: those its file defines, and one for each container that is composed."""
    return (
        *(profile_policy(fleet, profile, target=target) for profile in fleet.profiles),
        *(
            proposed_policy(container, target=target)
            for container in fleet.containers
            if isinstance(container.confinement, Composed)
        ),
    )


def _policy(
    name: str, body: tuple[ast.BodyItem, ...], flags: tuple[str, ...], span: Span, target: Target
) -> ast.PolicyFile:
    fragments = dict.fromkeys(item.fragment for item in body if isinstance(item, ast.Use))
    return ast.PolicyFile(
        (
            ast.Abi(target.abi, span=span),
            ast.Include("tunables/global", span=span),
            *(ast.Import(fragment, span=span) for fragment in fragments),
            ast.Profile(name, flags=flags, body=body, span=span),
        ),
        source=span.source,
        span=span,
    )


def _lineage(fleet: Fleet, profile: FleetProfile) -> tuple[FleetProfile, ...]:
    """The profile and those it extends, the eldest first. Checks have seen to it that the way ends."""
    line = [profile]
    while line[-1].extends is not None:
        parent = fleet.profiles_by_name.get(line[-1].extends.value)
        if parent is None or any(parent is each for each in line):
            raise Bug(f"the profile {profile.name.value} extends what is not there")
        line.append(parent)
    return tuple(reversed(line))


def _namespaces_of(fleet: Fleet, profile: str) -> Iterator[str]:
    for container in fleet.containers:
        if isinstance(container.confinement, Stacked) and container.confinement.profile.value == profile:
            namespace = label_of(container).namespace
            if namespace is not None:
                yield namespace


def _namespaces(container: Container) -> tuple[str, ...]:
    return (container.profile_name,)


def _wishes(container: Container) -> Iterator[Proposal]:
    """What the container's keys ask for. The first word for a fragment counts."""
    yield _wish("base", "every container needs it", container.span)
    nested = nesting(container)
    if nested is None:
        yield _wish("no-host-knobs", "nothing asks to run containers inside", container.span)
    if container.systemd:
        yield _wish("systemd-guest", "systemd is its init", container.span)
    if nested is not None:
        namespace = ast.Argument("namespace", _namespaces(container), span=nested.span)
        yield _wish("nesting", nested.value, nested.span, namespace)
    for workload in container.workloads:
        yield from _for_workload(container, workload)
    yield from _for_gpus(container)
    yield from _for_features(container)
    yield from _for_devices(container)
    yield from _for_mounts(container)


def _for_workload(container: Container, workload: Workload) -> Iterator[Proposal]:
    fragment = _FRAGMENTS.get(workload.name)
    if fragment is None or (
        fragment in _SERVICES and any(each.name in NESTING_WORKLOADS for each in container.workloads)
    ):
        return
    reason = f"`{workload.said}` runs inside"
    arguments: tuple[ast.Argument, ...] = ()
    if fragment == "nvidia-gpu":
        arguments = _nested_gpu(container)
    if workload.name == "containerd":
        arguments = (ast.Argument("data_root", ("/var/lib/containerd", "/run/containerd"), span=workload.span),)
    if fragment == "vllm":
        yield _wish("nvidia-gpu", f"{reason}, on a GPU", workload.span, *_nested_gpu(container))
        arguments = _models(container)
    yield _wish(fragment, reason, workload.span, *arguments)


def _for_gpus(container: Container) -> Iterator[Proposal]:
    for gpu in container.gpus[:1]:
        numbers = ", ".join(str(each.value) for each in container.gpus)
        if not any(workload.name == "amd-gpu" for workload in container.workloads):
            yield _wish("nvidia-gpu", f"GPU {numbers} is given to it", gpu.span, *_nested_gpu(container))


def _nested_gpu(container: Container) -> tuple[ast.Argument, ...]:
    """Docker inside hands the GPU on."""
    for workload in container.workloads:
        if workload.name in {"containerd", "docker"}:
            return (ast.Argument("nested", ("true",), boolean=True, span=workload.span),)
    return ()


def _models(container: Container) -> tuple[ast.Argument, ...]:
    """Where the models are, and whether they may be written: a volume or a folder that is called so.

    Without one: what the fragment takes for granted.
    """
    for mount in container.mounts:
        if "models" in mount.target.value.rpartition("/")[2]:
            models = ast.Argument("models", (literal(mount.target.value),), span=mount.target.span)
            if mount.read_only:
                return (models,)
            return (models, ast.Argument("read_only", ("false",), boolean=True, span=mount.span))
    return ()


def _for_features(container: Container) -> Iterator[Proposal]:
    for feature in container.features:
        if feature.name == "fuse" and container.wants("fuse"):
            yield _wish("fuse", f"`{feature.key}` has `fuse=1`", feature.span)
        if feature.name == "mount":
            types = set(feature.value.split(";"))
            switches = {"nfs": bool(types & {"nfs", "nfs4"}), "cifs": "cifs" in types}
            if any(switches.values()):
                arguments = [
                    ast.Argument(name, ("true" if on else "false",), boolean=True, span=feature.span)
                    for name, on in switches.items()
                ]
                yield _wish("nfs-cifs", f"`{feature.key}` has `mount={feature.value}`", feature.span, *arguments)


def _for_devices(container: Container) -> Iterator[Proposal]:
    for device in container.devices:
        if fragment := _DEVICES.get(device.path):
            yield _wish(fragment, f"the device {device.path} is given to it", device.span)
    for option in container.lxc:
        source = option.value.split(" ")[0]
        if option.key == "lxc.mount.entry" and (fragment := _DEVICES.get(source)):
            yield _wish(fragment, f"`{option.key}` gives it {source}", option.span)


def _for_mounts(container: Container) -> Iterator[Proposal]:
    """Folders of the host: those that may not be written are denied writing; the rest need no rule, and are named."""
    locked = [mount for mount in container.mounts if mount.read_only and mount.in_profile]
    for mounts, read_only in ((locked, True), (list(container.mounts), False)):
        if mounts:
            value = "true" if read_only else "false"
            switch = ast.Argument("read_only", (value,), boolean=True, span=mounts[0].span)
            reason = f"{_paths(mounts)} {'is mounted read-only' if read_only else 'is mounted'}"
            yield _wish("shared-storage", reason, mounts[0].span, _targets(mounts), switch)
            return


def _targets(mounts: Iterable[Mount]) -> ast.Argument:
    targets = {mount.target.value: mount.target.span for mount in mounts}
    return ast.Argument("mounts", tuple(literal(target) for target in targets), span=next(iter(targets.values())))


def _paths(mounts: list[Mount]) -> str:
    first = mounts[0].target.value
    return first if len(mounts) == 1 else f"{first} and {len(mounts) - 1} more"


def _wish(fragment: str, reason: str, span: Span, *arguments: ast.Argument) -> Proposal:
    return Proposal(ast.Use(fragment, arguments, span=span), reason, span)


def _asked(use: FragmentUse, namespaces: tuple[str, ...]) -> Proposal:
    """What the file asks for by name; `nesting` gets its namespace where none is given."""
    arguments = tuple(
        ast.Argument(
            each.name.value,
            tuple(_value(value, boolean=each.boolean) for value in each.values),
            boolean=each.boolean,
            span=each.values[0].span,
        )
        for each in use.arguments
    )
    if use.name.value == "nesting" and all(each.name != "namespace" for each in arguments):
        arguments = (ast.Argument("namespace", namespaces, span=use.name.span), *arguments)
    return _wish(use.name.value, f"the file names the fragment `{use.name.value}`", use.name.span, *arguments)


def _value(value: Written[str], *, boolean: bool) -> str:
    return value.value if boolean else literal(value.value)


def _joined(wish: ast.Use, asked: ast.Use) -> ast.Use:
    """The arguments of both; what the file names counts."""
    named = {argument.name for argument in asked.arguments}
    return evolve(asked, arguments=(*asked.arguments, *(each for each in wish.arguments if each.name not in named)))
