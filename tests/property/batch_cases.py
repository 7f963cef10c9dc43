"""Generated trials and patients for the cohort engine: every node kind, windows, anchors, qualifiers, exceptions and stages."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import Any, Literal

from tests.spec.tables import small_vocabulary

from trialwright.findings import Span
from trialwright.patients.facts import PatientFacts
from trialwright.patients.sheet import facts_from_mapping
from trialwright.protocol.criteria import (
    STUDY_DISEASE,
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
from trialwright.protocol.protocol import Line, Protocol, Section, Stage
from trialwright.vocabulary.concepts import Vocabulary
from trialwright.vocabulary.time import Duration, TimeUnit

CONCEPTS = tuple(small_vocabulary().concepts)
VARIABLES = (
    ("hemoglobin", ("8", "9", "10.5"), "g/dL"),
    ("creatinine", ("1", "1.5", "2"), "mg/dL"),
    ("age", ("18", "60", "75"), "a"),
)
DATES = ("2026-03-16", "2026-03-15", "2026-03-01", "2026-02", "2025-09-16", "2025-09-15", "2025", "2020-01-01", "2026-04-01")
QUALIFIERS = (
    ("control", ("uncontrolled",)),
    ("activity", ("active",)),
    ("activity", ("history",)),
    ("severity", ("severe",)),
    ("treatment", ("treated",)),
    ("treatment", ("untreated",)),
    ("extent", ("metastatic",)),
    ("stage", ("IV", "III")),
    ("purpose", (STUDY_DISEASE,)),
    ("setting", ("palliative",)),
    ("line", (">=2",)),
    ("described", ("requiring care",)),
    ("recency", ("recent",)),
)
ATTRIBUTES = (
    ("count", None),
    ("size", "cm"),
    ("grade", None),
    ("lines", None),
    ("cycles", None),
    ("dose", "mg/d"),
    ("interval", "wk"),
    ("interval", "mo"),
    ("duration", "d"),
    ("cumulative dose", "mg/m2"),
)
STATUS = ("uncontrolled", "controlled", "history", "no active disease", "treated", "metastatic", "???")
DISEASES = ("gastric cancer", "breast cancer", "colorectal cancer", "lung cancer", "malignancy")
SAID = ("able to swallow pills", "informed consent", "requiring care", "willing to participate")
"""The last has no words that count but for being repeated word for word."""


def a_window(rng: Random) -> Window | None:
    if rng.random() < 0.5:
        return None
    unit = rng.choice((TimeUnit.DAY, TimeUnit.WEEK, TimeUnit.MONTH))
    event = rng.random() < 0.15
    return Window(
        kind=rng.choice(list(WindowKind)),
        amount=rng.choice((None, Duration(amount=Decimal(rng.choice((2, 6, 28))), unit=unit))),
        anchor=rng.choice(CONCEPTS) if event else "registration",
        event=event,
        strict=rng.random() < 0.3,
    )


def a_target(rng: Random, *, depth: int = 1) -> Target:
    names = rng.sample(QUALIFIERS, rng.choice((0, 0, 0, 1, 1, 2)))
    return Target(
        concept=rng.choice(CONCEPTS),
        qualifiers=tuple(Qualifier(name=name, values=values, negated=rng.random() < 0.15) for name, values in names),
        other=rng.random() < 0.15,
        exceptions=tuple(a_target(rng, depth=0) for _ in range(rng.choice((0, 0, 0, 1, 2)) if depth else 0)),
    )


def a_leaf(rng: Random, span: Span) -> Criterion:
    sort = rng.random()
    if sort < 0.5:
        return Has(target=a_target(rng), window=a_window(rng), span=span)
    if sort < 0.7:
        name, limits, unit = rng.choice(VARIABLES)
        low = Limit(value=Decimal(rng.choice(limits)), inclusive=rng.random() < 0.7) if rng.random() < 0.7 else None
        high = (
            Limit(value=Decimal(rng.choice(limits)), inclusive=rng.random() < 0.7) if low is None or rng.random() < 0.2 else None
        )
        relatives: tuple[Literal["ULN", "LLN"] | None, ...] = (None, None, "ULN", "LLN")
        relative = rng.choice(relatives) if name != "age" else None
        shown = None if relative else unit
        window = a_window(rng) if name != "age" else None
        return Compare(
            quantity=Quantity(variable=name), low=low, high=high, unit=shown, relative=relative, window=window, span=span
        )
    if sort < 0.85:
        attribute, measure = rng.choice(ATTRIBUTES)
        until = a_target(rng, depth=0) if attribute == "interval" and rng.random() < 0.4 else None
        limit = Limit(value=Decimal(rng.choice((1, 2, 4, 6))))
        lower = rng.random() < 0.5
        quantity = Quantity(attribute=attribute, of=a_target(rng), until=until)
        return Compare(quantity=quantity, low=limit if lower else None, high=None if lower else limit, unit=measure, span=span)
    if sort < 0.93:
        return Ask(statement=rng.choice(SAID), question="?", span=span)
    return NoConstraint(why="permission", span=span) if sort < 0.96 else Unread(text="x", span=span)


def a_tree(rng: Random, span: Span, *, depth: int = 3, leaf: Callable[[Random, Span], Criterion] = a_leaf) -> Criterion:
    """A tree whose leaves are made, or drawn, by `leaf`."""
    if depth == 0 or rng.random() < 0.35:
        return leaf(rng, span)

    def below() -> Criterion:
        return a_tree(rng, span, depth=depth - 1, leaf=leaf)

    def several() -> tuple[Criterion, ...]:
        return tuple(below() for _ in range(rng.choice((0, 1, 2, 2, 3)) if rng.random() < 0.1 else rng.choice((1, 2, 3))))

    match rng.randrange(7):
        case 0:
            return AllOf(items=several(), span=span)
        case 1:
            return AnyOf(items=several(), span=span)
        case 2:
            return NoneOf(items=several(), span=span)
        case 3:
            return Not(item=below(), span=span)
        case 4:
            return When(condition=below(), then=below(), otherwise=below(), span=span)
        case 5:
            return Readings(items=several(), why="two readings", span=span)
    return AtLeast(count=rng.choice((0, 1, 2, 2, 3)), items=several(), span=span)


def a_trial(rng: Random, key: str, *, lines: int = 5) -> Protocol:
    """A trial of one or two stages whose lines have text of their own, which a sheet may repeat."""
    texts, made, at = [], [], 0
    for number in range(lines):
        text = rng.choice((*SAID, "disease under control", f"criterion {number} of this trial", *CONCEPTS))
        span = Span(start=at, end=at + len(text))
        texts.append(text)
        at += len(text) + 1
        origin = rng.choice(("text", "text", "field"))
        node = a_tree(rng, span)
        made.append(Line(id=f"I{number}", section=Section.INCLUSION, text=text, span=span, node=node, origin=origin))
    split = rng.randrange(1, lines) if rng.random() < 0.4 else lines
    stages = [Stage(name="screening", label="Screening", lines=tuple(made[:split]))]
    if split < lines:
        stages.append(Stage(name="second", label="Second", lines=tuple(made[split:]), begins=rng.choice(CONCEPTS)))
    return Protocol(
        key=key,
        title=key,
        stages=tuple(stages),
        conditions=tuple(rng.sample(DISEASES, rng.choice((0, 1, 1, 2)))),
        criteria_text="\n".join(texts),
        criteria_shown=(Section.INCLUSION,) if rng.random() < 0.9 else (),
    )


def a_patient(rng: Random, name: str, *, vocabulary: Vocabulary | None = None) -> PatientFacts:
    sheet: dict[str, Any] = {"id": name, "facts": [_entry(rng) for _ in range(rng.choice((0, 1, 2, 4, 6, 8)))]}
    if rng.random() < 0.8:
        sheet |= rng.choice(
            ({"age": rng.choice((17, 18, 60, 75))}, {"birth_date": rng.choice(("1950-05-05", "2008-03-16", "1966"))})
        )
    if rng.random() < 0.8:
        sheet["sex"] = rng.choice(("male", "female"))
    kinds = ("conditions", "treatments", "medications", "procedures", "biomarkers", "allergies")
    sheet["complete"] = rng.sample(kinds, rng.choice((0, 0, 1, 3, 6)))
    return facts_from_mapping(sheet, place="generated", vocabulary=vocabulary or small_vocabulary())


def _entry(rng: Random) -> dict[str, Any]:
    what = rng.choice(
        (*CONCEPTS, *DISEASES, "hemoglobin", "creatinine", *SAID, "disease under control", "criterion 1 of this trial")
    )
    entry: dict[str, Any] = {"what": what}
    dated = rng.random()
    if dated < 0.5:
        entry["date"] = rng.choice(DATES)
    elif dated < 0.7:
        entry["start"] = rng.choice(DATES[4:8])
        if rng.random() < 0.6:
            entry["end"] = rng.choice(DATES[:4])
    if what in ("hemoglobin", "creatinine"):
        entry["value"] = rng.choice((0, 1, 1.5, 7, 9.0, 10.5, 150, "<8", ">2", "odd", True))
        entry["unit"] = rng.choice(("g/dL", "g/L", "mg/dL", "umol/L", "furlong", None))
        entry["uln"] = rng.choice((1, 1.2, None))
    elif rng.random() < 0.25:
        entry["present"] = False
    said = {
        "status": STATUS,
        "count": (0, 1, 2, 5, "3-4", "several"),
        "size": ("1 cm", "25 mm", "<2 cm"),
        "stage": ("IV", "IIIA", "II"),
        "grade": ("2", "4"),
        "line": (1, 2, 3),
        "cycles": ("4", "<6"),
        "intent": ("palliative", "for breast cancer", "adjuvant"),
        "site": ("liver", "brain", "stomach"),
    }
    for name in rng.sample(sorted(said), rng.choice((0, 0, 1, 2))):
        entry[name] = rng.choice(said[name])
    return {key: value for key, value in entry.items() if value is not None}
