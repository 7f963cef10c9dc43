"""Strategies for the formats that the description of the API names: what a valid query or list of fields looks like."""

from __future__ import annotations

import json
from collections.abc import Sequence

import schemathesis
from hypothesis import strategies as st

_WORDS = st.sampled_from(("gastric", "lung cancer", "stage IV", "Utrecht", "PD-1", "Überleben", "a&b", "100%"))
_AREAS = st.sampled_from(
    ("AREA[Phase]PHASE2", "AREA[StartDate]RANGE[2020-01-01,MAX]", "AREA[BriefTitle]cancer", "NOT metastatic")
)
_FIELDS = st.sampled_from(
    ("NCTId", "BriefTitle", "ProtocolSection", "protocolSection.statusModule.overallStatus", "trialwright.key")
)
_SHEET = {"id": "P", "age": 61, "sex": "female", "facts": [{"what": "gastric cancer", "value": True}]}


def _listed(items: st.SearchStrategy[str], most: int = 4) -> st.SearchStrategy[str]:
    return st.lists(items, min_size=1, max_size=most, unique=True).map("|".join)


def register_formats(numbers: Sequence[str]) -> None:
    """Teaches schemathesis the formats; `numbers` are those of trials on the shelf."""
    terms = _WORDS | _AREAS
    essie = terms | st.tuples(terms, st.sampled_from((" AND ", " OR ")), terms).map("".join) | terms.map(lambda term: f"({term})")
    made: dict[str, st.SearchStrategy[str]] = {
        "essie": essie,
        "status-list": _listed(st.sampled_from(("RECRUITING", "COMPLETED", "UNKNOWN"))),
        "geo-distance": st.tuples(st.integers(-90, 90), st.integers(-180, 180), st.integers(1, 500)).map(
            lambda place: f"distance({place[0]},{place[1]},{place[2]}mi)"
        ),
        "geo-decay": st.just("func:linear,scale:100km,offset:10km,decay:0.1"),
        "agg-filters": _listed(st.sampled_from(("results:with", "status:not rec", "sex:f", "phase:1 2"))),
        "field-list": st.sampled_from(("NCTId", "BriefTitle|OverallStatus")) | _listed(_FIELDS),
        "sort-list": _listed(st.sampled_from(("@relevance", "StartDate:asc", "EnrollmentCount")), 2),
        "stats-types": _listed(st.sampled_from(("ENUM", "DATE", "BOOLEAN"))),
        "leaf-list": _listed(st.sampled_from(("OverallStatus", "Phase", "StartDate"))),
        "lists": _listed(st.sampled_from(("Phase", "Location", "Condition"))),
        "study-number": st.sampled_from(numbers) | st.text(st.characters(categories=("L", "N")), min_size=1, max_size=12),
        "sheet": st.just(json.dumps(_SHEET)),
    }
    for name, strategy in made.items():
        schemathesis.openapi.format(name, strategy)
