"""How the portal words a recruiting status: a date known to the month has no day."""

from __future__ import annotations

import datetime as dt

import pytest

from trialwright.portal.rendering import environment
from trialwright.portal.views.status import status_of
from trialwright.registries.record import TrialRecord


@pytest.mark.parametrize(
    ("verified", "language", "words"),
    [
        ("2026-03", "en", "Confirmed in March 2026."),
        ("2026-03-07", "en", "Confirmed on 7 March 2026."),
        ("2026-03", "nl", "Bevestigd in maart 2026."),
        ("2026-03-07", "nl", "Bevestigd op 7 maart 2026."),
    ],
)
def test_a_month_is_no_day(verified: str, language: str, words: str) -> None:
    record = TrialRecord(protocol_section={"statusModule": {"overallStatus": "RECRUITING", "statusVerifiedDate": verified}})
    found = status_of(record, on=dt.date(2026, 11, 21))
    parts = environment(language).get_template("parts.html.j2").make_module({})
    assert parts.status_words(found).strip() == words  # type: ignore[attr-defined]  # a macro
