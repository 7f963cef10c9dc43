"""What is asked of few is not asked of all: who nurses, who had a therapy "if any", and therapies that only tell when."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome, reading

from trialwright.compiler.compile import compile_criteria
from trialwright.protocol.language import print_criterion

COMPLETE = ["conditions", "treatments", "medications", "procedures", "allergies"]
NURSING = (
    "Because there is an unknown but potential risk for adverse events in nursing infants secondary to treatment of the mother "
    "with cisplatin, cetuximab and carboplatin, breastfeeding should be discontinued if the mother is treated with cisplatin, "
    "cetuximab and carboplatin"
)


@pytest.mark.parametrize("section", ["inclusion", "exclusion"])
def test_that_nursing_is_stopped_is_asked_of_those_who_nurse(section: str) -> None:
    assert outcome(NURSING, section, complete=COMPLETE).value == "pass"
    assert outcome(NURSING, section, {"what": "breastfeeding"}, complete=COMPLETE).value == "unknown"


@pytest.mark.parametrize(
    "text",
    [
        "Chemotherapy and radiation therapy, if received, must have been completed prior to study enrollment",
        "Prior radiotherapy or surgery, if any, must have been completed at least 4 weeks before enrollment",
        "Steroids, if used, must be at a stable dose",
        "Anticoagulants, if used, at a stable dose for 2 weeks",
        "Hormonal therapy may be ongoing",
        "Liver metastases may be present",
        "Bisphosphonates may be continued",
    ],
)
def test_who_had_none_of_it_is_not_kept_out_by_what_holds_if_it_was_given(text: str) -> None:
    assert outcome(text, "inclusion", complete=COMPLETE).value == "pass"


def test_who_had_it_must_keep_to_what_holds_if_it_was_given() -> None:
    text = "Prior radiotherapy or surgery, if any, must have been completed at least 4 weeks before enrollment"
    recent = {"what": "radiotherapy", "start": "2026-02-20", "end": "2026-03-10"}
    past = {"what": "radiotherapy", "start": "2025-02-20", "end": "2025-03-10"}
    assert outcome(text, "inclusion", recent, complete=COMPLETE).value == "fail"
    assert outcome(text, "inclusion", past, complete=COMPLETE).value == "pass"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Testosterone > 200 ng/dL prior to initiation of ADT", "testosterone > 200 ng/dL"),
        ("MRI prior to the start of radiotherapy", "has MRI"),
        (
            "PSA < 20 ng/mL before prostatectomy",
            'all of (prostate-specific antigen < 20 ng/mL, unread "before prostatectomy" ("a time that counts up to a therapy"))',
        ),
    ],
)
def test_a_therapy_that_only_tells_when_is_required_of_nobody(text: str, expected: str) -> None:
    assert reading(text, "inclusion") == expected


@pytest.mark.parametrize(
    "text",
    [
        "Stable dose of corticosteroids for at least 7 days",
        "On a stable dose of dexamethasone",
        "Stable anticoagulation for 2 weeks",
    ],
)
def test_a_stable_dose_of_what_goes_beside_the_treatment_keeps_out_nobody_who_takes_none(text: str) -> None:
    assert outcome(text, "inclusion", complete=COMPLETE).value == "unknown"


def test_a_stable_dose_of_what_treats_the_cancer_is_required() -> None:
    assert outcome("Stable dose of ruxolitinib for at least 12 weeks", "inclusion", complete=COMPLETE).value == "fail"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "HER2-overexpressing locally advanced or metastatic gastric or GEJ adenocarcinoma",
            "none of (all of (gastric adenocarcinoma [extent: locally advanced or metastatic], HER2 [value: positive]), "
            "all of (gastroesophageal junction adenocarcinoma [extent: locally advanced or metastatic], HER2 [value: positive]))",
        ),
        (
            "EGFR-mutant advanced lung or colorectal cancer",
            "none of (all of (lung cancer [extent: advanced], EGFR [value: mutated]), "
            "all of (colorectal cancer [extent: advanced], EGFR [value: mutated]))",
        ),
    ],
)
def test_a_result_is_of_both_cancers_also_where_what_narrows_them_stands_between(text: str, expected: str) -> None:
    assert reading(text, "exclusion") == expected


@pytest.mark.parametrize("section", ["inclusion", "exclusion"])
@pytest.mark.parametrize(
    "text",
    [
        "Patients with brain metastases must not be on steroids",
        "Patients with diabetes must not be taking insulin",
        "Patients with hypertension or diabetes must not have end-organ damage",
    ],
)
def test_what_some_must_not_be_is_asked_of_those_alone(text: str, section: str) -> None:
    assert outcome(text, section, complete=COMPLETE).value == "pass"


def test_who_must_not_and_does_is_kept_out() -> None:
    text = "Patients with diabetes must not be taking insulin"
    taking = ({"what": "diabetes"}, {"what": "insulin", "start": "2025-01-01"})
    assert outcome(text, "inclusion", *taking, complete=COMPLETE).value == "fail"


@pytest.mark.parametrize(
    "text",
    [
        "An interval of at least 1 week is required following minor surgical procedures",
        "Untreated brain metastases. In the case of previously treated brain metastases, a minimum of four weeks interval "
        "between completion of radiation therapy and registration is required",
    ],
)
def test_a_wait_that_is_required_among_the_exclusions_keeps_out_nobody_who_had_nothing(text: str) -> None:
    assert outcome(text, "exclusion", complete=COMPLETE).value == "pass"


def test_a_ban_that_runs_into_a_duty_requires_nothing() -> None:
    text = (
        "Prior treatment with gefitinib, erlotinib, or other drugs that target EGFR Patients must not be receiving other agents"
    )
    assert outcome(text, "exclusion", complete=COMPLETE).value == "unknown"


def test_diseases_between_semicolons_are_alternatives_also_where_one_is_no_cancer() -> None:
    text = "Diagnosis of myelodysplastic disorders; Fanconi's anemia; acute myelogenous leukemia (including secondary); myeloma"
    assert outcome(text, "inclusion", {"what": "multiple myeloma"}, complete=COMPLETE).value == "pass"


def test_a_lost_limit_beside_or_may_be_what_suffices() -> None:
    text = (
        "Patients must be > or = 65 years of age or diagnosed with renal insufficiency, defined as having a creatinine > 3 mg/dl"
    )
    assert outcome(text, "inclusion", {"what": "creatinine", "value": 1, "unit": "mg/dL"}).value == "unknown"


@pytest.mark.parametrize(
    "text",
    ["LVEF >= 50% within 6 weeks prior to initiation of neoadjuvant chemotherapy", "LVEF >= 50% prior to initiation of ADT"],
)
def test_a_start_that_is_counted_up_to_is_no_therapy_that_was_given(text: str) -> None:
    heart = {"what": "LVEF", "value": 60, "unit": "%", "date": "2026-03-10"}
    assert outcome(text, "inclusion", heart, complete=COMPLETE).value == "pass"


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("More than 5 years since prior and no other concurrent chemotherapy", "exclusion"),
        ("Patients with no more than 1 prior systemic therapy for metastatic disease", "exclusion"),
        ("No prior anti-tumor treatment or an interval of at least 6 months from the last adjuvant chemotherapy", "inclusion"),
    ],
)
def test_nobody_is_kept_out_for_having_had_too_little(text: str, section: str) -> None:
    assert outcome(text, section, complete=COMPLETE).value == "unknown"


def test_fewer_than_two_lines_among_the_exclusions_asks_for_two() -> None:
    assert outcome("Fewer than 2 prior lines of therapy", "exclusion", complete=COMPLETE).value == "fail"


def test_a_hyphen_that_waits_for_its_result_is_no_minus() -> None:
    text = "Patients known to be HIV- or HBV- or HCV- positive"
    assert reading(text, "exclusion") == "none of (hiv infection, hepatitis b, hepatitis c)"


def test_the_illness_of_a_scale_is_not_asked_for() -> None:
    text = "New York Heart Association (NYHA) congestive heart failure (CHF) class II or better"
    assert outcome(text, "inclusion", complete=COMPLETE).value == "pass"


def test_what_each_of_several_cancers_must_have_is_asked_of_that_cancer() -> None:
    text = "NSCLC must have failed at least 1 prior treatment. Breast cancer must have failed at least 2 prior treatments"
    assert reading(text, "inclusion") == (
        "any of (all of (non-small cell lung cancer, lines of (systemic therapy [outcome: failed]) >= 1), "
        "all of (breast cancer, lines of (systemic therapy [outcome: failed]) >= 2))"
    )


def test_a_rule_for_one_cancer_beside_another_sentence_is_asked_of_that_cancer() -> None:
    text = "Stage IV colorectal or pancreatic cancer. Breast cancer must have failed at least 2 prior treatments"
    assert "if (breast cancer) then (lines of (systemic therapy [outcome: failed]) >= 2)" in reading(text, "inclusion")


@pytest.mark.parametrize(
    "head",
    [
        "No severe damage on the major organs (bone marrow, heart, lung) and meet the following lab value criteria:",
        "No active infection and must have all of the following:",
    ],
)
def test_a_list_behind_a_denial_and_a_duty_is_required_and_the_denial_is_not_lost(head: str) -> None:
    read = reading(f"{head}\n  * WBC >= 2,500/uL\n  * Platelets >= 75,000/uL", "inclusion")
    assert read.startswith('all of (unread "No ')
    assert "all of (white blood cell count >= 2500 /uL, platelet count >= 75000 /uL)" in read


def test_a_rule_for_two_cancers_is_asked_of_who_has_one_of_them() -> None:
    text = "For breast and ovarian cancer, one prior treatment which includes chemotherapy"
    assert reading(text, "inclusion").startswith("if (any of (breast cancer, ovarian cancer)) then (")


@pytest.mark.parametrize(
    "line",
    [
        "No stable dose of corticosteroids for at least 4 weeks",
        "Not on a stable dose of antihypertensives",
        "Patients not on a stable dose of levothyroxine for 4 weeks",
    ],
)
def test_only_who_takes_a_medicine_is_kept_out_for_taking_it_at_no_stable_dose(line: str) -> None:
    assert outcome(line, "exclusion", complete=COMPLETE).value != "fail"


@pytest.mark.parametrize(
    "line",
    [
        "Subjects who have not undergone major surgery within 4 weeks of screening",
        "Patients who have not had a blood transfusion within 14 days",
    ],
)
def test_nobody_is_kept_out_for_want_of_a_treatment_of_these_weeks(line: str) -> None:
    assert outcome(line, "exclusion", complete=COMPLETE).value == "unknown"


MUST_MEET = """Exclusion Criteria:

* Active infection
* Participants must meet the following:
  * platelets >= 100 x 10^9/L
  * Must not be receiving steroids
  * Participants must have adequate function defined as pulse oximetry >= 92 % on room air
"""
FLAT = """Inclusion Criteria:

* No cardiac conduction disturbances:
* Congenital long QT-syndrome
* Complete left bundle branch block
* No uncontrolled infectious disease
* ECOG 0-1
"""


def lines_of(text: str) -> list[str]:
    """The readings of all lines of a whole text."""
    built = compile_criteria(text).built
    return [" ".join(print_criterion(line.node).split()) for stage in built.stages for line in stage.lines]


def test_what_must_be_met_among_the_exclusions_is_required_row_by_row() -> None:
    assert lines_of(MUST_MEET)[1] == "all of (platelet count >= 100 10*9/L, no corticosteroid now, oxygen saturation >= 92 %)"


def test_a_list_below_a_denial_ends_where_the_next_denial_begins() -> None:
    assert lines_of(FLAT) == [
        "none of (congenital long qt syndrome, complete left bundle branch block)",
        "no infection [control: uncontrolled]",
        "ECOG performance status is 0 to 1",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "HIV-positive patients are eligible if their CD4 count is >= 300. In addition, they must be receiving HAART.",
        "Patients with diabetes are eligible provided HbA1c < 8 %. Additionally, they should take metformin.",
    ],
)
def test_what_they_must_in_addition_is_asked_of_the_same_patients(line: str) -> None:
    assert outcome(line, "exclusion", complete=COMPLETE).value == "pass"


@pytest.mark.parametrize(
    ("section", "line"),
    [
        ("inclusion", "Neuropathy must have resolved to grade 2"),
        ("inclusion", "Skin rash has recovered to grade <= 1"),
        ("exclusion", "Grade 3 neuropathy. Neuropathy must have resolved to grade 2."),
        ("exclusion", "Active infection. Patients who have had another malignancy must have been disease free for five years."),
        ("exclusion", "Bleeding. Specifically, no clinically significant GI bleeding for 6 months prior to enrollment."),
        ("inclusion", "Enrolled no earlier than 28 days after surgery"),
    ],
)
def test_what_must_be_over_is_asked_of_those_who_had_it(section: str, line: str) -> None:
    assert outcome(line, section, complete=COMPLETE).value == "pass"


def test_what_has_not_resolved_to_its_grade_excludes() -> None:
    worse = {"what": "neuropathy", "grade": 3, "date": "2026-03-10"}
    assert outcome("Neuropathy must have resolved to grade 2", "inclusion", worse).value == "fail"
    assert outcome("Infection. Neuropathy must have resolved to grade 2.", "exclusion", worse).value == "fail"


def test_nobody_is_kept_out_for_want_of_an_illness_that_a_ban_denies() -> None:
    line = "History of fracture with low-intensity or no associated trauma"
    assert outcome(line, "exclusion", complete=COMPLETE).value == "unknown"


def test_what_stands_behind_the_last_of_two_illnesses_may_be_of_both_behind_a_history() -> None:
    lymphoma = {"what": "indolent lymphoma"}
    assert outcome("History of iNHL or CLL with CNS involvement", "exclusion", lymphoma, complete=COMPLETE).value == "unknown"


@pytest.mark.parametrize(
    "line",
    [
        "Stable cardiac condition with a left ventricular ejection fraction >= 40 %",
        "Blood pressure less than 150/100 mm Hg on a stable antihypertensive regimen",
        "Blood pressure < 140/90 mm Hg with antihypertensive medication",
        "Controlled hypertension",
        "Peripheral neuropathy grade 1",
    ],
)
def test_nobody_is_asked_to_have_a_calm_illness_or_to_take_what_keeps_it_so(line: str) -> None:
    assert outcome(line, "inclusion", complete=COMPLETE).value == "unknown"


def test_a_denial_over_a_list_among_the_exclusions_keeps_out_nobody_without_the_illness() -> None:
    head = "* No history of clinically significant cardiac dysfunction, including:\n  * Uncontrolled hypertension\n"
    line = head + "  * Unstable angina"
    assert outcome(line, "exclusion", complete=COMPLETE).value == "unknown"
    assert outcome(line, "exclusion", {"what": "unstable angina"}, complete=COMPLETE).value != "pass"


def test_a_duty_among_the_exclusions_asks_nobody_to_have_the_illness() -> None:
    line = (
        "Patients with active or acute diverticulitis, intra-abdominal abscess and abdominal carcinomatosis which are known risk "
        "factors for bowel perforation should be evaluated for the potential need for additional treatment"
    )
    assert outcome(line, "exclusion", complete=COMPLETE).value != "fail"


@pytest.mark.parametrize(
    ("text", "section", "read"),
    [
        ("HIV positive patients: CD4 count >= 350/uL", "inclusion", "if (hiv infection) then (CD4 count >= 350 /uL)"),
        ("Diabetic patients: HbA1c < 8%", "inclusion", "if (diabetes mellitus) then (hemoglobin A1c < 8 %)"),
        ("HIV positive patients: CD4 count < 350/uL", "exclusion", "not (all of (hiv infection, CD4 count < 350 /uL))"),
        ("Patients with HIV: CD4 count < 350/uL", "exclusion", "not (all of (hiv infection, CD4 count < 350 /uL))"),
        ("HIV positive patients: excluded", "exclusion", "no hiv infection"),
        ("Patients with abnormal liver function: total bilirubin > 1.5 mg/dL", "exclusion", "not (total bilirubin > 1.5 mg/dL)"),
    ],
)
def test_the_people_before_a_colon_are_those_of_whom_the_value_is_asked(text: str, section: str, read: str) -> None:
    (line,) = compile_criteria(f"{section.capitalize()} Criteria:\n\n* {text}").built.stages[0].lines
    assert " ".join(print_criterion(line.node).split()) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("One, two or three prior chemotherapy regimens", "lines of (chemotherapy) 1 to 3"),
        ("1, 2, or 3 prior lines of chemotherapy", "lines of (chemotherapy) 1 to 3"),
        ("0, 1 or 2 prior lines of chemotherapy", "lines of (chemotherapy) 0 to 2"),
    ],
)
def test_numbers_told_one_by_one_are_all_from_the_first_to_the_last(text: str, read: str) -> None:
    (line,) = compile_criteria(f"Inclusion Criteria:\n\n* {text}").built.stages[0].lines
    assert " ".join(print_criterion(line.node).split()) == read


@pytest.mark.parametrize("head", ["human immunodeficiency virus (HIV) seropositivity", "HIV infection", "HIV"])
def test_a_list_of_duties_below_an_illness_is_of_those_who_have_it(head: str) -> None:
    text = f"Inclusion Criteria:\n\n* Patients with a known history of {head}:\n  * Must have CD4 count >= 400/mcL\n"
    (line,) = compile_criteria(f"{text}  * Must not be newly diagnosed within 12 months\n").built.stages[0].lines
    assert " ".join(print_criterion(line.node).split()).startswith("if ( hiv infection ) then (")
