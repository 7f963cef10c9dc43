"""`/api/v2/stats/…`: a shelf enters; the sizes of its studies, their values and the lengths of their lists leave."""

from __future__ import annotations

import threading
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, Response

from trialwright.exports.stated import flag, texts
from trialwright.exports.study_json import Markup, study_of
from trialwright.portal.api.asked import OfPortal
from trialwright.portal.api.problems import PROBLEMS, ProblemError, ProblemRoute, did_you_mean
from trialwright.portal.api.v2.about import enum_values
from trialwright.portal.api.v2.parameters import listed
from trialwright.portal.api.v2.pieces import Piece, children, path_of, pieces
from trialwright.portal.api.v2.shapes import answer
from trialwright.portal.api.v2.studies import compact
from trialwright.shelf.shelf import Shelf

router = APIRouter(prefix="/api/v2/stats", tags=["Stats"], route_class=ProblemRoute)
MOST = 20_000
"""More trials than this are not gone through for a figure while somebody waits."""
_TOP = 10
_TYPES = {"PartialDate": "DATE", "NormalizedDate": "DATE", "DateTimeMinutes": "DATE", "integer": "INTEGER", "boolean": "BOOLEAN"}
_PERCENTS = (5, 25, 50, 75, 95, 99)
_STEP = 4096
Study = Mapping[str, Any]


class FieldParameters(BaseModel):
    """Which fields to count, and of which types."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    types: str | None = Field(
        default=None, max_length=100, json_schema_extra={"format": "stats-types"}, examples=["ENUM,BOOLEAN"],
        description="Types of fields, comma- or pipe-separated: ENUM, STRING, DATE, INTEGER, BOOLEAN.",
    )  # fmt: skip
    fields: str | None = Field(
        default=None, max_length=2000, json_schema_extra={"format": "leaf-list"}, examples=["OverallStatus,Phase"],
        description="Pieces or paths, comma- or pipe-separated. Default: all.",
    )  # fmt: skip


class ListParameters(BaseModel):
    """Which lists to measure."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    fields: str | None = Field(
        default=None, max_length=2000, json_schema_extra={"format": "lists"}, examples=["Phase,Location"],
        description="Pieces or paths of lists, comma- or pipe-separated. Default: all lists.",
    )  # fmt: skip


_LIST = {"type": "array", "items": {"type": "object"}}


@router.get(
    "/size", operation_id="sizeStats", summary="Sizes of studies", responses=PROBLEMS | answer("The sizes", {"type": "object"}),
    response_class=Response,
)  # fmt: skip
def size(portal: OfPortal) -> Response:
    """How large the studies are as compressed JSON, in bytes. A shelf too large to be gone through is a problem (503)."""
    return JSONResponse(_kept(portal.shelf, "size", lambda: _sizes(portal.shelf)))


@router.get(
    "/field/values", operation_id="fieldValuesStats", summary="Values of fields",
    responses=PROBLEMS | answer("The values", _LIST), response_class=Response,
)  # fmt: skip
def field_values(parameters: Annotated[FieldParameters, Query()], portal: OfPortal) -> Response:
    """For each field how many studies have no value, how many values there are, and the most frequent."""
    chosen = _leaves(parameters)
    mark = "values " + " ".join(piece.name for piece in chosen)
    return JSONResponse(_kept(portal.shelf, mark, lambda: _values(portal.shelf, chosen)))


@router.get(
    "/field/sizes", operation_id="listSizes", summary="Lengths of lists", responses=PROBLEMS | answer("The lengths", _LIST),
    response_class=Response,
)  # fmt: skip
def field_sizes(parameters: Annotated[ListParameters, Query()], portal: OfPortal) -> Response:
    """For each list how long it is: the shortest, the longest, the most frequent lengths."""
    lists = [piece for piece in pieces().values() if piece.many]
    chosen = _named(parameters.fields, lists) if parameters.fields else lists
    mark = "sizes " + " ".join(piece.name for piece in chosen)
    return JSONResponse(_kept(portal.shelf, mark, lambda: _lengths(portal.shelf, chosen)))


_answers: dict[tuple[str, int, str], Any] = {}
_lock = threading.Lock()
_MOST_KEPT = 64


def _kept(shelf: Shelf, mark: str, make: Callable[[], Any]) -> Any:
    """The figures of this generation of the shelf, made once."""
    key = (str(shelf.folder), shelf.generation, mark)
    with _lock:
        if key not in _answers:
            if len(shelf) > MOST:
                mend = "the search counts the values of its facets on a shelf of any size"
                raise ProblemError(f"this shelf has more than {MOST} trials: its figures are not counted", mend=mend, status=503)
            if len(_answers) >= _MOST_KEPT:
                _answers.clear()
            _answers[key] = make()
        return _answers[key]


def _studies(shelf: Shelf) -> Iterator[tuple[str, Study]]:
    return ((trial.record.nct_id or trial.key, study_of(trial.record, markup=Markup.LEGACY)) for trial in shelf.trials())


def _sizes(shelf: Shelf) -> dict[str, Any]:
    found = sorted((len(zlib.compress(compact(study).encode("utf-8", "replace"))), key) for key, study in _studies(shelf))
    sizes = [number for number, _ in found]
    ranges = Counter(number // _STEP for number in sizes)
    return {
        "averageSizeBytes": sum(sizes) // len(sizes) if sizes else 0,
        "largestStudies": [{"id": key, "sizeBytes": number} for number, key in reversed(found[-_TOP:])],
        "percentiles": {str(percent): sizes[min(len(sizes) - 1, len(sizes) * percent // 100)] for percent in _PERCENTS if sizes},
        "ranges": [{"sizeRange": f"{at * _STEP}-{(at + 1) * _STEP - 1}", "studiesCount": ranges[at]} for at in sorted(ranges)],
        "totalStudies": len(sizes),
    }


def _leaves(parameters: FieldParameters) -> list[Piece]:
    leaves = [piece for piece in pieces().values() if not children(piece.path) and piece.type != "GeoPoint"]
    types = listed(parameters.types)
    known = sorted({_type(piece) for piece in leaves})
    for name in types:
        if name not in known:
            raise ProblemError(f"{name!r} is no type of field", parameter="types", mend=did_you_mean(name, known))
    chosen = _named(parameters.fields, leaves) if parameters.fields else leaves
    return [piece for piece in chosen if not types or _type(piece) in types]


def _named(text: str, among: Sequence[Piece]) -> list[Piece]:
    by_path = {piece.path: piece for piece in among}
    found = []
    for name in listed(text):
        path = path_of(name)
        if path not in by_path:
            mend = did_you_mean(name, [piece.name for piece in among])
            raise ProblemError(f"{name!r} is no such field", parameter="fields", mend=mend, status=404)
        found.append(by_path[path])
    return found


def _type(piece: Piece) -> str:
    kind = piece.type.removesuffix("[]")
    return "ENUM" if kind in enum_values() else _TYPES.get(kind, "STRING")


def _values(shelf: Shelf, chosen: Sequence[Piece]) -> list[dict[str, Any]]:
    counts: dict[str, Counter[str]] = {piece.path: Counter() for piece in chosen}
    missing: Counter[str] = Counter()
    for _, study in _studies(shelf):
        for piece in chosen:
            said = set(_said(study, piece))
            counts[piece.path].update(said)
            missing[piece.path] += not said
    return [_figures(piece, counts[piece.path], missing[piece.path]) for piece in chosen]


def _said(study: Study, piece: Piece) -> Iterable[str]:
    if piece.type == "boolean":
        value = flag(study, piece.path)
        return () if value is None else (str(value).lower(),)
    return texts(study, piece.path)


def _figures(piece: Piece, counts: Counter[str], missing: int) -> dict[str, Any]:
    kind = _type(piece)
    head = {"type": kind, "piece": piece.name, "field": piece.path, "missingStudiesCount": missing}
    if kind == "BOOLEAN":
        return head | {"trueCount": counts["true"], "falseCount": counts["false"]}
    if kind == "INTEGER":
        numbers = [int(value) for value in counts.elements() if value.lstrip("-").isdecimal()]
        return head | ({"min": min(numbers), "max": max(numbers), "avg": sum(numbers) / len(numbers)} if numbers else {})
    if kind == "DATE":
        return (
            head | {"formats": ["yyyy", "yyyy-MM", "yyyy-MM-dd"]} | ({"min": min(counts), "max": max(counts)} if counts else {})
        )
    top = [{"value": value[:200], "studiesCount": number} for value, number in counts.most_common(_TOP)]
    return head | {"uniqueValuesCount": len(counts), "topValues": top}


def _lengths(shelf: Shelf, chosen: Sequence[Piece]) -> list[dict[str, Any]]:
    counts: dict[str, Counter[int]] = {piece.path: Counter() for piece in chosen}
    for _, study in _studies(shelf):
        for piece in chosen:
            counts[piece.path].update(_lists(study, piece.path.split(".")))
    return [_length_figures(piece, counts[piece.path]) for piece in chosen]


def _lists(node: Any, names: Sequence[str]) -> Iterator[int]:
    """The length of each list at a path."""
    if isinstance(node, list):
        if not names:
            yield len(node)
        for item in node if names else ():
            yield from _lists(item, names)
    elif isinstance(node, Mapping) and names and names[0] in node:
        yield from _lists(node[names[0]], names[1:])


def _length_figures(piece: Piece, counts: Counter[int]) -> dict[str, Any]:
    head: dict[str, Any] = {"piece": piece.name, "field": piece.path, "uniqueSizesCount": len(counts)}
    if not counts:
        return head
    top = [{"size": length, "studiesCount": number} for length, number in counts.most_common(_TOP)]
    return head | {"minSize": min(counts), "maxSize": max(counts), "topSizes": top}
