"""Laws of comparing criteria: a normal form says the same, the stricter is never kept by more, a diff has two sides."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from tests.often import often
from tests.property.criteria_trees import TREES
from tests.property.test_matching_laws import patients, trees, truth

from trialwright.findings import Span
from trialwright.match.truth import Truth
from trialwright.patients.facts import PatientFacts
from trialwright.protocol.criteria import Criterion, Not
from trialwright.protocol.difference import MATTERS, Change, Kind, differences
from trialwright.protocol.normal import normal
from trialwright.protocol.protocol import SCREENING, Line, Protocol, Section, Stage
from trialwright.protocol.stricter import Relation, implies, relation

WORDS = st.lists(
    st.sampled_from(["no", "prior", "active", "stroke", "cancer", "within", "6", "months", "ECOG", "hemoglobin"]),
    min_size=1,
    max_size=5,
)


@often(300)
@given(tree=TREES)
def test_the_normal_form_of_a_normal_form_is_itself(tree: Criterion) -> None:
    assert normal(normal(tree)) == normal(tree)


@often(200)
@given(tree=TREES)
def test_to_deny_twice_changes_nothing(tree: Criterion) -> None:
    assert normal(Not(item=Not(item=tree))) == normal(tree)


@often(300)
@given(trees, patients())
def test_the_normal_form_never_says_the_contrary(tree: Criterion, patient: PatientFacts) -> None:
    assert {truth(tree, patient), truth(normal(tree), patient)} != {Truth.TRUE, Truth.FALSE}


@often(600)
@given(trees, trees, patients())
def test_nobody_keeps_the_stricter_criterion_and_breaks_the_looser(
    one: Criterion, other: Criterion, patient: PatientFacts
) -> None:
    if implies(normal(one), normal(other)):
        assert (truth(one, patient), truth(other, patient)) != (Truth.TRUE, Truth.FALSE)


@often(200)
@given(one=TREES, other=TREES)
def test_what_is_tightened_one_way_is_loosened_the_other(one: Criterion, other: Criterion) -> None:
    mirrored = {Relation.TIGHTENED: Relation.LOOSENED, Relation.LOOSENED: Relation.TIGHTENED}
    found = relation(one, other)
    assert relation(other, one) is mirrored.get(found, found)
    assert relation(one, one) is Relation.SAME


@st.composite
def protocols(draw: st.DrawFn, pool: tuple[Criterion, ...]) -> Protocol:
    sections = draw(st.lists(st.sampled_from(Section), min_size=0, max_size=5))
    lines = tuple(
        Line(
            id=f"L{place}",
            section=section,
            text=" ".join(draw(WORDS)),
            span=Span(start=0, end=1),
            node=draw(st.sampled_from(pool)),
        )
        for place, section in enumerate(sections)
    )
    stage = Stage(name=SCREENING, label="Screening", lines=lines)
    shown = draw(st.sampled_from([tuple(Section), tuple(Section), (Section.INCLUSION,)]))
    return Protocol(key="K", title="T", stages=(stage,), criteria_shown=shown)


@st.composite
def versions(draw: st.DrawFn) -> tuple[Protocol, Protocol]:
    """Two protocols whose lines are drawn from one small pool, so that readings and words recur."""
    pool = tuple(draw(st.lists(trees, min_size=1, max_size=4)))
    return draw(protocols(pool)), draw(protocols(pool))


_MIRRORED = {
    Kind.ADDED: Kind.REMOVED,
    Kind.REMOVED: Kind.ADDED,
    Kind.TIGHTENED: Kind.LOOSENED,
    Kind.LOOSENED: Kind.TIGHTENED,
}


def _sides(change: Change) -> tuple[frozenset[str], frozenset[str]]:
    old, new = (frozenset(line.id for _, line in side) for side in (change.old, change.new))
    return old, new


@often(300)
@given(versions())
def test_from_new_to_old_is_from_old_to_new_the_other_way_round(pair: tuple[Protocol, Protocol]) -> None:
    forth, back = differences(*pair), differences(*reversed(pair))
    mirrored = {(_MIRRORED.get(change.kind, change.kind), *reversed(_sides(change))) for change in back.changes}
    assert {(change.kind, *_sides(change)) for change in forth.changes} == mirrored


@often(200)
@given(versions())
def test_a_protocol_does_not_differ_from_itself_however_its_lines_are_numbered(pair: tuple[Protocol, Protocol]) -> None:
    protocol = replace(pair[0], criteria_shown=tuple(Section))
    stage = protocol.stages[0]
    turned = replace(protocol, stages=(replace(stage, lines=tuple(reversed(stage.lines))),))
    assert {change.kind for change in differences(protocol, protocol).changes} <= {Kind.SAME}
    assert differences(protocol, protocol).same
    assert {change.kind for change in differences(protocol, turned).changes}.isdisjoint({Kind.ADDED, Kind.REMOVED})


@often(200)
@given(versions())
def test_every_line_stands_in_exactly_one_change(pair: tuple[Protocol, Protocol]) -> None:
    changes = differences(*pair).changes
    for side, protocol in enumerate(pair):
        named = [line.id for change in changes for _, line in (change.old, change.new)[side]]
        assert sorted(named) == sorted(line.id for line in protocol.stages[0].lines)
    assert all(change.kind in set(Kind) and (change.old or change.new) for change in changes)
    assert differences(*pair).same is not any(change.kind in MATTERS for change in changes)
