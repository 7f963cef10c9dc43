"""The fact sheet: what is read from JSON and YAML, and the advice for what cannot be."""

from __future__ import annotations

from decimal import Decimal

import pytest

from trialwright.errors import UserError
from trialwright.patients.facts import Fact, Kind, PatientFacts
from trialwright.patients.sheet import facts_from_mapping, read_sheet, read_sheets

SHEET = """\
id: P-001
birth_date: 1961-03-04
sex: female
facts:
  - {what: hemoglobin, value: 10.20, unit: g/dL, date: 2026-01-08}
  - {what: ALT, value: 48, unit: U/L, uln: 40, date: 2026-01-08}
  - {what: gastric adenocarcinoma, date: 2025-12, stage: IV}
  - {what: liver metastasis, count: 2, size: 2.4 cm, distribution: unilobar}
  - {what: brain metastases, present: false, date: 2026-01-05}
  - {what: PD-L1 CPS, value: "<1"}
  - {what: oxaliplatin, start: 2025-02-01, end: 2025-05-20, intent: adjuvant, line: 0}
  - {what: prednisone, dose: 5 mg/d, start: 2025-12-01}
  - {what: able to juggle, value: true}
complete: [conditions, treatments]
"""


def fact(patient: PatientFacts, what: str) -> Fact:
    return next(item for item in patient.facts if item.what == what)


def one(**entry: object) -> Fact:
    return facts_from_mapping({"id": "P", "facts": [entry]}, place="here").facts[0]


def test_a_sheet_in_yaml_becomes_facts() -> None:
    patient = read_sheet(SHEET, name="p.yaml")
    assert (patient.id, patient.sex, str(patient.birth_date)) == ("P-001", "female", "1961-03-04")
    assert patient.coverage == {Kind.CONDITIONS, Kind.TREATMENTS}
    hemoglobin = fact(patient, "hemoglobin")
    assert (hemoglobin.value, hemoglobin.unit, str(hemoglobin.date)) == (Decimal("10.20"), "g/dL", "2026-01-08")
    assert str(fact(patient, "gastric adenocarcinoma").date) == "2025-12"
    assert fact(patient, "liver metastasis").qualifiers["size"] == "2.4 cm"
    assert fact(patient, "brain metastases").present is False
    assert (fact(patient, "PD-L1 CPS").value, fact(patient, "PD-L1 CPS").comparator) == (Decimal(1), "<")
    assert fact(patient, "oxaliplatin").kind is Kind.TREATMENTS
    assert fact(patient, "prednisone").kind is Kind.MEDICATIONS


def test_the_same_sheet_in_json_gives_the_same_facts() -> None:
    text = '{"id": "P", "age": 62, "facts": [{"what": "hemoglobin", "value": 10.20, "unit": "g/dL"}]}'
    yaml = "id: P\nage: 62\nfacts:\n  - {what: hemoglobin, value: 10.20, unit: g/dL}\n"
    assert read_sheet(text, name="p.json") == read_sheet(yaml, name="p.yaml")


def test_a_term_that_nobody_knows_is_kept_and_said() -> None:
    patient = read_sheet(SHEET, name="p.yaml")
    assert fact(patient, "able to juggle").concept is None
    (finding,) = patient.findings
    assert finding.code == "TERM_UNKNOWN"
    assert finding.message.startswith("p.yaml, line 13:")


def test_a_unit_that_nobody_knows_is_kept_and_said() -> None:
    patient = facts_from_mapping({"id": "P", "facts": [{"what": "hemoglobin", "value": 9, "unit": "furlong"}]}, place="here")
    assert patient.facts[0].unit == "furlong"
    assert [finding.code for finding in patient.findings] == ["UNIT_UNKNOWN"]


@pytest.mark.parametrize(
    ("written", "value", "comparator", "unit"),
    [
        ("<1", Decimal(1), "<", None),
        (">100", Decimal(100), ">", None),
        ("≥ 5", Decimal(5), ">=", None),
        ("2+", "2+", None, None),
        ("III", "III", None, None),
        ("1b", "1b", None, None),
        ("8/8", "8/8", None, None),
        ("9.0 g/dL", Decimal("9.0"), None, "g/dL"),
        ("<0.5 mg/dL", Decimal("0.5"), "<", "mg/dL"),
        ("7", Decimal(7), None, None),
        ("true", True, None, None),
        ("MSI-high", "MSI-high", None, None),
    ],
)
def test_values_are_read_as_people_write_them(written: str, value: object, comparator: str | None, unit: str | None) -> None:
    read = one(what="hemoglobin", value=written)
    assert (read.value, read.comparator, read.unit) == (value, comparator, unit)


@pytest.mark.parametrize(
    ("term", "concept", "kind"),
    [
        ("thalidomide allergy", "thalidomide", Kind.ALLERGIES),
        ("anaphylaxis to cetuximab", "cetuximab", Kind.ALLERGIES),
        ("metformin", "metformin", Kind.MEDICATIONS),
        ("CT scan", "CT scan", Kind.PROCEDURES),
        ("LOINC|718-7", "hemoglobin", Kind.MEASUREMENTS),
    ],
)
def test_a_term_has_its_concept_and_its_list(term: str, concept: str, kind: Kind) -> None:
    assert (one(what=term).concept, one(what=term).kind) == (concept, kind)


@pytest.mark.parametrize(
    ("term", "gene", "alteration"),
    [
        ("EGFR T790M", "EGFR", "T790M"),
        ("TP53 mutation", "TP53", "mutated"),
        ("MET amplification", "MET gene", "amplified"),
        ("germline BRCA1 mutation", "BRCA1", "mutated"),
    ],
)
def test_a_gene_with_its_change_is_one_term(term: str, gene: str, alteration: str) -> None:
    read = one(what=term, value="positive")
    assert (read.concept, read.qualifiers["alteration"]) == (gene, alteration)


def test_a_list_of_drugs_is_one_fact_each() -> None:
    patient = facts_from_mapping(
        {"id": "P", "facts": [{"what": "docetaxel and cyclophosphamide", "start": "2020-01-01"}]}, place="here"
    )
    assert [item.concept for item in patient.facts] == ["docetaxel", "cyclophosphamide"]


def test_several_patients_may_stand_in_one_file() -> None:
    documents = "id: A\nage: 5\n---\nid: B\nage: 6\n"
    lines = '{"id": "A", "age": 5}\n{"id": "B", "age": 6}\n'
    listed = '[{"id": "A", "age": 5}, {"id": "B", "age": 6}]'
    for text in (documents, lines, listed):
        assert [(patient.id, patient.age) for patient in read_sheets(text, name="two")] == [("A", 5), ("B", 6)]


@pytest.mark.parametrize(
    ("text", "place", "says", "mend"),
    [
        ("id: P\nfatcs: []\n", "p.yaml, line 2", "unknown field 'fatcs'", "did you mean facts?"),
        ("id: P\nfacts:\n  - {what: ALT, valeu: 3}\n", "p.yaml, line 3", "unknown field 'valeu'", "did you mean value?"),
        ("id: P\nfacts:\n  - {what: ALT, date: 2026-02-30}\n", "p.yaml, line 3", "date '2026-02-30' is no date", "write it as"),
        ("id: P\nfacts:\n  - {what: ALT, date: last May}\n", "p.yaml, line 3", "is no date", "write it as"),
        ("id: P\nfacts:\n  - {what: ALT, value: [1, 2]}\n", "p.yaml, line 3", "value is a number", "several facts"),
        ("id: P\nfacts:\n  - {what: ALT, uln: high}\n", "p.yaml, line 3", "uln is a number", ""),
        ("id: P\nfacts:\n  - {what: ALT, present: maybe}\n", "p.yaml, line 3", "present is true or false", ""),
        ("id: P\nfacts:\n  - {value: 3}\n", "p.yaml, line 3", "a fact needs `what`", ""),
        (
            "id: P\nfacts:\n  - {what: cisplatin, start: 2025-05-01, end: 2025-04-01}\n",
            "p.yaml, line 3",
            "lies before the start",
            "",
        ),
        ("id: P\ncomplete: [condition]\n", "p.yaml, line 2", "unknown kind 'condition'", "did you mean conditions?"),
        ("id: P\nage: -3\n", "p.yaml, line 2", "is not the age of a patient", "0 to 125"),
        ("id: P\nage: 62.5\n", "p.yaml, line 2", "completed years", "birth_date"),
        ("id: P\nsex: x\n", "p.yaml, line 2", "sex 'x' is not known", "male or female"),
        ("id: P\nage: 40\nage: 41\n", "p.yaml, line 3", "stands twice", "keep one"),
        ("id: P\n\tage: 4\n", "p.yaml, line 2", "not valid YAML", "tabs"),
        (
            "id: P\nage: 20\nbirth_date: 1950-01-01\nfacts:\n  - {what: ALT, date: 2026-01-01}\n",
            "p.yaml, line 2",
            "contradicts",
            "keep one",
        ),
        ('{"id": "P" "age": 4}', "p.yaml, line 1", "not valid JSON", ""),
        ('{"id": "P",\n "agee": 4}', "p.yaml, line 2", "unknown field 'agee'", "did you mean age?"),
        ("- just\n- words\n", "p.yaml", "a sheet is a mapping", ""),
        ("", "p.yaml", "holds no patient", ""),
        ("id: A\n---\nid: A\n", "p.yaml", "the id 'A' stands twice", ""),
    ],
)
def test_a_mistake_is_named_with_its_line_and_its_mend(text: str, place: str, says: str, mend: str) -> None:
    with pytest.raises(UserError) as caught:
        read_sheets(text, name="p.yaml")
    assert caught.value.place is not None and caught.value.place.startswith(place)
    assert says in caught.value.message
    assert mend in (caught.value.hint or "")


def test_a_file_whose_anchors_multiply_is_refused_before_it_fills_the_memory() -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]", *(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9))]
    with pytest.raises(UserError, match="more values"):
        read_sheets("\n".join([*rows, "facts: *a8\n"]), name="p.yaml")


def test_a_file_that_nests_without_end_is_refused() -> None:
    with pytest.raises(UserError, match="nested too deeply"):
        read_sheets("id: P\nfacts: &a [*a]\n", name="p.yaml")
    with pytest.raises(UserError):
        read_sheets("[" * 100_000, name="p.json")


_ANCHORS = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n" for before, name in zip("abcdefg", "bcdefgh", strict=True)
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"{_ANCHORS}id: P\nfacts: *h\n", "more values than any sheet has"),
        ("id: P\nfacts: " + "[" * 100_000, "nested too deeply"),
        ("[" * 100_000, "nested too deeply"),
        ("id: P\nage: " + "9" * 5000, "age"),
        ('{"id": "P", "age": ' + "9" * 5000 + "}", "age"),
    ],
    ids=["anchors", "yaml", "json", "number", "number in json"],
)
def test_a_sheet_made_to_cost_much_is_refused_at_once(text: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        read_sheet(text)


def test_an_end_that_is_open_says_nothing_of_the_age() -> None:
    taken = '{"what": "cisplatin", "start": "2023-05-01", "end": "2023-05-01 or later"}'
    (fact,) = read_sheet(f'{{"id": "P", "age": 62, "birth_date": "1961-03-04", "facts": [{taken}]}}').facts
    assert str(fact.end) == "2023-05-01 or later"


def test_a_metastasis_at_a_place_is_of_that_place_however_it_is_said() -> None:
    facts = facts_from_mapping({"id": "P", "facts": [{"what": "metastasis to brain", "present": False}]}, place="test").facts
    assert [(fact.concept, fact.present) for fact in facts] == [("brain metastasis", False)]


@pytest.mark.parametrize(
    ("fact", "concepts"),
    [
        ({"what": "CML", "status": "blast crisis"}, {"blast phase chronic myeloid leukemia", "blast crisis"}),
        ({"what": "CML", "stage": "accelerated phase"}, {"accelerated phase chronic myeloid leukemia"}),
        ({"what": "ovarian cancer", "status": "with ascites"}, {"ovarian cancer", "ascites"}),
        ({"what": "ovarian cancer", "status": "no ascites"}, {"ovarian cancer"}),
        ({"what": "ovarian cancer", "status": "ascites", "present": False}, {"ovarian cancer"}),
    ],
)
def test_a_finding_that_the_status_of_a_disease_names_is_on_record_too(fact: dict[str, object], concepts: set[str]) -> None:
    facts = facts_from_mapping({"id": "P", "facts": [fact]}, place="test").facts
    assert {fact.concept for fact in facts} == concepts


@pytest.mark.parametrize(
    ("what", "value", "unit", "concept"),
    [
        ("TB", 0.8, "mg/dL", "total bilirubin"),
        ("TB", "0.8 mg/dL", None, "total bilirubin"),
        ("TB", 0.8, None, "total bilirubin"),
        ("SBP", 160, "mmHg", "systolic blood pressure"),
        ("HR", 72, "/min", "heart rate"),
        ("EGFR", 70, "mL/min", "glomerular filtration rate"),
        ("CR", 0.9, "mg/dL", "creatinine"),
        ("K", 4.1, "mmol/L", "potassium"),
        ("PR", 90, "%", "progesterone receptor"),
        ("TB", True, None, "tuberculosis"),
        ("TB", None, None, "tuberculosis"),
    ],
)
def test_a_number_tells_what_an_abbreviation_stands_for(what: str, value: object, unit: str | None, concept: str) -> None:
    entry = {name: told for name, told in (("what", what), ("value", value), ("unit", unit)) if told is not None}
    (fact,) = facts_from_mapping({"id": "P", "facts": [entry]}, place="test").facts
    assert fact.concept == concept
