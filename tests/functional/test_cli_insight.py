"""`trialwright funnel`, `near-misses`, `next-question`, `overlap` as a coordinator uses them: tables, data, pictures, slips."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from tests.functional.command import Done, run

CRITERIA = {
    "NCT00000001": "Inclusion Criteria:\n* Age 18 to 75 years\n* Hemoglobin >= 9 g/dL\n* HER2 positive\n"
    "Exclusion Criteria:\n* Radiotherapy within 4 weeks before registration\n",
    "NCT00000002": "Inclusion Criteria:\n* Platelet count >= 100 x 10^9/L\n* Hemoglobin >= 8 g/dL\n",
}
PATIENTS = """patient,age,hemoglobin,platelets,her2,radiotherapy
A,50,8.4,150,positive,
B,50,9.5,,positive,
C,80,10,150,positive,
D,50,10,90,,2026-03-02
E,15,10,150,positive,
F,40,7.2,150,negative,
"""


def facts_of(row: dict[str, str]) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = [
        {"what": "hemoglobin", "value": float(row["hemoglobin"]), "unit": "g/dL", "date": "2026-03-01"},
    ]
    if row["platelets"]:
        facts.append({"what": "platelet count", "value": float(row["platelets"]), "unit": "10*9/L", "date": "2026-03-01"})
    if row["her2"]:
        facts.append({"what": "HER2", "value": row["her2"], "date": "2026-01-01"})
    if row["radiotherapy"]:
        facts.append({"what": "radiotherapy", "date": row["radiotherapy"]})
    return facts


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("people")
    names, *lines = PATIENTS.strip().split("\n")
    found = []
    for line in lines:
        row = dict(zip(names.split(","), line.split(","), strict=True))
        sheet = {"id": row["patient"], "age": int(row["age"]), "facts": facts_of(row), "complete": ["treatments", "procedures"]}
        found.append(folder / f"{row['patient']}.json")
        found[-1].write_text(json.dumps(sheet))
    return found


def a_record(key: str, text: str) -> dict[str, Any]:
    """A record with a text of criteria; without any where that is empty."""
    name = {"nctId": key, "briefTitle": f"Study {key}"}
    return {
        "protocolSection": {"identificationModule": name} | ({"eligibilityModule": {"eligibilityCriteria": text}} if text else {})
    }


@pytest.fixture(scope="module")
def cohort(people: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cohort")
    for key, text in CRITERIA.items():
        (folder / f"{key}.json").write_text(json.dumps(a_record(key, text)))
    made = run("cohort", *sorted(folder.glob("*.json")), *sources(people), "--on", "2026-03-16", "--output", folder / "c")
    assert made.code == 0, made.remarks
    return folder / "c"


def sources(people: list[Path]) -> list[object]:
    return [part for path in people for part in ("--patients", path)]


def data(done: Done) -> Any:
    assert done.code == 0, done.remarks
    return json.loads(done.out)


def test_the_funnel_parts_each_loss_among_the_lines_that_cause_it(cohort: Path) -> None:
    found = {row["line"]: row for row in data(run("funnel", cohort, "NCT00000001", "--json"))["lines"]}
    assert [found[line]["share"] for line in ("I1", "I2", "I3", "E1")] == [2.0, 1.5, 0.5, 1.0]
    assert sum(row["share"] for row in found.values()) == 5  # all but B
    shown = run("funnel", cohort, "NCT00000001").out
    assert "alone  share" in shown
    assert "not: Radiotherapy within 4 weeks" in shown


def test_a_curve_tells_what_another_limit_would_gain(cohort: Path, people: list[Path]) -> None:
    body = data(run("funnel", cohort, "NCT00000001", "--curve", "I2", *sources(people), "--json"))
    (curve,) = body["curves"]
    assert (curve["variable"], curve["unit"], curve["now"]) == ("hemoglobin", "g/dL", {"value": "9", "left": 1, "eligible": 1})
    gained = {point["value"]: (point["moreLeft"], point["moreEligible"]) for point in curve["points"]}
    assert gained["8.4"] == (1, 1)
    assert gained["9"] == (0, 0)
    assert gained["9.5"] == (0, 0)
    shown = run("funnel", cohort, "NCT00000001", "--curve", "all", *sources(people)).out
    assert "hemoglobin >= 9 g/dL  (now)" in shown
    assert "age <= 75 years  (now)" in shown


def test_a_patient_of_whom_the_records_are_missing_or_others_is_told(cohort: Path, people: list[Path], tmp_path: Path) -> None:
    other = json.loads(people[0].read_text())
    other["facts"][0]["value"] = 12.0
    (tmp_path / "A.json").write_text(json.dumps(other))
    done = run("funnel", cohort, "NCT00000001", "--curve", "I2", "--patients", tmp_path / "A.json")
    assert "1 patients are not among the records" in done.remarks
    assert "the records of 1 patients are not those that were answered" in done.remarks


def test_pictures_are_drawn_of_the_funnel_and_of_curves(cohort: Path, people: list[Path], tmp_path: Path) -> None:
    drawn = run("funnel", cohort, "NCT00000001", "--picture", tmp_path / "f.svg")
    assert f"written: {tmp_path / 'f.svg'}" in drawn.remarks
    words = " ".join(ElementTree.parse(tmp_path / "f.svg").getroot().itertext())
    assert "6 patients on 2026-03-16" in words
    assert "Hemoglobin >= 9 g/dL" in words
    run("funnel", cohort, "NCT00000001", "--curve", "all", *sources(people), "--picture", tmp_path / "c.png")
    assert (tmp_path / "c.png").read_bytes().startswith(b"\x89PNG")


def test_near_misses_tell_by_how_much_and_what_mends_them(cohort: Path, people: list[Path]) -> None:
    body = data(run("near-misses", cohort, "NCT00000001", *sources(people), "--json"))
    found = {one["patient"]: one for one in body["misses"]}
    assert {patient: (one["line"], one["otherwise"], one["mend"]) for patient, one in found.items()} == {
        "A": ("I2", "eligible", "repeat"),
        "C": ("I1", "eligible", "never"),
        "D": ("E1", "unknown", "time"),
        "E": ("I1", "eligible", "change"),
    }
    (cause,) = found["A"]["causes"]
    assert (cause["value"], cause["unit"], cause["missesBy"]) == (["8.4", "8.4"], "g/dL", "0.6")
    assert (found["D"]["from"], found["D"]["becomes"]) == ("2026-03-31", "unknown")
    shown = run("near-misses", cohort, "NCT00000001", *sources(people)).out
    assert "4 of 6 patients fail one line and no other" in shown
    assert "hemoglobin 8.4 g/dL on 2026-03-01 (limit >= 9 g/dL): misses by 0.6 g/dL" in " ".join(shown.split())
    assert "from 2026-03-31 by time alone, then may be eligible" in " ".join(shown.split())


def test_without_records_near_misses_say_what_is_missed_and_what_is_wanting(cohort: Path) -> None:
    shown = " ".join(run("near-misses", cohort, "NCT00000001", "--line", "I2").out.split())
    assert "A hemoglobin (limit >= 9 g/dL) (can be measured again)" in shown
    assert "name where the records are with --patients" in shown


def test_the_next_question_is_the_fact_that_decides_most_pairs(cohort: Path) -> None:
    first, *rest = data(run("next-question", cohort, "--json"))["questions"]
    assert (first["fact"], first["patients"], first["pairs"]) == ("platelet count", 1, 1)
    assert [(one["answer"], one["decides"]) for one in first["answers"]] == [("yes", 1), ("no", 1)]
    assert rest == []  # D's HER2 is missing too, but D is excluded already
    assert data(run("next-question", cohort, "--patient", "A", "--json"))["questions"] == []
    assert "platelet count" in run("next-question", cohort, "--patient", "B").out


def test_overlap_tells_which_trials_share_patients_and_who_has_no_other(cohort: Path) -> None:
    body = data(run("overlap", cohort, "--json"))
    assert body["trials"] == [
        {"trial": "NCT00000001", "patients": 1, "noOther": 0},
        {"trial": "NCT00000002", "patients": 4, "noOther": 3},
    ]
    assert body["pairs"] == [{"trials": ["NCT00000001", "NCT00000002"], "both": 1, "either": 4, "jaccard": 0.25}]
    assert data(run("overlap", cohort, "--eligible", "--json"))["pairs"] == []
    assert "25%" in run("overlap", cohort, "--trial", "NCT00000002").out


def test_a_trial_that_shows_no_criteria_competes_with_none_and_is_told(cohort: Path, people: list[Path], tmp_path: Path) -> None:
    for key, text in (CRITERIA | {"NCT00000003": ""}).items():
        (tmp_path / f"{key}.json").write_text(json.dumps(a_record(key, text)))
    folder = tmp_path / "c"
    made = run("cohort", *sorted(tmp_path.glob("*.json")), *sources(people), "--on", "2026-03-16", "--output", folder)
    assert made.code == 0, made.remarks
    body = data(run("overlap", folder, "--json"))
    assert body["noCriteria"] == ["NCT00000003"]
    assert body["trials"] == data(run("overlap", cohort, "--json"))["trials"]
    assert "their sources show no criteria: NCT00000003" in run("overlap", folder).out


@pytest.mark.parametrize(
    ("arguments", "mend"),
    [
        (("funnel", "C", "NCT00000001", "--curve", "I2"), "name them with --patients"),
        (("funnel", "C", "NCT00000001", "--curve", "I3", "-p", "A"), "lines with a limit: I1, I2; or all"),
        (("funnel", "C", "NCT00000001", "--curve", "I9", "-p", "A"), "lines with a limit: I1, I2; or all"),
        (("funnel", "C", "NCT00000001", "--picture", "f.pdf"), "name it with .svg or .png"),
        (("funnel", "C", "NCT9"), "its trials: NCT00000001, NCT00000002"),
        (("near-misses", "C", "NCT9"), "its trials: NCT00000001, NCT00000002"),
        (("near-misses", "C", "NCT00000001", "--line", "X"), "lines: I1, I2, I3, E1"),
        (("near-misses", "C", "NCT00000001", "--mend", "prayer"), "ways: time, repeat, change, never"),
        (("near-misses", "C", "NCT00000001", "--stage", "second"), "stages: screening"),
        (("next-question", "C", "--patient", "Z"), "the ids are those in pairs/*.parquet"),
        (("overlap", "C", "--trial", "NCT9"), "its trials: NCT00000001, NCT00000002"),
        (("overlap", "nowhere"), "`trialwright cohort … --output FOLDER` makes one"),
    ],
)
def test_a_slip_is_told_with_its_mend(cohort: Path, people: list[Path], arguments: tuple[str, ...], mend: str) -> None:
    named = {"C": cohort, "A": people[0], "nowhere": cohort.parent / "nowhere"}
    done = run(*(named.get(argument, argument) for argument in arguments))
    assert (done.code, mend in " ".join(done.remarks.split())) == (2, True), done.remarks
