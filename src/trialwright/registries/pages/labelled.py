"""The text of any portal's page enters, a `TrialRecord` leaves: what stands under labels that the table of labels knows.

One reader for all portals: what holds for one portal alone is a row of `data/layouts.tsv`, `labels.tsv` or `patterns.tsv`.
"""

from __future__ import annotations

from trialwright.findings import Finding, Severity
from trialwright.registries.pages import derive, heads, titles
from trialwright.registries.pages.blocks import Piece, pieces
from trialwright.registries.pages.draft import Draft
from trialwright.registries.pages.fields import Fields
from trialwright.registries.pages.labels import CRITERIA, layout_of
from trialwright.registries.pages.numbers import Printed, day_first, wrapped
from trialwright.registries.pages.objects import Objects
from trialwright.registries.pages.printed import read_criteria
from trialwright.registries.pages.scan import Found, Scan
from trialwright.registries.pages.text import PageText
from trialwright.registries.record import TrialRecord


class _Draft(Draft):
    """A draft that tells which lines were read."""

    def was_read(self, piece: Piece) -> bool:
        return piece.line.number in self._read


def read_labelled(page: PageText) -> TrialRecord:
    """The record that the labels of a page state.

    A label directly followed by a label, or by a word for nothing ("N/A", "Not provided"), is a missing value. A page of no known
    layout gives what its labels give, with a finding UNKNOWN_LAYOUT. Nothing that the page does not say is ever filled in.
    """
    layout = layout_of(page)
    printed = Printed(
        layout=layout,
        day_first=day_first(page.text, layout),
        wrapped=layout.has("hard_wrapped") or wrapped([line.words for line in page.printed]),
    )
    draft = _Draft(page, layout.name)
    fields = Fields(draft, printed)
    scan = Scan(pieces(page), printed)
    leading = heads.lead(scan)
    _labels(fields, scan)
    used = heads.fill_patterns(fields, scan)
    used |= heads.read_badges(fields, [*leading, *fields.scattered], used)
    titles.read_title(fields, leading, used)
    read_criteria(draft, scan.found, _loose(scan), layout)
    heads.address_id(draft)
    if not layout.known:
        _say_unknown(draft, scan)
    shown = [piece for piece in (*leading, *fields.scattered) if not draft.was_read(piece)]
    heads.unlabelled(draft, shown)
    _derive(draft)
    return draft.record()


def _labels(fields: Fields, scan: Scan) -> None:
    objects = Objects(fields)
    before: list[Piece] = list(scan.head)
    for at, found in enumerate(scan.found):
        if found.label.before and not found.values:
            found.values = before[-1:]
        if found.label.path == "outcomesModule.outcomes[].timeFrame":
            objects.before_time_frame(objects.loose(before) if at else before)
        if found.label.kind == "prose" and (name := heads.organisation(found)):
            found.values.remove(name)
            fields.scattered.append(name)
        following = scan.found[at + 1].label.path if at + 1 < len(scan.found) else ""
        objects.following = following
        if found.label.kind in CRITERIA:
            fields.scattered += heads.trailing_badges(fields, found)
        if found.label.kind in CRITERIA or found.label.kind in ("section", "ignore"):
            fields.draft.skip(found.at.line)
        else:
            objects.read(found)
        before = found.values[1:] if found.label.strict or found.label.path.endswith(".timeFrame") else []
    objects.sites_among(fields.scattered)
    objects.flush()


def _loose(scan: Scan) -> list[Piece]:
    """The pieces that belong to no value of their own: where a list of criteria without a heading may stand."""
    loose = list(scan.head)
    for found in scan.found:
        if found.label.strict:
            loose += found.values[1:]
        elif found.label.kind in ("criteria", "section", "ignore"):
            loose += found.values
    return loose


def _derive(draft: Draft) -> None:
    derive.from_title(draft)
    titles.title_acronym(draft)
    heads.derive_design(draft)
    derive.from_criteria(draft)


def _say_unknown(draft: Draft, scan: Scan) -> None:
    labels = list(dict.fromkeys(_words(found) for found in scan.found))
    draft.say(
        Finding(
            code="UNKNOWN_LAYOUT",
            message=f"the page is of no known layout; it was read by {len(labels)} label(s) of the table",
            severity=Severity.WARNING,
            values=tuple(labels[:20]),
            hint="compare the record with the page before relying on it",
        )
    )


def _words(found: Found) -> str:
    return found.at.text[:60]
