"""Not given: a fact of a therapy that was planned, ordered, declined or called off in; whether it has not taken place out.

What is planned tells what was thought of, not what was done: nobody was exposed to a drug by a plan. A criterion that asks for
the plan is answered by the sheet's own words.
"""

from __future__ import annotations

import re
from functools import cache

from trialwright.match.tables import rows
from trialwright.patients.facts import Fact, Kind

_DONE_TO_THE_PATIENT = frozenset({Kind.TREATMENTS, Kind.MEDICATIONS, Kind.PROCEDURES, Kind.EVENTS})


def only_thought_of(fact: Fact) -> bool:
    """True for a therapy or procedure whose status says that it has not been (status of FHIR R5 CarePlan activities, and the
    words of charts)."""
    if fact.kind not in _DONE_TO_THE_PATIENT or fact.start is not None or fact.end is not None:
        return False
    return any(_words().fullmatch(fact.qualifiers.get(name, "").strip(" .;,")) for name in ("status", "timing"))


@cache
def _words() -> re.Pattern[str]:
    words = "|".join(re.escape(row["status"]) for row in rows("notgiven.tsv"))
    return re.compile(
        rf"(?:{words})(?: (?:for|on|in|at|next|this|within|by) (?!.*\b(?:after|cycles?|doses?)\b).+)?", re.IGNORECASE
    )
