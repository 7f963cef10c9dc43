"""Age tables: "GFR >= 70 or a serum creatinine based on age and gender as follows:" over rows of ages in; what stands before
the table, or what it asks of the patient's age, out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.requirements.below import PLACED
from trialwright.compiler.sentences.limitsbyage import OTHER_AGES
from trialwright.compiler.setting import flattened, joined_by, stripped
from trialwright.compiler.statement import Statement
from trialwright.compiler.tagging.normalise import Normal
from trialwright.protocol.criteria import AllOf, AnyOf, Compare, Criterion, NoConstraint, Unread, When, Window, walk
from trialwright.vocabulary.records import anew

_BY_AGE = re.compile(
    r"(?: (?:levels?|values?|concentrations?|limits?))?(?: (?:is|are))?,?"
    r" (?:based (?:up)?on|by|according to|adjusted (?:for|to)|depending on|dependent on|as per|per)"
    r" (?:the )?(?:(?:patient|participant|subject)'?s? )?(?:age|(?:sex|gender)(?: ?/ ?| and/or | and | or )age)"
    r"(?: ?/ ?| and/or | and | or )?(?:sex|gender)?,?"
    r"(?: (?:range|groups?|as (?:follows|below|defined below|listed below|shown below)|"
    r"(?:in|per|according to|using) the (?:following )?table(?: below)?|below))*(?: ?\([^()]*\))*[ :.]*",
    re.IGNORECASE,
)
_JOINTS = frozenset({Sort.OR, Sort.AND, Sort.COMMA, Sort.SEMICOLON})


@dataclass(frozen=True, kw_only=True)
class AgeTable:
    """What stands before a table, whether the table is another way, and the variable whose limits its rows tell."""

    before: tuple[Chunk, ...]
    another_way: bool
    variable: Chunk
    window: Window | None = None


def age_table(chunks: Sequence[Chunk], normal: Normal) -> AgeTable | None:
    """The table by age that a line announces; None for any other line."""
    place = next((at for at in range(len(chunks) - 1, -1, -1) if _by_age(chunks[at], normal)), None)
    if place is None:
        return None
    first = next((at + 1 for at in range(place - 1, -1, -1) if chunks[at].sort in _JOINTS), 0)
    named = [chunk for chunk in chunks[first:place] if chunk.sort in (Sort.VARIABLE, Sort.AMOUNT)]
    if named or any(chunk.sort in (Sort.NEG, Sort.EXC, Sort.PERMIT) for chunk in chunks):
        return None
    joint = chunks[first - 1].sort if first else None
    window = next((chunk.window for chunk in flattened(chunks[place:]) if chunk.sort is Sort.WINDOW), None)
    return AgeTable(before=stripped(chunks[:first]), another_way=joint is Sort.OR, variable=chunks[place], window=window)


def _by_age(chunk: Chunk, normal: Normal) -> bool:
    of_other = chunk.sort is Sort.VARIABLE and chunk.names != ("age",)
    return of_other and _BY_AGE.fullmatch(normal.text, chunk.end) is not None


def as_row(chunks: tuple[Chunk, ...], variable: Chunk | None) -> tuple[Chunk, ...]:
    """A line below a table's announcement with the variable of the table before it; as it is below any other line."""
    if variable is None or not any(chunk.sort is Sort.AMOUNT for chunk in flattened(chunks)):
        return chunks
    return (anew(variable, start=chunks[0].start, end=chunks[0].start), *chunks)


def with_rows(
    table: AgeTable, own: Criterion | None, children: tuple[Statement, ...]
) -> tuple[Criterion, tuple[Statement, ...]] | None:
    """What is asked beside the table, or by it, with the rows in place; None where no row was read."""
    rows = [child.proposition for child in children if not _is_head_of_columns(child)]
    if not any(isinstance(row, When) and _told_by_age(row) for row in rows):
        return None
    rows = [_within(table.window, row) for row in rows]
    span = rows[0].span.joined(rows[-1].span)
    asked = joined_by("or", [_of_those(row) for row in rows]) if table.another_way else joined_by("and", rows)
    if own is not None and not isinstance(own, NoConstraint):
        both, span = (own, asked), own.span.joined(span)
        asked = AnyOf(items=both, span=span) if table.another_way else AllOf(items=both, span=span)
    placed = (anew(child, proposition=NoConstraint(why=PLACED, span=child.proposition.span), children=()) for child in children)
    return asked, tuple(placed)


def _within(window: Window | None, row: Criterion) -> Criterion:
    """The row with its values within a time that stands above the table."""
    match row:
        case When(then=then):
            return replace(row, then=_within(window, then))
        case AllOf(items=items):
            return replace(row, items=tuple(_within(window, item) for item in items))
        case Compare():
            return row if row.window is not None else replace(row, window=window)
        case _:
            return row


def _of_those(row: Criterion) -> Criterion:
    """As another way to qualify a row is open to those of its ages, and of its one sex, alone."""
    if not isinstance(row, When) or not isinstance(row.otherwise, NoConstraint):
        return row
    return AllOf(items=(row.condition, _of_those(row.then)), span=row.span)


def _told_by_age(row: When) -> bool:
    return isinstance(row.otherwise, NoConstraint) and row.otherwise.why == OTHER_AGES


def _is_head_of_columns(row: Statement) -> bool:
    """ "Age; maximum serum creatinine", "(Age: maximum serum creatinine [mg/dL])": no number, and age and another name."""
    chunks = flattened(row.chunks)
    named = [chunk.names for chunk in chunks if chunk.sort is Sort.VARIABLE]
    numbers = any(chunk.sort in (Sort.AMOUNT, Sort.CODES) for chunk in chunks)
    said_nothing = all(isinstance(leaf, AllOf | AnyOf | Unread | NoConstraint) for leaf in walk(row.proposition))
    return ("age",) in named and not numbers and not row.children and said_nothing
