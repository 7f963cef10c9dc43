"""Intervals: "within 28 days from response evaluation", "disease-free interval of 12 months or more from surgery" in; comparisons
of time out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.measures import targets_in
from trialwright.compiler.phrasing.ranges import limits_of
from trialwright.compiler.phrasing.results import result_of, tested
from trialwright.compiler.phrasing.targets import DISEASE_KINDS, THERAPY_KINDS, has_of, sorted_out
from trialwright.compiler.setting import Setting, joined_by
from trialwright.findings import Span
from trialwright.protocol.criteria import AllOf, AnyOf, Compare, Criterion, Has, Limit, NoConstraint, Quantity, Target, When
from trialwright.vocabulary.records import anew
from trialwright.vocabulary.time import TimeUnit

_UCUM = {TimeUnit.HOUR: "h", TimeUnit.DAY: "d", TimeUnit.WEEK: "wk", TimeUnit.MONTH: "mo", TimeUnit.YEAR: "a"}


_LAST = frozenset(
    [
        "last",
        "dose",
        "doses",
        "most",
        "recent",
        "latest",
        "final",
        "end",
        "administration",
        "infusion",
        "infusions",
        "cycle",
        "course",
        "completing",
        "finishing",
    ]
)


def _means_last(chunk: Chunk) -> bool:
    """ "4 weeks since the last dose of", "since completion of": the time since a therapy counts from its end."""
    ended = chunk.sort is Sort.ENDED and chunk.text.lower() in ("completed", "completion of", "ended", "stopped", "discontinued")
    return ended or (chunk.sort in (Sort.WORD, Sort.HEADNOUN) and chunk.text.lower() in _LAST)


_BEFALLS = DISEASE_KINDS | THERAPY_KINDS
_ENDS = ("disease progression", "recurrence")
"""What a time may run up to: "progression within 6 months after platinum"."""


def interval_of(chunks: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """Time since an event of the patient's own, held against a length; None for a phrase of another kind."""
    stretches = [chunk for chunk in chunks if chunk.sort is Sort.SPAN_OF_TIME]
    if len(stretches) != 1 or stretches[0].relative is None:
        return None
    place = list(chunks).index(stretches[0])
    if any(chunk.sort in (Sort.AMOUNT, Sort.CODES, Sort.CMP, Sort.VARIABLE) for chunk in chunks[:place]):
        return None  # "hemoglobin >= 10 within 45 days of surgery" is a value, not an interval
    later = _result_behind(chunks, place, setting)
    last = later[0] if later is not None else len(chunks)
    behind = [anew(chunk, sort=Sort.CONCEPT) if chunk.sort is Sort.VARIABLE else chunk for chunk in chunks[place + 1 : last]]
    behind = [chunk for chunk in behind if not _means_last(chunk)]
    phrase = sorted_out(behind)
    before = [chunk for chunk in chunks[:place] if chunk.sort is Sort.CONCEPT]
    if phrase.others or len(phrase.concepts) != 1 or len(before) > 1:
        return None
    has = has_of(phrase, setting)
    targets = targets_in(has)
    if not targets:
        return None
    relative = stretches[0].relative
    if not relative.compare:
        return None  # "4 weeks since radiotherapy" says neither at least nor at most
    low, high = limits_of(relative.compare, relative.duration.amount)
    if relative.shortest is not None:
        low = Limit(value=relative.shortest.amount)
    unit = _UCUM[relative.duration.unit]
    until = Target(concept=before[0].names[0]) if before and setting.under(before[0].names[0], *_ENDS) else None
    if not before and any(chunk.sort is Sort.NARROWING and "recurrence=recurrent" in chunk.names for chunk in chunks[:place]):
        until = Target(concept="recurrence")  # "relapsed within 12 months of first-line therapy"
    if not before and any(chunk.sort is Sort.WORD and _RELAPSES.match(chunk.text) for chunk in chunks[:place]):
        until = Target(concept="recurrence")  # "patients relapsing < 6 months after transplant"
    found = _result_before(chunks[:place], before, setting) if before and until is None else None
    found = later[1] if later is not None else found
    if before and found is None and until is None and {setting.vocabulary.kind(name) for name in before[0].names} <= _BEFALLS:
        return None  # "pneumonitis within 3 months of radiotherapy": more is asked than the time since the therapy
    if found is not None:
        until = found.target
    if until is None and any(_happens(chunk, setting) for chunk in chunks[:place]):
        return None  # "death within 30 days after surgery", "tests obtained a week after a transfusion": of that, not of today
    dosed = [chunk for chunk in chunks[place + 1 : last] if chunk.text.lower() not in ("doses", "dose")]
    lasted = _went_on(stretches[0]) and len(behind) == len(dosed)
    lasted = lasted or (_at_most_for(stretches[0]) and until is None and len(behind) == last - place - 1)
    items: list[Criterion] = [
        Compare(
            quantity=Quantity(attribute="duration", of=target)
            if lasted
            else Quantity(attribute="interval", of=target, until=until),
            low=low,
            high=high,
            unit=unit,
            span=setting.span(chunks),
        )
        for target in targets
    ]
    if lasted and until is not None and found is None:
        found = Has(target=until, span=setting.span(before))  # "progression after at least 3 months of endocrine therapy"
    return joined_by("or", items) if found is None else joined_by("and", [found, joined_by("or", items)])


def _happens(chunk: Chunk, setting: Setting) -> bool:
    """True for something that is done or befalls, other than joining the trial."""
    if chunk.sort is Sort.CONCEPT:
        return setting.vocabulary.kind(chunk.names[0]) != "event" or chunk.names[0] == "death"
    if chunk.sort is Sort.NARROWING:
        return any(name.startswith("stability=") for name in chunk.names)  # "stable for at least 4 weeks since radiotherapy"
    return chunk.sort in (Sort.WORD, Sort.HEADNOUN) and _OF_TODAY.fullmatch(chunk.text) is None


_RELAPSES = re.compile(r"(?:relaps|recurr)ing\b", re.IGNORECASE)
_OF_TODAY = re.compile(
    r"interval|free|time|periods?|gap|wash-?outs?|elapsed|passed|recovery|break|taper|joined|enrol\w*|regist\w+|entr(?:y|ies)|enter\w*|"
    r"start\w*|began|begin\w*|initiat\w+|treated|treatment|therapy|included|inclusion|first|dose|least|more|disease|completed?",
    re.IGNORECASE,
)


def since(stretch: Chunk, target: Target, span: Span) -> Compare | None:
    """The limit that "at least 3 months since" sets on the time since what is named elsewhere; None for no lower limit."""
    relative = stretch.relative
    if relative is None or relative.compare not in (">=", ">"):
        return None
    low, high = limits_of(relative.compare, relative.duration.amount)
    quantity = Quantity(attribute="interval", of=target)
    return Compare(quantity=quantity, low=low, high=high, unit=_UCUM[relative.duration.unit], span=span)


def _result_before(chunks: Sequence[Chunk], named: Sequence[Chunk], setting: Setting) -> Has | None:
    """ "ctDNA positive 2-8 weeks after surgery": the result whose day the time runs to."""
    result = result_of(chunks, setting) if tested(named[0], setting) else None
    return result if isinstance(result, Has) else None


def _result_behind(chunks: Sequence[Chunk], place: int, setting: Setting) -> tuple[int, Has] | None:
    """ "7 to 21 days after surgery positive for ctDNA": where the result begins, and the result."""
    event = next((index for index in range(place + 1, len(chunks)) if chunks[index].sort is Sort.CONCEPT), None)
    if event is None or not any(chunk.sort is Sort.CONCEPT and tested(chunk, setting) for chunk in chunks[event + 1 :]):
        return None
    result = result_of(chunks[event + 1 :], setting)
    return (event + 1, result) if isinstance(result, Has) and not tested(chunks[event], setting) else None


def _went_on(stretch: Chunk) -> bool:
    """ "At least 16 weeks of first-line therapy", "3-6 months of chemotherapy": how long it went on, not how long ago it was."""
    relative = stretch.relative
    said_of = stretch.text.lower().rstrip().endswith(" of")
    return said_of and relative is not None and (relative.compare in (">=", ">") or relative.shortest is not None)


_AT_MOST_FOR = re.compile(
    r"(?:(?:no|not) (?:more|longer|greater) than|up to|at most|a? ?maximum of|less than|<)[^.]* of", re.IGNORECASE
)


def _at_most_for(stretch: Chunk) -> bool:
    """ "No more than 12 months of prior therapy": how long it went on; "within 12 months of" is how long ago it was."""
    return _AT_MOST_FOR.fullmatch(stretch.text.strip()) is not None


def free_interval(
    chunks: Sequence[Chunk], setting: Setting, read: Callable[[Sequence[Chunk], Setting], Criterion]
) -> Criterion | None:
    """ "Disease-free interval of 12 months or more from surgery, chemotherapy or targeted therapy": from each that was given, to
    the relapse that the sentence speaks of (its subject), or to now. None for any other sentence."""
    if len(chunks) < 3 or chunks[0].window is None or chunks[0].window.amount is None or "interval" not in chunks[0].text.lower():
        return None
    if chunks[1].text.lower() not in ("from", "after", "since", "between", "following"):
        return None
    named = read(chunks[2:], anew(setting, exclusion=True, subject=()))
    items = named.items if isinstance(named, AnyOf | AllOf) else (named,)
    targets = [target for item in items for target in targets_in(item)]
    if len(targets) != len(items):
        return None
    amount, span = chunks[0].window.amount, setting.span(chunks)
    until = Target(concept=setting.subject[0].names[0]) if setting.subject else None
    own = [replace(target, qualifiers=tuple(item for item in target.qualifiers if item.name != "purpose")) for target in targets]
    return joined_by(
        "and",
        [
            When(
                condition=Has(target=target, span=span),
                then=Compare(
                    quantity=Quantity(attribute="interval", of=target, until=until),
                    low=Limit(value=amount.amount, inclusive=not chunks[0].window.strict),
                    unit=_UCUM[amount.unit],
                    span=span,
                ),
                otherwise=NoConstraint(why="not given", span=span),
                span=span,
            )
            for target in own
        ],
    )
