"""What is required together: the members of an inclusion's list, read, in; one node of them out, by what they are of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
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
    frozenset({"hemoglobin", "hematocrit"}),
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


def grouped_by_commas(nodes: Sequence[Criterion], signs: Sequence[Chunk], setting: Setting, span: Span) -> Criterion | None:
    """ "Hemoglobin >= 9 g/dL or transfusion, platelets >= 100": behind an "or" a comma parts what is required beside it; both
    readings where unlike things, or limits of which none stands for the other, are joined so. None for any other list."""
    sorts = [sign.sort for sign in signs]
    if Sort.OR not in sorts or sorts[-1] is not Sort.COMMA or not set(sorts) <= {Sort.OR, Sort.COMMA}:
        return None
    flat, every = AnyOf(items=tuple(nodes), span=span), AllOf(items=tuple(nodes), span=span)
    why = "what the conjunction joins is not said"
    if len(sorts) + 1 != len(nodes):
        return Readings(items=(flat, every), why=why, span=span) if _unlike(nodes, setting) else None
    groups: list[list[Criterion]] = [[nodes[0]]]
    for sort, node in zip(sorts, nodes[1:], strict=True):
        groups[-1:] = [[*groups[-1], node]] if sort is Sort.OR else [groups[-1], [node]]
    grouped = joined_by("and", [joined_by("or", group) for group in groups])
    if not all(any(map(_is_limit, group)) for group in groups):
        return Readings(items=(flat, grouped), why=why, span=span) if _unlike(nodes, setting) else None
    if all(_stand_for_each_other(group) for group in groups):
        return grouped
    return Readings(items=(grouped, every), why=why, span=span)


def _is_limit(node: Criterion) -> bool:
    """A limit of a value; how long or how often a therapy was given is none."""
    return isinstance(node, Compare) and node.quantity.variable is not None


def _stand_for_each_other(group: Sequence[Criterion]) -> bool:
    """True for limits of one value or of values asked for in each other's place, and for one limit beside what is no limit."""
    named = {node.quantity.variable for node in group if isinstance(node, Compare)}
    return len(named) <= 1 or any(named <= pair for pair in EITHER_OF)


def _unlike(nodes: Sequence[Criterion], setting: Setting) -> bool:
    """True where a result of a test, or a limit that was read whole, stands beside a thing of another sort."""
    leaves = [leaf for node in nodes for leaf in walk(node) if isinstance(leaf, Has) or _is_limit(leaf)]
    kinds = [setting.vocabulary.kind(leaf.target.concept) or "" if isinstance(leaf, Has) else "limit" for leaf in leaves]
    sorts = {ALIKE.get(kind, kind) for kind in kinds}
    told = "result" in sorts or ("limit" in sorts and not any(map(not_read, nodes)))
    return len(sorts) > 1 and told


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
