"""Forms: a text and a place in it in; the chunk of what is written there in a form of its own, whatever the vocabulary says, out:
times, marks that point at items, words that announce a list, standards with their versions."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.tagging.childpugh import CHILD_PUGH, child_pugh_at
from trialwright.compiler.tagging.moments import MOMENT_READERS, SOMETIME, MomentReader, before_the_trial
from trialwright.compiler.wording.halflives import rule_behind, rule_of
from trialwright.compiler.wording.openings import Dispatch
from trialwright.compiler.wording.standards import BODY, STANDARD
from trialwright.protocol.criteria import Window

FormReader = Callable[[str, int], Chunk | None]
_REFERENCE = re.compile(
    r"(?:either |any of |one of |all of |items? |criteria )?[(<]?(?:[ivx]+|\d|[a-h])[)>](?:,? ?(?:or|and|to|-|"
    r",) ?[(<]?(?:[ivx]+|\d|[a-h])[)>])+(?: below| above)?",
    re.IGNORECASE,
)
"""Marks that point at the items below ("either (i) or (ii) below"): they say nothing themselves."""
_ANNOUNCES = re.compile(
    r"(?:meets? |have |has |with |fulfil(?:l|s)? )?(?:at least |a minimum of )?(?:one|two|three|1|2|3|any|all|either|both|"
    r"none|each)(?: \(\d\))?(?: or more)? of (?:(?:the )?(?:following|below|criteria below)|"
    r"(?:these|those)(?= [a-z]+\s*:))"
    r"(?: \d)?(?: (?!within|in|prior|during|before|at|after|on|for|who|with)[a-z-]+){0,2}?(?: (?:apply|applies|"
    r"is met|are met|must be met|be met|must apply|below))?(?=\s*[:.;,]|\s*$)",
    re.IGNORECASE,
)
"""Words that only announce a list; how it joins is read off the outline."""
_TAKES_PART = re.compile(
    r"(?P<either>(?:(?:is |are |was |were |been |be |being )?(?:current(?:ly)?|simultaneous(?:ly)?|concurrent(?:ly)?|"
    r"concomitant(?:ly)?|already|actively) )?participating(?: in)?"
    r"(?: and receiving (?:study|trial) (?:therapy|treatment|drug))?,? or "
    r"(?:has |have |had |are |is |been )*)?"
    r"(?P<now>(?:is |are |was |were |been |be |being )?(?:current(?:ly)?|simultaneous(?:ly)?|concurrent(?:ly)?|"
    r"concomitant(?:ly)?|already|actively) )?"
    r"(?:participat(?:ion|ing|ed|es?)|enrol+(?:ment|ed|ing)|involve(?:d|ment)|inclu(?:ded|sion)|t(?:ak(?:en?|es|ing)|ook) part) "
    r"(?:in|into|on|with|of) "
    r"(?:(?:the )?(?:an?y?|another|any other|other|a different|an additional|a concurrent|concurrent|a second)"
    r"(?: (?!this\b|same\b|observational|non|regist)(?:[a-z]+,? ?/?(?:and |or |and/or )?)){0,4}? ?"
    r"(?:studies|study|trials?|protocols?)(?! (?:drugs?|treatments?|medications?|agents?|products?))\b"
    r"(?P<with> (?:with|of|using|involving|that involves|for|on|evaluating|testing) (?:an? |any |other |the use of )*"
    r"(?:investigational|experimental|unapproved|therapeutic)(?: (?:medicinal|new|study|anti-?cancer))* "
    r"(?:products?|drugs?|agents?|devices?|therap(?:y|ies)|medications?|treatments?|compounds?|interventions?|procedures?)\b)?"
    r"|(?:clinical )?(?:trials?|studies) (?:of|with|on) (?:any )?other (?:investigational |study )?"
    r"(?P<others>drugs?|agents?|medications?|products?)(?: or (?:treatments?|therap(?:y|ies)|devices?))?\b)"
    r"(?: and (?:receiv(?:ed|ing)|is receiving|has received) (?:study|trial|investigational) (?:therapy|treatment|drugs?))?",
    re.IGNORECASE,
)
_OF_DRUGS = re.compile(
    r"\b(?:drugs?|investigational (?:\w+ ){0,2}?(?:products?|agents?|medications?|compounds?))\b(?! (?:and|or) (?:non|device))",
    re.IGNORECASE,
)
""" "A study of an investigational agent": who was in one has had a drug in it."""
""" "Participating in another investigational clinical trial": one thing, in however many words."""
_TREATS = re.compile(r"\b(?:therapeutic|interventional|treatment)\b", re.IGNORECASE)
""" "Another therapeutic trial": not a study that only looks on."""
_MARKER = re.compile(r"\(?(?:[ivx]{1,4}|[a-h]|\d{1,2})\)(?=\s)", re.IGNORECASE)
"""The enumerator of an item that was not split off ("criteria: i) hemoglobin >= 90 g/L")."""
_RESPONSES = re.compile(r"(?:i?CR|i?PR|i?SD|i?PD)(?:\s?(?:,|/|or|and|,\s?or)\s?(?:i?CR|i?PR|i?SD|i?PD))+\b")
""" "CR or PR": responses to a therapy; alone, PR may be a receptor."""


def _moment(read: MomentReader, text: str, start: int) -> Chunk | None:
    moment = read(text, start)
    if moment is None:
        return None
    end, found = moment
    if isinstance(found, Window):
        end = rule_behind(text, end)
        return Chunk(sort=Sort.WINDOW, start=start, end=end, text=text[start:end], window=found, value=rule_of(text[start:end]))
    rule = rule_of(text[start:end])
    return Chunk(sort=Sort.SPAN_OF_TIME, start=start, end=end, text=text[start:end], relative=found, value=rule)


def _sometime(text: str, start: int) -> Chunk | None:
    end = before_the_trial(text, start)
    return None if end is None else Chunk(sort=Sort.WINDOW, start=start, end=end, text=text[start:end])


def _written(sort: Sort, pattern: re.Pattern[str], text: str, start: int) -> Chunk | None:
    match = pattern.match(text, start)
    if match is None:
        return None
    end = match.end() - (match[0].endswith(")") and "(" not in match[0])  # that bracket was opened before
    return Chunk(sort=sort, start=start, end=end, text=text[start:end])


def _takes_part(text: str, start: int) -> Chunk | None:
    match = _TAKES_PART.match(text, start)
    if match is None:
        return None
    if match["now"] and not match["either"]:
        end = match.end("now") - 1  # what goes on, not what was
        return Chunk(sort=Sort.NOW, start=start, end=end, text=text[start:end], value="current")
    treats = match["with"] or (_TREATS.search(match[0]) is not None and " or " not in match[0])
    name = "participation in another interventional trial" if treats else "participation in another clinical study"
    if match["others"] or _OF_DRUGS.search(match[0]):
        name = "participation in another drug trial"
    return Chunk(sort=Sort.CONCEPT, start=start, end=match.end(), text=match[0], names=(name,))


def _marker(text: str, start: int) -> Chunk | None:
    begins = start == 0 or text[:start].rstrip().endswith((";", ":", ",", "."))
    return _written(Sort.FILL, _MARKER, text, start) if begins else None


FORMS = Dispatch[FormReader](
    *((patterns, partial(_moment, read)) for patterns, read in MOMENT_READERS),
    ((_RESPONSES,), partial(_written, Sort.WORD, _RESPONSES)),
    ((_MARKER,), _marker),
    *(((pattern,), partial(_written, Sort.FILL, pattern)) for pattern in (STANDARD, BODY, _REFERENCE, _ANNOUNCES)),
    (SOMETIME, _sometime),
    ((_TAKES_PART,), _takes_part),
    ((CHILD_PUGH,), child_pugh_at),
)
"""What is written in a form of its own, whatever the vocabulary says: the first that reads it wins."""
