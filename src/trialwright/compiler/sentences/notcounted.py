"""Not counted: what was required before "adjuvant chemotherapy does not count" in; the same without that therapy out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.listing.lists import read_list
from trialwright.compiler.phrasing.measures import targets_in
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.sentences.conditions import exception_applied, has_holes, with_exceptions
from trialwright.compiler.setting import Setting, eased, stripped
from trialwright.protocol.criteria import AllOf, Compare, Criterion, Has, walk
from trialwright.vocabulary.records import anew


def not_counted(sentence: Sequence[Chunk], read: list[Criterion], setting: Setting) -> list[Criterion] | None:
    """What was required, with a sentence that says what does not count for it: nobody is let in by what does not count. None for
    any other sentence."""
    place = next((index for index, chunk in enumerate(sentence) if _says_so(chunk)), 0)
    subject = stripped(tuple(sentence[:place]))
    if not subject or not read or setting.exclusion:
        return None
    changed = counted_without(read[-1], subject, setting)
    if changed is None and isinstance(read[-1], Has | Compare):
        changed = _without(read[-1], subject, setting)
    if changed is not None:
        return [*read[:-1], changed]
    doubt = setting.unread(sentence, "what does not count")
    limited = any(_counts_lines(node) and isinstance(node, Compare) and node.high is not None for node in walk(read[-1]))
    return [*read[:-1], eased(read[-1], doubt)] if limited else [*read, doubt]


def _says_so(chunk: Chunk) -> bool:
    return chunk.sort is Sort.PERMIT and "not" in chunk.text.lower() and "count" in chunk.text.lower()


def _without(node: Has | Compare, subject: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """A therapy, or the number of its lines, without some of it; None where one of the two is no therapy."""
    of = node.target if isinstance(node, Has) else node.quantity.of
    if of is None or setting.vocabulary.kind(of.concept) not in THERAPY_KINDS:
        return None
    each = tuple(anew(chunk, sort=Sort.OR, value="or") if chunk.sort is Sort.AND else chunk for chunk in subject)
    named = read_list(each, anew(setting, exclusion=True))
    targets = () if has_holes(named) else tuple(targets_in(named))
    if not targets or not all(setting.vocabulary.kind(target.concept) in THERAPY_KINDS for target in targets):
        return None
    return with_exceptions(node, targets)


def counted_without(base: Criterion, spared: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """ "At least 2 prior regimens and a good risk. Adjuvant regimens are not counted": of the number, and the rest stays; None
    where not one number of lines is asked for beside something else."""
    counts = [item for item in base.items if _counts_lines(item)] if isinstance(base, AllOf) else []
    if not isinstance(base, AllOf) or len(counts) != 1:
        return None
    changed = exception_applied(counts[0], spared, setting)
    if not isinstance(changed, Compare):
        return None
    return replace(base, items=tuple(changed if item is counts[0] else item for item in base.items))


def _counts_lines(node: Criterion) -> bool:
    return isinstance(node, Compare) and node.quantity.attribute == "lines"
