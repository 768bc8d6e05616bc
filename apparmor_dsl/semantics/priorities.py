"""Whether a profile means the same without its priorities, for parsers that have none.

With priorities the rules of the highest one decide of an access, without them all rules that match: a deny wins, and
of exec rules one without wildcards. So priorities can go where no two rules of different priority that have an access
in common decide it otherwise together than the higher one alone. Sources: pri_update_perm in
parser/libapparmor_re/hfa.cc; each case of `_matters` given to 4.1.8 and 5.0.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from attrs import frozen

from apparmor_dsl.language import ast
from apparmor_dsl.semantics.automata import Automaton, Found, Never, overlap
from apparmor_dsl.semantics.model.decide import is_exact
from apparmor_dsl.semantics.model.exec_transition import Transition
from apparmor_dsl.semantics.model.file import Half, PathRule, every_path_rule
from apparmor_dsl.semantics.model.glob import pattern
from apparmor_dsl.semantics.model.regex import BadPattern
from apparmor_dsl.semantics.resolve.resolved import ResolvedProfile, ResolvedRule
from apparmor_dsl.semantics.targets import TARGETS, Target

_WITH_PRIORITIES = TARGETS["apparmor-6.0"]

_BUDGET = 5_000
"""States to look at for two rules. Where they do not suffice the two are taken to overlap."""


@frozen
class Clash:
    """Two rules between which the priority decides. `witness` is a path that both match, where that is known."""

    winner: ResolvedRule
    loser: ResolvedRule
    witness: bytes | None = None


@frozen
class _Said:
    """What a rule says of one half: the accesses, and what is executed how."""

    bits: frozenset[str]
    exec: Transition | None


def clashes(profile: ResolvedProfile, target: Target) -> Iterator[Clash]:
    """The pairs of rules of the profile that decide otherwise without their priorities, each once."""
    said: set[tuple[int, int]] = set()
    for clash in (*_between_paths(profile, target), *_between_others(profile)):
        key = (id(clash.winner), id(clash.loser))
        if key not in said:
            said.add(key)
            yield clash


def _between_paths(profile: ResolvedProfile, target: Target) -> Iterator[Clash]:
    found = list(every_path_rule(profile, _WITH_PRIORITIES))
    if len({each.priority for each in found}) < 2:
        return
    for one, other in combinations(found, 2):
        if one.priority == other.priority:
            continue
        high, low = (one, other) if one.priority > other.priority else (other, one)
        if not _may_matter(high, low):
            continue
        first, second = high.pattern(), low.pattern()
        if isinstance(first, BadPattern) or isinstance(second, BadPattern):
            continue  # it is refused for that
        # To the target and to its successors: they are to read the same text and compile it to the same.
        exact = (is_exact(first, target), is_exact(second, _WITH_PRIORITIES))
        shared = overlap(Automaton([(first.expression, 0)]), Automaton([(second.expression, 0)]), _BUDGET)
        if not isinstance(shared, Never) and _matters(high, low, exact=exact):
            yield Clash(high.rule, low.rule, shared.witness if isinstance(shared, Found) else None)


def _may_matter(high: PathRule, low: PathRule) -> bool:
    """Whether it can matter, before anybody looks for a path that both match."""
    return _matters(high, low, exact=(False, True))


def _matters(high: PathRule, low: PathRule, *, exact: tuple[bool, bool]) -> bool:
    """Whether the two together decide otherwise than the higher one alone, on a path that both match."""
    halves = ((_said(high.owner), _said(low.owner)), (_said(high.other), _said(low.other)))
    shared = [(one, other) for one, other in halves if one.bits & other.bits]
    if not shared:
        return False
    match high.access_type, low.access_type:
        case ("prompt", _) | (_, "prompt"):
            return True
        case ("deny", "allow"):
            return False
        case ("deny", "deny"):
            return high.audit and not low.audit
        case ("allow", "deny"):
            return True
        case _:
            if low.audit and not high.audit:
                return True
            executing = [(one.exec, other.exec) for one, other in shared if one.exec and other.exec]
            if exact == (True, False):
                return False  # the rule without wildcards wins as it did by its priority
            return any(one != other for one, other in executing) or (bool(executing) and high.audit != low.audit)


def _said(half: Half) -> _Said:
    bits = half.letters
    if half.exec is not None:
        # What inherits the profile may be mapped too. Source: add_implied_ix_mmap in parser/libapparmor_re/hfa.cc.
        bits |= {"x", "m"} if half.exec.inherits else {"x"}
    return _Said(bits, half.exec)


def _between_others(profile: ResolvedProfile) -> Iterator[Clash]:
    """The same for the rules of other classes; where it is not plain that two speak of different things, they clash."""
    rules = [rule for rule in profile.rules if not isinstance(rule.rule, _NO_PRIORITY | _OF_FILES)]
    for one, other in combinations(rules, 2):
        if one.priority == other.priority or not _same_class(one.rule, other.rule):
            continue
        high, low = (one, other) if one.priority > other.priority else (other, one)
        match high.access_type, low.access_type:
            case ("deny", "allow"):
                continue
            case ("deny", "deny") if not high.audit or low.audit:
                continue
            case ("allow", "allow") if high.audit or not low.audit:
                continue
            case _:
                pass
        if not _apart(high.rule, low.rule):
            yield Clash(high, low)


_OF_FILES = ast.FileRule | ast.LinkRule
_NO_PRIORITY = ast.CapabilityRule | ast.NetworkRule | ast.RlimitRule
"""Rules that have no priority, or whose priority nothing heeds: a denied capability is denied."""


def _same_class(one: ast.Rule, other: ast.Rule) -> bool:
    """Whether accesses of the two can be the same."""
    kinds = {ast.MountRule if isinstance(rule, ast.RemountRule) else type(rule) for rule in (one, other)}
    return len(kinds) == 1 or ast.AllRule in kinds


def _apart(one: ast.Rule, other: ast.Rule) -> bool:
    """Whether two rules of a class plainly speak of different things."""
    match one, other:
        case ast.SignalRule(), ast.SignalRule():
            apart = bool(one.signals and other.signals) and not set(one.signals) & set(other.signals)
            return apart or _different(one.peer, other.peer)
        case ast.PtraceRule(), ast.PtraceRule():
            return _different(one.peer, other.peer)
        case (
            (ast.MountRule() | ast.RemountRule() | ast.UmountRule()),
            (ast.MountRule() | ast.RemountRule() | ast.UmountRule()),
        ):
            return _different(one.mountpoint, other.mountpoint)
        case _:
            return False


def _different(one: str | None, other: str | None) -> bool:
    """Whether no string matches both globs."""
    if one is None or other is None:
        return False
    first, second = pattern(one), pattern(other)
    if isinstance(first, BadPattern) or isinstance(second, BadPattern):
        return False
    shared = overlap(Automaton([(first.expression, 0)]), Automaton([(second.expression, 0)]), _BUDGET)
    return isinstance(shared, Never)
