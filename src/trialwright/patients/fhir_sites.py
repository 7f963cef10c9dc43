"""Where in the body something is: the sites of a resource in; the site, with its side, as the fact sheet has it, out."""

from __future__ import annotations

from typing import Any

from trialwright.patients.code_tables import meant_by
from trialwright.patients.fhir_chart import Chart, Where
from trialwright.patients.fhir_names import site_of
from trialwright.patients.fhir_parts import extension, items, untagged, words_of
from trialwright.patients.understood import Why

_QUALIFIERS = ("mcode-laterality-qualifier", "mcode-body-location-qualifier")
"""Extensions of a site: its side, and where else in it."""


def sited(resource: dict[str, Any], chart: Chart, where: Where) -> dict[str, str]:
    """The one site of a resource, with its side; what is not read of it, or of several sites, is listed."""
    sites = [item for item in items(resource.get("bodySite")) if words_of(item)]
    if len(sites) > 1:
        chart.leave(Why.PART, f"bodySite: {' and '.join(map(words_of, sites))[:80]}", where)
    if len(sites) != 1:
        return {}
    found = site_of(words_of(sites[0]), chart.shared.vocabulary)
    for item in extension(sites[0], *_QUALIFIERS):
        said = untagged(words_of(item.get("valueCodeableConcept")))
        side = meant_by("modifier", said)
        if side in ("left", "right", "bilateral") and found.setdefault("laterality", side) == side:
            continue
        chart.leave(Why.PART, f"bodySite: {said or 'a qualifier'}", where)
    return found
