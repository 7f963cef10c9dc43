"""Organs: "adequate renal function", with or without the values that define it, in; those values, or a question, out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.asking import question
from trialwright.compiler.setting import Reader, Setting, changed_leaves, flattened, sorts_of
from trialwright.compiler.wording.rules import matching
from trialwright.protocol.criteria import Ask, Compare, Criterion, walk
from trialwright.vocabulary.normal import abnormal_side

_NUMBERS = frozenset({Sort.AMOUNT, Sort.CODES})
_CUTS = frozenset({Sort.GROUP, Sort.COLON, Sort.DEFINES, Sort.EG, Sort.TAIL, Sort.NARROW, Sort.WINDOW, Sort.COMMA, Sort.PREP})
_EDGES = frozenset({Sort.COMMA, Sort.STOP, Sort.SEMICOLON, Sort.COLON, Sort.OTHER_SIGN})
_JOINTS = frozenset({Sort.COLON, Sort.DEFINES, Sort.EG, Sort.TAIL, Sort.NARROW, Sort.COMMA, Sort.FILL, Sort.MUST, Sort.PREP})

_SHOWN = frozenset({"evidenced", "demonstrated", "indicated", "shown", "reflected", "manifested", "documented", "supported"})


_OTHERWISE = frozenset({Sort.EXC, Sort.NEG, Sort.PERMIT, Sort.SEMICOLON})


def of_organs(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "Adequate renal and hepatic function (creatinine <= 2 mg/dL, bilirubin < 2 mg/dL)": the values alone; without values a
    question. None for any other sentence."""
    whole = items = _without_signs(chunks)
    if not _NUMBERS.isdisjoint(sorts_of(whole)):
        return _defined_by_values(whole, setting, read)
    while items and (items[-1].sort is Sort.WINDOW or _only_times(items[-1])):
        items = _without_signs(items[:-1])
    if not items:
        return None
    there = {chunk.sort for chunk in items}
    if (setting.exclusion and Sort.CONCEPT in there) or not _OTHERWISE.isdisjoint(there):
        return None
    return question(whole, setting) if matching("adequacy", setting.words(items)) is not None else None


def _only_times(chunk: Chunk) -> bool:
    """ "(within 14 days)": when it was shown."""
    return chunk.sort is Sort.GROUP and bool(chunk.inner) and all(item.sort is Sort.WINDOW for item in chunk.inner)


def _without_signs(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """The chunks without signs at either end; empty words stay, for they may be part of a name ("adequate bone marrow")."""
    items = list(chunks)
    while items and items[-1].sort in _EDGES:
        items.pop()
    while items and items[0].sort in _EDGES:
        items.pop(0)
    return tuple(items)


def adequate(chunks: Sequence[Chunk], setting: Setting) -> Ask | None:
    """One member of a list that asks for adequate function, as a question; None for any other."""
    if setting.exclusion or not _NUMBERS.isdisjoint(sorts_of(chunks)):
        return None
    return question(chunks, setting) if matching("adequacy", setting.words(chunks)) is not None else None


def _defined_by_values(items: tuple[Chunk, ...], setting: Setting, read: Reader) -> Criterion | None:
    """The values behind a label of organ function; the label itself adds nothing to them."""
    for cut, chunk in enumerate(items):
        if chunk.sort in _NUMBERS:
            return None
        if cut == 0 or chunk.sort not in _CUTS or matching("organ label", setting.words(items[:cut])) is None:
            continue
        rest = list(items[cut:])
        while rest and (rest[0].sort in _JOINTS or rest[0].text.lower() in _SHOWN):
            rest.pop(0)
        if not rest:
            return None
        if rest[0].sort is Sort.GROUP:
            behind = tuple(rest[1:])
            if any(item.sort not in (Sort.WINDOW, Sort.FILL, Sort.STOP, Sort.MUST) for item in behind):
                return None
            values = _with_windows(rest[0].inner, behind, setting, read)
            return None if values is None else _as_said(values, items, cut, setting)
        if not any(item.sort is Sort.VARIABLE for item in flattened(rest)):
            return None
        return _as_said(read(tuple(rest), setting), items, cut, setting)
    return None


_INADEQUATE = re.compile(r"inadequate|insufficient|impaired|poor|not adequate|compromised", re.IGNORECASE)


def _as_said(values: Criterion, items: Sequence[Chunk], cut: int, setting: Setting) -> Criterion:
    """ "Inadequate marrow function: ANC >= 1500" among the exclusions contradicts itself: the values of those who fit stand
    behind the words for those who do not."""
    if not setting.exclusion or not _INADEQUATE.search(setting.words(items[:cut])):
        return values
    compared = [leaf for leaf in walk(values) if isinstance(leaf, Compare)]
    good = [leaf for leaf in compared if _of_those_who_fit(leaf)]
    return setting.unread(items, "the values contradict the words before them") if good else values


def _of_those_who_fit(leaf: Compare) -> bool:
    """True for a range that reaches away from where the variable is abnormal."""
    if leaf.quantity.variable is None or (leaf.low is None) == (leaf.high is None):
        return False
    side = abnormal_side(leaf.quantity.variable)
    return (side != "high" and leaf.low is not None) or (side == "high" and leaf.high is not None)


def _with_windows(inner: Sequence[Chunk], behind: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """The values of a bracket, each with the time that stands behind it."""
    if not any(chunk.sort is Sort.VARIABLE for chunk in flattened(inner)):
        return None
    first = next((chunk for chunk in inner if chunk.sort not in _JOINTS), None)
    said = tuple(inner[inner.index(first) :]) if first is not None else tuple(inner)
    windows = tuple(chunk for chunk in behind if chunk.sort is Sort.WINDOW)
    node = read(said, setting)
    return timed(node, windows[0]) if len(windows) == 1 else (node if not windows else None)


def timed(node: Criterion, window: Chunk) -> Criterion:
    """The tree with that window on each comparison that has none."""

    def change(leaf: Criterion) -> Criterion:
        return replace(leaf, window=window.window) if isinstance(leaf, Compare) and leaf.window is None else leaf

    return changed_leaves(node, change)
