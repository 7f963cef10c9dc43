"""Spared doses: a ban on steroids, or on what suppresses immunity, and an exception up to a dose ("systemic corticosteroids at
physiologic doses not to exceed 10 mg/day of prednisone") in; the ban on what is not spared and on more than that dose out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.sentences.spared import spared_by_name
from trialwright.compiler.setting import LIST_SIGNS, Setting, changed_leaves, flattened, stripped
from trialwright.protocol.criteria import AllOf, AnyOf, Compare, Criterion, Has, Limit, Quantity, Target, Unread, children, walk
from trialwright.vocabulary.records import anew

_STEROIDS = "corticosteroid"
_SYSTEMIC = "systemic corticosteroid"
_NAMED = frozenset({_STEROIDS, _SYSTEMIC, "prednisone", "prednisolone", "physiologic corticosteroid replacement"})
_DAILY = frozenset({"mg", "mg/d"})
_LEADS = re.compile(
    r"(?:at|in|of|with|an?|the|oral|low|daily|physiologic(?:al)?|replacement|non-? ?immunosuppressive|maintenance|"
    r"dos(?:es?|ing|age)|i\.e\.|which|that|are|is|do|does|equivalent|to|[ ,(])*?"
    r"(?P<sign><=?|less than(?: or equal to)?|(?:not|no) (?:to )?(?:exceed(?:ing)?|more than|greater than|higher than)|"
    r"up to|at most|maximum(?: of)?|below)[ (]*(?:an? )?(?:equivalent (?:of|to) )?",
    re.IGNORECASE,
)
"""From the name to the number; "stable" and the like ask for more, and are none of these words."""
_TAIL = re.compile(
    r"[ )]*(?:(?:of|oral|or|and|an?|its|their|the|per|day|daily|equivalents?|predniso(?:lo)?ne|methylprednisolone|doses?|other|"
    r"(?:cortico)?steroids?|[,/()-])[ ]*)*",
    re.IGNORECASE,
)


def with_dose_spared(base: Criterion, exception: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """The ban with the dose up to which its steroids are spared as a limit of theirs; None for any other exception, and where
    something else that it spares was not read."""
    number = next((chunk for chunk in flattened(exception) if chunk.amount is not None and chunk.amount.unit in _DAILY), None)
    if number is None or number.amount is None or number.amount.high is not None:
        return None
    leaves = [leaf for leaf in walk(base) if not children(leaf)]
    if not all(isinstance(leaf, Has | Unread) for leaf in leaves):
        return None
    named = next((chunk for chunk in reversed(exception) if chunk.end <= number.start and set(chunk.names) & _NAMED), None)
    text, first = setting.normal.text, named or exception[0]
    leads = _LEADS.fullmatch(text, named.end if named else first.start, number.start)
    tail = _TAIL.match(text, number.end)
    if leads is None or tail is None or (named is not None and not _plainly_named(named, exception, text)):
        return None
    before = stripped([chunk for chunk in exception if chunk.end <= first.start and not _PLAIN.fullmatch(chunk.text)])
    behind = stripped([chunk for chunk in exception if chunk.start >= tail.end()])
    listed = text[number.end : tail.end()].rstrip().endswith((",", "or"))
    cut = bool(behind) and behind[0].sort not in _SIGNS and not listed
    rest = tuple(anew(chunk, sort=Sort.COMMA) if chunk.sort is Sort.SEMICOLON else chunk for chunk in (*before, *behind))
    others = spared_by_name(base, rest, setting) if rest else ()
    if cut or (rest and not others):
        return None
    of = _SYSTEMIC if named is None or named.names[0] not in (_STEROIDS, _SYSTEMIC) else named.names[0]
    above = Limit(value=number.amount.low, inclusive=leads["sign"].lower() in ("<", "less than", "below"))
    spared = _Spared(of=of, above=above, others=others)
    changed = changed_leaves(base, lambda leaf: _beyond(leaf, spared, setting))
    return None if changed == base else changed


_SIGNS = frozenset({*LIST_SIGNS, Sort.SEMICOLON})
_PLAIN = re.compile(
    r"(?:for|the|an?|use|treatment|with|low|physiologic(?:al)?|replacement|maintenance|daily|oral|chronic|doses?|therapy|"
    r"of|at|[ -])*",
    re.IGNORECASE,
)


def _plainly_named(named: Chunk, exception: Sequence[Chunk], text: str) -> bool:
    """False for "stable doses of prednisone" and "adrenal replacement", of which more is asked than the dose."""
    if len(named.names) > 1 or "adrenal" in named.text.lower():
        return False
    start = max(
        (chunk.end for chunk in exception if chunk.sort in _SIGNS and chunk.end <= named.start), default=exception[0].start
    )
    return _PLAIN.fullmatch(text, start, named.start) is not None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Spared:
    """What an exception lets be: steroids (`of`) up to a daily dose, as prednisone, and other things; `above` is what is not."""

    of: str
    above: Limit
    others: tuple[Target, ...]


def _beyond(leaf: Criterion, spared: _Spared, setting: Setting) -> Criterion:
    """What stays banned of one thing: the steroids above the dose, and of a class that they are in, all else."""
    if not isinstance(leaf, Has):
        return leaf
    banned = leaf.target
    if setting.under(banned.concept, _STEROIDS):
        dosed = Target(concept=banned.concept, exceptions=(*banned.exceptions, *spared.others))
        above = _above(dosed, leaf, spared)
        return AllOf(items=(leaf, above), span=leaf.span) if banned.qualifiers else above
    if not setting.under(_SYSTEMIC, banned.concept):
        return leaf
    rest = replace(banned, exceptions=(*banned.exceptions, *spared.others, Target(concept=spared.of)))
    own = (*banned.exceptions, *spared.others)
    steroids = tuple(target for target in own if setting.under(target.concept, _STEROIDS))
    dosed = Target(concept=spared.of, exceptions=steroids)
    return AnyOf(items=(replace(leaf, target=rest), _above(dosed, leaf, spared)), span=leaf.span)


def _above(taken: Target, leaf: Has, spared: _Spared) -> Compare:
    quantity = Quantity(attribute="dose", of=taken)
    return Compare(quantity=quantity, low=spared.above, unit="mg/d", window=leaf.window, span=leaf.span)


def taken_so(leaf: Criterion) -> Criterion:
    """ "Except prednisone <= 10 mg/day" lets off who takes it, not who takes none."""
    if not isinstance(leaf, Compare) or leaf.quantity.attribute != "dose" or leaf.low is not None or leaf.quantity.of is None:
        return leaf
    return AllOf(items=(Has(target=leaf.quantity.of, window=leaf.window, span=leaf.span), leaf), span=leaf.span)
