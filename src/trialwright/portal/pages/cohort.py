"""A curator's questions about a cohort enter; its pages leave: overview, trials, patients, changes. Nothing of it is logged.

Who a patient is never stands in an address: a page about one is the answer to a form.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from trialwright.errors import UserError
from trialwright.match.batch.chosen import stage_asked, trial_asked
from trialwright.match.batch.insight import funnel_rows, line_asked, mendings, overlap_in, questions
from trialwright.match.batch.limits import curve_data, curve_shown, limits_in, remarks
from trialwright.match.batch.mending import Mending
from trialwright.match.batch.picture import Caption, can_draw, curves_picture, funnel_picture
from trialwright.match.batch.recorded import Curves, curves_of
from trialwright.match.verdict import Eligibility
from trialwright.portal.apart import apart
from trialwright.portal.cohorts import CohortOnShow
from trialwright.portal.people.door import AskedByCurator, ForCurators
from trialwright.portal.unsaid import where
from trialwright.portal.views.cohort import MOST, changed, one_patient, overview, patients_of, stage_row, trial_address
from trialwright.portal.visit import Visit

router = APIRouter()
_log = logging.getLogger(__name__)
_LONGEST = 200
_SVG = "image/svg+xml"


@router.get("/cohort")
def cohort(visit: ForCurators, sort: str = "trial") -> Response:
    """All trials with how many patients are eligible, may be, or are excluded."""

    def page(shown: CohortOnShow) -> Response:
        return visit.page("cohort.html.j2", found=overview(shown.folder, sort), sort=sort)

    return _told(visit, page)


@router.get("/cohort/changes")
def changes(visit: ForCurators, since: str = "", trial: str = "") -> Response:
    """Whose verdict is another than in the run before, or than on a day, and why."""
    day = _day(since)

    def page(shown: CohortOnShow) -> Response:
        found = shown.folder.last_changes() if day is None else iter(shown.folder.changes_since(day))
        key = trial.strip()[:_LONGEST].upper()
        groups = changed(shown.folder, (one for one in found if not key or one.trial.upper() == key))
        question = shown.folder.question()
        asked: dict[str, Any] = {
            "since": since[:_LONGEST],
            "trial": trial.strip()[:_LONGEST],
            "misread": bool(since.strip()) and day is None,
        }
        total = sum(group.total for group in groups)
        return visit.page("cohort_changes.html.j2", groups=groups, total=total, question=question, day=day, **asked)

    return _told(visit, page)


@router.post("/cohort/patient")
async def patient(form: AskedByCurator) -> Response:
    """The trials of one patient, what to ask next, what changed."""
    visit, wanted = form.visit, form.fields.get("patient", "").strip()[:_LONGEST]

    def page(shown: CohortOnShow) -> Response:
        try:
            found = one_patient(shown.opened(), wanted)
        except UserError as error:
            if error.place != "--patient":
                raise
            return visit.page("cohort_nobody.html.j2", status=404, wanted=wanted)
        return visit.page("cohort_patient.html.j2", found=found)

    return await apart(visit.request, _told, visit, page)


@router.get("/cohort/questions")
async def next_questions(visit: ForCurators, trial: str = "") -> Response:
    """The missing facts that would decide most."""

    def page(shown: CohortOnShow) -> Response:
        key = _trial_key(shown, trial) if trial.strip() else ""
        only = {key} if key else None
        found = shown.kept(("questions", key), lambda: questions(shown.opened(), trials=only))
        return visit.page("cohort_questions.html.j2", **_about(shown), found=found[:MOST], total=len(found), trial=key)

    return await apart(visit.request, _told, visit, page)


@router.get("/cohort/overlap")
async def overlapping(visit: ForCurators, eligible: str = "", trial: str = "") -> Response:
    """Which trials compete for the same patients."""
    only = eligible == "1"

    def page(shown: CohortOnShow) -> Response:
        key = _trial_key(shown, trial) if trial.strip() else ""
        found = shown.kept(("overlap", only), lambda: overlap_in(shown.opened(), eligible=only))
        each = [one for one in found.each() if one.patients]
        each.sort(key=lambda one: (-one.patients, one.trial))
        pairs = [pair for pair in found.pairs() if key in ("", pair.one, pair.other)]
        values: dict[str, Any] = {
            "each": each[:MOST],
            "pairs": pairs[:MOST],
            "trials": len(each),
            "total": len(pairs),
            "bare": found.bare,
            "titles": {one["key"]: one["title"] for one in shown.folder.question()["trials"]},
        }
        return visit.page("cohort_overlap.html.j2", **_about(shown), **values, eligible=only, trial=key, address=trial_address)

    return await apart(visit.request, _told, visit, page)


@router.get("/cohort/trial/{key:path}/funnel.svg")
async def funnel_svg(key: str, visit: ForCurators, stage: str = "") -> Response:
    """The funnel as a picture."""

    def page(shown: CohortOnShow) -> Response:
        trial, asked = _stage(shown, key, stage)
        rows = [{**row, "text": line_asked(row)} for row in funnel_rows(shown.folder, trial, asked)]
        return _picture(funnel_picture(rows, caption=_caption(shown, trial, visit.text("Where patients are lost")), form="svg"))

    return await apart(visit.request, _told, visit, page)


@router.get("/cohort/trial/{key:path}/limits.svg")
async def limits_svg(key: str, visit: ForCurators, stage: str = "", line: str = "") -> Response:
    """The curves of a line as a picture."""

    def page(shown: CohortOnShow) -> Response:
        trial, asked = _stage(shown, key, stage)
        found = _curves(shown, trial, asked["name"], line)
        caption = _caption(shown, trial, visit.text("What another limit would gain"))
        return _picture(curves_picture([curve_shown(one) for one in found.curves], caption=caption, form="svg"))

    return await apart(visit.request, _told, visit, page)


@router.get("/cohort/trial/{key:path}/limits")
async def limits(key: str, visit: ForCurators, stage: str = "", line: str = "") -> Response:
    """What another limit in a line would gain."""

    def page(shown: CohortOnShow) -> Response:
        trial, asked = _stage(shown, key, stage)
        planned = shown.opened().stage(trial, asked["name"])
        having = list(dict.fromkeys(one.line for one in _limits(shown, trial, asked["name"])))
        if line and line not in having:
            raise HTTPException(404)
        found = _curves(shown, trial, asked["name"], line) if line and shown.sources else None
        texts = {name: one.text for name, one in shown.opened().lines(planned).items()}
        return visit.page(
            "cohort_limits.html.j2",
            **_about(shown),
            **_of_stage(trial, asked, shown),
            having=[(name, texts[name]) for name in having],
            line=line,
            records=bool(shown.sources),
            draws=can_draw(),
            curves=[curve_data(one) for one in found.curves] if found is not None else [],
            remarks=remarks(found) if found is not None else (),
        )

    return await apart(visit.request, _told, visit, page)


@router.get("/cohort/trial/{key:path}/near-misses")
async def near_misses(key: str, visit: ForCurators, stage: str = "") -> Response:
    """Who fails one line and no other, by how much, and what could mend it."""

    def page(shown: CohortOnShow) -> Response:
        trial, asked = _stage(shown, key, stage)
        planned = shown.opened().stage(trial, asked["name"])
        found = shown.kept(("misses", trial, asked["name"]), lambda: mendings(shown.opened(), planned, shown.records))
        lines: dict[str, list[Mending]] = {}
        for one in found:
            lines.setdefault(one.miss.line, []).append(one)
        texts = {line["id"]: line for line in asked["lines"]}
        rows = [(texts[name], len(group), group[:MOST]) for name, group in lines.items()]
        values: dict[str, Any] = {"rows": rows, "total": len(found), "records": bool(shown.sources)}
        return visit.page("cohort_misses.html.j2", **_about(shown), **_of_stage(trial, asked, shown), **values)

    return await apart(visit.request, _told, visit, page)


@router.get("/cohort/trial/{key:path}")
def trial(key: str, visit: ForCurators, stage: str = "") -> Response:
    """A trial over the cohort: its funnel, who is eligible and who may be."""

    def page(shown: CohortOnShow) -> Response:
        found, asked = _stage(shown, key, stage)
        rows = funnel_rows(shown.folder, found, asked)
        count = stage_row(shown.folder, found, asked["name"])
        lists = [
            patients_of(shown.folder, found, asked["name"], verdict) for verdict in (Eligibility.ELIGIBLE, Eligibility.UNKNOWN)
        ]
        texts = {line["id"]: line["text"] for line in asked["lines"]}
        values: dict[str, Any] = {"rows": rows, "count": count, "lists": lists, "texts": texts, "draws": can_draw()}
        on_shelf = visit.shelf.trial(found) is not None
        return visit.page("cohort_trial.html.j2", **_about(shown), **_of_stage(found, asked, shown), **values, on_shelf=on_shelf)

    return _told(visit, page)


def _told(visit: Visit, make: Callable[[CohortOnShow], Response]) -> Response:
    """The page, or one that says what is wrong with the folder."""
    shown: CohortOnShow = visit.request.app.state.cohort
    try:
        found = shown.steady(partial(make, shown))
    except HTTPException:
        raise
    except UserError as error:
        return visit.page("cohort_trouble.html.j2", status=503, problem=error)
    except Exception as error:  # noqa: BLE001 - what it says may hold something of a patient: it is not written down
        _log.error("a page of the cohort failed: %s in %s", type(error).__name__, where(error))
        hint = "if its folder is damaged, running `trialwright cohort` with it again may mend it; else remove it and make it anew"
        problem = UserError("this page of the cohort could not be made", place=str(shown.folder.folder), hint=hint)
        return visit.page("cohort_trouble.html.j2", status=503, problem=problem)
    found.headers["Cache-Control"] = "no-store"
    return found


def _about(shown: CohortOnShow) -> dict[str, Any]:
    question = shown.folder.question()
    return {"on": dt.date.fromisoformat(question["on"]), "patients": shown.folder.patients()}


def _of_stage(trial: str, stage: dict[str, Any], shown: CohortOnShow) -> dict[str, Any]:
    found = trial_asked(shown.folder.question(), trial)
    several = len(found["stages"]) > 1
    return {
        "trial": found,
        "stage": stage,
        "named": stage["name"] if several else "",
        "address": partial(trial_address, trial),
    }


def _trial_key(shown: CohortOnShow, text: str) -> str:
    """The key of the trial that an address names; 404 for one that the cohort does not have."""
    try:
        return str(trial_asked(shown.folder.question(), text.strip()[:_LONGEST])["key"])
    except UserError as error:
        if error.place != "TRIAL":
            raise
        raise HTTPException(404) from None


def _stage(shown: CohortOnShow, key: str, stage: str) -> tuple[str, dict[str, Any]]:
    """The trial and the stage that an address names, the first where it names none; 404 for one that is not there."""
    trial = _trial_key(shown, key)
    try:
        return trial, stage_asked(shown.folder.question(), trial, stage or None)
    except UserError as error:
        if error.place != "--stage":
            raise
        raise HTTPException(404) from None


def _limits(shown: CohortOnShow, trial: str, stage: str) -> list[Any]:
    """The limits of a stage, none where no line has one."""
    try:
        return limits_in(shown.opened(), shown.opened().stage(trial, stage))
    except UserError as error:
        if error.place != "--curve":
            raise
        return []


def _curves(shown: CohortOnShow, trial: str, stage: str, line: str) -> Curves:
    def made() -> Curves:
        planned = shown.opened().stage(trial, stage)
        return curves_of(
            shown.opened(), planned, [one for one in _limits(shown, trial, stage) if one.line == line], shown.records
        )

    return shown.kept(("curves", trial, stage, line), made)


def _caption(shown: CohortOnShow, trial: str, words: str) -> Caption:
    about = _about(shown)
    return Caption(title=f"{trial}: {words}", below=f"{about['patients']:,} patients on {about['on'].isoformat()}")


def _picture(data: bytes) -> Response:
    return Response(data, media_type=_SVG)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        return None
