"""Patients whom a careful coordinator would not exclude, or not let in, by a line enter with it; so must our verdict.

The lines are real wordings of registered trials; each patient is the one whom a wrong reading of the line would harm.
"""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.compiler.readings import outcome, reading

from trialwright.match.verdict import Outcome

_ALL = ["conditions", "treatments", "medications", "procedures", "measurements", "biomarkers", "allergies"]


def _fact(what: str, **fields: Any) -> dict[str, Any]:
    return {key: value for key, value in ({"what": what, "date": "2026-03-10"} | fields).items() if value is not None}


_BILIRUBIN = _fact("total bilirubin", value=1.0, unit="mg/dL", uln=1.2)
_BRAIN = _fact("brain metastasis")
_STAGE = (_fact("breast cancer", stage="IV"), _fact("ECOG performance status", value=1))

NOT_EXCLUDED: list[tuple[str, str, str, tuple[dict[str, Any], ...]]] = [
    (
        "another cancer named behind the first is another way in",
        "inclusion",
        "Histologically confirmed NSCLC with KRAS G12 mutation. PDAC with wild-type RAS (expansion).",
        (_fact("non-small cell lung cancer", method="biopsy"), _fact("KRAS G12D", value="positive")),
    ),
    (
        "a narrower cancer named behind the first may be one of those let in",
        "inclusion",
        "Histologically confirmed advanced solid tumor. Breast cancer with HER2 amplification.",
        (_fact("lung adenocarcinoma", stage="IV", method="biopsy"),),
    ),
    (
        "leave to have something takes nobody away",
        "inclusion",
        "Stage IV breast cancer. Brain metastases are allowed.",
        (*_STAGE, _BRAIN),
    ),
    (
        "another stage behind a question is an alternative to it",
        "inclusion",
        "Stage IIIB not amenable to definitive chemoradiation, or stage IV",
        _STAGE,
    ),
    (
        "what somebody is unable to take is not banned by its example",
        "exclusion",
        "Participants who are unable to take a strong CYP3A4 inhibitor such as voriconazole or posaconazole",
        ({"what": "voriconazole", "start": "2026-03-01", "ongoing": True},),
    ),
    (
        "whom a line is about is asked of nobody",
        "inclusion",
        "Negative serum pregnancy test in women with childbearing potential (WOCBP) defined as not post-menopausal for 12 months "
        "or no previous surgical sterilization, within one week prior to initiation of treatment",
        (_fact("postmenopausal"),),
    ),
    (
        "a negative test for a rearrangement asks for none",
        "inclusion",
        "Negative test for EGFR mutations and ALK rearrangements",
        (_fact("EGFR mutation", value="negative"), _fact("ALK rearrangement", value="negative")),
    ),
    (
        "what a cancer was not treated with is not asked for",
        "inclusion",
        "Previously untreated with chemotherapy or radiotherapy for lung cancer",
        (_fact("lung cancer"),),
    ),
    (
        "a time behind what is spared is of what is kept out",
        "exclusion",
        "Major surgical procedure other than for diagnosis within 28 days prior to Cycle 1, Day 1",
        (_fact("major surgery", date="2019-03-10"),),
    ),
    (
        "words with commas between them before a cancer are of one tumor",
        "exclusion",
        "Patients with node negative, T1, Grade 1 breast cancer",
        (_fact("breast cancer", stage="IIB", grade=3), _fact("node-negative disease"), _fact("T stage", value="T3")),
    ),
    (
        "a drug for which somebody is unfit is not asked for",
        "inclusion",
        "Breast cancer, untreated and unfit for cisplatin",
        _STAGE,
    ),
    (
        "another stage behind a question of its own is an alternative, too",
        "inclusion",
        "Has Stage IIIB or IIIC disease and is not a candidate for surgical resection, or Stage IV breast cancer",
        _STAGE,
    ),
    (
        "whoever lies between two limits with a unit behind each is let in",
        "inclusion",
        "Platelets between 50,000/mm3 and 100,000/mm3",
        (_fact("platelet count", value=70_000, unit="/mm3"),),
    ),
    (
        "a cancer in situ behind another exception is one too",
        "exclusion",
        "Any prior malignancy within 5 years except adequately treated basal cell carcinoma or in situ cervix",
        (*_STAGE, _fact("cervical carcinoma in situ", date="2024-02-01")),
    ),
    (
        "leave on a condition is asked of those it speaks of, and forbids nothing",
        "inclusion",
        "Stage IV breast cancer. Patients with brain metastases are eligible provided they are asymptomatic.",
        (*_STAGE, _fact("brain metastasis", symptomatic=False)),
    ),
    (
        "the values behind a lack tell what is so in those who lack it",
        "exclusion",
        "Lack of adequate renal function (creatinine > 2 mg/dL)",
        (_fact("creatinine", value=0.8, unit="mg/dL"),),
    ),
    (
        "and those behind the denial of an illness what is so in those who are free of it",
        "inclusion",
        "Without anemia (Hb >= 9 g/dL)",
        (_fact("anemia"), _fact("hemoglobin", value=9.8, unit="g/dL")),
    ),
    (
        "values of those who are fit are what is lacking",
        "exclusion",
        "Lack of adequate renal function (creatinine clearance >= 50 mL/min)",
        (_fact("creatinine clearance", value=80, unit="mL/min"),),
    ),
    (
        "a limit for those with Gilbert's syndrome is not asked of everybody",
        "inclusion",
        "Total bilirubin ≤ 1.5 x ULN. Patients with Gilbert's syndrome with a total bilirubin ≤ 2.0 x ULN and direct bilirubin "
        "within normal limits are permitted",
        (_BILIRUBIN,),
    ),
    (
        "nor where it stands in the same sentence",
        "inclusion",
        "Total bilirubin ≤ 1.5 x ULN, and for patients with Gilbert's disease: total bilirubin < 5 mg/dL",
        (_BILIRUBIN,),
    ),
    (
        "what may be done is not required",
        "inclusion",
        "Hemoglobin ≥ 7 g/dL (can be transfused)",
        (_fact("hemoglobin", value=9, unit="g/dL"),),
    ),
    (
        "the cancer that the trial treats is not the one that must be long gone",
        "inclusion",
        "Prior cancers allowed if disease-free for >= 5 years",
        (_fact("breast cancer"),),
    ),
    (
        "who had chemoradiation did not progress by that",
        "inclusion",
        "Have not progressed after definitive, platinum-based, concurrent chemoradiation therapy",
        (_fact("chemoradiotherapy", start="2025-10-01", end="2025-12-01"),),
    ),
    (
        "how long a therapy went on is not how long ago it was",
        "inclusion",
        "No more than 12 months of any prior therapy",
        (_fact("chemotherapy", start="2023-01-01", end="2023-04-01"),),
    ),
    (
        "a list of therapies behind progression bans none of them alone",
        "exclusion",
        "Progression during or following enzalutamide, apalutamide, or darolutamide",
        (_fact("apalutamide", start="2025-10-01"),),
    ),
    (
        "a therapy for those with one result is asked of those only",
        "inclusion",
        "Prior fluoropyrimidine, irinotecan and, if RAS wild-type, an anti-EGFR antibody",
        (_fact("capecitabine"), _fact("irinotecan"), _fact("RAS", value="mutated")),
    ),
    (
        "progression within a time of any of several therapies bans none of them alone",
        "exclusion",
        "Progression within 6 months of an anthracycline or a taxane",
        (_fact("paclitaxel", start="2026-01-01", end="2026-02-01"),),
    ),
    (
        "the state behind two cancers may be of the first too",
        "exclusion",
        "AML or MDS in relapse",
        (_fact("acute myeloid leukemia"),),
    ),
    ("a heading names a topic", "inclusion", "Prior therapy:\n  * Patients with prior surgery are eligible for enrollment.", ()),
    ("all of a list must be negative", "inclusion", "Negative hepatitis B and hepatitis C test", ()),
    ("all of a list below must be negative", "inclusion", "Must be seronegative for the following:\n  * HIV\n  * Syphilis", ()),
    (
        "what must be over was required of nobody",
        "inclusion",
        "Patients must have completed any prior systemic therapy at the time of enrollment.",
        (),
    ),
    (
        "how a therapy was given is asked of those who had it",
        "inclusion",
        "Prior radiation must not have included 30% or more of the bone marrow",
        (),
    ),
    ("nor do exclusions require a drug", "exclusion", "Memantine should not be combined with other NMDA antagonists", ()),
    (
        "a duty beside a ban does not turn the ban round",
        "exclusion",
        "Treatment with an investigational agent within 4 weeks of starting treatment, and any prior drug-related toxicity "
        "should have recovered to Grade 1 or less.",
        (),
    ),
    ("a denial among the exclusions may be a requirement", "exclusion", "No participation in concurrent clinical trials", ()),
    (
        "nor do leaves among the exclusions require anything",
        "exclusion",
        "Persisting toxicity related to prior therapy of Grade >1; however, alopecia and sensory neuropathy Grade ≤ 2 is "
        "acceptable",
        (),
    ),
]

NOT_EXCLUDED += [
    (
        "a drug below a heading of allergies excludes those who are allergic to it",
        "exclusion",
        "History of hypersensitivity to any component of study drugs:\n  * Cyclophosphamide\n  * Mesna",
        (_fact("cyclophosphamide", date=None, start="2020-01-01", end="2020-02-01"),),
    ),
    (
        "a list of wash-outs is asked of those who had the therapy",
        "inclusion",
        "Washout from prior therapy as follows:\n  * Chemotherapy: at least 21 days before the first dose\n"
        "  * Radiotherapy: at least 14 days before the first dose",
        (),
    ),
    (
        "all that was given must be long ago, and nothing must have been given",
        "inclusion",
        "Must have received all prior trastuzumab treatment at least 4 weeks prior to enrollment",
        (),
    ),
    (
        "what are exceptions excludes nobody",
        "exclusion",
        "Active autoimmune disease. Type 1 diabetes and hypothyroidism are exceptions to this.",
        (_fact("hypothyroidism"),),
    ),
    (
        "a therapy for their metastases is asked of those who have them",
        "exclusion",
        "Patients who have not had radiotherapy for their brain metastases",
        (),
    ),
    (
        "a definition says which patients are meant",
        "inclusion",
        "TNBC will be defined as ER < 1%, PR < 1% and HER2 negative",
        (_fact("HER2", value="positive"),),
    ),
    (
        "what is asked of those not operated on is not asked of the others",
        "inclusion",
        "Residual disease ≥ 1 cm on imaging for patients who have not had surgery",
        (_fact("mastectomy", date="2025-03-10"),),
    ),
    (
        "use beside the trial is present use",
        "exclusion",
        "Concomitant therapy with any other anti-cancer therapy or use of other investigational drugs",
        (_fact("investigational agent", date=None, start="2015-01-01", end="2015-02-01"),),
    ),
    (
        "a letter behind a stage is of that stage",
        "inclusion",
        "Stage IIIB/C NSCLC",
        (_fact("non-small cell lung cancer", stage="IIIC"),),
    ),
]


OF_THOSE_WHO_MAY_CONCEIVE = [
    "Women of child bearing potential (WCBP), defined as a sexually mature woman who has not undergone surgical sterilization "
    "must agree to use two effective contraceptive methods while on study treatment",
    "Women of childbearing potential, including women who had their last menstrual period in the last 2 years, must have a "
    "negative serum or urine pregnancy test within 7 days before randomization.",
    "A female of childbearing potential, as defined in section 3, must have a negative serum pregnancy test",
    "Negative pregnancy test required of fertile women",
    "For female subjects who are breast feeding, agreement to discontinue nursing prior to the first dose of study treatment",
    "Female subjects of childbearing age or male subjects whose partners are female subjects of childbearing age agree to adopt "
    "effective contraceptive measures",
]


@pytest.mark.parametrize(("why", "section", "text", "facts"), NOT_EXCLUDED, ids=[row[0] for row in NOT_EXCLUDED])
def test_nobody_is_excluded_by_a_line_that_does_not_mean_them(
    why: str, section: str, text: str, facts: tuple[dict[str, Any], ...]
) -> None:
    assert outcome(text, section, *facts, sex="male", age=45, complete=_ALL) is not Outcome.FAIL, why


@pytest.mark.parametrize("text", OF_THOSE_WHO_MAY_CONCEIVE)
def test_what_is_asked_of_those_who_may_conceive_excludes_no_woman_past_the_menopause(text: str) -> None:
    assert outcome(text, "inclusion", _fact("postmenopausal"), sex="female", age=70, complete=_ALL) is not Outcome.FAIL


LIFTED: list[tuple[str, str, tuple[dict[str, Any], ...], Outcome]] = [
    # of which cancer the metastases come is not on record
    ("Stage IV breast cancer. Brain metastases are allowed.", "inclusion", (_BRAIN,), Outcome.UNKNOWN),
    ("Stage IV breast cancer. Brain metastases are allowed.", "inclusion", (_fact("hypertension"),), Outcome.FAIL),
    ("Platelets ≥ 100,000/µL\n  * Transfusions are permitted", "inclusion", (_fact("blood transfusion"),), Outcome.UNKNOWN),
    (
        "ECOG 0-1, no brain metastases. Treated brain metastases are allowed.",
        "inclusion",
        (_fact("ECOG performance status", value=3), _fact("brain metastasis", status="treated")),
        Outcome.FAIL,
    ),
]


@pytest.mark.parametrize(("text", "section", "facts", "expected"), LIFTED)
def test_leave_lets_in_nobody_who_lacks_the_rest(
    text: str, section: str, facts: tuple[dict[str, Any], ...], expected: Outcome
) -> None:
    assert outcome(text, section, *facts, sex="female", age=45, complete=_ALL) is expected


def test_a_lasting_state_beside_a_treatment_needs_no_time() -> None:
    text = (
        "Has a diagnosis of immunodeficiency or is receiving systemic steroid therapy or any other form of immunosuppressive "
        "therapy within 7 days prior to the first dose of trial treatment"
    )
    assert outcome(text, "exclusion", _fact("immunodeficiency", date="2020-01-01"), complete=_ALL) is Outcome.FAIL


def test_how_the_investigator_judges_a_patient_is_asked_the_right_way_round() -> None:
    text = "Participants who, in the opinion of the investigator, may not be able to comply with all study procedures"
    assert reading(text, "exclusion").startswith("not (ask ")


def test_whatever_was_given_before_still_excludes_where_it_is_kept_out() -> None:
    text = "Patients who have received any prior HDAC inhibitor are excluded"
    assert outcome(text, "exclusion", complete=_ALL) is Outcome.PASS
    given = {"what": "vorinostat", "start": "2024-01-01", "end": "2024-06-01"}
    assert outcome(text, "exclusion", given, complete=_ALL) is Outcome.FAIL


NOBODY_OUT = [
    ("exclusion", "Concurrent active invasive malignancy", [{"what": "invasive ductal breast cancer", "status": "active"}]),
    ("exclusion", "Death within 30 days after surgery", [{"what": "surgery", "date": "2026-03-01"}]),
    ("exclusion", "Complications within 30 days of surgery", [{"what": "surgery", "date": "2026-03-01"}]),
    ("exclusion", "Inability to swallow medications", [{"what": "dysphagia", "grade": 1}]),
    ("exclusion", "Tremelimumab-specific criteria: active autoimmune disease", [{"what": "lupus", "status": "active"}]),
    (
        "inclusion",
        "Metastatic RCC with 5 or fewer metastases (excluding pulmonary nodules < 1 cm)",
        [{"what": "metastatic renal cell carcinoma"}, {"what": "lung nodule", "size": "8 mm"}],
    ),
    (
        "exclusion",
        "Active ILD/pneumonitis or a history of ILD/pneumonitis requiring treatment with systemic steroids",
        [{"what": "interstitial lung disease", "status": "resolved", "date": "2020-01-01"}],
    ),
]


@pytest.mark.parametrize(("section", "text", "facts"), NOBODY_OUT)
def test_nobody_is_kept_out_by_what_the_line_does_not_say(section: str, text: str, facts: list[dict[str, object]]) -> None:
    assert outcome(text, section, *facts) is not Outcome.FAIL


def test_an_illness_that_required_a_therapy_excludes_whoever_was_given_it_for_that() -> None:
    text = "History of pneumonitis that required steroids"
    illness = {"what": "pneumonitis", "status": "resolved", "date": "2023-01-01"}
    given = {"what": "prednisone", "start": "2023-01-05", "end": "2023-03-01"}
    assert outcome(text, "exclusion", illness, given | {"intent": "pneumonitis"}) is Outcome.FAIL
    assert outcome(text, "exclusion", illness, given) is Outcome.UNKNOWN
    assert outcome(text, "exclusion", illness, complete=["treatments", "medications"]) is Outcome.PASS


def test_any_n_of_a_list_is_of_the_cancer_behind_it() -> None:
    found = reading("No T4, any N3, or inflammatory breast cancer", "inclusion")
    assert "other malignancy" not in found


def test_words_that_a_list_lends_to_several_illnesses_decide_about_none_of_them() -> None:
    text = "Diabetes, hypertension, infection requiring antibiotics"
    assert outcome(text, "exclusion", {"what": "diabetes mellitus"}, complete=["conditions", "medications"]) is Outcome.UNKNOWN


def test_a_medicine_that_is_allowed_beside_an_illness_is_none_that_it_required() -> None:
    text = "Cardiac arrhythmia requiring anti-arrhythmic medication other than beta blockers"
    taken = {"what": "metoprolol", "start": "2025-01-01", "intent": "atrial fibrillation"}
    assert outcome(text, "exclusion", {"what": "atrial fibrillation"}, taken) is Outcome.UNKNOWN


TOLD: list[tuple[str, str, tuple[dict[str, Any], ...], Outcome]] = [
    (
        "inclusion",
        "ALT <= 3 x ULN (5 x ULN if known liver metastases)",
        (_fact("ALT", value=130, uln=40, unit="U/L"),),
        Outcome.FAIL,
    ),
    (
        "inclusion",
        "ALT <= 3 x ULN (5 x ULN if known liver metastases)",
        (_fact("ALT", value=160, uln=40, unit="U/L"), _fact("liver metastasis")),
        Outcome.PASS,
    ),
    (
        "inclusion",
        "Adenocarcinoma of the stomach or the gastroesophageal junction",
        (_fact("gastroesophageal junction adenocarcinoma"),),
        Outcome.PASS,
    ),
    ("inclusion", "Negative pregnancy test", (), Outcome.PASS),
    ("exclusion", "Severe malabsorption that may interfere with absorption of the study drug", (), Outcome.PASS),
    (
        "exclusion",
        "Severe malabsorption that may interfere with absorption of the study drug",
        (_fact("malabsorption"),),
        Outcome.UNKNOWN,
    ),
    (
        "exclusion",
        "Severe lung disease which may interfere with the study, snarfitis, or HIV infection",
        (_fact("HIV infection"),),
        Outcome.UNKNOWN,
    ),
    (
        "exclusion",
        "Skin disease which would interfere with evaluation of the treatment area (e.g. xeroderma pigmentosum)",
        (_fact("xeroderma pigmentosum"),),
        Outcome.UNKNOWN,
    ),
    ("exclusion", "Active infection within 3 days", (_fact("infection", present=False),), Outcome.PASS),
    ("exclusion", "Ongoing immune-related AEs, as defined in the protocol", (), Outcome.PASS),
    (
        "inclusion",
        "Women of childbearing potential and men with partners of childbearing potential must use contraception",
        (_fact("use of contraception", value=True),),
        Outcome.PASS,
    ),
    (
        "inclusion",
        "Women of childbearing potential and men with partners of childbearing potential must use contraception",
        (),
        Outcome.UNKNOWN,
    ),
]


@pytest.mark.parametrize(("section", "text", "facts", "expected"), TOLD, ids=[f"{row[1]} {row[2]}" for row in TOLD])
def test_what_the_sheet_of_a_man_tells_is_not_asked_again(
    section: str, text: str, facts: tuple[dict[str, Any], ...], expected: Outcome
) -> None:
    assert outcome(text, section, *facts, sex="male", age=45, complete=_ALL) is expected
