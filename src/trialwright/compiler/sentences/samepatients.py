"""Same patients: "Patients with HIV are eligible. They must have a CD4 count >= 200" in; what the second asks, asked of those
whom the first lets in or has a condition for, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.listing.lists import read_list
from trialwright.compiler.setting import Setting, stripped
from trialwright.compiler.wording.sought import sought
from trialwright.protocol.criteria import AllOf, Criterion, NoConstraint, Unread, When
from trialwright.vocabulary.records import anew

_THEY = sought(
    r"(?:(?:in addition|additionally|furthermore|moreover|also)[ ,]+)?"
    r"(?:(?:(?:these|such|those) (?:patients|subjects|participants|individuals|people|persons|women|men|children|cases)|they)"
    r" (?:also |absolutely )?(?:must|should|shall|need|have to|are required|had to|cannot|may not|can not)\b"
    r"|in (?:this|that|these|such) (?:cases?|events?|situations?|circumstances?|patients|subjects|participants)\b"
    r"|(?!.*\b(?:women|men|males?|females?|patients?|subjects?|participants?|individuals)\b)"
    r"(?:(?:the|an?|all|any|of|these|such|type|types|methods?|forms?|use|acceptable|adequate|appropriate|effective|reliable|"
    r"highly[- ]effective|medically|approved)[ ,]+)*(?:birth control|contracepti\w+|abstinence)\b)",
    re.IGNORECASE | re.DOTALL,
)
"""They again, or the means of birth control that they were asked to use."""


def of_the_same(
    sentence: Sequence[Chunk], before: tuple[Sequence[Chunk], Sequence[Criterion]], read: list[Criterion], setting: Setting
) -> list[Criterion]:
    """What was read with one more sentence, its requirement asked of those only of whom the sentence before it speaks.

    `before` is that sentence and what was read as far as it. A sentence about everybody ("patients must have resectable disease.
    They must …") is left: so are they.
    """
    earlier, known = before
    if not known or len(read) != len(known) + 1 or isinstance(read[-1], NoConstraint):
        return read
    if not _THEY.may_be_in(setting.normal.text) or _THEY.pattern.match(setting.words(sentence)) is None:
        return read
    condition = _group(earlier, known[-1], setting)
    if condition is None:
        return read
    node, span = read[-1], condition.span.joined(read[-1].span)
    if setting.exclusion:
        return [*known, AllOf(items=(condition, node), span=span)]
    others = NoConstraint(why="for others", span=span)
    return [*known, When(condition=condition, then=node, otherwise=others, span=span)]


def _group(earlier: Sequence[Chunk], read: Criterion, setting: Setting) -> Criterion | None:
    """Who is spoken of: those for whom a condition holds, those to whom leave is given, some who were not understood; None for
    everybody."""
    if isinstance(read, When):
        return read.condition
    if isinstance(read, Unread):
        return setting.unread(earlier, "of whom it is asked was not understood")
    place = next((place for place, chunk in enumerate(earlier) if chunk.sort is Sort.PERMIT), None)
    people = stripped(earlier[:place]) if place is not None else ()
    if people and people[0].sort is Sort.IF:
        people = stripped(people[1:])
    if place is None:
        return None
    return read_list(people, anew(setting, exclusion=False)) if people else setting.unread(earlier)
