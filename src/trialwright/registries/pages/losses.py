"""The criteria as printed enter, remarks on what the print lost leave."""

from __future__ import annotations

import re

from trialwright.findings import Finding, Severity, Span
from trialwright.registries.pages.draft import Draft
from trialwright.registries.pages.labels import rows

_ENDED = re.compile(r"[.;:!?)\]\"”…。;]\s*$")


def cut_off(draft: Draft, end: int) -> None:
    """A page that ends within the criteria may have lost the end of a number."""
    text = draft.page.text
    if text[end:].strip(" \t\n|") or _ENDED.search(text[:end]):
        return
    begin = text.rfind("\n", 0, end) + 1
    draft.say(
        Finding(
            code="PAGE_ENDS_IN_CRITERIA",
            message="the page ends within the criteria without a full stop: the last criterion may be cut, and more may follow",
            severity=Severity.WARNING,
            span=Span(start=begin, end=end, source=draft.page.name),
            values=(text[begin:end][-80:],),
        )
    )


def lost_signs(draft: Draft, text: str) -> None:
    """Report numbers of criteria that seem to have lost their comparison sign ("ANC 1000/L", "(= 21 days)"); the text stays."""
    seen: set[int] = set()
    for row in rows("lost_signs.tsv"):
        for match in re.finditer(row["pattern"], text, re.IGNORECASE | re.MULTILINE):
            if match.end() in seen:
                continue
            seen.add(match.end())
            draft.say(
                Finding(
                    code="LOST_COMPARISON_SIGN",
                    message=f"a comparison sign may be lost before the number in {match.group().strip()!r}: the limit is unclear",
                    severity=Severity.WARNING,
                    span=Span(start=match.start(), end=match.end()),
                    fields=("eligibilityModule.eligibilityCriteria",),
                    values=(match.group().strip(),),
                )
            )
