"""A request enters; who asks, and the fields of a form that they themselves sent, leave. Others are sent to sign in, or away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, HTTPException
from starlette.datastructures import UploadFile
from starlette.requests import Request

from trialwright.portal.people.role import Role
from trialwright.portal.people.sessions import Person
from trialwright.portal.people.words import said
from trialwright.portal.visit import Visit, Visited

TOKEN = "token"
_BACK = {"/cohort/patient": "/cohort"}
"""Where somebody who sent a form after their session ended begins again."""
_FORMS = ("/review/", "/merges", "/users", "/feeds")
"""The pages whose forms are sent to their own address, or to their file."""
_MOST_FIELDS = 40
LONGEST_FILE = 4 * 2**20


@dataclass(frozen=True, kw_only=True, slots=True)
class Posted:
    """A form that somebody who may do so has sent: its fields, and the content of its file where it has one."""

    visit: Visit
    person: Person
    fields: Mapping[str, str]
    file: bytes | None = None


def _asking(visit: Visit, role: Role, *, refused: str = "may look") -> Person:
    """Who asks, if their role covers `role`; others are led to the page to sign in, or refused (with that text of `said`)."""
    person = visit.person
    if person is None:
        asked = {"next": visit.path} if visit.request.method == "GET" else {"next": _form_of(visit), "lost": "1"}
        raise HTTPException(303, headers={"Location": f"/sign-in?{urlencode(asked)}"})
    if not person.role.covers(role):
        raise HTTPException(403, visit.text(said("administrators" if role is Role.ADMINISTRATOR else refused)))
    return person


def _form_of(visit: Visit) -> str:
    """The page with the form that was sent."""
    path = visit.request.url.path
    return _BACK.get(path) or (path.removesuffix("/file") if path.startswith(_FORMS) else "/review")


def reader(visit: Visited) -> Visit:
    """A visit of somebody who has signed in."""
    _asking(visit, Role.READER)
    return visit


def curator(visit: Visited) -> Visit:
    """A visit of a curator: what is shown is not for every reader."""
    _asking(visit, Role.CURATOR, refused="curators")
    return visit


async def posted(visit: Visited, request: Request) -> Posted:
    """A form of somebody who has signed in. One that does not carry the token of their session was not made by our page: 403."""
    person = _asking(visit, Role.READER)
    async with request.form(max_fields=_MOST_FIELDS, max_files=1, max_part_size=2**20) as form:
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
        uploads = [value for value in form.values() if isinstance(value, UploadFile)]
        content = await uploads[0].read(LONGEST_FILE + 1) if uploads else None
    if not person.made(fields.get(TOKEN, "")):
        raise HTTPException(403, visit.text(said("old form")))
    if content is not None and len(content) > LONGEST_FILE:
        raise HTTPException(413, visit.text(said("large file")))
    return Posted(visit=visit, person=person, fields=fields, file=content)


def decided(form: Annotated[Posted, Depends(posted)]) -> Posted:
    """A form by which a curator changes something."""
    _asking(form.visit, Role.CURATOR)
    return form


def asked_by_curator(form: Annotated[Posted, Depends(posted)]) -> Posted:
    """A form by which a curator asks for what must not stand in an address."""
    _asking(form.visit, Role.CURATOR, refused="curators")
    return form


def administrator(visit: Visited) -> Visit:
    """A visit of an administrator."""
    _asking(visit, Role.ADMINISTRATOR)
    return visit


def administered(form: Annotated[Posted, Depends(posted)]) -> Posted:
    """A form by which an administrator changes who may do what. Too many in a short time: 429."""
    _asking(form.visit, Role.ADMINISTRATOR)
    if not form.visit.people.attempts.may_change(form.person.name):
        raise HTTPException(429, form.visit.text(said("too many")))
    return form


ForReaders = Annotated[Visit, Depends(reader)]
"""What the function of a page takes that only people with an account may see."""

FromPerson = Annotated[Posted, Depends(posted)]
"""What a function takes that answers the form of anybody who has signed in."""

FromCurator = Annotated[Posted, Depends(decided)]
"""What a function takes that answers the form of a curator."""

ForCurators = Annotated[Visit, Depends(curator)]
"""What the function of a page takes that only curators may see."""

AskedByCurator = Annotated[Posted, Depends(asked_by_curator)]
"""What a function takes that answers a question of a curator."""

ForAdministrators = Annotated[Visit, Depends(administrator)]
"""What the function of a page takes that only administrators may see."""

FromAdministrator = Annotated[Posted, Depends(administered)]
"""What a function takes that answers the form of an administrator."""
