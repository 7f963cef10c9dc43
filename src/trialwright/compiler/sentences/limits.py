"""Limits: "<= 2.3 for luminal cancer", "if creatinine is above, clearance >= 50" in; the limit before them with another for
some patients out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from itertools import pairwise

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.listing.lists import read_list
from trialwright.compiler.phrasing.ranges import Range, fitted, range_of
from trialwright.compiler.phrasing.targets import DISEASE_KINDS
from trialwright.compiler.sentences.causes import cause_behind, judged_cause
from trialwright.compiler.sentences.conditions import has_holes, leading_condition
from trialwright.compiler.setting import Reader, Setting, doubted, eased, stripped
from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    AtLeast,
    Compare,
    Criterion,
    Has,
    Limit,
    NoneOf,
    Not,
    Readings,
    Unread,
    When,
    walk,
)
from trialwright.vocabulary.records import anew
from trialwright.vocabulary.variables import find_variable, scale_range

OtherLimit = tuple[Range, Criterion]
"""A limit, and the patients that it is for."""


def other_limit_sentence(base: Criterion, sentence: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """ "Subjects with liver metastasis must be <= 2 x ULN", "patients with Gilbert's syndrome can have bilirubin up to 3 x ULN"
    behind a limit give those patients another; None for any other sentence."""
    if _of_those_without(base) or not any(chunk.sort in (Sort.AMOUNT, Sort.GROUP) for chunk in sentence):
        return None
    limited = [node for node in walk(base) if isinstance(node, Compare) and node.quantity.variable is not None]
    if not limited or any(isinstance(node, Unread) for node in walk(base)):
        return None
    said = [inner for chunk in stripped(sentence) for inner in (chunk.inner if _only_a_limit(chunk) else (chunk,))]
    named = {name for chunk in said if chunk.sort is Sort.VARIABLE for one in chunk.inner or (chunk,) for name in one.names}
    spoken_of = [node for node in limited if node.quantity.variable in named]
    if named - {node.quantity.variable for node in limited}:
        return None
    rest = [chunk for chunk in said if chunk.sort not in _BESIDE and chunk.text.lower() not in _WIDER]
    if any(chunk.sort is Sort.GROUP and any(inner.sort is not Sort.WINDOW for inner in chunk.inner) for chunk in rest):
        return None
    rest = [chunk for chunk in rest if chunk.sort not in (Sort.WINDOW, Sort.GROUP)]  # when the value, not the disease, is of
    alternative = other_limit(_without_joints(rest) if named else rest, setting)
    if alternative is None or has_holes(alternative[1]):
        return None
    if not named:
        return with_other_limit(base, alternative, setting)
    return _with_limits_of(base, spoken_of, alternative, setting)


def limit_of_some_unread(base: Criterion, sentence: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """ "Bilirubin > 1.5 x ULN; > 3 x ULN if associated with …": the limit before it with another for patients who were not
    understood, so that what both limits say is certain; None for any other sentence."""
    said = stripped(sentence)
    end = next((place for place, chunk in enumerate(said) if chunk.sort not in _NUMBERS), len(said))
    limits, words = range_of(said[:end]), said[end:]
    whose = bool(words) and (words[0].sort in (Sort.IF, Sort.FOR) or words[0].text.lower() in ("for", "in", "with"))
    compared = [node for node in walk(base) if isinstance(node, Compare) and node.quantity.variable is not None]
    if limits is None or not whose or not compared or any(chunk.sort is Sort.VARIABLE for chunk in words):
        return None
    return with_other_limit(base, (limits, setting.unread(words, "for whom the limit is was not understood")), setting)


_NUMBERS = frozenset({Sort.CMP, Sort.AMOUNT, Sort.POST})
_BESIDE = frozenset({Sort.VARIABLE, Sort.PERMIT, Sort.MUST, Sort.NARROW})
_WIDER = frozenset({"higher", "elevated", "lower", "increased", "level", "levels", "value", "values"})


def _only_a_limit(chunk: Chunk) -> bool:
    sorts = {inner.sort for inner in chunk.inner}
    return chunk.sort is Sort.GROUP and Sort.AMOUNT in sorts and sorts <= {Sort.AMOUNT, Sort.CMP, Sort.POST, Sort.FILL}


def _without_joints(chunks: Sequence[Chunk]) -> list[Chunk]:
    """The chunks without the signs between the names that were taken out before the limit."""
    number = next((place for place, chunk in enumerate(chunks) if chunk.sort in (Sort.CMP, Sort.AMOUNT)), 0)
    first = number
    while first > 0 and chunks[first - 1].sort in (Sort.AND, Sort.OR, Sort.SLASH, Sort.COMMA, Sort.FILL):
        first -= 1
    return [*chunks[:first], *chunks[number:]]


def _with_limits_of(base: Criterion, nodes: Sequence[Compare], alternative: OtherLimit, setting: Setting) -> Criterion:
    def changed(node: Criterion) -> Criterion:
        return _limited_for(alternative, node, node, setting)

    whole = base
    for node in nodes:
        whole = _replaced(whole, node, changed)
    return whole


def relieved_by(base: Criterion, sentence: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "Creatinine <= 1.5 x ULN; if creatinine > 1.5 x ULN, clearance >= 50": those above may qualify by the other value.

    None for a sentence whose condition is not the opposite of a limit before it.
    """
    rule = leading_condition(stripped(sentence), setting, read)
    if not isinstance(rule, When) or not isinstance(rule.condition, Compare):
        return None
    beyond = rule.condition
    for node in walk(base):
        if isinstance(node, Compare) and node.quantity == beyond.quantity and _apart(node, beyond):
            return _replaced(base, node, partial(_or_else, rule.then))
    return None


def own_limit_of_some(base: Criterion, sentence: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "Platelets >= 100; for MCL patients: platelets >= 75": those patients have the second limit instead of the first.

    None for a sentence that sets no other limit on what was limited before it.
    """
    rule = leading_condition(stripped(sentence), setting, read) if not setting.exclusion else None
    if rule is None and not setting.exclusion:
        rule = _wider_with_a_disease(base, sentence, setting, read)
    if _of_those_without(base) or not isinstance(rule, When) or isinstance(rule.condition, Compare):
        return None
    limits = rule.then.items if isinstance(rule.then, AllOf) else (rule.then,)
    changed = base
    for limit in limits:
        first = next((node for node in walk(changed) if isinstance(node, Compare) and _of_one(node, limit)), None)
        if first is None:
            return None
        changed = _replaced(changed, first, partial(_for_some, replace(rule, then=limit)))
    return changed


def _wider_with_a_disease(base: Criterion, sentence: Sequence[Chunk], setting: Setting, read: Reader) -> When | None:
    """ "ALP <= 3 x ULN. ALP <= 5 x ULN with bone metastases": the wider limit is of those with the disease."""
    if sum(chunk.sort is Sort.CONCEPT for chunk in sentence) != 1 or not any(chunk.sort is Sort.VARIABLE for chunk in sentence):
        return None
    both = read(stripped(sentence), setting)
    held = [item for item in both.items if isinstance(item, Has)] if isinstance(both, AllOf) else []
    limits = [item for item in both.items if isinstance(item, Compare)] if isinstance(both, AllOf) else []
    if not isinstance(both, AllOf) or (len(held), len(limits), len(both.items)) != (1, 1, _TWO):
        return None
    if setting.vocabulary.kind(held[0].target.concept) not in DISEASE_KINDS:
        return None
    wider = any(isinstance(node, Compare) and _wider(limits[0], node) for node in walk(base))
    return When(condition=held[0], then=limits[0], otherwise=limits[0], span=both.span) if wider else None


_TWO = 2


def _wider(limit: Compare, than: Compare) -> bool:
    """Whether a limit of the same quantity, in the same unit, lets in more."""
    if (limit.quantity, limit.unit, limit.relative) != (than.quantity, than.unit, than.relative):
        return False
    if limit.high is not None and than.high is not None and limit.low is None and than.low is None:
        return _value(limit.high) > _value(than.high)
    return limit.low is not None and than.low is not None and limit.high is None and _value(limit.low) < _value(than.low)


def _of_those_without(base: Criterion) -> bool:
    """ "Patients not on warfarin: INR <= 1.5": a limit behind it for those who are on it stands beside it."""
    return isinstance(base, When) and isinstance(base.condition, Not | NoneOf)


def unread_beyond(node: Criterion) -> bool:
    """ "Protein < 2+. If … >= 2+, 24-hour urine must …": what was not understood may let in those beyond the limit before it."""
    if isinstance(node, Unread):
        return _OF_SOME.match(node.text) is not None and _COMPARES.search(node.text) is not None
    return (
        isinstance(node, When)
        and isinstance(node.condition, Unread)
        and _COMPARES.search(node.condition.text) is not None
        and any(isinstance(leaf, Unread | Compare) for leaf in walk(node.then))
    )


_OF_SOME = re.compile(
    r"(?:(?:any|all|those|patients?|subjects?|participants?|individuals?|persons?) )*"
    r"(?:discovered|found|noted|identified|with|who|whose|having|if|when)\b",
    re.IGNORECASE,
)
_COMPARES = re.compile(r"[<>≥≤]|\b(?:above|exceed\w*|greater|higher|more than|elevated|abnormal|positive)\b", re.IGNORECASE)


def _of_one(node: Compare, other: Criterion) -> bool:
    return isinstance(other, Compare) and node.quantity == other.quantity


def _for_some(rule: When, node: Criterion) -> Criterion:
    return replace(rule, otherwise=node, span=rule.span.joined(node.span))


def _or_else(other: Criterion, node: Criterion) -> Criterion:
    return AnyOf(items=(node, other), span=node.span.joined(other.span))


def _apart(one: Compare, other: Compare) -> bool:
    """True when no value lies within both comparisons, which are of one quantity and in one unit."""
    if (one.unit, one.relative) != (other.unit, other.relative):
        return False
    for upper, lower in ((one.high, other.low), (other.high, one.low)):
        if upper is not None and lower is not None:
            highest, least = _place(upper, one)[1], _place(lower, one)[0]
            return highest is not None and least is not None and highest <= least
    return False


def _place(limit: Limit, node: Compare) -> tuple[Decimal | None, Decimal | None]:
    """From where to where a limit stands: its number, or the ranks of its code on the scale of what is compared."""
    if isinstance(limit.value, Decimal):
        return limit.value, limit.value
    scale = getattr(find_variable(node.quantity.variable or ""), "scale", None)
    return (scale_range(scale, limit.value) if scale else None) or (None, None)


def _value(limit: Limit) -> Decimal:
    """The number of a limit; a code of a scale counts as nought."""
    return limit.value if isinstance(limit.value, Decimal) else Decimal(0)


def other_limit(chunks: Sequence[Chunk], setting: Setting, *, of: Sequence[Chunk] = ()) -> OtherLimit | None:
    """ "<= 2.3 mg/dL for luminal breast cancer": a limit and the patients that it is for. `of`: what stands before it, whose last
    value it may name again ("patients with Gilbert's syndrome, who must have bilirubin <= 3 x ULN")."""
    chunks = [*chunks[:-1], *chunks[-1].inner] if of and chunks and _only_a_limit(chunks[-1]) else chunks
    value = next((chunk for chunk in reversed(of) if chunk.sort is Sort.VARIABLE), None)
    again = [chunk for chunk in chunks if value is not None and chunk.sort is Sort.VARIABLE and chunk.names == value.names]
    leave = again or any(chunk.sort is Sort.AMOUNT and after.sort is Sort.PERMIT for chunk, after in pairwise(chunks))
    chunks = [chunk for chunk in chunks if chunk not in again and not (leave and chunk.sort is Sort.PERMIT)]
    amounts = [chunk for chunk in chunks if chunk.sort in (Sort.AMOUNT, Sort.CMP, Sort.POST)]
    if not any(chunk.sort is Sort.AMOUNT for chunk in amounts) or _scattered(chunks, amounts):
        return None
    if chunks[-1].sort is Sort.WINDOW and chunks[-2] is amounts[-1]:
        chunks = chunks[:-1]  # "patients with liver metastases: <= 5 x ULN within 7 days": when the value is taken
    words = [chunk for chunk in chunks if chunk not in amounts]
    cues = [
        chunk
        for chunk in words
        if chunk.sort in (Sort.IF, Sort.FOR) or (chunk.sort is Sort.PREP and chunk.text.lower() in ("for", "in", "with"))
    ]
    limits = range_of(amounts)
    named = [chunk for chunk in words if chunk.sort not in (Sort.COMMA, Sort.COLON, Sort.MUST, Sort.FILL, Sort.NARROW)]
    of_some = cues or (of and any(chunk.sort is Sort.CONCEPT for chunk in named))
    if limits is None or not of_some or any(chunk.sort is Sort.VARIABLE for chunk in chunks) or _counts_condition(chunks):
        return None
    whose = stripped([chunk for chunk in named if chunk not in cues[:1]])
    cause = cause_behind(cues[0], setting) if cues else None
    if cause is not None and (not whose or cause[1]):
        return limits, cause[0]  # "2 is allowed if due to the tumor"
    return limits, judged_cause(read_list(whose, anew(setting, exclusion=True)), named, setting)


def _counts_condition(chunks: Sequence[Chunk]) -> bool:
    """ "(As long as 2 contained a taxane)": the number behind the "if" is of the condition, and no other limit."""
    said = [chunk for chunk in chunks if chunk.sort is not Sort.FILL]
    place = next((at for at, chunk in enumerate(said) if chunk.sort is Sort.IF), len(said))
    behind = place + 1 + (said[place + 1 : place + 2] != [] and said[place + 1].sort is Sort.CMP)
    number = said[behind].amount if behind < len(said) and said[behind].sort is Sort.AMOUNT else None
    return number is not None and not number.unit and number.relative is None and behind + 1 < len(said)


def _scattered(chunks: Sequence[Chunk], amounts: Sequence[Chunk]) -> bool:
    """True where words stand between the numbers: they are not one limit."""
    places = [index for index, chunk in enumerate(chunks) if chunk in amounts]
    return any(chunk.sort not in (Sort.FILL, Sort.AND) for chunk in chunks[places[0] : places[-1]] if chunk not in amounts)


def with_other_limits(base: Criterion, alternatives: Sequence[OtherLimit], setting: Setting) -> Criterion:
    """The comparison before the brackets, with another limit for each of the conditions; whoever meets several has the widest."""
    compares = [node for node in walk(base) if isinstance(node, Compare)]
    if not compares or len(alternatives) == 1:
        return with_other_limit(base, alternatives[0], setting)
    group = _last_series(base, compares[-1])
    ordered = sorted(alternatives, key=lambda other: _width(other[0]))

    def limited(node: Criterion) -> Criterion:
        whole = node
        for alternative in ordered:
            whole = _limited_for(alternative, node, whole, setting)
        return whole

    return _replaced(base, group, limited)


def _width(limits: Range) -> Decimal:
    """How far a limit reaches: the higher an upper one, the lower a lower one."""
    if limits.high is not None:
        return _value(limits.high)
    return -_value(limits.low) if limits.low is not None else Decimal(0)


def with_other_limit(base: Criterion, alternative: OtherLimit, setting: Setting) -> Criterion:
    """The comparison before the bracket, with the other limit where the condition holds."""
    compares = [node for node in walk(base) if isinstance(node, Compare)]
    if not compares:
        another = Unread(text="another limit", span=alternative[1].span)
        return doubted(base, another) if setting.exclusion else eased(base, another)
    group = _last_series(base, compares[-1])
    return _replaced(base, group, lambda node: _limited_for(alternative, node, node, setting))


def _limited_for(alternative: OtherLimit, node: Criterion, others: Criterion, setting: Setting) -> Criterion:
    """The comparison with the other limit for those it is for, and what is asked of the others. "Bilirubin < 2; > 2 is acceptable
    with Gilbert's syndrome" asks nothing of those."""
    limits, condition = alternative
    span = node.span.joined(condition.span)
    if not setting.exclusion and _lets_beyond(limits, node):
        return AnyOf(items=(others, condition), span=span)
    own = _relimited(node, limits)
    if not setting.exclusion and isinstance(node, Compare) and isinstance(own, Compare) and _apart(node, own):
        return AnyOf(items=(others, AllOf(items=(condition, own), span=span)), span=span)  # "0-1 (2 is allowed if …)"
    return When(condition=condition, then=own, otherwise=others, span=span)


def _lets_beyond(limits: Range, node: Criterion) -> bool:
    """True for the very limit of the comparison, with its sign turned round."""
    if isinstance(node, AllOf | AnyOf):
        return all(_lets_beyond(limits, item) for item in node.items)
    if not isinstance(node, Compare) or (limits.low is None) is (limits.high is None):
        return False
    kept, let = (node.high, limits.low) if limits.low is not None else (node.low, limits.high)
    opposite = node.low is None if limits.low is not None else node.high is None
    fit = fitted(limits, node.quantity.variable or "")
    alike = (fit.unit, fit.relative) in ((node.unit, node.relative), (None, None))
    return opposite and alike and kept is not None and let is not None and kept.value == let.value


def _last_series(base: Criterion, last: Compare) -> Criterion:
    """The comparison itself, or the group of comparisons with the same limits that ends in it ("ALT and AST <= 2 x ULN")."""
    for node in walk(base):
        if (
            isinstance(node, AllOf | AnyOf)
            and node.items[-1] is last
            and all(isinstance(item, Compare) and _same_limits(item, last) for item in node.items)
        ):
            return node
    return last


def _same_limits(one: Criterion, other: Compare) -> bool:
    return isinstance(one, Compare) and (one.low, one.high, one.unit, one.relative) == (
        other.low,
        other.high,
        other.unit,
        other.relative,
    )


def _relimited(node: Criterion, limits: Range) -> Criterion:
    match node:
        case Compare(quantity=quantity):
            fit = fitted(limits, quantity.variable or "")
            if limits.unsigned:  # "<= 2 x ULN (3.5 x ULN with liver metastases)": the sign is that of the first limit
                fit = replace(
                    fit, low=fit.low if node.low is not None else None, high=fit.high if node.high is not None else None
                )
            fit = _turned_alike(fit, node)
            bare = fit.unit is fit.relative is None  # "> 3 x ULN (<= 5 with liver metastases)"
            relative = node.relative if bare else fit.relative
            unit = fit.unit or (None if relative else node.unit)
            return replace(node, low=fit.low, high=fit.high, unit=unit, relative=relative)
        case AllOf() | AnyOf():
            return replace(node, items=tuple(_relimited(item, limits) for item in node.items))
        case _:
            return node


def _turned_alike(limits: Range, node: Compare) -> Range:
    """ "ALT > 3 x ULN excludes (or <= 5 x ULN with liver metastases)": the second limit is said of those who may join, so that
    beyond it they may not."""
    if node.low is not None and node.high is None and limits.high is not None and limits.low is None:
        return replace(limits, low=_beyond(limits.high), high=None)
    if node.high is not None and node.low is None and limits.low is not None and limits.high is None:
        return replace(limits, low=None, high=_beyond(limits.low))
    return limits


def _beyond(limit: Limit) -> Limit:
    return replace(limit, inclusive=not limit.inclusive)


def _replaced(node: Criterion, old: Criterion, change: Callable[[Criterion], Criterion]) -> Criterion:
    if node is old:
        return change(node)
    match node:
        case AllOf() | AnyOf() | NoneOf() | AtLeast() | Readings():
            return replace(node, items=tuple(_replaced(item, old, change) for item in node.items))
        case Not():
            return replace(node, item=_replaced(node.item, old, change))
        case _:
            return node
