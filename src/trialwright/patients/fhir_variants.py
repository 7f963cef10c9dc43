"""Variants of genes: an observation in mCODE's or the Genomics Reporting guide's shape in; what was found in which gene out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from trialwright.patients.code_tables import meant
from trialwright.patients.facts import Fact, Kind
from trialwright.patients.fhir_chart import Chart, Where
from trialwright.patients.fhir_codes import answers_in, concept_of_code, short
from trialwright.patients.fhir_parts import absent_reason, codes_in, codings, items, text_of, words_of
from trialwright.patients.understood import Why
from trialwright.vocabulary.concepts import Vocabulary
from trialwright.vocabulary.results import result_word
from trialwright.vocabulary.time import PartialDate

_GENE, _PROTEIN, _NAME = "48018-6", ("48005-3",), ("81252-9", "47998-0", "51958-7")
_ORIGIN, _SIGNIFICANCE, _CHANGE = "48002-0", ("53037-8", "69548-6"), ("48019-4", "48006-1", "82155-3")
_PRESENT = frozenset({"present", "positive", "detected"})
_THREE = {
    "Ala": "A", "Arg": "R", "Asn": "N", "Asp": "D", "Cys": "C", "Gln": "Q", "Glu": "E", "Gly": "G", "His": "H", "Ile": "I",
    "Leu": "L", "Lys": "K", "Met": "M", "Phe": "F", "Pro": "P", "Ser": "S", "Thr": "T", "Trp": "W", "Tyr": "Y", "Val": "V",
    "Ter": "*",
}  # fmt: skip
_HGVS = re.compile(r"p\.\(?([A-Z][a-z]{2}|[A-Z])(\d{1,5})([A-Z][a-z]{2}|[A-Z]|\*)\)?")


def read_variant(resource: dict[str, Any], chart: Chart, where: Where, when: PartialDate | None) -> None:
    """A variant that is there. One that is absent, benign or of uncertain significance, or of an unknown gene, is no fact."""
    parts = _components(resource)
    gene, symbol = _gene(parts, chart.shared.vocabulary)
    value = resource.get("valueCodeableConcept")
    said = {text.lower() for text in answers_in(value)}
    label = f"variant of {symbol or 'no gene'}"
    if value is not None and not said & _PRESENT:
        chart.leave(Why.VALUE, f"{label}: {words_of(value)}", where)
        return
    if value is None and ("dataAbsentReason" in resource or not parts):
        chart.leave(Why.NO_VALUE, f"{label}: {absent_reason(resource)}", where)
        return
    if gene is None:
        chart.leave(Why.CODE, label, where)
        return
    judged = [words_of(part) for code in _SIGNIFICANCE for part in parts.get(code, ())]
    if any(meant("significance", text) == "no" for text in judged):
        chart.leave(Why.VALUE, f"{label}: {judged[0]}", where)
        return
    kind = chart.shared.vocabulary.kind(gene)
    found = _alteration(parts, resource, gene, kind)
    if found is None:
        chart.leave(Why.VALUE, label, where)
        return
    change, words = found
    origin = next((text for part in parts.get(_ORIGIN, ()) for text in answers_in(part)), "").lower()
    qualifiers = {"origin": origin} if origin in ("germline", "somatic") else {}
    fact = Fact(
        what=f"{symbol} {words}",
        concept=gene,
        kind=Kind.BIOMARKERS,
        value=change,
        date=when,
        qualifiers=qualifiers,
        place=where.place,
    )
    chart.facts.append(fact)


def _components(resource: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The coded values of the components by the codes of these."""
    found: dict[str, list[dict[str, Any]]] = {}
    for part in items(resource.get("component")):
        value = part.get("valueCodeableConcept")
        if value is None and isinstance(part.get("valueString"), str):
            value = {"text": part["valueString"]}
        for code in codes_in(part.get("code")):
            if isinstance(value, dict):
                found.setdefault(code, []).append(value)
    return found


def _gene(parts: dict[str, list[dict[str, Any]]], vocabulary: Vocabulary) -> tuple[str | None, str]:
    """The one gene that a variant is in, as the vocabulary has it, and how it was called. Of two genes (a fusion) none."""
    given = parts.get(_GENE, [])
    if len(given) != 1:
        return None, " and ".join(words_of(item) for item in given)
    for system, code, _ in codings(given[0]):
        if short(system) == "HGNC" and (concept := concept_of_code(vocabulary, "HGNC", code.removeprefix("HGNC:"))) is not None:
            return concept, concept.removesuffix(" gene")
    symbols = [display for _, _, display in codings(given[0])] + [text_of(given[0].get("text"))]
    for symbol in filter(None, symbols):
        for name in (symbol, f"{symbol} gene"):
            if vocabulary.kind(name) == "gene":
                return name, symbol
    return None, words_of(given[0])


def _alteration(
    parts: dict[str, list[dict[str, Any]]], resource: dict[str, Any], gene: str, kind: str | None
) -> tuple[str, str] | None:
    """What was found, as the vocabulary has it, and in words: the change of the protein, else its kind, else just that."""
    for word in _protein(parts):
        known = result_word(gene, kind, word)
        return (known or result_word(gene, kind, "mutation") or "mutated"), word
    sorts = [words_of(part) for code in _CHANGE for part in parts.get(code, ())]
    sorts += [words_of(part) for part in items(resource.get("interpretation"))]
    for text in sorts:
        change = meant("change", text)
        if change is not None:
            return (result_word(gene, kind, change) or change), change
    if any("mutation" in text.lower() or "variant" in text.lower() for text in sorts):
        return "mutated", "mutation"
    return (result_word(gene, kind, "alteration") or "altered"), "alteration"


def _protein(parts: dict[str, list[dict[str, Any]]]) -> Iterator[str]:
    """Substitutions of the protein with one letter for each amino acid: "V600E"."""
    texts = [text for code in (*_PROTEIN, *_NAME) for part in parts.get(code, ()) for text in _texts(part)]
    for text in texts:
        found = _HGVS.search(text)
        if found is not None:
            before, place, after = found.groups()
            yield f"{_THREE.get(before, before)}{place}{_THREE.get(after, after)}"


def _texts(part: dict[str, Any]) -> Iterator[str]:
    for _, code, display in codings(part):
        yield from (display, code)
    yield text_of(part.get("text"))
