"""Heads: members of a list that only narrow ("locally advanced or inflammatory breast cancer") in; each with its head out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.measures import TELLS_HOW
from trialwright.compiler.setting import Setting
from trialwright.compiler.tagging.lending import STATES
from trialwright.vocabulary.records import anew
from trialwright.vocabulary.terms import qualifier_table
from trialwright.vocabulary.words import Token, tokens

_STATES = (Sort.NARROWING, Sort.NOW, Sort.HIST)


_OF_A_STAGE = frozenset({Sort.VARIABLE, Sort.CODES, Sort.FILL, Sort.AMOUNT, Sort.GROUP, Sort.TNM, Sort.EITHER, Sort.IF})


def _narrows(member: Sequence[Chunk]) -> bool:
    return any(chunk.sort is Sort.NARROWING for chunk in member)


def _by_or(member: Sequence[Chunk], after: Sequence[Chunk], setting: Setting) -> bool:
    """ "Active, known, or suspected disease" gives a choice; "known, active disease" does not."""
    behind = next((chunk.start for chunk in after if chunk.start >= member[-1].end), member[-1].end)
    words = setting.normal.text[member[-1].end : behind].lower()
    return "or" in words.split() or "/" in words


def _only_states(member: Sequence[Chunk]) -> bool:
    """True for "active", "known" or "patients with recurrent": a member that only says in which state."""
    said = member[1:] if member and member[0].sort is Sort.IF else member
    return any(chunk.sort in _STATES for chunk in said) and all(
        chunk.sort in (*_STATES, Sort.FILL, Sort.EITHER) for chunk in said
    )


def with_heads_behind(members: list[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]]:
    """ "Locally advanced or inflammatory breast cancer", "active or prior autoimmune disease": a member that only narrows is
    about what the next one names, or about the kind of thing that it ends in."""
    result: list[tuple[Chunk, ...]] = []
    members = _with_places_shared(_with_nouns_shared(members, setting), setting)
    for place, member in enumerate(members):
        after = next((later for later in members[place + 1 :] if not _only_states(later)), ())
        head = next((chunk for chunk in after if chunk.sort is Sort.CONCEPT), None)
        only = _only_states(member) and (_narrows(member) or _by_or(member, after, setting))
        staged = all(chunk.sort in _OF_A_STAGE for chunk in member)
        if staged and head is not None and any(_is_stage(chunk) for chunk in member):
            of_tumor = all(setting.vocabulary.kind(name) in ("cancer", "histology") for name in head.names)
            # "Stage IV or recurrent disease": the stage is not asked of the recurrence.
            result.append((*member, anew(head, names=_broadest(head, setting))) if of_tumor else member)
            continue
        if not only or head is None or (_narrows(member) and _of_another(after, head)):
            result.append(member)
            continue
        between = setting.normal.text[member[-1].end : after[0].start].lower().split()
        metastasis = setting.exclusion and {setting.vocabulary.kind(name) for name in head.names} == {"metastasis"}
        # "symptomatic or progressing brain metastases" speaks of the brain
        planned = any(chunk.sort is Sort.ASKED for chunk in after)  # "has had or is scheduled for major surgery": the same one
        broader = None if "and" in between or metastasis or planned else _broader(head, setting, of_a_state=_states(member))
        tail = _said_of_the_head(after, head, setting)
        names = broader or head.names
        spread = any(name.startswith(("extent=", "resectability=", "recurrence=")) for chunk in member for name in chunk.names)
        if spread and names in (("distant metastasis",), ("locally advanced disease",), ("refractory disease",)):
            names = ("malignancy",)  # "locally advanced or metastatic disease"
        either = any(chunk.sort is Sort.NARROWING and chunk.value == "or" for chunk in after)
        if either and not setting.exclusion and "and" in between:
            # "Locally advanced and unresectable or metastatic": which belong together is not said.
            result.append((*member, anew(head, sort=Sort.WORD, names=())))
        else:
            result.append((*member, anew(head, names=names), *tail))
    return result


def _of_another(member: Sequence[Chunk], head: Chunk) -> bool:
    """ "Newly diagnosed and unfit for cisplatin", "advanced and refractory to sorafenib": the drug is in no state."""
    before = member[: next(index for index, chunk in enumerate(member) if chunk is head)]
    return any(chunk.sort in (Sort.ASKED, Sort.NARROW, Sort.FAILED) for chunk in before)


def _with_nouns_shared(members: list[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]]:
    """ "Bleeding or thrombotic disorders": the bare first is a disorder too, where one has that name."""
    head = members[-1][-1]
    noun = head.text.split()[-1] if head.sort is Sort.CONCEPT else ""
    if noun.lower().rstrip("s") != "disorder" or len(members) < 2:
        return members
    result = list(members)
    for place, member in enumerate(members[:-1]):
        if member[-1].sort is not Sort.CONCEPT or noun.lower() in member[-1].text.lower():
            continue
        said = tokens(f"{member[-1].text} {noun}")
        hit = setting.tagger.concepts.longest(said, 0)
        if hit is not None and hit[0] == len(said):
            result[place] = (*member[:-1], anew(member[-1], names=hit[1]))
    return result


_ANY_CANCER = frozenset({"malignancy", "neoplasm", "primary tumor", "solid tumor"})


def _with_places_shared(members: list[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]]:
    """ "Malignancy or metastasis of the brain", "tumor or metastases in the brain": the first is of that place too."""
    named = members[-1][0]
    if len(members) < 2 or named.sort is not Sort.CONCEPT:
        return members
    metastases = _OF_PLACE.fullmatch(named.text)
    if metastases is None:
        return members
    result = list(members)
    for number, member in enumerate(members[:-1]):
        said = member[-1]
        if not (set(said.names) <= _ANY_CANCER and said.names) or any(chunk.sort is Sort.OTHER for chunk in member):
            continue
        spelled = tokens(f"{metastases[1]} {said.text.split()[-1]}")
        hit = setting.tagger.concepts.longest(spelled, 0)
        whole = hit is not None and hit[0] == len(spelled)
        of_place = anew(said, names=hit[1]) if hit is not None and whole else anew(said, sort=Sort.WORD, names=())
        result[number] = (*member[:-1], of_place)
    return result


_OF_PLACE = re.compile(r"metasta\w+ (?:of|in|to) (?:the )?(.+)", re.IGNORECASE)


def _is_stage(chunk: Chunk) -> bool:
    return chunk.sort is Sort.TNM or (bool(chunk.names) and chunk.names[0].endswith("stage"))


def _said_of_the_head(member: Sequence[Chunk], head: Chunk, setting: Setting) -> tuple[Chunk, ...]:
    """ "Ongoing or active infection requiring antibiotics": what follows the head is of every kind of it, but how it is told."""
    behind = tuple(member[next(index for index, chunk in enumerate(member) if chunk is head) + 1 :])
    if not setting.exclusion or any(chunk.text.lower().startswith(TELLS_HOW) for chunk in behind):
        return tuple(chunk for chunk in behind if chunk.sort is Sort.WINDOW)
    return behind


def _states(member: Sequence[Chunk]) -> bool:
    """True for words that say the state of a disease, whichever it is ("active", "symptomatic", "uncontrolled")."""
    narrowings = [chunk for chunk in member if chunk.sort is Sort.NARROWING]
    return all(name.startswith(STATES) for chunk in narrowings for name in chunk.names)


def _broader(head: Chunk, setting: Setting, *, of_a_state: bool) -> tuple[str, ...] | None:
    """The longest end of a concept's words that is a concept too ("inflammatory breast cancer": breast cancer), never cut within
    "non-small". A state is of the whole name: "active or prior interstitial lung disease" is not of every lung disease."""
    words = [token for token in tokens(head.text) if token.text != "-"]
    for start in range(1, len(words)):
        hit = setting.tagger.concepts.longest(words[start:], 0)
        if hit is not None and hit[0] == len(words) - start and not _hyphened(words[start - 1 : start + 1]):
            said = tuple(word.form for word in words[:start])
            narrows = said in qualifier_table().spellings or said == ("latent",)
            return hit[1] if narrows or not of_a_state else None
    return None


def _hyphened(pair: Sequence[Token]) -> bool:
    return pair[0].end < pair[1].start and pair[0].end + 1 == pair[1].start and pair[0].form in ("non", "pre", "anti")


def _broadest(head: Chunk, setting: Setting) -> tuple[str, ...]:
    """The shortest end of a concept's words that names a cancer too ("inflammatory breast cancer": breast cancer)."""
    words = [token for token in tokens(head.text) if token.text != "-"]
    for start in range(len(words) - 1, 0, -1):
        hit = setting.tagger.concepts.longest(words[start:], 0)
        if hit is not None and hit[0] == len(words) - start and hit[1] != ("malignancy",):
            return hit[1]
    return head.names
