"""From a fleet's text to what is to be compiled and written: the way through this package, in one place."""

import datetime as dt

from attrs import evolve, frozen

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, has_errors
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.diagnostics.source import Source
from apparmor_dsl.fleet import confine as confining
from apparmor_dsl.fleet.checks import check_fleet
from apparmor_dsl.fleet.identifiers import STOCK_PROFILES
from apparmor_dsl.fleet.label import label_of
from apparmor_dsl.fleet.model import Fleet
from apparmor_dsl.fleet.propose import policies
from apparmor_dsl.fleet.read import read_fleet, shortened
from apparmor_dsl.fleet.targets import Snippet, render_fleet
from apparmor_dsl.language import ast
from apparmor_dsl.semantics.targets import OLDEST, Target


@frozen
class Prepared:
    """A fleet that can be compiled. None of the diagnostics is an error."""

    fleet: Fleet
    policies: tuple[ast.PolicyFile, ...]
    """One file for each profile that the fleet asks for, in the dialect `aadsl`."""
    wanted: frozenset[str]
    """Names of profiles that containers run under and that come neither from here nor with LXC."""
    snippets: tuple[Snippet, ...]
    diagnostics: tuple[Diagnostic, ...]


def prepare_fleet(
    source: Source,
    *,
    confine: bool = False,
    defined_elsewhere: frozenset[str] = frozenset(),
    target: Target = OLDEST,
    hooks_allowed: bool = False,
    today: dt.date | None = None,
) -> Prepared:
    """Read, confine where that is asked for, check, propose, render. Raises PolicyError with the worst found."""
    fleet, diagnostics = read_fleet(source)
    fleet = evolve(fleet, defined_elsewhere=defined_elsewhere, hooks_allowed=hooks_allowed, today=today)
    if confine:
        fleet, replaced = confining.confine(fleet)
        diagnostics += replaced
    diagnostics += check_fleet(fleet)
    if has_errors(diagnostics):
        raise PolicyError(shortened(diagnostics))
    rendered = render_fleet(fleet)
    diagnostics += rendered.diagnostics
    if has_errors(diagnostics):
        raise PolicyError(shortened(diagnostics))
    return Prepared(fleet, policies(fleet, target=target), _wanted(fleet), rendered.snippets, diagnostics)


def _wanted(fleet: Fleet) -> frozenset[str]:
    own = fleet.profiles_by_name.keys() | fleet.composed
    labels = (label_of(container).profile for container in fleet.containers)
    return frozenset(name for name in labels if name is not None) - own - STOCK_PROFILES
