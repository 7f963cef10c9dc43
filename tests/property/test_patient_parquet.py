"""Patients in Parquet: whatever a reader can say of a person comes back from a file as it was, to the last digit."""

from __future__ import annotations

import datetime as dt
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.often import often

from trialwright.findings import Finding, Severity, Span
from trialwright.patients.arrow import batch_of, patients_of
from trialwright.patients.facts import Fact, Kind, PatientFacts
from trialwright.patients.parquet import read_patients, write_patients
from trialwright.patients.understood import Understood, Unread, Why
from trialwright.vocabulary.concepts import package_vocabulary
from trialwright.vocabulary.time import PartialDate

WORDS = st.text(st.characters(codec="utf-8"), max_size=12)
NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False) | st.sampled_from(
    [Decimal("1.50"), Decimal("-0"), Decimal("1E+3"), Decimal("0.000"), Decimal("123456789012345678901234567890.123456789")]
)
DAYS = st.dates() | st.sampled_from([dt.date.min, dt.date.max])
DATES = st.tuples(DAYS, DAYS).map(lambda days: PartialDate(first=min(days), last=max(days))) | st.sampled_from(
    [PartialDate.parse(text) for text in ("2025", "2025-11", "2025-11-03", "2025 or later", "2025-11 or earlier")]
)
CONCEPTS = st.sampled_from(sorted(package_vocabulary().concepts)[::50])


def maybe(some: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | some


FACTS = st.builds(
    Fact,
    what=WORDS,
    concept=maybe(CONCEPTS),
    kind=st.sampled_from(Kind),
    present=st.booleans(),
    value=maybe(NUMBERS | WORDS | st.booleans()),
    comparator=maybe(st.sampled_from(["<", "<=", ">", ">="])),
    unit=maybe(WORDS),
    uln=maybe(NUMBERS),
    lln=maybe(NUMBERS),
    date=maybe(DATES),
    start=maybe(DATES),
    end=maybe(DATES),
    qualifiers=st.dictionaries(WORDS, WORDS, max_size=3),
    place=WORDS,
)
FINDINGS = st.builds(
    Finding,
    code=NAMES,
    message=WORDS,
    severity=st.sampled_from(Severity),
    span=maybe(st.builds(Span, start=st.integers(0, 9), end=st.integers(9, 99), source=WORDS)),
    hint=maybe(WORDS),
    fields=st.lists(WORDS, max_size=2).map(tuple),
    values=st.lists(WORDS, max_size=2).map(tuple),
    depends_on_date=st.booleans(),
)
PATIENTS = st.builds(
    PatientFacts,
    id=NAMES,
    birth_date=maybe(DATES),
    age=maybe(st.integers(0, 130)),
    sex=maybe(st.sampled_from(["female", "male", "other"])),
    facts=st.lists(FACTS, max_size=3).map(tuple),
    coverage=st.frozensets(st.sampled_from(Kind)),
    findings=st.lists(FINDINGS, max_size=2).map(tuple),
)
PEOPLE = st.builds(
    Understood,
    patient=PATIENTS,
    unread=st.lists(
        st.builds(
            Unread,
            why=st.sampled_from(Why),
            what=WORDS,
            resource=WORDS,
            count=st.integers(1, 99),
            where=st.lists(WORDS, max_size=2).map(tuple),
        ),
        max_size=2,
    ).map(tuple),
    resources=st.lists(st.tuples(WORDS, st.integers(0, 99)), max_size=2).map(tuple),
    observed=st.lists(st.tuples(DATES, DATES), max_size=2).map(tuple),
    sites=st.lists(WORDS, max_size=2).map(tuple),
)


def exactly(patient: PatientFacts) -> tuple[object, ...]:
    """What it says, told apart from what merely equals it: 1.50 is not 1.5, and the order of qualifiers is part of them."""
    return (repr(patient.facts), patient)


@often(60)
@given(st.lists(PEOPLE, max_size=3, unique_by=lambda one: one.patient.id), st.integers(1, 3))
def test_everything_that_a_reader_said_comes_back_from_the_files(people: list[Understood], per_file: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "patients"
        count, files = write_patients(people, folder, per_file=per_file)
        assert count == len(people)
        assert files == len(list(folder.glob("*.parquet")))
        found = list(read_patients(folder))
        assert found == people
        assert [exactly(one.patient) for one in found] == [exactly(one.patient) for one in people]


@often(60)
@given(st.lists(PATIENTS.filter(lambda one: not one.findings), min_size=1, max_size=4), st.data())
def test_patients_come_back_from_any_part_of_a_batch(patients: list[PatientFacts], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(patients) - 1))
    end = data.draw(st.integers(start, len(patients)))
    found = patients_of(batch_of(patients).slice(start, end - start))
    assert [exactly(one) for one in found] == [exactly(one) for one in patients[start:end]]
