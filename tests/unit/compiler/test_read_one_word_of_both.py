"""One word of both: a noun, a time or an adjective that two things share enters with them; each has it in the reading."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome, reading

from trialwright.match.verdict import Outcome

_ACTIVE_BRAIN = "brain metastasis [activity: active]"


@pytest.mark.parametrize(
    "line",
    [
        "Active brain and/or leptomeningeal metastases",
        "Patients with known and active brain or leptomeningeal metastases should be excluded",
    ],
)
def test_an_adjective_before_a_shared_noun_is_of_both(line: str) -> None:
    assert reading(line, "exclusion") == f"none of ({_ACTIVE_BRAIN}, leptomeningeal metastasis [activity: active])"


def test_an_adjective_before_metastases_with_a_noun_of_their_own_is_of_them_alone() -> None:
    line = "Active brain metastases or leptomeningeal disease"

    assert reading(line, "exclusion") == f"none of ({_ACTIVE_BRAIN}, leptomeningeal metastasis)"


@pytest.mark.parametrize(
    ("line", "read"),
    [
        (
            "Malabsorption or other gastrointestinal illness or condition",
            "none of (malabsorption, other gastrointestinal disease)",
        ),
        ("Cardiovascular disease, disorder or condition", "no cardiovascular disease"),
        ("Autoimmune disease or immune disorder", "none of (autoimmune disease, immune system disease)"),
    ],
)
def test_a_second_noun_of_an_illness_is_no_illness_of_its_own(line: str, read: str) -> None:
    assert reading(line, "exclusion") == read


@pytest.mark.parametrize(
    ("line", "drug"),
    [
        ("Concurrent use of corticosteroids or other treatment", "corticosteroid"),
        ("Receiving chemotherapy or any other treatment", "chemotherapy"),
    ],
)
def test_other_treatment_beside_what_is_given_now_is_given_now(line: str, drug: str) -> None:
    assert reading(line, "exclusion") == f"none of ({drug} now, other anticancer therapy now)"


@pytest.mark.parametrize(
    ("line", "read"),
    [
        (
            "Previous prostate cancer treatment with estrogens or docetaxel",
            "none of (estrogen [purpose: prostate cancer], docetaxel [purpose: prostate cancer])",
        ),
        (
            "Prior lung cancer treatment with radiotherapy or surgery within 6 months",
            "none of (radiotherapy [purpose: lung cancer] within 6 months before registration, "
            "surgery [purpose: lung cancer] within 6 months before registration)",
        ),
    ],
)
def test_a_disease_before_its_treatment_is_what_each_drug_is_given_for(line: str, read: str) -> None:
    assert reading(line, "exclusion") == read


def test_chemotherapy_for_the_present_cancer_is_not_chemotherapy_for_a_previous_one() -> None:
    line = "No prior adjuvant chemotherapy for a previous breast malignancy"
    given = {"what": "paclitaxel", "start": "2025-10-01", "end": "2025-12-01", "intent": "adjuvant"}

    assert outcome(line, "inclusion", {"what": "breast cancer", "date": "2025-09-01"}, given) is not Outcome.FAIL


@pytest.mark.parametrize("people", ["Women or men", "Men or women", "Women/men"])
def test_what_is_said_of_women_or_men_of_reproductive_potential_is_said_of_those_alone(people: str) -> None:
    line = f"{people} of reproductive potential must agree to use contraception"

    assert reading(line, "inclusion").startswith('if (reproductive potential) then (ask "agree to use contraception")')


@pytest.mark.parametrize("people", ["Women or men", "Women and men", "Male and female patients"])
def test_of_men_no_childbearing_potential_is_asked(people: str) -> None:
    line = f"{people} of childbearing potential must use contraception"

    assert reading(line, "inclusion").startswith("if (any of (male, childbearing potential)) then")
