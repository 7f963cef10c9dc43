"""Any time: the members of a list whose first says "prior", or that stand for an illness in one state ("chronic hepatitis B
or C"), in; whether any time will do, and the illness in any state, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.vocabulary.records import anew


def without_its_state(member: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "C" that stands for chronic hepatitis C, as hepatitis C of any state."""
    parents = (parent for name in member[0].names for parent in setting.vocabulary[name].parents)
    names = tuple(dict.fromkeys(name for name in parents if setting.vocabulary.kind(name) == "condition"))
    return (anew(member[0], names=names[:1] or member[0].names), *member[1:])


def of_any_time(members: Sequence[tuple[Chunk, ...]], setting: Setting) -> bool:
    """ "Prior or active hepatitis B or C": the first member only says that any time will do, so that C is of any time too."""
    said = setting.normal.text[members[0][0].start : members[1][0].start] if len(members) > 1 else ""
    return all(chunk.sort in (Sort.HIST, Sort.FILL) for chunk in members[0]) and _EVER.fullmatch(said) is not None


_EVER = re.compile(r"(?:.* )?(?:prior|previous|past|history(?: of)?),? (?:or|and/or) ?(?:an? )?", re.IGNORECASE)
