"""The sites of a record enter; findings on prose that speaks of other countries, or of more or fewer sites, leave."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from trialwright.findings import Finding
from trialwright.registries.checks.codes import Quote, report
from trialwright.registries.checks.tables import any_of, rows
from trialwright.registries.checks.view import Passage, View, excerpt, words_at

_LOCATIONS = "contactsLocationsModule.locations"
_OFFICIALS = "contactsLocationsModule.overallOfficials"
_SITES = r"(?:hospitals|cent(?:er|re)s|sites|institutions|institutes|clinics|universities|units)"
_REGION = re.compile(
    rf"\b{_SITES}\b(?:\s+[\w,-]+){{0,4}}?\s+(?:across|in|throughout|within|all over)\s+(?P<place>Europe|Asia"
    r"|North America|South America|Latin America|Africa|Oceania)\b"
    rf"|\b(?P<adjective>European|Asian|African|North American|South American|Latin American)\s+{_SITES}\b",
    re.IGNORECASE,
)
_INTERNATIONAL = re.compile(
    r"\b(?:multi-?national|multi-?country|international(?:,)? multi-?cent(?:er|re|ric)"
    r"|international(?:,)? (?:randomi[sz]ed|prospective|open|phase)|multi-?cent(?:er|re"
    r"|ric)(?:,)? international)\b"
    r"(?! (?:guideline|consensus|classification|working|society|staging|study group|prognostic))|\b(?:conducted"
    r"|performed|recruit\w*|enrol\w*)\s+(?:world-?wide|globally|internationally)\b",
    re.IGNORECASE,
)
_CONDUCTED = (
    r"\b(?:conducted|performed|carried out|run|recruiting|recruited|enrolled|sites|hospitals|cent(?:er"
    r"|re)s)\s+(?:at|in|across|throughout)\s+(?:\w+\s+){0,3}?(?:the\s+)?"
)
_MANY_SITES = re.compile(
    r"\bmulti-?(?:cent(?:er|re|ric|red)|institution(?:al)?|site)\b(?! (?:data|database|registr|experience|analys|report))"
    r"|\b(?:multiple|several)\s+(?:(?:clinical|study|participating|medical|cancer|research|academic|recruiting"
    rf"|investigational|university)\s+)?{_SITES}\b",
    re.IGNORECASE,
)
_ONE_SITE = re.compile(
    r"\b(?:single|mono|one)[- ]?(?:cent(?:er|re|ric)|institution(?:al)?|site)\b(?! (?:data|experience|analys"
    r"|report|studies|trials|series|prior|retrospective))",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(r"\b(?:previous|prior|earlier|published|recent|retrospective|another|other)\b[^.;]{0,80}$", re.IGNORECASE)
_ADJECTIVES = {
    "european": "Europe",
    "asian": "Asia",
    "african": "Africa",
    "north american": "North America",
    "south american": "South America",
}


def check_places(view: View) -> Iterator[Finding]:
    """Countries and number of sites against the prose; silent when the record lists no site."""
    if countries := _countries(view):
        yield from _other_countries(view, countries)
    if view.locations:
        yield from _other_sites(view)


@cache
def _country_names() -> dict[str, str]:
    names: dict[str, str] = {}
    for row in rows("countries.tsv"):
        for name in (row["country"], *filter(None, row["also"].split(";"))):
            names[name.lower()] = row["country"]
    return names


@cache
def _region_of() -> dict[str, str]:
    return {row["country"]: row["region"] for row in rows("countries.tsv")}


@cache
def _in_country() -> re.Pattern[str]:
    printed = [name for row in rows("countries.tsv") for name in (row["country"], *filter(None, row["also"].split(";")))]
    return re.compile(f"(?i:{_CONDUCTED})(?P<country>{any_of(printed).pattern})")


def _countries(view: View) -> frozenset[str]:
    """The countries of the sites, or those that the page lists, under their usual names."""
    printed = {words_at(site, "country") for site in view.locations}
    listed = view.record.extra.get("countries")
    printed |= {str(name) for name in listed} if isinstance(listed, list | tuple) else set()
    return frozenset(_country_names().get(name.lower(), name) for name in printed if name)


def _other_countries(view: View, countries: frozenset[str]) -> Iterator[Finding]:
    quotes: list[Quote] = []
    for passage in (*view.titles, *view.summaries, *view.treatments):
        quotes.extend((passage.field, words) for words in _abroad(passage, countries))
    if quotes:
        listed = ", ".join(sorted(countries)) if len(countries) < 6 else f"{len(countries)} countries"
        said = "; ".join(f'"{words}"' for words in dict.fromkeys(words for _, words in quotes))
        message = f"The record lists sites in {listed} only, the text says {said}."
        yield report(
            "COUNTRIES_TEXT_MISMATCH", message, quotes=[(f"{_LOCATIONS}.country", f"{listed} only"), *dict.fromkeys(quotes)]
        )


def _abroad(passage: Passage, countries: frozenset[str]) -> Iterator[str]:
    """The words of a passage that place sites where the record has none."""
    text = passage.text
    for match in _REGION.finditer(text):
        name = match.group("place") or _ADJECTIVES.get((match.group("adjective") or "").lower(), "")
        here = [country for country in countries if _region_of().get(country) == name.title()]
        known = name.title() in set(_region_of().values())
        if (
            known
            and not _ELSEWHERE.search(text, max(0, match.start() - 80), match.start())
            and (not here or (len(here) == 1 and match.group("place")))
        ):
            yield excerpt(text, start=match.start(), end=match.end(), around=0)
    for match in _in_country().finditer(text):
        name = _country_names()[match.group("country").lower()]
        if name not in countries and not _ELSEWHERE.search(text, max(0, match.start() - 80), match.start()):
            yield excerpt(text, start=match.start(), end=match.end())
    abroad = _INTERNATIONAL.search(text)
    if abroad and len(countries) == 1 and not _ELSEWHERE.search(text, max(0, abroad.start() - 80), abroad.start()):
        yield excerpt(text, start=abroad.start(), end=abroad.end())


def _other_sites(view: View) -> Iterator[Finding]:
    sites = {(words_at(site, "facility"), words_at(site, "city"), words_at(site, "country")) for site in view.locations}
    pattern = _MANY_SITES if len(sites) == 1 else _ONE_SITE
    for passage in (*view.titles, *view.summaries):
        match = pattern.search(passage.text)
        if match is None or _ELSEWHERE.search(passage.text, max(0, match.start() - 80), match.start()):
            continue
        listed = ", ".join(filter(None, next(iter(sites)))) + " only" if len(sites) == 1 else f"{len(sites)} sites"
        end = _end_of_word(passage.text, match.end() + 10)
        said = excerpt(passage.text, start=match.start(), end=end)
        quotes = [(_LOCATIONS, listed), (passage.field, said), *_institutions(view, len(sites))]
        message = f'The record lists {listed}, the text says "{said}".'
        yield report("LOCATIONS_TEXT_MISMATCH", message, quotes=quotes)
        return


def _end_of_word(text: str, at: int) -> int:
    """The end of the word in which a place lies; before the blank where it lies behind one."""
    while at < len(text) and text[at].isalnum():
        at += 1
    return min(at, len(text))


def _institutions(view: View, sites: int) -> Iterator[Quote]:
    places = sorted({words_at(person, "affiliation") for person in view.mappings(_OFFICIALS)} - {""})
    if sites == 1 and len(places) > 1:
        yield f"{_OFFICIALS}.affiliation", "; ".join(places)
