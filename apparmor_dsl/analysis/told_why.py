"""An event of a log in words: what was wanted, and what the policy says to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from apparmor_dsl.analysis.spelling import spelled
from apparmor_dsl.analysis.told import told
from apparmor_dsl.analysis.why import Event, Explanation
from apparmor_dsl.diagnostics.visible import visible


def told_why(explanations: Sequence[Explanation]) -> str:
    """The explanations of one event for people."""
    event = explanations[0].event
    text = f"{visible(what_happened(event))}\n"
    for each in explanations:
        for answer in each.answers:
            text += "".join(f"  {line}\n" for line in told(answer).splitlines())
        text += "".join(f"  {visible(remark)}\n" for remark in each.remarks)
    return text


def what_happened(event: Event) -> str:
    """The event in one line."""
    return " ".join(_words(event))


def _words(event: Event) -> Iterator[str]:
    record = event.record
    yield record.verdict
    if event.count > 1:
        yield f"{event.count} times"
    command = record.fields.get("comm") or record.fields.get("exe")
    if command:
        yield f"to {command}"
    if record.profile:
        yield f"in `{record.profile}`:"
    yield ", ".join(f"`{spelled(request)}`" for request in event.requests) or _otherwise(event)


def _otherwise(event: Event) -> str:
    """What was done where no rule speaks of it."""
    record = event.record
    names = (record.operation, record.fields.get("name"), record.info)
    return ", ".join(name for name in names if name) or "nothing that a rule speaks of"
