"""Laws of a review: its file comes back whole, and a changed text takes the review of the changed lines and of no others."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from tests.often import often
from tests.property.criteria_trees import TREES

from trialwright.errors import UserError
from trialwright.findings import Span
from trialwright.protocol.carrying import Fate, carried
from trialwright.protocol.criteria import Criterion, without_spans
from trialwright.protocol.language import parse_criterion
from trialwright.protocol.protocol import SCREENING, Line, Protocol, Section, Stage
from trialwright.protocol.review import (
    Decided,
    Decision,
    Review,
    decision_on,
    review_of,
    reviewed_protocol,
    text_fingerprint,
    with_decision,
)
from trialwright.protocol.review_form import read_review, write_review

TEXTS = st.text(min_size=0, max_size=12) | st.sampled_from(["Age \\>= 18", "a\n  - b\n", "# x", "  y", "ja: nein", "\u2028z\r"])
NODES = [parse_criterion(text) for text in ("age >= 18 years", "no stroke", "no infection", 'ask "x"')]
SENTENCES = ["Age at least 18", "No stroke", "No stroke within a year", "Infection", "Able to swallow", "Hb > 9"]


def _line(place: int, text: str, section: Section, node: Criterion) -> Line:
    return Line(id=f"L{place}", section=section, text=text, span=Span(start=place, end=place + 1), node=node)


@st.composite
def reviews(draw: st.DrawFn) -> Review:
    stages = []
    count = 0
    for name in (SCREENING, "secondary_registration")[: draw(st.integers(1, 2))]:
        lines = []
        for _ in range(draw(st.integers(0, 3))):
            count += 1
            lines.append(_line(count, draw(TEXTS), draw(st.sampled_from(Section)), without_spans(draw(TREES))))
        stages.append(Stage(name=name, label=draw(TEXTS), lines=tuple(lines)))
    protocol = Protocol(key=draw(TEXTS), title=draw(TEXTS), stages=tuple(stages), criteria_text=draw(TEXTS))
    review = review_of(protocol, completion=draw(st.sampled_from(["", "2026-03"])))
    for number in range(1, count + 1):
        for decision in draw(st.lists(st.sampled_from([Decision.ACCEPTED, Decision.REJECTED, Decision.TODO]), max_size=2)):
            who, when = draw(st.sampled_from(["M. Rossi", "x: #y"])), "2026-03-16T10:12:00+01:00"
            review = with_decision(review, f"L{number}", Decided(decision=decision, by=who, at=when, note=draw(TEXTS)))
    return review


@often(150)
@given(review=reviews())
def test_a_review_comes_back_from_its_file(review):
    text = write_review(review)
    assert read_review(text) == review
    assert write_review(read_review(text)) == text


@often(150)
@given(review=reviews(), data=st.data())
def test_a_damaged_file_is_refused_with_its_line_or_means_another_review(review, data):
    rows = write_review(review).split("\n")
    place = data.draw(st.integers(0, len(rows) - 1))
    rows[place : place + data.draw(st.integers(0, 2))] = data.draw(
        st.lists(st.sampled_from(["", "x", "  - y", "    text: z", "- "]), max_size=2)
    )
    try:
        found = read_review("\n".join(rows), name="x.trial.yaml")
    except UserError as error:
        assert error.place
        assert error.place.startswith("x.trial.yaml")
    else:
        before = [(text_fingerprint(line, stage), line.id) for stage, line, _ in review.each()]
        assert [(text_fingerprint(line, stage), line.id) for stage, line, _ in found.each()] == before


@st.composite
def texts(draw: st.DrawFn) -> list[tuple[str, Section]]:
    return draw(st.lists(st.tuples(st.sampled_from(SENTENCES), st.sampled_from(Section)), max_size=6))


def _protocol(lines: list[tuple[str, Section]]) -> Protocol:
    made = tuple(
        _line(place, text, section, NODES[len(text.split()) % len(NODES)]) for place, (text, section) in enumerate(lines)
    )
    return Protocol(key="K", title="T", stages=(Stage(name=SCREENING, label="S", lines=made),), criteria_shown=tuple(Section))


def _decided(protocol: Protocol) -> Review:
    review = review_of(protocol)
    for line in protocol.stages[0].lines:
        decided = Decided(decision=Decision.ACCEPTED, by=f"on {line.id}", at="2026-03-16T10:12:00+01:00")
        review = with_decision(review, line.id, decided)
    return review


@often(300)
@given(old=texts(), new=texts())
def test_a_changed_text_keeps_the_review_of_exactly_the_lines_that_stand_unchanged(old, new):
    done = carried(_decided(_protocol(old)), _protocol(new)).review
    kept = Counter(
        (line.text, line.section) for stage, line, kept in done.each() if decision_on(stage, line, kept) is Decision.ACCEPTED
    )
    assert kept == Counter(old) & Counter(new)


@often(200)
@given(old=texts(), blanks=st.lists(st.sampled_from(["", " ", "\n  "]), min_size=6, max_size=6), data=st.data())
def test_to_move_a_line_or_to_space_it_otherwise_takes_no_review(old, blanks, data):
    spaced = [(text.replace(" ", blank + " "), section) for (text, section), blank in zip(old, blanks, strict=False)]
    done = carried(_decided(_protocol(old)), _protocol(data.draw(st.permutations(spaced))))
    assert set(done.fates.values()) <= {Fate.KEPT}
    assert done.gone == ()


@often(100)
@given(lines=texts())
def test_the_same_text_keeps_each_copy_of_a_line_apart(lines):
    done = carried(_decided(_protocol(lines)), _protocol(lines)).review
    assert [kept.decisions[-1].by for _, _, kept in done.each()] == [f"on L{place}" for place in range(len(lines))]


@often(100)
@given(lines=texts(), data=st.data())
def test_a_rejected_line_is_unknown_and_the_others_are_as_they_were(lines, data):
    protocol = _protocol(lines)
    review = review_of(protocol)
    rejected = data.draw(st.sets(st.sampled_from([line.id for line in protocol.stages[0].lines]))) if lines else set()
    for name in rejected:
        review = with_decision(review, name, Decided(decision=Decision.REJECTED, by="x", at="y"))
    found = reviewed_protocol(review).stages[0].lines
    states = [line.state.value for line in found if line.id in rejected]
    assert set(states) <= {"not read"}
    assert [line for line in found if line.id not in rejected] == [
        line for line in protocol.stages[0].lines if line.id not in rejected
    ]
    assert replace(reviewed_protocol(review), stages=(), findings=()) == replace(protocol, stages=(), findings=())
