"""`/api/v2/studies` and `/api/v2/studies/{id}`: parameters enter, studies leave in API v2's JSON, CSV, FHIR, RIS or JSON-LD."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response, StreamingResponse

from trialwright.exports.fhir_r4 import to_fhir_r4
from trialwright.exports.fhir_r5 import to_fhir_r5
from trialwright.exports.medical_trial import to_medical_trial
from trialwright.exports.records import MEDIA_TYPES, RecordFormat
from trialwright.exports.remarks import Export
from trialwright.exports.ris import ris_text
from trialwright.exports.study_json import Markup, study_of
from trialwright.exports.table_csv import COLUMNS, OWN_COLUMNS, csv_head, csv_text
from trialwright.find.asking import Results
from trialwright.find.decay import MOST
from trialwright.find.fields import area_of_parameter
from trialwright.portal.api.asked import Asked, OfPortal, StudyId
from trialwright.portal.api.problems import NOT_FOUND, PROBLEMS, ProblemError, ProblemRoute, did_you_mean
from trialwright.portal.api.v2.asking import answered, canonical_number
from trialwright.portal.api.v2.parameters import (
    ListForm,
    OneStudy,
    Studies,
    StudiesParameters,
    StudyForm,
    StudyParameters,
    listed,
)
from trialwright.portal.api.v2.pieces import OWN, paths_of, projected
from trialwright.portal.api.v2.shapes import ONE_STUDY, PAGE_OF_STUDIES
from trialwright.registries.record import TrialRecord
from trialwright.shelf.trial import Trial

router = APIRouter(prefix="/api/v2", tags=["Studies"], route_class=ProblemRoute)
_NO_DECAY = "geoDecay was left out: it needs filter.geo, a query, the order of relevance, and at most 10,000 studies"
_TOTAL, _NEXT, _NOTE = "x-total-count", "x-next-page-token", "x-trialwright-note"


@router.get(
    "/studies", operation_id="listStudies", summary="Studies", responses=PROBLEMS | PAGE_OF_STUDIES, response_class=Response
)
def studies(parameters: Studies, portal: OfPortal) -> Response:
    """The studies that match a query and filters, page by page, as ClinicalTrials.gov's API v2 gives them."""
    columns, paths = _chosen(parameters)
    results = answered(portal.shelf, parameters, on=portal.today)
    trials = (trial for hit in results.hits if (trial := portal.shelf.trial(hit.key)) is not None)
    headers = _headers(parameters, results)
    if parameters.format is ListForm.CSV:
        rows = _table(trials, columns, head=parameters.token is None)
        return StreamingResponse(rows, media_type=MEDIA_TYPES[RecordFormat.CSV], headers=headers)
    found = (_study(trial, parameters.markup, paths) for trial in trials)
    return StreamingResponse(_page(found, results, parameters), media_type="application/json", headers=headers)


@router.get(
    "/studies/{id:path}", operation_id="fetchStudy", summary="One study",
    responses=PROBLEMS | NOT_FOUND | ONE_STUDY, response_class=Response,
)  # fmt: skip
def study(id: StudyId, parameters: OneStudy, portal: OfPortal) -> Response:
    """The study with a number, of any registry and in any case of letters. A former or secondary number leads on with 301."""
    trial = portal.trial(canonical_number(id))
    if not _is_own(trial, id):
        query = f"?{portal.request.url.query}" if portal.request.url.query else ""
        return RedirectResponse(f"/api/v2/studies/{quote(_number(trial), safe='/')}{query}", status_code=301)
    return _FORMS[parameters.format](trial, parameters, portal)


def _number(trial: Trial) -> str:
    return trial.record.nct_id or trial.key


def _is_own(trial: Trial, asked: str) -> bool:
    own = {_number(trial).upper(), trial.key.upper(), *(item.number.upper() for item in trial.ids if item.how == "own")}
    return canonical_number(asked).upper() in own


def _chosen(parameters: StudiesParameters) -> tuple[tuple[str, ...], frozenset[str] | None]:
    """The columns of a table, or the paths of a study; None for all of it."""
    if parameters.format is ListForm.CSV:
        return _columns(parameters.fields), None
    queried = [area_of_parameter()[name].name for name in parameters.queries if name in area_of_parameter()]
    return (), _paths(parameters.fields, queried)


def _columns(fields: str | None) -> tuple[str, ...]:
    names = listed(fields)
    if not names:
        return COLUMNS
    known = (*COLUMNS, *OWN_COLUMNS)
    for name in names:
        if name not in known:
            raise ProblemError(f"{name!r} is no column", parameter="fields", mend=did_you_mean(name, list(known)))
    return tuple(name for name in known if name in names)


def _paths(fields: str | None, queried: list[str]) -> frozenset[str] | None:
    if fields is None:
        return None
    names = listed(fields)
    if not names:
        raise ProblemError("the list of fields is empty", parameter="fields", mend="leave it out for all fields")
    return paths_of(names, queried)


def _study(trial: Trial, markup: Markup, paths: frozenset[str] | None) -> dict[str, Any]:
    """The study, or what is asked for of it; our own section only when it is."""
    body = study_of(trial.record, markup=markup)
    if paths is None:
        return body
    if any(path.partition(".")[0] == OWN for path in paths):
        body[OWN] = own_section(trial)
    return projected(body, paths)


def own_section(trial: Trial) -> dict[str, Any]:
    """What we know beside the registry's fields: key, numbers, sources, provenance, findings."""
    own: dict[str, Any] = trial.record.to_json()[OWN]
    ids = [{"registry": item.registry, "number": item.number, "how": item.how} for item in trial.ids]
    return {"key": trial.key, "version": trial.version, "changed": trial.changed.isoformat(), "ids": ids, **own}


def _page(found: Iterator[Mapping[str, Any]], results: Results, parameters: StudiesParameters) -> Iterator[str]:
    """The page piece by piece, every study on a line of its own."""
    total = f'"totalCount":{results.total},' if parameters.count and parameters.token is None else ""
    yield f'{{{total}"studies":['
    for number, body in enumerate(found):
        yield ("," if number else "") + "\n" + compact(body)
    yield "\n]" + (f',"nextPageToken":{json.dumps(results.next)}' if results.next else "") + "}"


def compact(body: Mapping[str, Any]) -> str:
    """JSON without blanks; halves of characters, which JSON has no bytes for, as escapes."""
    made = json.dumps(body, ensure_ascii=False, separators=(",", ":"), default=str)
    return made.encode("utf-8", "backslashreplace").decode("utf-8")


def _table(trials: Iterator[Trial], columns: tuple[str, ...], *, head: bool) -> Iterator[str]:
    if head:
        yield csv_head(columns)
    for trial in trials:
        yield csv_text(trial.record, columns)


def _headers(parameters: StudiesParameters, results: Results) -> dict[str, str]:
    headers = {}
    if parameters.count and parameters.token is None:
        headers[_TOTAL] = str(results.total)
    if results.next:
        headers[_NEXT] = results.next
    notes = [*results.notes, *([_NO_DECAY] if parameters.decay and not _decays(parameters, results) else [])]
    if notes:
        headers[_NOTE] = "; ".join(notes).encode("ascii", "replace").decode("ascii")[:1000]
    return headers


def _decays(parameters: StudiesParameters, results: Results) -> bool:
    """Whether the distance counted."""
    by_relevance = listed(parameters.sort) in ((), ("@relevance",), ("@relevance:desc",))
    return bool(parameters.filter_geo and parameters.queries and by_relevance and results.total <= MOST)


def _json(trial: Trial, parameters: StudyParameters, _: Asked) -> Response:
    return Response(compact(_study(trial, parameters.markup, _paths(parameters.fields, []))), media_type="application/json")


def _json_zip(trial: Trial, parameters: StudyParameters, _: Asked) -> Response:
    packed, name = io.BytesIO(), file_stem(_number(trial))
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{name}.json", compact(_study(trial, parameters.markup, _paths(parameters.fields, []))))
    return Response(packed.getvalue(), media_type="application/zip", headers=attached(f"{name}.zip"))


def _csv(trial: Trial, parameters: StudyParameters, _: Asked) -> Response:
    columns = _columns(parameters.fields)
    return Response(csv_head(columns) + csv_text(trial.record, columns), media_type=MEDIA_TYPES[RecordFormat.CSV])


def _fhir(trial: Trial, parameters: StudyParameters, portal: Asked) -> Response:
    newer = "fhirversion=5" in portal.request.headers.get("accept", "").lower()
    return _document(trial, parameters, RecordFormat.FHIR_R5 if newer else RecordFormat.FHIR_R4)


def _fhir_r5(trial: Trial, parameters: StudyParameters, _: Asked) -> Response:
    return _document(trial, parameters, RecordFormat.FHIR_R5)


def _json_ld(trial: Trial, parameters: StudyParameters, _: Asked) -> Response:
    return _document(trial, parameters, RecordFormat.JSON_LD)


def _document(trial: Trial, parameters: StudyParameters, form: RecordFormat) -> Response:
    _whole(parameters)
    return Response(compact(_DOCUMENTS[form](trial.record).document), media_type=MEDIA_TYPES[form])


def _ris(trial: Trial, parameters: StudyParameters, _: Asked) -> Response:
    _whole(parameters)
    name = f"{file_stem(_number(trial))}.ris"
    return Response(ris_text(trial.record), media_type=MEDIA_TYPES[RecordFormat.RIS], headers=attached(name))


def _whole(parameters: StudyParameters) -> None:
    if parameters.fields is not None:
        raise ProblemError(f"the fields of {parameters.format} cannot be chosen", parameter="fields", mend="leave it out")


def attached(name: str) -> dict[str, str]:
    """The header that makes a browser keep a file, and not show it."""
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def file_stem(number: str) -> str:
    """A number as the name of a file, of plain letters only."""
    return "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_") else "-" for sign in number)[:80] or "study"


_FORMS: Mapping[StudyForm, Callable[[Trial, StudyParameters, Asked], Response]] = {
    StudyForm.JSON: _json,
    StudyForm.JSON_ZIP: _json_zip,
    StudyForm.CSV: _csv,
    StudyForm.FHIR: _fhir,
    StudyForm.FHIR_R5: _fhir_r5,
    StudyForm.RIS: _ris,
    StudyForm.JSON_LD: _json_ld,
}
_DOCUMENTS: Mapping[RecordFormat, Callable[[TrialRecord], Export]] = {
    RecordFormat.FHIR_R4: to_fhir_r4,
    RecordFormat.FHIR_R5: to_fhir_r5,
    RecordFormat.JSON_LD: to_medical_trial,
}
