"""SQL of trials: what a reader sees of a statement, how numbers are kept, and that no text from outside becomes a part of it."""

from __future__ import annotations

from decimal import Decimal

import pytest
import sqlglot
from sqlglot import exp

from trialwright.match.batch.program import program_of
from trialwright.match.batch.sql.create import create_tables
from trialwright.match.batch.sql.dialects import Dialect, column_name, remark
from trialwright.match.batch.sql.naming import measure_of, question_name
from trialwright.match.batch.sql.numbers import ends_of, is_limit
from trialwright.match.batch.sql.said import said_of
from trialwright.match.batch.sql.statement import SqlTerms, Statement, statements
from trialwright.match.values import Range
from trialwright.protocol.criteria import NOWHERE, Compare, Limit
from trialwright.protocol.parsing import parse_criterion
from trialwright.protocol.protocol import Line, Protocol, Section, Stage

EVIL = "x'; DROP TABLE tw_person; -- */ /* \\' \" ` ${env:HOME} {{ 1 }} \n\x00; SELECT 1"


def a_trial(*criteria: str, key: str = "T", text: str = "a line", line: str = "I") -> Protocol:
    lines = tuple(
        Line(id=f"{line}{place}", section=Section.INCLUSION, text=text, span=NOWHERE, node=parse_criterion(criterion))
        for place, criterion in enumerate(criteria, start=1)
    )
    stage = Stage(name=f"screening {text}", label=text, lines=lines)
    return Protocol(key=key, title=text, stages=(stage,), criteria_shown=(Section.INCLUSION,))


def sql_of(trial: Protocol, dialect: Dialect = Dialect.DUCKDB) -> Statement:
    (found,) = statements([trial], said_of(program_of([trial])), SqlTerms(dialect=dialect, schema="hospital"))
    return found


@pytest.mark.parametrize("dialect", Dialect)
def test_no_text_from_outside_becomes_a_part_of_a_statement(dialect: Dialect) -> None:
    plain = a_trial("hemoglobin >= 9 g/dL", 'ask "a"')
    evil = a_trial("hemoglobin >= 9 g/dL", 'ask "a"', key=EVIL, text=EVIL, line=EVIL)
    ours, theirs = sql_of(plain, dialect), sql_of(evil, dialect)
    parsed = [sqlglot.parse(found.text, read=dialect.value) for found in (ours, theirs)]
    assert [len([one for one in statement if one is not None]) for statement in parsed] == [1, 1]
    shapes = [[type(node).__name__ for node in statement[0].walk()] for statement in parsed]  # type: ignore[union-attr]
    assert shapes[0] == shapes[1]
    assert all(column.startswith("line_") and column.replace("_", "").isalnum() for _, column in theirs.columns)
    assert {table.name for table in parsed[1][0].find_all(exp.Table)} == {  # type: ignore[union-attr]
        table.name
        for table in parsed[0][0].find_all(exp.Table)  # type: ignore[union-attr]
    }
    literals = {node.this for node in parsed[1][0].find_all(exp.Literal)}  # type: ignore[union-attr]
    assert EVIL.replace("\n", "").replace("\x00", "") in literals


def test_a_schema_is_a_name_and_nothing_else() -> None:
    trial = a_trial("hemoglobin >= 9 g/dL")
    terms = SqlTerms(dialect=Dialect.POSTGRES, schema='a"; DROP TABLE x; --.b')
    (found,) = statements([trial], said_of(program_of([trial])), terms)
    assert len([one for one in sqlglot.parse(found.text, read="postgres") if one is not None]) == 1
    assert '"a""; DROP TABLE x; --".b.tw_person' in found.text


@pytest.mark.parametrize("text", [EVIL, "*/*/", "/*/**/", "*\n/", "${${", "---"])
def test_a_remark_ends_nothing_and_opens_nothing(text: str) -> None:
    said = remark(text)
    assert not any(sign in said for sign in ("*/", "/*", "--", "${", "{{", "\n", "\x00"))


def test_lines_that_would_have_one_column_have_two() -> None:
    taken: set[str] = set()
    names = [column_name(line, taken) for line in ("2.I1", "2 i1", "2_I1", "é")]
    assert names == ["line_2_i1", "line_2_i1_2", "line_2_i1_3", "line_"]


@pytest.mark.parametrize("dialect", Dialect)
def test_statements_and_tables_are_read_back_in_their_dialect(dialect: Dialect) -> None:
    found = sql_of(
        a_trial("at least 2 of (hemoglobin >= 9 g/dL, age > 17 years, age < 76 years)", "no brain metastasis"), dialect
    )
    again = sqlglot.parse_one(found.text, read=dialect.value)
    assert isinstance(again, exp.Select)
    assert [column.alias_or_name for column in again.selects] == ["trial", "stage", "patient", "verdict", "line_i1", "line_i2"]
    for create in create_tables(SqlTerms(dialect=dialect)):
        assert isinstance(sqlglot.parse_one(create, read=dialect.value), exp.Create)


def test_a_limit_is_a_number_in_the_text_and_a_sentence_stands_beside_its_line() -> None:
    found = sql_of(a_trial("hemoglobin >= 9.5 g/dL", text="Hb at least 9.5"))
    assert "WHEN m.m1_low >= 9.5 THEN TRUE WHEN m.m1_high < 9.5 THEN FALSE" in found.text
    assert "line_i1 /* I1, inclusion: Hb at least 9.5 */" in found.text


def test_bigquery_is_given_exact_numbers() -> None:
    assert "CAST('9.5' AS BIGNUMERIC)" in sql_of(a_trial("hemoglobin >= 9.5 g/dL"), Dialect.BIGQUERY).text


def test_what_is_not_read_is_named() -> None:
    found = sql_of(a_trial("hemoglobin >= 9 g/dL", 'unread "left alone"'))
    assert "Lines not read, open wherever that matters: I2." in found.text
    assert "CAST(NULL AS BOOLEAN) AS line_i2" in found.text


def test_equal_questions_have_one_name_however_their_numbers_are_written() -> None:
    one, other = (program_of([a_trial(f"hemoglobin >= {number} g/dL")]).questions[0] for number in ("9", "9.0"))
    assert question_name(one) == question_name(other)
    assert question_name(one) != question_name(program_of([a_trial("hemoglobin > 9 g/dL")]).questions[0])


@pytest.mark.parametrize(
    ("criterion", "name"),
    [
        ("hemoglobin >= 9 g/dL within 14 days before registration", "hemoglobin, g/dL, within 14 days before registration"),
        ("aspartate aminotransferase <= 2.5 x ULN", '"aspartate aminotransferase", x ULN'),
        ("age >= 18 years", "age, years"),
    ],
)
def test_a_measure_is_named_by_what_is_measured(criterion: str, name: str) -> None:
    node = parse_criterion(criterion)
    assert isinstance(node, Compare)
    assert measure_of(node).name.replace('"', "") == name.replace('"', "")


NUMBERS = list(
    map(
        Decimal,
        [
            "9",
            "9.000000000005",
            "8.99999999999",
            "9.0000000000000000001",
            "8.9999999999999999",
            "-9",
            "0",
            "1E+30",
            "-1E+30",
            "1E-30",
            "9.00000000001",
            "106.0817",
            "0.333333333333333333333",
        ],
    )
)
LIMITS = [Decimal(text) for text in ("9", "9.00000000001", "8.99999999999", "0", "-9", "1E-11", "106.0817", "0.33333333333")]


@pytest.mark.parametrize("value", NUMBERS, ids=str)
def test_a_number_compares_with_every_limit_in_the_columns_as_it_does_itself(value: Decimal) -> None:
    ranges = [
        Range.exactly(value),
        Range(low=value),
        Range(high=value),
        Range(low=value, low_open=True),
        Range(high=value, high_open=True),
        Range(low=value, high=value + 1, high_open=True),
    ]
    for whole in ranges:
        low, high = ends_of(whole)
        kept = Range(low=low, high=high)
        for edge in LIMITS:
            assert is_limit(edge)
            for inclusive in (True, False):
                limit = Limit(value=edge, inclusive=inclusive)
                assert kept.at_least(limit) is whole.at_least(limit)
                assert kept.at_most(limit) is whole.at_most(limit)


def test_a_limit_with_too_many_places_is_left_to_the_reference() -> None:
    assert not is_limit(Decimal("9.000000000001")) and not is_limit(Decimal("1E+25"))
    program = program_of([a_trial("hemoglobin >= 9.000000000001 g/dL")])
    assert said_of(program).held == {}
