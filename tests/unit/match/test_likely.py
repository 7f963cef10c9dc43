"""How likely "yes" is of somebody: a question whose "yes" cannot come decides nothing and is asked late."""

from __future__ import annotations

import pytest
from tests.unit.match.trials_in import ON, patient, trial

from trialwright.match.deciding import Whom, askings
from trialwright.match.evaluate import evaluate
from trialwright.match.likely import EVEN, likely_of
from trialwright.match.topics import Topic, TopicKind
from trialwright.patients.facts import PatientFacts
from trialwright.vocabulary.concepts import default_vocabulary


def person(*, age: int | None = None, sex: str | None = None) -> PatientFacts:
    return PatientFacts(id="P1", age=age, sex=sex)


def yes(facts: PatientFacts, about: str) -> float:
    return likely_of(facts, on=ON)(Topic(kind=TopicKind.PRESENCE, about=about))


@pytest.mark.parametrize(
    ("age", "sex", "share"),
    [(61, None, 0.0), (61, "female", 0.0), (34, "male", 0.0), (34, "female", 0.05), (34, None, 0.025), (None, "female", 0.05)],
)
def test_pregnancy_is_of_women_of_an_age(age: int | None, sex: str | None, share: float) -> None:
    assert yes(person(age=age, sex=sex), "pregnancy") == share


@pytest.mark.parametrize(
    ("about", "share"),
    [
        ("hiv infection", 0.011),
        ("uncontrolled hiv infection", 0.011),
        ("chronic hepatitis b", 0.006),
        ("active hepatitis c", 0.024),
        ("brain metastasis", EVEN),
        ("measurable disease", EVEN),
    ],
)
def test_what_few_people_with_cancer_have_is_seldom_answered_with_yes(about: str, share: float) -> None:
    assert yes(person(age=61), about) == share


def test_a_statement_or_a_number_is_even() -> None:
    likely = likely_of(person(age=61), on=ON)
    assert likely(Topic(kind=TopicKind.STATEMENT, about="no pregnancy")) == EVEN
    assert likely(Topic(kind=TopicKind.MEASURE, about="hemoglobin")) == EVEN


def test_every_concept_of_the_table_is_one_of_the_vocabulary() -> None:
    from trialwright.match.tables import rows

    assert [row["concept"] for row in rows("likely.tsv") if row["concept"] not in default_vocabulary()] == []


def text(*lines: str) -> str:
    return "Inclusion Criteria:\n* Platelets >= 100 x 10^9/L\nExclusion Criteria:\n" + "".join(f"* {line}\n" for line in lines)


TRIALS = (trial("NCT1", text("Pregnancy")), trial("NCT2", text("Pregnancy or breastfeeding", "HIV infection")))


def first_asked(facts: PatientFacts) -> list[str]:
    verdicts = [evaluate(protocol, facts, on=ON) for protocol in TRIALS]
    return [item.topic.about for item in askings(verdicts, about=Whom(likely=likely_of(facts, on=ON)))]


def test_of_somebody_of_61_years_the_platelets_are_asked_before_a_pregnancy() -> None:
    facts = patient()
    assert first_asked(PatientFacts(id=facts.id, age=61))[0] == "platelet count"


def test_what_is_unlikely_is_asked_late_and_not_left_out() -> None:
    asked = first_asked(PatientFacts(id="P1", age=34, sex="female"))
    assert {"pregnancy", "breastfeeding", "hiv infection", "platelet count"} <= set(asked)
    assert asked[0] == "platelet count"
