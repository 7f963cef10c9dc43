"""Grade behind: "neuropathy, grade 2 or higher", "heart failure, NYHA III-IV", "syphilis, untreated, or tuberculosis" in;
the same without the comma, so that the grade, class or state is of the disease, out (classes: data/wordings.tsv, "class of")."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.lending import STATES
from trialwright.compiler.rules import patterns
from trialwright.compiler.setting import Setting
from trialwright.compiler.targets import DISEASE_KINDS

_ENDS = frozenset({Sort.COMMA, Sort.OR, Sort.AND, Sort.SEMICOLON, Sort.STOP, Sort.EXC, Sort.IF, Sort.NEG})
_LEADS = frozenset({Sort.CMP, Sort.FILL, Sort.GRADEOF, Sort.PREP})
_VALUES = frozenset({Sort.CODES, Sort.AMOUNT, Sort.POST, Sort.CMP, Sort.WINDOW, Sort.FILL, Sort.HEADNOUN, Sort.GROUP, Sort.TAIL})


def with_grades_behind(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks without each comma between a disease and its grade, or the class that is of such diseases alone."""
    kept: list[Chunk] = []
    for place, chunk in enumerate(chunks):
        behind = chunks[place + 1 :]
        of_it = chunk.sort is Sort.COMMA and place and _of_it(chunks[place - 1], behind, setting)
        if not (of_it or (chunk.sort is Sort.COMMA and setting.exclusion and _state_of(kept, behind, setting))):
            kept.append(chunk)
    return tuple(kept)


def _state_of(before: Sequence[Chunk], behind: Sequence[Chunk], setting: Setting) -> bool:
    """True between a disease, or its grade, and a state of it that ends at the next comma."""
    last = next((chunk for chunk in reversed(before) if chunk.sort not in (Sort.CODES, Sort.GRADEOF, Sort.CMP, Sort.POST)), None)
    if last is None or last.sort is not Sort.CONCEPT or not _is_disease(last, setting):
        return False
    end = next(
        (place for place, chunk in enumerate(behind) if chunk.sort in (Sort.COMMA, Sort.STOP, Sort.SEMICOLON)), len(behind)
    )
    part = behind[:end]
    stated = [chunk for chunk in part if chunk.sort is Sort.NARROWING]
    if not stated or not all(name.startswith(STATES) for chunk in stated for name in chunk.names):
        return False
    return part[0].sort is Sort.NARROWING and all(chunk.sort in (Sort.NARROWING, Sort.OR, Sort.AND, Sort.SLASH) for chunk in part)


def _of_it(before: Chunk, behind: Sequence[Chunk], setting: Setting) -> bool:
    if before.sort is not Sort.CONCEPT or not _is_disease(before, setting):
        return False
    end = next((place for place, chunk in enumerate(behind) if chunk.sort in _ENDS and not _of_codes(behind, place)), len(behind))
    part = [chunk for chunk in behind[:end] if chunk.sort is not Sort.FILL]
    graded = [place for place, chunk in enumerate(part) if chunk.sort is Sort.GRADEOF]
    if graded:
        return all(chunk.sort in _LEADS for chunk in part[: graded[0]]) and _plain(part[graded[0] + 1 :])
    classed = part[0] if part else None
    if classed is None or classed.sort is not Sort.VARIABLE or not _plain(part[1:]):
        return False
    of = [disease for row, disease in patterns("class of") if all(row.fullmatch(name) for name in classed.names)]
    return any(setting.under(name, disease) for disease in of for name in before.names)


def _is_disease(chunk: Chunk, setting: Setting) -> bool:
    return all(setting.vocabulary.kind(name) in DISEASE_KINDS for name in chunk.names)


def _plain(values: Sequence[Chunk]) -> bool:
    return bool(values) and all(chunk.sort in _VALUES for chunk in values)


def _of_codes(chunks: Sequence[Chunk], place: int) -> bool:
    """ "Grade 3 or 4": the conjunction is of the grades."""
    return 0 < place < len(chunks) - 1 and {chunks[place - 1].sort, chunks[place + 1].sort} <= {Sort.CODES, Sort.AMOUNT}
