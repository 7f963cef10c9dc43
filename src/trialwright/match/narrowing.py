"""Narrowing words: an item of a patient and a word of a family in ("control": "uncontrolled"); fits, open or does not out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from trialwright.match.another import is_other
from trialwright.match.known import CANCER_KINDS, Item, Known
from trialwright.match.results import Fit, contains
from trialwright.match.tables import rows
from trialwright.vocabulary.terms import qualifier_table
from trialwright.vocabulary.words import key


def by_family(item: Item, name: str, value: str, known: Known) -> Fit:
    """A narrowing word: the same value or one within it fits, another of the family does not, none leaves it open."""
    recorded = item.narrowing.get(name, ())
    if recorded:
        table = qualifier_table()
        if any(table.agree(name, word, value) for word in recorded):
            return Fit.YES
        if any(table.agree(name, value, word) for word in recorded):
            return Fit.OPEN
        return Fit.NO
    if any(item.narrowing.get(family) == (word,) for family, word in _SPEAKS_AGAINST.get((name, value), ())):
        return Fit.NO
    if (
        (name, value) == ("control", "uncontrolled")
        and item.narrowing.get("activity") == ("history",)
        and not _stays(item, known)
    ):
        return Fit.NO
    named = _told_by_its_name(item, name, value, known)
    if named is not Fit.OPEN:
        return named
    stated = _stated_of_cancer(item, name, value, known)
    if stated is not Fit.OPEN:
        return stated
    written = item.qualifier(name)
    return Fit.YES if written is not None and contains(written, value) else Fit.OPEN


def _stays(item: Item, known: Known) -> bool:
    """Whether an illness stays with who had it: a "history of hypertension" is no hypertension that is over."""
    return any(known.has_trait(name, "chronic") for name in item.concepts)


@cache
def by_name() -> Mapping[str, tuple[str, str, str]]:
    """The concepts that are another one with a narrowing and nothing else: that other one, the family and the word."""
    return {row["concept"]: (row["parent"], row["family"], row["value"]) for row in rows("composed.tsv")}


def names_told(concept: str, family: str, known: Known) -> tuple[str, ...]:
    """What a concept says of a family by its own name: whole brain radiotherapy is of the brain."""
    words = known.context.vocabulary
    above = words.ancestors(concept) if concept in words else frozenset()
    return tuple(value for name, (_, of, value) in by_name().items() if name in above and of == family)


def _told_by_its_name(item: Item, name: str, value: str, known: Known) -> Fit:
    """ "Autologous stem cell transplantation" is autologous, though no word beside it says so."""
    told = (word for concept in item.concepts for word in names_told(concept, name, known))
    return next((agreement(name, word, value) for word in told), Fit.OPEN)


def agreement(family: str, recorded: str, wanted: str) -> Fit:
    """How one word of a family stands to another: the same or within it fits, wider leaves it open, another does not."""
    if qualifier_table().agree(family, recorded, wanted):
        return Fit.YES
    return Fit.OPEN if qualifier_table().agree(family, wanted, recorded) else Fit.NO


def _stated_of_cancer(item: Item, name: str, value: str, known: Known) -> Fit:
    """A statement about the patient's cancer ("resectable: yes"), where this is the only one it can be about."""
    words = known.context.vocabulary
    if not any(words.kind(concept) in CANCER_KINDS for concept in item.concepts) or is_other(item, known) is Fit.YES:
        return Fit.OPEN
    for row in rows("states.tsv"):
        if row["family"] == name:
            agrees = row["value"] == value
            if known.of(row["statement"]):
                return Fit.YES if agrees else Fit.NO
            if known.of(row["statement"], present=False) and agrees:
                return Fit.NO
    return _said_bare(name, value, known)


def _said_bare(name: str, value: str, known: Known) -> Fit:
    """A sheet that says only the word ("resectable: yes", "metastatic: no") speaks of the patient's cancer."""
    table = qualifier_table()
    for item in known.bare_words():
        for word in table.spellings.get(key(item.written()), ()):
            if word.family != name:
                continue
            if item.present:
                wider = table.agree(name, value, word.value)
                return Fit.YES if table.agree(name, word.value, value) else Fit.OPEN if wider else Fit.NO
            if word.value == value:
                return Fit.NO
    return Fit.OPEN


_SPEAKS_AGAINST = {
    ("refractory", "refractory"): (("recurrence", "newly diagnosed"), ("treatment", "untreated")),
    ("resectability", "unresectable"): (("outcome", "cured"),),
}
"""Words of other families that say the contrary."""
