"""Derived measurements: what is known in; values that can be calculated from it out, where none so new is on record itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from trialwright.match.another import is_metastasis
from trialwright.match.findings import findings
from trialwright.match.known import Item, Known
from trialwright.match.measure import code_range, latest
from trialwright.match.parts import cancers_named, of_another_disease
from trialwright.match.values import fact_range, range_of
from trialwright.patients.facts import Fact, Kind
from trialwright.vocabulary.units import UnitsDiffer, convert, parse_unit

MOST_OLIGOMETASTASES = 3
CLEARANCE = "creatinine clearance"
"""What is calculated from the age, and so changes on a birthday."""


def derived_measurements(known: Known) -> tuple[Item, ...]:
    """Creatinine clearance (Cockcroft and Gault, Nephron 1976;16:31), body mass index and the Child-Pugh class of a score, the
    stage of who has metastases, and what a measured value is called."""
    derived = (_clearance, _body_mass, _child_pugh, _metastatic_stage, findings)
    return tuple(item for rule in derived for item in rule(known))


def few_metastases(known: Known) -> tuple[Item, ...]:
    """At most three metastases in all are oligometastases by every definition in
    use; the diffuse kinds (peritoneal, leptomeningeal) never."""
    words = known.context.vocabulary
    found = [
        item for item in known.of("distant metastasis") if not any(known.has_trait(name, "diffuse") for name in item.concepts)
    ]
    counts = [range_of(item.qualifier("count") or "") for item in found]
    highs = [count.high for count in counts if count is not None and count.high is not None]
    if "oligometastasis" not in words or not found or len(highs) < len(found) or sum(highs) > MOST_OLIGOMETASTASES:
        return ()
    return tuple(replace(item, concepts=(*item.concepts, "oligometastasis")) for item in found)


def _value(known: Known, name: str, unit: str) -> tuple[Decimal, Fact] | None:
    """The newest exact value of a variable in a unit; None where there is none, or two on one day."""
    items = [item for item in known.of(name) if item.fact.value is not None]
    newest = latest(items, None, known) if items else ()
    if not isinstance(newest, tuple) or len(newest) != 1:
        return None
    fact = newest[0].fact
    value, have = fact_range(fact), parse_unit(fact.unit or "")
    if value is None or value.low is None or value.low != value.high or have is None:
        return None
    try:
        return convert(value.low, have, unit, variable=name), fact
    except UnitsDiffer:
        return None


def _clearance(known: Known) -> Iterator[Item]:
    creatinine, weight = _value(known, "creatinine", "mg/dL"), _value(known, "body weight", "kg")
    ages = known.patient.age_range(known.context.on)
    if known.of(CLEARANCE) or creatinine is None or weight is None or ages is None or ages[0] != ages[1]:
        return
    if known.patient.sex is None or creatinine[0] <= 0:
        return
    rate = (140 - ages[0]) * weight[0] / (72 * creatinine[0]) * (Decimal("0.85") if known.patient.sex == "female" else 1)
    how = "Cockcroft-Gault from age, weight, sex and creatinine"
    yield _made(CLEARANCE, (rate, "mL/min"), (creatinine[1], weight[1]), how)


def _body_mass(known: Known) -> Iterator[Item]:
    weight, height = _value(known, "body weight", "kg"), _value(known, "height", "m")
    if weight is None or height is None or height[0] <= 0 or not _newer(weight[1], known.of("body mass index")):
        return
    amount = (weight[0] / height[0] ** 2, "kg/m2")
    yield _made("body mass index", amount, (weight[1], height[1]), "weight divided by height squared")


def _newer(fact: Fact, items: tuple[Item, ...]) -> bool:
    """Whether a fact is surely newer than all of some items; so it is where there are none."""
    day = fact.moment
    days = [item.fact.moment for item in items]
    return not days or (day is not None and all(other is not None and other.last < day.first for other in days))


def _child_pugh(known: Known) -> Iterator[Item]:
    """5 and 6 points are class A, 7 to 9 class B, 10 to 15 class C (Pugh et al., Br J Surg 1973;60:646)."""
    for item in known.of("Child-Pugh score"):
        value, written = fact_range(item.fact), item.fact.value
        exact = value.low if value is not None and value.low == value.high else None
        if exact is not None and 5 <= exact <= 15:
            grade = "A" if exact <= 6 else "B" if exact <= 9 else "C"
        elif isinstance(written, str):
            grade = written  # "Child-Pugh score: B"
        else:
            continue
        if code_range("Child-Pugh class", grade) is not None:
            fact = Fact(
                what="Child-Pugh class",
                concept="Child-Pugh class",
                kind=Kind.MEASUREMENTS,
                value=grade,
                date=item.fact.date,
                place=item.fact.place,
            )
            yield Item(
                facts=(fact, item.fact), concepts=("Child-Pugh class",), value=grade, kind=Kind.MEASUREMENTS, why="from the score"
            )


def _metastatic_stage(known: Known) -> Iterator[Item]:
    """Distant metastases are stage IV where no stage is recorded and there is one cancer that they can be of."""
    if known.of("stage") or "stage" not in known.context.vocabulary:
        return
    every = [item for item in known.cancers() if not is_metastasis(item, known)]
    own = [item for item in every if not of_another_disease(cancers_named(item, known.context), known.context)]
    spread = [item for item in own if set(item.narrowing.get("extent", ())) & {"metastatic", "oligometastatic"}]
    one = len({item.concepts for item in every}) <= 1 and len(own) == len(every)
    spread += known.of("distant metastasis") if one else ()
    spread = [item for item in spread if "history" not in item.narrowing.get("activity", ())]
    for item in spread[:1]:
        yield Item(
            facts=item.facts, concepts=("stage",), value="IV", kind=Kind.MEASUREMENTS, why="distant metastases are stage IV"
        )


def _made(name: str, amount: tuple[Decimal, str], sources: tuple[Fact, ...], why: str) -> Item:
    value, unit = amount
    rounded = round(value, 4)
    fact = Fact(
        what=name,
        concept=name,
        kind=Kind.MEASUREMENTS,
        value=rounded,
        unit=unit,
        date=sources[0].moment,
        qualifiers={"method": why},
        place=sources[0].place,
    )
    return Item(facts=(fact, *sources), concepts=(name,), value=rounded, kind=Kind.MEASUREMENTS, why=why)
