"""One line of configuration: the only place where one is put together.

INVARIANT: what comes out is one line, and is read back as this key and this value.
"""

import re
from typing import Final

from apparmor_dsl.diagnostics.diagnostic import error
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.diagnostics.source import Span
from apparmor_dsl.fleet.wording import shown, unprintable

_KEY: Final = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_-]+)*")


def config_line(key: str, value: str, separator: str, span: Span) -> str:
    """`key = value` for LXC (separator ` = `), `key: value` for Proxmox VE. Raises PolicyError at `span`."""
    bad = unprintable(key) or unprintable(value)
    if bad:
        problem = f"it contains {bad}"
    elif not _KEY.fullmatch(key):
        problem = f"{shown(key)} cannot be a key"
    elif value != value.strip():
        problem = "a blank at its beginning or end would be cut off"
    elif len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        problem = "the quotes around it would be taken away"  # lxc src/lxc/parse.c
    else:
        return f"{key}{separator}{value}".rstrip()
    message = f"the value of `{key if not unprintable(key) else '?'}` cannot be written as a line: {problem}"
    raise PolicyError((error("unwritable-line", message, span, help="change the value"),))


def comment_line(text: str) -> str:
    """`# text`; what cannot be seen is shown as a number."""
    return "# " + "".join(letter if letter.isprintable() else f"U+{ord(letter):04X}" for letter in text)


def mount_entry(source: str, target: str, options: str) -> str:
    r"""A value of `lxc.mount.entry`, a line of fstab(5): a blank is `\040`, and the target has no slash in front."""
    return f"{_field(source)} {_field(target.lstrip('/'))} none {options} 0 0"


def _field(path: str) -> str:
    # getmntent(3) ends a field at white space and knows these four escapes.
    return path.replace("\\", "\\134").replace(" ", "\\040").replace("\t", "\\011").replace("\n", "\\012")
