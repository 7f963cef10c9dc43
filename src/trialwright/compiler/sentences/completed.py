"""Completed: "must have completed radiotherapy", "completed all prior chemotherapy at least 4 weeks before enrollment" in; the
therapy, and that it is over, out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import Reader, Setting, changed_leaves, denied, joined_by, stripped
from trialwright.protocol.criteria import AnyOf, Criterion, Has, Readings, Window, WindowKind

_COMPLETED = frozenset(
    {"completed", "has been completed", "have been completed", "completion of", "finished", "having completed"}
)
_PLAIN = frozenset(
    {
        *(Sort.CONCEPT, Sort.FILL, Sort.NARROWING, Sort.HIST, Sort.HEADNOUN, Sort.PREP, Sort.FOR, Sort.OTHER, Sort.EITHER),
        *(Sort.AMOUNT, Sort.CMP, Sort.OR, Sort.AND, Sort.SLASH, Sort.WINDOW),
    }
)
_AT_ONCE = frozenset({"surgery", "procedure", "transplant"})
_WHATEVER = frozenset({"any", "all", "any and all"})


def completed(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """What was completed and, where it is given over a time, that it does not go on. "Any prior" therapy that must be over by
    some time is required of nobody. None for any other sentence."""
    begins = next((index for index, chunk in enumerate(chunks) if chunk.sort not in (Sort.FILL, Sort.MUST, Sort.IF)), 0)
    ended = chunks[begins].sort is Sort.ENDED and chunks[begins].text.lower() in _COMPLETED
    if not ended and (setting.exclusion or not _all_given(chunks[begins:])):
        return None
    rest = stripped(tuple(chunk for chunk in chunks[begins + 1 :] if not _is_now(chunk)))
    windows = [chunk.window for chunk in rest if chunk.sort is Sort.WINDOW]
    if not rest or len(windows) > 1 or any(chunk.sort not in _PLAIN for chunk in rest):
        return None
    kinds = {setting.vocabulary.kind(name) for chunk in rest if chunk.sort is Sort.CONCEPT for name in chunk.names}
    if not kinds or not kinds <= THERAPY_KINDS:
        return None
    window = edge(rest) if windows else None
    if windows and (setting.exclusion or window is None):
        return read(rest, setting)
    if not windows and any(chunk.sort is Sort.AMOUNT for chunk in rest):
        return read(rest, setting)  # so many cycles of it, after which it may go on
    had = read(tuple(chunk for chunk in rest if chunk.sort is not Sort.WINDOW), setting)
    if not isinstance(had, Has) and not (isinstance(had, AnyOf) and all(isinstance(item, Has) for item in had.items)):
        return None
    if window is None and kinds <= _AT_ONCE:
        return had
    over = window or Window(kind=WindowKind.CURRENT)
    still = changed_leaves(had, lambda leaf: replace(leaf, window=over) if isinstance(leaf, Has) else leaf)
    both = joined_by("and", (had, denied(still, had.span)))
    whatever = any(chunk.text.lower().split()[0] in _WHATEVER for chunk in rest) and not setting.exclusion
    if (window is None and not whatever) or _is_set(rest):
        return both
    if (
        any(chunk.sort is Sort.HIST or chunk.text.lower() in _WHATEVER for chunk in rest)
        or "completion" in chunks[begins].text.lower()
    ):
        return denied(still, had.span)
    return Readings(
        items=(denied(still, had.span), both), why="whether all must have had it is not said", span=setting.span(chunks)
    )


def _all_given(chunks: Sequence[Chunk]) -> bool:
    """ "Must have received all prior trastuzumab at least 4 weeks before": whatever was given, that long ago."""
    said = " ".join(chunk.text.lower() for chunk in chunks[:4])
    timed = any(chunk.window is not None for chunk in chunks)
    return timed and re.match(r"(?:have )?received (?:all|any) (?:of the )?(?:prior|previous)\b", said) is not None


def _is_now(chunk: Chunk) -> bool:
    """ "Completed at the time of enrollment": over by then, which is when it is asked."""
    return chunk.sort is Sort.WINDOW and chunk.window is None


def edge(chunks: Sequence[Chunk]) -> Window | None:
    """The time in which it must no longer have gone on; None where the time is another ("completed within 2 weeks")."""
    said = next(chunk for chunk in chunks if chunk.sort is Sort.WINDOW)
    window = said.window
    if window is None and said.text.lower().startswith("at "):
        return Window(kind=WindowKind.CURRENT)  # "completed at the time of enrollment": over by then
    if window is None or window.amount is None:
        return None
    if window.kind is WindowKind.AT_LEAST_BEFORE:
        return replace(window, kind=WindowKind.WITHIN_BEFORE, strict=not window.strict)
    ago = window.kind is WindowKind.WITHIN_BEFORE and _BARE.match(said.text) is not None
    return replace(window, strict=True) if ago else None


_BARE = re.compile(r"\d|an? |one|two|three|four|five|six|eight|twelve", re.IGNORECASE)
""" "Completed 6 weeks before": at least so long ago."""


def _is_set(chunks: Sequence[Chunk]) -> bool:
    """True for a therapy of one setting ("adjuvant"), which all patients are spoken of as having had."""
    return any(name.startswith("setting=") for chunk in chunks for name in chunk.names)
