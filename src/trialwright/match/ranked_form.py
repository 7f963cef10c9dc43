"""A ranked trial enters, its JSON form leaves: the part of `trialwright.match/1` that the command line and the API share."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from trialwright.match.explain import LineWords, NodeWords, StageWords, explain
from trialwright.match.rank import Ranked
from trialwright.match.recruiting import Recruiting
from trialwright.patients.facts import Fact


def ranked_to_json(item: Ranked, *, trial: str) -> dict[str, Any]:
    """A trial at its place under the name `trial`: standing, every line with its evidence, the questions that are open."""
    words = explain(item.judged.verdict)
    return {
        "place": item.place,
        "trial": trial,
        "standing": item.standing.value,
        "disease": {"answer": item.disease.value, "why": item.disease_why},
        "recruiting": _recruiting(item.recruiting),
        "decided": item.decided,
        "total": item.total,
        "excluding": [line.line.id for line in item.excluding],
        "stages": [_stage(stage) for stage in words.stages],
        "questions": [{"text": question.text, "lines": list(question.lines)} for question in item.judged.verdict.questions],
    }


def _recruiting(item: Recruiting) -> dict[str, Any]:
    return {
        "status": item.status,
        "words": item.words,
        "doors": item.doors.value,
        "confirmed": str(item.confirmed) if item.confirmed else None,
        "doubt": item.doubt or None,
    }


def _stage(stage: StageWords) -> dict[str, Any]:
    verdict = stage.verdict
    return {
        "stage": verdict.stage,
        "eligibility": verdict.eligibility.value,
        "summary": stage.summary,
        "note": verdict.note or None,
        "changesOn": verdict.changes_on.isoformat() if verdict.changes_on else None,
        "becomes": verdict.becomes.value if verdict.becomes else None,
        "lines": [_line(line) for line in stage.lines],
    }


def _line(line: LineWords) -> dict[str, Any]:
    verdict = line.verdict
    source = verdict.line
    return {
        "id": source.id,
        "section": source.section.value,
        "text": source.text,
        "span": source.span.to_json() if source.origin == "text" else None,
        "origin": source.origin,
        "fields": [{"path": field.path, "value": field.value} for field in source.fields],
        "cohort": source.cohort,
        "state": source.state.value,
        "outcome": verdict.outcome.value,
        "reason": verdict.reason.value if verdict.reason else None,
        "requires": line.requires,
        "because": verdict.evidence.why,
        "questions": list(verdict.questions),
        "changesOn": verdict.changes_on.isoformat() if verdict.changes_on else None,
        "facts": [fact_to_json(fact) for fact in line.used],
        "evidence": _node(line.tree),
    }


def _node(node: NodeWords) -> dict[str, Any]:
    body: dict[str, Any] = {
        "kind": node.kind,
        "role": node.role or None,
        "says": node.says,
        "answer": node.answer,
        "because": node.because,
        "span": node.span.to_json() if node.span.end else None,
        "reasons": [reason.value for reason in node.reasons],
        "facts": [fact.place for fact in node.facts],
    }
    if node.children:
        body["children"] = [_node(child) for child in node.children]
    return body


def fact_to_json(fact: Fact) -> dict[str, Any]:
    """A recorded fact with its place in the sheet; parts that are not recorded are left out."""
    body: dict[str, Any] = {
        "place": fact.place,
        "what": fact.what,
        "concept": fact.concept,
        "kind": fact.kind.value,
        "present": fact.present,
    }
    value = float(fact.value) if isinstance(fact.value, Decimal) else fact.value
    optional = {
        "value": value,
        "comparator": fact.comparator,
        "unit": fact.unit,
        "uln": _number(fact.uln),
        "lln": _number(fact.lln),
    }
    dates = {name: str(moment) for name, moment in (("date", fact.date), ("start", fact.start), ("end", fact.end)) if moment}
    qualifiers = {"qualifiers": dict(fact.qualifiers)} if fact.qualifiers else {}
    return body | {name: item for name, item in optional.items() if item is not None} | dates | qualifiers


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
