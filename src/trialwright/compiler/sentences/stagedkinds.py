"""Staged kinds: "unresectable stage III or metastatic (stage IV) melanoma", "melanoma or sarcoma, stage IV or recurrent" in; each
cancer in each of those states, as alternatives, out.

Each adjective is of the stage that it stands before: of stage IV melanoma nobody asks whether it can be resected.
"""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Reader, Setting, joined_by
from trialwright.protocol.criteria import Ask, Criterion, Unread, walk
from trialwright.vocabulary.records import anew

_JOINS = frozenset({Sort.OR, Sort.COMMA, Sort.SLASH})
_LEAD = frozenset({Sort.FILL, Sort.IF, Sort.MUST, Sort.EITHER, Sort.PREP, Sort.HEADNOUN})
_OF_STATE = frozenset({Sort.NARROWING, Sort.VARIABLE, Sort.CODES, Sort.FILL, Sort.EITHER, Sort.TNM, Sort.GROUP})
_BEHIND = frozenset({Sort.NARROWING, Sort.FILL, Sort.PREP, Sort.GROUP, Sort.STOP, Sort.TAIL, Sort.WORD, Sort.CONCEPT})
_CANCERS = frozenset({"cancer", "histology"})
_LOCAL = frozenset({"resectability=unresectable", "extent=locally advanced", "resectability=resectable", "extent=localized"})
_SPREAD = "IV"


def staged_kinds(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """The alternatives of a sentence that names one cancer behind several states, one of them a stage; None for any other."""
    noun = next((place for place, chunk in enumerate(chunks) if _is_cancer(chunk, setting)), None)
    behind = _states_behind(chunks, setting, read) if noun is not None and not setting.exclusion else None
    if behind is not None:
        return behind
    noun = noun if noun is not None else _disease_behind_stage(chunks)
    if noun is None or setting.exclusion or not any(_names_stage(chunk) for chunk in chunks[:noun]):
        return None
    lead = next((place for place in range(noun) if not _leads(chunks[place])), noun)
    before, rest = tuple(chunks[:lead]), tuple(chunks[noun:])
    states = _states(_with_stage_named(chunks[lead:noun]))
    if states is None or any(chunk.sort not in _BEHIND for chunk in rest[1:]):
        return None
    read_ones = [read((*before, *state, *rest), setting) for state in states]
    if any(isinstance(node, Unread | Ask) for one in read_ones for node in walk(one)):
        return None
    return joined_by("or", read_ones)


def _disease_behind_stage(chunks: Sequence[Chunk]) -> int | None:
    """ "Unresectable stage III or IV disease": where the word stands that means the cancer, where none is named."""
    places = (
        place for place, chunk in enumerate(chunks) if place and chunk.sort is Sort.HEADNOUN and chunk.text.lower() == "disease"
    )
    return next((place for place in places if chunks[place - 1].sort is Sort.CODES), None)


_LISTED = frozenset({Sort.CONCEPT, Sort.NARROWING, Sort.FILL, Sort.EITHER, Sort.HEADNOUN, *_JOINS})


def _states_behind(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "Melanoma or renal cell carcinoma, stage IV or recurrent": the states behind the comma are of every cancer before it."""
    end = next((place for place in range(len(chunks), 0, -1) if chunks[place - 1].sort is not Sort.STOP), 0)
    first = end
    while first and chunks[first - 1].sort in _OF_STATE - {Sort.GROUP} | _JOINS:
        first -= 1
    while first < end and chunks[first - 1 : first] and chunks[first].sort is not Sort.COMMA:
        first += 1
    named, behind = tuple(chunks[:first]), tuple(chunks[first + 1 : end])
    lead = next((place for place, chunk in enumerate(named) if not _leads(chunk)), len(named))
    cancers = _cancers(named[lead:], setting)
    if not cancers or not any(chunk.sort in (Sort.CODES, Sort.NARROWING) for chunk in behind):
        return None
    listed = any(chunk.sort is Sort.COMMA for chunk in behind)
    states = _states(_with_stage_named(behind)) or [_with_commas_as_or(behind)]
    if len(cancers) * len(states) < 2 and not listed:
        return None
    read_ones = [read((*named[:lead], *cancer, *state), setting) for cancer in cancers for state in states]
    if any(isinstance(node, Unread | Ask) for one in read_ones for node in walk(one)):
        return None
    return joined_by("or", read_ones)


def _with_commas_as_or(chunks: tuple[Chunk, ...]) -> tuple[Chunk, ...]:
    """ "Locally advanced, unresectable or metastatic" as alternatives; without an "or", all of them together."""
    either = any(chunk.sort is Sort.OR for chunk in chunks)
    joined = (anew(chunk, sort=Sort.OR, value="or") if either and chunk.sort is Sort.COMMA else chunk for chunk in chunks)
    return tuple(chunk for chunk in joined if chunk.sort is not Sort.COMMA)


def _cancers(chunks: Sequence[Chunk], setting: Setting) -> list[tuple[Chunk, ...]]:
    """The cancers of a list, each with the words before it; none where anything else is named."""
    if any(chunk.sort not in _LISTED or (chunk.sort is Sort.CONCEPT and not _is_cancer(chunk, setting)) for chunk in chunks):
        return []
    pieces: list[tuple[Chunk, ...]] = [()]
    for chunk in chunks:
        pieces = [*pieces, ()] if chunk.sort in _JOINS else [*pieces[:-1], (*pieces[-1], chunk)]
    kept = [piece for piece in pieces if piece]
    return kept if all(piece[-1].sort is Sort.CONCEPT for piece in kept) else []


def _leads(chunk: Chunk) -> bool:
    return chunk.sort in _LEAD or (chunk.sort is Sort.NARROWING and chunk.names[0].startswith("proof="))


def _is_cancer(chunk: Chunk, setting: Setting) -> bool:
    return chunk.sort is Sort.CONCEPT and all(setting.vocabulary.kind(name) in _CANCERS for name in chunk.names)


def _names_stage(chunk: Chunk) -> bool:
    return chunk.sort is Sort.VARIABLE and chunk.names == ("stage",)


def _with_stage_named(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ "Metastatic (stage IV)" without its brackets, and "or IV" behind a stage as the stage that it is."""
    result: list[Chunk] = []
    for chunk in chunks:
        inner = [item for item in chunk.inner if item.sort is not Sort.FILL]
        before = next((item for item in reversed(result) if item.sort is not Sort.NARROWING), None)
        if chunk.sort is Sort.GROUP and len(inner) == 2 and _names_stage(inner[0]) and inner[1].sort is Sort.CODES:
            result.extend(inner)
        elif chunk.sort is Sort.NARROWING and chunk.text == _SPREAD and before is not None and before.sort in _JOINS:
            result.append(anew(chunk, sort=Sort.CODES, names=(_SPREAD,)))
        else:
            result.append(chunk)
    return tuple(result)


def _states(chunks: Sequence[Chunk]) -> list[tuple[Chunk, ...]] | None:
    """The states that are alternatives, each with the word "stage" before its codes; None where something else is named."""
    pieces: list[tuple[Chunk, ...]] = [()]
    stage: Chunk | None = None
    for place, chunk in enumerate(chunks):
        if chunk.sort in _JOINS:
            pieces.extend(() if _parts_adjective(chunks, place) else ((),))
            continue
        if chunk.sort not in _OF_STATE or (chunk.sort is Sort.VARIABLE and not _names_stage(chunk)):
            return None
        stage = chunk if _names_stage(chunk) else stage
        unnamed = chunk.sort is Sort.CODES and not any(_names_stage(item) for item in pieces[-1])
        if unnamed and stage is None:
            return None
        named = anew(stage, start=chunk.start, end=chunk.start) if unnamed and stage is not None else None
        pieces[-1] = (*pieces[-1], *((named,) if named is not None else ()), chunk)
    kept = [part for piece in pieces if piece for part in _spread_apart(piece)]
    alone = all(any(chunk.sort in (Sort.CODES, Sort.NARROWING) for chunk in piece) for piece in kept)
    return kept if len(kept) > 1 and alone and _of_own_words(kept) else None


def _parts_adjective(chunks: Sequence[Chunk], place: int) -> bool:
    """The comma of "unresectable, stage III or metastatic": it parts no alternatives, for the last "or" does."""
    before, behind = chunks[place - 1 : place], chunks[place + 1 : place + 2]
    local = bool(before) and bool(_LOCAL & set(before[0].names)) and place == 1
    ors = any(chunk.sort is Sort.OR for chunk in chunks[place + 1 :])
    return chunks[place].sort is Sort.COMMA and local and bool(behind) and _names_stage(behind[0]) and ors


def _of_own_words(pieces: Sequence[tuple[Chunk, ...]]) -> bool:
    """Whether every state after the first has a stage or an adjective of spread of its own, and the first one has a stage."""
    return any(chunk.sort is Sort.CODES for chunk in pieces[0]) and any(
        chunk.sort is Sort.NARROWING and not chunk.names[0].startswith("proof=") for piece in pieces for chunk in piece
    )


def _spread_apart(piece: tuple[Chunk, ...]) -> list[tuple[Chunk, ...]]:
    """ "Unresectable stage III or IV": the adjective is of stage III; stage IV stands for itself."""
    local = [chunk for chunk in piece if chunk.sort is Sort.NARROWING and _LOCAL & set(chunk.names)]
    codes = next((chunk for chunk in piece if chunk.sort is Sort.CODES), None)
    if not local or codes is None or len(codes.names) < 2 or codes.names[-1] != _SPREAD or "-" in codes.names:
        return [piece]
    first = tuple(anew(chunk, names=chunk.names[:-1]) if chunk is codes else chunk for chunk in piece)
    last = tuple(anew(chunk, names=chunk.names[-1:]) if chunk is codes else chunk for chunk in piece if chunk not in local)
    return [first, last]
