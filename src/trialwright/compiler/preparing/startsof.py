"""Starts of a combination: "within 28 days before the first dose of durvalumab (MEDI4736) or tremelimumab" in; all of it as the
moment of the trial out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew

_START_OF = re.compile(
    r"\b(?:doses?|start|initiation|administration|infusion|injection|commencement|beginning|treatment|therapy|dosing|"
    r"starting|initiating|commencing)(?: of| with)?(?: the)?(?: combination(?: of)?)? "
    r"(?P<drug>[A-Za-z][\w/+-]{3,})(?: \([^()]{2,40}\))?$",
    re.IGNORECASE,
)
_OF_IT = re.compile(r"\b(?:day 1|c1d1|doses?(?: of (?:the )?(?:study|trial|protocol|investigational) \w+)?)$", re.IGNORECASE)
_JOINS = frozenset({Sort.AND, Sort.OR, Sort.SLASH, Sort.COMMA})
_TIMES = frozenset({Sort.WINDOW, Sort.SPAN_OF_TIME})
_CODE = re.compile(r"[A-Z]{1,6}[- ]?\d{2,}[\w-]*|[Pp]lacebo")


@needs(
    "dose",
    "start",
    "initia",
    "administration",
    "infusion",
    "injection",
    "commenc",
    "beginning",
    "treatment",
    "therapy",
    "dosing",
    "day 1",
    "c1d1",
)
@needs("and", "or", "plus", "+", "/", "(", ",", "of")
def with_starts_of_all(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with each time up to the start of several drugs as one: who was given the second of them before is not meant."""
    result: list[Chunk] = []
    place = 0
    while place < len(chunks):
        chunk = chunks[place]
        end = _end(chunks, place, setting) if chunk.sort is Sort.WINDOW else place + 1
        if end > place + 1:
            last = chunks[end - 1].end
            chunk = anew(chunk, end=last, text=setting.normal.text[chunk.start : last])
        result.append(chunk)
        place = end
    return tuple(result)


def _end(chunks: Sequence[Chunk], place: int, setting: Setting) -> int:
    """Where the drugs end whose start a time counts up to; just behind the time where it names none, or only one."""
    own, end = place + 1, place + 1
    if _START_OF.search(chunks[place].text) is None:
        if _OF_IT.search(chunks[place].text) is None:
            return own
        if end < len(chunks) and chunks[end].sort is Sort.GROUP and _only_drugs(chunks[end].inner, setting):
            return end + 1  # "the first dose of study drugs (durvalumab + tremelimumab)"
        if end + 1 >= len(chunks) or chunks[end].text.lower() != "of" or not _drug(chunks[end + 1], setting):
            return own
        end += 2
    end = _behind_name(chunks, end)
    while end + 1 < len(chunks) and chunks[end].sort in _JOINS and _drug(chunks[end + 1], setting):
        behind = _behind_name(chunks, end + 2)
        if behind < len(chunks) and chunks[behind].sort in _TIMES:
            break  # a time of its own: the list goes on
        end = behind
    return end if end > own else own


def _behind_name(chunks: Sequence[Chunk], place: int) -> int:
    """Behind a bracket with another name of the drug."""
    group = chunks[place] if place < len(chunks) else None
    if group is not None and group.sort is Sort.GROUP and all(item.sort in (Sort.CONCEPT, Sort.WORD) for item in group.inner):
        return place + 1
    return place


def _only_drugs(chunks: Sequence[Chunk], setting: Setting) -> bool:
    return bool(chunks) and all(chunk.sort in _JOINS or _drug(chunk, setting) for chunk in chunks)


def _drug(chunk: Chunk, setting: Setting) -> bool:
    """Whether a chunk names one drug, or is the code of one."""
    if chunk.sort is Sort.CONCEPT:
        return all(setting.vocabulary.kind(name) == "drug" for name in chunk.names)
    return chunk.sort is Sort.WORD and _CODE.fullmatch(chunk.text) is not None
