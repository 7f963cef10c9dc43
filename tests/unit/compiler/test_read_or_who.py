"""Clauses behind "or", lists of lines for different cancers, what stands behind an age, and times of taking: readings."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome

from trialwright.library import protocol_of_line
from trialwright.protocol.language import print_criterion


def read(line: str) -> str:
    """The reading of a line ("E: …" for an exclusion)."""
    section, text = line.split(": ", 1)
    node = protocol_of_line(text, section="exclusion" if section == "E" else "inclusion").stages[0].lines[0].node
    return " ".join(print_criterion(node).split())


@pytest.mark.parametrize(
    ("line", "reading"),
    [
        ("I: Patients with melanoma or who have renal cell carcinoma", "any of (melanoma, renal cell carcinoma)"),
        ("E: Patients who are pregnant or who have heart failure", "none of (pregnancy, heart failure)"),
        ("E: Brain metastases, or who have leptomeningeal disease", "none of (brain metastasis, leptomeningeal metastasis)"),
        ("E: Patients with heart failure or who cannot swallow", 'none of (heart failure, ask "cannot swallow")'),
    ],
)
def test_a_clause_of_people_behind_or_names_somebody_else(line: str, reading: str) -> None:
    assert read(line) == reading


def test_a_clause_of_people_without_or_still_tells_of_what_is_before_it() -> None:
    assert read("E: Patients with diabetes who have neuropathy") == "no diabetes mellitus [described: who have neuropathy]"


LIST = """Advanced disease, one of:

  - Histologically confirmed gastric or GEJ adenocarcinoma with 1 to 2 prior lines of systemic therapy
  - Histologically confirmed hepatocellular carcinoma, Child-Pugh A, and AFP >= 1.5 x ULN
"""


@pytest.mark.parametrize("heading", ["Measurable disease", "Patients must be treated before", "Adequate organ function"])
def test_lines_of_a_list_that_ask_for_different_cancers_are_ways_to_join(heading: str) -> None:
    text = LIST.replace("Advanced disease, one of:", heading)
    ill = {"what": "gastric adenocarcinoma", "method": "histology", "stage": "IV"}
    first = {"what": "FOLFOX", "start": "2025-06-01", "end": "2026-01-10", "line": 1}
    assert outcome(text, "inclusion", ill, first, complete=["conditions", "treatments"]).value != "fail"


@pytest.mark.parametrize(
    ("line", "reading"),
    [
        (
            "I: Participants >= 18 years old, with signed informed consent",
            'all of (age >= 18 years, ask "signed informed consent")',
        ),
        ("I: Age >= 18 years on the day of signing informed consent", "age >= 18 years"),
        ("I: Age >= 18 years at signed informed consent", "age >= 18 years"),
    ],
)
def test_consent_behind_an_age_is_asked_and_its_moment_is_not(line: str, reading: str) -> None:
    assert read(line) == reading


@pytest.mark.parametrize("moment", ["study initiation", "enrollment", "the first infusion", "trial initiation"])
def test_what_is_received_at_the_time_of_joining_is_received_now(moment: str) -> None:
    assert read(f"E: Patients who are at the time of {moment} receiving any other chemotherapy") == "no other chemotherapy now"


def test_the_moment_of_receiving_the_study_drug_is_a_moment() -> None:
    assert read("I: ECOG 0-1 upon receiving the investigational product") == "ECOG performance status is 0 to 1"


@pytest.mark.parametrize(
    ("line", "reading"),
    [
        ("E: Current or recent infection", "none of (infection [activity: active], infection [recency: recent])"),
        ("E: Prior docetaxel-based chemotherapy", "no docetaxel"),
        ("E: Prior pemetrexed-based systemic therapy", "no pemetrexed"),
        ("E: Prior 5-FU-based chemoradiation", "no chemoradiotherapy [described: 5-FU-based]"),
    ],
)
def test_current_or_recent_is_either_and_chemotherapy_by_a_drug_is_the_drug(line: str, reading: str) -> None:
    assert read(line) == reading


@pytest.mark.parametrize(
    "line", ["Women willing to comply with protocol requirements", "Men willing to undergo biopsy", "Women able to consent"]
)
def test_whether_people_of_one_sex_are_all_that_are_wanted_is_asked(line: str) -> None:
    assert 'because "only of them, or only them"' in read(f"I: {line}")


@pytest.mark.parametrize("line", ["Women willing to use contraception", "Men willing to use a condom during sex"])
def test_what_only_one_sex_can_be_asked_is_asked_of_it(line: str) -> None:
    assert 'else (no constraint "for the other sex")' in read(f"I: {line}").replace("( ", "(").replace(" )", ")")


@pytest.mark.parametrize(
    ("patient", "verdict"),
    [
        (({"what": "metastatic breast cancer"}, {"what": "HER2", "value": "positive"}), "pass"),
        (({"what": "metastatic breast cancer"}, {"what": "HER2", "value": "negative"}), "unknown"),
    ],
)
def test_a_marker_before_the_first_of_two_states_of_one_cancer_may_be_asked_of_both(
    patient: tuple[dict[str, str], ...], verdict: str
) -> None:
    line = "HER2-positive locally advanced unresectable breast cancer or metastatic breast cancer"
    assert outcome(line, "inclusion", *patient).value == verdict


@pytest.mark.parametrize(
    ("line", "reading"),
    [
        (
            "I: ECOG 0-2 with a life expectancy of at least 3 months",
            "all of (ECOG performance status is 0 to 2, life expectancy >= 3 months)",
        ),
        ("I: Child-Pugh A with bilirubin < 2 mg/dL", "all of (Child-Pugh class is A, total bilirubin < 2 mg/dL)"),
        ("I: Patients over the age of eighteen", "age > 18"),
        ("E: Younger than eighteen", "not (age < 18)"),
        (
            "E: Chemotherapy within 4 weeks or those who have not recovered from adverse events",
            'none of (chemotherapy within 4 weeks before registration, not (ask "recovered from adverse events"))',
        ),
    ],
)
def test_two_limits_tied_by_with_are_two_and_ages_may_be_words(line: str, reading: str) -> None:
    assert read(line) == reading


@pytest.mark.parametrize(
    "line",
    [
        "Cisplatin-ineligible",
        "Transplant-ineligible multiple myeloma",
        "Patients eligible for carboplatin",
        "Patient eligible for Carboplatin-based chemotherapy",
        "Cisplatin ineligible patients",
        "HCC not amenable to resection, transplant or ablation",
    ],
)
def test_whether_a_therapy_can_be_given_is_asked_and_not_whether_it_was(line: str) -> None:
    assert outcome(line, "inclusion", complete=["treatments", "medications", "procedures"]).value == "unknown"
    assert outcome(line, "inclusion", {"what": "cisplatin", "start": "2025-01-10"}).value == "unknown"


def test_other_names_of_a_list_of_different_cancers_may_be_ways_to_join_too() -> None:
    text = "Blood cancers:\n\n  - Acute myeloid leukemia\n  - any case with a fusion of wugoma\n  - Multiple myeloma\n"
    ill = {"what": "acute myeloid leukemia"}
    assert outcome(text, "inclusion", ill, complete=["conditions"]).value != "fail"
