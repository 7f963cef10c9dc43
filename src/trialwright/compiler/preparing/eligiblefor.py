"""Eligible for: "cisplatin-ineligible urothelial carcinoma", "eligible for carboplatin" in; the judgement whether a therapy can
be given, which a person makes, out.

Who cannot be given a drug is not who has not had it; and whom a drug may be given to is not let into the trial by that.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew

_JUDGED = frozenset({Sort.BARRED, Sort.PERMIT})
_GIVEN = frozenset({*THERAPY_KINDS, "surgery", "procedure"})
_ENDS = frozenset({Sort.COMMA, Sort.SEMICOLON, Sort.STOP, Sort.OR, Sort.AND, Sort.COLON, Sort.GROUP})


@needs("eligible", "amenable", "suitable", "candidate")
def with_eligibility_asked(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with each such judgement as one chunk that is asked; a comma sets it off from the disease behind it."""
    chunks = tuple(_with_others(chunk, chunks[place + 1 : place + 3], setting) for place, chunk in enumerate(chunks))
    result: list[Chunk] = []
    place = 0
    while place < len(chunks):
        end = _end(chunks, place, setting)
        if end is None:
            result.append(chunks[place])
            place += 1
            continue
        start, last = chunks[place], chunks[end - 1]
        text = setting.normal.text[start.start : last.end]
        asked = Chunk(sort=Sort.ASKED, start=start.start, end=last.end, text=text, value="ability")
        result.append(asked)
        if end < len(chunks) and chunks[end].sort not in (*_ENDS, Sort.FILL):
            result.append(anew(asked, sort=Sort.COMMA, start=last.end, text=",", value=""))
        place = end
    return tuple(result)


_FOR_THERAPY = re.compile(r"(?:not )?(?:amenable|suitable|eligible|(?:a )?candidates?) (?:to|for) ", re.IGNORECASE)


def _with_others(chunk: Chunk, behind: Sequence[Chunk], setting: Setting) -> Chunk:
    """ "Not amenable to resection, transplant or ablation": of the first alone it would be a state of the disease; of all of
    them, where that is required, somebody judges."""
    listed = len(behind) > 1 and behind[0].sort in (Sort.COMMA, Sort.OR) and _is_therapy(behind[1], setting)
    if setting.exclusion or chunk.sort is not Sort.NARROWING or not listed or not _FOR_THERAPY.match(chunk.text):
        return chunk
    return anew(chunk, sort=Sort.ASKED, names=(), value="ability")


def _end(chunks: Sequence[Chunk], place: int, setting: Setting) -> int | None:
    """Where the judgement that begins here ends; None where none does."""
    first = chunks[place]
    if first.sort in _JUDGED and _is_word(first):  # "eligible for carboplatin"
        behind = chunks[place + 1 : place + 3]
        for_it = len(behind) == len(("for", "it")) and behind[0].sort is Sort.FOR and _is_therapy(behind[1], setting)
        end = place + 3
        while for_it and end < len(chunks) and (chunks[end].text.lower() in _BASED or _is_therapy(chunks[end], setting)):
            end += 1
        return end if for_it and _stops(chunks, end) else None
    if not _is_therapy(first, setting):
        return None
    tied = place + 1 < len(chunks) and chunks[place + 1].text == "-"
    at = place + 1 + tied
    judged = _JUDGED | ({Sort.FILL} if tied else set())  # "cisplatin-eligible patients"
    if at >= len(chunks) or chunks[at].sort not in judged or not _is_word(chunks[at]):
        return None
    alone = place == 0 or chunks[place - 1].sort is Sort.FILL
    return at + 1 if tied or (alone and _stops(chunks, at + 1)) else None


_BASED = frozenset({"-", "based", "containing", "treatment", "therapy"})
""" "Eligible for carboplatin-based chemotherapy"."""


def _is_word(chunk: Chunk) -> bool:
    return chunk.text.lower().startswith(("eligible", "ineligible"))


def _is_therapy(chunk: Chunk, setting: Setting) -> bool:
    named = chunk.sort is Sort.CONCEPT and bool(chunk.names)
    return named and all(setting.vocabulary.kind(name) in _GIVEN for name in chunk.names)


def _stops(chunks: Sequence[Chunk], place: int) -> bool:
    return place >= len(chunks) or chunks[place].sort in (*_ENDS, Sort.FILL)
