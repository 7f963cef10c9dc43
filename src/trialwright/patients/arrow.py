"""Patients enter, rows of Arrow leave, and back without any loss: one row a patient, the facts nested in it.

A number is a text ("1.50"), so that no digit is lost; a date has the first and the last day that it may be, null where it is
open; a value stands in the column of its sort. What is read is not trusted: a row that no patient can have is a `ValueError`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from functools import cache
from itertools import pairwise
from typing import Any, TypeVar

from trialwright.patients.facts import Fact, Kind, PatientFacts
from trialwright.vocabulary.concepts import Vocabulary, default_vocabulary
from trialwright.vocabulary.time import PartialDate

COLUMNS = ("id", "birth_date", "age", "sex", "coverage", "facts")
"""What the matcher needs of a patient; a file has more (`patients.parquet`)."""
_COMPARATORS = frozenset({"<", "<=", ">", ">="})
_EPOCH = dt.date(1970, 1, 1).toordinal()
Value = TypeVar("Value")


@cache
def types() -> dict[str, Any]:
    """The type of each column, and of a `date`."""
    import pyarrow as pa

    text = pa.string()
    date = pa.struct([("first", pa.date32()), ("last", pa.date32())])
    fact = pa.struct(
        [
            ("what", text),
            ("concept", text),
            ("kind", text),
            ("present", pa.bool_()),
            ("number", text),
            ("word", text),
            ("flag", pa.bool_()),
            ("comparator", text),
            ("unit", text),
            ("uln", text),
            ("lln", text),
            ("date", date),
            ("start", date),
            ("end", date),
            ("qualifiers", pa.map_(text, text)),
            ("place", text),
        ]
    )
    return {
        "id": text,
        "birth_date": date,
        "age": pa.int32(),
        "sex": text,
        "coverage": pa.list_(text),
        "facts": pa.list_(fact),
        "date": date,
    }


def row_of(patient: PatientFacts) -> dict[str, Any]:
    """A patient as the row of a table, in plain values of Python."""
    return {
        "id": patient.id,
        "birth_date": days_of(patient.birth_date),
        "age": patient.age,
        "sex": patient.sex,
        "coverage": sorted(patient.coverage),
        "facts": [_fact_row(fact) for fact in patient.facts],
    }


def batch_of(patients: Iterable[PatientFacts]) -> Any:
    """Patients as one `RecordBatch`."""
    import pyarrow as pa

    schema = pa.schema([(name, types()[name]) for name in COLUMNS])
    return pa.RecordBatch.from_pylist([row_of(patient) for patient in patients], schema=schema)


def days_of(date: PartialDate | None) -> dict[str, dt.date | None] | None:
    """A date as its first and last day, null where it is open."""
    if date is None:
        return None
    return {
        "first": None if date.first == dt.date.min else date.first,
        "last": None if date.last == dt.date.max else date.last,
    }


def date_of(days: dict[str, dt.date | None] | None) -> PartialDate | None:
    """The date of its first and last day."""
    return None if days is None else _date(days["first"] or dt.date.min, days["last"] or dt.date.max)


def patients_of(batch: Any, *, vocabulary: Vocabulary | None = None) -> Iterator[PatientFacts]:
    """The patients of a `RecordBatch` (or table) that has the columns; more columns are passed over.

    A batch that has not these columns, a value that cannot be, and a concept that the vocabulary does not know (the patients were
    read with terms of one's own, or by another version) are a `ValueError`.
    """
    import pyarrow as pa

    _check_columns(batch.schema)
    try:
        columns = {name: _whole(batch.column(name)).cast(types()[name]) for name in COLUMNS}
        yield from _patients(columns, vocabulary or default_vocabulary())
    except (pa.ArrowException, InvalidOperation) as error:
        raise ValueError(str(error).splitlines()[0]) from None


def _check_columns(schema: Any) -> None:
    """Arrow would fill what a struct lacks with nulls; so it is looked whether all is there."""
    missing = [name for name in COLUMNS if name not in schema.names]
    if missing:
        raise ValueError(f"it has no column {missing[0]!r}")
    found, expected = schema.field("facts").type, types()["facts"].value_type
    inner: Any = getattr(found, "value_type", None)
    names = [inner.field(number).name for number in range(getattr(inner, "num_fields", 0))]
    if names != [field.name for field in expected]:
        raise ValueError(f"its facts are not {', '.join(field.name for field in expected)}")


def _patients(columns: dict[str, Any], vocabulary: Vocabulary) -> Iterator[PatientFacts]:
    ids = columns["id"].to_pylist()
    facts = iter(_facts(columns["facts"].flatten(), vocabulary))
    counts = columns["facts"].value_lengths().to_pylist()
    rest = (
        _dates(columns["birth_date"]),
        columns["age"].to_pylist(),
        _words(columns["sex"]),
        columns["coverage"].to_pylist(),
    )
    for id_, count, born, age, sex, coverage in zip(ids, counts, *rest, strict=True):
        if not id_ or count is None or coverage is None or (age is not None and age < 0):
            raise ValueError(f"patient {id_!r} has no id, no list of facts or of complete kinds, or an age below 0")
        yield PatientFacts(
            id=id_,
            birth_date=born,
            age=age,
            sex=sex,
            facts=tuple(next(facts) for _ in range(count)),
            coverage=frozenset(map(Kind, coverage)),
        )


def _facts(flat: Any, vocabulary: Vocabulary) -> Iterator[Fact]:
    """The facts of a flat column of them, one after the other. What many facts say is made once."""
    parts = dict(zip((field.name for field in flat.type), flat.flatten(), strict=True))
    columns = (
        _required(_words(parts["what"]), "what"),
        _each(parts["concept"], lambda name: _known(name, vocabulary)),
        _required(_each(parts["kind"], Kind), "kind"),
        _required(parts["present"].to_pylist(), "present"),
        _values(parts),
        _each(parts["comparator"], _comparator),
        _words(parts["unit"]),
        _each(parts["uln"], _number),
        _each(parts["lln"], _number),
        _dates(parts["date"]),
        _dates(parts["start"]),
        _dates(parts["end"]),
        _mappings(parts["qualifiers"]),
        parts["place"].to_pylist(),
    )
    for what, concept, kind, present, value, comparator, unit, uln, lln, date, start, end, qualifiers, place in zip(
        *columns, strict=True
    ):
        yield Fact(
            what=what,
            concept=concept,
            kind=kind,
            present=present,
            value=value,
            comparator=comparator,
            unit=unit,
            uln=uln,
            lln=lln,
            date=date,
            start=start,
            end=end,
            qualifiers=qualifiers,
            place=place or "",
        )


def _fact_row(fact: Fact) -> dict[str, Any]:
    value = fact.value
    return {
        "what": fact.what,
        "concept": fact.concept,
        "kind": fact.kind.value,
        "present": fact.present,
        "number": str(value) if isinstance(value, Decimal) else None,
        "word": value if isinstance(value, str) else None,
        "flag": value if isinstance(value, bool) else None,
        "comparator": fact.comparator,
        "unit": fact.unit,
        "uln": None if fact.uln is None else str(fact.uln),
        "lln": None if fact.lln is None else str(fact.lln),
        "date": days_of(fact.date),
        "start": days_of(fact.start),
        "end": days_of(fact.end),
        "qualifiers": list(fact.qualifiers.items()),
        "place": fact.place,
    }


def _whole(column: Any) -> Any:
    """The column of a table in one piece; that of a batch is."""
    return column.combine_chunks() if hasattr(column, "combine_chunks") else column


def _each(column: Any, made: Callable[[str], Value]) -> list[Value | None]:
    """A column of texts, each distinct one made into its value once."""
    coded = column.dictionary_encode()
    values = [made(text) for text in coded.dictionary.to_pylist()]
    return [None if number is None else values[number] for number in coded.indices.to_pylist()]


def _words(column: Any) -> list[str | None]:
    return _each(column, str)


def _dates(column: Any) -> Sequence[PartialDate | None]:
    if column.null_count == len(column):
        return [None] * len(column)
    made = _Dates()
    first, last = (part.cast("int32").to_pylist() for part in column.flatten())
    return [made[key] for key in zip(column.is_valid().to_pylist(), first, last, strict=True)]


class _Dates(dict[tuple[bool, int | None, int | None], PartialDate | None]):
    """Dates by whether there is one and by its two days since 1970; each is made when it is first met."""

    def __missing__(self, key: tuple[bool, int | None, int | None]) -> PartialDate | None:
        there, first, last = key
        self[key] = _date(_day(first, dt.date.min), _day(last, dt.date.max)) if there else None
        return self[key]


def _day(since_epoch: int | None, otherwise: dt.date) -> dt.date:
    try:
        return otherwise if since_epoch is None else dt.date.fromordinal(_EPOCH + since_epoch)
    except (ValueError, OverflowError):
        raise ValueError(f"no calendar has the day {since_epoch} of 1970") from None


def _date(first: dt.date, last: dt.date) -> PartialDate:
    if first > last:
        raise ValueError(f"a date ends before it begins: {first} to {last}")
    return PartialDate(first=first, last=last)


def _mappings(column: Any) -> Iterator[dict[str, str]]:
    """A column of mappings, as a list of pairs is kept: their order is part of them."""
    keys, items = _words(column.keys), _words(column.items)
    if None in keys or None in items:
        raise ValueError("a qualifier has no name or no value")
    for start, end in pairwise(column.offsets.to_pylist()):
        yield dict(zip(keys[start:end], items[start:end], strict=True)) if end > start else {}  # type: ignore[arg-type]


def _values(parts: dict[str, Any]) -> list[Decimal | str | bool | None]:
    """The values of facts: of the three columns that there are, one has it."""
    columns = (_each(parts["number"], _number), _words(parts["word"]), parts["flag"].to_pylist())
    found: list[Decimal | str | bool | None] = [
        number if number is not None else word if word is not None else flag for number, word, flag in zip(*columns, strict=True)
    ]
    if sum(len(column) - column.count(None) for column in columns) != len(found) - found.count(None):
        raise ValueError("a fact has two values")
    return found


def _number(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError(f"{text!r} is no number")
    return number


def _comparator(text: str) -> str:
    if text not in _COMPARATORS:
        raise ValueError(f"{text!r} is no comparator")
    return text


def _known(name: str, vocabulary: Vocabulary) -> str:
    if name not in vocabulary:
        raise ValueError(f"the vocabulary has no concept {name!r}")
    return name


def _required(values: Sequence[Value | None], name: str) -> Sequence[Any]:
    if None in values:
        raise ValueError(f"a fact has no {name}")
    return values
