"""An answer for programs."""

from __future__ import annotations

import attrs

from apparmor_dsl.analysis.answer import Answer, Part
from apparmor_dsl.analysis.spelling import spelled
from apparmor_dsl.analysis.told import runs, text_of
from apparmor_dsl.analysis.why import Explanation
from apparmor_dsl.diagnostics.source import Span
from apparmor_dsl.semantics.resolve.resolved import ResolvedRule

Json = dict[str, object]


def as_json(answer: Answer) -> Json:
    """The answer as what `json.dumps` takes. Lines and columns count from 1."""
    return {
        "profile": answer.profile.name,
        "request": spelled(answer.request),
        "asked": {
            "class": type(answer.request).__name__.removesuffix("Request").lower(),
            **attrs.asdict(answer.request),
        },
        "allowed": answer.allowed,
        "mode": answer.mode,
        "happens": answer.happens,
        "target": answer.system.target.name,
        "parts": [_part(part) for part in answer.parts],
        "nearest": [{**rule_json(miss.rule), "reasons": list(miss.reasons)} for miss in answer.nearest],
        "notes": list(answer.notes),
    }


def explanation_json(explanation: Explanation) -> Json:
    """An event of a log with the answers of the policy."""
    event = explanation.event
    return {
        "verdict": event.record.verdict,
        "count": event.count,
        "operation": event.record.operation,
        "label": event.record.profile,
        "profile": explanation.profile,
        "when": event.record.when,
        "fields": dict(event.record.fields),
        "requests": [spelled(request) for request in event.requests],
        "agrees": explanation.agrees,
        "answers": [as_json(answer) for answer in explanation.answers],
        "remarks": list(explanation.remarks),
    }


def _part(part: Part) -> Json:
    return {
        "what": part.what,
        "who": part.who,
        "allowed": part.allowed,
        "because": part.because,
        "logged": part.logged,
        "rules": [rule_json(rule) for rule in part.rules],
        "overruled": [rule_json(rule) for rule in part.overruled],
        "runs": runs(part.transition) if part.transition else None,
    }


def rule_json(rule: ResolvedRule) -> Json:
    """A rule with its place, and the route by which it came, the outermost step first."""
    return {
        "rule": text_of(rule),
        "place": _place(rule.span),
        "route": [{"by": step.fragment, "place": _place(step.span)} for step in rule.origin.route],
    }


def _place(span: Span | None) -> Json | None:
    if span is None:
        return None
    line, column = span.source.position(span.start)
    return {"file": span.source.name, "line": line, "column": column}
