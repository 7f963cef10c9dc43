"""Specified: a term of a sheet that says more of a thing than the vocabulary has words for ("open splenectomy", "investigational
migraine drug", "cabozantinib in a phase 2 trial") in; what it surely names out.

Only for what is on record as there: who has no femoral fracture may have another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from trialwright.patients.code_tables import rows
from trialwright.patients.facts import Kind
from trialwright.patients.terms import Meaning, meanings
from trialwright.vocabulary.concepts import Vocabulary, default_vocabulary
from trialwright.vocabulary.listing import MEDICINES, list_of
from trialwright.vocabulary.terms import read_term

_TRIAL = (
    r"(?:an?|another|some other)(?: [\w/-]+){0,4}? (?:trial|study)"
    r"(?! (?:of|on) (?:blood|tissue|quality|diet|exercise|registr))"
)
_IN_A_TRIAL = re.compile(
    rf"(?P<what>.+?),? (?:(?:given|received|taken|administered) )?(?:in|within|as part of|under) {_TRIAL}", re.IGNORECASE
)
_NOT_OF_A_DRUG = re.compile(
    r"\b(?:observational|registry|non-?interventional|questionnaire|survey|biobank|imaging|diagnostic|screen\w*|exercise|"
    r"diet\w*|behaviou?ral|device|no|not|never|declined|refused)\b",
    re.IGNORECASE,
)
_UNPROVEN = re.compile(
    r"(?:an? |another |other )?(?:investigational|experimental|unlicen[sc]ed|unapproved|non-?approved) (?P<what>.+)",
    re.IGNORECASE,
)
_DRUG_NOUN = re.compile(
    r"\b(?:drugs?|agents?|medicines?|medications?|medicinal products?|compounds?|molecules?|antibod(?:y|ies)|inhibitors?|"
    r"agonists?|antagonists?|vaccines?|conjugates?|therap(?:y|ies)|treatments?|immunotherapy|chemotherapy|cell products?|"
    r"peptides?|tablets?|infusions?|injections?|[A-Z]{2,5}-?\d{2,7}|\w{3,}(?:mab|nib|cel))$",
    re.IGNORECASE,
)
_TAKES_PART = re.compile(
    r"(?:currently |still |actively )?(?:participa(?:tion|ting|tes)|enrol(?:l?ed|l?ment|ling)|randomi[sz]ed|included|inclusion|"
    rf"taking part|being) in {_TRIAL}(?P<of>(?: (?:of|with|for) .+)?)(?P<rest>,.*)?",
    re.IGNORECASE | re.DOTALL,
)
_DOSED = re.compile(
    r"(?P<what>[a-z -]+?),? \(?(?:(?:a )?single fraction of \d+(?:\.\d+)? ?c?Gy|"
    r"\d+(?:\.\d+)? ?c?Gy(?: (?:in|/) ?(?:\d+|one|a single) (?:fractions?|fx))?|\d+ ?(?:x|×) ?\d+(?:\.\d+)? ?c?Gy)\)?",
    re.IGNORECASE,
)
_ANOTHER_STUDY, _ANOTHER_DRUG_TRIAL = "participation in another clinical study", "participation in another drug trial"
_UNDER_TRIAL = "investigational agent"


def specified(text: str, vocabulary: Vocabulary | None = None) -> tuple[Meaning, ...]:
    """What a term surely names that is not understood as a whole; () where that is not sure.

    >>> [meaning.concept for meaning in specified("investigational migraine drug")]
    ['investigational agent']
    >>> [meaning.concept for meaning in specified("open splenectomy")]
    ['splenectomy']
    """
    words = vocabulary or default_vocabulary()
    plain = " ".join(text.split())
    for reading in (_unproven, _in_a_trial, _taking_part, _irradiated, _without_its_words):
        found = reading(plain, words)
        if found:
            return found
    return ()


def _unproven(text: str, words: Vocabulary) -> tuple[Meaning, ...]:
    """An "investigational PARP inhibitor" is an investigational agent, and a PARP inhibitor."""
    inside = _IN_A_TRIAL.fullmatch(text)
    said = _UNPROVEN.fullmatch(inside["what"] if inside is not None else text)
    if said is None or _NOT_OF_A_DRUG.search(text):
        return ()
    named = _medicines(said["what"], words)
    if not named and _DRUG_NOUN.search(said["what"]) is None:
        return ()
    return (_meaning(_UNDER_TRIAL, words), *named)


def _in_a_trial(text: str, words: Vocabulary) -> tuple[Meaning, ...]:
    """A medicine that is given in a trial: the medicine, and that somebody took part in a trial of medicines."""
    said = _IN_A_TRIAL.fullmatch(text)
    if said is None or _NOT_OF_A_DRUG.search(text):
        return ()
    named = _medicines(said["what"], words)
    return (*named, _meaning(_ANOTHER_DRUG_TRIAL, words)) if named else ()


def _taking_part(text: str, words: Vocabulary) -> tuple[Meaning, ...]:
    """ "Enrolled in a phase 3 trial of ide-cel": somebody takes part in a trial, and in one of medicines where it names one."""
    said = _TAKES_PART.fullmatch(text)
    if said is None or _NOT_OF_A_DRUG.search(text):
        return ()
    of = re.sub(r"^(?: (?:of|with|for) )", "", said["of"] or "")
    concept = _ANOTHER_DRUG_TRIAL if of and _medicines(of, words) else _ANOTHER_STUDY
    return (_meaning(concept, words),) if concept in words else ()


def _irradiated(text: str, words: Vocabulary) -> tuple[Meaning, ...]:
    """A radiotherapy with its dose and fractions behind it."""
    said = _DOSED.fullmatch(text)
    found = meanings(said["what"], words) if said is not None else ()
    return found if len(found) == 1 and words.kind(found[0].concept or "") == "radiotherapy" else ()


class _Row(NamedTuple):
    words: frozenset[str]
    of: frozenset[str]
    apart: frozenset[str]


@cache
def _rows() -> tuple[_Row, ...]:
    def cell(row: Mapping[str, str], name: str) -> frozenset[str]:
        return frozenset(filter(None, row[name].split(";")))

    table = rows("specifying_words.tsv")
    return tuple(_Row(frozenset(map(str.lower, cell(row, "words"))), cell(row, "of"), cell(row, "not")) for row in table)


@cache
def _allowed() -> Mapping[str, tuple[_Row, ...]]:
    found: dict[str, tuple[_Row, ...]] = {}
    for row in _rows():
        for word in row.words:
            found[word] = (*found.get(word, ()), row)
    return found


_BY_IMAGE = re.compile(
    r"\b(?:CT|CAT|MRI?|US|EUS|ultrasound|sonograph\w+|image|fluoroscop\w+|stereotactic\w*|endoscopic ultrasound)[- ]guided ",
    re.IGNORECASE,
)


def _without_its_words(text: str, words: Vocabulary) -> tuple[Meaning, ...]:
    """The one thing of a term whose other words only say which kind of it ("axillary abscess")."""
    plain = _BY_IMAGE.sub("", text)
    left = read_term(plain, words).leftover
    if not left and plain == text:
        return ()
    if any(word.lower() not in _allowed() for word in left):
        return ()
    short = re.sub(rf"(?i)(?<!\w)(?:{'|'.join(map(re.escape, left))})(?!\w)", " ", plain) if left else plain
    found = meanings(short.replace("- ", " ").strip(" -,"), words)
    if len(found) != 1 or found[0].concept is None or "also" in found[0].qualifiers:
        return ()
    return found if all(_may_stand(word.lower(), found[0].concept, words) for word in left) else ()


def _may_stand(word: str, concept: str, words: Vocabulary) -> bool:
    above = words.ancestors(concept)
    return any(above & row.of and not above & row.apart for row in _allowed()[word])


def _medicines(text: str, words: Vocabulary) -> tuple[Meaning, ...]:
    found = meanings(text, words)
    return found if all(meaning.concept is not None and words.kind(meaning.concept) in _GIVEN for meaning in found) else ()


_GIVEN = (*MEDICINES, "regimen")


def _meaning(concept: str, words: Vocabulary) -> Meaning:
    return Meaning(concept=concept, kind=Kind(list_of(concept, words)))


_TREATED = re.compile(
    r"(?P<what>.+?),? (?:(?:which |that )?(?:was )?(?P<given>treated|managed) (?:with|by)|"
    r"(?:which |that )?requir(?:ing|ed)) (?P<by>.+)",
    re.IGNORECASE,
)
_OF_ILL, _OF_CARE = frozenset({Kind.CONDITIONS}), frozenset({Kind.MEDICATIONS, Kind.TREATMENTS, Kind.PROCEDURES})


def treated_with(text: str, vocabulary: Vocabulary | None = None) -> tuple[str, ...]:
    """The illness of "radiation pneumonitis treated with prednisone" and the treatment, each understood; the illness alone where
    the treatment was only required; else ()."""
    said = _TREATED.fullmatch(" ".join(text.split()))
    if said is None:
        return ()
    ill, care = meanings(said["what"], vocabulary), meanings(said["by"], vocabulary)
    understood = len(ill) == 1 and all(meaning.concept is not None for meaning in (*ill, *care))
    sorts = {meaning.kind for meaning in ill} <= _OF_ILL and {meaning.kind for meaning in care} <= _OF_CARE
    found = (said["what"], said["by"]) if said["given"] else (said["what"],)
    return found if understood and sorts else ()


_MARKED = re.compile(
    r"(?P<marker>[A-Z][\w/-]*?(?: [A-Z]\d+\w*)?)[- ](?P<result>positive|negative|mutated|mutant|amplified|rearranged|"
    r"wild[- ]type) (?P<cancer>.+)"
)


def marked_cancer(text: str, vocabulary: Vocabulary | None = None) -> Iterator[str]:
    """ "EGFR-mutated lung adenocarcinoma" as two terms, the cancer and its marker, where each is understood."""
    words, said = vocabulary or default_vocabulary(), _MARKED.fullmatch(" ".join(text.split()))
    if said is None:
        return
    marker = f"{said['marker']} {said['result']}".replace("mutant", "mutation").replace("mutated", "mutation")
    cancer, test = meanings(said["cancer"], words), meanings(marker, words)
    is_cancer = len(cancer) == 1 and words.kind(cancer[0].concept or "") in ("cancer", "histology")
    if is_cancer and len(test) == 1 and "alteration" in test[0].qualifiers:
        yield from (said["cancer"], marker)
