"""Chunks: the typed pieces that the tagger cuts a statement into and the parser reads."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from trialwright.protocol.criteria import Window
from trialwright.vocabulary.time import Duration


class Sort(StrEnum):
    """What a chunk is in the sentence; the function words are described in data/phrases.tsv."""

    CONCEPT = "CONCEPT"
    VARIABLE = "VARIABLE"
    NARROWING = "NARROWING"
    AMOUNT = "AMOUNT"
    CODES = "CODES"
    VALUE = "VALUE"
    WINDOW = "WINDOW"
    SPAN_OF_TIME = "SPAN_OF_TIME"
    GROUP = "GROUP"
    WORD = "WORD"
    COMMA = "COMMA"
    SEMICOLON = "SEMICOLON"
    COLON = "COLON"
    STOP = "STOP"
    SLASH = "SLASH"
    OTHER_SIGN = "OTHER_SIGN"
    CMP = "CMP"
    POST = "POST"
    NEG = "NEG"
    UNMET = "UNMET"
    EXC = "EXC"
    IF = "IF"
    FOR = "FOR"
    EG = "EG"
    HIST = "HIST"
    NOW = "NOW"
    BOTH = "BOTH"
    EITHER = "EITHER"
    AND = "AND"
    OR = "OR"
    PERMIT = "PERMIT"
    BARRED = "BARRED"
    EITHERWAY = "EITHERWAY"
    NARROW = "NARROW"
    ASKED = "ASKED"
    TAIL = "TAIL"
    COUNTED = "COUNTED"
    FILL = "FILL"
    PREP = "PREP"
    HEADNOUN = "HEADNOUN"
    OTHER = "OTHER"
    MUST = "MUST"
    ALLERGY = "ALLERGY"
    STUDYDRUG = "STUDYDRUG"
    REFER = "REFER"
    AGED = "AGED"
    LEVEL = "LEVEL"
    ALSO = "ALSO"
    DEFINES = "DEFINES"
    ENDED = "ENDED"
    NUMBEROF = "NUMBEROF"
    SIZEOF = "SIZEOF"
    GRADEOF = "GRADEOF"


@dataclass(frozen=True, kw_only=True, slots=True)
class Amount:
    """A number or a range with its unit, as written: `low` alone is a single number; `relative` a multiple of a limit of
    normal."""

    low: Decimal
    high: Decimal | None = None
    unit: str | None = None
    relative: Literal["ULN", "LLN"] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RelativeTime:
    """A stretch of time held against something that is not a moment of the trial ("within 12 weeks after surgery").

    `compare` is how the time since then stands to `duration`; `shortest` is the lower end of a range ("within 84-126 days from").
    """

    duration: Duration
    compare: str
    shortest: Duration | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Chunk:
    """One piece: its sort, its place in the normalised text, its words, and what it stands for by sort.

    CONCEPT and VARIABLE: `names`; NARROWING: `names` as family=value; AMOUNT: `amount`; CODES: `names` (codes of an ordered
    scale); WINDOW: `window`; SPAN_OF_TIME: `relative`; GROUP: `inner`; function words: `value`.
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
