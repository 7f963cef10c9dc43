"""What was looked for and is there, is not, or is in doubt: the same in a sheet, a table and FHIR, and never the opposite."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from tests.unit.patients.bundles import coded, facts, loinc, observation, read

from trialwright.library import protocol_of_line
from trialwright.match.evaluate import evaluate
from trialwright.patients.facts import PatientFacts
from trialwright.patients.sheet import facts_from_mapping
from trialwright.patients.table import read_table
from trialwright.patients.understood import Why


def by_sheet(what: str, value: str) -> PatientFacts:
    return facts_from_mapping({"id": "p", "age": 60, "facts": [{"what": what, "value": value}]}, place="here")


def by_table(what: str, value: str, folder: Path) -> PatientFacts:
    path = folder / "t.csv"
    path.write_text(f'id,test,result\n1,"{what}","{value}"\n', "utf-8")
    (folder / "t.csv.map.yaml").write_text("table: long\nperson: id\nlong: {what: test, value: result}\n", "utf-8")
    return next(iter(read_table(path))).patient


def by_fhir(what: str, value: str) -> PatientFacts:
    return read(observation({"text": what}, valueString=value)).patient


def verdict(line: str, patient: PatientFacts) -> str:
    """The verdict of a line: "E: …" is an exclusion."""
    protocol = protocol_of_line(line[3:], section="exclusion" if line.startswith("E") else "inclusion")
    found = evaluate(protocol, patient, on=dt.date(2026, 11, 1))
    return next(one.outcome.value for stage in found.stages for one in stage.lines)


@pytest.mark.parametrize(
    ("what", "value", "line", "expected"),
    [
        ("brain metastasis", "absent", "E: Brain metastases", "pass"),
        ("Brain metastases", "present", "E: Brain metastases", "fail"),
        ("brain metastasis", "nein", "E: Brain metastases", "pass"),
        ("brain metastasis", "no evidence of", "E: Brain metastases", "pass"),
        ("brain metastasis", "cannot be excluded", "E: Brain metastases", "unknown"),
        ("brain metastasis", "Verdacht auf", "E: Brain metastases", "unknown"),
        ("HIV", "negativ", "E: HIV infection", "pass"),
        ("EGFR T790M", "not detected", "I: EGFR T790M mutation", "fail"),
        ("EGFR T790M", "nicht nachgewiesen", "I: EGFR T790M mutation", "fail"),
        ("EGFR T790M", "détectée", "I: EGFR T790M mutation", "pass"),
        # without T790M, EGFR can be altered otherwise
        ("EGFR T790M", "not detected", "I: EGFR mutation", "unknown"),
        ("EGFR mutation", "not detected", "I: EGFR T790M mutation", "fail"),
        ("ALK rearrangement", "nein", "I: ALK rearrangement", "fail"),
    ],
)
def test_an_answer_is_the_same_wherever_it_is_written(what: str, value: str, line: str, expected: str, tmp_path: Path) -> None:
    found = [by_sheet(what, value), by_table(what, value, tmp_path), by_fhir(what, value)]
    assert [verdict(line, one) for one in found] == [expected] * 3


def test_a_gene_with_what_was_not_found_of_it_is_not_altered_so() -> None:
    assert verdict("I: EGFR T790M mutation", by_sheet("EGFR", "T790M not detected")) == "fail"
    assert verdict("I: EGFR T790M mutation", by_sheet("EGFR", "T790M possibly")) == "unknown"


def test_a_doubt_is_told() -> None:
    assert [finding.code for finding in by_sheet("brain metastasis", "cannot be excluded").findings] == ["TERM_UNKNOWN"]


def test_a_pressure_in_one_text_is_two(tmp_path: Path) -> None:
    for patient in (by_sheet("BP", "140/90"), by_table("blood pressure", "140/90 mmHg", tmp_path), by_fhir("BP", "RR 140/90")):
        assert [(fact.concept, str(fact.value), fact.unit) for fact in patient.facts] == [
            ("systolic blood pressure", "140", "mm[Hg]"),
            ("diastolic blood pressure", "90", "mm[Hg]"),
        ]
    assert by_fhir("blood pressure", "90/140").facts == ()


def test_an_observation_whose_code_names_a_finding_says_whether_it_is_there() -> None:
    brain = coded("94225005", "Metastasis to brain")
    assert facts(observation(brain, valueCodeableConcept=coded("2667000", "Absent")))[0].present is False
    assert facts(observation(brain, valueBoolean=True))[0].present is True
    for more in ({}, {"dataAbsentReason": coded("unknown")}):
        found = read(observation(brain, **more))
        assert (found.patient.facts, {item.why for item in found.unread}) == ((), {Why.NO_VALUE})


def test_a_code_of_an_answer_says_whether_a_change_was_found() -> None:
    (fact,) = facts(observation({"text": "EGFR T790M"}, valueCodeableConcept=loinc("LA11883-8", "Not detected")))
    assert (fact.concept, fact.value, fact.qualifiers) == ("EGFR", "negative", {"alteration": "T790M"})
