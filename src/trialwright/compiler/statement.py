"""A statement on its way through the passes: one item of the outline, and what each pass has added to it."""

from __future__ import annotations

from trialwright.compiler.chunks import Chunk
from trialwright.compiler.outlining.outline import Group, Item, Outline
from trialwright.compiler.tagging.normalise import Normal, normalise
from trialwright.compiler.tagging.tag import Tagger
from trialwright.findings import Finding
from trialwright.protocol.criteria import Criterion, NoConstraint
from trialwright.vocabulary.records import record

EMPTY_NORMAL = Normal(text="")
NOT_READ_YET = NoConstraint(why="not read yet")


@record(frozen=True, kw_only=True, slots=True)
class Statement:
    """One item with its group and its children. `proposition` is what its own words say; `node` what eligibility requires of it
    and all below it, once the scope pass has given it its polarity."""

    item: Item
    group: Group
    exclusion: bool
    children: tuple[Statement, ...] = ()
    normal: Normal = EMPTY_NORMAL
    chunks: tuple[Chunk, ...] = ()
    proposition: Criterion = NOT_READ_YET
    node: Criterion = NOT_READ_YET


Passed = tuple[tuple[Statement, ...], tuple[Finding, ...]]


@record(frozen=True, kw_only=True, slots=True)
class Work:
    """What the passes share: the source text and the tagger."""

    text: str
    tagger: Tagger


def statements_of(outline: Outline) -> tuple[Statement, ...]:
    """The top-level items of an outline as statements, with those below them."""
    return tuple(_statement(item, group) for group in outline.groups for item in group.items)


def _statement(item: Item, group: Group) -> Statement:
    return Statement(
        item=item,
        group=group,
        exclusion=group.kind == "exclusion",
        children=tuple(_statement(child, group) for child in item.children),
    )


def normal_of(statement: Statement, work: Work) -> Normal:
    """The statement's own words, children left out, in one spelling of signs."""
    span = statement.item.span
    return normalise(work.text[span.start : span.end], span.start)
