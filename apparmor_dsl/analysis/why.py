"""Why did it say DENIED? A record of a log, held against the policy that is thought to be loaded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import evolve, frozen

from apparmor_dsl.analysis.answer import Answer
from apparmor_dsl.analysis.logs import Record
from apparmor_dsl.analysis.logs.asked import asked
from apparmor_dsl.analysis.logs.info import meaning
from apparmor_dsl.analysis.policies import Known, Policies
from apparmor_dsl.analysis.query import query
from apparmor_dsl.analysis.requests import Request
from apparmor_dsl.diagnostics.errors import PolicyError


@frozen
class Event:
    """What several records tell in common: `count` of them, of which this is the first."""

    record: Record
    requests: tuple[Request, ...]
    count: int = 1


@frozen
class Explanation:
    """An event with the answers of the policy. `profile` is None where the policy has none of that name."""

    event: Event
    profile: str | None
    answers: tuple[Answer, ...]
    remarks: tuple[str, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether the policy says what the log says: refused what was denied, permitted what was only to be logged."""
        if not self.event.requests:
            return True
        if not self.answers:
            return False
        refused = any(not answer.allowed for answer in self.answers)
        return self.profile is not None and refused is (self.event.record.verdict in {"DENIED", "ALLOWED", "KILLED"})


def events(records: Iterable[Record]) -> tuple[Event, ...]:
    """The records, each that tells the same once, in the order of the first."""
    found: dict[object, Event] = {}
    for record in records:
        requests = asked(record)
        # What no rule speaks of is the same where the whole message is.
        said: object = requests or frozenset(record.fields.items())
        key = (record.verdict, record.profile, record.operation, record.info, said)
        known = found.get(key)
        found[key] = Event(record, requests) if known is None else evolve(known, count=known.count + 1)
    return tuple(found.values())


def why(event: Event, policies: Policies) -> tuple[Explanation, ...]:
    """What the policy says to the event, one explanation for each profile of a stack (`a//&b`)."""
    label = event.record.profile or ""
    names = [_local(name) for name in label.split("//&")] if label else []
    if not names or not event.requests:
        return (Explanation(event, label or None, (), tuple(_remarks(event, None, ()))),)
    return tuple(_of_profile(event, name, policies) for name in names)


def _of_profile(event: Event, name: str, policies: Policies) -> Explanation:
    known = policies.find(name)
    if known is None:
        return Explanation(event, None, (), tuple(_remarks(event, None, (), name)))
    system = known.chosen.system
    try:
        answers = tuple(query(known.profile, each, system, model=known.model) for each in event.requests)
    except PolicyError as problem:
        return Explanation(event, known.profile.name, (), tuple(each.message for each in problem.diagnostics))
    return Explanation(event, known.profile.name, answers, tuple(_remarks(event, known, answers, name)))


def _local(label: str) -> str:
    """The profile's name without its policy namespace and mode: `root//lxc-web//&unconfined (enforce)`."""
    name = label.partition(" (")[0]
    if name.startswith(":"):
        name = name[1:].partition(":")[2].removeprefix("//")
    return name


def _remarks(event: Event, known: Known | None, answers: tuple[Answer, ...], name: str = "") -> Iterator[str]:
    record = event.record
    reason = meaning(record)
    if reason is not None:
        yield f"the kernel's reason, `{record.info}`: {reason}"
    elif record.info:
        yield f"the kernel's reason: {record.info}"
    if not event.requests:
        return
    if known is None:
        if "//null-" in name:
            yield "a profile that complain mode makes up for a program no rule lets it execute"
        elif name == "unconfined":
            yield "the task is not confined by a profile: no policy speaks of it"
        else:
            yield f"there is no profile `{name}` in the policy that was read"
        return
    refused = any(not answer.allowed for answer in answers)
    if record.verdict in {"DENIED", "KILLED"} and not refused and reason is None:
        yield "the policy that was read permits it: another one is loaded, or a profile that is stacked on it refuses"
    silent = [part for each in answers for part in each.denied if part.because == "deny" and not part.logged]
    if record.verdict == "DENIED" and silent and len(silent) == sum(len(each.denied) for each in answers):
        yield "which is quiet, so that the line comes from another policy, or everything is set to be logged"
    if record.verdict == "DENIED" and refused and any(answer.happens for answer in answers):
        yield "the policy that was read has the profile in complain mode, in which this would not be refused"
    if record.verdict == "ALLOWED":
        yield "in complain mode nothing was refused: in enforce mode it would be"
    if record.verdict == "AUDIT" and not refused and not any(part.logged for each in answers for part in each.parts):
        yield "no rule of the policy that was read has it logged: another one is loaded, or the profile's flag `audit`"
