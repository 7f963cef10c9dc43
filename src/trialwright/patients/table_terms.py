"""A term or a code as a table writes it ("C50.911", "LOINC 777-3", "Breast cancer (C50.9)") in; what it stands for out."""

from __future__ import annotations

import re
from functools import lru_cache

from trialwright.patients.code_tables import denied
from trialwright.patients.fhir_codes import Codes, Role
from trialwright.patients.stated import Stated, stated
from trialwright.vocabulary.concepts import Vocabulary

_ICD = r"(?:ICD[- ]?(?:10)?(?:[- ]?(?:CM|GM|WHO))?\s*[:|#]?\s*)"
_DIAGNOSIS = rf"(?:{_ICD}[A-TV-Y]\d[0-9A-Z]|[A-TV-Y]\d[0-9A-Z]\.)(?:\.?[0-9A-Z]{{1,4}}|(?<=\.)-)?[*†!+]?"
_CODE_FIRST = re.compile(rf"(?P<code>{_DIAGNOSIS})(?:[\s:,–-]+(?P<name>[^\W\d].*)|\s*[\[(](?P<within>[^\])]+)[\])])?")
_CODE_LAST = re.compile(rf"(?P<name>[^\W\d].*?)[\s,:–-]*[\[(]?(?P<code>\b{_DIAGNOSIS})[\])]?")
_TEST = re.compile(r"(?:LOINC\s*[:|#]?\s*)?(?P<code>\d{1,5}-\d)(?:[\s:,]+(?P<name>[^\W\d].*))?", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"(?i)\b(?:history|hx|past|former|previous|family|mother|father|zustand nach|z\.? ?n|v\.? ?a|s/p|status post)\b"
)
_DIAGNOSES, _TESTS = "http://hl7.org/fhir/sid/icd-10", "http://loinc.org"
"""Codes of ICD-10 of which it is not said whose edition they are: only what means the same in all of them is read."""


@lru_cache(maxsize=65536)
def term_in(text: str, vocabulary: Vocabulary) -> Stated:
    """What a term of a table stands for; a code, alone or beside a name, by what both say.

    >>> from trialwright.vocabulary.concepts import default_vocabulary as known
    >>> [term_in(text, known()).meanings[0].concept for text in ("C50.911", "LOINC 777-3", "Breast cancer (C50.9)")]
    ['breast cancer', 'platelet count', 'breast cancer']
    """
    plain = stated(text, vocabulary)
    if plain.meanings[0].concept is not None:
        return plain
    test, diagnosis = _TEST.fullmatch(text.strip()), _CODE_FIRST.fullmatch(text.strip()) or _CODE_LAST.fullmatch(text.strip())
    if test is not None and _is_checked(test["code"]):
        return _coded((_TESTS, test["code"]), test["name"], Role.TEST, (text, vocabulary)) or plain
    name = (diagnosis["name"] or diagnosis.groupdict().get("within")) if diagnosis is not None else None
    if diagnosis is None or re.search(rf"[;|]|\b{_DIAGNOSIS}", name or ""):
        return plain
    code = re.sub(_ICD, "", diagnosis["code"]).strip(".-*†!+")
    return _coded((_DIAGNOSES, code), name, Role.CONDITION, (text, vocabulary)) or plain


def parts_of(text: str) -> list[str]:
    """The things that a cell names with a sign between them; codes can have a comma between them.

    >>> parts_of("asthma; gout"), parts_of("C50.9, E11.9"), parts_of("diarrhea, grade 2")
    (['asthma', 'gout'], ['C50.9', 'E11.9'], ['diarrhea, grade 2'])
    """
    if _CODES.fullmatch(text) is not None:
        return re.findall(_DIAGNOSIS, text)
    return [part for part in _APART.split(text) if part]


_APART = re.compile(r"\s*[;|\n]\s*")
_CODES = re.compile(rf"\s*{_DIAGNOSIS}(?:[\s,;/|]+{_DIAGNOSIS})+\s*")


def _coded(code: tuple[str, str], name: str | None, role: Role, said: tuple[str, Vocabulary]) -> Stated | None:
    """What a code and the name beside it say; None where it is not known, or they contradict each other."""
    text, vocabulary = said
    if name is not None and not _affirms(name, vocabulary):
        return None
    coding = {"system": code[0], "code": code[1], **({"display": name.strip()} if name else {})}
    found = Codes(vocabulary=vocabulary).find({"coding": [coding]}, role)
    return Stated(found.meanings, text) if found.meanings and not found.how else None


def _affirms(name: str, vocabulary: Vocabulary) -> bool:
    """Whether a name beside a code leaves it what it is: nothing is denied, in doubt, over, or of somebody else."""
    return stated(name, vocabulary).present and not denied(name) and _ELSEWHERE.search(name) is None


def _is_checked(code: str) -> bool:
    """Whether the last digit of a code of LOINC is the one that its others ask for (Mod 10).

    >>> _is_checked("777-3"), _is_checked("777-4")
    (True, False)
    """
    digits, _, last = code.partition("-")
    total = sum(sum(divmod(int(digit) * (2 if place % 2 == 0 else 1), 10)) for place, digit in enumerate(reversed(digits)))
    return (-total) % 10 == int(last)
