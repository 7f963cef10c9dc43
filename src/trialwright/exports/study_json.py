"""A record in; a study as API v2 of ClinicalTrials.gov gives it out, with our own section only when asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Any

from trialwright.exports.remarks import Effect, Export, Remark
from trialwright.exports.stated import called
from trialwright.exports.tables import rows
from trialwright.registries.record import Standing, TrialRecord

SECTIONS = ("annotationSection", "documentSection", "derivedSection")
_BESIDE = "what the source shows beside the registry's fields; our section `trialwright` holds it"
_DERIVED = "it stands there as if the source stated it; our section `trialwright` tells"
_SIGNS = re.compile(r"[\\*_~^<>\[\]`]")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_BULLET = re.compile(r"(?m)^([ \t]*)\\([*+-])(?=[ \t])")


class Markup(StrEnum):
    """How markup fields are written: API v2's `markupFormat`."""

    MARKDOWN = "markdown"
    LEGACY = "legacy"


def to_study(record: TrialRecord, *, own: bool = False) -> Export:
    """The whole record as API v2 has it; `own` adds our section `trialwright` (sources, provenance, findings, what v2 lacks)."""
    body = study_of(record)
    if own:
        body["trialwright"] = record.to_json()["trialwright"]
    return Export(target="json", trial=called(record), document=body, remarks=() if own else tuple(_unsaid(record)))


def study_of(record: TrialRecord, *, markup: Markup = Markup.MARKDOWN) -> dict[str, Any]:
    """The study as plain values: sections in API v2's order, `hasResults` only where it is known.

    In `markdown` the criteria are as the registry prints them and other markup fields have markdown's signs escaped; in `legacy`
    they are plain text.
    """
    body: dict[str, Any] = {"protocolSection": _written(record.protocol_section, "protocolSection", markup)}
    if record.eligibility_text is not None and markup is Markup.MARKDOWN:
        module = body["protocolSection"].get("eligibilityModule")
        kept = dict(module) if isinstance(module, Mapping) else {}
        body["protocolSection"]["eligibilityModule"] = kept | {"eligibilityCriteria": record.eligibility_text}
    body |= {name: record.extra[name] for name in SECTIONS if record.extra.get(name)}
    if record.has_results is not None:
        body["hasResults"] = record.has_results
    return body


@cache
def _markup_fields() -> frozenset[str]:
    return frozenset(row["path"] for row in rows("v2_pieces.tsv") if row["type"] == "markup")


def _written(node: Any, path: str, markup: Markup) -> Any:
    if isinstance(node, Mapping):
        return {key: _written(value, f"{path}.{key}", markup) for key, value in node.items()}
    if isinstance(node, list | tuple):
        return [_written(item, path, markup) for item in node]
    if isinstance(node, str) and path in _markup_fields():
        return _markdown(node) if markup is Markup.MARKDOWN else node
    return node


def _markdown(text: str) -> str:
    """Plain text as API v2's markdown: signs escaped, bullets at the beginning of a line left; read again it is the text."""
    escaped = _SIGNS.sub(lambda sign: f"\\{sign[0]}", _ENTITY.sub("&amp;", text))
    return _BULLET.sub(r"\1\2", escaped)


def _unsaid(record: TrialRecord) -> list[Remark]:
    found = [_remark(f"extra.{key}", Effect.LEFT_OUT, _BESIDE) for key in record.extra if key not in (*SECTIONS, "layout")]
    found += [_remark(f"derived.{key}", Effect.LEFT_OUT, _BESIDE) for key in record.derived]
    derived = (path for path, item in record.provenance.items() if item.standing is Standing.DERIVED)
    return found + [_remark(path, Effect.ASSUMED, _DERIVED) for path in derived if not path.startswith("derived.")]


def _remark(part: str, effect: Effect, why: str) -> Remark:
    return Remark(line="", part=part, effect=effect, why=why)
