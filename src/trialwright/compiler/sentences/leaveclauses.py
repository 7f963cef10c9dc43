"""Clauses of a leave: what is asked of those who are let in ("if they receive no steroids and their disease is stable") in; the
words that only say how their disease must be apart from the rest out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.measures import targets_in
from trialwright.compiler.phrasing.targets import DISEASE_KINDS
from trialwright.compiler.sentences.conditions import has_holes, lifted, said_of_it
from trialwright.compiler.setting import Reader, Setting, denied, joined_by, split_at, stripped
from trialwright.protocol.criteria import Criterion, Has, Target, walk
from trialwright.vocabulary.records import anew

_SAYS_HOW = frozenset(
    {
        Sort.NARROWING,
        Sort.FILL,
        Sort.MUST,
        Sort.HEADNOUN,
        Sort.FOR,
        Sort.PREP,
        Sort.CMP,
        Sort.POST,
        Sort.AMOUNT,
        Sort.SPAN_OF_TIME,
    }
)
_TIMES = frozenset({"wk", "d", "mo", "a"})
_HEADS = frozenset({"disease", "lesion", "lesions", "condition"})


def let_in_by_clauses(
    leave: tuple[Criterion, Criterion], rest: Sequence[Chunk], setting: Setting, read: Reader
) -> Criterion | None:
    """The ban of a `leave`, for those who have what it names, where it is tied to the state of the disease and to something else;
    None where the one or the other is missing or was not read."""
    before, having = leave
    targets = targets_in(having)
    if len(targets) != 1 or setting.vocabulary.kind(targets[0].concept) not in DISEASE_KINDS:
        return None
    pieces = [stripped(piece) for piece, _sign in split_at(rest, frozenset({Sort.AND, Sort.COMMA})) if stripped(piece)]
    how = [piece for piece in pieces if _says_how(piece)]
    first = next((place for place, piece in enumerate(pieces) if piece in how), None)
    if first is None or len(how) == len(pieces):
        return None
    other = rest_without(rest, how)
    then = read(other, anew(setting, exclusion=False))
    if has_holes(then) or not other:
        return None
    more = tuple(item for piece in how for item in said_of_it(_without_head(piece), setting))
    known = {item.name for item in targets[0].qualifiers}
    told = dict.fromkeys(item for item in more if item.name not in known)
    described = tuple(item for item in told if _OTHERWISE.get(item.values) is None)
    barred = tuple(replace(item, values=_OTHERWISE[item.values]) for item in told if item not in described)
    spared = Has(target=replace(targets[0], qualifiers=(*targets[0].qualifiers, *described)), span=having.span)
    worse = tuple(Has(target=Target(concept=targets[0].concept, qualifiers=(item,)), span=having.span) for item in barred)
    let_in = joined_by("and", (spared, *(denied(node, node.span) for node in worse), then))
    lift = lifted(before, let_in, setting)
    if not setting.exclusion or _covers(before, targets):
        return lift
    # "Symptomatic metastases. Treated ones are eligible if they need no steroids": whoever needs them is not let in, though the
    # ban does not name them.
    unmet = joined_by("or", (denied(then, then.span), *worse))
    return joined_by("or", (lift, joined_by("and", (having, unmet))))


_OTHERWISE: dict[tuple[str, ...], tuple[str, ...]] = {
    ("asymptomatic",): ("symptomatic",),
    ("stable",): ("unstable",),
    ("controlled",): ("uncontrolled",),
}
"""What one who is let in must not have: of several lesions each must be as the leave says, not only one."""


def rest_without(rest: Sequence[Chunk], pieces: Sequence[Sequence[Chunk]]) -> tuple[Chunk, ...]:
    """The chunks without those of some pieces, and without the signs that then join nothing."""
    gone = {chunk.start for piece in pieces for chunk in piece}
    kept = [chunk for chunk in rest if chunk.start not in gone]
    while kept and kept[-1].sort in (Sort.AND, Sort.COMMA, Sort.FILL):
        kept.pop()
    while kept and kept[0].sort in (Sort.AND, Sort.COMMA):
        kept.pop(0)
    return stripped(kept)


def _covers(ban: Criterion, targets: Sequence[Target]) -> bool:
    """True where the ban names each of the targets without narrowing it further."""
    banned = [leaf.target for leaf in walk(ban) if isinstance(leaf, Has)]
    return all(
        any(item.concept == one.concept and set(item.qualifiers) <= set(one.qualifiers) for item in banned) for one in targets
    )


def _says_how(piece: Sequence[Chunk]) -> bool:
    """ "Their disease is stable for at least 4 weeks": nothing but the state of the disease and for how long."""
    timed = all(chunk.amount is None or chunk.amount.unit in _TIMES for chunk in piece)
    heads = all(chunk.text.lower() in _HEADS for chunk in piece if chunk.sort is Sort.HEADNOUN)
    state = any(chunk.sort is Sort.NARROWING for chunk in piece)
    return state and timed and heads and all(chunk.sort in _SAYS_HOW for chunk in piece)


def _without_head(piece: Sequence[Chunk]) -> tuple[Chunk, ...]:
    return stripped(tuple(chunk for chunk in piece if chunk.sort is not Sort.HEADNOUN))
