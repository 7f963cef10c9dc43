"""Not lent: the words before the first of a list in; the same without those that a member behind it cannot share, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import Setting
from trialwright.vocabulary.records import anew

_RIVALS = (("onset=", "persistence=", "severity=", "recency="), ("control=", "stability=", "severity="))
"""Families of which a name that begins with a word of one ("chronic fatigue syndrome") takes no word of another."""
_OF_NO_EVENT = ("activity=", "stability=", "control=")
_OF_MENINGES = (*_OF_NO_EVENT, "focality=")
""" "Multifocal glioma, leptomeningeal disease": the second has no one place."""
_OF_AN_ILLNESS = ("significance=", "severity=", "control=", "symptoms=", "stability=")
_MEANS = frozenset({"procedure", "imaging", "surgery", "device", "transplant"})
_WITHOUT_DEGREES = frozenset({"pregnancy", "breastfeeding", "menstruation", "dialysis dependence"})
""" "Uncontrolled seizures, or pregnancy": of these there is one kind alone."""


def fit_to_lend(
    lent: tuple[Chunk, ...], member: Sequence[Chunk], setting: Setting, *, lender: Sequence[Chunk] = ()
) -> tuple[Chunk, ...]:
    """ "Acute severe fatigue, chronic fatigue syndrome": the second is not acute. "Active heart disease or infarction within 6
    months": what happened at a time of its own is not active, for it is over. "Active CNS metastases and/or carcinomatous
    meningitis": of the second there is no other than an active one, nor a stable one."""
    if any(chunk.sort is Sort.CODES for chunk in lent) and _of_any_stage(member, setting):
        lent = tuple(chunk for chunk in lent if not _of_a_stage(chunk))
    if any(setting.vocabulary.kind(name) == "metastasis" for chunk in member for name in chunk.names):
        lent = tuple(chunk for chunk in lent if chunk.sort is not Sort.OTHER)  # "second malignancy or brain metastases"
    if not any(chunk.sort is Sort.NARROWING for chunk in lent):
        return lent
    meninges = next((chunk.text.lower() for chunk in member if "leptomeningeal metastasis" in chunk.names), None)
    if meninges is not None and not _lacks_its_noun(lender):
        families = (
            ("activity=", "focality=") if "metast" in meninges else _OF_MENINGES
        )  # "uncontrolled brain or leptomeningeal metastases"
        lent = tuple(chunk for chunk in lent if not _of_families(chunk, families))
    if any(name in _NEVER_SLIGHT for chunk in member for name in chunk.names):
        lent = tuple(chunk for chunk in lent if not _of_families(chunk, ("significance=",)))
    if not _spreads(member, setting):
        lent = tuple(chunk for chunk in lent if not _of_families(chunk, ("route=",)))
    if any(name in _WITHOUT_DEGREES for chunk in member for name in chunk.names):
        lent = tuple(chunk for chunk in lent if not _of_families(chunk, (*_OF_AN_ILLNESS, "activity=", "onset=", "persistence=")))
    over = _happened(member) and not _ends_in_one_noun(lender, member)
    if any(chunk.sort is Sort.CONCEPT for chunk in member) and _of_a_means(member, setting):
        lent = tuple(chunk for chunk in lent if not _of_families(chunk, _OF_AN_ILLNESS))
    kind = _first_kind(member, setting)
    if kind in THERAPY_KINDS:
        lent = tuple(chunk for chunk in lent if not _of_families(chunk, _OF_A_DISEASE))
    elif kind in _TESTED and _first_kind(lender, setting) in _CANCERS:
        lent = tuple(chunk for chunk in lent if not any(name.startswith(_OF_A_DISEASE) for name in chunk.names))
    return tuple(chunk for chunk in lent if not ((over and _of_families(chunk, _OF_NO_EVENT)) or refused(chunk, member, setting)))


def _of_a_stage(chunk: Chunk) -> bool:
    staged = chunk.sort is Sort.VARIABLE and all(name.endswith("stage") for name in chunk.names)
    return staged or chunk.sort in (Sort.CODES, Sort.CMP, Sort.POST)


def _of_any_stage(member: Sequence[Chunk], setting: Setting) -> bool:
    """ "Stage I to III breast cancer or melanoma of any stage": the stage is not the melanoma's."""
    text = setting.normal.text
    return bool(member) and any(
        pattern.search(said)
        for pattern, said in (
            (_ANY_BEFORE, text[: member[0].start]),
            (_ANY_BEHIND, text[member[-1].end :]),
            (_ANY_WITHIN, text[member[0].start : member[-1].end]),
        )
    )


_ANY = r"(?:any|all|every|whatever|regardless of|irrespective of)\W+(?:the\W+)?(?:disease\W+|tumou?r\W+|clinical\W+)?stages?\b"
_ANY_BEFORE = re.compile(rf"{_ANY}\W*\Z", re.IGNORECASE)
_ANY_BEHIND = re.compile(rf"\A\W*(?:(?:of|at|in|with)\W+)?{_ANY}", re.IGNORECASE)
_ANY_WITHIN = re.compile(_ANY, re.IGNORECASE)


def _spreads(member: Sequence[Chunk], setting: Setting) -> bool:
    """False for an illness with a name of its own: "systemic infection, hepatitis B or asthma" knows no systemic asthma."""
    named = next((chunk for chunk in member if chunk.sort is Sort.CONCEPT), None)
    if named is None or _first_kind((named,), setting) not in _ILLNESSES:
        return True
    return named.names[0] in _OF_GERMS


_ILLNESSES = frozenset({"condition", "finding", "metastasis", "infection"})
_OF_GERMS = frozenset(f"{germ} infection".strip() for germ in ("", "bacterial", "fungal", "viral", "parasitic", "mycobacterial"))


def _lacks_its_noun(lender: Sequence[Chunk]) -> bool:
    """ "Active brain or leptomeningeal metastases": the noun, and with it the word before it, is of both."""
    named = next((chunk for chunk in reversed(lender) if chunk.sort is Sort.CONCEPT), None)
    return (
        named is not None
        and named.names[0].endswith(("metastasis", " disease"))
        and "meningitis" not in named.text.lower()
        and not named.text.lower().rstrip("s").endswith(_NOUNS)
    )


_NOUNS = ("metastasi", "metastase", "metastatic", "disease", "involvement", "lesion", "met", "tumor", "spread")
_NEVER_SLIGHT = frozenset({"myocardial infarction", "cerebrovascular accident", "transient ischemic attack", "unstable angina"})
""" "Significant cardiac disease or myocardial infarction": there is no infarction that is not significant."""
_OF_A_DISEASE = ("extent=", "resectability=", "recurrence=", "remission=", "refractory=")
_TESTED = frozenset({"gene", "biomarker", "receptor status"})
_CANCERS = frozenset({"cancer", "histology"})
""" "Advanced solid tumors, MSI-H or dMMR", "recurrent glioma, temozolomide": neither a test nor a therapy is advanced or comes
back."""


def _first_kind(member: Sequence[Chunk], setting: Setting) -> str | None:
    """Of what kind the first thing is that a member names."""
    named = next((chunk for chunk in member if chunk.sort in (Sort.CONCEPT, Sort.VARIABLE)), None)
    return setting.vocabulary.kind(named.names[0]) if named is not None and named.names else None


def _of_a_means(member: Sequence[Chunk], setting: Setting) -> bool:
    """ "Significant arrhythmia or pacemaker", "uncontrolled vomiting, bowel resection": what was done is not as an illness is."""
    named = [name for chunk in member if chunk.sort is Sort.CONCEPT for name in chunk.names]
    return all(setting.vocabulary.kind(name) in _MEANS for name in named[:1])


def refused(word: Chunk, member: Sequence[Chunk], setting: Setting) -> bool:
    """True for a word that the name of a member has a rival to as its first."""
    named = next((chunk for chunk in member if chunk.sort is Sort.CONCEPT), None)
    first, _, rest = named.text.partition(" ") if named is not None else ("", "", "")
    if not rest or word.sort is not Sort.NARROWING:
        return False
    own = _adjective(first, setting)
    return own is not None and any(_of_families(word, families) and _of_families(own, families) for families in _RIVALS)


def _happened(member: Sequence[Chunk]) -> bool:
    """True where a time stands right behind the name, and is no later member's."""
    place = next((index for index, chunk in enumerate(member) if chunk.sort is Sort.CONCEPT), len(member))
    behind = member[place + 1] if place + 1 < len(member) else None
    timed = behind is not None and behind.sort is Sort.WINDOW and 0 <= behind.start - member[place].end <= 1
    return timed and behind is not None and behind.window is not None  # "at the time of enrollment" it is not over


def _ends_in_one_noun(lender: Sequence[Chunk], member: Sequence[Chunk]) -> bool:
    """ "Active bacterial or fungal infection within 2 weeks": the noun, with its time, is of both, and so is the word before."""
    before = next((chunk for chunk in reversed(lender) if chunk.sort is Sort.CONCEPT), None)
    named = next((chunk for chunk in member if chunk.sort is Sort.CONCEPT), None)
    if before is None or named is None:
        return False
    noun = before.names[0].split()[-1]
    return noun == named.names[0].split()[-1] and noun not in before.text.lower() and noun in named.text.lower()


def _of_families(chunk: Chunk, families: tuple[str, ...]) -> bool:
    return chunk.sort is Sort.NARROWING and all(name.startswith(families) for name in chunk.names)


_OTHER_STATES = frozenset({"chronic", "latent", "inactive", "previous", "prior", "past", "resolved"})


def in_another_state(named: Chunk, lent: Sequence[Chunk], setting: Setting) -> tuple[tuple[Chunk, ...], tuple[Chunk, ...]] | None:
    """What a name that begins with a state of its own is lent, and what is lent on behind it: either state for "active or chronic
    hepatitis B or C"; for "severe or unstable angina", whose first word ends right before the "or", all but that word. None for
    any other name."""
    word, _, rest = named.text.lower().partition(" ")
    if not rest or not lent:
        return None
    own = _adjective(word, setting)
    tied = setting.normal.text[lent[-1].end : named.start].strip().lower() in ("/", "or")
    others = tuple(chunk for chunk in lent if not any(name.startswith("activity=active") for name in chunk.names))
    if word in _OTHER_STATES and len(others) < len(lent):
        active = next(chunk for chunk in lent if chunk not in others)
        either = anew(active, names=(*active.names, *own.names), value="or", inner=(active, own)) if own and tied else None
        return others, (*others, either) if either is not None else ()
    return (others[:-1], others[:-1]) if own is not None and tied and others[-1:] == tuple(lent[-1:]) else None


def _adjective(word: str, setting: Setting) -> Chunk | None:
    """The word as one that narrows; None for any other."""
    words = setting.tagger.tagged(word)
    return words[0] if len(words) == 1 and words[0].sort is Sort.NARROWING else None
