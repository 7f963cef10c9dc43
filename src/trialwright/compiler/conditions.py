"""Conditions: "in case of A, B", "B (C for D)", "B except E", "B unless F" in; propositions with their conditions in place
out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.lists import read_list
from trialwright.compiler.measures import Range, fitted, range_of, targets_in
from trialwright.compiler.moments import DURATION, duration_of
from trialwright.compiler.phrases import merged_narrowings
from trialwright.compiler.setting import Setting, doubted, eased, joined_by, stripped
from trialwright.compiler.targets import THERAPY_KINDS, has_of, sorted_out
from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    AtLeast,
    Compare,
    Criterion,
    Has,
    NoConstraint,
    NoneOf,
    Not,
    Readings,
    Target,
    Unread,
    When,
    Window,
    WindowKind,
    walk,
)
from trialwright.vocabulary.units import UnitsDiffer, convert

Reader = Callable[[Sequence[Chunk], Setting], Criterion]


def leading_condition(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "In case of bone metastasis, none of the following": the rest holds only where the condition does."""
    if not chunks or chunks[0].sort is not Sort.IF:
        return None
    if chunks[0].value == "with" and not any(chunk.sort is Sort.MUST for chunk in chunks):
        return None
    comma = next((index for index, chunk in enumerate(chunks) if chunk.sort in (Sort.COMMA, Sort.COLON, Sort.MUST)), None)
    if comma is None and chunks[0].value == "with":
        return None
    named = stripped(chunks[1:comma])
    condition = read_list(named, replace(setting, exclusion=False))
    subject = tuple(chunk for chunk in named if chunk.sort is Sort.CONCEPT)
    rest = chunks[comma + 1 :] if comma is not None else ()
    below = NoConstraint(why="what stands below", span=setting.span(chunks))
    then = read(rest, replace(setting, subject=subject if len(subject) == 1 else setting.subject)) if stripped(rest) else below
    span = setting.span(chunks)
    if setting.exclusion:
        return AllOf(items=(condition, then), span=span)
    return When(condition=condition, then=then, otherwise=NoConstraint(why="condition does not hold", span=span), span=span)


def exception_applied(base: Criterion, exception: Sequence[Chunk], setting: Setting, *, unless: bool = False) -> Criterion:
    """The proposition with its exception: concepts are taken out of the targets they belong to, a condition lifts the whole.

    An exception that was not read leaves a doubt: nothing that it might lift is then certain.
    """
    clean = stripped(exception)
    if not clean:
        return base
    if not unless:
        targets = _excepted_targets(clean, setting)
        if targets:
            changed = _with_exceptions(base, targets)
            if changed is not None:
                return changed
    condition = read_list(clean, replace(setting, exclusion=False))
    if _has_holes(condition):
        condition = setting.unread(clean, "an exception that was not understood")
    return _lifted(base, condition, setting)


def _lifted(base: Criterion, condition: Criterion, setting: Setting) -> Criterion:
    span = base.span.joined(condition.span)
    if setting.exclusion:
        return AllOf(items=(base, Not(item=condition, span=condition.span)), span=span)
    return AnyOf(items=(base, condition), span=span)


def _has_holes(node: Criterion) -> bool:
    return any(isinstance(item, Unread) for item in walk(node))


def _excepted_targets(chunks: Sequence[Chunk], setting: Setting) -> tuple[Target, ...]:
    """The targets that an exception names, or none when any part of it is not a plain concept."""
    node = read_list(chunks, replace(setting, exclusion=True))
    node = node.items[0] if isinstance(node, Readings) else node
    items = node.items if isinstance(node, AnyOf | AllOf) else (node,)
    found: list[Target] = []
    for item in items:
        targets = targets_in(item)
        if not targets or (isinstance(item, Has) and item.window is not None):
            return ()
        found.extend(targets)
    return tuple(found)


def _with_exceptions(node: Criterion, exceptions: tuple[Target, ...]) -> Criterion | None:
    """The tree with the exceptions on every target; None when it holds anything that cannot take them."""
    match node:
        case Has(target=target):
            return replace(node, target=replace(target, exceptions=(*target.exceptions, *exceptions)))
        case AllOf() | AnyOf() | NoneOf() | AtLeast() | Readings():
            items = [_with_exceptions(item, exceptions) for item in node.items]
            if any(item is None for item in items):
                return None
            return replace(node, items=tuple(item for item in items if item is not None))
        case Not(item=item):
            inner = _with_exceptions(item, exceptions)
            return None if inner is None else replace(node, item=inner)
        case Compare(quantity=quantity) if quantity.of is not None:
            of = replace(quantity.of, exceptions=(*quantity.of.exceptions, *exceptions))
            return replace(node, quantity=replace(quantity, of=of))
        case Unread():
            return node
        case _:
            return None


def other_limit_sentence(base: Criterion, sentence: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """ "Subjects with liver metastasis must be <= 2 x ULN" behind a limit gives those patients another; None for any other
    sentence."""
    alternative = _other_limit(stripped(sentence), setting)
    if alternative is None or not any(isinstance(node, Compare) for node in walk(base)):
        return None
    return _with_other_limit(base, alternative, setting)


def exempted(base: Criterion, note: Sequence[Chunk], setting: Setting) -> Criterion:
    """The proposition with a note that frees some patients from it ("patients with marrow involvement are not required to meet
    this")."""
    end = next(index for index, chunk in enumerate(note) if chunk.sort is Sort.PERMIT)
    subject = stripped(note[:end])
    if not subject:
        return base
    return exception_applied(base, subject, setting, unless=True)


def with_bracketed_parts(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion:
    """Read what brackets add: another limit for some patients, an exception, a window; an abbreviation or a note adds nothing."""
    for index, chunk in enumerate(chunks):
        if chunk.sort is not Sort.GROUP:
            continue
        outside = tuple(chunks[:index]) + tuple(chunks[index + 1 :])
        inner = stripped(chunk.inner)
        if inner and inner[0].sort is Sort.EXC:
            base = with_bracketed_parts(outside, setting, read)
            return exception_applied(base, inner[1:], setting, unless=inner[0].value == "unless")
        if (
            inner
            and inner[0].sort is Sort.IF
            and index == len(chunks) - 1
            and not any(item.sort is Sort.AMOUNT for item in inner)
        ):
            return _with_condition_behind(tuple(chunks[:index]), inner, setting, read)
        if any(item.sort is Sort.PERMIT for item in inner):
            base = with_bracketed_parts(outside, setting, read)
            return exempted(base, inner, setting)
        if _same_limit(outside, inner):
            return with_bracketed_parts(outside, setting, read)
        if inner and inner[0].sort is Sort.NEG:
            return joined_by("and", [with_bracketed_parts(outside, setting, read), read(inner, setting)])
        measured = _measured_bracket(outside, inner, setting, read)
        if measured is not None:
            return measured
        other_scale = _other_scale(outside, inner, setting, read)
        if other_scale is not None:
            return other_scale
        alternative = _other_limit(inner, setting)
        if alternative is not None:
            before = with_bracketed_parts(tuple(chunks[:index]), setting, read)
            rest = stripped(chunks[index + 1 :])
            changed = _with_other_limit(before, alternative, setting)
            if not rest:
                return changed
            after = with_bracketed_parts(rest, setting, read)
            return (AnyOf if setting.exclusion else AllOf)(items=(changed, after), span=setting.span(chunks))
    return read(chunks, setting)


_SAME = Decimal("0.1")
"""How far two printings of one limit in two units may lie apart (they are rounded)."""


def _same_limit(outside: Sequence[Chunk], inner: Sequence[Chunk]) -> bool:
    """ "Hemoglobin < 10 g/dL (6.2 mmol/L)": the bracket only prints the limit in another unit."""
    amounts = [chunk.amount for chunk in inner if chunk.amount is not None]
    before = [chunk.amount for chunk in outside if chunk.amount is not None]
    if len(amounts) != 1 or not before or any(chunk.sort not in (Sort.AMOUNT, Sort.CMP, Sort.POST, Sort.FILL) for chunk in inner):
        return False
    unit, other = before[-1].unit, amounts[0].unit
    variables = [name for chunk in outside if chunk.sort is Sort.VARIABLE for name in chunk.names]
    if unit is None or other is None:
        return False
    try:
        value = convert(amounts[0].low, other, unit, variable=variables[-1] if variables else None)
    except UnitsDiffer:
        return False
    return abs(value - before[-1].low) <= _SAME * max(abs(value), Decimal("0.001"))


def _measured_bracket(outside: Sequence[Chunk], inner: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "Metastasis extending into the canal (Bilsky grade 1b or higher)": the bracket puts in numbers what the words describe."""
    if not any(chunk.sort is Sort.VARIABLE for chunk in inner) or any(
        chunk.sort in (Sort.AMOUNT, Sort.CODES, Sort.VARIABLE) for chunk in outside
    ):
        return None
    measure = read(inner, setting)
    if not isinstance(measure, Compare) or any(chunk.sort in (Sort.OR, Sort.COMMA, Sort.AND) for chunk in outside):
        return None
    base = read(outside, setting)
    if isinstance(base, Has) and base.target.qualifier("described") is not None:
        kept = tuple(item for item in base.target.qualifiers if item.name != "described")
        base = replace(base, target=replace(base.target, qualifiers=kept))
    return joined_by("and", [base, measure])


def _with_condition_behind(before: tuple[Chunk, ...], inner: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion:
    """ "A or B (in the event of C this should be D)": the bracket is about the last of the alternatives."""
    condition = leading_condition(inner, setting, read)
    last = max((place for place, chunk in enumerate(before) if chunk.sort is Sort.OR), default=None)
    if condition is None:
        return read((*before, *inner), setting)
    if last is None:
        return joined_by("and", [read(before, setting), condition])
    alternative = joined_by("and", [read(before[last + 1 :], setting), condition])
    return joined_by("or", [read(before[:last], setting), alternative])


def _other_scale(outside: Sequence[Chunk], inner: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "ECOG <= 2 (Karnofsky >= 60 %)": the bracket says the same on another scale, so either will do."""
    numbers = (Sort.AMOUNT, Sort.CODES)
    if not any(chunk.sort in numbers for chunk in inner) or not any(chunk.sort in numbers for chunk in outside):
        return None
    names = {name for chunk in inner if chunk.sort is Sort.VARIABLE for name in chunk.names}
    before = {name for chunk in outside if chunk.sort is Sort.VARIABLE for name in chunk.names}
    if not names or names & before or not all(setting.vocabulary.kind(name) == "score" for name in names | before):
        return None
    first, second = read(outside, setting), read(inner, setting)
    span = first.span.joined(second.span)
    if setting.exclusion:
        return AllOf(items=(first, second), span=span)
    return AnyOf(items=(first, second), span=span)


def _other_limit(chunks: Sequence[Chunk], setting: Setting) -> tuple[Range, Criterion] | None:
    """ "<= 2.3 mg/dL for luminal breast cancer": a limit and the patients that it is for."""
    amounts = [chunk for chunk in chunks if chunk.sort in (Sort.AMOUNT, Sort.CMP, Sort.POST)]
    if not any(chunk.sort is Sort.AMOUNT for chunk in amounts):
        return None
    words = [chunk for chunk in chunks if chunk not in amounts]
    cues = [
        chunk
        for chunk in words
        if chunk.sort in (Sort.IF, Sort.FOR) or (chunk.sort is Sort.PREP and chunk.text.lower() in ("for", "in", "with"))
    ]
    limits = range_of(amounts)
    named = [chunk for chunk in words if chunk.sort not in (Sort.COMMA, Sort.COLON, Sort.MUST, Sort.FILL, Sort.NARROW)]
    if limits is None or not cues or any(chunk.sort is Sort.VARIABLE for chunk in chunks):
        return None
    condition = read_list(stripped([chunk for chunk in named if chunk not in cues[:1]]), replace(setting, exclusion=True))
    return None if _has_holes(condition) else (limits, condition)


def _with_other_limit(base: Criterion, alternative: tuple[Range, Criterion], setting: Setting) -> Criterion:
    """The comparison before the bracket, with the other limit where the condition holds."""
    limits, condition = alternative
    compares = [node for node in walk(base) if isinstance(node, Compare)]
    if not compares:
        return (
            doubted(base, Unread(text="another limit", span=condition.span))
            if setting.exclusion
            else eased(base, Unread(text="another limit", span=condition.span))
        )
    last = compares[-1]
    group = _last_series(base, last)
    return _replaced(
        base,
        group,
        lambda node: When(
            condition=condition, then=_relimited(node, limits), otherwise=node, span=node.span.joined(condition.span)
        ),
    )


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
            unit = fit.unit or (None if fit.relative else node.unit)
            return replace(node, low=fit.low, high=fit.high, unit=unit, relative=fit.relative)
        case AllOf() | AnyOf():
            return replace(node, items=tuple(_relimited(item, limits) for item in node.items))
        case _:
            return node


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


def later_rule(ban: Criterion, sentence: Sequence[Chunk], setting: Setting) -> list[Criterion] | None:
    """ "No previous treatment; if adjuvant chemotherapy was given, only after withdrawal for six months": the ban spares what the
    rule is about, and the rule holds beside it. None when the sentence is no such rule."""
    ended = next((index for index, chunk in enumerate(sentence) if chunk.sort is Sort.ENDED), None)
    if ended is None or not sentence or sentence[0].sort is not Sort.IF or setting.exclusion:
        return None
    amount = re.search(DURATION, setting.words(sentence[ended:]), re.IGNORECASE)
    comma = next((index for index, chunk in enumerate(sentence) if chunk.sort is Sort.COMMA), ended)
    about = _therapies(sentence[1:comma], setting)
    if amount is None or not about:
        return None
    window = Window(kind=WindowKind.WITHIN_BEFORE, amount=duration_of(amount[2] or amount[1], amount[3]), strict=True)
    span = setting.span(sentence)
    recent = tuple(Has(target=target, window=window, span=span) for target in about)
    spared = _with_exceptions(ban, about)
    return None if spared is None else [spared, NoneOf(items=recent, span=span)]


def _therapies(chunks: Sequence[Chunk], setting: Setting) -> tuple[Target, ...]:
    """The therapies that a condition names, each with its setting; words about when and how it was given are passed over."""
    series = merged_narrowings(stripped(chunks))
    concept = next((index for index, chunk in enumerate(series) if chunk.sort is Sort.CONCEPT), None)
    if concept is None or setting.vocabulary.kind(series[concept].names[0]) not in THERAPY_KINDS:
        return ()
    return tuple(targets_in(has_of(sorted_out(series[: concept + 1]), setting)))
