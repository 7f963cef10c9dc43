"""Any text enters the compiler: it never crashes, loses no character, and what it did not understand excludes nobody."""

from __future__ import annotations

import datetime as dt
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.often import often
from tests.unit.compiler.outlines_in import OPENS_AND_ENDS, seed_criteria

from trialwright.compiler.compile import Compiled, compile_criteria
from trialwright.compiler.outlining.outline import Kind
from trialwright.compiler.setting import denied
from trialwright.compiler.tagging.normalise import normalise
from trialwright.findings import Span
from trialwright.library import protocol_of_line
from trialwright.match.context import Context
from trialwright.match.evaluate import evaluate, evaluate_criterion
from trialwright.match.truth import Truth
from trialwright.match.verdict import Outcome
from trialwright.patients.facts import PatientFacts
from trialwright.patients.sheet import facts_from_mapping
from trialwright.protocol.criteria import NOWHERE, AllOf, AnyOf, Criterion, NoneOf, Not, Unread, walk, without_spans
from trialwright.protocol.language import parse_criterion, print_criterion
from trialwright.protocol.protocol import Line

ON = dt.date(2026, 3, 16)
NOBODY = PatientFacts(id="nobody")
SOMEBODY = facts_from_mapping(
    {
        "id": "somebody",
        "age": 61,
        "sex": "female",
        "facts": [
            {"what": "gastric cancer", "stage": "IV", "date": "2026-01-10"},
            {"what": "liver metastasis", "count": 2, "date": "2026-01-10"},
            {"what": "hypertension", "status": "controlled", "date": "2019"},
            {"what": "brain metastasis", "present": False, "date": "2026-02-01"},
            {"what": "hemoglobin", "value": 10.1, "unit": "g/dL", "date": "2026-03-10"},
            {"what": "AST", "value": 80, "unit": "U/L", "uln": 40, "date": "2026-03-10"},
            {"what": "cisplatin", "start": "2025-06-01", "end": "2025-09-01"},
            {"what": "HER2", "value": "negative", "date": "2026-01-20"},
        ],
        "complete": ["conditions", "treatments"],
    },
    place="generated",
)
FRAGMENTS = [
    *("Age ≥ 18 years", "Hemoglobin \\>= 9.0 g/dL", "ANC ≥ 1,500/mm3", "platelets >= 100 x 109/L", "AST &lt;= 2.5 × ULN"),
    *("(≤ 5 x ULN if liver metastases)", "ECOG 0-1", "grade > 2", "at least two of the following:", "any of the following"),
    *("within 4 weeks prior to first dose", "in the past 6 months", "for at least 5 years", "at the time of", "≥ 3 months since"),
    *("no", "not", "without", "neither", "nor", "must not have", "except", "unless", "other than", "such as", "including", "if"),
    *("and", "or", "and/or", ",", ";", ".", ":", "(", ")", "/", "-", "<", "≥", "≤ 5", "x ULN", "mg/day", "10^9/L", "%", "3+"),
    *("liver metastases", "brain metastasis", "hypertension", "uncontrolled", "active", "known", "severe", "gastric cancer"),
    *("chemotherapy", "cisplatin", "anti-PD-1 antibody", "prior", "history of", "currently receiving", "HER2", "EGFR"),
    *("positive", "negative", "mutation", "pregnant", "women", "female patients", "is allowed", "are eligible", "are excluded"),
    *("defined as", "in the opinion of the investigator", "able to", "requiring treatment", "wosselitis", "brund", "zq-17"),
]
SIGNS = [
    "\u00b5",
    "\u2264",
    "\uff1c",
    "\u3000",
    "\u00a0",
    "\U0001f600",
    "入选",
    "é",
    "\u200b",
    "\u202e",
    "^",
    "²",
    "½",
    "\\",
    "&amp;gt;",
]
BREAKS = [" ", " ", " ", "\n* ", "\n  * ", "\n\nExclusion Criteria:\n* ", "\n\nCohort A:\n- ", "\n1. ", ", ", ". ", "", "\t"]
PIECE = st.tuples(st.one_of(st.sampled_from(FRAGMENTS), st.sampled_from(SIGNS)), st.sampled_from(BREAKS))
TEXTS = st.lists(PIECE, max_size=14).map(lambda pieces: "".join(word + end for word, end in pieces))
KINDS: st.SearchStrategy[Kind | None] = st.sampled_from([None, "inclusion", "exclusion"])
MADE_UP = st.sampled_from(["wosselitis", "brundoma", "quilbast", "Flimmer syndrome", "trevolumab-zonk", "snorple"])


@cache
def seed_lines() -> tuple[Line, ...]:
    """Every line of the seed trials, compiled."""
    texts = (seed_criteria(seed) for seed in sorted(OPENS_AND_ENDS))
    return tuple(line for text in texts for stage in compile_criteria(text).built.stages for line in stage.lines)


def nodes(compiled: Compiled) -> list[Criterion]:
    """Every node of every line."""
    return [node for line in lines(compiled) for node in walk(line.node)]


def lines(compiled: Compiled) -> list[Line]:
    """Every line of every stage."""
    return [line for stage in compiled.built.stages for line in stage.lines]


def _stopped_on(compiled: Compiled) -> list[str]:
    """What the compiler says of each line that it left unread because of a defect of ours."""
    return [found.message for found in compiled.findings if found.code == "READER_STOPPED"]


def truth(node: Criterion, patient: PatientFacts) -> Truth:
    return evaluate_criterion(node, patient, Context(on=ON, diseases=("gastric cancer",))).truth


@often(120)
@given(TEXTS, KINDS)
def test_no_text_made_of_fragments_stops_the_compiler_and_every_span_lies_inside_it(text: str, section: Kind | None) -> None:
    compiled = compile_criteria(text, section=section)
    assert _stopped_on(compiled) == []
    spans = [node.span for node in nodes(compiled)] + [line.span for line in lines(compiled)]
    assert [span for span in spans if not 0 <= span.start <= span.end <= len(text)] == []


@often(80)
@given(st.text(max_size=120), KINDS)
def test_no_text_of_any_characters_stops_the_compiler(text: str, section: Kind | None) -> None:
    compiled = compile_criteria(text, section=section)
    assert _stopped_on(compiled) == []
    assert len(lines(compiled)) == sum(group.top_level_count for group in compiled.outline.groups)


@often(120)
@given(TEXTS, KINDS)
def test_every_character_is_in_one_line_one_label_or_one_gap(text: str, section: Kind | None) -> None:
    outline = compile_criteria(text, section=section).outline
    labels = [span for group in outline.groups for span in group.labels]
    places = sorted([*labels, *(item.span for item in outline.walk()), *outline.gaps])
    filled = [span for span in places if span.start < span.end]
    assert "".join(span.cut(text) for span in filled) == text
    assert all(left.end == right.start for left, right in pairwise(filled))


@often(120)
@given(TEXTS)
def test_the_text_of_a_line_is_the_text_that_its_span_shows(text: str) -> None:
    for line in lines(compile_criteria(text)):
        assert line.text in text
        assert line.span.cut(text).startswith(line.text)


@often(200)
@given(st.one_of(TEXTS, st.text(max_size=80)), st.integers(min_value=0, max_value=500))
def test_normalised_characters_keep_their_order_and_their_place_in_the_source(text: str, offset: int) -> None:
    normal = normalise(text, offset)
    assert len(normal.starts) == len(normal.ends) == len(normal.text)
    assert list(normal.starts) == sorted(normal.starts)
    assert list(normal.ends) == sorted(normal.ends)
    for at, character in enumerate(normal.text):
        span = normal.span(at, at + 1)
        assert offset <= span.start <= span.end <= offset + len(text)
        assert span.start < span.end or character == " ", "only a blank may be put where nothing was"


@often(200)
@given(st.one_of(TEXTS, st.text(max_size=80)))
def test_a_character_that_normalising_left_alone_maps_to_itself(text: str) -> None:
    normal = normalise(text)
    for at, character in enumerate(normal.text):
        cut = normal.span(at, at + 1).cut(text)
        assert len(cut) != 1 or character == cut or not cut.isascii() or cut.isspace() or cut in "*x", (character, cut)


@often(150)
@given(TEXTS)
def test_normalising_twice_is_normalising_once_in_signs_of_comparison(text: str) -> None:
    once = normalise(text).text
    assert not set(once) & set("≤≥＜＞≦≧µ×\u00a0\u3000\n\t")


SENTENCES = [
    ("History of {}", "exclusion"),
    ("Active {} within 4 weeks prior to registration", "exclusion"),
    ("Known allergy to {}", "exclusion"),
    ("Prior treatment with {}", "exclusion"),
    ("{} ≥ 3 x ULN", "exclusion"),
    ("Patients with {} requiring treatment", "exclusion"),
    ("Absence of {}", "exclusion"),
    ("Does not have {}", "exclusion"),
    ("{}, unless treated", "exclusion"),
    ("Any of the following:\n- {0}\n- active {0}", "exclusion"),
    ("Histologically confirmed {}", "inclusion"),
    ("No {}", "inclusion"),
    ("{} score of at least 10", "inclusion"),
    ("Must not have {} or {}", "inclusion"),
    ("At least one of the following:\n- {}\n- more than 3 {}", "inclusion"),
    ("If {}, then {} must be controlled", "inclusion"),
    ("Prior {} is required", "inclusion"),
    ("At least 4 weeks since {}", "inclusion"),
    ("Patients must have {}, defined as {} > 5", "inclusion"),
]


@often(150)
@given(st.sampled_from(SENTENCES), MADE_UP, MADE_UP)
def test_a_line_about_unknown_words_never_fails_somebody_of_whom_nothing_is_known(
    sentence: tuple[str, Kind], one: str, other: str
) -> None:
    template, section = sentence
    protocol = protocol_of_line(template.format(one, other), section=section)
    verdicts = [line for stage in evaluate(protocol, NOBODY, on=ON).stages for line in stage.lines]
    assert [line.outcome for line in verdicts if line.outcome is Outcome.FAIL] == []


@often(150)
@given(TEXTS, KINDS)
def test_no_line_at_all_fails_somebody_of_whom_nothing_is_known(text: str, section: Kind | None) -> None:
    for line in lines(compile_criteria(text, section=section)):
        assert truth(line.node, NOBODY) is not Truth.FALSE, line.text


@often(120)
@given(TEXTS, KINDS)
def test_every_compiled_line_is_printed_and_read_back_as_it_was(text: str, section: Kind | None) -> None:
    for line in lines(compile_criteria(text, section=section)):
        plain = without_spans(line.node)
        assert without_spans(parse_criterion(print_criterion(plain, width=10000))) == plain


def test_every_line_of_the_seed_trials_is_printed_and_read_back_as_it_was() -> None:
    plain = [without_spans(line.node) for line in seed_lines()]
    assert [without_spans(parse_criterion(print_criterion(node))) for node in plain] == plain
    assert len(plain) > 80


OPPOSITE = {Truth.TRUE: Truth.FALSE, Truth.FALSE: Truth.TRUE, Truth.UNKNOWN: Truth.UNKNOWN}


@often(120)
@given(st.data(), st.sampled_from([NOBODY, SOMEBODY]))
def test_what_is_denied_is_true_where_it_was_false_and_denied_twice_is_what_it_was(
    data: st.DataObject, patient: PatientFacts
) -> None:
    constraining = [line.node for line in seed_lines() if truth(line.node, NOBODY) is not Truth.TRUE]
    node = data.draw(st.sampled_from(constraining))
    once = denied(node, Span(start=0, end=1))
    assert truth(once, patient) is OPPOSITE[truth(node, patient)]
    assert truth(denied(once, NOWHERE), patient) is truth(node, patient)


def test_a_list_that_is_denied_is_none_of_it_and_back() -> None:
    hole = Unread(text="x")
    either = AnyOf(items=(hole, hole))
    assert denied(either, NOWHERE) == NoneOf(items=(hole, hole))
    assert denied(Not(item=either), NOWHERE) == either
    assert denied(AllOf(items=(hole,)), NOWHERE) == Not(item=AllOf(items=(hole,)))


@pytest.mark.parametrize(
    "words",
    [
        "(" * 3000 + "18" + ")" * 3000,
        "(" * 5000,
        "HIV, hepatitis B or ascites requiring drainage, " * 800,
        "no " * 2000 + "HIV",
        "if HIV, " * 900,
        "HIV must " * 900,
        "not HIV or " * 700,
        "prostate cancer: " * 600 + "HIV",
        "chemotherapy unless " * 800,
    ],
)
@pytest.mark.parametrize("heading", ["Inclusion Criteria", "Exclusion Criteria"])
def test_a_page_made_to_exhaust_the_reader_is_left_unread(words: str, heading: str) -> None:
    text = f"{heading}:\n* {words}\n* Age 18 years or older"
    lines = [line for stage in compile_criteria(text).built.stages for line in stage.lines]
    assert len(lines) == 2
    assert lines[1].text == "Age 18 years or older"
