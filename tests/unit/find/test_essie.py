"""The query language is read as ClinicalTrials.gov reads it; a mistake has its place and its mend, plain text is never one."""

from __future__ import annotations

import pytest

from trialwright.find.essie import read_question
from trialwright.find.expression import (
    All,
    And,
    Coverage,
    Covering,
    Distance,
    Expression,
    InArea,
    Missing,
    Not,
    OnSite,
    Or,
    Range,
    Tilted,
    Widened,
    Widening,
    Words,
)
from trialwright.find.mistakes import QueryError


def _plain(node: Expression) -> object:
    """The expression without its places, as nested tuples that are easy to write."""
    match node:
        case Words():
            return f'"{node.text}"' if node.quoted else node.text
        case And() | Or():
            return (type(node).__name__, *map(_plain, node.items))
        case Not() | OnSite():
            return (type(node).__name__, _plain(node.item))
        case InArea():
            return (node.area, _plain(node.item))
        case Covering():
            return (node.coverage, _plain(node.item))
        case Widened():
            return (node.widening, _plain(node.item))
        case Tilted():
            return ("Tilted", node.piece, _plain(node.item))
        case Range():
            return ("Range", node.low, node.high)
        case Distance():
            return ("Distance", node.lat, node.lon, round(node.km, 3))
        case Missing() | All():
            return type(node).__name__


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("heart attack", "heart attack"),
        ("a OR b AND NOT c", ("Or", "a", ("And", "b", ("Not", "c")))),
        ("(a OR b) AND c", ("And", ("Or", "a", "b"), "c")),
        ('"breast cancer" trastuzumab', ("And", '"breast cancer"', "trastuzumab")),
        ("AREA[Condition]lung cancer AND AREA[Phase]PHASE3", ("And", ("Condition", "lung cancer"), ("Phase", "PHASE3"))),
        ("AREA[StartDate]RANGE[2024-01-01,MAX]", ("StartDate", ("Range", "2024-01-01", None))),
        ("AREA[MinimumAge]RANGE[MIN, 16 years]", ("MinimumAge", ("Range", None, "16 years"))),
        (
            "SEARCH[Location](AREA[LocationCity]Boston AND AREA[LocationStatus]RECRUITING)",
            ("OnSite", ("And", ("LocationCity", "Boston"), ("LocationStatus", "RECRUITING"))),
        ),
        ("EXPANSION[None]COVERAGE[FullMatch]lung", (Widening.NONE, (Coverage.FULL, "lung"))),
        ("TILT[StudyFirstPostDate]prostate", ("Tilted", "StudyFirstPostDate", "prostate")),
        ("AREA[LocationGeoPoint]DISTANCE[48.85,2.35,25mi]", ("LocationGeoPoint", ("Distance", 48.85, 2.35, 40.234))),
        ("AREA[WhyStopped]MISSING", ("WhyStopped", "Missing")),
        ("NOT ALL", ("Not", "All")),
        (r"cats \AND dogs", "cats AND dogs"),
        ("PD-(L)1 blockade", "PD-(L)1 blockade"),
        ("AREA[protocolSection.statusModule.overallStatus]COMPLETED", ("OverallStatus", "COMPLETED")),
        ("AREA[BRIEF-TITLE]x", ("BriefTitle", "x")),
        ("ANDROGEN ORal NOTch", "ANDROGEN ORal NOTch"),
        ("   ", "All"),
    ],
)
def test_a_question_is_read_with_its_operators(text: str, meaning: object) -> None:
    reading = read_question(text)
    assert _plain(reading.expression) == meaning
    assert reading.notes == ()


@pytest.mark.parametrize(
    ("text", "marked", "message", "hint"),
    [
        ("AREA[Conditon]x", "Conditon", "no field or search area 'Conditon'", "did you mean Condition or"),
        ("x AND ARAE[Condition]y", "ARAE", "ARAE is not an operator", "did you mean AREA?"),
        ("AREA[Condition x", "AREA[", "AREA[ is not closed by ]", "AREA[…]"),
        ("AREA[Condition]", "AREA[Condition]", "something must follow", "write what is asked"),
        ("AREA[StartDate]RANGE[2024]", "2024", "RANGE takes two ends", "RANGE[2024-01-01,MAX]"),
        ("AREA[X]DISTANCE[1,2,900km]", "1,2,900km", "the length runs up to 500 mi", "500mi"),
        ("AREA[X]DISTANCE[1,200,9km]", "1,200,9km", "degrees north run from -90", "50km"),
        ("SEARCH[Place](x)", "Place", "'Place' cannot stand here", "Location, Study"),
        ("EXPANSION[Relax]x", "Relax", "cannot stand here", "did you mean Relaxation?"),
        ("TILT[Condition]x", "Condition", "TILT needs a date", "StudyFirstPostDate"),
        ("(AREA[Condition]x OR y", "(", "the bracket is not closed", "write )"),
        ("AREA[Condition]x) OR y", ")", "this bracket closes nothing", "leave it out"),
        ("(", "(", "the bracket is not closed", "write )"),
        ("AND AND", "AND", "nothing stands before AND", "between two things"),
        ('"', '"', "the quotation mark is not closed", "a phrase stands in two"),
    ],
)
def test_a_mistake_points_at_its_place_and_names_the_mend(text: str, marked: str, message: str, hint: str) -> None:
    with pytest.raises(QueryError) as caught:
        read_question(text)
    error = caught.value
    assert error.span.cut(text) == marked
    assert message in error.message
    assert hint in (error.hint or "")
    assert error.caret() == f"{text}\n{' ' * text.index(marked)}{'^' * len(marked)}"


@pytest.mark.parametrize(
    ("text", "meaning", "note"),
    [
        ("breast cancer AND", "breast cancer", "something must follow AND: taken as breast cancer"),
        ("OR x", "x", "nothing stands before OR that it could join: taken as x"),
        ("(breast NOT her2", ("And", "breast", ("Not", "her2")), "the bracket is not closed: taken as (breast NOT her2)"),
        ("stage III [NCT01]", "stage III NCT01", "[ cannot stand here: taken as stage III NCT01"),
        ('say "hello', "say hello", "the quotation mark is not closed: taken as say hello"),
    ],
)
def test_plain_text_with_stray_signs_is_taken_as_near_as_can_be_and_says_so(text: str, meaning: object, note: str) -> None:
    reading = read_question(text)
    assert _plain(reading.expression) == meaning
    assert reading.notes == (note,)


@pytest.mark.parametrize("text", ["(" * 2000 + "a" + ")" * 2000, "AREA[Condition]" * 300 + "x", "x" * 5001])
def test_a_hostile_question_is_refused_before_it_costs_anything(text: str) -> None:
    with pytest.raises(QueryError):
        read_question(text)
