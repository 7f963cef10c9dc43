"""Of one member: "hepatitis B (unless vaccinated), HIV or hepatitis C" in; the exception in a bracket within a list applied to
the member that it stands by, out.

Taken as said of the whole list, it would spare the patients with HIV as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import LIST_SIGNS, Setting, changed_leaves
from trialwright.protocol.criteria import Criterion, Has, NoneOf, Not
from trialwright.vocabulary.records import anew

Applied = Callable[[Criterion, Setting], Criterion]
"""A proposition with the exception applied to it, as in the setting."""
_NAMED = frozenset({Sort.CONCEPT, Sort.STUDYDRUG, Sort.VARIABLE, Sort.ASKED})


def in_its_member(base: Criterion, bracket: tuple[Sequence[Chunk], int], setting: Setting, apply: Applied) -> Criterion | None:
    """The list with the exception in what the member before the bracket names; None where the bracket (the chunks, and its place
    among them) is not within a list, or it is not told which of its parts it is of."""
    chunks, place = bracket
    names = _names_before(chunks, place)
    if not names or not _goes_on(chunks[place + 1 :]):
        return None
    elsewhere = {name for chunk in chunks[place + 1 :] for name in chunk.names}
    banned = setting.exclusion or isinstance(base, Not | NoneOf)
    if names & elsewhere or (setting.exclusion and any(chunk.sort in (Sort.NEG, Sort.UNMET) for chunk in chunks)):
        return None
    own = anew(setting, exclusion=banned)

    def applied(leaf: Criterion) -> Criterion:
        return apply(leaf, own) if isinstance(leaf, Has) and leaf.target.concept in names else leaf

    changed = changed_leaves(base, applied)
    return None if changed is base else changed


def stands_within_list(chunks: Sequence[Chunk], place: int) -> bool:
    """True for a bracket behind a member of a list that goes on."""
    return any(chunk.sort in LIST_SIGNS for chunk in chunks[:place]) and _goes_on(chunks[place + 1 :])


def _names_before(chunks: Sequence[Chunk], place: int) -> set[str]:
    """What is named before the bracket, back to the last comma of the list."""
    start = next((index + 1 for index in range(place - 1, -1, -1) if chunks[index].sort in (Sort.COMMA, Sort.SEMICOLON)), 0)
    return {name for chunk in chunks[start:place] if chunk.sort is Sort.CONCEPT for name in chunk.names}


def _goes_on(behind: Sequence[Chunk]) -> bool:
    """True where the list goes on behind the bracket with one more thing."""
    said = next((index for index, chunk in enumerate(behind) if chunk.sort is not Sort.FILL), len(behind))
    return said < len(behind) and behind[said].sort in LIST_SIGNS and any(chunk.sort in _NAMED for chunk in behind[said:])
