"""Times of diagnosis: "CD20-positive at diagnosis or relapse" in; the same without the two times, which together are any, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.results import tested
from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew

_WHICH = r"(?:the |their |any |first |initial |original |primary |subsequent |disease |tumou?r |time of |time point of )*"
_DIAGNOSIS = rf"(?:at|upon|from) {_WHICH}diagnosis"
_RETURN = (
    rf"(?:(?:at|upon|from) )?{_WHICH}(?:relapse|recurrence|progression"
    r"|(?:diagnosis of )?(?:metastatic|recurrent|advanced) disease|(?:diagnosis of )?metasta(?:sis|ses))"
)
_JOINT = r",? ?(?:and/or|or|and|/) ?"
_EITHER = re.compile(
    rf"(?:either )?(?:{_DIAGNOSIS}{_JOINT}{_RETURN}|(?:at|upon|from) {_WHICH}(?:relapse|recurrence|progression){_JOINT}"
    rf"(?:at )?{_WHICH}diagnosis)\b(?! (?:of|after|on|following|within)\b)",
    re.IGNORECASE,
)
_ALONE = re.compile(rf"{_DIAGNOSIS}\b(?! of\b)", re.IGNORECASE)
_OF_A_DISEASE = re.compile(rf"{_DIAGNOSIS} of [\w -]{{3,40}}(?=[\s.,;]*$)", re.IGNORECASE)
_NAMES = frozenset({Sort.CONCEPT, Sort.VARIABLE})
_LIMITS = frozenset({Sort.AMOUNT, Sort.CODES})


@needs("diagnosis")
def without_either_time(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks without "at diagnosis or relapse" behind what was found then; a limit is of one time, so it keeps the words
    unread. "At diagnosis" alone tells nothing of a gene, whose change stays."""
    text = setting.normal.text
    for pattern in (_EITHER, _ALONE, _OF_A_DISEASE):
        for found in pattern.finditer(text):
            chunks = _without(chunks, found, setting, alone=pattern is not _EITHER)
    return tuple(chunks)


def _without(chunks: Sequence[Chunk], found: re.Match[str], setting: Setting, *, alone: bool) -> Sequence[Chunk]:
    inside = [chunk for chunk in chunks if found.start() <= chunk.start and chunk.end <= found.end()]
    if not inside or inside[0].start != found.start() or inside[-1].end != found.end():
        return chunks
    stop = max((chunk.end for chunk in chunks if chunk.sort is Sort.STOP and chunk.end <= found.start()), default=0)
    before = [chunk for chunk in chunks if stop <= chunk.start < found.start()]
    named = [chunk for chunk in before if chunk.sort in _NAMES]
    aged = any(chunk.names == ("age",) or chunk.sort is Sort.AGED for chunk in before) and any(
        chunk.sort is Sort.AMOUNT for chunk in before
    )
    if (not named and not aged) or (alone and not aged and not tested(named[-1], setting)):
        return chunks
    limited = any(chunk.sort in _LIMITS for chunk in before)
    whole = anew(
        inside[0], sort=Sort.WORD if limited else Sort.FILL, end=found.end(), text=found[0], value="", names=(), window=None
    )
    place = list(chunks).index(inside[0])
    return (*chunks[:place], whole, *chunks[place + len(inside) :])
