"""Results of tests: what is recorded of a test and the result asked for in; fits, open or not out (with what contains what, by values.tsv)."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum

from trialwright.match.tables import result_words
from trialwright.vocabulary.results import result_within, result_word
from trialwright.vocabulary.words import key


class Fit(Enum):
    """How far something is what is asked for."""

    YES = 1
    OPEN = 0
    NO = -1


ABSENT = frozenset(
    {"negative", "wild type", "unmutated", "not amplified", "unmethylated", "undetectable", "MSS", "MSI-low", "not MSI-high", "proficient"}
)
NO_RESULT = frozenset({"not done", "equivocal"})
CHANGES = ("mutated", "rearranged", "amplified", "deleted", "methylated")
_NOT_OF = {"wild type": "mutated", "unmutated": "mutated", "not amplified": "amplified", "unmethylated": "methylated"}
_BESIDE_OTHERS = frozenset({"T790M", "C797S", "ligand-binding domain mutation", "T315I"})


def contains(written: str, asked: str) -> bool:
    """True when the asked words stand in the written ones, in their order."""
    have, want = key(written), key(asked)
    return bool(want) and any(have[start : start + len(want)] == want for start in range(len(have) - len(want) + 1))


def worded(recorded: object, asked: str) -> Fit:
    """Whether a recorded word is the asked one, by the words of results.tsv, else by its own words."""
    if recorded is None:
        return Fit.OPEN
    written = spelled(recorded)
    have, want = dict(result_words(written)), dict(result_words(asked))
    shared = have.keys() & want.keys()
    if shared:
        if have.get("result") == "equivocal":
            return Fit.OPEN
        return Fit.YES if any(have[family] == want[family] for family in shared) else Fit.NO
    if contains(written, asked):
        return Fit.YES
    return Fit.OPEN if have or want else Fit.NO


def spelled(recorded: object) -> str:
    """A recorded value as a word: yes is positive, no is negative."""
    if isinstance(recorded, bool):
        return "positive" if recorded else "negative"
    return str(recorded)


def result_fit(concept: str, kind: str | None, recorded: object, asked: str, *, alteration: str | None = None) -> Fit:
    """How a recorded result of a test answers the asked one.

    `alteration` is what the recorded term itself names ("EGFR T790M"): its result says whether that is there.
    """
    wanted = result_word(concept, kind, asked)
    if wanted is None:
        return _unlisted(recorded if alteration is None else alteration, asked)
    if alteration is not None:
        named = result_word(concept, kind, alteration) or alteration
        polarity = worded(recorded, "positive") if recorded is not None else Fit.YES
        if polarity is Fit.NO:
            return _without(concept, kind, named, wanted)
        recorded = named if polarity is Fit.YES else recorded
    if recorded is None or isinstance(recorded, Decimal):
        return Fit.OPEN
    word = result_word(concept, kind, spelled(recorded))
    if word is None:
        return _unlisted(recorded, asked)
    return _compared(concept, kind, word, wanted)


def _unlisted(recorded: object, asked: str) -> Fit:
    """A result that the table does not list for this test: its own words fit, words of one family decide, anything else is open."""
    if recorded is None:
        return Fit.OPEN
    found = worded(recorded, asked)
    shared = dict(result_words(spelled(recorded))).keys() & dict(result_words(asked)).keys()
    return found if shared or found is Fit.YES else Fit.OPEN


def _compared(concept: str, kind: str | None, word: str, wanted: str) -> Fit:
    if word in NO_RESULT:
        return Fit.OPEN
    if result_within(concept, kind, word, wanted):
        return Fit.YES
    if word in ABSENT or wanted in ABSENT:
        return _with_absence(concept, kind, word, wanted)
    if wanted == "positive":
        return Fit.YES if _change(concept, kind, word) or result_within(concept, kind, word, "altered") else Fit.OPEN
    if result_within(concept, kind, wanted, word) or word == "positive":
        return Fit.OPEN
    if _change(concept, kind, word) != _change(concept, kind, wanted) or {word, wanted} & _BESIDE_OTHERS:
        return Fit.OPEN
    return Fit.NO


def _with_absence(concept: str, kind: str | None, word: str, wanted: str) -> Fit:
    """One of the two says that something is not there."""
    if word in ABSENT and wanted in ABSENT:
        return Fit.YES if "negative" in (word, wanted) or kind != "gene" else Fit.OPEN
    absent, change = (word, wanted) if word in ABSENT else (wanted, word)
    only = _NOT_OF.get(absent)
    if only is None or change in ("positive", "altered") or _change(concept, kind, change) in (only, None):
        return Fit.NO
    return Fit.OPEN


def _without(concept: str, kind: str | None, named: str, wanted: str) -> Fit:
    """The named change was looked for and is not there."""
    if wanted in ABSENT:
        return Fit.YES if named in CHANGES or named in ("altered", "positive", "pathogenic variant") or kind != "gene" else Fit.OPEN
    if result_within(concept, kind, wanted, named):
        return Fit.NO
    return Fit.OPEN


def _change(concept: str, kind: str | None, word: str) -> str | None:
    """The sort of change that a result is: a mutation, a fusion, an amplification …"""
    return next((change for change in CHANGES if result_within(concept, kind, word, change)), None)
