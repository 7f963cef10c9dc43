"""Not given: a fact of a therapy that was planned, ordered, declined or called off in; whether it has not taken place out.

What is planned tells what was thought of, not what was done: nobody was exposed to a drug by a plan. A criterion that asks for
the plan is answered by the sheet's own words.
"""

from __future__ import annotations

import re
from functools import cache

from trialwright.match.tables import listed, rows
from trialwright.patients.facts import Fact, Kind

_DONE_TO_THE_PATIENT = frozenset({Kind.TREATMENTS, Kind.MEDICATIONS, Kind.PROCEDURES, Kind.EVENTS})


def only_thought_of(fact: Fact) -> bool:
    """True for a therapy or procedure whose status says that it has not been (status of FHIR R5 CarePlan activities, and the
    words of charts)."""
    if fact.kind not in _DONE_TO_THE_PATIENT or fact.start is not None or fact.end is not None:
        return False
    return any(_words().match(fact.qualifiers.get(name, "").strip()) for name in ("status", "timing"))


@cache
def _words() -> re.Pattern[str]:
    words = (word for row in rows("wording.tsv") if row["role"] == "not given" for word in (row["word"], *listed(row["words"])))
    return re.compile(rf"(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})\b", re.IGNORECASE)
