"""Measurements and scores: a comparison with a variable and what is known in; true, false or unknown with its reason out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from trialwright.match.anchors import anchor_of
from trialwright.match.another import are_two
from trialwright.match.answer import Answer, day_of, decided, described, unknown
from trialwright.match.known import CANCER_KINDS, Item, Known, item_of
from trialwright.match.truth import Truth, conjunction
from trialwright.match.values import Range, fact_range, plain
from trialwright.match.verdict import Reason
from trialwright.match.windows import in_window, period_of
from trialwright.patients.facts import Fact, Kind
from trialwright.protocol.criteria import Compare, Limit, Window
from trialwright.protocol.units_in_words import with_unit
from trialwright.vocabulary.normal import condition_of_scale
from trialwright.vocabulary.time import PartialDate
from trialwright.vocabulary.units import MEAN_MONTH, UnitsDiffer, conversion, parse_unit
from trialwright.vocabulary.unstated import unit_meant
from trialwright.vocabulary.variables import Variable, find_variable, scale_range

UNITLESS = frozenset({"", "1", "{score}", "{ratio}", "{INR}", "{count}", "{lesions}"})


def readings(name: str, window: Window | None, known: Known) -> tuple[Item, ...] | Answer:
    """The values that a comparison with a variable looks at: none, one, or several of one day; an unknown answer where none is
    surely in the window."""
    usable = [item for item in map(_reading, known.of(name)) if item.fact.value is not None]
    return _looked_at(usable, window, known) if usable else ()


def _looked_at(items: Sequence[Item], window: Window | None, known: Known) -> tuple[Item, ...] | Answer:
    """The latest values; of what is told of several cancers (their stages) those of each."""
    newest = latest(items, window, known)
    if isinstance(newest, Answer) or len(items) == len(newest) or not known.has_trait(newest[0].concepts[0], "of one cancer"):
        return newest
    others = [item for item in items if all(_of_two_cancers(item, one, known) for one in newest)]
    rest = _looked_at(others, window, known) if others else ()
    return newest if isinstance(rest, Answer) else (*newest, *rest)


def _of_two_cancers(item: Item, other: Item, known: Known) -> bool:
    """Whether two values were recorded with two cancers."""
    words = known.context.vocabulary
    of_cancers = all(words.kind(one.fact.concept or "") in CANCER_KINDS for one in (item, other))
    return of_cancers and are_two(item_of(item.fact), item_of(other.fact), known)


@dataclass(frozen=True, kw_only=True, slots=True)
class Beside:
    """A value beside the limits of `node`, both in one unit; where the limits are codes of a scale both are ranks on it."""

    value: Range
    node: Compare


def held_against(fact: Fact, node: Compare, name: str) -> Answer:
    """The answer to a comparison with a variable that rests on one value (`readings`)."""
    return _held(fact, node, variable_of(name))


def variable_of(name: str) -> Variable:
    """The variable of that name, of the vocabulary where it has one."""
    return find_variable(name) or Variable(name=name, kind="measurement", question=f"What is the patient's {name}?")


def compare_variable(node: Compare, name: str, known: Known) -> Answer:
    """A named variable held against limits: the latest value that lies in the window and not after the reference date."""
    variable = variable_of(name)
    if name == "age":
        return _age(node, known)
    readings = list(map(_reading, known.of(name)))
    usable = [item for item in readings if item.fact.value is not None]
    if not usable:
        return _not_applicable(node, name, known) or _missing(node, variable, known, readings)
    chosen = _looked_at(usable, node.window, known)
    if isinstance(chosen, Answer):
        return _stale(chosen, variable, node, usable)
    answers = [_held(item.fact, node, variable) for item in chosen]
    truths = {answer.truth for answer in answers}
    if Truth.TRUE in truths and Truth.FALSE in truths:
        facts = tuple(item.fact for item in chosen)
        words = "; ".join(described(fact) for fact in facts)
        return unknown(Reason.CONFLICT, f"values contradict each other: {words}", f"Which {name} is right: {words}?", *facts)
    return next((answer for answer in answers if answer.truth is not Truth.UNKNOWN), answers[0])


def _not_applicable(node: Compare, name: str, known: Known) -> Answer | None:
    """Without the condition there is no place on its scale: below every lower limit, within every upper one."""
    condition = condition_of_scale(name)
    if condition is None or known.of(condition):
        return None
    against = known.of(condition, present=False)
    wider = known.denied(known.context.vocabulary.ancestors(condition))
    if not against and not wider and not known.covered({Kind.CONDITIONS}):
        return None
    facts = tuple(item.fact for item in (*against, *wider))
    return decided(node.low is None, f"{condition} is not there: {name} {limits_words(node)}", *facts)


def _age(node: Compare, known: Known) -> Answer:
    """Completed years on the reference date."""
    found = age_beside(node, known)
    if isinstance(found, Answer):
        return found
    answer = held(found.value, node, None, "age")
    years = known.ages()
    if node.unit not in (None, "a") or years is None:
        return answer
    shown = f"age {years[0]}" if years[0] == years[1] else f"age {years[0]} or {years[1]}"
    return replace(
        answer, why=f"{shown} against {limits_words(node)}", questions=("What is the date of birth?",) if answer.reasons else ()
    )


def age_beside(node: Compare, known: Known) -> Beside | Answer:
    """The age on the reference date beside limits, in their unit."""
    years = known.ages()
    if years is None:
        return unknown(Reason.NOT_RECORDED, "neither age nor birth date is recorded", "How old is the patient?")
    if node.unit not in (None, "a"):
        return _age_in(node, years, known)
    return Beside(value=Range(low=Decimal(years[0]), high=Decimal(years[1])), node=node)


def _age_in(node: Compare, years: tuple[int, int], known: Known) -> Beside | Answer:
    """An age limit in months, weeks or days: counted from the birth date, else from the years."""
    born = known.born()
    try:
        if born is not None and born.exact:
            days = Decimal((known.context.on - born.first).days)
            value = _converted(Range.exactly(days), "d", node.unit or "a", "age")
        else:
            value = _converted(
                Range(low=Decimal(years[0]), high=Decimal(years[1] + 1), high_open=True), "a", node.unit or "a", "age"
            )
    except UnitsDiffer:
        return unknown(Reason.NOT_READ, f"{node.unit} is no unit of age", "")
    return Beside(value=value, node=node)


def _reading(item: Item) -> Item:
    """An item whose fact carries the item's own value, for what follows from something else that is recorded."""
    if item.value is item.fact.value:
        return item
    value = item.value if isinstance(item.value, (Decimal, str, bool)) else None
    fact = replace(
        item.fact, what=f"{item.concepts[0]} of {item.fact.what}", value=value, comparator=None, unit=None, qualifiers={}
    )
    return replace(item, facts=(fact, *item.facts[1:]))


def _missing(node: Compare, variable: Variable, known: Known, readings: Sequence[Item]) -> Answer:
    reason = Reason.ASK if known.has_trait(variable.name, "asked") else Reason.NOT_RECORDED
    facts = tuple(item.fact for item in readings)
    return unknown(reason, f"{variable.name} is not recorded", _ask(variable, node), *facts)


def _ask(variable: Variable, node: Compare) -> str:
    question = variable.question or f"What is the patient's {variable.name}?"
    when = window_words(node.window)
    return f"{question.rstrip('?. ')}{' ' + when if when else ''}?" if question.rstrip().endswith("?") else question


def window_words(window: Window | None) -> str:
    """A window as a phrase: "within 14 days before registration"; empty for none."""
    if window is None:
        return ""
    amount = f" {window.amount}" if window.amount else ""
    words = window.kind.value
    if words.startswith("within"):
        return f"within{amount} {words.removeprefix('within ')} {window.anchor}"
    if words == "current":
        return "at present"
    return f"{words.split()[0]} {'least' + amount + ' before' if 'least' in words else ''}".strip() + f" {window.anchor}"


def latest(items: Sequence[Item], window: Window | None, known: Known) -> tuple[Item, ...] | Answer:
    """The items of the latest day (several when they share it) inside the
    window; an unknown answer where none is surely inside."""
    if window is None:
        return _newest(items)
    anchor = anchor_of(window, known)
    if isinstance(anchor, Answer):
        return anchor
    inside = [(item, _inside(item.fact, window, anchor[0])) for item in items]
    sure = [item for item, truth in inside if truth is Truth.TRUE]
    if sure:
        return _newest(sure)
    facts = tuple(item.fact for item in items)
    open_ = [item.fact for item, truth in inside if truth is Truth.UNKNOWN]
    if open_:
        return unknown(
            Reason.NOT_RECORDED,
            f"the date is not recorded: {described(open_[0])}",
            f"When was this: {described(open_[0])}?",
            *open_,
        )
    newest = _newest(items)[0].fact
    return unknown(
        Reason.TOO_OLD, f"{described(newest)} lies outside of the window ({window_words(window)})", "", newest, *facts[:0]
    )


def _inside(fact: Fact, window: Window, anchor: PartialDate) -> Truth:
    period = period_of(fact)
    return Truth.UNKNOWN if period is None else in_window(period, window, anchor)


def _newest(items: Sequence[Item]) -> tuple[Item, ...]:
    dated = [item for item in items if item.fact.moment is not None]
    if not dated:
        return tuple(items)
    day = max(day_of(item.fact) for item in dated)
    return tuple(item for item in dated if day_of(item.fact) == day)


def _stale(answer: Answer, variable: Variable, node: Compare, items: Sequence[Item]) -> Answer:
    if answer.reasons != (Reason.TOO_OLD,):
        return answer
    fact = answer.facts[0]
    asked = f"Repeat {variable.name}: the last is {described(fact)} (limit: {window_words(node.window)})."
    return replace(answer, questions=(asked,))


def _held(fact: Fact, node: Compare, variable: Variable) -> Answer:
    """One recorded value against the limits."""
    found = beside(fact, node, variable)
    if isinstance(found, Answer):
        return found
    answer = held(found.value, found.node, fact, variable.name)
    return answer if found.node is node else replace(answer, why=f"{described(fact)} against {limits_words(node)}")


def beside(fact: Fact, node: Compare, variable: Variable) -> Beside | Answer:
    """One recorded value beside the limits, in their unit; an unknown answer where they cannot be brought together."""
    ranks = in_ranks(node, variable)
    if ranks is not None:
        return _ranked(fact, node, variable, ranks)
    value = fact_range(fact)
    if value is None:
        return unknown(Reason.NOT_RECORDED, f"no number: {described(fact)}", _ask(variable, node), fact)
    converted = _in_unit(value, fact, node, variable)
    return converted if isinstance(converted, Answer) else Beside(value=converted, node=node)


def held(value: Range, node: Compare, fact: Fact | None, name: str) -> Answer:
    """A range against the limits of a comparison, both in the same unit."""
    words = f"{described(fact) if fact is not None else name} against {limits_words(node)}"
    facts = () if fact is None else (fact,)
    try:
        truths = [value.at_least(_numeric(node.low))] if node.low is not None else []
        truths += [value.at_most(_numeric(node.high))] if node.high is not None else []
    except InvalidOperation:
        return unknown(Reason.NOT_READ, f"{limits_words(node)} is no limit that {name} can be held against", "", *facts)
    truth = conjunction(truths)
    if truth is Truth.UNKNOWN:
        return unknown(Reason.NOT_RECORDED, f"{words}: the exact value decides", f"What is the exact value of {name}?", *facts)
    return decided(truth, words, *facts)


def _numeric(limit: Limit) -> Limit:
    return replace(limit, value=Decimal(limit.value))


def limits_words(node: Compare) -> str:
    """The limits in words: ">= 9 g/dL", ">= 18 years", "<= 2.5 x ULN"."""
    parts = []
    if node.low is not None:
        parts.append(f"{'>=' if node.low.inclusive else '>'} {_with_unit(node.low, node)}")
    if node.high is not None:
        parts.append(f"{'<=' if node.high.inclusive else '<'} {_with_unit(node.high, node)}")
    return " and ".join(parts)


def _with_unit(limit: Limit, node: Compare) -> str:
    return f"{_shown(limit)} x {node.relative}" if node.relative else with_unit(_shown(limit), node.unit)


def _shown(limit: Limit) -> str:
    return plain(limit.value) if isinstance(limit.value, Decimal) else str(limit.value)


def in_ranks(node: Compare, variable: Variable) -> Compare | None:
    """The comparison with limits that are ranks on the variable's ordered scale; None where no limit is a code of one."""
    if variable.scale is None:
        return None
    edges = (_edge(variable.scale, node.low, lower=True), _edge(variable.scale, node.high, lower=False))
    if all(edge is None for edge in edges):
        return None
    return Compare(
        quantity=node.quantity,
        low=replace(node.low, value=edges[0]) if node.low is not None and edges[0] is not None else None,
        high=replace(node.high, value=edges[1]) if node.high is not None and edges[1] is not None else None,
    )


def _ranked(fact: Fact, node: Compare, variable: Variable, ranks: Compare) -> Beside | Answer:
    """A place on an ordered scale."""
    assert variable.scale is not None
    place = code_range(variable.scale, fact.value)
    if place is None:
        return unknown(
            Reason.NOT_RECORDED, f"{described(fact)} is no place on the scale of {variable.name}", _ask(variable, node), fact
        )
    return Beside(value=place, node=ranks)


def code_range(scale: str, value: object) -> Range | None:
    """The ranks that a recorded code, or two with a dash between them ("0-1"), may have on a scale."""
    if isinstance(value, bool) or value is None:
        return None
    text = plain(value) if isinstance(value, Decimal) else str(value)
    ranks = scale_range(scale, text)
    if ranks is None and len(text) > 1 and text[0] in "cpy":
        ranks = scale_range(scale, text.lstrip("cpyr"))
    ends = [scale_range(scale, side) for side in text.split("-")] if ranks is None and text.count("-") == 1 else []
    if ends and ends[0] is not None and ends[1] is not None and ends[0][0] <= ends[1][1]:
        ranks = ends[0][0], ends[1][1]
    return None if ranks is None else Range(low=ranks[0], high=ranks[1])


def _edge(scale: str, limit: Limit | None, *, lower: bool) -> Decimal | None:
    """The rank that a limit stands for: ">= III" begins at IIIA, "<= III" ends at IIIC, "> III" begins above IIIC."""
    ranks = scale_range(scale, str(limit.value)) if limit is not None else None
    if ranks is None or limit is None:
        return None
    return ranks[0] if lower is limit.inclusive else ranks[1]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Units:
    have: str | None
    want: str | None


def _in_unit(value: Range, fact: Fact, node: Compare, variable: Variable) -> Range | Answer:
    """The value in the unit of the limits, or as a multiple of the limit of normal."""
    if node.relative is not None:
        return _multiple(value, fact, node)
    units = _Units(have=parse_unit(fact.unit) if fact.unit else None, want=node.unit)
    if units.want is None and units.have is not None and variable.unit and variable.unit not in UNITLESS:
        meant = unit_meant(variable, _values(node))
        if meant is None:
            limits = f"{variable.name} {limits_words(node)}"
            return unknown(
                Reason.UNIT_MISSING, f"no value comes near {limits} in any usual unit", f"In which unit is {limits}?", fact
            )
        units = replace(units, want=meant)
    shares = {units.have, units.want} == {"%", "1"}
    if units.want is None or (units.want in UNITLESS and not shares) or value == Range.exactly(0):
        return value
    if units.have is None and not fact.unit and units.want == "%" and (variable.unit is None or variable.unit in UNITLESS):
        return value
    if fact.unit and units.have is None:
        return unknown(
            Reason.UNIT_MISSING, f"the unit of {described(fact)} is not known", f"In which unit is {described(fact)}?", fact
        )
    if units.have is None:
        if _percent_is_meant(value, units.want, variable):
            return value
        return unknown(Reason.UNIT_MISSING, f"{described(fact)} has no unit", f"In which unit is {described(fact)}?", fact)
    try:
        return _converted(value, units.have, units.want, variable.name)
    except UnitsDiffer as error:
        return unknown(Reason.UNIT_MISSING, str(error), f"{variable.name} in {units.want} (recorded: {described(fact)})?", fact)


def _values(node: Compare) -> Iterator[Decimal]:
    """The numbers among the limits of a comparison."""
    for limit in (node.low, node.high):
        if limit is not None and isinstance(limit.value, Decimal):
            yield limit.value


def _percent_is_meant(value: Range, want: str, variable: Variable) -> bool:
    """A share that is always given in percent needs no unit, unless it could be a fraction of one."""
    return want == "%" and variable.unit == "%" and value.low is not None and value.low > 1


def _converted(value: Range, have: str, want: str, variable: str) -> Range:
    ends = [None if end is None else conversion(end, have, want, variable=variable) for end in (value.low, value.high)]
    low, high = (None if end is None else end.value for end in ends)
    if any(end is not None and end.note == MEAN_MONTH for end in ends):
        # Nobody counts 26 weeks as less than 6 months: what differs only by the length of a month is left open.
        low, high = (None if low is None else low * (1 - _MONTH_SLACK), None if high is None else high * (1 + _MONTH_SLACK))
    return replace(value, low=low, high=high)


_MONTH_SLACK = Decimal("0.03")


def _multiple(value: Range, fact: Fact, node: Compare) -> Range | Answer:
    edge = fact.uln if node.relative == "ULN" else fact.lln
    name = "upper" if node.relative == "ULN" else "lower"
    if edge is None or edge <= 0:
        asked = f"What is the {name} limit of normal of {fact.what} at that laboratory ({described(fact)})?"
        return unknown(Reason.NOT_RECORDED, f"the {name} limit of normal of {fact.what} is not recorded", asked, fact)
    low = None if value.low is None else value.low / edge
    high = None if value.high is None else value.high / edge
    return replace(value, low=low, high=high)
