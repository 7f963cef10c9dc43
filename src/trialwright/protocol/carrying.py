"""A review and the trial's present text in; a review of that text with every decision on a line that did not change out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from trialwright.protocol.criteria import Criterion
from trialwright.protocol.pairing import paired_by_key, paired_by_likeness
from trialwright.protocol.protocol import Line, Protocol, Stage
from trialwright.protocol.review import (
    Decided,
    Decision,
    LineReview,
    Review,
    decision_on,
    reading_fingerprint,
    review_of,
    signed,
    text_fingerprint,
    with_nodes,
)

SURROUNDINGS = "what stands around the line has changed, and with it our reading"

Entry = tuple[Stage, Line, LineReview]


class Fate(StrEnum):
    """What became of a line of the present text."""

    KEPT = "kept"  # decided, and stands as it was decided
    LOST = "lost"  # decided before its words or its surroundings changed: to do again
    OPEN = "open"  # never decided, in the old text too
    ADDED = "added"  # not in the old text


@dataclass(frozen=True, kw_only=True, slots=True)
class Carried:
    """A review brought up to date; the fate of each line by its present id; `reread`, the kept lines whose reading is not the
    one we would give today; `gone`, the decided lines of the old text that the new one does not have."""

    review: Review
    fates: Mapping[str, Fate]
    reread: tuple[str, ...] = ()
    gone: tuple[Line, ...] = ()

    def of(self, fate: Fate) -> tuple[str, ...]:
        """The lines of that fate, in the order of the text."""
        return tuple(name for name, found in self.fates.items() if found is fate)


def carried(old: Review, new: Protocol, *, completion: str = "", before: Protocol | None = None) -> Carried:
    """The decisions of `old` laid over the lines of `new`. A line that only moved keeps them, one whose words changed does not.

    `before` is the old text as it would be read today: where it gives a line another reading than the new text does, the
    surroundings have changed the line's meaning, and its review is lost too. Without it, the readings of then stand for it.
    """
    fresh = review_of(new, completion=completion)
    mine, theirs = tuple(signed(old, by="", at="").each()), tuple(fresh.each())
    same, versions = _matched(mine, theirs)
    readings = _read_today(mine, before)
    came_from = {other: place for place, other in same} | {other: place for place, other in versions}
    unchanged = {other for _, other in same}
    lines, nodes, fates = dict(fresh.lines), dict[str, Criterion](), dict[str, Fate]()
    for other, entry in enumerate(theirs):
        name, place = entry[1].id, came_from.get(other)
        if place is None:
            fates[name] = Fate.ADDED
            continue
        still = other in unchanged and readings[place] == entry[2].ours
        fates[name], lines[name] = _laid(mine[place], entry, same_words=other in unchanged, still=still)
        if fates[name] is Fate.KEPT and reading_fingerprint(mine[place][1].node) != entry[2].ours:
            nodes[name] = mine[place][1].node
    review = replace(fresh, protocol=with_nodes(new, nodes), lines=lines, comments=old.comments)
    left = [entry for place, entry in enumerate(mine) if place not in came_from.values()]
    gone = tuple(entry[1] for entry in left if entry[2].decisions)
    reread = tuple(name for name in nodes if lines[name].proposed and _was_ours(mine, came_from, theirs, name))
    return Carried(review=review, fates=fates, reread=reread, gone=gone)


def _was_ours(mine: Sequence[Entry], came_from: Mapping[int, int], theirs: Sequence[Entry], name: str) -> bool:
    """Whether the reading that was decided on was ours then."""
    place = next(came_from[other] for other, entry in enumerate(theirs) if entry[1].id == name)
    return reading_fingerprint(mine[place][1].node) == mine[place][2].ours


def _matched(mine: Sequence[Entry], theirs: Sequence[Entry]) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The pairs of places with the same words, and among the rest the pairs that are versions of one line."""
    keys = [[text_fingerprint(line, stage) for stage, line, _ in side] for side in (mine, theirs)]
    same = paired_by_key(keys[0], keys[1])
    left = [place for place in range(len(mine)) if place not in {pair[0] for pair in same}]
    right = [place for place in range(len(theirs)) if place not in {pair[1] for pair in same}]
    likely = paired_by_likeness([mine[place][:2] for place in left], [theirs[place][:2] for place in right])
    return same, [(left[place], right[other]) for place, other in likely]


def _read_today(mine: Sequence[Entry], before: Protocol | None) -> list[str]:
    """The fingerprint of the reading of each old line, as we would read the old text today."""
    found = [kept.ours for _, _, kept in mine]
    if before is None:
        return found
    today = [(stage, line) for stage in before.stages for line in stage.lines]
    keys = [text_fingerprint(line, stage) for stage, line, _ in mine]
    for place, other in paired_by_key(keys, [text_fingerprint(line, stage) for stage, line in today]):
        found[place] = reading_fingerprint(today[other][1].node)
    return found


def _laid(old: Entry, new: Entry, *, same_words: bool, still: bool) -> tuple[Fate, LineReview]:
    """What the review of a line becomes over its present version."""
    stage, line, kept = old
    fresh = new[2]
    decided = decision_on(stage, line, kept) is not Decision.TODO
    if still and decided:
        proposed = fresh.reading if reading_fingerprint(line.node) != fresh.ours else ""
        return Fate.KEPT, replace(kept, ours=fresh.ours, proposed=proposed, was="")
    carried_on = replace(fresh, decisions=kept.decisions, comments=kept.comments, was=kept.was)
    if not decided:
        return Fate.OPEN, carried_on
    if same_words:
        again = Decided(decision=Decision.TODO, note=SURROUNDINGS)
        return Fate.LOST, replace(carried_on, decisions=(*kept.decisions, again))
    return Fate.LOST, replace(carried_on, was=line.text)
