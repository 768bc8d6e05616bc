"""The hub: what a fleet says, whichever format it was written in.

Every value that decides something is `Written`: it knows its place, so that a check can point there and a rule that it
causes leads back there. Front ends make these values, checks judge them, `propose` turns them into policy, targets turn
them into configuration. Nothing here knows JSON.
"""

import datetime as dt
from functools import cached_property
from typing import Final, Generic, Literal, TypeVar

from attrs import field, frozen

from apparmor_dsl.diagnostics.source import Source, Span
from apparmor_dsl.language import ast

T_co = TypeVar("T_co", covariant=True)


@frozen
class Written(Generic[T_co]):
    """A value and the place where it is written. Two are equal when they say the same, wherever."""

    value: T_co
    span: Span = field(eq=False, repr=False)


@frozen
class FragmentArgument:
    """A parameter of a fragment and what it is set to. The values are data: no pattern, no variable."""

    name: Written[str]
    values: tuple[Written[str], ...]
    boolean: bool = False


@frozen
class FragmentUse:
    """A fragment that a container or a profile asks for by name."""

    name: Written[str]
    arguments: tuple[FragmentArgument, ...] = ()


@frozen
class Composed:
    """aadsl composes a profile of the container's own: `lxc-<id>`.

    From exactly `fragments` where they are given, otherwise from what the container's other keys ask for.
    """

    span: Span = field(eq=False, repr=False)
    fragments: tuple[FragmentUse, ...] | None = None


@frozen
class Generated:
    """LXC or Proxmox VE generates the profile when the container starts; `raw` rules are appended to it."""

    span: Span = field(eq=False, repr=False)
    nesting: bool = False
    raw: tuple[Written[ast.Rule], ...] = ()


@frozen
class Named:
    """The container runs under a profile that is defined elsewhere: in this fleet, in another input, on the host."""

    profile: Written[str]

    @property
    def span(self) -> Span:
        """Where the profile is named."""
        return self.profile.span


@frozen
class Stacked:
    """As Named, and root in a policy namespace of the container's own, so that it can load profiles itself."""

    profile: Written[str]
    namespace: Written[str] | None = None

    @property
    def span(self) -> Span:
        """Where the profile is named."""
        return self.profile.span


@frozen
class Unconfined:
    """No profile at all."""

    span: Span = field(eq=False, repr=False)
    reason: Written[str] | None = None
    until: Written[dt.date] | None = None


Confinement = Composed | Generated | Named | Stacked | Unconfined
"""Exactly one way of confinement per container."""


@frozen
class ConfinementRequest:
    """One of the keys that say how a container is confined, as it is written. `value` is a label, or `unconfined`."""

    key: str
    value: str
    span: Span = field(eq=False, repr=False)


@frozen
class Feature:
    """A Proxmox VE feature and the key it was asked for in: `nesting=1`, `mount=nfs;cifs`."""

    name: str
    value: str
    key: str
    span: Span = field(eq=False, repr=False)


FEATURES: Final = ("force_rw_sys", "fuse", "keyctl", "mknod", "mount", "nesting")
"""What `features:` of a container may hold. Source: pct.conf(5)."""


@frozen
class Workload:
    """What runs inside, in our words (`nvidia-gpu`), and as the file says it (`nvidia`)."""

    name: str
    said: str
    span: Span = field(eq=False, repr=False)


@frozen
class Volume:
    """A volume that Proxmox VE allocates in a storage pool; where it is on the host, only the host knows."""

    name: str
    pool: str
    size_gb: int | float | None = None


MountOption = Literal["discard", "lazytime", "noatime", "nodev", "noexec", "nosuid"]
MOUNT_OPTIONS: Final[tuple[MountOption, ...]] = ("discard", "lazytime", "noatime", "nodev", "noexec", "nosuid")
"""Options of a mount point. Source: pct.conf(5), `mountoptions`."""


@frozen
class Mount:
    """Something of the host's at `target`, a path in the container: a folder, or a volume."""

    source: Written[str] | Volume
    target: Written[str]
    span: Span = field(eq=False, repr=False)
    read_only: bool = False
    options: tuple[MountOption, ...] = ()
    in_profile: bool = True
    """A mount that is read-only is also denied writing in the profile."""
    owner_uid: Written[int] | None = None
    owner_gid: Written[int] | None = None

    @property
    def path(self) -> str | None:
        """The folder on the host; None where it is not known here."""
        if isinstance(self.source, Written) and self.source.value.startswith("/"):
            return self.source.value
        return None


@frozen
class Device:
    """A device node of the host's that the container may use."""

    path: str
    span: Span = field(eq=False, repr=False)
    uid: int | None = None
    gid: int | None = None
    mode: str | None = None
    read_only: bool = False
    optional: bool = False


@frozen
class IdMap:
    """Ids of the container that are this range of the host's, not the shifted one: `gid` 33 is 33."""

    kind: Literal["uid", "gid", "both"]
    container_id: int
    host_id: int
    size: int
    span: Span = field(eq=False, repr=False)


@frozen
class RawOption:
    """A line of LXC configuration as the file gives it."""

    key: str
    value: str
    span: Span = field(eq=False, repr=False)


@frozen
class Assertion:
    """Something that must never, always or only be permitted. Kept as written: nothing proves it yet."""

    id: str
    span: Span = field(eq=False, repr=False)


@frozen
class Waiver:
    """An assertion that does not hold for a container, why, and until when."""

    assertion: Written[str]
    container: Written[str]
    reason: Written[str]
    until: Written[dt.date]


@frozen
class Container:
    """One container: what it is, what it asks for, and how it is confined."""

    id: Written[str]
    confinement: Confinement
    name: Written[str] | None = None
    privileged: Written[bool] | None = None
    """None where neither the container nor one it is a clone of says it."""
    platform: Written[str] | None = None
    systemd: bool = True
    requests: tuple[ConfinementRequest, ...] = ()
    manages_nesting: Written[bool] | None = None
    features: tuple[Feature, ...] = ()
    workloads: tuple[Workload, ...] = ()
    fragments: tuple[FragmentUse, ...] = ()
    mounts: tuple[Mount, ...] = ()
    devices: tuple[Device, ...] = ()
    gpus: tuple[Written[int], ...] = ()
    lxc: tuple[RawOption, ...] = ()
    id_maps: tuple[IdMap, ...] = ()
    clone_of: Written[str] | None = None
    assertions: tuple[Assertion, ...] = ()

    @property
    def span(self) -> Span:
        """Where the container's id is written."""
        return self.id.span

    @property
    def profile_name(self) -> str:
        """The profile of its own that aadsl composes, and the namespace that goes with it."""
        return f"lxc-{self.id.value}"

    @property
    def is_privileged(self) -> bool:
        """Whether root inside is root outside. Where nothing is said, what Proxmox VE creates: unprivileged."""
        return self.privileged is not None and self.privileged.value

    def feature(self, name: str) -> Feature | None:
        """The feature as the container asks for it; the last word counts."""
        return next((feature for feature in reversed(self.features) if feature.name == name), None)

    def wants(self, name: str) -> bool:
        """Whether the feature is asked for, and not switched off."""
        feature = self.feature(name)
        return feature is not None and feature.value != "0"


@frozen
class FleetProfile:
    """A profile that the fleet file defines from fragments and single rules."""

    name: Written[str]
    fragments: tuple[FragmentUse, ...] = ()
    rules: tuple[Written[ast.Rule], ...] = ()
    mode: Literal["enforce", "complain", "audit"] = "enforce"
    extends: Written[str] | None = None
    description: Written[str] | None = None
    assertions: tuple[Assertion, ...] = ()


@frozen
class Fleet:
    """Containers, the profiles their file defines, and what holds for all of them."""

    source: Source
    format: str
    containers: tuple[Container, ...] = ()
    profiles: tuple[FleetProfile, ...] = ()
    aliases: tuple[tuple[Written[str], Written[str]], ...] = ()
    assertions: tuple[Assertion, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    defined_elsewhere: frozenset[str] = frozenset()
    """Names of profiles that the caller knows to be defined in its other inputs."""
    hooks_allowed: bool = False
    """Whether lines that run or write something on the host are taken over."""
    today: dt.date | None = None
    """Against which dates are held; None: they are not."""

    @cached_property
    def by_id(self) -> dict[str, Container]:
        """The containers by their id."""
        return {container.id.value: container for container in self.containers}

    @cached_property
    def composed(self) -> frozenset[str]:
        """The names of the profiles that aadsl composes for the containers."""
        return frozenset(each.profile_name for each in self.containers if isinstance(each.confinement, Composed))

    @cached_property
    def profiles_by_name(self) -> dict[str, FleetProfile]:
        """The profiles that the file defines, by their name."""
        return {profile.name.value: profile for profile in self.profiles}
