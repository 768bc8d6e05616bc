"""`owner /home/*/.config/** rwk,`  `/usr/bin/man Px -> man_filter,`  `file,`  `link subset /a -> /b,`"""

from typing import Literal

from attrs import frozen

from apparmor_dsl.language.ast.node import BaseRule

Environment = Literal["safe", "unsafe"]
"""Whether the kernel scrubs the environment when an exec transition is made."""


@frozen
class FileRule(BaseRule):
    """Access to the paths that a file glob matches; to every path and in every way when there is no `path` (`file,`).

    `access` holds letters of `mrwalk` in that order, `exec` the exec mode as written (`ix`, `Px`, `pux`; `x` in a
    deny). `target` is the profile an exec mode goes to. Without one it limits where links point since 4.0, and has no
    say before: then `/a rl -> /b,` lets a link point anywhere. With the permissions in front (`rl /a -> /b,`) it is
    `link_target`, and limits links for every parser. `environment` belongs to an exec mode.
    """

    path: str | None = None
    access: str = ""
    exec: str | None = None
    target: str | None = None
    environment: Environment | None = None
    link_target: str | None = None


@frozen
class LinkRule(BaseRule):
    """A hard link `path` to a file `target`; with `subset` only where the link permits no more than its target.

    `l subset /a -> /b,` is another spelling of it.
    """

    path: str
    target: str
    subset: bool = False
