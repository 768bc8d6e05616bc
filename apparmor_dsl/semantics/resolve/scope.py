"""What a file can name: its own fragments and variables, and those of the files it imports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import define, field

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, error
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.diagnostics.source import Span
from apparmor_dsl.diagnostics.suggest import did_you_mean
from apparmor_dsl.language import ast
from apparmor_dsl.semantics.files import Files

Setting = ast.Variable | ast.BooleanAssignment

_LONGEST_ROUTE = 100
"""How many files may import each other in a row, so that reading them does not run out of stack."""


@define(eq=False)
class Scope:
    """One file and what is visible in it."""

    policy: ast.PolicyFile
    fragments: dict[str, tuple[ast.Fragment, Scope]] = field(factory=dict)
    variables: dict[str, tuple[tuple[Setting, ...], Scope]] = field(factory=dict)

    @property
    def name(self) -> str:
        """The file's name in diagnostics."""
        return self.policy.source.name if self.policy.source else "<policy>"

    def comments(self) -> dict[str, tuple[ast.Comment, ...]]:
        """The comments of this file and of every file that it can reach, by the file's name."""
        found: dict[str, tuple[ast.Comment, ...]] = {}
        waiting = [self]
        while waiting:
            scope = waiting.pop()
            if scope.name not in found:
                found[scope.name] = scope.policy.comments
                waiting += [home for _, home in (*scope.fragments.values(), *scope.variables.values())]
        return found

    @property
    def includes(self) -> tuple[ast.Include, ...]:
        """What the preamble includes."""
        return tuple(item for item in self.policy.statements if isinstance(item, ast.Include))


def load(policy: ast.PolicyFile, files: Files) -> tuple[Scope, list[Diagnostic]]:
    """The scope of the file, with every file it imports read.

    AFTERWARDS: every import is there and none leads back to a file that imports it; no name is defined twice.
    """
    loader = _Loader(files)
    scope = loader.load(policy, ())
    return scope, loader.diagnostics


class _Loader:
    def __init__(self, files: Files) -> None:
        self.files = files
        self.diagnostics: list[Diagnostic] = []
        self.loaded: dict[int, Scope] = {}

    def load(self, policy: ast.PolicyFile, route: tuple[ast.Import, ...]) -> Scope:
        known = self.loaded.get(id(policy))
        if known is not None:
            return known
        scope = self.loaded[id(policy)] = Scope(policy)
        self._own(scope)
        for wanted in policy.statements:
            if isinstance(wanted, ast.Import):
                self._import(scope, wanted, (*route, wanted))
        self._check_names(scope)
        return scope

    def _own(self, scope: Scope) -> None:
        for item in scope.policy.statements:
            if isinstance(item, ast.Fragment):
                self._define(scope, item, scope)
        for name, settings in _settings(scope.policy).items():
            scope.variables[name] = (settings, scope)

    def _import(self, scope: Scope, wanted: ast.Import, route: tuple[ast.Import, ...]) -> None:
        try:
            policy = self.files.imported(wanted, scope.name)
        except PolicyError as problem:
            self.diagnostics += problem.diagnostics
            return
        if policy is None:
            self.diagnostics.append(self._not_there(wanted))
            return
        open_files = [step.span.source for step in route if step.span]
        if policy.source in open_files:
            self.diagnostics.append(_cycle(route, open_files.index(policy.source)))
            return
        if len(route) > _LONGEST_ROUTE:
            message = f"more than {_LONGEST_ROUTE} files import each other in a row"
            self.diagnostics.append(error("too-deep", message, wanted.span, help="import what is needed directly"))
            return
        other = self.load(policy, route)
        for fragment in other.policy.fragments:
            self._define(scope, fragment, other, wanted)
        for name, settings in _settings(other.policy).items():
            self._bring(scope, name, settings, other, wanted)

    def _not_there(self, wanted: ast.Import) -> Diagnostic:
        if not wanted.magic:
            return error(
                "import-not-found",
                f"there is no file `{wanted.path}`",
                wanted.span,
                help="the path is relative to the file that imports it",
            )
        names = self.files.fragment_names()
        way_out = did_you_mean(wanted.path, names) or f"shipped are {', '.join(sorted(names))}"
        return error("import-not-found", f"no file <{wanted.path}> is shipped", wanted.span, help=way_out)

    def _define(self, scope: Scope, fragment: ast.Fragment, home: Scope, wanted: ast.Import | None = None) -> None:
        other = scope.fragments.get(fragment.name)
        if other is not None and other[0] is not fragment:
            self._twice("fragment", fragment.name, fragment.span, other[0].span, wanted)
            return
        scope.fragments[fragment.name] = (fragment, home)

    def _bring(self, scope: Scope, name: str, settings: tuple[Setting, ...], home: Scope, wanted: ast.Import) -> None:
        other = scope.variables.get(name)
        if other is None:
            scope.variables[name] = (settings, home)
        elif other[0] != settings:
            self._twice("variable", name, settings[0].span, other[0][0].span, wanted)

    def _twice(self, what: str, name: str, span: Span | None, other: Span | None, wanted: ast.Import | None) -> None:
        labels = [Label(other, "the other one")] if other else []
        if wanted is not None and wanted.span is not None:
            labels.append(Label(wanted.span, "imported here"))
        self.diagnostics.append(
            error(
                f"duplicate-{what}",
                f"the {what} `{name}` is defined twice",
                span,
                labels=tuple(labels),
                help="rename one of them, or import only one of the two files",
            )
        )

    def _check_names(self, scope: Scope) -> None:
        known = {*scope.fragments, *self.files.fragment_names()}
        for fragment in scope.policy.fragments:
            for name in (*fragment.needs, *fragment.excludes):
                if name.text not in known:
                    self.diagnostics.append(unknown_fragment(name.text, name.span, scope, self.files))


def unknown_fragment(name: str, span: Span | None, scope: Scope, files: Files) -> Diagnostic:
    """Nobody defines the fragment `name`; says so, and what may have been meant."""
    if name in files.fragment_names():
        way_out: str | None = f"add `import <{name}>` to the top of the file"
    elif scope.fragments:
        way_out = (
            did_you_mean(name, scope.fragments)
            or f"known here: {', '.join(f'`{one}`' for one in sorted(scope.fragments))}"
        )
    else:
        way_out = did_you_mean(name, files.fragment_names()) or "import the file that defines it"
    return error("unknown-fragment", f"there is no fragment `{name}`", span, help=way_out)


def _settings(policy: ast.PolicyFile) -> Mapping[str, tuple[Setting, ...]]:
    """The assignments of the preamble by variable, in order. Boolean variables go under `$name`."""
    made: dict[str, tuple[Setting, ...]] = {}
    for item in _assignments(policy):
        key = item.name if isinstance(item, ast.Variable) else f"${item.name}"
        made[key] = (*made.get(key, ()), item)
    return made


def _assignments(policy: ast.PolicyFile) -> Iterator[Setting]:
    for item in policy.statements:
        if isinstance(item, ast.Variable | ast.BooleanAssignment):
            yield item


def _cycle(route: tuple[ast.Import, ...], first: int) -> Diagnostic:
    circle = route[first:]
    labels = tuple(Label(step.span, "which imports") for step in circle[1:] if step.span)
    names = [step.span.source.name for step in circle if step.span]
    return error(
        "import-cycle",
        f"`{names[0]}` imports itself",
        circle[0].span,
        labels=labels,
        help="move what both need into a file of its own",
        notes=(f"the route: {' -> '.join([*names, names[0]])}",),
    )
