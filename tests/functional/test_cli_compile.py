"""`trialwright compile` on the example pages."""

from __future__ import annotations

import json

import jsonschema
from tests.functional.command import BARE, CRLM, OLIGAMI, PAGES, run

from trialwright.cli.schema import COMPILE_SCHEMA, schema_of
from trialwright.protocol.language import parse_criterion


def test_each_line_is_shown_with_its_state_and_our_reading() -> None:
    done = run("compile", CRLM)
    assert done.code == 0
    assert "I3 compiled Metastatic liver lesions <= 5" in done.words
    assert "count of" in done.words


def test_stages_are_shown_under_their_names() -> None:
    words = run("compile", OLIGAMI).words
    assert "Secondary Registration Eligibility Criteria (begins with primary registration)" in words


def test_a_source_without_criteria_says_so() -> None:
    assert "the source shows no criteria" in run("compile", BARE).words


def test_json_follows_its_schema_and_its_readings_parse() -> None:
    rows = [json.loads(row) for row in run("compile", "--json", PAGES).out.splitlines()]
    validator = jsonschema.Draft202012Validator(schema_of(COMPILE_SCHEMA))
    assert [list(validator.iter_errors(row)) for row in rows] == [[], [], [], [], []]
    lines = [line for row in rows for stage in row["stages"] for line in stage["lines"]]
    assert len(lines) > 90
    for line in lines:
        parse_criterion(line["language"])
