"""A label with the pieces under it enters, the value goes into a draft with its place: fields of one value, texts and lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from trialwright.findings import Finding, Severity, Span
from trialwright.registries import enums
from trialwright.registries.pages.blocks import Piece
from trialwright.registries.pages.draft import Draft
from trialwright.registries.pages.labels import STRICT, normal
from trialwright.registries.pages.noise import is_noise
from trialwright.registries.pages.scan import Found
from trialwright.registries.pages.text import Line
from trialwright.registries.pages.values import Printed, country, date_type, empty, phases, registry_ids, scalar

_LONGEST_NAME = 200
_WRAPPED_END = re.compile(r"(?:\b(?:of|and|in|the|with|for|to|a|an|or|by|on|from|versus|vs\.?|de|und|der|et)|[,\-–])$", re.IGNORECASE)
_DISEASE = re.compile(
    r"(?:cancer|carcinoma|tumou?r|neoplasm|lymphoma|leuk(?:a)?emia|metast|sarcoma|melanoma|disease|syndrome|disorder|glioma|blastoma|myeloma"
    r"|mesothelioma|adenoma|cyst|diabetes|failure|infection|pain|injury|krebs|karzinom|c[aá]ncer)",
    re.IGNORECASE,
)
_LOCAL = re.compile(r"[^\x00-\u024f\u2000-\u20cf]")
_CODES = re.compile(r"^(?:\(\d+\)\s*)?(?:ICD-?10 (?:Condition|Code)\s*:\s*)?(?:[A-Z]\d{2}(?:\.\d+)?\S{0,4}?\s*(?:\|\||\s[-–]\s))?\s*")
_TAIL_NUMBERS = re.compile(r"(?:\s+\d+){2,}$")
_FREE_DESIGN = re.compile(r"(Allocation|Intervention Model|Interventional Model|Primary Purpose|Masking|Observational Model|Time Perspective)\s*:\s*([^:;,.]+?)(?=\s*(?:[;,.]|$|[A-Z][a-z]+(?: [A-Z][a-z]+)?\s*:))")
_MARKED_ITEM = re.compile(r"(?:^|\s)(?:\d{1,2}[.)]|[-*•])\s+")


class Fields:
    """The fields read so far. `scattered` keeps the leftovers: pieces under a label that are no part of its value."""

    def __init__(self, draft: Draft, printed: Printed) -> None:
        self.draft = draft
        self.printed = printed
        self.scattered: list[Piece] = []
        self._kinds: Mapping[str, Callable[[Found], None]] = {
            "title": self._title,
            "acronym": self._acronym,
            "text": self._text,
            "prose": self._prose,
            "org_id": self._org_id,
            "ids": self._ids,
            "secondary_ids": self._secondary,
            "sponsor": self._sponsor,
            "collaborators": self._collaborators,
            "conditions": self._conditions,
            "keywords": self._keywords,
            "comma_list": self._keywords,
            "list": self._list,
            "countries": self._countries,
        }

    def read(self, found: Found) -> bool:
        """Put the label's value into the draft; False when the kind of the label is read elsewhere (lists of objects, criteria)."""
        self.draft.skip(found.at.line)
        if "[]" in found.label.path:
            return False
        if found.label.strict:
            self._strict(found)
            return True
        reader = self._kinds.get(found.label.kind)
        if reader is None:
            return False
        if not found.values or all(empty(piece.text) for piece in found.values):
            self.missing(found)
        else:
            reader(found)
        return True

    def checks(self, kind: str, words: str) -> bool:
        """Whether `words` can be a value of `kind`; always true of free words."""
        return kind not in STRICT or scalar(kind, words, self.printed) is not None

    def missing(self, found: Found) -> None:
        """The label stands on the page and says nothing."""
        self.draft.skip(lines(found.values))
        path = found.label.path + {"date_struct": ".date", "count": ".count"}.get(found.label.kind, "")
        if found.values and re.search(r"\d", found.values[0].text):
            self.draft.extra.setdefault("asPrinted", {}).setdefault(path, found.values[0].text[:_LONGEST_NAME])
        if path and not self.draft.has(path) and "[]" not in path:
            said = f"{found.values[0].text[:40]!r} is printed" if found.values else "nothing stands under it"
            self.draft.miss(path, why=f"label {found.at.text[:60]!r}: {said}")

    def put(self, path: str, value: Any, at: Line | Sequence[Line], *, how: str | None = None) -> None:
        """Set a field once; another value for it is reported, not taken."""
        if path.startswith("extra."):
            self._put_extra(path.removeprefix("extra."), value, at, how=how)
            return
        if not self.draft.has(path):
            self.draft.put(path, value, at, how=how)
            self._unmiss(path)
            return
        self.draft.skip(at)
        before = self.stated(path)
        if before != value and not (isinstance(before, str) and isinstance(value, str) and _alike(before, value)):
            self._differs(path, before, value, at)

    def _put_extra(self, key: str, value: Any, at: Line | Sequence[Line], *, how: str | None) -> None:
        before = self.draft.extra.get(key)
        if isinstance(before, str) and isinstance(value, str) and _LOCAL.search(before) and not _LOCAL.search(value):
            self.draft.extra.setdefault("inOtherLanguage", {})[key] = before
        elif key in self.draft.extra:
            self.draft.skip(at)
            return
        self.draft.note_extra(key, value, at, how=how)

    def stated(self, path: str) -> Any:
        """What the draft holds at a path."""
        node: Any = self.draft.section
        for key in path.split("."):
            node = node[int(key)] if isinstance(node, list) else node.get(key) if isinstance(node, dict) else None
        return node

    def _unmiss(self, path: str) -> None:
        if path in self.draft.extra.get("missing", []):
            self.draft.extra["missing"].remove(path)

    def _differs(self, path: str, before: Any, value: Any, at: Line | Sequence[Line]) -> None:
        where = at if isinstance(at, Line) else at[0]
        self.draft.say(
            Finding(
                code="PAGE_VALUES_DIFFER",
                message=f"{path}: the page states {before!r} and {value!r}; the first was kept",
                severity=Severity.WARNING,
                span=Span(start=where.start, end=where.end, source=self.draft.page.name),
                fields=(path,),
                values=(str(before), str(value)),
            )
        )

    def _strict(self, found: Found) -> None:
        path, kind = found.label.path, found.label.kind
        if not found.values:
            self.missing(found)
            return
        first, rest = found.values[0], found.values[1:]
        self.scattered += rest
        value = scalar(kind, first.text, self.printed)
        if value is not None:
            self.scalar(path, kind, value, first, found.told)
        elif empty(first.text):
            self.missing(found)
        else:
            self._as_printed(found, first)

    def _as_printed(self, found: Found, piece: Piece) -> None:
        path = found.label.path + {"date_struct": ".date", "count": ".count"}.get(found.label.kind, "")
        if self._badges(piece):
            return
        if self.draft.has(path):
            self.scattered.append(piece)
            return
        self.draft.extra.setdefault("asPrinted", {}).setdefault(path, piece.text[:_LONGEST_NAME])
        self.draft.unknown_word(path, piece.line)

    def _badges(self, piece: Piece) -> bool:
        """Several values under one label, a sign between them: "Recruiting — Phase 2"."""
        parts = [part for part in re.split(r"\s+[—–|·•/]\s+|\s+-\s+|\s*;\s*", piece.text) if part]
        if len(parts) < 2 or not all(any(self.checks(kind, part) for kind in ("status", "phase", "study_type")) for part in parts):
            return False
        for part in parts:
            self.badge(piece.rest(part))
        return True

    def scalar(self, path: str, kind: str, value: Any, piece: Piece, told: str | None = None) -> None:
        """Put the value of a strict kind where it belongs."""
        at = piece.line
        if kind == "date_struct":
            self._ambiguous(piece)
            self.put(f"{path}.date", value, at)
            if (said := date_type(piece.text, told)) and self.stated(f"{path}.date") == value:
                self.put(f"{path}.type", said, at)
        elif kind == "date":
            self._ambiguous(piece)
            self.put(path, value, at)
        elif kind == "count":
            self.put(f"{path}.count", value, at)
            if said := date_type(piece.text, told):
                self.put(f"{path}.type", said, at)
        elif kind == "age":
            for name, limit in zip(("minimumAge", "maximumAge"), value, strict=True):
                if limit is not None:
                    self.put(f"eligibilityModule.{name}", limit, at)
        elif kind == "id":
            self.registry_id(*value, at)
        elif kind == "masking":
            self._masking(path, value, piece)
        elif kind == "results":
            self.draft.has_results = value
            self.draft.note_place("hasResults", at)
        elif kind.startswith("flag"):
            self._flag(path, kind, value, at)
        elif kind == "scope":
            self.put(path, f"country: {value}", at)
        elif kind == "country":
            self.put(path, value, at)
        else:
            self.put(path, value, at)

    def _ambiguous(self, piece: Piece) -> None:
        match = re.search(r"(?<!\d)(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?!\d)", piece.text)
        if match is None:
            return
        first, second = int(match.group(1)), int(match.group(2))
        order = self.printed.day_first
        pad = "DD/MM/YYYY" if order or (order is None and first > 12) else "MM/DD/YYYY"
        self.draft.extra.setdefault("dateFormat", pad if order is not None or first > 12 or second > 12 else "unknown")
        if first <= 12 and second <= 12 and first != second and (order is None or self.printed.layout.dates == "mdy"):
            self.draft.extra["dateAmbiguous"] = True
            self.draft.say(
                Finding(
                    code="DATE_AMBIGUOUS",
                    message=f"{match.group()} can be read day first or month first" + ("" if order is None else "; this portal prints the month first"),
                    span=Span(start=piece.line.start, end=piece.line.end, source=self.draft.page.name),
                    values=(match.group(),),
                    hint="only the year was kept" if order is None else None,
                )
            )

    def registry_id(self, registry: str, number: str, at: Line | Sequence[Line], *, how: str | None = None) -> None:
        """Keep a trial's number: a ClinicalTrials.gov one as v2's `nctId`, any other as `extra.registryId`."""
        if registry == "ClinicalTrials.gov":
            self.put("identificationModule.nctId", number, at, how=how)
        else:
            self.put("extra.registryId", number, at, how=how)
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
        if kind.startswith("flag_sex"):
            other = self.stated(path) if self.draft.has(path) else None
            if other in (None, name):
                self.put(path, name, at)
            else:
                self.draft.put(path, "ALL", at)
            return
        both = sorted({*(self.stated(path) or [] if self.draft.has(path) else []), name})
        self.draft.put(path, both, at)

    def _title(self, found: Found) -> None:
        used = title_lines(found.values)
        self.scattered += found.values[len(used) :]
        words = " ".join(piece.text for piece in used).strip("\"“” ")
        name = found.label.path.rpartition(".")[2]
        before = self.stated(found.label.path) if self.draft.has(found.label.path) else None
        if isinstance(before, str) and bool(_LOCAL.search(before)) != bool(_LOCAL.search(words)):
            foreign, latin = (before, words) if _LOCAL.search(before) else (words, before)
            self.draft.put(found.label.path, latin, lines(used))
            self.draft.extra.setdefault("inOtherLanguage", {})[name] = foreign
            return
        self.put(found.label.path, words, lines(used))

    def _acronym(self, found: Found) -> None:
        words = found.values[0].text
        self.scattered += found.values[1:]
        titles = self.draft.section.get("identificationModule", {})
        if len(words) > 60 or any(normal(words) == normal(str(titles.get(name))) for name in ("briefTitle", "officialTitle")):
            self.draft.skip(found.values[0].line)
            self.draft.say(
                Finding(
                    code="ACRONYM_IS_TITLE",
                    message="the acronym field repeats the title; it was not taken for an acronym",
                    span=Span(start=found.values[0].start, end=found.values[0].end, source=self.draft.page.name),
                    fields=("identificationModule.acronym",),
                )
            )
            return
        self.put(found.label.path, words, found.values[0].line)

    def _text(self, found: Found) -> None:
        if found.label.path == "extra.studyDesign":
            self._free_design(found)
        if normal(found.values[0].text) in ("name", "type"):
            return
        used = title_lines(found.values)
        self.scattered += found.values[len(used) :]
        if found.label.path:
            self.put(found.label.path, " ".join(piece.text for piece in used), lines(used))

    def _free_design(self, found: Found) -> None:
        """Design words in a sentence: "Allocation: Randomized, Intervention Model: Parallel Assignment, Masking: None"."""
        kinds = {"allocation": "allocation", "interventionmodel": "intervention_model", "interventionalmodel": "intervention_model"}
        kinds |= {"primarypurpose": "primary_purpose", "masking": "masking"}
        paths = {"allocation": "allocation", "intervention_model": "interventionModel", "primary_purpose": "primaryPurpose", "masking": "maskingInfo.masking"}
        for piece in found.values:
            for name, words in _FREE_DESIGN.findall(piece.text):
                kind = kinds.get(name.replace(" ", "").lower())
                value = scalar(kind, words, self.printed) if kind else None
                if kind and value is not None:
                    self.put(f"designModule.designInfo.{paths[kind]}", value, piece.line)

    def _prose(self, found: Found) -> None:
        values = [piece for piece in found.values if not is_noise(piece.text)]
        path = found.label.path
        if self.printed.layout.has("portal_prose") and path.startswith("descriptionModule."):
            path = "extra.portalSummary"
        if values:
            self.put(path, paragraphs(values), lines(values))

    def _org_id(self, found: Found) -> None:
        words = found.values[0].text
        self.scattered += found.values[1:]
        numbers = registry_ids(words)
        if numbers and numbers[0][0] == "ClinicalTrials.gov" and numbers[0][1] == words.upper():
            self.registry_id(*numbers[0], found.values[0].line)
        elif len(words) <= 60:
            self.put(found.label.path, words, found.values[0].line)
        else:
            self.scattered.append(found.values[0])

    def _ids(self, found: Found) -> None:
        """Several numbers under one label: the registry's by its shape, the first other one is the sponsor's."""
        for piece in found.values:
            for words in re.split(r"\s*[;,]\s+|\s+\|\s+", piece.text):
                numbers = registry_ids(words)
                if numbers:
                    self.registry_id(*numbers[0], piece.line)
                elif not empty(words) and len(words) <= 60 and not self.draft.has("identificationModule.orgStudyIdInfo.id"):
                    self.put("identificationModule.orgStudyIdInfo.id", words, piece.line)
                elif not empty(words) and len(words) <= 60:
                    self._another_id(words, piece)

    def _secondary(self, found: Found) -> None:
        for piece in found.values:
            if empty(piece.text) or len(piece.text) > _LONGEST_NAME:
                continue
            self._another_id(piece.text, piece)
            for registry, number in registry_ids(piece.text):
                if registry == "ClinicalTrials.gov" and not self.draft.has("identificationModule.nctId"):
                    self.registry_id(registry, number, piece.line)

    def _another_id(self, words: str, piece: Piece) -> None:
        path = "identificationModule.secondaryIdInfos"
        held = self.stated(path) if self.draft.has(path) else []
        if not any(item.get("id") == words for item in held):
            registered = {"type": "REGISTRY"} if registry_ids(words) else {}
            self.draft.put(f"{path}.{len(held)}", {"id": words} | registered, piece.line)

    def _sponsor(self, found: Found) -> None:
        values = [piece for piece in found.values if normal(piece.text) not in ("name", "名称", "nombre", "nom", "nome")] or found.values
        first = values[0]
        self.scattered += values[1:]
        name = re.sub(r"^(?:Lead(?: sponsor)?|Sponsor|Name|Primary)\s*:\s*", "", first.text)
        name = name.strip("\"“” ")
        if len(name) <= _LONGEST_NAME and not re.search(r"[.!?]\s+[A-Z][a-z]+ [a-z]", name):
            self.put(found.label.path, name, first.line)
        else:
            self.scattered.append(first)

    def _collaborators(self, found: Found) -> None:
        names = [(part, piece) for piece in found.values for part in re.split(r"\s*;\s*", piece.text) if not empty(part) and len(part) <= _LONGEST_NAME]
        for number, (name, piece) in enumerate(names):
            self.put(f"{found.label.path}.{number}", {"name": name}, piece.line)
        if not names:
            self.missing(found)

    def _conditions(self, found: Found) -> None:
        values = _names(found.values)
        if self.printed.layout.has("numbers_after_values"):
            self._add(found, [(_TAIL_NUMBERS.sub("", piece.text), piece) for piece in values])
            return
        parts = [(_CODES.sub("", part), piece) for piece in values for part in split_names(_CODES.sub("", piece.text), found=len(values))]
        self._add(found, parts)

    def _keywords(self, found: Found) -> None:
        values = _names(found.values)
        self._add(found, [(part, piece) for piece in values for part in commas(piece.text)])

    def _list(self, found: Found) -> None:
        self._add(found, [(part, piece) for piece in _names(found.values) for part in re.split(r"\s*[;|]\s*", piece.text)])

    def _add(self, found: Found, parts: Sequence[tuple[str, Piece]]) -> None:
        path = found.label.path
        if self.printed.layout.has("portal_conditions") and path.startswith("conditionsModule.conditions"):
            path = "extra.conditionsPortal"
        kept = list(dict.fromkeys(part.strip(" ;,.") for part, _ in parts if not empty(part)))
        if kept:
            self.put(path, kept, lines([piece for _, piece in parts]))
        else:
            self.missing(found)

    def _countries(self, found: Found) -> None:
        names = [(name, piece) for piece in found.values for part in commas(piece.text) if (name := country(part))]
        if names:
            self.put(found.label.path, list(dict.fromkeys(name for name, _ in names)), lines([piece for _, piece in names]))
        else:
            self.scattered += found.values

    def badge(self, piece: Piece) -> bool:
        """Whether a line without a label is a status, a phase, a sex or a number of people, and goes into the draft as such."""
        words = piece.text
        for kind, path in _BADGES:
            value = scalar(kind, words, self.printed) if len(words) <= 40 else None
            if kind == "phase" and not re.match(r"(?:early )?phase|fase", words, re.IGNORECASE):
                value = None
            if kind == "count" and (value is None or words.strip().isdigit()):
                value = None
            if value is not None and not (kind == "status" and words.islower()):
                if not self.draft.has(path):
                    self.scalar(path, kind, value, piece)
                self.draft.skip(piece.line)
                return True
        return self._glued_badges(piece)

    def _glued_badges(self, piece: Piece) -> bool:
        """Two badges that lost what stood between them: "Active — Not RecruitingNot Applicable"."""
        for cut in re.finditer(r"(?<=[a-z)])(?=[A-Z0-9])", piece.text[:80]):
            status = scalar("status", re.sub(r"\s*[—–-]\s*", ", ", piece.text[: cut.start()]), self.printed)
            phase = phases(piece.text[cut.start() :])
            if status is not None and phase is not None:
                self.put("statusModule.overallStatus", status, piece.line)
                self.put("designModule.phases", phase, piece.line)
                return True
        return False


_BADGES = (
    ("status", "statusModule.overallStatus"),
    ("phase", "designModule.phases"),
    ("sex", "eligibilityModule.sex"),
    ("study_type", "designModule.studyType"),
    ("count", "designModule.enrollmentInfo"),
)


def lines(pieces: Sequence[Piece]) -> tuple[Line, ...]:
    """The lines that pieces stand in, each once."""
    return tuple({piece.line.number: piece.line for piece in pieces}.values())


def title_lines(values: Sequence[Piece]) -> Sequence[Piece]:
    """The first line of a title and those it visibly runs on to."""
    used = 1
    while used < len(values) and not values[used].gap and _runs_on(values[used - 1].text, values[used].text):
        used += 1
    return values[:used]


def _runs_on(line: str, below: str) -> bool:
    """Whether a line of a title goes on in the line below it."""
    return bool(_WRAPPED_END.search(line)) or (below[:1].islower() and not re.match(r"[\w-]+\s*[:=]", below))


def paragraphs(values: Sequence[Piece]) -> str:
    """Pieces as one text with the page's line breaks; a blank line where the page has one."""
    text = ""
    for piece in values:
        shown = f"{piece.mark} {piece.text}" if piece.mark and not piece.mark.startswith("#") else piece.text
        text += ("" if not text else "\n\n" if piece.gap else "\n") + shown
    return text


def _names(values: Sequence[Piece]) -> list[Piece]:
    """The pieces of a list of names: up to the first that is a sentence or a paragraph."""
    kept: list[Piece] = []
    for piece in values:
        if is_noise(piece.text):
            continue
        if len(piece.text) > _LONGEST_NAME and (kept or not re.search(r"[,;|]", piece.text)) or re.search(r"[a-z)]\.\s+[A-Z]|[.?!]$", piece.text) and len(piece.text) > 60:
            break
        kept.append(piece)
    return kept


def commas(words: str) -> list[str]:
    """A line cut at semicolons, bars and commas outside brackets."""
    parts = [part.strip() for part in re.split(r"[;|、,]\s*|\s+·\s+|,(?=\s)(?![^()]*\))", words)]
    return [part for part in parts if part]


def split_names(words: str, *, found: int) -> list[str]:
    """The conditions of one line: cut at semicolons and bars, at commas only where every part names a disease."""
    parts = [part.strip() for part in re.split(r"\s*[;、;]\s*|\s+[·|]\s+", words) if part.strip()]
    if len(parts) > 1 or found > 1:
        return parts
    numbered = [part.strip() for part in _MARKED_ITEM.split(words) if part.strip()]
    if len(numbered) > 1:
        return numbered
    pieces = commas(words)
    return pieces if len(pieces) > 1 and all(_DISEASE.search(part) and not re.match(r"non\b|[a-z]", part, re.IGNORECASE if part[:3].lower() == "non" else 0) for part in pieces) else [words]


def _alike(one: str, other: str) -> bool:
    return normal(one) == normal(other) or one.startswith(other) or other.startswith(one)
