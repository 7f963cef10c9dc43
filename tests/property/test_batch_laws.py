"""The cohort engine says what the reference says: over generated trials and patients, line by line and stage by stage."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from random import Random

import pytest
from tests.property.batch_cases import a_patient, a_trial
from tests.property.related_cases import related_trials, remembering
from tests.spec.tables import small_vocabulary

from trialwright.match.batch.columns import Columns
from trialwright.match.batch.planes import Evaluation, Plane
from trialwright.match.batch.program import program_of
from trialwright.match.batch.recall import Recall
from trialwright.match.context import Context
from trialwright.match.evaluate import evaluate_again, evaluate_in
from trialwright.match.repeatedly import Repeatedly
from trialwright.match.verdict import LineVerdict, Reason
from trialwright.patients.facts import PatientFacts
from trialwright.protocol.criteria import Compare, Has, walk
from trialwright.protocol.protocol import Protocol

ON = dt.date(2026, 3, 16)
NOT_JUDGED = "not judged"
Verdicts = dict[tuple[str, str, str, str], str]


def of_the_reference(trials: list[Protocol], patients: list[PatientFacts], on: dt.date = ON) -> Verdicts:
    """By patient, trial, stage and line ("" for the stage itself): what `match.evaluate` says."""
    found: Verdicts = {}
    context = Context(on=on, vocabulary=small_vocabulary(), ahead=False)
    for patient in patients:
        for trial in trials:
            judged = {stage.stage: stage for stage in evaluate_in(trial, patient, context).stages}
            for stage in trial.stages:
                verdict = judged.get(stage.name)
                at = (patient.id, trial.key, stage.name)
                found[*at, ""] = verdict.eligibility.value if verdict else NOT_JUDGED
                for line in verdict.lines if verdict else ():
                    if not _not_begun(line):
                        found[*at, line.line.id] = line.outcome.value
    return found


def _not_begun(line: LineVerdict) -> bool:
    """Whether the whole line waits for its stage."""
    return line.reason is Reason.LATER and line.evidence.why.startswith("belongs to ")


def of_the_engine(trials: list[Protocol], patients: list[PatientFacts], *, blocks: int = 1) -> Verdicts:
    """The same from the planes."""
    program = program_of(trials, vocabulary=small_vocabulary())
    columns = Columns(Recall(program=program, on=ON, vocabulary=small_vocabulary()))
    found: Verdicts = {}
    size = -(-len(patients) // blocks)
    for start in range(0, len(patients), size):
        part = patients[start : start + size]
        evaluation = Evaluation(program, columns.block(part))
        for planned in program.stages:
            verdict = evaluation.stage(planned)
            lines = [(line, evaluation.planes(root)) for line, root in zip(planned.lines, planned.roots, strict=True)]
            for number, patient in enumerate(part):
                at = (patient.id, planned.trial, planned.name)
                if not has(verdict.judged, number):
                    found[*at, ""] = NOT_JUDGED
                    continue
                found[*at, ""] = said(number, verdict.eligible, verdict.ineligible, ("eligible", "ineligible"))
                for line, planes in lines:
                    found[*at, line] = said(number, planes.true, planes.false, ("pass", "fail"))
    return found


def has(plane: Plane, number: int) -> bool:
    return bool(int(plane[number >> 6]) >> (number & 63) & 1)


def said(number: int, true: Plane, false: Plane, words: tuple[str, str]) -> str:
    return words[0] if has(true, number) else words[1] if has(false, number) else "unknown"


def differences(one: Verdicts, other: Verdicts) -> Iterator[str]:
    """Where the engine says something else than the reference; a line of a stage that has not begun is not compared."""
    for at, verdict in one.items():
        if other[at] != verdict:
            yield f"{' '.join(at)}: the reference says {verdict}, the engine {other[at]}"


@pytest.mark.parametrize("seed", range(6))
def test_engine_and_reference_agree_on_generated_trials_and_patients(seed: int) -> None:
    rng = Random(seed)
    trials = [a_trial(rng, f"T{number}") for number in range(40)]
    patients = [a_patient(rng, f"P{number}") for number in range(90)]
    expected = of_the_reference(trials, patients)
    assert list(differences(expected, of_the_engine(trials, patients))) == []
    assert len(expected) > 18_000
    counted = Counter(expected.values())
    assert min(counted[word] for word in ("pass", "fail", "unknown", "ineligible", NOT_JUDGED)) > 5


def test_engine_and_reference_agree_on_related_trials_and_remembering_changes_nothing() -> None:
    rng = Random("related")
    trials = [trial for family in range(2) for trial in related_trials(rng, f"F{family}", 8)]
    patients = [a_patient(rng, f"P{number}") for number in range(40)]
    with remembering() as answers:
        expected = of_the_reference(trials, patients)
    assert expected == of_the_reference(trials, patients)
    assert list(differences(expected, of_the_engine(trials, patients))) == []
    assert len(answers) > len(expected)


def test_how_patients_are_parted_into_blocks_changes_nothing() -> None:
    rng = Random("blocks")
    trials = [a_trial(rng, f"T{number}") for number in range(10)]
    patients = [a_patient(rng, f"P{number}") for number in range(131)]
    assert of_the_engine(trials, patients, blocks=7) == of_the_engine(trials, patients)


@pytest.mark.parametrize("on", [dt.date(2026, 3, 20), dt.date(2026, 4, 20), dt.date(2026, 9, 20)])
def test_until_the_day_that_the_engine_names_no_verdict_turns_by_time_alone(on: dt.date) -> None:
    rng = Random(f"turns {on}")
    trials = [a_trial(rng, f"T{number}") for number in range(12)]
    program = program_of(trials, vocabulary=small_vocabulary())
    columns = Columns(Recall(program=program, on=on, vocabulary=small_vocabulary()))
    turned = 0
    for number in range(40):
        patient = a_patient(rng, f"P{number}")
        day = min(dt.date.fromordinal(columns.answered(patient).turn), dt.date(2040, 1, 1))
        now = of_the_reference(trials, [patient], on)
        last = day - dt.timedelta(days=1)
        for later in {last, on + (last - on) / 2}:
            assert of_the_reference(trials, [patient], later) == now, f"{patient.id} turns before {day}, on {later}"
        turned += of_the_reference(trials, [patient], day) != now
    assert turned > 3, "some of the days that are named do turn a verdict"


def test_the_generated_trials_exercise_every_node_and_window_kind() -> None:
    rng = Random(0)
    nodes = [
        node
        for number in range(40)
        for stage in a_trial(rng, f"T{number}").stages
        for line in stage.lines
        for node in walk(line.node)
    ]
    assert {type(node).__name__ for node in nodes} == {
        "AllOf", "AnyOf", "NoneOf", "AtLeast", "Not", "When", "Readings", "Compare", "Has", "Ask", "NoConstraint", "Unread",
    }  # fmt: skip
    windows = {node.window.kind.value for node in nodes if isinstance(node, Has | Compare) and node.window is not None}
    assert len(windows) == 6


@pytest.mark.parametrize("seed", range(4))
def test_a_patient_held_against_many_trials_has_the_verdicts_of_each_alone(seed: int) -> None:
    rng = Random(f"again {seed}")
    trials = [a_trial(rng, f"T{number}") for number in range(12)]
    context = Context(on=ON, vocabulary=small_vocabulary())
    for facts in (a_patient(rng, f"P{number}") for number in range(12)):
        again = Repeatedly(facts)
        for trial in (*trials, *reversed(trials)):
            assert repr(evaluate_again(trial, again, context)) == repr(evaluate_in(trial, facts, context)), facts.id
