"""A folder carried on night after night: the verdicts are those of a fresh run, and the changes tell what is different."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from pyarrow import parquet
from tests.property.batch_cases import a_patient, a_trial

from trialwright.findings import Span
from trialwright.match.batch.changes import net
from trialwright.match.batch.cohort import CohortTerms, screen_cohort
from trialwright.match.batch.store import CohortFolder
from trialwright.match.evaluate import evaluate
from trialwright.match.verdict import Eligibility, Outcome
from trialwright.patients.facts import Fact, Kind, PatientFacts
from trialwright.patients.sheet import facts_from_mapping
from trialwright.protocol.language import parse_criterion
from trialwright.protocol.protocol import Line, Protocol, Section, Stage
from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.time import PartialDate

TERMS = CohortTerms(on=dt.date(2026, 3, 16), block=5, excluded=True, ahead=True, engine="1")
Pair = tuple[str, str, str]
Told = dict[Pair, tuple[str | None, str | None]]


def rows(folder: Path) -> list[dict[str, Any]]:
    found = [row for path in sorted((folder / "pairs").glob("*.parquet")) for row in parquet.read_table(path).to_pylist()]
    return sorted(found, key=lambda row: (row["patient"], row["trial"], row["stage"]))


def verdicts(folder: Path) -> dict[Pair, str]:
    return {(row["patient"], row["trial"], row["stage"]): row["verdict"] for row in rows(folder)}


def calendar(folder: Path) -> dict[Pair, tuple[dt.date, str]]:
    """What time alone will change within four years: the folder looks five ahead from the day a patient was last looked at."""
    last = dt.date(2030, 3, 16)
    found = CohortFolder(folder).ahead()
    return {(one.patient, one.trial, one.stage): (one.changes_on, one.becomes) for one in found if one.changes_on < last}


def a_lab(rng: Random, on: dt.date) -> Fact:
    value = Decimal(rng.choice(("7.1", "9.5", "12")))
    day = PartialDate.of(on - dt.timedelta(days=rng.choice((0, 1, 20))))
    return Fact(what="hemoglobin", concept="hemoglobin", kind=Kind.MEASUREMENTS, value=value, unit="g/dL", date=day)


def a_trial_of(key: str, *criteria: str) -> Protocol:
    """A trial whose lines are those of the criteria language."""
    lines = (
        Line(
            id=f"I{number}",
            section=Section.INCLUSION,
            text=text,
            node=parse_criterion(text),
            origin="text",
            span=Span(start=0, end=1),
        )
        for number, text in enumerate(criteria)
    )
    stage = Stage(name="screening", label="Screening", lines=tuple(lines))
    return Protocol(key=key, title=key, stages=(stage,), criteria_text="x", criteria_shown=(Section.INCLUSION,))


WASHOUT = "no chemotherapy within 4 weeks before registration"
TIMED = (
    a_trial_of("lab", "hemoglobin >= 9 g/dL within 14 days before registration"),
    a_trial_of("washout", WASHOUT, "age >= 18 a"),
    a_trial_of(
        "both", "hemoglobin >= 9 g/dL within 1 month before registration", "no chemotherapy within 4 weeks before registration"
    ),
)


def a_timed_patient(number: int, on: dt.date) -> PatientFacts:
    """Somebody with a laboratory value and an end of chemotherapy so many days ago."""
    sheet = {
        "id": f"Z{number}",
        "complete": ["treatments", "medications"],
        "birth_date": (on - dt.timedelta(days=18 * 365 + number)).isoformat(),
        "facts": [
            {"what": "hemoglobin", "value": 9.5, "unit": "g/dL", "date": (on - dt.timedelta(days=number)).isoformat()},
            {"what": "chemotherapy", "start": "2025-11-01", "end": (on - dt.timedelta(days=2 * number)).isoformat()},
        ],
    }
    return facts_from_mapping(sheet, place="timed")


class Hospital:
    """Trials and patients of which some change every night."""

    def __init__(self, seed: str) -> None:
        self.rng = Random(seed)
        self.made = 0
        self.trials = [a_trial(self.rng, f"T{number}") for number in range(4)]
        self.trials += TIMED
        self.on = TERMS.on
        self.patients = [self.a_new_patient() for _ in range(18)]
        self.patients += [a_timed_patient(number, self.on) for number in (1, 5, 12)]

    def a_new_patient(self) -> PatientFacts:
        self.made += 1
        return a_patient(self.rng, f"P{self.made}", vocabulary=default_vocabulary())

    def night(self) -> None:
        rng = self.rng
        self.on += dt.timedelta(days=rng.choice((0, 1, 1, 14, 40)))
        for _ in range(rng.choice((0, 1, 2))):
            number = rng.randrange(len(self.patients))
            one = self.patients[number]
            self.patients[number] = replace(one, facts=(*one.facts, a_lab(rng, self.on)))
        if rng.random() < 0.4:
            self.patients.insert(rng.randrange(len(self.patients)), self.a_new_patient())
        if rng.random() < 0.4:
            del self.patients[rng.randrange(len(self.patients))]
        if rng.random() < 0.3:
            number = rng.randrange(len(self.trials))
            self.trials[number] = a_trial(rng, self.trials[number].key)
        if rng.random() < 0.2:
            self.trials.append(a_trial(rng, f"N{self.made}"))
        if rng.random() < 0.2:
            del self.trials[rng.randrange(1, len(self.trials))]

    def screened(self, folder: Path) -> int:
        """How many patients were as they were."""
        return screen_cohort(self.trials, self.patients, CohortFolder(folder), replace(TERMS, on=self.on)).before


@pytest.mark.parametrize("seed", range(2))
def test_after_any_nights_the_folder_is_that_of_a_fresh_run_and_the_changes_add_up(seed: int, tmp_path: Path) -> None:
    hospital = Hospital(f"nights {seed}")
    carried = tmp_path / "carried"
    hospital.screened(carried)
    first, as_before = verdicts(carried), 0
    for night in range(5):
        hospital.night()
        before = verdicts(carried)
        as_before += hospital.screened(carried)
        fresh = tmp_path / f"fresh {night}"
        hospital.screened(fresh)
        assert rows(carried) == rows(fresh)
        assert CohortFolder(carried).counts() == CohortFolder(fresh).counts()
        assert calendar(carried) == calendar(fresh)
        told = {(one.patient, one.trial, one.stage): (one.before, one.after) for one in CohortFolder(carried).last_changes()}
        assert told == different(before, verdicts(carried))
    told = {(one.patient, one.trial, one.stage): (one.before, one.after) for one in net(CohortFolder(carried).changes())}
    assert with_somebody(told) == with_somebody(different(first, verdicts(carried)))
    assert as_before > 30, "most patients are as they were, most nights"


def with_somebody(told: Told) -> Told:
    """Without the pairs that were excluded on the one side, and not judged on the other."""
    return {pair: both for pair, both in told.items() if set(both) != {None, "ineligible"}}


def different(before: dict[Pair, str], after: dict[Pair, str]) -> Told:
    """Pairs whose verdict is another; of patients and trials that are new, or gone, those only that are not excluded."""
    then, now = ({name for patient, trial, _ in one for name in (patient, trial)} for one in (before, after))
    found: Told = {}
    for pair in {**before, **after}:
        was, is_ = before.get(pair), after.get(pair)
        apart = not {pair[0], pair[1]} <= then & now
        if was != is_ and not (apart and "ineligible" in (was, is_)):
            found[pair] = (was, is_)
    return found


def test_a_change_tells_its_cause_and_its_lines(tmp_path: Path) -> None:
    hospital = Hospital("causes")
    hospital.screened(tmp_path)
    hospital.on += dt.timedelta(days=400)
    hospital.screened(tmp_path)
    changed = list(CohortFolder(tmp_path).changes())
    assert changed
    assert {one.causes for one in changed} == {("time",)}
    for one in changed:
        assert one.lines or one.before is None or one.after is None, "a verdict changes with a line, or with its stage"


def test_the_calendar_says_what_the_reference_says_of_pairs_that_are_near(tmp_path: Path) -> None:
    patients = [a_timed_patient(number, TERMS.on) for number in (0, 3, 9, 13, 14, 20)]
    screen_cohort(TIMED, patients, CohortFolder(tmp_path), TERMS)
    expected: dict[Pair, tuple[dt.date, str]] = {}
    for patient in patients:
        for trial in TIMED:
            (stage,) = evaluate(trial, patient, on=TERMS.on).stages
            near = stage.eligibility is not Eligibility.INELIGIBLE or len(stage.of(Outcome.FAIL)) == 1
            if near and stage.changes_on is not None and stage.becomes is not None:
                expected[patient.id, trial.key, stage.stage] = (stage.changes_on, stage.becomes.value)
    assert calendar(tmp_path) == expected
    assert {becomes for _, becomes in expected.values()} == {"eligible", "unknown"}
    later = min(day for day, _ in expected.values())
    screen_cohort(TIMED, patients, CohortFolder(tmp_path), replace(TERMS, on=later))
    told = {(one.patient, one.trial, one.stage): one.after for one in CohortFolder(tmp_path).last_changes()}
    assert told == {pair: becomes for pair, (day, becomes) in expected.items() if day == later}


def test_answers_of_another_version_are_not_used_again(tmp_path: Path) -> None:
    hospital = Hospital("version")
    hospital.screened(tmp_path)
    assert hospital.screened(tmp_path) == len(hospital.patients)
    folder, terms = CohortFolder(tmp_path), replace(TERMS, engine="2")
    assert screen_cohort(hospital.trials, hospital.patients, folder, terms).before == 0
    assert list(folder.changes()) == []


def test_a_trial_that_is_amended_asks_only_what_was_not_asked_before(tmp_path: Path) -> None:
    hospital = Hospital("amended")
    whole = screen_cohort(hospital.trials, hospital.patients, CohortFolder(tmp_path), TERMS)
    hospital.trials[0] = a_trial(hospital.rng, hospital.trials[0].key)
    amended = screen_cohort(hospital.trials, hospital.patients, CohortFolder(tmp_path), TERMS)
    assert amended.before == amended.patients
    assert amended.answered < whole.answered
    assert {one.trial for one in CohortFolder(tmp_path).changes()} == {hospital.trials[0].key}
    assert {one.causes for one in CohortFolder(tmp_path).changes()} == {("trial amended",)}


def test_the_trials_are_kept_as_they_were_read(tmp_path: Path) -> None:
    hospital = Hospital("kept")
    hospital.screened(tmp_path)
    assert [one.stages for one in CohortFolder(tmp_path).protocols()] == [one.stages for one in hospital.trials]
