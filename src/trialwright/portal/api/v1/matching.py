"""A patient and the names of trials, or a query, enter; every trial judged line by line leaves. Nothing is kept or logged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from trialwright.errors import UserError
from trialwright.find.asking import Query
from trialwright.find.mistakes import QueryError
from trialwright.match.context import Context
from trialwright.match.evaluate import evaluate_again
from trialwright.match.rank import Judged, rank
from trialwright.match.ranked_form import ranked_to_json
from trialwright.match.repeatedly import Repeatedly
from trialwright.patients.facts import PatientFacts
from trialwright.patients.sheet import facts_from_mapping, read_sheet
from trialwright.portal.api.problems import ProblemError
from trialwright.shelf.shelf import Shelf
from trialwright.vocabulary.time import PartialDate

MOST_TRIALS = 200
"""More trials than this are not judged in one request."""
SCHEMA = "trialwright.match-answer/1"


class MatchRequest(BaseModel):
    """A patient, and the trials to hold them against."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "patient": {
                    "id": "P",
                    "age": 61,
                    "sex": "female",
                    "facts": [{"what": "gastric cancer", "value": True}, {"what": "ECOG", "value": 1, "date": "2026-03-10"}],
                },
                "trials": ["NCT05198856"],
                "on": "2026-03-16",
            }
        },
    )

    patient: dict[str, Any] | str = Field(
        description="A patient sheet as an object, or its text in YAML (docs: the patient sheet).",
        json_schema_extra={"format": "sheet"},
    )
    trials: list[str] | None = Field(
        default=None,
        min_length=1,
        max_length=MOST_TRIALS,
        description="Numbers of trials. Without them and a query: the whole shelf, if small.",
    )
    query: str | None = Field(
        default=None, min_length=1, max_length=4000, description="A query as for `query.term`: its first trials are judged.",
        json_schema_extra={"format": "essie"},
    )  # fmt: skip
    on: dt.date | None = Field(default=None, description="The day by which ages and time windows count. Default: today (UTC).")
    stage: str | None = Field(default=None, max_length=200, description="Judge this stage of the trials only.")
    top: int = Field(default=20, ge=1, le=MOST_TRIALS, description="Give the first so many trials of the ranking.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Asking:
    """A match with its patient read: who, on which day, against what."""

    patient: PatientFacts
    request: MatchRequest
    on: dt.date


def matched(shelf: Shelf, request: MatchRequest, *, today: dt.date) -> dict[str, Any]:
    """The ranking with every line's verdict, reasons and questions; a trial that could not be judged is named."""
    asking = Asking(patient=_patient(request), request=request, on=request.on or today)
    problems: list[dict[str, str]] = []
    keys, notes = _meant(shelf, asking)
    judged = list(_judged(shelf, asking, keys, problems))
    ranking = rank((item for item in judged), asking.patient, on=asking.on)
    shown = ranking[: request.top]
    return {
        "schema": SCHEMA,
        "on": asking.on.isoformat(),
        "stage": request.stage,
        "patient": {"id": asking.patient.id, "findings": [finding.to_json() for finding in asking.patient.findings]},
        "ranking": [_place(item.judged.protocol.title, ranked_to_json(item, trial=item.judged.protocol.key)) for item in shown],
        "judged": len(ranking),
        "notShown": len(ranking) - len(shown),
        "problems": problems,
        "notes": list(notes),
    }


def _place(title: str, body: Mapping[str, Any]) -> dict[str, Any]:
    return {"title": title, **body}


def _patient(request: MatchRequest) -> PatientFacts:
    try:
        if isinstance(request.patient, str):
            return read_sheet(request.patient, name="patient")
        return facts_from_mapping(request.patient, place="patient")
    except UserError as error:
        raise ProblemError(error.message, parameter="patient", mend=error.hint).at(error.place) from error


def _judged(shelf: Shelf, asking: Asking, keys: Iterable[str], problems: list[dict[str, str]]) -> Iterator[Judged]:
    patient = Repeatedly(asking.patient)
    for key in keys:
        protocol = shelf.protocol(key)
        stage = asking.request.stage
        if stage is not None and stage not in {item.name for item in protocol.stages}:
            problems.append({"trial": key, "message": f"it has no stage {stage!r}"})
            continue
        try:
            verdict = evaluate_again(protocol, patient, Context(on=asking.on), stage=stage)
        except Exception as error:  # noqa: BLE001 - a fault in one trial must not lose the others; its text could hold facts
            problems.append({"trial": key, "message": f"it could not be judged ({type(error).__name__})"})
            continue
        yield Judged(protocol=protocol, verdict=verdict, completion=_completion(shelf, key))


def _meant(shelf: Shelf, asking: Asking) -> tuple[Sequence[str], Sequence[str]]:
    """The trials that are meant, and notes on how a query was taken."""
    request = asking.request
    if request.trials is not None:
        return list(dict.fromkeys(_key(shelf, number, at) for at, number in enumerate(request.trials))), ()
    if request.query is not None:
        return _found(shelf, request.query, asking.on)
    if len(shelf) > MOST_TRIALS:
        mend = f"name at most {MOST_TRIALS} trials, or ask a query"
        raise ProblemError(f"this shelf has {len(shelf)} trials", parameter="trials", mend=mend)
    return list(shelf.keys()), ()


def _key(shelf: Shelf, number: str, at: int) -> str:
    found = shelf.trial(number)
    if found is None:
        mend = "search for it under /api/v2/studies?query.id="
        raise ProblemError(f"there is no such trial on this shelf: {number[:80]}", parameter="trials", mend=mend, status=404).at(
            f"[{at}]"
        )
    return found.key


def _found(shelf: Shelf, query: str, on: dt.date) -> tuple[Sequence[str], Sequence[str]]:
    try:
        found = shelf.search(Query(words=query, size=MOST_TRIALS, meaning=False), on=on)
        return [hit.key for hit in found.hits], found.notes
    except QueryError as error:
        raise ProblemError(error.message, parameter="query", mend=error.hint).at(f"character {error.column}") from error


def _completion(shelf: Shelf, key: str) -> PartialDate | None:
    trial = shelf.trial(key)
    value = trial.record.get("statusModule.completionDateStruct.date") if trial else None
    try:
        return PartialDate.parse(value) if isinstance(value, str) else None
    except ValueError:
        return None
