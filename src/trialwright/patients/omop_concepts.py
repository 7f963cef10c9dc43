"""Concepts of an OMOP database: its numbers in; what they stand for in our vocabulary, their names, units and answers out."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import Any

from trialwright.patients.code_tables import rows
from trialwright.patients.fhir_codes import Coded, Codes, Role
from trialwright.patients.fhir_parts import UCUM, text_of
from trialwright.patients.omop_sql import Concept, Database
from trialwright.patients.terms import Meaning
from trialwright.vocabulary.units import parse_unit

SYSTEMS = {"ICD10CM": "ICD-10-CM", "ICD10": "ICD-10", "ICDO3": "ICD-O-3", "OMOP Genomic": "HGNC"}
"""Vocabularies of OMOP by the names that our code tables have; the others are called alike in both."""
_NOS = re.compile(r",? (?:NOS|not otherwise specified|unspecified)\b(?:,(?= (?:of|in|with)\b))?", re.IGNORECASE)
_COMBINED = re.compile(r"(\d{4}/\d)-(C\d\d(?:\.\d)?)")
_WORDY = re.compile(r"[A-Za-z]{3}.*[a-z ]")
_CLIMBED = frozenset({Role.CONDITION, Role.ACT, Role.MEDICINE})
_MALIGNANT = "/3"
_SUBJECTS = (
    "condition_concept_id",
    "procedure_concept_id",
    "drug_concept_id",
    "_source_concept_id",
    "object_concept_id",
    "observation_concept_id",
    "measurement_concept_id",
)
_ROLES = {
    "condition_occurrence": Role.CONDITION,
    "condition_era": Role.CONDITION,
    "episode": Role.CONDITION,
    "observation": Role.CONDITION,
    "measurement": Role.CONDITION,
    "procedure_occurrence": Role.ACT,
    "drug_exposure": Role.MEDICINE,
    "drug_era": Role.MEDICINE,
}


@dataclass(kw_only=True)
class Concepts:
    """What the numbers of concepts stand for; each distinct one is looked up once."""

    database: Database
    codes: Codes
    _known: dict[int, Concept | None] = field(default_factory=dict)
    _coded: dict[tuple[Role, int, int, str], Coded] = field(default_factory=dict)
    _above: dict[int, dict[int, int]] = field(default_factory=dict)
    subjects: dict[object, object] = field(default_factory=dict)
    """What its readers remember of the subjects of rows."""

    def prefetch(self, used: Mapping[tuple[str, str], Collection[int]]) -> None:
        """Read all concepts at once that rows of these tables and columns name, and what is broader than those not understood."""
        wanted = {number for numbers in used.values() for number in numbers}
        self._known |= dict.fromkeys(wanted) | self.database.concepts(wanted)
        unknown: set[int] = set()
        for (table, column), numbers in used.items():
            role = _ROLES.get(table) if column.endswith(_SUBJECTS) else None
            if role is not None:
                unknown |= {number for number in numbers if not self.codes.find(self.codeable(number, 0, ""), role).known}
        self._above |= self.database.broader(unknown)
        above = {number for found in self._above.values() for number in found} - self._known.keys()
        self._known |= dict.fromkeys(above) | self.database.concepts(above)

    def _nearest(self, number: int) -> list[tuple[int, Concept]]:
        """The broader concepts of one, nearest first."""
        if number not in self._above:
            self._above |= self.database.broader((number,))
            missing = self._above[number].keys() - self._known.keys()
            self._known |= dict.fromkeys(missing) | self.database.concepts(missing)
        found = [
            (levels, concept) for key, levels in self._above[number].items() if (concept := self._known.get(key)) is not None
        ]
        return sorted(found, key=lambda pair: (pair[0], pair[1].id))

    def get(self, number: int | None) -> Concept | None:
        """The concept of a number; None for 0, and for one that the database does not know."""
        if not number:
            return None
        if number not in self._known:
            self._known[number] = self.database.concepts((number,)).get(number)
        return self._known[number]

    def name(self, number: int | None, sort: str = "") -> str:
        """What a concept is called: by the database, else by the package's table of OMOP's own lists."""
        found = self.get(number)
        return found.name if found is not None else _own().get((number or 0, sort), "")

    def find(self, role: Role, number: int | None, source: int | None, said: str | None) -> Coded:
        """What a record is about: by its concept, the concept of its source, and by the words of its source."""
        key = (role, number or 0, source or 0, said or "")
        found = self._coded.get(key)
        if found is None:
            found = self._coded[key] = self._found(*key)
        return found

    def codeable(self, number: int, source: int, said: str) -> dict[str, Any]:
        """The concepts of a record in the shape of FHIR: its codings, and its words where they are words."""
        coding = [part for key in dict.fromkeys((number, source)) for part in self._coding(key)]
        if said:
            coding.append({"system": "source", "code": said})
        known = any(part.get("display") for part in coding)
        return {"coding": coding, "text": "" if known or not _WORDY.search(said) else said}

    def _coding(self, number: int) -> list[dict[str, Any]]:
        if not number:
            return []
        found = self.get(number)
        coding = [{"system": "OMOP", "code": str(number)}]
        if found is not None:
            display = _plain_name(found)
            coding.insert(0, {"system": SYSTEMS.get(found.vocabulary, found.vocabulary), "code": found.code, "display": display})
        return coding

    def _found(self, role: Role, number: int, source: int, said: str) -> Coded:
        codeable = self.codeable(number, source, said)
        coded = self.codes.find(codeable, role)
        if coded.known:
            return coded
        what = self.name(number) or self.name(source) or text_of(said)
        coded = replace(coded, what=what or (f"concept {number or source}" if number or source else "(no concept)"))
        for key in (number, source):
            concept = self.get(key)
            combined = _combined(concept, self.codes) if concept is not None and role is Role.CONDITION else None
            if combined is not None:
                return replace(coded, meanings=(combined,))
        if role in _CLIMBED and (meanings := self._broader(number or source, role)):
            return replace(coded, meanings=meanings, broader=True)
        return coded

    def _broader(self, number: int, role: Role) -> tuple[Meaning, ...]:
        """The nearest broader concepts that are understood: what is a kind of breast cancer is breast cancer."""
        concept = self.get(number)
        if concept is None or (role is Role.MEDICINE and _stays_local(concept.name)):
            return ()
        found: list[Meaning] = []
        nearest = None
        for level, above in self._nearest(number):
            if nearest is not None and level > nearest and role is not Role.MEDICINE:
                break
            if role is Role.MEDICINE and above.sort not in ("Ingredient", "Precise Ingredient"):
                continue
            coding = {
                "system": SYSTEMS.get(above.vocabulary, above.vocabulary),
                "code": above.code,
                "display": _plain_name(above),
            }
            coded = self.codes.find({"coding": [coding]}, role)
            if coded.meanings and coded.meanings[0].concept is not None and not coded.how:
                nearest = level if nearest is None else nearest
                found.extend(item for item in coded.meanings if item not in found)
        return _narrowest(found, self.codes)

    def unit(self, number: int | None, said: str | None) -> tuple[str | None, str]:
        """The UCUM unit of a record, or None, and the unit as it is written."""
        concept = self.get(number)
        code = concept.code if concept is not None and concept.vocabulary == "UCUM" else _own().get((number or 0, "unit"), "")
        name = concept.name if concept is not None else ""
        return _unit(code, name, said or "")

    def quantity(self, number: int | None, said: str | None) -> dict[str, str]:
        """The unit as a Quantity of FHIR has it."""
        unit, written = self.unit(number, said)
        if unit is None:
            return {"unit": written} if written else {}
        return {"unit": unit, "code": unit, "system": UCUM}

    def answer(self, number: int | None) -> dict[str, Any] | None:
        """A value that is a concept, in the shape of FHIR; None where there is none."""
        if not number:
            return None
        concept, name = self.get(number), self.name(number, "answer")
        if not name:
            return {"text": f"concept {number}"}
        plain = plain_modifier(name)
        if concept is None:
            return {"text": plain}
        return {
            "coding": [{"system": SYSTEMS.get(concept.vocabulary, concept.vocabulary), "code": concept.code, "display": plain}]
        }


def _plain_name(concept: Concept) -> str:
    return _NOS.sub("", concept.name).strip() if concept.vocabulary in ("ICDO3", "ICD10CM", "ICD10", "SNOMED") else concept.name


def _narrowest(found: list[Meaning], codes: Codes) -> tuple[Meaning, ...]:
    """The meanings that no other is a kind of."""
    words = codes.vocabulary
    return tuple(
        one
        for one in found
        if not any(
            other is not one and other.concept != one.concept and words.is_a(other.concept or "", one.concept or "")
            for other in found
        )
    )


def _stays_local(name: str) -> bool:
    """True for a product that stays where it is put: what is in it is not in the whole body."""
    return any(_local_words().get(word.strip(",;()[]")) == "local" for word in name.lower().split())


@cache
def _local_words() -> Mapping[str, str]:
    return {row["word"]: row["sort"] for row in rows("drug_words.tsv")}


def _combined(concept: Concept, codes: Codes) -> Meaning | None:
    """A condition of ICD-O-3, a morphology at a place: a carcinoma of an organ is a cancer of it with that histology."""
    parts = _COMBINED.fullmatch(concept.code) if concept.vocabulary == "ICDO3" else None
    if parts is None or not parts[1].endswith(_MALIGNANT):
        return None
    morphology = codes.find({"coding": [{"system": "ICD-O-3", "code": parts[1]}]}, Role.HISTOLOGY).meanings
    place = codes.find({"coding": [{"system": "ICD-10-CM", "code": parts[2]}]}, Role.CONDITION).meanings
    if len(morphology) != 1 or morphology[0].concept is None:
        return None
    name = morphology[0].concept
    carcinoma = codes.vocabulary.is_a(name, "carcinoma")
    if carcinoma and len(place) == 1 and codes.vocabulary.kind(place[0].concept or "") == "cancer":
        return replace(place[0], qualifiers={**place[0].qualifiers, "histology": name, "histology concept": name})
    return morphology[0]


@lru_cache(maxsize=8192)
def _unit(code: str, name: str, said: str) -> tuple[str | None, str]:
    written = said or code or name
    return next((unit for text in (code, said, name) if text and (unit := parse_unit(text))), None), written


@cache
def _own() -> Mapping[tuple[int, str], str]:
    return {(int(row["concept_id"]), row["sort"]): row["name"] for row in rows("omop_concepts.tsv")}


@cache
def _stated() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    table = rows("omop_stated.tsv")
    return tuple((re.compile(row["pattern"], re.IGNORECASE), row["concept"], row["value"]) for row in table)


@lru_cache(maxsize=8192)
def stated_by(name: str) -> tuple[str, str] | None:
    """The measurement and its value that a name states in one ("AJCC/UICC 8th pathological T2 Category"), or None."""
    plain = " ".join(name.split())
    for pattern, concept, value in _stated():
        if (found := pattern.fullmatch(plain)) is not None:
            return concept, found.expand(value)
    return None


def plain_modifier(name: str) -> str:
    """The value of a name that states one, else the name: "AJCC/UICC 8th clinical Stage 2A" is "2A"."""
    found = stated_by(name)
    return found[1] if found is not None else name
