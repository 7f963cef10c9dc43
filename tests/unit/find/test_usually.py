"""Whoever searches for a cancer finds what usually is one too, and is told so."""

from __future__ import annotations

import datetime as dt

import pytest

from trialwright.find.asking import Query
from trialwright.find.document import document_of
from trialwright.find.index import Index
from trialwright.find.usually import _table, usually_one_of
from trialwright.registries.record import TrialRecord
from trialwright.vocabulary.concepts import Relation, default_vocabulary

TODAY = dt.date(2026, 11, 21)


def _named(key: str, title: str) -> TrialRecord:
    return TrialRecord(protocol_section={"identificationModule": {"nctId": key, "briefTitle": title}})


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    titles = {"NCT00000001": "Pembrolizumab in melanoma", "NCT00000002": "Cystectomy for bladder cancer"}
    folder = tmp_path_factory.mktemp("index")
    with Index.open(folder, create=True, writable=True) as index:
        index.update(document_of(_named(key, title), None, key=key) for key, title in titles.items())
        index.commit()
    return Index.open(folder)


@pytest.mark.parametrize(
    ("asked", "trial", "also"),
    [
        ("skin cancer", "NCT00000001", "melanoma"),
        ("huidkanker", "NCT00000001", "melanoma"),
        ("urothelial carcinoma", "NCT00000002", "bladder cancer"),
    ],
)
def test_a_search_finds_what_is_usually_meant_and_says_so(index: Index, asked: str, trial: str, also: str) -> None:
    found = index.search(Query(words=asked), on=TODAY)
    assert [hit.key for hit in found.hits] == [trial]
    assert also in found.expansions[0].also


def test_who_wants_the_words_alone_gets_the_words_alone(index: Index) -> None:
    assert index.search(Query(words="skin cancer", unexpanded=frozenset({"skin cancer"})), on=TODAY).total == 0


def test_a_wider_term_holds_what_is_usual_of_a_narrower_one() -> None:
    assert {"glioma", "meningioma"} <= set(usually_one_of(["brain tumor"], default_vocabulary()))
    assert "meningioma" not in usually_one_of(["brain cancer"], default_vocabulary())


@pytest.mark.parametrize(("concept", "usual"), _table())
def test_the_table_holds_what_is_usual_and_not_what_always_is(concept: str, usual: str) -> None:
    assert default_vocabulary().relation(concept, usual) is not Relation.IS
