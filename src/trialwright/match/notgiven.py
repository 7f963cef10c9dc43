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
    return any(_says_so(fact.qualifiers.get(name, "")) for name in ("status", "timing"))


def _says_so(status: str) -> bool:
    """Whether a status says that nothing was given: by every part of it, or by one that is beyond doubt ("offered, declined,
    never taken") where no part tells of a beginning."""
    parts = [part for said in _PARTS.split(status) if (part := said.strip(" .;,"))]
    if not parts:
        return False
    if all(_words().fullmatch(part) for part in parts):
        return True
    if _PLANNED.match(status.strip()) and not _TAKEN.search(status):
        return True  # "planned as second-line standard of care, start on 30 March"
    if any(map(_REFUSED.fullmatch, parts)) and all(_REFUSED.fullmatch(part) or _ONLY_TOLD.search(part) for part in parts):
        return not any(map(_BEGUN.search, parts))  # "trial offered 2025, declined"
    never = any(map(_NEVER.fullmatch, parts)) or _words().fullmatch(parts[0]) is not None
    return never and not any(_BEGUN.search(_NEVER.sub("", part)) for part in parts)


_REFUSED = re.compile(
    r"(?:patient )?(?:declined|refused|cancell?ed|called off|not (?:wanted|accepted))(?: by (?:the )?patient)?", re.IGNORECASE
)
_ONLY_TOLD = re.compile(r"\b(?:offered|discussed|considered|recommended|proposed|advised|suggested|available)\b", re.IGNORECASE)
_PLANNED = re.compile(
    r"(?:(?:now|still|currently) )?(?:planned|scheduled|intended|proposed|anticipated|upcoming|to be (?:given|started|done)|"
    r"booked|awaiting|considered|under consideration)\b",
    re.IGNORECASE,
)
_TAKEN = re.compile(
    r"\b(?:stopped|discontinued|completed|ongoing|interrupted|(?<!to be )(?<!not )(?<!never )given|(?<!not )(?<!never )received|"
    r"(?<!not )(?<!yet )(?<!be )started|begun|since|done|performed|underwent|held)\b",
    re.IGNORECASE,
)
_PARTS = re.compile(r"[,;/()]| - | \u2013 |\b(?:and|but|then|so|therefore)\b", re.IGNORECASE)
_NEVER = re.compile(
    r"(?:(?:was|has been|had been|were|patient|she|he) )*(?:never|not(?: (?:yet|ever))?)(?: been)?(?: actually)? "
    r"(?:taken|given|started|begun|received|administered|used|done|performed|implanted|initiated|filled|dispensed|commenced|prescribed|needed)|"
    r"(?:cancell?ed|called off|stopped|withdrawn) before (?:the )?(?:first|1st|any|start|beginning)\b.*",
    re.IGNORECASE,
)
_BEGUN = re.compile(
    r"\b(?:after|cycles?|doses?|stopped|discontinued|completed|ongoing|interrupted|held|last|since|until|again)\b", re.IGNORECASE
)


@cache
def _words() -> re.Pattern[str]:
    words = "|".join(re.escape(row["status"]) for row in rows("notgiven.tsv"))
    return re.compile(
        rf"(?:{words})(?: (?:for|on|in|at|next|this|within|by) (?!.*\b(?:after|cycles?|doses?)\b).+)?", re.IGNORECASE
    )
