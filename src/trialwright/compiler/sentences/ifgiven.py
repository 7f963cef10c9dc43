"""If given: "chemotherapy, if given, must have ended 4 weeks ago" in; what is asked of those who had it, and of no other, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import Reader, Setting, split_at, stripped
from trialwright.protocol.criteria import AnyOf, Criterion, Has, NoConstraint, When
from trialwright.vocabulary.records import anew

_IF_GIVEN = re.compile(
    r"\W*(?:if|when) (?:any|(?:it (?:is|was) |they (?:are|were) |previously |already |ever )?"
    r"(?:given|used|received|administered|performed|done|taken|present|applicable|indicated|needed|required|prescribed))\W*",
    re.IGNORECASE,
)


def if_given(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """The rest of the sentence as a rule for those who had one of the therapies named; None for any other sentence, for other
    things than therapies, and for what excludes."""
    if setting.exclusion or not any(chunk.sort is Sort.IF or chunk.text.lower().startswith("if ") for chunk in chunks):
        return None
    for place, chunk in enumerate(chunks):
        if not place or chunk.sort is not Sort.COMMA:
            continue
        end = next((index for index in range(place + 1, len(chunks)) if chunks[index].sort is Sort.COMMA), None)
        if end is None or not _IF_GIVEN.fullmatch(setting.words(chunks[place + 1 : end])):
            continue
        named, rest = stripped(chunks[:place]), stripped(chunks[end + 1 :])
        condition = _had_one(named, setting, read) if named and rest else None
        if condition is None:
            return None
        then = read((*named, *rest), setting)
        span = setting.span(chunks)
        return When(condition=condition, then=then, otherwise=NoConstraint(why="for those who had it", span=span), span=span)
    return None


def _had_one(named: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """Any of the therapies named, each read for itself; None where something else is named."""
    pieces = [stripped(piece) for piece, _sign in split_at(tuple(named), frozenset({Sort.AND, Sort.OR, Sort.COMMA}))]
    each = tuple(read(piece, anew(setting, exclusion=True)) for piece in pieces if piece)
    if not each or not all(isinstance(one, Has) and setting.vocabulary.kind(one.target.concept) in THERAPY_KINDS for one in each):
        return None
    return each[0] if len(each) == 1 else AnyOf(items=each, span=setting.span(named))
