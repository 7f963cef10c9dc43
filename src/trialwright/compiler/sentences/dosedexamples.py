"""Dosed examples: therapies and examples of them that hold a dose ("steroids such as prednisone 10 mg/day or more") in; the
therapies, banned no further than the dose lets them be, out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import Setting, changed_leaves, doubted
from trialwright.protocol.criteria import AllOf, Compare, Criterion, Has, walk

_DOSES = frozenset({"dose", "cumulative dose"})
_ONE_CLASS = "corticosteroid"
"""A dose of one of these stands for an equivalent one of the others."""


def as_far_as_dosed(main: Criterion, shown: Criterion, examples: Sequence[Chunk], setting: Setting) -> Criterion:
    """The therapies that the examples are of: in doubt, for less of the example, or of another like it, may not be meant; of a
    class that is listed by "including", all but what has the dose."""
    dosed = _dosed(shown)
    known = setting.vocabulary
    if not dosed:
        return main
    leaves = [
        leaf.target.concept for leaf in walk(main) if isinstance(leaf, Has) and known.kind(leaf.target.concept) in THERAPY_KINDS
    ]
    above = {name for name in leaves if any(setting.under(drug, name) for drug in dosed)} or set(leaves)
    included = setting.normal.text[: examples[0].start].rstrip(" ,:(").lower().endswith(("including", "includes", "include"))
    listed = included and not any(setting.under(name, _ONE_CLASS) for name in above) and not above & dosed

    if listed:
        return main  # `dosed` takes the drug out of its class

    def limited(leaf: Criterion) -> Criterion:
        if not isinstance(leaf, Has) or leaf.target.concept not in above:
            return leaf
        return doubted(leaf, setting.unread(examples, "the dose of the example may be what limits all"))

    return changed_leaves(main, limited)


def _dosed(shown: Criterion) -> set[str]:
    """The therapies that the examples give a dose of."""
    found: set[str] = set()
    for node in walk(shown):
        if isinstance(node, Compare) and node.quantity.attribute in _DOSES and node.quantity.of is not None:
            found.add(node.quantity.of.concept)
        if isinstance(node, AllOf) and any(_is_dose(item) for item in node.items):
            found.update(item.target.concept for item in node.items if isinstance(item, Has))
    return found


def _is_dose(node: Criterion) -> bool:
    return isinstance(node, Compare) and "dose" in (node.quantity.variable or "")
