"""Causes: a condition about the cause of a value ("unless due to liver metastases") in; the question for a person out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk
from trialwright.compiler.setting import Setting, stripped
from trialwright.compiler.wording.rules import matching
from trialwright.protocol.criteria import Ask, Criterion, Unread, walk
from trialwright.protocol.interview import question_of


def judged_cause(condition: Criterion, chunks: Sequence[Chunk], setting: Setting) -> Criterion:
    """A condition about the cause of a value ("unless due to liver metastases") that was not read is for a person to tell."""
    words = setting.words(stripped(chunks))
    if not any(isinstance(item, Unread) for item in walk(condition)) or matching("cause", words) is None:
        return condition
    return Ask(statement=words, question=question_of(words), span=condition.span)
