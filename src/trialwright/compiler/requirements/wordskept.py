"""Words kept: "negative serum pregnancy test", "history of previous breast cancer" in; the same with the sample that is asked
for, or as a cancer before the present one, out."""

from __future__ import annotations

import re
from collections.abc import Collection
from decimal import Decimal
from functools import partial

from trialwright.compiler.setting import changed_leaves
from trialwright.compiler.statement import Statement
from trialwright.protocol.criteria import Criterion, Has, NoneOf, Not, Qualifier, Window, WindowKind, walk
from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.records import anew
from trialwright.vocabulary.time import Duration, TimeUnit

_TEST = "pregnancy test"
_OF_BLOOD = re.compile(
    r"\b(?:serum|blood|plasma)\b[^,;.]{0,50}?\b(?:pregnan\w+|h-?cg|gonadotrop[hi]+n|test\w*)\b|"
    r"\b(?:test\w*|h-?cg)\b[^,;.]{0,25}\b(?:serum|blood|plasma)\b",
    re.IGNORECASE,
)
_OF_URINE = re.compile(r"\burin\w+|\bUPT\b", re.IGNORECASE)
_BRACKET = re.compile(r"\s*[(\[][^()\[\]]{1,80}[)\]]")
_BACK = 20
SERUM = Qualifier(name="specimen", values=("serum",))

_TESTED_WHEN = re.compile(
    r"\s*\.\s*(?:(?:the|a|an|this)\s+)?(?:(?:serum|urine|blood|pregnancy)\s+)*test\s+"
    r"(?:must|should|will|has to|needs to|is to)\s+be\s+"
    r"(?:obtained|performed|done|taken|conducted|carried out)\b[^.;]{0,120}?(?:within|<=|≤|no more than|not more than)\s*"
    r"(?P<number>\d+)\s*(?P<unit>hours?|hrs?|h|days?|d)\b",
    re.IGNORECASE,
)
_PATHOLOGICAL = re.compile(
    r"(?:(?:patho|histo|cyto|histopatho)logic(?:al)?(?:ly)?(?:\s*(?:,|/|or|and|and/or)\s*)?)+",
    re.IGNORECASE,
)
_CANCERS = frozenset({"cancer", "histology"})
_ANY = frozenset({"malignancy", "neoplasm", "cancer", "solid tumor", "hematologic malignancy", "carcinoma"})
_PREVIOUS = re.compile(
    r"\b(?:previous|prior|earlier|former)\s+(?:(?:diagnos[ei]s|history|episodes?)\s+of\s+)?"
    r"(?:(?!(?:treat|therap|chemo|radi|surg|resect|exci|line|biops|scre)\w*)[\w-]+\s+){0,4}?"
    r"(?:cancers?|carcinomas?|malignanc\w+|tumou?rs?|neoplasms?|dcis|lcis|\w+omas?|leuka?emias?)\b"
    r"(?!\s+(?:treat|therap|chemo|radi|surg|resect|exci)\w*)",
    re.IGNORECASE,
)
_PRESENT_TOO = re.compile(
    r"\b(?:current|concurrent|concomitant|present|synchronous|simultaneous|active|ongoing|existing|second|another|other)\b",
    re.IGNORECASE,
)
_NO_PREVIOUS = re.compile(r"\b(?:previous|prior)\s+(?:(?:history|diagnosis)\s+of\s+)?\Z", re.IGNORECASE)
""" "No prior breast cancer": the word may stand with the denial."""
PREVIOUS = Qualifier(name="timing", values=("previous",))


def with_words_kept(statement: Statement, text: str) -> Statement:
    """The statement with what its words ask for besides the thing itself. `text`: the whole."""
    barring = {id(leaf) for part in walk(statement.node) if isinstance(part, Not | NoneOf) for leaf in walk(part)}
    node = changed_leaves(statement.node, partial(_kept, text=text, barring=barring))
    return statement if node is statement.node else anew(statement, node=node)


def _kept(leaf: Criterion, *, text: str, barring: Collection[int]) -> Criterion:
    """A cancer that is asked for is not one before the present: "prior diagnosis of breast cancer" is had by whoever has it."""
    if not isinstance(leaf, Has):
        return leaf
    barred = id(leaf) in barring
    leaf = _shown_by_pathology(_tested_when(leaf, text))
    more = SERUM if _asks_for_serum(leaf, text) else PREVIOUS if barred and _asks_for_previous(leaf, text) else None
    return leaf if more is None else anew(leaf, target=anew(leaf.target, qualifiers=(*leaf.target.qualifiers, more)))


def _tested_when(leaf: Has, text: str) -> Has:
    """ "Negative pregnancy test. The test must be obtained (<= 72 hours prior to dosing)": the time that follows."""
    if leaf.target.concept != _TEST or leaf.window is not None:
        return leaf
    said = _TESTED_WHEN.match(text, leaf.span.end)
    if said is None:
        return leaf
    unit = TimeUnit.HOUR if said["unit"].lower().startswith("h") else TimeUnit.DAY
    window = Window(kind=WindowKind.WITHIN_BEFORE, amount=Duration(amount=Decimal(said["number"]), unit=unit))
    return anew(leaf, window=window)


def _shown_by_pathology(leaf: Has) -> Has:
    """A "pathological diagnosis" is the disease, confirmed so."""
    described = leaf.target.qualifier("described")
    if leaf.target.concept != "diagnosis" or described is None or described.negated:
        return leaf
    if not all(map(_PATHOLOGICAL.fullmatch, described.values)):
        return leaf
    kept = (item for item in leaf.target.qualifiers if item is not described)
    confirmed = Qualifier(name="proof", values=("confirmed",))
    return anew(leaf, target=anew(leaf.target, concept="malignancy", qualifiers=(*kept, confirmed)))


def _asks_for_serum(leaf: Has, text: str) -> bool:
    """Whether a pregnancy test that has to be negative has to be one of blood."""
    value = leaf.target.qualifier("value")
    if leaf.target.concept != _TEST or value is None or value.negated or value.values != ("negative",):
        return False
    start = text.rfind("\n", max(leaf.span.start - _BACK, 0), leaf.span.start) + 1 or max(leaf.span.start - _BACK, 0)
    bracket = _BRACKET.match(text, leaf.span.end)
    said = text[start : leaf.span.end if bracket is None else bracket.end()]
    return _OF_BLOOD.search(said) is not None and _OF_URINE.search(said) is None


def _asks_for_previous(leaf: Has, text: str) -> bool:
    """Whether a cancer that is named has to be one before the present."""
    target, vocabulary = leaf.target, default_vocabulary()
    if target.other or leaf.window is not None or target.concept in _ANY or vocabulary.kind(target.concept) not in _CANCERS:
        return False
    if any(item.name in ("timing", "activity", "recurrence", "treatment") for item in target.qualifiers):
        return False
    before = _NO_PREVIOUS.search(text[max(leaf.span.start - 2 * _BACK, 0) : leaf.span.start])
    said = f"{before[0] if before is not None else ''}{leaf.span.cut(text)}"
    return _PREVIOUS.search(said) is not None and _PRESENT_TOO.search(said) is None
