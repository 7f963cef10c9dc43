"""What people write in a sheet: what is said not to be there is absent, whichever field says so."""

from __future__ import annotations

import pytest

from trialwright.patients.facts import Kind
from trialwright.patients.sheet import facts_from_mapping


def read(*facts: object) -> list[tuple[str | None, bool]]:
    patient = facts_from_mapping({"id": "P", "facts": list(facts)}, place="test")
    return [(fact.concept, fact.present) for fact in patient.facts]


@pytest.mark.parametrize("word", ["absent", "ruled out", "none", "not found"])
def test_a_status_that_says_it_is_not_there_is_no_finding(word: str) -> None:
    assert read({"what": "brain metastases", "status": word}) == [("brain metastasis", False)]


def test_who_never_smoked_does_not_smoke_and_of_a_former_smoker_the_sheet_says_only_that() -> None:
    assert read("never smoker", {"what": "smoking", "value": "never"}) == [("smoking", False), ("smoking", False)]
    (former,) = facts_from_mapping({"id": "P", "facts": [{"what": "smoking", "value": "former"}]}, place="test").facts
    assert (former.concept, former.qualifiers["ongoing"]) == ("smoking", "false")


def test_naive_to_a_therapy_is_not_to_have_had_it() -> None:
    assert read("treatment-naive", "BTK inhibitor naive") == [("anticancer therapy", False), ("BTK inhibitor", False)]


@pytest.mark.parametrize("what", ["NKDA", "no known allergies", {"what": "allergies", "present": False}])
def test_no_known_allergies_is_a_complete_list(what: object) -> None:
    assert facts_from_mapping({"id": "P", "facts": [what]}, place="test").coverage == {Kind.ALLERGIES}


@pytest.mark.parametrize(
    ("written", "concept", "present"),
    [
        ("measurable disease per RECIST 1.1", "measurable disease", True),
        ("measurable disease (RECIST 1.1)", "measurable disease", True),
        ("measurable disease as defined by RECIST version 1.1", "measurable disease", True),
        ("measurable disease per Lugano 2014", "measurable disease", True),
        ("no measurable disease per RECIST 1.1", "measurable disease", False),
        ("non-measurable disease per RECIST 1.1", "non-measurable disease", True),
        ("disease progression by iRECIST", "disease progression", True),
        ("progressive disease per RANO criteria", "disease progression", True),
        ("RECIST 1.1", None, True),
        ("measurable disease per local practice", None, True),
    ],
)
def test_by_whose_criteria_something_was_found_is_no_part_of_its_name(written: str, concept: str | None, present: bool) -> None:
    (fact,) = facts_from_mapping({"id": "p", "facts": [{"what": written}]}, place="here").facts
    assert (fact.concept, fact.present) == (concept, present)
