"""Methods: the chunks of a statement in; the same without what only tells how, on what or by whom a value is found, out.

How a value was measured narrows nothing: "LVEF >= 50 % by MUGA scan or echocardiogram" asks for the fraction alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import LIST_SIGNS, Setting, sorts_of, with_inner
from trialwright.compiler.tagging.tag import Tagger
from trialwright.compiler.wording.rules import matching

_NUMBERS = frozenset({Sort.AMOUNT, Sort.CODES, Sort.POST})
_MEASURED = _NUMBERS | {Sort.VARIABLE}
_WAYS = frozenset({"imaging"})
_HOW = re.compile(
    r"(?:as )?(?:measured|calculated|estimated|assessed|evaluated|determined|confirmed|documented|defined|obtained)\b|"
    r"(?:by|using|per|via|according|based on|on the basis|with|on|from|at|as)\b",
    re.IGNORECASE,
)
_SHOWS = "shows"
_METHOD, _SPECIMEN = "method", "specimen"
_ENDS = frozenset(
    {
        Sort.SEMICOLON,
        Sort.STOP,
        Sort.COLON,
        Sort.WINDOW,
        Sort.SPAN_OF_TIME,
        Sort.EXC,
        Sort.IF,
        Sort.FOR,
        Sort.PERMIT,
        Sort.NEG,
        Sort.CMP,
        Sort.AMOUNT,
        Sort.MUST,
        Sort.ALSO,
        Sort.GROUP,
        Sort.DEFINES,
        Sort.NARROWING,
    }
)


def without_methods(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks, inside brackets too, without specimens, repeated names and ways of measuring."""
    if not sorts_of(chunks) & _MEASURED:
        return tuple(chunks)
    tagger = setting.tagger
    items = [
        with_inner(chunk, without_methods(chunk.inner, setting)) if chunk.sort is Sort.GROUP else chunk
        for chunk in _without_opinion(_without_references(chunks, setting), setting)
    ]
    if any(chunk.sort is Sort.GROUP for chunk in items):
        items = _without_other_names(_with_kinds_named(items))
    items = _without_shown_by(items, tagger)
    dated = _may_be_dated(items)
    kept: list[Chunk] = []
    place = 0
    while place < len(items):
        if _is_specimen(items, place):
            place += 1
            while place < len(items) and items[place].sort in (Sort.SLASH, Sort.OR):
                place += 1
            continue
        aside = _aside_end(items, place, kept, tagger)
        if aside is not None:
            place = aside
            continue
        moment = _moment_end(items, place, kept, setting) if dated else None
        end = moment or _method_end(items, place, kept, tagger)
        if end > place:
            place = end
            continue
        kept.append(items[place])
        place += 1
    return tuple(kept)


def _without_references(chunks: Sequence[Chunk], setting: Setting) -> list[Chunk]:
    """The chunks without "(see Appendix 2)", "(microliter)" behind its sign, "(normal activity with effort)" behind a score."""
    kept: list[Chunk] = []
    for chunk in chunks:
        if chunk.sort is not Sort.GROUP or not kept:
            kept.append(chunk)
            continue
        said = setting.words(chunk.inner)
        numbered = any(inner.sort in (Sort.CMP, Sort.VARIABLE, Sort.WINDOW, Sort.CONCEPT) for inner in chunk.inner)
        if said and matching("reference", said) is not None:
            continue
        if _says_whose_normal(chunk, kept[-1]):
            continue
        if said and not numbered and kept[-1].sort in _NUMBERS and matching("unit again", said) is not None:
            continue
        if said and not numbered and kept[-1].sort in _NUMBERS and _scored(kept, setting) and _only_words(chunk.inner):
            continue
        if said and _scored(kept, setting) and _only_ages(chunk.inner) and _several_scales(chunks):
            continue  # "Karnofsky (for > 16 years of age) or Lansky": which of the scales is used
        kept.append(chunk)
    return kept


def _says_whose_normal(group: Chunk, before: Chunk) -> bool:
    """ "1.5 x upper limit of normal (ULN according to the laboratory's range)": whose limit it is."""
    first = group.inner[0].amount if group.inner else None
    again = first is not None and first.low == 1 and first.relative is not None
    of_normal = before.amount is not None and before.amount.relative is not None
    return again and of_normal and not any(item.sort in (Sort.CMP, Sort.VARIABLE, Sort.IF) for item in group.inner)


_WORDS_ALONE = frozenset({Sort.WORD, Sort.FILL, Sort.HEADNOUN, Sort.PREP, Sort.COMMA, Sort.OR, Sort.AND, Sort.NARROWING})


def _only_ages(chunks: Sequence[Chunk]) -> bool:
    years = [chunk for chunk in chunks if chunk.amount is not None and chunk.amount.unit == "a"]
    return bool(years) and all(chunk.sort in _OF_AGES or chunk in years for chunk in chunks)


def _several_scales(chunks: Sequence[Chunk]) -> bool:
    return len({chunk.names for chunk in chunks if chunk.sort is Sort.VARIABLE}) > 1


_OF_AGES = frozenset({Sort.FOR, Sort.IF, Sort.PREP, Sort.FILL, Sort.CMP, Sort.POST, Sort.AGED})


def _scored(before: Sequence[Chunk], setting: Setting) -> bool:
    named = next((chunk for chunk in reversed(before) if chunk.sort is Sort.VARIABLE), None)
    if named is not None and named.names[0].endswith("stage"):
        return False  # "stage III (unresectable)": of a tumor the bracket tells more than its stage
    return named is not None and all(setting.vocabulary.kind(name) == "score" for name in named.names)


def _only_words(chunks: Sequence[Chunk]) -> bool:
    return all(chunk.sort in _WORDS_ALONE for chunk in chunks)


def _without_opinion(chunks: Sequence[Chunk], setting: Setting) -> list[Chunk]:
    """ "In the opinion of the investigator, life expectancy > 3 months": whose estimate it is, before the value."""
    comma = next((place for place, chunk in enumerate(chunks) if chunk.sort is Sort.COMMA), None)
    if not comma or not any(chunk.sort is Sort.VARIABLE for chunk in chunks[comma:]):
        return list(chunks)
    opinion = matching("opinion", setting.words(chunks[:comma])) is not None
    valued = any(chunk.sort in (Sort.AMOUNT, Sort.CODES) for chunk in chunks[comma:])
    return list(chunks[comma + 1 :]) if opinion and valued else list(chunks)


_SIGNS_AND_BRACKETS = LIST_SIGNS | {Sort.STOP, Sort.SEMICOLON, Sort.GROUP}
_PARTS = _SIGNS_AND_BRACKETS | {Sort.EXC, Sort.ALSO, Sort.IF}
_TIMELESS = frozenset({"age", "life expectancy"})


def _may_be_dated(items: Sequence[Chunk]) -> bool:
    """True where there is a value that `_moment_end` may look behind: an age, a life expectancy."""
    return any(
        chunk.sort is Sort.AGED or not _TIMELESS.isdisjoint(chunk.names) or (chunk.sort in _NUMBERS and _OLD.search(chunk.text))
        for chunk in items
    )


def _moment_end(items: Sequence[Chunk], place: int, before: Sequence[Chunk], setting: Setting) -> int | None:
    """Where "at the time of signing consent" behind an age, or "from randomization" behind a life expectancy, ends."""
    if items[place].sort in _SIGNS_AND_BRACKETS:
        return None
    number = next((index for index in range(len(before) - 1, -1, -1) if before[index].sort in _NUMBERS), None)
    if number is None:
        return None
    named = {name for chunk in before for name in chunk.names if chunk.sort is Sort.VARIABLE}
    aged = any(chunk.sort is Sort.AGED for chunk in before) or _OLD.search(before[number].text) is not None
    if not (aged or named & _TIMELESS) or any(chunk.sort is Sort.WORD for chunk in before[number:]):
        return None
    ends = [end for end in range(place + 1, len(items) + 1) if end == len(items) or items[end].sort in _PARTS]
    return next((end for end in reversed(ends) if _is_moment(items[place:end], setting)), None)


_OLD = re.compile(r"older|younger|years", re.IGNORECASE)
_OF_JOINING = re.compile(
    r"consent|icf|enrol|regist|screen|study|trial|random|inclusion|entry|assent|treatment|baseline|dose", re.IGNORECASE
)


def _is_moment(chunks: Sequence[Chunk], setting: Setting) -> bool:
    said = setting.words(chunks)
    if matching("opinion", said.strip(" ,")) is not None:
        return True
    if _A_DUTY.match(said):
        return False
    return matching("moment", said) is not None and _OF_JOINING.search(said) is not None


_A_DUTY = re.compile(r"\W*(?:(?:a|an|the|and) )?(?:signed|written|informed|consent|assent)\b", re.IGNORECASE)
""" "With signed informed consent" is asked for; "at signing of the consent" is the moment."""


def _is_specimen(items: Sequence[Chunk], place: int) -> bool:
    """ "Serum ALT", "fasting plasma triglyceride": what it is measured in, before the name."""
    if items[place].value != _SPECIMEN:
        return False
    behind = place + 1
    while behind < len(items) and (items[behind].value == _SPECIMEN or items[behind].sort in (Sort.FILL, Sort.SLASH, Sort.OR)):
        behind += 1
    return behind < len(items) and items[behind].sort is Sort.VARIABLE


def _without_other_names(items: Sequence[Chunk]) -> list[Chunk]:
    """ "Aspartate aminotransferase (AST) (SGOT)": brackets behind a name that only say it again."""
    kept: list[Chunk] = []
    for chunk in items:
        named = next((before for before in reversed(kept) if before.sort is not Sort.FILL), None)
        if named is not None and named.sort is Sort.VARIABLE and chunk.sort is Sort.GROUP and _says_again(chunk, named):
            continue
        kept.append(chunk)
    return kept


_ENZYMES = frozenset({"alanine aminotransferase", "aspartate aminotransferase", "alkaline phosphatase"})


def _with_kinds_named(items: Sequence[Chunk]) -> list[Chunk]:
    """ "Transaminases (AST/ALT)", "liver enzymes (SGOT or SGPT)": those that the bracket names."""
    kept: list[Chunk] = []
    for chunk in items:
        named = [inner for inner in chunk.inner if inner.sort is Sort.VARIABLE] if chunk.sort is Sort.GROUP else []
        signs = all(inner in named or inner.sort in (*LIST_SIGNS, Sort.FILL, Sort.EG, Sort.GROUP) for inner in chunk.inner)
        general = bool(kept) and kept[-1].names == ("transaminase",)
        if general and named and signs and all(set(inner.names) <= _ENZYMES for inner in named):
            kept[-1:] = [inner for inner in chunk.inner if inner.sort in (Sort.VARIABLE, *LIST_SIGNS)]
        else:
            kept.append(chunk)
    return kept


_SHORT = re.compile(r"[A-Z][\w.+/'-]{0,9}")


def _says_again(group: Chunk, named: Chunk) -> bool:
    said = [chunk for chunk in group.inner if chunk.sort not in (Sort.FILL, Sort.SLASH, Sort.COMMA, Sort.OR, Sort.STOP)]
    return bool(said) and all(
        (chunk.sort is Sort.VARIABLE and set(chunk.names) & set(named.names))
        or (chunk.sort is Sort.WORD and _SHORT.fullmatch(chunk.text) is not None)
        for chunk in said
    )


def _without_shown_by(items: Sequence[Chunk], tagger: Tagger) -> list[Chunk]:
    """ "Electrocardiogram demonstrating QTc <= 500 ms": the test by which the value is seen, before the name."""
    kept = list(items)
    for place in range(len(kept) - 1, 0, -1):
        if kept[place].value != _SHOWS or not _value_behind(kept, place + 1):
            continue
        first = place
        while first > 0 and _way_or_nothing(kept[first - 1], tagger):
            first -= 1
        if any(_is_way(chunk, tagger) for chunk in kept[first:place]):
            del kept[first : place + 1]
            break
    return kept


def _way_or_nothing(chunk: Chunk, tagger: Tagger) -> bool:
    if chunk.sort is Sort.GROUP:
        return all(_way_or_nothing(inner, tagger) for inner in chunk.inner)
    return chunk.sort in (Sort.FILL, Sort.OR, Sort.SLASH) or chunk.value in (_METHOD, _SPECIMEN) or _is_way(chunk, tagger)


def _is_way(chunk: Chunk, tagger: Tagger) -> bool:
    ways = chunk.sort is Sort.CONCEPT and {tagger.vocabulary.kind(name) for name in chunk.names} <= _WAYS
    return chunk.value == _METHOD or (ways and not chunk.value)


def _value_behind(items: Sequence[Chunk], place: int) -> bool:
    behind = [chunk for chunk in items[place : place + 6] if chunk.sort not in (Sort.FILL, Sort.GROUP, Sort.PREP)]
    return len(behind) > 1 and behind[0].sort is Sort.VARIABLE and behind[1].sort in (Sort.CMP, Sort.AMOUNT, Sort.CODES)


def _aside_end(items: Sequence[Chunk], place: int, before: Sequence[Chunk], tagger: Tagger) -> int | None:
    """ "QTc, calculated using Fridericia's formula, <= 470 ms": a method between commas, before the limit."""
    if items[place].sort is not Sort.COMMA or place + 1 >= len(items):
        return None
    first = items[place + 1]
    if not before or before[-1].sort in _NUMBERS or not (first.value == _METHOD or _HOW.match(first.text)):
        return None
    end = _stretch_end(items, place + 1, tagger)
    limited = end > place + 1 and end + 1 < len(items) and items[end + 1].sort in (Sort.CMP, Sort.AMOUNT)
    return end + 1 if limited and items[end].sort is Sort.COMMA else None


def _method_end(items: Sequence[Chunk], place: int, before: Sequence[Chunk], tagger: Tagger) -> int:
    """Where the way of measuring that begins at `place` ends; `place` itself where none begins."""
    last = next((chunk for chunk in reversed(before) if chunk.sort is not Sort.FILL), None)
    chunk = items[place]
    if chunk.sort is Sort.GROUP and last is not None and any(item.sort in _NUMBERS for item in before):
        return place + 1 if _only_a_method(chunk.inner, tagger) else place
    if last is None or last.sort not in _MEASURED:
        return place
    if chunk.sort is Sort.GROUP:
        return place + 1 if _only_a_method(chunk.inner, tagger) else place
    cue = chunk.sort in (Sort.TAIL, Sort.NARROW, Sort.PREP, Sort.DEFINES, Sort.NOW) and _HOW.match(chunk.text) is not None
    if not cue and chunk.value != _METHOD:
        return place
    end = _stretch_end(items, place, tagger)
    if chunk.sort in (Sort.PREP, Sort.NARROW, Sort.DEFINES, Sort.NOW) and not any(
        _is_way(item, tagger) for item in items[place:end]
    ):
        return place
    spread = False
    while end < len(items) and items[end].sort in LIST_SIGNS:
        start = end
        while start < len(items) and items[start].sort in (*LIST_SIGNS, Sort.FILL, Sort.EITHER):
            start += 1
        step = _stretch_end(items, start, tagger) if start < len(items) else start
        ways = any(_is_way(item, tagger) for item in items[start:step])
        if not ways or not (_ends_clean(items, step) or all(_way_or_nothing(item, tagger) for item in items[start:step])):
            break
        end, spread = step, True
    # What only one phrase tells is dropped with the rest of its words, when that phrase is read.
    return end if spread or chunk.sort is not Sort.TAIL else place


def _stretch_end(items: Sequence[Chunk], start: int, tagger: Tagger) -> int:
    """The end of the words up to the next sign, number, time or condition; brackets that tell a method belong to it."""
    end = start
    while end < len(items):
        chunk = items[end]
        if chunk.sort is Sort.GROUP and end > start and not any(item.sort in (Sort.CMP, Sort.WINDOW) for item in chunk.inner):
            end += 1
            continue
        if end > start and (chunk.sort in _ENDS or chunk.sort in LIST_SIGNS) and chunk.value != _METHOD:
            if not (chunk.sort is Sort.FOR and _variable_ends(items, end)):
                break
        elif end == start and chunk.sort in (Sort.CMP, Sort.AMOUNT, Sort.WINDOW, Sort.NEG, Sort.IF, Sort.EXC, Sort.PERMIT):
            break
        if chunk.sort is Sort.VARIABLE and _value_behind(items, end):
            break
        end += 1
    return end


def _variable_ends(items: Sequence[Chunk], place: int) -> bool:
    """ "24-hour urine collection for determination of creatinine clearance": what for is still the method."""
    behind = [chunk for chunk in items[place + 1 : place + 5] if chunk.sort not in (Sort.FILL, Sort.PREP, Sort.WORD)]
    return bool(behind) and behind[0].sort is Sort.VARIABLE and not _value_behind(items, items.index(behind[0], place))


def _ends_clean(items: Sequence[Chunk], place: int) -> bool:
    """False where a number follows: what looked like one more method was the name of another value."""
    return place >= len(items) or items[place].sort not in (Sort.CMP, Sort.AMOUNT, Sort.CODES)


def _only_a_method(inner: Sequence[Chunk], tagger: Tagger) -> bool:
    if any(chunk.sort in (Sort.CMP, Sort.WINDOW, Sort.SPAN_OF_TIME, Sort.NEG, Sort.EXC, Sort.IF, Sort.PERMIT) for chunk in inner):
        return False
    return any(_is_way(chunk, tagger) for chunk in inner) and not any(
        chunk.sort in (Sort.AMOUNT, Sort.CODES) and not _figure_of_method(chunk) for chunk in inner
    )


def _figure_of_method(chunk: Chunk) -> bool:
    """ "(Cockcroft and Gault, 1976)", "2-D": a number that is no limit."""
    return chunk.amount is not None and chunk.amount.unit in (None, "h") and chunk.amount.relative is None
