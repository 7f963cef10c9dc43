"""Absence on record: something looked for and not found, and a target, in; whether the one answers the other out."""

from __future__ import annotations

from trialwright.match.anchors import anchor_of
from trialwright.match.answer import Answer, decided, described, unknown
from trialwright.match.candidates import Found
from trialwright.match.known import Item, Known, decomposed, read_status
from trialwright.match.measure import window_words
from trialwright.match.verdict import Reason
from trialwright.match.windows import before
from trialwright.patients.facts import Kind
from trialwright.protocol.criteria import Has, Target, Window, WindowKind
from trialwright.vocabulary.terms import qualifier_table


def denies(item: Item, target: Target, window: Window | None, known: Known) -> bool:
    """An absence answers for its own concept and all below it, as far as its own restrictions are asked for too."""
    words = known.context.vocabulary
    if (item.kind is Kind.ALLERGIES) is not (target.qualifier("allergy") is not None):
        return False
    return any(_denies(name, item, target, known) for name in item.concepts if name in words)


def _denies(name: str, item: Item, target: Target, known: Known) -> bool:
    words = known.context.vocabulary
    narrowing = dict(item.narrowing)
    if item.kind in _GIVEN and narrowing.get("activity") == ("history",):
        del narrowing["activity"]  # "prior chemotherapy: no" denies any
    taken_apart = decomposed(name, words)
    if not words.is_a(target.concept, name):
        if taken_apart is None or not words.is_a(target.concept, taken_apart[0]):
            return False
        narrowing |= {family: (value,) for family, value in taken_apart[1]}
    if _elsewhere(item, target, known):
        return False
    if not all(_asked_too(family, values, target) for family, values in narrowing.items() if family not in _HOW_KNOWN):
        return False
    counted_none = {"count"} if (item.qualifier("count") or "").strip() == "0" else set[str]()
    said = (key for key in item.qualified() if key not in _HOW_KNOWN and key not in counted_none)
    return all(key in narrowing or key not in _RESTRICTING for key in said)


def _elsewhere(item: Item, target: Target, known: Known) -> bool:
    """True for an absence at a place that is not asked for: no brain surgery is not no surgery."""
    words, places = known.context.vocabulary, (item.qualifier("site concept") or "").split(";")
    asked = target.qualifier("site")
    if places == [""] or item.qualifier("site") is not None:
        return False
    return asked is None or not all(any(words.is_a(value, place) for place in places) for value in asked.values)


def _asked_too(family: str, values: tuple[str, ...], target: Target) -> bool:
    """True when the target is restricted to what the absence speaks of: no active infection means no uncontrolled one."""
    table = qualifier_table()
    asked = {name: words for name, words in _families_of(target) if words}
    if family in asked and all(any(table.agree(family, word, value) for value in values) for word in asked[family]):
        return True
    return (
        family == "activity"
        and "active" in values
        and any(set(asked.get(name, ())) & present for name, present in _AT_PRESENT.items())
    )


def _families_of(target: Target) -> list[tuple[str, tuple[str, ...]]]:
    found = [(item.name, item.values) for item in target.qualifiers if not item.negated]
    return found + [
        pair
        for item in target.qualifiers
        if item.name == "status"
        for value in item.values
        for pair in read_status(value).items()
    ]


def _timely(item: Item, window: Window | None, known: Known) -> bool:
    """An absence speaks of a window when it was recorded at its end or within
    it; one without a date speaks of all time up to now."""
    moment = item.fact.moment
    if window is None or moment is None or window.kind in (WindowKind.CURRENT, WindowKind.BEFORE, WindowKind.AT_LEAST_BEFORE):
        return True
    anchor = anchor_of(window, known)
    if isinstance(anchor, Answer):
        return True
    if window.kind is WindowKind.WITHIN_BEFORE:
        return moment.first >= before(anchor[0].first, window.amount)
    return moment.first >= anchor[0].last


def denied(node: Has, target: Target, found: Found, known: Known) -> Answer | None:
    """Recorded as absent: this, or something broader."""
    against = [item for item in known.denying(target.concept) if denies(item, target, None, known)]
    if not against:
        return None
    timely = [item for item in against if _timely(item, node.window, known)]
    if timely:
        facts = tuple(dict.fromkeys(id(item.fact) for item in timely))
        chosen = [next(item.fact for item in timely if id(item.fact) == key) for key in facts]
        reason = next((item.why for item in timely if item.why), "")
        return decided(False, "; ".join(described(fact) for fact in chosen) + (f" ({reason})" if reason else ""), *chosen)
    fact = against[-1].fact
    return unknown(
        Reason.TOO_OLD,
        f"{described(fact)} says nothing of {window_words(node.window)}",
        f"{target.concept} {window_words(node.window)}?",
        fact,
    )


_GIVEN = (Kind.TREATMENTS, Kind.MEDICATIONS, Kind.PROCEDURES)
_AT_PRESENT = {
    "control": {"uncontrolled"},
    "severity": {"severe", "life-threatening"},
    "symptoms": {"symptomatic"},
    "stability": {"unstable"},
}


_HOW_KNOWN = frozenset({"method", "proof", "score", "site concept", "histology concept"})
_RESTRICTING = frozenset(
    {"site", "status", "stage", "laterality", "distribution", "size", "count", "grade", "histology", "line", "intent", "dose"}
)
