"""What a person writes for a term, or as its answer ("no brain metastases", "former smoker") in; meaning and presence out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from trialwright.patients.code_tables import denied, meant, meant_by, rows
from trialwright.patients.facts import Kind
from trialwright.patients.plainly import BY_CRITERIA
from trialwright.patients.prescribed import prescribed
from trialwright.patients.terms import Meaning, meanings
from trialwright.vocabulary.concepts import Vocabulary, default_vocabulary
from trialwright.vocabulary.examinations import found_by, is_examination
from trialwright.vocabulary.results import result_word

_DENIED = re.compile(
    r"(?:no (?:known |prior |previous |current |active |evidence of |history of |signs? of )*|denies (?:any )?"
    r"|without (?:any )?|absence of |negative for |never had )(?P<what>.+)",
    re.IGNORECASE,
)
_BARE_NAME = re.compile(r"[A-Za-z]{5,}[b-df-hj-np-tv-z]", re.IGNORECASE)
_STATUS = re.compile(r"(?P<what>.+?) status", re.IGNORECASE)
_DENIABLE = frozenset({Kind.CONDITIONS, Kind.TREATMENTS, Kind.MEDICATIONS, Kind.PROCEDURES})
_ANSWERED = {"smoking": {"current": "true", "former": "false"}, "pregnancy": {}}
"""What is answered in words of its own, and what an answer says of whether it goes on."""


class Stated(NamedTuple):
    """What a term stands for, how that is called, and whether it is said to be there; `asks`: it says neither, its value must."""

    meanings: tuple[Meaning, ...]
    what: str
    present: bool = True
    asks: bool = False


def stated(text: str, vocabulary: Vocabulary | None = None) -> Stated:
    """A term of a record, which may deny ("no brain metastases") or hold its answer ("never smoker", "smoking status").

    >>> stated("no brain metastases").present, stated("never smoker").present, stated("smoking status").meanings[0].concept
    (False, False, 'smoking')
    """
    found = meanings(text, vocabulary)
    if found[0].concept is None and (other := _aliases().get(" ".join(text.lower().replace("-", " ").split()))) is not None:
        found = meanings(other, vocabulary)
    if found[0].concept is None and (medicine := _with_e(text, vocabulary)) is not None:
        found = (medicine,)
    if found[0].concept is None and (medicine := _with_dose(text, vocabulary)) is not None:
        found = (medicine,)
    if found[0].concept is not None:
        return Stated(found, text)
    told = BY_CRITERIA.fullmatch(text.strip())
    if told is not None and (inside := stated(told["what"], vocabulary)).meanings[0].concept is not None:
        return inside._replace(what=text) if inside.present and not inside.asks else inside
    denial = _DENIED.fullmatch(text.strip())
    if denial is not None:
        inner = meanings(denial["what"], vocabulary)
        sure = len(inner) == 1 and inner[0].concept is not None and inner[0].kind in _DENIABLE
        return (
            Stated(inner, denial["what"], present=False)
            if sure and "activity" not in inner[0].qualifiers
            else Stated(found, text)
        )
    smoking = answered(meanings("smoking", vocabulary)[0], text) if "smok" in text.lower() else None
    if smoking is not None:
        return smoking
    status = _STATUS.fullmatch(text.strip())
    inner = meanings(status["what"], vocabulary) if status is not None else found
    known = inner[0].concept is not None and (vocabulary or default_vocabulary()).kind(inner[0].concept or "") not in _PEOPLE
    return Stated(inner, text, asks=True) if len(inner) == 1 and known and not inner[0].qualifiers else Stated(found, text)


def _with_e(text: str, vocabulary: Vocabulary | None) -> Meaning | None:
    """The medicine of a name that German, Dutch and their neighbours write without its last letter ("Abirateron")."""
    word = text.strip()
    if _BARE_NAME.fullmatch(word) is None:
        return None
    words, found = vocabulary or default_vocabulary(), meanings(f"{word}e", vocabulary)
    return found[0] if len(found) == 1 and words.kind(found[0].concept or "") == "drug" else None


def _with_dose(text: str, vocabulary: Vocabulary | None) -> Meaning | None:
    """The one medicine of a name with its dosage behind it ("Medrol 4 mg once daily")."""
    told = prescribed(text)
    if told is None:
        return None
    for name in (f"{told.route} {told.name}".strip(), told.name):
        found = meanings(name, vocabulary)
        if len(found) == 1 and found[0].concept is not None and found[0].kind in (Kind.TREATMENTS, Kind.MEDICATIONS):
            return replace(found[0], qualifiers={**found[0].qualifiers, **({"dose": told.dose} if told.dose else {})})
    return None


@cache
def _aliases() -> Mapping[str, str]:
    return {row["written"].replace("-", " "): row["term"] for row in rows("record_terms.tsv")}


_PEOPLE = frozenset({"event", "statement", "demographic", "organ", "drug", "drug class", "regimen"})


def answered(meaning: Meaning, text: str) -> Stated | None:
    """A condition with the answer that is written of it ("former smoker"); None where that is no answer to it."""
    ways = _ANSWERED.get(meaning.concept or "")
    said = meant(meaning.concept or "", text) if ways is not None else None
    if said is None or ways is None:
        return None
    more = {"ongoing": ways[said]} if said in ways else {}
    present = said not in ("never", "no")
    what = f"{meaning.concept} ({text})" if present else f"{meaning.concept}"
    return Stated((replace(meaning, qualifiers={**meaning.qualifiers, **more}),), what, present=present)


def plain_answer(said: Stated, value: str, vocabulary: Vocabulary | None = None) -> Stated | None:
    """What a value says to be there or not ("brain metastasis: nein", "EGFR: T790M not detected"); None for other values."""
    words = vocabulary or default_vocabulary()
    meaning = said.meanings[0]
    if len(said.meanings) > 1 or meaning.concept is None:
        return None
    answer = meant_by("answer", value) if len(value.strip()) > 1 else None
    if is_examination(meaning.concept, words) and found_by(value):
        return None  # "brain MRI: negative" was done, and found nothing
    if meaning.kind in _ANSWERABLE or "alteration" in meaning.qualifiers:
        return None if answer is None else Stated(said.meanings, said.what, present=answer == "yes")
    if words.kind(meaning.concept) != "gene":
        return None
    parts = value.split()
    for count in range(1, len(parts)):
        name, rest = f"{said.what} {' '.join(parts[:count]).strip(' :,-')}", " ".join(parts[count:])
        found = meanings(name, words)
        if meant_by("answer", rest) is not None and len(found) == 1 and "alteration" in found[0].qualifiers:
            return Stated(found, name, present=meant_by("answer", rest) == "yes")
    return None


def doubted(meaning: Meaning, value: str, vocabulary: Vocabulary | None = None) -> bool:
    """True for a value that denies or doubts something of a condition or a gene in words that are not understood."""
    words = vocabulary or default_vocabulary()
    kind = words.kind(meaning.concept or "")
    if is_examination(meaning.concept or "", words) and found_by(value):
        return False
    if meaning.kind in _ANSWERABLE:
        return denied(value)
    return kind == "gene" and denied(value) and result_word(meaning.concept or "", kind, value) is None


_ANSWERABLE = frozenset({Kind.CONDITIONS, Kind.TREATMENTS, Kind.MEDICATIONS, Kind.PROCEDURES})


def unanswered(meaning: Meaning, text: str) -> bool:
    """True for words that are no answer to a condition which has its own: what is meant by them is not known."""
    own = meaning.concept in _ANSWERED and answered(meaning, text) is None
    return own and meant_by("answer", text) is None
