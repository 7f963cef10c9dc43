"""Cohorts: "ECOG 0-1 in phase 1, 0-2 in phase 2" in; each limit, asked of the patients of its own part of the trial, out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.preparing.cohortbrackets import WHO, Whose
from trialwright.compiler.setting import Reader, Setting, flattened, joined_by, stripped
from trialwright.findings import Span
from trialwright.protocol.criteria import AllOf, Compare, Criterion, Has, NoConstraint, Qualifier, Target, When, walk

COHORT = "study cohort"
"""The vocabulary's name of the fact which cohort, part, arm or phase of a trial a patient is considered for."""
_SCOPES = re.compile(r"\b(?:cohort|arm|part|group|phase|stratum|module)s?\b", re.IGNORECASE)
_APART = re.compile(r"\band\b|\bor\b|[,&/]")
_ID = re.compile(r"\b(?:\d{1,2}[a-z]?\d?|[ivx]{1,4}[ab]?|[a-h]\d?)\b", re.IGNORECASE)
_RANGE = re.compile(
    r"\b(?:(?P<first>\d{1,2}|(?P<letter>[a-h]))\s?(?:[-–]|to|through)\s?(?P<last>(?(letter)[a-h]|\d{1,2})))\b", re.IGNORECASE
)


def asked_of_cohort(node: Criterion, whose: Whose) -> Criterion:
    """The requirement asked of the patients of that cohort, or of all others where it spares them."""
    condition = in_cohort(whose.name, node.span)
    others = NoConstraint(why="for other cohorts", span=node.span)
    then, otherwise = (others, node) if whose.spares else (node, others)
    return When(condition=condition, then=then, otherwise=otherwise, span=node.span)


def in_cohort(name: str, span: Span) -> Has:
    """That the patient is considered for that cohort."""
    return Has(target=Target(concept=COHORT, qualifiers=(Qualifier(name="value", values=_spellings(name)),)), span=span)


def _spellings(name: str) -> tuple[str, ...]:
    """ "Cohorts A and B" as each of them, "cohort A", "cohort B"; "phase 2a group 1" only so: "1" may be another's."""
    nouns = {noun.lower().rstrip("s") for noun in _SCOPES.findall(name)}
    if len(nouns) > 1:
        return (name,)
    codes = [code for part in _APART.split(name) for code in _codes(part)]
    return tuple(dict.fromkeys(f"{noun} {code}" for noun in nouns for code in codes)) or (name,)


def _codes(part: str) -> Iterator[str]:
    """The numbers and letters of one part of a name; of "1-3" those between, too."""
    found = _RANGE.search(part)
    if found is None:
        yield from _ID.findall(part)
        return
    first, last = found["first"].upper(), found["last"].upper()
    yield from (map(str, range(int(first), int(last) + 1)) if first.isdecimal() else map(chr, range(ord(first), ord(last) + 1)))


_OF_IT = r"(?: (?:only|patients|participants|subjects|portion|part|of (?:the|this) (?:study|trial)))*"
_MENTIONED = re.compile(
    rf"[(\[](?:(?i:for|in|during) )?(?i:the )?(?P<within>{WHO}){_OF_IT}[)\]]|"
    rf"\b(?i:for|in|during) (?i:the )?(?P<who>{WHO}){_OF_IT}"
)
_OF_LIMITS = frozenset({*(Sort.VARIABLE, Sort.CMP, Sort.AMOUNT, Sort.CODES, Sort.POST, Sort.FILL, Sort.PREP, Sort.OR, Sort.AND)})


def of_each_cohort(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "ECOG 0-1 in phase 1, 0-2 in phase 2", "ANC >= 1000 (cohort A)": limits of one value, each behind it the part of the trial
    that it holds for. None for anything else."""
    if not chunks or chunks[0].sort is not Sort.VARIABLE:
        return None
    end, chunks = chunks[-1].end, flattened(chunks)
    found = list(_MENTIONED.finditer(setting.normal.text, chunks[0].start, end))
    if not found or setting.normal.text[found[-1].end() : end].strip(" .;"):
        return None
    asked: list[tuple[str, Criterion]] = []
    start = chunks[0].start
    for mention in found:
        said = stripped([chunk for chunk in chunks if start <= chunk.start < mention.start()])
        start = mention.end()
        if not said or any(chunk.sort not in _OF_LIMITS for chunk in said):
            return None
        node = read(said if said[0].sort is Sort.VARIABLE else (chunks[0], *said), setting)
        if not all(isinstance(part, Compare) for part in walk(node)):
            return None
        asked.append((" ".join((mention["within"] or mention["who"]).split()), node))
    if setting.exclusion:
        return joined_by("or", [AllOf(items=(in_cohort(name, node.span), node), span=node.span) for name, node in asked])
    return joined_by("and", [asked_of_cohort(node, Whose(name=name)) for name, node in asked])
