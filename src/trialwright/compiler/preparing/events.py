"""Events: "after primary registration", "between diagnosis of oligometastasis and registration" in; windows that start at the
patient's own event out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.compiler.tagging.moments import anchor_at
from trialwright.protocol.criteria import Window, WindowKind

_AFTER = ("after", "since", "following")
_CUES = frozenset({*_AFTER, "between"})


def with_event_windows(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with each stretch that dates something by an event of the patient's own made one WINDOW chunk."""
    if not any(chunk.text.lower() in _CUES for chunk in chunks):
        return tuple(chunks)
    items = list(chunks)
    index = 0
    while index < len(items):
        found = _since(items, index, setting) or _between(items, index, setting)
        if found is not None:
            end, event = found
            whole = items[index:end]
            window = Window(kind=WindowKind.SINCE, anchor=event, event=True)
            items[index:end] = [
                Chunk(sort=Sort.WINDOW, start=whole[0].start, end=whole[-1].end, text=setting.words(whole), window=window)
            ]
        index += 1
    return tuple(items)


def _since(items: Sequence[Chunk], index: int, setting: Setting) -> tuple[int, str] | None:
    if items[index].text.lower() not in _AFTER:
        return None
    place = _passed(items, index + 1)
    if place < len(items) and items[place].sort is Sort.CONCEPT and setting.vocabulary.kind(items[place].names[0]) == "event":
        return place + 1, items[place].names[0]
    return None


def _between(items: Sequence[Chunk], index: int, setting: Setting) -> tuple[int, str] | None:
    """ "between diagnosis of X to registration": from the day X was found until now."""
    if items[index].text.lower() != "between":
        return None
    place = index + 1
    while place < len(items) and items[place].sort in (Sort.FILL, Sort.PREP, Sort.HEADNOUN, Sort.NARROWING):
        place += 1
    if place >= len(items) or items[place].sort is not Sort.CONCEPT:
        return None
    joiner = place + 1
    if joiner >= len(items) or items[joiner].text.lower() not in ("to", "and", "until"):
        return None
    moment = anchor_at(setting.normal.text, items[joiner].end)
    if moment is None:
        return None
    end = joiner + 1
    while end < len(items) and items[end].start < moment[0]:
        end += 1
    return end, items[place].names[0]


def _passed(items: Sequence[Chunk], place: int) -> int:
    while place < len(items) and items[place].sort in (Sort.FILL, Sort.PREP):
        place += 1
    return place
