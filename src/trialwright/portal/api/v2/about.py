"""`/api/v2/version` and what describes the data: fields, search areas and enumerated values, as they are served here."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, Response

from trialwright.exports.tables import rows
from trialwright.find.fields import areas, fields
from trialwright.portal.api.asked import OfPortal
from trialwright.portal.api.problems import PROBLEMS, ProblemRoute
from trialwright.portal.api.v2.pieces import Piece, children, pieces
from trialwright.portal.api.v2.shapes import answer

API_VERSION = "2.0.5"
router = APIRouter(prefix="/api/v2", route_class=ProblemRoute)


class MetadataParameters(BaseModel):
    """Which fields to describe; no field here is only indexed or only of the past, so neither changes the answer."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    indexed: bool = Field(
        default=False, alias="includeIndexedOnly", description="Fields that are only indexed: there are none here."
    )
    historic: bool = Field(
        default=False, alias="includeHistoricOnly", description="Fields only of the past: there are none here."
    )


_VERSION = answer(
    "The version of the API, and when the shelf was last changed (UTC)",
    {
        "type": "object",
        "required": ["apiVersion", "dataTimestamp"],
        "properties": {"apiVersion": {"type": "string"}, "dataTimestamp": {"type": "string"}},
    },
    {"apiVersion": API_VERSION, "dataTimestamp": "2026-11-21T09:00:05"},
)
_LIST = {"type": "array", "items": {"type": "object"}}


@router.get(
    "/version",
    operation_id="version",
    summary="Version",
    tags=["Version"],
    responses=PROBLEMS | _VERSION,
    response_class=Response,
)
def version(portal: OfPortal) -> Response:
    """The version of the API that is followed, and the day and time (UTC) of the last change of the shelf."""
    changed = portal.shelf.changed.strftime("%Y-%m-%dT%H:%M:%S")
    return JSONResponse({"apiVersion": API_VERSION, "dataTimestamp": changed})


@router.get(
    "/studies/metadata", operation_id="studiesMetadata", summary="Fields of a study", tags=["Studies"],
    responses=PROBLEMS | answer("The tree of fields", _LIST), response_class=Response,
)  # fmt: skip
def metadata(_: Annotated[MetadataParameters, Query()]) -> Response:
    """The fields of a study as a tree: names, pieces (the names for `fields` and `AREA[]`) and types."""
    return JSONResponse([_node(piece) for piece in children()])


def _node(piece: Piece) -> dict[str, Any]:
    below = [_node(child) for child in children(piece.path)]
    made: dict[str, Any] = {
        "name": piece.path.rpartition(".")[2],
        "piece": piece.name,
        "sourceType": "STRUCT" if below else "TEXT",
        "type": piece.type,
    }
    if piece.type.removesuffix("[]") in enum_values():
        made["isEnum"] = True
    return made | ({"children": below} if below else {})


@router.get(
    "/studies/search-areas", operation_id="searchAreas", summary="Search areas", tags=["Studies"],
    responses=PROBLEMS | answer("The search areas", _LIST), response_class=Response,
)  # fmt: skip
def search_areas() -> Response:
    """The search areas with the fields that they search and the weight of each, as they are searched here."""
    found = [
        {"name": area.name, **({"param": area.parameter} if area.parameter else {}), "parts": [*map(_part, area.weights.items())]}
        for area in areas().values()
    ]
    return JSONResponse([{"name": "Study", "areas": found}])


def _part(item: tuple[str, float]) -> dict[str, Any]:
    name, weight = item
    field = fields().get(name)
    kind = field.kind.value if field else "text"
    return {
        "pieces": [name],
        "type": kind,
        "weight": weight,
        "isEnum": kind == "enum",
        "isSynonyms": bool(field and field.concepts),
    }


@router.get(
    "/studies/enums", operation_id="enums", summary="Enumerated values", tags=["Studies"],
    responses=PROBLEMS | answer("The types with their values", _LIST), response_class=Response,
)  # fmt: skip
def enums() -> Response:
    """The types of which a field has one value of a list, the fields that have it, and the words of the earlier interface."""
    named: dict[str, list[str]] = {}
    for piece in pieces().values():
        named.setdefault(piece.type.removesuffix("[]"), []).append(piece.name)
    return JSONResponse(
        [
            {
                "type": name,
                "pieces": named.get(name, []),
                "values": [{"value": value, "legacyValue": old} for value, old in values],
            }
            for name, values in enum_values().items()
        ]
    )


def enum_values() -> dict[str, list[tuple[str, str]]]:
    """The values of each enumerated type with the words of the earlier interface."""
    found: dict[str, list[tuple[str, str]]] = {}
    for row in rows("v2_enums.tsv"):
        found.setdefault(row["type"], []).append((row["value"], row["legacy"]))
    return found
