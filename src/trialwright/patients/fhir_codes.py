"""Codes: a CodeableConcept in; the concept of the vocabulary that its codes, a user's own table or its words stand for out."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from trialwright.errors import UserError
from trialwright.patients.code_tables import rows
from trialwright.patients.facts import Kind
from trialwright.patients.fhir_drugs import medicines_of
from trialwright.patients.fhir_names import ACTS, CONDITIONS, named, test_named
from trialwright.patients.fhir_parts import codings, text_of, untagged
from trialwright.patients.terms import Meaning, meanings
from trialwright.vocabulary.concepts import Vocabulary
from trialwright.vocabulary.listing import list_of

SYSTEMS = {
    "http://loinc.org": "LOINC",
    "http://snomed.info/sct": "SNOMED",
    "http://hl7.org/fhir/sid/icd-10-cm": "ICD-10-CM",
    "http://hl7.org/fhir/sid/icd-10": "ICD-10",
    "http://hl7.org/fhir/sid/icd-10-gm": "ICD-10",
    "http://fhir.de/codesystem/bfarm/icd-10-gm": "ICD-10",
    "http://terminology.hl7.org/CodeSystem/icd-o-3": "ICD-O-3",
    "http://hl7.org/fhir/sid/icd-o-3": "ICD-O-3",
    "urn:oid:2.16.840.1.113883.6.43.1": "ICD-O-3",
    "urn:oid:2.16.840.1.113883.6.90": "ICD-10-CM",
    "http://www.nlm.nih.gov/research/umls/rxnorm": "RxNorm",
    "http://www.genenames.org": "HGNC",
    "http://www.genenames.org/geneid": "HGNC",
    "http://terminology.hl7.org/codesystem/v3-observationinterpretation": "HL7",
    "urn:oid:2.16.840.1.113883.6.1": "LOINC",
    "urn:oid:2.16.840.1.113883.6.88": "RxNorm",
    "http://hl7.org/fhir/sid/cvx": "CVX",
    "urn:oid:2.16.840.1.113883.12.292": "CVX",
}
_MOST_REMEMBERED = 200_000
OWN_COLUMNS = ("system", "code", "concept")


class Role(StrEnum):
    """What a code is looked up for; it decides which kinds of concept it may name."""

    CONDITION = "condition"
    ACT = "act"
    TEST = "test"
    MEDICINE = "medicine"
    ALLERGY = "allergy"
    HISTOLOGY = "histology"


_KINDS = {Role.CONDITION: CONDITIONS, Role.ACT: ACTS, Role.HISTOLOGY: frozenset({"cancer", "histology"})}


@dataclass(frozen=True, kw_only=True, slots=True)
class Coded:
    """What a CodeableConcept stands for: one meaning, or one for each drug of a combination. `how` opens a kind of statement.

    `broader`: it is a kind of its meaning, so that its absence does not deny that.
    """

    what: str
    meanings: tuple[Meaning, ...] = ()
    how: str = ""
    broader: bool = False

    @property
    def known(self) -> bool:
        """Whether it was understood."""
        return bool(self.meanings) or bool(self.how)


@dataclass(kw_only=True)
class Codes:
    """All that codes are looked up in; each distinct CodeableConcept is looked up once."""

    vocabulary: Vocabulary
    own: Mapping[tuple[str, str], str] = field(default_factory=dict)
    said: dict[object, Any] = field(default_factory=dict)
    """What resources of a kind say, by the bytes that it hangs on: what `fhir_again` remembers."""
    _seen: dict[tuple[object, ...], Coded] = field(default_factory=dict)

    def find(self, concept: Any, role: Role) -> Coded:
        """What a CodeableConcept stands for in a role."""
        key = _key(concept, role)
        found = self._seen.get(key) if key is not None else None
        if found is None:
            text = text_of(concept.get("text")) if isinstance(concept, dict) else ""
            found = self._found(role, tuple(codings(concept)), text)
            if key is not None and len(self._seen) < _MOST_REMEMBERED:
                self._seen[key] = found
        return found

    def _found(self, role: Role, coded: tuple[tuple[str, str, str], ...], text: str) -> Coded:
        what = next((display for _, _, display in coded if display), "") or text
        entries = [entry for system, code, _ in coded if (entry := self._row(short(system), code)) is not None]
        bare = " ".join(f"{short(system)}|{code}" for system, code, _ in coded)
        shown = untagged(what) or next((entry[0] for entry in entries if entry[0]), "") or bare or "(no code)"
        for system, code, _ in coded:
            if (mine := self.own.get((short(system).lower(), code.lower()))) is not None:
                return Coded(what=shown, meanings=tuple(_kept(item, role) for item in meanings(mine, self.vocabulary)))
        if role is Role.CONDITION and (state := self._state(coded, shown)) is not None:
            return state
        if (how := next((entry[2] for entry in entries if entry[2]), "")) != "":
            return Coded(
                what=shown, meanings=tuple(self._meaning(*entry[:2], role) for entry in entries[:1] if entry[0]), how=how
            )
        sure = [meaning for entry in entries if entry[0] and self._fits(meaning := self._meaning(*entry[:2], role), role)]
        beside = [display for _, _, display in coded if display] or ([text] if text else [])
        if sure and len(coded) == 1 and any(self._contradicts(sure[0], name, role) for name in beside):
            return Coded(what=f"{shown} (its code {bare} is of {sure[0].concept})")
        if sure:
            return Coded(what=shown, meanings=self._agreed([(item,) for item in sure]))
        texts = dict.fromkeys([display for _, _, display in coded if display] + ([text] if text else []))
        return Coded(what=shown, meanings=self._agreed([found for item in texts if (found := self._named(item, role))]))

    def _state(self, coded: tuple[tuple[str, str, str], ...], shown: str) -> Coded | None:
        """What a code stands for that is no diagnosis but a state, a history or a treatment; `how` says which."""
        rows_of = (state_of(code) for system, code, _ in coded if short(system) == "ICD-10-CM")
        row = next((found for found in rows_of if found is not None), None)
        if row is None:
            return None
        names, more = row["concept"].split(";"), dict(part.partition("=")[::2] for part in row["qualifiers"].split(";") if part)
        values = more.pop("value").split("|") if "value" in more else []
        found = tuple(
            Meaning(
                concept=name,
                kind=Kind(list_of(name, self.vocabulary)),
                qualifiers=more | ({"value": values[at]} if values else {}),
            )
            for at, name in enumerate(names)
        )
        return Coded(what=shown, meanings=found, how=row["how"])

    def _row(self, system: str, code: str) -> tuple[str, str, str] | None:
        """Concept, qualifiers and kind of statement of a code in the package's tables."""
        if system in ("ICD-10-CM", "ICD-10"):
            return _by_category(code)
        found = _tables().get((system, code.removeprefix("HGNC:") if system == "HGNC" else code))
        if found is not None:
            return found
        concept = _codes_of(self.vocabulary).get((system, code.removeprefix("HGNC:")))
        return None if concept is None else (concept, "", "")

    def _meaning(self, concept: str, qualifiers: str, role: Role) -> Meaning:
        more = dict(part.partition("=")[::2] for part in qualifiers.split(";") if part)
        return _kept(Meaning(concept=concept, kind=Kind(list_of(concept, self.vocabulary)), qualifiers=more), role)

    def _fits(self, meaning: Meaning, role: Role) -> bool:
        kinds = _KINDS.get(role)
        return meaning.concept in self.vocabulary and (kinds is None or self.vocabulary.kind(meaning.concept or "") in kinds)

    def _named(self, text: str, role: Role) -> tuple[Meaning, ...]:
        if role is Role.MEDICINE:
            return medicines_of(text, self.vocabulary)
        if role is Role.ALLERGY:
            return allergy_named(text, self.vocabulary)
        one = test_named(text, self.vocabulary) if role is Role.TEST else named(text, _KINDS[role], self.vocabulary)
        return (one,) if one is not None else ()

    def _agreed(self, found: list[tuple[Meaning, ...]]) -> tuple[Meaning, ...]:
        """What several codes or names of one thing say together: the narrowest, or nothing where they contradict each other."""
        if not found:
            return ()
        best = found[0]
        for other in found[1:]:
            if other == best or (len(best) == len(other) == 1 and self._within(best[0], other[0])):
                continue
            if len(best) == len(other) == 1 and self._within(other[0], best[0]):
                best = other
            else:
                return ()
        return best

    def _contradicts(self, meaning: Meaning, name: str, role: Role) -> bool:
        """Whether the name beside a code names something else than the code does: which is right is not known."""
        found = self._named(name, role)
        return len(found) == 1 and not self._within(found[0], meaning) and not self._within(meaning, found[0])

    def _within(self, one: Meaning, other: Meaning) -> bool:
        return one.concept is not None and other.concept is not None and self.vocabulary.is_a(one.concept, other.concept)


def _key(concept: Any, role: Role) -> tuple[object, ...] | None:
    """What a CodeableConcept is remembered by, without looking closer at it; None where that cannot be."""
    try:
        found = [role, concept.get("text")]
        for item in concept.get("coding") or ():
            found += (item.get("system"), item.get("code"), item.get("display"))
        hash(key := tuple(found))
    except (TypeError, AttributeError):
        return None
    return key


def _kept(meaning: Meaning, role: Role) -> Meaning:
    if role is not Role.ALLERGY or meaning.kind is Kind.ALLERGIES:
        return meaning
    return Meaning(concept=meaning.concept, kind=Kind.ALLERGIES, qualifiers=meaning.qualifiers)


def allergy_named(text: str, vocabulary: Vocabulary) -> tuple[Meaning, ...]:
    """An allergy by the name of what it is to."""
    plain = untagged(text)
    said = plain if "allerg" in plain.lower() else f"{plain} allergy"
    found = meanings(said, vocabulary)
    return (
        found if len(found) == 1 and found[0].concept is not None and found[0].kind in (Kind.ALLERGIES, Kind.CONDITIONS) else ()
    )


def short(system: str) -> str:
    """The short name of a code system, or its address."""
    return SYSTEMS.get(system) or SYSTEMS.get(system.lower().rstrip("/")) or system


@cache
def _tables() -> Mapping[tuple[str, str], tuple[str, str, str]]:
    found = {(row["system"], row["code"]): (row["concept"], row["qualifiers"], row["how"]) for row in rows("fhir_codes.tsv")}
    found |= {("ICD-O-3", row["code"]): (row["concept"], row["qualifiers"], "") for row in rows("icdo3.tsv")}
    vaccines = {row["code"]: (row["concept"], "", "") for row in rows("cvx.tsv")}
    return found | {("CVX", code): entry for number, entry in vaccines.items() for code in (number, number.zfill(2))}


@cache
def _categories() -> Mapping[str, tuple[str, str, str]]:
    return {row["code"].replace(".", ""): (row["concept"], row["qualifiers"], "") for row in rows("icd10cm.tsv")}


@cache
def _by_category(code: str) -> tuple[str, str, str] | None:
    bare = code.replace(".", "").upper()
    return next((found for length in range(len(bare), 2, -1) if (found := _categories().get(bare[:length])) is not None), None)


@cache
def _states() -> Mapping[str, Mapping[str, str]]:
    return {row["code"].replace(".", ""): row for row in rows("icd10cm_states.tsv")}


def state_of(code: str) -> Mapping[str, str] | None:
    """The row of a code of ICD-10-CM that is a state, a history or a treatment: of the longest code that begins it."""
    bare = code.replace(".", "").upper()
    return next((found for length in range(len(bare), 2, -1) if (found := _states().get(bare[:length])) is not None), None)


@cache
def _codes_of(vocabulary: Vocabulary) -> Mapping[tuple[str, str], str]:
    pairs = ((item.partition("|"), name) for name, concept in vocabulary.concepts.items() for item in concept.codes)
    return {(system, code): name for (system, _, code), name in pairs}


@cache
def answer_words() -> Mapping[tuple[str, str], str]:
    """The words that codes of answers stand for, by system and code."""
    return {(row["system"], row["code"]): row["word"] for row in rows("fhir_answers.tsv")}


def answers_in(concept: Any) -> Iterator[str]:
    """The words of a coded answer: what its codes stand for, its displays, its text."""
    found = list(codings(concept))
    for system, code, _ in found:
        if (word := answer_words().get((short(system), code))) is not None:
            yield word
    yield from (untagged(display) for _, _, display in found if display)
    if isinstance(concept, dict) and (text := text_of(concept.get("text"))):
        yield untagged(text)


def own_codes(path: Path, vocabulary: Vocabulary) -> Mapping[tuple[str, str], str]:
    """A user's own mapping: a tab-separated table of system, code and concept. A row that names nothing known is a UserError."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"the mapping cannot be read: {error}", place=str(path)) from None
    numbered = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip() and not line.startswith("#")]
    reader = csv.DictReader((line for _, line in numbered), delimiter="\t", quoting=csv.QUOTE_NONE)
    if not set(OWN_COLUMNS) <= set(reader.fieldnames or ()):
        raise UserError("a mapping has the columns system, code, concept", place=str(path), hint="separated by tabs")
    found: dict[tuple[str, str], str] = {}
    for (number, _), row in zip(numbered[1:], reader, strict=False):
        system, code, concept = ((row.get(name) or "").strip() for name in OWN_COLUMNS)
        if not system or not code or meanings(concept or "?", vocabulary)[0].concept is None:
            message = f"{concept!r} is not a term of the vocabulary" if system and code else "a row needs a system and a code"
            raise UserError(message, place=f"{path}, line {number}", hint="add it with --terms, or use another name")
        found[short(system).lower(), code.lower()] = concept
    return found


def concept_of_code(vocabulary: Vocabulary, system: str, code: str) -> str | None:
    """The concept that carries a code in the vocabulary's own tables."""
    return _codes_of(vocabulary).get((system, code))
