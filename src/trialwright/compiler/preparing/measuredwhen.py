"""Measured when: values with the event that they are measured before ("within 45 days prior to transplant"), or of a part of what
their name says already ("weight loss > 10 % of body weight") in; the values with their own words alone out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import LIST_SIGNS, Setting, flattened, sorts_of, with_inner
from trialwright.protocol.criteria import Window, WindowKind
from trialwright.vocabulary.normal import fit_side
from trialwright.vocabulary.records import anew
from trialwright.vocabulary.units import comparable

_NUMBERS = frozenset({Sort.AMOUNT, Sort.CODES, Sort.POST})
_JOINS = frozenset({Sort.FILL, Sort.PREP, Sort.HIST})
_PROCEDURES = frozenset({*THERAPY_KINDS, "procedure", "transplant", "surgery", "imaging", "radiotherapy"})
_LOSS, _WEIGHT = "weight loss", "body weight"


def with_values_alone(chunks: Sequence[Chunk], setting: Setting) -> list[Chunk]:
    """The chunks with a window for "within 45 days of surgery" behind a value, without "of body weight" behind a loss of it, and
    with a conjunction before a limit that is of another quantity."""
    if not sorts_of(chunks) & _NUMBERS:
        return list(chunks)
    kept = [with_inner(chunk, with_values_alone(chunk.inner, setting)) if chunk.inner else chunk for chunk in chunks]
    return _duties_parted(_without_share(_with_windows(kept, setting)), setting)


_TAKEN = re.compile(
    r"(?:(?:all|these|this|those|the|to|must|should|be|are|is|tests?|labs?|laboratory|values?|results?|assessments?) )*"
    r"(?:performed|obtained|measured|assessed|done|collected|taken|tested|determined|evaluated|drawn)\b",
    re.IGNORECASE,
)


def with_closing_window(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "Hemoglobin >= 9 g/dL or >= 5.6 mmol/L … (performed within 14 days prior to day 1)", "ANC >= 1500, platelets >= 100,000
    (within 14 days)": the time of every value of the first sentence."""
    said = tuple(chunks)
    behind_limit = _behind_second_limit(said, setting)
    chunks = behind_limit or _bracketed(said, setting)
    place = next((index for index in range(len(chunks) - 1, -1, -1) if chunks[index].sort is not Sort.STOP), 0)
    group = chunks[place] if chunks else None
    windows = [inner for inner in group.inner if inner.sort is Sort.WINDOW] if group is not None else []
    if group is None or len(windows) != 1:
        return said
    taken = behind_limit is not None or _TAKEN.match(setting.words(group.inner)) is not None
    if not taken and any(inner.sort not in (Sort.WINDOW, Sort.FILL) for inner in group.inner):
        return said
    if any(inner.sort in (Sort.CONCEPT, Sort.VARIABLE, Sort.NEG, Sort.AMOUNT) for inner in group.inner):
        return said
    end = next((index for index in range(place) if chunks[index].sort in (Sort.STOP, Sort.SEMICOLON)), place)
    first = chunks[:end]
    if not any(item.sort is Sort.VARIABLE for item in first) or any(item.sort is Sort.WINDOW for item in first):
        return said
    if not taken and not (end == place and _valued_alone(first)):
        return said
    kept: list[Chunk] = []
    for index, item in enumerate(first):
        kept.append(item)
        closes = index + 1 == len(first) or first[index + 1].sort in LIST_SIGNS or first[index + 1].sort is Sort.EXC
        closes = closes or _is_second_limit(first[index + 1]) or _tells_how(first[index + 1])
        if item.sort in (Sort.AMOUNT, Sort.POST, Sort.CODES) and closes:
            kept.append(windows[0])
    if len(kept) == len(first):
        return said
    return (*kept, *chunks[end:place], *chunks[place + 1 :])


def _valued_alone(chunks: Sequence[Chunk]) -> bool:
    """True where values without a time, none of them an age, end with a value."""
    inner = flattened(chunks)
    if any(item.sort in (Sort.WINDOW, Sort.SPAN_OF_TIME) or item.names == ("age",) for item in inner):
        return False
    said = [item for item in chunks if item.sort is not Sort.FILL and not (item.sort is Sort.GROUP and _tells_how(item))]
    return bool(said) and (said[-1].sort in _NUMBERS or said[-1].sort is Sort.GROUP)


def _tells_how(chunk: Chunk) -> bool:
    """ "(using the Cockcroft-Gault equation)": a bracket without a value."""
    return chunk.sort is Sort.GROUP and not any(inner.sort in _NUMBERS | {Sort.CMP} for inner in chunk.inner)


def _is_second_limit(chunk: Chunk) -> bool:
    """ "(<= 5 x ULN for patients with liver metastases)": a bracket with a limit, and the patients that it is for."""
    sorts = {inner.sort for inner in chunk.inner} if chunk.sort is Sort.GROUP else set()
    return Sort.AMOUNT in sorts and Sort.VARIABLE not in sorts and any(_cues(inner) for inner in chunk.inner)


def _cues(chunk: Chunk) -> bool:
    """True for what begins the patients that a limit is for."""
    return chunk.sort in (Sort.IF, Sort.FOR) or (chunk.sort is Sort.PREP and chunk.text.lower() in ("for", "in", "with"))


def _behind_second_limit(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...] | None:
    """ "ALT <= 3 x ULN (<= 5 x ULN with liver metastases), obtained within 14 days": the same with the time in brackets; it is
    that of either limit. None where no time stands behind the limit of some patients."""
    last = next((index for index in range(len(chunks) - 1, -1, -1) if chunks[index].sort is not Sort.STOP), 0)
    if not chunks or last < 2:
        return None
    said = chunks[last].inner if chunks[last].sort is Sort.GROUP else chunks[last : last + 1]
    start = last
    while start and chunks[start - 1].sort in (Sort.FILL, Sort.COMMA):
        start -= 1
    if not start or [item.sort for item in said if item.sort is not Sort.FILL] != [Sort.WINDOW]:
        return None
    inner = (*(chunk for chunk in chunks[start:last] if chunk.sort is Sort.FILL), *said)
    named = _TAKEN.match(setting.words(inner)) is not None
    if not (_is_second_limit(chunks[start - 1]) or (named and _ends_in_second_limit(chunks[:start]))):
        return None
    group = Chunk(sort=Sort.GROUP, start=inner[0].start, end=chunks[last].end, text="()", inner=inner)
    return (*chunks[:start], group, *chunks[last + 1 :])


def _ends_in_second_limit(chunks: Sequence[Chunk]) -> bool:
    """ "<= 2.5 x ULN or <= 5 x ULN for subjects with liver metastases": its last words are those of the patients."""
    place = max((index for index, chunk in enumerate(chunks) if chunk.sort in _NUMBERS), default=0)
    behind = {chunk.sort for chunk in chunks[place + 1 :]}
    told = (
        behind <= {Sort.FILL, Sort.CONCEPT, Sort.NARROWING, Sort.IF, Sort.FOR, Sort.PREP, *LIST_SIGNS} and Sort.CONCEPT in behind
    )
    cue = place + 1 < len(chunks) and _cues(chunks[place + 1])
    return told and cue and any(chunk.sort is Sort.OR for chunk in chunks[:place])


def _bracketed(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "ALT < 2.5 x ULN, obtained within 14 days prior to registration": the same with the words behind the comma in brackets."""
    last = next((index for index in range(len(chunks) - 1, -1, -1) if chunks[index].sort is not Sort.STOP), 0)
    comma = next((index for index in range(last, -1, -1) if chunks[index].sort is Sort.COMMA), None)
    if comma is None or not comma or chunks[last].sort is not Sort.WINDOW or chunks[comma - 1].sort not in _NUMBERS:
        return tuple(chunks)
    said = tuple(chunks[comma + 1 : last + 1])
    if _TAKEN.match(setting.words(said)) is None or any(chunk.sort is Sort.STOP for chunk in said):
        return tuple(chunks)
    group = Chunk(sort=Sort.GROUP, start=said[0].start, end=said[-1].end, text="()", inner=said)
    return (*chunks[:comma], group, *chunks[last + 1 :])


def _with_windows(items: list[Chunk], setting: Setting) -> list[Chunk]:
    """ "Hemoglobin >= 10 g/dL within 45 days prior to transplant": measured so long before it, which is still to come."""
    kept: list[Chunk] = []
    place = 0
    while place < len(items):
        chunk = items[place]
        end = _event_end(items, place, setting) if chunk.sort in (Sort.WINDOW, Sort.SPAN_OF_TIME) and _valued(kept) else None
        if end is None:
            kept.append(chunk)
            place += 1
            continue
        window = chunk.window
        if chunk.relative is not None:
            window = Window(kind=WindowKind.WITHIN_BEFORE, amount=chunk.relative.duration)
        kept.append(anew(chunk, sort=Sort.WINDOW, end=items[end - 1].end, window=window, relative=None))
        place = end
    return kept


def _event_end(items: Sequence[Chunk], place: int, setting: Setting) -> int | None:
    """The end of the procedure that a window or a stretch of time before it runs up to."""
    first = items[place]
    if first.relative is not None and (first.relative.compare not in ("<", "<=") or first.relative.shortest is not None):
        return None
    if first.sort is Sort.WINDOW and (first.window is None or first.window.kind is not WindowKind.WITHIN_BEFORE):
        return None
    step = place + 1
    while step < len(items) and items[step].sort in _JOINS:
        step += 1
    behind = step > place + 1 or first.sort is Sort.SPAN_OF_TIME
    if not behind or step >= len(items) or items[step].sort is not Sort.CONCEPT:
        return None
    if any(setting.vocabulary.kind(name) not in _PROCEDURES for name in items[step].names):
        return None
    ends = step + 1 == len(items) or items[step + 1].sort in (*LIST_SIGNS, Sort.STOP, Sort.SEMICOLON, Sort.GROUP)
    return step + 1 if ends else None


def _valued(before: Sequence[Chunk]) -> bool:
    """True behind a value of a named quantity, with no therapy named since."""
    for chunk in reversed(before):
        if chunk.sort in _NUMBERS or chunk.sort in (Sort.FILL, Sort.GROUP, Sort.PREP):
            continue
        return chunk.sort in (Sort.CMP, Sort.VARIABLE) and any(item.sort is Sort.VARIABLE for item in before)
    return False


def _without_share(items: list[Chunk]) -> list[Chunk]:
    """ "Weight loss > 10 % of current body weight": the loss is counted in shares of the weight."""
    kept = list(items)
    for place, chunk in enumerate(items):
        if chunk.names != (_WEIGHT,) or not any(item.names == (_LOSS,) for item in items[:place]):
            continue
        first = place
        while first > 0 and items[first - 1].sort in (Sort.FILL, Sort.PREP, Sort.NOW, Sort.WORD):
            first -= 1
        if first < place and items[first].text.lower() in ("of", "in", "their") and items[first - 1].sort in _NUMBERS:
            kept = [item for item in items if not (items[first].start <= item.start <= chunk.start)]
    return kept


def _duties_parted(items: list[Chunk], setting: Setting) -> list[Chunk]:
    """ "Age >= 12 years and at least 40 kg in weight" and "no ischemia and QTc < 480 ms": a limit of another quantity, and
    one that the fit keep, are duties of their own."""
    kept: list[Chunk] = []
    for place, chunk in enumerate(items):
        if chunk.sort is Sort.CMP and chunk.text.lower().startswith("and ") and _of_another(items, place):
            cut = chunk.start + len("and")
            kept.append(anew(chunk, sort=Sort.AND, end=cut, text="and", value="and"))
            kept.append(anew(chunk, start=cut + 1, text=chunk.text[len("and ") :]))
            continue
        if chunk.sort in (Sort.AND, Sort.COMMA) and not setting.exclusion and _kept_by_the_fit(items, place):
            kept.append(anew(chunk, sort=Sort.ALSO, text="and", value="and"))
            continue
        kept.append(chunk)
    return kept


def _of_another(items: Sequence[Chunk], place: int) -> bool:
    before = next((item.amount for item in reversed(items[:place]) if item.amount is not None), None)
    after = items[place + 1].amount if place + 1 < len(items) else None
    if before is None or after is None or before.unit is None or after.unit is None:
        return False
    return not comparable(before.unit, after.unit)


def _kept_by_the_fit(items: Sequence[Chunk], place: int) -> bool:
    """True before a limit that the fit keep, where what stands before the conjunction is denied, and not as a condition."""
    denied = any(item.sort is Sort.NEG for item in items[:place])
    if not denied or any(item.sort is Sort.IF for item in items[:place]) or any(item.sort in _NUMBERS for item in items[:place]):
        return False
    behind = [item for item in items[place + 1 :] if item.sort not in (Sort.FILL, Sort.GROUP, Sort.PREP, Sort.AND)]
    if [item.sort for item in behind[:3]] != [Sort.VARIABLE, Sort.CMP, Sort.AMOUNT]:
        return False
    side = fit_side(behind[0].names[0])
    return (side == "at most" and behind[1].value[0] == "<") or (side == "at least" and behind[1].value[0] == ">")
