"""Short trials for the tests of the exports: criteria in our language enter, a trial, or what became of it, leaves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trialwright.exports.ctml import to_ctml
from trialwright.exports.fhir import to_fhir
from trialwright.exports.remarks import Export
from trialwright.findings import Span
from trialwright.protocol.criteria import Criterion
from trialwright.protocol.language import parse_criterion
from trialwright.protocol.protocol import Line, Protocol, Section, Stage


def line(criterion: str | Criterion, name: str = "I1", **values: Any) -> Line:
    """A line of that reading."""
    node = parse_criterion(criterion) if isinstance(criterion, str) else criterion
    kept = {"section": Section.INCLUSION, "text": "The sentence.", "span": Span(start=0, end=0)} | values
    return Line(id=name, node=node, **kept)


def trial(*lines: Line, key: str = "NCT01234567", later: tuple[Line, ...] = ()) -> Protocol:
    """A trial of these lines; `later` are those of a second stage."""
    first = Stage(name="screening", label="Eligibility", lines=lines)
    second = Stage(name="secondary", label="Second registration", lines=later, begins="primary registration")
    return Protocol(key=key, title="A trial", stages=(first, second) if later else (first,), conditions=("gastric cancer",))


def fhir_of(criterion: str | Criterion, **values: Any) -> tuple[dict[str, Any], Export]:
    """The characteristic of a line, without ids, words and notes, and the whole export."""
    export = to_fhir(trial(line(criterion, **values)))
    made: dict[str, Any] = bare(export.document["entry"][1]["resource"]["characteristic"][0])
    return made, export


def bare(body: Any) -> Any:
    """A characteristic without what names and explains it."""
    if isinstance(body, Mapping):
        return {key: bare(value) for key, value in body.items() if key not in ("linkId", "description", "note")}
    return [bare(item) for item in body] if isinstance(body, list) else body


def ctml_of(criterion: str | Criterion, **values: Any) -> tuple[Any, Export]:
    """The match tree of a line, None where there is none, and the whole export."""
    export = to_ctml(trial(line(criterion, **values)))
    step = export.document["treatment_list"]["step"][0]
    return (step["match"][0] if "match" in step else None), export


def said_of_lines(export: Export) -> list[tuple[str, str]]:
    """The effect and the part of each remark on a line."""
    return [(remark.effect.value, remark.part) for remark in export.remarks if remark.line]
