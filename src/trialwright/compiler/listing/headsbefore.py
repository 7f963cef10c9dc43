"""Heads before: the members of a list in; those that only name a place or a disease with what the member before them says of its
own ("therapy for breast cancer, lung cancer", "metastasis to the liver or brain"), out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.listing.purposes import with_therapy_before
from trialwright.compiler.phrasing.targets import DISEASE_KINDS, THERAPY_KINDS
from trialwright.compiler.setting import Setting

PURPOSES = frozenset(
    {
        "for the treatment of",
        "for treatment of",
        "in the treatment of",
        "for the management of",
        "for management of",
        "in the management of",
        "for the therapy of",
        "to treat",
    }
)
_AIMS = PURPOSES | {"for"}
"""What something is given for."""


def with_heads_before(members: list[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]]:
    """ "Surgery of the primary tumor or regional lymph nodes", "metastasis confined to bone or one soft tissue": a member that is
    only a place takes what the one before it says of its own."""
    result: list[tuple[Chunk, ...]] = []
    for member in members:
        before = result[-1] if result else ()
        named = [chunk for chunk in member if chunk.sort is Sort.CONCEPT]
        kinds = {setting.vocabulary.kind(name) for chunk in named for name in chunk.names}
        spread = any(name in _EXTENTS for chunk in named for name in chunk.names)
        tumors = bool(kinds) and (spread or kinds <= {"cancer", "histology", "metastasis"})
        purposes = tumors and _is_for_a_disease(before, setting)
        places = bool(kinds) and (kinds == {"organ"} or purposes)
        joint = next(
            (
                index
                for index, chunk in enumerate(before)
                if chunk.sort in (Sort.PREP, Sort.FOR) and chunk.text.lower() in _OF_A_PLACE | PURPOSES
            ),
            None,
        )
        more = joint is not None and bool(kinds) and kinds <= DISEASE_KINDS
        if more and joint is not None and _ends_in_states(before[joint + 1 :]):
            places = True  # "treatment for metastatic/relapsed breast cancer"
        if joint is not None and before[joint].text.lower() in PURPOSES:
            # Behind a time of its own, another illness is banned itself.
            ends = before[-1].sort is Sort.CONCEPT or (before[-1].sort is Sort.WINDOW and before[-1] in member)
            places = ends and (places or (more and "," not in _between(before, member, setting)))
        # "Metastasis to the liver or brain", but only a therapy is for a disease: "meningitis for NSCLC or brain metastasis"
        kinds_held = THERAPY_KINDS if joint is not None and before[joint].text.lower() in _AIMS else _PLACED
        therapy = joint is not None and any(
            (
                chunk.sort is Sort.CONCEPT
                and (setting.vocabulary.kind(chunk.names[0]) in kinds_held or setting.under(chunk.names[0], OTHER_TRIAL))
            )
            or (chunk.sort is Sort.HEADNOUN and chunk.text.lower() in _TREATMENTS)
            for chunk in before[:joint]
        )
        result.append((*before[: joint + 1], *member) if places and therapy and joint is not None else member)
        result[-1] = with_therapy_before(result[-1], before, setting)
    return result


OTHER_TRIAL = "participation in another clinical study"
_TREATMENTS = frozenset({"treatment", "treatments", "therapy", "therapies"})
_EXTENTS = frozenset({"locally advanced disease", "recurrence", "local recurrence", "locoregional recurrence"})
_OF_A_PLACE = frozenset({"of", "to", "for", "confined to", "limited to", "restricted to", "localized to", "involving"})
_PLACED = THERAPY_KINDS | {"metastasis"}


def _between(before: Sequence[Chunk], member: Sequence[Chunk], setting: Setting) -> str:
    return setting.normal.text[before[-1].end : member[0].start]


def _ends_in_states(chunks: Sequence[Chunk]) -> bool:
    states = (Sort.NARROWING, Sort.FILL, Sort.OR, Sort.GROUP)  # "for recurrent (stage III) or", and behind it "metastatic cancer"
    return bool(chunks) and chunks[0].sort is Sort.NARROWING and all(chunk.sort in states for chunk in chunks)


def _is_for_a_disease(member: Sequence[Chunk], setting: Setting) -> bool:
    """ "Therapy for gastric adenocarcinoma": behind "or", one more cancer is one more purpose."""
    joint = next((index for index, chunk in enumerate(member) if chunk.text.lower() in _AIMS), None)
    behind = [chunk for chunk in member[joint + 1 :] if chunk.sort is Sort.CONCEPT] if joint is not None else []
    kinds = ("cancer", "histology", "metastasis", "organ")
    return bool(behind) and all(
        chunk.names[0] in _EXTENTS or setting.vocabulary.kind(chunk.names[0]) in kinds for chunk in behind
    )
