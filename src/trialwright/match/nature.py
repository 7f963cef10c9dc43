"""The nature of what is on record: whether it is active, invasive, proven, systemic; an item and a word in, its fit out."""

from __future__ import annotations

from trialwright.match.known import CANCER_KINDS, Item, Known
from trialwright.match.narrowing import by_family
from trialwright.match.results import Fit, contains, worded
from trialwright.match.stages import stage_code
from trialwright.match.values import decimal
from trialwright.patients.facts import Kind
from trialwright.vocabulary.terms import qualifier_table
from trialwright.vocabulary.words import key


def activity(item: Item, name: str, value: str, known: Known) -> Fit:
    """Whether something is active: said so; a medicine that is begun and not ended; what was found lately and is not over."""
    found = by_family(item, name, value, known)
    if value == "history" and item.kind in _GIVEN:
        return Fit.YES
    if found is not Fit.OPEN or value != "active":
        return found
    if "cured" in item.narrowing.get("outcome", ()):
        return Fit.NO
    if "uncontrolled" in item.narrowing.get("control", ()):
        return Fit.YES
    if item.kind in (Kind.MEDICATIONS, Kind.TREATMENTS, Kind.EVENTS) and item.fact.start is not None:
        return Fit.YES if item.fact.end is None else Fit.NO if item.fact.end.last <= known.context.on else Fit.OPEN
    if _quiet_metastasis(item, known):
        return Fit.NO
    if _growing_cancer(item, known):
        return Fit.YES
    return Fit.YES if item.kind is Kind.CONDITIONS and _found_lately(item, known) else Fit.OPEN


def _quiet_metastasis(item: Item, known: Known) -> bool:
    """A metastasis of the central nervous system that was treated and is stable is not what trials call active."""
    treated = "treated" in item.narrowing.get("treatment", ()) and "stable" in item.narrowing.get("stability", ())
    return treated and any(known.context.vocabulary.is_a(name, _IN_THE_BRAIN) for name in item.concepts)


_IN_THE_BRAIN = "central nervous system metastasis"


def _growing_cancer(item: Item, known: Known) -> bool:
    """A cancer that is on record as relapsed, progressive, refractory or spread is active, and so is one of the blood that was
    found in the last weeks; unless a remission or an operation came behind it."""
    words, day = known.context.vocabulary, item.fact.date
    if item.kind is not Kind.CONDITIONS or not any(words.kind(name) in CANCER_KINDS for name in item.concepts):
        return False
    if "history" in item.narrowing.get("activity", ()) or item.narrowing.get("remission") or _rested_since(item, known):
        return False
    if any(set(item.narrowing.get(family, ())) & values for family, values in _GROWS.items()):
        return True
    of_the_blood = any(words.is_a(name, "hematologic malignancy") for name in item.concepts)
    return of_the_blood and day is not None and day.exact and day.first <= known.context.on and known.lately(day.first, _WEEKS)


def _rested_since(cancer: Item, known: Known) -> bool:
    """Whether a remission, or an operation, is on record that came behind a cancer, or of which the day is not known."""
    found = cancer.fact.date or cancer.fact.start
    rested = [item for item in known.of("response evaluation") if worded(item.value, "complete response") is Fit.YES]
    rested += [
        item for item in known.of("anticancer therapy") if worded(item.qualifier("response"), "complete response") is Fit.YES
    ]
    rested += [item for item in known.of("cancer surgery") if item.kind is Kind.PROCEDURES]
    days = (item.fact.end or item.fact.date or item.fact.start for item in rested)
    return any(day is None or found is None or day.last >= found.first for day in days)


_WEEKS = 56
"""For so many days a new cancer of the blood is taken for active: none is cured in them."""
_GROWS = {
    "stability": frozenset({"unstable"}),
    "recurrence": frozenset({"recurrent"}),
    "extent": frozenset({"metastatic"}),
    "refractory": frozenset({"refractory"}),
}


def recency(item: Item, name: str, value: str, known: Known) -> Fit:
    """Whether something is recent: said so, or by its day: what is four weeks old is, what is over a year
    old and does not go on is not."""
    found = by_family(item, name, value, known)
    goes_on = (item.fact.start is not None and item.fact.end is None) or "active" in item.narrowing.get("activity", ())
    day = item.fact.end or item.fact.date
    if found is not Fit.OPEN or goes_on or day is None or value != "recent":
        return found
    if not known.lately(day.last, _A_YEAR):
        return Fit.NO
    return Fit.YES if day.last <= known.context.on and known.lately(day.first, _FOUR_WEEKS) else Fit.OPEN


_FOUR_WEEKS, _A_YEAR = 28, 366


def _found_lately(item: Item, known: Known) -> bool:
    day = item.fact.date
    if day is None or not day.exact or item.fact.end is not None or any(item.narrowing.get(name) for name in _TURNED):
        return False
    return day.first <= known.context.on and known.lately(day.first, _LATELY)


_GIVEN = (Kind.TREATMENTS, Kind.PROCEDURES, Kind.MEDICATIONS)
_LATELY = 14
"""How many days an illness that was found and is not said to be over counts as there: as long as most windows of screening."""
_TURNED = ("control", "stability", "treatment", "remission")
"""What else may be said of its course; then that decides."""


def behaviour(item: Item, name: str, value: str, known: Known) -> Fit:
    """Whether a cancer is invasive: by its name, or by its stage group (0 is in situ, I and above are invasive; AJCC 8)."""
    found = by_family(item, name, value, known)
    if found is not Fit.OPEN or value not in ("invasive", "in situ"):
        return found
    words = known.context.vocabulary
    above = {kind for name in item.concepts if name in words for kind in words.ancestors(name)}
    if above & _IN_SITU:
        return Fit.YES if value == "in situ" else Fit.NO
    code = stage_code(item.qualifier("stage") or "")
    invasive = any(kind in words and words.is_a(kind, "invasive cancer") for kind in above)
    if invasive or any(words.kind(kind) == "metastasis" for kind in above) or (code is not None and code[0] in "I"):
        return Fit.YES if value == "invasive" else Fit.NO
    if code is not None and code[0] == "0":  # 0a, the papillary one of the bladder, is neither
        return Fit.NO if value == "invasive" else Fit.YES if code == "0" else Fit.OPEN
    return Fit.OPEN


_IN_SITU = frozenset({"carcinoma in situ"})


def route(item: Item, name: str, value: str, known: Known) -> Fit:
    """How a medicine is given: said so; one that is given for its effect on the whole body alone is systemic."""
    found = by_family(item, name, value, known)
    if found is not Fit.OPEN or value != "systemic" or item.kind not in _GIVEN or item.qualifier("site"):
        return found
    words = known.context.vocabulary
    above = {kind for name in item.concepts if name in words for kind in words.ancestors(name)}
    local = any(known.has_trait(name, "also local") for name in item.concepts)
    named = any(kind.startswith("systemic ") and kind != "systemic therapy" for kind in above)
    return Fit.YES if named or (above & _SYSTEMIC and not local) else Fit.OPEN


_SYSTEMIC = frozenset(
    {"chemotherapy", "targeted therapy", "immune checkpoint inhibitor", "endocrine therapy", "kinase inhibitor"}
)


_PROOF = frozenset(
    [
        "biopsy",
        "histology",
        "histologic",
        "histological",
        "pathology",
        "pathologic",
        "pathological",
        "cytology",
        "cytologic",
        "aspiration",
        "fna",
        "fnac",
        "resection",
        "surgery",
        "specimen",
    ]
)


def proof(item: Item, name: str, value: str, known: Known) -> Fit:
    """Tissue proof: said so, or a histological type is recorded, which nothing but tissue can show."""
    if value not in ("confirmed", *_PROOF):
        return by_family(item, name, value, known)
    how = item.qualifier("method") or ""
    of_blood = key(how) == key("liquid biopsy")
    if not of_blood and ("confirmed" in item.narrowing.get("proof", ()) or _shows_tissue(how)):
        return Fit.YES
    if "suspected" in item.narrowing.get("proof", ()):
        return Fit.OPEN
    words = known.context.vocabulary
    typed = any(
        words.concepts[above].axis == "histology"
        for name in item.concepts
        if name in words
        for above in words.ancestors(name)
        if above in words
    )
    return Fit.YES if typed or item.qualifier("histology") else Fit.OPEN


def _shows_tissue(how: str) -> bool:
    """A biopsy, or an operation that takes the tumor out ("nephrectomy")."""
    words = key(how)
    return bool(set(words) & _PROOF) or any(word.endswith("ectomy") for word in words)


def method(item: Item, name: str, value: str, known: Known) -> Fit:
    """Whether it was found so; a way that shows tissue asks for proof."""
    if set(key(value)) & _PROOF:
        return proof(item, name, "confirmed", known)
    written = item.qualifier("method")
    if written is None:
        return Fit.OPEN
    return Fit.YES if contains(written, value) or contains(value, written) else Fit.NO


def severity(item: Item, name: str, value: str, known: Known) -> Fit:
    """How severe it is: said so, by its grade, or by its nature."""
    found = by_family(item, name, value, known)
    grade = decimal(item.qualifier("grade"))
    by_nature = any(known.has_trait(concept, "severe") for concept in item.concepts)
    if found is Fit.OPEN and grade is None and value == "severe" and by_nature:
        return Fit.YES
    if found is not Fit.OPEN or grade is None or item.kind not in (Kind.CONDITIONS, Kind.ALLERGIES):
        return found
    by_grade = {1: "mild", 2: "moderate", 3: "severe", 4: "life-threatening"}.get(int(grade), "life-threatening")
    return Fit.YES if qualifier_table().agree("severity", by_grade, value) else Fit.NO


def significance(item: Item, name: str, value: str, known: Known) -> Fit:
    """What is symptomatic, severe or of grade 3 and more is clinically significant; so is a heart attack for half a year."""
    found = by_family(item, name, value, known)
    if found is not Fit.OPEN:
        return found
    if "symptomatic" in item.narrowing.get("symptoms", ()) or severity(item, "severity", "severe", known) is Fit.YES:
        return Fit.YES
    if item.kind is not Kind.CONDITIONS or {"history", "cured"} & set(item.narrowing.get("activity", ())):
        return Fit.OPEN
    if any(known.has_trait(concept, "significant") for concept in item.concepts):
        return Fit.YES
    day = item.fact.date
    lately = day is not None and day.exact and known.lately(day.first, _HALF_A_YEAR)
    return Fit.YES if lately and any(known.has_trait(concept, "significant at first") for concept in item.concepts) else Fit.OPEN


_HALF_A_YEAR = 183
