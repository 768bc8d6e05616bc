"""What aadsl adds: `import`, `fragment`, `use`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from apparmor_dsl.language.ast.node import Node

if TYPE_CHECKING:
    from apparmor_dsl.language.ast.policy import BodyItem


@frozen
class Import(Node):
    """`import <docker>`, shipped with aadsl (`magic`), or `import "site.aadsl"`, relative to this file."""

    path: str
    magic: bool = True


@frozen
class Name(Node):
    """The name of a fragment, at the place where it is written."""

    text: str


@frozen
class Parameter(Node):
    """`@{data_root} = /var/lib/docker` in a fragment's head: a variable with lexical scope.

    `default` is None where an argument must be given. `boolean` parameters are `${name}` and have one value, `true` or
    `false`.
    """

    name: str
    default: tuple[str, ...] | None = None
    boolean: bool = False


@frozen
class Argument(Node):
    """`@{data_root} = /srv/docker /srv/more` in a `use`; `boolean` for `${name} = true`."""

    name: str
    values: tuple[str, ...]
    boolean: bool = False


@frozen
class Fragment(Node):
    """A reusable piece of a profile. `doc` is the text of its `##` comments, without the marks."""

    name: str
    parameters: tuple[Parameter, ...] = ()
    needs: tuple[Name, ...] = ()
    excludes: tuple[Name, ...] = ()
    body: tuple[BodyItem, ...] = ()
    doc: str = field(default="", eq=False)


@frozen
class Use(Node):
    """`use docker(@{data_root} = /srv/docker),`: the fragment's rules stand here."""

    fragment: str
    arguments: tuple[Argument, ...] = ()
