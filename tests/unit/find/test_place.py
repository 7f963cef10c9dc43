"""Places are found offline, by the names and spellings that people and registries use."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialwright.find.place import EARTH_KM, Sort, country_code, distance_km, find_places, locate, suggested

_LAT, _LON = st.floats(-90, 90), st.floats(-180, 180)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Amsterdam", "Amsterdam, The Netherlands"),
        ("amsterdam, ny", "Amsterdam, New York, United States"),
        ("Paris, Texas", "Paris, Texas, United States"),
        ("Paris", "Paris, France"),
        ("München", "Munich, Germany"),
        ("Muenchen", "Munich, Germany"),
        ("Den Haag", "The Hague, The Netherlands"),
        ("'s-Hertogenbosch", "'s-Hertogenbosch, The Netherlands"),
        ("Washington, D.C.", "Washington, District of Columbia, United States"),
        ("2333 ZA Leiden", "Leiden, The Netherlands"),
        ("Leiden, 2333 ZA", "Leiden, The Netherlands"),
        ("Houston, TX 77030, USA", "Houston, Texas, United States"),
        ("Duitsland", "Germany"),
        ("Korea, Republic of", "South Korea"),
    ],
)
def test_a_place_is_understood_as_it_is_typed(typed: str, meant: str) -> None:
    assert find_places(typed)[0].label == meant


def test_coordinates_are_a_place() -> None:
    (place,) = find_places("52.37, -4.89")
    assert (place.sort, place.lat, place.lon) == (Sort.POINT, 52.37, -4.89)


@pytest.mark.parametrize("typed", ["", "   ", ",,", "Qqxwz", "91.0, 4.0", "\x00", "|", "a" * 10_000])
def test_what_is_no_place_gives_none(typed: str) -> None:
    assert find_places(typed) == ()


def test_a_town_that_several_have_the_name_of_comes_largest_first() -> None:
    towns = [place for place in find_places("Springfield") if place.sort is Sort.CITY]
    assert len(towns) > 3
    assert [town.population for town in towns] == sorted((town.population for town in towns), reverse=True)


def test_a_misspelled_town_is_suggested() -> None:
    assert [place.label for place in suggested("Amstredam")] == ["Amsterdam, The Netherlands"]
    assert suggested("Qqxwzzy") == ()


@pytest.mark.parametrize(
    ("city", "region", "country", "found"),
    [
        ("Houston", "Texas", "United States", ("Houston", "TX")),
        ("Columbus", "Georgia", "United States", ("Columbus", "GA")),
        ("Seoul", "", "Korea, Republic of", ("Seoul", "11")),
        ("Istanbul", "", "Turkey (Türkiye)", ("Istanbul", "34")),
    ],
)
def test_a_site_without_coordinates_is_placed_by_its_town(city: str, region: str, country: str, found: tuple[str, str]) -> None:
    place = locate(city, region, country)
    assert place is not None
    assert (place.name, place.region) == found


def test_a_site_in_a_country_that_is_not_known_is_not_placed_elsewhere() -> None:
    assert locate("Paris", "", "Narnia") is None
    assert locate("Amsterdam", "", "Japan") is None


def test_every_spelling_of_registries_names_a_country() -> None:
    assert country_code("Viet Nam") == country_code("Vietnam") == "VN"
    assert country_code("Russian Federation") == "RU"
    assert country_code("Atlantis") is None


@given(_LAT, _LON, _LAT, _LON)
def test_distance_is_symmetric_and_no_longer_than_half_way_round(a: float, b: float, c: float, d: float) -> None:
    there, back = distance_km((a, b), (c, d)), distance_km((c, d), (a, b))
    assert abs(there - back) < 1e-6
    assert 0 <= there <= 3.1416 * EARTH_KM
    assert distance_km((a, b), (a, b)) == 0
