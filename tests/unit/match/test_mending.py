"""A near miss in words and numbers: by how much, and whether time, a repeat or nothing could mend it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from trialwright.match.batch.columns import Columns
from trialwright.match.batch.mending import Mend, Mending, mending, mending_of
from trialwright.match.batch.misses import near_misses
from trialwright.match.batch.planes import Evaluation
from trialwright.match.batch.program import program_of
from trialwright.match.batch.recall import Recall
from trialwright.match.context import Context
from trialwright.match.tables import rows
from trialwright.match.verdict import Eligibility
from trialwright.patients.sheet import facts_from_mapping
from trialwright.protocol.criteria import NOWHERE
from trialwright.protocol.language import parse_criterion
from trialwright.protocol.protocol import Line, Protocol, Section, Stage
from trialwright.vocabulary.concepts import default_vocabulary

ON = dt.date(2026, 3, 16)


def both(sheet: dict[str, Any], *criteria: str) -> tuple[Mending, Mending]:
    """The one near miss of a patient: without their records, and with them."""
    lines = tuple(
        Line(id=f"I{number}", section=Section.INCLUSION, text=text, node=parse_criterion(text), span=NOWHERE)
        for number, text in enumerate(criteria)
    )
    stage = Stage(name="screening", label="Screening", lines=lines)
    trial = Protocol(key="T", title="T", stages=(stage,), criteria_shown=(Section.INCLUSION,))
    patient = facts_from_mapping({"id": "P", **sheet}, place="test")
    program = program_of([trial])
    evaluation = Evaluation(program, Columns(Recall(program=program, on=ON)).block([patient]))
    (miss,) = near_misses(evaluation, program.stages[0])
    words = default_vocabulary()
    context = Context(on=ON, vocabulary=words)
    return mending(miss, program, words), mending_of(miss, program, patient, (trial, context))


def lab(name: str, value: object, unit: str, **more: object) -> dict[str, Any]:
    return {"facts": [{"what": name, "value": value, "unit": unit, "date": "2026-03-01", **more}]}


def test_a_low_value_misses_by_the_way_to_the_limit_in_the_limits_unit() -> None:
    before, found = both(lab("hemoglobin", 84, "g/L"), "hemoglobin >= 9 g/dL")
    (cause,) = found.causes
    assert cause.beyond == Decimal("0.6")
    assert cause.told == "hemoglobin 84 g/L on 2026-03-01 (limit >= 9 g/dL): misses by 0.6 g/dL"
    assert (found.mend, found.words) == (Mend.REPEAT, "can be measured again")
    assert before.mend is Mend.REPEAT
    assert before.causes[0].told == "hemoglobin (limit >= 9 g/dL)"


def test_a_multiple_of_the_limit_of_normal_misses_by_multiples() -> None:
    _, found = both(lab("alanine aminotransferase", 120, "U/L", uln=40), "alanine aminotransferase <= 2.5 x ULN")
    assert found.causes[0].beyond == Decimal("0.5")
    assert found.causes[0].told.endswith("misses by 0.5 x ULN")


def test_a_window_that_opens_by_itself_is_told_with_its_day() -> None:
    sheet = {"facts": [{"what": "radiotherapy", "date": "2026-03-02"}]}
    before, found = both(sheet, "no radiotherapy within 4 weeks before registration")
    assert before.mend is Mend.TIME
    assert found.on == dt.date(2026, 3, 31)
    assert found.becomes is Eligibility.UNKNOWN  # whether another course was given is not known
    assert found.words == "from 2026-03-31 by time alone"


def test_a_window_that_opens_beyond_the_horizon_of_the_timeline_is_not_promised() -> None:
    _, found = both(
        {"facts": [{"what": "myocardial infarction", "date": "2026-01-05"}]},
        "no myocardial infarction within 8 years before registration",
    )
    assert found.on is None
    assert (found.mend, found.words) == (Mend.CHANGE, "may change; no day can be told")


def test_who_is_too_young_becomes_old_enough_on_a_birthday() -> None:
    _, found = both({"birth_date": "2008-05-01"}, "age >= 18 years")
    assert (found.mend, found.on, found.becomes) == (Mend.TIME, dt.date(2026, 5, 1), Eligibility.ELIGIBLE)
    assert found.causes[0].told == "age 17 (limit >= 18 years): misses by 1 year"


def test_who_is_too_old_stays_so() -> None:
    _, found = both({"age": 80}, "age <= 75 years")
    assert (found.mend, found.words, found.causes[0].beyond) == (Mend.NEVER, "age only grows", Decimal(5))


def test_of_two_limits_the_value_tells_which_one_it_misses() -> None:
    before, young = both({"age": 15}, "age 18 to 75 years")
    assert (before.mend, before.words) == (Mend.CHANGE, "comes with age, or has passed")
    assert young.causes[0].mend is Mend.TIME
    assert both({"age": 80}, "age 18 to 75 years")[1].mend is Mend.NEVER


def test_prior_treatment_stays_and_a_missing_one_may_come() -> None:
    given = {"facts": [{"what": "cisplatin", "date": "2024-03-02"}]}
    assert both(given, "no cisplatin")[1].mend is Mend.NEVER
    assert both({"complete": ["medications", "treatments"]}, "has cisplatin")[1].mend is Mend.CHANGE


def test_one_of_alternatives_is_enough_and_all_of_several_are_needed() -> None:
    facts = [
        {"what": "hemoglobin", "value": 8, "unit": "g/dL", "date": "2026-03-01"},
        {"what": "cisplatin", "date": "2024-03-02"},
    ]
    _, either = both({"facts": facts}, "any of (hemoglobin >= 9 g/dL, no cisplatin)")
    assert (either.miss.enough, either.mend, len(either.causes)) == (True, Mend.REPEAT, 2)
    _, every = both({"facts": facts}, "all of (hemoglobin >= 9 g/dL, no cisplatin)")
    assert (every.miss.enough, every.mend, len(every.causes)) == (False, Mend.NEVER, 2)


@pytest.mark.parametrize("row", rows("mending.tsv"), ids=lambda row: f"{row['asked']} {row['needed']}")
def test_every_row_of_the_table_says_one_of_the_four_ways(row: dict[str, str]) -> None:
    assert row["mend"] in set(Mend)
    assert row["needed"] in ("", "more", "less", "yes", "no", "none")
    assert row["words"]
