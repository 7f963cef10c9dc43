"""Parts of a fact: an item in; what it proves by itself out (the drugs of a
regimen, the stage of a cancer, what a biopsy showed)."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib import resources

from trialwright.match.context import Context
from trialwright.match.diseases import of_none
from trialwright.match.halfread import half_read
from trialwright.match.known import CANCER_KINDS, Item, decomposed, term_of
from trialwright.match.results import Fit, worded
from trialwright.match.scaled import scaled
from trialwright.match.values import decimal
from trialwright.patients.facts import Kind
from trialwright.vocabulary.results import result_word
from trialwright.vocabulary.terms import qualifier_table

_LOCAL = frozenset({"surgery", "radiotherapy", "procedure"})
_REMOVAL = re.compile(r"ectomy\b|\bresection\b|\bexcision\b|\bbreast-conserving surgery\b")
_REMOVED = re.compile(r"resection of (.+ metastasis)")
_FUSION = re.compile(r"([A-Z0-9]+)(?:-|::|/)([A-Z0-9]+)(?: fusion)?")
_AGENT = "investigational agent"
_IN_A_TRIAL = re.compile(
    r"(?<!not )\b(?:investigational|experimental|(?:in|within|as part of) an? (?:\w+ ){0,2}(?:trial|study)"
    r"|(?:trial|study) drug)\b",
    re.IGNORECASE,
)
_NOT_IHC = ("fish", "ish", "sish", "cish", "dish", "ngs", "pcr")


@cache
def drugs_of_regimens() -> Mapping[str, tuple[str, ...]]:
    """The drugs that each regimen of the vocabulary consists of."""
    table = resources.files("trialwright.vocabulary") / "data" / "regimens.tsv"
    if not table.is_file():
        return {}
    lines = (line for line in table.read_text("utf-8").splitlines() if not line.startswith("#"))
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return {
        row["name"].strip(): tuple(part.strip() for part in (row.get("drugs") or "").split(";") if part.strip()) for row in rows
    }


def parts_of(item: Item, context: Context) -> Iterator[Item]:
    """What the fact of an item proves besides itself."""
    words = context.vocabulary
    yield from half_read(item, context)
    for concept in item.concepts:
        for drug in drugs_of_regimens().get(concept, ()):
            if drug in words:
                yield replace(item, concepts=(drug,), why=f"{drug} is part of {concept}")
    if item.qualifier("method") is not None:
        yield from _scan(item, context)
    if item.kind is Kind.CONDITIONS and item.present:
        yield from _stage_and_grade(item, context)
        yield from _recurrence(item, context)
        yield from scaled(item, context)
    if item.kind is Kind.PROCEDURES and isinstance(item.value, str):
        yield from _finding(item, context)
    if item.present and item.kind in (Kind.TREATMENTS, Kind.MEDICATIONS):
        yield from _investigational(item, context)
    if item.present and item.kind in (Kind.PROCEDURES, Kind.TREATMENTS):
        yield from _aimed(item, context)
    if item.kind is Kind.BIOMARKERS:
        yield from _fused_genes(item, context)
    if item.kind is Kind.BIOMARKERS and "HER2" in item.concepts:
        yield from _her2_tests(item, context)


def _investigational(item: Item, context: Context) -> Iterator[Item]:
    """A medicine that is given in a trial is an investigational agent, whatever it is."""
    said = " ".join(item.qualifier(name) or "" for name in ("status", "intent", "method"))
    if _IN_A_TRIAL.search(said) and _AGENT in context.vocabulary and _AGENT not in item.concepts:
        yield replace(item, concepts=(_AGENT,), why=f"{item.fact.what} was given in a trial")


def _recurrence(item: Item, context: Context) -> Iterator[Item]:
    """A cancer that is called recurrent, by its status or by its name, has recurred."""
    words = context.vocabulary
    known = (decomposed(name, words) for name in item.concepts)
    named = [value for found in known if found is not None for family, value in found[1] if family == "recurrence"]
    said = (*item.narrowing.get("recurrence", ()), *named)
    cancers = cancers_named(item, context)
    if (
        cancers
        and not of_another_disease(cancers, context)
        and any(qualifier_table().agree("recurrence", word, "recurrent") for word in said)
    ):
        yield replace(item, concepts=("recurrence",), why=f"{item.fact.what} is a recurrence")


def _stage_and_grade(item: Item, context: Context) -> Iterator[Item]:
    """The stage and grade of a cancer as the variables of those names, unless it is another cancer than the trial's."""
    cancers = cancers_named(item, context)
    if not cancers:
        return
    if of_another_disease(cancers, context):
        return
    for qualifier, variable in (("stage", "stage"), ("grade", "histologic grade")):
        text = item.qualifier(qualifier)
        if text is not None:
            yield Item(
                facts=item.facts,
                concepts=(variable,),
                value=decimal(text) or text,
                kind=Kind.MEASUREMENTS,
                why=f"{variable} of {item.fact.what}",
            )


def cancers_named(item: Item, context: Context) -> tuple[str, ...]:
    """The cancers and histologies that an item names."""
    return tuple(name for name in item.concepts if context.vocabulary.kind(name) in ("cancer", "histology"))


def of_another_disease(cancers: tuple[str, ...], context: Context) -> bool:
    """Whether a cancer of these names can be none that the trial treats: all that `know` takes from the trial.

    A trial that names no cancer ("pain") treats those of whoever takes part.
    """
    words = context.vocabulary
    treated = tuple(name for name in context.diseases if words.kind(name) in CANCER_KINDS)
    return bool(treated) and of_none(cancers, treated, words)


def _scan(item: Item, context: Context) -> Iterator[Item]:
    """What was seen, or not seen, on a scan shows that the scan was done."""
    words = context.vocabulary
    scans = [name for name in term_of(item.qualifier("method") or "", context).concepts if words.kind(name) == "imaging"]
    for name in scans:
        yield Item(facts=item.facts, concepts=(name,), kind=Kind.PROCEDURES, why=f"{item.fact.what} was seen on it")


def _finding(item: Item, context: Context) -> Iterator[Item]:
    """What a procedure showed: "biopsy of liver metastasis: invasive breast cancer"."""
    term = term_of(str(item.value), context)
    found = tuple(name for name in term.concepts if context.vocabulary.kind(name) in ("cancer", "histology"))
    if found and not term.leftover:
        narrowing = {family: (value,) for family, value in term.narrowing.items()} | {"proof": ("confirmed",)}
        yield Item(facts=item.facts, concepts=found, narrowing=narrowing, kind=Kind.CONDITIONS, why=f"shown by {item.fact.what}")


def _aimed(item: Item, context: Context) -> Iterator[Item]:
    """Local treatment of a metastasis is metastasis-directed; surgery with curative intent is radical."""
    words = context.vocabulary
    kinds = {words.kind(name) for name in item.concepts}
    setting = item.narrowing.get("setting", ())
    sites = [name for name in (item.qualifier("site concept") or "").split(";") if words.kind(name) == "metastasis"]
    if sites and kinds <= _LOCAL and "diagnostic" not in setting and "metastasis-directed therapy" in words:
        yield replace(item, concepts=("metastasis-directed therapy",), why=f"of a {sites[0]}")
    said = item.qualifier("status")
    status = result_word("resection status", words.kind("resection status"), said) if said else None
    if status is not None and "resection status" in words:
        yield Item(
            facts=item.facts, concepts=("resection status",), value=status, kind=Kind.BIOMARKERS, why=f"of {item.fact.what}"
        )
    for name in item.concepts:
        removed = _REMOVED.fullmatch(name)
        if removed is not None and removed[1] in words:
            gone = {"activity": ("history",), "treatment": ("treated",)}
            why = f"{item.fact.what} was of it"
            yield Item(facts=item.facts, concepts=(removed[1],), narrowing=gone, kind=Kind.CONDITIONS, why=why)
    small = any(words.is_a(name, "minor surgery") for name in item.concepts)
    if kinds == {"surgery"} and not small and "surgical resection" in words and any(map(_REMOVAL.search, item.concepts)):
        yield replace(item, concepts=("surgical resection",), why=f"{item.fact.what} is a resection")
    if kinds == {"surgery"} and "curative" in setting and "radical surgery" in words:
        yield replace(item, concepts=("radical surgery",), why="with curative intent")


def _fused_genes(item: Item, context: Context) -> Iterator[Item]:
    """A named fusion that was found is one of each gene in it: EML4-ALK is an ALK fusion."""
    found = [match for name in item.concepts if (match := _FUSION.fullmatch(name)) is not None]
    if not found or worded(item.value, "positive") is not Fit.YES:
        return
    for gene in found[0].groups():
        for name in (gene, f"{gene} gene"):
            if context.vocabulary.kind(name) == "gene":
                yield replace(item, concepts=(name,), value="rearranged", why=f"{found[0][0]} is a fusion of {gene}")


def _her2_tests(item: Item, context: Context) -> Iterator[Item]:
    """A HER2 result with its method and score is a result of that test."""
    plain = str(item.value) if str(item.value) in ("0", "1+", "2+", "3+") else None
    score, method = item.qualifier("score") or plain, (item.qualifier("method") or "").lower()
    hybridised = any(name in method.replace(",", " ").split() for name in _NOT_IHC[:5]) or "hybridi" in method
    if score is not None and not hybridised and "HER2 IHC" in context.vocabulary:
        yield Item(
            facts=item.facts, concepts=("HER2 IHC",), value=score, kind=Kind.BIOMARKERS, why="score of immunohistochemistry"
        )
    if hybridised and "HER2 ISH" in context.vocabulary:
        yield Item(facts=item.facts, concepts=("HER2 ISH",), value=item.value, kind=Kind.BIOMARKERS, why="in situ hybridisation")
