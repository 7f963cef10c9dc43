"""An answer enters, the page that is kept of it leaves: packed, with a mark, as an answer for everybody who asks for the same."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.responses import Response

PACKED, QUICKLY = 5, 2
"""How hard pages are packed: harder takes more time than it saves on the way; and those that are seldom asked for again: an
eighth larger, in half of the time."""
_OWN = frozenset({"content-length", "etag", "vary"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """A page as it was answered: its body packed (gzip), its headers, and a mark that tells it from every other page."""

    packed: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    mark: str = ""

    @classmethod
    def of(cls, answer: Response, *, level: int = PACKED) -> Page:
        """The page of an answer, packed so hard."""
        body = bytes(answer.body)
        headers = {name: value for name, value in answer.headers.items() if name not in _OWN}
        varies = ", ".join(name for name in (answer.headers.get("vary"), "Accept-Encoding") if name)
        # Weak: the same mark stands for the body packed and not.
        mark = f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
        return cls(packed=gzip.compress(body, compresslevel=level, mtime=0), headers={**headers, "vary": varies}, mark=mark)

    def answer(self, asked: Mapping[str, str]) -> Response:
        """The answer to a request with these headers: the page packed where the browser takes that, nothing where it has it."""
        headers = {**self.headers, "etag": self.mark}
        if self.mark in asked.get("if-none-match", ""):
            return Response(status_code=304, headers={name: value for name, value in headers.items() if name != "content-type"})
        if "gzip" not in asked.get("accept-encoding", ""):
            return Response(gzip.decompress(self.packed), headers=headers)
        return Response(self.packed, headers={**headers, "content-encoding": "gzip"})
