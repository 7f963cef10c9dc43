"""Codes of ICD-10-CM that are no diagnosis: a history is not active, what is absent was removed, what is taken is taken now."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.patients.bundles import coded, condition, read
from tests.unit.patients.omop_base import CONCEPTS
from tests.unit.patients.omop_base import read as read_omop

from trialwright.patients.code_tables import rows
from trialwright.patients.facts import Kind
from trialwright.patients.understood import Why
from trialwright.vocabulary.concepts import package_vocabulary

ICD = "http://hl7.org/fhir/sid/icd-10-cm"


def of(code: str, **more: object) -> list[tuple[object, ...]]:
    """Concept, value, qualifiers and day of the facts of a code that was recorded on 1 May 2025."""
    one = condition("x", code=coded(code, "", ICD), onsetDateTime="2025-05-01") | more
    found = read(one).patient.facts
    return [(fact.concept, fact.value, dict(fact.qualifiers), str(fact.date or f"{fact.start} to {fact.end}")) for fact in found]


@pytest.mark.parametrize(
    ("code", "concept", "qualifiers", "day"),
    [
        ("Z85.3", "breast cancer", {"activity": "history", "ongoing": "false"}, "2025-05-01 or earlier"),
        ("Z87.891", "smoking", {"activity": "history", "ongoing": "false"}, "2025-05-01 or earlier"),
        ("Z79.01", "anticoagulant", {}, "2025-05-01 or earlier to 2025-05-01 or later"),
        ("Z79.52", "systemic corticosteroid", {}, "2025-05-01 or earlier to 2025-05-01 or later"),
        ("Z90.12", "mastectomy", {"laterality": "left"}, "2025-05-01 or earlier"),
        ("Z92.21", "chemotherapy", {}, "2025-05-01 or earlier"),
        ("Z94.0", "kidney transplantation", {}, "2025-05-01 or earlier"),
        ("Z51.11", "chemotherapy", {}, "2025-05-01"),
        ("Z21", "hiv infection", {}, "2025-05-01"),
        ("Z33.1", "pregnancy", {}, "2025-05-01"),
        ("Z72.0", "smoking", {"ongoing": "true"}, "2025-05-01"),
        ("F17.210", "smoking", {"ongoing": "true"}, "2025-05-01"),
        ("F17.211", "smoking", {"activity": "history", "ongoing": "false"}, "2025-05-01 or earlier"),  # in remission
        ("Z87.442", "urolithiasis", {"activity": "history", "ongoing": "false"}, "2025-05-01 or earlier"),  # of the bladder too
        ("Z85.53", "upper urinary tract cancer", {"activity": "history", "ongoing": "false"}, "2025-05-01 or earlier"),
        ("Z92.850", "CAR T-cell therapy", {}, "2025-05-01 or earlier"),
        ("Z96.641", "hip replacement", {"laterality": "right"}, "2025-05-01 or earlier"),
        ("Z96.659", "knee replacement", {}, "2025-05-01 or earlier"),
    ],
)
def test_a_state_is_read_as_what_it_says_and_no_more(code: str, concept: str, qualifiers: dict[str, str], day: str) -> None:
    assert of(code) == [(concept, None, qualifiers, day)]


def test_a_status_of_receptors_is_a_result_of_each() -> None:
    told = [(concept, value) for concept, value, _, _ in of("Z17.411")]
    assert told == [("hormone receptor", "positive"), ("HER2", "negative")]
    assert [(concept, value) for concept, value, _, _ in of("Z17.1")] == [("estrogen receptor", "negative")]


@pytest.mark.parametrize("code", ["Z85.048", "Z86.73", "Z15.01", "Z85.9", "Z00.00", "F17.220", "Z79.631"])
def test_a_code_that_holds_several_things_is_listed(code: str) -> None:
    found = read(condition("x", code=coded(code, "", ICD)))
    assert (found.patient.facts, {item.why for item in found.unread}) == ((), {Why.CODE})


def test_what_is_no_longer_taken_is_no_fact() -> None:
    assert of("Z79.01", clinicalStatus=coded("resolved")) == []
    assert len(of("Z85.3", clinicalStatus=coded("resolved"))) == 1


def test_an_allergy_status_is_an_allergy() -> None:
    (fact,) = read(condition("x", code=coded("Z88.0", "", ICD))).patient.facts
    assert (fact.concept, fact.kind) == ("penicillin", Kind.ALLERGIES)


def test_omop_keeps_such_codes_in_both_of_its_tables(tmp_path: Path) -> None:
    more = "\n40,Personal history of breast cancer,ICD10CM,Z85.3,code\n41,Long term use of aspirin,ICD10CM,Z79.82,code"
    found = read_omop(
        tmp_path, concept=CONCEPTS + more, condition_occurrence="1,7,40,2025-05-01,,,,,", observation="2,7,41,2025-05-01,,,,"
    )
    assert [(fact.concept, fact.qualifiers.get("ongoing")) for fact in found.patient.facts] == [
        ("breast cancer", "false"),
        ("aspirin", None),
    ]


def test_every_row_names_what_the_vocabulary_knows() -> None:
    words, kinds = package_vocabulary(), {"history", "taken", "done", "given", "result", "state", "allergy"}
    for row in rows("icd10cm_states.tsv"):
        assert row["how"] in kinds and all(name in words for name in row["concept"].split(";")), row
