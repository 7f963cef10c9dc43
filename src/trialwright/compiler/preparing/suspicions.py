"""Suspicions: "proven or suspected active infection" of what excludes or is denied in; the same without the suspicion, for
whoever has it for certain is meant all the more, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew

_SUSPECTED = ("proof=suspected",)
_ILL = frozenset({"condition", "finding", "cancer", "metastasis"})
_CERTAIN = re.compile(
    r"(?:.*\b)?(?:known|proven|proved|documented|diagnosed|established|definite|definitive|confirmed|verified)$", re.IGNORECASE
)
_MEANS_IT = frozenset({Sort.NARROWING, Sort.FILL, Sort.HIST, Sort.NOW, Sort.EITHER})
_JOINS = frozenset({Sort.OR, Sort.SLASH})
_ACTIVE = ("activity=active",)
_PAIR = 2
_DENIES = frozenset({Sort.NEG, Sort.UNMET})


@needs("suspected", "presumed", "probable", "possible", "suggestive", "suspicious")
def without_suspicions(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks where a suspicion that stands for the certainty too says nothing."""
    kept: list[Chunk] = []
    place = 0
    while place < len(chunks):
        chunk, behind = chunks[place], chunks[place + 1 :]
        place += 1
        if chunk.names != _SUSPECTED:
            kept.append(chunk)
        elif _no_known(kept):
            kept.pop()  # "no known or suspected allergy": whichever it is
        elif not _bars(kept, setting) or not _of_an_illness(behind, setting):
            kept.append(chunk)
        elif _or_certain(behind):
            place += _PAIR
        elif _beside_certain(kept):
            kept = kept[:-2]
        elif _beside_state(kept):
            kept.pop()
        else:
            kept.append(anew(chunk, sort=Sort.FILL, names=(), value="fill"))
    return tuple(kept)


def _bars(before: Sequence[Chunk], setting: Setting) -> bool:
    """Whether it excludes: said so above, and not denied, or denied of what is required by a word that only adjectives part from
    it."""
    lacking = [place for place, item in enumerate(before) if item.sort in _DENIES]
    if setting.exclusion or not lacking:
        return setting.exclusion and not lacking
    between = before[lacking[-1] + 1 :]
    return len(lacking) == 1 and all(item.sort in _MEANS_IT or item.sort in _JOINS or item.sort is Sort.COMMA for item in between)


def _of_an_illness(behind: Sequence[Chunk], setting: Setting) -> bool:
    """ "Suspected active tuberculosis", "suspected or proven leukemia": an illness, with nothing but its adjectives before it."""
    end = next((place for place, item in enumerate(behind) if not _goes_on(item)), len(behind))
    named = behind[end : end + 1]
    return bool(named) and named[0].sort is Sort.CONCEPT and all(setting.vocabulary.kind(name) in _ILL for name in named[0].names)


def _goes_on(item: Chunk) -> bool:
    return item.sort in _MEANS_IT or item.sort in _JOINS


def _is_certain(chunk: Chunk) -> bool:
    return chunk.sort is Sort.FILL and _CERTAIN.match(chunk.text) is not None


def _beside_certain(before: Sequence[Chunk]) -> bool:
    """ "Proven or …", "diagnosed/ …": whichever it is."""
    return len(before) >= _PAIR and before[-1].sort in _JOINS and _is_certain(before[-2])


def _or_certain(behind: Sequence[Chunk]) -> bool:
    return len(behind) >= _PAIR and behind[0].sort in _JOINS and _is_certain(behind[1])


def _beside_state(before: Sequence[Chunk]) -> bool:
    """ "Active or …", "no prior or …": who has it in that state is told by that word, and of whom it is suspected is asked."""
    if len(before) < _PAIR or before[-1].sort not in (*_JOINS, Sort.COMMA):
        return False
    return before[-2].names == _ACTIVE or before[-2].sort is Sort.NEG


def _no_known(before: Sequence[Chunk]) -> bool:
    pair = before[-2:]
    return len(pair) == _PAIR and pair[1].sort is Sort.OR and pair[0].sort is Sort.NEG and pair[0].text.lower().endswith("known")
