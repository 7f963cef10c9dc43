"""Two versions of a list of criteria in; which line of one is which line of the other out: the same words first, then the likest.

The same whichever of the two is called the older one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

from trialwright.protocol.criteria import Compare, Criterion, Has, walk
from trialwright.protocol.protocol import Line, Stage

ENOUGH = 0.5
"""From this share of common words on, two sentences may be versions of one line."""

_WORD = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*")
_SUBJECT_WEIGHT = 0.4

Pair = tuple[int, int]


def paired_by_key(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Pair]:
    """Places of equal keys, each used once. Where a key stands more than once, the neighbours tell the copies apart, then their
    order.

    >>> paired_by_key(["a", "x", "b", "x"], ["b", "x"])
    [(2, 0), (3, 1)]
    """
    candidates = [(place, other) for place, key in enumerate(old) for other, match in enumerate(new) if key == match]

    def worth(pair: Pair) -> float:
        return float(sum(_key(old, pair[0] + step) == _key(new, pair[1] + step) for step in (-1, 1)))

    return best_first(candidates, worth)


def _key(keys: Sequence[Hashable], place: int) -> Hashable:
    """The key there; before the first and behind the last stand marks that no key is."""
    return keys[place] if 0 <= place < len(keys) else (place < 0, "edge")


def paired_by_likeness(old: Sequence[tuple[Stage, Line]], new: Sequence[tuple[Stage, Line]]) -> list[Pair]:
    """Places of lines that are versions of one another by their words and by what they speak of, each used once."""
    mine, theirs = ([(words_in(line.text), subjects_of([line.node])) for _, line in side] for side in (old, new))
    worths = {
        (place, other): likeness(mine[place], theirs[other])
        for place, (stage, line) in enumerate(old)
        for other, (their_stage, their_line) in enumerate(new)
        if _comparable(stage, line, their_stage, their_line)
    }
    return best_first([pair for pair, worth in worths.items() if worth >= ENOUGH], lambda pair: worths[pair])


def _comparable(stage: Stage, line: Line, other_stage: Stage, other: Line) -> bool:
    """A line of the record's fields is a version of the same field only; a sentence of a sentence in the same list."""
    same = (stage.name, line.section, line.cohort) == (other_stage.name, other.section, other.cohort)
    return same and line.origin == other.origin


def best_first(candidates: Iterable[Pair], worth: Callable[[Pair], float]) -> list[Pair]:
    """Pairs from the best down, then from the nearest places on, so that the two sides may be exchanged."""
    taken: tuple[set[int], set[int]] = (set(), set())
    found: list[Pair] = []
    for pair in sorted(candidates, key=lambda pair: (-worth(pair), abs(pair[0] - pair[1]), sum(pair))):
        if pair[0] not in taken[0] and pair[1] not in taken[1]:
            found.append(pair)
            taken[0].add(pair[0])
            taken[1].add(pair[1])
    return sorted(found)


def words_in(text: str) -> frozenset[str]:
    """The words and numbers of a sentence, in small letters."""
    return frozenset(word.lower() for word in _WORD.findall(text))


def subjects_of(nodes: Iterable[Criterion]) -> frozenset[str]:
    """The variables and concepts that criteria speak of."""
    return frozenset(name for node in nodes for name in _subjects(node))


def _subjects(node: Criterion) -> Iterator[str]:
    for item in walk(node):
        if isinstance(item, Has):
            yield item.target.concept
        elif isinstance(item, Compare):
            yield item.quantity.variable or f"{item.quantity.attribute} of {item.quantity.of.concept if item.quantity.of else ''}"


def likeness(one: tuple[frozenset[str], frozenset[str]], other: tuple[frozenset[str], frozenset[str]]) -> float:
    """From 0 to 1: the share of common words and of common subjects; of words alone where one of them was not read."""
    words, subjects = _share(one[0], other[0]), _share(one[1], other[1])
    if not one[1] or not other[1]:
        return words
    return (1 - _SUBJECT_WEIGHT) * words + _SUBJECT_WEIGHT * subjects


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 0.0
