"""Who has an account enters an administrator's page; what they decide (add, role, disable, end sessions, password) is kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from fastapi import APIRouter, HTTPException
from starlette.responses import RedirectResponse, Response

from trialwright.errors import UserError
from trialwright.portal.people.accounts import Account
from trialwright.portal.people.door import ForAdministrators, FromAdministrator, Posted
from trialwright.portal.people.role import Role
from trialwright.portal.people.words import said
from trialwright.portal.visit import Visit

router = APIRouter()
DONE = ("added", "role", "disabled", "enabled", "ended", "password")


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """An account with how many sessions it has open, and the day one was last used."""

    account: Account
    sessions: int
    seen: dt.date | None


@router.get("/users")
def users(visit: ForAdministrators) -> Response:
    """Everybody with an account."""
    return _page(visit)


@router.post("/users")
def change(form: FromAdministrator) -> Response:
    """Changes one account, or adds one."""
    try:
        done = _done(form)
    except UserError as error:
        return _page(form.visit, problem=error, typed=form.fields.get("name", "")[:80])
    return RedirectResponse(f"/users?done={done}", status_code=303)


def _done(form: Posted) -> str:
    """What was done, as the key of its text."""
    people, fields = form.visit.people, form.fields
    name = fields.get("name", "")[:200]
    match fields.get("decision"):
        case "add":
            people.accounts.add(name, fields.get("password", ""), role=_role(form))
            return "added"
        case "role":
            people.accounts.set_role(name, _role(form))
            return "role"
        case "disable":
            people.accounts.disable(name, by=form.person.name)
            return "disabled"
        case "enable":
            people.accounts.enable(name)
            return "enabled"
        case "end":
            people.sessions.end_all(name)
            return "ended"
        case "password":
            people.accounts.set_password(name, fields.get("password", ""))
            return "password"
        case _:
            raise HTTPException(422, form.visit.text(said("no decision")))


def _role(form: Posted) -> Role:
    word = form.fields.get("role", "")
    if word not in tuple(Role):
        raise HTTPException(422, form.visit.text(said("no decision")))
    return Role(word)


def _page(visit: Visit, *, problem: UserError | None = None, typed: str = "") -> Response:
    done = visit.request.query_params.get("done", "")
    page = visit.page(
        "users.html.j2",
        status=422 if problem is not None else 200,
        rows=_rows(visit),
        roles=tuple(Role),
        problem=problem,
        typed=typed,
        said=said,
        done=said(done) if done in DONE else "",
    )
    page.headers["Cache-Control"] = "no-store"
    return page


def _rows(visit: Visit) -> list[Row]:
    accounts = visit.people.accounts.all()
    held = {name.casefold(): found for name, found in (visit.people.sessions.open() if accounts else {}).items()}
    return [_row(account, held.get(account.name.casefold(), (0, 0.0))) for account in accounts]


def _row(account: Account, held: tuple[int, float]) -> Row:
    count, seen = held
    return Row(account=account, sessions=count, seen=dt.datetime.fromtimestamp(seen, dt.UTC).date() if count else None)
