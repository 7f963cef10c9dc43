"""A page of the layout "<condition> Clinical Trial / Official title: / text" enters, a `TrialRecord` leaves.

The short form ends with the text; the full form goes on with tables, a row a line and cells divided by `|`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.registries.pages import derive
from trialwright.registries.pages.draft import Draft
from trialwright.registries.pages.sections import paragraphs
from trialwright.registries.pages.text import Line, PageText
from trialwright.registries.pages.title_and_text_tables import opens_tables, read_tables
from trialwright.registries.record import TrialRecord

LAYOUT = "title-and-text"
_HEADING = re.compile(r"(\S.*?)\s+Clinical Trial", re.IGNORECASE)
_OFFICIAL = re.compile(r"Official title:\s*(.*)", re.IGNORECASE)
_RESIDUE = re.compile(r"\s+;\s*$")


def recognises(page: PageText) -> bool:
    """Whether a line "… Clinical Trial" has "Official title:" right under it."""
    return _opening(page.printed) is not None


def read(page: PageText) -> TrialRecord:
    """The record of a page of this layout."""
    draft = Draft(page, LAYOUT)
    lines = page.printed
    opening = _opening(lines) or 0
    _read_heading(draft, lines[opening])
    body = _read_title(draft, lines[opening + 1 :])
    tables = next((at for at, line in enumerate(body) if opens_tables(line.words)), len(body))
    _read_prose(draft, body[:tables])
    read_tables(draft, body[tables:])
    derive.from_title(draft)
    derive.from_words_of_title(draft)
    derive.from_criteria(draft)
    return draft.record()


def _opening(lines: Sequence[Line]) -> int | None:
    for at, line in enumerate(lines[:-1]):
        if _OFFICIAL.fullmatch(lines[at + 1].words) and _HEADING.fullmatch(line.words):
            return at
    return None


def _read_heading(draft: Draft, line: Line) -> None:
    draft.note_extra("pageHeading", line.words, line)
    match = _HEADING.fullmatch(line.words)
    if match:
        how = 'the page heading less the words "Clinical Trial"'
        draft.put("conditionsModule.conditions", [match.group(1)], line, how=how)
        draft.infer('condition from the page heading less the words "Clinical Trial"')


def _read_title(draft: Draft, lines: Sequence[Line]) -> Sequence[Line]:
    """Sets the official title; gives the lines after it."""
    label, rest = lines[0], lines[1:]
    draft.skip(label)
    match = _OFFICIAL.fullmatch(label.words)
    if match and match.group(1):
        draft.put("identificationModule.officialTitle", match.group(1), label)
        return rest
    if rest:
        draft.put("identificationModule.officialTitle", rest[0].words, rest[0])
    return rest[1:]


def _read_prose(draft: Draft, lines: Sequence[Line]) -> None:
    """The first paragraph is the brief summary, what follows the detailed description; nothing on the page says so."""
    lines = [line for line in lines if line.words.strip(" ;")]
    if not lines:
        return
    draft.put("descriptionModule.briefSummary", _RESIDUE.sub("", lines[0].words), lines[0])
    if len(lines) > 1:
        how = "the text after the first paragraph; the page does not label it"
        draft.put("descriptionModule.detailedDescription", _RESIDUE.sub("", paragraphs(lines[1:])), lines[1:], how=how)
        draft.infer("which of the two paragraphs is brief and which detailed")
