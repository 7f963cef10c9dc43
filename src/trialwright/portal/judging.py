"""A patient and which trials are meant enter; those trials judged and ranked leave, with what was not judged and why."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import parse_qsl

from trialwright.errors import UserError
from trialwright.find.asking import Query
from trialwright.match.context import Context
from trialwright.match.evaluate import evaluate_again
from trialwright.match.rank import Judged, Ranked, rank
from trialwright.match.repeatedly import Repeatedly
from trialwright.patients.facts import PatientFacts
from trialwright.portal.answers import NO, Told, without_other_cancers
from trialwright.portal.asked import Asked, asked_of, placed, query_of
from trialwright.shelf.for_patient import Chosen
from trialwright.shelf.shelf import Shelf
from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.time import PartialDate

_log = logging.getLogger(__name__)
EVERYTHING = Query()
AT_ONCE, MOST = 60, 300
"""How many trials are judged in one request, and how many when more are asked for: each takes a hundredth of a second, and a
tenth when it is compiled for the first time."""


class Scope(StrEnum):
    """Which trials are meant: those named, those that a search finds, those found for the words of a disease, the whole shelf."""

    NAMED = "named"
    SEARCH = "search"
    DISEASE = "disease"
    SHELF = "shelf"


@dataclass(frozen=True, kw_only=True, slots=True)
class Meant:
    """The trials that are meant: how many, what finds them, and keys that no trial has.

    `keys` are those to judge, where they are few enough to be judged all; else it is None, and the first `most` of those that may
    be for the patient's disease are. `search` is the search as asked, where one is.
    """

    scope: Scope
    found: int
    most: int
    keys: tuple[str, ...] | None = None
    query: Query = EVERYTHING
    strange: tuple[str, ...] = ()
    search: Asked | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """The ranking, of which trials, and the keys of those that could not be judged. `chosen` says how the judged ones were chosen
    where there are too many."""

    meant: Meant
    ranking: tuple[Ranked, ...]
    failed: tuple[str, ...] = ()
    chosen: Chosen | None = None

    @property
    def left(self) -> int:
        """How many trials may be for the patient and were not judged because there are too many."""
        return self.chosen.left if self.chosen is not None else 0


def meant_by(told: Told, shelf: Shelf, *, on: dt.date) -> Meant:
    """Which trials a form means."""
    most = min(max(told.most, AT_ONCE), MOST)
    if told.trial:
        known = [(text, shelf.trial(text)) for text in told.trial]
        keys = tuple(dict.fromkeys(trial.key for _, trial in known if trial is not None))
        strange = tuple(text for text, trial in known if trial is None)
        return Meant(scope=Scope.NAMED, keys=keys, found=len(keys), most=most, strange=strange)
    if told.search:
        asked = asked_of(parse_qsl(told.search))
        return replace(_found(shelf, asked, most, on), search=asked)
    if len(shelf) <= most:
        return Meant(scope=Scope.SHELF, keys=tuple(shelf.keys()), found=len(shelf), most=most)
    return Meant(scope=Scope.SHELF, found=len(shelf), most=most)


def _found(shelf: Shelf, asked: Asked, most: int, on: dt.date) -> Meant:
    """What a search finds. Words that the search cannot read (they may hold signs of its language) are searched without signs."""
    query = replace(query_of(asked, placed(asked), size=most, count=()), after=None)
    try:
        results = shelf.search(query, on=on)
    except UserError:
        plain = " ".join("".join(sign if sign.isalnum() else " " for sign in asked.condition or asked.words).split())
        if not plain:  # of signs alone nothing is left to ask: that would be the whole shelf
            return Meant(scope=Scope.SEARCH, keys=(), found=0, most=most)
        query = Query(areas={"cond": plain}, size=most)
        results = shelf.search(query, on=on)
    few = results.total <= most
    keys = tuple(hit.key for hit in results.hits) if few else None
    return Meant(scope=Scope.SEARCH, keys=keys, found=results.total, most=most, query=query)


def judged_for(facts: PatientFacts, told: Told, shelf: Shelf, *, on: dt.date) -> Match:
    """The trials that are meant, judged for the patient on the day `on`, best first. None is dropped without being counted.

    Where the lines of one trial alone are asked for, that one is judged, of a patient of whom the same is known.
    """
    meant = meant_by(told, shelf, on=on)
    if meant.scope is Scope.SHELF and meant.keys is None and not _named(facts):
        meant = _by_words(meant, told.base.get("disease", ""), shelf, on=on)
    alone, chosen, keys = told.base.get("others") == NO, None, meant.keys
    if keys is None:
        gated = without_other_cancers(facts, shelf.diseases()) if alone else facts
        chosen = shelf.chosen_for(gated, meant.query, on=on, most=meant.most)
        keys = chosen.keys
    failed: list[str] = []
    # Only of what the judged trials treat: to hold every cancer there is against each line would take ten times as long.
    patient = without_other_cancers(facts, _conditions(shelf, keys, failed)) if alone else facts
    left = [key for key in keys if key not in failed and (not told.only or key == told.lines)]
    again = Repeatedly(patient)
    judged = {key: _judged(shelf, key, again, on=on) for key in left}
    failed += [key for key, found in judged.items() if found is None]
    ranking = rank((found for found in judged.values() if found is not None), patient, on=on)
    return Match(meant=meant, ranking=ranking, failed=tuple(failed), chosen=chosen)


def _by_words(meant: Meant, disease: str, shelf: Shelf, *, on: dt.date) -> Meant:
    """The trials that a search for the disease finds, where the vocabulary does not know it and no condition can be judged."""
    found = _found(shelf, Asked(condition=disease), meant.most, on) if disease else meant
    return replace(found, scope=Scope.DISEASE) if disease and found.found else meant


def _named(facts: PatientFacts) -> bool:
    """Whether anything that is known of the patient is a cancer of the vocabulary."""
    vocabulary = default_vocabulary()
    return any(fact.present and fact.concept and vocabulary.kind(fact.concept) == "cancer" for fact in facts.facts)


def _conditions(shelf: Shelf, keys: Sequence[str], failed: list[str]) -> Iterator[str]:
    for key in keys:
        try:
            yield from shelf.protocol(key).conditions
        except Exception as error:  # noqa: BLE001 - see `_judged`
            _tell(key, error)
            failed.append(key)


def _judged(shelf: Shelf, key: str, patient: Repeatedly, *, on: dt.date) -> Judged | None:
    try:
        protocol, trial = shelf.protocol(key), shelf.trial(key)
        completion = trial.record.get("statusModule.completionDateStruct.date") if trial else None
        return Judged(protocol=protocol, verdict=evaluate_again(protocol, patient, Context(on=on)), completion=_date(completion))
    except Exception as error:  # noqa: BLE001 - a fault in one trial must not lose the others; it is named on the page
        _tell(key, error)
        return None


def _tell(key: str, error: Exception) -> None:
    # The message of the error could hold what was told of a patient: only its kind is written down.
    _log.error("the trial %s could not be judged: %s", key, type(error).__name__)


def _date(value: object) -> PartialDate | None:
    try:
        return PartialDate.parse(value) if isinstance(value, str) else None
    except ValueError:
        return None
