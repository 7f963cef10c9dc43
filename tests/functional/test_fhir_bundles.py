"""Real bundles in; the facts that a person who read them found (cancer, stage, receptors, treatments, performance status) out.

What is expected was written down from the resources themselves, not from what the reader gave.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from trialwright.patients.facts import Fact, PatientFacts
from trialwright.patients.fhir import read_fhir
from trialwright.patients.understood import Understood, Why

BUNDLES = Path(__file__).parents[1] / "data" / "fhir"


JENNY = Path("examples/fhir/jenny-m.json.gz")


def read(name: str) -> Understood:
    (found,) = read_fhir(JENNY if name == "jenny" else BUNDLES / f"{name}.json.gz")
    return found


def of(patient: PatientFacts, concept: str) -> list[Fact]:
    return [fact for fact in patient.facts if fact.concept == concept]


def value(patient: PatientFacts, concept: str) -> set[object]:
    return {fact.value for fact in of(patient, concept)}


def treatments(patient: PatientFacts) -> set[str | None]:
    return {fact.concept for fact in patient.facts if fact.kind == "treatments"}


def test_jenny_m_left_breast_cancer_whose_two_stages_contradict_each_other() -> None:
    found = read("jenny")
    patient = found.patient
    assert (str(patient.birth_date), patient.sex, patient.coverage) == ("1965-01-01", "female", frozenset())
    (cancer,) = of(patient, "breast cancer")
    assert (str(cancer.date), cancer.qualifiers["laterality"], cancer.qualifiers["stage"]) == ("2018-03-16", "left", "IIIC")
    assert "ongoing" not in cancer.qualifiers  # in remission: neither active nor over
    assert value(patient, "stage") == {"IIB"}
    assert [value(patient, f"clinical {letter} stage") for letter in "TNM"] == [{"T3"}, {"N0"}, {"M0"}]
    assert [value(patient, name) for name in ("estrogen receptor", "progesterone receptor", "HER2")] == [
        {"positive"},
        {"negative"},
        {"negative"},
    ]
    assert value(patient, "ECOG performance status") == {0}
    assert treatments(patient) == {"cyclophosphamide", "doxorubicin", "paclitaxel", "anastrozole", "radiotherapy"}
    (course,) = of(patient, "radiotherapy")  # of two volumes that are not in the bundle, to 60 and 50 Gy: the higher dose
    assert (course.qualifiers["dose"], str(course.start), str(course.end)) == ("60 Gy", "2018-08-15", "2018-10-25")
    assert [str(fact.date) for fact in of(patient, "breast-conserving surgery")] == ["2018-04-01"]
    assert value(patient, "PALB2") == {"mutated"}
    assert [fact.value for fact in of(patient, "tumor size")] == [2.5]
    assert of(patient, "absolute neutrophil count") == []
    assert [item.what for item in found.unread if item.why is Why.IMPLAUSIBLE] == ["Neutrophils [#/volume] in Blood"]
    assert not any(fact.concept in ("ovarian cancer", "pancreatic cancer") for fact in patient.facts)  # her aunt, her uncle


def test_matching_patient_1_metastatic_ductal_breast_cancer_on_two_lines() -> None:
    patient = read("mcode-matching-1").patient
    (cancer,) = of(patient, "invasive ductal carcinoma of the breast")
    assert (cancer.qualifiers["stage"], cancer.qualifiers["ongoing"], value(patient, "stage")) == ("IV", "true", {"IV"})
    assert {name for name in ("axillary lymph node metastasis", "liver metastasis", "bone metastasis") if of(patient, name)} == {
        "axillary lymph node metastasis",
        "liver metastasis",
        "bone metastasis",
    }
    assert [value(patient, name) for name in ("estrogen receptor", "progesterone receptor", "HER2")] == [
        {"positive"},
        {"positive"},
        {"negative"},
    ]
    assert (value(patient, "ESR1"), value(patient, "PIK3CA")) == ({"mutated"}, {"mutated"})
    assert treatments(patient) == {"leuprolide", "fulvestrant", "abemaciclib", "ribociclib"}
    taken = {(fact.concept, str(fact.start), fact.end is None) for fact in patient.facts if fact.kind == "treatments"}
    assert taken == {
        ("leuprolide", "2019-04-01", False),
        ("fulvestrant", "2019-04-01", False),
        ("fulvestrant", "2019-06-01", True),
        ("abemaciclib", "2019-04-01", True),
        ("ribociclib", "2019-06-01", True),
    }
    assert value(patient, "ECOG performance status") == {1}


def test_matching_patient_2_bone_metastases_and_eleven_drugs() -> None:
    patient = read("mcode-matching-2").patient
    (cancer,) = of(patient, "invasive ductal carcinoma of the breast")
    assert cancer.qualifiers["stage"] == "IV"
    assert len(of(patient, "bone metastasis")) == 1
    assert {name: value(patient, name) for name in ("CCND1", "FGFR1", "MDM2")} == {
        name: {"amplified"} for name in ("CCND1", "FGFR1", "MDM2")
    }
    assert treatments(patient) >= {
        "exemestane", "anastrozole", "letrozole", "palbociclib", "fulvestrant", "capecitabine", "tamoxifen", "abemaciclib",
        "gemcitabine", "alpelisib", "radiotherapy",
    }  # fmt: skip
    assert [fact.concept for fact in patient.facts if fact.kind == "treatments" and fact.end is None and fact.start] == [
        "alpelisib"
    ]
    courses = of(patient, "radiotherapy")
    assert [(str(fact.date), fact.qualifiers["site"]) for fact in courses] == [
        ("2019-04-01", "Right breast structure"),
        ("2019-04-01", "Right breast structure"),
        ("2019-05-01", "Bone structure of right acetabulum"),
        ("2019-11-01", "Structure of lumbar vertebral column"),
    ]
    assert [str(fact.date) for fact in of(patient, "breast-conserving surgery")] == ["2019-03-01"]
    assert value(patient, "ECOG performance status") == {1}


def test_breast_11_early_hormone_positive_cancer_of_2017() -> None:
    patient = read("breast-11").patient
    (cancer,) = of(patient, "breast cancer")
    assert (str(cancer.date), cancer.qualifiers["stage"]) == ("2017-11-21", "IA")
    assert [value(patient, name) for name in ("estrogen receptor", "progesterone receptor", "HER2")] == [
        {"positive"},
        {"positive"},
        {"negative"},
    ]
    assert [value(patient, f"clinical {letter} stage") for letter in "TNM"] == [{"T1"}, {"N0"}, {"M0"}]
    assert {"paclitaxel", "tamoxifen", "ribociclib", "chemotherapy"} <= treatments(patient)
    assert [str(fact.date) for fact in of(patient, "breast surgery")] == ["2017-12-02"]
    assert [(str(fact.start), fact.qualifiers["ongoing"]) for fact in of(patient, "acute myeloid leukemia")] == [
        ("2015-08-02", "false")
    ]
    assert of(patient, "ECOG performance status") == []


def test_synthea_3_metastasis_to_the_colon_and_no_stage() -> None:
    patient = read("synthea-03").patient
    (metastasis,) = of(patient, "distant metastasis")
    assert (str(metastasis.date), metastasis.qualifiers["site concept"]) == ("2017-11-29", "colon")
    assert treatments(patient) == {"oxaliplatin", "leucovorin", "chemoradiotherapy"} - {"leucovorin"}
    assert of(patient, "leucovorin")[0].kind == "medications"
    assert (of(patient, "stage"), of(patient, "ECOG performance status"), of(patient, "estrogen receptor")) == ([], [], [])


@pytest.mark.parametrize("path", [JENNY, *sorted(BUNDLES.glob("*.gz"))], ids=lambda path: path.stem)
def test_every_resource_is_a_fact_or_is_counted(path: Path) -> None:
    (found,) = read_fhir(path)
    places = {fact.place.split(".")[0] for fact in found.patient.facts}
    assert places
    clinical = sum(count for kind, count in found.resources if kind in ("Condition", "Observation", "Procedure"))
    known = {place for place in places if place.startswith(("Condition", "Observation", "Procedure"))}
    left = sum(item.count for item in found.unread if item.resource in ("Condition", "Observation", "Procedure"))
    assert len(known) + left >= clinical
