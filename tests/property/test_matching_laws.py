"""Laws of matching over generated trees and patients: Kleene's, what silence
may and may not do, and that odd sheets crash nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.often import often
from tests.spec.tables import small_vocabulary

from trialwright.findings import Span
from trialwright.match.context import Context
from trialwright.match.evaluate import evaluate_criterion, evaluate_in
from trialwright.match.truth import Truth
from trialwright.patients.facts import Kind, PatientFacts
from trialwright.patients.sheet import facts_from_mapping
from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    Ask,
    Compare,
    Criterion,
    Has,
    Limit,
    NoConstraint,
    NoneOf,
    Not,
    Qualifier,
    Quantity,
    Readings,
    Target,
    Unread,
    When,
    Window,
    WindowKind,
    walk,
)
from trialwright.protocol.protocol import Line, Protocol, Section, Stage
from trialwright.vocabulary.time import Duration, TimeUnit

ON = dt.date(2026, 3, 16)
CONTEXT = Context(on=ON, vocabulary=small_vocabulary(), diseases=("gastric cancer",))
CONCEPTS = [
    "hypertension",
    "infection",
    "myocardial infarction",
    "liver metastasis",
    "gastric cancer",
    "paclitaxel",
    "radiotherapy",
    "CT scan",
]
WINDOWS = [
    None,
    Window(kind=WindowKind.WITHIN_BEFORE, amount=Duration(amount=Decimal(6), unit=TimeUnit.MONTH)),
    Window(kind=WindowKind.AT_LEAST_BEFORE, amount=Duration(amount=Decimal(4), unit=TimeUnit.WEEK)),
    Window(kind=WindowKind.CURRENT),
]
DATES = ["2026-03-16", "2026-03-01", "2026-02", "2025-09-16", "2025", "2020-01-01"]

leaves: st.SearchStrategy[Criterion] = st.one_of(
    st.builds(
        lambda concept, window: Has(target=Target(concept=concept), window=window),
        st.sampled_from(CONCEPTS),
        st.sampled_from(WINDOWS),
    ),
    st.just(Has(target=Target(concept="hypertension", qualifiers=(Qualifier(name="control", values=("uncontrolled",)),)))),
    st.builds(
        lambda low: Compare(quantity=Quantity(variable="hemoglobin"), low=Limit(value=Decimal(low)), unit="g/dL"),
        st.sampled_from(["8", "9", "10"]),
    ),
    st.just(Compare(quantity=Quantity(attribute="count", of=Target(concept="liver metastasis")), high=Limit(value=Decimal(3)))),
    st.just(Ask(statement="able to swallow pills", question="?")),
    st.just(NoConstraint(why="permission")),
    st.just(Unread(text="x")),
)


def groups(below: st.SearchStrategy[Criterion]) -> st.SearchStrategy[Criterion]:
    items = st.lists(below, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(lambda found: AllOf(items=found), items),
        st.builds(lambda found: AnyOf(items=found), items),
        st.builds(lambda found: NoneOf(items=found), items),
        st.builds(lambda item: Not(item=item), below),
        st.builds(lambda a, b, c: When(condition=a, then=b, otherwise=c), below, below, below),
        st.builds(lambda found: Readings(items=found, why="two"), items),
    )


trees = st.recursive(leaves, groups, max_leaves=6)


@st.composite
def entries(draw: st.DrawFn) -> dict[str, Any]:
    entry: dict[str, Any] = {"what": draw(st.sampled_from([*CONCEPTS, "hemoglobin", "able to swallow pills"]))}
    if draw(st.booleans()):
        entry["date"] = draw(st.sampled_from(DATES))
    if entry["what"] == "hemoglobin":
        entry["value"] = draw(st.sampled_from([7, 9.0, "<8", "odd", True]))
        entry["unit"] = draw(st.sampled_from(["g/dL", "g/L", "furlong", None]))
    elif draw(st.booleans()):
        entry["present"] = False
    if draw(st.booleans()):
        entry["status"] = draw(st.sampled_from(["uncontrolled", "controlled", "history", "no active disease", "???"]))
    if draw(st.booleans()):
        entry["count"] = draw(st.sampled_from([0, 2, 5, "3-4", "several"]))
    return entry


coverages = st.lists(st.sampled_from(["conditions", "treatments", "medications", "procedures", "biomarkers"]), unique=True)


@st.composite
def patients(draw: st.DrawFn) -> PatientFacts:
    sheet = {
        "id": "p",
        "age": 60,
        "sex": draw(st.sampled_from(["male", "female", None])),
        "facts": draw(st.lists(entries(), max_size=5)),
    }
    sheet["complete"] = draw(coverages)
    return facts_from_mapping(sheet, place="generated", vocabulary=small_vocabulary())


def truth(tree: Criterion, patient: PatientFacts) -> Truth:
    return evaluate_criterion(tree, patient, CONTEXT).truth


@often(150)
@given(trees, patients())
def test_not_not_is_the_thing_itself(tree: Criterion, patient: PatientFacts) -> None:
    assert truth(Not(item=Not(item=tree)), patient) is truth(tree, patient)


@often(150)
@given(trees, trees, patients())
def test_de_morgan_holds(one: Criterion, other: Criterion, patient: PatientFacts) -> None:
    both = Not(item=AllOf(items=(one, other)))
    assert truth(both, patient) is truth(AnyOf(items=(Not(item=one), Not(item=other))), patient)
    assert truth(NoneOf(items=(one, other)), patient) is truth(AllOf(items=(Not(item=one), Not(item=other))), patient)


@often(150)
@given(trees, patients())
def test_a_list_that_no_one_asked_for_may_be_complete_without_effect(tree: Criterion, patient: PatientFacts) -> None:
    wider = replace(patient, coverage=patient.coverage | {Kind.ALLERGIES})
    assert truth(tree, wider) is truth(tree, patient)


@often(150)
@given(leaves, patients(), st.sampled_from(list(Kind)))
def test_declaring_a_list_complete_never_turns_a_decided_leaf_round(leaf: Criterion, patient: PatientFacts, kind: Kind) -> None:
    before, after = truth(leaf, patient), truth(leaf, replace(patient, coverage=patient.coverage | {kind}))
    assert before is Truth.UNKNOWN or after is before


@often(150)
@given(trees, patients())
def test_a_fact_about_something_else_changes_nothing(tree: Criterion, patient: PatientFacts) -> None:
    extra = facts_from_mapping(
        {"id": "x", "facts": [{"what": "rheumatoid arthritis", "date": "2020"}]}, place="x", vocabulary=small_vocabulary()
    )
    assert truth(tree, replace(patient, facts=patient.facts + extra.facts)) is truth(tree, patient)


@often(150)
@given(trees, patients())
def test_whatever_is_unknown_says_why_and_whatever_is_decided_does_not(tree: Criterion, patient: PatientFacts) -> None:
    evidence = evaluate_criterion(tree, patient, CONTEXT)
    assert bool(evidence.reasons) is (evidence.truth is Truth.UNKNOWN)


@often(60)
@given(trees, patients())
def test_a_verdict_stays_what_it_is_until_the_day_it_is_said_to_change(tree: Criterion, patient: PatientFacts) -> None:
    line = Line(id="I1", section=Section.INCLUSION, text="line", span=Span(start=0, end=0), node=tree)
    stage = Stage(name="screening", label="Screening", lines=(line,))
    protocol = Protocol(key="T", title="T", stages=(stage,), conditions=("gastric cancer",), criteria_shown=(Section.INCLUSION,))
    now = evaluate_in(protocol, patient, CONTEXT).stages[0]
    if now.changes_on is None:
        return
    eve = evaluate_in(protocol, patient, replace(CONTEXT, on=now.changes_on - dt.timedelta(days=1))).stages[0]
    then = evaluate_in(protocol, patient, replace(CONTEXT, on=now.changes_on)).stages[0]
    assert eve.eligibility is now.eligibility
    assert then.eligibility is now.becomes


def test_the_generated_trees_hold_every_sort_of_node() -> None:
    seen: set[type] = set()

    @settings(max_examples=200, deadline=None, database=None, derandomize=True)
    @given(trees)
    def look(tree: Criterion) -> None:
        seen.update(type(node) for node in walk(tree))

    look()
    assert {AllOf, AnyOf, NoneOf, Not, When, Readings, Compare, Has, Ask, NoConstraint, Unread} <= seen
