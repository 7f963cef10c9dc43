"""Values of observations: the value[x] of a resource and the concept that it is of in; number, bound, unit or result word out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from trialwright.patients.code_tables import meant_by
from trialwright.patients.fhir_codes import answers_in
from trialwright.patients.fhir_parts import items, number, text_of, unit_of, words_of
from trialwright.patients.understood import Why
from trialwright.patients.written import whole_only, without_remark, written
from trialwright.vocabulary.concepts import Vocabulary
from trialwright.vocabulary.results import result_word
from trialwright.vocabulary.units import UnitsDiffer, convert, parse_unit
from trialwright.vocabulary.variables import Variable, find_variable, scale_code

NOT_TOLD = (Why.NO_VALUE, "")
_SIGNS = frozenset({"<", "<=", ">=", ">"})
_EXPLAINED = re.compile(
    r"(?:(?:ps|ecog|score|grade|class|level)\s*[:=]?\s*)?(\w{1,4})(?:\s*[-–:=,.(]\s*[A-Za-z].*)?", re.IGNORECASE
)
_NOT_KNOWN = re.compile(r"\bnot (?:done|assess|record|known|evaluat|avail)|unknown|unclear|\?", re.IGNORECASE)
_GLEASON = re.compile(r"(?:\d{1,2}\s*)?[(=]?\s*([1-5])\s*\+\s*([1-5])\s*\)?(?:\s*=\s*(\d{1,2}))?")
_BESIDE = re.compile(r"\s*(\d{1,3})\s*(?:-|–|to|or|/)\s*(\d{1,3})\s*")
_BRACKET = re.compile(r"\s*\((?:<|>|<=|>=|≤|≥|~)?\s*\d{1,3}(?:\s*-\s*\d{1,3})?\s*%\)\s*$")
_SCORE = re.compile(r"^score\s+", re.IGNORECASE)
_ABROAD = {
    **dict.fromkeys(("positiv", "positief", "positif", "positivo", "positiva", "nachweisbar", "reaktiv"), "positive"),
    **dict.fromkeys(("negativ", "negatief", "négatif", "negativo", "negativa", "nicht nachweisbar", "nicht reaktiv"), "negative"),
}
"""Results in other languages."""
RESULT_OF = {"yes": "positive", "no": "negative"}
"""What an answer says of a change that was looked for ("T790M: not detected")."""
_WORDY = frozenset({"biomarker", "gene", "receptor status"})
_NO_RESULT = frozenset({"not done"})
_UNITLESS = frozenset({"1", "{score}", "{ratio}", "{INR}", "{count}", "{lesions}"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """A value as a fact has it."""

    value: Decimal | str | bool
    comparator: str | None = None
    unit: str | None = None


Answer = Told | tuple[Why, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Of:
    concept: str
    kind: str | None
    variable: Variable | None


@lru_cache(maxsize=4096)
def _of(concept: str, vocabulary: Vocabulary) -> _Of:
    return _Of(concept=concept, kind=vocabulary.kind(concept), variable=find_variable(concept))


@lru_cache(maxsize=4096)
def _bounds(name: str, unit: str) -> tuple[Decimal | None, Decimal | None] | None:
    """What a variable can be at least and at most, in a unit; None where it has no such unit."""
    variable = find_variable(name)
    if variable is None or variable.unit is None:
        return None
    try:
        convert(Decimal(1), unit, variable.unit, variable=name)
        low, high = (
            None if edge is None else convert(edge, variable.unit, unit, variable=name) for edge in (variable.low, variable.high)
        )
    except (UnitsDiffer, ArithmeticError):
        return None
    return low, high


def bounds_of(concept: str, unit: str) -> tuple[Decimal | None, Decimal | None] | None:
    """Between which numbers of a unit a measurement of a concept can be; None for what is no measurement with that unit."""
    variable = find_variable(concept)
    return None if variable is None else _bounds(variable.name, unit)


def told_of(holder: dict[str, Any], concept: str, vocabulary: Vocabulary) -> Answer:
    """The value of an observation or a component for a concept, or why there is none with the words that were there."""
    of = _of(concept, vocabulary)
    for name, read in _READERS.items():
        if (value := holder.get(name)) is not None:
            return read(value, of)
    other = next((name for name in holder if name.startswith("value") and name[5:6].isupper()), None)
    if other is not None:
        return Why.VALUE, other
    return _from_interpretation(holder, of)


def _from_interpretation(holder: dict[str, Any], of: _Of) -> Answer:
    """A result that is only interpreted: "POS"."""
    if of.kind in _WORDY and "dataAbsentReason" not in holder:
        for item in items(holder.get("interpretation")):
            answer = _in_words(answers_in(item), of)
            if isinstance(answer, Told):
                return answer
    return NOT_TOLD


def _quantity(value: Any, of: _Of) -> Answer:
    if not isinstance(value, dict):
        return Why.BROKEN, "valueQuantity"
    amount, comparator = number(value.get("value")), value.get("comparator")
    unit, written = unit_of(value)
    if amount is None:
        return Why.NO_VALUE, ""
    if comparator is not None and comparator not in _SIGNS:
        return Why.VALUE, f"{text_of(comparator)} {amount}"
    return _measured(Told(value=amount, comparator=comparator, unit=unit), written, of)


def _measured(told: Told, written: str, of: _Of) -> Answer:
    """A number held against what its variable can be: its unit converts, and it is not beyond all bounds."""
    variable, amount = of.variable, told.value
    said = f"{told.comparator or ''}{amount} {written}".strip()
    if variable is None or not isinstance(amount, Decimal):
        return Why.VALUE, said
    if variable.unit is None:
        return _placed(amount, variable, said) if written == "" or told.unit in _UNITLESS or _bare(written) else (Why.UNIT, said)
    if written and told.unit is None:
        return (Why.UNIT, said) if not _bare(written) else _within(Told(value=amount, comparator=told.comparator), said, variable)
    return _within(told, said, variable)


def _bare(written: str) -> bool:
    """True for a unit that says no more than what is counted: "{score}", "(score)", "score"."""
    return written.strip("{}()").lower() in ("score", "scores", "points", "grade", "count", "ratio", "nominal", "#", "")


def _placed(amount: Decimal, variable: Variable, said: str) -> Answer:
    if variable.scale is not None and amount == amount.to_integral_value():
        if scale_code(variable.scale, str(int(amount))) is None:
            return Why.IMPLAUSIBLE, said
    elif variable.scale is not None:
        return Why.IMPLAUSIBLE, said
    return Told(value=amount) if variable.plausible(amount) else (Why.IMPLAUSIBLE, said)


def _within(told: Told, said: str, variable: Variable) -> Answer:
    """Convertible and possible. A number without a unit stays one: the matcher asks for the unit."""
    if told.unit is None or variable.unit is None or not isinstance(told.value, Decimal):
        return told
    bounds = _bounds(variable.name, told.unit)
    if bounds is None:
        return Why.UNIT, said
    low, high = bounds
    possible = (low is None or told.value >= low) and (high is None or told.value <= high)
    return told if possible else (Why.IMPLAUSIBLE, said)


def _concept(value: Any, of: _Of) -> Answer:
    return _in_words(answers_in(value), of, otherwise=words_of(value))


def _in_words(texts: Iterator[str], of: _Of, *, otherwise: str = "") -> Answer:
    """A coded or written answer: a place on a scale, a number, or the word of a result."""
    for text in texts:
        answer = _word(text, of)
        if isinstance(answer, Told):
            return answer
        otherwise = otherwise or text
    return Why.VALUE, otherwise


def _word(text: str, of: _Of) -> Answer:
    """A written answer: a place on a scale, a number, or a result; a remark in brackets behind it is left out."""
    for said in dict.fromkeys((text, without_remark(text))):
        answer = _placed_by_name(said, of) or _in_number(said, of)
        if answer is not None:
            return answer
    if of.kind in _WORDY:
        for said in dict.fromkeys((text, _BRACKET.sub("", text), _SCORE.sub("", text))):
            said_so = meant_by("answer", said) if len(said.strip()) > 1 else None  # "0" is a score
            word = result_word(of.concept, of.kind, said) or _ABROAD.get(said.strip().lower()) or RESULT_OF.get(said_so or "")
            if word is not None and word not in _NO_RESULT:
                return Told(value=word)
    return Why.VALUE, text


def _placed_by_name(text: str, of: _Of) -> Told | None:
    """A place on a scale, also with its meaning behind it ("1 - Restricted in strenuous activity"), or two beside each other."""
    variable = of.variable
    if variable is None or variable.scale is None:
        return None
    explained = _EXPLAINED.fullmatch(text)
    for said in (text, explained[1] if explained is not None and not _NOT_KNOWN.search(text) else ""):
        if said and (code := scale_code(variable.scale, said)) is not None:
            return Told(value=Decimal(code) if code.isdecimal() else code)
    two = _BESIDE.fullmatch(text)
    codes = [scale_code(variable.scale, side) for side in two.groups()] if two is not None else []
    ends = [Decimal(code) for code in codes if code is not None and code.isdecimal()]
    return Told(value=f"{ends[0]}-{ends[1]}") if len(ends) == 2 and ends[0] < ends[1] else None


def _in_number(text: str, of: _Of) -> Answer | None:
    """A number with its unit, or two between which it lies; None where it is none, or can stand for two."""
    variable = of.variable
    if of.concept == "Gleason score" and (sum_ := _GLEASON.fullmatch(text.strip())) is not None:
        total = int(sum_[1]) + int(sum_[2])
        parts = {int(part) for part in re.findall(r"\d+", re.sub(r"[1-5]\s*\+\s*[1-5]", "", text))}
        return Told(value=Decimal(total)) if parts <= {total} else (Why.VALUE, text)
    found = written(text) if variable is not None and variable.scale is None else None
    unit = parse_unit(found.rest) if found is not None and found.rest else None
    if found is None or (found.rest and unit is None):
        return None
    ends = [
        _measured(Told(value=end, comparator=found.sign, unit=unit), found.rest, of)
        for end in (found.number, found.high)
        if end is not None
    ]
    if found.high is not None:
        told = [end for end in ends if isinstance(end, Told)]
        return Told(value=f"{found.number}-{found.high}", unit=unit) if len(told) == len(ends) else ends[0]
    if found.thousands is None:
        return ends[0]
    more = _measured(Told(value=found.thousands, comparator=found.sign, unit=unit), found.rest, of)
    if whole_only(unit):
        return more
    if isinstance(ends[0], Told) and isinstance(more, Told):
        return ends[0] if "," not in text else (Why.VALUE, text)
    return ends[0] if isinstance(ends[0], Told) else more


def _string(value: Any, of: _Of) -> Answer:
    return _word(text_of(value), of) if isinstance(value, str) and value.strip() else (Why.BROKEN, "valueString")


def _integer(value: Any, of: _Of) -> Answer:
    amount = number(value)
    return _measured(Told(value=amount), "", of) if amount is not None else (Why.BROKEN, "valueInteger")


def _boolean(value: Any, of: _Of) -> Answer:
    if not isinstance(value, bool) or of.kind not in _WORDY:
        return Why.VALUE, str(value)[:20]
    return _word("positive" if value else "negative", of)


def _range(value: Any, of: _Of) -> Answer:
    """A range leaves every number in it possible."""
    low, high = (value.get(name) if isinstance(value, dict) else None for name in ("low", "high"))
    found = [_quantity(side, of) for side in (low, high) if isinstance(side, dict)]
    if not found or not all(isinstance(side, Told) for side in found):
        return Why.VALUE, "a range"
    told = [side for side in found if isinstance(side, Told)]
    if len(told) == 1:
        return Told(value=told[0].value, comparator=">=" if isinstance(low, dict) else "<=", unit=told[0].unit)
    if told[0].unit != told[1].unit or told[0].comparator or told[1].comparator:
        return Why.VALUE, "a range"
    return Told(value=f"{told[0].value}-{told[1].value}", unit=told[0].unit)


def _ratio(value: Any, of: _Of) -> Answer:
    """A ratio of two plain numbers; a titre or one with units is not read."""
    sides = [value.get(name) for name in ("numerator", "denominator")] if isinstance(value, dict) else []
    plain = [number(side.get("value")) for side in sides if isinstance(side, dict) and not side.get("comparator")]
    units = {unit_of(side)[1] for side in sides if isinstance(side, dict)}
    if len(plain) != 2 or None in plain or len(units) != 1 or not plain[1] or of.variable is None:
        return Why.VALUE, "a ratio"
    above, below = plain
    assert above is not None and below is not None
    return _measured(Told(value=round(above / below, 6)), "", of)


_READERS: dict[str, Callable[[Any, _Of], Answer]] = {
    "valueQuantity": _quantity,
    "valueCodeableConcept": _concept,
    "valueString": _string,
    "valueInteger": _integer,
    "valueBoolean": _boolean,
    "valueRange": _range,
    "valueRatio": _ratio,
}
