"""What was not borne, who may be treated with what, names in brackets, letters before GVHD, and times since several things."""

from __future__ import annotations

import pytest

from trialwright.library import protocol_of_line
from trialwright.protocol.language import print_criterion


def read(line: str) -> str:
    """The reading of a line ("E: …" for an exclusion)."""
    section, text = line.split(": ", 1)
    node = protocol_of_line(text, section="exclusion" if section == "E" else "inclusion").stages[0].lines[0].node
    return " ".join(print_criterion(node).split())


@pytest.mark.parametrize(
    ("line", "therapy"),
    [
        ("E: Previous unacceptable intolerance to anti-PD-1 monoclonal antibody", "anti-PD-1"),
        ("E: Intolerance to imatinib", "imatinib"),
        ("E: Allergy or intolerance to trastuzumab", "trastuzumab"),
        ("E: Hypersensitivity or intolerance to paclitaxel", "paclitaxel"),
        ("I: No intolerance to bortezomib", "bortezomib"),
    ],
)
def test_a_therapy_that_was_not_borne_is_on_no_list_of_allergies(line: str, therapy: str) -> None:
    assert read(line) == f'none of ({therapy} [allergy: true], {therapy} [outcome: "not tolerated"])'


def test_an_allergy_and_what_is_no_therapy_against_cancer_stay_allergies() -> None:
    assert read("E: Hypersensitivity to paclitaxel") == "no paclitaxel [allergy: true]"
    assert read("E: Known intolerance to contrast media") == "no contrast agent [allergy: true]"
    assert read("E: Lactose intolerance") == "no lactose intolerance"
    assert read("I: Refractory or intolerant to imatinib") == 'has imatinib [outcome: failed or "not tolerated"]'


@pytest.mark.parametrize(
    "line",
    [
        "E: Patients who are not qualified to receive adjuvant endocrine therapy",
        "E: Not suitable to receive cisplatin",
        "E: Patients who are ineligible to receive cisplatin",
        "E: Patients who are not candidates to undergo surgery",
        "E: Not qualified for surgery",
        "I: Patients must be ineligible to receive cisplatin",
        "I: Eligible to receive paclitaxel",
    ],
)
def test_whether_somebody_may_be_given_a_therapy_is_asked(line: str) -> None:
    assert read(line).removeprefix("not (").startswith("ask ")


def test_a_therapy_that_was_received_is_looked_up() -> None:
    assert read("E: Patients who received cisplatin") == "no cisplatin"


@pytest.mark.parametrize(
    "line",
    [
        "E: Clotting disorder (hypercoagulable state)",
        "E: Renal dysfunction (proteinuria)",
        "E: Hypertension (heart failure)",
    ],
)
def test_another_illness_in_a_bracket_narrows_or_explains(line: str) -> None:
    assert 'because "the bracket may narrow or explain"' in read(line)


def test_a_kind_in_a_bracket_is_what_is_meant() -> None:
    assert read("E: Lung disease (pneumonitis)") == "no pneumonitis"
    assert read("E: Stroke (CVA)") == "no cerebrovascular accident"
    assert read("E: Severe hypertension (uncontrolled)") == "no hypertension [severity: severe; control: uncontrolled]"


@pytest.mark.parametrize("line", ["E: acute or cGVHD", "E: acute/cGVHD", "E: aGVHD or cGVHD", "E: acute or chronic GVHD"])
def test_the_letter_before_gvhd_is_its_course(line: str) -> None:
    assert read(line) == "none of (acute graft-versus-host disease, chronic graft-versus-host disease)"


def test_a_time_since_several_is_since_each_though_one_is_not_known() -> None:
    assert read("I: At least 2 weeks since prior G-CSF, GM-CSF, or growth hormone things").startswith("all of (")
    assert read("I: At least 14 days since prior antibiotics, vitamin X, or herbal products").startswith("all of (")
    since = "interval from (surgery) >= 2 months, interval from (radiotherapy) >= 2 months"
    assert read("I: At least 2 months since prior surgery or radiotherapy, whichever occurred last") == f"all of ({since})"
    assert not read("I: At least 4 weeks since chemotherapy or never treated").startswith("all of (")


def test_such_as_behind_a_preposition_says_nothing() -> None:
    assert read("E: Prior treatment with such as pembrolizumab") == "no pembrolizumab"
    assert "no constraint" not in read("E: Has history of such as PD-1/PD-L1EGFR CTLA4 targeted therapy")
