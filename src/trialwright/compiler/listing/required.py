"""What is required together: the members of an inclusion's list, read, in; one node of them out, by what they are of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import Setting, joined_by
from trialwright.findings import Span
from trialwright.protocol.criteria import AllOf, AnyOf, Ask, Compare, Criterion, Has, Readings, Unread, children, walk

ALIKE = {
    **dict.fromkeys(("cancer", "histology", "metastasis", "condition", "finding", "demographic"), "disease"),
    **dict.fromkeys(("biomarker", "gene", "receptor status"), "result"),
    **dict.fromkeys(THERAPY_KINDS, "therapy"),
}
"""The kinds of concepts that stand for each other in a list."""

EITHER_OF = (
    frozenset({"creatinine", "creatinine clearance", "glomerular filtration rate"}),
    frozenset({"international normalized ratio", "prothrombin time", "activated partial thromboplastin time"}),
    frozenset({"ECOG performance status", "Karnofsky performance status", "Lansky performance status"}),
    frozenset({"total bilirubin", "direct bilirubin"}),
)
""" Values of which one is asked for in the other's place."""

_CANCERS = frozenset({"cancer", "histology"})
_SAYS_HOW = re.compile(
    r"(?:\w+ly |newly |not )*(?:treated|resected|excised|irradiated|diagnosed|removed|operated|managed|scheduled|planned|"
    r"confirmed|documented|proven|verified|classified|staged|progressed|progressing|with|without|who|that have|that has)\b",
    re.IGNORECASE,
)

_OR = re.compile(r"or\b", re.IGNORECASE)
_SHORT = 3
"""How many words a name has that was not read ("salivary glands")."""


def required_together(nodes: Sequence[Criterion], setting: Setting, span: Span, *, said: bool) -> Criterion:
    """What an inclusion lists by commas, or by "and": all of it; but nobody has to have several cancers, and a list without a
    conjunction does not say."""
    plain = [node for node in nodes if not not_read(node)]
    histologies = [node for node in plain if not _of_histology(node)]
    cancers = bool(histologies) and all(of_cancer(node, setting) for node in histologies)
    if cancers and not said:
        return _cancers_and_holes(nodes, setting, span)
    limits = all(isinstance(leaf, Compare | Ask | Unread) for node in nodes for leaf in walk(node) if not children(leaf))
    if cancers or not (said or limits or _of_a_person(nodes)):
        readings = (AllOf(items=tuple(nodes), span=span), AnyOf(items=tuple(nodes), span=span))
        return Readings(items=readings, why="whether all or any of these must hold is not said", span=span)
    return joined_by("and", nodes)


def _cancers_and_holes(nodes: Sequence[Criterion], setting: Setting, span: Span) -> Criterion:
    """ "Lung cancer, breast cancer": one of them; "breast cancer, excised with clear margins": what was not read is asked of the
    cancer before it, or is one more cancer, which is not known."""
    read = [node for node in nodes if not not_read(node)]
    if len(read) == len(nodes):
        return joined_by("or", nodes)
    told = nodes[-1] not in read and len(read) == len(nodes) - 1 and says_how(nodes[-1])
    if told and not any(isinstance(leaf, Has) and leaf.window is not None for node in read for leaf in walk(node)):
        return joined_by("and", [joined_by("or", read), nodes[-1]])
    either = AnyOf(items=tuple(nodes), span=span)
    holes = [node.text for node in nodes if isinstance(node, Unread)]
    names = len(read) > 1 and (nodes[-1] in read or all(len(text.split()) <= _SHORT for text in holes))
    if names or any(_OR.match(text) for text in holes):
        return either
    readings = (AllOf(items=(joined_by("or", read), *(node for node in nodes if node not in read)), span=span), either)
    return Readings(items=readings, why="what was not read may be asked of what was", span=span)


def _of_histology(node: Criterion) -> bool:
    """ "Mixed histologies" among those that a tumor may have."""
    return isinstance(node, Has) and node.target.concept == "variant histology"


def _of_a_person(nodes: Sequence[Criterion]) -> bool:
    """ "Female, 18 years or older, breast cancer": who the patient is; one of each sort, which one person can all be."""
    ages = [node for node in nodes if isinstance(node, Compare) and node.quantity.variable == "age"]
    sexes = [node for node in nodes if isinstance(node, Has) and node.target.concept in ("female", "male")]
    return len(ages) <= 1 and len(sexes) <= 1 and bool(ages or sexes)


def of_cancer(node: Criterion, setting: Setting) -> bool:
    """True for a cancer, with or without its stage."""
    parts = node.items if isinstance(node, AllOf) else (node,)
    named = [item.target.concept for item in parts if isinstance(item, Has)]
    stages = [item for item in parts if isinstance(item, Compare) and (item.quantity.variable or "").endswith("stage")]
    return (
        bool(named)
        and len(named) + len(stages) == len(parts)
        and all(setting.vocabulary.kind(name) in _CANCERS for name in named)
    )


def says_how(node: Criterion) -> bool:
    """ "Treated with …", "excised with clear margins": words not read that say how or with what, and name nothing themselves."""
    return isinstance(node, Unread) and _SAYS_HOW.match(node.text) is not None


def variable_of(node: Criterion) -> str | None:
    """The one variable that a member is about, if it is about one."""
    found = {leaf.quantity.variable for leaf in walk(node) if isinstance(leaf, Compare)}
    return next(iter(found)) if len(found) == 1 else None


def not_read(node: Criterion) -> bool:
    """True for what was not understood at all."""
    return all(isinstance(leaf, Unread) for leaf in walk(node) if not children(leaf))
