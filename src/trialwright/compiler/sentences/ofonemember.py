"""Of one member: "hepatitis B (unless vaccinated), HIV or hepatitis C" in; the exception in a bracket within a list applied to
the member that it stands by, out.

Taken as said of the whole list, it would spare the patients with HIV as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import DISEASE_KINDS
from trialwright.compiler.preparing.limitpairs import NUMBERS, values_before
from trialwright.compiler.setting import LIST_SIGNS, Reader, Setting, changed_leaves, stripped
from trialwright.protocol.criteria import Compare, Criterion, Has, NoConstraint, NoneOf, Not, When
from trialwright.vocabulary.records import anew

Applied = Callable[[Criterion, Setting], Criterion]
"""A proposition with the exception applied to it, as in the setting."""
_NAMED = frozenset({Sort.CONCEPT, Sort.STUDYDRUG, Sort.VARIABLE, Sort.ASKED})


def in_its_member(base: Criterion, bracket: tuple[Sequence[Chunk], int], setting: Setting, apply: Applied) -> Criterion | None:
    """The list with the exception in what the member before the bracket names; None where the bracket (the chunks, and its place
    among them) is not within a list, or it is not told which of its parts it is of."""
    chunks, place = bracket
    names = _limited_before(chunks, place) or _names_before(chunks, place)
    if not names or not _goes_on(chunks[place + 1 :]):
        return None
    elsewhere = {name for chunk in chunks[place + 1 :] for name in chunk.names}
    banned = setting.exclusion or isinstance(base, Not | NoneOf)
    if names & elsewhere or (setting.exclusion and any(chunk.sort in (Sort.NEG, Sort.UNMET) for chunk in chunks)):
        return None
    own = anew(setting, exclusion=banned)

    def applied(leaf: Criterion) -> Criterion:
        return apply(leaf, own) if _told_of(leaf) in names else leaf

    changed = changed_leaves(base, applied)
    return None if changed is base else changed


def _told_of(leaf: Criterion) -> str | None:
    if isinstance(leaf, Compare):
        return leaf.quantity.variable
    return leaf.target.concept if isinstance(leaf, Has) else None


def of_those_without(bracket: tuple[Sequence[Chunk], int], setting: Setting, read: Reader) -> Applied | None:
    """ "AST <= 3 x ULN (no liver metastases)": what makes the limit before the bracket one of those who do not have the disease;
    None where the bracket says something else, or stands behind no limit."""
    chunks, place = bracket
    inner = stripped(chunks[place].inner)
    if not inner or not (inner[0].sort is Sort.NEG or inner[0].text.lower() == "in the absence of"):
        return None
    limited = place > 0 and chunks[place - 1].sort in (Sort.AMOUNT, Sort.POST) and not setting.exclusion
    named = [chunk for chunk in inner[1:] if chunk.sort is Sort.CONCEPT]
    kinds = {setting.vocabulary.kind(name) for chunk in named for name in chunk.names}
    plain = all(chunk.sort in _BESIDE_DISEASE for chunk in inner[1:])
    values = _limited_before(chunks, place)
    if not (limited and plain and values) or len(named) != 1 or not kinds <= DISEASE_KINDS:
        return None
    have = read(inner[1:], anew(setting, exclusion=True))

    def applied(base: Criterion, _setting: Setting) -> Criterion:
        return changed_leaves(base, lambda leaf: _unless_had(leaf, have) if _is_of(leaf, values) else leaf)

    return applied


_BESIDE_DISEASE = frozenset({Sort.CONCEPT, Sort.FILL, Sort.PREP, Sort.NARROWING, Sort.NOW})


def _is_of(leaf: Criterion, values: frozenset[str]) -> bool:
    return isinstance(leaf, Compare) and leaf.quantity.variable in values


def _unless_had(limit: Criterion, disease: Criterion) -> Criterion:
    span = limit.span.joined(disease.span)
    without = Not(item=disease, span=disease.span)
    return When(condition=without, then=limit, otherwise=NoConstraint(why="for others", span=span), span=span)


def stands_within_list(chunks: Sequence[Chunk], place: int) -> bool:
    """True for a bracket behind a member of a list that goes on."""
    return any(chunk.sort in LIST_SIGNS for chunk in chunks[:place]) and _goes_on(chunks[place + 1 :])


def _limited_before(chunks: Sequence[Chunk], place: int) -> frozenset[str]:
    """The values whose limit stands right before the bracket; none where it stands behind something else."""
    limit = next((index for index in range(place, 0, -1) if chunks[index - 1].sort not in NUMBERS), 0)
    return values_before(chunks[:limit]) if limit < place else frozenset()


def _names_before(chunks: Sequence[Chunk], place: int) -> frozenset[str]:
    """What is named before the bracket, back to the last comma of the list."""
    start = next((index + 1 for index in range(place - 1, -1, -1) if chunks[index].sort in (Sort.COMMA, Sort.SEMICOLON)), 0)
    return frozenset(name for chunk in chunks[start:place] if chunk.sort is Sort.CONCEPT for name in chunk.names)


def _goes_on(behind: Sequence[Chunk]) -> bool:
    """True where the list goes on behind the bracket with one more thing."""
    said = next((index for index, chunk in enumerate(behind) if chunk.sort is not Sort.FILL), len(behind))
    return said < len(behind) and behind[said].sort in LIST_SIGNS and any(chunk.sort in _NAMED for chunk in behind[said:])
