"""Phrases for single criteria: a comparison, a target or a window in; the words a coordinator would use out."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from trialwright.protocol.criteria import Compare, Has, Limit, Qualifier, Target, Window, WindowKind
from trialwright.protocol.units_in_words import rows_of, unit_words, with_unit

_NORMAL = {"ULN": "the upper limit of normal", "LLN": "the lower limit of normal"}
_LAST = "described"
_CONTRARY = "other than"


def sighting_words(node: Has) -> str:
    """A disease, treatment or finding with its restrictions, its window and its exceptions."""
    window = window_words(node.window)
    return _thing(node.target) + (f" {window}" if window else "") + _exceptions(node.target)


def target_words(target: Target) -> str:
    """A target with its restrictions and exceptions: "uncontrolled hypertension"."""
    return _thing(target) + _exceptions(target)


def _thing(target: Target, *, many: bool = False) -> str:
    words = plural(target.concept) if many else target.concept
    for qualifier in sorted(target.qualifiers, key=lambda item: (item.name == _LAST, _behind(item))):
        words = _restricted(words, qualifier)
    return f"other {words}" if target.other else words


def _behind(qualifier: Qualifier) -> bool:
    """Restrictions that stand behind the concept are said last: "active melanoma of the skin"."""
    return _pattern(qualifier).startswith("{concept}")


def _restricted(concept: str, qualifier: Qualifier) -> str:
    return _pattern(qualifier).format(concept=concept, value=" or ".join(qualifier.values), family=qualifier.name)


def _pattern(qualifier: Qualifier) -> str:
    side = "denied" if qualifier.negated else "words"
    for value in (*(qualifier.values if len(qualifier.values) == 1 else ()), "*"):
        if qualifier.values and (qualifier.name, value) in _qualifiers():
            return _qualifiers()[qualifier.name, value][side]
    return "{concept} ({family}: not {value})" if qualifier.negated else "{concept} ({family}: {value})"


@cache
def _qualifiers() -> dict[tuple[str, str], dict[str, str]]:
    return {(row["family"], row["value"]): row for row in rows_of("qualifier_words.tsv")}


@cache
def _attributes() -> dict[str, str]:
    return {row["attribute"]: row["words"] for row in rows_of("attribute_words.tsv")}


def _exceptions(target: Target) -> str:
    if not target.exceptions:
        return ""
    words = [f"({words})" if " except " in (words := target_words(item)) else words for item in target.exceptions]
    return f" except {' or '.join([', '.join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]}"


def plural(noun: str) -> str:
    """The English plural of a concept, by its last word: "liver metastasis" is "liver metastases"."""
    for ending, many in (("sis", "ses"), ("ses", "ses"), ("ry", "ries"), ("cy", "cies"), ("ty", "ties"), ("py", "pies")):
        if noun.endswith(ending):
            return noun.removesuffix(ending) + many
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


def window_words(window: Window | None) -> str:
    """When something must have been: "within 14 days before registration"."""
    if window is None:
        return ""
    amount = str(window.amount) if window.amount is not None else "any time"
    strictly = "strictly " if window.strict else ""
    match window.kind:
        case WindowKind.WITHIN_BEFORE:
            return f"{'less than' if window.strict else 'within'} {amount} before {window.anchor}"
        case WindowKind.WITHIN_AFTER:
            return f"{'less than' if window.strict else 'within'} {amount} after {window.anchor}"
        case WindowKind.AT_LEAST_BEFORE:
            return f"{'more than' if window.strict else 'at least'} {amount} before {window.anchor}"
        case WindowKind.CURRENT:
            return f"at {window.anchor}" if window.event or window.anchor != "registration" else "now"
        case _:
            return f"{strictly}{window.kind.value} {window.anchor}"


def comparison_words(node: Compare, *, denied: bool = False) -> str:
    """A comparison as a noun with its limits: "hemoglobin of at least 9.0 g/dL, measured within 14 days before registration"."""
    limits = limits_words(node, denied=denied)
    window = window_words(node.window)
    quantity = node.quantity
    if quantity.of is None:
        name = quantity.variable or quantity.attribute or "an unnamed quantity"
        joint = " " if _on_scale(node) or limits.startswith(_CONTRARY) else " of "
        return f"{name}{joint}{limits}" + (f", measured {window}" if window else "")
    pattern = _attributes().get(f"{quantity.attribute} until" if quantity.until else quantity.attribute or "")
    words = (pattern or "{attribute} of {target} of {limits}").format(
        attribute=quantity.attribute,
        limits=limits,
        target=target_words(quantity.of),
        targets=_thing(quantity.of, many=True) + _exceptions(quantity.of),
        until=target_words(quantity.until) if quantity.until else "",
    )
    return words + (f", {window}" if window else "")


def limits_with_window(node: Compare) -> str:
    """The limits alone, where the quantity was named before: "at most 2.3 mg/dL"."""
    window = window_words(node.window)
    return limits_words(node) + (f", measured {window}" if window else "")


def _on_scale(node: Compare) -> bool:
    return any(isinstance(limit.value, str) for limit in (node.low, node.high) if limit is not None) and node.unit is None


def limits_words(node: Compare, *, denied: bool = False) -> str:
    """The limits of a comparison in words; with `denied`, those of its contrary."""
    low, high = node.low, node.high
    if low is None and high is None:
        return "no value" if denied else "any value"
    if low is not None and high is not None:
        return _between(node, low, high, denied)
    limit = low or high
    assert limit is not None
    lower = (low is not None) is not denied
    inclusive = limit.inclusive is not denied
    return _one_sided(node, limit, lower, inclusive)


def _one_sided(node: Compare, limit: Limit, lower: bool, inclusive: bool) -> str:
    value = _valued(node, limit)
    if _on_scale(node):
        word = ("or higher" if lower else "or lower") if inclusive else ("above" if lower else "below")
        return f"{value} {word}" if inclusive else f"{word} {value}"
    if lower:
        return f"{'at least' if inclusive else 'more than'} {value}"
    return f"{'at most' if inclusive else 'less than'} {value}"


def _between(node: Compare, low: Limit, high: Limit, denied: bool) -> str:
    contrary = f"{_CONTRARY} " if denied else ""
    if low == high and low.inclusive:
        return f"{contrary}{_valued(node, low)}"
    if low.inclusive and high.inclusive:
        return f"{contrary}{_bare(low)} to {_valued(node, high)}"
    ends = [
        _one_sided(node, low, not denied, low.inclusive is not denied),
        _one_sided(node, high, denied, high.inclusive is not denied),
    ]
    return f" {'or' if denied else 'and'} ".join(ends)


def _bare(limit: Limit) -> str:
    return format(limit.value, "f") if isinstance(limit.value, Decimal) else limit.value


def _valued(node: Compare, limit: Limit) -> str:
    """A limit with what it is measured in."""
    number = _bare(limit)
    if node.relative is None:
        return with_unit(number, node.unit)
    times = _NORMAL[node.relative] if number == "1" else f"{number} times {_NORMAL[node.relative]}"
    return f"{times} ({unit_words(node.unit)})" if node.unit else times
