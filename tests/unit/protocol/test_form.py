"""The file form of a protocol: what it looks like, and how a malformed file is refused."""

from __future__ import annotations

import json

import pytest

from trialwright.errors import UserError
from trialwright.findings import Span
from trialwright.protocol.form import criterion_from_json, protocol_from_json, read_protocol, to_json, write_protocol
from trialwright.protocol.language import parse_criterion
from trialwright.protocol.protocol import SCREENING, Line, Protocol, Section, Stage

LINE = Line(
    id="I1",
    section=Section.INCLUSION,
    text="Hemoglobin >= 9.0 g/dL within 14 days before registration",
    span=Span(start=3, end=60),
    node=parse_criterion("hemoglobin >= 9.0 g/dL within 14 days before registration"),
)
PROTOCOL = Protocol(key="NCT00000001", title="A trial", stages=(Stage(name=SCREENING, label="Screening", lines=(LINE,)),))


def test_a_protocol_looks_like_this():
    assert to_json(PROTOCOL) == {
        "format": "trialwright.protocol/1",
        "key": "NCT00000001",
        "title": "A trial",
        "stages": [
            {
                "name": "screening",
                "label": "Screening",
                "lines": [
                    {
                        "id": "I1",
                        "section": "inclusion",
                        "text": "Hemoglobin >= 9.0 g/dL within 14 days before registration",
                        "span": {"start": 3, "end": 60},
                        "node": {
                            "kind": "compare",
                            "quantity": {"variable": "hemoglobin"},
                            "low": {"value": {"number": "9.0"}},
                            "unit": "g/dL",
                            "window": {"kind": "within before", "amount": {"amount": "14", "unit": "day"}},
                        },
                    }
                ],
            }
        ],
    }


def test_a_place_on_a_scale_is_told_from_a_number():
    assert to_json(parse_criterion("stage is above IIB"))["low"] == {"value": {"code": "IIB"}, "inclusive": False}


def _file(**changes):
    body = json.loads(write_protocol(PROTOCOL))
    node = body["stages"][0]["lines"][0]["node"]
    node.update(changes)
    return body


NODE = "$.stages[0].lines[0].node"
FAULTS = [
    ({"kind": "compares"}, f"{NODE}.kind", 'found the text "compares"', 'did you mean "compare"?'),
    ({"kind": None}, f"{NODE}.kind", "found nothing (null)", None),
    ({"low": {"value": {"number": 9.0}}}, f"{NODE}.low.value.number", "found the number 9.0", 'write "9.0"'),
    ({"low": {"value": {"number": "nine"}}}, f"{NODE}.low.value.number", "a number as a text", None),
    ({"low": {"value": 9}}, f"{NODE}.low.value", '{"number": "1.5"} or {"code": "IIIB"}', None),
    ({"low": {}}, f"{NODE}.low", 'the limit lacks "value"', None),
    ({"low": {"value": {"number": "9"}, "inclusive": 1}}, f"{NODE}.low.inclusive", "expected true or false", None),
    ({"windows": None}, NODE, '"windows" is not a part of the criterion "compare"', 'did you mean "window"?'),
    ({"window": {"kind": "within"}}, f"{NODE}.window.kind", 'expected "within before"', 'did you mean "within before"?'),
    ({"relative": "UNL"}, f"{NODE}.relative", 'expected "ULN" or "LLN"', 'did you mean "ULN"?'),
    ({"quantity": []}, f"{NODE}.quantity", "expected an object, found a list", None),
    ({"unit": 3}, f"{NODE}.unit", "expected a text, found the number 3", None),
    ({"span": {"start": 9, "end": 3}}, f"{NODE}.span", "a span runs forwards", None),
]


@pytest.mark.parametrize(("changes", "place", "message", "hint"), FAULTS)
def test_a_malformed_file_is_refused_with_the_path_of_the_fault(changes, place, message, hint):
    with pytest.raises(UserError) as caught:
        protocol_from_json(_file(**changes))
    assert caught.value.place == place
    assert message in caught.value.message
    assert hint is None or hint in (caught.value.hint or "")


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("{", "p.json, line 1, column 2", "this is not JSON"),
        ("[]", "p.json: $", "a protocol is an object, not a list"),
        ("{}", "p.json: $.format", "this has no format"),
        (
            '{"format": "trialwright.protocol/2"}',
            "p.json: $.format",
            'this is "trialwright.protocol/2", not "trialwright.protocol/1"',
        ),
        ('{"format": "trialwright.protocol/1"}', "p.json: $", 'the protocol lacks "key"'),
        ("[" * 100_000, "p.json", "nested too deeply"),
    ],
)
def test_a_text_that_is_no_protocol_of_this_version_is_refused(text, place, message):
    with pytest.raises(UserError) as caught:
        read_protocol(text, source="p.json")
    assert caught.value.place == place
    assert message in caught.value.message


def test_a_criterion_of_a_larger_file_is_refused_with_its_path_there():
    with pytest.raises(UserError) as caught:
        criterion_from_json({"kind": "all of", "items": [{"kind": "has", "target": {}}]}, path="corrections.I3")
    assert caught.value.place == "corrections.I3.items[0].target"


def test_a_criterion_without_end_is_refused():
    data: dict[str, object] = {"kind": "has", "target": {"concept": "x"}}
    for _ in range(2000):
        data = {"kind": "not", "item": data}
    with pytest.raises(UserError, match="nested too deeply"):
        criterion_from_json(data)


def test_what_is_not_ascii_stands_in_the_file_as_it_is():
    assert "Sjögren" in write_protocol(Protocol(key="k", title="Sjögren", stages=()))
