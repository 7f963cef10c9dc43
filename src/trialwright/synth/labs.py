"""Measurements of a patient in the making: hidden causes in, dated values with units and limits of normal out."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from trialwright.patients.facts import Fact, Kind
from trialwright.synth.draft import Draft, coded, day_of, rounded
from trialwright.synth.tables import rows, shares

SI_UNITS, TWICE = 0.3, 0.35
"""Shares of laboratories that report the other unit, and of patients whose blood count was done before too: our own choice."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Scale:
    """How one unit of an analyte is printed: for one sex, in one unit."""

    unit: str | None
    factor: float
    decimals: int
    log_median: float
    low: Decimal | None
    high: Decimal | None
    most: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Analyte:
    """One row of labs.tsv. `scales` are by sex and by whether the other unit is used."""

    what: str
    spread: float
    loads: tuple[tuple[str, float], ...]
    recorded: float
    panel: str
    coded: tuple[str | None, Kind, Mapping[str, str]]
    scales: Mapping[tuple[str, bool], Scale]


@cache
def analytes() -> tuple[Analyte, ...]:
    """The analytes that are drawn from a distribution of their own."""
    return tuple(
        Analyte(
            what=row["what"],
            spread=float(row["spread"]),
            loads=shares(row["loads"]),
            recorded=float(row["recorded"]),
            panel=row["panel"],
            coded=coded(row["what"]),
            scales={(sex, other): _scale(row, sex, other) for sex in ("male", "female") for other in (False, True)},
        )
        for row in rows("labs.tsv")
        if row["median"]
    )


def _scale(row: Mapping[str, str], sex: str, other: bool) -> Scale:
    unit, factor, decimals = row["unit"], 1.0, int(row["decimals"])
    if other and row["other"]:
        unit, number, places = row["other"].rsplit(":", 2)
        factor, decimals = float(number), int(places)
    names = [f"{name}_f" if sex == "female" and row[f"{name}_f"] else name for name in ("low", "high", "median")]
    low, high = (rounded(float(row[name]) * factor, decimals) if row[name] else None for name in names[:2])
    log_median = math.log(float(row[names[2]]))
    most = 100.0 if unit == "%" else 1e9
    return Scale(unit=unit or None, factor=factor, decimals=decimals, log_median=log_median, low=low, high=high, most=most)


def add_labs(draft: Draft) -> None:
    """The values of the last blood tests, of some also those before; body measures; and what follows from them."""
    rng, random, latent = draft.rng, draft.rng.random, draft.latent
    last, other = draft.ago(rng.random() ** 2 * 75), rng.random() < SI_UNITS
    days = {"blood": last, "chemistry": last}
    creatinine = 0.9
    for one in analytes():
        if random() >= one.recorded * draft.measured:
            continue
        level = rng.gauss(0.0, one.spread)
        for name, load in one.loads:
            level += load * latent[name]
        day = days.get(one.panel) or days.setdefault(one.panel, draft.ago(rng.random() ** 2 * 120))
        if one.panel == "blood" and rng.random() < TWICE:
            draft.facts.append(_measured(one, draft, other, (level + rng.gauss(0, 0.08), draft.ago((draft.on - day).days + 21))))
        fact = _measured(one, draft, other, (level, day))
        draft.facts.append(fact)
        if one.what == "creatinine":
            creatinine = math.exp(one.scales[draft.sex, False].log_median + level)
    _add_body(draft, last, creatinine)


def _measured(one: Analyte, draft: Draft, other: bool, at: tuple[float, dt.date]) -> Fact:
    scale = one.scales[draft.sex, other]
    concept, kind, qualifiers = one.coded
    value = min(math.exp(scale.log_median + at[0]), scale.most) * scale.factor
    return Fact(
        what=one.what,
        concept=concept,
        kind=kind,
        value=rounded(value, scale.decimals),
        unit=scale.unit,
        lln=scale.low,
        uln=scale.high,
        date=day_of(at[1]),
        qualifiers=qualifiers,
    )


def quantity(what: str, value: Decimal, unit: str | None, limits: tuple[Decimal | None, Decimal | None, dt.date | None]) -> Fact:
    """A measured value. `limits` are the lower and the upper limit of normal, where known, and the day."""
    concept, kind, qualifiers = coded(what)
    low, high, day = limits
    return Fact(
        what=what, concept=concept, kind=kind, value=value, unit=unit, lln=low, uln=high, date=day_of(day), qualifiers=qualifiers
    )


def _add_body(draft: Draft, day: dt.date, creatinine: float) -> None:
    """Height and weight, and the creatinine clearance that they give (Cockcroft and Gault, Nephron 1976;16:31-41)."""
    rng, woman = draft.rng, draft.sex == "female"
    height = rng.gauss(162 if woman else 175, 7)
    mass = rng.gauss(26, 4.2) - 1.2 * draft.latent.get("frailty", 0.0)
    weight = max(mass, 15.5) * (height / 100) ** 2
    told = rng.random() / draft.measured
    if told < 0.85:
        draft.facts.append(quantity("body weight", rounded(weight, 1), "kg", (None, None, day)))
    if told < 0.7:
        draft.facts.append(quantity("height", rounded(height, 0), "cm", (None, None, day)))
    if told < 0.3:
        draft.facts.append(quantity("body mass index", rounded(weight / (height / 100) ** 2, 1), "kg/m2", (None, None, day)))
    if rng.random() < 0.6 * draft.measured:
        clearance = (140 - draft.years) * weight / (72 * creatinine) * (0.85 if woman else 1.0)
        draft.facts.append(quantity("creatinine clearance", rounded(max(clearance, 4.0), 0), "mL/min", (None, None, day)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Marker:
    """One row of tumor_markers.tsv."""

    what: str
    unit: str
    high: Decimal | None
    medians: tuple[float, float]
    spread: float
    decimals: int
    recorded: float


@cache
def tumor_markers() -> Mapping[str, tuple[Marker, ...]]:
    """The tumour markers in blood, by cancer."""
    found: dict[str, tuple[Marker, ...]] = {}
    for row in rows("tumor_markers.tsv"):
        one = Marker(
            what=row["what"],
            unit=row["unit"],
            high=Decimal(row["high"]) if row["high"] else None,
            medians=(math.log(float(row["median"])), math.log(float(row["median_iv"]))),
            spread=float(row["spread"]),
            decimals=int(row["decimals"]),
            recorded=float(row["recorded"]),
        )
        found[row["cancer"]] = (*found.get(row["cancer"], ()), one)
    return found


def add_tumor_markers(draft: Draft, cancer: str, burden: float) -> None:
    """The tumour markers of a cancer; `burden` runs from 0 (stage I) to 1 (stage IV)."""
    rng = draft.rng
    for one in tumor_markers().get(cancer, ()):
        if rng.random() >= one.recorded * draft.measured:
            continue
        level = one.medians[0] + burden * (one.medians[1] - one.medians[0]) + rng.gauss(0, one.spread)
        most = 95.0 if one.unit == "%" else 1e6
        value = rounded(min(math.exp(level), most), one.decimals)
        draft.facts.append(quantity(one.what, value, one.unit, (None, one.high, draft.ago(rng.random() * 60))))
