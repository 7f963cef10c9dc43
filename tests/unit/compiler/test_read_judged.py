"""Lines that a clinician judged to be read wrongly enter; the reading that the words allow leaves, or a hole where they were too
hard."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome, reading

from trialwright.match.verdict import Outcome

READ_AS_MEANT: list[tuple[str, str, str, str]] = [
    (
        "metastases beside a tumor of the brain are of the brain",
        "exclusion",
        "Has a CNS tumor, metastasis(es), and/or carcinomatous meningitis",
        "none of (central nervous system tumor, central nervous system metastasis, leptomeningeal metastasis)",
    ),
    (
        "metastases with a place of their own are there",
        "exclusion",
        "Brain malignancy or metastases to the liver",
        "none of (brain cancer, liver metastasis)",
    ),
    (
        "a wound is serious or does not heal: either keeps out, and what stands behind may be asked for the same",
        "exclusion",
        "Serious or non-healing wound, ulcer, or bone fracture",
        'none of (serious or non-healing wound, ulcer [described: "Serious or non-healing"], '
        'bone fracture [described: "Serious or non-healing"])',
    ),
    (
        "bleeding of the central nervous system is in the spine too",
        "exclusion",
        "CNS bleeding",
        "no central nervous system hemorrhage",
    ),
    (
        "exceptions that the protocol names leave the ban open",
        "exclusion",
        "Brain metastases, with exceptions per study protocol,",
        'not (all of (brain metastasis, unread "Brain metastases, with exceptions per study protocol" '
        '("the exceptions are not said")))',
    ),
    (
        "a history of long treatment is of any time",
        "exclusion",
        "Have a history of treatment with chronic systemic immunosuppressive drugs.",
        "no immunosuppressive agent [persistence: continuous]",
    ),
    (
        "a bleeding that is spared in some people spares no other bleeding of theirs",
        "exclusion",
        "Significant bleeding, exclusive of menorrhagia in premenopausal women",
        "no bleeding [significance: clinically significant] except (menorrhagia [described: in premenopausal women])",
    ),
    (
        "a place on the NYHA scale is no event of the last months",
        "exclusion",
        "Heart failure NYHA > 2, unstable angina or myocardial infarction within the past 6 months",
        "none of (all of (heart failure, NYHA class is above II), unstable angina within 6 months before registration, "
        "myocardial infarction within 6 months before registration)",
    ),
    (
        "a function that is measured in some time is measured by its definition in that time",
        "inclusion",
        "Adequate hematologic function within 14 days of registration, defined as ANC >= 1500/mm3",
        "absolute neutrophil count >= 1500 /mm3 within 14 days before registration",
    ),
]


@pytest.mark.parametrize(
    ("section", "said", "expected"), [row[1:] for row in READ_AS_MEANT], ids=[row[0] for row in READ_AS_MEANT]
)
def test_a_line_that_was_judged_wrong_is_read_as_meant(section: str, said: str, expected: str) -> None:
    assert reading(said, section) == expected


def test_metastases_of_the_liver_are_not_kept_out_with_tumors_of_the_brain() -> None:
    said = "History of central nervous system tumor, metastasis(es), and/or carcinomatous meningitis"
    assert outcome(said, "exclusion", {"what": "liver metastasis", "date": "2026-03-01"}) is not Outcome.FAIL
