"""Conditions, allergies and the patient of FHIR in; facts, or the reason why there are none, out."""

from __future__ import annotations

import pytest
from tests.unit.patients.bundles import LOINC, PATIENT, SUBJECT, coded, condition, facts, loinc, observation, read, reasons

from trialwright.patients.facts import Kind
from trialwright.patients.fhir import FhirOptions
from trialwright.patients.understood import Why

BREAST = "Malignant neoplasm of breast (disorder)"


def test_a_diagnosis_is_a_fact_with_the_place_that_it_stands_at() -> None:
    (fact,) = facts(condition(BREAST, onsetDateTime="2023-04-05T10:00:00+02:00", clinicalStatus=coded("active")))
    assert (fact.concept, fact.kind, str(fact.date), fact.place) == (
        "breast cancer",
        Kind.CONDITIONS,
        "2023-04-05",
        "Condition/c",
    )
    assert fact.qualifiers == {"ongoing": "true"}


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("entered-in-error", Why.ERROR),
        ("refuted", Why.RULED_OUT),
        ("unconfirmed", Why.NOT_CONFIRMED),
        ("provisional", Why.NOT_CONFIRMED),
        ("differential", Why.NOT_CONFIRMED),
        ("something-new", Why.STATUS),
    ],
)
def test_what_is_not_confirmed_is_no_fact_and_the_reason_is_listed(code: str, why: Why) -> None:
    one = condition(BREAST, verificationStatus=coded(code))
    assert facts(one) == ()
    assert reasons(one) == {why}


@pytest.mark.parametrize(
    "display",
    [
        "Suspected lung cancer (situation)",
        "Family history of breast cancer",
        "No evidence of brain metastasis",
        "Breast cancer screening",
        "History of appendectomy",
        "Diabetic retinopathy with hypertension (disorder)",
        "At increased risk of obesity (finding)",
    ],
)
def test_a_name_that_does_not_name_exactly_one_condition_is_listed_and_no_fact(display: str) -> None:
    assert facts(condition(display)) == ()
    assert reasons(condition(display)) == {Why.CODE}


@pytest.mark.parametrize(
    ("display", "concept", "qualifiers"),
    [
        ("Secondary malignant neoplasm of axillary lymph nodes (disorder)", "axillary lymph node metastasis", {}),
        ("Primary malignant neoplasm of female left breast (disorder)", "breast cancer", {"laterality": "left"}),
        ("Primary small cell malignant neoplasm of lung, TNM stage 1 (disorder)", "small cell lung cancer", {"stage": "I"}),
        ("Small cell carcinoma of lung (disorder)", "small cell lung cancer", {}),
        ("Chronic kidney disease stage 1 (disorder)", "chronic kidney disease", {"stage": "1"}),
    ],
)
def test_the_words_of_snomed_name_our_concepts(display: str, concept: str, qualifiers: dict[str, str]) -> None:
    (fact,) = facts(condition(display))
    assert (fact.concept, dict(fact.qualifiers)) == (concept, qualifiers)


def test_a_code_of_icd_10_cm_is_known_by_its_category() -> None:
    code = {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "C50.912"}]}
    (fact,) = facts(condition("", code=code))
    assert fact.concept == "breast cancer"


def test_codes_of_one_condition_that_contradict_each_other_are_no_fact() -> None:
    code = {"coding": [{"system": "x", "display": "Breast cancer"}, {"system": "y", "display": "Asthma"}]}
    assert reasons(condition("", code=code)) == {Why.CODE}


def test_a_resolved_condition_lies_in_the_past_and_an_open_stroke_of_1986_is_not_one_of_today() -> None:
    over = condition("Pneumonia", clinicalStatus=coded("resolved"), onsetDateTime="2019", abatementDateTime="2019-03")
    (fact,) = facts(over)
    assert (str(fact.start), str(fact.end), fact.qualifiers["ongoing"]) == ("2019", "2019-03", "false")
    (stroke,) = facts(condition("Stroke", clinicalStatus=coded("active"), onsetDateTime="1986-05-21"))
    assert "ongoing" not in stroke.qualifiers


def test_what_was_only_recorded_on_a_day_began_then_or_earlier() -> None:
    (fact,) = facts(condition("Pneumonia", recordedDate="2024-02-01"))
    assert str(fact.date) == "2024-02-01 or earlier"


def test_an_onset_by_age_is_the_year_of_that_age() -> None:
    (fact,) = facts(condition("Asthma", onsetAge={"value": 40, "code": "a"}))
    assert str(fact.date) == "2000-05-01 to 2001-04-30"


def test_stage_is_read_in_both_places_and_the_narrower_of_two_stays() -> None:
    staged = condition(BREAST, stage=[{"summary": coded("2", "Stage II")}, {"summary": coded("2A", "")}])
    group = observation(loinc("21908-9"), valueCodeableConcept=coded("c2A", "", "http://cancerstaging.org"))
    cancer, stage = facts(staged, group)
    assert cancer.qualifiers["stage"] == "IIA"
    assert (stage.concept, stage.value, str(stage.date)) == ("stage", "IIA", "2024-03-02")


def test_stages_that_contradict_each_other_are_both_kept_so_that_the_matcher_sees_the_conflict() -> None:
    staged = condition(BREAST, stage=[{"summary": coded("2", "Stage II")}, {"summary": coded("3", "Stage III")}])
    found = facts(staged)
    assert "stage" not in found[0].qualifiers
    assert {fact.value for fact in found[1:]} == {"II", "III"}


def test_a_stage_of_one_of_two_cancers_goes_to_the_one_it_is_of_and_to_none_where_that_is_not_said() -> None:
    lung = condition("Malignant neoplasm of lung (disorder)", id="lung")
    group = observation(loinc("21908-9"), valueCodeableConcept=coded("4", "IV", LOINC))
    assert Why.WHICH in reasons(condition(BREAST), lung, group)
    found = facts(condition(BREAST), lung, group | {"focus": [{"reference": "Condition/lung"}]})
    assert [fact.qualifiers.get("stage") for fact in found] == [None, "IV"]


def test_a_stage_of_another_system_is_not_taken_for_one_of_tnm() -> None:
    staged = condition(BREAST, stage=[{"summary": coded("3", "III"), "type": {"text": "FIGO stage"}}])
    assert reasons(staged) == {Why.VALUE}


def test_allergies_and_that_none_are_known() -> None:
    allergy = {"resourceType": "AllergyIntolerance", "id": "a", "patient": SUBJECT, "code": {"text": "Aspirin"}}
    (fact,) = facts(allergy)
    assert (fact.concept, fact.kind) == ("aspirin", Kind.ALLERGIES)
    none = read(allergy | {"code": coded("716186003", "No known allergy (situation)")})
    assert (none.patient.facts, none.patient.coverage) == ((), frozenset({Kind.ALLERGIES}))
    assert facts(allergy | {"verificationStatus": coded("refuted")}) == ()
    partly = allergy | {"code": coded("1", "No known drug allergy (situation)")}
    assert (facts(partly), read(partly).patient.coverage) == ((), frozenset())


def test_nothing_is_complete_unless_it_is_said() -> None:
    assert read(condition(BREAST)).patient.coverage == frozenset()


def test_a_kind_without_a_resource_is_not_complete_and_makes_nobody_drug_free() -> None:
    options = FhirOptions(complete=frozenset({Kind.CONDITIONS, Kind.TREATMENTS, Kind.MEDICATIONS}))
    act = {"resourceType": "Procedure", "status": "completed", "subject": SUBJECT, "code": coded("1", "Mastectomy")}
    drug = {"resourceType": "MedicationStatement", "status": "active", "subject": SUBJECT}
    drug["medicationCodeableConcept"] = {"text": "trastuzumab"}
    found = read(condition(BREAST), act, options=options)
    assert found.patient.coverage == {Kind.CONDITIONS}
    assert [item.code for item in found.patient.findings] == ["NOT_COMPLETE", "NOT_COMPLETE"]
    assert read(drug, options=options).patient.coverage == {Kind.MEDICATIONS}
    assert read(condition(BREAST), act, drug, options=options).patient.coverage == options.complete


def test_a_patient_who_has_died_is_told() -> None:
    found = read(condition(BREAST), patient=PATIENT | {"deceasedDateTime": "2024-01-02"})
    assert [(fact.concept, str(fact.date)) for fact in found.patient.facts][:1] == [("death", "2024-01-02")]
    assert found.patient.findings[0].code == "PATIENT_DIED"


def test_the_sex_that_is_neither_male_nor_female_is_not_known() -> None:
    assert read(patient=PATIENT | {"gender": "other"}).patient.sex is None
