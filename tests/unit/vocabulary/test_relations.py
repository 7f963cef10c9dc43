"""What is recorded, what is asked, and how the one answers the other: drawn up from clinical sense, not from the tables."""

from __future__ import annotations

import pytest

from trialwright.vocabulary.concepts import Concept, Relation, Vocabulary, default_vocabulary
from trialwright.vocabulary.terms import read_term

IS, MAY_BE, IS_NOT = Relation.IS, Relation.MAY_BE, Relation.IS_NOT

CANCERS = [
    # recorded                                  asked                                        answers it
    ("gastric adenocarcinoma", "gastric cancer", IS),
    ("gastric adenocarcinoma", "adenocarcinoma", IS),
    ("gastric adenocarcinoma", "gastric tumor", IS),
    ("gastric adenocarcinoma", "esophageal cancer", IS_NOT),
    ("gastric adenocarcinoma", "upper gastrointestinal cancer", IS),
    ("gastric cancer", "gastric adenocarcinoma", MAY_BE),
    ("gastric tumor", "gastric cancer", MAY_BE),
    ("esophageal cancer", "squamous cell carcinoma", MAY_BE),
    ("esophageal squamous cell carcinoma", "squamous cell carcinoma", IS),
    ("esophageal adenocarcinoma", "squamous cell carcinoma", IS_NOT),
    ("esophageal squamous cell carcinoma", "gastroesophageal junction adenocarcinoma", IS_NOT),
    ("esophageal squamous cell carcinoma", "gastric cancer", IS_NOT),
    ("gastroesophageal junction adenocarcinoma", "gastric cancer", MAY_BE),
    ("gastroesophageal junction adenocarcinoma", "esophageal adenocarcinoma", MAY_BE),
    ("gastroesophageal junction adenocarcinoma", "adenocarcinoma", IS),
    ("adenocarcinoma", "squamous cell carcinoma", IS_NOT),
    ("carcinoma", "adenocarcinoma", MAY_BE),
    ("adenosquamous carcinoma", "adenocarcinoma", MAY_BE),
    ("adenosquamous carcinoma", "squamous cell carcinoma", MAY_BE),
    ("colon adenocarcinoma", "colorectal cancer", IS),
    ("colon adenocarcinoma", "rectal cancer", IS_NOT),
    ("colorectal cancer", "rectal cancer", MAY_BE),
    ("colon adenocarcinoma", "digestive cancer", IS),
    ("colon adenocarcinoma", "hematologic malignancy", IS_NOT),
    ("lung adenocarcinoma", "non-small cell lung cancer", IS),
    ("lung adenocarcinoma", "squamous non-small cell lung cancer", IS_NOT),
    ("lung adenocarcinoma", "non-squamous non-small cell lung cancer", IS),
    ("squamous non-small cell lung cancer", "non-squamous non-small cell lung cancer", IS_NOT),
    ("non-small cell lung cancer", "small cell lung cancer", IS_NOT),
    ("non-small cell lung cancer", "adenocarcinoma", MAY_BE),
    ("non-small cell lung cancer", "non-squamous non-small cell lung cancer", MAY_BE),
    ("small cell lung cancer", "neuroendocrine carcinoma", IS),
    ("small cell lung cancer", "extensive-stage small cell lung cancer", MAY_BE),
    ("limited-stage small cell lung cancer", "extensive-stage small cell lung cancer", IS_NOT),
    ("large cell neuroendocrine carcinoma of the lung", "non-small cell lung cancer", MAY_BE),
    ("lung cancer", "non-small cell lung cancer", MAY_BE),
    ("lung adenosquamous carcinoma", "non-squamous non-small cell lung cancer", MAY_BE),
    ("melanoma", "non-melanoma skin cancer", IS_NOT),
    ("cutaneous melanoma", "non-melanoma skin cancer", IS_NOT),
    ("cutaneous melanoma", "skin cancer", IS),
    ("melanoma", "uveal melanoma", MAY_BE),
    ("cutaneous melanoma", "uveal melanoma", IS_NOT),
    ("acral lentiginous melanoma", "cutaneous melanoma", IS),
    ("basal cell carcinoma of the skin", "non-melanoma skin cancer", IS),
    ("squamous cell carcinoma of the skin", "non-melanoma skin cancer", IS),
    ("squamous cell carcinoma of the skin", "basal cell carcinoma", IS_NOT),
    ("basal cell carcinoma", "basal or squamous cell skin cancer", IS),
    ("squamous cell carcinoma", "non-melanoma skin cancer", MAY_BE),
    ("skin cancer", "non-melanoma skin cancer", MAY_BE),
    ("esophageal squamous cell carcinoma", "non-melanoma skin cancer", IS_NOT),
    ("ductal carcinoma in situ of the breast", "carcinoma in situ", IS),
    ("ductal carcinoma in situ of the breast", "noninvasive breast cancer", IS),
    ("ductal carcinoma in situ of the breast", "invasive breast cancer", IS_NOT),
    ("ductal carcinoma in situ of the breast", "breast cancer", MAY_BE),
    ("breast cancer", "invasive breast cancer", MAY_BE),
    ("invasive ductal carcinoma of the breast", "invasive breast cancer", IS),
    ("invasive ductal carcinoma of the breast", "invasive lobular carcinoma of the breast", IS_NOT),
    ("invasive ductal carcinoma of the breast", "triple-negative breast cancer", MAY_BE),
    ("luminal breast cancer", "HER2-positive breast cancer", IS_NOT),
    ("triple-negative breast cancer", "luminal breast cancer", IS_NOT),
    ("triple-negative breast cancer", "breast cancer", IS),
    ("cervical carcinoma in situ", "carcinoma in situ", IS),
    ("cervical carcinoma in situ", "cervical cancer", MAY_BE),
    ("cervical carcinoma in situ", "breast cancer", IS_NOT),
    ("carcinoma in situ of the bladder", "non-muscle-invasive bladder cancer", IS),
    ("non-muscle-invasive bladder cancer", "muscle-invasive bladder cancer", IS_NOT),
    ("bladder cancer", "urothelial carcinoma", MAY_BE),
    ("urothelial carcinoma of the bladder", "urothelial carcinoma", IS),
    ("high-grade serous ovarian carcinoma", "mucinous ovarian carcinoma", IS_NOT),
    ("high-grade serous ovarian carcinoma", "non-epithelial tumor", IS_NOT),
    ("granulosa cell tumor of the ovary", "non-epithelial ovarian tumor", IS),
    ("borderline ovarian tumor", "high-grade serous ovarian carcinoma", IS_NOT),
    ("endometrial cancer", "uterine cancer", IS),
    ("endometrial cancer", "cervical cancer", IS_NOT),
    ("prostate cancer", "castration-resistant prostate cancer", MAY_BE),
    ("clear cell renal cell carcinoma", "kidney cancer", IS),
    ("clear cell renal cell carcinoma", "non-clear cell renal cell carcinoma", IS_NOT),
    ("hepatocellular carcinoma", "cholangiocarcinoma", IS_NOT),
    ("hepatocellular carcinoma", "liver cancer", IS),
    ("papillary thyroid cancer", "differentiated thyroid cancer", IS),
    ("anaplastic thyroid cancer", "differentiated thyroid cancer", IS_NOT),
    ("osteosarcoma", "soft tissue sarcoma", IS_NOT),
    ("leiomyosarcoma", "soft tissue sarcoma", IS),
    ("glioblastoma", "high-grade glioma", IS),
    ("glioblastoma", "low-grade glioma", IS_NOT),
    ("glioblastoma", "oligodendroglioma", IS_NOT),
    ("adenocarcinoma of the colon", "malignancy", IS),
]

BLOOD = [
    ("diffuse large B-cell lymphoma", "non-Hodgkin lymphoma", IS),
    ("diffuse large B-cell lymphoma", "aggressive lymphoma", IS),
    ("diffuse large B-cell lymphoma", "Hodgkin lymphoma", IS_NOT),
    ("diffuse large B-cell lymphoma", "T-cell lymphoma", IS_NOT),
    ("diffuse large B-cell lymphoma", "transformed lymphoma", MAY_BE),
    ("lymphoma", "follicular lymphoma", MAY_BE),
    ("follicular lymphoma", "indolent lymphoma", MAY_BE),
    ("mantle cell lymphoma", "aggressive lymphoma", MAY_BE),
    ("peripheral T-cell lymphoma", "aggressive lymphoma", MAY_BE),
    ("leukemia", "lymphoma", MAY_BE),
    ("acute myeloid leukemia", "leukemia", IS),
    ("acute myeloid leukemia", "acute lymphoblastic leukemia", IS_NOT),
    ("acute myeloid leukemia", "acute promyelocytic leukemia", MAY_BE),
    ("acute promyelocytic leukemia", "acute myeloid leukemia", IS),
    ("chronic lymphocytic leukemia", "B-cell malignancy", IS),
    ("chronic lymphocytic leukemia", "non-Hodgkin lymphoma", MAY_BE),
    ("chronic lymphocytic leukemia", "chronic myeloid leukemia", IS_NOT),
    ("smoldering multiple myeloma", "multiple myeloma", IS_NOT),
    ("multiple myeloma", "hematologic malignancy", IS),
    ("multiple myeloma", "solid tumor", IS_NOT),
    ("primary myelofibrosis", "myeloproliferative neoplasm", IS),
    ("myelodysplastic syndrome", "acute myeloid leukemia", IS_NOT),
    ("polycythemia vera", "myelofibrosis", IS_NOT),
]

METASTASES = [
    ("lung metastasis", "extrahepatic metastasis", IS),
    ("liver metastasis", "extrahepatic metastasis", IS_NOT),
    ("distant metastasis", "extrahepatic metastasis", MAY_BE),
    ("liver metastasis", "distant metastasis", IS),
    ("liver metastasis", "visceral metastasis", IS),
    ("bone metastasis", "visceral metastasis", IS_NOT),
    ("bone metastasis", "organ metastasis", IS),
    ("brain metastasis", "central nervous system metastasis", IS),
    ("central nervous system metastasis", "brain metastasis", MAY_BE),
    ("leptomeningeal metastasis", "brain metastasis", IS_NOT),
    ("brain metastasis", "extracranial metastasis", IS_NOT),
    ("spinal metastasis", "bone metastasis", IS),
    ("peritoneal carcinomatosis", "peritoneal metastasis", IS),
    ("pleural metastasis", "peritoneal metastasis", IS_NOT),
    ("regional lymph node metastasis", "distant metastasis", IS_NOT),
    ("extra-regional lymph node metastasis", "distant metastasis", IS),
    ("extra-regional lymph node metastasis", "organ metastasis", IS_NOT),
    ("lymph node metastasis", "distant metastasis", MAY_BE),
    ("liver metastasis", "oligometastasis", MAY_BE),
    ("peritoneal metastasis", "lung metastasis", IS_NOT),
    ("colorectal liver metastases", "liver metastasis", IS),
    ("colorectal liver metastases", "colorectal cancer", IS),
    ("colorectal liver metastases", "extrahepatic metastasis", IS_NOT),
    ("pancreatic cancer", "liver metastasis", IS_NOT),
]

CONDITIONS = [
    ("unstable angina", "angina pectoris", IS),
    ("angina pectoris", "unstable angina", MAY_BE),
    ("congestive heart failure", "heart failure", IS),
    ("cardiac infarction", "myocardial infarction", IS),
    ("myocardial infarction", "coronary artery disease", IS),
    ("myocardial infarction", "unstable angina", IS_NOT),
    ("atrial fibrillation", "arrhythmia", IS),
    ("arrhythmia", "atrial fibrillation", MAY_BE),
    ("atrial fibrillation", "ventricular tachycardia", IS_NOT),
    ("paroxysmal supraventricular tachycardia", "arrhythmia", IS),
    ("dilated cardiomyopathy", "hypertrophic cardiomyopathy", IS_NOT),
    ("cardiomyopathy", "dilated cardiomyopathy", MAY_BE),
    ("hypertension", "cardiac disease", IS_NOT),
    ("hypertension", "pulmonary hypertension", IS_NOT),
    ("interstitial pneumonia", "interstitial lung disease", IS),
    ("idiopathic pulmonary fibrosis", "pulmonary fibrosis", IS),
    ("radiation pneumonitis", "pneumonitis", IS),
    ("radiation pneumonitis", "drug-induced pneumonitis", IS_NOT),
    ("pneumonia", "interstitial pneumonia", IS_NOT),
    ("emphysema", "COPD", IS),
    ("bacterial pneumonia", "bacterial infection", IS),
    ("urinary tract infection", "infection", IS),
    ("infection", "bacterial infection", MAY_BE),
    ("hepatitis B", "bacterial infection", IS_NOT),
    ("chronic hepatitis B", "hepatitis B", IS),
    ("hepatitis B", "hepatitis C", IS_NOT),
    ("AIDS", "immunodeficiency", IS),
    ("AIDS", "HIV infection", IS),
    ("common variable immunodeficiency", "immunodeficiency", IS),
    ("latent tuberculosis", "tuberculosis", IS_NOT),
    ("rheumatoid arthritis", "autoimmune disease", IS),
    ("polymyalgia rheumatica", "autoimmune disease", IS),
    ("Hashimoto's thyroiditis", "autoimmune disease", IS),
    ("Hashimoto's thyroiditis", "Graves' disease", IS_NOT),
    ("hypothyroidism", "autoimmune disease", IS_NOT),
    ("vitiligo", "psoriasis", IS_NOT),
    ("type 1 diabetes", "diabetes mellitus", IS),
    ("type 1 diabetes", "type 2 diabetes", IS_NOT),
    ("ulcerative colitis", "inflammatory bowel disease", IS),
    ("ulcerative colitis", "Crohn's disease", IS_NOT),
    ("schizophrenia", "psychiatric disorder", IS),
    ("mental illness", "mental disorder", IS),
    ("epilepsy", "central nervous system disease", IS),
    ("ischemic stroke", "stroke", IS),
    ("stroke", "hemorrhagic stroke", MAY_BE),
    ("deep vein thrombosis", "pulmonary embolism", IS_NOT),
    ("pulmonary embolism", "venous thromboembolism", IS),
    ("pulmonary embolism", "arterial thromboembolism", IS_NOT),
    ("peripheral sensory neuropathy", "peripheral neuropathy", IS),
    ("neuropathy", "peripheral neuropathy", MAY_BE),
    ("Fanconi anemia", "bone marrow failure syndrome", IS),
    ("hemophilia A", "bleeding disorder", IS),
    ("anemia", "hematologic disorder", IS_NOT),
    ("immune-related colitis", "immune-related adverse event", IS),
    ("narrow-angle glaucoma", "glaucoma", IS),
    ("postmenopausal", "childbearing potential", IS_NOT),
    ("locoregional recurrence", "recurrence", IS),
    ("recurrence", "distant recurrence", MAY_BE),
    ("hospitalization for heart failure", "heart failure", IS_NOT),
    ("rheumatoid arthritis", "inflammatory disease", IS),
    ("osteoarthritis", "arthritis", IS),
    ("osteoarthritis", "inflammatory disease", IS_NOT),
    ("white coat hypertension", "hypertension", IS_NOT),
    ("renovascular hypertension", "hypertension", IS),
    ("macular edema", "maculopathy", IS),
    ("hemophilia A", "clotting factor deficiency", IS),
    ("airway compression", "pulmonary disease", IS_NOT),
    ("first-degree AV block", "heart block", IS),
    ("CMV viremia", "viral infection", IS),
    ("anal intraepithelial neoplasia", "cervical intraepithelial neoplasia", IS_NOT),
    ("Muir-Torre syndrome", "Lynch syndrome", IS),
    ("HLRCC", "renal cell carcinoma", IS_NOT),
]


def _name(text: str) -> str:
    """The one concept that a spelling names; a spelling that names another number of them is a fault of the table above."""
    concepts = read_term(text).concepts if text not in default_vocabulary() else (text,)
    assert len(concepts) == 1, (text, concepts)
    return concepts[0]


@pytest.mark.parametrize(("recorded", "asked", "expected"), CANCERS + BLOOD + METASTASES + CONDITIONS)
def test_a_recorded_disease_answers_the_one_that_is_asked_for(recorded: str, asked: str, expected: Relation) -> None:
    assert default_vocabulary().relation(_name(recorded), _name(asked)) is expected


@pytest.mark.parametrize(("recorded", "asked", "expected"), CANCERS + BLOOD + METASTASES + CONDITIONS)
def test_what_surely_is_something_may_be_it_the_other_way_round(recorded: str, asked: str, expected: Relation) -> None:
    back = default_vocabulary().relation(_name(asked), _name(recorded))
    if expected is IS and _name(recorded) != _name(asked):
        assert back is MAY_BE
    if expected is IS_NOT:
        assert back is IS_NOT


def _row(name: str, kind: str, *, parents: tuple[str, ...] = (), perhaps: tuple[str, ...] = ()) -> Concept:
    return Concept(name=name, kind=kind, parents=parents, perhaps=perhaps)


def test_what_a_concept_may_stand_below_is_neither_affirmed_nor_denied() -> None:
    rows = (
        _row("organ disease", "condition"),
        _row("heart disease", "condition", parents=("organ disease",)),
        _row("heart failure", "condition", parents=("heart disease",)),
        _row("chest cold", "condition", perhaps=("heart disease",)),
        _row("bad chest cold", "condition", parents=("chest cold",)),
    )
    words = Vocabulary(concepts={row.name: row for row in rows})
    for cold in ("chest cold", "bad chest cold"):
        assert words.relation(cold, "heart disease") is MAY_BE
        assert words.relation(cold, "organ disease") is MAY_BE
        assert words.relation("heart disease", cold) is MAY_BE
        assert words.relation(cold, "heart failure") is IS_NOT
        assert not words.is_a(cold, "heart disease")
    assert words.relation("heart failure", "chest cold") is IS_NOT


def test_a_drug_that_may_belong_to_a_class_may_belong_to_any_class_within_it_but_is_no_other_drug() -> None:
    rows = (
        _row("targeted therapy", "drug class"),
        _row("kinase inhibitor", "drug class", parents=("targeted therapy",)),
        _row("known drug", "drug", parents=("kinase inhibitor",)),
        _row("antibiotic", "drug class"),
        _row("new drug", "drug", perhaps=("targeted therapy",)),
    )
    words = Vocabulary(concepts={row.name: row for row in rows})
    assert words.relation("new drug", "kinase inhibitor") is MAY_BE
    assert words.relation("new drug", "known drug") is IS_NOT
    assert words.relation("new drug", "antibiotic") is IS_NOT


@pytest.mark.parametrize(
    ("recorded", "asked"),
    [
        ("bundle branch block", "atrioventricular block"),
        ("inguinal hernia", "incisional hernia"),
        ("milk allergy", "egg allergy"),
        ("iodinated contrast allergy", "gadolinium allergy"),
        ("htlv-2 infection", "htlv-1 infection"),
        ("alcoholic fatty liver", "nonalcoholic fatty liver disease"),
        ("lytic bone lesion", "osteoblastic bone lesion"),
    ],
)
def test_a_kind_of_something_is_not_its_sibling(recorded: str, asked: str) -> None:
    assert default_vocabulary().relation(recorded, asked) is Relation.IS_NOT


@pytest.mark.parametrize(
    ("recorded", "asked"),
    [
        ("second-degree heart block", "mobitz type ii atrioventricular block"),
        ("hashimoto thyroiditis", "systemic autoimmune disease"),
        ("aspergillosis", "invasive fungal infection"),
        ("depression", "major depressive disorder"),
        ("renal impairment", "renal failure"),
    ],
)
def test_what_is_recorded_wider_than_asked_may_be_it(recorded: str, asked: str) -> None:
    assert default_vocabulary().relation(recorded, asked) is Relation.MAY_BE


def test_abdominal_operations_are_major_abdominal_surgery_and_a_drainage_is_none() -> None:
    vocabulary = default_vocabulary()
    assert vocabulary.relation("colectomy", "major abdominal surgery") is IS
    assert vocabulary.relation("hepatectomy", "major surgery") is IS
    assert vocabulary.relation("platinum-based chemoradiotherapy", "concurrent chemoradiotherapy") is MAY_BE
    assert vocabulary.relation("colostomy", "ileostomy") is IS_NOT
    assert vocabulary.relation("distal pancreatectomy", "total pancreatectomy") is IS_NOT


def test_what_may_lie_within_a_narrower_name_stays_unknown() -> None:
    vocabulary = default_vocabulary()
    assert vocabulary.relation("pulmonary embolism", "venous thrombosis") is MAY_BE
    assert vocabulary.relation("fanconi anemia", "inherited bone marrow failure syndrome") is IS
    assert vocabulary.relation("lactic acidosis", "metabolic acidosis") is IS
