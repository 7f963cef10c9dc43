"""Lines counted together: lines of therapy counted once for each of several extents of the disease, or for the first of several
therapies, in; counted over all of them out.

"No more than two lines for locally advanced or metastatic disease" counts them together: whoever had three had too many. So does
"no more than two prior chemotherapy or immunotherapy regimens".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import Setting
from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    AtLeast,
    Compare,
    Criterion,
    Has,
    Not,
    Qualifier,
    Quantity,
    Readings,
    Target,
    Unread,
)

_PALLIATIVE = Qualifier(name="setting", values=("palliative",))
_SPREAD: dict[str, frozenset[str]] = {
    "setting": frozenset({"palliative"}),
    "extent": frozenset({"locally advanced", "advanced", "metastatic"}),
    "recurrence": frozenset({"recurrent", "locally recurrent"}),
    "resectability": frozenset({"unresectable"}),
    "persistence": frozenset({"persistent", "continuous"}),
}
"""What a disease is called that is treated without hope of cure."""


def in_one_setting(whole: Criterion) -> Criterion:
    """Alternatives that are the same number of lines for each of several such states, one of them metastatic, as one count."""
    if not isinstance(whole, AnyOf | AllOf):
        return whole
    counts = [item for item in whole.items if isinstance(item, Compare) and item.quantity.attribute == "lines"]
    if not counts or len(counts) < len(whole.items) or len({(item.low, item.high, item.window) for item in counts}) > 1:
        return whole
    targets = [item.quantity.of for item in counts if item.quantity.of is not None]
    together = _over_all(targets) if len(targets) == len(counts) else None
    least = counts[0].low is not None
    if together is None or (isinstance(whole, AllOf) and least):
        return whole
    return replace(counts[0], quantity=replace(counts[0].quantity, of=together), span=whole.span)


def _over_all(targets: list[Target]) -> Target | None:
    """The one therapy that all are, in the palliative setting; None where they differ in anything but the state."""
    rests = [tuple(item for item in target.qualifiers if item.name not in _SPREAD) for target in targets]
    states = [tuple(item for item in target.qualifiers if item.name in _SPREAD) for target in targets]
    same = len({target.concept for target in targets}) == 1 and len({frozenset(rest) for rest in rests}) == 1
    plain = all(state and all(_of_spread(item) for item in state) for state in states)
    if not same or not plain or not any(_PALLIATIVE in state for state in states):
        return None
    return replace(targets[0], qualifiers=(_PALLIATIVE, *rests[0]))


def _of_spread(item: Qualifier) -> bool:
    return not item.negated and set(item.values) <= _SPREAD[item.name]


_COUNTING = frozenset({Sort.HEADNOUN, Sort.COUNTED})


def counted_together(
    members: Sequence[Sequence[Chunk]], nodes: Sequence[Criterion], signs: Sequence[Chunk], setting: Setting
) -> Criterion | None:
    """ "At most one prior chemotherapy or targeted therapy regimen": so many of all of them together. Whoever had but one of the
    therapies is counted; of who had several the sum is not known from the counts, and it is left open. None for another list."""
    first = _without_zero(nodes[0])
    if not isinstance(first, Compare) or first.quantity.attribute != "lines" or len(members) != len(nodes):
        return None
    targets = [_counted(node, first, setting) for node in nodes]
    of = [target for target in targets if target is not None]
    if len(of) < len(nodes):
        return None
    kinds = {sign.sort for sign in signs if sign.sort is not Sort.COMMA}
    if not kinds <= {Sort.OR, Sort.AND, Sort.SLASH}:
        return None
    each = kinds == {Sort.AND}
    behind = any(chunk.sort in _COUNTING for chunk in members[-1]) and not any(chunk.sort in _COUNTING for chunk in members[0])
    if not behind and any(named_apart(member, members[0], setting) for member in members[1:]):
        return None
    if each and not behind:
        if first.low is not None or not any(isinstance(node, Has) for node in nodes):
            return None  # "one prior line of chemotherapy and a taxane"
        rest = setting.unread([chunk for member in members[1:] for chunk in member], "whether it is limited too is not said")
        return AllOf(items=(first, rest), span=first.span)
    counts = tuple(_of(first, target) for target in of)
    together = _sum(first, counts, setting.unread([chunk for member in members for chunk in member], _SUM))
    if each and first.low is not None:
        why = "whether they are counted together or each is not said"
        return Readings(items=(AllOf(items=counts, span=first.span), together), why=why, span=together.span)
    return together


def named_apart(member: Sequence[Chunk], first: Sequence[Chunk], setting: Setting) -> bool:
    """ "More than 3 prior lines of chemotherapy or prior docetaxel": a therapy with its own "prior", or one of those that the
    first counts, is none more to count."""
    if any(chunk.sort is Sort.HIST and chunk not in first for chunk in member) and any(
        chunk.sort is Sort.HIST for chunk in first
    ):
        return True
    named, counted = ({name for chunk in item if chunk.sort is Sort.CONCEPT for name in chunk.names} for item in (member, first))
    return bool(named) and all(setting.under(name, *counted) and name not in counted for name in named)


def _without_zero(node: Criterion) -> Criterion:
    """ "0-2 prior regimens" are at most two."""
    zero = isinstance(node, Compare) and node.low is not None and node.high is not None and str(node.low.value) == "0"
    return replace(node, low=None) if isinstance(node, Compare) and zero else node


def _counted(node: Criterion, first: Compare, setting: Setting) -> Target | None:
    """The therapy whose lines a member counts, or that it only names."""
    match node:
        case Compare(quantity=Quantity(attribute="lines", of=Target() as target)):
            plain = _without_zero(node)
            same = isinstance(plain, Compare) and (plain.low, plain.high, plain.window) == (first.low, first.high, first.window)
            return target if same else None
        case Has(target=target, window=None):
            return target if setting.vocabulary.kind(target.concept) in THERAPY_KINDS and not target.exceptions else None
        case _:
            return None


def _of(first: Compare, target: Target) -> Compare:
    return replace(first, quantity=replace(first.quantity, of=target))


def _sum(first: Compare, counts: tuple[Compare, ...], hole: Unread) -> Criterion:
    """The limits on the sum: reached by one alone, or passed by one alone, it is; of several it is not known."""
    span = counts[0].span.joined(counts[-1].span)
    given = tuple(Has(target=count.quantity.of, window=count.window, span=count.span) for count in counts if count.quantity.of)
    unknown = AllOf(items=(AtLeast(count=2, items=given, span=span), hole), span=span)
    least: list[Criterion] = []
    if first.low is not None:
        reached = tuple(replace(count, high=None) for count in counts)
        least.append(AnyOf(items=reached if _is_one(first) else (*reached, unknown), span=span))
    if first.high is not None:
        kept = tuple(replace(count, low=None) for count in counts)
        least.append(AllOf(items=(*kept, Not(item=unknown, span=span)), span=span))
    return least[0] if len(least) == 1 else AllOf(items=tuple(least), span=span)


_SUM = "how many they are together is not told by the count of each"


def _is_one(first: Compare) -> bool:
    return first.low is not None and first.low.inclusive and str(first.low.value) == "1"
