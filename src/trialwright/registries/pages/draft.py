"""Values and the lines they stand in enter one by one, a `TrialRecord` with the place of every leaf leaves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from trialwright.findings import Finding, Severity, Span
from trialwright.registries.markup import unescape, unescaped
from trialwright.registries.pages.text import Line, PageText
from trialwright.registries.provenance import missing_fields
from trialwright.registries.record import Place, Provenance, Source, Standing, TrialRecord

Lines = Line | Sequence[Line] | None
_QUOTED, _QUOTED_LINES = 80, 5
_NCT = re.compile(r"NCT\d{8}", re.IGNORECASE)


class Draft:
    """A record in the making: each value enters with the line or lines it stands in."""

    def __init__(self, page: PageText, layout: str) -> None:
        self.page = page
        self.layout = layout
        self.section: dict[str, Any] = {}
        self.extra: dict[str, Any] = {"layout": layout}
        self.derived: dict[str, Any] = {}
        self.findings: list[Finding] = []
        self.provenance: dict[str, Provenance] = {}
        self.has_results: bool | None = None
        self.eligibility_text: str | None = None
        self._read: set[int] = set()
        self._id_from_address()

    def put(self, path: str, value: Any, at: Lines, *, how: str | None = None) -> None:
        """Set a v2 field ("armsInterventionsModule.armGroups.0.label"); escapes are undone. None, "" and [] set nothing.

        With `how` the value is inferred, not printed: its standing is `derived`. A mapping or list gives each leaf its place.
        """
        if value is None or value in ("", [], {}):
            return
        clean = unescaped(value)
        _set(self.section, path.split("."), clean)
        self._note(path, value, at, how)

    def note_extra(self, key: str, value: Any, at: Lines, *, how: str | None = None) -> None:
        """Keep what v2 has no field for."""
        if value is None:
            return
        self.extra[key] = unescaped(value)
        self.provenance[f"extra.{key}"] = self._from(value, at, how)

    def derive(self, key: str, value: Any, at: Lines, *, how: str) -> None:
        """Keep what was worked out from prose: never among what is stated."""
        if value is None or value in ("", [], {}):
            return
        self.derived[key] = value
        self.provenance[f"derived.{key}"] = self._from(value, at, how)

    def infer(self, what: str) -> None:
        """Say in words what had to be guessed from the layout."""
        self.extra.setdefault("inferred", []).append(what)

    def miss(self, path: str, *, why: str | None = None) -> None:
        """Note that a full record has `path` and this page does not."""
        if path not in self.provenance:
            self.provenance[path] = Provenance(standing=Standing.MISSING, how=why)
            self.extra.setdefault("missing", []).append(path)

    def say(self, finding: Finding) -> None:
        """Add a finding about the page."""
        self.findings.append(finding)

    def skip(self, at: Lines) -> None:
        """Mark lines as read that say nothing of the trial (a portal's own words, labels, menus)."""
        self._read.update(line.number for line in _several(at))

    def has(self, path: str) -> bool:
        """Whether a v2 field, or any field below it, is set."""
        node: Any = self.section
        for key in path.split("."):
            if isinstance(node, list) and key.isdigit() and int(key) < len(node):
                node = node[int(key)]
            elif isinstance(node, dict) and key in node:
                node = node[key]
            else:
                return False
        return True

    def unknown_word(self, path: str, at: Line) -> None:
        """Report a value that stands where `path` is printed and is no value that v2 knows; the field stays unset."""
        self.skip(at)
        self.say(
            Finding(
                code="VALUE_NOT_UNDERSTOOD",
                message=f"{path}: {at.words[:_QUOTED]!r} is no value that is known for it",
                severity=Severity.WARNING,
                span=Span(start=at.start, end=at.end, source=self.page.name),
                fields=(path,),
                values=(at.words[:_QUOTED],),
            )
        )

    def criteria(self, first: Line, last: Line, tidied: str, *, end: int | None = None) -> None:
        """Keep the criteria as printed from `first` to `last` (or to character `end`), and tidied as v2 prints them."""
        self.skip(self.page.lines[first.number - 1 : last.number])
        stop = last.end if end is None else end
        self.eligibility_text = self.page.text[first.start : stop]
        place = Place(source=self.page.name, line=first.number, start=first.start, end=stop)
        _set(self.section, ["eligibilityModule", "eligibilityCriteria"], unescape(tidied))
        self.provenance["eligibilityModule.eligibilityCriteria"] = Provenance(standing=Standing.STATED, place=place)

    def note_place(self, path: str, at: Lines) -> None:
        """Note where a value stands that was set by hand."""
        self.provenance[path] = self._from(None, at, None)

    def lines_of(self, path: str) -> tuple[Line, ...]:
        """The lines that a value was read from."""
        noted = self.provenance.get(path)
        place = noted.place if noted else None
        if place is None or place.start is None or place.end is None:
            return ()
        return tuple(line for line in self.page.printed if line.start < place.end and line.end > place.start)

    def place(self, literal: str | None, at: Lines) -> Place | None:
        """Where `literal` stands within the lines, to the character; where it is not printed so, the lines themselves."""
        lines = _several(at)
        if not lines:
            return None
        self.skip(lines)
        start, end = lines[0].start, lines[-1].end
        if literal and (found := self._find(literal, start, end)) is not None:
            start, end = found, found + len(literal)
        else:
            whole = self.page.text[start:end]
            start, end = start + len(whole) - len(whole.lstrip()), start + len(whole.rstrip())
        number = next((line.number for line in lines if line.start <= start <= line.end), lines[0].number)
        return Place(source=self.page.name, line=number, start=start, end=end)

    def record(self) -> TrialRecord:
        """The finished record; lines that nobody read are reported in it."""
        for path in missing_fields(self.section):
            self.miss(path)
        source = Source(name=self.page.name, layout=self.layout, url=self.page.url, text=self.page.text)
        return TrialRecord(
            protocol_section=self.section,
            has_results=self.has_results,
            extra=self.extra,
            derived=self.derived,
            eligibility_text=self.eligibility_text,
            provenance=self.provenance,
            sources=(source,),
            findings=(*self.findings, *self._unread()),
        )

    def _unread(self) -> Iterator[Finding]:
        for _, run in groupby(self.page.printed, key=lambda line: line.number in self._read):
            lines = [line for line in run if line.number not in self._read]
            if not lines:
                continue
            quoted = tuple(line.words[:_QUOTED] for line in lines[:_QUOTED_LINES])
            yield Finding(
                code="PAGE_LINES_UNREAD",
                message=f"{len(lines)} line(s) of the page were not understood (line {lines[0].number} on)",
                span=Span(start=lines[0].start, end=lines[-1].end, source=self.page.name),
                values=quoted,
                hint="nothing was concluded from them",
            )

    def _id_from_address(self) -> None:
        match = _NCT.search(self.page.url or "")
        if match:
            self.extra["idFromUrl"] = match.group().upper()
            self.provenance["extra.idFromUrl"] = Provenance(standing=Standing.DERIVED, how=f"from the address {self.page.url}")

    def _find(self, literal: str, start: int, end: int) -> int | None:
        text = self.page.text
        found = text.find(literal, start, end)
        while found >= 0 and _inside_word(text, found, found + len(literal)):
            found = text.find(literal, found + 1, end)
        return found if found >= 0 else None

    def _note(self, path: str, value: Any, at: Lines, how: str | None) -> None:
        for below, leaf in _leaves(value):
            self.provenance[".".join([path, *below])] = self._from(leaf, at, how)

    def _from(self, value: Any, at: Lines, how: str | None) -> Provenance:
        literal = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else None
        standing = Standing.DERIVED if how else Standing.STATED
        return Provenance(standing=standing, how=how, place=self.place(literal, at))


def _several(at: Lines) -> Sequence[Line]:
    if at is None:
        return ()
    return (at,) if isinstance(at, Line) else at


def _inside_word(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return (before.isalnum() and text[start].isalnum()) or (after.isalnum() and text[end - 1].isalnum())


def _leaves(value: Any) -> Iterator[tuple[list[str], Any]]:
    if isinstance(value, dict):
        pairs = [(key, item) for key, item in value.items() if item is not None]
    elif isinstance(value, list | tuple):
        pairs = [(str(at), item) for at, item in enumerate(value)]
    else:
        yield [], value
        return
    for key, item in pairs:
        for below, leaf in _leaves(item):
            yield [key, *below], leaf


def _set(node: Any, keys: list[str], value: Any) -> None:
    key, rest = keys[0], keys[1:]
    if isinstance(node, list):
        at = int(key)
        while len(node) <= at:
            node.append({})
        if rest:
            _set(node[at], rest, value)
        else:
            node[at] = value
        return
    if not rest:
        node[key] = value
        return
    _set(node.setdefault(key, [] if rest[0].isdigit() else {}), rest, value)
