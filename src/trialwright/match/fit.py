"""Whether an item of a patient fits a target: concept, restrictions, exceptions in; yes, open (and what is missing) or no out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from trialwright.match.another import are_two, is_local, is_metastasis, is_other, primaries
from trialwright.match.composed import composed
from trialwright.match.diseases import of_none
from trialwright.match.known import CANCER_KINDS, RESULT_KINDS, Item, Known, related
from trialwright.match.parts import cancers_named, of_another_disease
from trialwright.match.restrictions import restriction, rivals_of, said
from trialwright.match.results import ABSENT, Fit
from trialwright.match.tables import rows, traits
from trialwright.patients.facts import Kind
from trialwright.protocol.criteria import Qualifier, Target
from trialwright.vocabulary.concepts import Relation
from trialwright.vocabulary.listing import MEDICINES

WHETHER_OTHER = "whether it is another disease than the trial's"


@dataclass(frozen=True, kw_only=True, slots=True)
class Fitting:
    """The fit of one item; `missing` names what would have to be recorded, `differs` the restriction that it contradicts."""

    item: Item
    fit: Fit
    missing: tuple[str, ...] = ()
    differs: tuple[str, ...] = ()


def fitting(item: Item, target: Target, known: Known) -> Fitting:
    """How an item stands to a target; presence is not looked at here."""
    relation, against = _relation(item, target.concept, known)
    if known.has_trait(target.concept, "treats") and _FOR_A_LINE.search(item.qualifier("intent") or ""):
        return Fitting(item=item, fit=Fit.NO)
    if relation is Relation.IS_NOT or _member_says_little(item, target, known) or _only_an_allergy(item, target, known):
        return Fitting(item=item, fit=Fit.NO)
    missing: list[str] = [] if relation is Relation.IS else [target.concept]
    suspected = "suspected" in item.narrowing.get("proof", ()) and target.qualifier("proof") is None
    if item.only and suspected and (target.other or relation is Relation.MAY_BE):
        return Fitting(item=item, fit=Fit.NO)  # brain metastases may mean "CNS disease", not "other CNS disease", nor a stroke
    if item.only and not missing and (suspected or target.concept not in item.only):
        missing.append(f"whether it means {target.concept}")
    elif suspected and not item.only:
        missing.append("its confirmation")
    if _given_up(item, target, known):
        missing.append("whether what was given up counts")
    differs: list[str] = [*against]
    for qualifier in target.qualifiers:
        if _goes_without_saying(item, qualifier, target, known):
            continue
        fit = restriction(item, qualifier, known)
        if fit is Fit.NO:
            differs.append(qualifier.name)
        elif fit is Fit.OPEN:
            missing.append(said(qualifier))
    known_to_be = () if relation is Relation.MAY_BE else tuple(differs)
    for exception in target.exceptions:
        spared = _spared(item, exception, known)
        if spared.fit is Fit.OPEN and exception.concept in spared.missing and _would_be_told(item, exception, known):
            continue
        if spared.fit is Fit.YES:  # spared, and an answer all the same where it is the thing itself in another state
            return Fitting(item=item, fit=Fit.NO, differs=known_to_be)
        if spared.fit is Fit.OPEN or _beside_it_in_a_regimen(item, exception, known):
            missing.append(f"whether it is {exception.concept}{_narrowed(exception)}")
    if target.other:
        fit = is_other(item, known, for_cancer=_says_which(target, known))
        if fit is Fit.OPEN and _beside_what_is_spared(item, target, known):
            fit = Fit.YES
        if fit is Fit.NO:
            return Fitting(item=item, fit=Fit.NO)
        if fit is Fit.OPEN:
            missing.append(WHETHER_OTHER)
    if differs:
        return Fitting(item=item, fit=Fit.NO, differs=known_to_be)
    if is_metastasis(item, known) and _may_be_gone(item, target, known):
        missing.append("whether what may be gone counts")
    if _may_be_anothers(item, target, known):
        missing.append("whether it is the disease of the trial")
    return Fitting(item=item, fit=Fit.OPEN if missing else Fit.YES, missing=tuple(missing))


def _beside_it_in_a_regimen(item: Item, exception: Target, known: Known) -> bool:
    """Whether a drug was given in one regimen with one that is spared as the words say: "cisplatin-based chemotherapy (BEP)" has
    bleomycin in it."""
    if exception.qualifier("described") is None:
        return False
    return any(one.fact is item.fact and one is not item for one in known.of(exception.concept))


def _beside_what_is_spared(item: Item, target: Target, known: Known) -> bool:
    """ "Malignancies other than breast cancer", of somebody who came with a breast cancer: the one before it is not the trial's.
    Skin cancers and what is in situ are spared for themselves, and so is a second cancer that came later."""
    named = [one.concept for one in target.exceptions if not one.qualifiers and one.concept in ORGAN_CANCERS]
    if known.context.diseases or len(named) != 1 or is_metastasis(item, known):
        return False
    own = [found for found in primaries(known) if related(found, named[0], known) is Relation.IS and not is_local(found, known)]
    return bool(own) and all(are_two(item, found, known) and _came_before(item, found) for found in own)


def _came_before(one: Item, other: Item) -> bool:
    first, second = one.fact.date, other.fact.date
    return first is not None and second is not None and first.last < second.first


_FOR_A_LINE = re.compile(r"\b(?:patency|(?:catheter|line|port|device)s?\b.*\b(?:occlusion|clot\w*|thromb\w+))\b", re.IGNORECASE)
""" "To keep a catheter open" is a low dose; whoever has atrial fibrillation takes a full one against strokes."""


def _spared(item: Item, exception: Target, known: Known) -> Fitting:
    """How an item stands to what is let off: itself, or with the combination that it was begun as a part of ("except
    cisplatin-based chemotherapy": the gemcitabine beside the cisplatin too)."""
    own = fitting(item, exception, known)
    if own.fit is Fit.OPEN and exception.concept in own.missing:
        own = _named_more_nearly(item, exception, known) or own
    if own.fit is Fit.YES or item.kind is not Kind.TREATMENTS or not _is_combination(exception.concept, known):
        return own
    beside = (fitting(other, exception, known) for other in known.akin(exception.concept) if _begun_with(other, item))
    best = max(beside, key=lambda found: found.fit.value, default=own)
    return replace(best, item=item) if best.fit.value > own.fit.value else own


def _named_more_nearly(item: Item, exception: Target, known: Known) -> Fitting | None:
    """A cancer that another record names more nearly: "breast cancer" beside "inflammatory breast cancer" is that one, where
    both are of one side and one time; None where no record names it so."""
    words = known.context.vocabulary
    for other in known.akin(exception.concept):
        below = all(words.is_a(one, wide) and one != wide for one in other.concepts for wide in item.concepts)
        kinds = {words.kind(name) for name in (*other.concepts, *item.concepts)}
        if other is item or not below or not kinds <= CANCER_KINDS or fitting(other, exception, known).fit is not Fit.YES:
            continue
        sides = {found for record in (item, other) if (found := record.qualifier("laterality"))}
        known.by_the_day()
        one, two = item.fact.moment, other.fact.moment
        apart = one is not None and two is not None and abs((one.first - two.first).days) > _ONE_TIME
        sure = len(sides) <= 1 and not apart
        return Fitting(item=item, fit=Fit.YES if sure else Fit.OPEN, missing=() if sure else ("whether both are one cancer",))
    return None


_ONE_TIME = 366
"""Days within which a cancer is described again."""


def _is_combination(concept: str, known: Known) -> bool:
    words = known.context.vocabulary
    above = words.ancestors(concept) if concept in words else frozenset()
    return "-based " in concept or bool(above & _COMBINED) or (concept in words and words.kind(concept) == "regimen")


_COMBINED = frozenset({"combination chemotherapy", "chemoradiotherapy"})


def _begun_with(one: Item, other: Item) -> bool:
    start = one.fact.start or one.fact.date
    return start is not None and start.exact and start == (other.fact.start or other.fact.date)


def _would_be_told(item: Item, exception: Target, known: Known) -> bool:
    """Whether an item that may be what is spared would have been named for it: a breast cancer is no melanoma."""
    words = known.context.vocabulary
    cancers = tuple(name for name in item.concepts if words.kind(name) in CANCER_KINDS)
    another = words.kind(exception.concept) in CANCER_KINDS and bool(cancers) and of_none(cancers, (exception.concept,), words)
    return another or known.has_trait(exception.concept, "named")


def _may_be_anothers(item: Item, target: Target, known: Known) -> bool:
    """Whether what is asked of the disease of the trial, though it is not named ("unresectable disease", "metastatic disease"),
    is recorded of another cancer, or of metastases that another may have as well."""
    if target == _SPREAD:
        return is_metastasis(item, known) and _other_may_have_spread(known)
    asked = {qualifier.name for qualifier in target.qualifiers}
    of_the_disease = target.concept in _ANY and not target.other and bool(asked) and asked <= _OF_THE_DISEASE
    return of_the_disease and _is_another(item, known)


def _may_be_gone(metastasis: Item, target: Target, known: Known) -> bool:
    """Whether the cancers were found gone after a metastasis was, which may have been taken out: none is said to be there."""
    if any(item.name in ("activity", "status", "timing", "treatment") for item in target.qualifiers) or target.other:
        return False
    found = metastasis.fact.moment
    dated = [(item.fact.moment, item) for item in known.cancers() if item.fact.kind is Kind.CONDITIONS and item.fact.moment]
    later = [item for day, item in dated if found is not None and day.first > found.last]
    return bool(later) and all("history" in item.narrowing.get("activity", ()) for item in later)


def _other_may_have_spread(known: Known) -> bool:
    every = primaries(known)
    own = [item for item in every if not _is_another(item, known)]
    rivals = [rivals_of(item, known) for item in own] if len(every) > 1 else []
    return bool(rivals) and all(any(_is_another(rival, known) for rival in found) for found in rivals)


def _is_another(cancer: Item, known: Known) -> bool:
    named = cancers_named(cancer, known.context)
    return bool(named) and of_another_disease(named, known.context)


ORGAN_CANCERS = frozenset(row["cancer"] for row in rows("organ_cancers.tsv"))
"""Cancers that are named for the one organ they begin in."""
_SPREAD = Target(concept="distant metastasis")
_ANY = frozenset({"neoplasm", "malignancy", "cancer"})
_OF_THE_DISEASE = frozenset({"recurrence", "proof", "resectability", "extent", "stage", "treatment", "grade", "histology"})


def _goes_without_saying(item: Item, qualifier: Qualifier, target: Target, known: Known) -> bool:
    """An "active" or "concomitant" HIV infection or hemophilia is one: nobody is rid of it, but of a kind that passes; the
    organ of an "allogeneic" transplantation was somebody else's."""
    if qualifier.name == "donor" and qualifier.values == ("allogeneic",) and not qualifier.negated:
        return all(known.has_trait(name, "from another") for name in item.concepts)
    asked = qualifier.name == "activity" and qualifier.values == ("active",) and not qualifier.negated
    passes = not traits()["passing"].isdisjoint(item.concepts)  # said of that very kind
    return asked and known.has_trait(target.concept, "for life") and not passes


def _relation(item: Item, concept: str, known: Known) -> tuple[Relation, tuple[str, ...]]:
    """How an item stands to a concept, with the narrowing that it is named for; and the family that speaks against it."""
    relation = related(item, concept, known)
    narrowed = composed(item, concept, known) if concept not in item.concepts else None
    if narrowed is None:
        return relation, ()
    fit, family = narrowed
    if fit is Fit.NO and (relation is not Relation.IS or item.narrowing.get(family)):
        return Relation.IS, (family,)
    return (Relation.IS if fit is Fit.YES or relation is Relation.IS else Relation.MAY_BE), ()


def _says_which(target: Target, known: Known) -> bool:
    """Whether "other" is said of the cancer that a treatment is for ("chemotherapy for other malignancies")."""
    purpose = target.qualifier("purpose")
    return purpose is not None and all(known.context.vocabulary.kind(name) in CANCER_KINDS for name in purpose.values)


def _given_up(item: Item, target: Target, known: Known) -> bool:
    """Who has smoked is no smoker, and has not never smoked: of a habit of the past it must be said which is meant."""
    said_when = any(qualifier.name in ("activity", "status", "timing") for qualifier in target.qualifiers)
    return item.qualifier("ongoing") == "false" and not said_when and known.has_trait(target.concept, "habit")


def _only_an_allergy(item: Item, target: Target, known: Known) -> bool:
    """Who is allergic to paclitaxel has not been treated with it by that."""
    allergic = item.kind is Kind.ALLERGIES and target.qualifier("allergy") is None
    return allergic and known.context.vocabulary.kind(target.concept) in (*MEDICINES, "regimen")


def _member_says_little(item: Item, target: Target, known: Known) -> bool:
    """One member of a family of tests without the asked result says nothing of
    the family: KRAS wild type is not RAS wild type."""
    if item.kind not in RESULT_KINDS or target.concept in item.concepts or not known.has_trait(target.concept, "family"):
        return False
    value = target.qualifier("value")
    asked = value.values if value is not None else ("positive",)
    return not any(
        restriction(item, Qualifier(name="value", values=(word,)), known) is Fit.YES and word not in ABSENT for word in asked
    )


def _narrowed(target: Target) -> str:
    words = ", ".join(said(qualifier) for qualifier in target.qualifiers)
    return f" ({words})" if words else ""
