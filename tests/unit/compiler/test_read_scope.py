"""Headings, stages, cohorts and lists below a statement enter; which way round each line holds, and for whom, must leave."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.compiler.readings import outcome, reading, verdict

from trialwright.compiler.compile import compile_criteria
from trialwright.match.verdict import Outcome, Reason
from trialwright.protocol.criteria import without_spans
from trialwright.protocol.language import print_criterion
from trialwright.protocol.protocol import Line

EVERYTHING = ["conditions", "treatments", "medications", "procedures", "biomarkers"]


def lines_of(text: str) -> list[Line]:
    return [line for stage in compile_criteria(text).built.stages for line in stage.lines]


def printed(line: Line) -> str:
    return print_criterion(without_spans(line.node), width=10000)


@pytest.mark.parametrize(
    ("text", "in_inclusion", "in_exclusion"),
    [
        ("Brain metastases", "has brain metastasis", "no brain metastasis"),
        (
            "No brain metastases",
            "no brain metastasis",
            "either reading (brain metastasis, no brain metastasis) "
            'because "a denial among the exclusions may be meant as a requirement"',
        ),
        ("Without brain metastases", "no brain metastasis", "has brain metastasis"),
        ("Age < 18 years", "age < 18 years", "not (age < 18 years)"),
        (
            "Gastric cancer or colon cancer",
            "any of (gastric cancer, colon cancer)",
            "none of (gastric cancer, colon cancer)",
        ),
        (
            "LDH and beta-2 microglobulin > 3 x ULN",
            "all of (lactate dehydrogenase > 3 x ULN, beta-2 microglobulin > 3 x ULN)",
            "none of (lactate dehydrogenase > 3 x ULN, beta-2 microglobulin > 3 x ULN)",
        ),
        (
            "All of the following:\n- ascites\n- pleural effusion",
            "all of (ascites, pleural effusion)",
            "not (all of (ascites, pleural effusion))",
        ),
        (
            "One of the following:\n- ascites\n- pleural effusion",
            "any of (ascites, pleural effusion)",
            "none of (ascites, pleural effusion)",
        ),
        (
            "At least 2 of the following:\n- ascites\n- pleural effusion\n- diabetes",
            "at least 2 of (ascites, pleural effusion, diabetes mellitus)",
            "not (at least 2 of (ascites, pleural effusion, diabetes mellitus))",
        ),
        ("Prior radiotherapy is permitted", 'no constraint "permission"', 'no constraint "permission"'),
        ("Able to swallow tablets", 'ask "Able to swallow tablets"', 'not (ask "Able to swallow tablets")'),
    ],
)
def test_the_section_turns_what_is_required_into_what_excludes(text: str, in_inclusion: str, in_exclusion: str) -> None:
    assert reading(text, "inclusion") == in_inclusion
    assert reading(text, "exclusion") == in_exclusion


def test_lines_are_numbered_by_list_and_hold_for_their_cohort() -> None:
    text = (
        "Inclusion Criteria:\n* Age 18 years or older\n* Written informed consent\n\nCohort A:\n* HER2 positive\n\n"
        "Cohort B:\n* EGFR mutation\n\nExclusion Criteria:\n* Pregnancy"
    )
    assert [(line.id, line.cohort, printed(line)) for line in lines_of(text)] == [
        ("I1", None, "age >= 18 years"),
        ("I2", None, 'ask "Written informed consent"'),
        (
            "I3",
            "cohort a",
            'if (study cohort [value: cohort a]) then (HER2 [value: positive]) else (no constraint "for other cohorts")',
        ),
        (
            "I4",
            "cohort b",
            'if (study cohort [value: cohort b]) then (EGFR [value: mutated]) else (no constraint "for other cohorts")',
        ),
        ("E1", None, "no pregnancy"),
    ]


def test_a_later_stage_has_its_own_lines_and_the_event_that_opens_it() -> None:
    text = (
        "Primary Registration Eligibility Criteria:\n1. ECOG 0-2\n\n"
        "Secondary Registration Eligibility Criteria:\n1. ECOG 0-1\n2. Platelets ≥ 100,000/mm3"
    )
    stages = compile_criteria(text).built.stages
    assert [(stage.begins, [(line.id, printed(line)) for line in stage.lines]) for stage in stages] == [
        (None, [("I1", "ECOG performance status is 0 to 2")]),
        (
            "primary registration",
            [("2.I1", "ECOG performance status is 0 to 1"), ("2.I2", "platelet count >= 100000 /mm3")],
        ),
    ]


@pytest.mark.parametrize("value", [0, 1, 3])
def test_a_line_of_a_later_stage_is_not_judged_before_that_stage_begins(value: int) -> None:
    sheet = {"id": "a", "facts": [{"what": "ECOG performance status", "value": value, "date": "2026-03-10"}]}
    found = verdict("ECOG 0-1", "inclusion", sheet, context="Secondary Registration Eligibility Criteria:")
    assert (found.outcome, found.reason) == (Outcome.UNKNOWN, Reason.LATER)


def test_a_heading_that_names_no_stage_changes_nothing_in_a_line() -> None:
    assert reading("Pregnancy", "exclusion", context="General exclusion criteria:") == "no pregnancy"
    assert reading("HER2 positive", "inclusion", context="Cohort B") == "has HER2 [value: positive]"


def test_a_window_of_the_heading_holds_for_every_limit_below_it() -> None:
    text = "Laboratory values within 14 days prior to registration:\n- Hemoglobin ≥ 9 g/dL\n- Platelets ≥ 100,000/mm3"
    assert reading(text, "inclusion") == (
        "all of (hemoglobin >= 9 g/dL within 14 days before registration, "
        "platelet count >= 100000 /mm3 within 14 days before registration)"
    )


HB_LOW = {"what": "hemoglobin", "value": 8.1, "unit": "g/dL", "date": "2026-03-12"}
HB_HIGH = {"what": "hemoglobin", "value": 12.4, "unit": "g/dL", "date": "2026-03-12"}
STROKE = {"what": "stroke", "date": "2026-02-01"}
OLD_STROKE = {"what": "stroke", "date": "2020-02-01"}
BRAIN = {"what": "brain metastasis", "date": "2026-02-01"}


@pytest.mark.parametrize(
    ("text", "section", "facts", "expected"),
    [
        ("Hemoglobin ≥ 9 g/dL", "inclusion", [HB_LOW], "fail"),
        ("Hemoglobin ≥ 9 g/dL", "inclusion", [HB_HIGH], "pass"),
        ("Hemoglobin ≥ 9 g/dL", "inclusion", [], "unknown"),
        ("Hemoglobin < 9 g/dL", "exclusion", [HB_LOW], "fail"),
        ("Hemoglobin < 9 g/dL", "exclusion", [HB_HIGH], "pass"),
        ("Hemoglobin 9 g/dL", "inclusion", [HB_HIGH], "pass"),
        ("No anemia, defined as hemoglobin < 9 g/dL", "inclusion", [HB_HIGH], "pass"),
        ("No anemia, defined as hemoglobin < 9 g/dL", "inclusion", [HB_LOW], "fail"),
        ("Does not meet the following criteria:\n- Hemoglobin ≥ 9 g/dL", "exclusion", [HB_HIGH], "pass"),
        ("Does not meet the following criteria:\n- Hemoglobin ≥ 9 g/dL", "exclusion", [HB_LOW], "fail"),
        ("Stroke in the past 6 months", "exclusion", [STROKE], "fail"),
        ("Stroke in the past 6 months", "exclusion", [OLD_STROKE], "unknown"),
        ("Stroke in the past 6 months", "exclusion", [], "unknown"),
        ("No stroke within 6 months", "inclusion", [STROKE], "fail"),
        ("No stroke within 6 months", "inclusion", [OLD_STROKE], "unknown"),
        ("No brain metastases", "inclusion", [BRAIN], "fail"),
        ("No brain metastases or ascites", "inclusion", [BRAIN], "fail"),
        ("None of the following:\n- brain metastases\n- ascites", "inclusion", [BRAIN], "fail"),
        ("Patients must not have:\n- brain metastases\n- ascites", "exclusion", [BRAIN], "fail"),
        ("Brain metastases or seizures", "exclusion", [BRAIN], "fail"),
        ("Brain metastases unless treated and stable", "exclusion", [BRAIN], "unknown"),
        ("Hypertension with proteinuria or bleeding", "exclusion", [{"what": "bleeding", "date": "2026-03-01"}], "unknown"),
        ("Prior radiotherapy is permitted", "inclusion", [], "pass"),
    ],
)
def test_a_reading_judges_a_patient_the_way_round_it_was_meant(
    text: str, section: str, facts: list[dict[str, Any]], expected: str
) -> None:
    assert outcome(text, section, *facts) == expected


MADE_UP_LINES = [
    ("Active flurbitis", "exclusion"),
    ("Prior treatment with zanbluximab or stroke within 3 months", "exclusion"),
    ("History of zorbitis, snorfitis or brain metastases", "exclusion"),
    ("Brain metastases with flombic edema", "exclusion"),
    ("Grade 3 vornal toxicity", "exclusion"),
    ("Zalton index above 3", "exclusion"),
    ("Any of the following:\n- wugoma\n- chronic blickosis\n- brain metastases", "exclusion"),
    ("Does not have a zalton score of at least 4", "exclusion"),
    ("Hepatitis B, unless quarbled", "exclusion"),
    ("Confirmed quorlosis of the pancreas", "inclusion"),
    ("Metastatic wugoma", "inclusion"),
    ("Hemoglobin ≥ 9 zorks", "inclusion"),
    ("Zalton index ≥ 3", "inclusion"),
    ("Prior zanbluximab for at least 6 weeks", "inclusion"),
    ("At least two of the following:\n- wugoma\n- blickosis\n- flurbitis", "inclusion"),
    ("All of the following:\n- zalton index ≥ 3\n- flurb rate < 10", "inclusion"),
]


@pytest.mark.parametrize(("text", "section"), MADE_UP_LINES)
@pytest.mark.parametrize(
    "sheet",
    [
        {"id": "nothing recorded", "facts": []},
        {"id": "all lists complete", "age": 60, "sex": "female", "facts": [], "complete": EVERYTHING},
        {
            "id": "treated gastric cancer",
            "facts": [{"what": "gastric cancer", "date": "2025"}, {"what": "cisplatin", "date": "2025-06"}, HB_HIGH],
        },
    ],
    ids=lambda sheet: str(sheet["id"]),
)
def test_words_that_no_one_knows_exclude_nobody(text: str, section: str, sheet: dict[str, Any]) -> None:
    assert verdict(text, section, sheet).outcome is not Outcome.FAIL


def test_a_stroke_long_ago_excludes_nobody_where_the_list_of_conditions_is_complete() -> None:
    for text, section in (("Stroke in the past 6 months", "exclusion"), ("No stroke within 6 months", "inclusion")):
        assert outcome(text, section, OLD_STROKE, complete=["conditions"]) is Outcome.PASS
        assert outcome(text, section, STROKE, complete=["conditions"]) is Outcome.FAIL


def test_what_was_read_beside_unknown_words_still_excludes() -> None:
    stroke = {"what": "stroke", "date": "2026-03-01"}
    assert outcome("Prior treatment with zanbluximab or stroke within 3 months", "exclusion", stroke) is Outcome.FAIL


def test_a_requirement_that_was_not_read_is_unknown_and_says_so() -> None:
    found = verdict("Metastatic wugoma", "inclusion", {"id": "a", "facts": []})
    assert (found.outcome, found.reason) == (Outcome.UNKNOWN, Reason.NOT_READ)


def test_what_needs_a_person_is_asked() -> None:
    found = verdict("Able to swallow tablets", "inclusion", {"id": "a", "facts": []})
    assert (found.outcome, found.reason) == (Outcome.UNKNOWN, Reason.ASK)
    assert len(found.questions) == 1


def test_a_sentence_that_limits_what_follows_to_a_cohort_holds_for_that_cohort_only() -> None:
    text = (
        "Inclusion Criteria:\n1. Age 18 years or older.\n"
        "2. The following inclusion criteria apply specifically to Cohort A. Confirmed metastatic melanoma.\n"
        "3. No prior chemotherapy.\n"
        "Exclusion Criteria:\n1. Pregnancy.\n"
    )

    readings = [printed(line) for line in lines_of(text)]

    assert readings[0] == "age >= 18 years"
    assert readings[2].startswith("if (study cohort [value: cohort A]) then (no chemotherapy)")
    assert readings[3] == "no pregnancy"


def test_a_list_for_patients_behind_that_of_their_partners_is_asked_of_patients() -> None:
    text = "Inclusion Criteria:\n\nPartners:\n\n- ECOG 0-1\n\nPatients:\n\n- Platelets > 100\n\nBoth groups:\n\n- age >= 18"
    assert [line.cohort for line in lines_of(text)] == ["partners", None, None]
