"""Variants of genes: an observation in mCODE's or the Genomics Reporting guide's shape in; what was found in which gene out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from trialwright.patients.code_tables import denied, meant
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
_CODING_CHANGE = "48004-6"
_PRESENT = frozenset({"present", "positive", "detected"})
_NOTHING_FOUND = frozenset({"wild type", "not amplified", "negative", "unmethylated", "not done", "equivocal"})
_THREE = {
    "Ala": "A", "Arg": "R", "Asn": "N", "Asp": "D", "Cys": "C", "Gln": "Q", "Glu": "E", "Gly": "G", "His": "H", "Ile": "I",
    "Leu": "L", "Lys": "K", "Met": "M", "Phe": "F", "Pro": "P", "Ser": "S", "Thr": "T", "Trp": "W", "Tyr": "Y", "Val": "V",
    "Ter": "*",
}  # fmt: skip
_ACID = "[A-Z][a-z]{2}|[A-Z]"
_HGVS = re.compile(rf"p\.\(?({_ACID})(\d{{1,5}})({_ACID}|\*)(?!\w)\)?")
_STRETCH = re.compile(rf"p\.\(?(?:{_ACID})(\d{{1,5}})(?:_(?:{_ACID})\d{{1,5}})?(delins|del|ins|dup)")
_BROKEN_OFF = re.compile(rf"p\.\(?(?:{_ACID})\d{{1,5}}(?:{_ACID})?fs")
_CODING = re.compile(r"c\.[\d*_+-]+\w")
_SILENT = re.compile(rf"p\.\(?(?:(?:{_ACID})\d{{1,5}})?=")
_EXONS = {("EGFR", "del"): ((729, 761), "exon 19 deletion"), ("EGFR", "delins"): ((729, 761), "exon 19 deletion"),
          ("EGFR", "ins"): ((762, 823), "exon 20 insertion"), ("EGFR", "dup"): ((762, 823), "exon 20 insertion"),
          ("HER2", "ins"): ((770, 831), "exon 20 insertion"), ("HER2", "dup"): ((770, 831), "exon 20 insertion")}  # fmt: skip
"""What a change of a stretch of amino acids is called after the exon that its first one lies in (RefSeq NM_005228, NM_004448)."""


def read_variant(resource: dict[str, Any], chart: Chart, where: Where, when: PartialDate | None) -> None:
    """A variant that is there. One that is absent, benign or of uncertain significance, or of an unknown gene, is no fact."""
    parts = _components(resource)
    genes, label = _genes(parts, chart.shared.vocabulary)
    value = resource.get("valueCodeableConcept")
    said = {text.lower() for text in answers_in(value)}
    if value is not None and not said & _PRESENT:
        chart.leave(Why.VALUE, f"{label}: {words_of(value)}", where)
        return
    if value is None and ("dataAbsentReason" in resource or not parts):
        chart.leave(Why.NO_VALUE, f"{label}: {absent_reason(resource)}", where)
        return
    sorts = [words_of(part) for code in _CHANGE for part in parts.get(code, ())]
    sorts += [words_of(part) for part in items(resource.get("interpretation"))]
    joined = any(meant("change", text) == "rearranged" for text in sorts)
    if not genes or (len(parts.get(_GENE, ())) > 1 and not joined):
        chart.leave(Why.CODE, label, where)
        return
    judged = [text for code in _SIGNIFICANCE for part in parts.get(code, ()) for text in (words_of(part),)]
    if any(meant("significance", text) == "no" for text in judged):
        chart.leave(Why.VALUE, f"{label}: {judged[0]}", where)
        return
    harmful = any(meant("significance", text) == "yes" for text in judged)
    origin = next((text for part in parts.get(_ORIGIN, ()) for text in answers_in(part)), "").lower()
    for gene, symbol in genes:
        kind = chart.shared.vocabulary.kind(gene)
        found = _alteration(parts, sorts, (gene, kind), harmful=harmful)
        if found is None:
            chart.leave(Why.VALUE, label + "".join(f": {text}" for text in sorts[:1]), where)
            return
        change, words = found
        fact = Fact(
            what=f"{symbol} {words}",
            concept=gene,
            kind=Kind.BIOMARKERS,
            value=change,
            date=when,
            qualifiers={"origin": origin} if origin in ("germline", "somatic") else {},
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


def _genes(parts: dict[str, list[dict[str, Any]]], vocabulary: Vocabulary) -> tuple[list[tuple[str, str]], str]:
    """The genes that a variant is in, as the vocabulary has them, each with how it was called; and the variant in words."""
    given = parts.get(_GENE, [])
    label = f"variant of {' and '.join(words_of(item) for item in given) or 'no gene'}"
    return [found for item in given if (found := _gene(item, vocabulary)) is not None], label


def _gene(given: dict[str, Any], vocabulary: Vocabulary) -> tuple[str, str] | None:
    for system, code, _ in codings(given):
        if short(system) == "HGNC" and (concept := concept_of_code(vocabulary, "HGNC", code.removeprefix("HGNC:"))) is not None:
            return concept, concept.removesuffix(" gene")
    symbols = [display for _, _, display in codings(given)] + [text_of(given.get("text"))]
    for symbol in filter(None, symbols):
        for name in (symbol, f"{symbol} gene"):
            if vocabulary.kind(name) == "gene":
                return name, symbol
    return None


def _alteration(
    parts: dict[str, list[dict[str, Any]]], sorts: list[str], of: tuple[str, str | None], *, harmful: bool
) -> tuple[str, str] | None:
    """What was found, as the vocabulary has it, and in words: the change of the protein, else its kind, else just that.

    None where it says that nothing was found, or that the protein is not changed.
    """
    gene, kind = of
    if any(result_word(gene, kind, text) in _NOTHING_FOUND or denied(text) for text in sorts):
        return None
    names = [text for code in (*_PROTEIN, *_NAME) for part in parts.get(code, ()) for text in _texts(part)]
    plain = "pathogenic variant" if harmful else "mutation"
    mutated = result_word(gene, kind, plain) or "mutated"
    for word in _protein(names, gene):
        return (result_word(gene, kind, word) or mutated), word
    if any(_SILENT.search(text) for text in names):
        return None
    for text in sorts:
        change = meant("change", text) or result_word(gene, kind, text)
        if change is not None:
            return (result_word(gene, kind, change) or change), change
    coding = [text for part in parts.get(_CODING_CHANGE, ()) for text in _texts(part)]
    written = (*coding, *names)
    if any(found.search(text) for found in (_BROKEN_OFF, _STRETCH, _CODING) for text in written):
        return mutated, plain
    if any("mutation" in text.lower() or "variant" in text.lower() for text in sorts):
        return "mutated", "mutation"
    if harmful:
        return mutated, plain
    return (result_word(gene, kind, "alteration") or "altered"), "alteration"


def _protein(names: list[str], gene: str) -> Iterator[str]:
    """Changes of the protein: substitutions with one letter for each amino acid ("V600E"), stretches by their exon."""
    for text in names:
        found = _HGVS.search(text)
        if found is not None:
            before, place, after = found.groups()
            yield f"{_THREE.get(before, before)}{place}{_THREE.get(after, after)}"
        stretch = _STRETCH.search(text)
        if stretch is not None and (gene, stretch[2]) in _EXONS:
            (first, last), name = _EXONS[gene, stretch[2]]
            if first <= int(stretch[1]) <= last:
                yield name


def _texts(part: dict[str, Any]) -> Iterator[str]:
    for _, code, display in codings(part):
        yield from (display, code)
    yield text_of(part.get("text"))
