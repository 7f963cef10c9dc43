"""The map and the picture of the design are numbers that stay within their frames."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from trialwright.lay.course import Course, Step
from trialwright.portal.views.map import HIGH, WIDE, site_map
from trialwright.portal.views.people import Site
from trialwright.portal.views.timeline import WIDE as LONG
from trialwright.portal.views.timeline import timeline_of


def _site(city: str = "", country: str = "", *, lat: float | None = None, lon: float | None = None) -> Site:
    return Site(facility="", city=city, state="", zip="", country=country, status="", lat=lat, lon=lon, contacts=())


def test_a_site_is_put_where_its_record_or_its_town_says() -> None:
    found = site_map([_site("Utrecht", "Netherlands"), _site(lat=52.09, lon=5.12), _site("Nosuchtown", "Netherlands")])
    assert found is not None
    (dot,) = found.dots
    assert abs(dot.x - 360) < 8
    assert found.unplaced == 1


def test_no_known_place_is_no_map() -> None:
    assert site_map([_site("Nosuchtown", "Nowhere"), _site()]) is None


@pytest.mark.parametrize(
    "spots",
    [
        [(52.4, 4.9)],
        [(52.4, 4.9), (-33.9, 151.2), (37.8, -122.4)],
        [(-54.8, -68.3), (69.6, 18.9)],
        [(90.0, 180.0), (-90.0, -180.0)],
    ],
)
def test_every_dot_stands_on_the_map(spots: list[tuple[float, float]]) -> None:
    found = site_map([_site(lat=lat, lon=lon) for lat, lon in spots])
    assert found is not None
    assert len(found.dots) == len(spots)
    if max(abs(lat) for lat, _ in spots) < 80:
        assert all(-1 <= dot.x <= WIDE + 1 and -1 <= dot.y <= HIGH + 1 for dot in found.dots)
    assert re.fullmatch(r"(?:M-?\d+,-?\d+(?:l-?\d+,-?\d+)+Z)*", found.land)
    assert len(found.land) < 60_000


def test_the_bars_of_a_group_follow_one_another_and_fit() -> None:
    steps = (
        Step(words="a", weeks=(12.0, 18.0)),
        Step(words="b"),
        Step(words="c", open_end=True),
        Step(words="d", weeks=(4.0, 4.0)),
    )
    picture = timeline_of([Course(label="one", steps=steps), Course(label="two", steps=steps[:1])])
    assert picture is not None
    bars = picture.rows[0].bars
    assert [bar.kind for bar in bars] == ["timed", "mark", "open", "timed"]
    assert all(one.x + one.wide <= other.x for one, other in pairwise(bars))
    assert bars[-1].x + bars[-1].wide <= LONG + 1
    assert picture.rows[1].bars[0].wide == bars[0].wide, "one scale for all groups"


def test_a_length_is_told_in_months_where_it_is_whole_months() -> None:
    picture = timeline_of(
        [Course(label="", steps=(Step(words="", weeks=(4 * 52.18 / 12, 4 * 52.18 / 12)), Step(words="", weeks=(18.0, 18.0))))]
    )
    assert picture is not None
    assert [(bar.low, bar.unit) for bar in picture.rows[0].bars] == [("4", "months"), ("18", "weeks")]
