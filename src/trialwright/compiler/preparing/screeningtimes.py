"""Times of screening: "during screening (within 30 days of the first dose)" in; the time in the bracket, which says when that is,
in its place, out; "new onset angina (began within 3 months)" likewise. "Bleeding at baseline" is one of now."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import DISEASE_KINDS
from trialwright.compiler.setting import Setting, stripped
from trialwright.vocabulary.records import anew

_EARLIER = re.compile(r"\b(?:prior|previous|previously)\b", re.IGNORECASE)
_AT_ENTRY = re.compile(r"at (?:the )?time of\b", re.IGNORECASE)


def with_times_told(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with each time of no length ("at screening") as the one that the bracket behind it tells, and without "at the
    time of study entry" behind "no previous"."""
    result: list[Chunk] = []
    earlier = False
    for chunk in chunks:
        earlier = earlier or (chunk.sort is Sort.NEG and _EARLIER.search(chunk.text) is not None)
        if earlier and chunk.sort is Sort.WINDOW and _AT_ENTRY.match(chunk.text):
            continue
        item = _without_its_onset(chunk) if chunk.sort is Sort.GROUP and _newly_ill(result, setting) else chunk
        inner = stripped(item.inner) if item.sort is Sort.GROUP else ()
        if setting.exclusion and _ill_at_entry(result, item, setting):
            item = anew(item, sort=Sort.NOW, value="current")
        told = len(inner) == 1 and inner[0].sort is Sort.WINDOW and inner[0].window is not None
        before = result[-1] if result else None
        if told and before is not None and before.sort is Sort.WINDOW and before.window is None:
            result[-1] = inner[0]
        else:
            result.append(item)
    return tuple(result)


def _ill_at_entry(before: Sequence[Chunk], chunk: Chunk, setting: Setting) -> bool:
    """ "Bleeding at baseline", "infection at screening": an illness of that time, not one that is over."""
    entry = chunk.sort is Sort.WINDOW and chunk.window is None and chunk.text.lower() in ("at baseline", "at screening")
    plain = entry and not any(chunk.sort is Sort.NARROWING for chunk in before)  # "uncontrolled infection" is one of now
    ill = before[-1] if plain and before else None
    return ill is not None and ill.sort is Sort.CONCEPT and {setting.vocabulary.kind(name) for name in ill.names} == {"condition"}


_NEW = re.compile(r"new(?:ly)?\b", re.IGNORECASE)
_ONSET = frozenset({"began", "begun", "beginning", "developed", "started"})


def _newly_ill(before: Sequence[Chunk], setting: Setting) -> bool:
    """Whether what stands before names an illness as new: an old one that goes on did not begin in that time."""
    if not before or before[-1].sort is not Sort.CONCEPT:
        return False
    new = _NEW.match(before[-1].text) is not None or (len(before) > 1 and before[-2].names == ("recency=recent",))
    return new and all(setting.vocabulary.kind(name) in DISEASE_KINDS for name in before[-1].names)


def _without_its_onset(chunk: Chunk) -> Chunk:
    """ "New onset angina (began within the last 3 months)": the time in the bracket is when it was found."""
    inner = stripped(chunk.inner)
    if len(inner) != 2 or inner[0].text.lower() not in _ONSET or inner[1].sort is not Sort.WINDOW:
        return chunk
    return anew(chunk, inner=(inner[1],))
