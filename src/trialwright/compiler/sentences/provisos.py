"""Provisos: "on anticoagulants, as long as the INR is in therapeutic range", "bone metastases in the absence of liver disease",
of an exception to a limit, in; those who have the first, and of whom the second holds too, out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.listing.lists import read_list
from trialwright.compiler.listing.somebody import ABSENT
from trialwright.compiler.phrasing.asking import question
from trialwright.compiler.setting import Setting, denied, flattened, stripped
from trialwright.protocol.criteria import AllOf, Ask, Compare, Criterion, Has, Unread, children, walk
from trialwright.vocabulary.records import anew

_PROVIDED = frozenset({"as long as", "so long as", "provided", "provided that", "providing", "providing that", "if"})
_FEWEST_WORDS = 3
_APART = frozenset({Sort.PERMIT, Sort.BARRED, Sort.STOP, Sort.SEMICOLON, Sort.EXC})


def with_proviso(base: Criterion, exception: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """Who is let off the limits of `base`; None for one without a proviso, and where its first part was not read."""
    place = next((place for place, chunk in enumerate(exception) if place and _begins(chunk)), None)
    limits = [leaf for leaf in walk(base) if not children(leaf)]
    if place is None or not all(isinstance(leaf, Compare) for leaf in limits) or any(item.sort in _APART for item in exception):
        return None
    named, rest = _people(exception[:place]), stripped(exception[place + 1 :])
    if not named or not rest:
        return None
    required = anew(setting, exclusion=False)
    having = read_list(named, required)
    if not all(isinstance(leaf, Has) for leaf in walk(having) if not children(leaf)):
        return None
    proviso = read_list(rest, required)
    if exception[place].text.lower() in ABSENT:
        proviso = denied(proviso, proviso.span)
    elif any(isinstance(leaf, Ask | Unread) for leaf in walk(proviso)):
        compared = any(chunk.sort in (Sort.AMOUNT, Sort.CODES) for chunk in flattened(rest))
        told = not compared and len(setting.words(rest).split()) >= _FEWEST_WORDS
        proviso = question(rest, setting) if told else setting.unread(rest)
    return AllOf(items=(having, proviso), span=setting.span(exception))


def _begins(chunk: Chunk) -> bool:
    said = chunk.text.lower()
    return said in _PROVIDED or said in ABSENT


def _people(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """Those who are let off, without the words that say so and the comma behind them."""
    named = stripped(chunks)
    if named and named[0].sort is Sort.IF:
        named = stripped(named[1:])
    return stripped(named[:-1]) if named and named[-1].sort is Sort.COMMA else named
