"""The matcher's tables speak of concepts that the vocabulary has, and say where each row comes from."""

from __future__ import annotations

import pytest

from trialwright.match.implied import rules
from trialwright.match.tables import listed, rows
from trialwright.vocabulary.concepts import default_vocabulary

TABLES = (
    "traits.tsv",
    "implications.tsv",
    "same_question.tsv",
    "results.tsv",
    "events.tsv",
    "states.tsv",
    "remedies.tsv",
    "overcome.tsv",
    "side_effects.tsv",
)


@pytest.mark.parametrize("table", TABLES)
def test_every_row_has_a_source(table: str) -> None:
    found = list(rows(table))
    assert found
    assert [row for row in found if not row["source"]] == []


def test_every_trait_is_of_a_known_concept() -> None:
    words = default_vocabulary()
    assert [row["concept"] for row in rows("traits.tsv") if row["concept"] not in words] == []


def test_every_rule_is_about_known_concepts() -> None:
    words = default_vocabulary()
    clauses = [clause for rule in rules() for clause in (*rule.conditions, rule.conclusion)]
    assert sorted({clause.concept for clause in clauses if clause.concept not in words and clause.concept != "sex"}) == []


def test_the_other_tables_name_known_concepts() -> None:
    words = default_vocabulary()
    named = [name for row in rows("same_question.tsv") for name in listed(row["concepts"])]
    named += [row["concept"] for row in rows("events.tsv")]
    named += [row["statement"] for row in rows("states.tsv")]
    named += [name for row in rows("remedies.tsv") for name in (row["illness"], *listed(row["drugs"]))]
    effects = [row[column] for row in rows("side_effects.tsv") for column in ("effects", "therapies", "unless")]
    named += [name for cell in effects for name in listed(cell)]
    assert [name for name in named if name not in words] == []
