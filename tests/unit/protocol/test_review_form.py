"""The file of a review: what a person writes into it, and how a slip is told."""

from __future__ import annotations

import pytest

from trialwright.errors import UserError
from trialwright.findings import Span
from trialwright.protocol.language import parse_criterion
from trialwright.protocol.protocol import SCREENING, Line, Protocol, Section, Stage
from trialwright.protocol.review import Decision, Review, review_of, signed, unsigned
from trialwright.protocol.review_form import read_review, write_review
from trialwright.protocol.review_head import is_review

LINE = Line(
    id="I1", section=Section.INCLUSION, text="Hb > 9", span=Span(start=3, end=9), node=parse_criterion("hemoglobin > 9 g/dL")
)
OTHER = Line(
    id="E1", section=Section.EXCLUSION, text="Stroke:\n- ever", span=Span(start=10, end=24), node=parse_criterion("no stroke")
)
STAGE = Stage(name=SCREENING, label="Screening", lines=(LINE, OTHER))
PROTOCOL = Protocol(key="NCT00000001", title="A trial", stages=(STAGE,), criteria_text="1. Hb > 9\n\nStroke:\n- ever")
FILE = write_review(review_of(PROTOCOL))


def edited(old: str, new: str) -> str:
    assert FILE.count(old) >= 1, old
    return FILE.replace(old, new, 1)


def read(text: str) -> Review:
    return read_review(text, name="x.trial.yaml")


def decisions(text: str, name: str = "I1") -> list[tuple[str, str, str]]:
    return [(item.decision.value, item.by, item.note) for item in read(text).lines[name].decisions]


def line_of(text: str, start: str) -> int:
    return next(number for number, row in enumerate(text.splitlines(), start=1) if row.strip().startswith(start))


def refused(text: str) -> UserError:
    with pytest.raises(UserError) as caught:
        read(text)
    return caught.value


def test_a_line_looks_like_this():
    start = FILE.index("  - line: I1")
    assert FILE[start : FILE.index("  - line: E1")].rstrip() == (
        """  - line: I1
    section: inclusion
    text: |-
      Hb > 9
    hash: 611b8dd97c09 cdb99ca353c2
    state: compiled
    requires: Hemoglobin of more than 9 g/dL.
    reading: |-
      hemoglobin > 9 g/dL
    review: todo"""
    )


def test_the_file_is_known_by_its_first_lines():
    assert is_review(FILE.encode()[:2000])
    assert not is_review(b"protocolSection: {}")


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("review: accepted", [("accepted", "", "")]),
        ("review: [accepted, rejected]", [("accepted", "", ""), ("rejected", "", "")]),
        ("review: {decision: rejected, note: too vague}", [("rejected", "", "too vague")]),
        ("review:\n      - decision: accepted\n        by: A. Weber", [("accepted", "A. Weber", "")]),
        ("review:", []),
        ("review: todo", []),
    ],
)
def test_a_decision_is_written_as(written, found):
    assert decisions(edited("review: todo", written)) == found


def test_a_reading_that_was_changed_by_hand_is_an_edit_that_nobody_signed():
    review = read(edited("hemoglobin > 9 g/dL", "hemoglobin >= 9 g/dL"))
    assert review.lines["I1"].decisions[-1].decision is Decision.EDITED
    assert unsigned(review) == ("I1",)


def test_accepted_beside_a_changed_reading_is_an_edit():
    text = edited("hemoglobin > 9 g/dL", "hemoglobin >= 9 g/dL").replace("review: todo", "review: accepted", 1)
    assert decisions(text) == [("edited", "", "")]


def test_another_spelling_of_our_reading_is_no_edit():
    assert decisions(edited("hemoglobin > 9 g/dL", "hemoglobin  >  9 g/dL   # checked")) == []


def test_a_reading_changed_after_it_was_signed_is_one_more_decision():
    text = write_review(signed(read(edited("review: todo", "review: accepted")), by="M. Rossi", at="2026-03-16T10:12:00+01:00"))
    later = read(text.replace("      hemoglobin > 9 g/dL", "      hemoglobin > 10 g/dL"))
    assert [(item.decision.value, item.by) for item in later.lines["I1"].decisions] == [("accepted", "M. Rossi"), ("edited", "")]


def test_comments_of_ones_own_stay_with_their_line():
    text = edited("review: todo", "review: accepted  # but ask the site").replace(
        "  - line: E1", "    # to discuss\n  - line: E1"
    )
    again = write_review(read(text))
    assert "  - line: I1\n    # but ask the site\n    # to discuss\n" in again
    assert write_review(read(again)) == again


def test_comments_above_the_first_line_stay_there():
    assert "\n# checked by the board\nformat:" in write_review(read(edited("format:", "# checked by the board\nformat:")))


def test_a_file_saved_on_another_system_is_read():
    assert read("\ufeff" + FILE.replace("\n", "\r\n")) == read(FILE)


ALTERED = [
    ("      Hb > 9\n", "      Hb > 10\n", "text:", "I1: the source line does not fit its hash"),
    ("hash: 611b8dd97c09", "hash: 611b8dd97c08", "text:", "I1: the source line does not fit its hash"),
    ("section: inclusion", "section: exclusion", "text:", "I1: the source line does not fit its hash"),
    (
        "    criteriaText: |-\n      1. Hb",
        "    criteriaText: |-\n      2. Hb",
        "record:",
        "the part `record` does not fit its hash",
    ),
    ("title: A trial", "title: Another", "title:", "`title` is not what the record says: A trial"),
    ("    text: |-\n      Hb > 9\n", "", "- line: I1", "I1: `text` is missing"),
]


@pytest.mark.parametrize(("old", "new", "place", "message"), ALTERED)
def test_what_must_not_be_changed_is_named_with_its_line(old, new, place, message):
    text = edited(old, new)
    error = refused(text)
    assert error.place == f"x.trial.yaml, line {line_of(text, place)}"
    assert error.message.startswith(message)
    assert "put back" in (error.hint or "")


def test_a_reading_that_does_not_parse_is_told_with_its_line_and_column():
    text = edited("      hemoglobin > 9 g/dL", "      all of (\n        hemoglobin > 9 g/dl x,\n        no stroke)")
    error = refused(text)
    assert error.place == f"x.trial.yaml, line {line_of(text, 'hemoglobin > 9')}"
    assert "I1: the reading cannot be read, at column 23 of the reading" in error.message


def test_a_reading_on_the_line_of_its_field_is_told_with_that_line():
    text = edited("reading: |-\n      hemoglobin > 9 g/dL", "reading: hemoglobin 9 g/dL")
    error = refused(text)
    assert error.place == f"x.trial.yaml, line {line_of(text, 'reading:')}"
    assert "at column 14 of the reading" in error.message


@pytest.mark.parametrize(
    ("old", "new", "message", "hint"),
    [
        (
            "review: todo",
            "review: acepted",
            'a decision is accepted, edited, rejected or todo, not the text "acepted"',
            "accepted",
        ),
        ("review: todo", "review: edited", "I1: it says edited, but the reading is still ours", "change `reading`"),
        ("review: todo", "revew: accepted", '"revew" is not a field here', "review"),
        ("review: todo", "review: 3", "a decision is", "note"),
        ("review: todo", "review: {decision: accepted, by: [x]}", "are texts", ""),
        ("review: todo", "review: !!python/object:os.system {}", "the tag", "plain text"),
        ("review: todo", "review: &x [*x]", "anchors", "write the value out"),
        ("review: todo", "review: accepted\n    review: rejected", "stands twice", "keep one"),
        ("review: todo", "review: accepted: x", "not valid YAML", "quotation marks"),
        ("review: todo", "review:\n\t- accepted", "not valid YAML", "spaces"),
        ("trialwright.review/1", "trialwright.review/9", "the format is", "make one"),
    ],
)
def test_a_slip_is_told_with_a_mend(old, new, message, hint):
    error = refused(edited(old, new))
    assert (error.place or "").startswith("x.trial.yaml, line ")
    assert message in error.message
    assert hint in (error.hint or "")


def test_a_line_taken_out_is_missed():
    text = FILE[: FILE.index("  - line: E1")] + FILE[FILE.index("# What else") :]
    assert "E1 of the record: the line is missing here" in refused(text).message


def test_a_line_that_stands_twice_is_refused():
    item = FILE[FILE.index("  - line: I1") : FILE.index("  - line: E1")]
    assert "I1 stands twice" in refused(FILE.replace(item, item + item)).message


def test_a_file_that_is_nested_without_end_is_refused():
    assert "nested too deeply" in refused("format: " + "[" * 5000).message
