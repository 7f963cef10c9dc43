"""What costs time to make enters, and is kept for the next who asks, as long as the shelf and the day are the same."""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from starlette.responses import Response

from trialwright.portal.visit import Visit

MOST_BYTES = 64_000_000
"""How much of packed pages a process keeps: some three thousand pages of trials."""
MOST_VALUES = 4096
PACKED = 5
"""How hard pages are packed: harder takes more time than it saves on the way."""
LONGEST_QUESTION = 1000
"""A longer question is answered, and not kept: nobody asks it twice."""
BESIDE = 1500
"""Bytes that an entry takes beside the page: its key and its headers."""
_OWN = frozenset({"content-length", "etag", "vary"})
Value = TypeVar("Value")


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """A page as it was answered: its body packed (gzip), its headers, and a mark that tells it from every other page."""

    packed: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    mark: str = ""

    @classmethod
    def of(cls, answer: Response) -> Page:
        """The page of an answer."""
        body = bytes(answer.body)
        headers = {name: value for name, value in answer.headers.items() if name not in _OWN}
        varies = ", ".join(name for name in (answer.headers.get("vary"), "Accept-Encoding") if name)
        # Weak: the same mark stands for the body packed and not.
        mark = f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
        return cls(packed=gzip.compress(body, compresslevel=PACKED, mtime=0), headers={**headers, "vary": varies}, mark=mark)

    def answer(self, asked: Mapping[str, str]) -> Response:
        """The answer to a request with these headers: the page packed where the browser takes that, nothing where it has it."""
        headers = {**self.headers, "etag": self.mark}
        if self.mark in asked.get("if-none-match", ""):
            return Response(status_code=304, headers={name: value for name, value in headers.items() if name != "content-type"})
        if "gzip" not in asked.get("accept-encoding", ""):
            return Response(gzip.decompress(self.packed), headers=headers)
        return Response(self.packed, headers={**headers, "content-encoding": "gzip"})


class Kept:
    """Pages and small values by what they depend on, the least asked for let go first; safe for several threads."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._pages: OrderedDict[Hashable, Page] = OrderedDict()
        self._values: OrderedDict[Hashable, object] = OrderedDict()
        self._most, self.size = most, 0
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Page | None:
        """The page kept under a key."""
        with self._lock:
            if key not in self._pages:
                return None
            self._pages.move_to_end(key)
            return self._pages[key]

    def put(self, key: Hashable, page: Page) -> None:
        """Keep a page, and let go of others where they hold too much."""
        with self._lock:
            former = self._pages.pop(key, None)
            self.size += _size(page) - (_size(former) if former is not None else 0)
            self._pages[key] = page
            while self.size > self._most:
                self.size -= _size(self._pages.popitem(last=False)[1])

    def value(self, key: Hashable) -> object:
        """The value kept under a key; None where there is none."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def put_value(self, key: Hashable, value: object) -> None:
        """Keep a value."""
        with self._lock:
            self._values[key] = value
            if len(self._values) > MOST_VALUES:
                self._values.popitem(last=False)


def _size(page: Page) -> int:
    return len(page.packed) + BESIDE


def key_of(visit: Visit) -> Hashable:
    """What a page that shows what anybody may see depends on."""
    scope = visit.request.scope
    return (scope["path"], scope["query_string"], visit.spoken.code, visit.colours, visit.shelf.generation, visit.today)


def kept_page(visit: Visit, make: Callable[[], Response]) -> Response:
    """The answer to a visit that shows what anybody may see: made once for each language, each choice of colours and each day."""
    scope = visit.request.scope
    if scope["method"] != "GET" or len(scope["query_string"]) > LONGEST_QUESTION or visit.person is not None:
        return make()  # for somebody it has their name on it, and the token of their session
    kept: Kept = visit.request.app.state.kept
    key = key_of(visit)
    page = kept.get(key)
    if page is None:
        answer = make()
        if answer.status_code != 200:
            return answer
        page = Page.of(answer)
        kept.put(key, page)
    return page.answer(visit.request.headers)


def kept_value(visit: Visit, name: Hashable, make: Callable[[], Value | None]) -> Value | None:
    """A value that depends on nothing but the shelf and the day, made once; None is not kept."""
    kept: Kept = visit.request.app.state.kept
    key = (name, visit.shelf.generation, visit.today)
    found = kept.value(key)
    if found is None:
        found = make()
        if found is not None:
            kept.put_value(key, found)
    return found  # type: ignore[return-value]  # what is kept under a name was made for that name
