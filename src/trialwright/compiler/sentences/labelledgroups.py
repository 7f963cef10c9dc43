"""Labelled groups: "prostate cancer: prior chemotherapy", "patients without marrow involvement: ANC >= 1000" in; what is asked of
those patients only out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from trialwright.compiler.chunks import Amount, Chunk, Sort
from trialwright.compiler.listing.lists import read_list
from trialwright.compiler.phrasing.phrases import read_phrase
from trialwright.compiler.phrasing.targets import DISEASE_KINDS, THERAPY_KINDS
from trialwright.compiler.sentences.shutout import of_shut_out
from trialwright.compiler.setting import Reader, Setting, flattened, joined_by, split_at, stripped
from trialwright.findings import Span
from trialwright.protocol.criteria import Criterion, NoConstraint, When
from trialwright.vocabulary.records import anew


def of_labelled_group(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "Prostate cancer: prior chemotherapy" in a trial of several cancers, "men: hemoglobin > 13 g/dL" speak of those patients
    only."""
    colon = next((index for index, chunk in enumerate(chunks) if chunk.sort is Sort.COLON), None)
    if colon is None:
        return _for_those_without(chunks, setting, read) or _for_any_of_the_ill(chunks, setting, read)
    apart = _next_label(chunks, colon, setting)
    if apart is not None:
        labelled = [of_labelled_group(part, setting, read) for part in (chunks[:apart], chunks[apart + 1 :])]
        if all(node is not None for node in labelled):
            return joined_by("or" if setting.exclusion else "and", [node for node in labelled if node is not None])
    left, right = _bare_label(chunks[:colon]), stripped(chunks[colon + 1 :])
    of_drug = _of_a_drug(chunks[:colon], left, setting)
    if of_drug is not None and _says_something(right):
        return _asked_of(of_drug, read(right, setting), setting.span(chunks), setting)
    aged = _of_an_age(left, setting)
    if aged is not None and _says_something(right):
        return _asked_of(aged, read(right, setting), setting.span(chunks), setting)
    of_some = _of_some_people(chunks[:colon], right, setting)
    if not (of_some or _names_patients(left, setting)) or not _says_something(right):
        return None
    span = setting.span(chunks)
    group = (read if of_some else read_list)(left, anew(setting, exclusion=True))
    return _asked_of(group, read(right, setting), span, setting)


def of_labelled_sentences(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "NSCLC only: prior platinum. No EGFR mutation": all that stands behind the label of one cancer is of its patients. None
    where one sentence stands there, or another label. What is labelled as excluded is denied."""
    shut_out = of_shut_out(chunks, setting, read)
    if shut_out is not None:
        return shut_out
    colon = next((index for index, chunk in enumerate(chunks) if chunk.sort in _ENDS_LABEL), None)
    if colon is None or chunks[colon].sort is not Sort.COLON:
        return None
    behind = chunks[colon + 1 :]
    if not any(chunk.sort in _ENDS_SENTENCE for chunk in behind[:-1]) or any(chunk.sort is Sort.COLON for chunk in behind):
        return None
    left, first = _bare_label(chunks[:colon]), next(iter(split_at(behind, _ENDS_SENTENCE)))[0]
    of_drug = _of_a_drug(chunks[:colon], left, setting)
    if of_drug is not None and _says_something(first):
        return _asked_of(of_drug, read(behind, setting), setting.span(chunks), setting)
    announces = _ANNOUNCES.search(setting.words(chunks[:colon])) is not None
    if announces or not _names_patients(left, setting) or not _says_something(first):
        return None
    group = read_list(left, anew(setting, exclusion=True))
    return _asked_of(group, read(behind, setting), setting.span(chunks), setting)


_ANNOUNCES = re.compile(r"\b(?:following|below|includ\w+|(?:all|any|each|one|either|both|two|none) of)\b", re.IGNORECASE)
""" "Melanoma and one of the following: A; B": a list, and no label."""
_ENDS_SENTENCE = frozenset({Sort.STOP, Sort.SEMICOLON})
_ENDS_LABEL = _ENDS_SENTENCE | {Sort.COLON}


def _asked_of(group: Criterion, then: Criterion, span: Span, setting: Setting) -> Criterion:
    if setting.exclusion:
        return joined_by("and", (group, then))
    return When(condition=group, then=then, otherwise=NoConstraint(why="for others", span=span), span=span)


def _of_a_drug(label: Sequence[Chunk], left: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """ "Tremelimumab-specific criteria:" is asked of those who are to get it, whom no sheet tells. None for any other label."""
    named = len(left) == 1 and left[0].sort is Sort.CONCEPT and _SPECIFIC.search(setting.words(label)) is not None
    if not named or not {setting.vocabulary.kind(name) for name in left[0].names} <= THERAPY_KINDS:
        return None
    return setting.unread(label, "of whom it is asked was not understood")


_SPECIFIC = re.compile(r"\bspecific(?:ally)?\b", re.IGNORECASE)


def _bare_label(label: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ "For NSCLC", "patients with NSCLC only", "NSCLC-specific criteria": the cancer alone."""
    left = stripped(label)
    if left and ((left[0].sort is Sort.IF and left[0].value == "with") or left[0].text.lower() in ("for", "in")):
        left = stripped(left[1:])
    while left and left[-1].text.lower() in ("only", "specific", "specifically"):
        left = stripped(left[:-1])
    return left


def _of_an_age(left: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """ "Adults:", "children only:": those of 18 and over, or younger. None for any other label."""
    named = _BY_AGE.fullmatch(setting.words(left)) if left else None
    if named is None:
        return None
    chunk, sign = left[0], ">=" if named["grown"] else "<"
    limit = anew(chunk, sort=Sort.AMOUNT, names=(), amount=Amount(low=Decimal(_OF_AGE), unit="a"))
    age = anew(chunk, sort=Sort.VARIABLE, names=("age",)), anew(chunk, sort=Sort.CMP, names=(), value=sign), limit
    return read_phrase(age, setting)


_BY_AGE = re.compile(
    r"(?:(?P<grown>adults?)|child(?:ren)?|p(?:a)?ediatrics?|minors)(?: (?:patients|subjects|participants))?(?: only)?",
    re.IGNORECASE,
)
_OF_AGE = 18


def _names_patients(left: Sequence[Chunk], setting: Setting) -> bool:
    """True for a label of cancers, or of one sex."""
    named = [chunk for chunk in left if chunk.sort is Sort.CONCEPT]
    kinds = {setting.vocabulary.kind(name) for chunk in named for name in chunk.names}
    of_sex = kinds == {"demographic"} and bool({name for chunk in named for name in chunk.names} & _people(setting))
    marked = _of_marked_cancer(left, setting)
    of_cancer = bool(named) and (kinds <= _CANCERS or of_sex or marked)
    return of_cancer and (marked or all(chunk.sort in _OF_LABEL for chunk in left))


def _people(setting: Setting) -> frozenset[str]:
    """Those whom a label may name by their sex: among what excludes, who is pregnant could be so, which need not be known."""
    return _OF_SEX if setting.exclusion else _OF_SEX | {"childbearing potential", "reproductive potential"}


_OF_SEX = frozenset({"male", "female"})


def _says_something(right: Sequence[Chunk]) -> bool:
    return any(chunk.sort in (Sort.CONCEPT, Sort.VARIABLE) for chunk in right) or _counts_lines(right)


def _next_label(chunks: Sequence[Chunk], colon: int, setting: Setting) -> int | None:
    """The comma behind which the label of another cancer begins: "NSCLC: one prior line, melanoma: none"."""
    for place, chunk in enumerate(chunks[colon + 1 :], start=colon + 1):
        behind = chunks[place + 1 : place + 3]
        labels = len(behind) == _LABEL and behind[0].sort is Sort.CONCEPT and behind[1].sort is Sort.COLON
        if chunk.sort is Sort.COMMA and labels and {setting.vocabulary.kind(name) for name in behind[0].names} <= _CANCERS:
            return place
    return None


_LABEL = 2


def _counts_lines(chunks: Sequence[Chunk]) -> bool:
    """ "At least 2 prior lines of therapy", "one regimen"."""
    counted = any(chunk.sort is Sort.AMOUNT and chunk.amount is not None and not chunk.amount.unit for chunk in chunks)
    return counted and any(chunk.sort is Sort.HEADNOUN and _LINES.match(chunk.text) for chunk in chunks)


_LINES = re.compile(r"(?:lines?|regimens?)\b", re.IGNORECASE)
_PEOPLE = re.compile(
    r"(?:(?:for|in) )?(?:patients?|subjects?|participants?|those|individuals) (?:with(?:out)?|who (?:have|has|do not have))\b",
    re.IGNORECASE,
)


def _of_some_people(left: Sequence[Chunk], right: Sequence[Chunk], setting: Setting) -> bool:
    """ "Patients with solid tumors without marrow involvement:" before a limit: it is theirs, and nobody else's."""
    if setting.exclusion or not left or _PEOPLE.match(setting.words(left)) is None:
        return False
    named = [chunk for chunk in left if chunk.sort is Sort.CONCEPT]
    kinds = {setting.vocabulary.kind(name) for chunk in named for name in chunk.names}
    limited = any(chunk.sort is Sort.VARIABLE for chunk in right) and any(chunk.sort in _LIMITS for chunk in flattened(right))
    return limited and bool(kinds & _OF_TUMOR) and kinds <= {*_OF_TUMOR, "condition"}


def _of_marked_cancer(left: Sequence[Chunk], setting: Setting) -> bool:
    """ "MSS colorectal cancer", "EGFR-mutant NSCLC": a cancer behind the marker that it has or lacks, and nothing else."""
    last = next((chunk for chunk in reversed(left) if chunk.sort is not Sort.GROUP), None)
    if last is None or last.sort is not Sort.CONCEPT or {setting.vocabulary.kind(name) for name in last.names} - _CANCERS:
        return False
    marks = [chunk for chunk in left if chunk.sort in (Sort.CONCEPT, Sort.VARIABLE) and chunk is not last]
    markers = all(setting.vocabulary.kind(name) in _MARKERS | _CANCERS for chunk in marks for name in chunk.names)
    told = all(
        chunk.sort in _OF_LABEL | {Sort.VARIABLE, Sort.OTHER_SIGN, Sort.GROUP} or _RESULT.fullmatch(chunk.text) for chunk in left
    )
    return bool(marks) and markers and told


_CANCERS = frozenset({"cancer", "histology"})
_MARKERS = frozenset({"biomarker", "gene", "alteration"})
_RESULT = re.compile(
    r"positive|negative|mutant|mutated|mutation|amplified|wild-?type|altered|rearranged|high|low|[a-z]\d{2,4}[a-z]?",
    re.IGNORECASE,
)
_OF_LABEL = frozenset({Sort.CONCEPT, Sort.FILL, Sort.NARROWING, Sort.OR, Sort.AND, Sort.SLASH})
_LIMITS = frozenset({Sort.CMP, Sort.AMOUNT, Sort.POST})
_OF_TUMOR = frozenset({"cancer", "histology", "metastasis", "finding"})


def _for_those_without(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "Residual disease >= 1 cm for patients who have not had surgery": asked of those only."""
    place = next((index for index, chunk in enumerate(chunks) if index and _OF_THOSE.match(chunk.text)), None)
    if place is None or setting.exclusion or chunks[place].sort is not Sort.IF or not stripped(chunks[:place]):
        return None
    behind = stripped(chunks[place + 1 :])
    plain = all(chunk.sort in (Sort.NEG, Sort.HIST, Sort.CONCEPT, Sort.FILL, Sort.HEADNOUN, Sort.OR) for chunk in behind)
    if not behind or behind[0].sort is not Sort.NEG or not plain or any(chunk.sort is Sort.COMMA for chunk in chunks[:place]):
        return None
    span = setting.span(chunks)
    condition, then = read(behind, anew(setting, exclusion=False)), read(stripped(chunks[:place]), setting)
    return When(condition=condition, then=then, otherwise=NoConstraint(why="for others", span=span), span=span)


_OF_THOSE = re.compile(r"(?:for|in) (?:all |those )?(?:patients|subjects|participants|those)\b", re.IGNORECASE)


def _for_any_of_the_ill(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "AST <= 5 x ULN for patients with liver cancer or liver metastases": a limit of whoever has either, and no alternative to
    the second."""
    if not any(chunk.sort is Sort.OR for chunk in chunks):
        return None
    place = next((index for index, chunk in enumerate(chunks) if index and _leads_to_whom(chunk)), None)
    before = stripped(chunks[:place]) if place is not None else ()
    if place is None or sum(chunk.sort in (Sort.AMOUNT, Sort.CODES) for chunk in before) != 1:
        return None
    if before[0].sort is not Sort.VARIABLE or any(chunk.sort in _APART for chunk in before):
        return None
    ill = stripped(tuple(chunk for chunk in chunks[place:] if not _leads_to_whom(chunk)))
    named = [chunk for chunk in ill if chunk.sort is Sort.CONCEPT]
    kinds = {setting.vocabulary.kind(name) for chunk in named for name in chunk.names}
    if len(named) < _LABEL or not kinds <= DISEASE_KINDS or any(chunk.sort not in _OF_THE_ILL for chunk in ill):
        return None
    span = setting.span(chunks)
    condition, then = read_list(ill, anew(setting, exclusion=True)), read(before, setting)
    if setting.exclusion:
        return joined_by("and", (condition, then))
    return When(condition=condition, then=then, otherwise=NoConstraint(why="for others", span=span), span=span)


def _leads_to_whom(chunk: Chunk) -> bool:
    if chunk.sort is Sort.IF:
        return chunk.value != "unless" and not chunk.text.lower().startswith("unless")
    return chunk.sort is Sort.FOR or (chunk.sort is Sort.PREP and chunk.text.lower() == "in")


_APART = frozenset({Sort.IF, Sort.NEG, Sort.EXC, Sort.COLON, Sort.SEMICOLON, Sort.GROUP})
_OF_THE_ILL = frozenset({Sort.CONCEPT, Sort.OR, Sort.COMMA, Sort.FILL, Sort.NARROWING, Sort.SLASH})
_DENIED = re.compile(r"\b(?:no|not|without)$")


def says_of_what_follows(chunk: Chunk) -> bool:
    """ "No concurrent use of: A", "at least 30 days since any of these: A": no label, for it says something of A."""
    denies = chunk.sort in (Sort.AMOUNT, Sort.NEG, Sort.UNMET, Sort.EXC) or _DENIED.search(chunk.text.lower()) is not None
    return denies or (chunk.relative is not None and chunk.relative.compare in (">=", ">"))
