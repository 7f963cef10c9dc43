"""How lines on earlier therapies are read: what became of them, in which combination, and who is let in or kept out for them."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome

from trialwright.library import protocol_of_line
from trialwright.protocol.language import print_criterion


def reading(line: str) -> str:
    section, text = line.split(": ", 1)
    protocol = protocol_of_line(text, section="exclusion" if section == "E" else "inclusion")
    return " ".join(" ".join(print_criterion(item.node).split()) for item in protocol.stages[0].lines)


_FAILED = 'anticancer therapy [outcome: failed or "not tolerated"; purpose: disease under study]'


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "I: Refractory to, intolerant of, or not a candidate for standard therapy",
            f'any of ( {_FAILED}, ask "not a candidate for standard therapy" )',
        ),
        (
            "I: Refractory to, intolerant to, or ineligible for available standard therapies",
            'ask "Refractory to, intolerant to, or ineligible for available standard therapies"',
        ),
        ("I: Refractory to, or has declined standard therapy", 'ask "Refractory to, or has declined standard therapy"'),
    ],
)
def test_who_failed_a_therapy_is_asked_for_beside_who_is_unfit_for_it(line: str, expected: str) -> None:
    assert reading(line) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "E: Patients with treated brain metastases are eligible, but those with leptomeningeal disease are not",
            "no leptomeningeal metastasis",
        ),
        ("I: Prior radiotherapy is allowed but prior chemotherapy is not", "no chemotherapy"),
        (
            "E: Active brain metastases. Patients with treated brain metastases are eligible, but those with leptomeningeal "
            "disease are not.",
            "none of ( brain metastasis [activity: active] except (brain metastasis [treatment: treated]), "
            "leptomeningeal metastasis )",
        ),
    ],
)
def test_but_those_with_it_are_not_keeps_them_out(line: str, expected: str) -> None:
    assert reading(line) == expected


def test_a_doublet_is_more_than_its_platinum() -> None:
    assert reading("I: Prior platinum-based doublet chemotherapy") == "has platinum doublet"
    assert reading("I: Prior platinum-based chemotherapy") == "has platinum"


_IRRADIATED = (
    "none of ( radiotherapy within 4 weeks before first dose except (palliative radiotherapy), "
    "palliative radiotherapy within 1 week before first dose )"
)


@pytest.mark.parametrize(
    "line",
    [
        "E: Radiotherapy within 4 weeks of first dose, except palliative radiotherapy, which is permitted up to 1 week before "
        "first dose",
        "E: Radiotherapy within 4 weeks of first dose (except palliative RT, permitted up to 1 week before)",
        "E: Radiotherapy within 4 weeks of first dose, except palliative radiotherapy, which can be given up to 1 week before",
        "E: Radiotherapy within 4 weeks of first dose. Palliative radiotherapy is allowed until 1 week before first dose",
    ],
)
def test_a_therapy_permitted_until_a_week_before_is_barred_within_that_week(line: str) -> None:
    assert reading(line) == _IRRADIATED


def test_no_time_of_leave_is_longer_than_that_of_the_ban() -> None:
    line = "E: Radiotherapy within 14 days. Palliative radiotherapy is permitted up to 4 weeks before first dose"
    assert reading(line) == "no radiotherapy within 14 days before registration except (palliative radiotherapy)"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "I: HER2-negative breast cancer in men or postmenopausal women",
            "all of ( all of (breast cancer, HER2 [value: negative]), any of (male, all of (postmenopausal, female)) )",
        ),
        (
            "I: Breast cancer in postmenopausal women or men, stage IV",
            "all of (all of (breast cancer, stage is IV), any of (all of (postmenopausal, female), male))",
        ),
        ("I: Breast cancer in men", "has male breast cancer"),
    ],
)
def test_a_disease_of_either_sex_is_asked_of_both(line: str, expected: str) -> None:
    assert reading(line) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "E: Brain metastases treated with surgery or radiotherapy",
            "none of (all of (brain metastasis, surgery), all of (brain metastasis, radiotherapy))",
        ),
        (
            "I: Patients with NSCLC who have been treated with platinum or immunotherapy",
            "any of ( all of (non-small cell lung cancer, platinum), all of (non-small cell lung cancer, immunotherapy) )",
        ),
        (
            "E: Brain metastases treated with steroids or active infection",
            "none of (all of (brain metastasis, corticosteroid), infection [activity: active])",
        ),
    ],
)
def test_each_therapy_of_a_cancer_is_asked_for_with_the_cancer(line: str, expected: str) -> None:
    assert reading(line) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "I: Up to one prior line of chemotherapy for metastatic or unresectable locally advanced breast cancer",
            "lines of (chemotherapy [setting: palliative; purpose: breast cancer]) <= 1",
        ),
        (
            "I: At least 1 prior systemic therapy regimen for recurrent, persistent, and/or metastatic cervical cancer",
            "lines of (systemic therapy [setting: palliative; purpose: cervical cancer]) >= 1",
        ),
        (
            "E: More than 2 prior lines of systemic therapy for locally advanced/metastatic disease",
            "not (lines of (systemic therapy [setting: palliative]) > 2)",
        ),
        (
            "I: At least 1 prior line of chemotherapy in the adjuvant or metastatic setting",
            "lines of (chemotherapy [setting: adjuvant or palliative]) >= 1",
        ),
    ],
)
def test_lines_for_several_states_of_spread_are_counted_together(line: str, expected: str) -> None:
    assert reading(line) == expected


_NOT_ADJUVANT = "lines of (chemotherapy except (chemotherapy [setting: adjuvant]))"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("I: No more than 2 prior lines of chemotherapy. Adjuvant chemotherapy does not count.", f"{_NOT_ADJUVANT} <= 2"),
        ("E: More than 2 prior lines of chemotherapy (adjuvant chemotherapy not counted)", f"not ({_NOT_ADJUVANT} > 2)"),
        ("E: More than 2 prior lines of chemotherapy (adjuvant chemotherapy is allowed)", f"not ({_NOT_ADJUVANT} > 2)"),
        (
            "I: 1-3 prior lines of therapy. A line of therapy is defined as one or more cycles of a planned treatment program.",
            "lines of (systemic therapy) 1 to 3",
        ),
    ],
)
def test_what_does_not_count_as_a_line_is_not_counted(line: str, expected: str) -> None:
    assert reading(line) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("I: Prior systemic therapy. Hormonal therapy does not count.", "has systemic therapy except (endocrine therapy)"),
        (
            "I: Metastatic breast cancer with at least 2 prior lines of chemotherapy. Adjuvant chemotherapy is not counted.",
            f"all of ( breast cancer [extent: metastatic], {_NOT_ADJUVANT} >= 2 )",
        ),
    ],
)
def test_what_does_not_count_lets_nobody_in(line: str, expected: str) -> None:
    assert reading(line) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("E: Prior history of receiving anti-PD-1 therapy", "no anti-PD-1"),
        ("I: No history of receiving immunotherapy", "no immunotherapy"),
        ("E: Currently receiving anti-PD-1 therapy", "no anti-PD-1 now"),
    ],
)
def test_a_history_of_receiving_is_of_the_past(line: str, expected: str) -> None:
    assert reading(line) == expected


_FOR_IT = "purpose: disease under study"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("E: have started anti-cancer treatment", f"no anticancer therapy [{_FOR_IT}]"),
        ("E: Has already initiated radiotherapy", f"no radiotherapy [{_FOR_IT}]"),
        ("I: Have not started any anti-cancer treatment", f"no anticancer therapy [{_FOR_IT}]"),
        (
            "E: Has started chemotherapy within 2 weeks before enrollment",
            "no chemotherapy [described: started] within 2 weeks before enrollment",
        ),
    ],
)
def test_who_has_started_a_therapy_has_had_it_but_of_a_time_the_start_is_kept(line: str, expected: str) -> None:
    assert reading(line) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("E: Live vaccines against infectious diseases within 30 days", "no live vaccine within 30 days before registration"),
        ("E: Has received a vaccine against infection with HPV", "no vaccine [purpose: human papillomavirus infection]"),
    ],
)
def test_vaccines_against_infections_are_all_vaccines_unless_one_is_named(line: str, expected: str) -> None:
    assert reading(line) == expected


@pytest.mark.parametrize(
    ("section", "text", "had", "expected"),
    [
        ("inclusion", "0-2 prior chemotherapy and biologic regimens", [], "pass"),
        ("inclusion", "At most one prior chemotherapy or targeted therapy regimen", ["chemotherapy"], "pass"),
        (
            "inclusion",
            "At most one prior chemotherapy or targeted therapy regimen",
            ["chemotherapy", "targeted therapy"],
            "unknown",
        ),
        ("exclusion", "More than 2 prior chemotherapy or biologic regimens", ["biologic agent"], "pass"),
        ("exclusion", "More than 2 prior chemotherapy and biologic regimens", ["biologic agent"], "pass"),
        ("inclusion", "At least one prior line of chemotherapy or immunotherapy", ["immunotherapy"], "pass"),
        ("inclusion", "No more than 1 prior chemotherapy regimen and radiotherapy", [], "unknown"),
    ],
)
def test_regimens_of_several_therapies_are_counted_together(section: str, text: str, had: list[str], expected: str) -> None:
    facts = [{"what": name, "start": "2025-03-01", "end": "2025-04-01"} for name in had]
    complete = ["conditions", "treatments", "medications", "procedures"]
    assert outcome(text, section, *facts, complete=complete).value == expected


@pytest.mark.parametrize(
    "text",
    [
        "Prior treatment of ALL or CML with dasatinib or asciminib",
        "Previous treatment for acute lymphoblastic leukemia or chronic myeloid leukemia with asciminib",
        "Therapy of ALL or CML with asciminib within 1 year",
    ],
)
def test_who_has_the_disease_is_not_kept_out_by_a_treatment_of_it_that_they_never_had(text: str) -> None:
    disease, complete = {"what": "acute lymphoblastic leukemia"}, ["conditions", "treatments", "medications", "procedures"]
    had = {"what": "asciminib", "start": "2025-09-01", "end": "2025-10-01"}
    assert outcome(text, "exclusion", disease, complete=complete).value == "pass"
    assert outcome(text, "exclusion", disease, had, complete=complete).value == "fail"
