"""Laws of the file form: whatever is written is read back the same, and a damaged file is refused with the path of the damage."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st
from tests.often import often
from tests.property.criteria_trees import TREES

from trialwright.errors import UserError
from trialwright.findings import Finding, Severity, Span
from trialwright.protocol.form import (
    criterion_from_json,
    line_from_json,
    protocol_from_json,
    read_protocol,
    stage_from_json,
    to_json,
    write_protocol,
)
from trialwright.protocol.protocol import Arm, Line, Protocol, Section, Stage
from trialwright.vocabulary.time import PartialDate

SPANS = st.builds(Span, start=st.integers(0, 5), end=st.integers(5, 9), source=st.text(max_size=5))
TEXTS = st.text(max_size=8)
LINES = st.builds(
    Line,
    id=TEXTS,
    section=st.sampled_from(Section),
    text=TEXTS,
    span=SPANS,
    node=TREES,
    origin=TEXTS,
    cohort=st.none() | TEXTS,
)
STAGES = st.builds(Stage, name=TEXTS, label=TEXTS, lines=st.lists(LINES, max_size=2).map(tuple), begins=st.none() | TEXTS)
FINDINGS = st.builds(
    Finding,
    code=TEXTS,
    message=TEXTS,
    severity=st.sampled_from(Severity),
    span=st.none() | SPANS,
    hint=st.none() | TEXTS,
    fields=st.lists(TEXTS, max_size=2).map(tuple),
    values=st.lists(TEXTS, max_size=2).map(tuple),
    depends_on_date=st.booleans(),
)
ARMS = st.builds(
    Arm,
    label=TEXTS,
    type=st.none() | TEXTS,
    description=st.none() | TEXTS,
    interventions=st.lists(TEXTS, max_size=2).map(tuple),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | TEXTS, lambda inner: st.lists(inner, max_size=2), max_leaves=3
)
PROTOCOLS = st.builds(
    Protocol,
    key=TEXTS,
    title=TEXTS,
    stages=st.lists(STAGES, max_size=2).map(tuple),
    conditions=st.lists(TEXTS, max_size=2).map(tuple),
    condition_names=st.lists(TEXTS, max_size=2).map(tuple),
    arms=st.lists(ARMS, max_size=2).map(tuple),
    criteria_text=TEXTS,
    criteria_shown=st.lists(st.sampled_from(Section), max_size=2).map(tuple),
    status=st.none() | TEXTS,
    status_date=st.none()
    | st.builds(PartialDate.of, st.dates())
    | st.sampled_from([PartialDate.parse("2026-03"), PartialDate.parse("2026")]),
    findings=st.lists(FINDINGS, max_size=2).map(tuple),
    sources=st.lists(st.dictionaries(TEXTS, JSON, max_size=2), max_size=2).map(tuple),
)


@often(200)
@given(tree=TREES)
def test_a_criterion_comes_back_with_its_spans(tree):
    assert criterion_from_json(json.loads(json.dumps(to_json(tree)))) == tree


@often(50)
@given(line=LINES, stage=STAGES)
def test_a_line_and_a_stage_come_back(line, stage):
    assert line_from_json(json.loads(json.dumps(to_json(line)))) == line
    assert stage_from_json(json.loads(json.dumps(to_json(stage)))) == stage


@often(100)
@given(protocol=PROTOCOLS)
def test_a_protocol_comes_back_from_its_file(protocol):
    text = write_protocol(protocol)
    assert read_protocol(text) == protocol
    assert write_protocol(read_protocol(text)) == text


@often(150)
@given(protocol=PROTOCOLS, data=st.data())
def test_a_damaged_file_is_refused_with_a_path_or_means_another_protocol(protocol, data):
    body = to_json(protocol)
    place = data.draw(st.sampled_from(list(_places(body))))
    damaged = _replaced(body, place, data.draw(st.sampled_from([None, 3, 1.5, True, "?", [], {}, {"kind": "hass"}, ["x"]])))
    try:
        back = protocol_from_json(damaged)
    except UserError as error:
        assert error.place and error.place.startswith("$")
    else:
        assert protocol_from_json(to_json(back)) == back


def _places(body, at=()):
    if at:
        yield at
    items = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for key, item in items:
        yield from _places(item, (*at, key))


def _replaced(body, place, new):
    if not place:
        return new
    copy = dict(body) if isinstance(body, dict) else list(body)
    copy[place[0]] = _replaced(body[place[0]], place[1:], new)
    return copy
