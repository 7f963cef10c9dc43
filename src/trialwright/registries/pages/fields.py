"""A label whose value is one of few words, a date or a number enters, the value goes into a draft with its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from trialwright.findings import Finding, Severity, Span
from trialwright.registries import enums
from trialwright.registries.pages.blocks import Piece
from trialwright.registries.pages.draft import Draft
from trialwright.registries.pages.labels import STRICT
from trialwright.registries.pages.names import LONGEST_NAME
from trialwright.registries.pages.numbers import Printed, date_type
from trialwright.registries.pages.scan import Found
from trialwright.registries.pages.text import Line
from trialwright.registries.pages.values import alike, empty, foreign, phases, scalar

_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?!\d)")
_AUTHORITY = re.compile(r"\s-\s+(\S.*)$")
_BETWEEN = re.compile(r"\s+[—–|·•/]\s+|\s+-\s+|\s*;\s*")
_GLUED = re.compile(r"(?<=[a-z)])(?=[A-Z0-9])")
_BELOW = {"date_struct": ".date", "count": ".count"}
_BADGES = (
    ("status", "statusModule.overallStatus"),
    ("phase", "designModule.phases"),
    ("sex", "eligibilityModule.sex"),
    ("study_type", "designModule.studyType"),
    ("age", "eligibilityModule.age"),
    ("count", "designModule.enrollmentInfo"),
)
_AGE_BADGE = re.compile(r"\d+.*(?:years?|\+|older|over)", re.IGNORECASE)
_LONGEST_BADGE = 40
_MONTHS = 12


class Fields:
    """The fields read so far. `scattered` keeps the leftovers: pieces under a label that are no part of its value."""

    def __init__(self, draft: Draft, printed: Printed) -> None:
        self.draft = draft
        self.printed = printed
        self.scattered: list[Piece] = []
        self._phase_line = -1

    def read(self, found: Found) -> bool:
        """Put the value of a label that allows only some into the draft; False for any other label."""
        self.draft.skip(found.at.line)
        if not found.label.strict or "[]" in found.label.path:
            return False
        if not found.values:
            self.missing(found)
            return True
        first = found.values[0]
        self.scattered += found.values[1:]
        value = scalar(found.label.kind, first.text, self.printed)
        if found.label.kind == "phase" and self._another_phase(found, value):
            return True
        if value is not None:
            self.scalar(found.label.path, found.label.kind, value, (first, found.told))
        elif empty(first.text):
            self.missing(found)
        else:
            self._as_printed(found, first)
        return True

    def _another_phase(self, found: Found, value: object) -> bool:
        """Whether a phase in the line below another one is a second phase of the trial ("Phase 2", "Phase 1"); it is added."""
        path, number = "designModule.phases", found.at.line.number
        below, self._phase_line = number == self._phase_line + 1, number
        held = self.stated(path) if self.draft.has(path) else []
        if not below or not held or not isinstance(value, list):
            return False
        both = enums.phases(" / ".join(phase.replace("_", " ") for phase in (*held, *value)))
        self.draft.put(path, both, [*self.draft.lines_of(f"{path}.0"), found.at.line])
        return True

    def checks(self, kind: str, words: str) -> bool:
        """Whether `words` can be a value of `kind`; always true of free words."""
        return kind not in STRICT or scalar(kind, words, self.printed) is not None

    def missing(self, found: Found) -> None:
        """The label stands on the page and says nothing."""
        self.draft.skip(lines(found.values))
        path = found.label.path + _BELOW.get(found.label.kind, "")
        if not path or "[]" in path:
            return
        if found.values and re.search(r"\d", found.values[0].text):
            self.draft.extra.setdefault("asPrinted", {}).setdefault(path, found.values[0].text[:LONGEST_NAME])
        if not self.draft.has(path):
            said = f"{found.values[0].text[:40]!r} is printed" if found.values else "nothing stands under it"
            self.draft.miss(path, why=f"label {found.at.text[:60]!r}: {said}")

    def put(self, path: str, value: Any, at: Line | Sequence[Line]) -> None:
        """Set a field once; another value for it is reported, not taken."""
        if path.startswith("extra."):
            self._put_extra(path.removeprefix("extra."), value, at)
            return
        if not self.draft.has(path):
            self.draft.put(path, value, at)
            if path in self.draft.extra.get("missing", []):
                self.draft.extra["missing"].remove(path)
            return
        self.draft.skip(at)
        before = self.stated(path)
        if before != value and not alike(before, value):
            self._differs(path, (before, value), at)

    def _put_extra(self, key: str, value: Any, at: Line | Sequence[Line]) -> None:
        before = self.draft.extra.get(key)
        if isinstance(before, str) and isinstance(value, str) and foreign(before) and not foreign(value):
            self.draft.extra.setdefault("inOtherLanguage", {})[key] = before
        elif key in self.draft.extra:
            self.draft.skip(at)
            return
        self.draft.note_extra(key, value, at)

    def stated(self, path: str) -> Any:
        """What the draft holds at a path, None where it holds nothing."""
        node: Any = self.draft.section
        for key in path.split("."):
            node = node[int(key)] if isinstance(node, list) else node.get(key) if isinstance(node, dict) else None
        return node

    def _differs(self, path: str, values: tuple[Any, Any], at: Line | Sequence[Line]) -> None:
        where = at if isinstance(at, Line) else at[0]
        self.draft.say(
            Finding(
                code="PAGE_VALUES_DIFFER",
                message=f"{path}: the page states {values[0]!r} and {values[1]!r}; the first was kept",
                severity=Severity.WARNING,
                span=Span(start=where.start, end=where.end, source=self.draft.page.name),
                fields=(path,),
                values=(str(values[0]), str(values[1])),
            )
        )

    def _as_printed(self, found: Found, piece: Piece) -> None:
        """Keep a word that is no value known for the field; the field stays unset."""
        path = found.label.path + _BELOW.get(found.label.kind, "")
        if self._badges(piece):
            return
        if self.draft.has(path):
            self.scattered.append(piece)
            return
        self.draft.extra.setdefault("asPrinted", {}).setdefault(path, piece.text[:LONGEST_NAME])
        self.draft.unknown_word(path, piece.line)

    def _badges(self, piece: Piece) -> bool:
        """Several values under one label, a sign between them: "Recruiting — Phase 2"."""
        parts = [part for part in _BETWEEN.split(piece.text) if part]
        if len(parts) < 2 or not all(
            any(self.checks(kind, part) for kind in ("status", "phase", "study_type")) for part in parts
        ):
            return False
        for part in parts:
            self.badge(piece.rest(part))
        return True

    def scalar(self, path: str, kind: str, value: Any, seen: tuple[Piece, str | None]) -> None:
        """Put the value of a strict kind where it belongs; `seen`: its piece, and what the label's words tell of it."""
        piece, told = seen
        at = piece.line
        if kind in ("date", "date_struct"):
            self._date_order(piece)
        if kind in _BELOW:
            path += _BELOW[kind]
            self.put(path, value, at)
            if (said := date_type(piece.text, told)) and self.stated(path) == value:
                self.put(f"{path.rpartition('.')[0]}.type", said, at)
        elif kind == "age":
            for name, limit in zip(("minimumAge", "maximumAge"), value, strict=True):
                if limit is not None:
                    self.put(f"eligibilityModule.{name}", limit, at)
        elif kind == "id":
            registry, number = value
            self.registry_id(registry, number, at)
        elif kind == "masking":
            self._masking(path, value, piece)
        elif kind == "results":
            self.draft.has_results = value
            self.draft.note_place("hasResults", at)
        elif kind.startswith("flag"):
            self._flag(path, kind, value, at)
        elif kind == "scope":
            self.put(path, f"country: {value}", at)
            if authority := _AUTHORITY.search(piece.text):
                self.put("extra.healthAuthority", authority[1], at)
        else:
            self.put(path, value, at)

    def _date_order(self, piece: Piece) -> None:
        """Note how the page prints dates in numbers, and say when one can be read in two ways."""
        match = _NUMERIC.search(piece.text)
        if match is None:
            return
        first, second, order = int(match.group(1)), int(match.group(2)), self.printed.day_first
        if order is not None or max(first, second) > _MONTHS:
            self.draft.extra.setdefault("dateFormat", "DD/MM/YYYY" if order or first > _MONTHS else "MM/DD/YYYY")
        if max(first, second) > _MONTHS or first == second or (order is not None and self.printed.layout.dates != "mdy"):
            return
        self.draft.extra["dateAmbiguous"] = True
        self.draft.say(
            Finding(
                code="DATE_AMBIGUOUS",
                message=f"{match.group()} can be read day first or month first"
                + ("" if order is None else "; this portal prints the month first"),
                span=Span(start=piece.line.start, end=piece.line.end, source=self.draft.page.name),
                values=(match.group(),),
                hint="only the year was kept" if order is None else None,
            )
        )

    def registry_id(self, registry: str, number: str, at: Line | Sequence[Line]) -> None:
        """Keep a trial's number: a ClinicalTrials.gov one as v2's `nctId`, any other as `extra.registryId`."""
        if registry == "ClinicalTrials.gov":
            self.put("identificationModule.nctId", number, at)
        else:
            self.put("extra.registryId", number, at)
            self.put("extra.registry", registry, at)

    def _masking(self, path: str, value: Any, piece: Piece) -> None:
        self.put(path, value, piece.line)
        inside = re.search(r"\(([^()]+)\)", piece.text)
        who = [enums.lookup("who_masked", part) for part in re.split(r"[,;/]", inside.group(1))] if inside else []
        if who and all(who):
            self.put(path.replace(".masking", ".whoMasked"), who, piece.line)

    def _flag(self, path: str, kind: str, value: Any, at: Line) -> None:
        """A yes-or-no line for one value of a list ("Therapeutic exploratory (Phase II): Yes")."""
        name = kind.partition(":")[2]
        self.draft.skip(at)
        if not value:
            return
        before = self.stated(path) if self.draft.has(path) else None
        if kind.startswith("flag_sex"):
            self.draft.put(path, name if before in (None, name) else "ALL", at)
        else:
            self.draft.put(path, sorted({*(before or []), name}), at)

    def is_badge(self, words: str) -> bool:
        """Whether a line without a label is a status, a phase, a sex, ages or a number of people."""
        return any(self._badge_value(kind, words) is not None for kind, _ in _BADGES)

    def _badge_value(self, kind: str, words: str) -> object | None:
        unclear = (
            len(words) > _LONGEST_BADGE
            or (kind == "phase" and not re.match(r"(?:early )?phase|fase", words, re.IGNORECASE))
            or (kind == "count" and words.strip().isdigit())
            or (kind == "status" and words.islower())
            or (kind == "sex" and len(words.strip()) == 1)
            or (kind == "age" and not _AGE_BADGE.fullmatch(words))
        )
        return None if unclear else scalar(kind, words, self.printed)

    def badge(self, piece: Piece) -> bool:
        """Whether a line without a label is a status, a phase, a sex, ages or a number of people, and goes into the draft."""
        for kind, path in _BADGES:
            value = self._badge_value(kind, piece.text)
            if value is None:
                continue
            if kind == "age" or not self.draft.has(path):
                self.scalar(path, kind, value, (piece, None))
            self.draft.skip(piece.line)
            return True
        return self._glued_badges(piece)

    def _glued_badges(self, piece: Piece) -> bool:
        """Two badges that lost what stood between them: "Active — Not RecruitingNot Applicable"."""
        for cut in _GLUED.finditer(piece.text[: 2 * _LONGEST_BADGE]):
            status = scalar("status", re.sub(r"\s*[—–-]\s*", ", ", piece.text[: cut.start()]), self.printed)
            phase = phases(piece.text[cut.start() :])
            if status is not None and phase is not None:
                self.put("statusModule.overallStatus", status, piece.line)
                self.put("designModule.phases", phase, piece.line)
                return True
        return False


def lines(pieces: Sequence[Piece]) -> tuple[Line, ...]:
    """The lines that pieces stand in, each once."""
    return tuple({piece.line.number: piece.line for piece in pieces}.values())
