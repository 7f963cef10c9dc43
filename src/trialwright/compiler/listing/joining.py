"""Joining: the members of a list, read, in; one node of them out: all, any, or both readings where that is not said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.listing.required import (
    ALIKE,
    EITHER_OF,
    grouped_by_commas,
    not_read,
    of_cancer,
    required_together,
    variable_of,
)
from trialwright.compiler.setting import LIST_SIGNS, Setting, for_those_only, joined_by, or_throughout, split_at, stripped
from trialwright.findings import Span
from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    Ask,
    Compare,
    Criterion,
    Has,
    NoConstraint,
    Readings,
    Unread,
    When,
    WindowKind,
    children,
    walk,
)
from trialwright.vocabulary.concepts import Relation
from trialwright.vocabulary.normal import fit_side


def joined(nodes: Sequence[Criterion], signs: Sequence[Chunk], chunks: Sequence[Chunk], setting: Setting) -> Criterion:
    """The members as one node, by the signs between them and the list that the statement stands in."""
    since = _intervals(nodes, setting)
    if since is not None:
        return since
    kept = [node for node in nodes if not isinstance(node, NoConstraint)]
    if len(kept) <= 1:
        return (*kept, nodes[0])[0]
    composite = _of_one_test(kept, signs) or _composite(nodes, signs, setting)
    if composite is not None:
        return composite
    has_or = any(sign.sort is Sort.OR for sign in signs) or _says_either(chunks)
    has_and = any(sign.sort is Sort.AND for sign in signs)
    both = any(chunk.sort is Sort.BOTH for chunk in chunks)
    span = setting.span(chunks)
    mixed = _and_beside_or(nodes, kept, chunks, setting) if has_or and has_and else None
    if mixed is not None:
        return mixed
    if both and has_or and setting.exclusion:
        return setting.unread(chunks, "what of the list must hold together is not said")
    if both or (not has_or and not has_and and _describe_one(kept, setting)):
        return joined_by("and", kept)
    if not setting.exclusion and not has_or and not has_and and _side_by_side(kept, signs, setting):
        return joined_by("and", kept)
    said = has_or or has_and or any(" or " in chunk.text for chunk in chunks if chunk.sort is Sort.CONCEPT)
    if not said and len(kept) == _PAIR and _may_be_one(kept, setting):
        readings = (AllOf(items=tuple(kept), span=span), AnyOf(items=tuple(kept), span=span))
        return Readings(items=readings, why="whether the comma joins two names of one disease is not said", span=span)
    same = len({variable_of(node) for node in kept}) == 1 and variable_of(kept[0]) is not None
    sexes = all(isinstance(node, When) and isinstance(node.otherwise, NoConstraint) for node in kept)
    if has_or and not setting.exclusion and sexes and not _by_value(kept):
        return joined_by("and", kept)  # "< 470 ms for women or < 450 ms for men": each has a limit
    if has_or and not setting.exclusion:
        kept = [item for item in map(for_those_only, kept) if not isinstance(item, NoConstraint)]
    perhaps = has_or and not setting.exclusion and not or_throughout(chunks)
    told = grouped_by_commas(kept, _signs_between(chunks), setting, span) if perhaps else None
    told = told or (_last_of_one(kept, chunks) or _last_alternatives(kept, setting, span) if perhaps else None)
    told = told or _of_the_first(kept, (nodes, signs), setting, span)
    if told is not None:
        return told
    at_once = any(chunk.text.lower().startswith(("concomitant", "concurrent", "simultaneous")) for chunk in chunks)
    if setting.exclusion and has_and and not has_or and at_once:
        return setting.unread(chunks, "whether both at once are meant")
    washed_out = all(
        isinstance(node, Has) and node.window is not None and node.window.kind is WindowKind.WITHIN_BEFORE for node in kept
    )
    if has_or or (setting.exclusion and washed_out) or (setting.exclusion and (same or not (has_and and len(kept) == 2))):
        return joined_by("or", kept)
    if setting.exclusion and any(isinstance(leaf, Has) and leaf.target.concept == "breastfeeding" for leaf in walk(kept[-1])):
        return joined_by("or", kept)  # "pregnant and nursing women": nobody means those who are both
    if setting.exclusion:
        return Readings(
            items=(AnyOf(items=tuple(kept), span=span), AllOf(items=tuple(kept), span=span)),
            why='"and" may mean each of them or both together',
            span=span,
        )
    return required_together(kept, setting, span, said=has_and)


def _and_beside_or(
    nodes: Sequence[Criterion], kept: Sequence[Criterion], chunks: Sequence[Chunk], setting: Setting
) -> Criterion | None:
    """A list with "and" and "or" side by side, in each way that it can be meant; None for one that only lists what excludes."""
    span, why = setting.span(chunks), '"and" and "or" stand side by side'
    flat = AnyOf(items=tuple(kept), span=span)
    if not setting.exclusion:
        paired = _of_either_scale(kept, _signs_between(chunks))
        return paired or Readings(items=(AllOf(items=tuple(kept), span=span), flat), why=why, span=span)
    if any(chunk.sort is Sort.BOTH for chunk in chunks):
        return setting.unread(chunks, "what of the list must hold together is not said")
    signs = _signs_between(chunks)
    grouped = _by_and(nodes, signs) or _bound_to_last(kept, signs, chunks, setting)
    return None if grouped is None else Readings(items=(grouped, flat), why=why, span=span)


def _by_value(nodes: Sequence[Criterion]) -> bool:
    """ "ALT <= 2.5 x ULN if ALP is normal, or ALP <= 4 x ULN if ALT is normal": ways to qualify, not groups of people."""
    limits = [node.condition for node in nodes if isinstance(node, When) and isinstance(node.condition, Compare)]
    return len(limits) == len(nodes) and all(limit.quantity.variable not in (None, "age") for limit in limits)


_FEW_LIMITS = 3


def _of_either_scale(nodes: Sequence[Criterion], signs: Sequence[Chunk]) -> Criterion | None:
    """ "Breast cancer and ECOG 0-1 or Karnofsky >= 70": "or" joins the two that stand for each other, the rest is asked beside
    them; None where it joins anything else."""
    groups: list[list[Criterion]] = [[nodes[0]]]
    if len(signs) + 1 != len(nodes) or not any(sign.sort is Sort.OR for sign in signs):
        return None
    for sign, node in zip(signs, nodes[1:], strict=True):
        groups[-1:] = [[*groups[-1], node]] if sign.sort is Sort.OR else [groups[-1], [node]]
    for group in (group for group in groups if len(group) > 1):
        named = {variable_of(node) if isinstance(node, Compare) else None for node in group}
        if len(named) < len(group) or not any(named <= pair for pair in EITHER_OF):
            return None
    return joined_by("and", [joined_by("or", group) for group in groups])


def _says_either(chunks: Sequence[Chunk]) -> bool:
    """Whether "either" or "any of" stands among the chunks; the "any" of "at any site" joins nothing."""
    places = (place for place, chunk in enumerate(chunks) if chunk.sort is Sort.EITHER)
    return any(chunks[place].text.lower() != "any" or not place or chunks[place - 1].sort is not Sort.PREP for place in places)


def _last_alternatives(nodes: Sequence[Criterion], setting: Setting, span: Span) -> Criterion | None:
    """ "Bilirubin <= 2, ALT <= 2.5 x ULN, creatinine <= ULN or GFR >= 60" is required: the "or" is of the last two; where those
    are not known to stand for each other, or things of several sorts are named, what it joins is not said."""
    ways = (AnyOf(items=tuple(nodes), span=span), AllOf(items=tuple(nodes), span=span))
    either = Readings(items=ways, why="what the conjunction joins is not said", span=span)
    if _mixed(nodes, setting):
        return either
    named = [variable_of(node) if isinstance(node, Compare) else None for node in nodes]
    if len(nodes) < _FEW_LIMITS:
        return None
    limited = {*named} - {None}
    if len(limited) > 1 and any(map(not_read, nodes)) and all(name == "age" or fit_side(str(name)) for name in limited):
        return either  # "age 18-70, ECOG 0-2, or age > 70 with ECOG 0": nobody passes by one of them
    if None in named or len(set(named)) < len(named):
        return None
    last = joined_by("or", nodes[-2:])
    if any(set(named[-2:]) <= pair and not set(named) <= pair for pair in EITHER_OF):
        return joined_by("and", [*nodes[:-2], last])
    return None if any(set(named) <= pair for pair in EITHER_OF) else either


def _last_of_one(nodes: Sequence[Criterion], chunks: Sequence[Chunk]) -> Criterion | None:
    """ "Age >= 18, ECOG 0-2, or ECOG 3 if due to pain": the "or" joins the two limits of one value, beside what else is required;
    None for any other list."""
    last = stripped(split_at(chunks, LIST_SIGNS)[-1][0])
    named = next((chunk.names for chunk in last if chunk.sort is Sort.VARIABLE), None)
    value = variable_of(nodes[-2])
    goes_on = bool(last) and last[0].sort in (Sort.AMOUNT, Sort.CODES) and value is not None
    if not (goes_on or named == (value,)) or len(nodes) <= _PAIR or any(variable_of(node) == value for node in nodes[:-2]):
        return None
    return joined_by("and", [*nodes[:-2], joined_by("or", nodes[-2:])])


def _intervals(nodes: Sequence[Criterion], setting: Setting) -> Criterion | None:
    """ "4 weeks since A or B": since each of them; "…, with full recovery": and what is asked last beside it. None for any other
    list."""
    since = [node for node in nodes if isinstance(node, Compare) and node.quantity.attribute == "interval" and node.low]
    if len(since) == len(nodes):
        return joined_by("or" if setting.exclusion else "and", nodes)
    told = [node for node in nodes if not (isinstance(node, Unread) and _WHICHEVER.match(node.text))]
    if not setting.exclusion and nodes[0] in since and all(node in since or _unread_name(node) for node in told):
        return joined_by("and", told)
    if setting.exclusion or len(since) < _PAIR or len(nodes) != len(since) + 1 or not isinstance(nodes[-1], Ask):
        return None
    return joined_by("and", nodes) if _BESIDE.match(nodes[-1].statement) else None


_WHICHEVER = re.compile(r"\W*whichever (?:\w+ ){1,3}(?:last|later|latest|longer|longest|most recent(?:ly)?)\W*$", re.IGNORECASE)
""" "Since surgery or radiotherapy, whichever occurred last": since both."""


def _unread_name(node: Criterion) -> bool:
    """ "2 weeks since G-CSF, or other cytokines": the name of one more thing, not another way to meet the line."""
    return isinstance(node, Unread) and not _SAYS_MORE.search(node.text) and len(node.text.split()) <= _LONGEST_NAME


_SAYS_MORE = re.compile(
    r"\b(?:no|not|never|non|none|without|na[iï]ve|untreated|unless|if|is|are|was|were|has|have|had|must|may|can|who|whose|recover\w*|"
    r"resol\w*|stable|complet\w*|provided)\b",
    re.IGNORECASE,
)
_LONGEST_NAME = 12
_BESIDE = re.compile(r"(?:and )?(?:with\b|has\b|have\b|must\b|having\b|recover\w*|resol\w*)", re.IGNORECASE)


def _signs_between(chunks: Sequence[Chunk]) -> list[Chunk]:
    """One sign between any two members: of several, the conjunction."""
    found: list[Chunk] = []
    waiting: Chunk | None = None
    for piece, sign in split_at(chunks, LIST_SIGNS):
        if stripped(piece) and waiting is not None and len(found) < len(chunks):
            found.append(waiting)
            waiting = None
        if sign is not None and (waiting is None or waiting.sort is Sort.COMMA) and (stripped(piece) or found or waiting):
            waiting = sign
    return found


def _by_and(nodes: Sequence[Criterion], signs: Sequence[Chunk]) -> Criterion | None:
    """ "Viral load > 400 and CD4 count < 350, or an infection": the alternatives, of which one may ask for two limits at once;
    None where "and" joins no limit."""
    groups: list[list[Criterion]] = [[nodes[0]]]
    compares = False
    if len(signs) + 1 != len(nodes):
        return None
    for sign, node in zip(signs, nodes[1:], strict=True):
        if sign.sort is Sort.AND:
            compares = compares or any(isinstance(leaf, Compare) for leaf in (*walk(groups[-1][-1]), *walk(node)))
            groups[-1].append(node)
        else:
            groups.append([node])
    return joined_by("or", [joined_by("and", group) for group in groups]) if compares else None


def _bound_to_last(
    nodes: Sequence[Criterion], signs: Sequence[Chunk], chunks: Sequence[Chunk], setting: Setting
) -> Criterion | None:
    """ "Patients with diabetes or hypertension and renal impairment" may be those with the last beside one of the others; None
    where it is not said of patients, where commas list, and for names of infections."""
    listed = [leaf.target.concept for node in nodes for leaf in walk(node) if isinstance(leaf, Has)]
    alone = len(signs) + 1 == len(nodes) and [sign.sort for sign in signs].count(Sort.AND) == 1 and signs[-1].sort is Sort.AND
    of_people = chunks[0].sort is Sort.IF and not any(sign.sort is Sort.COMMA for sign in chunks)
    if not alone or not of_people or any(map(not_read, nodes)) or all(setting.under(name, "infection") for name in listed):
        return None
    return joined_by("and", [joined_by("or", nodes[:-1]), nodes[-1]])


_REPAIR = frozenset({"microsatellite instability", "mismatch repair"})


def _of_one_test(nodes: Sequence[Criterion], signs: Sequence[Chunk]) -> Criterion | None:
    """ "MSI-H/dMMR colorectal cancer": two names for one thing, of which either will do; None for any other list."""
    results = [[leaf for leaf in walk(node) if isinstance(leaf, Has) and leaf.target.concept in _REPAIR] for node in nodes]
    if len(nodes) != _PAIR or not all(len(found) == 1 for found in results) or any(sign.sort is not Sort.SLASH for sign in signs):
        return None
    others = [item for node in nodes if isinstance(node, AllOf) for item in node.items if item not in (*results[0], *results[1])]
    if any(not isinstance(node, Has | AllOf) for node in nodes):
        return None
    either = joined_by("or", [found[0] for found in results])
    return joined_by("and", [*others, either]) if others else either


_ABSENT = frozenset({"negative", "wild type", "not detected", "not amplified", "unmutated"})
_ATTRIBUTES = frozenset({"finding", "metastasis", "gene", "biomarker", "receptor status"})


def _side_by_side(nodes: Sequence[Criterion], signs: Sequence[Chunk], setting: Setting) -> bool:
    """ "ER+/HER2- breast cancer", "RAS/BRAF wild type": results of which one says that something is not there; or a cancer, and
    behind a comma what else is found in it ("breast cancer, node positive"), or a limit ("breast cancer, stage II or III")."""
    values = [
        frozenset(value.values)
        for node in nodes
        if (value := next((q for n in walk(node) if isinstance(n, Has) and (q := n.target.qualifier("value"))), None)) is not None
    ]
    slashes = all(sign.sort is Sort.SLASH for sign in signs)
    if slashes and len(values) == len(nodes) and all(_of_result(node, setting) for node in nodes):
        return any(found <= _ABSENT for found in values)
    if len(nodes) != _PAIR or slashes or not of_cancer(nodes[0], setting):
        return False
    leaves = [leaf for leaf in walk(nodes[1]) if not children(leaf)]
    found = all(isinstance(leaf, Has) and setting.vocabulary.kind(leaf.target.concept) in _ATTRIBUTES for leaf in leaves)
    return found or all(isinstance(leaf, Compare) for leaf in leaves)


def _composite(nodes: Sequence[Criterion], signs: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """ "ER-positive and/or PR-positive, HER2-negative breast cancer": results of tests, of which commas part those that must hold
    together. None for other lists, and where it is not plain that one result is of one disease."""
    if len(signs) + 1 != len(nodes) or not all(_of_result(node, setting) for node in nodes):
        return None
    groups: list[list[Criterion]] = [[nodes[0]]]
    either = False
    for sign, node in zip(signs, nodes[1:], strict=True):
        either = either or sign.sort is Sort.OR
        if sign.sort in (Sort.OR, Sort.SLASH):
            groups[-1].append(node)
        else:
            groups.append([node])
    ends_in_or = signs[-1].sort in (Sort.OR, Sort.SLASH) and not (_opposed(nodes) and _of_hormone_receptors(groups[-1]))
    if len(groups) == 1 or ends_in_or or not (_has_disease(nodes[-1]) or _opposed(nodes)):
        return None
    if setting.exclusion and any(sign.sort is Sort.AND for sign in signs) and not either:
        return None
    return joined_by("and", [joined_by("or", group) for group in groups])


_HORMONE_RECEPTORS = frozenset({"estrogen receptor", "progesterone receptor"})


def _of_hormone_receptors(nodes: Sequence[Criterion]) -> bool:
    """ "ER positive and/or PR positive": results of the two receptors, which make one tumor hormone receptor-positive."""
    named = [
        {leaf.target.concept for leaf in walk(node) if isinstance(leaf, Has) and leaf.target.qualifier("value") is not None}
        for node in nodes
    ]
    return all(len(names) == 1 for names in named) and {name for names in named for name in names} == _HORMONE_RECEPTORS


def _of_result(node: Criterion, setting: Setting) -> bool:
    leaves = [leaf for leaf in walk(node) if not children(leaf)]
    return any(_result(leaf, setting) for leaf in leaves) and all(isinstance(leaf, Has | Compare) for leaf in leaves)


def _result(leaf: Criterion, setting: Setting) -> bool:
    name = leaf.target.concept if isinstance(leaf, Has) else leaf.quantity.variable if isinstance(leaf, Compare) else None
    return name is not None and ALIKE.get(setting.vocabulary.kind(name) or "") == "result"


def _has_disease(node: Criterion) -> bool:
    """True for a disease beside a result of a test."""
    named = [leaf for leaf in walk(node) if isinstance(leaf, Has)]
    return any(leaf.target.qualifier("value") is None for leaf in named) and len(named) > 1


def _opposed(nodes: Sequence[Criterion]) -> bool:
    """True where one result is negative and another is not: nobody lists those as alternatives."""
    values = [leaf.target.qualifier("value") for node in nodes for leaf in walk(node) if isinstance(leaf, Has)]
    negative = [value is not None and "negative" in value.values for value in values]
    return any(negative) and not all(negative)


def _describe_one(nodes: Sequence[Criterion], setting: Setting) -> bool:
    """ "HER2-negative, hormone receptor-positive breast cancer", "stage III, non-squamous lung cancer": results and stages with
    commas before a cancer describe it."""
    leaves = [leaf for leaf in walk(nodes[-1]) if isinstance(leaf, Has | Compare)]
    last = [target.concept for leaf in leaves if (target := leaf.target if isinstance(leaf, Has) else leaf.quantity.of)]
    cancers = [name for name in last if setting.vocabulary.kind(name) in ("cancer", "histology")]
    return bool(cancers) and all(_describes(node, cancers[-1], setting) for node in nodes[:-1])


def _describes(node: Criterion, cancer: str, setting: Setting) -> bool:
    """True for results, and for a stage, which may have been given the wider name of that cancer."""
    leaves = [leaf for leaf in walk(node) if not children(leaf)]
    stages = [leaf for leaf in leaves if isinstance(leaf, Compare) and (leaf.quantity.variable or "").endswith("stage")]
    told = [leaf.target for leaf in leaves if isinstance(leaf, Has)]
    results = [target for target in told if target.qualifier("value") is not None or target.concept.startswith("node-")]
    wider = [leaf for leaf in leaves if stages and isinstance(leaf, Has) and setting.vocabulary.is_a(cancer, leaf.target.concept)]
    return len(stages) + len(results) + len(wider) == len(leaves)


def several_cancers(nodes: Sequence[Criterion], setting: Setting) -> bool:
    """True for cancers of which one tumor is but one ("lung cancer; breast cancer"): nobody has to have them all. Nor the other
    diseases that a longer list names beside them ("myelodysplasia; Fanconi anemia; AML")."""
    cancers = [node for node in nodes if of_cancer(node, setting)]
    if len(nodes) > _PAIR and all(_of_diseases(node, setting) for node in nodes):
        nodes = cancers
    named = [[leaf.target.concept for leaf in walk(node) if isinstance(leaf, Has)] for node in nodes]
    if len(nodes) < _PAIR or len(cancers) < len(nodes):
        return False
    pairs = ((one, other) for names, others in pairwise(named) for one in names for other in others)
    return all(setting.vocabulary.relation(one, other) is Relation.IS_NOT for one, other in pairs)


def _of_diseases(node: Criterion, setting: Setting) -> bool:
    """True for a bare name of a disease, also where its bracket leaves two readings."""
    first = node.items[0] if isinstance(node, Readings) else node
    return isinstance(first, Has) and setting.vocabulary.kind(first.target.concept) in ("cancer", "histology", "condition")


def _may_be_one(nodes: Sequence[Criterion], setting: Setting) -> bool:
    """ "Non-squamous, non-small cell lung cancer": two cancers that one tumor can be, not kinds that bar each other."""
    if not all(of_cancer(node, setting) for node in nodes):
        return False
    first, second = ([leaf.target.concept for leaf in walk(node) if isinstance(leaf, Has)] for node in nodes)
    relation = setting.vocabulary.relation
    return all(relation(one, other) is not Relation.IS_NOT for one in first for other in second)


def _mixed(nodes: Sequence[Criterion], setting: Setting) -> bool:
    """True for a list of unlike things, of which the "or" joins but some: a disease, a result, a therapy, a way to see it."""
    first = [next((leaf for leaf in walk(node) if isinstance(leaf, Has)), None) for node in nodes]
    kinds = [setting.vocabulary.kind(leaf.target.concept) or "" for leaf in first if leaf is not None]
    sorts = {ALIKE.get(kind, kind) for kind in kinds}
    values = [leaf.target.qualifier("value") for leaf in first if leaf is not None]
    either = any(value is not None and len(value.values) > 1 for value in values)
    if "imaging" in sorts and len(sorts) > 1:
        return True
    return len(nodes) > _PAIR and len(sorts) > 1 and (either or not sorts <= {"disease", "result"})


_PAIR = 2


def may_restrict_all(members: Sequence[Sequence[Chunk]], nodes: Sequence[Criterion], setting: Setting) -> bool:
    """ "Snarfed ascites, pleural effusion", "ascites or effusion that needs snarfing": true where words that were not read stand
    before the concept of the first member, behind that of the last, or set a condition. A member of unknown words alone is only
    one more."""
    holes = [not_read(node) for node in nodes]
    if all(holes):
        return False
    if any(hole and any(chunk.sort is Sort.IF for chunk in member) for hole, member in zip(holes, members, strict=True)):
        return True
    if holes[0] and not holes[1] and _leads(members[0]):
        return True
    if setting.exclusion and holes[-1] and _places_alone(members, setting):
        return True
    timed = _OF_TIME.search(setting.words(members[-1])) is not None
    if setting.exclusion and holes[-1] and timed and not any(isinstance(node, Compare) for node in nodes):
        return True  # a time in words that were not read may be the time of all
    heads = _heads(members[-1])
    behind = members[-1][heads[-1] + 1 :] if heads else ()
    return setting.exclusion and holes[-1] and any(chunk.sort in (Sort.WORD, Sort.NARROW, Sort.IF) for chunk in behind)


_RESULTS = frozenset({"gene", "biomarker", "receptor status", "measurement", "score"})


def _of_the_first(
    kept: Sequence[Criterion], listed: tuple[Sequence[Criterion], Sequence[Chunk]], setting: Setting, span: Span
) -> Criterion | None:
    """ "Prostate cancer, metastatic or castration-resistant", "melanoma, BRAF or NRAS mutated": what stands behind the comma and
    names no cancer is asked of the cancer before it; both readings where it was not all read, or may name one."""
    nodes, signs = listed
    apart = len(kept) == len(nodes) > _PAIR and len(signs) >= len(nodes) - 1 and signs[0].sort is Sort.COMMA
    if setting.exclusion or not apart or not _kinds_in(kept[0], setting) or not _kinds_in(kept[0], setting) <= {"cancer"}:
        return None
    rest = kept[1:]
    kinds = {kind for node in rest for kind in _kinds_in(node, setting)}
    holes = any(not_read(node) for node in rest)
    limits = any(isinstance(leaf, Compare) for node in rest for leaf in walk(node))
    if not kinds <= _RESULTS | {"histology"} or not (kinds or holes or limits) or any(sign.sort is Sort.AND for sign in signs):
        return None
    either = any(sign.sort is Sort.OR for sign in signs)
    of_first = joined_by("and", (kept[0], joined_by("or" if either else "and", rest)))
    later = any(sign.sort is Sort.COMMA for sign in signs[2:])
    if not holes and "histology" not in kinds and not later:
        return of_first
    any_of_them = AnyOf(items=tuple(kept), span=span)
    return Readings(items=(any_of_them, of_first), why="what stands behind the comma may be of what is before it", span=span)


def _kinds_in(node: Criterion, setting: Setting) -> set[str | None]:
    return {setting.vocabulary.kind(leaf.target.concept) for leaf in walk(node) if isinstance(leaf, Has)}


_PLACE = re.compile(
    r"(?:[\w/-]+ ){0,3}(?:stages?|grades?|class|types?|scores?|category|categories|levels?)\b(?! of)", re.IGNORECASE
)


def _places_alone(members: Sequence[Sequence[Chunk]], setting: Setting) -> bool:
    """ "COPD, asthma, GOLD stage III": a place on a scale that only a comma sets apart may be asked of what stands before it."""
    last = members[-1]
    joined = re.search(r"\b(?:or|and)\s*$", setting.normal.text[: last[0].start], re.IGNORECASE) is not None
    named = any(chunk.sort is Sort.CONCEPT for chunk in last)
    return not joined and not named and _PLACE.match(setting.words(last)) is not None


_OF_TIME = re.compile(r"\b(?:within|prior to|before|since|after|ago|past|last)\b", re.IGNORECASE)


def _leads(member: Sequence[Chunk]) -> bool:
    """True when the words of a first member may rule those behind it: "acute", "on treatment for hypo-", "negative past"."""
    heads = _heads(member)
    if heads:
        return heads[-1] > 0
    words = [chunk for chunk in member if chunk.sort is not Sort.FILL]
    return (len(words) == 1 and words[0].sort is Sort.WORD) or any(
        chunk.sort in (Sort.FOR, Sort.NOW, Sort.NARROWING) for chunk in member
    )


def _heads(member: Sequence[Chunk]) -> list[int]:
    return [index for index, chunk in enumerate(member) if chunk.sort in (Sort.CONCEPT, Sort.VARIABLE)]
