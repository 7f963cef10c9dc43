"""The tables that statements are run over: their names, columns and what these hold; statements that make them leave."""

from __future__ import annotations

from dataclasses import dataclass

PERSON, USUAL, FINDING, READING, QUESTION, MEASURE = (
    f"tw_{name}" for name in ("person", "usual", "finding", "reading", "question", "measure")
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A column: its name, its sort (text, truth, number, date), and what it holds."""

    name: str
    sort: str
    holds: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """A table: its name, what a row of it is, and its columns."""

    name: str
    row: str
    columns: tuple[Column, ...]


def _table(name: str, row: str, *columns: tuple[str, str, str]) -> Table:
    return Table(name=name, row=row, columns=tuple(Column(name=one[0], sort=one[1], holds=one[2]) for one in columns))


TABLES = (
    _table(
        PERSON,
        "a person",
        ("patient", "text", "the id in the source"),
        ("sort", "text", "the sex and what the source has complete: by it the usual answers are found"),
    ),
    _table(
        USUAL,
        "an answer that persons of a sort have of whom nothing is recorded",
        ("sort", "text", "as in tw_person"),
        ("question", "text", "as in tw_question"),
        ("truth", "truth", "whether it holds; NULL is not known"),
        ("recorded", "truth", "whether anything on record bears on it"),
    ),
    _table(
        FINDING,
        "an answer that goes before the usual one",
        ("patient", "text", "as in tw_person"),
        ("question", "text", "as in tw_question"),
        ("truth", "truth", "whether it holds; NULL is not known"),
        ("recorded", "truth", "whether anything on record bears on it"),
    ),
    _table(
        READING,
        "the value that a person has of a measure, as the ends of what the record leaves possible",
        ("patient", "text", "as in tw_person"),
        ("measure", "text", "as in tw_measure"),
        ("low", "number", "the least it can be; NULL is without end"),
        ("high", "number", "the most it can be: the same as low where the value is known"),
        ("taken", "date", "the last day it can be of; NULL is undated"),
    ),
    _table(
        QUESTION,
        "a question that a trial asks",
        ("question", "text", "its name"),
        ("criterion", "text", "what is asked, in the criteria language"),
        ("treats", "text", "the diseases of the trial that asks"),
        ("measure", "text", "the measure that is compared, where SQL compares; else NULL"),
    ),
    _table(
        MEASURE,
        "what is measured: a variable, in a unit, in a window of time",
        ("measure", "text", "its name"),
        ("variable", "text", "the variable, by the name of the vocabulary"),
        ("unit", "text", "UCUM, or a multiple of the limit of normal, or rank: the place on a scale; NULL: a plain number"),
        ("span", "text", "the window of time; NULL: the latest value"),
    ),
)
