"""People as a reader understood them enter, a folder of Parquet leaves; and such a folder, or one file of it, back into people.

A source is read once and screened every night: all that a reader says of a person is kept, and nothing is looked up again.
A folder is made beside its place and moved there when it is whole.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from trialwright.errors import UserError
from trialwright.findings import Finding, Severity, Span
from trialwright.patients.arrow import COLUMNS, date_of, days_of, patients_of, row_of, types
from trialwright.patients.understood import Understood, Unread, Why
from trialwright.vocabulary.concepts import Vocabulary

FORMAT = "1"
MARK = "trialwright.patients"
"""The key, in the metadata of the schema, whose value is the format."""
INSTALL = "pip install 'trialwright[cohort]'"
PER_FILE = 20_000
_AT_ONCE = 512
_MAGIC = b"PAR1"
_LONGEST_FOOTER = 2**26
Value = TypeVar("Value")


def looks_like_patients(source: Path | str) -> bool:
    """True for a Parquet file that says that it holds patients, and for a folder whose first Parquet file does."""
    path = Path(source)
    try:
        first = next(iter(_files(path)), None) if path.is_dir() else path
        return first is not None and _says_so(first)
    except OSError:
        return False  # the one that reads it says why it cannot


def write_patients(people: Iterable[Understood], folder: Path, *, per_file: int = PER_FILE) -> tuple[int, int]:
    """Writes people to a new folder of Parquet files, so many in each; returns how many people and files there are.

    People are written as they come, with bounded memory. A folder that is there and not empty is a `UserError`.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError("there is something already", place=str(folder), hint="name a new folder")
    _arrow(str(folder))
    beside = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    source, count, files = iter(people), 0, 0
    while (first := list(islice(source, min(_AT_ONCE, per_file)))) or not files:
        count += _write_file(beside / f"part-{files:05d}.parquet", first, islice(source, per_file - len(first)))
        files += 1
    if folder.exists():
        folder.rmdir()
    beside.replace(folder)
    return count, files


def read_patients(source: Path, *, vocabulary: Vocabulary | None = None) -> Iterator[Understood]:
    """The people of a file or folder, in the order of the files' names, one row group after the other.

    Anything that is damaged, of another form, or there twice is a `UserError`, at the latest when it is come to.
    """
    seen: set[str] = set()
    for path in _files(source) if source.is_dir() else (source,):
        for one in _read_file(path, vocabulary):
            if one.patient.id in seen:
                raise UserError(f"patient {one.patient.id!r} stands there twice", place=str(path), hint="write the folder anew")
            seen.add(one.patient.id)
            yield one


def _files(folder: Path) -> list[Path]:
    """The Parquet files of a folder and those below it; what begins with a dot or a low line is of the tool that wrote them."""
    found = (path for path in folder.rglob("*.parquet") if not path.relative_to(folder).as_posix().startswith((".", "_")))
    return sorted(path for path in found if path.is_file() and not path.name.startswith((".", "_")))


def _says_so(path: Path) -> bool:
    """Whether the end of the file, where Parquet has its metadata, has our mark. It needs no package."""
    with path.open("rb") as stream:
        if stream.read(4) != _MAGIC:
            return False
        size = stream.seek(0, 2)
        stream.seek(max(0, size - 8))
        end = stream.read(8)
        length = int.from_bytes(end[:4], "little")
        if end[4:] != _MAGIC or length > min(size - 8, _LONGEST_FOOTER):
            return False
        stream.seek(size - 8 - length)
        return MARK.encode() in stream.read(length)


def _arrow(place: str) -> Any:
    if find_spec("pyarrow") is None:
        raise UserError("patients in Parquet need a package that is not installed: pyarrow", place=place, hint=INSTALL)
    import pyarrow
    import pyarrow.parquet

    return pyarrow


@cache
def _more() -> dict[str, Any]:
    """The types of what a file tells beside the patients: what was found, what was not understood, what was there."""
    import pyarrow as pa

    text, whole = pa.string(), pa.int64()
    texts, date = pa.list_(text), types()["date"]
    span = pa.struct([("start", whole), ("end", whole), ("source", text)])
    unread = pa.struct([("why", text), ("what", text), ("resource", text), ("count", whole), ("where", texts)])
    finding = [("code", text), ("message", text), ("severity", text), ("span", span), ("hint", text), ("fields", texts)]
    return {
        "findings": pa.list_(pa.struct([*finding, ("values", texts), ("depends_on_date", pa.bool_())])),
        "unread": pa.list_(unread),
        "resources": pa.list_(pa.struct([("name", text), ("count", whole)])),
        "observed": pa.list_(pa.struct([("start", date), ("end", date)])),
        "sites": texts,
    }


def _write_file(path: Path, first: list[Understood], rest: Iterator[Understood]) -> int:
    """People into one file, a row group after the other; how many they were."""
    arrow = _arrow(str(path))
    fields = [(name, types()[name]) for name in COLUMNS] + list(_more().items())
    schema = arrow.schema(fields, metadata={MARK: FORMAT, f"{MARK}.by": f"trialwright {version('trialwright')}"})
    count = 0
    with arrow.parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        while first:
            writer.write_table(arrow.Table.from_pylist([_row(one) for one in first], schema=schema))
            count += len(first)
            first = list(islice(rest, _AT_ONCE))
    return count


def _row(one: Understood) -> dict[str, Any]:
    findings = [
        {
            **{name: getattr(item, name) for name in ("code", "message", "hint", "depends_on_date")},
            "severity": item.severity.value,
            "span": None if item.span is None else item.span.to_json(),
            "fields": list(item.fields),
            "values": list(item.values),
        }
        for item in one.patient.findings
    ]
    unread = [
        {"why": item.why.value, "what": item.what, "resource": item.resource, "count": item.count, "where": list(item.where)}
        for item in one.unread
    ]
    return row_of(one.patient) | {
        "findings": findings,
        "unread": unread,
        "resources": [{"name": name, "count": count} for name, count in one.resources],
        "observed": [{"start": days_of(start), "end": days_of(end)} for start, end in one.observed],
        "sites": list(one.sites),
    }


def _read_file(path: Path, vocabulary: Vocabulary | None) -> Iterator[Understood]:
    arrow = _arrow(str(path))
    number = 0
    try:
        with arrow.parquet.ParquetFile(path, memory_map=False) as file:
            _check_mark(file.schema_arrow.metadata or {})
            for batch in file.iter_batches(batch_size=_AT_ONCE):
                for one in _people(batch, vocabulary):
                    number += 1
                    yield one
    except (arrow.ArrowException, ValueError, TypeError, KeyError, OSError) as error:
        hint = "write it anew with this version and the same --terms: trialwright patients SOURCE --output FOLDER"
        why = str(error).strip().split("\n")[0] or type(error).__name__
        raise UserError(f"the file cannot be read: {why}", place=f"{path}, after patient {number}", hint=hint) from None


def _check_mark(metadata: dict[bytes, bytes]) -> None:
    told = metadata.get(MARK.encode())
    if told != FORMAT.encode():
        raise ValueError("it does not say that it holds patients" if told is None else "it is of another version")


def _people(batch: Any, vocabulary: Vocabulary | None) -> Iterator[Understood]:
    told = zip(*(batch.column(name).cast(sort).to_pylist() for name, sort in _more().items()), strict=True)
    for patient, (findings, unread, resources, observed, sites) in zip(
        patients_of(batch, vocabulary=vocabulary), told, strict=True
    ):
        yield Understood(
            patient=replace(patient, findings=_made(findings, _finding)) if findings else patient,
            unread=_made(unread, _unread),
            resources=_made(resources, lambda item: (item["name"], item["count"])),
            observed=_made(observed, lambda item: (_stated(item["start"]), _stated(item["end"]))),
            sites=tuple(sites),
        )


def _made(items: list[dict[str, Any]], made: Callable[[dict[str, Any]], Value]) -> tuple[Value, ...]:
    return tuple(made(item) for item in items)


def _finding(row: dict[str, Any]) -> Finding:
    return Finding(
        code=row["code"],
        message=row["message"],
        severity=Severity(row["severity"]),
        span=None if row["span"] is None else Span(**row["span"]),
        hint=row["hint"],
        fields=tuple(row["fields"]),
        values=tuple(row["values"]),
        depends_on_date=row["depends_on_date"],
    )


def _unread(row: dict[str, Any]) -> Unread:
    return Unread(**row | {"why": Why(row["why"]), "where": tuple(row["where"])})


def _stated(days: dict[str, Any] | None) -> Any:
    date = date_of(days)
    if date is None:
        raise ValueError("a time of observation has no days")
    return date
