"""A patient, a query and a day enter; the trials of the shelf that pass it and may be for the patient's disease leave, ranked.

The condition gate reads what each trial names as its conditions: only one that names diseases, all of them known, and all of
them certainly not the patient's, is left out, and counted. Of what is left at most `most` trials are judged, and that is said.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from trialwright.errors import UserError
from trialwright.find.asking import Query
from trialwright.match.context import Context
from trialwright.match.evaluate import evaluate, judge, treated
from trialwright.match.knowing import know
from trialwright.match.known import Known
from trialwright.match.rank import Disease, Judged, Ranked, rank
from trialwright.match.truth import Truth
from trialwright.patients.facts import PatientFacts
from trialwright.protocol.criteria import Has, Target
from trialwright.protocol.protocol import Protocol
from trialwright.shelf.conditions import UNREAD
from trialwright.shelf.indexing import can_search, open_index
from trialwright.shelf.store import Store
from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.time import PartialDate

MOST = 100
_RECRUITING = ("RECRUITING", "ENROLLING_BY_INVITATION", "NOT_YET_RECRUITING")


@dataclass(frozen=True, kw_only=True, slots=True)
class ForPatient:
    """The trials for a patient, best first, by the keys of the shelf.

    `found` pass the query, `other_disease` of them are for another disease for sure and were left out, `judged` were judged;
    `notes` say so, and name each that could not be judged.
    """

    ranking: tuple[Ranked, ...]
    found: int
    other_disease: int
    judged: int
    notes: tuple[str, ...]


class PatientSearch:
    """Searches one shelf for a patient."""

    def __init__(self, store: Store, protocol: Callable[[str], Protocol]) -> None:
        self._store, self._protocol = store, protocol

    def ranked(self, facts: PatientFacts, query: Query, *, on: dt.date, most: int = MOST) -> ForPatient:
        """The trials that pass `query`, whose conditions do not rule the patient's disease out, ranked by the matcher."""
        known = know(facts, Context(on=on, vocabulary=default_vocabulary()))
        keys = self._keys(query, on)
        gates = self._gates(known)
        kept = [key for key in keys if gates.get(key.upper(), Disease.OPEN) is not Disease.ANOTHER]
        first = sorted(kept, key=lambda key: tuple(Disease).index(gates.get(key.upper(), Disease.OPEN)))
        notes: list[str] = []
        judged = tuple(self._judged(islice(first, most), facts, on, notes))
        told = _told(len(keys), len(keys) - len(kept), min(len(kept), most))
        return ForPatient(
            ranking=rank(judged, facts, on=on),
            found=len(keys),
            other_disease=len(keys) - len(kept),
            judged=len(judged),
            notes=(*told, *notes),
        )

    def _keys(self, query: Query, on: dt.date) -> Sequence[str]:
        """The keys of all trials that pass the query, the best first; of a query that asks nothing, those that recruit first."""
        if _asks_nothing(query):
            rows = self._store.rows("SELECT key, status FROM trials WHERE active ORDER BY key")
            return [row["key"] for row in sorted(rows, key=lambda row: _place(row["status"]))]
        if not can_search():
            raise UserError("the search is not installed", hint="pip install 'trialwright[search]', or ask without words")
        count = self._store.row("SELECT count(*) FROM trials WHERE active")
        with open_index(self._store.folder) as index:
            return [key for key, _ in index.keys(query, on=on, most=max(1, int(count[0]) if count is not None else 1))]

    def _gates(self, known: Known) -> dict[str, Disease]:
        """What the conditions of every trial say of the patient's disease. Trials that name the same are judged once."""
        truths: dict[str, Truth] = {}
        combined: dict[str, Disease] = {}
        found: dict[str, Disease] = {}
        for row in self._store.rows("SELECT key, diseases FROM trials WHERE active"):
            told = row["diseases"]
            if told not in combined:
                combined[told] = _gate(json.loads(told), known, truths)
            found[row["key"].upper()] = combined[told]
        return found

    def _judged(self, keys: Iterable[str], facts: PatientFacts, on: dt.date, notes: list[str]) -> Iterable[Judged]:
        for key in keys:
            try:
                protocol = self._protocol(key)
                yield Judged(protocol=protocol, verdict=evaluate(protocol, facts, on=on), completion=self._completion(key))
            except Exception as error:  # noqa: BLE001 - a fault in one of thousands of trials must not lose the others
                notes.append(f"{key} could not be judged ({type(error).__name__}: {error})")

    def _completion(self, key: str) -> PartialDate | None:
        row = self._store.row("SELECT body FROM trials WHERE active AND key = ? COLLATE NOCASE", (key,))
        value = None if row is None else self._store.body(row["body"]).get("statusModule.completionDateStruct.date")
        try:
            return PartialDate.parse(value) if isinstance(value, str) else None
        except ValueError:
            return None


def _gate(diseases: Sequence[str], known: Known, truths: dict[str, Truth]) -> Disease:
    """As `match.rank.disease_of`, by conditions alone: "another" only where all that is named is known and not the patient's."""
    vocabulary = known.context.vocabulary
    concepts = [name for name in diseases if name != UNREAD]
    cancers = [name for name in concepts if name in vocabulary and vocabulary.kind(name) == "cancer"]
    named = [name for name in treated(concepts, vocabulary) if name in cancers]
    for name in named:
        if name not in truths:
            truths[name] = judge(Has(target=Target(concept=name)), known).truth
    found = {truths[name] for name in named}
    if Truth.TRUE in found:
        return Disease.SAME
    unclear = UNREAD in diseases or len(cancers) > len(named) or Truth.UNKNOWN in found
    return Disease.OPEN if unclear or not named else Disease.ANOTHER


def _asks_nothing(query: Query) -> bool:
    return query == Query(
        count_facets=query.count_facets, size=query.size, after=query.after, meaning=query.meaning, sort=query.sort
    )


def _place(status: str) -> int:
    return _RECRUITING.index(status) if status in _RECRUITING else len(_RECRUITING)


def _told(found: int, other: int, judged: int) -> list[str]:
    """What was done, so that nothing is cut silently."""
    notes = [f"{found} trials pass the search; {other} of them are for another disease by their conditions and were left out"]
    if judged < found - other:
        left = f"{judged} of the other {found - other} were judged, those for the recorded disease first"
        notes.append(f"{left}: narrow the search to judge the rest")
    return notes
