"""`use` becomes the rules of the fragment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from attrs import define, evolve, field, frozen

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, error
from apparmor_dsl.diagnostics.suggest import nearest
from apparmor_dsl.language import ast
from apparmor_dsl.language.ast.node import BaseRule
from apparmor_dsl.language.ast.walk import with_texts
from apparmor_dsl.semantics.files import Files
from apparmor_dsl.semantics.resolve.conditions import Known, branches, decide
from apparmor_dsl.semantics.resolve.hoist import Hoist, rename
from apparmor_dsl.semantics.resolve.origin import Origin, Provenance, Step
from apparmor_dsl.semantics.resolve.scope import Scope, unknown_fragment

_T = TypeVar("_T")
_P = TypeVar("_P", ast.Profile, ast.Hat, ast.Block)

_DEEPEST = 150
"""How many blocks and uses may stand inside each other, so that what walks the result does not run out of stack."""

_MOST_USES = 10_000
"""How many fragments a file may use, through others too: fragments that use two others each double with every step."""


_NESTING = (ast.Use, ast.Profile, ast.Hat, ast.Block, ast.Conditional)


@frozen
class _Context:
    """Where an item stands: in which file, in a use of which fragments, with which values of parameters."""

    scope: Scope
    route: tuple[Step, ...] = ()
    open_fragments: tuple[ast.Fragment, ...] = ()
    parameters: Mapping[str, str] = field(factory=dict)
    booleans: Mapping[str, bool] = field(factory=dict)
    depth: int = 0

    def inside(self) -> _Context:
        """The same, one block further in."""
        return evolve(self, depth=self.depth + 1)


@define
class _Used:
    """The fragments used in one profile, each with the first place, and the files they come from."""

    fragments: dict[str, tuple[ast.Fragment, ast.Use]] = field(factory=dict)


class Expansion:
    """Expands the profiles of one file. `diagnostics`, `provenance` and `hoist` grow as it goes.

    AFTERWARDS: no Use remains, a rule stands once in a block however many fragments bring it, and every fragment used
    in a profile finds beside it what it needs and nothing that it excludes.
    """

    def __init__(self, scope: Scope, files: Files) -> None:
        self.scope = scope
        self.files = files
        self.hoist = Hoist(scope)
        self.provenance = Provenance()
        self.diagnostics: list[Diagnostic] = []
        self.uses = 0

    def profile(self, profile: ast.Profile) -> ast.Profile:
        """The profile without uses."""
        return self._unit(profile, _Context(self.scope))

    def _unit(self, node: _P, context: _Context) -> _P:
        """A profile or hat: the scope in which fragments need and exclude each other."""
        used = _Used()
        made = self._braced(node, context, used)
        self._check_together(used)
        return made

    def _braced(self, node: _P, context: _Context, used: _Used) -> _P:
        head = self._renamed(evolve(node, body=()), context)
        made = evolve(head, body=self._body(node.body, context, used))
        self.provenance.add(made, (Origin(node.span, context.route),))
        return made

    def _body(self, items: Sequence[ast.BodyItem], context: _Context, used: _Used) -> tuple[ast.BodyItem, ...]:
        made: list[ast.BodyItem] = []
        said: dict[ast.BodyItem, ast.BodyItem] = {}
        for item in self._items(items, context, used):
            if isinstance(item, BaseRule | ast.Include):
                first = said.setdefault(item, item)
                if first is not item:
                    self.provenance.add(first, self.provenance.of(item))
                    continue
            made.append(item)
        return tuple(made)

    def _items(self, items: Sequence[ast.BodyItem], context: _Context, used: _Used) -> list[ast.BodyItem]:
        made: list[ast.BodyItem] = []
        for item in items:
            if isinstance(item, _NESTING) and context.depth >= _DEEPEST:
                self._too_much(item, "too-deep", "this stands too deep inside other blocks and fragments")
                continue
            match item:
                case ast.Use():
                    made += self._use(item, context, used)
                case ast.Profile():
                    made.append(self._unit(item, context.inside()))
                case ast.Hat():
                    made.append(self._unit(item, context.inside()))
                case ast.Block():
                    made.append(self._braced(item, context.inside(), used))
                case ast.Conditional():
                    made += self._conditional(item, context.inside(), used)
                case _:
                    # evolve: one object a place, so that each has origins of its own
                    fresh = evolve(self._renamed(item, context))
                    self.provenance.add(fresh, (Origin(item.span, context.route),))
                    made.append(fresh)
        return made

    def _conditional(self, item: ast.Conditional, context: _Context, used: _Used) -> list[ast.BodyItem]:
        known = Known(
            context.booleans,
            frozenset(context.parameters),
            lambda name: self._name(name, context),
            lambda name: self.hoist.visible(f"${name}", context.scope).removeprefix("$"),
        )
        decided = branches(item, decide(item.condition, known))
        if not isinstance(decided, ast.Conditional):
            return self._items(decided, context, used)
        made = evolve(
            decided,
            then=self._body(item.then, context, used),
            otherwise=self._body(item.otherwise, context, used),
        )
        self.provenance.add(made, (Origin(item.span, context.route),))
        return [made]

    def _use(self, use: ast.Use, context: _Context, used: _Used) -> list[ast.BodyItem]:
        found = context.scope.fragments.get(use.fragment)
        if found is None:
            self.diagnostics.append(unknown_fragment(use.fragment, use.span, context.scope, self.files))
            return []
        fragment, home = found
        if fragment in context.open_fragments:
            self.diagnostics.append(_use_cycle(use, fragment, context))
            return []
        self.uses += 1
        if self.uses > _MOST_USES:
            self._too_much(use, "too-many-uses", f"the file uses fragments more than {_MOST_USES:,} times")
            return []
        used.fragments.setdefault(fragment.name, (fragment, use))
        self.hoist.visit(home)
        bound = self._bind(use, fragment, context)
        if bound is None:
            return []
        parameters, booleans = bound
        inner = _Context(
            home,
            (*context.route, Step(fragment.name, use.span)),
            (*context.open_fragments, fragment),
            parameters,
            booleans,
            context.depth + 1,
        )
        return self._items(fragment.body, inner, used)

    def _too_much(self, item: ast.Node, code: str, message: str) -> None:
        """Report once that there is more than we go along with."""
        if not any(found.code == code for found in self.diagnostics):
            self.diagnostics.append(error(code, message, item.span, help="write it flatter"))

    def _bind(
        self, use: ast.Use, fragment: ast.Fragment, context: _Context
    ) -> tuple[dict[str, str], dict[str, bool]] | None:
        """The parameters as names of variables of the composed file, and the boolean ones as values."""
        arguments = self._arguments(use, fragment)
        if arguments is None:
            return None
        parameters: dict[str, str] = {}
        booleans: dict[str, bool] = {}
        home = _Context(context.scope.fragments[fragment.name][1])
        for parameter in fragment.parameters:
            argument = arguments.get(parameter.name)
            values = argument.values if argument else parameter.default
            if values is None:
                continue  # reported as missing
            if parameter.boolean:
                booleans[parameter.name] = values == ("true",)
                continue
            speaker = context if argument else home
            own = tuple(self._text(value, speaker) for value in values)
            parameters[parameter.name] = self.hoist.parameter(fragment, parameter.name, own)
        return parameters, booleans

    def _arguments(self, use: ast.Use, fragment: ast.Fragment) -> dict[str, ast.Argument] | None:
        declared = {parameter.name: parameter for parameter in fragment.parameters}
        labels = (Label(fragment.span, "declared here"),) if fragment.span else ()
        given: dict[str, ast.Argument] = {}
        before = len(self.diagnostics)
        for argument in use.arguments:
            shown = _shown(argument)
            parameter = declared.get(argument.name)
            if parameter is None or parameter.boolean != argument.boolean:
                near = nearest(argument.name, declared)
                way_out = f"did you mean `{_shown(declared[near])}`?" if near else _signature(fragment)
                message = f"the fragment `{fragment.name}` has no parameter `{shown}`"
                self.diagnostics.append(error("unknown-argument", message, argument.span, labels=labels, help=way_out))
            elif argument.name in given:
                message = f"`{shown}` is given twice"
                self.diagnostics.append(
                    error("duplicate-argument", message, argument.span, help="several values stand behind one `=`")
                )
            else:
                given[argument.name] = argument
        for parameter in fragment.parameters:
            if parameter.default is None and parameter.name not in given:
                shown = _shown(parameter)
                message = f"the fragment `{fragment.name}` must be given `{shown}`"
                way_out = f"write `use {fragment.name}({shown} = …),`"
                self.diagnostics.append(error("missing-argument", message, use.span, labels=labels, help=way_out))
        return given if len(self.diagnostics) == before else None

    def _check_together(self, used: _Used) -> None:
        for fragment, use in used.fragments.values():
            for need in fragment.needs:
                if need.text not in used.fragments:
                    self.diagnostics.append(
                        error(
                            "missing-need",
                            f"the fragment `{fragment.name}` needs `{need.text}`",
                            use.span,
                            labels=(Label(need.span, "it says so here"),) if need.span else (),
                            help=f"add `use {need.text},`",
                        )
                    )
            for excluded in fragment.excludes:
                other = used.fragments.get(excluded.text)
                if other is None:
                    continue
                labels = [Label(other[1].span, "used here")] if other[1].span else []
                labels += [Label(excluded.span, "excluded here")] if excluded.span else []
                self.diagnostics.append(
                    error(
                        "excluded-fragment",
                        f"the fragment `{fragment.name}` excludes `{excluded.text}`",
                        use.span,
                        labels=tuple(labels),
                        help="use one of the two",
                    )
                )

    def _renamed(self, node: _T, context: _Context) -> _T:
        return with_texts(node, lambda text: self._text(text, context))

    def _text(self, text: str, context: _Context) -> str:
        return rename(text, lambda name: self._name(name, context))

    def _name(self, name: str, context: _Context) -> str:
        """What the composed file calls the variable: the parameter's own, else that of the file where it is written."""
        return context.parameters.get(name) or self.hoist.visible(name, context.scope)


def _signature(fragment: ast.Fragment) -> str:
    if not fragment.parameters:
        return "it has none"
    return f"it has {', '.join(f'`{_shown(parameter)}`' for parameter in fragment.parameters)}"


def _shown(named: ast.Parameter | ast.Argument) -> str:
    return f"{'$' if named.boolean else '@'}{{{named.name}}}"


def _use_cycle(use: ast.Use, fragment: ast.Fragment, context: _Context) -> Diagnostic:
    first = context.open_fragments.index(fragment)
    names = [step.fragment for step in context.route[first:]]
    labels = tuple(Label(step.span, f"uses `{step.fragment}`") for step in context.route[first:] if step.span)
    return error(
        "fragment-cycle",
        f"the fragment `{fragment.name}` uses itself",
        use.span,
        labels=labels,
        help="move what both need into a fragment of its own",
        notes=(f"the route: {' -> '.join([*names, fragment.name])}",),
    )
