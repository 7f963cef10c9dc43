"""The tables of a title-and-text page enter (a row a line, cells divided by `|`), the v2 fields they state leave."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trialwright.registries import dates, enums
from trialwright.registries.pages.draft import Draft
from trialwright.registries.pages.text import Line

_TABLE_RULE = re.compile(r"[\s|:-]*-{3}[\s|:-]*")
_ITEM = re.compile(r"\s+-\s+(?=\S)")
_RANGE_END = re.compile(r"(?:\d[\d.,]*|[IVX]+[ABC]?|[TNMG]\d\w?|grade \d|stage \w+)$", re.IGNORECASE)
_RANGE_START = re.compile(r"(?:\d|[IVX]+[ABC]?\b|[TNMG]\d)", re.IGNORECASE)
_GROUP = re.compile(r"\s*\b((?:key )?(?:inclusion|exclusion) criteria)\s*:\s*", re.IGNORECASE)
_DESIGN = {
    "allocation": ("designModule.designInfo.allocation", "allocation"),
    "intervention model": ("designModule.designInfo.interventionModel", "intervention_model"),
    "masking": ("designModule.designInfo.maskingInfo.masking", "masking"),
    "primary purpose": ("designModule.designInfo.primaryPurpose", "primary_purpose"),
    "observational model": ("designModule.designInfo.observationalModel", "observational_model"),
    "time perspective": ("designModule.designInfo.timePerspective", "time_perspective"),
}
_DESIGN_WORDS = re.compile(rf"\b({'|'.join(_DESIGN)}):\s*(.*?)(?=,?\s*\b(?:{'|'.join(_DESIGN)}):|[|;]|$)", re.IGNORECASE)
_DATES = {
    "start date": "startDateStruct",
    "est. completion date": "completionDateStruct",
    "completion date": "completionDateStruct",
    "est. primary completion date": "primaryCompletionDateStruct",
    "primary completion date": "primaryCompletionDateStruct",
}
_FIELDS = frozenset(
    (*_DATES, "status", "enrollment", "accepts healthy volunteers", "gender", "age group", "eligibility", "phase", "study type")
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One table row: its cells and its line."""

    cells: tuple[str, ...]
    line: Line

    def cell(self, at: int) -> str | None:
        """A cell's text, or None where it is empty or missing."""
        return self.cells[at] if at < len(self.cells) and not enums.empty(self.cells[at]) else None


def opens_tables(words: str) -> bool:
    """Whether a line is the first of the tables: a known row, a header of several cells, a design line or the criteria."""
    cells = _cells(words)
    if words.count("|") and cells and (cells[0].lower().rstrip(":") in _FIELDS or len(cells) > 1):
        return True
    return bool(_DESIGN_WORDS.match(words)) or _inclusion(words)


def _inclusion(words: str) -> bool:
    return bool(re.match(r"\W*(?:key )?inclusion criteria\s*:", words, re.IGNORECASE))


def _cells(words: str) -> tuple[str, ...]:
    cells = tuple(cell.strip() for cell in words.split("|"))
    return cells[:-1] if cells and not cells[-1] else cells


def read_tables(draft: Draft, lines: Sequence[Line]) -> None:
    """Sets what the rows state; a row that is none of the known ones stays unread."""
    at = 0
    while at < len(lines):
        line = lines[at]
        cells = _cells(line.words)
        name = cells[0].lower().rstrip(":") if cells else ""
        if name == "eligibility" or _inclusion(line.words):
            at = _read_criteria(draft, lines, at)
            continue
        if name in _FIELDS and "|" in line.words:
            draft.skip(line)
            _read_field(draft, name, Row(cells=cells, line=line))
        elif _DESIGN_WORDS.match(line.words):
            _read_design(draft, line)
        elif len(cells) > 1:
            draft.skip(line)
            at = _read_table(draft, [cell.lower() for cell in cells], lines, at + 1)
            continue
        elif re.fullmatch(r"(?:[A-Z][\w .'()-]+,\s*)+", line.words + " "):
            draft.note_extra("countries", [name.strip() for name in line.words.split(",") if name.strip()], line)
        at += 1


def _read_field(draft: Draft, name: str, row: Row) -> None:
    value = row.cell(1)
    if value is None:
        return
    if name in _DATES:
        draft.put(f"statusModule.{_DATES[name]}.date", dates.iso_date(value), row.line)
    elif name == "status":
        draft.put("statusModule.overallStatus", enums.lookup("status", value), row.line)
    elif name == "enrollment" and (number := re.fullmatch(r"[\d,]+", value)):
        draft.put("designModule.enrollmentInfo.count", int(number.group().replace(",", "")), row.line)
    elif name == "accepts healthy volunteers":
        draft.put("eligibilityModule.healthyVolunteers", enums.yes_no(value), row.line)
    elif name == "gender":
        draft.put("eligibilityModule.sex", enums.lookup("sex", value), row.line)
    elif name == "age group":
        low, high = enums.ages(value)
        draft.put("eligibilityModule.minimumAge", low, row.line)
        draft.put("eligibilityModule.maximumAge", high, row.line)
    elif name == "phase":
        draft.put("designModule.phases", enums.phases(value), row.line)
    elif name == "study type":
        draft.put("designModule.studyType", enums.lookup("study_type", value), row.line)


def _read_criteria(draft: Draft, lines: Sequence[Line], at: int) -> int:
    """Keeps the criteria that stand in the table row "Eligibility"; gives the line after them."""
    draft.skip(lines[at])
    first = at if _inclusion(lines[at].words) else at + 1
    cells = _cells(lines[at].words)
    if first > at and len(cells) > 1 and cells[1]:
        first = at
    end = first
    while end < len(lines) and not _ends_criteria(lines[end].words, opening=end == first):
        end += 1
    if end == first:
        return end
    start, last = lines[first], lines[end - 1]
    if first == at and cells and cells[0].lower() == "eligibility":
        start = _after(start, "|")
    tail = len(last.text.rstrip()) - len(last.text.rstrip().rstrip("|").rstrip())
    stop = last.start + len(last.text.rstrip()) - tail
    draft.criteria(start, last, _tidied(draft.page.text[start.start : stop]), end=stop)
    return end


def _after(line: Line, sign: str) -> Line:
    cut = line.text.index(sign) + 1
    cut += len(line.text[cut:]) - len(line.text[cut:].lstrip())
    return Line(number=line.number, start=line.start + cut, end=line.end, text=line.text[cut:])


def _ends_criteria(words: str, *, opening: bool) -> bool:
    cells = _cells(words)
    name = cells[0].lower().rstrip(":") if cells else ""
    return not opening and (bool(_DESIGN_WORDS.match(words)) or name in _FIELDS or words.count("|") > 1)


def _tidied(text: str) -> str:
    """Criteria of one line as v2 prints them: groups apart, an item a line; " - " between two ends of a range is no bullet."""
    pieces = []
    for piece in _GROUP.split(text):
        if _GROUP.fullmatch(piece + ":"):
            pieces.append(f"\n{piece.title()}:\n")
        elif piece.strip():
            pieces.extend(_items(" " + piece.strip()))
    return "\n".join(pieces).strip("\n")


def _items(text: str) -> Iterator[str]:
    begin = 0
    for match in _ITEM.finditer(text):
        if _RANGE_END.search(text[: match.start()]) and _RANGE_START.match(text[match.end() :]):
            continue
        if text[begin : match.start()].strip():
            yield text[begin : match.start()].strip()
        begin = match.start()
    yield text[begin:].strip()


def _read_design(draft: Draft, line: Line) -> None:
    for match in _DESIGN_WORDS.finditer(line.words):
        path, kind = _DESIGN[match.group(1).lower()]
        draft.put(path, enums.lookup(kind, match.group(2).strip(" ,")), line)


def _read_table(draft: Draft, header: Sequence[str], lines: Sequence[Line], at: int) -> int:
    """Reads the rows under a table's header; gives the line after them."""
    rows: list[Row] = []
    while at < len(lines) and "|" in lines[at].words and not _DESIGN_WORDS.match(lines[at].words):
        cells = _cells(lines[at].words)
        if rows and {"country", "lead sponsor", "type"} & {cells[0].lower() if cells else ""}:
            break
        if _TABLE_RULE.fullmatch(lines[at].words):
            draft.skip(lines[at])
        else:
            rows.append(Row(cells=cells, line=lines[at]))
        at += 1
    names = {name: place for place, name in enumerate(header)}
    if "country" in names:
        _sites(draft, names, rows)
    elif "lead sponsor" in names:
        _sponsors(draft, rows)
    elif "measure" in names:
        _outcomes(draft, names, rows)
    return at


def _sites(draft: Draft, names: dict[str, int], rows: Sequence[Row]) -> None:
    keys = {"name": "facility", "city": "city", "state": "state", "country": "country"}
    for number, row in enumerate(rows):
        value = {keys[name]: row.cell(place) for name, place in names.items() if name in keys}
        draft.put(f"contactsLocationsModule.locations.{number}", value, row.line)


def _sponsors(draft: Draft, rows: Sequence[Row]) -> None:
    for number, row in enumerate(rows):
        if number == 0:
            draft.put("sponsorCollaboratorsModule.leadSponsor.name", row.cell(0), row.line)
        if row.cell(1):
            draft.put(f"sponsorCollaboratorsModule.collaborators.{number}.name", row.cell(1), row.line)


def _outcomes(draft: Draft, names: dict[str, int], rows: Sequence[Row]) -> None:
    keys = {"measure": "measure", "description": "description", "time frame": "timeFrame"}
    counts = {"primary": 0, "secondary": 0, "other": 0}
    for row in rows:
        kind = (row.cell(names.get("type", 0)) or "").lower()
        if kind in counts:
            value = {keys[name]: row.cell(place) for name, place in names.items() if name in keys}
            draft.put(f"outcomesModule.{kind}Outcomes.{counts[kind]}", value, row.line)
            counts[kind] += 1
