"""What nearly every protocol asks of a person: a line and what a sheet says in other words in, the verdict out."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome

READY = "Ability to understand and the willingness to sign a written informed consent document"
FOR_THEM = "Patient or legally authorized representative able to understand and willing to sign an informed consent"


@pytest.mark.parametrize(
    ("line", "what", "value", "verdict"),
    [
        (READY, "able to understand the consent document", False, "fail"),
        (READY, "able to understand the consent document", True, "unknown"),
        (READY, "willing to sign the informed consent", False, "fail"),
        (READY, "willing to sign the informed consent", True, "unknown"),
        (READY, "able and willing to sign the informed consent", True, "pass"),
        (READY, "decision-making capacity for informed consent", False, "fail"),
        ("Competent to give informed consent", "decision-making capacity for informed consent", True, "pass"),
        (FOR_THEM, "able to understand the consent document", False, "unknown"),
        ("Signed informed consent", "able to understand the consent document", False, "unknown"),
    ],
)
def test_who_is_not_able_to_consent_is_not_able_and_willing(line: str, what: str, *, value: bool, verdict: str) -> None:
    assert outcome(line, "inclusion", {"what": what, "value": value, "date": "2026-03-12"}).value == verdict


@pytest.mark.parametrize(
    ("line", "what", "value", "verdict"),
    [
        ("Tumor available for biopsies", "tumor accessible for biopsy", True, "pass"),
        ("Disease amenable to biopsy", "tumor accessible for biopsy", False, "fail"),
        ("At least one lesion that can be safely biopsied", "lesion amenable to core needle biopsy", True, "pass"),
        ("Disease amenable to biopsy", "tumor not accessible for biopsy", True, "fail"),
        ("Disease amenable to biopsy", "liver metastasis accessible for biopsy", True, "pass"),
        ("Disease amenable to biopsy", "lung tumor accessible for biopsy", False, "unknown"),
        ("Primary tumor amenable to biopsy", "liver metastasis accessible for biopsy", True, "unknown"),
        ("Disease amenable to biopsy", "tumor biopsy tissue available", True, "unknown"),
        ("Disease amenable to biopsy", "willing to undergo biopsy", True, "unknown"),
        ("Measurable disease", "tumor accessible for biopsy", True, "unknown"),
    ],
)
def test_what_can_be_reached_by_a_biopsy_is_so_in_many_words(line: str, what: str, *, value: bool, verdict: str) -> None:
    assert outcome(line, "inclusion", {"what": what, "value": value, "date": "2026-03-12"}).value == verdict


SOCIAL = "Any social condition that, in the opinion of the investigator, would interfere with the study"
NAMED = "investigator's judgement: COPD interferes with safety evaluation"
ANY = "Any condition that, in the opinion of the investigator, would interfere with the study"


@pytest.mark.parametrize(
    ("line", "what", "value", "verdict"),
    [
        (ANY, NAMED, True, "fail"),
        (ANY, NAMED, False, "unknown"),
        (ANY, "COPD interferes with sleep", True, "unknown"),
        (SOCIAL, NAMED, True, "unknown"),
        (
            "Other serious medical condition which, in the opinion of the investigator, precludes study participation; this "
            "includes autoimmune disorders such as lupus or myasthenia gravis",
            "serious medical condition that precludes study participation in the investigator's opinion",
            False,
            "pass",
        ),
    ],
)
def test_a_condition_that_is_named_and_judged_is_one_of_any(line: str, what: str, *, value: bool, verdict: str) -> None:
    assert outcome(line, "exclusion", {"what": what, "value": value, "date": "2026-03-12"}).value == verdict
