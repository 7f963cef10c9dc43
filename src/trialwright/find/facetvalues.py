"""The words, codes and protocol of a trial enter, the values of each of its facets leave."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from trialwright.errors import UserError
from trialwright.find.criteriavalues import biomarker_values, line_values, stage_values
from trialwright.find.place import country_code, country_name
from trialwright.find.tagging import Tagger, default_tagger
from trialwright.protocol.protocol import Protocol

UNKNOWN = "unknown"
_DISEASES = frozenset({"cancer", "histology", "metastasis"})
_DRUGS = frozenset({"drug class"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Facet:
    """A facet: its name, the piece whose values it counts or "", and what is said of a record that does not tell.

    `sets`: as long as there are no more different sets of values, trials are counted by sets, which are then taken apart; 0: they
    are counted by their values at once.
    """

    name: str
    piece: str
    absent: str
    sets: int = 0


@cache
def facets() -> Mapping[str, Facet]:
    """Every facet by name, in the order of `data/facets.tsv`."""
    text = files("trialwright.find").joinpath("data/facets.tsv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return {
        row["facet"]: Facet(name=row["facet"], piece=row["piece"] or "", absent=row["absent"] or "", sets=int(row["sets"] or 0))
        for row in rows
    }


def facet_named(name: str) -> Facet:
    """The facet of that name; another name is a UserError."""
    found = facets().get(name)
    if found is None:
        raise UserError(f"there is no facet {name!r}", hint=f"one of {', '.join(facets())}")
    return found


def country(name: str) -> str:
    """The one name under which a country is counted, however a record or a user writes it.

    >>> country("Korea, Republic of"), country("España"), country("Atlantis")
    ('South Korea', 'Spain', 'Atlantis')
    """
    known = country_code(name)
    return name if known is None else country_name(known)


def facet_values(
    words: Mapping[str, tuple[str, ...]], whole: Mapping[str, tuple[str, ...]], protocol: Protocol | None
) -> dict[str, tuple[str, ...]]:
    """The values of every facet that does not depend on the day. A record that does not tell has the facet's word for that."""
    tagger = default_tagger()
    worked_out = {
        "stage": stage_values(words, protocol),
        "biomarker": biomarker_values(protocol, tagger.vocabulary),
        "line": line_values(words),
        "condition": _conditions(words, protocol, tagger),
        "drug_class": _drug_classes(words, tagger),
        "results": _results(whole),
        "country": tuple(dict.fromkeys(map(country, words.get("LocationCountry", ())))),
    }
    found: dict[str, tuple[str, ...]] = {}
    for facet in facets().values():
        if facet.absent == "":
            continue
        values = worked_out.get(facet.name) or words.get(facet.piece) or whole.get(facet.piece) or ()
        found[facet.name] = values or (facet.absent,)
    return found


def _conditions(words: Mapping[str, tuple[str, ...]], protocol: Protocol | None, tagger: Tagger) -> tuple[str, ...]:
    """The diseases treated and all that they are: "gastric cancer" is a "digestive system cancer" too."""
    named = set(protocol.conditions) if protocol is not None else _diseases(words.get("Condition", ()), tagger)
    if not named:
        named = _diseases((*words.get("BriefTitle", ()), *words.get("OfficialTitle", ())), tagger)
    return tuple(sorted(tagger.with_broader(named)))


def _diseases(texts: tuple[str, ...], tagger: Tagger) -> set[str]:
    return {name for text in texts for name in tagger.meant(text) if tagger.vocabulary.kind(name) in _DISEASES}


def _drug_classes(words: Mapping[str, tuple[str, ...]], tagger: Tagger) -> tuple[str, ...]:
    texts = (*words.get("InterventionName", ()), *words.get("InterventionOtherName", ()))
    named = {name for text in texts for name in tagger.concepts(text)}
    return tuple(sorted(name for name in tagger.with_broader(named) if tagger.vocabulary.kind(name) in _DRUGS))


def _results(whole: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    value = whole.get("HasResults")
    return () if value is None else ("with results" if value == ("true",) else "no results",)
