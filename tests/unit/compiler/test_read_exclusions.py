"""What excludes, in words that no table knows: narrowed, shared, set apart by a clause, or asked; never more than was said."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome, reading


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("Prior radiation to the biopsy site", "no radiotherapy [described: to the biopsy site]"),
        (
            "Patients who received chemotherapy prior to curative treatment",
            "no chemotherapy [described: prior to curative treatment]",
        ),
        (
            "Surgery with general anesthesia for any cause within 28 days prior to the first dose of study drug",
            "no surgery [described: with general anesthesia for any cause] within 28 days before first dose",
        ),
    ],
)
def test_words_behind_a_noun_narrow_it_even_where_they_name_something_else(line: str, read: str) -> None:
    assert reading(line, "exclusion") == read


@pytest.mark.parametrize(
    ("line", "read"),
    [
        (
            "Patients with partial or complete biliary obstruction",
            "none of (biliary obstruction [described: partial], biliary obstruction [described: complete])",
        ),
        ("Gastric or small bowel resection", "none of (gastrectomy, surgical resection [site: small bowel])"),
        ("Second or third degree heart block", "none of (second-degree heart block, third-degree heart block)"),
        ("History of lactic or other metabolic acidosis", "none of (lactic acidosis, other metabolic acidosis)"),
        ("Pregnant, parturient and lactating women", 'none of (pregnancy, unread "parturient", all of (breastfeeding, female))'),
    ],
)
def test_a_bare_adjective_is_of_the_head_behind_it_where_that_makes_a_name(line: str, read: str) -> None:
    assert reading(line, "exclusion") == read


def test_a_class_is_on_the_scale_of_the_illness_that_it_stands_by() -> None:
    assert reading("Class III or IV heart failure", "exclusion") == "not (all of (heart failure, NYHA class is III to IV))"


def test_a_definition_by_a_standard_alone_narrows_nothing() -> None:
    line = "Class III or IV heart failure as defined by the New York Heart Association functional classification system"
    assert reading(line, "exclusion") == "not (all of (heart failure, NYHA class is III to IV))"


def test_an_infection_that_a_bracket_defines_by_a_result_is_that_result() -> None:
    line = "Known history of hepatitis B (defined as HBsAg reactive)"
    assert reading(line, "exclusion") == "no HBsAg [value: positive]"


def test_a_time_within_a_clause_is_not_the_time_of_the_disease() -> None:
    line = "Known additional malignancy that is progressing or has required active treatment within the past 3 years"
    told = 'other malignancy [described: "active treatment within the past 3 years"]'
    assert reading(line, "exclusion") == f"none of (other malignancy [stability: unstable], {told})"


_PNEUMONITIS = (
    "History of interstitial lung disease (ILD)/pneumonitis that required steroids, current ILD, or where suspected ILD cannot "
    "be ruled out by imaging at screening"
)


def test_what_restricts_one_side_of_a_slash_restricts_both_over_a_short_form_and_a_suspicion_is_of_the_disease() -> None:
    assert reading(_PNEUMONITIS, "exclusion") == (
        "none of (any of (all of (interstitial lung disease, corticosteroid [purpose: interstitial lung disease]), "
        "all of (pneumonitis, corticosteroid [purpose: pneumonitis]), interstitial lung disease [activity: active]), "
        "interstitial lung disease [described: cannot be ruled out])"
    )


def test_nobody_is_excluded_for_a_past_lung_disease_that_needed_no_steroids() -> None:
    past = {"what": "interstitial lung disease", "start": "2020-01-01", "end": "2020-06-01"}
    assert outcome(_PNEUMONITIS, "exclusion", past) != "fail"


@pytest.mark.parametrize(
    ("line", "read"),
    [
        (
            "Malabsorption or disease significantly affecting gastrointestinal function",
            "disease significantly affecting gastrointestinal function",
        ),
        ("Heart failure, arrhythmia or pulmonary abnormalities", "pulmonary abnormalities"),
        ("Severe visual impairment or designated legally blind", "designated legally blind"),
    ],
)
def test_what_says_one_plain_thing_that_no_table_names_is_asked(line: str, read: str) -> None:
    assert f'ask "{read}"' in reading(line, "exclusion")


@pytest.mark.parametrize(
    "line",
    [
        "Heart failure; an alternative cannot be found",
        "Liver disease or renal function",
        "To have no parotid glands",
        "Diabetes, or significant visual",
        "Infection or culture in bronchoalveolar lavage",
    ],
)
def test_what_is_cut_off_or_no_statement_about_the_patient_is_not_asked(line: str) -> None:
    assert "unread" in reading(line, "exclusion")


def test_an_exception_that_was_not_understood_is_asked_and_lifts_the_ban_if_it_holds() -> None:
    read = reading("Organ transplantation other than cornea and hair", "exclusion")
    assert read == 'not (all of (solid organ transplantation, not (ask "cornea and hair")))'


def test_a_sentence_that_states_a_fact_about_medicines_is_no_exception() -> None:
    line = "Live vaccine within 30 days. Seasonal vaccines for travel are generally inactivated and are allowed."
    assert "ask" not in reading(line, "exclusion")


def test_a_kind_of_what_was_barred_for_a_time_is_barred_for_that_time() -> None:
    line = "Live vaccine within 30 days of first dose. Intranasal influenza vaccines are live vaccines, and are not allowed."
    dose = "within 30 days before first dose"
    assert reading(line, "exclusion") == f"none of (live vaccine {dose}, intranasal influenza vaccine {dose})"


def test_medicines_that_are_of_a_class_are_that_class() -> None:
    line = "Patients receiving any medications or substances that are inhibitors or inducers of CYP3A4 are ineligible"
    assert reading(line, "exclusion") == "no CYP3A4 inhibitor or inducer now"


def test_patients_that_are_patients_who() -> None:
    assert reading("Patients that have brain metastases", "exclusion") == "no brain metastasis"


def test_an_episode_of_an_illness_is_that_illness() -> None:
    read = reading("Any episode of atrial fibrillation in the prior 12 months", "exclusion")
    assert read == "no atrial fibrillation within 12 months before registration"


def test_another_disease_is_asked_together_with_what_it_does() -> None:
    read = reading("Malabsorption, or other disease or condition significantly affecting gastrointestinal function", "exclusion")
    assert read == 'none of (malabsorption, ask "other disease or condition significantly affecting gastrointestinal function")'


def test_leave_behind_a_note_is_leave_from_the_ban_before_the_note() -> None:
    line = "Warfarin. Rivaroxaban should be used with caution. Antiplatelet agents are allowed."
    assert reading(line, "exclusion") == "no warfarin now except (antiplatelet agent)"


@pytest.mark.parametrize(
    ("line", "read"),
    [
        (
            "Heart disease (angina, arrhythmia) or stroke",
            "none of (any of (cardiac disease, any of (angina pectoris, arrhythmia)), cerebrovascular accident)",
        ),
        (
            "Vascular disease (aneurysm, flurble) or thrombosis",
            'none of (any of (vascular disease, any of (aneurysm, unread "flurble")), thrombosis)',
        ),
    ],
)
def test_the_kinds_of_an_illness_in_its_bracket_each_exclude_within_a_list_too(line: str, read: str) -> None:
    assert reading(line, "exclusion") == read


def test_what_stands_behind_the_kinds_of_a_thing_and_a_comma_is_of_the_thing() -> None:
    line = "Liver disease, including cirrhosis, hepatitis, with Child-Pugh B or C"
    assert reading(line, "exclusion") == "not (all of (liver disease, Child-Pugh class is B to C))"


def test_the_first_words_are_of_every_adjective_and_of_the_head_that_a_clause_goes_on_from() -> None:
    line = "Active bacterial or fungal infection requiring systemic therapy"
    told = "[activity: active; described: requiring systemic therapy]"
    assert reading(line, "exclusion") == f"none of (bacterial infection {told}, fungal infection {told})"


def test_a_lasting_state_has_not_the_time_of_the_drugs_beside_it() -> None:
    line = "Immunodeficiency or immunosuppressive therapy within 7 days"
    read = "none of (immunodeficiency, immunosuppressive agent within 7 days before registration)"
    assert reading(line, "exclusion") == reading(f"No {line}", "inclusion") == read


def test_whether_a_second_cancer_has_the_time_of_the_therapy_behind_it_is_doubted() -> None:
    assert "the time behind the last may be of it alone" in reading(
        "Second malignancy or prior transplant within 5 years", "exclusion"
    )


def test_a_value_by_which_a_bracket_defines_an_illness_is_read_as_one_that_it_only_names() -> None:
    told = "not (all of (chronic obstructive pulmonary disease, FEV1 < 50 %{predicted}))"
    for line in ("COPD (defined as FEV1 < 50% of predicted)", "COPD (FEV1 < 50% of predicted)"):
        assert reading(line, "exclusion") == reading(f"No {line}", "inclusion") == told


def test_what_stands_behind_a_bracket_with_a_value_is_not_lost() -> None:
    line = "Significant renal insufficiency (serum creatinine > 2.5 mg/dL or eGFR < 30 mL/min) or requires dialytic support"
    assert 'ask "requires dialytic support"' in reading(line, "exclusion")


def test_a_sign_written_the_wrong_way_excludes_nobody() -> None:
    assert reading("Uncontrolled hypertension (systolic blood pressure < 150)", "exclusion").startswith("not (unread")


def test_a_cancer_beside_the_metastasis_of_a_place_is_of_that_place_too() -> None:
    assert reading("Primary tumor or metastasis of the brain", "exclusion") == "none of (brain tumor, brain metastasis)"


def test_even_if_treated_widens_a_ban() -> None:
    assert reading("Severe cardiac arrhythmia (even if treated)", "exclusion") == "no arrhythmia [severity: severe]"


def test_current_evidence_or_history_of_an_illness_is_any_time() -> None:
    for words in ("Current evidence or history of", "Current evidence of, or history of,", "History or current evidence of"):
        assert reading(f"{words} peptic ulcer disease", "exclusion") == "no peptic ulcer"
