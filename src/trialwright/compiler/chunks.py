"""Chunks: the typed pieces that the tagger cuts a statement into and the parser reads."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Literal

from trialwright.protocol.criteria import Window
from trialwright.vocabulary.records import record
from trialwright.vocabulary.time import Duration


class Sort(str):
    """What a chunk is in the sentence; the function words are described in data/phrases.tsv.

    No Enum: under Python 3.11 every mention of an Enum's member costs five times that of a class attribute, and the parser makes
    hundreds a line.
    """

    __slots__ = ()
    CONCEPT: ClassVar[Sort]
    VARIABLE: ClassVar[Sort]
    NARROWING: ClassVar[Sort]
    AMOUNT: ClassVar[Sort]
    CODES: ClassVar[Sort]
    TNM: ClassVar[Sort]
    VALUE: ClassVar[Sort]
    WINDOW: ClassVar[Sort]
    SPAN_OF_TIME: ClassVar[Sort]
    GROUP: ClassVar[Sort]
    WORD: ClassVar[Sort]
    COMMA: ClassVar[Sort]
    SEMICOLON: ClassVar[Sort]
    COLON: ClassVar[Sort]
    STOP: ClassVar[Sort]
    SLASH: ClassVar[Sort]
    OTHER_SIGN: ClassVar[Sort]
    CMP: ClassVar[Sort]
    POST: ClassVar[Sort]
    NEG: ClassVar[Sort]
    UNMET: ClassVar[Sort]
    EXC: ClassVar[Sort]
    IF: ClassVar[Sort]
    FOR: ClassVar[Sort]
    EG: ClassVar[Sort]
    HIST: ClassVar[Sort]
    NOW: ClassVar[Sort]
    BOTH: ClassVar[Sort]
    EITHER: ClassVar[Sort]
    AND: ClassVar[Sort]
    OR: ClassVar[Sort]
    PERMIT: ClassVar[Sort]
    BARRED: ClassVar[Sort]
    EITHERWAY: ClassVar[Sort]
    NARROW: ClassVar[Sort]
    ASKED: ClassVar[Sort]
    TAIL: ClassVar[Sort]
    COUNTED: ClassVar[Sort]
    FILL: ClassVar[Sort]
    PREP: ClassVar[Sort]
    HEADNOUN: ClassVar[Sort]
    OTHER: ClassVar[Sort]
    MUST: ClassVar[Sort]
    ALLERGY: ClassVar[Sort]
    STUDYDRUG: ClassVar[Sort]
    REFER: ClassVar[Sort]
    AGED: ClassVar[Sort]
    LEVEL: ClassVar[Sort]
    ALSO: ClassVar[Sort]
    DEFINES: ClassVar[Sort]
    ENDED: ClassVar[Sort]
    NUMBEROF: ClassVar[Sort]
    SIZEOF: ClassVar[Sort]
    GRADEOF: ClassVar[Sort]
    FAILED: ClassVar[Sort]


for _name in Sort.__annotations__:
    setattr(Sort, _name, Sort(_name))


@record(frozen=True, kw_only=True, slots=True)
class Amount:
    """A number or a range with its unit, as written: `low` alone is a single number; `relative` a multiple of a limit of
    normal."""

    low: Decimal
    high: Decimal | None = None
    unit: str | None = None
    relative: Literal["ULN", "LLN"] | None = None


@record(frozen=True, kw_only=True, slots=True)
class RelativeTime:
    """A stretch of time held against something that is not a moment of the trial ("within 12 weeks after surgery").

    `compare` is how the time since then stands to `duration`; `shortest` is the lower end of a range ("within 84-126 days from").
    """

    duration: Duration
    compare: str
    shortest: Duration | None = None


@record(frozen=True, kw_only=True, slots=True)
class Chunk:
    """One piece: its sort, its place in the normalised text, its words, and what it stands for by sort.

    CONCEPT and VARIABLE: `names`; NARROWING: `names` as family=value; AMOUNT: `amount`; CODES: `names` (codes of an ordered
    scale); TNM: `names` as letter|prefix|codes; WINDOW: `window`; SPAN_OF_TIME: `relative`; GROUP: `inner`; function words:
    `value`.
    """

    sort: Sort
    start: int
    end: int
    text: str
    names: tuple[str, ...] = ()
    value: str = ""
    amount: Amount | None = None
    window: Window | None = None
    relative: RelativeTime | None = None
    inner: tuple[Chunk, ...] = ()
