"""Columns of codes as planes enter, three tables of Parquet leave, and back: which of the different columns each is, in their
order; each different column; and each plane once.

A plane is kept as it is, or, where few words of it have a bit, as these words and behind them their places (two bytes each):
which of both it is, is told by the length. Nothing is packed further, so that reading and writing are a copy.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trialwright.errors import UserError
from trialwright.match.batch.coded import Coded
from trialwright.match.batch.planes import WORD, Plane, words_for
from trialwright.match.batch.values import Valued
from trialwright.patients.arrow import batch_of, patients_of
from trialwright.patients.facts import Fact, PatientFacts

MOST = 2**16 * WORD
"""So many patients at most are in a block: the place of a word has two bytes."""
_ROWS = 512
"""Planes in a row group."""
_AGAIN = "make the folder anew"


class CodedTables:
    """The columns of one block of patients, as a table of them and one of their planes, each of these once."""

    def __init__(self, columns: Sequence[Coded]) -> None:
        self._columns = columns
        self._numbers: dict[int, int] = {}
        self._same: dict[bytes, int] = {}
        self._distinct = {id(column): column for column in columns}
        for column in self._distinct.values():
            for plane in column.others.values():
                self._number(plane)

    def _number(self, plane: Plane) -> int:
        """The number of a plane; equal ones have the same."""
        found = self._numbers.get(id(plane))
        if found is None:
            found = self._numbers[id(plane)] = self._same.setdefault(plane.tobytes(), len(self._same))
        return found

    def write_rows(self, path: Path) -> None:
        """Writes a row for each column: which of those that are different it is."""
        arrow = _arrow()
        places = {key: place for place, key in enumerate(self._distinct)}
        rows = arrow.array([places[id(column)] for column in self._columns], arrow.uint32())
        _parquet().write_table(arrow.table({"column": rows}), path, compression="zstd", store_schema=False)

    def write_columns(self, path: Path) -> None:
        """Writes a row for each different column."""
        arrow, columns = _arrow(), list(self._distinct.values())
        starts = arrow.array(np.concatenate([[0], np.cumsum([len(column.others) for column in columns])]).astype(np.int32))
        codes = arrow.array([code for column in columns for code in column.others], arrow.uint8())
        numbers = arrow.array([self._number(plane) for column in columns for plane in column.others.values()], arrow.uint32())
        table = {
            "usual": arrow.array([column.usual for column in columns], arrow.uint8()),
            "codes": arrow.ListArray.from_arrays(starts, codes),
            "planes": arrow.ListArray.from_arrays(starts, numbers),
        }
        _parquet().write_table(arrow.table(table), path, compression="zstd", store_schema=False)

    def write_planes(self, path: Path) -> None:
        """Writes a row for each plane."""
        arrow = _arrow()
        how = {"compression": "none", "use_dictionary": False, "write_statistics": False, "store_schema": False}
        with _parquet().ParquetWriter(path, arrow.schema([("plane", arrow.binary())]), **how) as writer:
            source = iter(self._same)
            while some := list(islice(source, _ROWS)):
                packed = [_packed(np.frombuffer(one, dtype=np.uint64)) for one in some]
                ends = np.concatenate([[0], np.cumsum([len(one) for one in packed], dtype=np.int64)]).astype(np.int32)
                buffers = [None, arrow.py_buffer(ends), arrow.py_buffer(np.concatenate(packed))]
                values = arrow.BinaryArray.from_buffers(arrow.binary(), len(packed), buffers)
                writer.write_batch(arrow.RecordBatch.from_arrays([values], ["plane"]))


def columns_of(path: Path) -> Path:
    """Where the different columns of a table of columns stand."""
    return path.with_name(f"{path.stem}.columns.parquet")


def planes_of(path: Path) -> Path:
    """Where the planes of a table of columns stand."""
    return path.with_name(f"{path.stem}.planes.parquet")


def read_coded(path: Path, patients: int, rows: Sequence[int] | None = None) -> list[Coded]:
    """The columns of `CodedTables`, all or those of some rows in that order; those that are the same are one object.

    A file that is damaged is a `UserError`.
    """
    try:
        which = _parquet().read_table(path)["column"].combine_chunks().to_numpy()
        wanted = (which if rows is None else which[np.array(rows, dtype=np.int64)]).tolist()
        table = _parquet().read_table(columns_of(path))
        different = list(range(len(table)) if rows is None else dict.fromkeys(wanted))
        table = table.take(_arrow().array(different, _arrow().int64()))
        usual, codes, numbers = (table[name].to_pylist() for name in ("usual", "codes", "planes"))
        planes = _read_planes(
            planes_of(path), words_for(patients), None if rows is None else {one for own in numbers for one in own}
        )
        found = {
            place: Coded(usual=most, others={code: planes[plane] for code, plane in zip(other, own, strict=True)})
            for place, most, other, own in zip(different, usual, codes, numbers, strict=True)
        }
        return [found[place] for place in wanted]
    except (OSError, ValueError, KeyError, IndexError, _arrow().ArrowException) as error:
        raise UserError(f"the table is damaged: {error}", place=str(path), hint=_AGAIN) from error


def _read_planes(path: Path, words: int, wanted: set[int] | None) -> dict[int, Plane]:
    """The planes of a file by their numbers: all, or those that are wanted."""
    found: dict[int, Plane] = {}
    with _parquet().ParquetFile(path, memory_map=True) as file:
        groups = range(file.num_row_groups) if wanted is None else sorted({number // _ROWS for number in wanted})
        for group in groups:
            values = file.read_row_group(group, use_threads=False)["plane"].combine_chunks()
            _, ends, data = values.buffers()
            edges = np.frombuffer(ends, dtype=np.int32)[values.offset : values.offset + len(values) + 1].tolist()
            bytes_ = np.frombuffer(data, dtype=np.uint8)
            for place, (first, last) in enumerate(pairwise(edges)):
                if wanted is None or group * _ROWS + place in wanted:
                    found[group * _ROWS + place] = _plane(bytes_[first:last], words)
    return found


def write_values(path: Path, columns: dict[int, Valued]) -> None:
    """Values of patients, a row a column of them: those that there are, and the place of each patient's in the fewest bytes."""
    arrow = _arrow()
    kept = {number: column for number, column in columns.items() if len(column.values)}
    values, places = arrow.list_(arrow.int32()), arrow.large_binary()
    table = {
        "column": arrow.array(kept, arrow.uint32()),
        "values": arrow.array([column.values for column in kept.values()], values),
        "places": arrow.array([column.places.tobytes() for column in kept.values()], places),
    }
    how = {"compression": "lz4", "use_dictionary": False, "write_statistics": False, "store_schema": False}
    _parquet().write_table(arrow.table(table), path, **how)


def read_values(path: Path) -> dict[int, Valued]:
    """The columns of `write_values`."""
    try:
        table = _parquet().read_table(path)
        found = {}
        for number, values, places in zip(*(table[name] for name in ("column", "values", "places")), strict=True):
            own = values.values.to_numpy()
            kind = np.min_scalar_type(len(own))
            found[number.as_py()] = Valued(values=own, places=np.frombuffer(places.as_buffer(), dtype=kind))
    except (OSError, ValueError, KeyError, _arrow().ArrowException) as error:
        raise UserError(f"the table is damaged: {error}", place=str(path), hint=_AGAIN) from error
    return found


def write_seen(path: Path, values: Sequence[Fact]) -> None:
    """Values that comparisons rest on, as the facts of one record."""
    table = _arrow().Table.from_batches([batch_of([PatientFacts(id="seen", facts=tuple(values))])])
    _parquet().write_table(table, path, compression="zstd", store_schema=False)


def read_seen(path: Path) -> tuple[Fact, ...]:
    """The values of `write_seen`."""
    try:
        (found,) = patients_of(_parquet().read_table(path))
    except (OSError, ValueError, _arrow().ArrowException) as error:
        raise UserError(f"the table is damaged: {error}", place=str(path), hint=_AGAIN) from error
    return found.facts


def write_people(path: Path, ids: Sequence[str], turns: NDArray[np.int32]) -> None:
    """Who the patients of a block are, and the first day, as an ordinal, on which time alone may change an answer of theirs."""
    arrow = _arrow()
    table = arrow.table({"patient": arrow.array(ids, arrow.string()), "turn": arrow.array(turns)})
    _parquet().write_table(table, path, compression="zstd", use_dictionary=["turn"], store_schema=False)


def read_people(path: Path) -> tuple[list[str], NDArray[np.int32]]:
    """The table of `write_people`."""
    try:
        table = _parquet().read_table(path)
        return table["patient"].to_pylist(), table["turn"].combine_chunks().to_numpy()
    except (OSError, KeyError, _arrow().ArrowException) as error:
        raise UserError(f"the table is damaged: {error}", place=str(path), hint=_AGAIN) from error


def _packed(plane: Plane) -> NDArray[np.uint8]:
    """A plane as bytes."""
    places = np.flatnonzero(plane)
    if 2 * len(places) > len(plane):
        return plane.view(np.uint8)
    return np.concatenate([plane[places].view(np.uint8), places.astype(np.uint16).view(np.uint8)])


def _plane(data: NDArray[np.uint8], words: int) -> Plane:
    if len(data) == 8 * words:
        return np.require(data.view(np.uint64), requirements="A")
    found = np.zeros(words, dtype=np.uint64)
    some = len(data) // 10
    found[data[8 * some :].view(np.uint16)] = data[: 8 * some].view(np.uint64)
    return found


def _parquet() -> Any:
    _arrow()
    import pyarrow.parquet

    return pyarrow.parquet


def _arrow() -> Any:
    try:
        import pyarrow
    except ImportError as error:
        hint = "pip install 'trialwright[cohort]'"
        raise UserError("a cohort needs a package that is not installed: pyarrow", place="cohort", hint=hint) from error
    return pyarrow
