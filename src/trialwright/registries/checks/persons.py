"""Age, sex and healthy volunteers as fields enter; findings on criteria that say otherwise leave."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from trialwright.findings import Finding
from trialwright.registries.checks.codes import report
from trialwright.registries.checks.lines import Line
from trialwright.registries.checks.view import View

_MODULE = "eligibilityModule"
_YEARS = r"(?:years?|yrs?\.?|y/?o|y)\b(?:[- ]*(?:of age|old))?"
_AGE_LINE = re.compile(
    r"\bage[sd]?\b|\byears?[- ]old\b|\byears (?:or|and) (?:older|over|above)\b|\byears of age\b|\badults?\s*\(?\s*(?:≥|>=|\\?>)",
    re.IGNORECASE,
)
_NOT_PLAIN = re.compile(
    r"menopaus|cohort|\barms?\b|\bgroups?\b|\bparts?\b|caregiver|parent|guardian|unless|except|\bif\b|child|donor"
    r"|control|mother|father|\bassent|stratum|phase|\bfor (?:patients|subjects|participants)|"
    r"\bat (?:the time of )?(?:diagnosis|onset)|contracepti|pregnan|relative|partner|siblings?|hysterectomy|score"
    r"|history|\bwithin\b|\bprior\b|diagnos(?:ed|is) (?:at|before|after)|may be|allow|permit|other|discuss|country"
    r"|japan|korea|taiwan|local|legal",
    re.IGNORECASE,
)
_AGE_RANGE = re.compile(
    rf"(?P<low>\d{{1,3}})\s*(?:{_YEARS})?\s*(?:-|–|~|to|and|through|until|up to)\s*(?:≤|<="
    rf"|\\<=)?\s*(?P<high>\d{{1,3}})\s*{_YEARS}",
    re.IGNORECASE,
)
_AGE_BETWEEN = re.compile(
    r"(?P<low>\d{1,3})\s*(?:years?)?\s*(?:≤|<=|<|\\<=?)\s*age\s*(?:≤|<=|<|\\<=?)\s*(?P<high>\d{1,3})"
    r"|\bage[sd]?\W{0,3}(?:between|from)?\s*(?P<l2>\d{1,3})\s*(?:-|–|to|and)\s*(?P<h2>\d{1,3})\b",
    re.IGNORECASE,
)
_OLDEST = 110
_AGE_FROM = re.compile(
    r"(?:≥|>=|=>|⩾|\\?>\s?=|at least|not less than|minimum(?: age)?(?: of)?|(?P<over>\\?>|over|older than|above"
    rf"|greater than))\s*(?P<a>\d{{1,3}})\s*(?:{_YEARS}|$|[,;.)])"
    rf"|(?P<b>\d{{1,3}})\s*{_YEARS}\s*,?\s*(?:of age\s*)?(?:or|and)\s*(?:older|over|above|greater|up|more)",
    re.IGNORECASE,
)
_BOTH = re.compile(
    r"\b(?:male|males|men) (?:or|and|&) (?:female|females|women)\b|\b(?:female|females|women)(?: patients)? (?:or"
    r"|and|&) (?:male|males|men)\b|\bmale/female\b|\b(?:both|either|any) (?:sex|sexes|gender|genders)\b",
    re.IGNORECASE,
)
_ONLY = {
    "FEMALE": re.compile(
        r"^(?:adult |all |only |consenting )*(?:women|females?)(?: patients?| subjects?| participants?| sex"
        r"| gender)?\b(?! (?:partner|of child|who|with reproductive|must|should|are|is|and men|or male|and male|may))",
        re.IGNORECASE,
    ),
    "MALE": re.compile(
        r"^(?:adult |all |only |consenting )*(?:men|males?)(?: patients?| subjects?| participants?| sex"
        r"| gender)?\b(?! (?:partner|who|with|must|should|are|and|or|is|/|may))",
        re.IGNORECASE,
    ),
}
_OTHER_SEX = {
    "FEMALE": re.compile(r"\b(?:men|males?)\b", re.IGNORECASE),
    "MALE": re.compile(r"\b(?:women|females?|pregnan\w+)\b", re.IGNORECASE),
}
_FERTILE = re.compile(
    r"child-?\s?bearing|pregnan|contracept|menopaus|fertil|lactat|breast-?\s?feeding|reproductive|potential|test", re.IGNORECASE
)
_HEALTHY = re.compile(
    r"\bhealthy (?:adult |male |female |human )*(?:volunteers?|controls?|subjects?|participants?|individuals?)\b", re.IGNORECASE
)
_NEGATED = re.compile(r"\b(?:no|not|non|without|other than|except|of|for|than|to|from|in|like|as)\b", re.IGNORECASE)
_LINE_LENGTH, _DEEPEST, _NO_LIMIT, _EARLY = 140, 15, 99, 40


@dataclass(frozen=True, kw_only=True, slots=True)
class Ages:
    """The lowest and highest age in years that one criterion asks for, its line, and whether the lower is itself outside."""

    low: int | None
    high: int | None
    line: Line
    over: bool = False


def check_persons(view: View) -> Iterator[Finding]:
    """Who may join by the fields against who may join by the criteria."""
    yield from _age(view)
    yield from _sex(view)
    yield from _healthy(view)


def _age(view: View) -> Iterator[Finding]:
    low, high = _years(view.text(f"{_MODULE}.minimumAge")), _years(view.text(f"{_MODULE}.maximumAge"))
    slipped = _number_of_months(view.text(f"{_MODULE}.minimumAge"))
    if low is None and high is None and slipped is None:
        return
    stated = [ages for line in _top_lines(view) if (ages := _ages(line)) is not None]
    if not stated or len({(ages.low, ages.high) for ages in stated}) > 1:
        return
    said = stated[0]
    in_years = low is not None or view.text(f"{_MODULE}.minimumAge") is None
    low_differs = in_years and said.low is not None and low != said.low and not (said.over and low == said.low + 1)
    high_differs = said.high is not None and said.high < _NO_LIMIT and high not in (said.high, said.high - 1)
    low_differs = low_differs and not _age_named(view, low)
    high_differs = high_differs and not _age_named(view, high)
    if low_differs or high_differs or (slipped is not None and slipped == said.low):
        field = f"{view.text(f'{_MODULE}.minimumAge') or 'no minimum'} to {view.text(f'{_MODULE}.maximumAge') or 'no maximum'}"
        message = f'The age fields say {field}, {said.line.name} says "{said.line.text}".'
        quotes = [(f"{_MODULE}.minimumAge, {_MODULE}.maximumAge", field), (f"{_MODULE}.eligibilityCriteria", said.line.text)]
        yield report("AGE_TEXT_MISMATCH", message, quotes=quotes, span=said.line.span)


def _age_named(view: View, age: int | None) -> bool:
    """Whether another criterion names the age of the field: then it holds for some, as in some country."""
    if age is None:
        return False
    named = re.compile(rf"\b(?:aged?|ages)\b[^.;\d]{{0,20}}\b{age}\b|\b{age}\b\s*(?:{_YEARS}|-|–|to\b)", re.IGNORECASE)
    return any(named.search(line.text) for line in view.lines if line.side != "exclusion")


def _top_lines(view: View) -> Iterator[Line]:
    """The lines that are not listed under another one: only these ask something of everybody."""
    before = ""
    for line in view.lines:
        indent = line.start - (view.criteria.rfind("\n", 0, line.start) + 1)
        if not before.rstrip().endswith(":") and indent <= _DEEPEST:
            yield line
        before = line.text


def _years(printed: str | None) -> int | None:
    """Whole years; None for no limit and for another unit."""
    match = re.fullmatch(r"(\d+)\s+Years?", printed.strip(), re.IGNORECASE) if printed else None
    return int(match.group(1)) if match else None


def _number_of_months(printed: str | None) -> int | None:
    """The number of an age in months, weeks or days: the same number of years in the text is a slip of the unit."""
    match = re.fullmatch(r"(\d+)\s+(?:Month|Week|Day)s?", printed.strip(), re.IGNORECASE) if printed else None
    return int(match.group(1)) if match else None


def _ages(line: Line) -> Ages | None:
    """The plain age limits of an inclusion line; None for any line that says more than that."""
    text = line.text
    if (
        line.side == "exclusion"
        or line.step > 1
        or len(text) > _LINE_LENGTH
        or not _AGE_LINE.search(text)
        or _NOT_PLAIN.search(text)
    ):
        return None
    spans = _AGE_RANGE.search(text) or _AGE_BETWEEN.search(text)
    if spans and len(re.findall(r"\d+", text)) == 2:
        groups = spans.groupdict()
        low, high = int(groups["low"] or groups.get("l2") or 0), int(groups["high"] or groups.get("h2") or 0)
        return Ages(low=low, high=high, line=line) if low < high <= _OLDEST else None
    least = list(_AGE_FROM.finditer(text))
    if len(least) != 1 or len(re.findall(r"\d+", text)) != 1:
        return None
    return Ages(low=int(least[0].group("a") or least[0].group("b")), high=None, line=line, over=bool(least[0].group("over")))


def _sex(view: View) -> Iterator[Finding]:
    sex = view.text(f"{_MODULE}.sex")
    for line in view.lines:
        if line.side == "exclusion" or _FERTILE.search(line.text) or line.text.endswith(("...", "…")):
            continue
        both = _BOTH.search(line.text)
        if sex in _ONLY and both:
            yield _sex_finding(sex, line, both.group())
            return
        only = next(
            (name for name, pattern in _ONLY.items() if sex == "ALL" and line.side == "inclusion" and pattern.match(line.text)),
            None,
        )
        if only and not _OTHER_SEX[only].search(view.criteria):
            yield _sex_finding("ALL", line, line.text)
            return


def _sex_finding(sex: str, line: Line, words: str) -> Finding:
    message = f'The sex field says {sex}, {line.name} says "{words}".'
    return report(
        "SEX_TEXT_MISMATCH", message, quotes=[(f"{_MODULE}.sex", sex), (f"{_MODULE}.eligibilityCriteria", words)], span=line.span
    )


def _healthy(view: View) -> Iterator[Finding]:
    if view.record.get(f"{_MODULE}.healthyVolunteers") is not False:
        return
    for line in view.side("inclusion"):
        match = _HEALTHY.search(line.text)
        if match and match.start() < _EARLY and not _NEGATED.search(line.text[: match.start()]):
            message = f'The record accepts no healthy volunteers, {line.name} speaks of "{match.group()}".'
            quotes = [(f"{_MODULE}.healthyVolunteers", "false"), (f"{_MODULE}.eligibilityCriteria", line.text)]
            yield report("HEALTHY_VOLUNTEERS_TEXT_MISMATCH", message, quotes=quotes, span=line.span)
            return
