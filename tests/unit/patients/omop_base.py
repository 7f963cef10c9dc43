"""Small OMOP databases for tests: tables as text in; a folder of CSV files, and what is read of it, out."""

from __future__ import annotations

from pathlib import Path

from trialwright.patients.facts import Fact
from trialwright.patients.omop import OmopOptions, read_omop
from trialwright.patients.understood import Understood, Why

HEADS = {
    "concept": "concept_id,concept_name,vocabulary_id,concept_code,concept_class_id",
    "concept_ancestor": "ancestor_concept_id,descendant_concept_id,min_levels_of_separation,max_levels_of_separation",
    "person": "person_id,gender_concept_id,year_of_birth,month_of_birth,day_of_birth,gender_source_value",
    "observation_period": "observation_period_id,person_id,observation_period_start_date,observation_period_end_date",
    "death": "person_id,death_date",
    "care_site": "care_site_id,care_site_name",
    "visit_occurrence": "visit_occurrence_id,person_id,visit_concept_id,visit_start_date,visit_end_date,care_site_id",
    "condition_occurrence": "condition_occurrence_id,person_id,condition_concept_id,condition_start_date,condition_end_date,"
    "condition_status_concept_id,visit_occurrence_id,condition_source_value,condition_source_concept_id",
    "drug_exposure": "drug_exposure_id,person_id,drug_concept_id,drug_exposure_start_date,drug_exposure_end_date,"
    "verbatim_end_date,drug_type_concept_id,stop_reason,drug_source_value",
    "drug_era": "drug_era_id,person_id,drug_concept_id,drug_era_start_date,drug_era_end_date",
    "procedure_occurrence": "procedure_occurrence_id,person_id,procedure_concept_id,procedure_date,procedure_source_value",
    "measurement": "measurement_id,person_id,measurement_concept_id,measurement_date,operator_concept_id,value_as_number,"
    "value_as_concept_id,unit_concept_id,range_low,range_high,unit_source_value,value_source_value,measurement_event_id,"
    "meas_event_field_concept_id",
    "observation": "observation_id,person_id,observation_concept_id,observation_date,value_as_number,value_as_string,"
    "value_as_concept_id,qualifier_concept_id",
    "episode": "episode_id,person_id,episode_concept_id,episode_start_date,episode_end_date,episode_parent_id,"
    "episode_object_concept_id",
    "episode_event": "episode_id,event_id,episode_event_field_concept_id",
    "device_exposure": "device_exposure_id,person_id",
}
CONCEPTS = """
1,Malignant neoplasm of breast,SNOMED,254837009,Clinical Finding
2,Hemoglobin [Mass/volume] in Blood,LOINC,718-7,Lab Test
3,cyclophosphamide 1000 MG Injection,RxNorm,1734919,Clinical Drug
4,Estrogen receptor Ag [Presence] in Breast cancer specimen by Immune stain,LOINC,85337-4,Lab Test
5,Negative,Meas Value,NEG,Meas Value
6,Positive,Meas Value,POS,Meas Value
7,AJCC/UICC 8th clinical Stage 2A,Cancer Modifier,c-8th_AJCC/UICC-Stage-2A,Staging/Grading
8,Infiltrating carcinoma of unheard sort,SNOMED,999,Clinical Finding
9,Malignant tumor of colon,SNOMED,363406005,Clinical Finding
10,Family history of malignant neoplasm of breast,SNOMED,429740004,Context-dependent
11,Metastasis to the liver,Cancer Modifier,OMOP1,Metastasis
12,Absent,SNOMED,2667000,Qualifier Value
13,Myocardial infarction,SNOMED,22298006,Clinical Finding
14,History of event,OMOP Extension,OMOP5,Context-dependent
15,Kurzsyndrom,SNOMED,1,Clinical Finding
16,Mastectomy,SNOMED,69031006,Procedure
17,"Infiltrating duct carcinoma, NOS, of breast, NOS",ICDO3,8500/3-C50.9,ICDO Condition
18,Prostate cancer unspecified,ICD10CM,C61,4-char billing code
19,ECOG performance status - grade 1,SNOMED,422512005,Clinical Finding
20,ECOG Performance Status score,LOINC,89247-1,Survey
21,AJCC/UICC 8th pathological T2 Category,Cancer Modifier,p-8th_AJCC/UICC-T2,Staging/Grading
22,Allergy to substance,SNOMED,419199007,Clinical Finding
23,Penicillin,RxNorm,7984,Ingredient
24,trastuzumab,RxNorm,224905,Ingredient
26,prednisone 5 MG Oral Tablet,RxNorm,312617,Clinical Drug
25,Mystery product 25,RxNorm,777,Clinical Drug
8840,milligram per deciliter,UCUM,mg/dL,Unit
8713,gram per deciliter,UCUM,g/dL,Unit
4171756,<,Meas Value Operator,<,Meas Value Operator
4171755,>=,Meas Value Operator,>=,Meas Value Operator
32899,Preliminary diagnosis,Condition Status,OMOP32899,Condition Status
32906,Resolved condition,Condition Status,OMOP32906,Condition Status
32818,EHR administration record,Type Concept,OMOP32818,Type Concept
32531,Treatment Regimen,Episode,OMOP32531,Treatment
32533,Disease Episode,Episode,OMOP32533,Disease
"""
PERSON = "7,8532,1960,5,1,F"


def write(folder: Path, **tables: str) -> Path:
    """A folder with a CSV file for each table; its lines are given without a head."""
    given = {"concept": CONCEPTS, "person": PERSON, **tables}
    for name, text in given.items():
        lines = [line for line in text.strip().splitlines() if line]
        (folder / f"{name}.csv").write_text("\n".join([HEADS[name], *lines]) + "\n", "utf-8")
    return folder


def read(folder: Path, options: OmopOptions | None = None, **tables: str) -> Understood:
    """What is understood of the one person."""
    (found,) = read_omop(write(folder, **tables), options=options)
    return found


def facts(folder: Path, **tables: str) -> tuple[Fact, ...]:
    """The facts of the one person."""
    return read(folder, **tables).patient.facts


def left(found: Understood) -> set[tuple[Why, str]]:
    """What is no fact, and why."""
    return {(item.why, item.what) for item in found.unread}
