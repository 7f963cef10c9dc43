"""Any text enters `split`; every character of it stands in exactly one item, label or gap, and no word is lost."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from tests.often import often
from tests.unit.compiler.outlines_in import OPENS_AND_ENDS, seed_criteria

from trialwright.compiler.outlining.outline import Outline
from trialwright.compiler.outlining.split import split
from trialwright.compiler.wording.clean import clean
from trialwright.findings import Span

MARKS = [
    "* ",
    "- ",
    "• ",
    "- • ",
    "1. ",
    "2) ",
    "(i) ",
    "(ii) ",
    "a. ",
    "B) ",
    "\\<1\\>",
    "\\<2\\>",
    "①",
    "（2）",
    "5.1 ",
    "** ",
    "‣",
    "",
]
WORDS = [
    *(
        "Inclusion Criteria:",
        "EXCLUSION CRITERIA",
        "Cohort 1:",
        "Step 2 registration",
        "one of the following:",
        "except:",
        "Notes:",
    ),
    *(
        "Age ≥ 18 years",
        "ECOG 0-1.",
        "ANC \\>= 1.5×10\\^9/L",
        "either (i) or (ii) below.",
        "HER2:CEP17<2",
        "入选标准：",
        "and/or",
        "OR",
    ),
    *("Any other cancer;", "pregnant &gt; 3", "(unbalanced", "1.5 mg/dL", "at least 2 of the following", "\U0001f600", "Ünïcode"),
]
BREAKS = ["\n", "\r\n", "\n\n", "\r\n\r\n", "\n          ", "\n  ", " ", " - ", "\t", "\u3000"]
LINE = st.tuples(st.sampled_from(MARKS), st.lists(st.sampled_from(WORDS), max_size=3), st.sampled_from(BREAKS))
TEXTS = st.lists(LINE, max_size=14).map(lambda lines: "".join(f"{mark}{' '.join(words)}{end}" for mark, words, end in lines))


def places(outline: Outline) -> list[Span]:
    """Every span of the outline, in the order of the text."""
    labels = [span for group in outline.groups for span in group.labels]
    return sorted([*labels, *(item.span for item in outline.walk()), *outline.gaps])


def uncovered(outline: Outline) -> list[str]:
    """What stands in no span, or in two of them."""
    wrong, at = [], 0
    for span in places(outline):
        if span.start != at and span.start != span.end:
            wrong.append(outline.text[min(at, span.start) : max(at, span.start)])
        at = max(at, span.end)
    return wrong + ([outline.text[at:]] if at != len(outline.text) else [])


@often(400)
@given(TEXTS)
def test_every_character_is_in_exactly_one_place(text: str) -> None:
    assert uncovered(split(text)) == []


@often(150)
@given(st.text(max_size=300))
def test_text_of_any_characters_is_split_without_a_crash_and_without_loss(text: str) -> None:
    assert uncovered(split(text)) == []


@often(300)
@given(TEXTS)
def test_a_gap_holds_no_word_but_one_that_joins(text: str) -> None:
    for gap in split(text).gaps:
        words = re.findall(r"[A-Za-zÀ-ÿ]{2,}", gap.cut(text))
        assert {word.casefold() for word in words} <= {"and", "or", "ii"}, gap.cut(text)


@often(200)
@given(TEXTS)
def test_the_text_of_an_item_is_what_its_span_shows(text: str) -> None:
    for item in split(text).walk():
        assert item.text == clean(item.span.cut(text))


@often(60)
@given(st.sampled_from(sorted(OPENS_AND_ENDS)), st.data())
def test_a_criteria_text_cut_off_anywhere_keeps_its_characters(seed: str, data: st.DataObject) -> None:
    whole = seed_criteria(seed)
    cut = whole[: data.draw(st.integers(min_value=0, max_value=len(whole)))]
    assert uncovered(split(cut)) == []


def test_a_span_that_is_missing_or_doubled_is_noticed() -> None:
    good = split("Inclusion Criteria:\n* Age")
    assert uncovered(Outline(text=good.text, groups=good.groups, gaps=())) != []
    assert uncovered(Outline(text=good.text, groups=good.groups, gaps=(*good.gaps, Span(start=0, end=3)))) != []
