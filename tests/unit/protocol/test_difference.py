"""What is said of two versions of a trial's criteria."""

from __future__ import annotations

from trialwright.library import protocol_of_record, protocol_of_review, review_of_record
from trialwright.protocol.difference import Difference, differences
from trialwright.protocol.review import Decided, Decision, with_decision
from trialwright.protocol.words import words_of
from trialwright.registries.record import TrialRecord


def record(inclusion: list[str], exclusion: list[str] | None = None, **fields: str) -> TrialRecord:
    rows = ["Inclusion Criteria:", *(f"* {text}" for text in inclusion)]
    rows += ["Exclusion Criteria:", *(f"* {text}" for text in exclusion)] if exclusion else []
    section = {"identificationModule": {"nctId": "NCT00000001"}, "eligibilityModule": fields}
    return TrialRecord(protocol_section=section, eligibility_text="\n".join(rows))


def between(old: TrialRecord, new: TrialRecord) -> Difference:
    return differences(protocol_of_record(old), protocol_of_record(new))


def said(found: Difference) -> list[tuple[str, str, str]]:
    rows = []
    for change in found.changes:
        old, new = (" + ".join(line.id for _, line in side) for side in (change.old, change.new))
        rows.append((change.kind.value, old, new))
    return rows


def test_another_wording_of_one_meaning_is_no_change():
    found = between(
        record(["Age >= 18 years", "Hemoglobin >= 9 g/dL", "No stroke"]),
        record(["No prior stroke", "At least 18 years of age", "Hb of 90 g/L or more"]),
    )
    assert found.same
    assert {kind for kind, _, _ in said(found)} <= {"reworded", "same"}


def test_a_stricter_limit_is_tightened_and_says_which():
    found = between(
        record(["Hemoglobin >= 9 g/dL and platelets >= 100 x 10^9/L"]),
        record(["Hemoglobin >= 10 g/dL and platelets >= 100 x 10^9/L"]),
    )
    assert said(found) == [("tightened", "I1", "I1")]
    (part,) = found.changes[0].parts
    assert (part.kind.value, words_of(part.old), words_of(part.new)) == (
        "tightened", "hemoglobin of at least 9 g/dL", "hemoglobin of at least 10 g/dL",
    )  # fmt: skip


def test_an_exclusion_over_a_longer_time_is_tightened():
    found = between(record(["Age >= 18"], ["Stroke within 3 months"]), record(["Age >= 18"], ["Stroke within 6 months"]))
    assert said(found)[-1] == ("tightened", "E1", "E1")


def test_one_limit_up_and_one_down_is_a_change_with_both_told():
    found = between(
        record(["Hemoglobin >= 9 g/dL, platelets >= 100 x 10^9/L"]), record(["Hemoglobin >= 10 g/dL, platelets >= 75 x 10^9/L"])
    )
    assert said(found) == [("changed", "I1", "I1")]
    assert sorted(part.kind.value for part in found.changes[0].parts) == ["loosened", "tightened"]


def test_a_line_that_became_two_is_the_same():
    found = between(
        record(["Hemoglobin >= 9 g/dL and platelets >= 100 x 10^9/L"]),
        record(["Platelets >= 100 x 10^9/L", "Hemoglobin >= 9 g/dL"]),
    )
    assert said(found) == [("reworded", "I1", "I1 + I2")]


def test_an_inclusion_that_became_an_exclusion_is_the_same():
    found = between(
        record(["Age >= 18", "No brain metastases"], ["Stroke"]), record(["Age >= 18"], ["Stroke", "Brain metastases"])
    )
    assert found.same
    assert ("reworded", "I2", "E2") in said(found)


def test_lines_are_added_and_removed():
    found = between(record(["Age >= 18", "No stroke"]), record(["Age >= 18", "Karnofsky >= 70"]))
    assert said(found) == [("same", "I1", "I1"), ("added", "", "I2"), ("removed", "I2", "")]


def test_a_list_that_one_source_does_not_show_is_not_compared():
    found = between(record(["Age >= 18"], ["Stroke"]), record(["Age >= 18"]))
    assert said(found) == [("same", "I1", "I1"), ("not compared", "E1", "")]
    assert found.same


def test_a_note_that_excludes_nobody_is_without_effect():
    found = between(record(["Age >= 18"]), record(["Age >= 18", "Prior radiotherapy is allowed"]))
    assert said(found) == [("same", "I1", "I1"), ("without effect", "", "I2")]


def test_a_field_of_the_record_is_held_against_the_same_field():
    found = between(record(["No stroke"], minimumAge="18 Years"), record(["No stroke"], minimumAge="21 Years"))
    assert said(found) == [("same", "I1", "I1"), ("tightened", "F1", "F1")]


def test_a_line_that_was_not_read_is_marked():
    found = between(record(["Wosselitis of the brund"]), record(["Wosselitis of the left brund"]))
    assert said(found) == [("changed", "I1", "I1")]
    assert found.changes[0].unread


def test_a_reviewers_edit_is_a_change_of_the_same_sentence():
    trial = record(["Karnofsky >= 70"])
    review = with_decision(
        review_of_record(trial), "I1", Decided(decision=Decision.EDITED), reading="Karnofsky performance status >= 80"
    )
    found = differences(protocol_of_record(trial), protocol_of_review(review))
    assert said(found) == [("tightened", "I1", "I1")]


def test_two_versions_of_many_lines_are_told_apart_by_what_they_speak_of():
    old = record(
        [
            "Absolute neutrophil count >= 1.5 x 10^9/L",
            "Platelet count >= 100 x 10^9/L",
            "Absolute lymphocyte count >= 1.0 x 10^9/L",
        ]
    )
    new = record(
        [
            "Absolute lymphocyte count >= 0.8 x 10^9/L",
            "Absolute neutrophil count >= 1.0 x 10^9/L",
            "Platelet count >= 100 x 10^9/L",
        ]
    )
    assert said(between(old, new)) == [("loosened", "I3", "I1"), ("loosened", "I1", "I2"), ("same", "I2", "I3")]
