"""Phrases for single criteria: a comparison, a target or a window in; the words a coordinator would use out."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from trialwright.protocol.criteria import Compare, Has, Limit, Qualifier, Target, Window, WindowKind
from trialwright.protocol.lexicon import UCUM_OF_PERIOD
from trialwright.protocol.speech import ENGLISH, Speech
from trialwright.protocol.units_in_words import rows_of, unit_words, with_unit_of
from trialwright.vocabulary.written import written

_LAST = "described"
_MOMENTS = {
    WindowKind.WITHIN_BEFORE: ("within before", "less before"),
    WindowKind.WITHIN_AFTER: ("within after", "less after"),
    WindowKind.AT_LEAST_BEFORE: ("at least before", "more before"),
    WindowKind.BEFORE: ("before", "strictly before"),
    WindowKind.SINCE: ("since", "strictly since"),
}


def sighting_words(node: Has, *, speech: Speech = ENGLISH) -> str:
    """A disease, treatment or finding with its restrictions, its window and its exceptions."""
    words, window = _thing(node.target, speech), window_words(node.window, speech=speech)
    if window:
        words = speech.say("timed", thing=words, window=window)
    return _excepted(words, node.target, speech)


def target_words(target: Target, *, speech: Speech = ENGLISH) -> str:
    """A target with its restrictions and exceptions: "uncontrolled hypertension"."""
    return _excepted(_thing(target, speech), target, speech)


def _thing(target: Target, speech: Speech, *, many: bool = False) -> str:
    words = _many(target.concept, speech) if many else speech.name(target.concept)
    for qualifier in sorted(target.qualifiers, key=lambda item: (item.name == _LAST, _behind(item))):
        words = _restricted(words, qualifier, speech)
    return speech.say("other", thing=words) if target.other else words


def _many(concept: str, speech: Speech) -> str:
    """Several of a concept; where a language has a name for one alone, that one stands."""
    several = plural(concept)
    return speech.words[several] if several in speech.words else written(several) if speech.native else speech.name(concept)


def _behind(qualifier: Qualifier) -> bool:
    """Restrictions that stand behind the concept are said last: "active melanoma of the skin"."""
    return _pattern(qualifier).startswith("{concept}")


def _restricted(concept: str, qualifier: Qualifier, speech: Speech) -> str:
    value = speech.say("or", one="", other="").join(map(speech.name, qualifier.values))
    words = speech.fill(_pattern(qualifier), concept=concept, value=value, family=speech.name(qualifier.name))
    return words if speech.native else words.replace(") (", ", ")


def _pattern(qualifier: Qualifier) -> str:
    side = "denied" if qualifier.negated else "words"
    for value in (*(qualifier.values if len(qualifier.values) == 1 else ()), "*"):
        if qualifier.values and (qualifier.name, value) in _qualifiers():
            return _qualifiers()[qualifier.name, value][side]
    return "{concept} ({family}: not {value})" if qualifier.negated else "{concept} ({family}: {value})"


@cache
def _qualifiers() -> dict[tuple[str, str], dict[str, str]]:
    return {(row["family"], row["value"]): row for row in rows_of("qualifier_words.tsv")}


def tells_itself(family: str) -> bool:
    """Whether a value of a family is told without the family's name: an "advanced" cancer, but one of "stage" IV.

    >>> tells_itself("extent"), tells_itself("stage")
    (True, False)
    """
    row = _qualifiers().get((family, "*"))
    return row is not None and row["words"] == "{value} {concept}"


@cache
def _attributes() -> dict[str, str]:
    return {row["attribute"]: row["words"] for row in rows_of("attribute_words.tsv")}


def _excepted(words: str, target: Target, speech: Speech) -> str:
    if not target.exceptions:
        return words
    others = [
        f"({target_words(item, speech=speech)})" if item.exceptions else target_words(item, speech=speech)
        for item in target.exceptions
    ]
    joined = speech.say("or", one=", ".join(others[:-1]), other=others[-1]) if len(others) > 1 else others[0]
    return speech.say("except", thing=words, others=joined)


def plural(noun: str) -> str:
    """The English plural of a concept, by its last word: "liver metastasis" is "liver metastases"."""
    for ending, many in (("sis", "ses"), ("ses", "ses"), ("ry", "ries"), ("cy", "cies"), ("ty", "ties"), ("py", "pies")):
        if noun.endswith(ending):
            return noun.removesuffix(ending) + many
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


def window_words(window: Window | None, *, speech: Speech = ENGLISH) -> str:
    """When something must have been: "within 14 days before registration"."""
    if window is None:
        return ""
    anchor = speech.name(window.anchor)
    if window.kind is WindowKind.CURRENT:
        return speech.say("at", anchor=anchor) if window.event or window.anchor != "registration" else speech.say("now")
    time = window.amount
    amount = speech.amount(time.amount, UCUM_OF_PERIOD[time.unit]) if time is not None else speech.say("any time")
    return speech.say(_MOMENTS[window.kind][window.strict], amount=amount, anchor=anchor)


def comparison_words(node: Compare, *, denied: bool = False, speech: Speech = ENGLISH) -> str:
    """A comparison as a noun with its limits: "hemoglobin of at least 9.0 g/dL, measured within 14 days before registration"."""
    window = window_words(node.window, speech=speech)
    if node.quantity.of is None:
        words = _measured(node, denied, speech)
        return speech.say("measured", thing=words, window=window) if window else words
    words = _of_target(node, denied, speech)
    return speech.say("aside", thing=words, window=window) if window else words


def _measured(node: Compare, denied: bool, speech: Speech) -> str:
    known = node.quantity.variable or node.quantity.attribute
    name = speech.name(known) if known else speech.say("unnamed")
    bare = _on_scale(node) or (denied and _is_range(node))
    return speech.say("on scale" if bare else "of", name=name, limits=limits_words(node, denied=denied, speech=speech))


def _of_target(node: Compare, denied: bool, speech: Speech) -> str:
    quantity, limits = node.quantity, limits_words(node, denied=denied, speech=speech)
    assert quantity.of is not None
    pattern = _attributes().get(f"{quantity.attribute} until" if quantity.until else quantity.attribute or "")
    return speech.fill(
        pattern or "{attribute} of {target} of {limits}",
        attribute=speech.name(quantity.attribute or ""),
        limits=limits,
        target=target_words(quantity.of, speech=speech),
        targets=_excepted(_thing(quantity.of, speech, many=True), quantity.of, speech),
        until=target_words(quantity.until, speech=speech) if quantity.until else "",
    )


def limits_with_window(node: Compare, *, speech: Speech = ENGLISH) -> str:
    """The limits alone, where the quantity was named before: "at most 2.3 mg/dL"."""
    words, window = limits_words(node, speech=speech), window_words(node.window, speech=speech)
    return speech.say("measured", thing=words, window=window) if window else words


def _on_scale(node: Compare) -> bool:
    return any(isinstance(limit.value, str) for limit in (node.low, node.high) if limit is not None) and node.unit is None


def limits_words(node: Compare, *, denied: bool = False, speech: Speech = ENGLISH) -> str:
    """The limits of a comparison in words; with `denied`, those of its contrary."""
    low, high = node.low, node.high
    if low is None and high is None:
        return speech.say("no value" if denied else "any value")
    if low is not None and high is not None:
        return _between(node, low, high, (denied, speech))
    limit = low or high
    assert limit is not None
    return _one_sided(node, limit, ((low is not None) is not denied, limit.inclusive is not denied), speech)


def _one_sided(node: Compare, limit: Limit, side: tuple[bool, bool], speech: Speech) -> str:
    """One limit; `side`: whether it is the lower one, and whether it is within."""
    lower, inclusive = side
    if _on_scale(node):
        name = ("or higher" if lower else "or lower") if inclusive else ("above" if lower else "below")
    elif lower:
        name = "at least value" if inclusive else "more than value"
    else:
        name = "at most value" if inclusive else "less than value"
    return speech.say(name, value=_valued(node, limit, speech))


def _is_range(node: Compare) -> bool:
    """Whether the contrary of its limits is said by "other than"."""
    low, high = node.low, node.high
    return low is not None and high is not None and low.inclusive and (low == high or high.inclusive)


def _between(node: Compare, low: Limit, high: Limit, how: tuple[bool, Speech]) -> str:
    denied, speech = how
    if _is_range(node):
        top = _valued(node, high, speech)
        value = top if low == high else speech.say("from to", low=_bare(low, speech), high=top)
        return speech.say("other than", value=value) if denied else value
    one = _one_sided(node, low, (not denied, low.inclusive is not denied), speech)
    other = _one_sided(node, high, (denied, high.inclusive is not denied), speech)
    return speech.say("or" if denied else "and", one=one, other=other)


def _bare(limit: Limit, speech: Speech) -> str:
    return speech.number(format(limit.value, "f")) if isinstance(limit.value, Decimal) else limit.value


def _valued(node: Compare, limit: Limit, speech: Speech) -> str:
    """A limit with what it is measured in."""
    number = format(limit.value, "f") if isinstance(limit.value, Decimal) else limit.value
    if node.relative is None:
        return speech.with_unit(number, node.unit) if isinstance(limit.value, Decimal) else _coded(number, node, speech)
    normal = speech.say(node.relative)
    times = normal if number == "1" else speech.say("times", number=speech.number(number), limit=normal)
    unit = unit_words(node.unit, text=speech.text) if node.unit else ""
    return speech.say("in unit", value=times, unit=unit) if node.unit else times


def _coded(code: str, node: Compare, speech: Speech) -> str:
    """A place on a scale is no number: "T4.1" keeps its point."""
    return with_unit_of(code, node.unit, one=False, text=speech.text)
