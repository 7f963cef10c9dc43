"""Scales in words: an item whose status, grade or name places the patient on a scale ("NYHA III") in; that measurement out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from trialwright.match.context import Context
from trialwright.match.known import Item
from trialwright.match.tables import listed, rows
from trialwright.patients.facts import Kind
from trialwright.vocabulary.variables import find_variable, scale_range

_WRITTEN = ("status", "grade", "stage")
_BETWEEN = (
    r"(?:\s|:|=|-|\bfunctional\b|\bclass(?:ification)?\b|\bgrade\b|\bscore\b|\bps\b|\bperformance status\b|\bliver cirrhosis\b)*"
)
_CODE = r"(?P<code>[A-C](?:\s?\(?\d{1,2}\)?)?|IV|I{1,3}|\d)(?![\w-]|\s*(?:/|to\b|or\b|and\b|\d|[<>≥≤+]))"
_DOUBTED = re.compile(
    r"[<>≥≤?]|\b(?:no|not|non|never|without|prior|previous(?:ly)?|past|former(?:ly)?|was|were|worst|maximum|until|before|from|"
    r"history|less|more|at least|at most|below|above|suspected|possible|if|unless|resolved)\b",
    re.IGNORECASE,
)


@cache
def _named() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (
            row["variable"],
            re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, listed(row['names'])))})(?!\w){_BETWEEN}{_CODE}", re.I),
        )
        for row in rows("scales_in_words.tsv")
    )


_CLASS = re.compile(rf"(?<!\w)class\s+{_CODE}", re.IGNORECASE)


def scaled(item: Item, context: Context) -> Iterator[Item]:
    """The places on scales that a condition is recorded with; a doubted, denied or former one is none."""
    if item.kind is not Kind.CONDITIONS or not item.present or "history" in item.narrowing.get("activity", ()):
        return
    texts = [item.fact.what, *(item.qualifier(name) or "" for name in _WRITTEN)]
    if isinstance(item.value, str):
        texts.append(item.value)
    for text in texts:
        for variable, code in () if _DOUBTED.search(text) else _places(text, item, context):
            yield Item(
                facts=item.facts,
                concepts=(variable,),
                value=code,
                kind=Kind.MEASUREMENTS,
                why=f"{variable} {code} is recorded with {item.fact.what}",
            )


def _places(text: str, item: Item, context: Context) -> Iterator[tuple[str, str]]:
    found = [(variable, match) for variable, pattern in _named() for match in pattern.finditer(text)]
    bare = _CLASS.search(text)
    if not found and bare is not None:
        found = [(variable, bare) for variable in _own_scales(item, context)]
    for variable, match in found:
        code = re.sub(r"[\s()]", "", match["code"]).upper()
        known = find_variable(variable)
        if variable in context.vocabulary and known is not None and scale_range(known.scale or variable, code) is not None:
            yield variable, code


def _own_scales(item: Item, context: Context) -> list[str]:
    """The scale whose classes are of this condition."""
    words = context.vocabulary
    return [
        row["variable"]
        for row in rows("scales_in_words.tsv")
        if row["condition"] in words and any(name in words and words.is_a(name, row["condition"]) for name in item.concepts)
    ]
