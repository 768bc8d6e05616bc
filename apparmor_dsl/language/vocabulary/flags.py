"""The flags of a profile."""

from collections.abc import Mapping
from typing import Final

MODES: Final = ("complain", "default_allow", "enforce", "kill", "prompt", "unconfined")
"""What happens at an access that no rule permits; a profile has one. Source: PROFILE MODE in apparmor.d(5)."""

PROFILE_FLAGS: Final = (
    *MODES,
    "attach_disconnected",
    "attach_disconnected.ipc",
    "audit",
    "chroot_attach",
    "chroot_no_attach",
    "chroot_relative",
    "debug",
    "delegate_deleted",
    "interruptible",
    "mediate_deleted",
    "namespace_relative",
    "no_attach_disconnected",
)
"""Flags that stand alone. Source: PROFILE FLAGS in apparmor.d(5), flagvals::init in parser/profile.h."""

FLAGS_WITH_VALUE: Final = ("attach_disconnected.ipc", "attach_disconnected.path", "error", "kill.signal")
"""Flags written `name=value`. Source: flagvals::init in parser/profile.h."""

CONFLICTS: Final = (
    ("attach_disconnected", "no_attach_disconnected"),
    ("attach_disconnected.ipc", "no_attach_disconnected"),
    ("chroot_attach", "chroot_no_attach"),
    ("chroot_relative", "namespace_relative"),
    ("delegate_deleted", "mediate_deleted"),
)
"""Flags that exclude each other, besides two modes. Source: flagvals::merge in parser/profile.h."""

SINCE: Final[Mapping[str, str]] = {
    "attach_disconnected.ipc": "5.0",
    "attach_disconnected.path": "4.0",
    "debug": "4.0",
    "default_allow": "4.0",
    "error": "4.1",
    "interruptible": "4.0",
    "kill.signal": "4.0",
    "prompt": "4.0",
}
"""The AppArmor that first knows a flag, for those younger than 3.0."""
