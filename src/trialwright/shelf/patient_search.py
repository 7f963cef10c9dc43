"""A patient, a query and a day enter; the trials of the shelf that pass it and may be for the patient's disease leave, ranked.

The condition gate reads what each trial names as its conditions: only one that names diseases, all of them known, and all of
them certainly not the patient's, is left out, and counted. Of what is left at most `most` trials are judged, those for the
recorded disease first, of these those that take patients in; and how many are left is said.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice

from trialwright.errors import UserError
from trialwright.find.asking import Query
from trialwright.match.context import Context
from trialwright.match.evaluate import evaluate_again, judge, treated
from trialwright.match.knowing import know
from trialwright.match.known import Known
from trialwright.match.rank import Disease, Judged, narrow, rank
from trialwright.match.repeatedly import Repeatedly
from trialwright.match.truth import Truth
from trialwright.patients.facts import PatientFacts
from trialwright.protocol.criteria import Has, Target
from trialwright.protocol.protocol import Protocol
from trialwright.shelf.conditions import UNREAD
from trialwright.shelf.for_patient import MOST, Chosen, ForPatient
from trialwright.shelf.indexing import can_search, open_index
from trialwright.shelf.store import Store
from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.time import PartialDate

_RECRUITING = ("RECRUITING", "ENROLLING_BY_INVITATION", "NOT_YET_RECRUITING")


class PatientSearch:
    """Searches one shelf for a patient."""

    def __init__(self, store: Store, protocol: Callable[[str], Protocol]) -> None:
        self._store, self._protocol = store, protocol

    def ranked(self, facts: PatientFacts, query: Query, *, on: dt.date, most: int = MOST) -> ForPatient:
        """The trials that pass `query`, whose conditions do not rule the patient's disease out, ranked by the matcher."""
        chosen = self.chosen(facts, query, on=on, most=most)
        failed: dict[str, str] = {}
        judged = tuple(self._judged(chosen.keys, facts, on, failed))
        told = _told(chosen.found, chosen.other_disease, len(chosen.keys))
        return ForPatient(
            ranking=rank(judged, facts, on=on),
            chosen=chosen,
            failed=tuple(failed),
            notes=(*told, *(f"{key} could not be judged ({why})" for key, why in failed.items())),
        )

    def chosen(self, facts: PatientFacts, query: Query, *, on: dt.date, most: int = MOST) -> Chosen:
        """At most `most` of the trials that pass `query` and may be for the patient, the likeliest first; none is judged yet."""
        found = self._gated(query, know(facts, Context(on=on, vocabulary=default_vocabulary())), on)
        same, open_, others = (found[disease] for disease in (Disease.SAME, Disease.OPEN, Disease.ANOTHER))
        keys = tuple(islice(chain(same, open_), most))
        return Chosen(
            keys=keys,
            found=sum(len(some) for some in found.values()),
            same=len(same),
            open=len(open_),
            other_disease=len(others),
            same_chosen=min(len(same), most),
            open_chosen=len(keys) - min(len(same), most),
        )

    def diseases(self) -> frozenset[str]:
        """Every disease that a trial of the shelf names."""
        rows = self._store.rows("SELECT DISTINCT diseases FROM trials WHERE active")
        return frozenset(name for row in rows for name in json.loads(row["diseases"]) if name != UNREAD)

    def _gated(self, query: Query, known: Known, on: dt.date) -> dict[Disease, list[str]]:
        """The keys of all trials that pass the query by what their conditions say of the patient's disease, the likeliest first.

        Those that take patients in stand before the others; of these come first those that name the patient's disease, then those
        for tumors of any organ; else the order of the search holds. Trials that name the same are judged once.
        """
        rows = self._store.rows("SELECT key, diseases, status FROM trials WHERE active ORDER BY key")
        if not _asks_nothing(query):
            told = {row["key"].upper(): row for row in rows}
            rows = [told[key.upper()] for key in self._found(query, on, len(told)) if key.upper() in told]
        truths: dict[str, Truth] = {}
        gates = {names: _gate(json.loads(names), known, truths) for names in {row["diseases"] for row in rows}}
        wide = {names: not any(truths.get(name) is Truth.TRUE for name in narrow(json.loads(names), known)) for names in gates}
        found: dict[Disease, list[str]] = {disease: [] for disease in Disease}
        for row in sorted(rows, key=lambda row: (_place(row["status"]), wide[row["diseases"]])):
            found[gates[row["diseases"]]].append(row["key"])
        return found

    def _found(self, query: Query, on: dt.date, most: int) -> Sequence[str]:
        if not can_search():
            raise UserError("the search is not installed", hint="pip install 'trialwright[search]', or ask without words")
        with open_index(self._store.folder) as index:
            return [key for key, _ in index.keys(query, on=on, most=max(1, most))]

    def _judged(self, keys: Iterable[str], facts: PatientFacts, on: dt.date, failed: dict[str, str]) -> Iterator[Judged]:
        patient = Repeatedly(facts)
        for key in keys:
            try:
                protocol = self._protocol(key)
                verdict = evaluate_again(protocol, patient, Context(on=on))
                yield Judged(protocol=protocol, verdict=verdict, completion=self._completion(key))
            except Exception as error:  # noqa: BLE001 - a fault in one of thousands of trials must not lose the others
                failed[key] = f"{type(error).__name__}: {error}"

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
