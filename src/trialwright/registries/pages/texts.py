"""A label of free words enters (a title, a text, names, numbers of the sponsor), its value goes into a draft with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from trialwright.findings import Finding, Span
from trialwright.registries.pages.blocks import Piece
from trialwright.registries.pages.fields import Fields, lines
from trialwright.registries.pages.labels import normal
from trialwright.registries.pages.names import LONGEST_NAME, commas, conditions, is_helper, listed, paragraphs, title_lines
from trialwright.registries.pages.noise import is_noise
from trialwright.registries.pages.scan import Found
from trialwright.registries.pages.values import country, empty, foreign, registry_ids, scalar

_NAMED = frozenset(
    ("sponsor", "collaborators", "ids", "secondary_ids", "org_id", "conditions", "keywords", "comma_list", "list", "countries")
)
_ROLE_LINE = re.compile(r"(?:Sponsor )?Role\s*:?\s*(lead|collaborator)\b.*", re.IGNORECASE)
_OF_AN_ID = re.compile(r"(?:Identifier |ID )?(?:Type|Source|Domain)\s*:.*", re.IGNORECASE)
_LONGEST_ID = 60
_QUOTES = '"“” '
_ROLE = re.compile(r"^(?:Lead(?: sponsor)?|Sponsor|Name|Primary)\s*:\s*")
_NAME_WORDS = frozenset(("agency", "name", "名称", "nombre", "nom", "nome"))
_TAIL_NUMBERS = re.compile(r"(?:\s+\d+){2,}$")
_DESIGN = re.compile(
    r"(Allocation|Intervention Model|Interventional Model|Primary Purpose|Masking)\s*:\s*([^:;,.]+?)"
    r"(?=\s*(?:[;,.]|$|[A-Z][a-z]+(?: [A-Z][a-z]+)?\s*:))"
)
_DESIGN_FIELDS = {
    "Allocation": ("allocation", "allocation"),
    "Intervention Model": ("intervention_model", "interventionModel"),
    "Interventional Model": ("intervention_model", "interventionModel"),
    "Primary Purpose": ("primary_purpose", "primaryPurpose"),
    "Masking": ("masking", "maskingInfo.masking"),
}


class Texts:
    """Reads labels of free words into the draft that `fields` fills."""

    def __init__(self, fields: Fields) -> None:
        self.fields = fields
        self.printed = fields.printed
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
        """Put the label's value into the draft; False when the kind of the label is read elsewhere."""
        reader = self._kinds.get(found.label.kind)
        if reader is None or "[]" in found.label.path:
            return False
        self.fields.draft.skip(found.at.line)
        if found.label.kind in _NAMED:
            self._leave([piece for piece in found.values if is_helper(piece.text)])
            found.values = [piece for piece in found.values if not is_helper(piece.text)]
        if all(empty(piece.text) for piece in found.values):
            self.fields.missing(found)
        else:
            reader(found)
        return True

    def _leave(self, pieces: Sequence[Piece]) -> None:
        self.fields.scattered += pieces

    def _title(self, found: Found) -> None:
        used = title_lines(found.values, wrapped=self.printed.wrapped)
        self._leave(found.values[len(used) :])
        path, words = found.label.path, " ".join(piece.text for piece in used).strip(_QUOTES)
        before = self.fields.stated(path) if self.fields.draft.has(path) else None
        if isinstance(before, str) and foreign(before) != foreign(words):
            other, latin = (before, words) if foreign(before) else (words, before)
            self.fields.draft.put(path, latin, lines(used))
            self.fields.draft.extra.setdefault("inOtherLanguage", {})[path.rpartition(".")[2]] = other
            return
        self.fields.put(path, words, lines(used))

    def _acronym(self, found: Found) -> None:
        first, titles = found.values[0], self.fields.draft.section.get("identificationModule", {})
        self._leave(found.values[1:])
        repeats = any(normal(first.text) == normal(str(titles.get(name))) for name in ("briefTitle", "officialTitle"))
        if not repeats and len(first.text) <= _LONGEST_ID:
            self.fields.put(found.label.path, first.text, first.line)
            return
        self.fields.draft.skip(first.line)
        self.fields.draft.say(
            Finding(
                code="ACRONYM_IS_TITLE",
                message="the acronym field repeats the title; it was not taken for an acronym",
                span=Span(start=first.start, end=first.end, source=self.fields.draft.page.name),
                fields=(found.label.path,),
            )
        )

    def _text(self, found: Found) -> None:
        if found.label.path == "extra.studyDesign":
            self._design(found)
        if normal(found.values[0].text) in ("name", "type"):
            return
        used = title_lines(found.values)
        self._leave(found.values[len(used) :])
        if found.label.path:
            self.fields.put(found.label.path, " ".join(piece.text for piece in used), lines(used))

    def _design(self, found: Found) -> None:
        """Design words in a sentence: "Allocation: Randomized, Intervention Model: Parallel Assignment, Masking: None"."""
        for piece in found.values:
            for name, words in _DESIGN.findall(piece.text):
                kind, path = _DESIGN_FIELDS[name]
                value = scalar(kind, words, self.printed)
                if value is not None:
                    self.fields.put(f"designModule.designInfo.{path}", value, piece.line)

    def _prose(self, found: Found) -> None:
        values = [piece for piece in found.values if not is_noise(piece.text)]
        path = found.label.path
        if self.printed.layout.has("portal_prose") and path.startswith("descriptionModule."):
            path = "extra.portalSummary"
        if values:
            self.fields.put(path, paragraphs(values, wrapped=self.printed.wrapped), lines(values))
        else:
            self.fields.missing(found)

    def _org_id(self, found: Found) -> None:
        first = found.values[0]
        self._leave(found.values[1:])
        numbers = registry_ids(first.text)
        if numbers and numbers[0][0] == "ClinicalTrials.gov" and numbers[0][1] == first.text.upper():
            self.fields.registry_id(*numbers[0], first.line)
        elif len(first.text) <= _LONGEST_ID:
            self.fields.put(found.label.path, first.text, first.line)
        else:
            self._leave([first])

    def _ids(self, found: Found) -> None:
        """Several numbers under one label: the registry's by its shape, the first other one is the sponsor's."""
        own = "identificationModule.orgStudyIdInfo.id"
        for piece in found.values:
            for words in re.split(r"\s*[;,]\s+|\s+\|\s+", piece.text):
                if numbers := registry_ids(words):
                    self.fields.registry_id(*numbers[0], piece.line)
                elif not empty(words) and len(words) <= _LONGEST_ID and not self.fields.draft.has(own):
                    self.fields.put(own, words, piece.line)
                elif not empty(words) and len(words) <= _LONGEST_ID:
                    self._another_id(words, piece)

    def _secondary(self, found: Found) -> None:
        for piece in found.values:
            if empty(piece.text) or len(piece.text) > LONGEST_NAME or _OF_AN_ID.fullmatch(piece.text):
                continue
            self._another_id(piece.text, piece)
            for registry, number in registry_ids(piece.text):
                if registry == "ClinicalTrials.gov" and not self.fields.draft.has("identificationModule.nctId"):
                    self.fields.registry_id(registry, number, piece.line)

    def _another_id(self, words: str, piece: Piece) -> None:
        path = "identificationModule.secondaryIdInfos"
        held = self.fields.stated(path) or []
        if not any(item.get("id") == words for item in held):
            kind = {"type": "REGISTRY"} if registry_ids(words) else {}
            self.fields.draft.put(f"{path}.{len(held)}", {"id": words} | kind, piece.line)

    def _sponsor(self, found: Found) -> None:
        if any(_ROLE_LINE.fullmatch(piece.text) for piece in found.values):
            self._by_role(found)
            return
        values = [piece for piece in found.values if normal(piece.text) not in _NAME_WORDS] or found.values
        self._leave(values[1:])
        name = _ROLE.sub("", values[0].text).strip(_QUOTES)
        if len(name) <= LONGEST_NAME and not re.search(r"[.!?]\s+[A-Z][a-z]+ [a-z]", name):
            self.fields.put(found.label.path, name, values[0].line)
        else:
            self._leave(values[:1])

    def _by_role(self, found: Found) -> None:
        """Names with their class and role below: "Fudan University", "OTHER", "Sponsor Role lead"."""
        above: list[Piece] = []
        for piece in found.values:
            role = _ROLE_LINE.fullmatch(piece.text)
            if role is None:
                above.append(piece)
                continue
            lead = role.group(1).lower() == "lead"
            held = self.fields.stated("sponsorCollaboratorsModule.collaborators") or []
            path = "sponsorCollaboratorsModule." + ("leadSponsor" if lead else f"collaborators.{len(held)}")
            if above:
                self.fields.put(f"{path}.name", above[0].text, above[0].line)
            if len(above) > 1 and (kind := scalar("agency_class", above[1].text, self.printed)):
                self.fields.put(f"{path}.class", kind, above[1].line)
            above = []

    def _collaborators(self, found: Found) -> None:
        parts = [(part, piece) for piece in found.values for part in re.split(r"\s*;\s*", piece.text)]
        parts = [(part, piece) for part, piece in parts if normal(part) not in _NAME_WORDS]
        names = [(part, piece) for part, piece in parts if not empty(part) and len(part) <= LONGEST_NAME]
        for number, (name, piece) in enumerate(names):
            self.fields.put(f"{found.label.path}.{number}", {"name": name}, piece.line)
        if not names:
            self.fields.missing(found)

    def _conditions(self, found: Found) -> None:
        values = listed(found.values)
        if self.printed.layout.has("numbers_after_values"):
            self._add(found, [(_TAIL_NUMBERS.sub("", piece.text), piece) for piece in values])
        else:
            self._add(found, [(part, piece) for piece in values for part in conditions(piece.text, alone=len(values) == 1)])

    def _keywords(self, found: Found) -> None:
        self._add(found, [(part, piece) for piece in listed(found.values) for part in commas(piece.text)])

    def _list(self, found: Found) -> None:
        self._add(found, [(part, piece) for piece in listed(found.values) for part in re.split(r"\s*[;|]\s*", piece.text)])

    def _add(self, found: Found, parts: Sequence[tuple[str, Piece]]) -> None:
        path = found.label.path
        if self.printed.layout.has("portal_conditions") and path == "conditionsModule.conditions":
            path = "extra.conditionsPortal"
        kept = list(dict.fromkeys(part.strip(" ;,.") for part, _ in parts if not empty(part)))
        if kept:
            self.fields.put(path, kept, lines([piece for _, piece in parts]))
        else:
            self.fields.missing(found)

    def _countries(self, found: Found) -> None:
        names = [(name, piece) for piece in found.values for part in commas(piece.text) if (name := country(part))]
        if names:
            self.fields.put(
                found.label.path, list(dict.fromkeys(name for name, _ in names)), lines([piece for _, piece in names])
            )
        else:
            self._leave(found.values)
