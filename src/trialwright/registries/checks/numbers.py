"""The stated number of participants and the planned months enter; findings on prose that states other ones leave."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from trialwright.findings import Finding
from trialwright.registries.checks.codes import report
from trialwright.registries.checks.days import days
from trialwright.registries.checks.view import CLOSED, Passage, View, excerpt

_COUNT = "designModule.enrollmentInfo.count"
_START, _END = "statusModule.startDateStruct", "statusModule.completionDateStruct"
_PEOPLE = (
    r"(?:patients?|subjects?|participants?|individuals|volunteers|women|men|children|adults|cases|people|persons"
    r"|survivors|caregivers)"
)
_NUMBER = r"(?P<low>\d{1,3}(?:,\d{3})+|\d+)(?:\s*(?:-|–|to)\s*(?P<high>\d{1,3}(?:,\d{3})+|\d+))?"
_SOME = (
    r"(?:(?P<loose>approximately|approx\.?|about|around|roughly|nearly|some|~|≈)|(?P<most>up to|at most"
    r"|no more than|a maximum of|maximum)|(?P<least>at least|a minimum of|minimum))?"
)
_VERB = (
    r"(?:enrol(?:l)?(?:ed|ment)?|recruit(?:ed|ment)?|includ(?:e|ed)|randomi[sz]e?d?|accru(?:e|ed|al)|entered"
    r"|registered|needed|required|planned|assigned)"
)
_TOTAL = re.compile(
    r"\b(?:(?:in )?total of|sample size(?: of| is| will be|:)|(?:target|planned|total) (?:accrual|enrol(?:l)?ment"
    r"|sample size)(?: of| is| will be|:)|PROJECTED ACCRUAL:(?: a total of)?)"
    rf"\s*{_SOME}\s*{_NUMBER}(?:\s+(?!per\b|each\b)[\w/()-]+){{0,5}}?\s+{_PEOPLE}\b",
    re.IGNORECASE,
)
_ALONE = re.compile(
    rf"{_SOME}\s*\b{_NUMBER}(?:\s+(?!per\b|each\b)[\w/()-]+){{0,3}}?\s+{_PEOPLE}(?:\s+with(?:\s+[\w-]+){{1,5}}?)?"
    rf"\s+(?:will be|to be|shall be|are to be|are planned to be)\s+(?:\w+ly\s+)?{_VERB}\b"
    r"|\b(?:will|plans? to|aims? to|intends? to|planned to)\s+(?:enrol(?:l)?|recruit|include|randomi[sz]e"
    rf"|accrue)\s+{_SOME.replace('?P<', '?P<_')}\s*{_NUMBER.replace('?P<', '?P<_')}(?:\s+[\w/-]+){{0,3}}?\s+"
    rf"{_PEOPLE}\b",
    re.IGNORECASE,
)
_PLANNED = re.compile(
    rf"\b(?:be|to be|are|is)\s+(?:\w+ly\s+)?{_VERB}\b|\bplan\w*\b|\bwill\b|\bPROJECTED\b|\bsample size\b|\btarget\b",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\b(?:per|each|every|either|both|cohorts?|arms?|groups?|phase\s*[1-4iv]+|stage|additional|another|first|next"
    r"|further|interim|dose|expansion|escalation|"
    r"strat\w+|sub-?study|part [a-d1-3]|center|centre|historical|previous|prior stud|retrospective\w*|screened"
    r"|evaluable|assessable|countries|events?|annually|yearly|monthly|weekly|a (?:year|month|week))\b",
    re.IGNORECASE,
)
_ANY_NUMBER = re.compile(rf"\b{_NUMBER}(?:\s+[\w/()-]+){{0,3}}?\s+{_PEOPLE}\b", re.IGNORECASE)
_CONTROLS = re.compile(
    r"\b(?:healthy|matched|normal) (?:\w+ )?(?:controls?|volunteers|donors|subjects)\b|\bcontrol (?:group|subjects|cohort)",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.;!?])\s+|\n")
_AMOUNT = (
    r"(?:approximately|about|around|up to|an? (?:estimated|expected))?\s*~?\s*(?P<{0}>\d+(?:\.\d+)?)[\s-]*(?P<{0}u"
    r">months?|years?|mos?\b|yrs?\b)"
)
_DURATION = re.compile(
    r"(?:(?:^|\n|[.;]\s)\s*[*•-]?\s*(?:total |overall |estimated |planned |expected )?(?:study "
    r"|trial )?duration(?: of (?:the )?(?:study|trial))?\s*:"
    r"|\b(?:total|overall|entire|whole|estimated|planned|expected|anticipated) (?:study|trial) duration(?: is| will be| of|:)"
    r"|\bduration of the (?:entire |whole )?(?:study|trial)(?: is| will be|:)(?: estimated (?:at|to be))?)\s*"
    + _AMOUNT.format("whole"),
    re.IGNORECASE,
)
_PARTS = re.compile(
    _AMOUNT.format("accrual")
    + r"\s*(?:of\s+)?(?:enrol(?:l)?ment|accrual|recruitment|recruiting|inclusion)(?: period)?\s*(?:\+|and|plus|followed by|,)\s*"
    + _AMOUNT.format("follow")
    + r"\s*(?:of\s+)?follow",
    re.IGNORECASE,
)
_EACH = re.compile(
    r"\b(?:per|each|every|individual|for (?:a|one)) (?:patient|subject|participant|person)|\btreatment duration"
    r"|\bduration of treatment",
    re.IGNORECASE,
)
_SHARED = re.compile(r"enrol|recruit|accru|inclusion", re.IGNORECASE)
_LEAST_GAP, _SHARE, _SURELY_WHOLE, _AFTER = 6.0, 0.25, 24, 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """A total that prose states: from `low` to `high` people, exact, about, at most or at least, in words."""

    low: int
    high: int
    manner: str
    words: str
    field: str

    def agrees(self, count: int) -> bool:
        """Whether the stated field may mean the same."""
        if self.manner == "most":
            return count <= self.high * 1.1
        if self.manner == "least":
            return count >= self.low
        slack = 0.1 if self.manner == "loose" else 0.0
        return self.low * (1 - slack) <= count <= self.high * (1 + slack)


def check_numbers(view: View) -> Iterator[Finding]:
    """Participants and planned duration against what the summaries say."""
    yield from _enrollment(view)
    yield from _duration(view)


def _enrollment(view: View) -> Iterator[Finding]:
    count = view.record.get(_COUNT)
    kind = view.text("designModule.enrollmentInfo.type")
    if not isinstance(count, int) or count <= 0 or kind == "ACTUAL" or (kind is None and view.status in CLOSED):
        return
    said = [total for passage in view.summaries for total in _totals(passage)]
    if not said or any(total.agrees(count) for total in said) or _sums_to(view, count):
        return
    first = said[0]
    message = (
        f'The record gives {count} participants, the text says "{first.words}"; both can be right (screened, '
        "registered, randomised), so ask."
    )
    yield report("ENROLLMENT_TEXT_MISMATCH", message, quotes=[(_COUNT, str(count)), (first.field, first.words)])


def _totals(passage: Passage) -> list[Said]:
    """What a text states as the whole number; a number that it does not call a total counts when it is the only one."""
    sentences = _SENTENCE_END.split(passage.text)
    totals = [said for sentence in sentences for said in _stated(passage, sentence, _TOTAL)]
    alone = [sentence for sentence in sentences if _ALONE.search(sentence)]
    if totals or len(alone) != 1 or _CONTROLS.search(passage.text):
        return totals
    return list(_stated(passage, alone[0], _ALONE))


def _stated(passage: Passage, sentence: str, pattern: re.Pattern[str]) -> Iterator[Said]:
    match = pattern.search(sentence)
    if match is None or not _PLANNED.search(sentence) or _PART.search(sentence[max(0, match.start() - 60) : match.end() + 40]):
        return
    groups = {name.lstrip("_"): value for name, value in match.groupdict().items() if value}
    low = _int(groups["low"])
    manner = next((name for name in ("loose", "most", "least") if name in groups), "exact")
    words = (
        sentence[match.start() : match.end() + _AFTER].rsplit(" ", 1)[0]
        if len(sentence) > match.end() + _AFTER
        else sentence[match.start() :]
    )
    yield Said(
        low=low, high=max(low, _int(groups.get("high", "0"))), manner=manner, words=" ".join(words.split()), field=passage.field
    )


def _sums_to(view: View, count: int) -> bool:
    """Whether some of the numbers of people in the text are the parts of the stated total."""
    found = [_int(match.group("low")) for passage in view.prose for match in _ANY_NUMBER.finditer(passage.text)][:10]
    return any(sum(some) == count for size in (1, 2, 3, 4) for some in combinations(found, size))


def _int(digits: str) -> int:
    return int(digits.replace(",", ""))


def _duration(view: View) -> Iterator[Finding]:
    start, end = days(view.text(f"{_START}.date")), days(view.text(f"{_END}.date"))
    if start is None or end is None or view.text(f"{_END}.type") == "ACTUAL" or view.status in CLOSED:
        return
    planned = start.months_to(end)
    for passage in view.summaries:
        said = _stated_months(passage.text)
        if said is not None and planned > 0 and abs(said[0] - planned) > max(_LEAST_GAP, _SHARE * planned):
            dates = f"{view.text(f'{_START}.date')} to {view.text(f'{_END}.date')}: {planned:.0f} months"
            message = f'From start to completion the record plans about {planned:.0f} months, the text says "{said[1]}".'
            yield report(
                "DURATION_TEXT_MISMATCH", message, quotes=[(f"{_START}.date, {_END}.date", dates), (passage.field, said[1])]
            )
            return


def _stated_months(text: str) -> tuple[float, str] | None:
    """Months of the whole trial that a text states, with its words; None when it states none or speaks of one person's time."""
    for pattern, names in ((_DURATION, ("whole",)), (_PARTS, ("accrual", "follow"))):
        for match in pattern.finditer(text):
            around = text[max(0, match.start() - 80) : match.end() + 60]
            if _EACH.search(around):
                continue
            shared = _SHARED.search(around) is not None
            months = sum(
                float(match.group(name)) * (12 if match.group(f"{name}u").lower().startswith("y") else 1) for name in names
            )
            if months >= _SURELY_WHOLE or shared:
                begin = match.start() + len(match.group()) - len(match.group().lstrip(" \n.;*•-"))
                return months, excerpt(text, start=begin, end=min(len(text), match.end() + 45))
    return None
