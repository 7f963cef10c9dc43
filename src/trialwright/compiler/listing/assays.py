"""Assays: "PD-L1 positive (TPS >= 1 %)", "receptor positive defined as >= 10 % of cells" in; the limit that is meant out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.results import tested
from trialwright.compiler.setting import Reader, Setting, joined_by, stripped
from trialwright.compiler.tagging.ways import words_of
from trialwright.protocol.criteria import AnyOf, Compare, Criterion, Has, Qualifier, Quantity, Target, children, walk
from trialwright.vocabulary.records import anew

_BETWEEN = frozenset({Sort.LEVEL, Sort.OTHER_SIGN, Sort.HEADNOUN, Sort.FILL, Sort.COUNTED})
_FAMILY = "hormone receptor"
_BY_CONVENTION = ("estrogen receptor", "progesterone receptor", "hormone receptor")
"""Receptors that laboratories call positive from 1 % of stained cells on (ASCO/CAP 2020)."""


def measured_result(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """A statement with a test whose word of result is put in figures, in brackets or as a definition; None for any other."""
    for place, chunk in enumerate(chunks):
        if chunk.sort is Sort.GROUP and chunk.inner:
            start, inner, rest = _test_before(chunks, place, setting), chunk.inner, tuple(chunks[place + 1 :])
        elif chunk.sort is Sort.DEFINES:
            start, inner, rest = _test_before(chunks, place, setting), tuple(chunks[place + 1 :]), ()
        else:
            continue
        measure = _limit(chunks[start], inner, setting, read) if start is not None else None
        if start is None or measure is None:
            continue
        others = stripped((*chunks[:start], *rest))
        if not others or all(item.sort in _BETWEEN | {Sort.PREP, Sort.NARROWING, Sort.MUST, Sort.WORD} for item in others):
            return measure
        return joined_by("and", (read(others, setting), measure))
    return None


def _test_before(chunks: Sequence[Chunk], place: int, setting: Setting) -> int | None:
    """Where the test stands whose result, as a word, comes right before `place`."""
    step = place - 1
    said = False
    while step >= 0 and (
        chunks[step].sort in _BETWEEN or chunks[step].text.lower() in words_of("level") or chunks[step].text == "as"
    ):
        said = said or chunks[step].text.lower() in words_of("level")
        step -= 1
    if step < 0 or not said or chunks[step].sort not in (Sort.VARIABLE, Sort.CONCEPT) or not tested(chunks[step], setting):
        return None
    return step


def _limit(test: Chunk, inner: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    if not any(chunk.sort is Sort.AMOUNT for chunk in inner) or any(chunk.sort is Sort.GROUP for chunk in inner):
        return None
    said = _without_cells(inner)
    if not any(chunk.sort is Sort.VARIABLE for chunk in said):
        if any(chunk.sort in (Sort.CONCEPT, Sort.OR, Sort.AND) for chunk in said):
            return None
        said = (anew(test, sort=Sort.VARIABLE), *said)
    measure = read(said, setting)
    leaves = [leaf for leaf in walk(measure) if not children(leaf)]
    if not leaves or not all(isinstance(leaf, Compare) for leaf in leaves):
        return None
    return _with_convention(measure)


def _without_cells(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """The limit without "of tumor cells", which is what such a score counts."""
    place = next((index for index, chunk in enumerate(chunks) if chunk.sort is Sort.AMOUNT), len(chunks))
    behind = tuple(chunks[place + 1 :])
    words = [word.rstrip("s") for chunk in behind for word in chunk.text.lower().split()]
    return tuple(chunks[: place + 1]) if behind and set(words) <= words_of("cells") else tuple(chunks)


def _with_convention(measure: Criterion) -> Criterion:
    """At least, or less than, 1 % of cells is what the word "positive", or "negative", says of a receptor."""
    if isinstance(measure, AnyOf):
        return replace(measure, items=tuple(map(_with_convention, measure.items)))
    if isinstance(measure, Compare) and measure.quantity.variable == _FAMILY:
        each = [_with_convention(replace(measure, quantity=Quantity(variable=name))) for name in _BY_CONVENTION[:2]]
        return joined_by("or" if measure.low is not None else "and", each)
    if not isinstance(measure, Compare) or measure.quantity.variable not in _BY_CONVENTION or measure.unit != "%":
        return measure
    low, high = measure.low, measure.high
    least = low is not None and high is None and low.value == Decimal(1)
    most = high is not None and low is None and high.value == Decimal(1)
    if not (least or most):
        return measure
    word = Qualifier(name="value", values=("positive" if least else "negative",))
    said = Has(target=Target(concept=measure.quantity.variable, qualifiers=(word,)), span=measure.span)
    return AnyOf(items=(measure, said), span=measure.span)
