"""Not lent: the words before the first of a list in; the same without those that a member behind it cannot share, out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting

_RIVALS = (("onset=", "persistence=", "severity=", "recency="), ("control=", "stability="))
"""Families of which a name that begins with a word of one ("chronic fatigue syndrome") takes no word of another."""
_OF_NO_EVENT = ("activity=", "stability=", "control=")
_OF_AN_ILLNESS = ("significance=", "severity=", "control=", "symptoms=", "stability=")
_MEANS = frozenset({"procedure", "imaging", "surgery", "device"})


def fit_to_lend(lent: tuple[Chunk, ...], member: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "Acute severe fatigue, chronic fatigue syndrome": the second is not acute. "Active heart disease or infarction within 6
    months": what happened at a time of its own is not active, for it is over. "Active CNS metastases and/or carcinomatous
    meningitis": of the second there is no other than an active one."""
    if not any(chunk.sort is Sort.NARROWING for chunk in lent):
        return lent
    if any(name == "leptomeningeal metastasis" for chunk in member for name in chunk.names):
        lent = tuple(chunk for chunk in lent if not _of_families(chunk, ("activity=",)))
    over = _happened(member)
    if any(chunk.sort is Sort.CONCEPT for chunk in member) and _of_a_means(member, setting):
        lent = tuple(chunk for chunk in lent if not _of_families(chunk, _OF_AN_ILLNESS))
    return tuple(chunk for chunk in lent if not ((over and _of_families(chunk, _OF_NO_EVENT)) or refused(chunk, member, setting)))


def _of_a_means(member: Sequence[Chunk], setting: Setting) -> bool:
    """ "Significant arrhythmia or pacemaker", "uncontrolled vomiting, bowel resection": what was done is not as an illness is."""
    named = [name for chunk in member if chunk.sort is Sort.CONCEPT for name in chunk.names]
    return all(setting.vocabulary.kind(name) in _MEANS for name in named[:1])


def refused(word: Chunk, member: Sequence[Chunk], setting: Setting) -> bool:
    """True for a word that the name of a member has a rival to as its first."""
    families = next((families for families in _RIVALS if _of_families(word, families)), None)
    named = next((chunk for chunk in member if chunk.sort is Sort.CONCEPT), None)
    first, _, rest = named.text.partition(" ") if named is not None else ("", "", "")
    if families is None or not rest:
        return False
    words = setting.tagger.tagged(first)
    return len(words) == 1 and _of_families(words[0], families)


def _happened(member: Sequence[Chunk]) -> bool:
    """True where a time stands right behind the name, and is no later member's."""
    place = next((index for index, chunk in enumerate(member) if chunk.sort is Sort.CONCEPT), len(member))
    behind = member[place + 1] if place + 1 < len(member) else None
    return behind is not None and behind.sort is Sort.WINDOW and 0 <= behind.start - member[place].end <= 1


def _of_families(chunk: Chunk, families: tuple[str, ...]) -> bool:
    return chunk.sort is Sort.NARROWING and all(name.startswith(families) for name in chunk.names)


_OTHER_STATES = frozenset({"chronic", "latent", "inactive", "previous", "prior", "past", "resolved"})


def in_another_state(named: Chunk, lent: Sequence[Chunk]) -> bool:
    """True for "active or chronic hepatitis B": chronic, active or not."""
    words = named.text.lower().split()
    active = any(name.startswith("activity=active") for chunk in lent for name in chunk.names)
    return active and len(words) > 1 and words[0] in _OTHER_STATES
