"""What the record says of its groups enters; the steps of each in order leave, with how long each lasts where that is said.

The descriptions of the groups tell them, or lines of the sponsor's texts ("Group A (…): 4 more months"), whichever tells more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from trialwright.registries.record import TrialRecord
from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.terms import read_term

MOST_STEPS, LONGEST = 8, 240
TEXTS = ("descriptionModule.briefSummary", "descriptionModule.detailedDescription")
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
_FOR = re.compile(
    rf"\bfor\s+(?:a\s+total\s+of\s+|up\s+to\s+|about\s+|another\s+)?{_NUMBER}\s*{_UNIT}\b(?!\s+on\b)", re.IGNORECASE
)
_OF = re.compile(rf"\b{_NUMBER}\s*(?:additional\s+|more\s+|further\s+)?{_UNIT}\s+of\b(?!\s+age)", re.IGNORECASE)
_EVERY = re.compile(rf"\b(?:every|each)\s+(\d{{1,2}})\s*{_UNIT}\b[^.;]{{0,60}}?\b{_NUMBER}\s*cycles\b", re.IGNORECASE)
_UNTIL = re.compile(
    r"\b(?:until|till)\s+(?:disease\s+|tumou?r\s+)?(?:progression|intolera|unacceptable|relapse|recurrence)", re.IGNORECASE
)
# "The first phase is …", "Stage 2: …" at the head of a sentence: what follows, up to the next such head, is one step.
_PART = re.compile(
    r"(?:(?<=^)|(?<=[.;:]\s))(?:(?:in|during)\s+)?"
    r"(?:(?:the\s+)?(?P<nth>first|second|third|fourth|1st|2nd|3rd|4th)\s+(?:phase|stage|part|step|period)"
    r"|(?:phase|stage|part|step|period)\s+(?P<number>[1-4]|I{1,3}|IV|[A-D])(?=\s*[:(,]))",
    re.IGNORECASE,
)
_GROUP_LINE = re.compile(
    r"^\W*(?P<label>(?:group|arm|cohort)\s+(?:[A-D]|[1-4]|I{1,3}|IV)\b(?:\s*\([^)\n]{1,80}\))?)\s*:\s*(?P<text>\S.+)$",
    re.IGNORECASE | re.MULTILINE,
)
_EVERYBODY = re.compile(
    r"^.*?\b(?:all|every)\s+(?:participants?|patients?|subjects?)\s+(?:will\s+)?(?:first\s+)?(?:receives?|be\s+given|undergo(?:es)?)\s+"
    r"(?P<text>.+)$",
    re.IGNORECASE | re.MULTILINE,
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
    """The steps of one group, in the order in which the text at `path` of the record names them."""

    label: str
    steps: tuple[Step, ...]
    path: str = "armsInterventionsModule.armGroups"

    @property
    def timed(self) -> int:
        """How many of its steps last a stated time."""
        return sum(step.weeks is not None for step in self.steps)


def courses_of(record: TrialRecord) -> tuple[Course, ...]:
    """The courses of all groups; none at all where no text tells how long anything lasts."""
    groups = record.get("armsInterventionsModule.armGroups")
    found = [_course(group) for group in groups if isinstance(group, Mapping)] if isinstance(groups, list | tuple) else []
    told = (tuple(course for course in found if course.steps), *(_told(record, path) for path in TEXTS))
    best = max(told, key=_timed)
    return best if _timed(best) else ()


def _timed(courses: tuple[Course, ...]) -> int:
    return sum(course.timed for course in courses)


def _course(group: Mapping[str, object]) -> Course:
    text = group.get("description")
    steps = tuple(_steps(text[:4000]))[:MOST_STEPS] if isinstance(text, str) else ()
    return Course(label=str(group.get("label") or ""), steps=steps)


def _told(record: TrialRecord, path: str) -> tuple[Course, ...]:
    """The courses of groups that a text of the sponsor tells line by line, each with what everybody gets before."""
    text = record.get(path)
    lines = list(_GROUP_LINE.finditer(text[:20_000])) if isinstance(text, str) else []
    if len({line["label"].lower() for line in lines}) < max(2, len(lines)):
        return ()
    before = _EVERYBODY.search(text[: lines[0].start()])
    first = tuple(_steps(before["text"])) if before else ()
    found = (Course(label=line["label"], steps=(*first, *_steps(line["text"]))[:MOST_STEPS], path=path) for line in lines)
    return tuple(course for course in found if len(course.steps) > len(first))


def _steps(text: str) -> Iterator[Step]:
    said = _GETS.sub("", " ".join(text.split()), count=1)
    heads = list(_PART.finditer(said))
    if len({(head["nth"] or head["number"]).lower() for head in heads}) < 2:
        yield from _pieces(said)
        return
    yield from (step for step in _pieces(said[: heads[0].start()]) if step.weeks)
    ends = [*(head.start() for head in heads[1:]), len(said)]
    for head, end in zip(heads, ends, strict=True):
        yield from _part(said[head.start() : end])


def _part(text: str) -> Iterator[Step]:
    """A part of a course that has a head of its own: one step, unless it tells the lengths of several."""
    pieces = list(_pieces(text))
    weeks = [step.weeks for step in pieces if step.weeks]
    if len(weeks) > 1:
        yield from pieces
    elif pieces:
        yield Step(words=_short(text), weeks=weeks[0] if weeks else None, open_end=any(step.open_end for step in pieces))


def _pieces(said: str) -> Iterator[Step]:
    for piece in _THEN.split(said):
        words = piece.strip(" ,.:")
        weeks, open_end = _weeks(words), bool(_UNTIL.search(words))
        if words and (weeks or open_end or _is_treatment(words)):
            yield Step(words=_short(words), weeks=weeks, open_end=open_end)


def _short(text: str) -> str:
    words = text.strip(" ,.:")
    return words if len(words) <= LONGEST else words[:LONGEST].rsplit(" ", 1)[0] + " …"


def _weeks(words: str) -> tuple[float, float] | None:
    cycles = _EVERY.search(words)
    if cycles:
        length = float(cycles[1]) * _WEEKS[cycles[2].lower()]
        return float(cycles[3]) * length, float(cycles[4] or cycles[3]) * length
    # Of what is given side by side ("vaccine for 3 months and placebo for 4 months") the longest says how long the step lasts.
    lengths = [_length(found) for pattern in (_FOR, _OF) for found in pattern.finditer(words)]
    return max(lengths, key=lambda length: length[1]) if lengths else None


def _length(found: re.Match[str]) -> tuple[float, float]:
    unit = _WEEKS[found[3].lower()]
    return float(found[1]) * unit, float(found[2] or found[1]) * unit


def _is_treatment(words: str) -> bool:
    return any(default_vocabulary().kind(name) in _TREATMENTS for name in read_term(words[:400]).concepts)
