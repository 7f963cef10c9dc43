"""A block of patients in memory and questions that nobody was asked enter; the answers leave, one asked for all of whom it finds
the same.

An answer is a function of what was read (`reads`). So who was asked answers for all of whom the reads on the way to the answer
find the same (`signed`), and nobody's record is needed for it: the imprints say all that is read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from trialwright.match.batch.ages import Ages, is_of_age
from trialwright.match.batch.answers import FALSE, TRUE, Codes
from trialwright.match.batch.columns import Columns
from trialwright.match.batch.finding import Finder
from trialwright.match.batch.imprint import Imprint
from trialwright.match.batch.printed import Numbers, Printed
from trialwright.match.batch.prints import Part
from trialwright.match.batch.recall import Recall
from trialwright.match.batch.remade import Remade
from trialwright.match.batch.signed import Looking, Signing, Sums
from trialwright.match.batch.views import Noting, Way

Found = tuple[int, int]
"""What a way finds of a patient (`signed.Sums`)."""


@dataclass(slots=True)
class _Ways:
    """The ways to the answers to one question that were met, and the code that each gives by what it finds."""

    ways: list[Way] = field(default_factory=list)
    codes: dict[int, dict[Found, int]] = field(default_factory=dict)

    def of(self, way: Way) -> dict[Found, int]:
        """The codes of a way, which is taken in when it is new."""
        if way.number not in self.codes:
            self.ways.append(way)
        return self.codes.setdefault(way.number, {})


class Likewise:
    """The answers to the questions of one trial, for the patients whom other columns have seen (`seen`: these, and the imprints).

    Where no trial that is held treats the same as this one, nobody was seen as it sees them, and everybody is asked.
    """

    def __init__(self, recall: Recall, seen: tuple[Columns, Mapping[str, Imprint]], finding: Finder) -> None:
        columns, self._imprints = seen
        contents = columns.recall.contents
        self._recall, self._columns = recall, columns
        recall.contents = contents
        self._signing = Signing(finding, recall.on)
        self._remade = Remade(contents=contents)
        self._ways: dict[int, _Ways] = {}
        self._worded: dict[int, dict[tuple[Found, int], int]] = {}
        self._asking: Columns | None = None
        self._looking: Looking | None = None
        self._ages: dict[int, Ages] = {}
        self._diseases = next((one.diseases for one in recall.program.questions if one.diseases), ())
        self.asked = 0
        """How often somebody was asked."""

    def codes(self, number: int, part: Part, patients: Numbers) -> Codes:
        """The answers of some patients (rows of a part of a block, growing) to a question."""
        asked = self._recall.program.questions[number].asked
        if is_of_age(asked):
            return self._by_age(number, part.printed, patients)
        if not self._columns.treats(self._diseases):
            return self._asked_each(number, [self._imprints[part.ids[one]] for one in patients])
        self._looking = looking = self._looking_at(part.printed)
        ways = self._ways.setdefault(number, _Ways())
        found = np.full(len(looking.views), _OPEN, dtype=np.uint8)
        open_ = patients
        for way in ways.ways:
            open_ = _known(found, open_, self._signed(number, way, open_), ways.of(way))
        met: dict[int, tuple[Numbers, Sums]] = {}
        while len(open_):
            self.asked += 1
            code, way = self._recall.ask(number, self._noting(part.ids, int(open_[0])))
            if way.number not in met:
                met[way.number] = (open_, self._signed(number, way, open_))
            those, signed = met[way.number]
            signed = signed[np.searchsorted(those, open_)]
            ways.of(way)[_found(signed[0])] = code
            same = (signed == signed[0]).all(axis=1)
            found[open_[same]] = code
            open_ = open_[~same]
        self._in_own_words(number, found, part.ids, patients)
        codes: Codes = found[patients]
        return codes

    def _looking_at(self, printed: Printed) -> Looking:
        """A block as this trial sees it."""
        if self._looking is None or self._looking.printed is not printed:
            sees = {id(context): self._columns.sees(context, self._diseases) for context in printed.contexts}
            return self._signing.looking(printed, printed.views(sees))
        return self._looking

    def _by_age(self, number: int, printed: Printed, patients: Numbers) -> Codes:
        """The answers to a comparison with the age, which looks at nothing else: one for each age."""
        people, which = printed.alike(aged=True)
        ages = self._ages.setdefault(number, Ages(self._recall, number))
        before = ages.asked
        codes = ages.codes(people)[which[patients]]
        self.asked += ages.asked - before
        return codes

    def _signed(self, number: int, way: Way, patients: Numbers) -> Sums:
        assert self._looking is not None
        return self._signing.signed(way, self._recall.landmarks_of(number), self._looking, patients)

    def _noting(self, ids: Sequence[str], patient: int) -> Noting:
        """A patient of the block that is looked at."""
        assert self._looking is not None
        view = int(self._looking.views[patient] - self._looking.printed.first[patient])
        return Noting(self._remade.known(self._imprints[ids[patient]], view, self._recall.context()))

    def _in_own_words(self, number: int, found: Codes, ids: Sequence[str], patients: Numbers) -> None:
        """Puts in what the words of the trial add, where a fact may repeat them."""
        assert self._looking is not None
        reads = tuple(("like", words) for words, _ in self._recall.program.questions[number].words)
        if not reads:
            return
        repeating = np.zeros(len(found), dtype=bool)
        for read in reads:
            repeating[self._looking.found(read, None).patients] = True
        asked = patients[repeating[patients] & ~np.isin(found[patients], (TRUE, FALSE))]
        if not len(asked):
            return
        way = Way(reads=reads, fields=None, of_trial=frozenset(), by_the_day=False)
        rows, inverse = _distinct(self._signed(number, way, asked))
        known = self._worded.setdefault(number, {})
        before = found[asked]
        for place, row in enumerate(rows):
            for code in np.unique(before[inverse == place]).tolist():
                own = asked[(inverse == place) & (before == code)]
                key = (_found(row), code)
                if key not in known:
                    self.asked += 1
                    known[key] = self._recall.worded(number, code, self._noting(ids, int(own[0])).known)
                found[own] = known[key]

    def _asked_each(self, number: int, imprints: Sequence[Imprint]) -> Codes:
        """The answers where everybody has to be asked."""
        if self._asking is None:
            self._asking = Columns(self._recall)
        self.asked += len(imprints)
        found = np.zeros(len(imprints), dtype=np.uint8)
        for place, imprint in enumerate(imprints):
            one = self._asking.answered(self._remade.patient(imprint), only=(number,))
            where = np.flatnonzero(one.questions == number)
            found[place] = one.codes[where[0]] if len(where) else self._asking.usual(one.sort)[number]
        return found


_OPEN = 255
_FEW = 8
"""So few are compared one by one: that is faster than to put all in order."""


def _found(row: Sums) -> Found:
    first, second = row.tolist()
    return first, second


def _known(found: Codes, open_: Numbers, signed: Sums, known: dict[Found, int]) -> Numbers:
    """Puts in the codes that are known by what was found; who is still open."""
    if not len(open_) or not known:
        return open_
    if len(known) <= _FEW:
        codes = np.full(len(open_), _OPEN, dtype=np.uint8)
        for row, code in known.items():
            codes[(signed == np.array(row, dtype=np.uint64)).all(axis=1)] = code
    else:
        rows, inverse = _distinct(signed)
        codes = np.array([known.get(_found(row), _OPEN) for row in rows], dtype=np.uint8)[inverse]
    found[open_] = codes
    left: Numbers = open_[codes == _OPEN]
    return left


def _distinct(signed: Sums) -> tuple[Sums, Numbers]:
    """The distinct rows, and which of them each row is."""
    _, first, inverse = np.unique(signed[:, 0], return_index=True, return_inverse=True)
    rows = signed[first]
    if (rows[inverse, 1] == signed[:, 1]).all():
        return rows, inverse
    order = np.lexsort((signed[:, 1], signed[:, 0]))
    sorted_ = signed[order]
    new = np.concatenate([[True], (sorted_[1:] != sorted_[:-1]).any(axis=1)])
    inverse = np.empty(len(order), dtype=np.int64)
    inverse[order] = np.cumsum(new) - 1
    return sorted_[new], inverse
