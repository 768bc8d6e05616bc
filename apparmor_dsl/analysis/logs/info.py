"""What the kernel means where it adds a reason to a refusal."""

from __future__ import annotations

from typing import Final

from apparmor_dsl.analysis.logs.record import Record

_MEANINGS: Final = {
    "Failed name lookup - disconnected path": "the path cannot be reached from the task's root (another mount "
    "namespace, a lazy unmount): no rule can name it; `flags=(attach_disconnected)` lets rules see it as if from `/`",
    "Failed name lookup - deleted entry": "the file is deleted already; `flags=(mediate_deleted)` lets rules see it",
    "Failed name lookup - name too long": "the path is longer than the kernel can compare with rules",
    "Failed name lookup - disconnected IPC path": "the queue belongs to another namespace: no rule can name it",
    "profile transition not found": "a rule permits to execute it, but the profile that the program is to enter is not "
    "loaded (`px`, `cx` without a fallback)",
    "label not found": "the profile to change to is not loaded, or has another name",
    "no new privs": "the task has set no_new_privs: it can only enter a profile that permits no more than its own",
    "failed mntpnt match": "no mount rule matches the mount point",
    "failed srcname match": "no mount rule for this mount point matches the source",
    "failed type match": "no mount rule for this mount point and source matches the type of filesystem",
    "failed flags match": "rules match the mount point, the source and the type, and none of them these options",
    "failed perms check": "a rule matches the mount, and it is a `deny`, or is not for this kind of mount",
    "failed data match": "no mount rule matches the options of the filesystem itself",
    "conflicting profile attachments": "several profiles attach to the program, and none of them more closely",
}
"""Source: the `info` texts of security/apparmor in Linux 6.12: domain.c, mount.c, path.c."""


def meaning(record: Record) -> str | None:
    """The kernel's reason in words that lead on; None where it gives none, or one that speaks for itself."""
    return _MEANINGS.get(record.info or "")
