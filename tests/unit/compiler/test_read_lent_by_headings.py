"""Lists with the words above them enter; each line of the list with what those words say of it leaves."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import line_of, outcome, reading

from trialwright.library import protocol_of_line
from trialwright.match.verdict import Outcome
from trialwright.protocol.language import print_criterion
from trialwright.protocol.protocol import LineState

LISTS = [
    (
        "what is uncontrolled keeps out, not a hypertension under control",
        "exclusion",
        "Uncontrolled intercurrent illness including, but not limited to:\n- hypertension\n- diabetes\n- unstable angina",
        'none of (ask "Uncontrolled intercurrent illness", any of (hypertension [control: uncontrolled], '
        "diabetes mellitus [control: uncontrolled], unstable angina))",
    ),
    (
        "either of two states keeps out",
        "exclusion",
        "Severe or uncontrolled medical conditions including:\n- diabetes\n- asthma",
        'none of (ask "Severe or uncontrolled medical conditions", any of ('
        "any of (diabetes mellitus [severity: severe], diabetes mellitus [control: uncontrolled]), "
        "any of (asthma [severity: severe], asthma [control: uncontrolled])))",
    ),
    (
        "a line's own state and time are kept",
        "exclusion",
        "Uncontrolled illness including:\n- symptomatic heart failure\n- myocarditis within 6 months",
        'none of (ask "Uncontrolled illness", any of (heart failure [symptoms: symptomatic], '
        "myocarditis within 6 months before registration))",
    ),
    (
        "what is denied is denied in that state",
        "inclusion",
        "No uncontrolled illness, including any of the following:\n- hypertension\n- epilepsy",
        'all of (not (ask "uncontrolled illness"), none of (hypertension [control: uncontrolled], '
        "epilepsy [control: uncontrolled]))",
    ),
    (
        "an active disease or the history of one lends no state",
        "exclusion",
        "Active or history of cardiac disease including:\n- cardiomyopathy\n- arrhythmia",
        "none of (any of (cardiac disease [activity: active], cardiac disease), any of (cardiomyopathy, arrhythmia))",
    ),
    (
        "nor does a prior or an active one",
        "inclusion",
        "No prior or currently active autoimmune disease, including any of the following:\n- psoriasis\n- scleroderma",
        "all of (no autoimmune disease, none of (psoriasis, scleroderma))",
    ),
    (
        "what the words mean is no kind of them",
        "exclusion",
        "Uncontrolled disease defined as:\n- hypertension\n- asthma",
        "none of (hypertension, asthma)",
    ),
]


@pytest.mark.parametrize(("section", "said", "expected"), [row[1:] for row in LISTS], ids=[row[0] for row in LISTS])
def test_a_list_below_a_state_is_read(section: str, said: str, expected: str) -> None:
    assert reading(said, section) == expected


def test_a_controlled_hypertension_is_no_uncontrolled_illness() -> None:
    said = "Uncontrolled intercurrent illness including:\n- hypertension\n- diabetes"
    assert outcome(said, "exclusion", {"what": "hypertension", "status": "controlled"}) is not Outcome.FAIL


FLAT = """ECOG performance status 0-1
No serious cardiac illness, including any of the following:
Congestive heart failure or systolic dysfunction (LVEF < 50%)
Angina pectoris
Clinically significant valvular heart disease
Poorly controlled hypertension, with a diastolic pressure > 100 mm Hg, as found by measurements in the two weeks before
Bilirubin <= 1.5 x ULN
Platelet count >= 100,000/mm3"""


def test_lines_without_bullets_below_a_denial_are_denied_up_to_a_limit_that_is_asked_for() -> None:
    lines = [line for stage in protocol_of_line(FLAT, section="inclusion").stages for line in stage.lines]
    printed = [print_criterion(line.node, width=10_000) for line in lines]
    assert len(printed) == 4
    assert "valvular heart disease [significance: clinically significant]" in printed[1]
    assert printed[2:] == ["total bilirubin <= 1.5 x ULN", "platelet count >= 100000 /mm3"]


def test_what_a_note_allows_ends_no_list_of_what_is_denied() -> None:
    said = "None of the following:\nClopidogrel\nDipyridamole\nAbciximab NOTE: *aspirin is allowed\nAge 18 or older"
    lines = [line for stage in protocol_of_line(said, section="inclusion").stages for line in stage.lines]
    assert [line.text.split("\n")[-1][:9] for line in lines] == ["Abciximab", "Age 18 or"]


NOTES = [
    (
        "Has distant metastatic disease on CT/MRI scans Note: Regional nodal metastases are acceptable.",
        "no distant metastasis except (regional lymph node metastasis)",
    ),
    ("HIV infection Note: testing is not required", "no hiv infection"),
    (
        "Live vaccine within 30 days NOTE: killed vaccines are allowed",
        "no live vaccine within 30 days before registration except (inactivated vaccine)",
    ),
]


@pytest.mark.parametrize(("said", "expected"), NOTES)
def test_a_note_without_a_stop_before_it_takes_nothing_from_what_excludes(said: str, expected: str) -> None:
    assert reading(said, "exclusion") == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            "At least 4 weeks since prior chemotherapy (hydroxyurea allowed)",
            "interval from (chemotherapy except (hydroxyurea)) >= 4 weeks",
        ),
        (
            "At least 2 weeks since prior corticosteroids (inhaled steroids permitted)",
            "interval from (corticosteroid except (inhaled corticosteroid)) >= 2 weeks",
        ),
    ],
)
def test_what_a_bracket_allows_need_not_be_long_ago(said: str, expected: str) -> None:
    assert reading(said, "inclusion") == expected


def test_a_leave_that_was_not_understood_leaves_the_time_open() -> None:
    said = "More than 10 days since prior thrombolytic drugs (preventative thrombolytic drugs allowed)"
    assert line_of(said, "inclusion").state is LineState.IN_PART
