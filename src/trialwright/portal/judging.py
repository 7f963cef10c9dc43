"""A patient and which trials are meant enter; those trials judged and ranked leave, with what was not judged and why."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from urllib.parse import parse_qsl

from trialwright.errors import UserError
from trialwright.find.asking import Query
from trialwright.match.evaluate import evaluate
from trialwright.match.rank import Judged, Ranked, rank
from trialwright.patients.facts import PatientFacts
from trialwright.portal.answers import NO, Told, without_other_cancers
from trialwright.portal.asked import Asked, asked_of, placed, query_of
from trialwright.shelf.shelf import Shelf
from trialwright.vocabulary.time import PartialDate

_log = logging.getLogger(__name__)
AT_ONCE, MOST = 60, 300
"""How many trials are judged in one request, and how many when more are asked for: each takes a hundredth of a second, and a
tenth when it is compiled for the first time."""


class Scope(StrEnum):
    """Which trials are meant: those named, those that a search finds, those found for the disease, the whole shelf."""

    NAMED = "named"
    SEARCH = "search"
    DISEASE = "disease"
    SHELF = "shelf"


@dataclass(frozen=True, kw_only=True, slots=True)
class Meant:
    """The trials that are meant: the first of them by key, how many there are in all, and keys that no trial has.

    `search` is the search as asked, where one is.
    """

    scope: Scope
    keys: tuple[str, ...]
    found: int
    strange: tuple[str, ...] = ()
    search: Asked | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """The ranking, of which trials, and the keys of those that could not be judged."""

    meant: Meant
    ranking: tuple[Ranked, ...]
    failed: tuple[str, ...] = ()

    @property
    def left(self) -> int:
        """How many trials that are meant were not judged because there are too many."""
        return self.meant.found - len(self.meant.keys)


def meant_by(told: Told, shelf: Shelf, *, on: dt.date) -> Meant:
    """Which trials a form means, at most `MOST` of them."""
    most = min(max(told.most, AT_ONCE), MOST)
    if told.trial:
        known = [(text, shelf.trial(text)) for text in told.trial]
        keys = tuple(dict.fromkeys(trial.key for _, trial in known if trial is not None))
        strange = tuple(text for text, trial in known if trial is None)
        return Meant(scope=Scope.NAMED, keys=keys, found=len(keys), strange=strange)
    if told.search:
        asked = asked_of(parse_qsl(told.search))
        return replace(_found(shelf, asked, most, on), scope=Scope.SEARCH, search=asked)
    if len(shelf) > most and told.base.get("disease"):
        return _found(shelf, Asked(condition=told.base["disease"]), most, on)
    return Meant(scope=Scope.SHELF, keys=tuple(islice(shelf.keys(), most)), found=len(shelf))


def _found(shelf: Shelf, asked: Asked, most: int, on: dt.date) -> Meant:
    """What a search finds. Words that the search cannot read (they may hold signs of its language) are searched without signs."""
    query = replace(query_of(asked, placed(asked), size=most, count=()), after=None)
    try:
        results = shelf.search(query, on=on)
    except UserError:
        plain = " ".join("".join(sign if sign.isalnum() else " " for sign in asked.condition or asked.words).split())
        results = shelf.search(Query(areas={"cond": plain}, size=most), on=on)
    return Meant(scope=Scope.DISEASE, keys=tuple(hit.key for hit in results.hits), found=results.total)


def judged_for(facts: PatientFacts, told: Told, shelf: Shelf, *, on: dt.date) -> Match:
    """The trials that are meant, judged for the patient on the day `on`, best first. None is dropped."""
    meant = meant_by(told, shelf, on=on)
    failed: list[str] = []
    patient = facts
    if told.base.get("others") == NO:
        patient = without_other_cancers(facts, _conditions(shelf, meant.keys, failed))
    left = [key for key in meant.keys if key not in failed]
    judged = {key: _judged(shelf, key, patient, on=on) for key in left}
    failed += [key for key, found in judged.items() if found is None]
    ranking = rank((found for found in judged.values() if found is not None), patient, on=on)
    return Match(meant=meant, ranking=ranking, failed=tuple(failed))


def _conditions(shelf: Shelf, keys: Sequence[str], failed: list[str]) -> Iterator[str]:
    for key in keys:
        try:
            yield from shelf.protocol(key).conditions
        except Exception as error:  # noqa: BLE001 - see `_judged`
            _tell(key, error)
            failed.append(key)


def _judged(shelf: Shelf, key: str, facts: PatientFacts, *, on: dt.date) -> Judged | None:
    try:
        protocol, trial = shelf.protocol(key), shelf.trial(key)
        completion = trial.record.get("statusModule.completionDateStruct.date") if trial else None
        return Judged(protocol=protocol, verdict=evaluate(protocol, facts, on=on), completion=_date(completion))
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
