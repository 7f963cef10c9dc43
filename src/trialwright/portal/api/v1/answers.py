"""A shelf and a trial's number, or words, enter; the answers that our own API and its tools for models share leave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from trialwright.find.asking import Hit, Query, Results
from trialwright.find.mistakes import QueryError
from trialwright.lay.practical import practical_facts
from trialwright.lay.summary import plain_summary
from trialwright.portal.api.problems import ProblemError
from trialwright.portal.views.lay import believed_of
from trialwright.portal.views.status import status_of
from trialwright.registries.check import check_record
from trialwright.shelf.shelf import Shelf
from trialwright.shelf.trial import Trial

_HEAD = {
    "nctId": "identificationModule.nctId",
    "title": "identificationModule.briefTitle",
    "status": "statusModule.overallStatus",
    "statusVerified": "statusModule.statusVerifiedDate",
    "phases": "designModule.phases",
    "conditions": "conditionsModule.conditions",
    "sponsor": "sponsorCollaboratorsModule.leadSponsor.name",
}


def trial_asked(shelf: Shelf, any_id: str) -> Trial:
    """The trial with this number; none, or several, is a problem with the status 404."""
    found = shelf.trial(any_id)
    if found is not None:
        return found
    several = shelf.named(any_id)
    mend = f"ask for one of {', '.join(several[:8])}" if several else "search for it under /api/v2/studies?query.id="
    detail = f"{len(several)} trials have the number" if several else "there is no such trial on this shelf"
    raise ProblemError(f"{detail}: {any_id[:80]}", parameter="id", mend=mend, status=404)


def head_of(trial: Trial) -> dict[str, Any]:
    """What to call a trial, and the little that tells whether to look at it."""
    found = {name: trial.record.get(path) for name, path in _HEAD.items()}
    return {"key": trial.key} | {name: value for name, value in found.items() if value not in (None, "", [])}


def findings_answer(shelf: Shelf, trial: Trial, *, on: dt.date) -> dict[str, Any]:
    """Where the record disagrees with itself on a day, and how its criteria were read."""
    about = tuple(dict.fromkeys((*trial.record.findings, *check_record(trial.record, on=on))))
    reading = (item for item in dict.fromkeys(shelf.protocol(trial.key).findings) if item not in about)
    return {
        "trial": trial.key,
        "on": on.isoformat(),
        "record": [item.to_json() for item in about],
        "reading": [item.to_json() for item in reading],
    }


def summary_answer(shelf: Shelf, trial: Trial, *, on: dt.date) -> dict[str, Any]:
    """The plain-language summary made from the record, each sentence with its sources, and the practical facts, quoted."""
    status = status_of(trial.record, on=on)
    summary = plain_summary(trial.record, shelf.protocol(trial.key), believed_of(status))
    return {
        "trial": trial.key,
        "madeBy": "machine",
        "on": on.isoformat(),
        "grade": summary.grade,
        "parts": [
            {
                "name": part.name,
                "question": part.head,
                "sentences": [
                    {"text": each.text, "fields": list(each.fields), "lines": list(each.lines)} for each in part.sentences
                ],
            }
            for part in summary.parts
        ],
        "terms": [{"word": term.word, "meaning": term.meaning} for term in summary.terms],
        "practical": [{"kind": fact.kind, "quote": fact.quote, "field": fact.path} for fact in practical_facts(trial.record)],
    }


def search_answer(shelf: Shelf, query: Query, *, on: dt.date) -> dict[str, Any]:
    """The trials found with what was also searched; a query that cannot be read is a problem at its place."""
    try:
        results = shelf.search(query, on=on)
    except QueryError as error:
        raise ProblemError(error.message, parameter="query", mend=error.hint).at(f"character {error.column}") from error
    return {
        "total": results.total,
        "trials": [made for hit in results.hits if (made := _found(shelf, hit)) is not None],
        "alsoSearched": _expanded(results),
        "notes": list(results.notes),
        "nextPageToken": results.next,
    }


def _found(shelf: Shelf, hit: Hit) -> dict[str, Any] | None:
    trial = shelf.trial(hit.key)
    if trial is None:
        return None
    places = [{"area": item.area, "text": item.text} for item in hit.snippets[:3]]
    return head_of(trial) | ({"where": places} if places else {})


def _expanded(results: Results) -> Mapping[str, list[str]]:
    return {item.term: list(item.also) for item in results.expansions if not item.switched_off}
