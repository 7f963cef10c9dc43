"""A near miss enters, with the patient where their records are at hand; by how much they miss, and what could mend it, leaves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from trialwright.match.answer import described
from trialwright.match.batch.misses import NearMiss, Rests
from trialwright.match.batch.program import Asked, Begun, Program
from trialwright.match.batch.readings import Reading, reading
from trialwright.match.context import Context
from trialwright.match.evaluate import evaluate_in
from trialwright.match.knowing import know
from trialwright.match.measure import limits_words
from trialwright.match.phrasing import phrase
from trialwright.match.tables import rows
from trialwright.match.truth import Truth
from trialwright.match.values import Range, plain
from trialwright.match.verdict import Eligibility, LineVerdict, StageVerdict
from trialwright.patients.facts import PatientFacts
from trialwright.protocol.criteria import Ask, Compare, Has, WindowKind
from trialwright.protocol.protocol import Protocol
from trialwright.protocol.units_in_words import with_unit
from trialwright.vocabulary.concepts import Vocabulary
from trialwright.vocabulary.variables import find_variable


class Mend(StrEnum):
    """What could mend a miss, the easiest first."""

    TIME = "time"
    REPEAT = "repeat"
    CHANGE = "change"
    NEVER = "never"


@dataclass(frozen=True, kw_only=True, slots=True)
class Cause:
    """One answer that excludes: what is asked in words, with its limit, and whether it may turn, with the words for it.

    `reading` is the value beside its limits where the answer rests on one; `beyond` by how much it misses, in `reading.unit`.
    """

    asked: str
    mend: Mend
    words: str
    limit: str = ""
    reading: Reading | None = None
    beyond: Decimal | None = None

    @property
    def told(self) -> str:
        """By how much, in words: "hemoglobin 8.4 g/dL on 2026-03-01 (limit >= 9 g/dL): misses by 0.6 g/dL"."""
        found = self.reading
        value = "" if found is None else f"{self.asked} {_shown(found.value)}"
        if found is not None and found.fact is not None:  # a record that gives a code only is told by what was asked
            coded = not any(sign.isalpha() for sign in found.fact.what)
            value = described(replace(found.fact, what=self.asked) if coded else found.fact)
        missing = "" if found is None or self.beyond is None else f": misses by {amount(self.beyond, found.unit)}"
        return f"{value or self.asked}{f' (limit {self.limit})' if self.limit else ''}{missing}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Mending:
    """A near miss, looked at: its causes, what could mend it, and where only time is needed from which day.

    `why` is the reference's evidence for the exclusion, and `on` and `becomes` are its timeline; both need the patient's records.
    """

    miss: NearMiss
    mend: Mend
    causes: tuple[Cause, ...]
    why: str = ""
    on: dt.date | None = None
    becomes: Eligibility | None = None

    @property
    def words(self) -> str:
        """What could mend it, in words."""
        if self.on is not None:
            return f"from {self.on.isoformat()} by time alone"
        told = dict.fromkeys(cause.words for cause in self.causes if cause.mend is self.mend)
        return "; ".join(told) or "may change; no day can be told"

    @property
    def missed(self) -> str:
        """What the patient misses, and by how much where that is known."""
        told = dict.fromkeys(" ".join(cause.told.split()) for cause in self.causes)
        return (" or " if self.miss.enough else " and ").join(told) or " ".join(self.why.split()) or "it fails for everybody"


def amount(number: Decimal, unit: str | None) -> str:
    """A number with the unit of a reading: "0.6 g/dL", "0.4 x ULN", "1 grade"; of a scale, its steps are counted."""
    if unit is not None and unit.startswith("rank of "):
        return f"{plain(number)} {'step' if number == 1 else 'steps'} of the scale"
    if unit is not None and unit.startswith("x "):
        return f"{plain(number)} {unit}"
    return with_unit(plain(number), unit)


def mending(miss: NearMiss, program: Program, words: Vocabulary) -> Mending:
    """A near miss as the folder of a cohort tells it, without the patient's records."""
    causes = tuple(_cause(rests, program, words, None) for rests in miss.rests)
    return Mending(miss=miss, mend=_joined(causes, enough=miss.enough), causes=causes)


def mending_of(miss: NearMiss, program: Program, patient: PatientFacts, trial: tuple[Protocol, Context]) -> Mending:
    """A near miss with the patient's records: the values, and the day from which time alone mends it."""
    protocol, context = trial
    verdict = evaluate_in(protocol, patient, context)
    stage, line = _line_of(verdict.stages, miss.line)
    known = know(patient, context)
    causes = []
    for rests in miss.rests:
        node = program.questions[rests.question].asked
        found = reading(node, known) if isinstance(node, Compare) else None
        causes.append(_cause(rests, program, context.vocabulary, found if isinstance(found, Reading) else None))
    mend = _joined(causes, enough=miss.enough)
    on = None if line is None else line.changes_on
    return Mending(
        miss=miss,
        mend=Mend.TIME if on is not None else Mend.CHANGE if mend is Mend.TIME else mend,
        causes=tuple(causes),
        why="" if line is None else line.evidence.why,
        on=on,
        becomes=None if stage is None or stage.changes_on is None or stage.changes_on != on else stage.becomes,
    )


def _line_of(stages: Iterable[StageVerdict], name: str) -> tuple[StageVerdict | None, LineVerdict | None]:
    for stage in stages:
        for line in stage.lines:
            if line.line.id == name:
                return stage, line
    return None, None


def _joined(causes: Sequence[Cause], *, enough: bool) -> Mend:
    """One cause that turns is enough, or all must."""
    order = list(Mend)
    places = [order.index(cause.mend) for cause in causes]
    return Mend.NEVER if not places else order[min(places) if enough else max(places)]


def _cause(rests: Rests, program: Program, words: Vocabulary, found: Reading | None) -> Cause:
    asked = program.questions[rests.question].asked
    row = _row(_sort(asked, rests, words), _needed(asked, rests, found))
    return Cause(
        asked=_words(asked),
        mend=Mend(row["mend"]),
        words=row["words"],
        limit=limits_words(asked) if isinstance(asked, Compare) else "",
        reading=found,
        beyond=None if found is None else _beyond(found, rests),
    )


def _beyond(found: Reading, rests: Rests) -> Decimal | None:
    """By how much a value misses; one that excludes because it is within the limits misses by the way to the nearest of them."""
    if not rests.answer:
        return found.beyond()
    low, high = found.value.low, found.value.high
    ways = [Decimal(found.high.value) - high] if found.high is not None and high is not None else []
    ways += [low - Decimal(found.low.value)] if found.low is not None and low is not None else []
    return min(ways, default=None)


_UNKNOWN: Mapping[str, str] = {"mend": Mend.CHANGE.value, "words": "may change"}


def _row(asked: str, needed: str) -> Mapping[str, str]:
    """The row of mending.tsv; what is not listed may change."""
    return next((row for row in rows("mending.tsv") if row["asked"] == asked and row["needed"] in ("", needed)), _UNKNOWN)


def _needed(asked: Asked, rests: Rests, found: Reading | None) -> str:
    """Which way the answer would have to turn; of two limits, the value tells which one it misses."""
    if not isinstance(asked, Compare):
        return "no" if rests.answer else "yes"
    if asked.low is not None and asked.high is not None:
        if found is None or rests.answer or found.low is None:
            return "none"
        return "more" if found.value.at_least(found.low) is Truth.FALSE else "less"
    return "more" if (asked.low is not None) is not rests.answer else "less"


_WINDOWS = {
    (WindowKind.WITHIN_BEFORE, True): "window",
    (WindowKind.WITHIN_BEFORE, False): "window",
    (WindowKind.AT_LEAST_BEFORE, False): "wait",
    (WindowKind.CURRENT, True): "current",
}


def _sort(asked: Asked, rests: Rests, words: Vocabulary) -> str:
    """The sort of question, as mending.tsv names it."""
    match asked:
        case Begun():
            return "event"
        case Compare(quantity=quantity):
            return quantity.attribute or _measured(quantity.variable or "")
        case Has(target=target, window=window):
            sort = None if window is None or window.event else _WINDOWS.get((window.kind, rests.answer))
            past = any("history" in item.values and not item.negated for item in target.qualifiers)
            return sort or ("history" if past and rests.answer else words.kind(target.concept) or "")
        case _:
            return "statement"


def _measured(name: str) -> str:
    """A variable that is the disease itself (a stage, a marker of the tumor) is no matter of another measurement."""
    found = find_variable(name)
    if name == "age":
        return name
    return "biomarker" if found is not None and found.kind == "biomarker" else "measured"


def _words(asked: Asked) -> str:
    """What is asked, in words."""
    match asked:
        case Compare(quantity=quantity):
            return quantity.variable or (f"{quantity.attribute} of {phrase(quantity.of)}" if quantity.of else "")
        case Has(target=target):
            return phrase(target)
        case Ask(statement=statement):
            return statement
        case Begun(concept=concept):
            return concept
        case _:
            return "the line"


def _shown(value: Range) -> str:
    ends = [plain(end) for end in (value.low, value.high) if end is not None]
    return " to ".join(dict.fromkeys(ends))
