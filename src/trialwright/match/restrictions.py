"""Restrictions: one qualifier of a target and an item of a patient in; fits, open or does not out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from trialwright.match.another import are_two, is_local, is_metastasis, is_other, is_over, presumed
from trialwright.match.cohorts import COHORT, cohort_fit
from trialwright.match.courses import radical
from trialwright.match.diseases import of_none
from trialwright.match.known import CANCER_KINDS, RESULT_KINDS, Item, Known, read_status, related, term_in
from trialwright.match.narrowing import by_family
from trialwright.match.nature import activity, behaviour, method, proof, recency, route, severity, significance
from trialwright.match.overcome import overcome
from trialwright.match.parts import of_another_disease
from trialwright.match.previous import previous
from trialwright.match.regions import lies_in, organ_of
from trialwright.match.remedies import given_by_vein, serves, treated_so
from trialwright.match.results import Assay, Fit, contains, result_fit, worded
from trialwright.match.stages import extent_of, stage_fits
from trialwright.match.tables import rows
from trialwright.match.toxicities import causes_fit
from trialwright.match.treated_then import (
    may_be_for_an_earlier_one,
    treated_metastasis,
    was_before_its_operation,
    was_before_spread,
    was_for_all_its_cancers,
    was_for_another_cancer,
    was_for_its_only_cancer,
)
from trialwright.match.values import decimal
from trialwright.patients.facts import Kind
from trialwright.protocol.criteria import STUDY_DISEASE, Qualifier
from trialwright.protocol.phrases import tells_itself
from trialwright.vocabulary.concepts import Relation
from trialwright.vocabulary.words import key


def said(qualifier: Qualifier) -> str:
    """A restriction in words: "uncontrolled", "stage IV or IIIB", "described as “incurable”"."""
    words = " or ".join(value.replace("_", " ") for value in qualifier.values)
    if qualifier.name == "described":
        words = f"described as “{words}”"
    elif not words or not tells_itself(qualifier.name):
        words = f"{qualifier.name} {words}"
    return f"{'not ' if qualifier.negated else ''}{words}".strip()


def restriction(item: Item, qualifier: Qualifier, known: Known) -> Fit:
    """Whether an item has one of the values of a restriction."""
    check = _CHECKS.get(qualifier.name, by_family)
    fits = [check(item, qualifier.name, value, known) for value in qualifier.values] or [Fit.YES]
    best = max(fits, key=lambda fit: fit.value)
    return Fit(-best.value) if qualifier.negated else best


Check = Callable[[Item, str, str, Known], Fit]


def _status(item: Item, name: str, value: str, known: Known) -> Fit:
    """A word of status belongs to a family where it is known; else it must stand in the status as written."""
    families = read_status(value)
    if families:
        fits = [restriction(item, Qualifier(name=family, values=values), known) for family, values in families.items()]
        return max(fits, key=lambda fit: fit.value)
    written = item.qualifier("status")
    return Fit.YES if written and contains(written, value) else Fit.OPEN


def _treatment(item: Item, name: str, value: str, known: Known) -> Fit:
    """Whether a cancer was treated: said so, or by the therapies for it on record; that none is there shows it only where the
    record of therapies is complete. Surgery alone leaves "untreated" open: not every trial counts it."""
    found = by_family(item, name, value, known)
    words = known.context.vocabulary
    if found is Fit.OPEN and is_metastasis(item, known):
        return treated_metastasis(item, value, known)
    cancer = bool(item.concepts) and all(words.kind(concept) in CANCER_KINDS for concept in item.concepts)
    if found is not Fit.OPEN or not cancer or is_metastasis(item, known) or is_other(item, known) is Fit.YES:
        return found
    therapies = [therapy for therapy in known.of("anticancer therapy") if therapy.kind in (Kind.TREATMENTS, Kind.PROCEDURES)]
    by_drug = [
        therapy for therapy in (*known.of("systemic therapy"), *known.of("radiotherapy")) if therapy.kind is Kind.TREATMENTS
    ]
    if any(_given_for(item, therapy, known) for therapy in (by_drug if value == "untreated" else therapies)):
        return Fit.YES if value == "treated" else Fit.NO
    if therapies or by_drug or known.operated() or not known.covered((Kind.TREATMENTS,)):
        return Fit.OPEN
    return Fit.YES if value == "untreated" else Fit.OPEN


def _given_for(cancer: Item, therapy: Item, known: Known) -> bool:
    """True for a therapy of this cancer: by its purpose, or because no other cancer is on record."""
    fit = _purpose(therapy, "purpose", cancer.concepts[0], known)
    alone = all(related(found, cancer.concepts[0], known) is not Relation.IS_NOT for found in known.cancers())
    unsaid = not therapy.qualifier("intent") and not therapy.qualifier("site")
    return fit is Fit.YES or (fit is Fit.OPEN and alone and unsaid)


def _stage(item: Item, name: str, value: str, known: Known) -> Fit:
    written = item.qualifier("stage")
    if written is not None:
        return {True: Fit.YES, False: Fit.NO, None: Fit.OPEN}[stage_fits(written, value)]
    if stage_fits("IV", value) is True and _metastatic(item, known) is Fit.YES:
        return Fit.YES
    return Fit.OPEN


def _extent(item: Item, name: str, value: str, known: Known) -> Fit:
    found = by_family(item, name, value, known)
    if found is not Fit.OPEN or value not in ("metastatic", "localized", "locally advanced", "advanced"):
        return found
    spread = _metastatic(item, known)
    if spread is Fit.YES:
        return Fit.YES if value in ("metastatic", "advanced") else Fit.NO
    if spread is Fit.OPEN:
        return Fit.OPEN
    by_stage = extent_of(item.qualifier("stage") or "", value)
    if by_stage is None and value == "metastatic" and known.of("distant metastasis", present=False):
        return Fit.NO
    return {True: Fit.YES, False: Fit.NO, None: Fit.OPEN}[by_stage]


def _metastatic(item: Item, known: Known) -> Fit:
    """Whether a distant metastasis of this cancer is on record: of the only cancer it can be of; open where there are several."""
    if set(item.narrowing.get("extent", ())) & {"metastatic", "oligometastatic"}:
        return Fit.YES
    if not known.of("distant metastasis"):
        return Fit.NO
    return Fit.OPEN if rivals_of(item, known) else Fit.YES


def rivals_of(cancer: Item, known: Known) -> tuple[Item, ...]:
    """The other cancers of which a metastasis on record may be as well: those that are neither over nor treated."""
    others = (
        item for item in known.cancers() if not is_metastasis(item, known) and not set(item.concepts) & set(cancer.concepts)
    )
    active = (item for item in others if not is_over(item) and not is_local(item, known))
    return tuple(item for item in active if are_two(item, cancer, known) and "treated" not in item.narrowing.get("treatment", ()))


def _setting(item: Item, name: str, value: str, known: Known) -> Fit:
    """What a treatment was given for: a metastasis as its site, a line of 1 or more, or the intent as written."""
    site = item.qualifier("site") or item.qualifier("site concept") or ""
    if value in ("palliative", "metastatic", "advanced") and _for_another(item, known):
        return Fit.OPEN
    if value in ("palliative", "metastatic", "advanced") and "metastasis" in key(site):
        return Fit.NO if "diagnostic" in item.narrowing.get("setting", ()) else Fit.YES
    wanted = "palliative" if value in ("metastatic", "advanced") else value
    found = by_family(item, "setting", wanted, known)
    if found is Fit.OPEN and "perioperative" in item.narrowing.get("setting", ()) and wanted in ("adjuvant", "neoadjuvant"):
        return Fit.YES
    line = decimal(item.qualifier("line"))
    if line is not None and not item.narrowing.get("setting"):
        return Fit.YES if (line >= 1) == (wanted == "palliative") else Fit.NO
    if found is Fit.OPEN and wanted == "palliative" and was_before_spread(item, known):
        return Fit.NO
    if found is Fit.OPEN and wanted == "neoadjuvant" and was_before_its_operation(item, known):
        return Fit.YES
    if found is Fit.OPEN and item.qualifier("intent"):
        return _intended(item, known)
    return radical(item, known) if found is Fit.OPEN and wanted == "curative" else found


def _for_another(item: Item, known: Known) -> bool:
    """Whether the intent of a treatment names another cancer than the trial's, of which the trial's setting is none."""
    named = term_in(item.qualifier("intent") or "", known).concepts
    cancers = tuple(name for name in named if known.context.vocabulary.kind(name) in CANCER_KINDS)
    return bool(cancers) and of_another_disease(cancers, known.context)


def _intended(item: Item, known: Known) -> Fit:
    """An intent that names what was treated: of a cancer it leaves the setting open, for another disease it is none of them."""
    kinds = {known.context.vocabulary.kind(name) for name in term_in(item.qualifier("intent") or "", known).concepts}
    return Fit.OPEN if not kinds or kinds & {*CANCER_KINDS, "metastasis"} else Fit.NO


def _for_another_illness(targets: list[str], relations: list[Relation], known: Known) -> bool:
    """Whether a record names only illnesses that were treated, and no cancer: they may be of the trial's ("cord compression"), or
    have nothing to do with it ("aplastic anemia")."""
    ill = all(known.context.vocabulary.kind(name) == "condition" for name in targets)
    return bool(targets) and ill and all(relation is Relation.IS_NOT for relation in relations)


def _purpose(item: Item, name: str, value: str, known: Known) -> Fit:
    """What a treatment was for: a metastasis or tumor as its site, a disease that its intent names, or its setting."""
    words = known.context.vocabulary
    if value == STUDY_DISEASE:
        if not known.context.diseases and was_for_its_only_cancer(item, known):
            return Fit.YES
        own = presumed(known) if not known.context.diseases else None
        if own and was_for_another_cancer(item, own[0].concepts[0], known):
            return Fit.NO  # than the one that the patient comes for
        treated = (_purpose(item, name, disease, known) for disease in known.context.diseases)
        fit = max(treated, key=lambda fit: fit.value, default=Fit.OPEN)
        return Fit.OPEN if fit is Fit.YES and may_be_for_an_earlier_one(item, known) else fit
    if value not in words:
        return _described(item, name, value, known)
    named = [*(item.qualifier("site concept") or "").split(";"), *term_in(item.qualifier("intent") or "", known).concepts]
    targets = [concept for concept in named if concept in words and words.kind(concept) != "organ"]
    relations = [words.relation(concept, value) for concept in targets]
    if Relation.IS in relations:
        return Fit.NO if "diagnostic" in item.narrowing.get("setting", ()) else Fit.YES
    if words.kind(value) in CANCER_KINDS and _names_others(targets, value, known):
        return Fit.NO
    if words.kind(value) == "metastasis" and not targets:
        return Fit.OPEN if _over_before(item, value, known) else _setting(item, name, "palliative", known)
    if value == "primary tumor" and item.kind is Kind.PROCEDURES and not targets:
        return Fit.YES if known.is_cancer_surgery(item) else Fit.OPEN
    if value in known.context.diseases and not known.others() and _has_trials_disease(known):
        return Fit.OPEN if _for_another_illness(targets, relations, known) else Fit.YES
    if not targets and item.kind in (Kind.TREATMENTS, Kind.PROCEDURES) and was_for_all_its_cancers(item, value, known):
        return Fit.YES
    if not targets and words.kind(value) in CANCER_KINDS and was_for_another_cancer(item, value, known):
        return Fit.NO
    if not targets and serves(item, value, known):
        return Fit.YES
    return Fit.NO if relations and all(relation is Relation.IS_NOT for relation in relations) else Fit.OPEN


def _over_before(item: Item, spread: str, known: Known) -> bool:
    """Whether a treatment was over before a metastasis of that place was first recorded."""
    end, found = item.fact.end or item.fact.date, [there.fact.moment for there in known.of(spread)]
    return end is not None and bool(found) and all(day is not None and end.last < day.first for day in found)


def _names_others(targets: Sequence[str], value: str, known: Known) -> bool:
    """Whether what is named is cancers, none of which can be the one that is asked for."""
    words = known.context.vocabulary
    cancers = [name for name in targets if words.kind(name) in CANCER_KINDS]
    return bool(cancers) and len(cancers) == len(targets) and all(of_none((name,), (value,), words) for name in cancers)


def _has_trials_disease(known: Known) -> bool:
    """The sheet shows the disease that the trial treats: the cancer, a metastasis of it, or a step of the trial already taken."""
    return bool(known.cancers() or known.of("distant metastasis") or any(known.of(event) for event in known.context.begins))


def _described(item: Item, name: str, value: str, known: Known) -> Fit:
    """Words that no table knows: they stand on the sheet as well, or it is open."""
    written = " ".join(
        [item.written(), *(item.qualifier(key) or "" for key in ("status", "intent", "method", "site", "histology"))]
    )
    if contains(written, value) and not (_ALONE.search(value) and not _ALONE.search(written)):
        return Fit.YES
    cancer = any(known.context.vocabulary.kind(name) in CANCER_KINDS for name in item.concepts)
    return overcome(item, value, known) if cancer else treated_so(item, value, known)


_ALONE = re.compile(r"\b(?:only|solely|exclusively|alone)\b", re.IGNORECASE)
""" "Involving the brachial vein only": a fact of that vein does not say that there is no other."""


def _line(item: Item, name: str, value: str, known: Known) -> Fit:
    line, wanted = decimal(item.qualifier("line")), _LIMIT.fullmatch(value) or _NUMBER.fullmatch(value)
    if line is None or wanted is None:
        return Fit.OPEN
    return Fit.YES if _within(line, wanted) else Fit.NO


_LIMIT, _NUMBER = re.compile(r"(>=|<=|>|<)\s*(\d+)"), re.compile(r"()\s*(\d+)")


def _within(number: Decimal, limit: re.Match[str]) -> bool:
    edge = int(limit[2])
    return {
        ">=": number >= edge,
        "<=": number <= edge,
        ">": number > edge,
        "<": number < edge,
        "": number == edge,
    }[limit[1]]


def _cause(item: Item, name: str, value: str, known: Known) -> Fit:
    """What brought it on, where the record names it."""
    fits = causes_fit(item, value, known)
    return Fit.OPEN if fits is None else Fit.YES if fits else Fit.NO


def _grade(item: Item, name: str, value: str, known: Known) -> Fit:
    written, wanted = item.qualifier("grade"), decimal(value)
    if written is None:
        return Fit.OPEN
    grade = decimal(written)
    limit = _LIMIT.fullmatch(value)
    if limit is not None:
        return Fit.OPEN if grade is None else Fit.YES if _within(grade, limit) else Fit.NO
    if grade is None or wanted is None:
        return Fit.YES if contains(written, value) else Fit.OPEN
    return Fit.YES if grade == wanted else Fit.NO


def _site(item: Item, name: str, value: str, known: Known) -> Fit:
    """Where it was: the site as written names the place asked for, a part of it, or a metastasis in it."""
    words = known.context.vocabulary
    places = [place for place in (item.qualifier("site concept") or "").split(";") if place]
    written = item.qualifier("site")
    if written is not None and contains(written, value):
        return Fit.YES
    fits = [lies_in(organ_of(place, words), value, words) for place in places if value in words and place in words]
    if Fit.YES in fits:
        return Fit.YES
    if value in words and any(words.is_a(concept, f"{value} metastasis") for concept in item.concepts):
        return Fit.YES
    if written is None and not places:
        return _primary_site(item, value, known)
    return Fit.NO if fits and all(fit is Fit.NO for fit in fits) else Fit.OPEN


def _primary_site(item: Item, value: str, known: Known) -> Fit:
    """A cancer that is named for its organ is of that organ: a breast cancer is not of the skin."""
    words = known.context.vocabulary
    cancer = f"{value} cancer"
    if cancer not in words or not any(words.kind(name) == "cancer" for name in item.concepts) or is_metastasis(item, known):
        return Fit.OPEN
    relation = related(item, cancer, known)
    if relation is not Relation.IS_NOT:
        return Fit.YES if relation is Relation.IS else Fit.OPEN
    elsewhere = value in _SELDOM_SPREAD_TO and _metastatic(item, known) is Fit.NO
    return Fit.NO if elsewhere and any(words.is_a(name, row) for name in item.concepts for row in _OF_ONE_ORGAN) else Fit.OPEN


_OF_ONE_ORGAN = frozenset(row["cancer"] for row in rows("organ_cancers.tsv"))
_SELDOM_SPREAD_TO = frozenset(row["organ"] for row in rows("organ_cancers.tsv")) - {""}


def _persistence(item: Item, name: str, value: str, known: Known) -> Fit:
    """Taken continuously: said so, or begun and not ended; what has ended is not."""
    found = by_family(item, name, value, known)
    if found is Fit.OPEN and value == "continuous" and item.kind is Kind.CONDITIONS:
        words = known.context.vocabulary
        above = (above for name in item.concepts if name in words for above in words.ancestors(name))
        over = "history" in item.narrowing.get("activity", ()) and any(known.has_trait(one, "passing") for one in item.concepts)
        return (
            Fit.YES if any(name.startswith("chronic ") for name in above) else Fit.NO if over else found
        )  # "chronic hepatitis B"
    if found is not Fit.OPEN or item.kind not in (Kind.MEDICATIONS, Kind.TREATMENTS):
        return found
    if item.fact.start is not None and item.fact.end is None:
        return Fit.YES
    return Fit.NO if item.fact.end is not None and item.fact.end.last <= known.context.on else Fit.OPEN


def _control(item: Item, name: str, value: str, known: Known) -> Fit:
    """A cancer or a metastasis that grows is not controlled; one that is stable and without symptoms is."""
    found = by_family(item, name, value, known)
    kinds = {known.context.vocabulary.kind(name) for name in item.concepts}
    if found is not Fit.OPEN or value not in ("controlled", "uncontrolled") or not kinds & {*CANCER_KINDS, "metastasis"}:
        return found
    if "unstable" in item.narrowing.get("stability", ()):
        return Fit.YES if value == "uncontrolled" else Fit.NO
    quiet = item.narrowing.get("stability") == ("stable",) and item.narrowing.get("symptoms") == ("asymptomatic",)
    return (Fit.YES if value == "controlled" else Fit.NO) if quiet else found


def _severity(item: Item, name: str, value: str, known: Known) -> Fit:
    """How severe it is by its record; an infection that is treated by vein is severe."""
    found = severity(item, name, value, known)
    return Fit.YES if found is Fit.OPEN and value == "severe" and given_by_vein(item, known) else found


def _stability(item: Item, name: str, value: str, known: Known) -> Fit:
    """An illness under control is stable; of a cancer that is no word."""
    found = by_family(item, name, value, known)
    control = item.narrowing.get("control", ())
    if found is not Fit.OPEN or not control or {known.context.vocabulary.kind(name) for name in item.concepts} != {"condition"}:
        return found
    return Fit.YES if ("controlled" in control) == (value == "stable") else Fit.NO


def _one_side(item: Item, name: str, value: str, known: Known) -> Fit:
    """One lesion lies on one side and in one lobe."""
    found = by_family(item, name, value, known)
    if found is Fit.OPEN and value in ("unilateral", "unilobar") and decimal(item.qualifier("count")) == 1:
        return Fit.YES
    if found is Fit.OPEN and value in ("bilateral", "bilobar") and decimal(item.qualifier("count")) == 1:
        return Fit.NO
    return found


def _histology(item: Item, name: str, value: str, known: Known) -> Fit:
    words = known.context.vocabulary
    if value not in words:
        written = item.qualifier("histology")
        return Fit.YES if written and contains(written, value) else Fit.OPEN
    relation = related(item, value, known)
    return {Relation.IS: Fit.YES, Relation.MAY_BE: Fit.OPEN, Relation.IS_NOT: Fit.NO}[relation]


def _symptomatic(item: Item, name: str, value: str, known: Known) -> Fit:
    wanted = "symptomatic" if value.lower() in ("true", "yes", "symptomatic") else "asymptomatic"
    return by_family(item, "symptoms", wanted, known)


def _allergy(item: Item, name: str, value: str, known: Known) -> Fit:
    return Fit.YES if item.kind is Kind.ALLERGIES else Fit.NO


def _response(item: Item, name: str, value: str, known: Known) -> Fit:
    return worded(item.qualifier("response") or item.value, value)


_UNTIL_PROGRESSION = ("progressive disease", "progression", "progressed", "refractory", "failed", "failure", "resistant")
_UNTIL_TOXICITY = ("intolerance", "intolerant", "not tolerated", "toxicity", "adverse event", "side effects")


def _outcome(item: Item, name: str, value: str, known: Known) -> Fit:
    """What became of a therapy: it failed where the disease progressed on it; what is not recorded stays open."""
    ends = {"failed": _UNTIL_PROGRESSION, "not tolerated": _UNTIL_TOXICITY}.get(value)
    if ends is None:
        return by_family(item, name, value, known)
    if value == "failed" and _response(item, "response", "progressive disease", known) is Fit.YES:
        return Fit.YES
    written = [str(item.value or ""), *(item.qualifier(key) or "" for key in ("status", "response", "outcome", "reason"))]
    said = [part for words in written for part in re.split(r"[,;.]", words)]
    told = (contains(part, end) and not (_DENIED.search(part) and not end.startswith("not ")) for part in said for end in ends)
    return Fit.YES if any(told) else Fit.OPEN


_DENIED = re.compile(r"\b(?:no|not|never|without|nor)\b", re.IGNORECASE)
""" "Completed, no discontinuation for toxicity", "without progression"."""


def _value(item: Item, name: str, value: str, known: Known) -> Fit:
    if COHORT in item.concepts:
        return cohort_fit(item.written(), item.value, value)
    if item.kind not in RESULT_KINDS or not item.concepts:
        return worded(item.value, value)
    concept = item.concepts[0]
    test = Assay(concept=concept, kind=known.context.vocabulary.kind(concept), named=item.qualifier("alteration"))
    return result_fit(test, item.value, value)


def _timing(item: Item, name: str, value: str, known: Known) -> Fit:
    """Whether a cancer came with others, or before the present one."""
    return previous(item, known) if value == "previous" else by_family(item, name, value, known)


def _specimen(item: Item, name: str, value: str, known: Known) -> Fit:
    """Of what a test was made: a test that says nothing of it may be of blood, one of urine is not."""
    if item.fact.kind not in RESULT_KINDS:
        return Fit.YES
    return Fit.OPEN if _URINE.search(f"{item.written()} {item.qualifier('method') or ''}") else Fit.YES


_URINE = re.compile(r"\burin\w*|\bUPT\b|\bhome\b", re.IGNORECASE)


_CHECKS: dict[str, Check] = {
    "timing": _timing,
    "specimen": _specimen,
    "status": _status,
    "activity": activity,
    "recency": recency,
    "treatment": _treatment,
    "severity": _severity,
    "stability": _stability,
    "control": _control,
    "stage": _stage,
    "extent": _extent,
    "proof": proof,
    "behaviour": behaviour,
    "route": route,
    "method": method,
    "setting": _setting,
    "intent": _setting,
    "purpose": _purpose,
    "described": _described,
    "line": _line,
    "grade": _grade,
    "cause": _cause,
    "site": _site,
    "persistence": _persistence,
    "significance": significance,
    "laterality": _one_side,
    "distribution": _one_side,
    "histology": _histology,
    "symptomatic": _symptomatic,
    "allergy": _allergy,
    "response": _response,
    "outcome": _outcome,
    "value": _value,
}
