"""Generated criteria trees: every node kind, window kind and shape of limit, with names that look like keywords."""

from __future__ import annotations

from hypothesis import strategies as st

from trialwright.findings import Span
from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    Ask,
    AtLeast,
    Compare,
    Criterion,
    Has,
    Limit,
    NoConstraint,
    NoneOf,
    Not,
    Qualifier,
    Quantity,
    Readings,
    Target,
    Unread,
    When,
    Window,
    WindowKind,
)
from trialwright.protocol.lexicon import keywords
from trialwright.vocabulary.time import Duration, TimeUnit

SPANS = st.builds(lambda start, length: Span(start=start, end=start + length), st.integers(0, 9), st.integers(0, 9))
WORDS = st.sampled_from(
    [row.word for row in keywords().values() if row.word] + ["hypertension", "HER2", "5-FU", "18", "1.5", "x2", "B12"]
)
NAMES = st.one_of(
    st.lists(WORDS, min_size=1, max_size=4).map(" ".join),
    st.text(max_size=12),
    st.sampled_from(
        ['a "quoted" name', "a, b", "tumor (primary)", "Sjögren's disease", "β-blocker", "肝細胞癌", "a  b", " a", "C\\D", "x\ny"]
    ),
)
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=None)
VALUES = st.one_of(NUMBERS, st.sampled_from(["IIIB", "0", "1b", "2+", "any", "at", "1.0", "above", "III B"]), st.text(max_size=5))
LIMITS = st.builds(Limit, value=VALUES, inclusive=st.booleans())
UNITS = st.one_of(
    st.none(),
    st.sampled_from(
        [
            "g/dL",
            "10*9/L",
            "/uL",
            "%",
            "mL/min/{1.73_m2}",
            "mg/(24.h)",
            "mm[Hg]",
            "a",
            "mo",
            "d",
            "years",
            "mg/dl",
            "x",
            "to",
            "1",
            "(24.h)",
        ]
    ),
    st.text(max_size=6),
)
DURATIONS = st.builds(Duration, amount=NUMBERS, unit=st.sampled_from(TimeUnit))
WINDOWS = st.builds(
    Window,
    kind=st.sampled_from(WindowKind),
    amount=st.none() | DURATIONS,
    anchor=st.just("registration") | NAMES,
    event=st.booleans(),
    strict=st.booleans(),
)
QUALIFIERS = st.builds(Qualifier, name=NAMES, values=st.lists(NAMES, max_size=3).map(tuple), negated=st.booleans())
TARGETS = st.recursive(
    st.builds(Target, concept=NAMES, qualifiers=st.lists(QUALIFIERS, max_size=2).map(tuple), other=st.booleans()),
    lambda inner: st.builds(Target, concept=NAMES, other=st.booleans(), exceptions=st.lists(inner, max_size=3).map(tuple)),
    max_leaves=4,
)
QUANTITIES = st.one_of(
    st.builds(Quantity, variable=NAMES),
    st.builds(
        Quantity,
        attribute=st.sampled_from(["count", "size", "total size", "grade", "dose", "lines", "interval"]) | NAMES,
        of=TARGETS,
        until=st.none() | TARGETS,
    ),
)


@st.composite
def comparisons(draw: st.DrawFn, quantities: st.SearchStrategy[Quantity] = QUANTITIES) -> Compare:
    low = draw(st.none() | LIMITS)
    return Compare(
        quantity=draw(quantities),
        low=low,
        high=draw(st.one_of(st.none(), LIMITS, st.just(low))),
        unit=draw(UNITS),
        relative=draw(st.sampled_from([None, None, "ULN", "LLN"])),
        window=draw(st.none() | WINDOWS),
        span=draw(SPANS),
    )


LEAVES = st.one_of(
    comparisons(),
    st.builds(Has, target=TARGETS, window=st.none() | WINDOWS, span=SPANS),
    st.builds(Ask, statement=NAMES, question=NAMES, span=SPANS),
    st.builds(NoConstraint, why=NAMES | st.just("condition does not hold"), span=SPANS),
    st.builds(Unread, text=NAMES, why=NAMES | st.just("not understood"), span=SPANS),
)


@st.composite
def exceptions(draw: st.DrawFn, conditions: st.SearchStrategy[Criterion]) -> When:
    """A limit that is another one under a condition, once or twice: what the language prints with "unless"."""
    quantities = st.just(draw(QUANTITIES))
    base: Criterion = draw(comparisons(quantities))
    for _ in range(draw(st.integers(1, 2))):
        base = When(condition=draw(conditions), then=draw(comparisons(quantities)), otherwise=base, span=draw(SPANS))
    assert isinstance(base, When)
    return base


def _groups(inner: st.SearchStrategy[Criterion]) -> st.SearchStrategy[Criterion]:
    items = st.lists(inner, max_size=3).map(tuple)
    return st.one_of(
        *(st.builds(kind, items=items, span=SPANS) for kind in (AllOf, AnyOf, NoneOf)),
        st.builds(AtLeast, count=st.integers(-1, 12), items=items, span=SPANS),
        st.builds(Not, item=inner, span=SPANS),
        st.builds(When, condition=inner, then=inner, otherwise=inner, span=SPANS),
        exceptions(inner),
        st.builds(Readings, items=items, why=NAMES, span=SPANS),
    )


TREES: st.SearchStrategy[Criterion] = st.recursive(LEAVES, _groups, max_leaves=8)
KINDS = frozenset({AllOf, AnyOf, NoneOf, AtLeast, Not, When, Readings, Compare, Has, Ask, NoConstraint, Unread})
