"""Earlier trials, told by an investigational drug on record, and nodes told by the TNM enter; verdicts come out."""

from __future__ import annotations

from tests.unit.compiler.readings import outcome, reading

from trialwright.match.verdict import Outcome

MERCK = (
    "Is currently participating in or has participated in a study of an investigational agent or has used an investigational "
    "device within 4 weeks prior to enrollment"
)
RECENT = {"what": "investigational drug", "start": "2026-03-01", "end": "2026-03-10"}
OLD = {"what": "investigational drug", "start": "2025-06-01", "end": "2025-07-10"}


def test_an_investigational_drug_on_record_was_given_in_a_trial_at_its_dates() -> None:
    for text in (
        MERCK,
        "Participation in another clinical trial within 30 days",
        "Participated in trials of other drugs within 4 weeks",
    ):
        assert outcome(text, "exclusion", RECENT) is Outcome.FAIL
    assert outcome("Participation in another clinical trial within 30 days", "exclusion", OLD) is Outcome.UNKNOWN


def test_no_drug_in_complete_lists_is_no_trial_of_a_drug_and_says_nothing_of_other_trials() -> None:
    lists = ["treatments", "medications"]
    assert outcome("Participation in another drug trial within 30 days", "exclusion", OLD, complete=lists) is Outcome.PASS
    assert outcome("Participation in another drug trial within 30 days", "exclusion", complete=["treatments"]) is Outcome.UNKNOWN
    assert outcome("Participation in another clinical trial within 30 days", "exclusion", complete=lists) is Outcome.UNKNOWN


def test_a_time_behind_the_last_verb_may_not_be_of_the_trial_before_it() -> None:
    lists = ["treatments", "medications", "procedures"]
    assert outcome(MERCK, "exclusion", OLD, complete=lists) is Outcome.UNKNOWN
    assert outcome(MERCK, "exclusion", complete=lists) is Outcome.PASS


def test_clinical_and_pathologic_nodes_are_told_by_their_own_categories() -> None:
    clinical, pathologic = {"what": "clinical N stage", "value": "cN0"}, {"what": "pathologic N stage", "value": "pN1a"}
    assert outcome("Clinically lymph node negative", "inclusion", clinical) is Outcome.PASS
    assert outcome("Participants with clinically positive nodes", "exclusion", clinical) is Outcome.PASS
    assert outcome("Pathologically node-positive", "inclusion", clinical) is Outcome.UNKNOWN
    assert outcome("Pathologically node-positive", "inclusion", pathologic) is Outcome.PASS
    assert outcome("Clinically node-negative", "inclusion", pathologic) is Outcome.UNKNOWN
    assert outcome("Node-negative disease", "inclusion", pathologic) is Outcome.FAIL


def test_a_category_before_the_word_disease_excludes() -> None:
    assert reading("Patients with T4 or N3 disease", "exclusion") == "none of (T stage is T4, N stage is N3)"
