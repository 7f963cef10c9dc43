"""Resources as other versions of FHIR have them in; the same facts as of R4 out."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.patients.bundles import SUBJECT, coded, condition, facts, quantity, read, reasons

from trialwright.patients.understood import Why


def resource(kind: str, **more: Any) -> dict[str, Any]:
    return {"resourceType": kind, "id": "x", "subject": SUBJECT, "status": "completed"} | more


WARFARIN = {"text": "warfarin"}


def test_r5_names_a_medicine_and_when_it_was_given_otherwise() -> None:
    (given,) = facts(resource("MedicationAdministration", medication={"concept": WARFARIN}, occurenceDateTime="2026-02-02"))
    assert (given.concept, str(given.date)) == ("warfarin", "2026-02-02")
    (scan,) = facts(resource("Procedure", code={"text": "colonoscopy"}, occurrenceDateTime="2026-02-03"))
    assert str(scan.date) == "2026-02-03"


@pytest.mark.parametrize(
    ("adherence", "period", "end"),
    [
        ("taking", {"start": "2026-01-01"}, None),
        ("taking", {"start": "2026-01-01", "end": "2026-02-01"}, "2026-02-01"),
        (None, {"start": "2026-01-01"}, "2026-01-01 or later"),
    ],
)
def test_an_r5_statement_goes_on_only_where_it_is_said_to_be_taken(
    adherence: str | None, period: object, end: str | None
) -> None:
    said = {"adherence": {"code": coded(adherence)}} if adherence else {}
    one = resource(
        "MedicationStatement", **({"status": "recorded", "effectivePeriod": period, "medication": {"concept": WARFARIN}} | said)
    )
    (fact,) = facts(one)
    assert (str(fact.start), None if fact.end is None else str(fact.end)) == ("2026-01-01", end)


@pytest.mark.parametrize(
    "one",
    [
        resource("MedicationStatement", medicationCodeableConcept=WARFARIN, taken="n"),
        resource("MedicationStatement", medicationCodeableConcept=WARFARIN, wasNotTaken=True),
        resource("MedicationAdministration", medicationCodeableConcept=WARFARIN, notGiven=True),
        resource("MedicationAdministration", medicationCodeableConcept=WARFARIN, wasNotGiven=True),
        resource("Procedure", code={"text": "mastectomy"}, notDone=True),
        resource("Procedure", code={"text": "mastectomy"}, notPerformed=True),
        resource(
            "MedicationStatement", status="recorded", medication={"concept": WARFARIN}, adherence={"code": coded("not-taking")}
        ),
    ],
)
def test_what_was_not_done_is_no_fact_in_any_version(one: dict[str, Any]) -> None:
    assert facts(one) == ()
    assert reasons(one) == {Why.NOT_DONE}


def test_stu3_writes_the_status_of_a_condition_as_a_code() -> None:
    (fact,) = facts(condition("Breast cancer", verificationStatus="confirmed", clinicalStatus="active"))
    assert fact.qualifiers["ongoing"] == "true"
    assert reasons(condition("Breast cancer", verificationStatus="entered-in-error")) == {Why.ERROR}


def test_an_age_tells_when_something_was_done() -> None:
    one = resource("Procedure", code={"text": "mastectomy"}, performedAge=quantity(61, "a"))
    (fact,) = facts(one)
    assert str(fact.date) == "2021-05-01 to 2022-04-30"


@pytest.mark.parametrize(
    "when",
    [{"performedString": "spring 2021"}, {"performedDateTime": "2021-13-01"}, {"performedRange": {"low": quantity(60, "a")}}],
)
def test_a_day_that_is_not_understood_is_listed_beside_the_fact(when: dict[str, Any]) -> None:
    found = read(resource("Procedure", code={"text": "mastectomy"}, **when))
    assert [(fact.concept, fact.moment) for fact in found.patient.facts] == [("mastectomy", None)]
    assert [item.why for item in found.unread] == [Why.DATE]
