"""With more: "lung cancer, with an EGFR mutation or an ALK fusion" in; the cancer, and one of what stands behind "with", out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Reader, Setting, flattened, joined_by, stripped
from trialwright.protocol.criteria import Criterion

_WITH = re.compile(
    r"(?:(?:the )?(?:patients?|subjects?|participants?|those) )?"
    r"(?:with|having|(?:who|that|which) (?:have|has|had))(?: (?:an?|the))?",
    re.IGNORECASE,
)
_LISTING = frozenset({Sort.OR, Sort.AND, Sort.SLASH, Sort.VARIABLE})
_APART = frozenset({Sort.PERMIT, Sort.BARRED, Sort.EXC, Sort.STOP, Sort.SEMICOLON, Sort.NEG})


def with_more(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """A comma before "with" or "either" goes on with the cancer before it and begins no member of a list. None for any other
    sentence: where no cancer stands before the comma, where what is behind is no list, or "with" another cancer."""
    place = next((index for index, chunk in enumerate(chunks[:-1]) if chunk.sort is Sort.COMMA), None)
    if place is None:
        return None
    either = chunks[place + 1].sort is Sort.EITHER and chunks[place + 1].text.lower() == "either"
    if not either and not _WITH.fullmatch(chunks[place + 1].text):
        return None
    before, behind = stripped(chunks[:place]), stripped(chunks[place + 2 :])
    if not any(chunk.sort in _LISTING for chunk in behind) or any(chunk.sort in _APART for chunk in (*before, *behind)):
        return None
    if not _cancers(before, setting) or (_cancers(behind, setting) and not either):
        return None
    return joined_by("and", (read(before, setting), read(behind, setting)))


def _cancers(chunks: Sequence[Chunk], setting: Setting) -> bool:
    """Whether the list's members end with cancers: "advanced melanoma or renal cell carcinoma"."""
    named = [chunk for chunk in flattened(chunks) if chunk.sort is Sort.CONCEPT]
    return bool(named) and any(setting.vocabulary.kind(name) == "cancer" for chunk in named for name in chunk.names)
