"""Stopped: "patients must have discontinued warfarin at least 7 days before the first dose" in; what must have been stopped put
first, and a ban on the same therapies held to that time, out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.sentences.othertimes import until_its_own_time
from trialwright.compiler.setting import Setting, changed_leaves, doubted, stripped
from trialwright.protocol.criteria import AnyOf, Criterion, Has, Window, WindowKind, children, walk

_STOPPED = frozenset({"discontinued", "stopped", "been discontinued", "been stopped"})
_LEADS = frozenset({Sort.FILL, Sort.MUST})
_NAMES = frozenset(
    {Sort.CONCEPT, Sort.FILL, Sort.OTHER, Sort.HEADNOUN, Sort.NARROWING, Sort.HIST, Sort.OR, Sort.AND, Sort.COMMA, Sort.PREP}
)


def with_therapy_first(sentence: tuple[Chunk, ...], setting: Setting) -> tuple[Chunk, ...]:
    """ "Patients must have stopped X for at least 7 days" as "X must have been stopped for at least 7 days": nobody must have had
    X; any other sentence as it is."""
    ended = _ended(sentence)
    if ended is None or not all(chunk.sort in _LEADS for chunk in sentence[:ended]):
        return sentence
    window = next((place for place, chunk in enumerate(sentence) if chunk.sort is Sort.WINDOW), None)
    if window is None or window < ended or not _at_least(sentence[window].window):
        return sentence
    named, rest = sentence[ended + 1 : window], sentence[window:]
    kinds = {setting.vocabulary.kind(name) for chunk in named if chunk.sort is Sort.CONCEPT for name in chunk.names}
    if not kinds or not kinds <= THERAPY_KINDS or any(chunk.sort not in _NAMES for chunk in named):
        return sentence
    must = next(chunk for chunk in sentence[:ended] if chunk.sort is Sort.MUST)
    return (*stripped(named), must, sentence[ended], *rest)


def held_to_its_time(ban: Criterion, sentence: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """The ban before "these must have been stopped at least 7 days before": of those days only where it bans therapies that the
    sentence speaks of, else in doubt; None for a sentence that says nothing of the kind."""
    until = until_its_own_time(ban, sentence, setting)
    if until is not None:
        return until
    if not setting.exclusion or not (_ended(sentence) or _must_stop(sentence, setting)):
        return None
    windows = [chunk.window for chunk in sentence if chunk.sort is Sort.WINDOW]
    named = {name for chunk in sentence if chunk.sort is Sort.CONCEPT for name in chunk.names}
    leaves = [leaf for leaf in walk(ban) if not children(leaf)]
    therapies = [leaf for leaf in leaves if isinstance(leaf, Has) and _perhaps_over(leaf, setting)]
    if not therapies or (named and not any(setting.under(leaf.target.concept, *named) for leaf in therapies)):
        return None
    window = windows[0] if len(windows) == 1 and _at_least(windows[0]) else None
    spoken_of = [leaf for leaf in therapies if not named or setting.under(leaf.target.concept, *named)]
    plain = isinstance(ban, Has | AnyOf) and all(leaf.window is None for leaf in spoken_of)
    bare = all(chunk.sort in _NAMES | {Sort.MUST, Sort.ENDED, Sort.WINDOW} for chunk in stripped(sentence))
    if window is None or not plain or not bare or not _ended(sentence):
        return doubted(ban, setting.unread(sentence, "what was stopped in time may be spared"))
    recent = replace(window, kind=WindowKind.WITHIN_BEFORE, strict=not window.strict)
    return changed_leaves(ban, lambda leaf: replace(leaf, window=recent) if leaf in spoken_of and isinstance(leaf, Has) else leaf)


def _ended(sentence: Sequence[Chunk]) -> int | None:
    must = next((place for place, chunk in enumerate(sentence) if chunk.sort is Sort.MUST), len(sentence))
    behind = range(must + 1, len(sentence))
    return next((i for i in behind if sentence[i].sort is Sort.ENDED and sentence[i].text.lower() in _STOPPED), None)


_STOP = re.compile(r"\b(?:stop|discontinue|cease|withhold|interrupt)\b", re.IGNORECASE)


def _must_stop(sentence: Sequence[Chunk], setting: Setting) -> bool:
    must = next((place for place, chunk in enumerate(sentence) if chunk.sort is Sort.MUST), None)
    return must is not None and _STOP.match(setting.words(stripped(sentence[must + 1 :]))) is not None


def _at_least(window: Window | None) -> bool:
    return window is not None and window.kind is WindowKind.AT_LEAST_BEFORE


def _perhaps_over(leaf: Has, setting: Setting) -> bool:
    """True for a therapy, but for one that is banned as long as it goes on: who is on it has not stopped it."""
    goes_on = leaf.window is not None and leaf.window.kind is WindowKind.CURRENT
    return setting.vocabulary.kind(leaf.target.concept) in THERAPY_KINDS and not goes_on


def at_the_time_of(read: Sequence[Criterion], bar: Criterion, sentence: Sequence[Chunk], setting: Setting) -> Criterion:
    """ "No live vaccine within 30 days. Intranasal vaccines are live vaccines and not allowed": a sentence that says of a kind of
    what was barred for a time that it is one bars it for that time."""
    if not any(chunk.sort is Sort.BARRED and chunk.text.lower().startswith("and ") for chunk in sentence):
        return bar
    timed = [leaf for ban in read for leaf in walk(ban) if isinstance(leaf, Has) and leaf.window is not None]

    def held(leaf: Criterion) -> Criterion:
        if not isinstance(leaf, Has) or leaf.window is not None:
            return leaf
        of = next((other for other in timed if setting.under(leaf.target.concept, other.target.concept)), None)
        return leaf if of is None else replace(leaf, window=of.window)

    if timed:
        return changed_leaves(bar, held)
    return doubted(bar, setting.unread(sentence, "the time is that of a ban elsewhere")) if setting.exclusion else bar
