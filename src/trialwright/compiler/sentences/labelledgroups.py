"""Labelled groups: "prostate cancer: prior chemotherapy", "patients without marrow involvement: ANC >= 1000" in; what is asked of
those patients only out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.listing.lists import read_list
from trialwright.compiler.setting import Reader, Setting, flattened, joined_by, stripped
from trialwright.protocol.criteria import Criterion, NoConstraint, When
from trialwright.vocabulary.records import anew


def of_labelled_group(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "Prostate cancer: prior chemotherapy" in a trial of several cancers, "men: hemoglobin > 13 g/dL" speak of those patients
    only."""
    colon = next((index for index, chunk in enumerate(chunks) if chunk.sort is Sort.COLON), None)
    if colon is None:
        return _for_those_without(chunks, setting, read)
    left, right = stripped(chunks[:colon]), stripped(chunks[colon + 1 :])
    named = [chunk for chunk in left if chunk.sort is Sort.CONCEPT]
    kinds = {setting.vocabulary.kind(name) for chunk in named for name in chunk.names}
    of_sex = kinds == {"demographic"} and bool({name for chunk in named for name in chunk.names} & {"male", "female"})
    of_cancer = named and (kinds <= _CANCERS or of_sex or _of_marked_cancer(left, setting))
    plain = all(chunk.sort in _OF_LABEL for chunk in left) or _of_marked_cancer(left, setting)
    of_some = _of_some_people(chunks[:colon], right, setting)
    of_cancer, plain = of_cancer or of_some, plain or of_some
    if not of_cancer or not plain or not any(chunk.sort in (Sort.CONCEPT, Sort.VARIABLE) for chunk in right):
        return None
    span = setting.span(chunks)
    group = (read if of_some else read_list)(left, anew(setting, exclusion=True))
    then = read(right, setting)
    if setting.exclusion:
        return joined_by("and", (group, then))
    return When(condition=group, then=then, otherwise=NoConstraint(why="for others", span=span), span=span)


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


_DENIED = re.compile(r"\b(?:no|not|without)$")


def says_of_what_follows(chunk: Chunk) -> bool:
    """ "No concurrent use of: A", "at least 30 days since any of these: A": no label, for it says something of A."""
    denies = chunk.sort in (Sort.AMOUNT, Sort.NEG, Sort.UNMET, Sort.EXC) or _DENIED.search(chunk.text.lower()) is not None
    return denies or (chunk.relative is not None and chunk.relative.compare in (">=", ">"))
