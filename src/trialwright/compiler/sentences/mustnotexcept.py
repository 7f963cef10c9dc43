"""Must not, except: "chemotherapy, other than hydroxyurea, must not be given within 2 weeks" in; that nobody had any but what is
spared, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import Reader, Setting, stripped
from trialwright.protocol.criteria import Criterion
from trialwright.vocabulary.records import anew

_DENIES = re.compile(r"(?:must|should|may|shall|can) ?not\b|cannot\b", re.IGNORECASE)
_MODAL = frozenset({"must", "should", "may", "shall", "can"})
_SUBJECT = frozenset({Sort.CONCEPT, Sort.HIST, Sort.FILL, Sort.NARROWING, Sort.AND, Sort.OR, Sort.SLASH, Sort.COMMA, Sort.OTHER})
_SPARED = frozenset({Sort.CONCEPT, Sort.NARROWING, Sort.FILL, Sort.AND, Sort.OR, Sort.SLASH, Sort.COMMA, Sort.FOR, Sort.HEADNOUN})
_GIVEN = frozenset({"used", "allowed", "permitted", "initiated", "started", "undergone", "place"})


def not_given_except(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """The ban with what it spares; a hole where more is said of what must not be, and None for any other sentence. It is never
    asked that everybody had the therapy."""
    denial = next((place for place in range(1, len(chunks)) if _denied_at(chunks, place)), 0)
    subject, spared = _subject_and_spared(chunks[: denial - (denial > 1 and _is_modal(chunks[denial - 1]))])
    kinds = {setting.vocabulary.kind(name) for chunk in subject if chunk.sort is Sort.CONCEPT for name in chunk.names}
    if not denial or not spared or not kinds or not kinds <= THERAPY_KINDS:
        return None
    if any(chunk.sort not in _SUBJECT for chunk in subject) or any(chunk.sort not in _SPARED for chunk in spared):
        return None
    said = [chunk for chunk in chunks[denial + 1 :] if chunk.sort not in (Sort.FILL, Sort.HIST, Sort.STOP)]
    when = tuple(chunk for chunk in said if chunk.text.lower() not in _GIVEN)
    past = any(
        "have" in chunk.text.lower().split() for chunk in chunks[denial : denial + 2]
    )  # "must not be given" is of what comes
    if not (when or past) or any(chunk.sort is not Sort.WINDOW for chunk in when) or len(when) > 1:
        return setting.unread(chunks, "a therapy that must not be, with an exception")
    sign = chunks[denial]
    apart = anew(sign, sort=Sort.EXC, text="except", value="except")
    return read((anew(sign, sort=Sort.NEG, text="no", value="not"), *subject, *when, apart, *spared), setting)


def _denied_at(chunks: Sequence[Chunk], place: int) -> bool:
    chunk = chunks[place]
    modal = _is_modal(chunks[place - 1]) and chunk.text.lower().startswith("not")
    return chunk.sort is Sort.NEG and (modal or _DENIES.match(chunk.text) is not None)


def _is_modal(chunk: Chunk) -> bool:
    return chunk.text.lower() in _MODAL


def _subject_and_spared(before: Sequence[Chunk]) -> tuple[tuple[Chunk, ...], tuple[Chunk, ...]]:
    """What the denial is of, and what its one exception spares, in brackets or behind a comma; nothing where it has none."""
    said = stripped(before)
    place = next((at for at, chunk in enumerate(said) if _excepts(chunk)), None)
    if place is None or not place:
        return said, ()
    if said[place].sort is Sort.GROUP:
        return (said[:place], stripped(said[place].inner[1:])) if place == len(said) - 1 else (said, ())
    return stripped(said[:place]), stripped(said[place + 1 :])


def _excepts(chunk: Chunk) -> bool:
    sign = chunk.inner[0] if chunk.sort is Sort.GROUP and chunk.inner else chunk
    return sign.sort is Sort.EXC and sign.value != "unless"
