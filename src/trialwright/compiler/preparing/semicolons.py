"""Semicolons: the chunks of a statement in; the same out, its semicolons made commas where they part the members of one list."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting, split_at, stripped
from trialwright.vocabulary.records import anew

_OPENS = frozenset({Sort.COLON, Sort.EG})
_DENIES = frozenset({Sort.NEG, Sort.UNMET})
_NOT_SHARED = frozenset({Sort.AMOUNT, Sort.CODES, Sort.WINDOW, Sort.SPAN_OF_TIME, Sort.HIST, Sort.NOW})
"""Limits and times: behind a comma they may be of every member, behind a semicolon they are of their own."""
_OWN_SENTENCE = frozenset(
    {
        Sort.NEG,
        Sort.UNMET,
        Sort.MUST,
        Sort.IF,
        Sort.PERMIT,
        Sort.BARRED,
        Sort.COLON,
        Sort.ASKED,
        Sort.ALSO,
        Sort.DEFINES,
        Sort.ENDED,
    }
)
"""What a bare member of a list does not hold: with it, words are a sentence of their own."""


def with_lists_joined(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "Must not have: hypertension; heart failure" denies both, "tumors including: A; B" names two: one sentence, not two.

    Behind a denial every member gets the words that open the list, so that one with commas of its own stays whole; behind other
    words the semicolons of a list without limits and times are read as its commas. What holds a verb or a denial of its own
    stays.
    """
    chunks = _with_exceptions_joined(_with_conditions_joined(_with_ways_joined(chunks)), setting)
    pieces = split_at(chunks, frozenset({Sort.SEMICOLON}))
    first = pieces[0][0]
    rest = [piece for piece, _end in pieces[1:] if stripped(piece)]
    if _are_stages((first, *rest), setting):
        return tuple(anew(chunk, sort=Sort.OR, value="or") if chunk.sort is Sort.SEMICOLON else chunk for chunk in chunks)
    if not rest or any(chunk.sort is Sort.STOP for piece in (first, *rest) for chunk in piece[:-1]):
        return tuple(chunks)
    if any(chunk.sort in _OWN_SENTENCE for piece in rest for chunk in piece):
        return tuple(chunks)
    place = next((index for index, chunk in enumerate(first) if chunk.sort in _OPENS), None)
    opening = first[: place + 1] if place is not None else _denial(first, rest, setting)
    if any(chunk.sort in _DENIES for chunk in opening):
        return tuple(chunk for piece, end in pieces for chunk in _opened(piece, opening, end, first=piece is first))
    if place is None or any(chunk.sort in _NOT_SHARED for piece, _end in pieces for chunk in piece):
        return tuple(chunks)
    return tuple(anew(chunk, sort=Sort.COMMA, value=",") if chunk.sort is Sort.SEMICOLON else chunk for chunk in chunks)


def _with_ways_joined(chunks: Sequence[Chunk]) -> Sequence[Chunk]:
    """ "Postmenopausal, defined as: age >= 60; bilateral oophorectomy": one way of having become so will do."""
    named = next((place for place, chunk in enumerate(chunks) if chunk.names and _COME_TO.issuperset(chunk.names)), None)
    if named is None:
        return chunks
    signs = {Sort.DEFINES} if chunks[named].names == ("childbearing potential",) else {Sort.DEFINES, Sort.COLON}
    opens = next((at for at in range(named, len(chunks)) if chunks[at].sort in signs), len(chunks))
    ends = (at for at in range(opens, len(chunks)) if chunks[at].sort in (Sort.STOP, Sort.MUST, Sort.PERMIT, Sort.BARRED))
    end = next(ends, len(chunks))
    last = max((at for at in range(opens, end) if chunks[at].sort is Sort.SEMICOLON), default=end) if end < len(chunks) else end
    return tuple(
        anew(chunk, sort=Sort.OR, value="or") if chunk.sort is Sort.SEMICOLON and opens < at < last else chunk
        for at, chunk in enumerate(chunks)
    )


_COME_TO = frozenset({"postmenopausal", "surgically sterile", "childbearing potential"})


def _with_conditions_joined(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ "Pneumonitis; unless caused by radiation": a comma, as "unless" begins no sentence behind what it lifts. Behind a
    list between semicolons it may lift all of it, and stays apart."""
    if sum(chunk.sort is Sort.SEMICOLON for chunk in chunks) != 1:
        return tuple(chunks)
    return tuple(
        anew(chunk, sort=Sort.COMMA, value=",")
        if chunk.sort is Sort.SEMICOLON and behind.sort is Sort.EXC and behind.text.lower() == "unless"
        else chunk
        for chunk, behind in zip(chunks, (*chunks[1:], chunks[-1]), strict=True)
    )


def _are_stages(pieces: Sequence[Sequence[Chunk]], setting: Setting) -> bool:
    """ "Unresectable stage II disease; stage III or IV disease": nobody has two stages at once."""
    if (
        setting.exclusion
        or len(pieces) < _SEVERAL
        or not all(any(chunk.names == ("stage",) for chunk in piece) for piece in pieces)
    ):
        return False
    return not any(chunk.sort in _OWN_SENTENCE for piece in pieces for chunk in piece)


_SEVERAL = 2


def _with_exceptions_joined(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "Other malignancy except: A; B; C": all of them are spared, up to the full stop, to the one behind "; or", or to what is
    no cancer where a malignancy is banned; the last is joined by an "or"."""
    place = next((index for index, chunk in enumerate(chunks) if _opens_exceptions(chunks, index)), None)
    plain = place is None
    place = next((index for index, chunk in enumerate(chunks) if chunk.sort is Sort.EXC), None) if plain else place
    if place is None:
        return tuple(chunks)
    end = next((index for index in range(place, len(chunks)) if chunks[index].sort is Sort.STOP), len(chunks))
    signs = [index for index in range(place, end) if chunks[index].sort is Sort.SEMICOLON and stripped(chunks[index:end])]
    kept = _signs_of_the_spared(chunks, (place, end), signs, setting)
    if plain:
        stop = signs[len(kept)] if len(kept) < len(signs) else end
        kept = _signs_before_cancers(chunks, (place, stop), kept, setting)
    if not signs or (plain and not kept):
        return tuple(chunks)
    end = signs[len(kept)] if len(kept) < len(signs) else end
    signs = kept
    joint = not signs or chunks[signs[-1] + 1].sort in (Sort.OR, Sort.AND)
    result: list[Chunk] = []
    for index, chunk in enumerate(chunks):
        if index == place and chunk.sort is Sort.COLON and not _lets_in(chunks[:place]):
            continue
        if index in signs:
            last = index == signs[-1] and not joint
            result.append(anew(chunk, sort=Sort.OR if last else Sort.COMMA, value="or" if last else ","))
        else:
            result.append(anew(chunk, sort=Sort.WORD) if place < index < end and chunk.sort in _VALUES else chunk)
    return tuple(result)


def _signs_of_the_spared(chunks: Sequence[Chunk], part: tuple[int, int], signs: list[int], setting: Setting) -> list[int]:
    """Those of the semicolons behind which something is still spared: "except: A; B; or C; pregnancy" bans pregnancy."""
    place, end = part
    of_cancer = _kinds(chunks[:place], setting) & _CANCERS != set()
    for count, (sign, behind) in enumerate(zip(signs, (*signs[1:], end), strict=False)):
        kinds = _kinds(chunks[sign + 1 : behind], setting)
        last = signs[count - 1] if count else place
        ended = any(chunks[index].text == ";" and chunks[index + 1].sort is Sort.OR for index in range(last, sign))
        if ended or (of_cancer and kinds and kinds <= _NO_CANCERS):
            return signs[:count]
    return signs


def _signs_before_cancers(chunks: Sequence[Chunk], part: tuple[int, int], signs: list[int], setting: Setting) -> list[int]:
    """Where no colon opens the exceptions ("malignancy other than A; B; pregnancy"): those semicolons behind which one more
    cancer is named, which the malignancy bans already."""
    place, end = part
    before = chunks[:place]
    banned = setting.exclusion or any(chunk.sort is Sort.NEG for chunk in before)
    if not banned or not _kinds(before, setting) & _CANCERS or any(chunk.sort in _OWN_SENTENCE - _DENIES for chunk in before):
        return []
    for count, (sign, behind) in enumerate(zip(signs, (*signs[1:], end), strict=False)):
        piece = chunks[sign + 1 : behind]
        if _kinds(piece, setting) - {"procedure", "surgery"} - _CANCERS or not _kinds(piece, setting) & _CANCERS:
            return signs[:count]
        if any(chunk.sort in _OWN_SENTENCE | {Sort.HIST, Sort.NOW, Sort.OTHER} for chunk in piece):
            return signs[:count]
    return signs


def _kinds(chunks: Sequence[Chunk], setting: Setting) -> set[str | None]:
    return {setting.vocabulary.kind(name) for chunk in chunks if chunk.sort is Sort.CONCEPT for name in chunk.names}


_CANCERS = frozenset({"cancer", "histology"})
_NO_CANCERS = frozenset({"condition", "finding", "infection", "drug", "drug class", "demographic", "metastasis"})
_VALUES = frozenset({Sort.VARIABLE, Sort.CMP, Sort.AMOUNT, Sort.POST})
""" "Prostate cancer with PSA < 0.1": of one of those that are spared, never of all."""


def _opens_exceptions(chunks: Sequence[Chunk], place: int) -> bool:
    """True for the last of the words that open a list of exceptions: the colon behind "except", "exceptions to this exclusion
    include", "the following are allowed", or where there is none the "exceptions include" that a sentence begins with."""
    if chunks[place].sort not in (Sort.COLON, Sort.EXC):
        return False
    begin = next((index + 1 for index in range(place - 1, -1, -1) if chunks[index].sort in _SENTENCES), 0)
    before = [chunk for chunk in chunks[begin:place] if chunk.sort not in _BESIDE and chunk.text.lower() not in _OF_THE_RULE]
    if chunks[place].sort is Sort.EXC:
        return begin == place > 0 and chunks[place].text.lower().endswith(("include", "is"))
    return bool(before) and (before[-1].sort is Sort.EXC or _lets_in(chunks[begin:place]))


def _lets_in(announcement: Sequence[Chunk]) -> bool:
    """ "The following are allowed", before a colon."""
    said = " ".join(chunk.text.lower() for chunk in announcement)
    return _FOLLOWING_LET_IN.search(said) is not None


_FOLLOWING_LET_IN = re.compile(
    r"\bfollowing\b.{0,40}\b(?:allowed|permitted|acceptable|eligible|not (?:be )?(?:considered|counted|regarded)\b.{0,30})$"
)
_SENTENCES = frozenset({Sort.STOP, Sort.SEMICOLON})
_BESIDE = frozenset({Sort.FILL, Sort.EITHER, Sort.PREP, Sort.FOR, Sort.EG, Sort.MUST})
_OF_THE_RULE = frozenset({"exclusion", "exclusions", "criterion", "criteria", "rule", "requirement"})


def _denial(first: Sequence[Chunk], rest: Sequence[Sequence[Chunk]], setting: Setting) -> Sequence[Chunk]:
    """The "no" of "No hypertension; heart failure; infection", where all that follows is illness that no trial asks for."""
    begins = stripped(first)[:1]
    named = [[name for chunk in piece for name in chunk.names if chunk.sort is Sort.CONCEPT] for piece in (first, *rest)]
    ill = all(names and all(setting.vocabulary.kind(name) in _KEPT_OUT for name in names) for names in named)
    return begins if begins and begins[0].sort is Sort.NEG and ill else ()


_KEPT_OUT = frozenset({"condition", "metastasis"})


def _opened(piece: Sequence[Chunk], opening: Sequence[Chunk], end: Chunk | None, *, first: bool) -> tuple[Chunk, ...]:
    closing = () if end is None else (end,)
    return (*piece, *closing) if first or not stripped(piece) else (*opening, *piece, *closing)
