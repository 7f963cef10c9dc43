"""What changed between two versions is told in words: codes of fields as pages say them, a long criterion where it differs."""

from __future__ import annotations

from dataclasses import replace

from trialwright.portal.views.changed import in_words
from trialwright.shelf.changes import Changes, FieldChange, Kind, SiteChange, SiteKind

BARE = Changes(key="NCT1", old=1, new=2)


def test_codes_of_a_record_are_told_in_words() -> None:
    status = FieldChange(
        path="statusModule.overallStatus", label="status", kind=Kind.CHANGED, old="RECRUITING", new="ACTIVE_NOT_RECRUITING"
    )
    phase = FieldChange(path="designModule.phases", label="phase", kind=Kind.ADDED, new="NA")
    assert in_words(replace(BARE, fields=(status, phase))) == [
        "status: Recruiting → Active, not recruiting",
        "phase: No phase (not applicable) (new)",
    ]


def test_the_status_of_a_site_is_told_in_words() -> None:
    site = SiteChange(
        kind=SiteKind.CHANGED, facility="Clinic", city="Delft", country="", old_status="RECRUITING", new_status="WITHDRAWN"
    )
    assert in_words(replace(BARE, sites=(site,))) == ["1 site has another status: Clinic, Delft (Recruiting → Withdrawn)"]


def test_words_of_the_record_that_look_like_codes_stay() -> None:
    title = FieldChange(path="identificationModule.briefTitle", label="brief title", kind=Kind.CHANGED, old="RECRUITING", new="X")
    assert in_words(replace(BARE, fields=(title,))) == ["brief title: RECRUITING → X"]
