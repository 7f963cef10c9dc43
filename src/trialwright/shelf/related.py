"""A trial of the shelf enters, the trials related to it leave: candidates come from the index, reasons from their profiles."""

from __future__ import annotations

import datetime as dt
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


class Profiles:
    """The profiles of trials that were looked at lately, by content and by whether their criteria were compiled."""

    def __init__(self) -> None:
        self._held: OrderedDict[tuple[bytes, bool], Profile] = OrderedDict()

    def of(self, trial: Trial, protocol: Protocol | None) -> Profile:
        """The profile of a trial, without what depends on the day or the place."""
        mark = (trial.hash, protocol is not None)
        held = self._held.get(mark)
        if held is None:
            held = self._held[mark] = profile_of(trial.record, protocol, key=trial.key)
            if len(self._held) > _KEPT:
                self._held.popitem(last=False)
        return held if held.key == trial.key else replace(held, key=trial.key)


def related_trials(
    shelf: Shelved, profiles: Profiles, trial: Trial, *, on: dt.date, near: Near | None = None
) -> tuple[Related, ...]:
    """The trials most related to one, on a day; with a place, also which are nearer."""
    meaning = shelf.meaning

    def profile(item: Trial) -> Profile:
        found = profiles.of(item, shelf.compiled(item))
        site = nearest_site(spots_of(item.record), near) if near is not None else None
        return replace(
            found,
            open=_open(item, on),
            km=site.km if site is not None else None,
            subject=meaning.place(item.key) if meaning is not None else None,
        )

    own = profile(trial)
    others = (other for key in _candidates(shelf, own, trial, on) if (other := shelf.trial(key)) is not None)
    return related(own, map(profile, others))


def _candidates(shelf: Shelved, own: Profile, trial: Trial, on: dt.date) -> list[str]:
    """Keys of trials of the same diseases, of the same treatments, and near in meaning."""
    asked: Iterator[list[str]] = (shelf.found(query, on=on, most=_CANDIDATES) for query in _queries(own, trial))
    by_meaning = [item.key for item in shelf.meaning.like(trial.key, most=_CANDIDATES)] if shelf.meaning is not None else []
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
