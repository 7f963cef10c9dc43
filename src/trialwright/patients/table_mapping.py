"""The mapping of a table: the YAML that a person corrected in; what each column means, checked against the vocabulary, out."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from trialwright.errors import UserError
from trialwright.patients.facts import Kind
from trialwright.patients.sheet import COMPLETE, QUALIFIERS
from trialwright.patients.source import Document, documents
from trialwright.patients.source import Path as FieldPath
from trialwright.patients.table_terms import term_in
from trialwright.patients.terms import Meaning, meanings
from trialwright.vocabulary.concepts import Vocabulary
from trialwright.vocabulary.units import parse_unit

CELL = "cell"
SHAPES = ("wide", "long")
DATES = ("year first", "day first", "month first")
WAYS = ("value", "present", "date", "start", "end", "allergy")
_TOP = (
    "table",
    "sheet",
    "person",
    "birth_date",
    "age",
    "sex",
    "dates",
    "decimal",
    "columns",
    "long",
    "words",
    "complete",
    "ignore",
)
_COLUMN = ("what", "unit", "as", "date", "start", "end", "uln", "lln", "words", *QUALIFIERS)
_LONG = ("what", "value", "unit", "date", "start", "end", "uln", "lln", "present", *QUALIFIERS)


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """What the cells of a column say: of which term (or the term in the cell), in which unit, and what their words mean.

    `refers` names the columns that say more of it (date, start, end, uln, lln, unit, qualifiers); `fixed` is so in every row.
    """

    name: str
    what: str
    meanings: tuple[Meaning, ...] = ()
    unit: str | None = None
    way: str = "value"
    refers: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class TableMapping:
    """What a table means. `person`, `birth_date`, `age` and `sex` are names of columns; `long` those of a table of facts."""

    name: str
    shape: str
    person: str
    birth_date: str | None = None
    age: str | None = None
    sex: str | None = None
    sheet: str | None = None
    dates: str | None = None
    decimal: str = "."
    columns: tuple[Column, ...] = ()
    long: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    complete: frozenset[Kind] = frozenset()
    ignored: frozenset[str] = frozenset()

    @property
    def named(self) -> frozenset[str]:
        """Every column that the mapping says something about."""
        own = {name for name in (self.person, self.birth_date, self.age, self.sex) if name}
        refers = {name for column in self.columns for name in column.refers.values()}
        return frozenset(own | refers | {column.name for column in self.columns} | set(self.long.values()) | self.ignored)


def read_mapping(path: Path, columns: Sequence[str], vocabulary: Vocabulary) -> TableMapping:
    """The mapping of a file, for a table with these columns. A mistake is a `UserError` that names the line and the mend."""
    return _Reading(_document(path), tuple(columns), vocabulary).mapping()


def sheet_of(path: Path) -> str | None:
    """The sheet of a workbook that the mapping of a file is for; None where it names none."""
    named = _document(path).value.get("sheet")
    return None if named is None else str(named)


def _document(path: Path) -> Document:
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"the mapping cannot be read: {error}", place=str(path)) from None
    found = documents(text, name=str(path))
    if len(found) != 1 or not isinstance(found[0].value, Mapping):
        raise UserError("a mapping is one set of fields", place=str(path), hint="`trialwright map TABLE` drafts one")
    return found[0]


class _Reading:
    """A mapping while it is read."""

    def __init__(self, document: Document, columns: tuple[str, ...], vocabulary: Vocabulary) -> None:
        self.document, self.columns, self.vocabulary = document, columns, vocabulary

    def mapping(self) -> TableMapping:
        data = self.document.value
        self._only(data, _TOP, ())
        shape = self._one_of(data.get("table", "wide"), SHAPES, ("table",))
        person = self._column(data.get("person"), ("person",))
        if person is None:
            self._refuse("it does not say which column holds the person's id", (), "person: NAME OF THE COLUMN")
        long = self._long(data.get("long") or {}) if shape == "long" else {}
        return TableMapping(
            name=self.document.name,
            shape=shape,
            person=person,
            **{name: self._column(data.get(name), (name,)) for name in ("birth_date", "age", "sex")},
            sheet=None if data.get("sheet") is None else str(data["sheet"]),
            dates=self._one_of(data["dates"], DATES, ("dates",)) if data.get("dates") else None,
            decimal="," if str(data.get("decimal", ".")) in (",", "comma") else ".",
            columns=tuple(self._of_column(name, spec) for name, spec in (data.get("columns") or {}).items()),
            long=long,
            words=self._words(data.get("words"), ("words",), terms=True),
            complete=frozenset(Kind(self._one_of(kind, COMPLETE, ("complete",))) for kind in _listed(data.get("complete"))),
            ignored=frozenset(filter(None, (self._column(name, ("ignore",)) for name in _listed(data.get("ignore"))))),
        )

    def _of_column(self, name: str, spec: Any) -> Column:
        path = ("columns", name)
        self._column(name, path)
        if isinstance(spec, str):
            spec = {"what": spec}
        if not isinstance(spec, Mapping):
            self._refuse(f"column {name!r} needs what it means", path, "{what: hemoglobin, unit: g/dL}; or put it under ignore")
        self._only(spec, _COLUMN, path)
        what = spec.get("what")
        if not isinstance(what, str) or not what.strip():
            self._refuse(
                f"column {name!r} needs `what`: the term it is about", path, f"or {CELL}: the cells name it; or ignore it"
            )
        unit = spec.get("unit")
        refers, fixed = self._references(spec, path)
        if unit is not None and str(unit) in self.columns:
            refers, unit = {**refers, "unit": str(unit)}, None
        if unit is not None and parse_unit(str(unit)) is None:
            self._refuse(f"the unit {unit!r} is not known", (*path, "unit"), "write it in UCUM, for example 10*9/L")
        found = () if what == CELL else term_in(what.strip(), self.vocabulary).meanings
        return Column(
            name=name,
            what=what.strip(),
            meanings=found,
            unit=str(unit) if unit is not None else None,
            way=self._one_of(spec.get("as", "value"), WAYS, (*path, "as")),
            refers=refers,
            fixed=fixed,
            words=self._words(spec.get("words"), (*path, "words"), terms=what == CELL),
        )

    def _references(self, spec: Mapping[str, Any], path: FieldPath) -> tuple[dict[str, str], dict[str, str]]:
        """What other columns say of this one; a text that is no column is the same in every row (not for dates)."""
        refers: dict[str, str] = {}
        fixed: dict[str, str] = {}
        for name in ("date", "start", "end", "uln", "lln", *QUALIFIERS):
            value = spec.get(name)
            if value is None:
                continue
            if str(value) in self.columns:
                refers[name] = str(value)
            elif name in ("date", "start", "end"):
                self._column(value, (*path, name))
            else:
                fixed[name] = str(value)
        return refers, fixed

    def _long(self, spec: Any) -> dict[str, str]:
        path = ("long",)
        if not isinstance(spec, Mapping):
            self._refuse("long names the columns of a table of facts", path, "{what: test, value: result, date: collected}")
        self._only(spec, _LONG, path)
        found = {name: column for name in spec if (column := self._column(spec[name], (*path, name))) is not None}
        if "what" not in found:
            self._refuse("a long table needs the column that names what a row is about", path, "long: {what: COLUMN, …}")
        return found

    def _words(self, value: Any, path: FieldPath, *, terms: bool) -> dict[str, str]:
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            self._refuse("words say what the words of cells mean", path, "{HGB: hemoglobin}")
        for word, meaning in value.items():
            if terms and str(meaning) != "ignore" and meanings(str(meaning), self.vocabulary)[0].concept is None:
                hint = "a term of the vocabulary, or ignore"
                self._refuse(f"{meaning!r} is not a term of the vocabulary", (*path, str(word)), hint)
        return {str(word).strip().lower(): str(meaning) for word, meaning in value.items()}

    def _column(self, value: Any, path: FieldPath) -> str | None:
        if value is None:
            return None
        if str(value) not in self.columns:
            near = difflib.get_close_matches(str(value), self.columns, n=1, cutoff=0.6)
            hint = f"did you mean {near[0]!r}?" if near else f"its columns: {', '.join(self.columns[:20])}"
            self._refuse(f"the table has no column {str(value)!r}", path, hint)
        return str(value)

    def _one_of(self, value: Any, allowed: Sequence[str], path: FieldPath) -> str:
        if str(value) not in allowed:
            self._refuse(f"{'.'.join(map(str, path))} is {value!r}", path, f"one of: {', '.join(allowed)}")
        return str(value)

    def _only(self, data: Mapping[str, Any], allowed: Sequence[str], path: FieldPath) -> None:
        for name in data:
            if name not in allowed:
                near = difflib.get_close_matches(str(name), allowed, n=1, cutoff=0.6)
                hint = f"did you mean {near[0]}?" if near else f"fields: {', '.join(allowed)}"
                self._refuse(f"unknown field {name!r}", (*path, str(name)), hint)

    def _refuse(self, message: str, path: FieldPath, hint: str) -> NoReturn:
        raise UserError(message, place=self.document.place(path), hint=hint)


def _listed(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]
