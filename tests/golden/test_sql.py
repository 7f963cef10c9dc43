"""One trial with every kind of step enters, its statement as reviewed must leave for each warehouse; `make golden` renews them.

The criteria are written here, not compiled: a change of the compiler is no change of the SQL.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlglot

from trialwright.match.batch.program import program_of
from trialwright.match.batch.sql.create import create_tables
from trialwright.match.batch.sql.dialects import Dialect
from trialwright.match.batch.sql.said import said_of
from trialwright.match.batch.sql.statement import SqlTerms, statements
from trialwright.protocol.criteria import NOWHERE
from trialwright.protocol.parsing import parse_criterion
from trialwright.protocol.protocol import Line, Protocol, Section, Stage

KEPT = Path(__file__).parent / "sql"
SCREENING = {
    "Adults up to 75 years": "age 18 to 75 years",
    "Hb >= 9 g/dL, or 8 g/dL with a transfusion": "hemoglobin >= 9 g/dL unless (blood transfusion: >= 8 g/dL)",
    "AST and ALT <= 2.5 x ULN within 14 days": "aspartate aminotransferase <= 2.5 x ULN within 14 days before registration",
    "At least two risk factors": "at least 2 of (hypertension, diabetes mellitus, no brain metastasis)",
    "MSI-high or dMMR": "any of (microsatellite instability [value: MSI-high], mismatch repair [value: deficient])",
    "Fit for surgery": 'either reading (ask "fit", ECOG performance status <= 1) because "fit has two readings"',
    "Something odd": 'unread "something odd"',
}
TREATED = {"No progression": "no progressive disease"}


def a_trial() -> Protocol:
    """A trial of two stages."""
    return Protocol(
        key="NCT00000000",
        title="A trial in SQL",
        stages=(
            Stage(name="screening", label="Screening", lines=_lines("", SCREENING)),
            Stage(name="second", label="Second registration", lines=_lines("2.", TREATED), begins="primary registration"),
        ),
        conditions=("gastric cancer",),
        criteria_shown=(Section.INCLUSION,),
    )


def _lines(stage: str, criteria: dict[str, str]) -> tuple[Line, ...]:
    return tuple(
        Line(id=f"{stage}I{place}", section=Section.INCLUSION, text=text, span=NOWHERE, node=parse_criterion(criterion))
        for place, (text, criterion) in enumerate(criteria.items(), start=1)
    )


@pytest.mark.parametrize("dialect", Dialect)
def test_the_statements_are_the_reviewed_ones(dialect: Dialect, request: pytest.FixtureRequest) -> None:
    trial, terms = a_trial(), SqlTerms(dialect=dialect, schema="hospital")
    made = [*create_tables(terms), *(found.text for found in statements([trial], said_of(program_of([trial])), terms))]
    text = "\n".join(made)
    kept = KEPT / f"{dialect.value}.sql"
    if request.config.getoption("--update-golden"):
        kept.write_text(text, "utf-8")
    assert text == kept.read_text("utf-8")
    assert len([one for one in sqlglot.parse(text, read=dialect.value) if one is not None]) == len(made)
