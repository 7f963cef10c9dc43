"""What went wrong enters, a page that says so in the reader's language leaves; under `/api/` a problem document (RFC 9457)."""

from __future__ import annotations

import logging
from http.client import responses

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from trialwright.errors import UserError
from trialwright.portal.visit import visit_of

_log = logging.getLogger(__name__)
PROBLEM = "application/problem+json"


def install_error_pages(app: FastAPI) -> None:
    """Every error that leaves a page function is answered here; nothing of the machine's inside is shown."""
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _misasked)
    app.add_exception_handler(UserError, _mistaken)
    app.add_exception_handler(Exception, _failed)


async def _refused(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    detail = error.detail if isinstance(error, HTTPException) and error.detail != responses.get(status) else ""
    response = problem(request, status, detail)
    if isinstance(error, HTTPException) and error.headers:
        response.headers.update(error.headers)
    return response


async def _misasked(request: Request, error: Exception) -> Response:
    places = error.errors() if isinstance(error, RequestValidationError) else []
    named = "; ".join(f"{'.'.join(str(part) for part in place['loc'][1:])}: {place['msg']}" for place in places[:10])
    return problem(request, 422, named)


async def _mistaken(request: Request, error: Exception) -> Response:
    return problem(request, 400, str(error))


async def _failed(request: Request, error: Exception) -> Response:
    _log.error("the page %s failed: %s", request.url.path, type(error).__name__, exc_info=error)
    return problem(request, 500, "")


def problem(request: Request, status: int, detail: str) -> Response:
    """The answer for a request that cannot be met: for programs a problem document, for people a page."""
    if request.url.path.startswith("/api/"):
        title = responses.get(status, "")  # 499, for a reader who left, has no name
        body = {"type": "about:blank", "title": title, "status": status, "detail": detail or title}
        return JSONResponse(body, status_code=status, media_type=PROBLEM)
    return visit_of(request).page("error.html.j2", status=status, code=status, detail=detail)
