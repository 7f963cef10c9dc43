"""Settings of lines: lines of therapy counted once for each of several extents of the disease in; counted over all of them out.

"No more than two lines for locally advanced or metastatic disease" counts them together: whoever had three had too many.
"""

from __future__ import annotations

from dataclasses import replace

from trialwright.protocol.criteria import AllOf, AnyOf, Compare, Criterion, Qualifier, Target

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
