"""Required for: "anticoagulants are required for the following: A or B", "aspirin is required for patients with stroke" in; what
is required, asked of those only, out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Reader, Setting, stripped
from trialwright.protocol.criteria import Criterion, NoConstraint, Unread, When, walk
from trialwright.vocabulary.records import anew

_NAMED = frozenset({Sort.CONCEPT, Sort.VARIABLE})
_PLAIN = _NAMED | {Sort.FILL, Sort.HEADNOUN, Sort.NARROWING, Sort.HIST, Sort.OR, Sort.COMMA, Sort.PREP, Sort.SLASH}
_OF_SOME = ("for ", "in ")
_FOLLOWING = frozenset({"following", "the following", "one of the following", "any of the following", "these", "the following:"})


def required_for(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """What is required of those only whom a sentence names behind it; None for any other sentence."""
    place = next((index for index, chunk in enumerate(chunks) if chunk.sort is Sort.MUST), None)
    if place is None or setting.exclusion or not chunks[place].text.lower().endswith(("required", "mandatory")):
        return None
    subject, behind = stripped(chunks[:place]), chunks[place + 1 :]
    group = _group(behind)
    plain = bool(subject) and all(chunk.sort in _PLAIN for chunk in subject)
    if group is None:
        return None
    if not plain or not any(chunk.sort in _NAMED for chunk in subject):
        return setting.unread(chunks)
    condition = read(group, anew(setting, exclusion=True))
    if any(isinstance(node, Unread) for node in walk(condition)):
        return setting.unread(chunks)
    span = setting.span(chunks)
    then = read(subject, setting)
    return When(condition=condition, then=then, otherwise=NoConstraint(why="for others", span=span), span=span)


def _group(behind: Sequence[Chunk]) -> tuple[Chunk, ...] | None:
    """Whom it is required of: "for patients with A", "for the following: A or B"."""
    if not behind:
        return None
    first, rest = behind[0], tuple(behind[1:])
    if first.sort is Sort.IF and first.text.lower().startswith(_OF_SOME):
        return stripped(rest) or None
    colon = next((index for index, chunk in enumerate(rest) if chunk.sort is Sort.COLON), None)
    if colon is None or first.sort not in (Sort.FOR, Sort.PREP) or first.text.lower() not in ("for", "in"):
        return None
    if " ".join(chunk.text.lower() for chunk in rest[:colon]) not in _FOLLOWING:
        return None
    return stripped(rest[colon + 1 :]) or None
