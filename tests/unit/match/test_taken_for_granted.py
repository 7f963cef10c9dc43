"""What any oncologist takes for granted of a sheet: what a stage, a name, a date or a therapy says without saying it."""

from __future__ import annotations

from typing import Any

from tests.unit.compiler.readings import outcome

LUNG = {"what": "non-small cell lung cancer", "date": "2026-01-10", "stage": "IV"}
OTHER = "Other malignancy within 5 years except basal cell carcinoma of the skin"


def verdict(text: str, section: str, *facts: dict[str, Any], complete: tuple[str, ...] = ()) -> str:
    return outcome(text, section, *facts, complete=list(complete)).value


def test_the_one_cancer_that_is_neither_over_nor_local_is_what_the_patient_comes_for() -> None:
    skin = {"what": "basal cell carcinoma of the skin", "date": "2025-08-01"}
    over = {"what": "breast cancer", "date": "2013-08-01", "status": "no evidence of disease"}
    assert verdict(OTHER, "exclusion", LUNG, complete=("conditions",)) == "pass"
    assert verdict(OTHER, "exclusion", LUNG, skin, complete=("conditions",)) == "pass"
    assert verdict(OTHER, "exclusion", LUNG, over, complete=("conditions",)) == "pass"


def test_one_cancer_on_a_list_that_may_be_longer_leaves_it_open() -> None:
    assert verdict(OTHER, "exclusion", LUNG) == "unknown"


def test_of_two_cancers_that_are_there_one_is_another() -> None:
    melanoma = {"what": "melanoma", "date": "2023-06-01"}
    assert verdict(OTHER, "exclusion", {"what": "breast cancer", "date": "2026-01-10"}, melanoma) == "fail"


def test_a_graded_neuropathy_under_oxaliplatin_is_a_toxicity_of_it() -> None:
    text = "Unresolved toxicity of grade 2 or higher from prior therapy"
    neuropathy = {"what": "peripheral neuropathy", "grade": 2, "date": "2026-03-10", "status": "ongoing"}
    given = {"what": "oxaliplatin", "start": "2025-01-01", "end": "2025-06-01"}
    assert verdict(text, "exclusion", neuropathy, given) == "fail"
    assert verdict(text, "exclusion", neuropathy) == "unknown"
    assert verdict(text, "exclusion", neuropathy, given, {"what": "type 2 diabetes"}) == "unknown"
    assert verdict(text, "exclusion", neuropathy | {"date": "2019-03-10"}, given) == "unknown"


def test_a_stage_group_from_one_on_is_invasive_and_zero_is_not() -> None:
    text = "Invasive breast cancer"
    assert verdict(text, "inclusion", {"what": "breast cancer", "stage": "II"}) == "pass"
    assert verdict(text, "inclusion", {"what": "breast cancer", "stage": "0"}) == "fail"
    assert verdict(text, "inclusion", {"what": "breast cancer"}) == "unknown"


def test_a_stage_below_four_is_no_distant_metastasis_until_something_else_is_told() -> None:
    text = "Patients must have metastatic disease"
    early = {"what": "breast cancer", "stage": "IIA", "date": "2026-01-10"}
    assert verdict(text, "inclusion", early) == "fail"
    assert verdict(text, "inclusion", early | {"status": "recurrent"}) == "unknown"
    assert verdict(text, "inclusion", early | {"date": "2019-01-10"}) == "unknown"
    assert verdict(text, "inclusion", early, {"what": "liver metastasis"}) == "pass"


def test_a_newly_diagnosed_cancer_has_not_come_back() -> None:
    assert verdict("Recurrent disease", "inclusion", LUNG | {"status": "newly diagnosed"}) == "fail"


def test_a_therapy_that_was_over_long_before_a_cancer_was_not_for_it() -> None:
    text = "No previous anti-cancer therapy for the treatment of pancreatic ductal adenocarcinoma"
    now = {"what": "pancreatic ductal adenocarcinoma", "date": "2026-02-10"}
    breast = {"what": "breast cancer", "date": "2009-11-10"}
    tamoxifen = {"what": "tamoxifen", "start": "2010-01-10", "end": "2015-01-10"}
    assert verdict(text, "inclusion", now, breast, tamoxifen, complete=("conditions", "treatments")) == "pass"
    assert verdict(text, "inclusion", now, breast, tamoxifen | {"start": "2026-02-20", "end": "2026-03-01"}) == "unknown"


def test_an_active_hiv_infection_is_one_and_a_negative_test_denies_it() -> None:
    text = "Patients with active HIV infection"
    assert verdict(text, "exclusion", {"what": "HIV infection", "date": "2010"}) == "fail"
    assert verdict(text, "exclusion", {"what": "HIV test", "value": "negative"}) == "pass"


def test_an_hiv_infection_is_no_active_infection_by_itself() -> None:
    assert verdict("Active infection", "exclusion", {"what": "HIV infection", "date": "2010"}) == "unknown"


def test_what_was_found_lately_and_is_not_said_to_be_over_is_active() -> None:
    text = "Active infection"
    assert verdict(text, "exclusion", {"what": "pneumonia", "date": "2026-03-11"}) == "fail"
    assert verdict(text, "exclusion", {"what": "pneumonia", "date": "2026-03-11", "status": "resolved"}) != "fail"
    assert verdict(text, "exclusion", {"what": "pneumonia", "date": "2025-12-11"}) == "unknown"


def test_a_cancer_called_untreated_has_had_no_therapy() -> None:
    assert verdict("No prior systemic therapy", "inclusion", {"what": "breast cancer", "status": "untreated"}) == "pass"


def test_a_drug_of_a_trial_is_an_investigational_agent() -> None:
    drug = {"what": "lenalidomide", "start": "2026-02-20", "end": "2026-03-01", "status": "investigational"}
    assert verdict("Investigational agent within 30 days", "exclusion", drug) == "fail"


def test_targeted_drugs_are_systemic_and_creams_may_be() -> None:
    text = "No prior systemic therapy within 4 weeks"
    assert verdict(text, "inclusion", {"what": "erlotinib", "start": "2026-01-01", "end": "2026-03-10"}) == "fail"


def test_an_allergy_to_what_a_statement_names_answers_it_and_one_to_something_else_on_a_complete_list_too() -> None:
    text = "Known hypersensitivity to the components of niraparib"
    assert verdict(text, "exclusion", {"what": "niraparib allergy"}) == "fail"
    assert verdict(text, "exclusion", {"what": "niraparib hypersensitivity", "present": False}) == "pass"
    assert verdict(text, "exclusion", {"what": "penicillin allergy"}, complete=("allergies",)) == "pass"
    assert verdict(text, "exclusion", {"what": "olaparib allergy"}, complete=("allergies",)) == "unknown"
    assert verdict(text, "exclusion", {"what": "penicillin allergy"}) == "unknown"


def test_of_a_severe_reaction_a_plain_allergy_leaves_it_open() -> None:
    text = "Known severe hypersensitivity to any component of paclitaxel"
    assert verdict(text, "exclusion", {"what": "paclitaxel allergy"}) == "unknown"


def test_a_disease_is_in_bone_only_by_a_complete_list_and_not_with_a_metastasis_elsewhere() -> None:
    text = "Metastatic disease confined to bone only"
    bone = {"what": "bone metastases"}
    assert verdict(text, "exclusion", bone, complete=("conditions",)) == "fail"
    assert verdict(text, "exclusion", bone) == "unknown"
    assert verdict(text, "exclusion", bone, {"what": "liver metastases"}) == "pass"


def test_an_infection_of_a_lower_grade_is_not_above_it_whether_it_is_serious_or_not() -> None:
    text = "Active clinically serious infection > CTCAE Grade 2"
    mild = {"what": "urinary tract infection", "status": "active", "grade": 2}
    assert verdict(text, "exclusion", mild, complete=("conditions",)) == "pass"


def test_heart_failure_is_clinically_significant_and_a_heart_attack_for_half_a_year() -> None:
    text = "Clinically significant cardiovascular disease"
    assert verdict(text, "exclusion", {"what": "heart failure"}) == "fail"
    assert verdict(text, "exclusion", {"what": "myocardial infarction", "date": "2026-01-10"}) == "fail"
    assert verdict(text, "exclusion", {"what": "myocardial infarction", "date": "2021-01-10"}) == "unknown"


def test_a_cancer_of_one_organ_has_one_histology() -> None:
    squamous = {"what": "squamous cell lung cancer"}
    assert verdict("Non-squamous NSCLC", "inclusion", squamous) == "fail"
    assert verdict("Small cell lung cancer", "exclusion", {"what": "lung adenocarcinoma"}) == "pass"
    assert verdict("Non-squamous NSCLC", "inclusion", {"what": "non-small cell lung cancer"}) == "unknown"
    assert verdict("Inflammatory breast cancer", "exclusion", {"what": "invasive ductal carcinoma of the breast"}) == "unknown"
    assert (
        verdict("History of small cell lung cancer", "exclusion", {"what": "lung adenocarcinoma", "status": "history"}) != "pass"
    )


def test_the_status_of_a_cancer_may_name_a_narrower_one() -> None:
    text = "Castration-resistant prostate cancer"
    assert verdict(text, "inclusion", {"what": "prostate cancer", "status": "castration-resistant"}) == "pass"
    assert verdict(text, "inclusion", {"what": "hormone-sensitive prostate cancer"}) == "fail"


def test_a_score_of_her2_given_as_its_value_is_one() -> None:
    text = "HER2-positive disease"
    assert verdict(text, "exclusion", {"what": "HER2", "value": "1+"}) == "pass"
    assert verdict(text, "exclusion", {"what": "HER2", "value": "3+"}) == "fail"
    assert verdict(text, "exclusion", {"what": "HER2", "value": "2+"}) == "unknown"


def test_a_statement_in_other_words_of_the_vocabulary_is_the_same() -> None:
    text = "Able to swallow oral medication"
    assert verdict(text, "inclusion", {"what": "able to swallow tablets", "value": True}) == "pass"
    assert verdict(text, "inclusion", {"what": "able to swallow tablets", "value": False}) == "fail"
    assert verdict(text, "inclusion", {"what": "unable to swallow tablets", "value": True}) == "fail"
