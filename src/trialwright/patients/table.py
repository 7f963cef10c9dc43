"""Tables of patients, wide (a column a variable) or long (a row a fact), with their mapping in; patients one by one out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path

from trialwright.errors import UserError
from trialwright.findings import Finding, Severity
from trialwright.patients.code_tables import meant_by
from trialwright.patients.facts import Fact, Kind, PatientFacts
from trialwright.patients.fhir_codes import allergy_named
from trialwright.patients.fhir_parts import Dates
from trialwright.patients.fhir_results import RESULT_OF, Told, told_of
from trialwright.patients.sheet import OLDEST, QUALIFIERS
from trialwright.patients.specified import specified
from trialwright.patients.stated import Stated, answered, stated
from trialwright.patients.table_dates import date_in
from trialwright.patients.table_files import Table, by_person, opened
from trialwright.patients.table_mapping import CELL, Column, TableMapping, read_mapping, sheet_of
from trialwright.patients.table_said import NOTHING, Said, role_of
from trialwright.patients.table_terms import parts_of, term_in
from trialwright.patients.terms import SITES, UNKNOWN, Meaning, concepts_in, given, of_number
from trialwright.patients.understood import Leftovers, Understood, Why, summary_of
from trialwright.patients.written import PRESSURES, pressures, written
from trialwright.vocabulary.concepts import Vocabulary, default_vocabulary
from trialwright.vocabulary.half_named import half_named
from trialwright.vocabulary.time import PartialDate

MAPPING_ENDING = ".map.yaml"
_SEXES = {
    **dict.fromkeys(("male", "m", "man", "mann", "männlich", "homme", "masculin", "hombre", "masculino", "varón"), "male"),
    **dict.fromkeys(
        ("female", "f", "w", "woman", "frau", "weiblich", "vrouw", "femme", "féminin", "mujer", "femenino"), "female"
    ),
}
_SEX_BY_HEAD = {("geslacht", "v"): "female", ("sexe", "h"): "male", ("sexo", "h"): "male"}
"""Letters of one language."""
_SEX_IS_OPEN = frozenset({("sexo", "m"), ("sexo", "v")})
"""In Spanish "M" is a woman (mujer) beside "H" or "V", and a man (masculino) beside "F"; in Portuguese a man."""
_OTHER_SEXES = frozenset({"other", "x", "diverse", "divers", "d"})
_CATEGORY = re.compile(r"[A-TV-Y]\d[0-9A-Z][0-9A-Z]{0,4}")
_YES_THEN = re.compile(
    r"(?P<answer>[^\W\d]+)\s*[,;:(\s]\s*(?:(?P<since>since|seit|ab|sinds|depuis|desde|dal)|in|on|im|am|en|le)?\s*(?P<when>\d[^()]*)\)?"
)
"""An answer with its day: "yes, since 2019", "ja (03/2019)"."""
_COMMA = re.compile(r"\s*((?:<=|>=|<|>|≤|≥)?\s*[-+]?)(\d+|\d{1,3}(?:\.\d{3})+)(?:,(\d+))?\s*")
_OWN_WORDS = "`words:` in the mapping tells what your own words mean"
_STATEMENT_WORDS = 4
"""A term of so many words that the vocabulary does not know is the answer to a question of a protocol, as in a sheet."""
_NOT_HIS_OWN = {"family": Why.WHOSE, "relative": Why.WHOSE, "planned": Why.PLANNED, "proposed": Why.PLANNED}
"""What a column's name says of all of its cells."""
_MEASURED = frozenset({"measurement", "score", "biomarker", "gene", "receptor status"})


def read_table(
    path: Path,
    *,
    mapping: Path | None = None,
    complete: frozenset[Kind] = frozenset(),
    vocabulary: Vocabulary | None = None,
) -> Iterator[Understood]:
    """The people of a table, in the order in which they first appear, one at a time.

    A mistake of the mapping, a row without a person and a file that cannot be read are `UserError`s that name row and column.
    A cell that is not understood, and a column that the mapping does not name, is in `unread` with its place.
    """
    words = vocabulary or default_vocabulary()
    beside = path.with_name(path.name + MAPPING_ENDING)
    chosen = mapping or (beside if beside.is_file() else None)
    if chosen is None:
        hint = f"trialwright map {path} -o {beside.name}, correct it, and name it with --mapping"
        raise UserError("a table needs a mapping that tells what its columns mean", place=str(path), hint=hint)
    with opened(path, sheet=sheet_of(chosen)) as table:
        known = read_mapping(chosen, table.columns, words)
    with opened(path, sheet=known.sheet, decimal=known.decimal) as table:
        reading = _Reading(table, known, words)
        said = Said(columns=table.columns, mapping=known)
        whole: tuple[frozenset[Kind], tuple[Finding, ...]] | None = None
        for person, rows in by_person(replace(table, rows=said.noting(table.rows)), table.columns.index(known.person)):
            whole = whole or said.complete(complete | known.complete, table.name, words)  # all rows were seen by now
            yield reading.person(person, rows, *whole)


@dataclass(kw_only=True)
class _Row:
    """One row while it is read."""

    number: int
    cells: Mapping[str, str]
    name: str
    left: Leftovers
    facts: list[Fact] = field(default_factory=list)

    def place(self, column: str) -> str:
        return f"row {self.number}, column {column}"

    def leave(self, why: Why, what: str, column: str) -> None:
        self.left.add(why, what, "table", self.place(column))


class _Reading:
    """A table while it is read."""

    def __init__(self, table: Table, mapping: TableMapping, vocabulary: Vocabulary) -> None:
        self.table, self.mapping, self.vocabulary = table, mapping, vocabulary
        self.unnamed = tuple(name for name in table.columns if name and name not in mapping.named)
        self.terms: dict[tuple[str, str], tuple[Meaning, ...]] = {}

    def person(
        self, person: str, rows: list[tuple[int, tuple[str, ...]]], complete: frozenset[Kind], findings: tuple[Finding, ...]
    ) -> Understood:
        left = Leftovers()
        facts: list[Fact] = []
        birth, age, sex = None, None, None
        for number, cells in rows:
            row = _Row(number=number, cells=dict(zip(self.table.columns, cells, strict=True)), name=self.table.name, left=left)
            birth, age, sex = birth or self._birth(row), age or self._age(row), sex or self._sex(row)
            for column in self.mapping.columns:
                self._column(column, row)
            if self.mapping.long:
                self._fact_of(row)
            for name in self.unnamed:
                if row.cells[name].lower() not in NOTHING:
                    row.leave(Why.COLUMN, name, name)
            facts.extend(row.facts)
        unread = left.all()
        patient = PatientFacts(
            id=person,
            birth_date=birth,
            age=None if birth is not None else age,
            sex=sex,
            facts=tuple(facts),
            coverage=complete,
            findings=(
                *self._beside(),
                *_unnamed(self.unnamed, self.mapping.name),
                *summary_of(unread, len(facts), self.table.name, _OWN_WORDS),
                *findings,
            ),
        )
        return Understood(patient=patient, unread=unread, resources=(("rows", len(rows)),))

    def _beside(self) -> Iterator[Finding]:
        """That a workbook has other sheets."""
        read, *others = self.table.sheets or ("",)
        if others:
            message = f"{self.table.name}: only the sheet {read!r} is read, not {', '.join(map(repr, others))}"
            hint = f"a mapping with `sheet: {others[0]}` reads another (`trialwright map {self.table.name} --sheet {others[0]}`)"
            yield Finding(code="SHEET_NOT_READ", message=message, severity=Severity.WARNING, hint=hint)

    def _birth(self, row: _Row) -> PartialDate | None:
        return self._date(row, self.mapping.birth_date, birth=True) if self.mapping.birth_date else None

    def _age(self, row: _Row) -> int | None:
        name = self.mapping.age
        text = row.cells[name] if name else ""
        if text.lower() in NOTHING or name is None:
            return None
        number = self._number(text)
        if number is None or not 0 <= number <= OLDEST:
            row.leave(Why.VALUE, f"age {text}", name)
            return None
        return int(number)

    def _sex(self, row: _Row) -> str | None:
        name = self.mapping.sex
        text = row.cells[name].lower() if name else ""
        if text in NOTHING or name is None:
            return None
        said = self.mapping.words.get(text, text).lower()
        found = _SEX_BY_HEAD.get((name.lower(), said)) or _SEXES.get(said)
        if (name.lower(), said) in _SEX_IS_OPEN:
            found = None
        if found is None and text not in _OTHER_SEXES:
            row.leave(Why.VALUE, f"sex {text}", name)
        return found

    def _number(self, text: str) -> Decimal | None:
        try:
            found = Decimal(self._pointed(text))
        except InvalidOperation:
            return None
        return found if found.is_finite() else None

    def _pointed(self, text: str) -> str:
        """A number with a decimal point, where the table writes a comma: "1.234,5" is 1234.5. Of "10.2" nobody can tell there."""
        if self.mapping.decimal != ",":
            return text
        whole = _COMMA.fullmatch(text)
        if whole is None:
            return f"?{text}" if "." in text and text[-1:].isdigit() else text
        return (
            f"{whole[1]}{whole[2].replace('.', '')}.{whole[3] or '0'}" if whole[3] else f"{whole[1]}{whole[2].replace('.', '')}"
        )

    def _date(self, row: _Row, column: str, *, birth: bool = False) -> PartialDate | None:
        text = row.cells[column]
        if text.lower() in NOTHING:
            return None
        found = date_in(text, self.mapping.dates, birth=birth)
        if found is None:
            row.leave(Why.DATE, text[:40], column)
        return found

    def _column(self, column: Column, row: _Row) -> None:
        """One cell of a wide table."""
        text = row.cells[column.name]
        if text.lower() in NOTHING:
            return
        said = column.words.get(text.lower(), self.mapping.words.get(text.lower(), text))
        if said == "ignore":
            return
        if column.what == CELL:
            self._named(column, row, said, column.name)
            return
        found = column.meanings
        entry = _Entry(what=column.what, refers=column.refers, fixed=column.fixed, at=column.name)
        if column.way in ("date", "start", "end"):
            self._dated(column, entry, row)
        else:
            self._valued(found, entry, row, (said, column.unit, column.way))

    def _dated(self, column: Column, entry: _Entry, row: _Row) -> None:
        """A cell that is the day on which something was, began or ended."""
        own = replace(entry, refers={**entry.refers, column.way: column.name})
        when = self._dates(own, row)
        if when.get(column.way) is not None:
            self._add(column.meanings, replace(own, dates=when), row)

    def _named(self, column: Column, row: _Row, said: str, head: str) -> None:
        """A cell that names what it is about, or several things with a sign between them; its head tells whose it is."""
        head = head.lower()
        if said.lower() in NOTHING:
            return
        why = next((why for word, why in _NOT_HIS_OWN.items() if word in head), None)
        if why is not None:
            row.leave(why, said, column.name)
            return
        entry = _Entry(what=said, refers=column.refers, fixed=column.fixed, at=column.name)
        parts = [said] if self._meanings(said)[0].concept is not None else parts_of(said)
        for part in parts:
            term = column.words.get(part.lower(), self.mapping.words.get(part.lower(), part))
            if term == "ignore":
                continue
            own = replace(entry, what=term)
            if column.way == "allergy" or "allerg" in head:
                self._add(allergy_named(term, self.vocabulary) or (UNKNOWN,), own, row)
                continue
            known = term_in(f"ICD-10 {term}" if _CATEGORY.fullmatch(term) and "icd" in head else term, self.vocabulary)
            if known.meanings[0].concept is None and known.present and not known.asks:
                known = known._replace(meanings=specified(term, self.vocabulary) or known.meanings)
            if self.vocabulary.kind(known.meanings[0].concept or "") == "organ":  # a place is no disease
                known = stated(f"{term} metastasis", self.vocabulary) if "metasta" in head else Stated((UNKNOWN,), term)
            self._add(
                given(known.meanings, self.vocabulary) if not known.asks else (UNKNOWN,), replace(own, present=known.present), row
            )

    def _fact_of(self, row: _Row) -> None:
        """One row of a long table."""
        names = self.mapping.long
        at = names["what"]
        text = row.cells[at]
        if text.lower() in NOTHING:
            row.leave(Why.NO_VALUE, "a row that names nothing", at)
            return
        term = self.mapping.words.get(text.lower(), text)
        if term == "ignore":
            return
        refers = {name: column for name, column in names.items() if name not in ("what", "value", "present")}
        entry = _Entry(what=term, refers=refers, fixed={}, at=names.get("value", at))
        found = self._meanings(term)
        role = role_of(term) if "value" in names else None
        told = row.cells[names["value"]] if "value" in names else ""
        if role in ("cell", "allergy") and meant_by("answer", told) is None:  # "Diagnosis": the value names it
            if told.lower() in NOTHING:
                row.leave(Why.NO_VALUE, term, entry.at)
            way = "allergy" if role == "allergy" else "value"
            self._named(Column(name=entry.at, what=CELL, refers=refers, way=way), row, told, term)
            return
        present = meant_by("answer", row.cells[names["present"]]) if "present" in names else "yes"
        value = row.cells[names["value"]] if "value" in names else ""
        if "present" in names and row.cells[names["present"]].lower() not in NOTHING and present is None:
            row.leave(Why.VALUE, f"{term}: {row.cells[names['present']]}", names["present"])
        elif present == "no":
            self._add(found, replace(entry, present=False), row)
        elif value.lower() in NOTHING:
            if any(row.cells[names[name]].lower() not in NOTHING for name in ("start", "end", "dose") if name in names):
                found = given(found, self.vocabulary)
            if self.vocabulary.kind(found[0].concept or "") in _MEASURED:
                row.leave(Why.NO_VALUE, term, entry.at)
            else:
                unknown = found[0].concept is None
                self._add((specified(term, self.vocabulary) or found) if unknown else found, entry, row)
        else:
            self._valued(found, entry, row, (value, None, "value"))

    def _meanings(self, text: str) -> tuple[Meaning, ...]:
        key = (text, "")
        if key not in self.terms:
            known = term_in(text, self.vocabulary)
            self.terms[key] = known.meanings if known.present else (UNKNOWN,)
        return self.terms[key]

    def _valued(self, found: tuple[Meaning, ...], entry: _Entry, row: _Row, said: tuple[str, str | None, str]) -> None:
        """A cell that says how much, what was found, or whether something is so."""
        text, unit, way = said
        number = written(self._pointed(text)) if way == "value" else None
        if number is not None:
            told = unit or number.rest or (row.cells[entry.refers["unit"]] if "unit" in entry.refers else "")
            found = of_number(found, entry.what, told or None, yes_or_no=number.number in (0, 1))
        concept = found[0].concept
        if way == "value" and concept is not None and self.vocabulary.kind(concept) in _MEASURED:
            self._measured(found[0], entry, row, (text, unit))
            return
        answer = meant_by("answer", text)
        own = answered(found[0], text) if concept is not None else None
        if own is not None:
            self._add(own.meanings, replace(entry, what=own.what, present=own.present), row)
        elif answer is None and concept is not None and (kind := self._a_kind(found, entry, (text, row))) is not None:
            self._add(*kind, row)
        elif concept is None and (answer is None or text.isdigit() or len(entry.what.split()) < _STATEMENT_WORDS):
            row.leave(Why.CODE, entry.what, entry.at)
        elif answer is None:
            row.leave(Why.VALUE, f"{entry.what}: {text[:60]}", entry.at)
        elif concept is None:
            statement = Fact(
                what=entry.what, concept=None, kind=Kind.STATEMENTS, value=answer == "yes", place=row.place(entry.at)
            )
            row.facts.append(statement)
        elif found[0].kind is Kind.STATEMENTS:
            self._add(found, replace(entry, told=Told(value=answer == "yes")), row)
        else:
            self._add(found, replace(entry, present=answer == "yes"), row)

    def _a_kind(
        self, found: tuple[Meaning, ...], entry: _Entry, said: tuple[str, _Row]
    ) -> tuple[tuple[Meaning, ...], _Entry] | None:
        """A cell that says more than yes of its column: when it was ("ja (2019)"), or which of its kinds ("type 2", "FOLFOX")."""
        text, row = said
        dated = _YES_THEN.fullmatch(text)
        if dated is not None and meant_by("answer", dated["answer"]) == "yes":
            when = date_in(dated["when"].strip(), self.mapping.dates)
            if when is None or self._dates(entry, row):
                return None
            return found, replace(entry, dates={"start": when} if dated["since"] else {"date": when})
        for term in (text, f"{text} {entry.what}", f"{entry.what} {text}"):
            known = term_in(term, self.vocabulary)
            if known.present and not known.asks and all(self._narrower(one, found) for one in known.meanings):
                more = [replace(one, qualifiers={**found[0].qualifiers, **one.qualifiers}) for one in known.meanings]
                return tuple(more), replace(entry, what=term)
        return None

    def _narrower(self, one: Meaning, found: tuple[Meaning, ...]) -> bool:
        """Whether a meaning is a kind of the one that a column has."""
        concept, wider = one.concept, found[0].concept
        if concept is None or wider is None or len(found) > 1 or one.kind is not found[0].kind:
            return False
        return concept != wider and self.vocabulary.is_a(concept, wider) and not set(one.qualifiers) & {"proof", "activity"}

    def _measured(self, meaning: Meaning, entry: _Entry, row: _Row, said: tuple[str, str | None]) -> None:
        text, unit = said
        pair = pressures(text) if meaning.concept == "blood pressure" else None
        if pair is not None:
            for name, amount in zip(PRESSURES, pair, strict=True):
                one = replace(meaning, concept=name)
                self._add((one,), replace(entry, told=Told(value=amount, unit="mm[Hg]")), row)
            return
        answer = meant_by("answer", text) if "alteration" in meaning.qualifiers else None
        if answer is not None:
            self._add((meaning,), replace(entry, told=Told(value=RESULT_OF[answer])), row)
            return
        unit = unit or (row.cells[entry.refers["unit"]] if "unit" in entry.refers else None)
        plain = self._pointed(text)
        bare = re.fullmatch(r"\s*(?:<=|>=|<|>|≤|≥)?\s*[-+]?\d[\d.,]*\s*", plain) is not None
        written = f"{plain} {unit}" if bare and unit and unit.lower() not in NOTHING else plain
        told = told_of({"valueString": written}, meaning.concept or "", self.vocabulary)
        if not isinstance(told, Told):
            row.leave(told[0], f"{entry.what}: {told[1] or text[:60]}", entry.at)
            return
        self._add((meaning,), replace(entry, told=told), row)

    def _add(self, found: tuple[Meaning, ...], entry: _Entry, row: _Row) -> None:
        if found[0].concept is None:
            row.leave(Why.CODE, entry.what, entry.at)
            if entry.present and entry.told is None and half_named(entry.what, self.vocabulary):
                place, when = row.place(entry.at), entry.dates or self._dates(entry, row)
                row.facts.append(Fact(what=entry.what, concept=None, kind=Kind.STATEMENTS, place=place, **when))
            return
        when = entry.dates or self._dates(entry, row)
        told, more = entry.told, self._qualifiers(entry, row)
        uln, lln = self._limit("uln", entry, row), self._limit("lln", entry, row)
        for meaning in found:
            fact = Fact(
                what=entry.what,
                concept=meaning.concept,
                kind=meaning.kind,
                present=entry.present,
                qualifiers={**meaning.qualifiers, **more},
                place=row.place(entry.at),
                **when,
            )
            if told is not None:
                fact = replace(fact, value=told.value, comparator=told.comparator, unit=told.unit, uln=uln, lln=lln)
            row.facts.append(fact)

    def _dates(self, entry: _Entry, row: _Row) -> Dates:
        found = {name: self._date(row, entry.refers[name]) for name in ("date", "start", "end") if name in entry.refers}
        start, end = found.get("start"), found.get("end")
        if start is not None and end is not None and start.first > end.last:
            row.leave(Why.DATE, f"{entry.what}: the end {end} lies before the start {start}", entry.refers["end"])
            return {"date": found.get("date")}
        return {name: day for name, day in found.items() if day is not None}  # type: ignore[return-value]

    def _limit(self, name: str, entry: _Entry, row: _Row) -> Decimal | None:
        column = entry.refers.get(name)
        text = row.cells[column] if column else entry.fixed.get(name, "")
        return None if text.lower() in NOTHING else self._number(text)

    def _qualifiers(self, entry: _Entry, row: _Row) -> dict[str, str]:
        found = {name: text for name, text in entry.fixed.items() if name in QUALIFIERS}
        for name, column in entry.refers.items():
            if name in QUALIFIERS and row.cells[column].lower() not in NOTHING:
                found[name] = row.cells[column]
        concepts = concepts_in(found["site"], SITES, self.vocabulary) if "site" in found else ()
        return {**found, "site concept": ";".join(concepts)} if concepts else found


@dataclass(frozen=True, kw_only=True, slots=True)
class _Entry:
    """What a fact is about, and where more of it stands."""

    what: str
    refers: Mapping[str, str]
    fixed: Mapping[str, str]
    at: str
    told: Told | None = None
    present: bool = True
    dates: Dates | None = None


def _unnamed(names: tuple[str, ...], mapping: str) -> Iterator[Finding]:
    if names:
        shown = ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")
        hint = "say what they mean under columns, or name them under ignore"
        message = f"{mapping}: it does not tell of {len(names)} columns: {shown}"
        yield Finding(code="COLUMN_NOT_MAPPED", message=message, severity=Severity.WARNING, hint=hint)
