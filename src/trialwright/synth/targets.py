"""Things that are there, or not: a target with what it must come to in; facts that make it so, or a silence, out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from random import Random

from trialwright.patients.facts import Fact, Kind
from trialwright.protocol.criteria import Has, Qualifier, Target, WindowKind
from trialwright.synth.calendar_days import DAY, Placed, inside, outside
from trialwright.synth.draft import Words, entry, lasted, meaning, result
from trialwright.synth.made import Made, Want, topics_of
from trialwright.synth.tables import rows
from trialwright.vocabulary.concepts import Relation, default_vocabulary
from trialwright.vocabulary.listing import LIST_OF_KIND, list_of

_ACTS = frozenset({"drug", "drug class", "regimen", "radiotherapy", "surgery", "procedure", "transplant", "imaging"})
_LASTING = frozenset({"drug", "drug class", "regimen", "radiotherapy"})
_RESULTS = frozenset({"biomarker", "gene", "receptor status"})
_LISTED = frozenset({Kind.CONDITIONS, Kind.TREATMENTS, Kind.MEDICATIONS, Kind.PROCEDURES, Kind.ALLERGIES})
_NARROWER = 0.5
"""Share of facts that name something narrower than what is asked for: our own choice."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asking:
    """A target of a trial whose diseases are known, on a day."""

    node: Has
    diseases: tuple[str, ...]
    on: dt.date
    rng: Random

    @property
    def target(self) -> Target:
        return self.node.target

    @property
    def kind(self) -> str:
        """The kind of its concept; "" for one that the vocabulary does not know."""
        return default_vocabulary().kind(self.target.concept) or ""


def make_target(asking: Asking, want: Want) -> Made | None:
    """A record that gives a target its truth; None where none can be built for certain."""
    if asking.target.concept in ("male", "female"):
        return _sex(asking, want)
    if asking.kind in ("", "measurement", "score") or not _plain(asking.target.concept):
        return None
    ways = list(_WAYS[want](asking))
    if not ways:
        return None
    made = asking.rng.choice(ways)
    sex, ages = demands().get(asking.target.concept, (None, None))
    return replace(made, sex=sex, ages=ages) if sex else made


def _sex(asking: Asking, want: Want) -> Made:
    concept = asking.target.concept
    sex = {"true": concept, "false": "male" if concept == "female" else "female", "unknown": ""}[want]
    return Made(want=want, topics=frozenset({concept}), sex=sex, case="sex", how=f"sex: {sex or 'not recorded'}")


@cache
def demands() -> Mapping[str, tuple[str | None, tuple[int, int] | None]]:
    """What a patient must be to be asked about something: sex and ages."""
    return {row["concept"]: (row["sex"], (int(row["youngest"]), int(row["oldest"]))) for row in rows("demands.tsv")}


def _made(asking: Asking, want: Want, case: str, facts: Sequence[Fact] = ()) -> Made:
    topics = topics_of(asking.target.concept).union(*(topics_of(item.concept) for item in asking.target.exceptions))
    if asking.target.other or asking.kind in ("cancer", "histology"):
        topics |= {"the disease"}
    how = "; ".join(_shown(fact) for fact in facts) or f"nothing of {asking.target.concept} recorded"
    return Made(want=want, topics=topics, facts=tuple(facts), case=case, how=how)


def _shown(fact: Fact) -> str:
    parts = [fact.what, *(f"{name} {text}" for name, text in fact.qualifiers.items() if not name.endswith(" concept"))]
    parts += [] if fact.value is None else [str(fact.value)]
    parts += [] if fact.present else ["absent"]
    parts += [f"{name} {date}" for name, date in (("on", fact.date), ("from", fact.start), ("to", fact.end)) if date]
    return ", ".join(parts)


# It is there --------------------------------------------------------------------------------------------------------------------


def _true(asking: Asking) -> Iterator[Made]:
    words = _said(asking.target)
    if asking.target.other or words is None:
        return
    days = inside(asking.node.window, asking.on)
    if days is None:
        return
    if asking.kind in _RESULTS or asking.target.qualifier("value") is not None:
        yield from _found(asking, words, days)
        return
    if asking.kind in ("event", "statement", "organ", "demographic") and asking.node.window is not None:
        return
    for name in _names(asking):
        case, day = asking.rng.choice(days)
        facts = [_present(asking, name, (day, words))]
        narrower = "" if name == asking.target.concept else ", something narrower"
        yield _made(asking, "true", f"recorded{narrower}{_edge(case)}", facts)


def _edge(case: str) -> str:
    return f", {case}" if "window" in case else ""


def _present(asking: Asking, name: str, at: tuple[dt.date, Words]) -> Fact:
    day, words = at
    if asking.kind in _LASTING:
        current = asking.node.window is not None and asking.node.window.kind is WindowKind.CURRENT
        return lasted(name, day - dt.timedelta(days=40), None if current else day, words)
    if asking.node.window is not None and asking.node.window.kind is WindowKind.CURRENT and asking.kind not in _ACTS:
        words = (*words, ("ongoing", "true"))
    return entry(name, date=day, words=words)


def _names(asking: Asking) -> Iterator[str]:
    """The concept itself, and something narrower, as far as neither is one of the exceptions."""
    words, concept = default_vocabulary(), asking.target.concept
    below = sorted(name for name in words.descendants(concept) if name != concept and words.kind(name) == asking.kind)
    chosen = [concept]
    if below and asking.rng.random() < _NARROWER:
        chosen.append(asking.rng.choice(below))
    yield from (name for name in chosen if _plain(name) and _clear_of(name, asking.target.exceptions))


def _clear_of(name: str, exceptions: Sequence[Target]) -> bool:
    words = default_vocabulary()
    return all(item.concept in words and words.relation(name, item.concept) is Relation.IS_NOT for item in exceptions)


@lru_cache(maxsize=8192)
def _plain(name: str) -> bool:
    """Whether a fact sheet can name the concept, and nothing else, by its name."""
    try:
        found = meaning(name)
    except ValueError:
        return False
    return found.concept == name and not found.qualifiers


def _said(target: Target) -> Words | None:
    """The restrictions of a target as a fact sheet says them; None where it has no words for one."""
    found: dict[str, str] = {}
    for item in target.qualifiers:
        if item.name == "value":
            continue
        rule = None if item.negated else _wordings().get((item.name, item.values[0]))
        if rule is None or rule[0] in found:
            return None
        found[rule[0]] = rule[1]
    return tuple(found.items())


@cache
def _wordings() -> Mapping[tuple[str, str], tuple[str, str, str]]:
    return {(row["family"], row["value"]): (row["field"], row["text"], row["opposite"]) for row in rows("wordings.tsv")}


def _found(asking: Asking, words: Words, days: Sequence[Placed]) -> Iterator[Made]:
    value = asking.target.qualifier("value")
    text = _value(value) if value is not None else "positive"
    if text is None or words or asking.target.exceptions:
        return
    case, day = asking.rng.choice(days)
    yield _made(asking, "true", f"a result{_edge(case)}", [result(asking.target.concept, text, date=day)])


@cache
def _opposites() -> Mapping[str, str]:
    return {row["value"]: row["opposite"] for row in rows("results.tsv")}


def _value(item: Qualifier) -> str | None:
    return None if item.negated or item.values[0] not in _opposites() else item.values[0]


# It is not there ----------------------------------------------------------------------------------------------------------------


def _false(asking: Asking) -> Iterator[Made]:
    value = asking.target.qualifier("value")
    if asking.kind in _RESULTS or value is not None:
        yield from _other_result(asking, value)
        return
    if asking.target.other:
        yield from _only_the_disease(asking)
        return
    allergy = asking.target.qualifier("allergy") is not None
    if asking.kind not in ("organ",) and not asking.target.exceptions and (not allergy or _is_allergy(asking.target.concept)):
        yield _made(asking, "false", "recorded as absent", [_absent(asking)])
    yield from _other_state(asking)
    kinds = frozenset({Kind.ALLERGIES}) if allergy else _lists(asking.target.concept)
    if kinds and kinds <= _LISTED and asking.kind != "finding":  # a finding is made by looking, not listed
        yield replace(_made(asking, "false", "its list is complete and without it"), complete=kinds)
        yield from (replace(made, complete=kinds) for made in _beside_it(asking))


@lru_cache(maxsize=8192)
def _is_allergy(concept: str) -> bool:
    """Whether a fact sheet can name an allergy to it."""
    try:
        found = meaning(f"{concept} allergy")
    except ValueError:
        return False
    return found.concept == concept and found.kind is Kind.ALLERGIES


def _absent(asking: Asking) -> Fact:
    name = f"{asking.target.concept} allergy" if asking.target.qualifier("allergy") is not None else asking.target.concept
    return entry(name, date=asking.on - DAY if asking.node.window is None else asking.on, present=False)


def _other_result(asking: Asking, value: Qualifier | None) -> Iterator[Made]:
    text = _value(value) if value is not None else "positive"
    days = inside(asking.node.window, asking.on)
    if text is None or days is None or any(item.name != "value" for item in asking.target.qualifiers):
        return
    case, day = asking.rng.choice(days)
    fact = result(asking.target.concept, _opposites()[text], date=day)
    yield _made(asking, "false", f"another result{_edge(case)}", [fact])


def _only_the_disease(asking: Asking) -> Iterator[Made]:
    """No other cancer: the one that the trial treats stands in a complete list alone."""
    words = default_vocabulary()
    treated = [name for name in asking.diseases if words.kind(name) == "cancer" and words[name].parents and _plain(name)]
    if asking.kind != "cancer" or not treated:
        return
    fact = entry(treated[0], date=asking.on - dt.timedelta(days=90))
    yield replace(_made(asking, "false", "only the disease of the trial", [fact]), complete=frozenset({Kind.CONDITIONS}))


def _other_state(asking: Asking) -> Iterator[Made]:
    """It is there, in the state that is opposite to the one asked for."""
    rules = [_wordings().get((item.name, item.values[0])) for item in asking.target.qualifiers if not item.negated]
    if len(asking.target.qualifiers) != 1 or not rules or rules[0] is None or not rules[0][2]:
        return
    field, _, opposite = rules[0]
    kinds = _lists(asking.target.concept)
    if asking.node.window is not None or asking.target.exceptions or not kinds or not kinds <= _LISTED:
        return
    fact = entry(asking.target.concept, date=asking.on - 30 * DAY, words=((field, opposite),))
    yield replace(_made(asking, "false", "recorded in the opposite state", [fact]), complete=kinds)


def _beside_it(asking: Asking) -> Iterator[Made]:
    """Something that does not count in a list that is complete: one of the exceptions, an allergy to what is asked for, or an act
    before the window."""
    allergy = asking.target.qualifier("allergy") is not None
    if asking.kind in ("drug", "drug class") and not allergy and _is_allergy(asking.target.concept):
        yield _made(asking, "false", "only an allergy to it", [entry(f"{asking.target.concept} allergy")])
    for item in asking.target.exceptions:
        if not item.qualifiers and _plain(item.concept) and asking.node.window is None and not item.exceptions:
            fact = entry(item.concept, date=asking.on - 60 * DAY)
            yield _made(asking, "false", "only what is excepted", [fact])
    if asking.kind in _ACTS and not asking.target.qualifiers:
        for case, day in outside(asking.node.window, asking.on):
            yield _made(
                asking, "false", f"{case}, and its list is complete", [_present(asking, asking.target.concept, (day, ()))]
            )


@lru_cache(maxsize=8192)
def _lists(concept: str) -> frozenset[Kind]:
    """The lists that would have to be complete to show that something is not there."""
    words = default_vocabulary()
    names = words.descendants(concept) | {concept}
    return frozenset(
        Kind(list_of(name, words)) for name in names if words.kind(name) in LIST_OF_KIND or words.kind(name) in _ACTS
    )


# Nothing that decides -----------------------------------------------------------------------------------------------------------


def _unknown(asking: Asking) -> Iterator[Made]:
    kinds = _lists(asking.target.concept)
    if asking.target.qualifier("allergy") is not None:
        kinds |= {Kind.ALLERGIES}
    yield replace(_made(asking, "unknown", "not recorded"), open=kinds)
    simple = not asking.target.qualifiers and not asking.target.exceptions and not asking.target.other
    if not simple:
        return
    if asking.node.window is None:
        yield from (replace(made, open=kinds) for made in _broader(asking))
    elif asking.kind in _ACTS and outside(asking.node.window, asking.on):
        undated = [entry(asking.target.concept)]
        yield replace(_made(asking, "unknown", "not dated", undated), open=kinds)


def _broader(asking: Asking) -> Iterator[Made]:
    words, concept = default_vocabulary(), asking.target.concept
    if asking.kind not in ("cancer", "drug", "surgery"):
        return
    above = [name for name in words[concept].parents if name in words and words.kind(name) == asking.kind and _plain(name)]
    for name in above:
        if words.relation(name, concept) is Relation.MAY_BE and words[name].parents:
            yield _made(asking, "unknown", "only something broader", [entry(name, date=asking.on - 40 * DAY)])


_WAYS = {"true": _true, "false": _false, "unknown": _unknown}
