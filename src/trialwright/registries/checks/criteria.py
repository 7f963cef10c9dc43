"""The criteria of a record enter; findings on lines that contradict themselves, cannot be judged or lost a sign leave."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from trialwright.findings import Finding
from trialwright.registries.checks.codes import report
from trialwright.registries.checks.lines import Line
from trialwright.registries.checks.tables import rows
from trialwright.registries.checks.view import View, excerpt

_FIELD = "eligibilityModule.eligibilityCriteria"
_EXCEPT = re.compile(
    r"\b(?:except|excepting|unless|other than|with the exception|apart from|but|excluding|however|not|no longer|or"
    r"|and|without|allowed|eligible|permitted|cannot|defined)\b",
    re.IGNORECASE,
)
_NOT_MET = re.compile(
    r"\b(?:(?:do(?:es)?|did|is|are|has|have) not|not|fail(?:s|ed|ing|ure)? to|unable to|cannot"
    r"|lack of)\s+(?:meet(?:ing)?|met|fulfil(?:l|ling|led)?|satisf(?:y|ying|ied)|reach(?:ing|ed)?"
    r"|conform\w*)\b(?! (?:any|either|one|the above|all of the above|above))",
    re.IGNORECASE,
)
_LIMIT = re.compile(
    r"(?:[≥≤<>]|\\[<>]|\bat least\b|\bno (?:less|more) than\b|\b(?:greater|less|more|higher|lower) than\b)\s*=?\s*\d"
)
_RANGE = re.compile(
    r"\b(?:aged?|ages|between)\b[^.;\d]{0,20}(?P<low>\d{1,3})\s*(?:years?)?\s*(?:-|–"
    r"|to)\s*(?P<high>\d{1,3})\s*years?\b(?! (?:or|of) )",
    re.IGNORECASE,
)
_SIGN_LOST = re.compile(
    r"(?:^|[^\d\W]|\))\s?(?<![<>≥≤=!\\])(?<![<>]\sor\s)(?<![<>]or\s)=\s?\d+(?:\.\d+)?\s*(?:x|×|\*|years?|months?"
    r"|weeks?|days?|mg|g/|/|%|U|mmol|µmol|umol|10|cm|mm|ULN|hours?)"
    r"|(?:^|\s)[?¿]\s?\d+(?:\.\d+)?\s*(?:x|×|years?|months?|weeks?|days?|mg|g/|/|%|U|cm|mm|ULN|times)"
    r"|^\s*-\s\d{2,3} years",
    re.IGNORECASE | re.MULTILINE,
)
_WINDOW = re.compile(
    r"\b(?:within|between)?\s*(?P<low>\d+)\s*(?:-|–|to|and)\s*(?P<high>\d+)\s*(?P<unit>days?|weeks?"
    r"|months?)\b[^.;]{0,40}\b(?:registration|randomi[sz]ation|enrol?lment|step)",
    re.IGNORECASE,
)
_PERIOD = re.compile(r"\b(?:\d+|two|three|four|six|eight|twelve)[\s-]+(?:days?|weeks?|months?)\b", re.IGNORECASE)
_NOTE = re.compile(
    r":\s*$|criteria|eligib|certain other|specified in|\bnote\b|permitted|part \d|phase|closed to|open to"
    r"|questionnaire|screening:|contact |refer to|adequately treated|in situ|skin (?:cancer|carcinoma)"
    r"|disease[- ]free",
    re.IGNORECASE,
)
_FORMULA = re.compile(
    r"(?:greater|less|more|higher|lower|equal)\s+(?:than\s+)?or\s*=|(?:cycles?|courses?)\s*=|cockcroft|formula"
    r"|equation|calculated|heart rate|\bQT|\bULN\)?\s*=|(?:high|low|normal|mild|moderate|severe"
    r"|pelvis|(?:fe)?males?|women|men|clearance|\bGFR)\s*=|weight\b.{0,30}\bx\b",
    re.IGNORECASE,
)
_ALLOWED = re.compile(r"\b(?:eligible|allowed|permitted|acceptable|not excluded|may (?:be|enrol|participate))", re.IGNORECASE)
_SHORT, _NEAR = 30, 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A row of a word list: a pattern in lower case, the reason or topic, and the code of the finding."""

    pattern: re.Pattern[str]
    why: str
    code: str


def check_criteria(view: View) -> Iterator[Finding]:
    """Each criterion by itself, and the two lists and the summary against each other."""
    whole = "\n".join(line.text for line in view.lines).lower()
    unclear = [entry for entry in _unclear() if entry.pattern.search(whole)]
    non_clinical = [entry for entry in _non_clinical() if entry.pattern.search(whole)]
    told = any(finding.code == "LOST_COMPARISON_SIGN" for finding in view.record.findings)
    for at, line in enumerate(view.lines):
        yield from _contradictory(line)
        yield from _unclear_line(line, unclear)
        yield from _non_clinical_line(line, non_clinical)
        yield from _negated(view.lines[at : at + 2])
        yield from () if told else _sign_lost(view, line)
    yield from _both_lists(view)
    yield from _second_step(view)


@cache
def _pairs() -> tuple[tuple[re.Pattern[str], re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(row["first"], re.IGNORECASE), re.compile(row["second"], re.IGNORECASE), row["why"])
        for row in rows("contradictions.tsv")
    )


@cache
def _unclear() -> tuple[Entry, ...]:
    return tuple(Entry(pattern=_lower(row["pattern"]), why=row["why"], code=row["code"]) for row in rows("unclear_phrases.tsv"))


@cache
def _non_clinical() -> tuple[Entry, ...]:
    return tuple(
        Entry(pattern=_lower(row["pattern"]), why=row["topic"], code="NON_CLINICAL_CRITERION") for row in rows("non_clinical.tsv")
    )


def _lower(pattern: str) -> re.Pattern[str]:
    """A pattern for text in lower case: searching so is several times faster than without regard to case."""
    return re.compile(pattern, re.MULTILINE)


def _quote(line: Line, words: str | None = None) -> tuple[str, str]:
    return _FIELD, f'{line.name}: "{words or line.text}"'


def _contradictory(line: Line) -> Iterator[Finding]:
    for first, second, why in _pairs():
        one = first.search(line.text)
        other = second.search(line.text, one.end()) if one else None
        if one and other and _one_statement(line.text[one.end() : other.start()]) and not _ALLOWED.search(line.text, other.end()):
            message = f'{line.name} contradicts itself: {why}. A word such as "except" may be missing.'
            yield report("SELF_CONTRADICTORY_CRITERION", message, quotes=[_quote(line)], span=line.span)
            return
    reversed_range = _RANGE.search(line.text)
    if reversed_range and int(reversed_range.group("low")) > int(reversed_range.group("high")):
        message = f'{line.name} contradicts itself: the range "{reversed_range.group()}" runs backwards.'
        yield report("SELF_CONTRADICTORY_CRITERION", message, quotes=[_quote(line)], span=line.span)


def _one_statement(between: str) -> bool:
    """Whether the words between two that contradict each other neither begin anew nor make an exception."""
    return len(between) <= _NEAR and not re.search(r"[.;:]|\b[A-Z][a-z]", between) and not _EXCEPT.search(between)


def _unclear_line(line: Line, table: Sequence[Entry]) -> Iterator[Finding]:
    for entry in table:
        if match := entry.pattern.search(line.text.lower()):
            words = line.text[match.start() : match.end()]
            message = f'{line.name} is unclear at "{words}": {entry.why}.'
            yield report(entry.code, message, quotes=[_quote(line, words)], span=line.span)
            return


def _non_clinical_line(line: Line, table: Sequence[Entry]) -> Iterator[Finding]:
    for entry in table:
        if match := entry.pattern.search(line.text.lower()):
            words = line.text[match.start() : match.end()]
            message = f'{line.name} asks about {entry.why} ("{words}"): a medical record does not tell, ask the person.'
            yield report(entry.code, message, quotes=[_quote(line)], span=line.span)
            return


def _negated(lines: tuple[Line, ...]) -> Iterator[Finding]:
    """An exclusion "does not meet: limit": each limit is required, not excluded."""
    line = lines[0]
    match = _NOT_MET.search(line.text) if line.side == "exclusion" else None
    if match is None:
        return
    listed = _LIMIT.search(line.text, match.end(), match.end() + _NEAR)
    below = line.text.rstrip().endswith(":") and len(lines) > 1 and _LIMIT.search(lines[1].text)
    if listed or below:
        message = (
            f"{line.name} excludes who does not meet the limits that follow: each limit is a requirement, not a reason to "
            "exclude."
        )
        yield report("NEGATED_REQUIREMENT_IN_EXCLUSION", message, quotes=[_quote(line)], span=line.span)


def _sign_lost(view: View, line: Line) -> Iterator[Finding]:
    raw = view.criteria[line.start : line.end]
    if not any(sign in raw for sign in "=?¿") and not raw.lstrip().startswith("-"):
        return
    if (match := _SIGN_LOST.search(raw)) and not _FORMULA.search(raw):
        words = excerpt(raw, start=match.start(), end=match.end(), around=12)
        message = (
            f'{line.name} seems to have lost a comparison sign at "{words}": whether at least or at most is meant is not told.'
        )
        yield report("LOST_COMPARISON_SIGN", message, quotes=[_quote(line, words)], span=line.span)


def _both_lists(view: View) -> Iterator[Finding]:
    wanted = {_plain(line): line for line in view.side("inclusion") if len(line.text) >= _SHORT}
    twins = [
        (wanted[_plain(line)], line) for line in view.side("exclusion") if _plain(line) in wanted and not _NOTE.search(line.text)
    ]
    if twins:
        places = "; ".join(f"inclusion {one.number} and exclusion {other.number}" for one, other in twins)
        quotes = [_quote(line) for pair in twins for line in pair]
        yield report(
            "CRITERION_IN_BOTH_LISTS", f"The same words stand in both lists: {places}.", quotes=quotes, span=twins[0][1].span
        )


def _plain(line: Line) -> str:
    return re.sub(r"[^\w<>≤≥=]+", " ", line.text.lower()).strip()


def _second_step(view: View) -> Iterator[Finding]:
    """A later registration step has a window that no summary mentions."""
    for line in view.lines:
        match = _WINDOW.search(line.text) if line.step > 1 else None
        if match is None or not view.summaries:
            continue
        limits = {match.group("low"), match.group("high")}
        if any(limits <= set(re.findall(r"\d+", passage.text)) for passage in view.summaries):
            continue
        told = [(passage.field, period.group()) for passage in view.summaries if (period := _PERIOD.search(passage.text))]
        message = f'Step {line.step} asks "{match.group()}"; the summary does not say so' + (
            f', it speaks of "{told[0][1]}".' if told else "."
        )
        yield report("SUMMARY_OMITS_SECOND_STEP_WINDOW", message, quotes=[*told[:1], _quote(line, match.group())], span=line.span)
        return
