"""Ranking: the gate of disease, the order of verdicts, what is never dropped and never called eligible."""

from __future__ import annotations

from tests.unit.match.trials_in import ON, judged, order, patient, ranked, trial

from trialwright.match.rank import Disease, Standing, rank

HEMOGLOBIN = {"what": "hemoglobin", "value": 10.2, "unit": "g/dL", "date": "2026-03-10"}
GASTRIC = {"what": "gastric adenocarcinoma", "date": "2026-02-01"}

PASSES = "Inclusion Criteria:\n* Hemoglobin >= 9.0 g/dL\n\nExclusion Criteria:\n* Age under 18 years\n"
OPEN = "Inclusion Criteria:\n* Hemoglobin >= 9.0 g/dL\n* Platelets >= 100 x 10^9/L\n\nExclusion Criteria:\n* Age under 18 years\n"
MORE_OPEN = "Inclusion Criteria:\n* Platelets >= 100 x 10^9/L\n* Neutrophils >= 1.5 x 10^9/L\n* Hemoglobin >= 9.0 g/dL\n"
FAILS = "Inclusion Criteria:\n* Hemoglobin >= 11.0 g/dL\n\nExclusion Criteria:\n* Age under 18 years\n"


def test_eligible_comes_before_possible_and_possible_before_excluded() -> None:
    facts = patient(HEMOGLOBIN, GASTRIC)
    trials = [
        trial(name, text, conditions=["Gastric Cancer"]) for name, text in (("NCT3", FAILS), ("NCT2", OPEN), ("NCT1", PASSES))
    ]
    assert order(ranked(facts, *trials)) == [("NCT1", "eligible"), ("NCT2", "possible"), ("NCT3", "excluded")]


def test_of_two_possible_trials_the_one_of_which_more_is_decided_comes_first() -> None:
    facts = patient(HEMOGLOBIN)
    places = ranked(facts, trial("NCT2", MORE_OPEN), trial("NCT1", OPEN))
    assert [(place.judged.protocol.key, place.decided, place.total) for place in places] == [("NCT1", 2, 3), ("NCT2", 1, 3)]


def test_an_excluded_trial_names_the_lines_that_exclude() -> None:
    (place,) = ranked(patient(HEMOGLOBIN), trial("NCT1", FAILS))
    assert [line.line.text for line in place.excluding] == ["Hemoglobin >= 11.0 g/dL"]


def test_a_disease_that_the_patient_certainly_does_not_have_goes_last_and_is_still_there() -> None:
    facts = patient(HEMOGLOBIN, GASTRIC, complete=["conditions"])
    breast = trial("NCT9", PASSES, conditions=["Breast Cancer"])
    gastric = trial("NCT1", FAILS, conditions=["Gastric Cancer"])
    assert order(ranked(facts, breast, gastric)) == [("NCT1", "excluded"), ("NCT9", "another disease")]


def test_a_disease_that_is_merely_not_recorded_never_removes_a_trial() -> None:
    facts = patient(HEMOGLOBIN, GASTRIC)
    (place,) = ranked(facts, trial("NCT9", PASSES, conditions=["Breast Cancer"]))
    assert (place.disease, place.standing) == (Disease.OPEN, Standing.ELIGIBLE)


def test_of_trials_for_the_disease_those_that_name_it_come_before_those_for_tumors_of_any_organ() -> None:
    facts = patient(HEMOGLOBIN, GASTRIC)
    basket = trial("NCT2", OPEN, conditions=["Solid Tumor", "Lung Cancer"])
    named = trial("NCT1", MORE_OPEN, conditions=["Solid Tumor", "Gastric Cancer"])
    places = ranked(facts, basket, named)
    assert [(place.judged.protocol.key, place.disease, place.narrow) for place in places] == [
        ("NCT1", Disease.SAME, True),
        ("NCT2", Disease.SAME, False),
    ]


def test_a_condition_that_was_not_understood_keeps_the_gate_open() -> None:
    facts = patient(HEMOGLOBIN, GASTRIC, complete=["conditions"])
    (place,) = ranked(facts, trial("NCT9", PASSES, conditions=["Breast Cancer", "Quuxian syndrome"]))
    assert place.disease is Disease.OPEN
    assert "Quuxian" in place.disease_why


def test_cancer_in_general_keeps_the_gate_open_unless_the_criteria_exclude_too() -> None:
    facts = patient(HEMOGLOBIN, GASTRIC, complete=["conditions"])
    open_, shut = (
        trial(name, text, conditions=["Cancer", "Breast Cancer"]) for name, text in (("NCT1", PASSES), ("NCT2", FAILS))
    )
    assert order(ranked(facts, shut, open_)) == [("NCT1", "eligible"), ("NCT2", "another disease")]


def test_a_trial_for_the_recorded_disease_comes_before_one_whose_disease_is_open() -> None:
    facts = patient(HEMOGLOBIN, GASTRIC)
    places = ranked(
        facts, trial("NCT2", OPEN, conditions=["Breast Cancer"]), trial("NCT1", MORE_OPEN, conditions=["Gastric Cancer"])
    )
    assert order(places) == [("NCT1", "possible"), ("NCT2", "possible")]


def test_a_closed_trial_comes_after_an_open_one_of_the_same_verdict_and_before_a_worse_verdict() -> None:
    facts = patient(HEMOGLOBIN)
    closed, open_, failing = trial("NCT2", PASSES, status="COMPLETED"), trial("NCT1", PASSES), trial("NCT3", FAILS)
    assert order(ranked(facts, failing, closed, open_)) == [("NCT1", "eligible"), ("NCT2", "eligible"), ("NCT3", "excluded")]


def test_a_record_without_criteria_is_never_eligible_and_comes_after_what_is_decided() -> None:
    facts = patient(HEMOGLOBIN)
    places = ranked(facts, trial("NCT2", None), trial("NCT1", OPEN))
    assert order(places) == [("NCT1", "possible"), ("NCT2", "possible")]
    assert places[1].stage.note == "the source shows no criteria"


def test_every_trial_has_one_place_counted_from_one() -> None:
    facts = patient(HEMOGLOBIN, GASTRIC, complete=["conditions"])
    texts = (None, PASSES, OPEN, MORE_OPEN, FAILS, PASSES)
    places = ranked(facts, *(trial(f"NCT{number}", text, conditions=["Breast Cancer"]) for number, text in enumerate(texts)))
    assert [place.place for place in places] == [1, 2, 3, 4, 5, 6]
    assert {place.judged.protocol.key for place in places} == {f"NCT{number}" for number in range(6)}


def test_equal_trials_keep_the_order_in_which_they_came() -> None:
    facts = patient(HEMOGLOBIN)
    assert [key for key, _ in order(ranked(facts, trial("NCT7", PASSES), trial("NCT3", PASSES)))] == ["NCT7", "NCT3"]


def test_nothing_to_rank_is_an_empty_ranking() -> None:
    assert rank([], patient(), on=ON) == ()


def test_recruiting_past_its_completion_ranks_after_a_confirmed_one_and_says_so() -> None:
    facts = patient(HEMOGLOBIN)
    old, new = judged(trial("NCT2", PASSES), facts, "2025-09"), judged(trial("NCT1", PASSES), facts, "2027-01-31")
    places = rank([old, new], facts, on=ON)
    assert [key for key, _ in order(places)] == ["NCT1", "NCT2"]
    assert places[1].recruiting.doubt == "its completion date 2025-09 has passed"
