"""Rules for some: a sentence with another limit for some of those whom the one before it speaks of in; both as one rule out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk
from trialwright.compiler.sentences.conditions import later_rule
from trialwright.compiler.sentences.limits import limit_of_some_unread, own_limit_of_some, relieved_by
from trialwright.compiler.setting import Reader, Setting, stripped
from trialwright.protocol.criteria import Criterion


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
    later = later_rule(read[-1], stripped(sentence), setting)
    return [*read[:-1], *later] if later is not None else None
