"""Own terms: bans of which one has terms of its own for a part of what another bans at large ("systemic therapy within 4 weeks,
small molecules within 2 weeks"; "lung disease, or pneumonitis that required steroids") in; the wider one without that part, out.

The narrower would say nothing if the wider still held for it. Of times that is sure; of an illness it is one of two readings, for
what is meant may be an example.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from trialwright.compiler.phrasing.targets import DISEASE_KINDS, THERAPY_KINDS
from trialwright.compiler.setting import same_items
from trialwright.compiler.statement import Statement
from trialwright.protocol.criteria import AllOf, AnyOf, Criterion, Has, NoneOf, Not, Readings, Target, Window, WindowKind
from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.records import anew

_WHY = "whether the wider ban holds for what has terms of its own is not said"


def with_own_terms(statement: Statement) -> Statement:
    """The statement, its wider bans without what a narrower one beside them has its own terms for."""
    doubt = _EXAMPLES.search(statement.normal.text) is None
    node = _eased(statement.node, banned=False, doubt=doubt)
    return statement if node is statement.node else anew(statement, node=node)


_EXAMPLES = re.compile(r"\b(?:includ\w+|such as|e\.?g\b|i\.?e\b|for example|namely)", re.IGNORECASE)
"""What stands behind these is named for what stands before it, and has no terms of its own."""


def _eased(node: Criterion, *, banned: bool, doubt: bool) -> Criterion:
    match node:
        case Not():
            inner = _eased(node.item, banned=not banned, doubt=doubt)
            return node if inner is node.item else replace(node, item=inner)
        case AllOf():
            items = tuple(_eased(item, banned=banned, doubt=doubt) for item in node.items)
            return node if same_items(items, node.items) else replace(node, items=items)
        case NoneOf() if not banned:
            return _within(node, doubt=doubt)
        case AnyOf() if banned:
            return _within(node, doubt=doubt)
        case Readings():
            eased = tuple(_eased(item, banned=banned, doubt=doubt) for item in node.items)
            if same_items(eased, node.items):
                return node
            each = (item.items if isinstance(item, Readings) and item.why == _WHY else (item,) for item in eased)
            return replace(node, items=tuple(reading for readings in each for reading in readings))
        case _:
            return node


def _within(node: AnyOf | NoneOf, *, doubt: bool) -> Criterion:
    """The alternatives of one ban."""
    named = [found for item in node.items for found in _named(item)]
    if len(named) < _TWO:
        return node
    timed = replace(node, items=tuple(_without(item, named, _shorter) for item in node.items))
    changed = replace(timed, items=tuple(_without(item, named, _narrower) for item in timed.items))
    if changed == timed or not doubt:
        return node if timed == node else timed
    return Readings(items=(timed, changed), why=_WHY, span=node.span)


_TWO = 2


@dataclass(frozen=True, slots=True)
class _Named:
    """Something that is banned; `beside`: only together with something else; `treated`: with a treatment that it needed."""

    leaf: Has
    beside: bool
    treated: bool = False


Parted = Callable[[Has, _Named], bool]
"""Whether something has terms of its own under a wider ban."""


def _named(node: Criterion, *, beside: bool = False, treated: bool = False) -> Iterator[_Named]:
    match node:
        case Has():
            yield _Named(leaf=node, beside=beside, treated=treated)
        case AnyOf() | Readings():
            for item in node.items:
                yield from _named(item, beside=beside, treated=treated)
        case AllOf():
            given = [isinstance(item, Has) and _kind(item) in THERAPY_KINDS for item in node.items]
            for item in node.items:  # "small-molecule anticancer agents" is one thing by two names
                yield from _named(item, beside=beside or not all(given), treated=any(given))


def _without(node: Criterion, named: Sequence[_Named], parted: Parted) -> Criterion:
    """The ban without those of what is named that have terms of their own under it."""
    match node:
        case AnyOf() | Readings():
            items = tuple(_without(item, named, parted) for item in node.items)
            return node if same_items(items, node.items) else replace(node, items=items)
        case Has() if not node.target.qualifiers and not node.target.other:
            own = dict.fromkeys(
                item.leaf.target if parted is _shorter else Target(concept=item.leaf.target.concept)
                for item in named
                if parted(node, item)
            )
            new = tuple(target for target in own if target not in node.target.exceptions)
            return replace(node, target=replace(node.target, exceptions=(*node.target.exceptions, *new))) if new else node
        case _:
            return node


def _shorter(wide: Has, own: _Named) -> bool:
    """A treatment with a shorter time than that of the wider ban, before the same moment."""
    one, other = wide.window, own.leaf.window
    if one is None or other is None or not {_kind(wide), _kind(own.leaf)} <= THERAPY_KINDS or own.beside:
        return False
    if not _before(one) or not _before(other) or one.anchor != other.anchor or own.leaf.target.exceptions:
        return False
    classes = wide.target.concept in _ANY and _kind(own.leaf) == "drug class" and own.leaf.target.concept not in _ANY
    return (classes or _is_part(own.leaf.target, wide.target)) and _days(other) < _days(one)


_ANY = frozenset({"systemic therapy", "anticancer therapy"})
"""Of which any class of drugs may be a part, though some of it treats other illnesses too."""


def _narrower(wide: Has, own: _Named) -> bool:
    """An illness that is banned where it needed a treatment, under a wider one that is banned in any case."""
    if wide.window is not None or not {_kind(wide), _kind(own.leaf)} <= DISEASE_KINDS:
        return False
    described = own.leaf.target.qualifier("described")
    treated = own.treated or (described is not None and _NEEDED.search(" ".join(described.values)) is not None)
    return treated and own.leaf.target.concept != wide.target.concept and _is_part(own.leaf.target, wide.target)


_NEEDED = re.compile(r"\b(?:requir|need)(?:ed|ing|s|es)?\b", re.IGNORECASE)


def _is_part(own: Target, wide: Target) -> bool:
    if own.concept == wide.concept:
        return bool(own.qualifiers) and own.qualifier("described") is None
    return default_vocabulary().is_a(own.concept, wide.concept)


def _kind(leaf: Has) -> str | None:
    return default_vocabulary().kind(leaf.target.concept)


def _before(window: Window) -> bool:
    return window.kind is WindowKind.WITHIN_BEFORE and window.amount is not None


def _days(window: Window) -> int:
    return (_DAY - window.amount.before(_DAY)).days if window.amount is not None else 0


_DAY = dt.date(2026, 3, 16)
"""Any day: times in weeks and months are compared by the days they take before it."""
