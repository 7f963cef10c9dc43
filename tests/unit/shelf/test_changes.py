"""What changed between two records is told field by field, site by site, and nothing is left out."""

from __future__ import annotations

from tests.unit.shelf.records import study

from trialwright.registries.record import TrialRecord
from trialwright.shelf.change_words import _where_apart, field_words, site_words
from trialwright.shelf.changes import field_changes, other_changes, site_changes


def _told(old: TrialRecord, new: TrialRecord) -> list[str]:
    return [field_words(change) for change in field_changes(old, new)] + site_words(site_changes(old, new))


def _sites(*sites: tuple[str, str]) -> dict[str, object]:
    return {"locations": [{"facility": name, "city": "Utrecht", "status": status} for name, status in sites]}


def test_things_of_a_list_are_paired_by_name_and_their_parts_compared() -> None:
    arms = {"armGroups": [{"label": "A", "type": "EXPERIMENTAL", "interventionNames": ["Drug: X"]}, {"label": "B"}]}
    later = {"armGroups": [{"label": "C"}, {"label": "a", "type": "EXPERIMENTAL", "interventionNames": ["Drug: X", "Drug: Y"]}]}
    old, new = study("NCT00000001", armsInterventionsModule=arms), study("NCT00000001", armsInterventionsModule=later)
    assert _told(old, new) == [
        "arm: B (no longer stated)",
        "arm: C (new)",
        "arm “a”, interventionNames: Drug: X → Drug: X, Drug: Y",
    ]


def test_a_site_that_came_went_closed_or_opened_is_told_as_that() -> None:
    old = study(
        "NCT00000001", contactsLocationsModule=_sites(("A", "RECRUITING"), ("B", "RECRUITING"), ("C", "NOT_YET_RECRUITING"))
    )
    new = study("NCT00000001", contactsLocationsModule=_sites(("A", "COMPLETED"), ("C", "RECRUITING"), ("D", "RECRUITING")))
    assert _told(old, new) == [
        "1 site added: D, Utrecht",
        "1 site no longer listed: B, Utrecht",
        "1 site stopped recruiting: A, Utrecht",
        "1 site recruits now: C, Utrecht",
    ]


def test_the_order_of_a_list_is_no_change_and_a_site_that_moved_in_it_is_the_same() -> None:
    old = study("NCT00000001", contactsLocationsModule=_sites(("A", "RECRUITING"), ("B", "RECRUITING")))
    new = study("NCT00000001", contactsLocationsModule=_sites(("B", "RECRUITING"), ("A", "RECRUITING")))
    assert _told(old, new) == []
    assert other_changes(old, new) == ()


def test_what_has_no_words_of_its_own_is_named_by_its_path() -> None:
    old = study("NCT00000001", oversightModule={"oversightHasDmc": False}, ipdSharingStatementModule={"ipdSharing": "NO"})
    new = study("NCT00000001", oversightModule={"oversightHasDmc": True})
    assert other_changes(old, new) == ("ipdSharingStatementModule.ipdSharing", "oversightModule.oversightHasDmc")


def test_a_record_is_the_same_as_itself() -> None:
    record = study("NCT00000001", contactsLocationsModule=_sites(("A", "RECRUITING")))
    assert (_told(record, record), other_changes(record, record)) == ([], ())


def test_of_a_long_criterion_that_changed_the_part_that_differs_is_told() -> None:
    start = "Patients must have the general health that permits completion of the study and required follow up, "
    old, new = (f"{start * 2}and be at least {age} years old at the time of consent" for age in (18, 21))
    assert _where_apart(old, new) == (
        "… follow up, and be at least 18 years old at the time of …",
        "… follow up, and be at least 21 years old at the time of …",
    )
