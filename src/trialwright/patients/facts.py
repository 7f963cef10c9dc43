"""What is known of one person: dated facts and what their source could have known; readers make it, the matcher reads it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from dateutil.relativedelta import relativedelta

from trialwright.findings import Finding
from trialwright.vocabulary.time import PartialDate


class Kind(StrEnum):
    """The kinds of fact that a source can declare complete, and two that it cannot."""

    CONDITIONS = "conditions"
    TREATMENTS = "treatments"
    MEDICATIONS = "medications"
    PROCEDURES = "procedures"
    MEASUREMENTS = "measurements"
    BIOMARKERS = "biomarkers"
    ALLERGIES = "allergies"
    EVENTS = "events"
    STATEMENTS = "statements"


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """One thing recorded of a patient.

    `what` is as written, `concept` the vocabulary's name for it, or None for a term it does not know (kept, never dropped: such a
    fact can only answer a question in the same words). `present` False: looked for and absent. `value` is a number, a word or a
    boolean; `comparator` is "<", "<=", ">" or ">=" where the laboratory gave a bound ("<1"). `unit` is as written; `uln`, `lln`
    the limits of normal in the same unit. `date` when measured or diagnosed, `start`/`end` for what lasts; no end: still going on
    (when there is a start). `qualifiers` are the words of the fact sheet (count, size, site, laterality, stage, status …) plus
    those that the term itself carries. `place` says where in the source it stands ("facts[3]", "line 12").
    """

    what: str
    concept: str | None
    kind: Kind
    present: bool = True
    value: Decimal | str | bool | None = None
    comparator: str | None = None
    unit: str | None = None
    uln: Decimal | None = None
    lln: Decimal | None = None
    date: PartialDate | None = None
    start: PartialDate | None = None
    end: PartialDate | None = None
    qualifiers: Mapping[str, str] = field(default_factory=dict)
    place: str = ""

    @property
    def moment(self) -> PartialDate | None:
        """The date by which the fact is ordered: `date`, else `end`, else `start`."""
        return self.date or self.end or self.start


class _Unfrozen:
    """A fact while it is made: the same slots, which can still be written."""

    __slots__ = Fact.__slots__


def stamped(
    fact: Fact,
    value: Decimal | str | bool | None,
    days: tuple[PartialDate | None, PartialDate | None, PartialDate | None],
    place: str,
) -> Fact:
    """The fact with another value, other days (`date`, `start`, `end`) and another place.

    As `dataclasses.replace` does it, in a tenth of the time: of a large source millions of facts differ in these alone.
    """
    made: Any = _Unfrozen()
    made.what = fact.what
    made.concept = fact.concept
    made.kind = fact.kind
    made.present = fact.present
    made.value = value
    made.comparator = fact.comparator
    made.unit = fact.unit
    made.uln = fact.uln
    made.lln = fact.lln
    made.date, made.start, made.end = days
    made.qualifiers = fact.qualifiers
    made.place = place
    made.__class__ = Fact
    whole: Fact = made
    return whole


@dataclass(frozen=True, kw_only=True, slots=True)
class PatientFacts:
    """A patient: demographics, facts, the kinds declared complete (`coverage`) and what could not be understood (`findings`).

    Age is given by `birth_date`, or by `age` in completed years at the reference date.
    """

    id: str
    birth_date: PartialDate | None = None
    age: int | None = None
    sex: str | None = None
    facts: tuple[Fact, ...] = ()
    coverage: frozenset[Kind] = frozenset()
    findings: tuple[Finding, ...] = ()

    def age_range(self, on: dt.date) -> tuple[int, int] | None:
        """The youngest and oldest completed years the patient can be on that day (equal when known), or None."""
        if self.birth_date is not None:
            return (_years(self.birth_date.last, on), _years(self.birth_date.first, on))
        return None if self.age is None else (self.age, self.age)


def _years(born: dt.date, on: dt.date) -> int:
    return relativedelta(on, born).years
