"""During therapy: "progression during or within 6 months after platinum", "infection during chemotherapy", "not progressed on
platinum" in; the chunks with the time as one stretch, as what narrows the illness, or as what became of the therapy, out.

Read as two things that stand side by side, they would ban everybody who ever had both.
"""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.failures import FAILED
from trialwright.compiler.phrasing.targets import DISEASE_KINDS, THERAPY_KINDS
from trialwright.compiler.phrasing.therapies import AFTER, MOVES, NOUNS
from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew

_WHILE = frozenset({"during", "while", "while on", "on", "whilst"})
_LASTING = frozenset({"during", "while", "while on", "whilst"})
_ON = AFTER - {"after", "following", "during"} | {"on", "while on", "to", "despite"}
_THESE = frozenset({"these", "those", "this", "that", "such"})
_PROGRESSING = frozenset({"progressing", "worsening", "growing"})
_LINKS = _WHILE | _ON | AFTER
_SIGNS = frozenset({Sort.OR, Sort.SLASH})
_BETWEEN = frozenset({Sort.FILL, Sort.NARROWING, Sort.NOW, Sort.HIST, Sort.HEADNOUN, Sort.PREP})


@needs(MOVES, _LASTING, _PROGRESSING)
def with_therapy_times(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with "during or within 6 months after" as one time, and with "during" of a banned illness as what narrows it."""
    chunks = _with_states_of_treatment(chunks)
    result: list[Chunk] = []
    place = 0
    while place < len(chunks):
        chunk = chunks[place]
        result.append(chunk)
        place += 1
        if chunk.sort is not Sort.CONCEPT or place >= len(chunks) or chunks[place].text.lower() not in _LINKS:
            continue
        kinds = {setting.vocabulary.kind(name) for name in chunk.names}
        while_given = chunks[place].text.lower() in _WHILE
        stretch = _stretch_behind(chunks, place) if while_given and MOVES.issuperset(chunk.names) else None
        denied = setting.exclusion or any(item.sort is Sort.NEG for item in result)
        if stretch is not None:
            result.append(anew(chunks[stretch], start=chunks[place].start))
            place = stretch + 1 + (stretch + 1 < len(chunks) and chunks[stretch + 1].sort is Sort.COMMA)
        elif _on_these(chunk, chunks[place:]) or (
            denied and kinds <= DISEASE_KINDS | {"finding"} and _therapy_behind(chunks, place, setting)
        ):
            result.append(anew(chunks[place], sort=Sort.NARROW, value=""))
            place += 1
        elif MOVES.issuperset(chunk.names) and _given_behind(chunks, place, setting):
            end = _end_of_or_within(chunks, place)
            if end is not None:
                result.append(anew(chunks[place], sort=Sort.NARROW, value=""))
                result.extend(
                    anew(item, sort=Sort.FILL, window=None) if item.sort in _IN_IT else item for item in chunks[place + 1 : end]
                )
                place = end
            elif chunks[place].text.lower() in _ON:
                result[-1] = anew(chunk, sort=Sort.FAILED, names=(), value=FAILED, end=chunks[place].end)
                place += 1
            elif denied:
                end = _end_of_therapies(chunks, place + 1, setting)
                result.append(anew(chunks[place], sort=Sort.NARROW, value=""))
                result.extend(anew(item, sort=Sort.FILL) if item.sort in _JOINED else item for item in chunks[place + 1 : end])
                place = end
    return _with_failing_cancers(result, setting)


def _end_of_or_within(chunks: Sequence[Chunk], place: int) -> int | None:
    """ "Progression on therapy or within 30 days after it": where what tells when it progressed ends; None where "or" goes on
    with something else."""
    end = next((index for index in range(place, len(chunks)) if chunks[index].sort in _ENDS_IT), len(chunks))
    for index in range(place, end - 1):
        if chunks[index].sort in _SIGNS and chunks[index + 1].sort in _OF_TIME:
            return next((later for later in range(index + 1, end) if chunks[later].sort in _JOINED), end)
    return None


_ENDS_IT = frozenset({Sort.STOP, Sort.SEMICOLON, Sort.EXC, Sort.IF, Sort.PERMIT, Sort.NEG, Sort.ALSO})
_OF_TIME = frozenset({Sort.WINDOW, Sort.SPAN_OF_TIME})
_IN_IT = _OF_TIME | _SIGNS | {Sort.AND, Sort.COMMA, Sort.NOW, Sort.HIST}


def _on_these(moved: Chunk, behind: Sequence[Chunk]) -> bool:
    """True for "progression on these agents": on those that were named, not any progression."""
    sorts = [chunk.sort for chunk in behind[1:3]]
    return MOVES.issuperset(moved.names) and sorts == [Sort.FILL, Sort.HEADNOUN] and behind[1].text.lower() in _THESE


def _with_states_of_treatment(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ "Progressed while on treatment with cisplatin": the treatment that it was on then, which need not go on now."""
    result: list[Chunk] = []
    for chunk in chunks:
        leads = result[:-1] if result and result[-1].text.lower() == "while" else result
        moved = bool(leads) and leads[-1].sort is Sort.CONCEPT and MOVES.issuperset(leads[-1].names)
        taken = chunk.sort is Sort.NOW and chunk.text.lower().startswith(("on ", "on-", "while on "))
        if moved and (taken or (len(leads) < len(result) and chunk.sort is Sort.PREP and chunk.text.lower() == "on")):
            result = [*leads, anew(chunk, sort=Sort.PREP, value="prep", text="on")]
        else:
            result.append(chunk)
    return tuple(result)


def _with_failing_cancers(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "Cancer progressing on cisplatin": what became of the drug, no state that the drug is in."""
    result: list[Chunk] = []
    for place, chunk in enumerate(chunks):
        before = result[-1] if result else None
        progressing = before is not None and before.sort is Sort.NARROWING and before.text.lower() in _PROGRESSING
        if before is not None and progressing and chunk.text.lower() in _ON and _given_behind(chunks, place, setting):
            result[-1] = anew(before, sort=Sort.FAILED, names=(), value=FAILED, end=chunk.end)
        else:
            result.append(chunk)
    return tuple(result)


def _stretch_behind(chunks: Sequence[Chunk], place: int) -> int | None:
    """Where the time stands that begins as "during or within 6 months after"; None where none does."""
    index = place + 1
    while index < len(chunks) and chunks[index].sort in (Sort.NOW, Sort.COMMA, Sort.FILL, Sort.PREP):
        index += 1
    signs = index
    while index < len(chunks) and chunks[index].sort in _SIGNS | {Sort.AND, Sort.COMMA}:
        index += 1
    joined = any(chunk.sort in _SIGNS for chunk in chunks[signs:index])
    relative = chunks[index].relative if index < len(chunks) and chunks[index].sort is Sort.SPAN_OF_TIME else None
    return index if joined and relative is not None and relative.compare in ("<=", "<") else None


def _given_behind(chunks: Sequence[Chunk], place: int, setting: Setting) -> bool:
    """True where "on" or "after" is followed by a therapy, or by one that is only called so, with no number of them."""
    if chunks[place].text.lower() not in _ON | AFTER:
        return False
    start = place + 1 + (_CYCLES if _cycles_at(chunks, place + 1) else 0)
    passed = _BETWEEN - {Sort.HEADNOUN} | {Sort.COMMA}
    behind = next((chunk for chunk in chunks[start:] if chunk.sort not in passed), None)
    if behind is None or behind.sort not in (Sort.CONCEPT, Sort.HEADNOUN):
        return False
    if behind.sort is Sort.HEADNOUN:
        return behind.text.lower() in NOUNS
    return all(setting.vocabulary.kind(name) in THERAPY_KINDS for name in behind.names)


def _cycles_at(chunks: Sequence[Chunk], place: int) -> bool:
    """True where "4 cycles" stands: how much was given by the time that is spoken of."""
    amount, noun = (chunks[index] if index < len(chunks) else None for index in (place, place + 1))
    counted = amount is not None and amount.sort is Sort.AMOUNT
    return counted and noun is not None and noun.sort is Sort.HEADNOUN and noun.text.lower().startswith(("cycle", "course"))


_CYCLES = 2
_JOINED = frozenset({Sort.COMMA, Sort.OR, Sort.AND, Sort.SLASH})


def _end_of_therapies(chunks: Sequence[Chunk], place: int, setting: Setting) -> int:
    """Where the therapies end that begin at a place ("definitive, platinum-based, concurrent chemoradiation"), which are all of
    the time that is spoken of: none of them is one more thing in the list."""
    end = step = place
    while step < len(chunks):
        chunk = chunks[step]
        if chunk.sort is Sort.CONCEPT and all(setting.vocabulary.kind(name) in THERAPY_KINDS for name in chunk.names):
            end = step + 1
        elif chunk.sort not in _BETWEEN | _JOINED and not _cycles_at(chunks, step):
            break
        step += 1
    return end


def _therapy_behind(chunks: Sequence[Chunk], place: int, setting: Setting) -> bool:
    if chunks[place].text.lower() not in _LASTING:
        return False
    behind = next((chunk for chunk in chunks[place + 1 :] if chunk.sort not in _BETWEEN), None)
    named = behind is not None and behind.sort is Sort.CONCEPT
    return named and behind is not None and all(setting.vocabulary.kind(name) in THERAPY_KINDS for name in behind.names)
