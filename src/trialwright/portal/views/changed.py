"""What changed between two versions of a trial enters, sentences for people leave: codes of fields in words (English)."""

from __future__ import annotations

from dataclasses import replace

from trialwright.portal.views.facts import DESIGN, PEOPLE, SNAPSHOT
from trialwright.portal.views.words import word
from trialwright.shelf.change_words import sentences
from trialwright.shelf.changes import Changes, FieldChange, SiteChange

_LISTS = {
    "statusModule.overallStatus": "status",
    **{asked.path: asked.enum for asked in (*SNAPSHOT, *DESIGN, *PEOPLE) if asked.enum},
    **{asked.note[0]: asked.note[1] for asked in SNAPSHOT if asked.note},
}
"""The list of words that a field has its codes from."""


def in_words(changes: Changes) -> list[str]:
    """What changed, a line each, the most telling first."""
    fields = tuple(_field(change) for change in changes.fields)
    return sentences(replace(changes, fields=fields, sites=tuple(_site(site) for site in changes.sites)))


def _field(change: FieldChange) -> FieldChange:
    kind = _LISTS.get(change.path)
    return replace(change, old=_worded(kind, change.old), new=_worded(kind, change.new)) if kind else change


def _site(site: SiteChange) -> SiteChange:
    return replace(site, old_status=_worded("status", site.old_status), new_status=_worded("status", site.new_status))


def _worded(kind: str, code: str | None) -> str | None:
    return None if code is None else word(kind, code).partition(": ")[0]
