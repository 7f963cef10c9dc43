"""A time behind an exception: "no malignancy other than HCC for 5 years prior to its treatment" in; the ban for as long as that,
and not for ever, out.

A time that was not understood stands in the words that narrow the exception. Left there, it would narrow what is spared, and what
is banned would be banned whenever it was.
"""

from __future__ import annotations

import re
from dataclasses import replace

from trialwright.compiler.setting import changed_leaves
from trialwright.compiler.statement import Statement
from trialwright.protocol.criteria import Criterion, Has, Qualifier, Target
from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.records import anew
from trialwright.vocabulary.terms import read_term

_UNIT = r"(?:days?|weeks?|months?|years?|yrs?|wks?|mos?)"
_NUMBER = r"(?:\d+(?:\.\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|twelve)"
_TIME = re.compile(
    rf"(?:^|,? )(?P<time>(?:within|in|during|over|for|<=?|≤)(?: (?:at least|a minimum of|up to|more than|>=?|≥))?"
    rf"(?: (?:the|a|an))?(?: (?:last|past|previous|preceding|prior))?(?: {_NUMBER}(?: ?\(\d+\))?)[- ]{_UNIT}"
    rf"(?: (?:period|interval))?(?: (?:of|prior to|before|preceding|after|from|following|prior) [^.;]*)?)$",
    re.IGNORECASE,
)
_OF_THE_SPARED = re.compile(
    r"(?:\b(?:free|remission|evidence|treated|stable|controlled|cured|resected|inactive|off|without|no|not|recurren\w+|relapse\w*|"
    r"survival|surveillance|follow\w*|NED|untreated|dormant|response|received|given|dose|therapy|treatment|taken|used?)"
    r"(?: (?:disease|of disease|of recurrence|all therapy))?|\b(?:which|that|who|whom|if|when|unless|provided))\b",
    re.IGNORECASE,
)


def with_times_of_bans(statement: Statement) -> Statement:
    """The statement, with the time behind an exception as that of what is banned, where neither has one that was understood."""
    node = changed_leaves(statement.node, _timed)
    return statement if node is statement.node else anew(statement, node=node)


def _timed(leaf: Criterion) -> Criterion:
    if not isinstance(leaf, Has) or leaf.window is not None or leaf.target.qualifier("described") is not None:
        return leaf
    last = leaf.target.exceptions[-1] if leaf.target.exceptions else None
    said = last.qualifier("described") if last is not None else None
    found = _TIME.search(said.values[0]) if said is not None and len(said.values) == 1 else None
    if last is None or said is None or found is None:
        return leaf
    before = said.values[0][: found.start()].strip(" ,")
    if _OF_THE_SPARED.search(before):
        return leaf
    spared = _without(last, said, before)
    time = Qualifier(name="described", values=(found["time"],))
    qualifiers, exceptions = (*leaf.target.qualifiers, time), (*leaf.target.exceptions[:-1], spared)
    return anew(leaf, target=replace(leaf.target, qualifiers=qualifiers, exceptions=exceptions))


def _without(spared: Target, said: Qualifier, before: str) -> Target:
    """What is spared without the time in its words; without these words where they only name it."""
    term = read_term(before, default_vocabulary())
    named = not before or (not term.leftover and set(term.concepts) <= {spared.concept, *_places(term.concepts)})
    rest = tuple(item for item in spared.qualifiers if item is not said)
    own = () if named else (replace(said, values=(before,)),)
    return replace(spared, qualifiers=(*rest, *own))


def _places(names: tuple[str, ...]) -> frozenset[str]:
    words = default_vocabulary()
    return frozenset(name for name in names if words.kind(name) == "organ")
