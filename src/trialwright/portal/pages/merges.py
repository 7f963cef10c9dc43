"""What may be one trial enters a curator's page with its reasons; what they decide is kept, and can be undone there."""

from __future__ import annotations

import threading
from collections.abc import Callable
from itertools import islice

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from trialwright.errors import UserError
from trialwright.portal.people.door import ForReaders, FromCurator, Posted
from trialwright.portal.people.role import Role
from trialwright.portal.people.words import said
from trialwright.portal.visit import Visit
from trialwright.shelf.shelf import Shelf

router = APIRouter()
MOST = 100
_TURNS = threading.Lock()
_LONGEST_NOTE = 2000


@router.get("/merges")
def merges(visit: ForReaders) -> Response:
    """The pairs that wait, and what was decided, the last first."""
    return _page(visit)


@router.post("/merges")
def decide(form: FromCurator) -> Response:
    """Accepts or refuses a pair, or takes a decision back."""
    act = _act(form)
    if act is None:
        return _page(form.visit, problem=said("no decision"), status=422)
    try:
        with _TURNS, Shelf.open(form.visit.settings.folder, writable=True) as shelf:
            act(shelf)
    except UserError as error:
        return _page(form.visit, problem=str(error), status=409)
    return RedirectResponse("/merges?done=1", status_code=303)


def _act(form: Posted) -> Callable[[Shelf], object] | None:
    fields, by = form.fields, form.person.name
    one, other, number = (_number(fields.get(name)) for name in ("one", "other", "act"))
    note = " ".join(fields.get("note", "").split())[:_LONGEST_NOTE]
    match fields.get("decision"):
        case "same" if one is not None and other is not None:
            return lambda shelf: shelf.merge(one, other, by=by, note=note)
        case "apart" if one is not None and other is not None:
            return lambda shelf: shelf.refuse(one, other, by=by, note=note)
        case "undo" if number is not None:
            return lambda shelf: shelf.undo_decision(number, by=by)
        case _:
            return None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 16 else None


def _page(visit: Visit, *, problem: str = "", status: int = 200) -> Response:
    found = list(islice(visit.shelf.proposals(), MOST + 1))
    person = visit.person
    return visit.page(
        "merges.html.j2",
        status=status,
        proposals=found[:MOST],
        more=len(found) > MOST,
        decisions=list(reversed(visit.shelf.decisions()))[:MOST],
        problem=problem,
        may=person is not None and person.role.covers(Role.CURATOR),
        done=visit.request.query_params.get("done") == "1",
    )
