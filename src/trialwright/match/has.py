"""Has: a target and a window in; true, false or unknown out.

In this order: something on record surely is it (true), or may be it (unknown); it is recorded as absent, or the same thing is
recorded
in another state (false); its kind is declared complete and nothing of it is listed (false); else it is not recorded (unknown).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from trialwright.match.another import one_is_other
from trialwright.match.answer import Answer, day_of, decided, described, unknown
from trialwright.match.candidates import Candidate, Found, facts_of, find, may_be_then
from trialwright.match.cohorts import COHORT
from trialwright.match.coverage import asked_positive, kinds_needed
from trialwright.match.denial import denied, denies
from trialwright.match.ever import EVER, unmarked
from trialwright.match.fit import WHETHER_OTHER, Fitting
from trialwright.match.genes import is_of_a_gene, not_found_again
from trialwright.match.known import CANCER_KINDS, RESULT_KINDS, Known
from trialwright.match.measure import window_words
from trialwright.match.phrasing import phrase, words_of
from trialwright.match.spread import of_another_histology, spread_by_stage
from trialwright.match.statements import repeated, stated
from trialwright.match.tables import traits
from trialwright.match.unproven import unproven
from trialwright.match.verdict import Reason
from trialwright.patients.facts import Fact, Kind
from trialwright.protocol.criteria import Has, Qualifier, Target, Window, WindowKind

REPEATABLE = frozenset({"measurement", "score", "imaging", "biomarker", "gene", "receptor status"})
_STATEMENTS = frozenset({"statement"})
_RESULTS = frozenset({"biomarker", "gene", "receptor status"})


def has(node: Has, known: Known) -> Answer:
    """Whether the patient has, or had within the window, the target."""
    ever = EVER in node.target.qualifiers
    node = replace(node, target=unmarked(node.target)) if ever else node
    target = positive_result(_dated(node), known)
    if target.concept not in known.context.vocabulary:
        return _unlisted(target, known)
    sex = _sex(target, known)
    if sex is not None:
        return sex
    found = _there_still(node, target, known, ever=ever)
    found = _active_when_found(node, target, found, known)
    passed = None if ever else _passed(node, target, found, known)
    if passed is not None:
        return passed
    for step in _STEPS:
        answer = step(node, target, found, known)
        if answer is not None:
            return answer
    return _not_recorded(node, target, found, known)


def _active_when_found(node: Has, target: Target, found: Found, known: Known) -> Found:
    """A cancer that was found within a window of the past was active in it, whatever became of it since."""
    past = node.window is not None and node.window.kind is WindowKind.WITHIN_BEFORE
    if (
        found.sure
        or not past
        or _ACTIVE not in target.qualifiers
        or known.context.vocabulary.kind(target.concept) not in CANCER_KINDS
    ):
        return found
    bare = replace(target, qualifiers=tuple(item for item in target.qualifiers if item != _ACTIVE))
    begun = find(bare, node.window, known)
    return replace(found, candidates=begun.candidates) if begun.sure else found


_ACTIVE = Qualifier(name="activity", values=("active",))


def _there_still(node: Has, target: Target, known: Known, *, ever: bool) -> Found:
    """What is found, but for what a later record says is no longer so, where it comes and goes ("measurable disease: no")."""
    found = find(target, node.window, known)
    if not found.candidates or (node.window is not None and node.window.kind is not WindowKind.CURRENT):
        return found
    if _asks_for_history(target):
        return found
    left = tuple(item for item in found.candidates if not _is_gone(item, known, ever=ever))
    return found if len(left) == len(found.candidates) else replace(found, candidates=left)


def _is_gone(candidate: Candidate, known: Known, *, ever: bool) -> bool:
    """Whether a statement, a result, a passing illness or a finding of the day was denied later, by its own name. A change of a
    gene stays, though a later sample did not show it."""
    item, day = candidate.item, candidate.fact.moment
    words = known.context.vocabulary
    told = item.kind is Kind.STATEMENTS or item.kind in RESULT_KINDS
    brief = any(name in traits()["passing"] or known.has_trait(name, "of the day") for name in item.concepts)
    if day is None or is_of_a_gene(item, known) or not (told or (brief and not ever)):
        return False
    return any(
        min(map(day_of, against.facts)) > day.last and denies(against, Target(concept=name), None, known)
        for name in item.concepts
        if name in words
        for against in known.denied((name,))
    )


def _dated(node: Has) -> Target:
    """What is recent is so by the window that is given with it: the word then asks for nothing more."""
    if node.window is None or node.window.kind is not WindowKind.WITHIN_BEFORE:
        return node.target
    said = Qualifier(name="recency", values=("recent",))
    return replace(node.target, qualifiers=tuple(item for item in node.target.qualifiers if item != said))


def absence(target: Target, window: Window | None, found: Found, known: Known) -> Answer | None:
    """That nothing of the target is there, by a recorded absence or a complete list; None where neither says so."""
    node = Has(target=target, window=window)
    for step in (denied, _absent):
        answer = step(node, target, found, known)
        if answer is not None and not answer.reasons:
            return answer
    return None


def _unlisted(target: Target, known: Known) -> Answer:
    """Something that has no name in the vocabulary: a statement in the same words, or an empty list that is complete."""
    answer = stated(phrase(target), f"{phrase(target).capitalize()}?", known, reason=Reason.NOT_RECORDED)
    if answer.reasons and target.qualifier("allergy") is not None and known.covered({Kind.ALLERGIES}):
        listed = tuple(item.fact for item in known.listed(Kind.ALLERGIES))
        if not listed:
            return decided(False, "no allergy is listed, and allergies are complete")
        words = "; ".join(described(fact) for fact in listed)
        return unknown(Reason.ASK, f"listed: {words}", f"{phrase(target).capitalize()} (listed: {words})?", *listed)
    return answer


def positive_result(target: Target, known: Known) -> Target:
    """A biomarker that is asked for without a result is asked for as positive."""
    from_result = known.context.vocabulary.kind(target.concept) in _RESULTS
    if not from_result or target.qualifier("value") is not None:
        return target
    return Target(concept=target.concept, qualifiers=(*target.qualifiers, _POSITIVE), other=target.other)


def _sex(target: Target, known: Known) -> Answer | None:
    wanted = {"male": "male", "man": "male", "men": "male", "female": "female", "woman": "female", "women": "female"}.get(
        target.concept
    )
    if wanted is None:
        return None
    sex = known.sex
    if sex is None:
        return unknown(Reason.NOT_RECORDED, "the sex is not recorded", "Is the patient male or female?")
    if sex == wanted and target.qualifiers:  # "women who have had an excisional biopsy": not every woman
        return stated(phrase(target), f"{phrase(target).capitalize()}?", known, reason=Reason.ASK)
    return decided(sex == wanted, f"the patient is {sex}")


def _present(node: Has, target: Target, found: Found, known: Known) -> Answer | None:
    sure = found.sure
    if not sure:
        return None
    against = _contradiction(sure, target, node.window, known) or _newer_state(sure, found)
    against = against or not_found_again(sure, found, known)
    if against:
        facts = (*facts_of(sure), *against)
        words = "; ".join(described(fact) for fact in facts)
        return unknown(Reason.CONFLICT, f"facts contradict each other: {words}", f"Which is right: {words}?", *facts)
    if _superseded(sure, found) and not all(is_of_a_gene(item.item, known) for item in sure):
        latest = found.otherwise[-1].item.fact
        return decided(False, f"the latest record says otherwise: {described(latest)}", latest)
    facts = facts_of(sure)
    reason = next((item.item.why for item in sure if item.item.why), "")
    return decided(True, "; ".join(described(fact) for fact in facts) + (f" ({reason})" if reason else ""), *facts)


def _passed(node: Has, target: Target, found: Found, known: Known) -> Answer | None:
    """A passing illness that is recorded as over, or a device taken out, where it is not said that what is over counts."""
    sure = found.sure
    if not sure or node.window is not None or not all(_is_over(item, target, known) for item in sure):
        return None
    facts = facts_of(sure)
    own = [fact.concept or "" for fact in facts]
    if not any(known.has_trait(target.concept, trait) or all(known.has_trait(name, trait) for name in own) for trait in _ENDING):
        return None
    if _superseded(sure, found) or _contradiction(sure, target, None, known) or _newer_state(sure, found):
        return None
    words = "; ".join(described(fact) for fact in facts)
    question = f"{words}: does what is over count as {target.concept}?"
    return unknown(Reason.NOT_RECORDED, f"{words}: whether what is over counts", question, *facts)


def _is_over(item: Candidate, target: Target, known: Known) -> bool:
    """Whether a passing illness is recorded as over, where the criterion does not say which it means: "pneumonia" in 2017."""
    said = any(qualifier.name in ("activity", "status", "timing", "recency") for qualifier in target.qualifiers)
    end = item.fact.end
    lasts = item.item.kind is Kind.CONDITIONS or known.context.vocabulary.kind(target.concept) == "demographic"
    lasts = lasts or any(known.has_trait(name, "worn") for name in item.item.concepts)
    over = (end is not None and end.last < known.context.on) or (item.item.qualifier("status") or "").lower() in _OVER
    return not said and lasts and over


_OVER = frozenset(
    {
        "resolved",
        "over",
        "cured",
        "healed",
        "ended",
        "recovered",
        "past",
        "inactive",
        "removed",
        "explanted",
        "history",
        "former",
        "previous",
    }
)
_ENDING = ("passing", "worn")


def _contradiction(sure: tuple[Candidate, ...], target: Target, window: Window | None, known: Known) -> tuple[Fact, ...] | None:
    """Absences of the very same thing recorded on the same day or later."""
    names = {name for item in sure for name in item.item.concepts}
    newest = max(day_of(item.fact) for item in sure)
    against = [item.fact for item in known.denied(names) if denies(item, target, window, known) and day_of(item.fact) >= newest]
    lasting = all(item.item.kind is Kind.CONDITIONS for item in sure) or any(day_of(fact) == newest for fact in against)
    return tuple(against) if against and lasting and window is None else None


def _newer_state(sure: tuple[Candidate, ...], found: Found) -> tuple[Fact, ...] | None:
    """The same concept in another state on the same day."""
    for candidate in sure:
        same = [
            other.item.fact
            for other in found.otherwise
            if other.item.concepts == candidate.item.concepts and _one_thing(other, candidate)
        ]
        clash = tuple(fact for fact in same if day_of(fact) == day_of(candidate.fact))
        if clash:
            return clash
    return None


def _one_thing(other: Fitting, candidate: Candidate) -> bool:
    """Whether two records are of one and the same thing: not of two sides or sites, and not a new disease after an old one."""
    if (
        candidate.item.kind not in (Kind.CONDITIONS, Kind.BIOMARKERS, Kind.MEASUREMENTS)
        or not set(other.differs) <= _ONE_AT_A_TIME
    ):
        return False
    if set(other.differs) & _NEW_EACH_TIME and candidate.item.kind is Kind.CONDITIONS:
        return False
    return all(other.item.qualifier(name) == candidate.item.qualifier(name) for name in ("laterality", "site"))


def _superseded(sure: tuple[Candidate, ...], found: Found) -> bool:
    """A later record of the same concept in another state."""
    newest = max(day_of(item.fact) for item in sure)
    return any(
        day_of(other.item.fact) > newest
        and any(_one_thing(other, item) and other.item.concepts == item.item.concepts for item in sure)
        for other in found.otherwise
    )


def _spoken_to(node: Has, target: Target, found: Found, known: Known) -> Answer | None:
    """What is recorded of the thing itself comes before what something wider leaves open.

    An absence of it answers although a wider concept is on record, unless that was found later; a test that says no answers
    although another was equivocal.
    """
    if found.open and all(target.concept in item.missing for item in found.open):
        answer = denied(node, target, found, known)
        spread = known.context.vocabulary.kind(target.concept) == "metastasis"
        if answer is not None and not (spread and any(_found_later(item, answer.facts) for item in found.open)):
            return answer
    of_another_sort = target.concept == COHORT  # an arm beside the part that is asked for
    if found.open and (of_another_sort or all(item.item.kind in RESULT_KINDS for item in found.open)):
        return _otherwise(node, target, found, known)
    return None


def _found_later(item: Candidate, against: tuple[Fact, ...]) -> bool:
    """Whether it was found after the last absence: "no brain metastases" in May says nothing of metastases of June."""
    days = [fact.moment for fact in against]
    told = item.item.kind is Kind.CONDITIONS and item.fact.moment is not None and bool(days)
    return told and all(day is not None and day.last < day_of(item.fact) for day in days)


def _one_of_two(node: Has, target: Target, found: Found, known: Known) -> Answer | None:
    """Two cancers of which not both can be the trial's: one is another, whichever that is."""
    doubted = [item for item in found.open if item.missing == (WHETHER_OTHER,)]
    if not target.other or not doubted or not one_is_other([item.item for item in doubted], known):
        return None
    facts = facts_of(doubted)
    return decided(True, "; ".join(described(fact) for fact in facts) + " (not both are the disease of the trial)", *facts)


def _open(node: Has, target: Target, found: Found, known: Known) -> Answer | None:
    if not found.open:
        return None
    if found.blocked is not None:
        return found.blocked
    said_so = repeated(phrase(target), known) if node.window is None else None
    if said_so is not None:
        return said_so
    facts = facts_of(found.open)
    missing = tuple(dict.fromkeys(text for item in found.open for text in item.missing))
    wanted = "; ".join(missing) or target.concept
    return unknown(
        Reason.NOT_RECORDED, f"{described(facts[0])}: {wanted} not recorded", f"{described(facts[0])}: {wanted}?", *facts
    )


def _otherwise(node: Has, target: Target, found: Found, known: Known) -> Answer | None:
    """The same thing in another state is an answer where there can be only one of it."""
    if target.other:
        return None
    answers = [item for item in found.otherwise if _only_one(item, target, known)]
    if not answers:
        return None
    newest = max(answers, key=lambda item: day_of(item.item.fact))
    if known.context.vocabulary.kind(target.concept) in REPEATABLE and node.window is not None:
        inside = find(Target(concept=target.concept), node.window, known)
        if inside.outside and not inside.sure:
            return None
    return decided(False, f"{described(newest.item.fact)} ({', '.join(newest.differs)})", newest.item.fact)


def _only_one(item: Fitting, target: Target, known: Known) -> bool:
    if not set(item.differs) <= _ONE_AT_A_TIME or _asks_for_history(target):
        return False
    if item.item.kind is Kind.EVENTS and "activity" in item.differs:
        return False  # who has left one trial may be in another
    if item.item.kind in (Kind.BIOMARKERS, Kind.MEASUREMENTS, Kind.EVENTS, Kind.STATEMENTS):
        return True
    if item.item.kind is Kind.PROCEDURES:
        return set(item.differs) == {"residual"}
    if item.item.kind is not Kind.CONDITIONS:
        return False
    if target.concept in item.item.concepts:
        return True
    return known.context.vocabulary.kind(target.concept) == "cancer" or known.has_trait(target.concept, "single")


def _asks_for_history(target: Target) -> bool:
    """A disease that is there now does not say that there was none before."""
    asked = [item for item in target.qualifiers if not item.negated]
    return any(("history" in item.values and item.name in ("activity", "status")) or "previous" in item.values for item in asked)


def _absent(node: Has, target: Target, found: Found, known: Known) -> Answer | None:
    """Not listed in a list that is complete."""
    if _too_old(node, target, found, known) is not None:
        return None
    needed = kinds_needed(target, known)
    if not asked_positive(target) or not known.covered(needed):
        return None
    if _told_by_no_name(target.concept, node.window, known) or _of_unknown_origin(target, known):
        return None
    kinds = " and ".join(sorted(kind.value for kind in needed))
    facts = facts_of(found.outside)
    return decided(False, f"{words_of(target)} is not listed{' at that time' if facts else ''}, and {kinds} are complete", *facts)


def _denied(node: Has, target: Target, found: Found, known: Known) -> Answer | None:
    """Recorded as absent; an absence from before the window takes nothing from a list that is complete."""
    answer = denied(node, target, found, known)
    return (_absent(node, target, found, known) or answer) if answer is not None and answer.reasons else answer


def _of_unknown_origin(target: Target, known: Known) -> bool:
    """True for a cancer of somebody with metastases of whom no cancer is on record: they come of one that is not named."""
    words = known.context.vocabulary
    cancer = target.concept in words and words.kind(target.concept) in CANCER_KINDS and not target.other
    return cancer and not known.cancers() and bool(known.of("distant metastasis"))


def _told_by_no_name(concept: str, window: Window | None, known: Known) -> bool:
    """True for a class of drugs that no name of a drug tells, where something of what it is part of is listed at that time.

    Such is a class of which the vocabulary knows no member, and one that is "open": its members are a way of giving.
    """
    words = known.context.vocabulary
    if concept not in words or words.kind(concept) != "drug class":
        return False
    if len(words.descendants(concept)) > 1 and concept not in traits().get("open", frozenset()):
        return False
    akin = _some_of_what_it_is_part_of(concept, window, known)
    return akin or any(may_be_then(item, window, known) for item in known.of_no_class())


def _some_of_what_it_is_part_of(concept: str, window: Window | None, known: Known) -> bool:
    """Whether at that time something is listed of each that a class is surely part of, or of one that it may be part of; of a
    class that no name tells, of what that is part of."""
    words = known.context.vocabulary

    def listed(name: str) -> bool:
        if any(item.present and may_be_then(item, window, known) for item in known.of(name)):
            return True
        return name in traits().get("open", frozenset()) and _some_of_what_it_is_part_of(name, window, known)

    parents, perhaps = (
        [name for name in row if words.kind(name) == "drug class"] for row in (words[concept].parents, words[concept].perhaps)
    )
    return (bool(parents) and all(map(listed, parents))) or any(map(listed, perhaps))


def repeatable(concept: str, known: Known) -> bool:
    """True for a test, a score or a scan, which can be done again."""
    return known.context.vocabulary.kind(concept) in REPEATABLE or known.has_trait(concept, "repeatable")


def _too_old(node: Has, target: Target, found: Found, known: Known) -> Answer | None:
    """A test or a scan outside of its window can be done again."""
    if not found.outside or not repeatable(target.concept, known):
        return None
    newest = max(found.outside, key=lambda item: day_of(item.fact)).fact
    when = window_words(node.window)
    age = _age(newest, known.context.on)
    asked = f"A new {target.concept}{' ' + when if when else ''}: the last is {described(newest)}{age}."
    why = f"{described(newest)} lies outside of the window ({when})" if when else f"{described(newest)} is more than a month old"
    return unknown(Reason.TOO_OLD, why, asked, newest)


def _age(fact: Fact, on: dt.date) -> str:
    moment = fact.moment
    if moment is None or not moment.exact:
        return ""
    days = (on - moment.first).days
    return f", {days // 7} weeks old" if days % 7 == 0 and days >= 21 else f", {days} days old"


def _not_recorded(node: Has, target: Target, found: Found, known: Known) -> Answer:
    stale = _too_old(node, target, found, known)
    if stale is not None:
        return stale
    if found.blocked is not None and found.blocked.reasons == (Reason.LATER,):
        return found.blocked
    asked = known.has_trait(target.concept, "asked") or known.context.vocabulary.kind(target.concept) in _STATEMENTS
    said_so = stated(words_of(target), "", known, reason=Reason.ASK) if asked else None
    if said_so is not None and said_so.reasons == ():
        return said_so
    said_so = repeated(phrase(target), known) if not asked and node.window is None else None
    if said_so is not None:
        return said_so
    reason = Reason.ASK if asked else Reason.NOT_RECORDED
    when = window_words(node.window)
    question = f"{words_of(target)}{' ' + when if when else ''}: yes or no?"
    return unknown(reason, f"{words_of(target)} is not recorded", question, *facts_of(found.outside))


_ONE_AT_A_TIME = frozenset(
    [
        "status",
        "control",
        "activity",
        "severity",
        "symptoms",
        "symptomatic",
        "stability",
        "stage",
        "extent",
        "grade",
        "resectability",
        "outcome",
        "treatment",
        "value",
        "response",
        "significance",
        "recurrence",
        "behaviour",
        "timing",
        "distribution",
        "residual",
    ]
)
_NEW_EACH_TIME = frozenset({"activity", "recurrence", "treatment", "outcome", "timing", "behaviour"})
_POSITIVE = Qualifier(name="value", values=("positive",))
_STEPS = (
    _present,
    _spoken_to,
    _one_of_two,
    unproven,
    _open,
    _denied,
    spread_by_stage,
    of_another_histology,
    _otherwise,
    _absent,
)
