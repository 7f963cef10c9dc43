"""Candidates: what a patient has on record that fits a target within a window; a target in, each item with how sure it is out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from trialwright.match.anchors import anchor_of
from trialwright.match.answer import Answer, described
from trialwright.match.fit import Fitting, fitting
from trialwright.match.known import Item, Known
from trialwright.match.results import Fit, worded
from trialwright.match.truth import Truth
from trialwright.match.windows import in_window, period_of
from trialwright.patients.facts import Fact, Kind
from trialwright.protocol.criteria import Target, Window, WindowKind
from trialwright.vocabulary.listing import MEDICINES
from trialwright.vocabulary.time import PartialDate


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """An item that is, or may be, the target: `sure` when nothing is missing, `outside` when only its date puts it out."""

    item: Item
    sure: bool
    missing: tuple[str, ...] = ()
    outside: bool = False

    @property
    def fact(self) -> Fact:
        """The fact that it rests on."""
        return self.item.fact


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """The candidates for a target, and those of the same thing in another state (`otherwise`).

    `blocked` is the unknown answer where the window's anchor is not known and candidates could not be dated.
    """

    candidates: tuple[Candidate, ...]
    otherwise: tuple[Fitting, ...] = ()
    blocked: Answer | None = None

    @property
    def sure(self) -> tuple[Candidate, ...]:
        """Those that surely are the target, inside the window."""
        return tuple(item for item in self.candidates if item.sure and not item.outside)

    @property
    def open(self) -> tuple[Candidate, ...]:
        """Those that may be it."""
        return tuple(item for item in self.candidates if not item.sure and not item.outside)

    @property
    def outside(self) -> tuple[Candidate, ...]:
        """Those that are it, but not at that time."""
        return tuple(item for item in self.candidates if item.outside)


def find(target: Target, window: Window | None, known: Known) -> Found:
    """Everything on record that is or may be the target."""
    fittings = [fitting(item, target, known) for item in known.akin(target.concept)]
    fitting_ones = [item for item in fittings if item.fit is not Fit.NO]
    otherwise = tuple(item for item in fittings if item.fit is Fit.NO and item.differs)
    if window is None:
        fresh = tuple(item for item in otherwise if not stale(item.item, known))
        return Found(candidates=tuple(_at_any_time(item, known) for item in fitting_ones), otherwise=fresh)
    anchor = anchor_of(window, known)
    if isinstance(anchor, Answer):
        open_ = tuple(Candidate(item=item.item, sure=False, missing=item.missing) for item in fitting_ones)
        return Found(candidates=open_, otherwise=otherwise, blocked=anchor)
    dated = tuple(
        _at_any_time(item, known) if outdone(item.item, known) else _dated(item, window, anchor[0], known)
        for item in fitting_ones
    )
    return Found(candidates=dated, otherwise=otherwise)


def _candidate(item: Fitting) -> Candidate:
    return Candidate(item=item.item, sure=item.fit is Fit.YES, missing=item.missing)


def _at_any_time(item: Fitting, known: Known) -> Candidate:
    old = stale(item.item, known)
    return Candidate(item=item.item, sure=item.fit is Fit.YES, missing=item.missing, outside=True) if old else _candidate(item)


def stale(item: Item, known: Known) -> bool:
    """Whether a result tells of a state of weeks ago that may be another today: a pregnancy test of last year, or a negative one
    with a newer positive hCG behind it."""
    moment = item.fact.moment
    if moment is None or not any(known.has_trait(name, "for a month") for name in item.concepts):
        return False
    return not known.lately(moment.last, _MONTH) or outdone(item, known)


def outdone(item: Item, known: Known) -> bool:
    """Whether a negative pregnancy test has a newer positive hCG behind it, of which somebody must tell what it means."""
    moment = item.fact.moment
    if moment is None or not any(known.has_trait(name, "told by hCG") for name in item.concepts):
        return False
    newer = [other for other in known.of("human chorionic gonadotropin") if _raised(other)] if _negative(item) else []
    return any(other.fact.moment is not None and other.fact.moment.first > moment.last for other in newer)


def _negative(item: Item) -> bool:
    return worded(item.value, "negative") is Fit.YES


def _raised(item: Item) -> bool:
    return item.value >= _HCG if isinstance(item.value, Decimal) else worded(item.value, "positive") is Fit.YES


_HCG = 25
"""mIU/mL, from which on a urine test for pregnancy is usually positive."""


_TAKEN = (Kind.MEDICATIONS, Kind.TREATMENTS)
_MONTH = 31
"""Days for which a medicine is filled or ordered, and for which a passing state is told by its test."""


def _dated(item: Fitting, window: Window, anchor: PartialDate, known: Known) -> Candidate:
    truth = when(item.item, window, anchor, known)
    if truth is Truth.FALSE:
        return Candidate(item=item.item, sure=item.fit is Fit.YES, missing=item.missing, outside=True)
    if truth is Truth.TRUE:
        return _candidate(item)
    lacking = "whether it still goes on" if _may_go_on(item.item, window, known) else f"the date of {described(item.item.fact)}"
    return Candidate(item=item.item, sure=False, missing=(*item.missing, lacking))


def may_be_then(item: Item, window: Window | None, known: Known) -> bool:
    """False only for an item that surely lies outside of the window."""
    anchor = None if window is None else anchor_of(window, known)
    if window is None or anchor is None or isinstance(anchor, Answer):
        return True
    return when(item, window, anchor[0], known) is not Truth.FALSE


def when(item: Item, window: Window, anchor: PartialDate, known: Known) -> Truth:
    """Whether an item lies in a window. What lasts (a chronic disease, an ongoing
    one) goes on after its date until it is said to be over."""
    lasting = _lasts(item, known)
    over = _over(item)
    if window.kind is WindowKind.CURRENT and item.kind is Kind.CONDITIONS:
        if over and item.fact.end is None:
            return Truth.FALSE
        lasting = not over
    period = period_of(item.fact, lasts=lasting and not over)
    if period is None:
        return _undated(item, window, lasting and not over)
    if over and period.lasting:
        period = period_of(item.fact) or period
    truth = in_window(period, window, anchor)
    return Truth.UNKNOWN if truth is Truth.FALSE and _may_go_on(item, window, known) else truth


def _may_go_on(item: Item, window: Window, known: Known) -> bool:
    """Whether a drug of which only one day is recorded may be taken today: where that day lies in the last month, and nothing
    says that it is over."""
    day, words = item.fact.date, known.context.vocabulary
    if window.kind is not WindowKind.CURRENT or day is None or _over(item):
        return False
    if item.kind not in _TAKEN or not any(words.kind(name) in MEDICINES for name in item.concepts):
        return False
    told = item.fact.start is not None or item.fact.end is not None or item.qualifier("ongoing") == "false"
    return not told and day.last <= known.context.on and known.lately(day.last, _MONTH)


def _undated(item: Item, window: Window, lasting: bool) -> Truth:
    """Something without a date is on record now; that puts it into a window only when it lasts."""
    if window.kind is WindowKind.BEFORE and not window.event:
        return Truth.TRUE
    if window.kind is WindowKind.CURRENT and item.kind is Kind.CONDITIONS:
        return Truth.TRUE
    if window.kind is WindowKind.WITHIN_BEFORE and lasting:
        return Truth.TRUE
    return Truth.UNKNOWN


def _lasts(item: Item, known: Known) -> bool:
    if item.kind is not Kind.CONDITIONS:
        return "active" in item.narrowing.get("activity", ())
    return "active" in item.narrowing.get("activity", ()) or any(known.has_trait(name, "chronic") for name in item.concepts)


def _over(item: Item) -> bool:
    return "history" in item.narrowing.get("activity", ()) or "cured" in item.narrowing.get("outcome", ())


def facts_of(candidates: Sequence[Candidate]) -> tuple[Fact, ...]:
    """The facts behind candidates, each once."""
    seen: list[Fact] = []
    for candidate in candidates:
        seen.extend(fact for fact in candidate.item.facts if not any(fact is other for other in seen))
    return tuple(seen)
