"""Places are found offline, by the names and spellings that people and registries use."""

from __future__ import annotations

from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialwright.find.place import EARTH_KM, Sort, country_code, country_name, distance_km, find_places, locate, suggested

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
        ("Madrid España", "Madrid, Spain"),
        ("Madrid (Spain)", "Madrid, Spain"),
        ("Springfield Illinois", "Springfield, Illinois, United States"),
        ("Cambridge MA", "Cambridge, Massachusetts, United States"),
        ("London, Ontario", "London, Ontario, Canada"),
        ("Newcastle NSW", "Newcastle, New South Wales, Australia"),
        ("Sevilla, Andalucía, España", "Sevilla, Spain"),
        ("Texas", "Texas, United States (measured from Houston)"),
        ("cataluña", "Cataluña, Spain (measured from Barcelona)"),
        ("Bavaria, Germany", "Bayern, Germany (measured from Munich)"),
        ("Ontario", "Ontario, Canada (measured from Toronto)"),
        ("Washington", "Washington, District of Columbia, United States"),
        ("Madrid", "Madrid, Spain"),
        ("Duitsland", "Germany"),
        ("Korea, Republic of", "South Korea"),
    ],
)
def test_a_place_is_understood_as_it_is_typed(typed: str, meant: str) -> None:
    assert find_places(typed)[0].label == meant


def test_coordinates_are_a_place() -> None:
    (place,) = find_places("52.37, -4.89")
    assert (place.sort, place.lat, place.lon) == (Sort.POINT, 52.37, -4.89)


@pytest.mark.parametrize(
    "typed",
    [
        "40.4168 -3.7038",
        "40,4168; -3,7038",
        "40,4168 -3,7038",
        "40.4168 N, 3.7038 W",
        "40.4168N 3.7038O",
        "40° 25' 0.48\" N, 3° 42' 13.68\" W",
        "40°25.008′N 3°42.228′W",
    ],
)
def test_coordinates_may_be_written_in_several_ways(typed: str) -> None:
    (place,) = find_places(typed)
    assert (place.sort, round(place.lat, 4), round(place.lon, 4)) == (Sort.POINT, 40.4168, -3.7038)


def _rows_of_regions() -> list[list[str]]:
    text = (resources.files("trialwright.find") / "data" / "region_names.tsv").read_text("utf-8")
    return [line.split("\t") for line in text.splitlines() if not line.startswith("#")][1:]


def test_the_code_of_every_region_is_that_of_its_town_and_no_two_share_one() -> None:
    rows = _rows_of_regions()
    assert len({(country, code) for country, code, *_ in rows}) == len(rows) > 100
    for country, code, _short, town, names in rows:
        place = locate(town, "", country_name(country))
        assert place is not None, town
        assert (place.country, place.region) == (country, code), names


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
