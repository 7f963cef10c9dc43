"""A form about a patient enters, the page leaves that asks what decides most and shows which trials are open to them.

Nothing of the patient is in an address, kept or written down: the answers travel in the form and leave with the page.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import Response

from trialwright.find.asking import Near
from trialwright.find.nearest import near_place
from trialwright.findings import Finding
from trialwright.match.deciding import Asking, Whom, askings
from trialwright.match.likely import Likely, likely_of
from trialwright.match.rank import Standing
from trialwright.match.recruiting import Doors
from trialwright.patients.fhir_files import looks_like_fhir
from trialwright.portal.answers import BASE, ECOG, Mistake, Patient, Told, patient_of, sheet_of, told_of
from trialwright.portal.apart import apart
from trialwright.portal.bundles import uploaded
from trialwright.portal.judging import MOST, Match, judged_for, meant_by
from trialwright.portal.paper.match import match_values
from trialwright.portal.paper.press import can_print, printed
from trialwright.portal.posted import TooLargeError, posted
from trialwright.portal.strange_files import strange
from trialwright.portal.unsaid import where
from trialwright.portal.views.matched import UNFOLDED, Group, groups_of
from trialwright.portal.views.questions import AT_A_TIME, Question, answered, questions_for
from trialwright.portal.visit import Visit, Visited
from trialwright.shelf.trial import Trial

_log = logging.getLogger(__name__)
router = APIRouter()
NOT_KEPT = {"Cache-Control": "no-store"}
_SHEET_NAME, _PDF_NAME = "patient.json", "match.pdf"


@router.get("/match")
def begin(visit: Visited) -> Response:
    """The form as it begins: disease, age, sex, performance status; which trials are meant may stand in the address."""
    pairs = [(name, value) for name, value in visit.request.query_params.multi_items() if name == "trial"]
    told = told_of([*pairs, ("search", _search_of(visit))])
    return _page(visit, told, Patient(facts=patient_of(Told(), on=visit.today).facts), None)


def _search_of(visit: Visit) -> str:
    """The search that an address carries ("/match?q=gastric"), for the form to carry on."""
    query = visit.request.url.query
    return query if len(query) <= 300 and "trial" not in visit.request.query_params else ""


@router.post("/match")
async def match(visit: Visited) -> Response:
    """The patient of the form held against the trials: a page, or as a PDF or a sheet where a button asks for one."""
    try:
        form = await posted(visit.request)
    except TooLargeError:
        return await run_in_threadpool(_too_large, visit)
    try:
        return await apart(visit.request, _answer, visit, await _told(form), str(form.get("go") or ""))
    except HTTPException:
        raise
    except Exception as error:  # noqa: BLE001 - see below
        # What the error says may hold what was told of a patient: it is not written down, and the page says only that it failed.
        _log.error("a match failed: %s in %s", type(error).__name__, where(error))
        raise HTTPException(500) from None


def _too_large(visit: Visit) -> Response:
    mistake = Mistake(field="file", code="file too large")
    return _page(visit, Told(), Patient(facts=patient_of(Told(), on=visit.today).facts, mistakes=(mistake,)), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """What a form tells, the mistakes in its file, and what was not understood of that."""

    told: Told
    mistakes: tuple[Mistake, ...] = ()
    remarks: tuple[Finding, ...] = ()


async def _told(form: FormData) -> Given:
    """What the form tells. A file stands in for the text of a sheet; FHIR, in the file or as the text, becomes a sheet."""
    pairs = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    file = form.get("file")
    given = isinstance(file, UploadFile) and bool(file.filename)
    data = await file.read() if isinstance(file, UploadFile) else b""
    await form.close()
    if given and not data.strip():
        return Given(told=told_of(pairs), mistakes=(Mistake(field="file", code="file empty"),))
    data = data or next((value.encode(errors="replace") for name, value in pairs if name == "sheet"), b"")
    rest = [pair for pair in pairs if pair[0] != "sheet"]
    if looks_like_fhir(data):
        bundle = await run_in_threadpool(uploaded, data)
        return Given(told=told_of([*rest, ("sheet", bundle.sheet)]), mistakes=bundle.mistakes, remarks=bundle.remarks)
    if kind := strange(data):
        return Given(told=told_of(rest), mistakes=(Mistake(field="file" if given else "sheet", code=kind),))
    try:
        return Given(told=told_of([*rest, ("sheet", data.decode("utf-8-sig"))] if data else rest))
    except UnicodeDecodeError:
        return Given(told=told_of(rest), mistakes=(Mistake(field="file", code="not text"),))


def _answer(visit: Visit, given: Given, go: str) -> Response:
    told = given.told
    found = patient_of(told, on=visit.today)
    patient = Patient(
        facts=found.facts,
        mistakes=(*given.mistakes, *found.mistakes),
        remarks=(*given.remarks, *found.remarks),
        disease=found.disease,
    )
    if go == "sheet" and not patient.mistakes:
        return _sheet(patient)
    judged = judged_for(patient.facts, told, visit.shelf, on=visit.today) if told.anything else None
    if go == "pdf" and judged is not None and can_print():
        return _pdf(visit, told, patient, judged)
    return _page(visit, told, patient, judged)


def _pdf(visit: Visit, told: Told, patient: Patient, match: Match) -> Response:
    """The result to print or to keep."""
    result = result_of(visit, told, match)
    body = printed("match", match_values(visit, patient.facts, result.groups, match))
    headers = {**NOT_KEPT, "Content-Disposition": f'attachment; filename="{_PDF_NAME}"'}
    return Response(body, media_type="application/pdf", headers=headers)


def _sheet(patient: Patient) -> Response:
    """What was told, as a file for the one who told it."""
    body = json.dumps(sheet_of(patient.facts), ensure_ascii=False, indent=2) + "\n"
    headers = {**NOT_KEPT, "Content-Disposition": f'attachment; filename="{_SHEET_NAME}"'}
    return Response(body, media_type="application/json", headers=headers)


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """The result as the page shows it: the cards by standing, the place that distances are from, and how it was understood."""

    match: Match
    groups: tuple[Group, ...]
    near: Near | None
    others: tuple[str, ...] = ()

    @property
    def judged(self) -> int:
        """How many trials were judged."""
        return len(self.match.ranking)

    @property
    def can_judge_more(self) -> bool:
        """Whether more trials can be judged in one request."""
        return self.match.left > 0 and self.match.meant.most < MOST


def result_of(visit: Visit, told: Told, match: Match) -> Result:
    """The result of a match for a page."""
    place = told.base.get("place", "")
    found = near_place(place) if place else None
    near = found[0] if found is not None else None
    keys = [item.judged.protocol.key for item in match.ranking]
    trials: list[Trial] = [trial for key in keys if (trial := visit.shelf.trial(key)) is not None]
    groups = groups_of(match.ranking, trials, on=visit.today, near=near)
    return Result(match=match, groups=groups, near=near, others=found[1] if found else ())


def _page(visit: Visit, told: Told, patient: Patient, match: Match | None) -> Response:
    result = result_of(visit, told, match) if match is not None else None
    mistakes = [*patient.mistakes]
    if result is not None and told.base.get("place") and result.near is None:
        mistakes.append(Mistake(field="place", code="place not known"))
    meant = match.meant if match is not None else meant_by(told, visit.shelf, on=visit.today)
    page = visit.page(
        "match.html.j2",
        status=413 if any(item.code == "file too large" for item in mistakes) else 200,
        told=told,
        patient=patient,
        meant=meant,
        result=result,
        mistakes=dict.fromkeys((*BASE, "sheet", "file")) | {item.field: item for item in mistakes},
        wrong=mistakes,
        answers=answered(told.answers, mistakes),
        next=_next(visit, told, patient, match) if match is not None and not told.only else (),
        pdf=can_print(),
        unfolded=UNFOLDED,
        nothing_told=match is None and not mistakes and visit.request.method == "POST",
        died=next((fact for fact in patient.facts.facts if fact.concept == "death" and fact.present), None),
    )
    page.headers.update(NOT_KEPT)
    return page


BASE_TOPICS = frozenset(("measure||age", f"measure||{ECOG}", "presence||other malignancy"))
"""What the base questions ask for already, whether they were answered or not."""


def _next(visit: Visit, told: Told, patient: Patient, match: Match) -> tuple[Question, ...]:
    return questions_for(_open(told, match, likely_of(patient.facts, on=visit.today)), told.answers)


def _open(told: Told, match: Match, likely: Likely) -> tuple[Asking, ...]:
    """What to ask next: for the trials that are possible and may take patients in, else for all that are possible."""
    possible = [item for item in match.ranking if item.standing is Standing.POSSIBLE]
    welcome = [item for item in possible if item.recruiting.doors is not Doors.CLOSED]
    asked = frozenset(answer.topic.key for answer in told.answers)
    return askings(
        (item.judged.verdict for item in welcome or possible),
        asked=asked | BASE_TOPICS,
        about=Whom(likely=likely),
        most=AT_A_TIME,
    )
