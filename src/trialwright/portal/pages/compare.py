"""The keys of up to four trials enter, the page leaves that shows them side by side; keys that no trial has are named."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter
from starlette.responses import Response

from trialwright.portal.views.compared import comparison_of
from trialwright.portal.visit import Visit, Visited
from trialwright.shelf.trial import Trial

router = APIRouter()
MOST, LONGEST, MOST_NAMED = 4, 200, 20


@router.get("/compare")
def compare(visit: Visited) -> Response:
    """Trials side by side: `?keys=A,B` or `?keys=A&keys=B`, as boxes that are ticked send them."""
    named = list(dict.fromkeys(_named(visit)))[:MOST_NAMED]
    found = [(text, visit.shelf.trial(text)) for text in named]
    trials: dict[str, Trial] = {trial.key: trial for _, trial in found if trial is not None}
    shown = list(trials.values())[:MOST]
    compared = comparison_of([(trial.key, trial.record, visit.shelf.protocol(trial.key)) for trial in shown], on=visit.today)
    return visit.page(
        "compare.html.j2",
        status=404 if named and not shown else 200,
        compared=compared,
        strange=[text for text, trial in found if trial is None],
        left=[trial.key for trial in list(trials.values())[MOST:]],
        most=MOST,
    )


def _named(visit: Visit) -> Iterator[str]:
    """The keys of the address. A comma parts them, but for a trial whose own key has one."""
    for value in visit.request.query_params.getlist("keys"):
        text = value[: LONGEST * MOST_NAMED].strip()
        trial = visit.shelf.trial(text[:LONGEST]) if "," in text else None
        whole = trial is not None and trial.key.casefold() == text.casefold()
        yield from [text] if whole else (part.strip()[:LONGEST] for part in text.split(",") if part.strip())
