"""Setting: what every step of reading one statement needs to know: its text, which list it stands in, the vocabulary."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from operator import is_

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.tagging.normalise import Normal
from trialwright.compiler.tagging.tag import Tagger
from trialwright.findings import Span
from trialwright.protocol.criteria import AllOf, AnyOf, AtLeast, Criterion, NoConstraint, NoneOf, Not, Readings, Unread, When
from trialwright.vocabulary.concepts import Vocabulary
from trialwright.vocabulary.records import anew, record


@record(frozen=True, kw_only=True, slots=True)
class Setting:
    """The statement being read. `exclusion`: its truth excludes; so a doubt about it must never make it certainly true.

    `now`: the heading above speaks of the present ("concurrent use of any of the following").
    `spares`: what is read is let off from a ban, so an adjective of its first part is not lent on.
    `goes_on`: behind the words that are read their list has one more member, so the last of them restricts itself alone.
    `leads`: a list stands below what is read, so that it may be but the list's heading.
    `subject` is the concept that a heading or a condition put before it ("in case of brain metastasis, maximum diameter …").
    """

    normal: Normal
    exclusion: bool
    tagger: Tagger
    subject: tuple[Chunk, ...] = ()
    now: bool = False
    spares: bool = False
    goes_on: bool = False
    leads: bool = False

    @property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary that the tagger was built from."""
        return self.tagger.vocabulary

    def span(self, chunks: Sequence[Chunk]) -> Span:
        """Where in the source the chunks stand."""
        if not chunks:
            return self.normal.span(0, 0)
        return self.normal.span(chunks[0].start, _end_of(chunks))

    def words(self, chunks: Sequence[Chunk]) -> str:
        """The words of the chunks, as normalised."""
        return self.normal.text[chunks[0].start : _end_of(chunks)].strip() if chunks else ""

    def unread(self, chunks: Sequence[Chunk], why: str = "not understood") -> Unread:
        """An honest hole where the chunks stand."""
        return Unread(text=self.words(chunks), why=why, span=self.span(chunks))

    def under(self, name: str, *others: str) -> bool:
        """True when the concept is one of the others or stands below one."""
        return any(self.vocabulary.is_a(name, other) for other in others)


def _end_of(chunks: Sequence[Chunk]) -> int:
    """Where the chunks end, whether or not a time that was lent to them stands last."""
    last = chunks[-1]
    return last.end if len(chunks) == 1 or last.start >= chunks[-2].start else max(chunk.end for chunk in chunks)


Reader = Callable[[Sequence[Chunk], Setting], Criterion]
"""What reads a stretch of chunks; passed to steps that stand below the one that calls them."""
COPULAS = frozenset({"that is", "that are", "which is", "which are", "that was", "that were", "which was", "which were"})
LIST_SIGNS = frozenset({Sort.COMMA, Sort.AND, Sort.OR, Sort.SLASH})
EMPTY = frozenset(
    {Sort.FILL, Sort.COMMA, Sort.STOP, Sort.SEMICOLON, Sort.COLON, Sort.AND, Sort.OR, Sort.EITHER, Sort.MUST, Sort.OTHER_SIGN}
)


def stripped(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """The chunks without signs, conjunctions and empty words at either end."""
    first, last = 0, len(chunks)
    while first < last and chunks[first].sort in EMPTY:
        first += 1
    while first < last and chunks[last - 1].sort in EMPTY:
        last -= 1
    return tuple(chunks[first:last])


_TAIL_ENDS = frozenset({Sort.CMP, Sort.AMOUNT, Sort.CODES, Sort.WINDOW, Sort.SPAN_OF_TIME, Sort.NEG, Sort.EXC, Sort.POST})


def without_tails(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """The chunks without what only tells how something is found or by what rule ("according to RECIST 1.1", "as per local
    practice")."""
    if Sort.TAIL not in [chunk.sort for chunk in chunks]:
        return tuple(chunks)
    kept: list[Chunk] = []
    dropping = False
    for chunk in chunks:
        ends = chunk.sort in _TAIL_ENDS or any(name.startswith("recurrence=") for name in chunk.names)
        dropping = (dropping or (chunk.sort is Sort.TAIL and bool(kept))) and not ends
        if not dropping:
            kept.append(chunk)
    return tuple(kept)


def flattened(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """The chunks with those inside brackets in their place."""
    if Sort.GROUP not in [chunk.sort for chunk in chunks]:
        return tuple(chunks)
    found: list[Chunk] = []
    for chunk in chunks:
        found.extend(flattened(chunk.inner) if chunk.sort is Sort.GROUP else (chunk,))
    return tuple(found)


def with_inner(bracket: Chunk, inner: Sequence[Chunk]) -> Chunk:
    """The bracket with other chunks in it; the very same where they are the very same."""
    return bracket if same_items(inner, bracket.inner) else anew(bracket, inner=tuple(inner))


def sorts_of(chunks: Sequence[Chunk]) -> set[Sort]:
    """The sorts of the chunks and of those inside brackets: what has no chunk to work on need not run."""
    sorts = {chunk.sort for chunk in chunks}
    if Sort.GROUP in sorts:
        sorts.update(*(sorts_of(chunk.inner) for chunk in chunks if chunk.inner))
    return sorts


def split_at(chunks: Sequence[Chunk], sorts: frozenset[Sort]) -> list[tuple[tuple[Chunk, ...], Chunk | None]]:
    """Pieces between top-level chunks of those sorts, each with the separator that ends it."""
    pieces: list[tuple[tuple[Chunk, ...], Chunk | None]] = []
    current: list[Chunk] = []
    for chunk in chunks:
        if chunk.sort in sorts:
            pieces.append((tuple(current), chunk))
            current = []
        else:
            current.append(chunk)
    pieces.append((tuple(current), None))
    return pieces


def or_throughout(chunks: Sequence[Chunk]) -> bool:
    """ "A or B or C", "A; or B; or C": nothing else joins any two of them."""
    signs = [chunk.sort if chunk.sort in LIST_SIGNS else None for chunk in chunks]
    seams = sum(sign is not None and before is None for before, sign in pairwise([None, *signs]))
    return seams > 1 and sum(sign in (Sort.OR, Sort.SLASH) for sign in signs) >= seams


def doubted(proposition: Criterion, doubt: Unread) -> Criterion:
    """The proposition, but never certainly true: false where it is false, else unknown. For words that may narrow or lift it."""
    return AllOf(items=(proposition, doubt), span=proposition.span.joined(doubt.span))


def eased(requirement: Criterion, doubt: Unread) -> Criterion:
    """The requirement, but never certainly false: true where it is true, else unknown. For words that may relax it."""
    return AnyOf(items=(requirement, doubt), span=requirement.span.joined(doubt.span))


def for_those_only(node: Criterion) -> Criterion:
    """One of several alternatives that is asked of some patients only is open to those alone: its condition is part of it."""
    if isinstance(node, When) and isinstance(node.otherwise, NoConstraint):
        return AllOf(items=(node.condition, node.then), span=node.span)
    return node


def joined_by(op: str, items: Sequence[Criterion]) -> Criterion:
    """One node of "and" or "or" over the items; a single item stands alone, and what constrains nobody falls away."""
    constraining = [item for item in items if not isinstance(item, NoConstraint)]
    items = constraining or items[:1]
    if len(items) == 1:
        return items[0]
    span = items[0].span
    for item in items[1:]:
        span = span.joined(item.span)
    return AllOf(items=tuple(items), span=span) if op == "and" else AnyOf(items=tuple(items), span=span)


def denied(node: Criterion, span: Span) -> Criterion:
    """The opposite of a node: "no A, B or C" is none of them; "and" under a negation lists what is denied, so it is read as
    "or"."""
    match node:
        case NoConstraint():
            return node
        case AnyOf(items=items):
            return NoneOf(items=items, span=span)
        case Not(item=item):
            return item
        case NoneOf(items=items):
            return AnyOf(items=items, span=span)
        case _:
            return Not(item=node, span=span)


def without_empty(node: Criterion) -> Criterion:
    """The tree without groups of nothing: what constrains nobody is taken out of every list, lest it decide one."""
    match node:
        case AllOf() | AnyOf() | NoneOf() | AtLeast() | Readings():
            kept = tuple([item for item in map(without_empty, node.items) if not isinstance(item, NoConstraint)])
            if not kept:
                return NoConstraint(why="no condition", span=node.span)
            if isinstance(node, AtLeast) and node.count > len(kept):
                return Unread(
                    text=f"at least {node.count} of {len(kept)}",
                    why="the list is shorter than the number it asks for",
                    span=node.span,
                )
            return node if same_items(kept, node.items) else replace(node, items=kept)
        case Not(item=item):
            inner = without_empty(item)
            return inner if isinstance(inner, NoConstraint) else node if inner is item else replace(node, item=inner)
        case When():
            condition, then = without_empty(node.condition), without_empty(node.then)
            if isinstance(condition, NoConstraint):
                return then
            return replace(node, condition=condition, then=then, otherwise=without_empty(node.otherwise))
        case _:
            return node


def same_items(items: Sequence[object], others: Sequence[object]) -> bool:
    """True for the very same nodes or chunks: a group of them need not be made anew."""
    return len(items) == len(others) and all(map(is_, items, others))


def changed_leaves(node: Criterion, change: Callable[[Criterion], Criterion]) -> Criterion:
    """The tree with every leaf put through `change`, the conditions under which a part holds left as they are."""
    match node:
        case AllOf() | AnyOf() | NoneOf() | AtLeast() | Readings():
            items = tuple([changed_leaves(item, change) for item in node.items])
            return node if same_items(items, node.items) else replace(node, items=items)
        case Not():
            inner = changed_leaves(node.item, change)
            return node if inner is node.item else replace(node, item=inner)
        case When():
            return replace(node, then=changed_leaves(node.then, change), otherwise=changed_leaves(node.otherwise, change))
        case _:
            return change(node)


_MOST_TURNS, _MOST_CHUNKS = 80, 3000
"""No criterion of a real trial comes near these; a page made to exhaust the reader does."""
_TURNING = frozenset({Sort.NEG, Sort.IF, Sort.MUST, Sort.COLON, Sort.EXC, Sort.EG, Sort.BARRED, Sort.ALSO, Sort.DEFINES})


def tangled(chunks: Sequence[Chunk]) -> bool:
    """True for a criterion so long and turned so often that no real trial comes near it."""
    flat = flattened(chunks)
    if len(flat) <= _MOST_TURNS:
        return False
    return len(flat) > _MOST_CHUNKS or sum(chunk.sort in _TURNING for chunk in flat) > _MOST_TURNS
