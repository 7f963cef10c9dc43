"""Shared heads: "estrogen and/or progesterone receptor" in; "estrogen receptor" in the place of "estrogen" out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.compiler.tagging.tag import tag
from trialwright.vocabulary.records import anew

_JOINTS = frozenset({Sort.AND, Sort.OR, Sort.SLASH})
_RESULTS = frozenset({Sort.CONCEPT, Sort.VARIABLE})
_TENDENCIES = frozenset({"tendency", "tendencies", "diathesis", "predisposition"})
""" "Hemorrhage or thrombotic tendency": who bled once has no tendency to it."""
_HYPHEN = Sort.OTHER_SIGN


def with_heads_shared(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with each thing that stands beside one of another kind given the other's head, where that makes it one of those.

    An oestrogen is a drug; beside "or progesterone receptor" it is a receptor.
    """
    items = list(chunks)
    for place, chunk in enumerate(items):
        if chunk.sort is not Sort.CONCEPT:
            continue
        hyphen = place + 1 < len(items) and items[place + 1].sort is _HYPHEN and items[place + 1].text == "-"
        joint = place + 1 + hyphen
        if joint + 1 >= len(items) or items[joint].sort not in _JOINTS or items[joint + 1].sort not in _RESULTS:
            continue
        meant = _with_head_of(chunk, items[joint + 1], setting)
        if meant is not None:
            items[place] = meant
            if hyphen:
                items[place + 1] = anew(items[place + 1], sort=Sort.FILL)
    return tuple(items)


def _with_head_of(first: Chunk, second: Chunk, setting: Setting) -> Chunk | None:
    words = second.text.replace("-", " ").split()
    kinds = {setting.vocabulary.kind(name) for name in second.names}
    alike = bool(kinds & {setting.vocabulary.kind(name) for name in first.names})
    if len(words) < 2 or len(kinds) != 1 or (alike and words[-1].lower() not in _TENDENCIES):
        return None
    found = [chunk for chunk in tag(f"{first.text} {words[-1]}", setting.tagger) if chunk.sort is not Sort.FILL]
    if len(found) != 1 or found[0].sort is not second.sort or {setting.vocabulary.kind(name) for name in found[0].names} != kinds:
        return None
    return anew(first, sort=found[0].sort, names=found[0].names)
