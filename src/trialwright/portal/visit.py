"""A request enters, a `Visit` leaves: what every page needs of it (the site, the language, the colours), and how to answer it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import HTMLResponse

from trialwright.portal.languages import Language, chosen_language, language
from trialwright.portal.people.people import People
from trialwright.portal.people.sessions import Person
from trialwright.portal.rendering import render
from trialwright.portal.settings import Settings
from trialwright.shelf.shelf import Shelf

COLOURS = ("auto", "light", "dark")
LONGEST_PATH = 1500


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """One look at one page: the request with what the reader chose."""

    request: Request
    settings: Settings
    spoken: Language
    colours: str

    @property
    def today(self) -> dt.date:
        """The day by which statuses and ages are judged."""
        return self.settings.on()

    @property
    def shelf(self) -> Shelf:
        """The trials of this portal."""
        shelf: Shelf = self.request.app.state.shelf
        return shelf

    @property
    def people(self) -> People:
        """Who may do what in this portal."""
        people: People = self.request.app.state.people
        return people

    @property
    def cookie(self) -> str:
        """The name of the cookie of a session. Browsers give one that begins so to this host alone, and only by https."""
        return "__Host-trialwright" if self.settings.secure else "trialwright"

    @property
    def person(self) -> Person | None:
        """Who asks; None for a reader without an account."""
        state = self.request.state
        if not hasattr(state, "person"):
            address = self.request.client.host if self.request.client else ""
            state.person = self.people.person(self.request.cookies.get(self.cookie), address)
        found: Person | None = state.person
        return found

    @property
    def path(self) -> str:
        """The path with its question, to come back to."""
        url = self.request.url
        whole = f"{url.path}?{url.query}" if url.query else url.path
        return whole if len(whole) <= LONGEST_PATH else url.path

    def has(self, path: str) -> bool:
        """Whether this portal has a page at a path: only such are linked."""
        return path in self.request.app.state.paths

    @property
    def headers(self) -> dict[str, str]:
        """What an answer says of its language, of what it depends on, and that one made for somebody is nobody's to keep."""
        said = {"Content-Language": self.spoken.code, "Vary": "Accept-Language, Cookie, HX-Request"}
        return said if self.person is None else {**said, "Cache-Control": "no-store"}

    def text(self, message: str) -> str:
        """A text of the catalogue in the reader's language."""
        return self.spoken.text(message)

    def markup(self, template: str, **values: Any) -> str:
        """A template with `values`, and what every page may ask for: `visit`, `languages`, `colours`."""
        languages = [language(code) for code in self.settings.languages]
        return render(template, self.spoken.code, {"visit": self, "languages": languages, "colours": COLOURS, **values})

    def page(self, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """A whole page as the answer."""
        return HTMLResponse(self.markup(template, **values), status_code=status, headers=self.headers)


def visit_of(request: Request) -> Visit:
    """The visit that a request is."""
    settings: Settings = request.app.state.settings
    colours = request.cookies.get("colours", "auto")
    spoken = chosen_language(
        settings.languages,
        request.cookies,
        request.headers.get("accept-language", ""),
        asked=request.query_params.get("lang"),
    )
    return Visit(request=request, settings=settings, spoken=spoken, colours=colours if colours in COLOURS else "auto")


async def _here(request: Request) -> Visit:
    """`visit_of` where the request is: it waits for nothing, and another thread for it costs as much as a kept page."""
    return visit_of(request)


Visited = Annotated[Visit, Depends(_here)]
"""What a page function takes: `def about(visit: Visited)`."""
