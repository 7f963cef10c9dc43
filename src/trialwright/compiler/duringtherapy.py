"""During therapy: "progression during or within 6 months after platinum", "infection during chemotherapy" in; the chunks with the
time as one stretch, or as what narrows the illness, out.

Read as two things that stand side by side, they would ban everybody who ever had both.
"""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.compiler.targets import DISEASE_KINDS, THERAPY_KINDS
from trialwright.compiler.therapies import MOVES
from trialwright.vocabulary.records import anew

_WHILE = frozenset({"during", "while", "while on", "on", "whilst"})
_LASTING = frozenset({"during", "while", "while on", "whilst"})
_SIGNS = frozenset({Sort.OR, Sort.SLASH})
_BETWEEN = frozenset({Sort.FILL, Sort.NARROWING, Sort.NOW, Sort.HIST, Sort.HEADNOUN, Sort.PREP})


def with_therapy_times(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with "during or within 6 months after" as one time, and with "during" of a banned illness as what narrows it."""
    result: list[Chunk] = []
    place = 0
    while place < len(chunks):
        chunk = chunks[place]
        result.append(chunk)
        place += 1
        if chunk.sort is not Sort.CONCEPT or place >= len(chunks) or chunks[place].text.lower() not in _WHILE:
            continue
        kinds = {setting.vocabulary.kind(name) for name in chunk.names}
        stretch = _stretch_behind(chunks, place) if MOVES.issuperset(chunk.names) else None
        denied = setting.exclusion or any(item.sort is Sort.NEG for item in result)
        if stretch is not None:
            result.append(anew(chunks[stretch], start=chunks[place].start))
            place = stretch + 1 + (stretch + 1 < len(chunks) and chunks[stretch + 1].sort is Sort.COMMA)
        elif denied and kinds <= DISEASE_KINDS | {"finding"} and _therapy_behind(chunks, place, setting):
            result.append(anew(chunks[place], sort=Sort.NARROW, value=""))
            place += 1
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


def _therapy_behind(chunks: Sequence[Chunk], place: int, setting: Setting) -> bool:
    if chunks[place].text.lower() not in _LASTING:
        return False
    behind = next((chunk for chunk in chunks[place + 1 :] if chunk.sort not in _BETWEEN), None)
    named = behind is not None and behind.sort is Sort.CONCEPT
    return named and behind is not None and all(setting.vocabulary.kind(name) in THERAPY_KINDS for name in behind.names)
