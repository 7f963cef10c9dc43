"""Each trial shows its nearest recruiting site, how far it is, and whether a border lies between."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.often import often

from trialwright.find.asking import Near
from trialwright.find.nearest import Spot, near_place, nearest_site, packed, placed, recruiting, unpacked

_UTRECHT = Near(name="Utrecht", lat=52.091, lon=5.122, country="NL", within_km=50)


def _spot(city: str, country: str, lat: float, lon: float, *, opened: bool | None = True) -> Spot:
    return Spot(
        facility=f"{city} Hospital", city=city, country=country, lat=lat, lon=lon, recruiting=opened, own=opened is not None
    )


_AMSTERDAM = _spot("Amsterdam", "Netherlands", 52.374, 4.890)
_CLOSED = _spot("Zeist", "Netherlands", 52.090, 5.233, opened=False)
_ANTWERP = _spot("Antwerp", "Belgium", 51.221, 4.402)


def test_a_recruiting_site_comes_before_a_nearer_one_that_does_not_recruit() -> None:
    found = nearest_site([_CLOSED, _ANTWERP, _AMSTERDAM], _UTRECHT)
    assert found is not None
    assert (found.city, found.recruiting, found.other_country) == ("Amsterdam", True, False)
    assert 34 < found.km < 37
    assert (found.within, found.sites) == (2, 3)


def test_a_border_between_is_said() -> None:
    found = nearest_site([_ANTWERP], _UTRECHT)
    assert found is not None
    assert found.other_country
    assert (found.within, found.sites) == (0, 1)


def test_a_trial_without_a_site_on_the_map_has_no_nearest_one() -> None:
    assert nearest_site([], _UTRECHT) is None


@pytest.mark.parametrize(
    ("site", "trial", "open_"),
    [
        ("RECRUITING", "RECRUITING", True),
        ("COMPLETED", "RECRUITING", False),
        ("", "RECRUITING", True),
        ("", "COMPLETED", False),
        ("RECRUITING", "COMPLETED", False),
        ("", "", None),
        ("", "UNKNOWN", None),
        ("NOT_YET_RECRUITING", "RECRUITING", False),
    ],
)
def test_whether_a_site_recruits_is_read_off_its_status_and_the_trials(site: str, trial: str, open_: bool | None) -> None:
    assert recruiting(site, trial) is open_


def test_a_site_without_coordinates_is_placed_by_its_town() -> None:
    assert placed("Utrecht", "", "Netherlands") == pytest.approx((52.09, 5.12), abs=0.02)
    assert placed("", "", "Netherlands") is None
    assert placed("Nowhereville", "", "Netherlands") is None


def test_the_other_places_of_a_name_are_offered() -> None:
    found = near_place("Paris")
    assert found is not None
    assert found[0].country == "FR"
    assert "Paris, Texas, United States" in found[1]
    assert near_place("Qqxwz") is None


@often(100)
@given(st.lists(st.tuples(st.text(max_size=8), st.floats(-90, 90), st.floats(-180, 180), st.sampled_from([True, False, None]))))
def test_sites_come_back_from_the_index_as_they_went_in(rows: list[tuple[str, float, float, bool | None]]) -> None:
    spots = tuple(_spot(city, "Japan", lat, lon, opened=opened) for city, lat, lon, opened in rows)
    assert unpacked(packed(spots)) == spots
