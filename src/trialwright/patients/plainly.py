"""Plainly: an entry of a sheet as a person writes it in ("never smoker", "BTK inhibitor-naive", status "ruled out"); the same in
the sheet's own terms out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from trialwright.patients.code_tables import rows
from trialwright.patients.written import PRESSURES, pressures
from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.listing import MEDICINES
from trialwright.vocabulary.terms import read_term

_PRESSURE = re.compile(r"(?:resting |arterial )*blood pressure|bp|rr|blutdruck", re.IGNORECASE)
BY_CRITERIA = re.compile(
    r"(?P<what>.+?),? \(?(?:as )?"
    r"(?:(?:per|by|using|according to|based on|defined by|defined per|assessed by|in accordance with) )?"
    r"(?:the )?(?:[im]r?|ir)?(?:RECIST|PERCIST|RANO(?:-BM)?|Lugano(?: 2014)?|Cheson|IMWG|iwCLL|IWG|ELN|GCIG|PCWG-?[23]|Choi|EASL)"
    r"(?:,? (?:criteria|guidelines?))?(?: ?,?v?(?:er(?:sion|\.)?)? ?\.?\d(?:\.\d)?)?(?: (?:criteria|guidelines?))?\)?",
    re.IGNORECASE,
)
"""By whose criteria something was found ("measurable disease per RECIST 1.1"): it is what was found."""
_NOT_THERE = frozenset(
    ["absent", "ruled out", "excluded", "none", "not present", "not found", "not detected", "never", "denied", "no", "nil"]
)
"""What a status, or a value, says of a thing that was looked for and is not there."""
_DOUBTED = re.compile(
    r"(?:differential|working|provisional|tentative)(?: diagnosis)?|query|(?:to )?rule out|r/o|"
    r"under (?:investigation|evaluation)|unconfirmed|not (?:yet )?confirmed|to be confirmed",
    re.IGNORECASE,
)
"""What a status says of a thing that nobody has shown yet: it is suspected."""
_OF_RELATIVES = re.compile(
    r"(?:positive )?family(?: (?:history|hx|member|anamnesis))?|familial anamnesis|"
    r"(?:in |of )?(?:the |his |her |a )?(?:mother|father|sister|brother|parent|sibling|aunt|uncle|"
    r"grandmother|grandfather|relative)s?",
    re.IGNORECASE,
)
_ENDED = re.compile(
    r"(?:ended|ceased|weaned|over|finished|no longer|delivered)(?: (?:in|on|since|by))? ?[\d/. -]*", re.IGNORECASE
)
_ALLERGIC = re.compile(r"allerg(?:ic|y)|hypersensitiv(?:e|ity)", re.IGNORECASE)
_OVER = frozenset({"former", "ex", "past", "quit", "stopped"})
_NEVER_SMOKER = re.compile(r"(?:never|non|life-?long non)[- ]?smoker", re.IGNORECASE)
_NAIVE = re.compile(r"(?P<of>.+?)[- ]na(?:i|ï)ve", re.IGNORECASE)
_UNTREATED = re.compile(r"(?:no prior (?:anti-?cancer )?(?:therapy|treatment)s?|previously untreated)", re.IGNORECASE)
_OF_TREATMENT = {"treatment": "anticancer therapy", "therapy": "anticancer therapy", "chemo": "chemotherapy"}
_NO_ALLERGY = re.compile(
    r"(?:NKDA|NKA|no (?:known )?(?:drug )?allerg(?:y|ies)(?: known)?)|(?P<bare>(?:known |drug )*allerg(?:y|ies))", re.IGNORECASE
)
_NO_MEDICINE = re.compile(
    r"no (?:concomitant |current |regular )*(?:medications?|medicines?|drugs?)"
    r"|(?P<bare>(?:concomitant |current |regular )*(?:medications?|medicines?))",
    re.IGNORECASE,
)
_EMPTY_LISTS = (("allergies", _NO_ALLERGY), ("medications", _NO_MEDICINE))


def plainly(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The entry with `present: false` for what it says is not there, and for what it says is over a statement of its own.

    >>> plainly({"what": "brain metastases", "status": "ruled out"})
    {'what': 'brain metastases', 'present': False}
    """
    said, what = dict(entry), str(entry.get("what") or "").strip()
    if (valued := _valued(what)) is not None and said.get("value") in (None, True) and said.get("present", True) is True:
        term, value = valued
        return {**said, "what": term, "value": value} if value != "no" else {**_valueless(said), "what": term, "present": False}
    said |= _tested(said, what)
    if _NO_GRADE.fullmatch(str(said.get("grade", "")).strip()) and said.get("value") in (None, True):
        said.pop("value", None)  # CTCAE 5.0: grade 0 is no event
        said = {name: part for name, part in said.items() if name != "grade"} | {"present": False}
    if _NEVER_SMOKER.fullmatch(what):
        said |= {"what": "smoking", "present": False}
    elif _UNTREATED.fullmatch(what) and said.get("value", True) is True:
        said |= {"what": "anticancer therapy", "present": False}
        said.pop("value", None)
    elif (naive := _NAIVE.fullmatch(what)) is not None and said.get("value", True) is True:
        of = naive["of"].strip()
        said |= {"what": _OF_TREATMENT.get(of.lower(), of), "present": False}
        said.pop("value", None)
    status = str(said.get("status") or "").strip()
    if _DOUBTED.fullmatch(status):
        said["status"] = "suspected"
    elif _ENDED.fullmatch(status) and not _is_a_medicine(what):
        said["status"] = "resolved"
    elif _OF_RELATIVES.fullmatch(status):  # "breast cancer", of her mother
        del said["status"]
        said["what"] = f"family history of {what}"
    elif _ALLERGIC.fullmatch(status) and _is_a_medicine(what):  # "penicillin", to which the patient is allergic
        del said["status"]
        said["what"] = f"{what} allergy"
    for name in ("status", "value"):
        word = str(said.get(name, "")).strip().lower() if isinstance(said.get(name), str) else ""
        if word in _NOT_THERE:
            del said[name]
            said["present"] = False
        elif name == "value" and word in _OVER:  # "smoking: former": no smoking now, and a statement of its own
            del said[name]
            said["what"] = f"former {what}"
    return said


def _tested(entry: Mapping[str, Any], what: str) -> dict[str, Any]:
    """ "HER2-positive disease", with a value that says so once more, is what the test found."""
    told = _OF_DISEASE.fullmatch(what)
    test = told["test"] if told is not None else what
    found = _FOUND.search(test)
    words = default_vocabulary()
    tests = bool(found) and any(words.kind(name) in _TESTS for name in read_term(test, words).concepts)
    if not tests or found is None:
        return {}
    again = str(entry.get("value")).strip().lower() in (found[0].lower(), "yes", "confirmed")
    return {"what": test} | ({"value": True} if again else {})


_NO_GRADE = re.compile(r"(?:CTCAE |grade |G)?0", re.IGNORECASE)
_FOUND = re.compile(r"(?<=[- ])(?:positive|negative|mutated|mutant|amplified|wild[- ]type|deficient|proficient)$", re.IGNORECASE)
_OF_DISEASE = re.compile(
    r"(?P<test>.+[- ](?:positive|negative|mutated|mutant|amplified|wild[- ]type|deficient|proficient))[- ]"
    r"(?:disease|tumou?rs?(?: tissue| cells?)?|malignancy|status|lesions?)(?: present| confirmed)?",
    re.IGNORECASE,
)
_TESTS = frozenset({"gene", "biomarker", "receptor status"})


def _is_a_medicine(what: str) -> bool:
    """True for a drug, which somebody may be allergic to; an asthma or a rhinitis that is allergic is one."""
    words = default_vocabulary()
    named = read_term(what, words).concepts
    return bool(named) and all(words.kind(name) in MEDICINES for name in named)


def _valueless(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {name: part for name, part in entry.items() if name != "value"}


def _valued(what: str) -> tuple[str, str] | None:
    """The thing and the value of a term that names both ("stable disease", "uninsured"), by whatever criteria; else None."""
    told = BY_CRITERIA.fullmatch(what)
    return _valued_terms().get((told["what"] if told is not None else what).lower().replace("-", " "))


@cache
def _valued_terms() -> Mapping[str, tuple[str, str]]:
    return {row["written"].replace("-", " "): (row["term"], row["value"]) for row in rows("valued_terms.tsv")}


def apart(entry: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The entry, or two where it holds two values in one ("blood pressure: 140/90")."""
    value, what = entry.get("value"), str(entry.get("what") or "").strip()
    pair = pressures(value) if isinstance(value, str) and _PRESSURE.fullmatch(what) else None
    if pair is None:
        yield entry
        return
    for name, amount in zip(PRESSURES, pair, strict=True):
        yield {**entry, "what": name, "value": amount, "unit": "mm[Hg]"}


def empty_lists(entries: Iterable[Any]) -> Iterator[str]:
    """The lists that an entry declares empty ("no known allergies", "medications: none"), and with that complete."""
    for entry in entries:
        said = plainly(entry) if isinstance(entry, Mapping) else {"what": str(entry)}
        for name, pattern in _EMPTY_LISTS:
            found = pattern.fullmatch(str(said.get("what") or "").strip())
            if found is not None and (not found["bare"] or said.get("present") is False):
                yield name
