"""What several sources state of one field enters; the value to use, the findings on differences and the other values leave."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from trialwright.findings import Finding
from trialwright.registries.checks.codes import report
from trialwright.registries.checks.days import days
from trialwright.registries.checks.lines import criterion_lines
from trialwright.registries.checks.tables import rows
from trialwright.registries.likeness import begins_with, likeness, parting, same_words, tokens
from trialwright.registries.record import TrialRecord

_TEXTS = frozenset(
    (
        "briefSummary",
        "detailedDescription",
        "description",
        "interventionModelDescription",
        "maskingDescription",
        "studyPopulation",
    )
)
_NEWEST = frozenset(
    ("statusModule.lastUpdatePostDateStruct.date", "statusModule.lastUpdateSubmitDate", "statusModule.statusVerifiedDate")
)
_SIGNS = frozenset("<>=±+%")
_MONTH = 7
_LINE_ALIKE, _LINES_SHARED = 0.95, 0.9
_CRITERIA = "eligibilityModule.eligibilityCriteria"


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """One source's value of a field: the record, and the field's path in that record."""

    value: Any
    record: TrialRecord
    path: str

    @property
    def source(self) -> str:
        """The name of the source, with its layout."""
        first = self.record.sources[0] if self.record.sources else None
        return f"{first.name} ({first.layout})" if first else self.record.key

    def habits(self, field: str) -> frozenset[str]:
        """The documented habits of the source's layout in this field."""
        layouts = {source.layout for source in self.record.sources}
        return frozenset(rule for layout in layouts for rule in _habits().get((layout, field), ()))


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """The value to use, whose it is, what to remark, and the values that were not used."""

    value: Any
    said: Said
    findings: tuple[Finding, ...] = ()
    others: tuple[Said, ...] = ()


@cache
def _habits() -> dict[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for row in rows("portal_rules.tsv"):
        key = (row["layout"], row["field"])
        found[key] = (*found.get(key, ()), row["rule"])
    return found


def choose(field: str, said: Sequence[Said]) -> Choice:
    """The value of one field from what sources say of it, the most trusted first.

    Values that agree, or that differ by a documented habit of a portal, give no contradiction; any other difference is a finding
    with every value and its source, and the most trusted value is used.
    """
    if field.endswith(("date", "Date")):
        return _date(field, said)
    if field == _CRITERIA:
        return _longest(field, said, _criteria_agree)
    if field.rsplit(".", 1)[-1] in _TEXTS:
        return _longest(field, said, _texts_agree)
    return _plain(field, said)


def update_date(record: TrialRecord) -> str:
    """The newest date on which the record was confirmed, "" when none is stated: newer records are trusted more."""
    return max((str(record.get(path) or "") for path in _NEWEST), default="")


def disagreement(field: str, used: Said, others: Sequence[tuple[str, str]]) -> Finding:
    """The finding that sources state different values; `others` are pairs of a value and its source."""
    everything = [(_short(used.value), used.source), *others]
    said = "; ".join(f'"{value}" by {source}' for value, source in dict.fromkeys(everything))
    return report(
        "SOURCES_DISAGREE",
        f"Sources differ on {field}: {said}.",
        quotes=[(field, f"{value} [{source}]") for value, source in dict.fromkeys(everything)],
    )


def habit(field: str, used: Said, other: Said, why: str) -> Finding:
    """The finding that a documented habit of a portal explains a difference."""
    message = (
        f'Sources differ on {field}, which a habit of {other.source} explains: {why}. "{_short(used.value)}" is used, '
        f'"{_short(other.value)}" is kept beside it.'
    )
    quotes = [(field, f"{_short(used.value)} [{used.source}]"), (field, f"{_short(other.value)} [{other.source}]")]
    return report("SOURCE_RULE_APPLIED", message, quotes=quotes)


def why(said: Said, field: str, rule: str) -> str:
    """The reason that the table gives for a layout's habit."""
    layouts = {source.layout for source in said.record.sources}
    return next(
        (
            row["why"]
            for row in rows("portal_rules.tsv")
            if row["layout"] in layouts and row["field"] == field and row["rule"] == rule
        ),
        rule,
    )


def _short(value: object) -> str:
    words = " ".join(str(value).split())
    return words if len(words) <= 120 else words[:117] + "…"


def _same(one: object, other: object) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return _name(one) == _name(other)
    return one == other


def _name(text: str) -> tuple[str, ...]:
    """The words of a name without accents and without an abbreviation in brackets at its end."""
    text = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return tokens(re.sub(r"\s*\([^()]*\)\s*$", "", text)) or tokens(text)


def _plain(field: str, said: Sequence[Said]) -> Choice:
    able = [item for item in said if not item.habits(field) & {"parent_organisation", "may_be_old"}] or list(said)
    used = able[0]
    findings: list[Finding] = []
    apart = [item for item in said if not _same(item.value, used.value)]
    explained = [item for item in apart if "parent_organisation" in item.habits(field)]
    findings.extend(habit(field, used, item, why(item, field, "parent_organisation")) for item in explained)
    if contrary := [item for item in apart if item not in explained]:
        findings.append(disagreement(field, used, [(_short(item.value), item.source) for item in contrary]))
    return Choice(value=used.value, said=used, findings=tuple(findings), others=tuple(apart))


def _longest(field: str, said: Sequence[Said], agree: Callable[[str, str], bool]) -> Choice:
    """Of texts that agree the fullest is used; one that loses signs by habit only when there is no other."""
    able = [item for item in said if "drops_signs" not in item.habits(field)] or list(said)
    used = max(able, key=lambda item: len(tokens(str(item.value))))
    findings: list[Finding] = []
    others = [item for item in said if item is not used and not agree(str(used.value), str(item.value))]
    for item in others:
        split = parting(str(used.value), str(item.value))
        if "drops_signs" in item.habits(field) and agree(_unsigned(str(used.value)), _unsigned(str(item.value))):
            findings.append(habit(field, _with(used, split.first), _with(item, split.second), why(item, field, "drops_signs")))
        else:
            findings.append(disagreement(field, _with(used, split.first), [(split.second, item.source)]))
    return Choice(value=used.value, said=used, findings=tuple(findings), others=tuple(others))


def _with(said: Said, value: str) -> Said:
    return Said(value=value, record=said.record, path=said.path)


def _unsigned(text: str) -> str:
    return " ".join(token for token in tokens(text) if token not in _SIGNS)


def _texts_agree(full: str, other: str) -> bool:
    return same_words(full, other) or begins_with(full, other)


def _criteria_agree(full: str, other: str) -> bool:
    """Whether nearly all lines of the shorter criteria stand in the fuller: numbering, headings and a cut end do not count."""
    have = [line.text for line in criterion_lines(full)]
    asked = [line.text for line in criterion_lines(other)]
    found = sum(
        1
        for text in asked
        if any(same_words(text, line) or begins_with(line, text) or likeness(line, text) >= _LINE_ALIKE for line in have)
    )
    return not asked or found >= _LINES_SHARED * (len(asked) - 1)


def _date(field: str, said: Sequence[Said]) -> Choice:
    if field in _NEWEST:
        used = max(said, key=lambda item: str(item.value))
        return Choice(value=used.value, said=used, others=tuple(item for item in said if item.value != used.value))
    values = {str(item.value) for item in said}
    months = {value[:_MONTH] for value in values}
    if len(values) == 1:
        return Choice(value=said[0].value, said=said[0])
    if len(months) > 1:
        return _plain(field, said)
    exact = [item for item in said if days(str(item.value)) and len(str(item.value)) > _MONTH and not _padded(field, item)]
    if len({str(item.value) for item in exact}) > 1:
        return _plain(field, said)
    if exact:
        return Choice(value=exact[0].value, said=exact[0], others=tuple(item for item in said if item.value != exact[0].value))
    month = next(iter(months))
    names = "; ".join(f"{item.value} by {item.source}" for item in said)
    message = f"{field} is one month-only date printed in several ways ({names}): known to the month, {month}."
    finding = report("SOURCE_DATE_PADDED", message, quotes=[(field, f"{item.value} [{item.source}]") for item in said])
    return Choice(value=month, said=said[0], findings=(finding,), others=tuple(said))


def _padded(field: str, said: Said) -> bool:
    """Whether the day may be a filler: the first or last of a month, from a portal that is known to fill in that one."""
    known, habits, value = days(str(said.value)), said.habits(field), str(said.value)
    whole = days(value[:_MONTH])
    if known is None or whole is None:
        return False
    return ("pads_to_month_end" in habits and known.last == whole.last) or (
        "pads_to_month_start" in habits and known.first == whole.first
    )
