"""Another disease: a cancer or a treatment on record in; whether it is, or was for, another cancer than the trial's, out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations

from trialwright.match.known import CANCER_KINDS, Item, Known, decomposed, related, term_in
from trialwright.match.results import Fit
from trialwright.patients.facts import Kind
from trialwright.vocabulary.concepts import Relation


def is_other(item: Item, known: Known, *, for_cancer: bool = False) -> Fit:
    """Whether a cancer is not the disease that the trial treats, nor a metastasis of it.

    Of a treatment: whether it was for another; with `for_cancer` the criterion says that this is what "other" means.
    """
    if item.kind is Kind.MEDICATIONS:
        return Fit.YES
    if item.kind in (Kind.TREATMENTS, Kind.PROCEDURES):
        return _for_another(item, known, for_cancer=for_cancer)
    if is_metastasis(item, known):
        return Fit.NO
    if known.context.diseases:
        if not any(_may_be_the_same(item, disease, known) for disease in known.context.diseases):
            return Fit.NO if _said_to_be_the_only_one(item, known) else Fit.YES
        rivals = [rival for rival in primaries(known) if are_two(item, rival, known) and not is_over(rival)]
        if any(_may_be_the_same(rival, disease, known) for rival in rivals for disease in known.context.diseases):
            # "solid tumor" may be either of two that are there
            return Fit.OPEN if not is_over(item) or _recurred(item, known) else Fit.YES
        return Fit.OPEN if is_over(item) and _several(known) and not _recurred(item, known) else Fit.NO
    if is_over(item):
        return Fit.YES
    own = presumed(known)
    return Fit.OPEN if own is None else Fit.NO if any(item is one for one in own) else Fit.YES


def _said_to_be_the_only_one(item: Item, known: Known) -> bool:
    """Whether the chart says that there is no other malignancy, and this is the only one on it: what the registry calls the
    trial's disease may be another name of it, or a slip."""
    told = (fact for name in _SAID for fact in known.facts(like=name))
    denied = any((not fact.present or fact.value is False) and _OTHERS.match(fact.what) for fact in told)
    return denied and not is_over(item) and all(_names(one, item, known) or _names(item, one, known) for one in primaries(known))


_SAID = ("other malignancy", "second primary malignancy", "another cancer")
_OTHERS = re.compile(
    r"(?:any )?(?:other|another|second(?:ary)?|additional|concurrent|concomitant|synchronous)"
    r"(?: (?:primary|active|invasive|prior|known))* (?:malignanc|cancer|neoplas|tumou?r|carcinoma)",
    re.IGNORECASE,
)


def presumed(known: Known) -> tuple[Item, ...] | None:
    """The cancer that the patient comes for where the trial's disease is not told; None where the record leaves it open.

    Whoever is held against a trial has its disease: the one cancer that is neither over nor local, where the list is complete or
    another is on it besides.
    """
    every = primaries(known)
    own = tuple(item for item in every if not is_over(item) and not is_local(item, known))
    if not own or any(not _names(one, other, known) and not _names(other, one, known) for one, other in combinations(own, 2)):
        return None
    return own if len(every) > len(own) or known.covered({Kind.CONDITIONS}) else None


def is_local(item: Item, known: Known) -> bool:
    """Whether a cancer is one of those that stay where they are: a basal cell carcinoma, a carcinoma in situ."""
    words = known.context.vocabulary
    return any(words.is_a(name, kind) for name in item.concepts for kind in _LOCAL)


def _may_be_the_same(item: Item, disease: str, known: Known) -> bool:
    """Whether a recorded cancer can be the trial's: one names the other, or something that is both has a name of its own."""
    if related(item, disease, known) is Relation.IS_NOT:
        return False
    words = known.context.vocabulary
    names = [name for name in item.concepts if name in words]
    if disease in _GENERAL and any(words.is_a(name, kind) for name in names for kind in _LOCAL) and len(primaries(known)) > 1:
        return False  # no trial of "solid tumors" is meant for the basal cell carcinoma that a patient has besides
    return any(
        words.is_a(name, disease) or words.is_a(disease, name) or words.descendants(name) & words.descendants(disease)
        for name in names
    )


def _for_another(item: Item, known: Known, *, for_cancer: bool) -> Fit:
    """Whether a treatment was for another cancer: its intent names one, or there is none on a complete list."""
    words, diseases = known.context.vocabulary, known.context.diseases
    named = [name for name in term_in(item.qualifier("intent") or "", known).concepts if words.kind(name) in CANCER_KINDS]
    if not diseases:
        return Fit.OPEN
    if named:
        others = all(
            words.relation(name, disease) is Relation.IS_NOT for name in named for disease in diseases if disease in words
        )
        return Fit.YES if others else Fit.NO
    if not for_cancer:
        return Fit.OPEN  # other than what, the criterion alone does not tell
    cancers = [found for found in known.cancers() if is_other(found, known) is not Fit.NO]
    return Fit.NO if known.covered({Kind.CONDITIONS}) and not cancers else Fit.OPEN


def is_over(item: Item) -> bool:
    return "history" in item.narrowing.get("activity", ()) or "cured" in item.narrowing.get("outcome", ())


def _several(known: Known) -> bool:
    """Whether two cancers are on record of which neither names the other: "breast cancer" and its ductal carcinoma are one."""
    own = primaries(known)
    return any(not _names(one, other, known) and not _names(other, one, known) for one, other in combinations(own, 2))


_GENERAL = frozenset(
    {"malignancy", "neoplasm", "solid tumor", "carcinoma", "adenocarcinoma", "digestive cancer", "genitourinary cancer"}
)
"""What two cancers may both be that have nothing to do with each other."""
_PERHAPS_SPREAD = frozenset({"liver cancer", "brain cancer", "bone cancer", "cancer of unknown primary"})
"""What a record calls a cancer that began elsewhere, or that may have."""
_LOCAL = ("non-melanoma skin cancer", "carcinoma in situ")


def are_two(one: Item, other: Item, known: Known) -> bool:
    """Whether two records are surely of two cancers: neither can be the other, nor are they of one organ or one lineage."""
    if _is_beside_melanoma(one, other, known) or _is_beside_melanoma(other, one, known):
        return True
    if any(related(one, name, known) is not Relation.IS_NOT for name in other.concepts):
        return False
    if _PERHAPS_SPREAD & {*one.concepts, *other.concepts}:
        return False
    words = known.context.vocabulary
    above = [{kind for name in item.concepts if name in words for kind in words.ancestors(name)} for item in (one, other)]
    return all(above) and all(words.kind(name) not in CANCER_KINDS or name in _GENERAL for name in above[0] & above[1])


def _is_beside_melanoma(one: Item, other: Item, known: Known) -> bool:
    """A melanoma that is named for no organ is of the skin, and no breast cancer or lymphoma."""
    words = known.context.vocabulary
    return one.concepts == ("melanoma",) and any(words.is_a(name, kind) for name in other.concepts for kind in _NEVER_MELANOMA)


_NEVER_MELANOMA = ("breast cancer", "prostate cancer", "lung cancer", "colorectal cancer", "kidney cancer", "thyroid cancer")


def one_is_other(items: Sequence[Item], known: Known) -> bool:
    """Whether one of some cancers must be another than the trial's: whichever on record is the trial's, there is one besides."""
    diseases = known.context.diseases
    own = [
        found
        for found in primaries(known)
        if not is_over(found) and (not diseases or any(_may_be_the_same(found, disease, known) for disease in diseases))
    ]
    return len(own) > 1 and all(any(are_two(item, found, known) for item in items) for found in own)


def _recurred(item: Item, known: Known) -> bool:
    """Whether a cancer that is on record as recurrent can be this one: then it is the same disease, not one before it."""
    words = known.context.vocabulary
    named = {found.fact.concept for found in known.of("recurrence")} - {None}
    again = {parts[0] if (parts := decomposed(concept, words)) else concept for concept in named if concept}
    return any(_may_be_the_same(item, concept, known) for concept in again if concept in words)


def primaries(known: Known) -> tuple[Item, ...]:
    """The cancers that are listed as such; not their metastases, nor what a marker tells of their kind."""
    return tuple(item for item in known.cancers() if item.fact.kind is Kind.CONDITIONS and not is_metastasis(item, known))


def _names(item: Item, other: Item, known: Known) -> bool:
    """Whether what one item says of a cancer is true of the other."""
    return all(related(other, name, known) is Relation.IS for name in item.concepts)


def is_metastasis(item: Item, known: Known) -> bool:
    return any(known.context.vocabulary.kind(name) == "metastasis" for name in item.concepts)
