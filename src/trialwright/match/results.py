"""Results of tests: what is recorded of a test and the result asked for in; fits,
open or not out (with what contains what, by values.tsv)."""

from __future__ import annotations

from dataclasses import dataclass
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
    {
        "negative",
        "wild type",
        "unmutated",
        "not amplified",
        "unmethylated",
        "undetectable",
        "MSS",
        "MSI-low",
        "not MSI-high",
        "proficient",
    }
)
PRESENT = frozenset({"MSI-high", "deficient", "detectable", "involved"})
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Assay:
    """A test by its concept and kind. `named` is the change that the recorded term itself names ("EGFR T790M")."""

    concept: str
    kind: str | None
    named: str | None = None

    def word(self, text: str) -> str | None:
        """The canonical word for a result of this test."""
        return result_word(self.concept, self.kind, text)

    def within(self, recorded: str, asked: str) -> bool:
        """True when one result of the test lies in another."""
        return result_within(self.concept, self.kind, recorded, asked)


def result_fit(test: Assay, recorded: object, asked: str) -> Fit:
    """How a recorded result of a test answers the asked one; where the term names a change, the result says whether it is
    there."""
    wanted = test.word(asked)
    if wanted is None:
        return _unlisted(recorded if test.named is None else test.named, asked)
    if test.named is not None:
        named = test.word(test.named) or test.named
        polarity = worded(recorded, "positive") if recorded is not None else Fit.YES
        if polarity is Fit.NO:
            return _without(test, named, wanted)
        recorded = named if polarity is Fit.YES else recorded
    if recorded is None or isinstance(recorded, Decimal):
        return Fit.OPEN
    word = test.word(spelled(recorded))
    return _unlisted(recorded, asked) if word is None else _compared(test, word, wanted)


def _unlisted(recorded: object, asked: str) -> Fit:
    """A result that the table does not list for this test: its own words fit,
    words of one family decide, anything else is open."""
    if recorded is None:
        return Fit.OPEN
    found = worded(recorded, asked)
    shared = dict(result_words(spelled(recorded))).keys() & dict(result_words(asked)).keys()
    return found if shared or found is Fit.YES else Fit.OPEN


def _compared(test: Assay, word: str, wanted: str) -> Fit:
    if word in NO_RESULT:
        return Fit.OPEN
    if test.within(word, wanted):
        return Fit.YES
    if word in ABSENT or wanted in ABSENT:
        return _with_absence(test, word, wanted)
    if wanted == "positive" and word in PRESENT:
        return Fit.YES
    if wanted == "positive":
        return Fit.YES if _change(test, word) or test.within(word, "altered") else Fit.OPEN
    if test.within(wanted, word) or word == "positive":
        return Fit.OPEN
    if _change(test, word) != _change(test, wanted) or {word, wanted} & _BESIDE_OTHERS:
        return Fit.OPEN
    return Fit.NO


def _with_absence(test: Assay, word: str, wanted: str) -> Fit:
    """One of the two says that something is not there."""
    if word in ABSENT and wanted in ABSENT:
        return Fit.YES if "negative" in (word, wanted) or test.kind != "gene" else Fit.OPEN
    absent, change = (word, wanted) if word in ABSENT else (wanted, word)
    only = _NOT_OF.get(absent)
    if only is None or change in ("positive", "altered") or _change(test, change) in (only, None):
        return Fit.NO
    return Fit.OPEN


def _without(test: Assay, named: str, wanted: str) -> Fit:
    """The named change was looked for and is not there."""
    if wanted in ABSENT:
        return (
            Fit.YES
            if named in CHANGES or named in ("altered", "positive", "pathogenic variant") or test.kind != "gene"
            else Fit.OPEN
        )
    if test.within(wanted, named):
        return Fit.NO
    return Fit.OPEN


def _change(test: Assay, word: str) -> str | None:
    """The sort of change that a result is: a mutation, a fusion, an amplification …"""
    return next((change for change in CHANGES if test.within(word, change)), None)
