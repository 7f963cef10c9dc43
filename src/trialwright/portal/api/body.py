"""The body of a request enters in pieces, what it says leaves; one that is too large or no JSON is a problem."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from trialwright.portal.api.problems import ProblemError

LARGEST = 256 * 1024
"""Bytes of a patient sheet that are read; a larger body is refused before it is read to its end."""
Model = TypeVar("Model", bound=BaseModel)


async def read_body(request: Request, model: type[Model]) -> Model:
    """The document of the body. 413 for a body that is too large, 415 for one that is not JSON, 422 for one of another shape."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise ProblemError("the body is not JSON", mend="Content-Type: application/json", status=415)
    data = bytearray()
    async for piece in request.stream():
        data += piece
        if len(data) > LARGEST:
            raise ProblemError("the body is too large", mend=f"at most {LARGEST} bytes", status=413)
    try:
        return model.model_validate_json(bytes(data))
    except ValidationError as error:
        fault = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in fault["loc"])
        raise ProblemError(fault["msg"], mend="see /api/openapi.json", status=422).at(place or "body") from None
