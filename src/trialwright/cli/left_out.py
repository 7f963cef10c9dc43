"""People of a cohort pass through; how much of their records was not understood, and what the readers warn of, leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from trialwright.findings import Severity
from trialwright.patients.facts import PatientFacts
from trialwright.patients.reading import Person

_SHOWN = 5


class LeftOut:
    """Counts while people are read; nothing of one is kept but what kinds of warnings there were."""

    def __init__(self) -> None:
        self.facts = self.left = 0
        self.warned: Counter[tuple[str, str]] = Counter()

    def noting(self, people: Iterable[Person]) -> Iterator[PatientFacts]:
        """The facts of each person, who is counted."""
        for one in people:
            self.facts += len(one.facts.facts)
            self.left += sum(item.count for item in one.understood.unread)
            told = {(finding.code, finding.message) for finding in one.facts.findings if finding.severity is not Severity.INFO}
            for code, message in told:
                if (code, message) in self.warned or len(self.warned) < 1000:
                    self.warned[code, message] += 1
            yield one.facts

    @property
    def told(self) -> bool:
        """Whether there is anything to be told."""
        return bool(self.warned or self.left)

    def lines(self, sources: Sequence[str]) -> Iterator[str]:
        """What is to be told of it, most often first."""
        for (code, message), people in self.warned.most_common(_SHOWN):
            yield f"{message} ({people:,} of the patients)  {code}"
        if len(self.warned) > _SHOWN:
            yield f"and {len(self.warned) - _SHOWN:,} more warnings"
        if self.left:
            shown = " or ".join(sources[:2])
            count = f"{self.facts:,} facts understood; not understood or left out: {self.left:,}"
            yield f"{count}; `trialwright patient {shown}` lists it"
