"""A row's raw text enters; where the name of the next list hides in it leaves: "… informed consent. Exclusion criteria:"."""

from __future__ import annotations

import re

from trialwright.compiler.outlining.headings import Heading, cohort_in, heading, is_lead_in, stage_in
from trialwright.compiler.outlining.outline import Kind
from trialwright.compiler.wording.clean import clean
from trialwright.compiler.wording.sought import sought

_CRITERIA = r"(?:Criteria|CRITERIA|criteria)"
_LISTS = r"(?:[Nn]on-?\s?)?(?:Inclusion|Exclusion|INCLUSION|EXCLUSION)"
_QUALIFIED = r"(?:(?:Key|Main|Major|Selected|General|Additional)\s+)?"
_AS_FOLLOWS = r"(?:\s+(?:are|were|include|is)(?:\s+(?:as\s+follows|the\s+following))?|,?\s+as\s+follows)?"
_END = r"\s*(?:[:：.–—-]\s*)?$"
_BY_CAPITAL = sought(rf"(?<=[\w%.;,)\]])(?P<gap>\s+){_QUALIFIED}{_LISTS}\s+{_CRITERIA}\s*(?:[:：.–—-]\s*)?$")
_IN_BRACKETS = sought(rf"\s+[(\[]\s*{_QUALIFIED}{_LISTS}\s+{_CRITERIA}\s*[:：]?\s*[)\]]\s*[:：]?\s*$", re.IGNORECASE)
_BEHIND_STOP = sought(
    rf"(?<=[\w%)\]][.;])\s+(?:The\s+)?{_QUALIFIED}(?:(?:(?:non-?\s?)?(?:inclusion|exclusion)\s+criteria{_AS_FOLLOWS}{_END})"
    r"|(?:exclusions?|excluded|(?:patients\s+|subjects\s+)?(?:not\s+eligible|ineligible)|contra-?indications?)\s*[:：]\s*$)",
    re.IGNORECASE,
)
_WITHIN = sought(
    r"(?<=[\w%)\]][.;])\s+(?=(?:Key\s+|Main\s+|Major\s+)?(?:Exclusions?|EXCLUSIONS?|(?:Exclusion|EXCLUSION)\s+criteria)\s*[:：]\s*\S)"
)
_STATES = re.compile(
    r"\b(?:adequate|sign\w*|able|ability|willing\w*|written|inform\w*|consent|must|has|have|is|are|was|were|confirmed|proven|"
    r"documented|measurable|evaluable|expectancy|no|not|normal|agree\w*|negative|positive|prior|previous|receiv\w*|planning|"
    r"completion|capable|least|age|aged)\b|\d",
    re.IGNORECASE,
)
"""Words of a statement: what holds none may be those whom the list is for ("Ovarian cancer Exclusion Criteria")."""
_SPEAKS_OF_IT = re.compile(
    r"\b(?:following|the|these|and|or|see|in|of|any|all|no|to|an?|meet\w*|with|other|both|from|for|under|per|by|are|is|key|main|"
    r"additional|general|specific|further|met)\W*$|/$",
    re.IGNORECASE,
)
_FEWEST_WORDS = 3


def name_at_end(text: str, start: int, end: int) -> int | None:
    """Where the name of a list begins that stands behind a statement, at the end of its row; None where none does.

    A list's name hidden so is found behind a full stop or semicolon, in brackets, or by its capital letter behind a statement.
    Words that only qualify it or name those whom it is for ("Part A (Exclusion criteria)") are part of the name.
    """
    raw = text[start:end]
    for pattern, sure in ((_BEHIND_STOP, True), (_IN_BRACKETS, True), (_BY_CAPITAL, False)):
        found = pattern.search(raw)
        if found is None:
            continue
        place = start + found.start() + len(found.group()) - len(found.group().lstrip())
        if _is_statement(raw[: found.start()].rstrip(), sure=sure) and list_name(text, place, end) is not None:
            return place
    return None


def list_name(text: str, start: int, end: int) -> Heading | None:
    """What the name says as a heading, without its brackets and what only leads on to the list."""
    raw = clean(text[start:end]).strip(" ()[]:：.–—-")
    return heading(raw.removeprefix("The ") + ":")


def names_within(text: str, start: int, end: int) -> list[int]:
    """Where in a text without bullets an "Exclusion: …" begins behind a sentence, with what it excludes behind it."""
    found = _WITHIN.finditer(text, start, end)
    return [match.end() for match in found if _is_statement(text[start : match.start()])]


def lead_in_at_end(text: str, start: int, end: int) -> int | None:
    """Where the last sentence begins, with statements before it, that leads in a list of what excludes."""
    if not text[start:end].endswith((":", "：")) or _SHUTS_OUT.search(text[start:end]) is None:
        return None
    last = list(_NEXT_SENTENCE.finditer(text[start:end]))
    place = start + last[-1].end() if last else None
    return place if place is not None and shuts_out(text[place:end]) else None


_NEXT_SENTENCE = re.compile(r"(?<=[\w%)\]]{2}[.;])\s+(?=[A-Z])")


def shuts_out(raw: str) -> bool:
    """Whether a sentence only leads in a list of what excludes."""
    return is_lead_in(raw) and kind_said(clean(raw)) == "exclusion"


_SHUTS_OUT = re.compile(
    r"\bexclu|\bineligib|\bdisqualif|\bcannot\b|\bnot (?:be )?(?:eligible|enrol|included|enter|participate|able|permitted)",
    re.IGNORECASE,
)
_DENIES = re.compile(r"\b(?:must|should|may|can) not\b|\bnone of\b")
_LETS_IN = re.compile(r"\bmust (?:meet|have|satisfy|fulfil)|\bmust be\W*$|\beligib|\binclu")


def kind_said(sentence: str) -> Kind | None:
    """The list that an introducing sentence speaks of, where it says so without another "not"."""
    low = sentence.casefold()
    if "inclusion and exclusion" in low or "inclusion/exclusion" in low:
        return None
    if _SHUTS_OUT.search(low):
        return "exclusion"
    if _DENIES.search(low):
        return None
    return "inclusion" if _LETS_IN.search(low) else None


def _is_statement(before: str, *, sure: bool = True) -> bool:
    """Whether what stands before a list's name is a statement of its own, and not a part of the name."""
    words = re.findall(r"[^\W\d_]{2,}", before)
    if not words or _SPEAKS_OF_IT.search(before):
        return False
    scoped = cohort_in(before) != (None, False) or stage_in(before) is not None
    if sure:
        return (len(words) > 1 or _STATES.search(before) is not None) and not (scoped and len(words) <= 2 * _FEWEST_WORDS)
    return len(words) >= _FEWEST_WORDS and _STATES.search(before) is not None and not scoped
