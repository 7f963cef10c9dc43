"""Values around limits: comparisons with what each must come to in; a value, its unit, limits of normal and date out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from random import Random

from trialwright.patients.facts import Fact, Kind
from trialwright.protocol.criteria import Compare, Limit
from trialwright.synth.calendar_days import DAY, Placed, completed_years, inside, months_before, outside
from trialwright.synth.draft import meaning
from trialwright.synth.labs import quantity
from trialwright.synth.made import Made, Want, topics_of
from trialwright.synth.tables import rows
from trialwright.vocabulary.variables import Variable, find_variable, scales

Asked = Sequence[tuple[Compare, Want]]
"""Comparisons of one variable, each with the truth that it must have."""

_UNITLESS = frozenset({None, "", "1", "{score}", "{ratio}", "{INR}", "{count}", "{lesions}"})
_OTHER_UNIT, _BOUND, _OLDER = 0.25, 0.12, 0.15
"""Shares of values in another unit, of results given as a bound, and of patients with an older value: our own choice."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """A value that could be printed: with its unit, its limits of normal, and the case that it stands for; or a place on a scale
    (`code`)."""

    value: Decimal
    unit: str | None
    case: str
    code: str | None = None
    uln: Decimal | None = None
    lln: Decimal | None = None
    comparator: str | None = None


def make_number(asked: Asked, on: dt.date, rng: Random) -> Made | None:
    """A record of one variable that gives each of the comparisons its truth; None where none can be built."""
    name = asked[0][0].quantity.variable or ""
    variable = find_variable(name) or Variable(name=name, kind="measurement")
    if name == "age":
        return _age(asked, on, rng)
    days = _days([node for node, _ in asked], on)
    if days is None or not _nameable(name):
        return None
    wants = {want for _, want in asked}
    if wants == {"unknown"}:
        return _unknown(asked, variable, on, rng)
    fitting = [] if "unknown" in wants else [one for one in _candidates(asked, variable, rng) if _all_hold(asked, one, variable)]
    if not fitting:
        return None
    chosen = _by_case(fitting, rng)
    placed = rng.choice(days)
    facts = (_fact(name, chosen, placed[1]), *_older(asked, (variable, chosen, placed[1]), rng))
    case = chosen.case if len(facts) == 1 else f"{chosen.case}, an older value says otherwise"
    if placed[0] in ("on the first day of the window", "a day inside of the window"):
        case = f"{case}, {placed[0]}"
    return _made(asked, facts, case)


def _made(asked: Asked, facts: tuple[Fact, ...], case: str) -> Made:
    name = asked[0][0].quantity.variable or ""
    shown = "; ".join(_shown(fact) for fact in facts) or "nothing recorded"
    return Made(want=asked[0][1], topics=topics_of(name), facts=facts, case=case, how=f"{name}: {shown}")


def _shown(fact: Fact) -> str:
    normal = "".join(f", {word} {limit}" for word, limit in (("uln", fact.uln), ("lln", fact.lln)) if limit is not None)
    return f"{fact.comparator or ''}{fact.value} {fact.unit or ''}".strip() + f"{normal} on {fact.date}"


def _fact(name: str, one: Measured, day: dt.date) -> Fact:
    fact = quantity(name, one.value, one.unit, (one.lln, one.uln, day))
    if one.code is not None:
        return replace(fact, value=Decimal(one.code) if one.code.isdigit() else one.code)
    return replace(fact, comparator=one.comparator) if one.comparator else fact


def _older(asked: Asked, newest: tuple[Variable, Measured, dt.date], rng: Random) -> Iterator[Fact]:
    """Sometimes a value from before on the other side of the limit: the latest counts."""
    variable, chosen, day = newest
    if len(asked) > 1 or variable.scale or chosen.comparator or rng.random() >= _OLDER:
        return
    node, want = asked[0]
    others = [one for one in _candidates(asked, variable, rng) if _holds(node, one, variable) is (want != "true")]
    plain = [one for one in others if one.comparator is None]
    if plain:
        yield _fact(variable.name, rng.choice(plain), day - dt.timedelta(days=rng.randrange(20, 300)))


def _by_case(fitting: Sequence[Measured], rng: Random) -> Measured:
    """One of the values, each case as likely as another."""
    case = rng.choice(sorted({one.case for one in fitting}))
    return rng.choice([one for one in fitting if one.case == case])


def _days(nodes: Sequence[Compare], on: dt.date) -> list[Placed] | None:
    """Days on which a value lies in the windows of all comparisons."""
    found: list[Placed] | None = None
    for node in nodes:
        days = inside(node.window, on)
        if days is None:
            return None
        narrower = found is None or (node.window is not None and min(day for _, day in days) >= min(day for _, day in found))
        found = days if narrower else found
    return found


@cache
def _nameable(name: str) -> bool:
    """Whether a fact sheet can name the variable."""
    try:
        return meaning(name).concept == name
    except ValueError:
        return False


def _limits(node: Compare) -> list[Limit]:
    return [limit for limit in (node.low, node.high) if limit is not None]


# Ages ---------------------------------------------------------------------------------------------------------------------------


def _age(asked: Asked, on: dt.date, rng: Random) -> Made | None:
    nodes = [node for node, _ in asked]
    if any(node.unit not in (None, "a") or node.relative for node in nodes):
        return None
    topics = frozenset({"age"})
    if {want for _, want in asked} == {"unknown"}:
        return Made(want="unknown", topics=topics, born=dt.date.max, case="not recorded", how="neither age nor birth date")
    limits = [limit.value for node in nodes for limit in _limits(node)]
    years = [int(value) for value in limits if isinstance(value, Decimal) and value == int(value)]
    if len(years) < len(limits) or any(want == "unknown" for _, want in asked):
        return None
    fitting = [(case, born) for case, born in _births(years, on, rng) if _age_fits(asked, completed_years(born, on))]
    if not fitting:
        return None
    case, born = rng.choice(fitting)
    how = f"born on {born}: {completed_years(born, on)} years on {on}"
    return Made(want=asked[0][1], topics=topics, born=born, case=case, how=how)


def _births(limits: Sequence[int], on: dt.date, rng: Random) -> Iterator[tuple[str, dt.date]]:
    for years in limits:
        birthday = months_before(on, 12 * years)
        yield "the birthday of the limit", birthday
        yield "a day before the birthday of the limit", birthday + DAY
        yield "a day before the next birthday", months_before(on, 12 * (years + 1)) + DAY
        yield "the next birthday", months_before(on, 12 * (years + 1))
        for more in (-9, 11, 26, 37):
            months = 12 * max(1, years + more) + rng.randrange(-30, 31)
            yield "well away from the limit", months_before(on, max(1, months)) - rng.randrange(28) * DAY


def _age_fits(asked: Asked, years: int) -> bool:
    return 0 < years < 110 and all(_within(node, Decimal(years)) is (want == "true") for node, want in asked)


# Numbers ------------------------------------------------------------------------------------------------------------------------


def _within(node: Compare, value: Decimal) -> bool:
    """Whether a number in the unit of the limits lies within them."""
    low, high = node.low, node.high
    above = low is None or value > Decimal(low.value) or (low.inclusive and value == Decimal(low.value))
    below = high is None or value < Decimal(high.value) or (high.inclusive and value == Decimal(high.value))
    return above and below


def _all_hold(asked: Asked, one: Measured, variable: Variable) -> bool:
    return all(_holds(node, one, variable) is (want == "true") for node, want in asked)


def _holds(node: Compare, one: Measured, variable: Variable) -> bool | None:
    """Whether a printed value keeps the limits of a comparison; None where that cannot be said."""
    if _coded(node, variable):
        return None if one.code is None else _rank_within(node, one.code, variable.scale or "")
    value = _as(node, one, variable)
    if value is None:
        return None
    if one.comparator is None:
        return _within(node, value)
    return _bound_within(node, value, one.comparator)


def _bound_within(node: Compare, value: Decimal, sign: str) -> bool | None:
    """For "<5": what all values below 5 agree on. Only for one limit."""
    limits = _limits(node)
    if len(limits) != 1:
        return None
    edge, asks_for_more = Decimal(limits[0].value), node.low is not None
    if sign == "<" and value <= edge:
        return not asks_for_more
    if sign == ">" and value >= edge:
        return asks_for_more
    return None


def _as(node: Compare, one: Measured, variable: Variable) -> Decimal | None:
    """The value in the terms of the limits."""
    if node.relative is not None:
        edge = one.uln if node.relative == "ULN" else one.lln
        return one.value / edge if edge else None
    wanted = node.unit or variable.unit
    if wanted == one.unit or wanted in _UNITLESS:
        return one.value if one.unit == wanted or one.unit is None or wanted is None else None
    factor = factors().get((variable.name, wanted or "", one.unit or ""))
    return one.value / factor if factor else None


@cache
def factors() -> Mapping[tuple[str, str, str], Decimal]:
    """What a value in one unit is multiplied with to give it in the other, by variable."""
    return {(row["variable"], row["unit"], row["other"]): Decimal(row["factor"]) for row in rows("units.tsv")}


def _candidates(asked: Asked, variable: Variable, rng: Random) -> list[Measured]:
    """Values at, about and away from every limit."""
    node = asked[0][0]
    if _coded(node, variable):
        codes = _codes(variable.scale or "")
        return [Measured(value=Decimal(0), code=code, unit=None, case="a place on the scale") for code in codes]
    unit = next((one.unit for one, _ in asked if one.unit and not one.relative), None) or node.unit or variable.unit
    unit = None if unit in _UNITLESS else unit
    edges = _normal(variable.name, unit)
    found: list[Measured] = []
    for one, _ in asked:
        for limit in _limits(one):
            if isinstance(limit.value, Decimal):
                found.extend(_about(limit.value, (one, unit, variable), edges, rng))
    return [one for one in found if _possible(one, variable)]


Edges = tuple[Decimal, Decimal]


@cache
def _normal(name: str, unit: str | None) -> Edges:
    """The upper and the lower limit of normal that the laboratory prints, in a unit; round numbers where none is known."""
    for row in rows("labs.tsv"):
        if row["what"] == name and row["high"] and row["low"] and row["unit"] == (unit or ""):
            return Decimal(row["high"]), Decimal(row["low"])
    return Decimal(40), Decimal(10)


def _about(limit: Decimal, about: tuple[Compare, str | None, Variable], edges: Edges, rng: Random) -> Iterator[Measured]:
    node, unit, variable = about
    uln, lln = edges
    exact = limit * (1 if node.relative is None else uln if node.relative == "ULN" else lln)
    normal = {"uln": uln, "lln": lln} if node.relative or rng.random() < 0.5 else {}
    if node.relative is None and unit in _UNITLESS:
        normal = {}
    step = _step(exact, unit, variable)

    def one(value: Decimal, case: str, **more: str) -> Measured:
        return Measured(value=_trim(value), unit=unit, case=case, **normal, **more)  # type: ignore[arg-type]

    yield one(exact, "exactly at the limit")
    yield one(exact - step, "just beside the limit")
    yield one(exact + step, "just beside the limit")
    for factor in ("0.6", "0.8", "1.25", "1.6"):
        yield one(_round(exact * Decimal(factor), step), "well away from the limit")
    if rng.random() < _BOUND and unit is not None:
        yield one(exact, "a result given as a bound", comparator="<")
        yield one(exact, "a result given as a bound", comparator=">")
    if node.relative is None and rng.random() < _OTHER_UNIT:
        yield from _elsewhere(exact, unit, variable)


def _elsewhere(exact: Decimal, unit: str | None, variable: Variable) -> Iterator[Measured]:
    """The same about another unit: at the limit only where the factor is exact, else three percent off."""
    for (name, mine, other), factor in factors().items():
        if name != variable.name or mine != unit:
            continue
        if factor.normalize().as_tuple().digits == (1,):
            yield Measured(value=_trim(exact * factor), unit=other, case="exactly at the limit, in another unit")
        for part in ("0.97", "1.03", "0.7", "1.4"):
            value = exact * factor * Decimal(part)
            yield Measured(
                value=_trim(value.quantize(Decimal(1).scaleb(value.adjusted() - 3))), unit=other, case="in another unit"
            )


def _trim(value: Decimal) -> Decimal:
    """A number as it is printed: without a power of ten, without needless zeros."""
    return Decimal(format(value.normalize(), "f"))


def _round(value: Decimal, step: Decimal) -> Decimal:
    return (value / step).to_integral_value() * step


def _step(value: Decimal, unit: str | None, variable: Variable) -> Decimal:
    """The last place that is printed."""
    whole = (unit in _UNITLESS and value == value.to_integral_value() and variable.kind == "score") or unit in _UNITLESS
    own = value.normalize().as_tuple().exponent
    places = max(0, -int(own)) if isinstance(own, int) else 0
    if whole and not places and value >= 1 and variable.kind == "score":
        return Decimal(1)
    return Decimal(1).scaleb(-max(places, 0 if abs(value) >= 100 else 1))


def _possible(one: Measured, variable: Variable) -> bool:
    """Whether a value can be true at all."""
    if one.value < 0 or (one.value == 0 and one.comparator):
        return False
    if variable.unit == one.unit or one.unit is None:
        return variable.plausible(one.value)
    return True


# Places on a scale --------------------------------------------------------------------------------------------------------------


def _coded(node: Compare, variable: Variable) -> bool:
    """Whether the limits are codes of an ordered scale."""
    return variable.scale is not None and all(str(limit.value) in _places(variable.scale) for limit in _limits(node))


@cache
def _places(scale: str) -> Mapping[str, tuple[Decimal, Decimal]]:
    """The ranks that a code may stand for, those of the codes within it included."""
    grades = scales().get(scale, ())
    above = {grade.code: grade.part_of for grade in grades}

    def holds(code: str, outer: str) -> bool:
        return code == outer or (above.get(code) is not None and holds(above[code] or "", outer))

    ranks = {grade.code: [one.rank for one in grades if holds(one.code, grade.code)] for grade in grades}
    return {code: (min(found), max(found)) for code, found in ranks.items()}


@cache
def _codes(scale: str) -> tuple[str, ...]:
    """The codes that stand for one place alone."""
    inner = {grade.part_of for grade in scales().get(scale, ())}
    return tuple(grade.code for grade in scales().get(scale, ()) if grade.code not in inner)


def _rank_within(node: Compare, code: str, scale: str) -> bool | None:
    known = _places(scale)
    if code not in known:
        return None
    mine = known[code]
    sides = []
    if node.low is not None:
        low = known[str(node.low.value)]
        sides.append(mine[0] >= low[0] if node.low.inclusive else mine[0] > low[1])
    if node.high is not None:
        high = known[str(node.high.value)]
        sides.append(mine[1] <= high[1] if node.high.inclusive else mine[1] < high[0])
    return all(sides)


# Nothing that decides -----------------------------------------------------------------------------------------------------------


def _unknown(asked: Asked, variable: Variable, on: dt.date, rng: Random) -> Made | None:
    nodes = [node for node, _ in asked]
    ways: list[tuple[str, tuple[Fact, ...]]] = [("not recorded", ())]
    if not any(_coded(node, variable) for node in nodes):
        ways.extend(_undecided(asked, variable, on, rng))
    case, facts = rng.choice(ways)
    made = _made(asked, facts, case)
    # Without the condition that a scale is of there is no place on it: a complete list of conditions would say so.
    return replace(made, open=frozenset({Kind.CONDITIONS})) if variable.scale else made


def _undecided(asked: Asked, variable: Variable, on: dt.date, rng: Random) -> Iterator[tuple[str, tuple[Fact, ...]]]:
    nodes = [node for node, _ in asked]
    fine = [one for one in _candidates(asked, variable, rng) if one.comparator is None and one.case != "in another unit"]
    if not fine:
        return
    one, recent = rng.choice(fine), on - 2 * DAY
    before = [outside(node.window, on) for node in nodes]
    if all(before):
        case, day = min((days[0] for days in before), key=lambda placed: placed[1])
        yield f"too old: {case}", (_fact(variable.name, one, day),)
    if any(node.window is not None for node in nodes):
        return
    node = nodes[0]
    if len(nodes) == 1 and len(_limits(node)) == 1 and one.unit and node.relative is None and one.case == "exactly at the limit":
        sign, factor = ("<", Decimal("1.5")) if rng.random() < 0.5 else (">", Decimal("0.5"))
        bound = replace(one, value=_trim(one.value * factor), comparator=sign)
        yield "a bound on both sides of the limit", (_fact(variable.name, bound, recent),)
    if all(node.relative for node in nodes):
        yield "no limit of normal", (_fact(variable.name, replace(one, uln=None, lln=None), recent),)
    elif one.unit and one.unit != "%" and not any(node.relative or node.unit is None for node in nodes):
        yield "no unit", (_fact(variable.name, replace(one, unit=None), recent),)
