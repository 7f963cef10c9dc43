"""What may change counts as it was said last: a will, a test of today, a lesion that was measured; and nought is none."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.unit.match.test_remedies import excluded

from trialwright.library import protocol_of_line
from trialwright.match.evaluate import evaluate
from trialwright.patients.sheet import facts_from_mapping

BLOOD = "Willing to donate a 9ml blood sample"
EARLIER, LATER = "2025-12-02", "2026-03-12"


def required(text: str, *facts: dict[str, Any], complete: tuple[str, ...] = (), diseases: tuple[str, ...] = ()) -> str:
    protocol = protocol_of_line(text, section="inclusion", diseases=diseases)
    sheet = {"id": "P", "sex": "female", "facts": list(facts), "complete": list(complete)}
    return evaluate(protocol, facts_from_mapping(sheet, place="test"), on=dt.date(2026, 3, 16)).stages[0].lines[0].outcome.value


def said(what: str, value: object, date: str | None) -> dict[str, Any]:
    return {"what": what, "value": value} | ({} if date is None else {"date": date})


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ((said("willing to donate a 9 ml blood sample", True, LATER),), "pass"),
        ((said("willing to donate a 20 ml blood sample", True, LATER),), "unknown"),
        (
            (
                said("willing to donate a blood sample", False, EARLIER),
                said("willing to donate a 9 ml blood sample", True, LATER),
            ),
            "pass",
        ),
        (
            (
                said("willing to donate a 9 ml blood sample", True, EARLIER),
                said("willing to donate a blood sample", False, LATER),
            ),
            "fail",
        ),
        (
            (
                said("willing to donate a 9 ml blood sample", True, EARLIER),
                said("unwilling to donate a blood sample", True, LATER),
            ),
            "fail",
        ),
        (
            (
                said("willing to donate a 9 ml blood sample", False, EARLIER),
                said("willing to donate a blood sample", True, LATER),
            ),
            "unknown",
        ),
        (
            (said("willing to donate a 9 ml blood sample", True, None), said("willing to donate a blood sample", False, LATER)),
            "unknown",
        ),
        (
            (
                said("willing to donate a 9 ml blood sample", False, LATER),
                said("willing to donate a blood sample", True, EARLIER),
            ),
            "fail",
        ),
    ],
)
def test_a_later_no_to_the_wider_thing_counts_and_a_later_yes_to_it_contradicts(
    facts: tuple[dict[str, Any], ...], expected: str
) -> None:
    assert required(BLOOD, *facts) == expected


def test_what_was_is_not_taken_back_by_a_later_word_that_is_less_near() -> None:
    line = "Recovered from toxicities of prior chemotherapy"
    facts = (
        said("recovered from toxicities of prior chemotherapy", True, EARLIER),
        said("recovered from toxicities", False, LATER),
    )
    assert required(line, *facts) == "pass"


@pytest.mark.parametrize("line", ["Able to swallow tablets", "Able to take oral medication"])
def test_a_statement_that_the_vocabulary_names_counts_as_it_was_made_last(line: str) -> None:
    assert required(line, said("able to swallow tablets", True, EARLIER), said("able to swallow tablets", False, LATER)) == "fail"
    assert required(line, said("able to swallow tablets", False, EARLIER), said("able to swallow tablets", True, LATER)) == "pass"
    assert (
        required(line, said("able to swallow tablets", False, LATER), said("able to swallow tablets", True, LATER)) == "unknown"
    )


def test_disease_that_could_be_measured_and_cannot_any_more_is_not_measurable() -> None:
    once, now = said("measurable disease", True, "2025-08-04"), said("measurable disease", False, "2026-03-06")
    none = said("evaluable disease", False, "2026-03-06")
    assert required("Measurable disease", once, now) == "fail"
    assert required("Measurable or evaluable disease", once, now, none) == "fail"
    assert required("Measurable or evaluable disease", once, now) == "unknown"
    assert (
        required("Measurable disease", said("measurable disease", False, "2025-08-04"), said("measurable disease", True, LATER))
        == "pass"
    )
    assert required("Measurable disease", said("measurable disease", True, None), now) == "unknown"


@pytest.mark.parametrize("what", ["evaluable tumor lesions per RECIST 1.1", "evaluable disease"])
def test_nought_is_none(what: str) -> None:
    line = "At least one evaluable tumor lesion according to RECIST v1.1"
    assert required(line, said(what, 0, LATER)) == "fail"
    assert required(line, said(what, 2, LATER)) == "pass"


def test_a_metastasis_counted_nought_is_not_there_and_nought_months_is_no_count() -> None:
    assert excluded("Liver metastases", {"what": "liver metastases", "count": 0, "date": LATER}) == "pass"
    assert excluded("Liver metastases", {"what": "liver metastases", "count": 3, "date": LATER}) == "fail"
    assert excluded("Heart failure", {"what": "heart failure", "value": 0, "unit": "months"}) == "fail"


def test_a_pregnancy_counts_as_it_was_found_last() -> None:
    line = "Pregnant women"
    early, late = (said("urine pregnancy test", "negative", day) for day in ("2026-01-05", LATER))
    assert excluded(line, early, {"what": "intrauterine pregnancy", "date": "2026-03-10", "status": "ongoing"}) == "fail"
    assert excluded(line, late, {"what": "pregnancy", "date": "2024-03-10"}) == "pass"
    assert excluded(line, late, {"what": "pregnancy", "date": LATER}) == "unknown"
    assert excluded("History of pregnancy", late, {"what": "pregnancy", "date": "2024-03-10"}) != "pass"


@pytest.mark.parametrize("gone", ["not detected", "negative", "undetectable"])
@pytest.mark.parametrize(
    "line", ["Detectable HCV RNA", "Positive HCV RNA", "Presence of active viral replication (detectable HCV-ribonucleic acid)"]
)
def test_a_virus_that_is_gone_is_not_there(line: str, gone: str) -> None:
    before, now = said("HCV RNA", "positive", "2023-04-10"), said("HCV RNA", gone, "2026-03-04")
    assert excluded(line, before, now) == "pass"
    assert excluded(line, before) == "fail"
    assert excluded(line, said("HCV RNA", gone, "2023-04-10"), said("HCV RNA", "positive", "2026-03-04")) == "fail"


def test_a_marker_that_was_looked_for_and_is_absent_tells_what_a_negative_one_tells() -> None:
    assert excluded("Active hepatitis C", said("HCV RNA", "not detected", LATER)) == "pass"
    assert excluded("Active hepatitis B", said("HBsAg", "not detected", LATER)) == "pass"


def test_metastases_of_a_cancer_that_was_found_gone_since_are_asked_about() -> None:
    facts = (
        {"what": "colorectal cancer", "stage": "II", "date": "2022-02-10"},
        {"what": "liver metastasis", "count": 1, "date": "2024-05-10", "method": "CT"},
        {"what": "liver metastasectomy", "date": "2024-06-20"},
    )
    free = {"what": "colorectal cancer", "date": "2026-02-24", "status": "no evidence of disease", "method": "CT"}
    there = {"what": "colorectal cancer", "date": "2026-02-24", "status": "progressive", "method": "CT"}
    assert required("Metastatic disease", *facts, free) == "unknown"
    assert required("Metastatic disease", *facts, there) == "pass"
    assert required("Metastatic disease", *facts) == "pass"


def test_an_old_no_to_a_tissue_diagnosis_is_overcome_by_a_specimen() -> None:
    line = "Patients who do not have pathological diagnosis"
    none = said("pathological diagnosis", False, "2025-08-10")
    mass = {"what": "lung cancer", "date": "2025-08-01", "method": "CT"}
    resected = {"what": "lung cancer", "date": "2025-09-25", "method": "surgical pathology"}
    assert excluded(line, mass, none, resected) == "pass"
    assert excluded(line, mass, none) == "fail"
    assert excluded(line, mass, {**none, "date": "2025-07-01"}) == "unknown"
    assert excluded(line, mass) == "unknown"
    assert excluded(line, {**mass, "method": "liquid biopsy"}) == "unknown"


@pytest.mark.parametrize(
    "line", ["Negative serum pregnancy test", "Negative blood pregnancy test", "Negative pregnancy test (serum)"]
)
def test_where_blood_is_to_be_tested_a_test_of_urine_does_not_do(line: str) -> None:
    assert required(line, said("urine pregnancy test", "negative", LATER)) == "unknown"
    assert required(line, said("serum pregnancy test", "negative", LATER)) == "pass"
    assert required(line, said("pregnancy test", "negative", LATER)) == "pass"
    assert required(line, said("urine pregnancy test", "positive", LATER)) == "fail"


@pytest.mark.parametrize(
    "line", ["Negative pregnancy test", "Negative serum or urine pregnancy test", "Negative urine pregnancy test"]
)
def test_otherwise_either_test_does(line: str) -> None:
    assert required(line, said("urine pregnancy test", "negative", LATER)) == "pass"
    assert required(line, said("serum pregnancy test", "negative", LATER)) == "pass"


def test_an_infection_that_stays_is_not_denied_by_there_being_no_infection_now() -> None:
    none = {"what": "infection", "present": False, "date": LATER}
    assert excluded("HIV infection", {"what": "HIV infection", "date": "2010-01-01"}, none) != "pass"
    assert excluded("Hepatitis B", {"what": "chronic hepatitis B", "date": "2010-01-01"}, none) != "pass"


def test_a_change_of_a_gene_stays_where_a_later_sample_of_blood_does_not_show_it() -> None:
    found = {"what": "EGFR exon 19 deletion", "value": "positive", "date": "2024-01-01"}
    not_seen = {"what": "EGFR exon 19 deletion", "value": "not detected", "date": LATER, "method": "liquid biopsy"}
    assert required("EGFR mutation", found, not_seen) != "fail"


def test_a_later_no_to_one_of_two_ways_leaves_the_other() -> None:
    line = "Willing to provide archival tissue or undergo a fresh biopsy"
    both = said("willing to provide archival tissue or undergo a fresh biopsy", True, EARLIER)
    assert required(line, both, said("willing to undergo a fresh biopsy", False, LATER)) != "fail"


def test_brands_are_what_they_hold() -> None:
    every = ("conditions", "treatments", "medications", "procedures")
    line = "Receipt of a live vaccine within 4 weeks of the first dose"
    assert excluded(line, {"what": "Shingrix", "date": "2026-03-09"}, complete=every) == "pass"
    assert excluded(line, {"what": "Zostavax", "date": "2026-03-09"}) == "fail"
    assert excluded(line, {"what": "zoster vaccine", "date": "2026-03-09"}, complete=every) == "unknown"
    tablet = {"what": "Symtuza", "start": "2020-02-01", "ongoing": True}
    assert excluded("Combination antiretroviral therapy", tablet) == "fail"
    assert excluded("Strong CYP3A4 inhibitors", tablet) == "fail"
    assert excluded("Strong CYP3A4 inhibitors", {**tablet, "what": "Dovato"}) == "unknown"


def test_a_donor_tells_that_a_marrow_is_anothers() -> None:
    line = "History of allogeneic bone marrow transplantation"
    given = {"what": "bone marrow transplantation from matched unrelated donor", "date": "2003-09-01"}
    assert excluded(line, given) == "fail"
    assert excluded(line, {**given, "what": "bone marrow transplantation"}) == "unknown"
