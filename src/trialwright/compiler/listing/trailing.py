"""Trailing nouns: "aspirin or clopidogrel allergy", "chemotherapy or radiotherapy contraindication" in; each therapy with the
noun that the last is said with out.

Read apart, whoever takes aspirin would be excluded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import DISEASE_KINDS, THERAPY_KINDS
from trialwright.compiler.setting import Setting
from trialwright.vocabulary.records import anew

_JOINED = re.compile(r"\s*(?:,\s*)?(?:and/or|or|and|/)\s*", re.IGNORECASE)
_COMMA = re.compile(r"\s*,\s*")
_NOUNS = frozenset({Sort.WORD, Sort.ASKED, Sort.FAILED, Sort.BARRED, Sort.CONCEPT, Sort.NARROWING})
_BEFORE = frozenset({Sort.HIST, Sort.FILL, Sort.NARROWING, Sort.EITHER})
_GIVEN = THERAPY_KINDS | {"imaging", "procedure", "substance"}
_STATES = re.compile(
    r"(?:allerg\w+|intoleran\w+|hypersensitiv\w+|contra-?indica\w+|refractory|resistan\w+|failures?|naive|induced|related|associated|"
    r"toxicit\w+|ineligib\w+|exposed|dependen\w+|deficien\w+|reactions?|sensitiv\w+)\b",
    re.IGNORECASE,
)


def with_trailing_nouns(members: list[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]]:
    """The members of a list of therapies, each with the noun behind the last; any other list as it was."""
    last = members[-1]
    of_relatives = _OF_RELATIVES.search(setting.words(last)) is not None
    place = next((index for index, chunk in enumerate(last) if _is_named(chunk, setting, ill=of_relatives)), None)
    if place is None or len(members) == 1 or any(chunk.sort not in _BEFORE for chunk in last[:place]):
        return members
    tail = last[place + 1 :]
    told = tail and (of_relatives or (tail[0].sort in _NOUNS and _says_a_state(tail, setting)))
    if not told:
        return members
    plain = all(_is_bare(member, setting, ill=of_relatives) for member in members[:-1])
    signs = [setting.normal.text[one[-1].end : other[0].start] for one, other in pairwise(members)]
    joined = _JOINED.fullmatch(signs[-1]) is not None and all(_COMMA.fullmatch(sign) or _JOINED.fullmatch(sign) for sign in signs)
    return [*((*member, *tail) for member in members[:-1]), last] if plain and joined else members


def _says_a_state(tail: Sequence[Chunk], setting: Setting) -> bool:
    """ "Allergy", "refractory disease", "induced thrombocytopenia", "cardiotoxicity": what the therapy did or could not do."""
    first = tail[0]
    if _STATES.match(first.text) is not None:
        return True
    return first.sort is Sort.CONCEPT and all(setting.vocabulary.kind(name) in ("condition", "finding") for name in first.names)


_OF_RELATIVES = re.compile(
    r"\bfamily history$|\bin (?:an? )?(?:first|second|close|family|immediate|relative|sibling|parent)", re.IGNORECASE
)
""" "Breast or ovarian cancer family history", "cancer or diabetes in first-degree relatives": somebody else's illness."""


def _is_named(chunk: Chunk, setting: Setting, *, ill: bool) -> bool:
    given = _GIVEN | DISEASE_KINDS if ill else _GIVEN
    return chunk.sort is Sort.CONCEPT and all(setting.vocabulary.kind(name) in given for name in chunk.names)


def _is_bare(member: Sequence[Chunk], setting: Setting, *, ill: bool) -> bool:
    return _is_named(member[-1], setting, ill=ill) and all(chunk.sort in _BEFORE for chunk in member[:-1])


_OF_THE_CNS = {"leukemia": "central nervous system leukemia", "lymphoma": "central nervous system lymphoma"}


def with_site_carried_on(members: list[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]]:
    """ "CNS lymphoma or leukemia" among what excludes: both are of the central nervous system."""
    first = next((chunk for chunk in members[0] if chunk.sort is Sort.CONCEPT), None)
    if not setting.exclusion or first is None or not set(first.names) & set(_OF_THE_CNS.values()):
        return members
    return [members[0], *(tuple(map(_in_the_cns, member)) if len(member) == 1 else member for member in members[1:])]


def _in_the_cns(chunk: Chunk) -> Chunk:
    named = tuple(_OF_THE_CNS.get(name, name) for name in chunk.names)
    return anew(chunk, names=named) if chunk.sort is Sort.CONCEPT and named != chunk.names else chunk
