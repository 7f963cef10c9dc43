"""Clauses: the members of a list whose first opens a clause in; each member with what the clause says of it out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import LIST_SIGNS, Setting, stripped
from trialwright.vocabulary.records import anew

_CLAUSE_OPENS = ("that are", "which are", "that is", "which is", "that", "which")
_IN_CLAUSE = frozenset(
    {
        *(Sort.NARROWING, Sort.WORD, Sort.FILL, Sort.NOW, Sort.HEADNOUN, Sort.PREP, Sort.EITHER, Sort.NARROW, Sort.FOR),
        *(Sort.WINDOW, Sort.HIST),
    }
)
_NEEDED = frozenset({"required", "requires", "require", "needed", "needs"})


def with_clauses(members: list[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]]:
    """ "Metastases that are untreated, symptomatic, or require therapy": each member goes on with the clause of the first."""
    first = members[0]
    place = next((index for index, chunk in enumerate(first) if chunk.sort is Sort.CONCEPT), None)
    opened = place is not None and len(first) > place + 1 and first[place + 1].text.lower() in _CLAUSE_OPENS
    if place is None or not opened or not setting.exclusion or any(not _in_clause(chunk) for chunk in first[place + 2 :]):
        return members
    if not all(_in_clause(chunk) or _needs(member) for member in members[1:] for chunk in member):
        return members
    head, clause = first[: place + 1], first[place + 1]
    parts = (first[place + 2 :], *members[1:])
    return [_under(head, clause, part) for part in parts if part]


def _needs(member: Sequence[Chunk]) -> bool:
    """ "… or requires steroids": what the disease needs is said of it, and is no therapy of its own."""
    plain = all(chunk.sort is Sort.CONCEPT or _in_clause(chunk) for chunk in member)
    return plain and member[0].text.lower() in _NEEDED


def _in_clause(chunk: Chunk) -> bool:
    return chunk.sort in _IN_CLAUSE or chunk.text.lower() in _NEEDED


def _under(head: tuple[Chunk, ...], clause: Chunk, part: tuple[Chunk, ...]) -> tuple[Chunk, ...]:
    """The part under the head; a time in it is that of what it tells, not of the head."""
    part = tuple(replace(chunk, sort=Sort.WORD, window=None) if chunk.sort is Sort.WINDOW else chunk for chunk in part)
    if all(chunk.sort is Sort.NARROWING for chunk in part):
        return (*head, *part)
    return (*head, replace(clause, sort=Sort.NARROW, start=part[0].start, end=part[0].start), *part)


_WHERE = frozenset({"where", "in whom", "in which", "if", "when", "for whom"})
_NOT_RULED_OUT = re.compile(r"\b(?:cannot|can not|could not|may not|is not|are not|has not|have not)\b", re.IGNORECASE)


def question_behind(chunks: Sequence[Chunk], setting: Setting) -> int | None:
    """Where the last alternative of what excludes is a clause that somebody must answer ("current pneumonitis, or where suspected
    pneumonitis cannot be ruled out by imaging"); None where there is none."""
    if not setting.exclusion:
        return None
    for place in range(len(chunks) - 1, 1, -1):
        if chunks[place].sort is Sort.IF and chunks[place].text.lower() in _WHERE and chunks[place - 1].sort is Sort.OR:
            return place if _NOT_RULED_OUT.search(setting.words(chunks[place:])) else None
    return None


def suspicions_in(clause: Sequence[Chunk], setting: Setting) -> list[tuple[Chunk, ...]]:
    """ "… suspected ILD/pneumonitis cannot be ruled out by imaging": each illness with what is said of the suspicion, which only
    one who has it, or of whom it is suspected, can be asked; nothing of any other clause."""
    end = next((place for place, chunk in enumerate(clause) if chunk.sort not in _SUSPECTS), len(clause))
    named = [chunk for chunk in clause[:end] if chunk.sort is Sort.CONCEPT]
    ill = all(setting.vocabulary.kind(name) in ("condition", "finding", "metastasis") for chunk in named for name in chunk.names)
    rest = clause[end:]
    if not named or not ill or not rest or not _RULED_OUT.match(setting.words(rest)):
        return []
    if _SUSPECTED.match(setting.words(clause)) is None:
        return []
    opened = anew(rest[0], sort=Sort.NARROW, end=rest[0].start, text="", value="narrow")
    return [(chunk, opened, *rest) for chunk in named]


_SUSPECTED = re.compile(r"(?:an? |any |the |clinically )*(?:suspected|suspicion of)\b", re.IGNORECASE)
_SUSPECTS = frozenset({Sort.FILL, Sort.NARROWING, Sort.CONCEPT, Sort.SLASH, Sort.OR, Sort.GROUP})
_RULED_OUT = re.compile(
    r"(?:that |which )?(?:can ?not|could not|may not|has not|have not|is not|are not) (?:be |been )?(?:ruled out|excluded)\b",
    re.IGNORECASE,
)


def clause_behind(chunks: Sequence[Chunk], place: int) -> int | None:
    """Where, behind a question, "and" is followed by what has been given or has failed: a clause of its own."""
    for end in range(place + 1, len(chunks) - 1):
        behind = next((chunk for chunk in chunks[end + 1 :] if chunk.sort not in (Sort.FILL, Sort.MUST)), None)
        if chunks[end].sort is Sort.AND and behind is not None and behind.sort in (Sort.FAILED, Sort.HIST):
            return end
    return None


_OF_DOING = re.compile(r"swallow|take|ingest|comply|consent|understand|undergo|complete|cooperate|follow", re.IGNORECASE)
_BEFORE_AN_ILLNESS = frozenset({Sort.NARROWING, Sort.HIST, Sort.NOW, Sort.FILL, Sort.EITHER})


def illness_behind_inability(chunks: tuple[Chunk, ...], setting: Setting) -> int | None:
    """ "Inability to swallow tablets, malabsorption or bowel obstruction": what cannot be done is never a disease, so diseases
    behind it are members of their own; where they begin."""
    if not setting.exclusion or chunks[0].sort is not Sort.ASKED or chunks[0].value != "ability":
        return None
    for place, chunk in enumerate(chunks):
        behind = stripped(chunks[place:])
        first = next((item for item in behind if item.sort is Sort.CONCEPT), None)
        if chunk.sort not in LIST_SIGNS or first is None:
            continue
        ill = {setting.vocabulary.kind(name) for name in first.names} <= {"condition", "finding"}
        leads = all(item.sort in _BEFORE_AN_ILLNESS for item in behind[: behind.index(first)])
        if ill and leads and _OF_DOING.search(setting.words(chunks[:place])):
            return place
    return None


def mothers_behind(members: Sequence[Sequence[Chunk]], place: int) -> int:
    """ "Planning to become pregnant within 6 months, or breastfeeding": where, behind a question, nothing but being pregnant or
    nursing is listed, which are answers of their own; the length of the list where something else is."""
    first = len(members)
    while first > place + 1 and any(chunk.names[:1] in _MOTHERS for chunk in members[first - 1]) and _is_bare(members[first - 1]):
        first -= 1
    return first


_MOTHERS = (("pregnancy",), ("breastfeeding",))


def _is_bare(member: Sequence[Chunk]) -> bool:
    return all(chunk.sort in (Sort.CONCEPT, Sort.FILL, Sort.NOW) for chunk in member)


def in_a_state(chunks: tuple[Chunk, ...], setting: Setting) -> tuple[tuple[Chunk, ...], tuple[Chunk, ...]] | None:
    """ "Melanoma, recurrent or metastatic, HER2-negative": a cancer with the states behind it, and what else is asked; None where
    something else stands there."""
    commas = [place for place, chunk in enumerate(chunks) if chunk.sort is Sort.COMMA][:2]
    if setting.exclusion or len(commas) < 2 or commas[1] + 1 >= len(chunks):
        return None
    before, states, rest = chunks[: commas[0]], chunks[commas[0] + 1 : commas[1]], chunks[commas[1] + 1 :]
    named = [chunk for chunk in before if chunk.sort is Sort.CONCEPT]
    cancer = len(named) == 1 and all(setting.vocabulary.kind(name) in _STATES for name in named[0].names)
    if not cancer or rest[0].sort in (Sort.OR, Sort.AND) or {chunk.sort for chunk in before} - _BEFORE_A_CANCER:
        return None
    either = len(states) > 1 or any(" or " in f" {chunk.text.lower()} " for chunk in states)
    return (before + states, rest) if either and {chunk.sort for chunk in states} <= _ALTERNATIVES else None


_BEFORE_A_CANCER = frozenset({Sort.NARROWING, Sort.FILL, Sort.CONCEPT, Sort.IF, Sort.EITHER})
_ALTERNATIVES = frozenset({Sort.NARROWING, Sort.OR, Sort.SLASH, Sort.EITHER, Sort.FILL})
_STATES = frozenset({"cancer", "histology", "metastasis"})
Apart = tuple[tuple[Chunk, ...], tuple[Chunk, ...], tuple[Chunk, ...]]


def alternatives_apart(chunks: tuple[Chunk, ...], setting: Setting) -> Apart | None:
    """ "(NSCLC) stage IIIB not amenable to surgery, or stage IV": what is of both, what the question belongs to, and the other
    one. None where nothing behind the question is a stage, or behind a comma a disease, of its own."""
    place = next((index for index, chunk in enumerate(chunks) if index and chunk.sort is Sort.ASKED), None)
    end = next((index for index in range(len(chunks) - 2, place or 0, -1) if chunks[index].sort is Sort.OR), None)
    if place is None or end is None or not _is_state_apart(chunks[end - 1], chunks[end + 1 :], setting):
        return None
    staged = next((index for index, chunk in enumerate(chunks[:place]) if chunk.sort is Sort.VARIABLE), None)
    if staged is None and chunks[place].value != "relative":
        return None
    head = chunks[: staged or 0]
    head = head if any(chunk.sort is Sort.CONCEPT for chunk in head) else ()
    return head, chunks[len(head) : end], chunks[end + 1 :]


def _is_state_apart(before: Chunk, behind: Sequence[Chunk], setting: Setting) -> bool:
    told = [chunk for chunk in behind if chunk.sort not in (Sort.FILL, Sort.NARROWING)]
    if len(told) > 1 and told[0].sort is Sort.VARIABLE and told[0].names == ("stage",):
        return told[1].sort is Sort.CODES
    kinds = {setting.vocabulary.kind(name) for name in told[0].names} if told else set()
    return before.sort is Sort.COMMA and told[0].sort is Sort.CONCEPT and kinds <= _STATES


def with_slashes(members: list[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]]:
    """ "Pneumonitis/ILD that required steroids", "nausea/vomiting >= grade 2": what restricts one side of a slash restricts
    both."""
    result = list(members)
    for place in range(len(members) - 1, 0, -1):
        cut = next((index for index, chunk in enumerate(result[place]) if index and _restricts(result[place], index)), None)
        before = result[place - 1]
        tight = _BRACKET.sub("", setting.normal.text[before[-1].end : members[place][0].start]).strip() == "/"
        told = any(chunk.sort is Sort.NARROW for chunk in before)
        graded = cut is not None and result[place][cut].sort is not Sort.NARROW
        if cut is not None and tight and not told and (not graded or before[-1].sort is Sort.CONCEPT):
            result[place - 1] = (*before, *result[place][cut:])
    return result


def _restricts(member: Sequence[Chunk], place: int) -> bool:
    """True where a clause begins, or a grade with its sign, behind a thing that is named."""
    chunk, before = member[place], member[place - 1]
    if chunk.sort is Sort.NARROW:
        return True
    signed = chunk.sort is Sort.CMP and any(item.sort is Sort.GRADEOF for item in member[place + 1 : place + 3])
    return before.sort is Sort.CONCEPT and (signed or chunk.sort is Sort.GRADEOF)


_BRACKET = re.compile(r"\([^()]*\)")
""" "Interstitial lung disease (ILD)/pneumonitis"."""


_REMEDIES = ("antimicrobial", "antiviral", "immunosuppressive agent", "corticosteroid")


def needs_all_of(member: Sequence[Chunk], setting: Setting) -> bool:
    """ "Infection requiring antibiotics, antifungals or antivirals": all are remedies of the one illness, so none is a member of
    its own."""
    cut = next((index for index, chunk in enumerate(member) if index and chunk.sort is Sort.NARROW), len(member))
    needs = cut < len(member) and "requir" in member[cut].text.lower()
    named = [name for chunk in member[cut:] if chunk.sort is Sort.CONCEPT for name in chunk.names]
    return needs and bool(named) and all(setting.under(name, *_REMEDIES) for name in named)
