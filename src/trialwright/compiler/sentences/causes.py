"""Causes: a condition about the cause of a value ("unless due to liver metastases") in; the question for a person out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk
from trialwright.compiler.setting import Setting, stripped
from trialwright.compiler.wording.rules import matching
from trialwright.protocol.criteria import Ask, Criterion, Unread, walk
from trialwright.protocol.interview import question_of

_OF_THE_DISEASE = re.compile(
    r"(?:(?:it|they|this|which|that|clearly|solely|only|directly|primarily|considered|thought|felt|deemed|to|be|is|are) )*"
    r"(?:due to|related to|attribut(?:ed|able) to|secondary to|caused by|because of|a (?:consequence|result) of|as a result of|"
    r"from) (?:the |their |an? )?(?:underlying |primary |malignant |study |existing )?"
    r"(?:condition|disease|cancer|tumou?r|malignancy|leuk[ae]+mia|lymphoma|myeloma|metast\w+|pain|bone pain|pleural effusion)\b",
    re.IGNORECASE,
)


_TO_ITS_END = re.compile(r"[^().;,]*")


def cause_behind(cue: Chunk, setting: Setting) -> tuple[Ask, bool] | None:
    """The words behind "if" as a question, and whether they tell that a value comes of the disease ("due to the tumor"); None
    where none stand there."""
    found = _TO_ITS_END.match(setting.normal.text, cue.end)
    words = found.group().strip() if found is not None else ""
    if found is None or not words:
        return None
    asked = Ask(statement=words, question=question_of(words), span=setting.normal.span(cue.end, found.end()))
    return asked, _OF_THE_DISEASE.match(words) is not None


def judged_cause(condition: Criterion, chunks: Sequence[Chunk], setting: Setting) -> Criterion:
    """A condition about the cause of a value ("unless due to liver metastases") that was not read is for a person to tell."""
    words = setting.words(stripped(chunks))
    if not any(isinstance(item, Unread) for item in walk(condition)) or matching("cause", words) is None:
        return condition
    return Ask(statement=words, question=question_of(words), span=condition.span)
