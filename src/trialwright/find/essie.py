"""A question in the query language of ClinicalTrials.gov enters; the tree of what it asks, and how it was taken, leave."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedInput

from trialwright.find.essiecontexts import in_context, source_of
from trialwright.find.expression import All, And, Expression, Missing, Not, Or, Words
from trialwright.find.mending import fault_of, mended, plain_words
from trialwright.find.mistakes import QueryError
from trialwright.findings import Span

LONGEST = 5_000
"""Characters of a question; an address takes no more either."""
_DEEPEST = 200
_OPERATOR = re.compile(r"\b[A-Z]{3,}\[")
_ESCAPE = re.compile(r"\\(.)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What a question asks, and notes on how it was taken where it was not written as it could be read."""

    expression: Expression
    notes: tuple[str, ...] = ()


@cache
def _parser() -> Lark:
    grammar = files("trialwright.find").joinpath("essie.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", lexer="basic", propagate_positions=True)


def read_question(text: str) -> Reading:
    """What a question asks. Plain words are a question too; stray brackets and operators in them are passed over and noted.

    A mistake in what can only be meant as the query language (`AREA[…`) is a QueryError that points at the place, and so is one
    beside which nothing is asked (`(((`): it would find everything.
    """
    if len(text) > LONGEST:
        hint = f"at most {LONGEST:,} characters"
        raise QueryError("the question is too long", query=text[:80], span=Span(start=0, end=1, source="query"), hint=hint)
    if not text.strip():
        return Reading(expression=All())
    found = _read(text)
    if not any(sign.isalnum() for sign in text):  # a pair of quotation marks with nothing in it
        where = Span(start=len(text) - len(text.lstrip()), end=len(text.rstrip()), source="query")
        raise QueryError("nothing is asked: there is no word", query=text, span=where, hint="write a word to look for")
    return found


def _read(text: str) -> Reading:
    try:
        return Reading(expression=_parsed(text))
    except UnexpectedInput as error:
        fault = fault_of(text, error)
        if _OPERATOR.search(text):
            raise fault from error
    return _taken(text, fault)


def _parsed(text: str) -> Expression:
    tree = _parser().parse(text)
    if _depth(tree) > _DEEPEST:
        message, span = "too many brackets and operators stand in one another", Span(start=0, end=len(text), source="query")
        raise QueryError(message, query=text, span=span, hint="ask in several questions")
    return _built(tree, text)


def _depth(tree: Tree[Any]) -> int:
    """How deep parts stand in one another. Counted without recursion, which a hostile text could exhaust."""
    deepest, waiting = 0, [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting.extend((child, depth + 1) for child in node.children if isinstance(child, Tree))
    return deepest


def _taken(text: str, fault: QueryError) -> Reading:
    """What a text with a fault is taken to ask: the nearest thing that can be read, else its words."""
    near = mended(text)
    try:
        if near.strip():
            return Reading(expression=_parsed(near), notes=(f"{fault.message}: taken as {near}",))
    except UnexpectedInput:
        pass
    words = plain_words(text)
    if not words:
        raise fault
    span = Span(start=0, end=len(text), source="query")
    return Reading(expression=Words(text=words, span=span), notes=(f"{fault.message}: taken as the words {words}",))


def _built(tree: Any, text: str) -> Expression:
    """The expression of a part of the parse."""
    children = tree.children
    match tree.data:
        case "start":
            return _built(children[0], text)
        case "either" | "both":
            items = tuple(_built(item, text) for item in children)
            return items[0] if len(items) == 1 else (Or(items=items) if tree.data == "either" else And(items=items))
        case "negated":
            return Not(item=_built(children[0], text))
        case "placed":
            return in_context(str(children[0]), _built(children[1], text), text=text, span=_span(children[0]))
        case "source":
            return source_of(str(children[0]), text=text, span=_span(children[0]))
        case "quoted":
            return Words(text=str(children[0])[1:-1], quoted=True, span=_span(children[0]))
        case "words":
            start, end = _span(children[0]).start, _span(children[-1]).end
            return Words(text=_ESCAPE.sub(r"\1", text[start:end]), span=Span(start=start, end=end, source="query"))
        case "missing":
            return Missing()
        case _:
            return All()


def _span(token: Token | Tree[Any]) -> Span:
    start = token.start_pos if isinstance(token, Token) else None
    return Span(start=start or 0, end=(start or 0) + len(str(token)), source="query")
