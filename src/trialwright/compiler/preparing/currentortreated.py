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
        behind = chunks[place + 1 :]
        if found is None or not (_or_treated(behind, setting, joined=bool(found["or"])) or _or_recent(behind)):
            result.append(chunk)
            continue
        start, end = chunk.start + found.start("now"), chunk.start + found.end("now")
        if found["no"]:
            result.append(anew(chunk, sort=Sort.NEG, end=start - 1, text=found["no"].strip()))
        result.append(anew(chunk, sort=Sort.NARROWING, start=start, end=end, text=found["now"], value="", names=_ACTIVE))
        if found["or"]:
            result.append(anew(chunk, sort=Sort.OR, start=end, text=found["or"].strip(), value="or"))
    return tuple(result)


def _or_recent(behind: Sequence[Chunk]) -> bool:
    """ "Current or recent participation": going on, or lately; with a time behind it that time holds of both."""
    timed = any(chunk.sort in (Sort.WINDOW, Sort.GROUP) for chunk in behind)
    return not timed and len(behind) > 1 and behind[0].sort is Sort.OR and behind[1].names == ("recency=recent",)


_BEING_TREATED = re.compile(r"(?:.*\b)?being treated for$|under treatment$", re.IGNORECASE)
_BEING = re.compile(r"(?:.*\b)?being$", re.IGNORECASE)


@needs("being", "under treatment")
def with_treatment_going_on(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "Being treated for another cancer": one that is there, and is treated now; who was treated for one once is not meant.
    With a time behind it ("within the last year"), it was treated then."""
    result: list[Chunk] = []
    for place, chunk in enumerate(chunks):
        behind = chunks[place + 1 : place + 3]
        now = not any(item.sort is Sort.WINDOW for item in _up_to_sign(chunks[place + 1 :]))
        begins = chunk.sort in (Sort.FILL, Sort.NOW) and _BEING.fullmatch(chunk.text) is not None
        if begins and [item.sort for item in behind] == [Sort.NARROWING, Sort.FOR] and _TREATED[0] in behind[0].names:
            result.append(anew(chunk, sort=Sort.NOW, value="current") if now else chunk)
        elif chunk.sort in (Sort.NOW, Sort.NARROWING) and _BEING_TREATED.fullmatch(chunk.text) and _is_illness(behind, setting):
            result += [anew(chunk, sort=Sort.NOW, value="current", names=())] if now else []
            result.append(anew(chunk, sort=Sort.NARROWING, value="", names=_TREATED))
        else:
            result.append(chunk)
    return tuple(result)


def _up_to_sign(chunks: Sequence[Chunk]) -> Sequence[Chunk]:
    end = next((place for place, chunk in enumerate(chunks) if chunk.sort in _SIGNS), len(chunks))
    return chunks[:end]


def _is_illness(behind: Sequence[Chunk], setting: Setting) -> bool:
    """Whether an illness is named, perhaps behind "for" or "another"."""
    named = next((chunk for chunk in behind if chunk.sort is Sort.CONCEPT), None)
    return named is None or all(setting.vocabulary.kind(name) in _ILLNESSES for name in named.names)


_SIGNS = frozenset({Sort.COMMA, Sort.OR, Sort.AND, Sort.STOP, Sort.SEMICOLON, Sort.SLASH})
_NO_PAST = re.compile(r"no\b.*\b(?:prior|previous|past|history of|history)$", re.IGNORECASE)


@needs("prior", "previous", "past", "history")
def with_past_or_active(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "No prior or currently active autoimmune disease" denies the one that is over too: the second word takes nothing away."""
    result: list[Chunk] = []
    place = 0
    while place < len(chunks):
        result.append(chunks[place])
        place += 1
        if result[-1].sort is not Sort.NEG or _NO_PAST.match(result[-1].text) is None:
            continue
        sorts = [chunk.sort for chunk in chunks[place : place + 3]]
        if sorts in ([Sort.OR, Sort.NARROWING, Sort.CONCEPT], [Sort.SLASH, Sort.NARROWING, Sort.CONCEPT]):
            place += 2 * (chunks[place + 1].names == _ACTIVE)
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
