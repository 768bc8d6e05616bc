"""What messages of the parser are made of."""

KEYWORDS = (
    *("abi", "alias", "all", "allow", "audit", "capability", "change_profile", "dbus", "deny", "else", "file", "hat"),
    *("if", "include", "io_uring", "link", "mount", "mqueue", "network", "other", "owner", "pivot_root", "priority"),
    *("profile", "prompt", "ptrace", "remount", "set", "signal", "umount", "unix", "userns"),
)
"""Every word a statement may begin with. Source: apparmor.d(5)."""


def short(text: str) -> str:
    """The text, cut where it is long."""
    return text if len(text) <= 40 else text[:39] + "…"
