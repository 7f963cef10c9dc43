"""What a match rests on: the reference date, the vocabulary and the trial in,
a context that every part of the matcher reads out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from trialwright.vocabulary.concepts import Vocabulary, default_vocabulary


@dataclass(frozen=True, kw_only=True)
class Context:
    """`on` is the reference date; `diseases` the concepts of what the trial treats; `begins` the events that
    open later stages; `text` is the criteria text that the spans of a tree stand in. Without `ahead`, the day on which a verdict
    changes by time alone is not looked for, which takes most of the time."""

    on: dt.date
    vocabulary: Vocabulary = field(default_factory=default_vocabulary)
    diseases: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()
    text: str = ""
    ahead: bool = True
