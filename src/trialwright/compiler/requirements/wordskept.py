"""Words kept: "negative serum pregnancy test", "history of previous breast cancer" in; the same with the sample that is asked
for, or as a cancer before the present one, out."""

from __future__ import annotations

import re
from functools import partial

from trialwright.compiler.setting import changed_leaves
from trialwright.compiler.statement import Statement
from trialwright.protocol.criteria import Criterion, Has, Qualifier
from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.records import anew

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
    r"\b(?:current|concurrent|concomitant|present|active|ongoing|existing|second|another|other)\b", re.IGNORECASE
)
PREVIOUS = Qualifier(name="timing", values=("previous",))


def with_words_kept(statement: Statement, text: str) -> Statement:
    """The statement with what its words ask for besides the thing itself. `text`: the whole."""
    node = changed_leaves(statement.node, partial(_kept, text=text))
    return statement if node is statement.node else anew(statement, node=node)


def _kept(leaf: Criterion, *, text: str) -> Criterion:
    if not isinstance(leaf, Has):
        return leaf
    more = SERUM if _asks_for_serum(leaf, text) else PREVIOUS if _asks_for_previous(leaf, text) else None
    return leaf if more is None else anew(leaf, target=anew(leaf.target, qualifiers=(*leaf.target.qualifiers, more)))


def _asks_for_serum(leaf: Has, text: str) -> bool:
    """Whether a pregnancy test has to be one of blood."""
    if leaf.target.concept != _TEST:
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
    said = leaf.span.cut(text)
    return _PREVIOUS.search(said) is not None and _PRESENT_TOO.search(said) is None
