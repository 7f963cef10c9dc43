"""Last courses: "Prior chemotherapy is allowed. The last dose must be at least 3 weeks before enrollment" in; the second sentence
said of the therapy that the first one names, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import Setting, split_at
from trialwright.compiler.wording.sought import needs
from trialwright.protocol.criteria import WindowKind
from trialwright.vocabulary.records import anew

_GIVEN = r"(?:therapy|treatment|therapies|treatments|drugs?|agents?|medications?|regimens?|chemotherapy|radiotherapy|radiation)"
_THIS = rf"(?:it|this|these|they|(?:(?:the|this|these|such|that|those) )?{_GIVEN})"
_LAST = (
    r"(?:(?:the|their|its) )?(?:last|final|most recent) "
    rf"(?:dose|administration|cycle|course|infusion|injection|fraction|exposure|treatment)s?(?: of {_THIS})?"
)
_OVER = r"(?:ended|completed|finished|stopped|discontinued|terminated|given|administered|received|taken|occurred|concluded)"
_MUST = r"(?:must|should|shall|has to|have to|needs? to)"
_ENDED = re.compile(rf"(?:(?:{_LAST}|{_THIS}),? )?{_MUST}(?: also)?(?: have)?(?: been| be)?(?: {_OVER})?", re.IGNORECASE)
_LAST_ONE = re.compile(_LAST, re.IGNORECASE)
_ENDS = frozenset({Sort.STOP, Sort.SEMICOLON})
_BETWEEN = frozenset({Sort.CONCEPT, Sort.NARROWING, Sort.OR, Sort.AND, Sort.SLASH, Sort.COMMA, Sort.EITHER, Sort.FILL, Sort.HIST})
_TURNS = frozenset(
    {
        *(Sort.NEG, Sort.UNMET, Sort.EXC, Sort.IF, Sort.WINDOW, Sort.SPAN_OF_TIME, Sort.BARRED, Sort.EITHERWAY),
        Sort.VARIABLE,
    }
)


@needs("must", "should", "shall", "has to", "have to", "need")
def with_courses_named(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with the therapy of one sentence as that of which the next says how long ago it must have ended."""
    if setting.exclusion:
        return tuple(chunks)
    result: list[Chunk] = []
    before: tuple[Chunk, ...] = ()
    for sentence, end in split_at(chunks, _ENDS):
        result += _ended(sentence, _therapies(before, setting), setting)
        result += [end] if end is not None else []
        before = tuple(sentence)
    return tuple(result)


def _therapies(sentence: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The therapies that a sentence names, and nothing but therapies, without a time of its own."""
    places = [place for place, chunk in enumerate(sentence) if chunk.sort is Sort.CONCEPT]
    if not places or any(chunk.sort in _TURNS for chunk in sentence):
        return ()
    first, last = places[0], places[-1]
    while first and sentence[first - 1].sort is Sort.NARROWING:
        first -= 1
    named = sentence[first : last + 1]
    kinds = {setting.vocabulary.kind(name) for place in places for name in sentence[place].names}
    plain = all(chunk.sort in _BETWEEN for chunk in named)
    return tuple(named) if plain and kinds <= THERAPY_KINDS else ()


def _ended(sentence: Sequence[Chunk], therapies: tuple[Chunk, ...], setting: Setting) -> tuple[Chunk, ...]:
    """The sentence with the therapies in the place of "it", "the last dose" or nothing."""
    since = next((place for place, chunk in enumerate(sentence) if chunk.sort is Sort.SPAN_OF_TIME), len(sentence)) + 1
    if therapies and _LAST_ONE.fullmatch(setting.words(sentence[since:])) is not None:
        start = sentence[since].start
        return (*sentence[:since], *(anew(chunk, start=start, end=start) for chunk in therapies))
    window = next((place for place, chunk in enumerate(sentence) if chunk.sort is Sort.WINDOW), 0)
    if not therapies or not window or window != len(sentence) - 1:
        return tuple(sentence)
    said = sentence[window].window
    long_ago = said is not None and said.kind is WindowKind.AT_LEAST_BEFORE
    if not long_ago or _ENDED.fullmatch(setting.words(sentence[:window])) is None:
        return tuple(sentence)
    start, end = sentence[0].start, sentence[window].start
    over = Chunk(sort=Sort.ENDED, start=start, end=end, text="must have been completed", value="for")
    return (*(anew(chunk, start=start, end=start) for chunk in therapies), over, sentence[window])
