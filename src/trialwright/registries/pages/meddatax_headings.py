"""The lines of a MedDataX page enter, the part under each heading leaves: a heading counts by the helper sentence under it."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from trialwright.registries.pages.sections import Part
from trialwright.registries.pages.text import Line, PageText

_PROSE = frozenset(("Brief Summary", "Detailed Description", "Study Groups", "Interventions", "Eligibility Criteria"))
_BARE = frozenset(("Study Results", "Related Clinical Trials"))
_TITLE = re.compile(r"[A-Z][A-Za-z]*(?: (?:[A-Z][A-Za-z]*|&|of|and|the)){0,4}")
_HELPER = re.compile(
    r"(?:Get|Review|Dive|See|Understand|Learn|Discover|Check|Meet|Identify|Explore|Reach|Find|Access|Browse|View|Read|Download|Compare)"
    r" [^.]{30,}\b(?:study|trial|research|participants?|interventions?|sites?)\b[^.]*\."
)
_ENOUGH, _CUT_OFF = 25, 12


@cache
def helpers() -> Mapping[str, str]:
    """The headings of the layout and the helper sentence that the portal prints under each."""
    text = files("trialwright.registries.pages").joinpath("data/meddatax.tsv").read_text(encoding="utf-8")
    return {row["heading"]: row["helper"] or "" for row in csv.DictReader(text.splitlines(), delimiter="\t")}


def sections_of(page: PageText) -> tuple[Sequence[Line], dict[str, Part]]:
    """The lines above the first heading, and the part under each; a heading counts when its helper sentence follows it."""
    lines = page.printed
    plain = not any(_helper_of(lines, at) for at in range(len(lines)))
    cuts: list[tuple[str, Line, list[Line]]] = []
    head: list[Line] = []
    for at, line in enumerate(lines):
        seen = {label for label, _, _ in cuts}
        if line.words in helpers() and line.words not in seen and _is_heading(lines, at, plain=plain):
            cuts.append((line.words, line, []))
        elif cuts and cuts[-1][0] not in _PROSE and _is_unknown_heading(lines, at):
            cuts.append((f"? {line.words}", line, []))
        else:
            (cuts[-1][2] if cuts else head).append(line)
    return head, {label: Part(label=label, at=at, lines=_without_helper(label, found)) for label, at, found in cuts}


def _helper_of(lines: Sequence[Line], at: int) -> bool:
    helper = helpers().get(lines[at].words)
    return bool(helper) and at + 1 < len(lines) and is_helper(lines[at + 1].words, str(helper))


def is_helper(words: str, helper: str) -> bool:
    """Whether a line is this helper sentence, worded a little otherwise at its end or cut off."""
    return bool(helper) and (words[:_ENOUGH] == helper[:_ENOUGH] or (len(words) >= _CUT_OFF and helper.startswith(words)))


def _is_heading(lines: Sequence[Line], at: int, *, plain: bool) -> bool:
    last = at + 1 == len(lines)
    return plain or last or lines[at].words in _BARE or _helper_of(lines, at)


def _is_unknown_heading(lines: Sequence[Line], at: int) -> bool:
    return at + 1 < len(lines) and bool(_TITLE.fullmatch(lines[at].words) and _HELPER.fullmatch(lines[at + 1].words))


def _without_helper(label: str, lines: Sequence[Line]) -> tuple[Line, ...]:
    return tuple(lines[1:]) if lines and is_helper(lines[0].words, helpers().get(label, "")) else tuple(lines)
