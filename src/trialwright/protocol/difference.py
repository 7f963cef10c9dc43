"""What changed in meaning between two versions of a trial's criteria: two protocols in; the changes line by line out.

Spelling is no change: two lines are the same where the normal forms of their readings are. A list that one of the two sources
does not show has not been taken out: its lines are not compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from trialwright.protocol.criteria import Criterion
from trialwright.protocol.normal import TRUE, conjuncts, normal
from trialwright.protocol.pairing import best_first, likeness, paired_by_key, paired_by_likeness, subjects_of
from trialwright.protocol.protocol import Line, LineState, Protocol, Stage
from trialwright.protocol.review import text_fingerprint
from trialwright.protocol.stricter import Relation, relation

Entry = tuple[Stage, Line]


class Kind(StrEnum):
    """What became of a line, said of the newer version."""

    ADDED = "added"
    REMOVED = "removed"
    TIGHTENED = "tightened"  # whoever keeps the new reading surely keeps the old one
    LOOSENED = "loosened"
    CHANGED = "changed"  # another meaning, of which neither can be shown to ask for more
    REWORDED = "reworded"  # other words, or another place, with the same meaning
    WITHOUT_EFFECT = "without effect"  # added or taken out, but it excludes nobody
    NOT_COMPARED = "not compared"  # the other source does not show this list
    SAME = "same"


MATTERS = (Kind.ADDED, Kind.REMOVED, Kind.TIGHTENED, Kind.LOOSENED, Kind.CHANGED)
"""The kinds that are a change in meaning."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One requirement within a line that changed; `old` or `new` is None where it was added or taken out."""

    kind: Kind
    old: Criterion | None = None
    new: Criterion | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One line, or several that were one in the other version. `parts` tell the requirements that changed within it."""

    kind: Kind
    old: tuple[Entry, ...] = ()
    new: tuple[Entry, ...] = ()
    parts: tuple[Part, ...] = ()

    @property
    def unread(self) -> bool:
        """Whether something in it was not read, so that a change of meaning may be hidden or only seem to be one."""
        return any(line.state in (LineState.UNREAD, LineState.IN_PART) for _, line in (*self.old, *self.new))


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """All lines of both versions, each in one change, those of the newer version in its order first."""

    changes: tuple[Change, ...]

    def of(self, kind: Kind) -> tuple[Change, ...]:
        """The changes of one kind."""
        return tuple(change for change in self.changes if change.kind is kind)

    @property
    def counts(self) -> Counter[Kind]:
        """How many changes there are of each kind."""
        return Counter(change.kind for change in self.changes)

    @property
    def same(self) -> bool:
        """Whether nothing changed in meaning, as far as both are shown."""
        return not any(change.kind in MATTERS for change in self.changes)

    @property
    def complete(self) -> bool:
        """Whether every line could be compared, since both sources show the list that it stands in."""
        return not any(change.kind is Kind.NOT_COMPARED for change in self.changes)


def differences(old: Protocol, new: Protocol) -> Difference:
    """What changed from `old` to `new`.

    The lines are put side by side: by the same words, then by the same meaning (one line may have become several), then by
    likeness of words and subjects; what is left was added or removed.
    """
    sides = _Sides(tuple(_entries(old)), tuple(_entries(new)))
    changes = [*_same_words(sides), *_same_meaning(sides), *_divided(sides), *_versions(sides)]
    changes += [Change(kind=_alone(Kind.REMOVED, entry, new), old=(entry,)) for entry in sides.left(0)]
    changes += [Change(kind=_alone(Kind.ADDED, entry, old), new=(entry,)) for entry in sides.left(1)]
    order = {id(line): place for place, (_, line) in enumerate((*sides.new, *sides.old))}
    return Difference(changes=tuple(sorted(changes, key=lambda change: min(order[id(line)] for _, line in _place(change)))))


def _place(change: Change) -> tuple[Entry, ...]:
    return change.new or change.old


def _entries(protocol: Protocol) -> Iterator[Entry]:
    return ((stage, line) for stage in protocol.stages for line in stage.lines)


class _Sides:
    """The lines of both versions, and which of them have found their place."""

    def __init__(self, old: tuple[Entry, ...], new: tuple[Entry, ...]) -> None:
        self.old, self.new = old, new
        self.forms = tuple(tuple(normal(line.node) for _, line in side) for side in (old, new))
        self._taken: tuple[set[int], set[int]] = (set(), set())

    def open(self, side: int) -> list[int]:
        """The places of the lines that are still to be placed."""
        return [place for place in range(len(self.forms[side])) if place not in self._taken[side]]

    def left(self, side: int) -> list[Entry]:
        """Those lines."""
        return [(self.old, self.new)[side][place] for place in self.open(side)]

    def change(self, kind: Kind, old: Sequence[int], new: Sequence[int]) -> Change:
        """A change of these lines, which have found their place by that."""
        self._taken[0].update(old)
        self._taken[1].update(new)
        parts: tuple[Part, ...] = ()
        if kind in MATTERS:
            parts = _parts(_both(self.forms[0], old), _both(self.forms[1], new))
        return Change(kind=kind, old=tuple(self.old[i] for i in old), new=tuple(self.new[i] for i in new), parts=parts)


def _both(forms: Sequence[Criterion], places: Sequence[int]) -> tuple[Criterion, ...]:
    return tuple(part for place in places for part in conjuncts(forms[place]))


_KINDS = {
    Relation.SAME: Kind.REWORDED,
    Relation.TIGHTENED: Kind.TIGHTENED,
    Relation.LOOSENED: Kind.LOOSENED,
    Relation.CHANGED: Kind.CHANGED,
}


def _same_words(sides: _Sides) -> Iterator[Change]:
    keys = [[text_fingerprint(line, stage) for stage, line in side] for side in (sides.old, sides.new)]
    for place, other in paired_by_key(keys[0], keys[1]):
        found = _KINDS[relation(sides.forms[0][place], sides.forms[1][other])]
        yield sides.change(Kind.SAME if found is Kind.REWORDED else found, [place], [other])


def _same_meaning(sides: _Sides) -> Iterator[Change]:
    """Lines of one stage and one cohort whose readings have one normal form; a line that says nothing is not told by that."""
    keys = [
        [(stage.name, line.cohort, sides.forms[number][place]) for place, (stage, line) in enumerate(side)]
        for number, side in enumerate((sides.old, sides.new))
    ]
    places = [[place for place in sides.open(number) if keys[number][place][2] != TRUE] for number in (0, 1)]
    for one, other in paired_by_key([keys[0][place] for place in places[0]], [keys[1][place] for place in places[1]]):
        yield sides.change(Kind.REWORDED, [places[0][one]], [places[1][other]])


def _divided(sides: _Sides) -> Iterator[Change]:
    """A line that has become several which together say the same, or several that have become one; the longest first."""
    wholes = [(len(conjuncts(sides.forms[side][place])), side, place) for side in (0, 1) for place in sides.open(side)]
    for _, whole, place in sorted(wholes, key=lambda item: -item[0]):
        if place not in sides.open(whole):
            continue
        wanted = Counter(conjuncts(sides.forms[whole][place]))
        found = [other for other in sides.open(1 - whole) if _is_piece(sides, whole, place, other)]
        if len(found) > 1 and Counter(_both(sides.forms[1 - whole], found)) == wanted:
            yield sides.change(Kind.REWORDED, *([[place], found] if whole == 0 else [found, [place]]))


def _is_piece(sides: _Sides, whole: int, place: int, other: int) -> bool:
    (stage, line), (their_stage, their_line) = (sides.old, sides.new)[whole][place], (sides.old, sides.new)[1 - whole][other]
    parts = conjuncts(sides.forms[1 - whole][other])
    held = set(conjuncts(sides.forms[whole][place]))
    return (stage.name, line.cohort) == (their_stage.name, their_line.cohort) and bool(parts) and held.issuperset(parts)


def _versions(sides: _Sides) -> Iterator[Change]:
    places = sides.open(0), sides.open(1)
    for one, other in paired_by_likeness(sides.left(0), sides.left(1)):
        place, there = places[0][one], places[1][other]
        yield sides.change(_KINDS[relation(sides.forms[0][place], sides.forms[1][there])], [place], [there])


def _alone(kind: Kind, entry: Entry, other: Protocol) -> Kind:
    """What is said of a line that stands in one version only: nothing where the other does not show its list, or any field."""
    line = entry[1]
    if not (line.section in other.criteria_shown if line.origin == "text" else _has_fields(other)):
        return Kind.NOT_COMPARED
    return Kind.WITHOUT_EFFECT if normal(line.node) == TRUE else kind


def _has_fields(protocol: Protocol) -> bool:
    return any(line.origin != "text" or line.fields for _, line in _entries(protocol))


def _parts(old: Sequence[Criterion], new: Sequence[Criterion]) -> tuple[Part, ...]:
    """The requirements that one side has and the other has not, those of the same subject side by side."""
    before, after = ([item for item in side if item not in other] for side, other in ((old, new), (new, old)))
    worths = {
        (place, there): likeness((frozenset(), subjects_of([item])), (frozenset(), subjects_of([other])))
        for place, item in enumerate(before)
        for there, other in enumerate(after)
    }
    only = len(before) == len(after) == 1
    pairs = best_first([pair for pair, worth in worths.items() if worth > 0 or only], worths.__getitem__)
    found = [Part(kind=_KINDS[relation(before[i], after[j])], old=before[i], new=after[j]) for i, j in pairs]
    found += [Part(kind=Kind.REMOVED, old=item) for place, item in enumerate(before) if place not in {i for i, _ in pairs}]
    return (*found, *(Part(kind=Kind.ADDED, new=item) for place, item in enumerate(after) if place not in {j for _, j in pairs}))
