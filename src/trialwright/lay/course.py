"""What the record says of a group enters; its steps in order leave, with how long each lasts where that is said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from trialwright.registries.record import TrialRecord
from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.terms import read_term

MOST_STEPS, LONGEST = 8, 160
_TREATMENTS = frozenset({"drug", "drug class", "regimen", "surgery", "radiotherapy", "transplant", "procedure"})
_WEEKS = {"day": 1 / 7, "week": 1.0, "month": 52.18 / 12, "year": 52.18}
_NUMBER = r"(\d{1,3}(?:\.\d)?)(?:\s*(?:-|–|to)\s*(\d{1,3}(?:\.\d)?))?"
_UNIT = r"(day|week|month|year)s?"
# Who gets there, told before what is done: "Patients with no progression at 4 months … will receive".
_GETS = re.compile(
    r"^(?:patients|participants|subjects|those)\b(?:(?!\.\s)[^;])*?\b(?:receives?|recieves?|be\s+given|undergo(?:es)?)\b:?",
    re.IGNORECASE,
)
_THEN = re.compile(
    r";|(?<=[^.\d])\.\s+(?=[A-Z])|,?\s*\b(?:followed\s+by|and\s+subsequent(?:ly)?|subsequently|after\s+which|then)\b",
    re.IGNORECASE,
)
_FOR = re.compile(rf"\bfor\s+(?:a\s+total\s+of\s+|up\s+to\s+|about\s+|another\s+)?{_NUMBER}\s*{_UNIT}\b", re.IGNORECASE)
_OF = re.compile(rf"\b{_NUMBER}\s*(?:additional\s+|more\s+|further\s+)?{_UNIT}\s+of\b(?!\s+age)", re.IGNORECASE)
_EVERY = re.compile(rf"\b(?:every|each)\s+(\d{{1,2}})\s*{_UNIT}\b[^.;]{{0,60}}?\b{_NUMBER}\s*cycles\b", re.IGNORECASE)
_UNTIL = re.compile(
    r"\b(?:until|till)\s+(?:disease\s+|tumou?r\s+)?(?:progression|intolera|unacceptable|relapse|recurrence)", re.IGNORECASE
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One step of a group: the record's words; `weeks` from least to most, None where no length is said; `open_end`: until
    something happens."""

    words: str
    weeks: tuple[float, float] | None = None
    open_end: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Course:
    """The steps of one group, in the order in which its description names them."""

    label: str
    steps: tuple[Step, ...]


def courses_of(record: TrialRecord) -> tuple[Course, ...]:
    """The courses of all groups; none at all where no description tells how long anything lasts."""
    groups = record.get("armsInterventionsModule.armGroups")
    found = [_course(group) for group in groups if isinstance(group, Mapping)] if isinstance(groups, list | tuple) else []
    timed = any(step.weeks for course in found for step in course.steps)
    return tuple(course for course in found if course.steps) if timed else ()


def _course(group: Mapping[str, object]) -> Course:
    text = group.get("description")
    steps = tuple(_steps(text[:4000]))[:MOST_STEPS] if isinstance(text, str) else ()
    return Course(label=str(group.get("label") or ""), steps=steps)


def _steps(text: str) -> Iterator[Step]:
    said = _GETS.sub("", " ".join(text.split()), count=1)
    for piece in _THEN.split(said):
        words = piece.strip(" ,.:")
        weeks, open_end = _weeks(words), bool(_UNTIL.search(words))
        if words and (weeks or open_end or _is_treatment(words)):
            short = words if len(words) <= LONGEST else words[:LONGEST].rsplit(" ", 1)[0] + " …"
            yield Step(words=short, weeks=weeks, open_end=open_end)


def _weeks(words: str) -> tuple[float, float] | None:
    cycles = _EVERY.search(words)
    if cycles:
        length = float(cycles[1]) * _WEEKS[cycles[2].lower()]
        return float(cycles[3]) * length, float(cycles[4] or cycles[3]) * length
    match = _FOR.search(words) or _OF.search(words)
    if match is None:
        return None
    unit = _WEEKS[match[3].lower()]
    return float(match[1]) * unit, float(match[2] or match[1]) * unit


def _is_treatment(words: str) -> bool:
    return any(default_vocabulary().kind(name) in _TREATMENTS for name in read_term(words[:400]).concepts)
