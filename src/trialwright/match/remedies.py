"""Remedies: an illness on record and words like "requiring systemic antibiotics" in; whether it is treated so out.

Such words are held against the drugs on record: an illness needs none of what is not on a complete list, and an infection or a
transplant needs what is given for it now.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from trialwright.match.known import Item, Known, term_in
from trialwright.match.results import Fit
from trialwright.match.tables import listed, rows
from trialwright.patients.facts import Kind
from trialwright.vocabulary.concepts import Relation

_REQUIRES = re.compile(
    r"(?:(?:that|which|who) )?(?:(?:has|have|had|is|are|currently|still) )*(?:requir(?:e|es|ed|ing)|need(?:s|ed|ing)?) "
    r"(?:(?:the|any|prior|ongoing|on-going|current|active|chronic|continuous|continued|additional|further|specific) )*"
    r"(?:(?:use of|treatment with|therapy with|management with) )?(?P<what>.+)",
    re.IGNORECASE,
)
_ANY_DRUG = re.compile(
    r"(?:(?:systemic|medical|drug|oral|intravenous|iv|parenteral|pharmacologic(?:al)?|active|ongoing|prescription) )*"
    r"(?:treatment|therapy|therapies|medications?|medicines?|drugs?)",
    re.IGNORECASE,
)
_ROUTE = re.compile(r"\b(?:iv|i\.v\.|intravenous(?: \(iv\))?|parenteral|oral|ongoing|chronic|active|systemic) ", re.IGNORECASE)
_BY_VEIN = re.compile(r"\b(?:intravenous|iv|i\.v\.|parenteral)\b", re.IGNORECASE)
_SEVERAL = re.compile(r",? (?:and/or|and|or) |, |/", re.IGNORECASE)
_THERAPIES = frozenset({"drug class", "drug"})
_DRUGS = (Kind.MEDICATIONS, Kind.TREATMENTS)
_SOON = dt.timedelta(days=30)
_BEFORE = dt.timedelta(days=7)


def treated_so(item: Item, words: str, known: Known) -> Fit:
    """Whether an illness is one that "requires" what the words name; open for other words and for cancers."""
    asked = _REQUIRES.fullmatch(words.strip())
    kinds = {known.context.vocabulary.kind(name) for name in item.concepts}
    if asked is None or not item.concepts or not kinds <= {"condition", "finding", "transplant"}:
        return Fit.OPEN
    named = _named(asked["what"], known)
    if named is None:
        return Fit.OPEN
    by_vein = _BY_VEIN.search(words) is not None
    taken = _taken_against(item, known, given="vein" if by_vein else "given")
    if any(_is_asked(drug, named, known) and _by(drug, vein=by_vein) for drug in taken):
        return Fit.YES
    if not known.covered(_DRUGS) or _is_severe(item, known):
        return Fit.OPEN
    return Fit.OPEN if any(_may_treat(item, drug, known) for kind in _DRUGS for drug in known.listed(kind)) else Fit.NO


def given_by_vein(item: Item, known: Known) -> bool:
    """Whether an infection is treated by vein now, which makes it one of grade 3 (CTCAE v5.0)."""
    words = known.context.vocabulary
    if not any(words.is_a(name, "infection") for name in item.concepts) or "history" in item.narrowing.get("activity", ()):
        return False
    return any(_by(drug, vein=True) for drug in _taken_against(item, known, given="vein"))


def serves(drug: Item, illness: str, known: Known) -> bool:
    """Whether a drug on record is taken for an illness that is on record too."""
    words = known.context.vocabulary
    if words.kind(illness) not in ("condition", "finding"):
        return False
    return any(drug in _taken_against(item, known, given="given") for item in known.of(illness) if item.present)


def _taken_against(item: Item, known: Known, *, given: str) -> Iterator[Item]:
    """The drugs on record that are taken for the illness now."""
    for use, belongs in ((given, _given_for), ("lasting", _taken_for)):
        for remedy in _of_illness(item, use, known):
            yield from (drug for drug in known.of(remedy) if belongs(item, drug, known))


def _named(text: str, known: Known) -> tuple[str, ...] | None:
    """The classes of drugs that the words name, none for "treatment"; None where they name anything else."""
    if _ANY_DRUG.fullmatch(text):
        return ()
    words, found = known.context.vocabulary, list[str]()
    tail = text.rsplit(" ", 1)[-1]
    for part in _SEVERAL.split(text):
        bare = _ROUTE.sub("", part + " ").strip()
        terms = (term_in(said, known).concepts for said in (part, bare, f"{bare} {tail}", f"{bare} therapy"))
        names = next((names for names in terms if names and all(words.kind(name) in _THERAPIES for name in names)), ())
        if not names:
            return None
        found.extend(names)
    return tuple(found)


def _of_illness(item: Item, use: str, known: Known) -> tuple[str, ...]:
    """The drugs that the table names for such an illness, by their use."""
    words = known.context.vocabulary
    return tuple(
        drug
        for row in rows("remedies.tsv")
        if row["use"] == use and any(name in words and words.is_a(name, row["illness"]) for name in item.concepts)
        for drug in listed(row["drugs"])
    )


def _is_asked(drug: Item, named: Sequence[str], known: Known) -> bool:
    words = known.context.vocabulary
    return not named or any(words.is_a(one, name) for one in drug.concepts if one in words for name in named)


def _by(drug: Item, *, vein: bool) -> bool:
    """Whether the drug is on record as given by vein, where that is asked."""
    told = " ".join((drug.written(), drug.qualifier("route") or "", *drug.narrowing.get("route", ())))
    return not vein or _BY_VEIN.search(told) is not None


def _taken_for(item: Item, drug: Item, known: Known) -> bool:
    """Whether a drug that is taken now was begun no sooner than the lasting illness was found, and against no cancer."""
    if not _is_taken_now(drug, known) or drug.qualifier("line") or drug.qualifier("cycles"):
        return False
    found, begun = item.fact.moment, drug.fact.start
    known.by_the_day()
    return begun is not None and (found is None or found.first <= begun.last)


def _is_taken_now(drug: Item, known: Known) -> bool:
    if drug.kind not in _DRUGS or drug.fact.start is None or drug.qualifier("intent"):
        return False
    if drug.qualifier("route") and not _ROUTE.search(f"{drug.qualifier('route')} "):
        return False
    ended = drug.fact.end is not None and drug.fact.end.first <= known.context.on
    return drug.fact.start.first <= known.context.on and not ended


def _given_for(item: Item, drug: Item, known: Known) -> bool:
    """Whether a drug that is taken now was begun for the illness: for a transplant at any time, for an infection about when it
    was found."""
    if drug.fact.start is None or not _is_taken_now(drug, known):
        return False
    if item.kind is Kind.PROCEDURES:
        return True
    found = item.fact.moment
    if found is None:
        return "active" in item.narrowing.get("activity", ()) and known.lately(drug.fact.start.first, _SOON.days)
    known.by_the_day()
    return found.first - _BEFORE <= drug.fact.start.first <= found.last + _SOON


def _may_treat(item: Item, drug: Item, known: Known) -> bool:
    """Whether a drug on record may be one that the illness needs."""
    words = known.context.vocabulary
    own = [name for name in drug.concepts if name in words]
    beside, only = _of_illness(item, "beside", known), _of_illness(item, "only", known)
    if own and only:
        return any(words.relation(name, one) is not Relation.IS_NOT for name in own for one in only)
    return not own or not all(any(words.is_a(name, one) for one in beside) for name in own)


def _is_severe(item: Item, known: Known) -> bool:
    """What is severe, or not under control, needs treatment, whether it is given or not."""
    worse = item.narrowing.get("severity", ()) or item.narrowing.get("control", ()) == ("uncontrolled",)
    return bool(worse) or item.qualifier("grade") is not None or any(known.has_trait(name, "severe") for name in item.concepts)
