"""A posted request enters, its form leaves, read in memory and never written to a file: refused when it is too large."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.types import Message

LARGEST = 8_000_000
"""Bytes of a whole form with its file."""
MOST_FIELDS = 2500


class _InMemory(MultiPartParser):
    """No file is written to disk: none is as large as that."""

    spool_max_size = 2 * LARGEST


class TooLargeError(Exception):
    """The form is larger than `LARGEST`."""


async def posted(request: Request) -> FormData:
    """The form of a request. One larger than `LARGEST` is a `TooLargeError`; one that is no form is refused (400)."""
    data = await _bounded(request)
    sent = False

    async def receive() -> Message:
        nonlocal sent
        body, sent = (b"" if sent else data), True
        return {"type": "http.request", "body": body, "more_body": False}

    whole = Request(request.scope, receive=receive)
    try:
        if not request.headers.get("content-type", "").startswith("multipart/form-data"):
            return await whole.form(max_files=1, max_fields=MOST_FIELDS, max_part_size=LARGEST)
        parser = _InMemory(whole.headers, whole.stream(), max_files=1, max_fields=MOST_FIELDS, max_part_size=LARGEST)
        return await parser.parse()
    except (MultiPartException, KeyError, ValueError):  # a type without a boundary, or one that is none
        raise HTTPException(400, "the form could not be read") from None


async def _bounded(request: Request) -> bytes:
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > LARGEST:
        raise TooLargeError
    data = bytearray()
    async for piece in request.stream():
        data += piece
        if len(data) > LARGEST:
            raise TooLargeError
    return bytes(data)
