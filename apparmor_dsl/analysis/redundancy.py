"""Which rules of a profile do something, and which could go: proven over all strings.

A rule can go when the profile permits the same without it. That is asked of each rule alone: of two rules that say the
same either can go, and not both. How the cost grows: a search for each rule over the states in which the rule matches,
and for the few that seem to be covered one more beside the rules that say the same.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from typing import Final

from attrs import evolve, field, frozen

from apparmor_dsl.language import ast
from apparmor_dsl.semantics.automata import BUDGET, Along, Automaton, Found, SideBySide, Together, Walk, only_in
from apparmor_dsl.semantics.automata.byte_sets import members
from apparmor_dsl.semantics.model.capability import capabilities
from apparmor_dsl.semantics.model.decide import EXECUTE, OTHER_SHIFT
from apparmor_dsl.semantics.model.decisions import Decided, label_of
from apparmor_dsl.semantics.model.entry import Entry
from apparmor_dsl.semantics.model.file import ACCESS
from apparmor_dsl.semantics.model.profile import Model
from apparmor_dsl.semantics.resolve.resolved import ResolvedRule

_EXAMPLES: Final = 12
_MOST_NAMED: Final = 3


class Use(enum.Enum):
    """What a rule is good for."""

    EFFECTIVE = "effective"
    """Without it the profile would permit something else, or log it differently."""
    REDUNDANT = "redundant"
    """The profile permits and logs the same without it."""
    SHADOWED = "shadowed"
    """It permits, and all that it permits is refused by others: it is redundant, and not as its writer believes."""
    UNMEDIATED = "unmediated"
    """The system does not mediate what it speaks of."""
    UNKNOWN = "unknown"
    """The question was too large for its budget."""


@frozen
class RuleUse:
    """One rule and what it is good for. `by`: rules that say the same, or refuse what it permits; some of them."""

    rule: ResolvedRule
    use: Use
    by: tuple[ResolvedRule, ...] = ()


def uses(model: Model, budget: int = BUDGET) -> Iterator[RuleUse]:
    """What each rule of the profile is good for, in their order. No search looks at more states than `budget`."""
    sides = sides_of(model, budget)
    for rule in model.profile.rules:
        yield use_of(rule, model, sides)


def use_of(rule: ResolvedRule, model: Model, sides: Sequence[Side]) -> RuleUse:
    """What one rule is good for, which can have entries in both automata (`sides_of` the model), or in none."""
    if isinstance(rule.rule, ast.RlimitRule):
        return RuleUse(rule, Use.EFFECTIVE)
    found = [side.use(rule) for side in sides if side.entries_of(rule)]
    if isinstance(rule.rule, ast.CapabilityRule | ast.AllRule):
        found.append(_use_of_capabilities(rule, model))
    order = (Use.EFFECTIVE, Use.UNKNOWN, Use.REDUNDANT, Use.SHADOWED)
    return min(found, key=lambda one: order.index(one.use)) if found else RuleUse(rule, Use.UNMEDIATED)


def _use_of_capabilities(rule: ResolvedRule, model: Model) -> RuleUse:
    others = tuple(other for other in model.profile.rules if other is not rule)
    if capabilities(evolve(model.profile, rules=others), model.system) != model.capabilities:
        return RuleUse(rule, Use.EFFECTIVE)
    asked = asked_capabilities(rule, model)
    shadowed = rule.access_type != "deny" and not model.capabilities.allow & asked
    wanted = "deny" if shadowed else rule.access_type
    by = (
        other
        for other in others
        if other.access_type == wanted
        and isinstance(other.rule, ast.CapabilityRule | ast.AllRule)
        and asked_capabilities(other, model) & asked
    )
    return RuleUse(rule, Use.SHADOWED if shadowed else Use.REDUNDANT, tuple(by)[:_MOST_NAMED])


def asked_capabilities(rule: ResolvedRule, model: Model) -> int:
    """The capabilities that a rule speaks of, whatever it says of them."""
    allowing = evolve(rule.rule, qualifiers=evolve(rule.rule.qualifiers, access=None))
    alone = evolve(model.profile, rules=(evolve(rule, rule=allowing),))
    return capabilities(alone, model.system).allow


def refused(found: RuleUse, files: Side) -> tuple[str, tuple[ResolvedRule, ...]] | None:
    """What a rule does nowhere though it says so, `executes` or `writes`, and the rules that refuse it.

    It has an effect all the same: to one with `ix` a deny of `x` leaves that the file may be mapped, to one with `rw` a
    deny of `w` leaves that it is read.
    """
    rule = found.rule
    if found.use is not Use.EFFECTIVE or rule.access_type == "deny" or not isinstance(rule.rule, ast.FileRule):
        return None
    denied = 0
    for kind in files.decided.kinds.values():
        denied |= kind.access if kind.mode == "deny" else 0
    for does, access in _DOES.items():
        if files.asked(rule) & denied & access and (refusing := files.refusing(rule, access)):
            return does, refusing
    return None


_DOES: Final = {
    "executes": EXECUTE | EXECUTE << OTHER_SHIFT,
    "writes": (ACCESS["w"] | ACCESS["a"]) | (ACCESS["w"] | ACCESS["a"]) << OTHER_SHIFT,
}


def sides_of(model: Model, budget: int = BUDGET) -> tuple[Side, Side]:
    """The two automata of a model, each with what is asked of its rules."""
    return Side(model.files, budget), Side(model.classes, budget)


@frozen
class Place:
    """Strings on which a rule has a say, of which `text` is one: the kinds that match, and those among them its own."""

    text: bytes
    labels: frozenset[int]
    own: frozenset[int]


@frozen(eq=False)
class Side:
    """One automaton of a model. Rules are told apart as objects: two of them can say the same."""

    decided: Decided
    budget: int = BUDGET
    _entries: dict[int, list[Entry]] = field(init=False)

    def __attrs_post_init__(self) -> None:
        for entry in self.decided.entries:
            if entry.rule is not None:
                self._entries.setdefault(id(entry.rule), []).append(entry)

    @_entries.default
    def _none(self) -> dict[int, list[Entry]]:
        return {}

    def entries_of(self, rule: ResolvedRule) -> Sequence[Entry]:
        """The entries that the rule has here."""
        return self._entries.get(id(rule), ())

    def asked(self, rule: ResolvedRule) -> int:
        """The bits that the rule speaks of."""
        found = 0
        for entry in self.entries_of(rule):
            found |= entry.kind.access
        return found

    def use(self, rule: ResolvedRule) -> RuleUse:
        """What the rule is good for, as far as this automaton goes."""
        walk = Walk(self.budget)
        asked, allowing = self.asked(rule), rule.access_type != "deny"
        covered = granted = False
        examples: list[bytes] = []
        for place in self.places(rule, walk):
            now = self.decided.of_kinds(place.labels)
            granted = granted or bool(now.allow & asked)
            if len(examples) < _EXAMPLES:
                examples.append(place.text)
            if now != self.decided.of_kinds(place.labels - place.own):
                if not self._said_by_another(rule, place):
                    return RuleUse(rule, Use.EFFECTIVE)
                covered = True
        if not walk.complete:
            return RuleUse(rule, Use.UNKNOWN)
        if covered:
            found = self._beside_others(rule)
            if found is not None:
                return RuleUse(rule, found)
        shadowed = allowing and not granted
        return RuleUse(rule, Use.SHADOWED if shadowed else Use.REDUNDANT, self._covering(examples, rule, shadowed))

    def refusing(self, rule: ResolvedRule, access: int) -> tuple[ResolvedRule, ...]:
        """Rules that refuse this access wherever the rule speaks of it; none where some of it is permitted."""
        walk = Walk(self.budget)
        asked = self.asked(rule) & access
        examples: list[bytes] = []
        for place in self.places(rule, walk):
            if self.decided.of_kinds(place.labels).allow & asked:
                return ()
            if len(examples) < _EXAMPLES:
                examples.append(place.text)
        return self._covering(examples, rule, refusing=True) if walk.complete else ()

    def silences(self, rule: ResolvedRule) -> bool:
        """Whether a deny refuses what no rule permits, so that all it does is keep the log quiet."""
        asked = self.asked(rule)
        walk = Walk(self.budget)
        for place in self.places(rule, walk):
            permitting = frozenset(label for label in place.labels if self.decided.kinds[label].mode != "deny")
            if self.decided.of_kinds(permitting).allow & asked:
                return False
        return walk.complete

    def refused(self, rule: ResolvedRule) -> Place | None:
        """Where something is refused that the rule permits; None where nothing is, or nobody knows."""
        for place in self.places(rule, Walk(self.budget)):
            own = 0
            for label in place.own:
                own |= self.decided.kinds[label].access
            if own & ~self.decided.of_kinds(place.labels).allow:
                return place
        return None

    def is_empty(self, rule: ResolvedRule) -> bool:
        """Whether no string at all matches the rule."""
        walk = Walk(self.budget)
        return next(self.places(rule, walk), None) is None and walk.complete

    def places(self, rule: ResolvedRule, walk: Walk) -> Iterator[Place]:
        """The places where the rule has a say, the shortest strings first."""
        own = self._automaton(self.entries_of(rule))
        # What matches the rule's own entries matches entries of the whole: the walk goes as far as the first does.
        for (one, state), text in walk.states(Along(own, self.decided)):
            if own.accepts(one):
                yield Place(text, self.decided.automaton.labels(state), own.labels(one))

    def _automaton(self, entries: Sequence[Entry]) -> Automaton:
        return Automaton((entry.pattern.expression, label_of(entry.kind)) for entry in entries)

    def _said_by_another(self, rule: ResolvedRule, place: Place) -> bool:
        """Whether others say of the string all that the rule does."""
        kinds = {entry.kind for entry in self.decided.matching(place.text) if entry.rule is not rule}
        return all(self.decided.kinds[label] in kinds for label in place.own)

    def _beside_others(self, rule: ResolvedRule) -> Use | None:
        """The same question with the entries of others that say the same beside it; None where the rule can go."""
        kinds = {entry.kind for entry in self.entries_of(rule)}
        others = self._automaton(
            [entry for entry in self.decided.entries if entry.kind in kinds and entry.rule is not rule]
        )
        own = self._automaton(self.entries_of(rule))
        walk = Walk(self.budget)
        beside = Together(SideBySide(own, others), self.decided)
        for ((one, other), state), _ in walk.states(beside, lambda states: states[0][0] is not None):
            if one is None or not own.accepts(one):
                continue
            left = own.labels(one) - (others.labels(other) if other is not None else frozenset())
            labels = self.decided.automaton.labels(state)
            if self.decided.of_kinds(labels) != self.decided.of_kinds(labels - left):
                return Use.EFFECTIVE
        return None if walk.complete else Use.UNKNOWN

    def _covering(self, examples: Sequence[bytes], rule: ResolvedRule, refusing: bool) -> tuple[ResolvedRule, ...]:
        """Other rules that speak of all that the rule speaks of, as far as a few can."""
        texts = list(examples)
        chosen = self._rules_at(texts, rule, refusing)
        own = self._automaton(self.entries_of(rule))
        while chosen and len(texts) < len(examples) + _MOST_NAMED:
            others = self._automaton([entry for other in chosen for entry in self.entries_of(other)])
            left = only_in(own, others, self.budget)
            if not isinstance(left, Found):
                break
            texts.append(left.witness)
            chosen = self._rules_at(texts, rule, refusing)
        return chosen

    def _rules_at(self, texts: Sequence[bytes], rule: ResolvedRule, refusing: bool) -> tuple[ResolvedRule, ...]:
        """Other rules that refuse, or say the same of, these strings: few that say all of it together."""
        said: dict[int, set[tuple[bytes, int]]] = {}
        rules: dict[int, ResolvedRule] = {}
        asked = self.asked(rule)
        for text in texts:
            for entry in self.decided.matching(text):
                denies = entry.kind.mode == "deny"
                if entry.rule is None or entry.rule is rule or denies is not (refusing or rule.access_type == "deny"):
                    continue
                rules[id(entry.rule)] = entry.rule
                bits = members(entry.kind.access & asked)
                said.setdefault(id(entry.rule), set()).update((text, bit) for bit in bits)
        chosen: list[ResolvedRule] = []
        while len(chosen) < _MOST_NAMED and any(said.values()):
            best = max(said, key=lambda number: len(said[number]))
            chosen.append(rules[best])
            covered = said.pop(best)
            said = {number: left - covered for number, left in said.items()}
        return tuple(chosen)
