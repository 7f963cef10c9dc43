"""Patients enter, a block at a time; the rows of the tables leave, such that SQL over them says what the reference says.

Every comparison is made here too, on the very numbers that are written. A reading from which any comparison would come out
otherwise than the reference answers is left out, and the answers are said as findings: they are then right all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from trialwright.match.batch.answers import FALSE, IS_BARE, TRUE, truth_of
from trialwright.match.batch.block import Block, Sort, sort_of
from trialwright.match.batch.columns import Columns
from trialwright.match.batch.readings import Reading, reading
from trialwright.match.batch.sql.numbers import Ends, ends_of
from trialwright.match.batch.sql.said import Said
from trialwright.match.batch.sql.shape import FINDING, MEASURE, PERSON, QUESTION, READING, USUAL
from trialwright.match.context import Context
from trialwright.match.knowing import know
from trialwright.match.truth import Truth
from trialwright.match.values import Range
from trialwright.patients.facts import Fact, PatientFacts

Row = tuple[object, ...]
Rows = dict[str, list[Row]]
"""By the name of the table."""
_TRUTHS = {Truth.TRUE: True, Truth.FALSE: False, Truth.UNKNOWN: None}


@dataclass
class Tables:
    """Makes the rows. `set_aside` counts the readings that were left out since a comparison would have come out otherwise."""

    said: Said
    columns: Columns
    context: Context
    set_aside: int = 0
    _sorts: dict[Sort, str] = field(default_factory=dict)

    def block(self, patients: Sequence[PatientFacts]) -> Rows:
        """The rows of some patients."""
        block = self.columns.block(patients)
        for sort in map(sort_of, patients):
            self._sorts.setdefault(sort, in_words(sort))
        readings, decided = self._readings(patients, block)
        return {
            PERSON: [(patient.id, self._sorts[sort_of(patient)]) for patient in patients],
            READING: readings,
            FINDING: list(self._findings(block, decided)),
        }

    def ending(self) -> Rows:
        """The rows that are of no patient: what is usual, and what the names stand for."""
        said, questions = self.said, self.said.program.questions
        usual: list[Row] = [
            (words, said.names[number], _TRUTHS[truth_of(int(code))[0]], not IS_BARE[code])
            for sort, words in self._sorts.items()
            for number, code in enumerate(self.columns.usual(sort))
            if number not in said.fixed and (code in (TRUE, FALSE) or (number in said.told_apart and not IS_BARE[code]))
        ]
        asked: list[Row] = [
            (said.names[number], said.words[number], "; ".join(questions[number].diseases), _measure_name(said, number))
            for number in range(len(questions))
            if number not in said.fixed
        ]
        measures = {held.measure.name: held.measure for held in said.held.values()}
        named: list[Row] = [(name, one.variable, one.unit, one.window or None) for name, one in sorted(measures.items())]
        return {USUAL: usual, QUESTION: asked, MEASURE: named}

    def _readings(self, patients: Sequence[PatientFacts], block: Block) -> tuple[list[Row], set[tuple[int, int]]]:
        """The rows of readings, and which questions (patient, question) they decide."""
        measures = self.said.measures()
        columns = {number: block.column(number) for numbers in measures.values() for number in numbers}
        rows: list[Row] = []
        decided: set[tuple[int, int]] = set()
        for place, patient in enumerate(patients):
            known = know(patient, self.context)
            for name, numbers in measures.items():
                found = reading(self.said.held[numbers[0]].measure.node, known)
                if not isinstance(found, Reading) or (ends := ends_of(found.value)) == (None, None):
                    continue
                value = Range(low=ends[0], high=ends[1])
                truths = {number: self.said.held[number].truth(value) for number in numbers}
                if any(truth_of(int(columns[number][place]))[0] is not truth for number, truth in truths.items()):
                    self.set_aside += 1
                    continue
                decided.update((place, number) for number, truth in truths.items() if truth is not Truth.UNKNOWN)
                rows.append(_reading_row(patient.id, name, ends, found.fact))
        return rows, decided

    def _findings(self, block: Block, decided: set[tuple[int, int]]) -> Iterator[Row]:
        """The answers that are not the usual ones, but for those that a reading decides and those that nobody asks apart."""
        for number, name in enumerate(self.said.names):
            part = slice(block.starts[number], block.starts[number + 1])
            if number in self.said.fixed or part.start == part.stop:
                continue
            apart = number in self.said.told_apart
            usual = block.defaults[block.sorts[block.patients[part]], number]
            for place, code, default in zip(
                block.patients[part].tolist(), block.codes[part].tolist(), usual.tolist(), strict=True
            ):
                truth = truth_of(code)[0]
                if (place, number) in decided or (not apart and truth is truth_of(default)[0]):
                    continue
                yield block.ids[place], name, _TRUTHS[truth], not IS_BARE[code]


def in_words(sort: Sort) -> str:
    """A sort of patients in words: all that persons without any record differ in."""
    coverage, sex = sort
    return f"{sex or 'sex not known'}; complete: {', '.join(sorted(kind.value for kind in coverage)) or 'nothing'}"


def _reading_row(patient: str, name: str, ends: Ends, fact: Fact | None) -> Row:
    moment = None if fact is None else fact.moment
    return patient, name, *ends, None if moment is None else moment.last


def _measure_name(said: Said, number: int) -> str | None:
    held = said.held.get(number)
    return None if held is None else held.measure.name
