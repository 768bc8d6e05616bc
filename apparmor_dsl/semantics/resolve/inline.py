"""Includes become what they include."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from attrs import define, field

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, error, warning
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.language import ast
from apparmor_dsl.semantics.checks.written import last_line
from apparmor_dsl.semantics.files import Files
from apparmor_dsl.semantics.resolve.origin import Origin, Provenance, Step
from apparmor_dsl.semantics.resolve.placed import Placed

_Route = tuple[Step, ...]
_FOR_PREAMBLE = (ast.Variable, ast.BooleanAssignment, ast.Alias)


@define
class _Unit:
    """A profile, or the file around the profiles: a file is included once in each.

    Source: the include cache of parser/parser_lex.l; it is set aside at the `{` of a profile and taken up at its `}`.
    `included` has for each file, and each odd spelling of its path, the include that brought it and whether that stood
    in a block or conditional.
    """

    included: dict[tuple[str, str], tuple[ast.Include, bool]] = field(factory=dict)


def inline(
    policy: ast.PolicyFile, files: Files, provenance: Provenance | None = None
) -> tuple[tuple[Placed, ...], tuple[Diagnostic, ...]]:
    """The statements of the file with those of the included files in place of each include.

    AFTERWARDS: no Include remains. Each statement knows its file and line, and the includes it came by.
    """
    inlining = _Inlining(files, provenance or Provenance())
    placed = tuple(inlining.items(policy.statements, (), _Unit(), nested=False, inside=False))
    return placed, tuple(dict.fromkeys(inlining.diagnostics))


def inline_in_profile(
    include: ast.Include, origin: Origin, files: Files
) -> tuple[tuple[Placed, ...], tuple[Diagnostic, ...]]:
    """What an include in a profile brings there, whatever the profile includes beside it."""
    provenance = Provenance()
    provenance.add(include, (origin,))
    inlining = _Inlining(files, provenance)
    placed = tuple(inlining.items((include,), (), _Unit(), nested=False, inside=True))
    return placed, tuple(dict.fromkeys(inlining.diagnostics))


@define
class _Inlining:
    files: Files
    provenance: Provenance
    diagnostics: list[Diagnostic] = field(factory=list)

    def items(
        self, statements: Sequence[ast.Statement], route: _Route, unit: _Unit, *, nested: bool, inside: bool
    ) -> Iterator[Placed]:
        """The statements with includes followed. `nested`: in a block or conditional; `inside`: in a profile."""
        for node in statements:
            origin = self.origin(node, route)
            match node:
                case ast.Include():
                    for file, further in self.follow(node, origin, unit, nested=nested):
                        yield from self.items(file.statements, further, unit, nested=nested, inside=inside)
                case ast.Profile() | ast.Hat():
                    body = tuple(self.items(node.body, route, _Unit(), nested=False, inside=True))
                    yield Placed(node, origin, body)
                case ast.Block():
                    yield Placed(node, origin, tuple(self.items(node.body, route, unit, nested=True, inside=inside)))
                case ast.Conditional():
                    # In the order of the text: what the first branch includes, the other does not include again.
                    then = tuple(self.items(node.then, route, unit, nested=True, inside=inside))
                    otherwise = tuple(self.items(node.otherwise, route, unit, nested=True, inside=inside))
                    yield Placed(node, origin, then, otherwise)
                case ast.Variable() | ast.BooleanAssignment() | ast.Alias() if inside:
                    self.misplaced(node, origin)
                case _:
                    yield Placed(node, origin)

    def origin(self, node: ast.Statement, route: _Route) -> Origin:
        """Where the node came from: for one of the file itself its first origin, else its place and the route."""
        return Origin(node.span, route) if route else self.provenance.of(node)[0]

    def follow(
        self, include: ast.Include, origin: Origin, unit: _Unit, *, nested: bool
    ) -> Iterator[tuple[ast.PolicyFile, _Route]]:
        """The files of the include that this unit has not included yet, with the route to them."""
        shown = f"<{include.path}>" if include.magic else f'"{include.path}"'
        try:
            found = self.files.included(include)
        except PolicyError as problem:
            self.diagnostics += problem.diagnostics
            return
        if found is None:
            if not include.if_exists:
                self.not_found(include, shown, origin.route)
            return
        for file in found:
            name = file.source.name if file.source else shown
            # The parser knows a file by its path as it is written: `tunables//home` is not `tunables/home`.
            known_as = (name, "" if include.path == os.path.normpath(include.path) else include.path)
            is_open = name in _open(include, origin.route)
            if known_as in unit.included:
                self.again(include, shown, *unit.included[known_as], open_now=is_open)
                continue
            if is_open and all(known != name for known, _ in unit.included):
                self.endless(include, shown, origin.route)
                continue
            unit.included[known_as] = (include, nested)
            self.diagnostics += last_line(file)
            yield file, (*origin.route, Step(shown, include.span))

    def again(self, include: ast.Include, shown: str, first: ast.Include, nested: bool, *, open_now: bool) -> None:
        """Say what the parser is silent about: an include that it passes over, where that can make a difference."""
        labels = (Label(first.span, "it was included here"),) if first.span else ()
        if open_now:
            self.diagnostics.append(
                warning(
                    "include-cycle",
                    f"include {shown} leads back to itself, and is passed over here",
                    include.span,
                    labels=labels,
                    help="take one of the includes out",
                )
            )
        elif nested:
            self.diagnostics.append(
                warning(
                    "include-passed-over",
                    f"include {shown} brings nothing here: the profile has included it in a block or condition before",
                    include.span,
                    labels=labels,
                    help="a file is included once in a profile: put the include that holds for all of it first",
                )
            )

    def endless(self, include: ast.Include, shown: str, route: _Route) -> None:
        """Report a file that includes itself, each time in a new profile: nothing passes over that."""
        self.diagnostics.append(
            error(
                "include-cycle",
                f"include {shown} leads back to itself",
                include.span,
                labels=tuple(Label(step.span, "included from here") for step in reversed(route) if step.span),
                help="take one of the includes out",
            )
        )

    def not_found(self, include: ast.Include, shown: str, route: _Route) -> None:
        """Report an include that is nowhere."""
        searched = ", ".join(self.files.search_path()) if include.magic else "as it stands"
        labels = tuple(Label(step.span, "included from here") for step in reversed(route) if step.span)
        meant = self.files.like(include)
        self.diagnostics.append(
            error(
                "include-not-found",
                f"include {shown} is not there",
                include.span,
                labels=labels,
                help=f"did you mean `include {meant}`?"
                if meant
                else "give its folder with -I, install the package that brings it, or write `include if exists`",
                notes=(f"searched: {searched}",),
            )
        )

    def misplaced(self, node: ast.Statement, origin: Origin) -> None:
        """Report what belongs before the profiles and came into one."""
        included = next((step for step in origin.route if step.fragment.startswith(("<", '"'))), None)
        if included is None:
            self.diagnostics.append(
                error(
                    "preamble-in-profile",
                    "variables and aliases are set before the profiles, not in one",
                    node.span,
                    help="move the line to the top of the file",
                )
            )
            return
        code = "include-in-profile-preamble"
        if any((found.code, found.span) == (code, included.span) for found in self.diagnostics):
            return  # one mistake, however many variables came by it
        labels = (Label(node.span, "it sets this"),) if node.span else ()
        self.diagnostics.append(
            error(
                code,
                f"include {included.fragment} stands inside a profile, but sets variables",
                included.span,
                labels=labels,
                help="move the line to the top of the file, before `profile`",
                notes=("apparmor_parser names the other place, where nothing is wrong",) if labels else (),
            )
        )


def _open(include: ast.Include, route: _Route) -> frozenset[str]:
    """The files that are being read where the include stands."""
    spans = (include.span, *(step.span for step in route))
    return frozenset(span.source.name for span in spans if span)
