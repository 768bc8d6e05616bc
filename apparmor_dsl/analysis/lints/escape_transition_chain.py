"""A profile leads to others, and over them to where nothing is confined."""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.analysis.lint.chains import Chain, chains
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedTree
from apparmor_dsl.analysis.lint.ways import Step, confines
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, Severity
from apparmor_dsl.diagnostics.source import Span

LINT = Lint(__name__, Severity.WARNING, Group.security)

_MOST_NAMED = 3


def check_tree(tree: LintedTree) -> Iterator[Diagnostic]:
    """Of each profile a shortest way, where it has more than one step. Those that begin with one rule are said once."""
    together: dict[object, list[Chain]] = {}
    for chain in chains(tree.profiles):
        first = chain.steps[0].edge
        together.setdefault((first.span, chain.certain) if first else id(chain), []).append(chain)
    for group in together.values():
        chain = group[0]
        names = [f"`{other.start.name}`" for other in group[1:]]
        more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
        yield LINT.found(
            f"`{chain.start.name}` {', which '.join(map(_does, chain.steps))}{_end(chain.steps[-1])}",
            _place(chain, tree),
            labels=tuple(_labels(chain, tree)),
            help="lead to profiles that lead nowhere else, or let the program keep the profile with `ix`",
            notes=(f"the same holds for {', '.join(names[:_MOST_NAMED])}{more}",) if names else (),
            severity=Severity.WARNING if chain.certain else Severity.NOTICE,
        )


def _does(step: Step) -> str:
    match step.how:
        case "exec":
            return f"executes `{step.what}` {f'in `{step.to.name}`' if step.to else 'unconfined'}"
        case "change_profile":
            return f"changes to `{step.what}`"
        case "change_hat":
            return f"changes to its hat `{step.what}`"


def _end(step: Step) -> str:
    if step.to is None:
        return ""
    return ", which replaces policy" if confines(step.to) else ", which refuses nothing"


def _place(chain: Chain, tree: LintedTree) -> Span | None:
    """The first rule, or where the profile's own text includes it; a hat is entered without one."""
    edge = chain.steps[0].edge
    if edge is None:
        return chain.start.span
    return edge.span if tree.is_own(edge.span) or not edge.route else edge.route[0].span


def _labels(chain: Chain, tree: LintedTree) -> Iterator[Label]:
    """The rules of the steps, as far as the place of the finding does not show them, and where the last one leads."""
    for number, step in enumerate(chain.steps):
        span = step.edge.span if step.edge else None
        if span is not None and (number > 0 or span is not _place(chain, tree)):
            yield Label(span, f"`{_from(chain, number)}` {_does(step)} by this rule")
    end = chain.steps[-1].to
    if end is not None and end.span is not None:
        said = f"by writing `{end.replaces_policy}`" if confines(end) else f"its mode is `{end.mode}`"
        yield Label(end.span, said)


def _from(chain: Chain, number: int) -> str:
    before = chain.steps[number - 1].to if number else chain.start
    return before.name if before else ""
