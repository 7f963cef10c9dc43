"""The data model of API v2 enters; the shapes of its answers leave, as the description of the API (OpenAPI) shows them."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeAlias

from trialwright.portal.api.v2.pieces import Piece, children

Json: TypeAlias = dict[str, Any]
_LEAVES: dict[str, Json] = {
    "boolean": {"type": "boolean"},
    "integer": {"type": "integer"},
    "GeoPoint": {"type": "object", "properties": {"lat": {"type": "number"}, "lon": {"type": "number"}}},
}
_CSV: Json = {"schema": {"type": "string"}, "example": "NCT Number,Study Title\r\nNCT06120127,Postoperative Chemotherapy\r\n"}
EXAMPLE = {
    "protocolSection": {
        "identificationModule": {"nctId": "NCT06120127", "briefTitle": "Postoperative Chemotherapy With/Without Radiotherapy"},
        "statusModule": {"overallStatus": "NOT_YET_RECRUITING"},
    },
    "hasResults": False,
}


@cache
def study_schema() -> Json:
    """A study: the sections, modules and fields of API v2, and our own section."""
    properties = {piece.path: _schema(piece) for piece in children()}
    return {"type": "object", "properties": properties | {"trialwright": {"type": "object"}}, "example": EXAMPLE}


def _schema(piece: Piece) -> Json:
    below = children(piece.path)
    if below:
        names = {child.path.rpartition(".")[2]: _schema(child) for child in below}
        made: Json = {"type": "object", "properties": names}
    else:
        made = dict(_LEAVES.get(piece.type.removesuffix("[]"), {"type": "string"}))
    made = {"type": "array", "items": made} if piece.many else made
    return made | {"description": piece.name}


_PAGED: Json = {
    "type": "object",
    "required": ["studies"],
    "properties": {
        "totalCount": {"type": "integer"},
        "studies": {"type": "array", "items": {"$ref": "#/components/schemas/Study"}},
        "nextPageToken": {"type": "string"},
    },
}
_PAGE_HEADERS: Json = {
    "x-total-count": {"description": "How many studies there are (`countTotal`).", "schema": {"type": "string"}},
    "x-next-page-token": {"description": "The token of the next page.", "schema": {"type": "string"}},
    "x-trialwright-note": {"description": "What of the request was not followed.", "schema": {"type": "string"}},
}
PAGE_OF_STUDIES: dict[int | str, Json] = {
    200: {
        "description": "A page of studies",
        "headers": _PAGE_HEADERS,
        "content": {"application/json": {"schema": _PAGED, "example": {"studies": [EXAMPLE]}}, "text/csv": _CSV},
    }
}
ONE_STUDY: dict[int | str, Json] = {
    200: {
        "description": "The study",
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/Study"}},
            "text/csv": _CSV,
            "application/zip": {"schema": {"type": "string", "format": "binary"}},
            "application/fhir+json": {"schema": {"type": "object", "required": ["resourceType"]}},
            "application/x-research-info-systems": {"schema": {"type": "string"}},
            "application/ld+json": {"schema": {"type": "object", "required": ["@type"]}},
        },
    },
    301: {"description": "The study has another number now", "headers": {"Location": {"schema": {"type": "string"}}}},
}


def answer(description: str, schema: Json, example: Any = None) -> dict[int | str, Json]:
    """The answer 200 in JSON."""
    content: Json = {"schema": schema} | ({"example": example} if example is not None else {})
    return {200: {"description": description, "content": {"application/json": content}}}
