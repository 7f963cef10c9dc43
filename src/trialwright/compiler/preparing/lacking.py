"""Lacks with values: "lack of adequate organ function (ANC < 1.5)", "without anemia (Hb >= 9)" in; the values alone out, where
they tell what is so in those who lack it and not what is lacking."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting, flattened
from trialwright.vocabulary.normal import abnormal_side, fit_side

_BEFORE = frozenset({Sort.FILL, Sort.IF, Sort.MUST, Sort.PREP})
_BEHIND = frozenset({Sort.FILL, Sort.STOP, Sort.WINDOW, Sort.MUST})
_TELLS = frozenset({Sort.COLON, Sort.DEFINES, Sort.EG, Sort.TAIL})
_JOINTS = _TELLS | {Sort.COMMA, Sort.PREP, Sort.FILL, Sort.WORD}
_LABEL = frozenset(
    {Sort.ASKED, Sort.FILL, Sort.WORD, Sort.CONCEPT, Sort.NARROWING, Sort.LEVEL, Sort.COUNTED, Sort.HEADNOUN, Sort.OTHER_SIGN}
)
_FIT = re.compile(r"\b(?:adequate|sufficient|normal|acceptable|satisfactory|good|preserved|intact|recovery)\b", re.IGNORECASE)
_UNFIT = re.compile(r"\b(?:inadequate|insufficient|impaired|abnormal|poor|compromised|reduced|decreased)\b", re.IGNORECASE)


def with_lacks_valued(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The values for the whole where a denied word and its values contradict each other: who lacks adequate function has a low
    count, and who has no anemia a high one. Where both say the same, the values define what is denied, as they stand."""
    unfit = _unfit_valued(chunks, setting) if setting.exclusion else None
    if unfit is not None:
        return unfit
    denial = next((place for place, chunk in enumerate(chunks) if chunk.sort not in _BEFORE), len(chunks))
    if denial == len(chunks) or chunks[denial].sort is not Sort.NEG:
        return tuple(chunks)
    end = next((place for place in range(denial + 1, len(chunks)) if chunks[place].sort not in _LABEL), len(chunks))
    label, (values, behind) = chunks[denial + 1 : end], _values(chunks[end:])
    fit = _of_the_fit(label, setting)
    if fit is None or not values or _told_of_the_fit(values) in (fit, None):
        return tuple(chunks)
    return (*chunks[:denial], *values, *behind)


def _unfit_valued(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...] | None:
    """ "Impaired clotting test (platelets < 60000)": what the bracket says of those who are not fit, where no table knows the
    label; None for any other statement."""
    end = next((place for place, chunk in enumerate(chunks) if chunk.sort not in _LABEL), 0)
    label, (values, behind) = chunks[:end], _values(chunks[end:])
    named = any(chunk.sort in (Sort.CONCEPT, Sort.ASKED) for chunk in label)
    if not label or named or not values or chunks[end].sort is not Sort.GROUP or not _UNFIT.match(setting.words(_begun(label))):
        return None
    return (*values, *behind) if _told_of_the_fit(values) is False else None


def _values(rest: Sequence[Chunk]) -> tuple[tuple[Chunk, ...], tuple[Chunk, ...]]:
    """What stands in the bracket behind a label, or behind its colon, and what follows; both empty for anything else."""
    if not rest:
        return (), ()
    if rest[0].sort is Sort.GROUP:
        alone = all(chunk.sort in _BEHIND for chunk in rest[1:])
        return (_begun(rest[0].inner), tuple(rest[1:])) if alone else ((), ())
    start = next((place for place, chunk in enumerate(rest) if chunk.sort not in _JOINTS), len(rest))
    told = any(chunk.sort in _TELLS for chunk in rest[:start])
    return (tuple(rest[start:]), ()) if told else ((), ())


def _begun(inner: Sequence[Chunk]) -> tuple[Chunk, ...]:
    start = next((place for place, chunk in enumerate(inner) if chunk.sort not in _JOINTS), len(inner))
    return tuple(inner[start:])


def _of_the_fit(label: Sequence[Chunk], setting: Setting) -> bool | None:
    """Whether a label is of those who are fit ("adequate renal function") or of those who are not ("renal impairment")."""
    said = setting.words(label)
    ill = any(setting.vocabulary.kind(name) == "condition" for chunk in label for name in chunk.names)
    if _UNFIT.search(said) or (ill and not _FIT.search(said)):
        return False
    return True if _FIT.search(said) and not ill else None


def _told_of_the_fit(values: Sequence[Chunk]) -> bool | None:
    """Whether all limits among the values are kept by the fit (True) or by the others (False); None where they differ or where
    that cannot be told."""
    flat = [chunk for chunk in flattened(values) if chunk.sort in (Sort.VARIABLE, Sort.CMP, Sort.NEG, Sort.POST, Sort.CODES)]
    if any(chunk.sort not in (Sort.VARIABLE, Sort.CMP) for chunk in flat):
        return None
    sides: set[bool | None] = set()
    for place, chunk in enumerate(flat):
        if chunk.sort is Sort.CMP:
            named = next((before for before in reversed(flat[:place]) if before.sort is Sort.VARIABLE), None)
            sides.add(_kept_by_the_fit(named, str(chunk.value)) if named is not None else None)
    return sides.pop() if len(sides) == 1 else None


def _kept_by_the_fit(variable: Chunk, sign: str) -> bool | None:
    least = {_fit_side(name) for name in variable.names}
    if len(least) != 1 or sign not in ("<", "<=", ">", ">=") or "" in least:
        return None
    return (sign[0] == ">") is (least.pop() == "at least")


_CELLS = frozenset({"white blood cell count", "lymphocyte count"})
"""Counts that leukemia raises, so that no limit of theirs alone tells who is fit; of a function, the fit keep them up."""


def _fit_side(name: str) -> str:
    if name in _CELLS:
        return "at least"
    return fit_side(name) or {"low": "at least", "high": "at most"}.get(abnormal_side(name), "")
