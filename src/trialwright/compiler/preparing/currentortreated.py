"""Current or treated: "current or previously treated brain metastases" in; the same as two states of one illness, active or
treated, out.

Read as a time of the whole, "current" would be asked of the treated ones too; behind "no", it would be lost.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew

_CURRENT = re.compile(
    r"(?P<no>no |without )?(?:any )?(?P<now>current|present|currently|ongoing)(?P<or> or (?:prior|previous|past|previously))?$",
    re.IGNORECASE,
)
_ACTIVE = ("activity=active",)
_TREATED = ("treatment=treated",)
_ILLNESSES = frozenset({"condition", "infection", "metastasis", "finding", "cancer"})
_SPAN = 6


@needs("current", "present", "ongoing")
def with_current_as_active(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with a "current" that "or previously treated" follows as an adjective of the same illness."""
    result: list[Chunk] = []
    for place, chunk in enumerate(chunks):
        found = _CURRENT.match(chunk.text) if chunk.sort in (Sort.NOW, Sort.NEG, Sort.HIST) else None
        if found is None or not _or_treated(chunks[place + 1 :], setting, joined=bool(found["or"])):
            result.append(chunk)
            continue
        start, end = chunk.start + found.start("now"), chunk.start + found.end("now")
        if found["no"]:
            result.append(anew(chunk, sort=Sort.NEG, end=start - 1, text=found["no"].strip()))
        result.append(anew(chunk, sort=Sort.NARROWING, start=start, end=end, text=found["now"], value="", names=_ACTIVE))
        if found["or"]:
            result.append(anew(chunk, sort=Sort.OR, start=end, text=found["or"].strip(), value="or"))
    return tuple(result)


_LONG = re.compile(r"chronic systemic$", re.IGNORECASE)
_EVER = re.compile(r"(?:(?:a|an|any) )?(?:known |prior |past |previous )?(?:history of|previously|prior)\b", re.IGNORECASE)


@needs("chronic systemic")
def with_earlier_long_use(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "A history of treatment with chronic systemic steroids": how long it went on, at whatever time."""
    first = next((place for place, chunk in enumerate(chunks) if chunk.sort is Sort.NOW and _LONG.match(chunk.text)), 0)
    before = [chunk for chunk in chunks[:first] if chunk.sort is not Sort.FILL]
    if not before or not all(chunk.sort is Sort.HIST for chunk in before) or not _EVER.match(before[0].text):
        return tuple(chunks)
    lasting = anew(chunks[first], sort=Sort.NARROWING, value="", names=_LASTING)
    return (*chunks[:first], lasting, *chunks[first + 1 :])


_LASTING = ("persistence=continuous",)


def _or_treated(behind: Sequence[Chunk], setting: Setting, *, joined: bool) -> bool:
    """ "Or previously treated", of which `joined` has the "or", before the name of an illness."""
    said = [chunk for chunk in behind[:_SPAN] if chunk.sort not in (Sort.HIST, Sort.FILL, Sort.COMMA)]
    said = said if joined else said[1:] if said and said[0].sort is Sort.OR else []
    if len(said) < len((_TREATED, "illness")) or said[0].names != _TREATED or said[1].sort is not Sort.CONCEPT:
        return False
    return all(setting.vocabulary.kind(name) in _ILLNESSES for name in said[1].names)
