"""Known status: "known ER and PR status", "RAS mutation status must be documented" in; each test with either result out, which is
what such a line asks for. And "ER-positive or -negative", which says the same."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.results import tested
from trialwright.compiler.setting import Reader, Setting, denied, joined_by
from trialwright.compiler.wording.sought import needs
from trialwright.protocol.criteria import Criterion, Has, Qualifier, Target

_NAMED = frozenset({Sort.CONCEPT, Sort.VARIABLE})
_BESIDE = frozenset({Sort.FILL, Sort.HIST, Sort.MUST, Sort.PREP, Sort.HEADNOUN, Sort.STOP, Sort.AND, Sort.COMMA, Sort.SLASH})
_STATUS = re.compile(r"\bstatus(?:es)?\b", re.IGNORECASE)
_KNOWN = re.compile(r"\b(?:known|documented|documentation of|determined|assessed|tested)\b", re.IGNORECASE)
_WORDS = frozenset({"mutation", "mutational", "expression", "amplification", "gene", "receptor", "tumor", "tumour"})
_EITHER = Qualifier(name="value", values=("positive", "negative"))


def known_status(chunks: Sequence[Chunk], setting: Setting, _read: Reader | None = None) -> Criterion | None:
    """Each test of a sentence that asks for no more than that its result be known; None for any other sentence."""
    said = setting.normal.text[max(chunks[0].start - _AROUND, 0) : chunks[-1].end + _AROUND]
    if setting.exclusion or _STATUS.search(setting.words(chunks) + said[-_AROUND:]) is None or _KNOWN.search(said) is None:
        return None
    named = [chunk for chunk in chunks if chunk.sort in _NAMED]
    rest = [chunk for chunk in chunks if chunk.sort not in _NAMED and chunk.sort not in _BESIDE]
    if not named or any(chunk.value or not (tested(chunk, setting) or _infection(chunk, setting)) for chunk in named):
        return None
    if any(chunk.sort is not Sort.WORD or chunk.text.lower() not in _WORDS for chunk in rest):
        return None
    return joined_by("and", [_either(name, chunk, setting) for chunk in named for name in chunk.names])


_AROUND = 25
"""How many letters before and behind a name the words "known" and "status" may stand, where they are no part of the phrase."""


def _infection(chunk: Chunk, setting: Setting) -> bool:
    return all(setting.under(name, "infection") for name in chunk.names)


def _either(name: str, chunk: Chunk, setting: Setting) -> Criterion:
    """The test with one result or the other; of an infection, that it is there or is not."""
    span = setting.span((chunk,))
    if tested(chunk, setting):
        return Has(target=Target(concept=name, qualifiers=(_EITHER,)), span=span)
    there = Has(target=Target(concept=name), span=span)
    return joined_by("or", (there, denied(there, span)))


_RESULTS = frozenset({"positive", "negative"})


@needs(_RESULTS)
def with_either_result(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with "positive or -negative" behind a test as one stretch, without the conjunction."""
    result: list[Chunk] = []
    place = 0
    while place < len(chunks):
        result.append(chunks[place])
        behind = _second_result(chunks, place) if _is_result(chunks[place]) and _behind_test(chunks[:place], setting) else None
        place = place + 1 if behind is None else behind
    return tuple(result)


def _is_result(chunk: Chunk) -> bool:
    return chunk.sort is Sort.WORD and chunk.text.lower() in _RESULTS


def _second_result(chunks: Sequence[Chunk], place: int) -> int | None:
    """Where the opposite result stands behind "or" or "/"; None where none does, or where the test is not the same."""
    step = place + 1
    while step < len(chunks) and chunks[step].sort in (Sort.OR, Sort.SLASH):
        step += 1
    joined = step > place + 1
    if step < len(chunks) and chunks[step].sort is Sort.OTHER_SIGN and chunks[step].text == "-":
        step += 1
    if not joined or step >= len(chunks) or not _is_result(chunks[step]):
        return None
    return step if chunks[step].text.lower() != chunks[place].text.lower() and not _begins(chunks, step) else None


def _begins(chunks: Sequence[Chunk], place: int) -> bool:
    """True for "or negative for B", "or negative HER2": the second result may be of what stands behind it."""
    behind = next((chunk for chunk in chunks[place + 1 :] if chunk.sort is not Sort.FILL), None)
    return behind is not None and (behind.sort in (*_NAMED, Sort.FOR) or behind.text.lower() in ("for", "in"))


def _behind_test(before: Sequence[Chunk], setting: Setting) -> bool:
    named = next((chunk for chunk in reversed(before) if chunk.sort not in (Sort.OTHER_SIGN, Sort.FILL, Sort.MUST)), None)
    return named is not None and named.sort in _NAMED and tested(named, setting)
