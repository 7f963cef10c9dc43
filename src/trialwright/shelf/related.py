"""A trial of the shelf enters, the trials related to it leave: candidates come from the index, reasons from their profiles."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING
from typing import Protocol as Interface

from trialwright.find.asking import Near, Query
from trialwright.find.freshness import standing_of
from trialwright.find.nearest import OPEN, Spot, nearest_site, spots_of
from trialwright.find.profile import Profile, profile_of
from trialwright.find.related import Related, related
from trialwright.protocol.freshness import UNBELIEVED
from trialwright.protocol.protocol import Protocol
from trialwright.shelf.trial import Trial
from trialwright.vocabulary.concepts import default_vocabulary

if TYPE_CHECKING:
    from trialwright.find.meaning import Meaning

_CANDIDATES, _MOST = 60, 20
_KEPT, _ANSWERS = 5_000, 2_000
_TREATMENTS = 6


class Shelved(Interface):
    """What of a shelf is needed here."""

    @property
    def generation(self) -> int:
        """Grows with every change."""

    def trial(self, any_id: str) -> Trial | None:
        """The trial of a key."""

    def compiled(self, trial: Trial) -> Protocol | None:
        """Its protocol where it was compiled before."""

    def found(self, query: Query, *, on: dt.date, most: int) -> list[str]:
        """The best keys that a query finds."""

    @property
    def meaning(self) -> Meaning | None:
        """The space of meaning of the shelf, if one was learnt."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Known:
    """What is kept of a trial: its profile and its sites."""

    profile: Profile
    spots: tuple[Spot, ...]


class Relations:
    """Finds what is related on one shelf. Profiles and answers are kept until the shelf changes."""

    def __init__(self, shelf: Shelved) -> None:
        self._shelf = shelf
        self._guard = threading.Lock()
        self._generation = -1
        self._known: dict[str, _Known] = {}
        self._answers: dict[tuple[str, dt.date, Near | None], tuple[Related, ...]] = {}

    def of(self, trial: Trial, *, on: dt.date, near: Near | None = None, most: int = 10) -> tuple[Related, ...]:
        """The trials most related to one, on a day; with a place, also which are nearer."""
        self._forget_what_changed()
        mark = (trial.key, on, near)
        found = self._answers.get(mark)
        if found is None:
            found = self._asked(trial, on, near)
            with self._guard:
                if len(self._answers) >= _ANSWERS:
                    self._answers.clear()
                self._answers[mark] = found
        return found[:most]

    def _asked(self, trial: Trial, on: dt.date, near: Near | None) -> tuple[Related, ...]:
        own = self._profile(trial.key, on, near, trial)
        keys = self._candidates(own, trial, on)
        return related(own, (self._profile(key, on, near) for key in keys), most=_MOST)

    def _profile(self, key: str, on: dt.date, near: Near | None, trial: Trial | None = None) -> Profile:
        known = self._known.get(key)
        if known is None:
            known = self._looked_at(trial or self._shelf.trial(key), key, on)
            with self._guard:
                if len(self._known) >= _KEPT:
                    self._known.clear()
                self._known[key] = known
        site = nearest_site(known.spots, near) if near is not None else None
        meaning = self._shelf.meaning
        return replace(
            known.profile,
            km=site.km if site is not None else None,
            subject=meaning.place(key) if meaning is not None else None,
        )

    def _looked_at(self, trial: Trial | None, key: str, on: dt.date) -> _Known:
        if trial is None:
            return _Known(profile=Profile(key=key, title=""), spots=())
        profile = profile_of(trial.record, self._shelf.compiled(trial), key=key)
        return _Known(profile=replace(profile, open=_open(trial, on)), spots=spots_of(trial.record, on=on))

    def _forget_what_changed(self) -> None:
        generation = self._shelf.generation
        with self._guard:
            if generation != self._generation:
                self._known.clear()
                self._answers.clear()
                self._generation = generation

    def _candidates(self, own: Profile, trial: Trial, on: dt.date) -> list[str]:
        """Keys of trials of the same diseases, of the same treatments, and near in meaning, the likeliest of each first."""
        meaning = self._shelf.meaning
        by_meaning = [item.key for item in meaning.like(trial.key, most=_CANDIDATES)] if meaning is not None else []
        asked = (self._shelf.found(query, on=on, most=_CANDIDATES) for query in _queries(own, trial))
        keys = dict.fromkeys(chain(by_meaning, chain.from_iterable(asked)))
        return [key for key in keys if key != trial.key]


def _queries(own: Profile, trial: Trial) -> Iterator[Query]:
    """Of trials of the same disease those come first that are also alike in treatment, then in title."""
    vocabulary = default_vocabulary()
    cancers = tuple(sorted(name for name in own.diseases if vocabulary.kind(name) == "cancer"))
    treatments = [_quoted(name) for name in sorted(own.treatments)[:_TREATMENTS]]
    title = " OR ".join(dict.fromkeys(word for word in _words(trial.record.title) if len(word) > 3))
    if cancers:
        for words in (" OR ".join(treatments), title):
            if words:
                yield Query(words=words, facets={"condition": cancers}, meaning=False)
        yield Query(facets={"condition": cancers}, meaning=False)
    if treatments:
        yield Query(areas={"intr": " OR ".join(treatments)}, meaning=False)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', " ").replace("\\", " ") + '"'


def _words(title: str) -> list[str]:
    return ["".join(char for char in word if char.isalnum()) for word in title.lower().split()]


def _open(trial: Trial, on: dt.date) -> bool | None:
    """Whether the trial takes patients in; None where its status is not known or can no longer be believed."""
    status = standing_of(trial.record, on=on).status
    return None if status == UNBELIEVED else status in OPEN
