"""The courses of a trial's groups enter, bars for a picture leave: as numbers for an SVG, in one scale for all groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trialwright.lay.course import Course, Step

WIDE = 1000
_MARK, _GAP, _OPEN = 14.0, 6.0, 90.0
_MONTH = 52.18 / 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """One step: its number, where its bar begins, how wide it is; `kind`: "timed", "mark" (no length told), "open" (no end)."""

    number: int
    words: str
    kind: str
    x: float
    wide: float
    low: str
    high: str
    unit: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """The bars of one group."""

    label: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Timeline:
    """The picture: a row for each group, `WIDE` across; `path` is where the record tells it."""

    rows: tuple[Row, ...]
    path: str = ""
    wide: int = WIDE


def timeline_of(courses: Sequence[Course]) -> Timeline | None:
    """The picture of the courses; None where nothing lasts a stated time."""
    if not courses:
        return None
    scale = min(_scale(course.steps) for course in courses)
    rows = tuple(Row(label=course.label, bars=tuple(_bars(course.steps, scale))) for course in courses)
    return Timeline(rows=rows, path=courses[0].path)


def _scale(steps: Sequence[Step]) -> float:
    """Pixels for a week, so that all steps of a group fit."""
    weeks = sum(step.weeks[1] for step in steps if step.weeks)
    fixed = sum(_width(step, 0.0) for step in steps if not step.weeks) + _GAP * len(steps)
    return max(1.0, WIDE - fixed) / weeks if weeks else float("inf")


def _width(step: Step, scale: float) -> float:
    if step.weeks:
        return step.weeks[1] * scale
    return _OPEN if step.open_end else _MARK


def _bars(steps: Sequence[Step], scale: float) -> Iterator[Bar]:
    x = 0.0
    for number, step in enumerate(steps, start=1):
        wide = _width(step, scale)
        low, high, unit = _told(step)
        kind = "open" if step.open_end and not step.weeks else "timed" if step.weeks else "mark"
        yield Bar(number=number, words=step.words, kind=kind, x=round(x, 1), wide=round(wide, 1), low=low, high=high, unit=unit)
        x += wide + _GAP


def _told(step: Step) -> tuple[str, str, str]:
    """How long a step lasts, in the unit that tells it best."""
    if step.weeks is None:
        return "", "", ""
    months = all(abs(week / _MONTH - round(week / _MONTH)) < 0.03 for week in step.weeks) and step.weeks[0] >= _MONTH
    numbers = [week / _MONTH if months else week for week in step.weeks]
    low, high = (f"{round(number, 1):g}" for number in numbers)
    return low, high if high != low else "", "months" if months else "weeks"
