"""Includes are there, stand where they may, and with them every variable is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import define, field

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, error
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.diagnostics.source import Span
from apparmor_dsl.diagnostics.suggest import nearest
from apparmor_dsl.language import ast
from apparmor_dsl.language.ast.walk import texts
from apparmor_dsl.semantics.files import Files
from apparmor_dsl.semantics.resolve.hoist import BUILT_IN, REFERENCE

_PREAMBLE = (ast.Variable, ast.BooleanAssignment, ast.Alias)
_Item = ast.Statement
_DEEPEST = 100
"""More includes inside each other than this is a cycle."""


def check(policy: ast.PolicyFile, files: Files) -> list[Diagnostic]:
    """What is wrong with the includes and variables of a composed file.

    AFTERWARDS: every include is there; what may stand only before the profiles does; every variable is set somewhere.
    """
    comments = tuple(found.span for found in policy.findings if found.code == "commented-include" and found.span)
    checker = _Checker(files, comments)
    checker.preamble(policy.statements, ())
    for item in policy.statements:
        if not isinstance(item, (*_PREAMBLE, ast.Include, ast.Abi)):
            checker.body((item,), ())
    return checker.diagnostics


@define
class _Checker:
    files: Files
    comments: tuple[Span, ...] = ()
    """Includes of the file that are comments, and may have been meant to bring what is missing."""
    diagnostics: list[Diagnostic] = field(factory=list)
    variables: set[str] = field(factory=lambda: set(BUILT_IN))
    said: set[object] = field(factory=set)
    followed: set[tuple[str, bool, str]] = field(factory=set)
    """The includes whose files were checked to the end: by path, spelling, and for which place."""
    settings: dict[tuple[str, bool], ast.Statement | None] = field(factory=dict)
    """For each include the first statement in it that may stand only in the preamble."""

    def preamble(self, items: Sequence[_Item], route: tuple[ast.Include, ...]) -> None:
        """Collect the variables of the preamble and of what it includes."""
        for item in items:
            match item:
                case ast.Variable():
                    self.variables.add(item.name)
                case ast.Abi():
                    self.found(item, route)
                case ast.Include():
                    for file in self.follow(item, route, "preamble"):
                        self.preamble(file.statements, (*route, item))
                case _:
                    pass

    def body(self, items: Sequence[_Item], route: tuple[ast.Include, ...]) -> None:
        """Check the rules of a profile and of what it includes."""
        for item in items:
            match item:
                case ast.Include():
                    if self.misplaced(item, route):
                        continue
                    for file in self.follow(item, route, "body"):
                        self.body(file.statements, (*route, item))
                case ast.Profile() | ast.Hat() | ast.Block():
                    self.known_names(_head_texts(item), item, route)
                    self.body(item.body, route)
                case ast.Conditional():
                    self.body(item.then, route)
                    self.body(item.otherwise, route)
                case ast.Abi():
                    self.found(item, route)
                case _:
                    self.known(item, route)

    def follow(self, wanted: ast.Include, route: tuple[ast.Include, ...], place: str) -> Iterator[ast.PolicyFile]:
        """The files of an include that was not checked to the end; checking one each time could take for ever."""
        key = (wanted.path, wanted.magic, place)
        if key not in self.followed:
            yield from self.found(wanted, route)
            self.followed.add(key)

    def found(self, wanted: ast.Include | ast.Abi, route: tuple[ast.Include, ...]) -> tuple[ast.PolicyFile, ...]:
        """The files of an include; one that is not there, or leads back to itself, is reported."""
        if len(route) > _DEEPEST or any(_same(step, wanted) for step in route):
            self.report(
                "include-cycle",
                f"`{wanted.path}` includes itself",
                route[0] if route else wanted,
                "take one of the includes out",
                (f"the route: {' -> '.join([*(step.path for step in route), wanted.path])}",),
            )
            return ()
        try:
            files = self.files.included(wanted)
        except PolicyError as problem:
            for found in problem.diagnostics:
                if found not in self.said:
                    self.said.add(found)
                    self.diagnostics.append(found)
            return ()
        if files is not None:
            return files
        if not (isinstance(wanted, ast.Include) and wanted.if_exists):
            self.not_there(wanted, route)
        return ()

    def not_there(self, wanted: ast.Include | ast.Abi, route: tuple[ast.Include, ...]) -> None:
        """Report an include that is nowhere."""
        what = "abi" if isinstance(wanted, ast.Abi) else "include"
        shown = f"<{wanted.path}>" if wanted.magic else f'"{wanted.path}"'
        searched = ", ".join(self.files.search_path()) if wanted.magic else "as it stands"
        way_out = "give its folder with -I, install the package that brings it, or write `include if exists`"
        if what == "abi":
            way_out = "name an abi file that the host has, such as <abi/3.0>"
        self.report(
            "include-not-found", f"{what} {shown} is not there", wanted, way_out, (f"searched: {searched}",), route
        )

    def misplaced(self, wanted: ast.Include, route: tuple[ast.Include, ...]) -> bool:
        """Report a file for the preamble that is included inside a profile."""
        setting = self.setting(wanted)
        if setting is None:
            return False
        include = route[0] if route else wanted
        labels = (Label(setting.span, "it sets this"),) if setting.span else ()
        shown = f"<{include.path}>" if include.magic else f'"{include.path}"'
        self.diagnostics.append(
            error(
                "include-in-profile-preamble",
                f"include {shown} stands inside a profile, but sets variables",
                include.span,
                labels=labels,
                help="move the line to the top of the file, before `profile`",
            )
        )
        # One mistake is one message: what it sets counts as set.
        for file in self.follow(wanted, route, "preamble"):
            self.preamble(file.statements, (*route, wanted))
        return True

    def setting(self, wanted: ast.Include) -> ast.Statement | None:
        """The first statement for the preamble in the files of an include and in what these include."""
        key = (wanted.path, wanted.magic)
        if key not in self.settings:
            self.settings[key] = None  # what leads back here adds nothing
            self.settings[key] = self.first_setting(wanted)
        return self.settings[key]

    def first_setting(self, wanted: ast.Include) -> ast.Statement | None:
        """The same, looked up."""
        try:
            files = self.files.included(wanted) or ()
        except PolicyError:
            return None  # reported where the include is followed
        for file in files:
            for item in file.statements:
                found = self.setting(item) if isinstance(item, ast.Include) else item
                if isinstance(found, _PREAMBLE):
                    return found
        return None

    def known(self, node: ast.Node, route: tuple[ast.Include, ...]) -> None:
        """Report variables of the node that nothing sets."""
        self.known_names(texts(node), node, route)

    def known_names(self, said: Iterator[str], node: ast.Node, route: tuple[ast.Include, ...]) -> None:
        """Report variables in the texts that nothing sets."""
        for text in said:
            for name in REFERENCE.findall(text):
                if name not in self.variables:
                    self.report(
                        "unknown-variable",
                        f"the variable `@{{{name}}}` is not set",
                        node,
                        self.way_to(name),
                        route=route,
                    )

    def way_to(self, name: str) -> str:
        """How to get the variable."""
        near = nearest(name, self.variables)
        if near is not None:
            return f"did you mean `@{{{near}}}`?"
        return f"set it before the profiles: `@{{{name}}} = …`, or `include <tunables/global>`"

    def report(
        self,
        code: str,
        message: str,
        node: ast.Node,
        way_out: str,
        notes: tuple[str, ...] = (),
        route: tuple[ast.Include, ...] = (),
    ) -> None:
        """One error, once for each place and message, with the includes that lead there."""
        labels = tuple(Label(step.span, "included from here") for step in reversed(route) if step.span)
        if code == "unknown-variable":
            labels += tuple(Label(span, "this is a comment, and includes nothing") for span in self.comments)
        found = error(code, message, node.span, labels=labels, help=way_out, notes=notes)
        key = (code, message, str(node.span))
        if key not in self.said:
            self.said.add(key)
            self.diagnostics.append(found)


def _same(step: ast.Include, wanted: ast.Include | ast.Abi) -> bool:
    return step.path == wanted.path and step.magic == wanted.magic


def _head_texts(node: ast.Profile | ast.Hat | ast.Block) -> Iterator[str]:
    if not isinstance(node, ast.Block):
        yield node.name
    if isinstance(node, ast.Profile):
        yield from texts((node.attachment or "", node.xattrs, node.flags))
