"""A place in a list of results and its question enter, a token leaves; a token of another question or index is refused."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import fields as fields_of

from trialwright.errors import UserError
from trialwright.find.asking import Query

_APART = frozenset({"after", "size", "count_facets"})
"""What may differ from page to page."""
_LONGEST = 200


def token(offset: int, query: Query, generation: int) -> str:
    """The token of the page that begins at `offset`."""
    body = json.dumps([offset, generation, fingerprint(query)]).encode()
    return base64.urlsafe_b64encode(body).decode().rstrip("=")


def offset_of(query: Query, generation: int) -> int:
    """Where the page asked for begins. A token that is none, of another question or of an index that changed is a UserError."""
    if query.after is None:
        return 0
    offset, made_at, asked = _read(query.after)
    if asked != fingerprint(query):
        raise UserError(
            "this page token belongs to another question", place="page token", hint="repeat all other parameters unchanged"
        )
    if made_at != generation:
        raise UserError("the shelf has changed since the page before", place="page token", hint="ask again for the first page")
    return offset


def _read(text: str) -> tuple[int, int, str]:
    try:
        body = json.loads(base64.urlsafe_b64decode(text[:_LONGEST] + "=" * (-len(text) % 4)))
        offset, generation, asked = body
        sound = type(offset) is int and type(generation) is int and isinstance(asked, str) and 0 <= offset < 10**8
    except (ValueError, TypeError, binascii.Error, UnicodeError) as error:
        raise _no_token() from error
    if not sound:
        raise _no_token()
    return offset, generation, asked


def _no_token() -> UserError:
    return UserError("this is no page token", place="page token", hint="take it from the answer before, whole")


def fingerprint(query: Query) -> str:
    """A short mark of all that decides which trials are found, and in which order."""
    parts = {item.name: getattr(query, item.name) for item in fields_of(query) if item.name not in _APART}
    text = json.dumps(parts, sort_keys=True, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _plain(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(value)
    if hasattr(value, "items"):
        return sorted((str(key), str(item)) for key, item in value.items())
    return str(value)
