"""What is only likely is proposed, never merged; what a person decides holds, is kept with a name, and can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.shelf.records import page, registry, study

from trialwright.errors import UserError
from trialwright.shelf.shelf import Shelf

TITLE = "A Randomised Study of Drug X Versus Placebo in Women With Advanced Breast Cancer"


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    with Shelf.open(tmp_path / "shelf", create=True, writable=True) as opened:
        yield opened


def _ids(shelf: Shelf) -> dict[str, int]:
    return {item.origin: item.id for trial in shelf.trials() for item in trial.merged}


def test_the_same_title_only_proposes_and_says_why(shelf: Shelf) -> None:
    shelf.add([study("NCT00000001", TITLE), page(TITLE)])
    assert list(shelf.keys()) == ["NCT00000001", "page.txt"]
    (proposal,) = shelf.proposals()
    assert {proposal.one.key, proposal.other.key} == {"NCT00000001", "page.txt"}
    assert proposal.reasons == ("the same title",)


def test_two_records_of_one_registry_are_never_proposed(shelf: Shelf) -> None:
    shelf.add([study("NCT00000001", TITLE), study("NCT00000002", TITLE)])
    assert list(shelf.proposals()) == []


def test_an_accepted_proposal_is_one_trial_that_tells_who_said_so_and_can_be_undone(shelf: Shelf) -> None:
    shelf.add([study("NCT00000001", TITLE), page(TITLE)])
    before = [(trial.key, trial.record) for trial in shelf.trials()]
    ids = _ids(shelf)
    act = shelf.merge(ids["ClinicalTrials.gov"], ids["portal"], by="Ann", note="the sponsor told me")
    (trial,) = shelf.trials()
    assert trial.key == "NCT00000001"
    assert trial.merged[1].why.startswith("accepted by Ann on ")
    assert trial.merged[1].why.endswith(": the sponsor told me")
    assert shelf.trial("page.txt") == trial
    assert list(shelf.proposals()) == []
    shelf.undo_decision(act, by="Bea")
    assert [(trial.key, trial.record) for trial in shelf.trials()] == before
    (decision,) = shelf.decisions()
    assert (decision.by, decision.same) == ("Ann", True)
    assert decision.undone is not None
    assert decision.undone[0] == "Bea"
    assert len(list(shelf.proposals())) == 1


def test_a_refused_proposal_is_not_made_again(shelf: Shelf) -> None:
    shelf.add([study("NCT00000001", TITLE), page(TITLE)])
    ids = _ids(shelf)
    shelf.refuse(ids["ClinicalTrials.gov"], ids["portal"], by="Ann")
    assert list(shelf.proposals()) == []
    shelf.add([study("NCT00000001", TITLE, day="2026-04-01")])
    assert list(shelf.proposals()) == []
    assert len(shelf) == 2


def test_a_merge_by_numbers_can_be_parted_and_stays_so_when_its_records_change(shelf: Shelf) -> None:
    eu = registry("2020-001234-12", "A trial of X", layout="euctr", secondary=("NCT00000001",))
    shelf.add([study("NCT00000001"), eu])
    assert len(shelf) == 1
    act = shelf.unmerge(_ids(shelf)["euctr"], by="Ann")
    assert list(shelf.keys()) == ["2020-001234-12", "NCT00000001"]
    shelf.add([study("NCT00000001", day="2026-04-01")])
    assert len(shelf) == 2
    shelf.undo_decision(act, by="Ann")
    assert list(shelf.keys()) == ["NCT00000001"]
    assert [item.why for item in shelf.versions("NCT00000001")] == ["new", "merged", "parted", "changed", "merged"]


def test_a_decision_holds_for_a_record_that_was_removed_and_added_again(shelf: Shelf) -> None:
    shelf.add([study("NCT00000001", TITLE), page(TITLE)])
    ids = _ids(shelf)
    shelf.merge(ids["ClinicalTrials.gov"], ids["portal"], by="Ann")
    shelf.remove("NCT00000001")
    assert len(shelf) == 0
    shelf.add([page(TITLE), study("NCT00000001", TITLE)])
    assert list(shelf.keys()) == ["NCT00000001"]


def test_two_trials_that_other_sources_hold_apart_cannot_be_made_one(shelf: Shelf) -> None:
    first = registry("2020-001234-12", "A trial of X", layout="euctr", secondary=("NCT00000001",))
    shelf.add([study("NCT00000001"), study("NCT00000002", "Another"), first, page(TITLE)])
    ids = {item.mark: item.id for trial in shelf.trials() for item in trial.merged}
    page_id = next(number for mark, number in ids.items() if mark.startswith("page.txt"))
    shelf.merge(ids["NCT00000002"], page_id, by="Ann")
    with pytest.raises(UserError, match="cannot be one trial"):
        shelf.merge(ids["2020-001234-12"], page_id, by="Ann")
    assert shelf.trial("2020-001234-12") == shelf.trial("NCT00000001")
    assert len(shelf.decisions()) == 1


def test_parting_a_trial_of_one_source_and_undoing_what_was_not_decided_are_refused(shelf: Shelf) -> None:
    shelf.add([study("NCT00000001")])
    with pytest.raises(UserError, match="has this source only"):
        shelf.unmerge(_ids(shelf)["ClinicalTrials.gov"], by="Ann")
    with pytest.raises(UserError, match="no such decision"):
        shelf.undo_decision(7, by="Ann")
    with pytest.raises(UserError, match="no source 99"):
        shelf.merge(1, 99, by="Ann")


def test_what_two_pages_only_list_is_proposed_where_each_has_a_number_of_its_own(shelf: Shelf) -> None:
    listed = ("NCT00000001",)
    shelf.add(
        [
            registry("2020-001234-12", "A trial of X", layout="euctr", secondary=listed),
            registry("ISRCTN10000001", "Something else about Y", layout="isrctn", secondary=listed),
        ]
    )
    assert len(shelf) == 2
    assert [proposal.reasons for proposal in shelf.proposals()] == [("both list NCT00000001",)]
