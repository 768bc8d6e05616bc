"""What names may look like, so that a file, a label, a line of configuration and a shell can hold them."""

from typing import Final

CTID: Final = "[1-9][0-9]{2,8}"
"""The id of a container on Proxmox VE: 100 to 999999999. Source: pve-common, JSONSchema.pm, `pve-vmid`."""

CONTAINER_NAME: Final = "[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
"""The name of a container of plain LXC, as a host name."""

PROFILE_NAME: Final = "lxc-[A-Za-z0-9][A-Za-z0-9._+-]{0,199}"
"""A profile that lxc-start may enter: its own profile has `change_profile -> lxc-*`.

Above 246 characters LXC writes a hash for the name; `/` would be part of a path.
"""

ANY_PROFILE_NAME: Final = "[A-Za-z0-9_][A-Za-z0-9._+-]{0,199}"
"""A name that can be written in a label, whether or not lxc-start may enter it."""

NAMESPACE: Final = "lxc-[A-Za-z0-9._+-]{1,200}"

FRAGMENT_NAME: Final = "(?!(?:needs|excludes)$)[a-z][a-z0-9]*(?:-[a-z0-9]+)*"

PARAMETER_NAME: Final = "[A-Za-z][A-Za-z0-9_]*"

STOCK_PROFILES: Final = frozenset(
    {
        "lxc-container-default",
        "lxc-container-default-cgns",
        "lxc-container-default-with-mounting",
        "lxc-container-default-with-nesting",
    }
)
"""Profiles for containers that come with LXC. Source: config/apparmor/profiles of LXC."""

HOST_PROFILES: Final = frozenset({"lxc-start", "lxc-copy", "lxc-attach", "lxc-execute"})
"""Names that belong to LXC's own programs, not to containers."""
