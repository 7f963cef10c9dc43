"""Curators' pages: what there is to review, a trial's lines with their forms, its file to download and to upload."""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, HTTPException, Query
from starlette.responses import RedirectResponse, Response

from trialwright.errors import UserError
from trialwright.portal.people.door import ForReaders, FromCurator, Posted
from trialwright.portal.people.role import Role
from trialwright.portal.people.words import said
from trialwright.portal.views.review import Refused, review_page, slipped
from trialwright.portal.views.review_list import ReviewList
from trialwright.portal.visit import Visit
from trialwright.protocol.review import Decision
from trialwright.protocol.review_form import write_review
from trialwright.protocol.review_head import REVIEW_ENDING
from trialwright.shelf.curation import Answer, DoubtfulError, MeanwhileError, decide, review_on, take_up
from trialwright.shelf.trial import Trial

router = APIRouter()
_PAGE = 50
_NO_NAME = re.compile(r"[^A-Za-z0-9.-]+")


@router.get("/review")
def reviews(visit: ForReaders, start: Annotated[int, Query(ge=0, le=1_000_000)] = 0, trial: str = "") -> Response:
    """The trials with lines to review; with `trial` the way to that one."""
    if trial.strip():
        found = visit.shelf.trial(trial[:200])
        if found is not None:
            return RedirectResponse(_path(found.key), status_code=303)
    state = visit.request.app.state
    if not hasattr(state, "review_list"):
        state.review_list = ReviewList()
    counting: ReviewList = state.review_list
    listed = counting.look(visit.shelf, start=start, most=_PAGE)
    return visit.page("reviews.html.j2", listed=listed, start=start, step=_PAGE, wanted=trial[:200], path=_path)


@router.get("/review/{key:path}/file")
def download(key: str, visit: ForReaders) -> Response:
    """The review as the file that `trialwright review` takes."""
    trial = _trial(visit, key)
    text = write_review(review_on(visit.shelf, trial.key).review)
    name = f"{_NO_NAME.sub('_', trial.key).strip('_.') or 'trial'}{REVIEW_ENDING}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(text.encode("utf-8", "replace"), media_type="application/yaml; charset=utf-8", headers=headers)


@router.post("/review/{key:path}/file")
def upload(key: str, form: FromCurator) -> Response:
    """Takes up what was decided in a file."""
    trial = _trial(form.visit, key)
    if not form.file:
        return _page(form.visit, trial, problem=(422, said("no file")))
    try:
        text = form.file.decode("utf-8")
        lines = take_up(form.visit.settings.folder, trial.key, text, by=form.person.name)
    except UnicodeDecodeError:
        return _page(form.visit, trial, problem=(422, said("not text")))
    except MeanwhileError as error:
        return _page(form.visit, trial, problem=(409, f"{form.visit.text(said('late file'))} {', '.join(error.lines)}"))
    except UserError as error:
        return _page(form.visit, trial, problem=(422, str(error)))
    return RedirectResponse(f"{_path(trial.key)}?{urlencode({'taken': len(lines)})}", status_code=303)


@router.get("/review/{key:path}")
def review(key: str, visit: ForReaders) -> Response:
    """The lines of a trial, each with its form."""
    trial = _trial(visit, key)
    if trial.key != key:
        return RedirectResponse(_path(trial.key), status_code=302)
    return _page(visit, trial)


@router.post("/review/{key:path}")
def answer(key: str, form: FromCurator) -> Response:
    """Keeps one decision. One that cannot be kept comes back with all that was typed."""
    trial = _trial(form.visit, key)
    given = _answer(form)
    typed = (given.reading, given.note)
    try:
        decide(form.visit.settings.folder, trial.key, given)
    except MeanwhileError:
        refused = Refused(line=given.line, reading=given.reading, note=given.note, late=True)
        return _page(form.visit, trial, refused=refused)
    except DoubtfulError as error:
        refused = Refused(line=given.line, reading=given.reading, note=given.note, doubts=error.doubts)
        return _page(form.visit, trial, refused=refused)
    except UserError as error:
        return _page(form.visit, trial, refused=slipped(given.line, typed, error))
    return RedirectResponse(f"{_path(trial.key)}?{urlencode({'done': given.line})}#{quote(given.line)}", status_code=303)


def _answer(form: Posted) -> Answer:
    fields = form.fields
    word = fields.get("decision", "")
    if word not in tuple(Decision):
        raise HTTPException(422, form.visit.text(said("no decision")))
    return Answer(
        line=fields.get("line", "")[:40],
        seen=fields.get("seen", "")[:40],
        decision=Decision(word),
        by=form.person.name,
        reading=fields.get("reading", "").replace("\r\n", "\n"),
        note=fields.get("note", ""),
        sure=fields.get("sure") == "1",
    )


def _page(visit: Visit, trial: Trial, *, refused: Refused | None = None, problem: tuple[int, str] = (200, "")) -> Response:
    status, told = problem if refused is None else (409 if refused.late else 422, "")
    page = review_page(review_on(visit.shelf, trial.key), refused=refused, speech=visit.spoken.speech)
    person = visit.person
    asked = visit.request.query_params
    return visit.page(
        "review.html.j2",
        status=status,
        page=page,
        trial=trial,
        problem=told,
        may=person is not None and person.role.covers(Role.CURATOR),
        path=_path(trial.key),
        done=asked.get("done", "") if asked.get("done", "") in {line.id for line in page.lines} else "",
        taken=asked.get("taken", "") if asked.get("taken", "").isdecimal() else "",
    )


def _trial(visit: Visit, key: str) -> Trial:
    found = visit.shelf.trial(key)
    if found is None:
        raise HTTPException(404)
    return found


def _path(key: str) -> str:
    return f"/review/{quote(key, safe='/')}"
