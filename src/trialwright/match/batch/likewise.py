"""A block of patients in memory and questions that nobody was asked enter; the answers leave, one asked for all of whom it finds
the same.

An answer is a function of what was read (`reads`). So who was asked answers for all of whom the reads on the way to the answer
find the same (`signed`), and nobody's record is needed for it: the imprints say all that is read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from trialwright.match.batch.ages import Ages, is_of_age
from trialwright.match.batch.answers import FALSE, TRUE, Codes
from trialwright.match.batch.columns import Columns
from trialwright.match.batch.finding import Finder
from trialwright.match.batch.imprint import Imprint
from trialwright.match.batch.printed import Flags, Numbers, Printed
from trialwright.match.batch.prints import Part
from trialwright.match.batch.recall import Recall
from trialwright.match.batch.remade import Remade
from trialwright.match.batch.signed import Looking, Signing, Sums
from trialwright.match.batch.views import Noting, Way

Found = tuple[int, int]
"""What a way finds of a patient (`signed.Sums`)."""


@dataclass(slots=True)
class _Ways:
    """The ways to the answers to one question that were met; of each what was said on it, and the code by all that it found."""

    ways: dict[int, Way] = field(default_factory=dict)
    said: dict[int, dict[Found, int]] = field(default_factory=dict)
    codes: dict[int, dict[Found, int]] = field(default_factory=dict)

    def take(self, way: Way, found: tuple[Found, Found], code: int) -> None:
        """Takes in the code of a way by what it found: what is said, and all."""
        self.ways[way.number] = way
        self.said.setdefault(way.number, {})[found[0]] = TRUE
        self.codes.setdefault(way.number, {})[found[1]] = code


class Likewise:
    """The answers to the questions of one trial, for the patients whom other columns have seen (`seen`: these, and the imprints).

    Whom no trial that is held sees as this one does, for what it treats, is asked one by one.
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
        self._treated: tuple[str, ...] = ()
        self._strange: Flags = np.zeros(0, dtype=bool)
        """Of the patients looked at those whom no view shows as this trial sees them."""
        self._ages: dict[int, Ages] = {}
        self._diseases = next((one.diseases for one in recall.program.questions if one.diseases), ())
        self.asked = 0
        """How often somebody was asked."""

    def treated(self, number: int) -> tuple[str, ...]:
        """What the trial of a question treats."""
        return self._recall.program.questions[number].diseases or self._diseases

    def seen_alike(self, treated: tuple[tuple[str, ...], tuple[str, ...]], part: Part) -> Flags:
        """Of which patients trials see the same that treat the one and that treat the other."""
        (views, strange), (others, of_others) = (self._views(part.printed, diseases) for diseases in treated)
        found: Flags = (views == others) & ~strange & ~of_others
        return found

    def repeating(self, number: int, part: Part) -> Flags:
        """Which patients have a fact that may repeat the words of the trial for what a question asks."""
        looking = self._looking = self._looking_at(part.printed, self.treated(number))
        found: Flags = np.zeros(len(looking.views), dtype=bool)
        for words, _ in self._recall.program.questions[number].words:
            found[looking.found(("like", words), None).patients] = True
        return found

    def codes(self, number: int, part: Part, patients: Numbers) -> Codes:
        """The answers of some patients (rows of a part, growing) to a question."""
        question = self._recall.program.questions[number]
        if is_of_age(question.asked):
            return self._by_age(number, part.printed, patients)
        diseases = self.treated(number)
        self._looking = looking = self._looking_at(part.printed, diseases)
        ways = self._ways.setdefault(number, _Ways())
        found = np.full(len(looking.views), _OPEN, dtype=np.uint8)
        strange = self._strange[patients]
        if strange.any():
            found[patients[strange]] = self._asked_each(number, [self._imprints[part.ids[one]] for one in patients[strange]])
        seen = patients[~strange]
        for some in np.split(seen, [_FIRST]):  # what is learnt of a few is looked up for the rest
            self._ask(number, part, found, self._recalled(number, ways, found, some))
        self._in_own_words(number, found, part, seen)
        codes: Codes = found[patients]
        return codes

    def _recalled(self, number: int, ways: _Ways, found: Codes, open_: Numbers) -> Numbers:
        """Puts in the answers to which a known way leads, and gives who is left. All that a way finds is put together of those
        only of whom the same was said before."""
        assert self._looking is not None
        for way in ways.ways.values():
            if not len(open_):
                break
            said = self._signing.said(way, self._looking)
            near = open_[_looked_up(said[:, open_], ways.said[way.number]) == TRUE]
            if len(near):
                found[near] = _looked_up(self._signed(number, way, near), ways.codes[way.number])
                open_ = open_[found[open_] == _OPEN]
        return open_

    def _ask(self, number: int, part: Part, found: Codes, open_: Numbers) -> None:
        """Puts in the answers of who is left, one asked after another."""
        assert self._looking is not None
        met: dict[tuple[int, Found], tuple[Numbers, Sums]] = {}
        while len(open_):
            self.asked += 1
            code, way = self._recall.ask(number, self._noting(part.ids, int(open_[0])))
            said = self._signing.said(way, self._looking)
            key = way.number, _found(said[:, open_[0]])
            if key not in met:
                alike = open_[_same(said[:, open_], said[:, open_[0]])]
                met[key] = (alike, self._signed(number, way, alike))
            alike, signed = met[key]
            mine = signed[:, np.searchsorted(alike, open_[0])]
            self._ways[number].take(way, (key[1], _found(mine)), code)
            found[alike[_same(signed, mine)]] = code
            open_ = open_[found[open_] == _OPEN]

    def _looking_at(self, printed: Printed, diseases: tuple[str, ...]) -> Looking:
        """Some patients as trials see them that treat these diseases."""
        looking, treated = self._looking, self._treated
        if looking is None or looking.printed is not printed or treated != diseases:
            views, self._strange = self._views(printed, diseases)
            looking, self._treated = self._signing.looking(printed, views), diseases
        return looking

    def _views(self, printed: Printed, diseases: tuple[str, ...]) -> tuple[Numbers, Flags]:
        """The view of each patient by trials that treat these diseases, and who has none (`Printed.views`)."""
        return printed.views({id(context): self._columns.sees(context, diseases) for context in printed.contexts})

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

    def _in_own_words(self, number: int, found: Codes, part: Part, patients: Numbers) -> None:
        """Puts in what the words of the trial add, where a fact may repeat them."""
        assert self._looking is not None
        reads = tuple(("like", words) for words, _ in self._recall.program.questions[number].words)
        if not reads:
            return
        repeating = self.repeating(number, part)
        asked = patients[repeating[patients] & ~np.isin(found[patients], (TRUE, FALSE))]
        if not len(asked):
            return
        way = Way(reads=reads, fields=None, of_trial=frozenset(), by_the_day=False)
        rows, inverse = _distinct(self._signed(number, way, asked))
        known = self._worded.setdefault(number, {})
        before = found[asked]
        for place, row in enumerate(rows.T):
            for code in np.unique(before[inverse == place]).tolist():
                own = asked[(inverse == place) & (before == code)]
                key = (_found(row), code)
                if key not in known:
                    self.asked += 1
                    known[key] = self._recall.worded(number, code, self._noting(part.ids, int(own[0])).known)
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


_FIRST = 1024
"""So many are asked before all others."""


def _found(sums: Sums) -> Found:
    """The two numbers of one patient."""
    first, second = sums.tolist()
    return first, second


def _same(sums: Sums, one: Sums) -> NDArray[np.bool_]:
    """Whose numbers are those of one patient."""
    found: NDArray[np.bool_] = (sums[0] == one[0]) & (sums[1] == one[1])
    return found


def _looked_up(sums: Sums, known: Mapping[Found, int]) -> Codes:
    """What is known of each patient; `_OPEN` where nothing is."""
    rows = np.array(sorted(known), dtype=np.uint64).T
    codes = np.array([known[one] for one in sorted(known)], dtype=np.uint8)
    places = np.minimum(np.searchsorted(rows[0], sums[0]), len(codes) - 1)
    found: Codes = np.where((rows[0, places] == sums[0]) & (rows[1, places] == sums[1]), codes[places], _OPEN)
    return found


def _distinct(sums: Sums) -> tuple[Sums, Numbers]:
    """The distinct pairs of numbers, and which of them each patient has."""
    _, first, inverse = np.unique(sums[0], return_index=True, return_inverse=True)
    pairs: Sums = sums[:, first]
    if (pairs[1, inverse] == sums[1]).all():
        return pairs, inverse
    order = np.lexsort((sums[1], sums[0]))
    sorted_ = sums[:, order]
    new = np.concatenate([[True], (sorted_[:, 1:] != sorted_[:, :-1]).any(axis=0)])
    inverse = np.empty(len(order), dtype=np.int64)
    inverse[order] = np.cumsum(new) - 1
    return sorted_[:, new], inverse
