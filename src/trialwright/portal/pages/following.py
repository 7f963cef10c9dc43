"""A search that a curator wants to follow enters and is kept, with its feeds; one that nobody needs any more is forgotten."""

from __future__ import annotations

import threading
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from trialwright.errors import UserError
from trialwright.portal.asked import Asked, asked_of, placed, query_of
from trialwright.portal.following import LONGEST_TITLE, MOST, followed, followed_as, name_of, title_of
from trialwright.portal.keeping import LONGEST_QUESTION
from trialwright.portal.pages.feeds import feeds_page
from trialwright.portal.people.door import FromCurator, Posted
from trialwright.portal.people.words import said
from trialwright.portal.visit import Visit
from trialwright.shelf.shelf import Shelf

router = APIRouter()
_TURNS = threading.Lock()


@router.post("/feeds")
def change(form: FromCurator) -> Response:
    """Follows a search, or ends it."""
    try:
        with _TURNS:
            name = _forgotten(form) if form.fields.get("decision") == "forget" else _kept(form)
    except UserError as error:
        return feeds_page(form.visit, problem=error.message, status=409 if error.place == "followed" else 422)
    return RedirectResponse(f"/feeds?{urlencode({'done': name})}", status_code=303)


def _kept(form: Posted) -> str:
    """The name of the search that is followed from now on."""
    visit = form.visit
    asked = _asked(form.fields.get("search", ""))
    if len(followed(visit)) >= MOST:
        raise UserError(said("too many feeds"), place="followed")
    if followed_as(visit, asked) is not None:
        raise UserError(said("is followed"), place="followed")
    title = " ".join(form.fields.get("title", "").split())[:LONGEST_TITLE] or title_of(asked)
    name = name_of(title, {item.saved.name for item in followed(visit)})
    return _save(visit, asked, name, title)


def _save(visit: Visit, asked: Asked, name: str, title: str) -> str:
    query = query_of(asked, placed(asked), size=1, count=())
    with Shelf.open(visit.settings.folder, writable=True) as shelf:
        shelf.searches.save(name, query, title=title, on=visit.today)
    return name


def _asked(search: str) -> Asked:
    asked = asked_of(parse_qsl(search[:LONGEST_QUESTION]))
    if not asked.anything:
        raise UserError(said("no question"), place="search")
    return asked


def _forgotten(form: Posted) -> str:
    name = form.fields.get("name", "")[:80]
    if name not in {item.saved.name for item in followed(form.visit)}:
        raise UserError(said("no feed"), place="name")
    with Shelf.open(form.visit.settings.folder, writable=True) as shelf:
        shelf.searches.remove(name)
    return ""
