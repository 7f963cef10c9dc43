"""A place in a list of results and its question enter, a token leaves; a token of another question is refused.

A token holds which trials came last. Where the index has changed since, the next page begins behind them.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from dataclasses import fields as fields_of

from trialwright.errors import UserError
from trialwright.find.asking import Query

_APART = frozenset({"after", "size", "count_facets"})
"""What may differ from page to page."""
_LONGEST = 400
_LAST, _LONGEST_KEY = 3, 60
"""So many of the trials that came last are held, those with a short key: one alone may be gone by the next page."""
_WINDOWS = (200, 2_000)
"""How far around its old place a trial is looked for, which may have moved as others came or went before it."""


CHANGED = "the shelf has changed since the page before: a trial that changed meanwhile may stand on an earlier page"
"""What is said on a page that goes on where another state of the shelf left off."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Begin:
    """Where a page begins: behind so many trials, in which state of the index, and the keys of those that came last."""

    offset: int
    generation: int
    last: tuple[str, ...] = ()


def token(offset: int, query: Query, generation: int, shown: Sequence[str] = ()) -> str:
    """The token of the page that begins at `offset`, behind the trials `shown`."""
    last = [key for key in shown[-_LAST:] if len(key) <= _LONGEST_KEY]
    body = json.dumps([offset, generation, fingerprint(query), last], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(body).decode().rstrip("=")


def begin_of(query: Query, generation: int) -> Begin:
    """Where the page asked for begins. A token that is none or of another question is a UserError."""
    if query.after is None:
        return Begin(offset=0, generation=generation)
    begin, asked = _read(query.after)
    if asked != fingerprint(query):
        raise UserError(
            "this page token belongs to another question", place="page token", hint="repeat all other parameters unchanged"
        )
    return begin


def moved(begin: Begin, keys: Callable[[int, int], Sequence[str]]) -> int:
    """Where the page begins now that the index has changed: behind those of the last trials that are still about their place.

    `keys(offset, size)` gives the keys found now. Where none of them is near, as all moved or are gone, it is a UserError.
    """
    start, stop = begin.offset, begin.offset
    for window in _WINDOWS if begin.last else ():
        first, end = max(0, begin.offset - window), begin.offset + window
        fresh = [(first, start), (stop, end)]
        places = {key: at + low for low, high in fresh if high > low for at, key in enumerate(keys(low, high - low))}
        if found := sorted(places[key] for key in begin.last if key in places):
            return _behind(found, begin.offset)
        start, stop = first, end
    raise UserError("the shelf has changed since the page before", place="page token", hint="ask again for the first page")


def _behind(places: Sequence[int], offset: int) -> int:
    """The place behind the trials shown last, which stood side by side: one that went elsewhere is told by the others."""
    middle = places[1] if len(places) == _LAST else min(places, key=lambda place: abs(place - offset))
    return max(place for place in places if abs(place - middle) < _LAST) + 1


def _read(text: str) -> tuple[Begin, str]:
    try:
        body = json.loads(base64.urlsafe_b64decode(text[:_LONGEST] + "=" * (-len(text) % 4)))
        offset, generation, asked, last = body
        sound = type(offset) is int and type(generation) is int and isinstance(asked, str) and 0 <= offset < 10**8
        sound = sound and isinstance(last, list) and len(last) <= _LAST and all(isinstance(key, str) for key in last)
    except (ValueError, TypeError, binascii.Error, UnicodeError) as error:
        raise _no_token() from error
    if not sound:
        raise _no_token()
    return Begin(offset=offset, generation=generation, last=tuple(last)), asked


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
