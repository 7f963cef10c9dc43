"""A form becomes a patient: each answer the fact it is, nothing where it is not known, each mistake with its field."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from trialwright.match.topics import Topic, TopicKind
from trialwright.patients.facts import Fact
from trialwright.portal.answers import Patient, patient_of, sheet_of, told_of, without_other_cancers

ON = dt.date(2026, 11, 21)


def patient(**form: str) -> Patient:
    return patient_of(told_of(form.items()), on=ON)


def only(found: Patient) -> Fact:
    (fact,) = found.facts.facts
    return fact


def test_an_empty_form_tells_nothing_and_is_no_mistake() -> None:
    found = patient(disease="", age="", sex="", ecog="", t0="presence||stroke", v0="")
    assert (found.facts.facts, found.facts.age, found.facts.sex, found.mistakes) == ((), None, None, ())


def test_the_base_questions_are_facts_of_today() -> None:
    found = patient(disease="stomach cancer", age="61", sex="female", ecog="1")
    assert (found.facts.age, found.facts.sex, found.disease) == (61, "female", "gastric cancer")
    assert [(fact.concept, fact.value, str(fact.date or "")) for fact in found.facts.facts] == [
        ("gastric cancer", None, ""),
        ("ECOG performance status", Decimal(1), "2026-11-21"),
    ]


@pytest.mark.parametrize(("told", "name"), [("IV", "stage"), ("locally advanced", "status")])
def test_how_far_a_cancer_has_come_is_told_of_it(told: str, name: str) -> None:
    (cancer,) = patient(disease="stomach cancer", stage=told).facts.facts
    assert (cancer.concept, cancer.qualifiers[name]) == ("gastric cancer", told)
    assert sheet_of(patient(disease="stomach cancer", stage=told).facts)["facts"][0][name] == told


@pytest.mark.parametrize("typed", ["10.2", "10,2"])
def test_a_number_with_its_unit_date_and_limit(typed: str) -> None:
    fact = only(patient(t0="measure||hemoglobin", v0=typed, unit0="g/dL", uln0="16", when0="2026-11-01"))
    assert (fact.concept, fact.value, fact.unit, fact.uln, str(fact.date)) == (
        "hemoglobin",
        Decimal("10.2"),
        "g/dL",
        16,
        "2026-11-01",
    )


def test_yes_and_no_are_presence_and_absence() -> None:
    assert only(patient(t0="presence||brain metastasis", v0="yes")).present
    assert not only(patient(t0="presence||brain metastasis", v0="no")).present


def test_the_last_time_of_a_treatment_says_that_there_was_none_since() -> None:
    found = patient(t0="presence||chemotherapy", v0="yes", when0="2026-03-10")
    given, since = found.facts.facts
    assert (given.present, str(given.end)) == (True, "2026-03-10")
    assert (since.present, str(since.start), str(since.end)) == (False, "2026-03-11", "2026-11-21")


def test_a_treatment_without_a_date_says_nothing_of_when() -> None:
    fact = only(patient(t0="presence||chemotherapy", v0="yes"))
    assert (fact.present, fact.end, fact.start) == (True, None, None)


def test_none_at_all_is_the_absence_of_the_thing() -> None:
    fact = only(patient(t0="amount|count|liver metastasis", v0="0"))
    assert (fact.concept, fact.present) == ("liver metastasis", False)


def test_a_statement_is_answered_in_its_own_words() -> None:
    fact = only(patient(t0="statement||able to swallow pills", v0="no"))
    assert (fact.what, fact.value) == ("able to swallow pills", False)


def test_a_topic_of_no_kind_and_one_named_twice_are_left_aside() -> None:
    told = told_of([("t0", "nonsense||x"), ("t1", "presence||stroke"), ("v1", "yes"), ("t2", "presence||stroke"), ("v2", "no")])
    assert [(answer.topic, answer.value) for answer in told.answers] == [(Topic(kind=TopicKind.PRESENCE, about="stroke"), "yes")]


def test_what_is_typed_goes_before_the_sheet() -> None:
    found = patient(sheet="id: P\nage: 50\nsex: male\n", age="61")
    assert (found.facts.id, found.facts.age, found.facts.sex) == ("P", 61, "male")


def test_no_other_cancer_rules_out_the_diseases_that_cannot_be_the_patients_own() -> None:
    found = patient(disease="gastric cancer").facts
    whole = without_other_cancers(
        found, ["breast cancer", "gastric adenocarcinoma", "malignancy", "gastric cancer", "no such thing"]
    )
    assert [(fact.concept, fact.present) for fact in whole.facts] == [("gastric cancer", True), ("breast cancer", False)]


def test_without_a_disease_nothing_is_ruled_out() -> None:
    assert without_other_cancers(patient(age="61").facts, ["breast cancer"]).facts == ()


def test_what_was_told_comes_back_from_its_sheet() -> None:
    found = patient(
        disease="gastric cancer", age="61", t0="measure||hemoglobin", v0="<9", unit0="g/dL", t1="presence||stroke", v1="no"
    )
    assert sheet_of(found.facts) == {
        "id": "patient",
        "age": 61,
        "facts": [
            {"what": "gastric cancer"},
            {"what": "hemoglobin", "value": "<9", "unit": "g/dL"},
            {"what": "stroke", "present": False},
        ],
    }


def test_more_trials_are_judged_by_the_button_also_where_the_form_remembers_fewer() -> None:
    assert told_of([("most", "180"), ("most", "120"), ("most", "x")]).most == 180
