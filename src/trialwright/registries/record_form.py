"""The stored form of a record: a `TrialRecord` in, plain JSON values out, and back without any loss; and what tells its content.

Unlike `TrialRecord.to_json`, which is for readers, this form keeps the text of the sources, and the provenance of a record whose
source is v2 throughout by its rule instead of leaf by leaf. A tuple among the values comes back as a list.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from trialwright.findings import Finding, Severity, Span
from trialwright.registries.provenance import StatedThroughout
from trialwright.registries.record import Place, Provenance, Source, Standing, TrialRecord

_MISSING = Provenance(standing=Standing.MISSING)


def record_to_form(record: TrialRecord) -> dict[str, Any]:
    """Everything that a record holds, as JSON values."""
    return {
        "section": record.protocol_section,
        "results": record.has_results,
        "extra": record.extra,
        "derived": record.derived,
        "criteria": record.eligibility_text,
        "provenance": _provenance_form(record.provenance),
        "sources": [[source.name, source.layout, source.url, source.text] for source in record.sources],
        "findings": [finding.to_json() for finding in record.findings],
    }


def record_from_form(form: Mapping[str, Any]) -> TrialRecord:
    """The record of a stored form. A form that is not one raises `KeyError`, `TypeError` or `ValueError`."""
    section = form["section"]
    return TrialRecord(
        protocol_section=section,
        has_results=form["results"],
        extra=form["extra"],
        derived=form["derived"],
        eligibility_text=form["criteria"],
        provenance=_provenance(form["provenance"], section),
        sources=tuple(Source(name=name, layout=layout, url=url, text=text) for name, layout, url, text in form["sources"]),
        findings=tuple(finding_from_json(item) for item in form["findings"]),
    )


def record_bytes(record: TrialRecord) -> bytes:
    """The stored form as UTF-8 JSON; a half of a surrogate pair in a text is kept too."""
    return _bytes(record_to_form(record))


def record_from_bytes(data: bytes) -> TrialRecord:
    """The record of `record_bytes`."""
    return record_from_form(json.loads(data.decode("utf-8", "surrogatepass")))


def content_hash(record: TrialRecord) -> bytes:
    """What tells the content of a record from any other: all that it says, not the file or line in which it was found.

    32 bytes (SHA-256). Two readings of the same record in two dumps of a registry have one hash.
    """
    said = [record.protocol_section, record.has_results, record.extra, record.derived, record.eligibility_text]
    from_where = [[source.layout, source.url] for source in record.sources]
    return hashlib.sha256(_bytes([*said, from_where], in_order=True)).digest()


def _bytes(values: Any, *, in_order: bool = False) -> bytes:
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"), sort_keys=in_order)
    return text.encode("utf-8", "surrogatepass")


def finding_from_json(body: Mapping[str, Any]) -> Finding:
    """The finding of `Finding.to_json`."""
    span = body.get("span")
    return Finding(
        code=body["code"],
        message=body["message"],
        severity=Severity(body["severity"]),
        span=Span(start=span["start"], end=span["end"], source=span["source"]) if span else None,
        hint=body.get("hint"),
        fields=tuple(body.get("fields", ())),
        values=tuple(body.get("values", ())),
        depends_on_date=bool(body.get("dependsOnDate", False)),
    )


def _provenance_form(provenance: Mapping[str, Provenance]) -> dict[str, Any]:
    if isinstance(provenance, StatedThroughout):
        return {"throughout": _place_form(provenance.place), **_each_form(provenance.apart, "apart")}
    return _each_form(provenance, "each")


def _each_form(provenance: Mapping[str, Provenance], name: str) -> dict[str, Any]:
    """Each value with its standing; those that are merely missing, of which there are many, by their paths only."""
    missing = [path for path, item in provenance.items() if item == _MISSING]
    told = set(missing)
    each = {
        path: [item.standing.value, item.how, _place_form(item.place)] for path, item in provenance.items() if path not in told
    }
    return {name: each, "missing": missing}


def _place_form(place: Place | None) -> list[Any] | None:
    return None if place is None else [place.source, place.line, place.start, place.end]


def _provenance(form: Mapping[str, Any], section: Mapping[str, Any]) -> Mapping[str, Provenance]:
    missing = dict.fromkeys(form.get("missing", ()), _MISSING)
    if "each" in form:
        return {**_each(form["each"]), **missing}
    place = _place(form["throughout"])
    if place is None:
        raise ValueError("the provenance of the record has no place")
    return StatedThroughout(section, place, {**_each(form["apart"]), **missing})


def _each(form: Mapping[str, Sequence[Any]]) -> dict[str, Provenance]:
    return {
        path: Provenance(standing=Standing(standing), how=how, place=_place(place))
        for path, (standing, how, place) in form.items()
    }


def _place(form: Sequence[Any] | None) -> Place | None:
    return None if form is None else Place(source=form[0], line=form[1], start=form[2], end=form[3])
