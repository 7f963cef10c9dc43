"""A record and a day enter; what a careful reader would remark on leaves, each remark with both quotes and their places."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from trialwright.findings import Finding, Severity
from trialwright.portal.views.origins import Origin, Origins
from trialwright.portal.views.words import field_label, is_known, word
from trialwright.registries.check import check_record
from trialwright.registries.checks.tables import rows
from trialwright.registries.record import TrialRecord

ASIDE = ("spelling", "completeness", "reading")
"""What is misprinted, missing or hard for our reader is worth knowing, and no contradiction."""
_OF_THE_PAGE = frozenset({"PAGE_VALUES_DIFFER"})
"""Remarks of the reader on the page itself: it says two things."""
_UNREAD = "PAGE_LINES_UNREAD"


@dataclass(frozen=True, kw_only=True, slots=True)
class Quote:
    """One side of a remark: the words, the field they stand in (to translate), where it comes from. `coded`: the words are ours
    for a code of the record ("Recruiting"), to translate. `verbatim`: the record has these very words, else they sum it up."""

    text: str
    label: str
    origin: Origin | None
    coded: bool = False
    verbatim: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Doubt:
    """One remark with its quotes; `group` is a text to translate."""

    code: str
    group: str
    message: str
    hint: str
    serious: bool
    quotes: tuple[Quote, ...]

    @property
    def unsaid(self) -> tuple[Quote, ...]:
        """The quotes that the message does not hold already."""
        return tuple(quote for quote in self.quotes if quote.text not in self.message)


@dataclass(frozen=True, kw_only=True, slots=True)
class Unread:
    """A line of a source that was not understood: the name of the source, the line's number (None where it is not known) and the
    line itself."""

    source: str
    number: int | None
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Doubts:
    """What contradicts itself or cannot be so (`against`), what is only misprinted, uncertain or missing (`aside`), and each line
    of a page that no reader understood (`unread`)."""

    against: tuple[Doubt, ...]
    aside: tuple[Doubt, ...]
    unread: tuple[Unread, ...] = ()


def doubts_of(findings: Iterable[Finding], record: TrialRecord) -> Doubts:
    """The remarks on a record, the serious ones first."""
    every, origins, printed = tuple(findings), Origins(record), _printed(record)
    found = [_doubt(item, origins, printed) for item in every if item.code != _UNREAD]
    ordered = sorted(found, key=lambda item: not item.serious)
    return Doubts(
        against=tuple(item for item in ordered if _contradicts(item)),
        aside=tuple(item for item in ordered if not _contradicts(item)),
        unread=tuple(line for item in every if item.code == _UNREAD for line in _unread(item, record)),
    )


def _contradicts(doubt: Doubt) -> bool:
    """Whether a remark is one on the record, with two sides or a warning; those on our reading are not."""
    of_ours = doubt.group in {word("findingGroup", name) for name in ASIDE}
    return doubt.code in _OF_THE_PAGE or (not of_ours and (doubt.serious or len(doubt.quotes) > 1))


def _unread(finding: Finding, record: TrialRecord) -> Iterator[Unread]:
    """The lines that a remark is about, whole, as far as they say anything; its quotes where the source is not kept."""
    span = finding.span
    text = next((source.text for source in record.sources if span is not None and source.name == span.source), "")
    first = text.count("\n", 0, span.start) + 1 if span is not None and text else None
    lines = span.cut(text).split("\n") if span is not None and text else finding.values
    for at, line in enumerate(lines):
        if any(sign.isalnum() for sign in line):
            number = first + at if first is not None else None
            yield Unread(source=span.source if span is not None else "", number=number, text=line.strip())


def _printed(record: TrialRecord) -> str:
    """All words that the record has."""
    values = [*(value for _, value in record.leaves()), *record.extra.values(), *record.derived.values()]
    texts = [*map(str, values), record.eligibility_text or "", *(source.text for source in record.sources)]
    return " ".join(" \n ".join(texts).split())


def _doubt(finding: Finding, origins: Origins, printed: str) -> Doubt:
    return Doubt(
        code=finding.code,
        group=word("findingGroup", _groups().get(finding.code, "reading")),
        message=finding.message,
        hint=finding.hint or "",
        serious=finding.severity is Severity.WARNING,
        quotes=tuple(_quotes(finding, origins, printed)),
    )


def _quotes(finding: Finding, origins: Origins, printed: str) -> Iterator[Quote]:
    """The values a remark rests on, each with its field where there is one for each."""
    fields = finding.fields if len(finding.fields) == len(finding.values) else ("",) * len(finding.values)
    for text, path in zip(finding.values, fields, strict=True):
        first = path.partition(",")[0]
        yield Quote(
            text=word("status", text),
            label=field_label(first) if first else "",
            origin=origins.of(first) if first else None,
            coded=is_known("status", text),
            verbatim=is_known("status", text) or " ".join(text.split()) in printed,
        )


@cache
def _groups() -> dict[str, str]:
    return {row["code"]: row["group"] for row in rows("finding_codes.tsv")}


def remarks_on(record: TrialRecord, findings: Iterable[Finding], *, on: dt.date) -> tuple[Finding, ...]:
    """All remarks on a record of the day, once each: the reader's, the checker's, and those of the reading that have no line."""
    loose = (item for item in findings if item.span is None)
    every = (*record.findings, *check_record(record, on=on), *loose)
    return tuple({(item.code, item.message): item for item in every}.values())
