"""`/api/trialwright/v1/…`: a trial's number, or a patient, enters; findings, criteria, exports or verdicts leave."""

from __future__ import annotations

import logging
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, Response

from trialwright.exports.ctml import to_ctml
from trialwright.exports.fhir import to_fhir
from trialwright.exports.records import DOCUMENTS, MEDIA_TYPES, RecordFormat, beginning, written
from trialwright.exports.remarks import Export, Remark
from trialwright.exports.usdm import to_usdm
from trialwright.portal.apart import apart
from trialwright.portal.api.asked import Asked, OfPortal, StudyId
from trialwright.portal.api.body import read_body
from trialwright.portal.api.problems import NOT_FOUND, PROBLEMS, ProblemError, ProblemRoute
from trialwright.portal.api.v1.answers import findings_answer, summary_answer
from trialwright.portal.api.v1.matching import MatchRequest, matched
from trialwright.portal.api.v1.relating import related_answer
from trialwright.portal.api.v2.shapes import answer
from trialwright.portal.api.v2.studies import compact, own_section
from trialwright.protocol.form import to_json
from trialwright.protocol.protocol import Protocol
from trialwright.shelf.trial import Trial

router = APIRouter(prefix="/api/trialwright/v1", tags=["trialwright"], route_class=ProblemRoute)
_log = logging.getLogger(__name__)
_OBJECT = {"type": "object"}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/MatchRequest"}}},
    }
}


class ExportForm(StrEnum):
    """What a trial can be exported to: its record, or its criteria (the last three)."""

    CSV = "csv"
    JSON = "json"
    RIS = "ris"
    FHIR_R4 = "fhir-r4"
    FHIR_R5 = "fhir-r5"
    JSON_LD = "json-ld"
    FHIR = "fhir"
    CTML = "ctml"
    USDM = "usdm"


_CRITERIA: dict[ExportForm, Callable[[Protocol], Export]] = {
    ExportForm.FHIR: to_fhir,
    ExportForm.CTML: to_ctml,
    ExportForm.USDM: to_usdm,
}


class ExportParameters(BaseModel):
    """What to export to."""

    model_config = ConfigDict(extra="forbid")

    format: ExportForm = Field(
        description="The record (csv, json, ris, fhir-r4, fhir-r5, json-ld) or the criteria (fhir, ctml, usdm)."
    )
    remarks: bool = Field(default=False, description="Give the document with the list of what it does not say.")


class RelatedParameters(BaseModel):
    """What may be asked of related trials."""

    model_config = ConfigDict(extra="forbid")

    near: str = Field(
        default="", max_length=200, description="A town, state or coordinates: of a trial with a nearer site that is said.",
        examples=["Utrecht"],
    )  # fmt: skip


@router.get(
    "/trials/{id:path}/findings", operation_id="findings", summary="Where a record disagrees with itself",
    responses=PROBLEMS | NOT_FOUND | answer("The findings", _OBJECT), response_class=Response,
)  # fmt: skip
def findings(id: StudyId, portal: OfPortal) -> Response:
    """What the record says in two ways or can no longer be, with the values quoted; and how its criteria were read."""
    return JSONResponse(findings_answer(portal.shelf, portal.trial(id), on=portal.today))


@router.get(
    "/trials/{id:path}/related", operation_id="related", summary="Related trials that say why",
    responses=PROBLEMS | NOT_FOUND | answer("The related trials", _OBJECT), response_class=Response,
)  # fmt: skip
def related(id: StudyId, parameters: Annotated[RelatedParameters, Query()], portal: OfPortal) -> Response:
    """The trials most related to one, each with the reasons (disease, treatment, question, …) and with what differs; with a
    place, also which have a nearer site."""
    return _json(related_answer(portal.shelf, portal.trial(id), on=portal.today, near=parameters.near))


@router.get(
    "/trials/{id:path}/summary", operation_id="summary", summary="A trial in plain words",
    responses=PROBLEMS | NOT_FOUND | answer("The summary", _OBJECT), response_class=Response,
)  # fmt: skip
def summary(id: StudyId, portal: OfPortal) -> Response:
    """A plain-language summary made by a machine from the record: each sentence with its sources, its reading grade, and
    what the record says of visits, payment and privacy, quoted."""
    return _json(summary_answer(portal.shelf, portal.trial(id), on=portal.today))


@router.get(
    "/trials/{id:path}/protocol", operation_id="protocol", summary="The criteria of a trial as a tree",
    responses=PROBLEMS | NOT_FOUND | answer("The protocol", _OBJECT), response_class=Response,
)  # fmt: skip
def protocol(id: StudyId, portal: OfPortal) -> Response:
    """The stages of a trial with every line of its criteria, the sentence of the source beside the computable tree."""
    trial = portal.trial(id)
    return _json(to_json(portal.shelf.protocol(trial.key)))


@router.get(
    "/trials/{id:path}/export", operation_id="exportTrial", summary="A trial in another standard",
    responses=PROBLEMS | NOT_FOUND | {200: {"description": "The document", "content": {
        "application/json": {"schema": _OBJECT}, "text/csv": {"schema": {"type": "string"}},
        "application/x-research-info-systems": {"schema": {"type": "string"}}, "application/fhir+json": {"schema": _OBJECT},
        "application/ld+json": {"schema": _OBJECT},
    }}}, response_class=Response,
)  # fmt: skip
def export(id: StudyId, parameters: Annotated[ExportParameters, Query()], portal: OfPortal) -> Response:
    """The record or the criteria of a trial in another standard; with `remarks` beside what that does not say."""
    trial = portal.trial(id)
    form = parameters.format
    if form in _CRITERIA:
        made = _CRITERIA[form](portal.shelf.protocol(trial.key))
        kind = "application/fhir+json" if form is ExportForm.FHIR else "application/json"
        return _with(made.document, made.remarks) if parameters.remarks else _json(made.document, kind)
    return _record(trial, RecordFormat(form.value), remarks=parameters.remarks)


def _record(trial: Trial, form: RecordFormat, *, remarks: bool) -> Response:
    if form in DOCUMENTS:
        made = DOCUMENTS[form](trial.record)
        return _with(made.document, made.remarks) if remarks else _json(made.document, MEDIA_TYPES[form])
    row = written(trial.record, form)
    text = beginning(form) + row.text
    return _with(text, row.remarks) if remarks else Response(text, media_type=MEDIA_TYPES[form])


def _with(document: dict[str, Any] | str, remarks: tuple[Remark, ...]) -> Response:
    return _json({"document": document, "remarks": [remark.to_json() for remark in remarks]})


@router.get(
    "/trials/{id:path}", operation_id="trial", summary="What we know of a trial beside its registry's fields",
    responses=PROBLEMS | NOT_FOUND | answer("The trial", _OBJECT), response_class=Response,
)  # fmt: skip
def trial(id: StudyId, portal: OfPortal) -> Response:
    """The key, all numbers, the sources that were merged and why, the standing of every value, and what v2 has no field for."""
    found = portal.trial(id)
    merged = [{"source": item.origin, "version": item.version, "why": item.why} for item in found.merged]
    return _json(own_section(found) | {"merged": merged})


@router.post(
    "/match", operation_id="match", summary="Hold a patient against trials", openapi_extra=_BODY,
    responses=PROBLEMS | NOT_FOUND | answer("The ranking with every line's verdict", _OBJECT) | {
        413: {**PROBLEMS[400], "description": "The body is too large"},
        422: {**PROBLEMS[400], "description": "The body is of another shape"},
    }, response_class=Response,
)  # fmt: skip
async def match(portal: OfPortal) -> Response:
    """Every trial judged line by line for the patient: verdict, evidence, what to ask next. Nothing is stored or logged."""
    request = await read_body(portal.request, MatchRequest)
    return _json(await apart(portal.request, _match, portal, request))


def _match(portal: Asked, request: MatchRequest) -> dict[str, Any]:
    try:
        return matched(portal.shelf, request, today=portal.today)
    except ProblemError:
        raise
    except Exception as error:  # noqa: BLE001 - what goes wrong with a patient's facts must not carry them into a log
        _log.error("a match failed: %s", type(error).__name__)
        raise ProblemError("the match failed", status=500) from None


def _json(body: Any, kind: str = "application/json") -> Response:
    return Response(compact(body), media_type=kind)
