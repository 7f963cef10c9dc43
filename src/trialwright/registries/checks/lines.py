"""A criteria text enters; its lines leave, each with its place, its list (inclusion, exclusion or not told) and its step."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from trialwright.findings import Span

_MARK = re.compile(
    r"^\s*(?:(?:[-*•·▪◦‣⁃–o]|\\-|\\\*)\s+)*(?:(?:\(?\d{1,2}(?:\.\d{1,2})*\\?[.)]|\(?[a-z]\)|\(?[ivx]{1,4}\)|#)\s*)?",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^\s*(?:[-*•·▪◦‣⁃]|\\-|\\\*|\(?\d{1,2}\\?[.)]|\(?[a-z]\))\s*", re.IGNORECASE)
_HEAD = re.compile(
    r"^(?P<words>[^.;]{0,70}?\b(?:(?P<ex>exclusions?|excluded|ineligib\w+|non-?inclusion)|(?P<inc>inclusions?"
    r"|eligib\w+|included))\b[^.;:]{0,60})"
    r"(?P<colon>:|\s*$)",
    re.IGNORECASE,
)
_INLINE = re.compile(
    r"(?<=[.;\s])(?=(?:(?:key|main|major|general|patient|subject)\s+)?(?:inclusion|exclusion|non-inclusion)\s+criteria?\s*:)",
    re.IGNORECASE,
)
_REOPENS = re.compile(r"\binclusion criteri\w*\b.*(?::\s*$|\bremain)", re.IGNORECASE | re.DOTALL)
_PRINTED = re.compile(r"(\d{1,2})\\?[.)]\s*$")
_STEP = re.compile(
    r"\b(?:(?P<first>primary|first|1st|initial|step 1)|(?P<second>secondary|second|2nd|step 2|re-?registration))\b[^:]{0,30}"
    r"\b(?:registration|randomi[sz]ation|enrol?lment|step|stage)?",
    re.IGNORECASE,
)
_STAGED = re.compile(r"registration|randomi[sz]ation|enrol?lment|\bstep\b", re.IGNORECASE)
_LOWER = re.compile(r"^[a-z(0-9<>=≤≥]")
_ONLY_NAMES = re.compile(
    r"\b(?:criteria|criterion|criterias|inclusions?|exclusions?)\W*(?:\([^)]*\)\W*|(?:for|of|in|at|-|–)\b.*"
    r"|(?:step|part|phase|cohort|stage)\b.*)?$",
    re.IGNORECASE,
)
_WRAPPED_FROM, _HEADING_LENGTH = 60, 70


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One criterion: its words without marker, its range in the criteria text, its list, its step from 1, its number."""

    text: str
    start: int
    end: int
    side: str | None
    step: int
    number: int

    @property
    def span(self) -> Span:
        """Its place in the eligibility text."""
        return Span(start=self.start, end=self.end)

    @property
    def name(self) -> str:
        """What to call it in a sentence: "exclusion 7"."""
        return f"{self.side or 'criterion'} {self.number}"


def criterion_lines(text: str) -> tuple[Line, ...]:
    """The criteria of a text in order; headings are not among them, but set the list and the step of what follows."""
    return tuple(_read(text))


def _read(text: str) -> Iterator[Line]:
    side: str | None = None
    step, number = 1, 0
    for start, end in _ranges(text):
        begin = start + _marker(text[start:end])
        words = text[begin:end]
        head = _HEAD.match(words)
        if head and _is_heading(head, words):
            side, step, number = _side(head, side), _step(words), 0
            begin += head.end() if head.group("colon") == ":" else len(words)
        elif side == "exclusion" and _REOPENS.search(words):
            side = None
        begin += _marker(text[begin:end])
        if text[begin:end].strip():
            number += 1
            printed = _PRINTED.search(text[start:begin])
            yield Line(
                text=" ".join(text[begin:end].split()),
                start=begin,
                end=end,
                side=side,
                step=step,
                number=int(printed.group(1)) if printed else number,
            )


def _marker(words: str) -> int:
    match = _MARK.match(words)
    return match.end() if match else 0


def _is_heading(head: re.Match[str], words: str) -> bool:
    """A heading ends with a colon, or says no more than which criteria follow."""
    bare = not words[head.end() :].strip()
    named = re.search(r"criteri", head.group("words"), re.IGNORECASE) is not None
    if head.group("colon") == ":":
        return named or (bare and len(words) < _HEADING_LENGTH)
    return bare and (len(words.split()) == 1 or _ONLY_NAMES.search(words) is not None)


def _side(head: re.Match[str], before: str | None) -> str | None:
    if head.group("ex"):
        return "exclusion"
    if head.group("inc"):
        return "inclusion"
    return before


def _step(words: str) -> int:
    match = _STEP.search(words)
    if match is None or not _STAGED.search(words):
        return 1
    return 1 if match.group("first") else 2


def _ranges(text: str) -> Iterator[tuple[int, int]]:
    """Ranges of lines; one that wraps onto the next is joined with it, one with two headings is cut before the second."""
    open_start = open_end = -1
    for start, end in _rows(text):
        if (
            open_start >= 0
            and text[start:end].strip()
            and _wraps(text[open_start:open_end], text[start:end])
            and text[open_end:start].count("\n") == 1
        ):
            open_end = end
            continue
        if open_start >= 0:
            yield from _cut(text, open_start, open_end)
        open_start, open_end = start, end
    if open_start >= 0:
        yield from _cut(text, open_start, open_end)


def _rows(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for row in text.splitlines(keepends=True):
        body = row.rstrip()
        if body:
            yield at, at + len(body)
        at += len(row)


def _wraps(before: str, after: str) -> bool:
    last = before.rsplit("\n", 1)[-1]
    return (
        len(last.strip()) >= _WRAPPED_FROM
        and last.rstrip()[-1:] not in ".;:"
        and not _BULLET.match(after)
        and bool(_LOWER.match(after.strip()))
    )


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for match in _INLINE.finditer(text, start, end):
        if match.start() > at and text[at : match.start()].strip():
            yield at, match.start()
            at = match.start()
    yield at, end
