"""Past values: "history of a decrease in LVEF to < 40 %", "history of heart failure NYHA class III" among what excludes in; the
value of now as one way to be kept out, and whether there ever was such a value as a question beside it, out.

What is measured now tells nothing of a worse value that is over, so it lets nobody pass.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from trialwright.compiler.setting import same_items
from trialwright.compiler.statement import Statement
from trialwright.findings import Span
from trialwright.protocol.criteria import AllOf, AnyOf, Ask, Compare, Criterion, Has, NoneOf, Not
from trialwright.protocol.interview import question_of
from trialwright.vocabulary.records import anew

_OF = r"\bhistory (?:(?:of )?(?:and/or|or|and) [\w ]{4,30}? )?of\b"
_BEGINS = re.compile(rf"\W*(?:any |known |prior |a |an |documented |medical |past |with |previous )*{_OF}", re.IGNORECASE)
_HISTORY = re.compile(
    rf"{_OF} (?:an? |any |known |documented |clinically significant |symptomatic |severe |the |baseline |"
    r"(?:decreas|declin|drop|fall|reduc|elevat|increas|prolong|abnormal)\w*(?: in| of| from)? )*$",
    re.IGNORECASE,
)
_BACK = 90
_LASTS = frozenset({"age", "sex", "life expectancy"})


@dataclass(frozen=True)
class _Text:
    said: str

    def history_of(self, span: Span) -> int | None:
        """Where the words "history of" begin that a stretch begins with, or that stand right before it."""
        if _BEGINS.match(self.said, span.start, span.end):
            return span.start
        start = max(span.start - _BACK, 0)
        found = _HISTORY.search(" ".join(self.said[start : span.start].split()) + " ")
        return None if found is None else self.said.lower().rfind("history", start, span.start)


def with_past_values(statement: Statement, text: str) -> Statement:
    """The statement with each ban of a value that may be over asked about the past too. `text`: the whole."""
    if not statement.exclusion or "istory" not in text:
        return statement
    node = _bans(statement.node, _Text(text))
    return statement if node is statement.node else anew(statement, node=node)


def _bans(node: Criterion, text: _Text) -> Criterion:
    """What keeps people out, down to the parts of which each alone does."""
    match node:
        case Not(item=item):
            inner = _part(item, text)
            return node if inner is item else anew(node, item=inner)
        case NoneOf(items=items):
            changed = tuple(_part(item, text) for item in items)
            return node if same_items(changed, items) else anew(node, items=changed)
        case _:
            return node


def _part(item: Criterion, text: _Text) -> Criterion:
    match item:
        case AnyOf(items=items):
            changed = tuple(_part(part, text) for part in items)
            return item if same_items(changed, items) else anew(item, items=changed)
        case Compare():
            return _either(item, item, text)
        case AllOf(items=(Has() as ill, Compare() as value)):
            either = _either(value, ill, text)
            return item if either is value else anew(item, items=(ill, either))
        case _:
            return item


def _either(value: Compare, first: Compare | Has, text: _Text) -> Criterion:
    """The value, or that it once was so; the value alone where no history is spoken of."""
    start = text.history_of(first.span) if value.window is None and _changes(value) else None
    if start is None:
        return value
    said = " ".join(text.said[start : value.span.end].split()).strip(" .;,:(")
    said = f"{said})" if said.count("(") > said.count(")") else said
    asked = Ask(statement=said, question=question_of(said), span=Span(start=start, end=value.span.end))
    return AnyOf(items=(value, asked), span=value.span)


def _changes(value: Compare) -> bool:
    """A measured value, or the class of a heart failure: what may have been worse than it is."""
    ends = [end for end in (value.low, value.high) if end is not None]
    measured = bool(ends) and all(isinstance(end.value, Decimal) for end in ends) and value.quantity.variable is not None
    return value.quantity.variable == "NYHA class" or (measured and value.quantity.variable not in _LASTS)
