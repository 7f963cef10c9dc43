"""Clauses of a leave: what is asked of those who are let in ("if they receive no steroids and their disease is stable") in; the
words that only say how their disease must be apart from the rest out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.asking import question
from trialwright.compiler.phrasing.measures import targets_in
from trialwright.compiler.phrasing.targets import DISEASE_KINDS, THERAPY_KINDS
from trialwright.compiler.phrasing.therapies import MOVES
from trialwright.compiler.sentences.conditions import has_holes, lifted, said_of_it
from trialwright.compiler.setting import Reader, Setting, changed_leaves, denied, joined_by, split_at, stripped
from trialwright.protocol.criteria import Criterion, Has, NoneOf, Not, Target, children, walk
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
    if _covers(before, targets, setting):
        return lift
    return _unless_met(lift, having, joined_by("or", (denied(then, then.span), *worse)), setting)


def held_to_terms(
    lift: Criterion, leave: tuple[Criterion, Criterion, Criterion], rest: Sequence[Chunk], setting: Setting
) -> Criterion:
    """ "No progressive metastases. Treated ones are allowed if stable for 4 weeks": whoever has treated ones that are not is not
    let in, though the ban does not name them. The ban as it was lifted, where it names them, or another disease."""
    ban, having, then = leave
    targets = targets_in(having)
    banned = [leaf for leaf in walk(ban) if isinstance(leaf, Has)]
    ill = all(setting.vocabulary.kind(target.concept) in DISEASE_KINDS and not target.other for target in targets)
    if (
        not targets
        or not ill
        or any(leaf.window is not None or leaf.target.other for leaf in banned)
        or _covers(ban, targets, setting)
    ):
        return lift
    if not all(any(_of_one_disease(leaf.target, target, setting) for leaf in banned) for target in targets):
        return lift
    having = changed_leaves(having, lambda leaf: _of_the_banned(leaf, banned, setting))
    moves = any(isinstance(leaf, Has) and leaf.target.concept in MOVES for leaf in walk(then))  # of those lesions, not of all
    asked = question(rest, setting) if moves or has_holes(then) or _wants_therapy(then, setting) else then
    return _unless_met(lift, having, denied(asked, asked.span), setting)


def _unless_met(lift: Criterion, having: Criterion, unmet: Criterion, setting: Setting) -> Criterion:
    """The lifted ban, and those kept out who have what the leave names without what it asks for."""
    kept_out = joined_by("and", (having, unmet))
    return joined_by("or", (lift, kept_out)) if setting.exclusion else joined_by("and", (lift, denied(kept_out, kept_out.span)))


def _wants_therapy(then: Criterion, setting: Setting) -> bool:
    """True for what asks for a therapy: "if they have completed it 2 weeks ago" holds of those too who needed none."""
    if isinstance(then, Has):
        return setting.vocabulary.kind(then.target.concept) in THERAPY_KINDS
    return not isinstance(then, Not | NoneOf) and any(_wants_therapy(part, setting) for part in children(then))


def _of_one_disease(one: Target, other: Target, setting: Setting) -> bool:
    return setting.under(one.concept, other.concept) or setting.under(other.concept, one.concept)


def _of_the_banned(leaf: Criterion, banned: Sequence[Has], setting: Setting) -> Criterion:
    """ "No progressive brain metastases. Treated metastases are allowed if …": those of the brain."""
    if not isinstance(leaf, Has):
        return leaf
    named = {item.target.concept for item in banned if setting.under(item.target.concept, leaf.target.concept)}
    return replace(leaf, target=replace(leaf.target, concept=named.pop())) if len(named) == 1 else leaf


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


def _covers(ban: Criterion, targets: Sequence[Target], setting: Setting) -> bool:
    """True where the ban names each of the targets, or what each is a kind of, without narrowing it further."""
    banned = [leaf.target for leaf in walk(ban) if isinstance(leaf, Has)]
    return all(
        any(setting.under(one.concept, item.concept) and set(item.qualifiers) <= set(one.qualifiers) for item in banned)
        for one in targets
    )


def _says_how(piece: Sequence[Chunk]) -> bool:
    """ "Their disease is stable for at least 4 weeks": nothing but the state of the disease and for how long."""
    timed = all(chunk.amount is None or chunk.amount.unit in _TIMES for chunk in piece)
    heads = all(chunk.text.lower() in _HEADS for chunk in piece if chunk.sort is Sort.HEADNOUN)
    state = any(chunk.sort is Sort.NARROWING for chunk in piece)
    return state and timed and heads and all(chunk.sort in _SAYS_HOW for chunk in piece)


def _without_head(piece: Sequence[Chunk]) -> tuple[Chunk, ...]:
    return stripped(tuple(chunk for chunk in piece if chunk.sort is not Sort.HEADNOUN))
