"""Questions and trials are generated; the index finds exactly what the questions mean, and any text at all can be asked."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.often import often
from tests.property.search_meaning import Asked, holds

from trialwright.find.asking import Query
from trialwright.find.document import Document, document_of
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
from trialwright.find.index import Index
from trialwright.find.mistakes import QueryError
from trialwright.protocol.freshness import Freshness, standing
from trialwright.registries.record import TrialRecord

TODAY = dt.date(2026, 11, 21)
_WORDS = (
    "breast cancer",
    "gastric cancer",
    "stomach",
    "NSCLC",
    "lung",
    "pembrolizumab",
    "PD-1 inhibitor",
    "HER2-positive",
    "V600E",
    "CDK4/6",
    "tumours",
    "surgery",
    "the",
    "of",
    "phase 2",
    "drug",
    "Recruiting",
)
_STATUSES = ("RECRUITING", "COMPLETED", "NOT_YET_RECRUITING", "ACTIVE_NOT_RECRUITING", "UNKNOWN", "WITHDRAWN")
_CITIES = {"Paris": (48.857, 2.352), "New York": (40.713, -74.006), "York": (53.958, -1.083), "Lyon": (45.764, 4.836)}
_COUNTRIES = ("France", "United States", "United Kingdom")
_DATES = ("2019", "2024-03", "2024-03-15", "2025-12-31", "2026-11")


def _trials(count: int) -> list[Document]:
    """Trials put together at random, always the same ones; some have next to nothing."""
    dice = random.Random(4)
    return [document_of(_record(dice, f"NCT{number:08d}"), None, key=f"NCT{number:08d}") for number in range(count)]


def _record(dice: random.Random, key: str) -> TrialRecord:
    def text(most: int) -> str:
        return " ".join(dice.choice(_WORDS) for _ in range(dice.randint(1, most)))

    modules: dict[str, Any] = {
        "identificationModule": {"nctId": key, "briefTitle": text(3)},
        "descriptionModule": {"briefSummary": text(4)},
        "conditionsModule": {"conditions": [text(1) for _ in range(dice.randint(0, 2))], "keywords": [text(1)]},
        "statusModule": {
            "overallStatus": dice.choice(_STATUSES),
            "startDateStruct": {"date": dice.choice(_DATES)},
            "completionDateStruct": {"date": dice.choice(_DATES)},
            "statusVerifiedDate": dice.choice(_DATES),
        },
        "designModule": {
            "phases": dice.choice((["PHASE1", "PHASE2"], ["PHASE2"], ["NA"])),
            "enrollmentInfo": {"count": dice.choice((5, 40, 99_999_999))},
        },
        "armsInterventionsModule": {"interventions": [{"type": dice.choice(("DRUG", "PROCEDURE")), "name": text(1)}]},
        "eligibilityModule": {"minimumAge": dice.choice(("18 Years", "6 Months")), "sex": dice.choice(("ALL", "FEMALE"))},
        "contactsLocationsModule": {"locations": [_site(dice) for _ in range(dice.randint(0, 3))]},
    }
    kept = {name: value for name, value in modules.items() if name == "identificationModule" or dice.random() < 0.8}
    return TrialRecord(protocol_section=kept)


def _site(dice: random.Random) -> dict[str, Any]:
    city = dice.choice(tuple(_CITIES))
    lat, lon = _CITIES[city]
    site = {"city": city, "country": dice.choice(_COUNTRIES), "status": dice.choice(_STATUSES[:3])}
    kept: dict[str, Any] = {name: value for name, value in site.items() if dice.random() < 0.8}
    return kept | ({"geoPoint": {"lat": lat, "lon": lon}} if dice.random() < 0.7 else {})


TRIALS = {trial.key: trial for trial in _trials(60)}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with Index.open(tmp_path_factory.mktemp("shelf"), create=True, writable=True) as opened:
        opened.update(TRIALS.values())
        opened.commit()
        yield opened


_words = st.builds(
    lambda parts, quoted: Words(text=" ".join(parts), quoted=quoted),
    st.lists(st.sampled_from(_WORDS), min_size=1, max_size=2),
    st.booleans(),
)
_asked_of_sites = st.one_of(
    st.builds(lambda city: InArea(area="LocationCity", item=Words(text=city, quoted=True)), st.sampled_from(tuple(_CITIES))),
    st.builds(lambda place: Words(text=place), st.sampled_from((*_CITIES, *_COUNTRIES, "York France"))),
    st.builds(lambda status: InArea(area="LocationStatus", item=Words(text=status)), st.sampled_from(_STATUSES)),
    st.builds(
        lambda country, kind: InArea(area="LocationCountry", item=Covering(coverage=kind, item=Words(text=country, quoted=True))),
        st.sampled_from((*_COUNTRIES, "United", "Kingdom")),
        st.sampled_from(Coverage),
    ),
    st.sampled_from((InArea(area="LocationCity", item=Missing()), InArea(area="LocationStatus", item=Missing()), All())),
    st.builds(
        lambda place, km: InArea(area="LocationGeoPoint", item=Distance(lat=place[0], lon=place[1], km=km)),
        st.sampled_from(tuple(_CITIES.values())),
        st.sampled_from((1.0, 400.0, 700.0)),
    ),
)
_of_one_site = st.recursive(
    _asked_of_sites,
    lambda inner: st.one_of(
        st.builds(lambda one, other: And(items=(one, other)), inner, inner),
        st.builds(lambda one, other: Or(items=(one, other)), inner, inner),
        st.builds(lambda item: Not(item=item), inner),
    ),
    max_leaves=3,
)


def _forwards(ends: tuple[str | None, str | None]) -> tuple[str | None, str | None]:
    """The two ends with the earlier one first; a range that runs backwards is refused."""
    low, high = ends
    return (high, low) if low is not None and high is not None and high < low else ends


_ranges = st.one_of(
    st.builds(
        lambda piece, ends: InArea(area=piece, item=Range(low=ends[0], high=ends[1])),
        st.sampled_from(("StartDate", "CompletionDate")),
        st.tuples(st.sampled_from((None, *_DATES)), st.sampled_from((None, *_DATES))).map(_forwards),
    ),
    st.builds(lambda low: InArea(area="EnrollmentCount", item=Range(low=low, high=None)), st.sampled_from((None, "5", "41"))),
    st.builds(
        lambda high: InArea(area="MinimumAge", item=Range(low=None, high=high)), st.sampled_from(("12 Months", "216 Months"))
    ),
)
_placed_words = st.builds(
    lambda area, item: InArea(area=area, item=item),
    st.sampled_from(
        ("Condition", "BriefTitle", "ConditionSearch", "InterventionSearch", "Phase", "OverallStatus", "LocationCity")
    ),
    _words,
)
_leaves = st.one_of(
    _words,
    _placed_words,
    _ranges,
    st.builds(lambda item: OnSite(item=item), _of_one_site),
    st.sampled_from(
        (
            All(),
            InArea(area="Condition", item=Missing()),
            InArea(area="EnrollmentCount", item=Missing()),
            InArea(area="Phase", item=Missing()),
            InArea(area="LocationGeoPoint", item=Missing()),
            InArea(area="LocationGeoPoint", item=Distance(lat=48.857, lon=2.352, km=450.0)),
        )
    ),
)
_questions = st.recursive(
    _leaves,
    lambda inner: st.one_of(
        st.builds(lambda one, other: And(items=(one, other)), inner, inner),
        st.builds(lambda one, other: Or(items=(one, other)), inner, inner),
        st.builds(lambda item: Not(item=item), inner),
        st.builds(lambda kind, item: Widened(widening=kind, item=item), st.sampled_from(Widening), inner),
        st.builds(lambda kind, item: Covering(coverage=kind, item=item), st.sampled_from(Coverage), inner),
        st.builds(lambda item: Tilted(piece="StartDate", item=item), inner),
    ),
    max_leaves=5,
)


def _written(node: Expression) -> str:
    """A question in the query language."""
    match node:
        case Words():
            return f'"{node.text}"' if node.quoted else node.text
        case And():
            return "(" + " AND ".join(map(_written, node.items)) + ")"
        case Or():
            return "(" + " OR ".join(map(_written, node.items)) + ")"
        case Not():
            return f"NOT {_written(node.item)}"
        case InArea():
            return f"AREA[{node.area}]{_written(node.item)}"
        case OnSite():
            return f"SEARCH[Location]({_written(node.item)})"
        case Covering():
            return f"COVERAGE[{node.coverage}]{_written(node.item)}"
        case Widened():
            return f"EXPANSION[{node.widening}]{_written(node.item)}"
        case Tilted():
            return f"TILT[{node.piece}]{_written(node.item)}"
        case Range():
            return f"RANGE[{node.low or 'MIN'},{node.high or 'MAX'}]"
        case Distance():
            return f"DISTANCE[{node.lat},{node.lon},{node.km:g}km]"
        case Missing():
            return "MISSING"
        case All():
            return "ALL"


_often = often(300, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@_often
@given(question=_questions)
def test_the_index_finds_what_a_question_means(index: Index, question: Expression) -> None:
    found = index.search(Query(words=_written(question), size=100), on=TODAY)
    meant = {key for key, trial in TRIALS.items() if holds(question, trial, Asked())}
    assert {hit.key for hit in found.hits} == meant
    assert found.total == len(meant)


def test_every_kind_of_question_was_asked() -> None:
    asked: set[type] = set()

    @settings(max_examples=300, deadline=None, database=None, derandomize=True)
    @given(question=_questions)
    def gather(question: Expression) -> None:
        asked.update(_kinds(question))

    gather()
    assert asked == {Words, And, Or, Not, InArea, OnSite, Covering, Widened, Tilted, Range, Distance, Missing, All}


def _kinds(node: Expression) -> Iterator[type]:
    yield type(node)
    for item in getattr(node, "items", ()):
        yield from _kinds(item)
    if hasattr(node, "item"):
        yield from _kinds(node.item)


@_often
@given(text=st.one_of(st.text(max_size=60), st.text(alphabet='ab ()[]"\\ANDORT,MIXSEARCH', max_size=40)))
def test_any_text_can_be_asked_or_is_refused_with_its_place(index: Index, text: str) -> None:
    try:
        found = index.search(Query(words=text), on=TODAY)
    except QueryError as error:
        assert 1 <= error.column <= len(text)
        assert error.hint
    else:
        assert found.total <= len(TRIALS)


@_often
@given(text=st.text(alphabet='ab ()"AND', max_size=30), word=st.sampled_from(["a", "b", "ab"]), at=st.integers(0, 30))
def test_a_text_with_a_word_and_without_square_brackets_is_never_refused(text: str, word: str, at: int) -> None:
    assert read_question(f"{text[:at]} {word} {text[at:]}").expression is not None


@_often
@given(text=st.text(alphabet=' ()"', min_size=1, max_size=12).filter(str.strip))
def test_a_text_of_signs_alone_asks_nothing_and_is_refused_at_its_place(text: str) -> None:
    with pytest.raises(QueryError) as refused:
        read_question(text)
    assert 1 <= refused.value.column <= len(text)


@pytest.mark.parametrize("grade", Freshness)
def test_the_grade_found_is_the_grade_of_each_trial(index: Index, grade: Freshness) -> None:
    found = index.search(Query(facets={"freshness": (grade,)}, size=100), on=TODAY)
    assert {hit.key for hit in found.hits} == {key for key, trial in TRIALS.items() if _grade(trial) == grade}


def _grade(trial: Document) -> Freshness:
    status = next(iter(trial.whole.get("OverallStatus", ())), None)
    return standing(status, trial.confirmed, trial.completed, on=TODAY).grade
