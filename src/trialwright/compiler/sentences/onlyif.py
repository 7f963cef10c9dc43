"""Only if: "diabetes, if uncontrolled", "brain metastases, provided they are untreated" among what excludes in; the thing and the
condition under which alone it excludes, together, out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.sentences.conditions import has_holes
from trialwright.compiler.setting import Reader, Setting, stripped
from trialwright.protocol.criteria import AllOf, Criterion, NoConstraint
from trialwright.vocabulary.records import anew


def excluded_if(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "Diabetes, if uncontrolled", "brain metastases, provided they are untreated" among what excludes: one thing, and the
    condition under which alone it does; None for other sentences."""
    if not setting.exclusion:
        return None
    place = next((index for index, chunk in enumerate(chunks) if index and chunk.text.lower() in _ONLY_IF), None)
    if place is None or any(chunk.sort in _SAYS_MORE for chunk in chunks):
        return None
    before, behind = stripped(chunks[:place]), stripped(chunks[place + 1 :])
    if before and before[-1].text.lower() == "only":
        before = stripped(before[:-1])
    about = [chunk for chunk in before if chunk.sort is Sort.CONCEPT]
    if len(about) != 1 or not behind or any(chunk.sort not in _PLAINLY_NAMED for chunk in before):
        return None
    base = read(before, setting)
    if has_holes(base) or isinstance(base, NoConstraint):
        return None
    named = any(chunk.sort in (Sort.CONCEPT, Sort.VARIABLE, Sort.ASKED) for chunk in behind)
    condition = read(behind if named else (*about, *behind), anew(setting, subject=tuple(about)))
    if has_holes(condition) or isinstance(condition, NoConstraint):
        condition = setting.unread(chunks[place:], "a condition that was not understood")
    return AllOf(items=(base, condition), span=setting.span(chunks))


_ONLY_IF = frozenset({"if", "only if", "when", "only when", "provided", "provided that", "providing", "as long as", "so long as"})
_SAYS_MORE = frozenset({Sort.PERMIT, Sort.BARRED, Sort.EXC, Sort.MUST, Sort.COLON, Sort.SEMICOLON, Sort.STOP, Sort.UNMET})
_PLAINLY_NAMED = frozenset(
    {Sort.CONCEPT, Sort.NARROWING, Sort.FILL, Sort.HIST, Sort.NOW, Sort.OTHER, Sort.HEADNOUN, Sort.IF, Sort.GROUP}
)
"""One thing by its name; not "disease that may worsen when treated", nor a list of things."""
