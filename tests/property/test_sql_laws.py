"""SQL says what the reference says: generated trials and patients, in DuckDB and on a real PostgreSQL server, line by line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import pytest
from tests.postgres_server import a_server
from tests.property.batch_cases import DATES, a_patient, a_trial
from tests.property.sql_cases import NOT_JUDGED, Run, Verdicts, in_duckdb, in_postgres, of_sql
from tests.property.test_batch_laws import ON, differences, of_the_reference
from tests.spec.tables import small_vocabulary

from trialwright.match.batch.program import Op, program_of
from trialwright.match.batch.sql.dialects import Dialect
from trialwright.match.batch.sql.files import TableTerms, Written, write_tables
from trialwright.match.batch.sql.said import Said, said_of
from trialwright.match.batch.sql.statement import SqlTerms
from trialwright.match.context import Context
from trialwright.match.evaluate import evaluate_in
from trialwright.patients.facts import PatientFacts
from trialwright.patients.sheet import facts_from_mapping
from trialwright.protocol.criteria import NOWHERE, AnyOf, Has, NoneOf, Not, Qualifier, Target
from trialwright.protocol.protocol import Line, Protocol, Section, Stage

VALUES = (7, 8, 9, 10.5, "9.000000000000001", 1, 1.5, "1.4999999999999999999", "<8", ">2", "8-9.5", "odd")


@dataclass(frozen=True, kw_only=True)
class Case:
    """Trials, how they are said, what the reference says, and a database with the tables."""

    trials: list[Protocol]
    said: Said
    expected: Verdicts
    written: Written
    run: Run


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    rng = Random("sql")
    trials = [a_trial(rng, f"T{number}") for number in range(30)]
    patients = [_with_readings(rng, a_patient(rng, f"P{number}")) for number in range(80)]
    said = said_of(program_of(trials, vocabulary=small_vocabulary()))
    folder = tmp_path_factory.mktemp("tables")
    written = write_tables(said, patients, folder, TableTerms(on=ON, block=50, vocabulary=small_vocabulary()))
    with in_duckdb(folder) as run:
        yield Case(trials=trials, said=said, expected=of_the_reference(trials, patients), written=written, run=run)


def _with_readings(rng: Random, patient: PatientFacts) -> PatientFacts:
    """Most generated patients have no measurement; so each gets some, plain ones and odd ones."""
    entries = [
        {
            "what": what,
            "value": rng.choice(VALUES),
            "unit": rng.choice(("g/dL", "mg/dL", "g/L", "umol/L", None)),
            "date": rng.choice(DATES),
        }
        | ({"uln": rng.choice((1, 1.2, 3)), "lln": rng.choice((0.5, 0.7))} if rng.random() < 0.7 else {})
        for what in rng.sample(("hemoglobin", "creatinine", "hemoglobin", "creatinine"), rng.choice((0, 1, 2, 3)))
    ]
    said = [{key: value for key, value in entry.items() if value is not None} for entry in entries]
    more = facts_from_mapping({"id": patient.id, "facts": said}, place="here", vocabulary=small_vocabulary())
    return replace(patient, facts=(*patient.facts, *more.facts))


def test_duckdb_says_what_the_reference_says(case: Case) -> None:
    found = of_sql(case.trials, case.said, SqlTerms(), case.run)
    assert list(differences(case.expected, found)) == []
    assert len(case.expected) > 8_000
    counted = Counter(case.expected.values())
    assert min(counted[word] for word in ("pass", "fail", "unknown", "ineligible", NOT_JUDGED)) > 5


def test_postgresql_says_what_the_reference_says(case: Case) -> None:
    with a_server() as address, in_postgres(address, "hospital", case.run) as run:
        found = of_sql(case.trials, case.said, SqlTerms(dialect=Dialect.POSTGRES, schema="hospital"), run)
    assert list(differences(case.expected, found)) == []


def test_every_kind_of_step_and_many_comparisons_are_said(case: Case) -> None:
    program = case.said.program
    assert {step.op for step in program.steps} == set(Op)
    assert any(stage.begins is not None for stage in program.stages) and any(stage.open_end for stage in program.stages)
    assert len(case.said.held) > 25 and len(case.said.measures()) > 15


def test_no_reading_had_to_be_set_aside(case: Case) -> None:
    assert case.written.set_aside == 0 and case.written.rows["tw_reading"] > 500


MSI, MMR = "microsatellite instability", "mismatch repair"


def _tested(number: int) -> PatientFacts:
    """Every meeting of two tests, each absent, high, stable, undecided or of no result."""
    results = (None, "MSI-H", "MSS", "pending"), (None, "deficient", "intact", "pending")
    values = (results[0][number % 4], results[1][number // 4 % 4])
    facts = [{"what": what, "value": value} for what, value in zip((MSI, MMR), values, strict=True) if value]
    complete = ["biomarkers"] if number >= 16 else []
    return facts_from_mapping({"id": f"P{number}", "facts": facts, "complete": complete}, place="here")


def test_a_question_that_is_asked_by_two_tests_is_said_as_the_reference_says_it(tmp_path: Path) -> None:
    items = (
        Has(target=Target(concept=MSI, qualifiers=(Qualifier(name="value", values=("MSI-high",)),))),
        Has(target=Target(concept=MMR, qualifiers=(Qualifier(name="value", values=("deficient",)),))),
    )
    nodes = (AnyOf(items=items), NoneOf(items=items), Not(item=AnyOf(items=(items[1], items[0]))))
    lines = tuple(
        Line(id=f"I{place}", section=Section.INCLUSION, text="a line", span=NOWHERE, node=node)
        for place, node in enumerate(nodes)
    )
    stage = Stage(name="screening", label="Screening", lines=lines)
    trial = Protocol(key="T", title="T", stages=(stage,), criteria_shown=(Section.INCLUSION,))
    said = said_of(program_of([trial]))
    assert all(step.twice for step in said.program.steps if step.op is not Op.NOT)
    patients = [_tested(number) for number in range(32)]
    write_tables(said, patients, tmp_path, TableTerms(on=ON, block=10))
    expected: Verdicts = {}
    for patient in patients:
        for verdict in evaluate_in(trial, patient, Context(on=ON, ahead=False)).stages:
            expected[patient.id, "T", "screening", ""] = verdict.eligibility.value
            expected |= {(patient.id, "T", "screening", line.line.id): line.outcome.value for line in verdict.lines}
    with in_duckdb(tmp_path) as run:
        assert list(differences(expected, of_sql([trial], said, SqlTerms(), run))) == []
    assert set(Counter(expected.values())) == {"pass", "fail", "unknown", "ineligible"}
