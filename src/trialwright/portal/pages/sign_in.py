"""A name and a password enter, a session leaves as a cookie; signing out ends it, here or everywhere."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from trialwright.portal.people.door import FromPerson
from trialwright.portal.people.people import TooManyError
from trialwright.portal.people.sessions import LONGEST
from trialwright.portal.people.words import said
from trialwright.portal.shown import local_path
from trialwright.portal.visit import Visit, Visited

router = APIRouter()
_AFTERWARDS = "/review"


@router.get("/sign-in")
def form(visit: Visited) -> Response:
    """The form; who has signed in already is sent on."""
    target = _target(visit.request.query_params.get("next"))
    if visit.person is not None:
        return RedirectResponse(target, status_code=303)
    lost = "lost" in visit.request.query_params
    return _form(visit, target, problem=(200, visit.text(said("lost")) if lost else ""))


@router.post("/sign-in")
async def sign_in(visit: Visited, request: Request) -> Response:
    """Tries a name with a password. Which of the two was wrong is not said."""
    sent = await request.form(max_fields=5, max_files=0, max_part_size=4096)
    name, password, target = (
        value if isinstance(value := sent.get(key, ""), str) else "" for key in ("name", "password", "next")
    )
    address = request.client.host if request.client else ""
    try:
        account = await run_in_threadpool(visit.people.admit, name, password, address=address)
    except TooManyError:
        return _form(visit, _target(target), problem=(429, visit.text(said("too many"))))
    if account is None:
        problem = (401, visit.text(said("no pair")))
        return _form(visit, _target(target), problem=problem, name=name[:80])
    cookie = await run_in_threadpool(visit.people.sessions.begin, account, instead_of=request.cookies.get(visit.cookie))
    response = RedirectResponse(_target(target), status_code=303)
    secure = visit.settings.secure
    response.set_cookie(visit.cookie, cookie, max_age=LONGEST, httponly=True, samesite="lax", secure=secure, path="/")
    return response


@router.post("/sign-out")
def sign_out(form: FromPerson) -> Response:
    """Ends the session, or with `everywhere` all sessions of the account."""
    sessions, visit = form.visit.people.sessions, form.visit
    if form.fields.get("everywhere"):
        sessions.end_all(form.person.name)
    sessions.end(visit.request.cookies.get(visit.cookie))
    response = RedirectResponse("/", status_code=303)
    response.delete_cookie(visit.cookie, httponly=True, samesite="lax", secure=visit.settings.secure, path="/")
    return response


def _form(visit: Visit, target: str, *, problem: tuple[int, str] = (200, ""), name: str = "") -> Response:
    status, told = problem
    return visit.page("sign_in.html.j2", status=status, target=target, problem=told, name=name)


def _target(text: str | None) -> str:
    """Where to go afterwards: a path of this portal."""
    return local_path(text) if text else _AFTERWARDS
