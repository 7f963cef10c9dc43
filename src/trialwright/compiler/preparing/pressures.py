"""Pressures: "BP > 150/100 mmHg despite therapy", "hypertension (>= 140/90)" in; the systolic and the diastolic limit by name,
out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.preparing.endsapart import ALTHOUGH
from trialwright.compiler.setting import Setting, with_inner
from trialwright.compiler.wording.sought import sought
from trialwright.vocabulary.records import anew

_BOTH, _SYSTOLIC, _DIASTOLIC = "blood pressure", "systolic blood pressure", "diastolic blood pressure"
_PRESSURES = frozenset({_BOTH, _SYSTOLIC, _DIASTOLIC})
_PASSED = frozenset({Sort.FILL, Sort.GROUP, Sort.PREP, Sort.COLON})
_LOWER = (">=", ">")
_SPOKEN_OF = sought(r"hypertension|hypertensive|blood pressure|\bbp\b", re.IGNORECASE)
_UNDER_THERAPY = re.compile(
    r"(?:despite|while|in spite of|regardless of|when|even)\b[^.;]{0,20}?\b"
    r"(?:(?:on|with|of|under|receiving|taking|being|the|use|an?|"
    r"optimal|optimum|adequate|appropriate|maximal|medical|standard|stable|current|anti-?\s?hypertensive|medical|drug|best|oral|"
    r"treated|treatment|therap(?:y|ies)|medications?|management|drugs?|regimens?|agents?|interventions?|care|"
    r"two|three|2|3|or|more|at|least|any) ?)+",
    re.IGNORECASE,
)
_REPEATED = re.compile(
    r"(?:on|at|in|from|over) (?:at least )?(?:\d|one|two|three) (?:or more )?(?:separate |different |consecutive |repeated |"
    r"independent )*(?:occasions|measurements|readings|visits|days|determinations|times)\b",
    re.IGNORECASE,
)
_HIGHEST, _LOWEST, _LEAST = 230, 40, 80


def with_pressures_named(items: Sequence[Chunk], setting: Setting) -> list[Chunk]:
    """The chunks with every pair "150/100" as two limits. Either excludes, both are required, and one that is high is a high
    pressure. That a pressure is uncontrolled says that it stays high under therapy."""
    if not _SPOKEN_OF.search(setting.normal.text):
        return list(items)
    kept = _without_remarks(_pairs_labelled(_with_repeated_as_words(items, setting), setting), setting)
    for place in range(len(kept) - 4, -1, -1):
        if kept[place].names == (_BOTH,):
            kept = _named(kept, place, exclusion=setting.exclusion)
    return _with_therapy_of_both(kept) if setting.exclusion else kept


_REPEATEDLY = re.compile(
    r"with (?:a |an )?(?:documented )?(?:repeat|persist|sustain|consistent|recurrent|multiple)\w*\b", re.IGNORECASE
)


def _with_repeated_as_words(items: Sequence[Chunk], setting: Setting) -> Sequence[Chunk]:
    """ "Hypertension with repeated SBP > 160 or DBP > 100": one value beyond either is not what is said; no fact tells."""
    for place in range(1, len(items) - 1):
        if items[place - 1].names != ("hypertension",) or not _REPEATEDLY.match(setting.normal.text, items[place].start):
            continue
        end = next((index for index in range(place, len(items)) if items[index].sort in _SENTENCE_ENDS), len(items))
        if not any(chunk.names and set(chunk.names) <= _PRESSURES for chunk in items[place:end]):
            continue
        first, last = items[place + 1], items[end - 1]
        said = setting.normal.text[first.start : last.end]
        return [*items[: place + 1], anew(first, sort=Sort.WORD, names=(), end=last.end, text=said, value="word"), *items[end:]]
    return items


_SENTENCE_ENDS = frozenset({Sort.SEMICOLON, Sort.STOP})


def _with_therapy_of_both(items: list[Chunk]) -> list[Chunk]:
    """ "Systolic > 150 or diastolic > 90 despite therapy": whether it is under therapy is asked of either."""
    place = next((index for index, chunk in enumerate(items) if index and chunk.text.lower() in ALTHOUGH), None)
    if place is None or not _is_limit_of(items, place - 1, _DIASTOLIC):
        return items
    first = next((index for index in range(place - 2, 0, -1) if _is_limit_of(items, index, _SYSTOLIC)), None)
    if first is None or items[first + 1].sort not in (Sort.OR, Sort.SLASH, Sort.AND):
        return items
    end = next((index for index in range(place, len(items)) if items[index].sort in _CLAUSE_ENDS), len(items))
    return [*items[: first + 1], *items[place:end], *items[first + 1 :]]


_CLAUSE_ENDS = frozenset({Sort.COMMA, Sort.OR, Sort.AND, Sort.SEMICOLON, Sort.STOP, Sort.GROUP, Sort.WINDOW})


def _is_limit_of(items: Sequence[Chunk], place: int, name: str) -> bool:
    named = next((chunk for chunk in reversed(items[:place]) if chunk.sort is Sort.VARIABLE), None)
    return items[place].sort is Sort.AMOUNT and named is not None and named.names == (name,)


def _named(items: list[Chunk], place: int, *, exclusion: bool) -> list[Chunk]:
    run = [chunk for chunk in items[place:] if chunk.sort not in _PASSED][:5]
    signs = tuple(chunk for chunk in run[1:2] if chunk.sort is Sort.CMP)
    pair = run[1 + len(signs) : 4 + len(signs)]
    if [chunk.sort for chunk in pair] != [Sort.AMOUNT, Sort.SLASH, Sort.AMOUNT]:
        return items
    first, slash, second = pair
    high, low = first.amount, second.amount
    if high is None or low is None or low.unit not in (None, "mm[Hg]"):
        return items
    raised = bool(signs) and signs[0].value in _LOWER
    begins = max((index + 1 for index, chunk in enumerate(items[:place]) if chunk.sort in _SENTENCE_ENDS), default=0)
    said = {chunk.sort for chunk in items[begins:place]}
    let_in = Sort.PERMIT in said and bool(signs) and not raised  # "eligible if their blood pressure is < 150/90"
    denied = (exclusion and not let_in) or raised or Sort.NEG in said
    joint = anew(slash, sort=Sort.OR if denied else Sort.AND, value="or" if denied else "and")
    upper, lower = anew(first, amount=anew(high, unit="mm[Hg]")), anew(second, amount=anew(low, unit="mm[Hg]"))
    systolic, diastolic = anew(run[0], names=(_SYSTOLIC,)), anew(run[0], names=(_DIASTOLIC,))
    return [
        *items[:place],
        *(systolic, *signs, upper, joint, diastolic, *signs, lower),
        *items[items.index(second) + 1 :],
    ]


_SENTENCE_ENDS = frozenset({Sort.STOP, Sort.SEMICOLON})


def _pairs_labelled(items: Sequence[Chunk], setting: Setting) -> list[Chunk]:
    """ "Hypertension (>= 140/90 mmHg)": the bracket is of the blood pressure."""
    kept: list[Chunk] = []
    for chunk in items:
        inner = [item for item in chunk.inner if item.sort is not Sort.FILL] if chunk.sort is Sort.GROUP else []
        body = inner[1:] if inner and inner[0].sort is Sort.CMP else inner
        if [item.sort for item in body[:3]] == [Sort.AMOUNT, Sort.SLASH, Sort.AMOUNT] and _is_pair(body[0], body[2]):
            name = Chunk(sort=Sort.VARIABLE, start=inner[0].start, end=inner[0].start, text="", names=(_BOTH,))
            denied = setting.exclusion or any(before.sort is Sort.NEG for before in kept)
            kept.append(anew(chunk, inner=tuple(_named([name, *inner], 0, exclusion=denied))))
        else:
            kept.append(chunk)
    return kept


def _is_pair(first: Chunk, second: Chunk) -> bool:
    high, low = first.amount, second.amount
    if high is None or low is None or high.unit is not None or low.unit not in (None, "mm[Hg]"):
        return False
    return _LEAST <= high.low <= _HIGHEST and _LOWEST <= low.low < high.low


def _without_remarks(items: Sequence[Chunk], setting: Setting) -> list[Chunk]:
    """Behind a pressure: how often it was measured; under which therapy, where the words say that it is not controlled."""
    uncontrolled = not setting.exclusion or "ontrolled" in setting.normal.text
    kept: list[Chunk] = []
    end = 0
    for place, chunk in enumerate(items):
        if chunk.start < end:
            continue
        kept.append(with_inner(chunk, _without_remarks(chunk.inner, setting)) if chunk.inner else chunk)
        if not _limits_pressure(items, place) or place + 1 == len(items):
            continue
        behind = items[place + 1].start
        found = _REPEATED.match(setting.normal.text, behind) or (
            _UNDER_THERAPY.match(setting.normal.text, behind) if uncontrolled else None
        )
        end = found.end() if found is not None else 0
    return kept


def _limits_pressure(items: Sequence[Chunk], place: int) -> bool:
    if items[place].sort not in (Sort.AMOUNT, Sort.POST):
        return False
    named = next((chunk for chunk in reversed(items[:place]) if chunk.sort is Sort.VARIABLE), None)
    return named is not None and set(named.names) <= _PRESSURES
