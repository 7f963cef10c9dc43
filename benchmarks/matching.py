"""What the match page of a large shelf costs, in processor time: a shelf enters, the figures of its steps leave.

python -m benchmarks.matching --shelf FOLDER [--most 60]

The shelf must be compiled (`trialwright library compile`). Each step is done several times and the middle one is printed: the
condition gate over all trials of the shelf, judging and ranking those that it chooses, and counting which question decides most.
"""

from __future__ import annotations

import argparse
import datetime as dt
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from trialwright.find.asking import Query
from trialwright.match.deciding import askings
from trialwright.match.rank import Standing
from trialwright.portal.answers import patient_of, told_of, without_other_cancers
from trialwright.portal.judging import judged_for
from trialwright.shelf.shelf import Shelf

PATIENT = (("disease", "breast cancer"), ("others", "no"), ("age", "61"), ("sex", "female"), ("ecog", "1"))
TIMES = 3


def main() -> int:
    """Measures, and prints a line for each step."""
    asked = _arguments()
    on = dt.date(2026, 11, 21)
    told = told_of([*PATIENT, ("most", str(asked.most))])
    with Shelf.open(asked.shelf) as shelf:
        patient = patient_of(told, on=on).facts
        gated = without_other_cancers(patient, shelf.diseases())
        match = judged_for(patient, told, shelf, on=on)
        found = match.chosen
        said = (
            f"{found.same} name the disease, {found.open} may be for it, {found.other_disease} are for another" if found else ""
        )
        print(f"{len(shelf)} trials: {said}; {len(match.ranking)} judged")
        print(_line("the condition gate over the whole shelf", lambda: shelf.chosen_for(gated, Query(), on=on)))
        print(_line("the gate, judging and ranking", lambda: judged_for(patient, told, shelf, on=on)))
        possible = [item.judged.verdict for item in match.ranking if item.standing is Standing.POSSIBLE]
        print(_line(f"the question that decides most of {len(possible)}", lambda: askings(possible)))
    return 0


def _line(name: str, work: Callable[[], object]) -> str:
    times = []
    for _ in range(TIMES):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return f"{name:<48} {statistics.median(times) * 1000:>8.0f} ms of processor time"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shelf", type=Path, required=True, help="the folder of a compiled shelf")
    parser.add_argument("--most", type=int, default=60, help="how many trials to judge (60 to 300)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
