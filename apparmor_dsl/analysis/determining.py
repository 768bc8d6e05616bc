"""Which rules decide one bit of one string, and how."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from apparmor_dsl.analysis.answer import Part
from apparmor_dsl.analysis.looks import Bit, Look
from apparmor_dsl.semantics.model.capability import capability_bit, determining
from apparmor_dsl.semantics.model.decide import MMAP, OTHER_SHIFT, has_priorities
from apparmor_dsl.semantics.model.decisions import Decided
from apparmor_dsl.semantics.model.entry import Entry
from apparmor_dsl.semantics.model.permissions import Permissions
from apparmor_dsl.semantics.model.profile import Model
from apparmor_dsl.semantics.resolve.resolved import ResolvedRule
from apparmor_dsl.semantics.targets import Target


def determined(model: Model, look: Look) -> tuple[Part, ...]:
    """What is decided of each bit of the look, with the rules that do."""
    decided = model.files if look.part == "files" else model.classes
    if look.part == "classes" and not is_mediated(decided, look.key):
        return tuple(Part(bit.name, allowed=True, because="unmediated", who=bit.who) for bit in look.wanted)
    permissions = decided.ask(look.key)
    entries = decided.matching(look.key)
    return tuple(_part(bit, permissions, entries, model.system.target) for bit in look.wanted)


def of_capability(name: str, model: Model) -> Part:
    """What is decided of a capability. A deny wins, whatever the priorities."""
    bit = capability_bit(name, model.system)
    rules = determining(model.profile.rules, name, model.system)
    denying = tuple(rule for rule in rules if rule.access_type == "deny")
    allowing = tuple(rule for rule in rules if rule.access_type != "deny")
    if model.capabilities.allow & bit:
        return Part(name, allowed=True, because="rule", rules=allowing, logged=bool(model.capabilities.audit & bit))
    logged = not model.capabilities.quiet & bit
    if denying:
        return Part(name, allowed=False, because="deny", rules=denying, overruled=allowing, logged=logged)
    return Part(name, allowed=False, because="nothing", logged=logged)


def is_mediated(decided: Decided, key: bytes) -> bool:
    """Whether the policy says anything of the class: where it does not, the kernel does not ask."""
    return decided.automaton.may_begin_with(key[0])


def _part(bit: Bit, permissions: Permissions, entries: Sequence[Entry], target: Target) -> Part:
    allowed = bool(permissions.allow & bit.mask)
    saying = [entry for entry in entries if entry.kind.access & bit.mask]
    if allowed and not saying:
        saying = _implying(bit, entries)
    allowing = [entry for entry in saying if entry.kind.mode == "allow"]
    denying = [entry for entry in saying if entry.kind.mode == "deny"]
    if allowed:
        transition = None
        if bit.name == "x":
            transition = permissions.other_exec if bit.who == "other" else permissions.owner_exec
        logged = bool(permissions.audit & bit.mask)
        rules = _rules(_highest(allowing, target))
        return Part(bit.name, True, "rule", bit.who, rules, (), logged, transition)  # noqa: FBT003
    logged = not permissions.quiet & bit.mask
    if denying:
        rules, overruled = _rules(_highest(denying, target)), _rules(allowing)
        return Part(bit.name, False, "deny", bit.who, rules, overruled, logged)  # noqa: FBT003
    return Part(bit.name, False, "nothing", bit.who, logged=logged)  # noqa: FBT003


def _implying(bit: Bit, entries: Iterable[Entry]) -> list[Entry]:
    """Where a program stays in its profile, mapping it is permitted with executing it."""
    found = []
    for entry in entries:
        halves = ((MMAP, entry.kind.owner_exec), (MMAP << OTHER_SHIFT, entry.kind.other_exec))
        if any(mask == bit.mask and transition is not None and transition.inherits for mask, transition in halves):
            found.append(entry)
    return found


def _highest(entries: Sequence[Entry], target: Target) -> Sequence[Entry]:
    if not has_priorities(target) or not entries:
        return entries
    top = max(entry.kind.priority for entry in entries)
    return [entry for entry in entries if entry.kind.priority == top]


def _rules(entries: Iterable[Entry]) -> tuple[ResolvedRule, ...]:
    found: list[ResolvedRule] = []
    for entry in entries:
        if entry.rule is not None and not any(entry.rule is known for known in found):
            found.append(entry.rule)
    return tuple(found)
