"""What a record states in a field and in its text is one rule with two sources, or a contradiction that is told."""

from __future__ import annotations

import pytest

from trialwright.library import protocol_of_record, protocol_of_review, review_of_record, updated_review
from trialwright.match.evaluate import evaluate
from trialwright.patients.sheet import facts_from_mapping
from trialwright.protocol.language import print_criterion
from trialwright.protocol.protocol import Line, Protocol
from trialwright.protocol.review_form import read_review, write_review
from trialwright.registries.record import TrialRecord
from trialwright.vocabulary.time import PartialDate


def _record(inclusion: str, **fields: str) -> TrialRecord:
    criteria = f"Inclusion Criteria:\n\n* {inclusion}\n"
    return TrialRecord(protocol_section={"eligibilityModule": dict(fields)}, eligibility_text=criteria)


def _protocol(inclusion: str, **fields: str) -> Protocol:
    return protocol_of_record(_record(inclusion, **fields))


def _lines(protocol: Protocol) -> tuple[Line, ...]:
    return tuple(line for stage in protocol.stages for line in stage.lines)


def _outcomes(protocol: Protocol, **patient: object) -> list[str]:
    facts = facts_from_mapping({"id": "a", **patient}, place="test")
    verdict = evaluate(protocol, facts, on=PartialDate.parse("2026-01-15").last)
    return [line.outcome.value for stage in verdict.stages for line in stage.lines]


@pytest.mark.parametrize(
    ("sentence", "fields"),
    [
        ("Age ≥ 18 years", {"minimumAge": "18 Years"}),
        ("Patients must be over 17 years old", {"minimumAge": "18 Years"}),
        ("Age > 18 years", {"minimumAge": "18 Years"}),
        ("Age 18 to 75 years", {"minimumAge": "18 Years", "maximumAge": "75 Years"}),
        ("Age under 2 years", {"maximumAge": "24 Months"}),
        ("Female, aged 18 years or older", {"minimumAge": "18 Years", "sex": "FEMALE"}),
    ],
)
def test_a_sentence_that_says_what_a_field_says_is_one_rule_with_two_sources(sentence: str, fields: dict[str, str]) -> None:
    (line,) = _lines(_protocol(sentence, **fields))
    assert {field.path: field.value for field in line.fields} == {f"eligibilityModule.{name}": fields[name] for name in fields}


def test_a_field_that_no_sentence_states_is_a_line_of_its_own() -> None:
    sentence, field = _lines(_protocol("ECOG 0-1", minimumAge="18 Years"))
    assert sentence.fields == ()
    assert (field.id, field.origin, print_criterion(field.node)) == ("F1", "eligibilityModule.minimumAge", "age >= 18 years")


def test_an_exclusion_of_the_young_states_the_minimum_too() -> None:
    criteria = "Exclusion Criteria:\n\n* Age < 18 years\n"
    record = TrialRecord(protocol_section={"eligibilityModule": {"minimumAge": "18 Years"}}, eligibility_text=criteria)
    (line,) = _lines(protocol_of_record(record))
    assert [field.value for field in line.fields] == ["18 Years"]


def test_a_contradiction_is_told_and_the_field_alone_refuses_nobody() -> None:
    protocol = _protocol("Age 18 to 85 years", minimumAge="18 Years", maximumAge="75 Years")
    assert [finding.code for finding in protocol.findings if "MISMATCH" in finding.code] == ["AGE_TEXT_MISMATCH"]
    assert _outcomes(protocol, age=80) == ["pass", "unknown"]
    assert _outcomes(protocol, age=70) == ["pass", "pass"]
    assert _outcomes(protocol, age=90) == ["fail", "fail"]


def test_a_field_that_holds_for_one_cohort_of_the_text_is_no_contradiction() -> None:
    text = "Cohort A: age ≥ 18 years\n* Cohort B: age ≥ 12 years"
    protocol = _protocol(text, minimumAge="12 Years")
    assert not [finding for finding in protocol.findings if "MISMATCH" in finding.code]
    assert [line.origin for line in _lines(protocol)][-1] == "eligibilityModule.minimumAge"


@pytest.mark.parametrize(
    ("sentence", "reading"),
    [
        ("Women with breast cancer", "all of (female, breast cancer)"),
        ("Women aged 18 to 80 years", "all of (female, age 18 to 80 years)"),
    ],
)
def test_where_all_patients_are_women_a_sentence_of_women_is_of_everybody(sentence: str, reading: str) -> None:
    (line,) = _lines(_protocol(sentence, sex="FEMALE"))
    assert print_criterion(line.node) == reading
    assert [field.path for field in line.fields] == ["eligibilityModule.sex"]
    codes = {finding.code for finding in _protocol(sentence, sex="FEMALE").findings}
    assert "SEVERAL_READINGS" not in codes


def test_a_trial_of_both_sexes_leaves_a_sentence_of_women_with_both_readings() -> None:
    protocol = _protocol("Women with breast cancer", sex="ALL")
    (line,) = _lines(protocol)
    assert line.state.value == "ambiguous"
    assert "SEVERAL_READINGS" in {finding.code for finding in protocol.findings}


def test_a_sentence_that_admits_both_sexes_contradicts_a_field_of_one() -> None:
    protocol = _protocol("Patients are male or female", sex="FEMALE")
    assert not any(outcome == "fail" for outcome in _outcomes(protocol, sex="female"))


def test_the_sources_of_a_rule_outlive_the_file_of_a_review() -> None:
    record = _record("Women aged 18 to 80 years", minimumAge="18 Years", maximumAge="80 Years", sex="FEMALE")
    review = read_review(write_review(review_of_record(record)))
    assert _lines(review.protocol)[0].fields == _lines(protocol_of_record(record))[0].fields
    assert _lines(protocol_of_review(review))[0].node == _lines(protocol_of_record(record))[0].node
    assert set(updated_review(review, record).fates.values()) == {"open"}


@pytest.mark.parametrize(
    ("sentence", "fields", "age", "outcomes"),
    [
        ("Age 18 years", {"minimumAge": "18 Years"}, 54, ["pass"]),
        ("Age 18 years", {"minimumAge": "18 Years"}, 17, ["fail"]),
        ("Age 18 years", {"maximumAge": "18 Years"}, 7, ["pass"]),
        ("Age 18 years", {}, 54, ["unknown"]),
    ],
)
def test_a_limit_that_has_lost_its_sign_is_read_as_the_field_with_the_same_number(
    sentence: str, fields: dict[str, str], age: int, outcomes: list[str]
) -> None:
    assert _outcomes(_protocol(sentence, **fields), age=age) == outcomes
