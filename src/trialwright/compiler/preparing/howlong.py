"""How long: "corticosteroids for > 14 days prior to enrollment" in; the same with that time as unread words, out.

Behind a denial such words say how long ago a therapy was ("no chemotherapy for > 14 days"); behind its bare name they say how
long it was taken, which no window can say.
"""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import Setting, flattened
from trialwright.protocol.criteria import WindowKind
from trialwright.vocabulary.records import anew

_ABSENT = frozenset({Sort.NEG, Sort.UNMET, Sort.ENDED, Sort.EXC, Sort.FAILED})
_AWAY = frozenset(
    {
        "off",
        "free",
        "without",
        "discontinued",
        "stopped",
        "withheld",
        "washout",
        "wash-out",
        "completed",
        "held",
        "away",
        "stable",
        "unchanged",
        "constant",
    }
)
_PASSED = frozenset({Sort.FILL, Sort.HEADNOUN, Sort.GROUP, Sort.PREP})


def with_time_taken_unread(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with each "for at least N days before …" that stands behind a therapy which was given as a word of no known
    meaning."""
    if not any(_lasting(chunk) for chunk in chunks) or _speaks_of_absence(chunks):
        return tuple(chunks)
    return tuple(
        anew(chunk, sort=Sort.WORD, window=None) if _lasting(chunk) and _behind_therapy(chunks, place, setting) else chunk
        for place, chunk in enumerate(chunks)
    )


def _lasting(chunk: Chunk) -> bool:
    long = chunk.window is not None and chunk.window.kind is WindowKind.AT_LEAST_BEFORE
    return long and chunk.sort is Sort.WINDOW and chunk.text.lower().startswith("for ")


def _speaks_of_absence(chunks: Sequence[Chunk]) -> bool:
    return any(chunk.sort in _ABSENT or not _AWAY.isdisjoint(chunk.text.lower().split()) for chunk in flattened(chunks))


def _behind_therapy(chunks: Sequence[Chunk], place: int, setting: Setting) -> bool:
    before = next((chunk for chunk in reversed(chunks[:place]) if chunk.sort not in _PASSED), None)
    if before is None or before.sort is not Sort.CONCEPT:
        return False
    return all(setting.vocabulary.kind(name) in THERAPY_KINDS for name in before.names)
