"""A question in an address enters, the front page or the page of what was found leaves."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from trialwright.errors import UserError
from trialwright.find.asking import Results
from trialwright.find.mistakes import QueryError
from trialwright.find.respelling import meant
from trialwright.portal.asked import ORDERS, Asked, Placed, asked_of, order_label, placed, query_of
from trialwright.portal.cards import drawn
from trialwright.portal.following import followed_as, title_of
from trialwright.portal.keeping import kept_page
from trialwright.portal.paths import trial_path
from trialwright.portal.people.role import Role
from trialwright.portal.views.hits import facets_of
from trialwright.portal.visit import Visit, Visited

router = APIRouter()
PAGE = 20
_TIDY = "HX-Push-Url"
"""The header by which htmx is told the address to show, for one that a form makes with every field that was left empty."""


@router.get("/")
def front(visit: Visited) -> Response:
    """The front page: where to begin."""
    return visit.page("front.html.j2", trials=len(visit.shelf), changed=visit.shelf.changed.date(), asked=Asked())


@router.get("/search")
def search(visit: Visited) -> Response:
    """What was found for the question in the address."""
    return kept_page(visit, lambda: _search(visit))


def _search(visit: Visit) -> Response:
    asked = asked_of(visit.request.query_params.multi_items())
    known = _known_number(visit, asked)
    if known is not None:
        return RedirectResponse(known, status_code=303)
    where = placed(asked)
    mistake = None
    try:
        found = visit.shelf.search(query_of(asked, where, size=PAGE, count=visit.shelf.index.facet_names), on=visit.today)
    except UserError as error:
        found, mistake = Results(total=0, hits=()), error
    return _answer(visit, asked, where, found) if mistake is None else _mistaken(visit, asked, mistake)


def _known_number(visit: Visit, asked: Asked) -> str | None:
    """The page of a trial where nothing but its number is asked for."""
    if not asked.words or len(asked.pairs()) != 1 or " " in asked.words or not any(sign.isdigit() for sign in asked.words):
        return None
    trial = visit.shelf.trial(asked.words)
    return trial_path(trial.key) if trial is not None else None


def _answer(visit: Visit, asked: Asked, where: Placed, found: Results) -> Response:
    page = visit.page(
        "search.html.j2",
        asked=asked,
        where=where,
        found=found,
        cards=drawn(visit, found, asked, where),
        facets=facets_of(found.facets, asked, total=found.total),
        orders=_orders(where),
        following=replace(asked, after=found.next).address() if found.next else None,
        mistake=None,
        follow=_follow(visit, asked),
        meant=_meant(visit, asked, where, found),
    )
    page.headers[_TIDY] = asked.address()
    return page


def _meant(visit: Visit, asked: Asked, where: Placed, found: Results) -> str:
    """The words that may have been meant where few trials have those that were asked, if more have them; "" for none."""
    if asked.after:
        return ""
    return meant(asked.words, found.total, lambda words: _count(visit, replace(asked, words=words, meaning=False), where))


def _count(visit: Visit, asked: Asked, where: Placed) -> int:
    return visit.shelf.search(query_of(asked, where, size=1, count=()), on=visit.today).total


def _follow(visit: Visit, asked: Asked) -> dict[str, object]:
    """What the page says of following its question: the search that is kept of it, who may keep one, what to call it."""
    person = visit.person
    kept = followed_as(visit, asked)
    if person is None or not person.role.covers(Role.CURATOR) or not asked.anything:
        return {"kept": kept, "may": False}
    return {"kept": kept, "may": True, "title": title_of(asked), "search": urlencode(replace(asked, after="").pairs())}


def _mistaken(visit: Visit, asked: Asked, error: UserError) -> Response:
    """A question that cannot be read: the form again with what was asked, and the place of the mistake."""
    found = Results(total=0, hits=())
    pointed = error.caret() if isinstance(error, QueryError) else ""
    return visit.page(
        "search.html.j2",
        status=400,
        asked=asked,
        where=Placed(),
        found=found,
        cards=[],
        facets=(),
        orders=_orders(Placed()),
        following=None,
        follow=None,
        meant="",
        mistake={"message": error.message, "hint": error.hint or "", "pointed": pointed},
    )


def _orders(where: Placed) -> list[tuple[str, str]]:
    """The orders to choose from, the usual one first and under no name: it is another one as soon as a place is asked for."""
    others = [name for name in ORDERS if name != where.usual_order]
    return [("", order_label(where.usual_order)), *((name, order_label(name)) for name in others)]
