"""The keys of up to four trials enter, the page or the PDF leaves that shows them side by side; keys of no trial are named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import APIRouter, HTTPException
from starlette.responses import Response

from trialwright.portal.paper.compare import compare_values
from trialwright.portal.paper.press import MISSING, can_print, printed
from trialwright.portal.views.compared import Comparison, comparison_of
from trialwright.portal.visit import Visit, Visited
from trialwright.shelf.trial import Trial

router = APIRouter()
MOST, LONGEST, MOST_NAMED = 4, 200, 20


@router.get("/compare")
def compare(visit: Visited) -> Response:
    """Trials side by side: `?keys=A,B` or `?keys=A&keys=B`, as boxes that are ticked send them."""
    asked = _asked(visit)
    return visit.page(
        "compare.html.j2",
        status=404 if asked.named and not asked.compared.columns else 200,
        compared=asked.compared,
        strange=asked.strange,
        left=asked.left,
        most=MOST,
        pdf=can_print() and len(asked.compared.columns) > 1,
    )


@router.get("/compare.pdf")
def compare_pdf(visit: Visited) -> Response:
    """The same on paper. Without the extra `pdf`: 501, which says so; with fewer than two trials 404."""
    asked = _asked(visit)
    if len(asked.compared.columns) < 2:
        raise HTTPException(404)
    if not can_print():
        raise HTTPException(501, f"{MISSING}; print the page instead")
    values = compare_values(visit, asked.compared, strange=asked.strange, left=asked.left)
    headers = {"Content-Disposition": 'inline; filename="compare.pdf"', "Content-Language": visit.spoken.code}
    return Response(printed("compare", values), media_type="application/pdf", headers=headers)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Asked:
    """The comparison that an address asks for: whether it names any, numbers that no trial has, trials without room."""

    named: bool
    compared: Comparison
    strange: tuple[str, ...]
    left: tuple[str, ...]


def _asked(visit: Visit) -> _Asked:
    named = list(dict.fromkeys(_named(visit)))[:MOST_NAMED]
    found = [(text, visit.shelf.trial(text)) for text in named]
    trials: dict[str, Trial] = {trial.key: trial for _, trial in found if trial is not None}
    shown = list(trials.values())[:MOST]
    compared = comparison_of([(trial.key, trial.record, visit.shelf.protocol(trial.key)) for trial in shown], on=visit.today)
    return _Asked(
        named=bool(named),
        compared=compared,
        strange=tuple(text for text, trial in found if trial is None),
        left=tuple(trial.key for trial in list(trials.values())[MOST:]),
    )


def _named(visit: Visit) -> Iterator[str]:
    """The keys of the address. A comma parts them, but for a trial whose own key has one."""
    for value in visit.request.query_params.getlist("keys"):
        text = value[: LONGEST * MOST_NAMED].strip()
        trial = visit.shelf.trial(text[:LONGEST]) if "," in text else None
        whole = trial is not None and trial.key.casefold() == text.casefold()
        yield from [text] if whole else (part.strip()[:LONGEST] for part in text.split(",") if part.strip())
