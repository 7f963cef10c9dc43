"""Plain words for a verdict: what was required, the facts used, why it is open, what to ask, and what time alone will change."""

from __future__ import annotations

import datetime as dt

from tests.unit.match.trials_in import ON, line, patient, trial

from trialwright.match.evaluate import evaluate
from trialwright.match.explain import LineWords, NodeWords, explain
from trialwright.match.restrictions import said
from trialwright.match.verdict import Reason
from trialwright.patients.facts import PatientFacts
from trialwright.protocol.criteria import Qualifier
from trialwright.protocol.protocol import Protocol


def words_of_line(protocol: Protocol, facts: PatientFacts) -> LineWords:
    return explain(evaluate(protocol, facts, on=ON)).stages[0].lines[0]


def summary(protocol: Protocol, facts: PatientFacts, on: dt.date = ON) -> str:
    return explain(evaluate(protocol, facts, on=on)).stages[0].summary


def test_a_line_that_passes_shows_the_requirement_and_the_fact_with_its_date_and_place() -> None:
    facts = patient({"what": "hemoglobin", "value": 10.2, "unit": "g/dL", "date": "2026-03-10"})
    words = words_of_line(line("Hemoglobin >= 9.0 g/dL"), facts)
    assert words.requires == "hemoglobin of at least 9.0 g/dL"
    assert [(fact.text, fact.date, fact.place) for fact in words.facts] == [
        ("hemoglobin 10.2 g/dL on 2026-03-10", "2026-03-10", "facts[0]")
    ]
    assert words.used == facts.facts


def test_an_unknown_line_gives_its_reason_and_a_question() -> None:
    words = words_of_line(line("Hemoglobin >= 9.0 g/dL"), patient())
    assert words.verdict.reason is Reason.NOT_RECORDED
    assert "hemoglobin" in words.verdict.questions[0]
    assert words.facts == ()


def test_a_fact_that_answers_several_parts_is_shown_once() -> None:
    facts = patient({"what": "hemoglobin", "value": 10.2, "unit": "g/dL", "date": "2026-03-10"})
    words = words_of_line(line("Hemoglobin >= 9.0 g/dL and hemoglobin <= 18 g/dL"), facts)
    assert [fact.text for fact in words.facts] == ["hemoglobin 10.2 g/dL on 2026-03-10"]


def test_the_tree_says_of_each_node_whether_it_holds_and_how_a_group_joins_what_is_below() -> None:
    facts = patient({"what": "brain metastases", "present": False, "date": "2026-03-01"})
    tree = words_of_line(line("Brain metastases or leptomeningeal disease", exclusion=True), facts).tree
    answers = {node.kind: node.answer for node in tree.walk()}
    assert tree.head == "none of these"
    assert {node.answer for node in tree.walk()} >= {"no", "not known"}
    assert answers["NoneOf"] == "not known"


def test_the_parts_of_a_condition_carry_their_role() -> None:
    facts = patient({"what": "creatinine", "value": 1.7, "unit": "mg/dL", "date": "2026-03-10"})
    tree = words_of_line(line("Creatinine <= 1.5 mg/dL (<= 2.3 mg/dL for luminal breast cancer)"), facts).tree
    (condition,) = [node for node in tree.walk() if node.kind == "When"]
    assert [child.role for child in condition.children] == ["if", "then", "otherwise"]
    assert tree_roles(tree) == {"if", "then", "otherwise"}


def tree_roles(tree: NodeWords) -> set[str]:
    return {node.role for node in tree.walk() if node.role}


def test_a_long_row_of_reasons_says_how_many_more_there_are_and_the_tree_has_them_all() -> None:
    text = "Heart failure, stroke, myocardial infarction, hepatitis B, hepatitis C, or asthma"
    words = words_of_line(line(text, exclusion=True), patient(complete=["conditions"]))
    assert words.because.endswith("and 2 more")
    assert sum(not node.children for node in words.tree.walk()) == 6


def test_a_stage_is_summed_up_when_all_lines_pass() -> None:
    facts = patient({"what": "hemoglobin", "value": 10.2, "unit": "g/dL", "date": "2026-03-10"})
    assert summary(trial("NCT1", "Inclusion Criteria:\n* Hemoglobin >= 9.0 g/dL\n"), facts) == "Eligible: 1 line passes."


def test_a_stage_is_summed_up_when_lines_are_open() -> None:
    text = "Inclusion Criteria:\n* Hemoglobin >= 9.0 g/dL\n* Age 18 years or older\n"
    assert summary(trial("NCT1", text), patient()) == "Possible: 1 of 2 lines pass, 1 open, none fails."


def test_a_stage_names_the_lines_that_fail() -> None:
    text = "Inclusion Criteria:\n* Age 70 years or older\n* ECOG 0\n\nExclusion Criteria:\n* Age 61 years\n"
    facts = patient({"what": "ECOG", "value": 2, "date": "2026-03-10"})
    assert summary(trial("NCT1", text), facts).startswith("Not eligible: I1, I2 and E1 fail")


def test_a_window_that_will_pass_is_told_with_the_day_from_which_the_patient_is_eligible() -> None:
    text = (
        "Inclusion Criteria:\n* Age 18 years or older\n\nExclusion Criteria:\n* Chemotherapy within 4 weeks before registration\n"
    )
    facts = patient({"what": "paclitaxel", "start": "2026-02-02", "end": "2026-03-10"}, complete=["treatments"])
    assert summary(trial("NCT1", text), facts) == "Not eligible: E1 fails; eligible from 2026-04-08 if nothing new happens."


def test_a_source_without_criteria_cannot_be_judged() -> None:
    assert summary(trial("NCT1", None), patient()) == "Cannot be judged: the source shows no criteria."


def test_a_later_stage_says_what_it_begins_with() -> None:
    text = (
        "Primary Registration Eligibility Criteria:\n1. Age 18 years or older.\n"
        "Secondary Registration Eligibility Criteria:\n1. Platelets >= 100,000/mm3\n"
    )
    stages = explain(evaluate(trial("NCT1", text), patient(), on=ON)).stages
    assert (
        stages[1].summary == "Later stage: Secondary Registration Eligibility Criteria, which begins with primary registration."
    )


def test_a_restriction_is_told_without_the_name_of_its_family_where_it_tells_itself() -> None:
    told = [
        Qualifier(name=name, values=(value,)) for name, value in (("extent", "advanced"), ("stage", "IV"), ("described", "frail"))
    ]
    assert [said(one) for one in told] == ["advanced", "stage IV", "described as “frail”"]
