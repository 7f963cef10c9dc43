"""Rules for some: a sentence with another limit for some of those whom the one before it speaks of in; both as one rule out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.measures import targets_in
from trialwright.compiler.phrasing.targets import THERAPY_KINDS, has_of, sorted_out
from trialwright.compiler.sentences.conditions import with_exceptions
from trialwright.compiler.sentences.limits import limit_of_some_unread, own_limit_of_some, relieved_by
from trialwright.compiler.setting import Reader, Setting, stripped
from trialwright.compiler.tagging.moments import DURATION, duration_of
from trialwright.compiler.tagging.narrowings import merged_narrowings
from trialwright.protocol.criteria import Criterion, Has, NoneOf, Target, Window, WindowKind


def rule_for_some(sentence: Sequence[Chunk], before: tuple[list[Criterion], Reader], setting: Setting) -> list[Criterion] | None:
    """What was read, with a sentence that has another limit for some of those whom the one before it speaks of; None for others.

    `before` is what was read of the earlier sentences, and the reader of one.
    """
    read, read_sentence = before
    own = own_limit_of_some(read[-1], sentence, setting, read_sentence)
    if own is None:
        own = relieved_by(read[-1], sentence, setting, read_sentence)
    if own is None:
        own = limit_of_some_unread(read[-1], sentence, setting)
    if own is not None:
        return [*read[:-1], own]
    later = _later_rule(read[-1], stripped(sentence), setting)
    return [*read[:-1], *later] if later is not None else None


def _later_rule(ban: Criterion, sentence: Sequence[Chunk], setting: Setting) -> list[Criterion] | None:
    """ "No previous treatment; if adjuvant chemotherapy was given, only after withdrawal for six months": the ban spares what the
    rule is about, and the rule holds beside it. None when the sentence is no such rule."""
    ended = next((index for index, chunk in enumerate(sentence) if chunk.sort is Sort.ENDED), None)
    if ended is None or not sentence or sentence[0].sort is not Sort.IF or setting.exclusion:
        return None
    amount = re.search(DURATION, setting.words(sentence[ended:]), re.IGNORECASE)
    comma = next((index for index, chunk in enumerate(sentence) if chunk.sort is Sort.COMMA), ended)
    about = _therapies(sentence[1:comma], setting)
    if amount is None or not about:
        return None
    window = Window(kind=WindowKind.WITHIN_BEFORE, amount=duration_of(amount[2] or amount[1], amount[3]), strict=True)
    span = setting.span(sentence)
    recent = tuple(Has(target=target, window=window, span=span) for target in about)
    spared = with_exceptions(ban, about)
    return None if spared is None else [spared, NoneOf(items=recent, span=span)]


def _therapies(chunks: Sequence[Chunk], setting: Setting) -> tuple[Target, ...]:
    """The therapies that a condition names, each with its setting; words about when and how it was given are passed over."""
    series = merged_narrowings(stripped(chunks))
    concept = next((index for index, chunk in enumerate(series) if chunk.sort is Sort.CONCEPT), None)
    if concept is None or setting.vocabulary.kind(series[concept].names[0]) not in THERAPY_KINDS:
        return ()
    return tuple(targets_in(has_of(sorted_out(series[: concept + 1]), setting)))
