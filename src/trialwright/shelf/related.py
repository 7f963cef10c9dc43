"""A trial of the shelf enters, the trials related to it leave: candidates come from the index, reasons from their profiles."""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Protocol as Interface

from trialwright.find.asking import Near, Query
from trialwright.find.freshness import UNBELIEVED, standing_of
from trialwright.find.meaning import Meaning
from trialwright.find.nearest import OPEN, nearest_site, spots_of
from trialwright.find.profile import Profile, profile_of
from trialwright.find.related import Related, related
from trialwright.protocol.protocol import Protocol
from trialwright.shelf.trial import Trial
from trialwright.vocabulary.concepts import default_vocabulary

_CANDIDATES = 150
_KEPT = 4_000
_TREATMENTS = 6


class Shelved(Interface):
    """What of a shelf is needed here."""

    def trial(self, any_id: str) -> Trial | None:
        """The trial of a key."""

    def compiled(self, trial: Trial) -> Protocol | None:
        """Its protocol where it was compiled before."""

    def found(self, query: Query, *, on: dt.date, most: int) -> list[str]:
        """The best keys that a query finds."""

    @property
    def meaning(self) -> Meaning | None:
        """The space of meaning of the shelf, if one was learnt."""


class Relations:
    """Finds what is related on one shelf; the profiles of trials looked at lately are kept, by content."""

    def __init__(self, shelf: Shelved) -> None:
        self._shelf = shelf
        self._held: OrderedDict[tuple[bytes, bool], Profile] = OrderedDict()
        self._guard = threading.Lock()

    def of(self, trial: Trial, *, on: dt.date, near: Near | None = None, most: int = 10) -> tuple[Related, ...]:
        """The trials most related to one, on a day; with a place, also which are nearer."""
        meaning = self._shelf.meaning

        def whole(item: Trial) -> Profile:
            site = nearest_site(spots_of(item.record), near) if near is not None else None
            return replace(
                self._profile(item),
                open=_open(item, on),
                km=site.km if site is not None else None,
                subject=meaning.place(item.key) if meaning is not None else None,
            )

        own = whole(trial)
        others = (other for key in self._candidates(own, trial, on) if (other := self._shelf.trial(key)) is not None)
        return related(own, map(whole, others), most=most)

    def _profile(self, trial: Trial) -> Profile:
        """The profile of a trial, without what depends on the day or the place."""
        protocol = self._shelf.compiled(trial)
        mark = (trial.hash, protocol is not None)
        with self._guard:
            held = self._held.get(mark)
        if held is None:
            held = profile_of(trial.record, protocol, key=trial.key)
            with self._guard:
                self._held[mark] = held
                if len(self._held) > _KEPT:
                    self._held.popitem(last=False)
        return held if held.key == trial.key else replace(held, key=trial.key)

    def _candidates(self, own: Profile, trial: Trial, on: dt.date) -> list[str]:
        """Keys of trials of the same diseases, of the same treatments, and near in meaning."""
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
