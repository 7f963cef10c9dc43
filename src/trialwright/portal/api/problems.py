"""What is wrong with a request enters, a problem document (RFC 9457) that names the parameter, the place and the mend leaves."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from difflib import get_close_matches
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from trialwright.errors import UserError

MEDIA_TYPE = "application/problem+json"
_LONGEST = 300
_LISTS = frozenset({"fields", "sort", "types", "aggFilters", "ids", "overallStatus", "synonyms"})


class Problem(BaseModel):
    """Why a request could not be met (RFC 9457)."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "type": "about:blank",
                "title": "Bad Request",
                "status": 400,
                "detail": "trials cannot be sorted by 'Sponsor'",
                "parameter": "sort",
                "mend": "one of @relevance, EnrollmentCount, StartDate",
            }
        }
    )

    type: str = Field(description="A name of the kind of problem; `about:blank` where the title says it all.")
    title: str = Field(description="The problem in short.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What is wrong, in a sentence.")
    parameter: str | None = Field(default=None, description="The parameter of the request that it is about.")
    place: str | None = Field(default=None, description="Where in the parameter's value, or in the body.")
    mend: str | None = Field(default=None, description="How to put it right.")


class ProblemError(Exception):
    """A request that cannot be met."""

    def __init__(self, detail: str, *, parameter: str | None = None, mend: str | None = None, status: int = 400) -> None:
        super().__init__(detail)
        self.detail, self.parameter, self.mend, self.status = detail, parameter, mend, status
        self.place: str | None = None

    def at(self, place: str | None) -> ProblemError:
        """The same with the place within the parameter."""
        self.place = place
        return self


PROBLEMS: dict[int | str, dict[str, Any]] = {
    400: {"description": "A parameter is wrong", "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}},
    "default": {
        "description": "Any other problem",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    },
}
"""What every path of the API may answer beside what was asked for."""

NOT_FOUND: dict[int | str, dict[str, Any]] = {404: {**PROBLEMS[400], "description": "There is no such trial"}}


class ProblemRoute(APIRoute):
    """A path of the API: whatever is wrong with a request to it is answered as a problem document."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()

        async def handler(request: Request) -> Response:
            try:
                return await answer(_each_once(_known(request)))
            except RequestValidationError as error:
                return problem_response(_misread(error, request))
            except ProblemError as error:
                return problem_response(error)
            except UserError as error:
                return problem_response(ProblemError(error.message, mend=error.hint).at(error.place))

        return handler


def problem_response(error: ProblemError) -> Response:
    """The problem as an answer."""
    phrase = HTTPStatus(error.status).phrase
    parts = {"parameter": error.parameter, "place": error.place, "mend": error.mend}
    body = {"type": "about:blank", "title": phrase, "status": error.status, "detail": _short(error.detail)}
    body |= {name: _short(value) for name, value in parts.items() if value}
    return JSONResponse(body, status_code=error.status, media_type=MEDIA_TYPE)


def did_you_mean(name: str, known: list[str]) -> str:
    """The names most like one that is none, as a mend; where none is, the beginning of the list."""
    by_case = {item.lower(): item for item in known}
    near = [by_case[item] for item in get_close_matches(name.lower()[:100], list(by_case), n=3, cutoff=0.55)]
    inside = [item for low, item in by_case.items() if len(name) > 3 and name.lower() in low][:3]
    found = list(dict.fromkeys((*near, *inside)))
    return f"did you mean {' or '.join(found)}?" if found else f"one of {', '.join(known[:40])}"


def _known(request: Request) -> Request:
    """The request, unless one of our own paths that takes no parameter is given one: nothing that was asked is passed over."""
    route = request.scope.get("route")
    own = request.scope["path"].startswith("/api/trialwright/")
    if own and isinstance(route, APIRoute) and request.query_params and not route.dependant.query_params:
        raise ProblemError("this path takes no parameters", parameter=next(iter(request.query_params)), mend="leave it out")
    return request


def _each_once(request: Request) -> Request:
    """The request with every parameter once: a list that was sent piece by piece (`fields=NCTId&fields=Condition`) is one list,
    and of anything else that stands twice none is left out in silence."""
    given: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        given.setdefault(name, []).append(value)
    if all(len(values) == 1 for values in given.values()):
        return request
    twice = next((name for name, values in given.items() if len(values) > 1 and not _is_list(name)), None)
    if twice is not None:
        raise ProblemError("this parameter stands more than once", parameter=twice, mend="send it once")
    query = urlencode({name: ",".join(values) for name, values in given.items()})
    return Request({**request.scope, "query_string": query.encode()}, request.receive)


def _is_list(name: str) -> bool:
    """Whether a parameter takes a list, whose items commas part."""
    return name.removeprefix("postFilter.").removeprefix("filter.") in _LISTS


def _misread(error: RequestValidationError, request: Request) -> ProblemError:
    """The first of the faults that reading the parameters found; a body's fault is 422."""
    fault: dict[str, Any] = next(iter(error.errors()), {})
    where, *names = fault.get("loc") or ("request",)
    name = ".".join(map(str, names))
    message = str(fault.get("msg", "it cannot be read"))
    if where == "body":
        return ProblemError(message, status=422, mend="send the document that the description of the API shows").at(
            name or "body"
        )
    if fault.get("type") == "extra_forbidden":
        return _unknown(name, request)
    return ProblemError(f"{str(fault.get('input'))[:80]!r}: {message}", parameter=name, mend="see /api/openapi.json")


def _unknown(name: str, request: Request) -> ProblemError:
    if name.endswith(".synonyms"):
        mend = "ask in the query itself: EXPANSION[None]term switches synonyms off"
        return ProblemError("this server has no numbered synonyms", parameter=name, mend=mend)
    known = sorted(_parameters(request.scope.get("route")))
    return ProblemError("there is no such parameter", parameter=name, mend=did_you_mean(name, known) if known else None)


def _parameters(route: object) -> list[str]:
    """The parameters that a path has in its address."""
    asked = route.dependant.query_params if isinstance(route, APIRoute) else []
    models = [item.field_info.annotation for item in asked]
    fields = [model.model_fields for model in models if isinstance(model, type) and issubclass(model, BaseModel)]
    return [field.alias or name for model in fields for name, field in model.items()]


def _short(value: object) -> object:
    """A text of the request is not given back at any length, nor with signs that steer a terminal."""
    if not isinstance(value, str):
        return value
    shown = "".join(sign if sign.isprintable() else "\ufffd" for sign in value)
    return shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"
