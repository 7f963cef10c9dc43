"""Failures: "refractory to or relapsed after", "progressed on or intolerant of" before a therapy in; one chunk for all that may
have become of it out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.phrasing.therapies import AFTER, MOVES
from trialwright.compiler.setting import Setting
from trialwright.protocol.criteria import Compare, Criterion, Limit, Qualifier
from trialwright.vocabulary.records import anew

FAILED, NOT_TOLERATED = "failed", "not tolerated"
"""What may have become of a therapy: the values of the family `outcome` that a fact on record is held against."""
_JOINTS = frozenset({Sort.OR, Sort.SLASH, Sort.COMMA})
_PASSED = frozenset({Sort.FILL, Sort.HIST, Sort.MUST})
_AFTER = AFTER | {"to", "of", "with"}
_STATES = frozenset({"recurrence=recurrent", "refractory=refractory"})
_GOES_ON = frozenset({Sort.CMP, Sort.AMOUNT, Sort.HIST, Sort.HEADNOUN, Sort.FILL, Sort.NARROWING, Sort.EITHER, Sort.OTHER})


def with_failures_joined(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with each run of such words before a therapy as one; a word of a disease alone stays with the disease."""
    items = list(chunks)
    if not any(_verb(chunk) for chunk in items):
        return tuple(items)
    index = 0
    while index < len(items):
        end, values = _run(items, index)
        if values and (_therapy_at(items, end, setting) or _unfit_for_it_at(items, end, setting)):
            whole = anew(items[index], sort=Sort.FAILED, names=(), value=";".join(values), end=items[end - 1].end)
            while end < len(items) and items[end].sort is Sort.COMMA:
                end += 1
            items[index:end] = [whole]
        index += 1
    return tuple(items)


def _verb(chunk: Chunk) -> str:
    """What a word says became of a therapy; nothing for other words."""
    if chunk.sort is Sort.ALLERGY:
        return NOT_TOLERATED if chunk.text.lower().startswith("intoleran") else ""
    if chunk.sort is Sort.WORD:
        return NOT_TOLERATED if chunk.text.lower() in ("intolerant", "intolerance") else ""
    failed = (
        chunk.sort is Sort.FAILED
        or (chunk.sort is Sort.NARROW and chunk.text.lower() == "refractory to")
        or (chunk.sort is Sort.NARROWING and _STATES.issuperset(chunk.names))
        or (chunk.sort is Sort.CONCEPT and (MOVES | {"refractory disease"}).issuperset(chunk.names))
    )
    return FAILED if failed else ""


def _run(items: Sequence[Chunk], start: int) -> tuple[int, tuple[str, ...]]:
    """The end of a run of such words, the last of which leads on to what it is said of, and what they say; two words, or one that
    is said of nothing but a therapy."""
    found: list[str] = []
    place, end = start, start
    tied = False
    while place < len(items) and (said := _verb(items[place])):
        found.append(said)
        tied = items[place].sort in (Sort.FAILED, Sort.NARROW, Sort.ALLERGY)
        place += 1
        leads_on = frozenset({Sort.PREP, Sort.FOR, *([Sort.FILL] if len(found) >= _SEVERAL else [])})
        if place < len(items) and items[place].sort in leads_on and items[place].text.lower() in _AFTER:
            tied = True
            place += 1
        end = place
        step = place
        while step < len(items) and items[step].sort in _JOINTS | _PASSED:
            step += 1
        joined = any(chunk.sort in _JOINTS for chunk in items[place:step])
        if not joined or step >= len(items) or not _verb(items[step]):
            break
        place = step
    relapsed = items[start].sort is Sort.NARROWING and "recurrence=recurrent" in items[start].names and end == start + 2
    if not tied or (len(found) < _SEVERAL and not (relapsed and tied)):
        return start, ()
    return end, tuple(dict.fromkeys(found))


_SEVERAL = 2


def _therapy_at(items: Sequence[Chunk], place: int, setting: Setting) -> bool:
    """True where the next thing that is named is a therapy, or a number of lines of one."""
    while place < len(items) and items[place].sort in _GOES_ON | {Sort.COMMA, Sort.FAILED}:
        if items[place].sort is Sort.HEADNOUN:
            return items[place].text.lower().rstrip("s") in ("line", "regimen", "therapy", "treatment", "therapie", "course")
        place += 1
    if place >= len(items) or items[place].sort is not Sort.CONCEPT:
        return False
    return all(setting.vocabulary.kind(name) in THERAPY_KINDS for name in items[place].names)


def with_failures_shared(members: list[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]]:
    """ "Refractory to lenalidomide or pomalidomide", "progression on cisplatin, carboplatin or gemcitabine", "lung cancer treated
    with platinum or immunotherapy": what became of the first, or what it was given for, is said of every bare therapy behind it,
    lest any use of that one be meant."""
    if not any(_tells_failure(chunk) or _treated(chunk) for member in members for chunk in member):
        return members
    result = members[:1]
    lent = _before_its_therapy(members[0], setting)
    for member in members[1:]:
        own = _before_its_therapy(member, setting)
        if own and _treated(own[-1]):
            own = ()  # "melanoma or renal cancer treated with A or B": whether the melanoma must be treated is not said
        listed = _COMMA_BEFORE.search(setting.normal.text[: member[0].start]) is not None
        lent = own or (lent if _bare(member, setting, listed=listed) else ())
        result.append((*lent, *member) if lent and not own else member)
    return result


def _tells_failure(chunk: Chunk) -> bool:
    if chunk.sort is Sort.CONCEPT:
        return MOVES.issuperset(chunk.names)
    return chunk.sort is Sort.FAILED or chunk.text.lower() == "refractory to"


def _before_its_therapy(member: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """What a member says before its therapy, where that is what became of it; nothing for other members."""
    place = next((index for index, chunk in enumerate(member) if _of_therapy(chunk, setting)), 0)
    before = tuple(member[:place])
    said = any(chunk.sort is Sort.FAILED or chunk.text.lower() == "refractory to" for chunk in before)
    moved = next(
        (index for index, chunk in enumerate(before) if chunk.sort is Sort.CONCEPT and MOVES.issuperset(chunk.names)), None
    )
    tied = moved is not None and any(chunk.text.lower() in _AFTER for chunk in before[moved + 1 :])
    given = bool(before) and _treated(before[-1]) and any(_is_cancer(chunk, setting) for chunk in before)
    told = said or tied or given
    return before if told and not any(chunk.sort in (Sort.AMOUNT, Sort.CODES) for chunk in before) else ()


def _treated(chunk: Chunk) -> bool:
    return chunk.sort is Sort.HIST and chunk.text.lower().endswith(("treated with", "who received", "treated by"))


def _is_cancer(chunk: Chunk, setting: Setting) -> bool:
    return chunk.sort is Sort.CONCEPT and all(setting.vocabulary.kind(name) in _CANCERS for name in chunk.names)


_CANCERS = frozenset({"cancer", "histology", "metastasis"})


_COMMA_BEFORE = re.compile(r",\s*(?:and/or|and|or)?\s*$", re.IGNORECASE)
_BESIDE_IT = frozenset({Sort.CONCEPT, Sort.FILL, Sort.HEADNOUN, Sort.GROUP, Sort.NARROWING, Sort.EITHER, Sort.TAIL, Sort.WINDOW})
_NEVER_FAILED = frozenset({"surgery", "procedure"})


def _bare(member: Sequence[Chunk], setting: Setting, *, listed: bool) -> bool:
    """True for a therapy alone; behind a comma one with a time of its own, or an operation, is one more thing."""
    named = [chunk for chunk in member if chunk.sort is Sort.CONCEPT]
    if (
        not named
        or any(chunk.sort not in _BESIDE_IT for chunk in member)
        or not all(_of_therapy(chunk, setting) for chunk in named)
    ):
        return False
    operated = any(setting.vocabulary.kind(name) in _NEVER_FAILED for chunk in named for name in chunk.names)
    return not listed or not (operated or any(chunk.sort is Sort.WINDOW for chunk in member))


def _unfit_for_it_at(items: Sequence[Chunk], place: int, setting: Setting) -> bool:
    """True where the therapy stands behind "or ineligible for": "refractory to, intolerant of, or ineligible for platinum"."""
    start = place
    while place < len(items) and items[place].sort in _JOINTS | _PASSED:
        place += 1
    joined = any(chunk.sort is Sort.OR for chunk in items[start:place])
    if not joined or place >= len(items) or items[place].sort is not Sort.ASKED:
        return False
    return _UNFIT.search(items[place].text) is not None and _therapy_at(items, place + 1, setting)


_UNFIT = re.compile(r"\b(?:ineligible|not eligible|(?:un|not )suitable|unfit|not fit|not (?:a )?candidates?)\b", re.IGNORECASE)


def _of_therapy(chunk: Chunk, setting: Setting) -> bool:
    return chunk.sort is Sort.CONCEPT and all(setting.vocabulary.kind(name) in THERAPY_KINDS for name in chunk.names)


def at_least_once(node: Criterion) -> Criterion:
    """ "Relapsed after up to two regimens" is required: who was given none has not relapsed after any."""
    if not isinstance(node, Compare) or node.quantity.attribute != "lines" or node.quantity.of is None:
        return node
    told = node.quantity.of.qualifiers
    failed = any(item.name == "recurrence" or (item.name == "outcome" and FAILED in item.values) for item in told)
    if not failed:
        return node
    outcome = Qualifier(name="outcome", values=(FAILED,))
    of = replace(node.quantity.of, qualifiers=tuple(outcome if item.name == "recurrence" else item for item in told))
    low = node.low or Limit(value=Decimal(1))
    return replace(node, quantity=replace(node.quantity, of=of), low=low)
