"""A raw text's rows enter, its list items leave: headings glued to text, and several items on one row, are taken apart."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise, zip_longest

from trialwright.compiler.outlining.headings import Heading, cohort_in, heading, topic_parts
from trialwright.compiler.outlining.hiddennames import lead_in_at_end, list_name, name_at_end, names_within
from trialwright.compiler.outlining.logic import content
from trialwright.compiler.outlining.markers import enumerator_at, lead_at
from trialwright.compiler.outlining.rows import CONNECTOR, Row, rows
from trialwright.compiler.wording.clean import clean
from trialwright.compiler.wording.sought import sought
from trialwright.vocabulary.records import anew

_GLUED_HEADING = sought(
    r"(?<![\w/])(?:(?:Key|Main|Major|Selected|General)\s+)?(?:Inclusion|Exclusion|INCLUSION|EXCLUSION)\s+(?:Criteria|CRITERIA)\s*[:：]"
    r"|(?:入选标准|纳入标准|排除标准|選択基準|除外基準)\s*[:：]"
)
_NAMED = r"(?:Inclusion|Exclusion|INCLUSION|EXCLUSION) (?:Criteria|CRITERIA|criteria)"
_BEFORE_SENTENCE = re.compile(
    rf"(?:[A-Z][\w-]*\s|-\s){{0,6}}?{_NAMED}(?=\s+(?:A|An|The|All|Any|Each|Patients?|Participants?|Subjects?|Individuals?|Women|Men|"
    r"Adults?|No|Have|Has|Must|To be|In order|Known|History)\s[a-z])"
)
""" "Exclusion Criteria A participant is not eligible if any of the following applies": a list's name, and a sentence."""
_NAMED_FIRST = re.compile(rf"(?:(?:Key|Main|Major|Selected|General)\s+)?{_NAMED}(?=\s+(?:-\s+)?[^\W\d_])")
BEGINS_CRITERION = re.compile(
    r"\s+(?:-\s+)?(?:(?:Patients?|Participants?|Subjects?|Individuals?|Women|Men|Adults?) (?:with|who|having|on|under)|Known"
    r"|History|Prior|Previous|Active|Presence|Evidence|Uncontrolled|Severe|Significant|Any|Inability|Unable|Pregnan\w+|Concurrent|Current"
    r"|Histologic\w+|Confirmed|Age|Aged|Diagnosis)\s(?!.*:\s*$)",
    re.IGNORECASE,
)
_CONFIRMED = re.compile(
    r"\s+(?:-\s+)?(?:histolog|cytolog|patholog|biops)\w+[\w\s/-]{0,30}(?:confirmed|proven|documented)\b", re.IGNORECASE
)
""" "Exclusion Criteria Patients with HIV" over a list: its first criterion, or those whom it is for."""
_BEHIND_SENTENCE = re.compile(rf"(?<=[a-z][.;])\s+(?=(?:Stage|Part|Phase|Cohort|Arm|Group)\s\w+\s(?:-\s)?{_NAMED}$)")
_TAG = re.compile(r"\\?\[\s*(inclusion|exclusion)\s*\\?\]\s*", re.IGNORECASE)
_COLON = re.compile(r"\s*[:：](?!\d{2}\b)\s*")
_LONGEST_LABEL = 110
_ROUND = re.compile(r"(?<=\s)[•‣⁃▪●○◦■➢✓◆▶►⦁❖❑\uf0b7\uf0a7]\s+(?=\S)")
_STAR = sought(r"(?<=\s)\*\s+(?=\S)")
_DASH = sought(r"(?:(?<!\s)\s+|(?<=[a-z).]))-\s+(?=[^\W\d_]|[≥≤<>])")
_NUMBER = re.compile(r"(?<=[\s;；.。,，:：、)）])(?:\d{1,2}\s?[.．、)）](?!\d)|[（(]\d{1,2}[)）]|[①-⑳])\s*(?=\S)")
_BRACKETED = re.compile(r"(?<=\s)(?:\\?[(（<＜]|[①-⑳])")
_RUN_ON = sought(
    r"(?<=[a-z)\]])\s+(?=(?:Not\s+pregnant|Negative\s+pregnancy\s+test|Fertile\s+(?:patients|women|men)|Effective\s+contraception"
    r"|HIV\s+negative|No\s+[a-z]{3,}|No\s+CNS|(?:At\s+least|More\s+than)\s+\d+\s+\w+\s+since)\b)"
)
_SURELY_RUN_ON = re.compile(
    r"(?:Not\s+pregnant\s+or\s+nursing|Negative\s+pregnancy\s+test|Fertile\s+(?:patients|women|men)\s+must"
    r"|(?:At\s+least|More\s+than)\s+\d+\s+\w+\s+since)\b"
)
_RUNS_INTO = re.compile(r"[a-z)%\d]\s+$")
_FEWEST_SENTENCES = 2
_LONGEST_NAME = 8
_FEWEST_DASHES = 2
_FEWEST_STARS = 3
_JUNK = re.compile(r"[.\s]*")


def parts(text: str) -> list[Row]:
    """The rows of `text` with one heading or one item each."""
    cut = [piece for row in _with_enumerations(text, rows(text)) for piece in _by_heading(text, row)]
    listed = [item for row in cut for piece in _by_bullets(text, row, cut) for item in _by_sentences(text, piece)]
    listed = [piece for row in _by_topic_parts(text, listed) for piece in row]
    numbered: list[Row] = []
    for index, row in enumerate(listed):
        numbered += _by_numbers(text, row, listed[index + 1] if index + 1 < len(listed) else None)
    numbered = [
        piece for row, after in zip_longest(numbered, numbered[1:]) if row is not None for piece in _by_lead_in(text, row, after)
    ]
    found = [row for row in numbered if row.end > row.start or row.marked]
    headed = [_as_heading(text, row, after) for row, after in zip_longest(found, found[1:]) if row is not None]
    return [
        piece for row, after in zip_longest(headed, headed[1:]) if row is not None for piece in _told_by_name(text, row, after)
    ]


def _by_lead_in(text: str, row: Row, after: Row | None) -> list[Row]:
    """ "2. Breast cancer. Patients are excluded if they have any of the following:" over "3. Pregnancy": a statement, and what
    leads in the rest of the list."""
    if row.heading is not None or row.enumerator is None or after is None or after.enumerator is None:
        return [row]
    value, place = row.enumerator.ordinal("number"), lead_in_at_end(text, row.start, row.end)
    if place is None or value is None or after.enumerator.ordinal("number") != value + 1 or after.indent != row.indent:
        return [row]
    return [anew(row, end=_stripped(text, row.start, place)), Row(start=place, end=row.end, indent=row.indent, column=row.indent)]


def _told_by_name(text: str, row: Row, after: Row | None) -> list[Row]:
    """ "Exclusion Criteria HIV infection" is a list's name and a criterion, its only one or the first: neither is lost."""
    own = row.heading
    if own is None or own.kind is None or not own.about or own.stage or own.everybody:
        return [row]
    named = _NAMED_FIRST.match(text, row.start, row.end)
    if own.cohort and (named is None or not _CONFIRMED.match(text, named.end(), row.end)):
        return [row]
    alone = after is None or (after.heading is not None and bool(after.heading.kind or after.heading.neutral))
    if named is None or not (alone or BEGINS_CRITERION.match(text, named.end(), row.end)):
        return [row]
    first = _relead(text, row, named.end())
    if not alone and after is not None and not first.bullet:
        first = anew(first, indent=after.indent, column=after.column, bullet=after.bullet)
    return [anew(row, end=named.end(), heading=heading(text[row.start : named.end()]) or own), first]


def _as_heading(text: str, row: Row, after: Row | None) -> Row:
    """A line "Phase 2 expansion: Melanoma" over statements is the heading of that cohort, not a statement about it."""
    if (
        row.prefix is None
        or row.label is None
        or row.marked
        or after is None
        or after.prefix is not None
        or after.heading is not None
    ):
        return row
    name = clean(text[row.start : row.end])
    if (
        len(name.split()) > _LONGEST_NAME
        or name.endswith((".", ";"))
        or content("sentence").search(name)
        or re.search(r"[<>≤≥=]", name)
        or (row.prefix.cohort and cohort_in(row.prefix.cohort)[0] is None)  # "NSCLC cohort: EGFR mutation" is asked of it
    ):
        return row
    label = clean(text[row.label[0] : row.end])
    scope = replace(row.prefix, cohort=label.casefold()) if row.prefix.cohort else row.prefix
    return anew(row, start=row.label[0], heading=scope, prefix=None, label=None)


def _cut_at_name(text: str, row: Row, place: int, name: Heading | None) -> list[Row]:
    """The row cut before the name of the next list, which ends it."""
    last = Row(start=place, end=row.end, indent=row.indent, column=row.indent, heading=name)
    end = _stripped(text, row.start, place)
    return [*_by_heading(text, anew(row, end=end, heading=heading(text[row.start : end]))), last]


def _with_enumerations(text: str, found: list[Row]) -> list[Row]:
    """A bulleted line "(i) … (ii) …" goes on with the statement before it: a page's writer broke the sentence there."""
    joined: list[Row] = []
    for row in found:
        if (
            joined
            and _is_enumeration(text, row)
            and joined[-1].marked
            and joined[-1].indent == row.indent
            and joined[-1].heading is None
        ):
            joined[-1].end = row.end
        else:
            joined.append(row)
    return joined


def _is_enumeration(text: str, row: Row) -> bool:
    lead = row.enumerator
    if lead is None or not row.bullet or lead.style not in ("paren", "angle", "circled"):
        return False
    scripts = [script for script, value in lead.readings if value == 1]
    for match in _BRACKETED.finditer(text, row.start, row.end):
        other = enumerator_at(text, match.start(), row.end)
        if other and other.style == lead.style and any(other.ordinal(script) == 2 for script in scripts):
            return True
    return False


def _by_heading(text: str, row: Row) -> list[Row]:
    """The row cut before every heading that stands glued in it, and after each heading that has text behind its colon."""
    if row.heading is None and (ending := _BEHIND_SENTENCE.search(text[: row.end], row.start)):
        return _cut_at_name(text, row, ending.end(), heading(text[ending.end() : row.end]))
    hidden = name_at_end(text, row.start, row.end)
    if hidden is not None:
        return _cut_at_name(text, row, hidden, list_name(text, hidden, row.end))
    if row.heading is not None:
        return [row]
    tag = _TAG.match(text, row.start, row.end)
    if tag and tag.end() < row.end:
        label = replace(
            row,
            end=tag.end(),
            heading=Heading(kind="exclusion" if tag[1].lower() == "exclusion" else "inclusion"),
            enumerator=None,
        )
        return [label, *_by_heading(text, _relead(text, row, tag.end()))]
    named = _BEFORE_SENTENCE.match(text, row.start, row.end)
    own = heading(text[row.start : named.end()]) if named else None
    if named and own is not None and own.kind:
        label = anew(row, end=named.end(), heading=own, enumerator=None)
        return [label, *_by_heading(text, _relead(text, row, named.end()))]
    starts = [match.start() for match in _GLUED_HEADING.finditer(text, row.start, row.end) if match.start() > row.start]
    starts = starts or ([] if row.marked else names_within(text, row.start, row.end)) or _next_cohorts(text, row)
    bounds = [row.start, *starts, row.end]
    found: list[Row] = []
    for index, (start, end) in enumerate(pairwise(bounds)):
        piece = row if index == 0 else Row(start=start, end=end, indent=row.indent, column=row.indent)
        piece = anew(piece, end=_stripped(text, start, end))
        found += _behind_colon(text, piece)
    return found


_COHORT_LABEL = re.compile(
    r"\b(?:Cohort|Arm|Part|Phase|Group|Stratum) (?:\d[a-zA-Z]?|[A-H]\d?|[IVX]{1,3}[ab]?)\b(?: \([^()]{1,40}\))?"
    r"(?: only)?\s*:(?:\s|$)"
)


def _next_cohorts(text: str, row: Row) -> list[int]:
    """Where in a row "Part A: solid tumors; Part B: melanoma" the label of the next cohort begins; none where the row does not
    begin with one."""
    if _COHORT_LABEL.match(text, row.start, row.end) is None:
        return []
    labels = [match.start() for match in _COHORT_LABEL.finditer(text, row.start + 1, row.end)]
    return [place for place in labels if text[row.start : place].rstrip().endswith((".", ";", ","))]


def _stripped(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip())


def _behind_colon(text: str, row: Row) -> list[Row]:
    """A heading and the text behind its colon, apart; a cohort or stage before a colon is the scope of the text behind it."""
    colons = list(_COLON.finditer(text, row.start, min(row.end, row.start + _LONGEST_LABEL)))
    for match in reversed(colons[:3]):
        found = heading(text[row.start : match.end()])
        if found is None or (
            found.kind and any(_names_list(text, row, other) for other in colons if other.start() < match.start())
        ):
            continue
        if match.end() >= row.end:
            return [anew(row, heading=found)]
        rest = _relead(text, row, match.end())
        if found.kind or found.neutral or found.topic:
            label = anew(row, end=match.end(), heading=found, enumerator=None)
            return [label, *_by_heading(text, rest)]
        if found.cohort or found.stage:
            return [anew(row, start=match.end(), prefix=found, label=(row.start, _stripped(text, row.start, match.end())))]
    return _behind_dash(text, row)


_ONLY_THEM = re.compile(r"[^.:;\n<>≤≥=]{2,50}?\bonly(?P<dash>\s*[-–—]\s+)(?=\S)")


def _behind_dash(text: str, row: Row) -> list[Row]:
    """ "Cohort B only - measurable disease": a dash for the colon behind a cohort's name."""
    match = _ONLY_THEM.match(text, row.start, row.end)
    found = heading(f"{text[row.start : match.start('dash')]}:") if match else None
    if match is None or found is None or not found.cohort or found.kind or found.topic:
        return [row]
    return [anew(row, start=match.end(), prefix=found, label=(row.start, _stripped(text, row.start, match.end())))]


def _names_list(text: str, row: Row, colon: re.Match[str]) -> bool:
    """Whether the text before an earlier colon is a list's heading already: "Exclusion Criteria: Cohort A: …"."""
    found = heading(text[row.start : colon.end()])
    return found is not None and found.kind is not None


def _relead(text: str, row: Row, start: int) -> Row:
    """What stands behind a heading, with its own markers."""
    junk = _JUNK.match(text, start, row.end)
    lead = lead_at(text, junk.end() if junk else start, row.end)
    enumerator = lead.enumerator
    if enumerator is not None and not any(value == 1 for _, value in enumerator.readings):
        enumerator = None
    begin = enumerator.end if enumerator else lead.start
    again = Row(
        start=min(begin, row.end), end=row.end, indent=row.indent, column=row.indent, bullet=lead.bullet, enumerator=enumerator
    )
    again.heading = heading(text[again.start : again.end])
    return again


def _by_bullets(text: str, row: Row, cut: list[Row]) -> list[Row]:
    """One row that holds a whole bulleted list, cut at its bullets."""
    if row.heading is not None:
        return [row]
    marks = [match for match in _ROUND.finditer(text, row.start, row.end) if not _goes_on(text, match, row.end)]
    if not marks:
        stars = list(_STAR.finditer(text, row.start, row.end))
        marks = stars if row.bullet.startswith("*") or len(stars) >= _FEWEST_STARS else []
    if not marks and row.bullet.startswith("-"):
        marks = _dashes(text, row)
    if (first := _LISTED_BY_DASH.search(text[row.start : row.end])) is not None and (not marks or row.bullet.startswith("-")):
        below = _dashed_below(text, row, row.start + first.end())
        if below:
            return [anew(row, end=row.start + first.start() + 1), *below]
    marks = [match for match in marks if not CONNECTOR.match(text, match.end(), row.end)]
    if not marks:
        return [row]
    bounds = [row.start, *(match.end() for match in marks)]
    ends = [*(match.start() for match in marks), row.end]
    found: list[Row] = []
    for start, end in zip(bounds, ends, strict=True):
        stop = _stripped(text, start, end)
        found.append(anew(row, start=start, end=stop) if start == row.start else _piece(text, row, start, stop))
    return found


def _by_sentences(text: str, row: Row) -> list[Row]:
    """A row of sentences with no stop between them ("No other malignancy Not pregnant or nursing Fertile patients must …")."""
    if row.heading is not None:
        return [row]
    starts = [match.end() for match in _RUN_ON.finditer(text, row.start, row.end)]
    if len(starts) < _FEWEST_SENTENCES and not any(_SURELY_RUN_ON.match(text, start, row.end) for start in starts):
        return [row]
    bounds = [row.start, *starts]
    ends = [_stripped(text, start, end) for start, end in zip(bounds, [*starts, row.end], strict=True)]
    return [
        anew(row, start=start, end=end, enumerator=None) if start != row.start else anew(row, end=end)
        for start, end in zip(bounds, ends, strict=True)
    ]


_LISTED_BY_DASH = re.compile(r":\s+-\s+(?=[^\W\d_])")
_NEXT_BY_DASH = re.compile(r"[;,]?\s+-\s+(?=[^\W\d_]|[≥≤<>])")


def _dashed_below(text: str, row: Row, start: int) -> list[Row]:
    """ "Any of the following: - angina - heart failure": the items that stand below their statement, in its row; none where one
    dash alone stands there."""
    seams = list(_NEXT_BY_DASH.finditer(text, start, row.end))
    starts, ends = [start, *(seam.end() for seam in seams)], [*(seam.start() for seam in seams), row.end]
    column = row.column + 4
    items = zip(starts, ends, strict=True)
    return [Row(start=begin, end=end, indent=row.indent + 4, column=column, bullet="-") for begin, end in items] if seams else []


def _goes_on(text: str, match: re.Match[str], end: int) -> bool:
    """Whether a bullet stands before "(i)" on a line that was joined to the statement before it."""
    enumerator = enumerator_at(text, match.end(), end)
    return enumerator is not None and enumerator.style in ("paren", "angle", "circled")


def _by_topic_parts(text: str, found: list[Row]) -> list[list[Row]]:
    """Rows under a topic of requirements, cut where one holds several of its parts ("Age: 18 and over Performance status: …")."""
    inside = False
    cut: list[list[Row]] = []
    for row in found:
        if row.heading is not None:
            inside = row.heading.topic == "requirement" or (inside and row.heading.kind is None)
        marks = (
            [match.start() for match in topic_parts().finditer(text, row.start, row.end)]
            if inside and row.heading is None
            else []
        )
        glued = [mark for mark in marks if mark > row.start and _RUNS_INTO.search(text[row.start : mark])]
        bounds = sorted({row.start, *(marks if len(marks) > 1 else glued)})
        ends = [_stripped(text, start, end) for start, end in zip(bounds, [*bounds[1:], row.end], strict=True)]
        cut.append(
            [
                row if start == row.start and end == row.end else anew(row, start=start, end=end)
                for start, end in zip(bounds, ends, strict=True)
            ]
        )
    return cut


def _dashes(text: str, row: Row) -> list[re.Match[str]]:
    marks = list(_DASH.finditer(text, row.start, row.end))
    capital = [match for match in marks if text[match.end() : match.end() + 1].isupper()]
    marks = capital if 2 * len(capital) >= len(marks) else marks
    behind_name = text[: row.start].rstrip(" -").endswith(":") and len(capital) == len(marks) > 0  # "Criteria: - Pregnancy - HIV"
    return marks if behind_name or len(marks) >= _FEWEST_DASHES else []


def _piece(text: str, row: Row, start: int, end: int) -> Row:
    enumerator = enumerator_at(text, start, end)
    if enumerator is not None and enumerator.ordinal("number") is None:
        enumerator = None
    begin = min(enumerator.end, end) if enumerator else start
    return Row(start=begin, end=end, indent=row.indent, column=row.column, bullet=row.bullet or "•", enumerator=enumerator)


def _by_numbers(text: str, row: Row, after: Row | None) -> list[Row]:
    """A row "1. … 2. … 3. …" cut at its numbers, when the next row does not say that the list goes on otherwise."""
    if row.heading is not None or row.enumerator is None:
        return [row]
    value = row.enumerator.ordinal("number")
    if value is None:
        return [row]
    found = [row]
    expected = value + 1
    for match in _NUMBER.finditer(text, row.start, row.end):
        enumerator = enumerator_at(text, match.start(), row.end)
        if enumerator is None or enumerator.style != row.enumerator.style or enumerator.ordinal("number") != expected:
            continue
        found[-1] = replace(found[-1], end=_stripped(text, found[-1].start, match.start()))
        found.append(
            anew(row, start=min(enumerator.end, row.end), enumerator=enumerator, blank_before=False, prefix=None, label=None)
        )
        expected += 1
    goes_on = after is not None and after.enumerator is not None and after.enumerator.ordinal("number") == value + 1
    return [row] if goes_on or not _plausible(text, found) else found


def _plausible(text: str, found: list[Row]) -> bool:
    """Whether the cut gives items that say something; two alone must be parted by a stop, or "2." is a number in a sentence."""
    if len(found) < 2 or any(len(clean(text[row.start : row.end])) <= 2 for row in found):
        return False
    return len(found) > 2 or text[found[0].start : found[0].end].endswith((".", ";", "。", "；", ")", "）", ","))
