"""Ends apart: "BMI < 20 and > 35" among exclusions in; the same with "or" between two limits that no value can both meet out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import with_inner
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew


def with_ends_apart(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """The chunks with each "and" between a limit from above and a higher one from below as "or"."""
    items = [with_inner(chunk, with_ends_apart(chunk.inner)) if chunk.sort is Sort.GROUP else chunk for chunk in chunks]
    for place in range(2, len(items) - 2):
        if items[place].sort is Sort.AND and _apart(items[place - 2 : place], items[place + 1 : place + 3]):
            items[place] = anew(items[place], sort=Sort.OR, value="or")
    return tuple(items)


@needs("despite", "in spite of", "notwithstanding")
def with_therapy_of_both_ends(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ "Magnesium < 0.9 or > 3 mg/dL despite treatment": whether it is under treatment is asked of either end."""
    place = next((place for place, chunk in enumerate(chunks) if chunk.text.lower() in ALTHOUGH), 0)
    ends = [at for at in range(place) if chunks[at].sort is not Sort.GROUP]
    if [chunks[at].sort for at in ends[-6:]] != _TWO_ENDS:
        return tuple(chunks)
    named, either = chunks[ends[-6]], ends[-3]
    last = next((at for at in range(place, len(chunks)) if chunks[at].sort in _CLAUSE_ENDS), len(chunks))
    again = anew(named, start=chunks[either].end, end=chunks[either].end)
    return (*chunks[:either], *chunks[place:last], chunks[either], again, *chunks[either + 1 :])


ALTHOUGH = frozenset({"despite", "in spite of", "notwithstanding"})
_TWO_ENDS = [Sort.VARIABLE, Sort.CMP, Sort.AMOUNT, Sort.OR, Sort.CMP, Sort.AMOUNT]
_CLAUSE_ENDS = frozenset({Sort.COMMA, Sort.OR, Sort.AND, Sort.SEMICOLON, Sort.STOP, Sort.GROUP, Sort.WINDOW})


@needs("but ")
def with_ends_together(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ "At least one, but no more than three, prior lines": the chunks without the commas around the second end of one range."""
    places = range(2, len(chunks) - 1)
    seconds = [place for place in places if _second_end(chunks[place - 2 : place + 2])]
    commas = {comma for place in seconds for comma in (place - 1, place + 2) if comma < len(chunks)}
    return tuple(chunk for place, chunk in enumerate(chunks) if place not in commas or chunk.sort is not Sort.COMMA)


def with_limits_named_again(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ "< 1.5 mg/dL or less than the ULN": the chunks with the "or" before a limit of its own as a conjunction."""
    result: list[Chunk] = []
    for place, chunk in enumerate(chunks):
        behind = next((item for item in chunks[place + 1 :] if item.sort is not Sort.FILL), None)
        own = chunk.sort is Sort.POST and chunk.text.lower().startswith("or ") and chunk.text.lower().endswith(" than")
        if own and behind is not None and behind.sort is Sort.AMOUNT:
            cut = chunk.start + len("or")
            result.append(Chunk(sort=Sort.OR, start=chunk.start, end=cut, text=chunk.text[:2], value="or"))
            result.append(anew(chunk, sort=Sort.CMP, start=cut + 1, text=chunk.text[3:], value=chunk.value[:1]))
        else:
            result.append(chunk)
    return tuple(result)


def _second_end(chunks: Sequence[Chunk]) -> bool:
    """True for a number, a comma, "but no more than" and another number."""
    first, comma, sign, second = chunks
    ends = first.sort is second.sort is Sort.AMOUNT and comma.sort is Sort.COMMA and sign.sort is Sort.CMP
    return ends and sign.text.lower().startswith("but ")


def _apart(first: Sequence[Chunk], second: Sequence[Chunk]) -> bool:
    sorts = [chunk.sort for chunk in (*first, *second)]
    if sorts != [Sort.CMP, Sort.AMOUNT, Sort.CMP, Sort.AMOUNT]:
        return False
    one, other = first[1].amount, second[1].amount
    if one is None or other is None or one.relative != other.relative or one.unit not in (None, other.unit):
        return False
    signs = first[0].value[:1], second[0].value[:1]
    return (signs == ("<", ">") and one.low < other.low) or (signs == (">", "<") and one.low > other.low)
