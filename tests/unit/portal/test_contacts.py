"""A contact's number becomes a link where it can be dialled, whatever words stand around it."""

from __future__ import annotations

import pytest

from trialwright.portal.views.people import people_of
from trialwright.registries.record import TrialRecord


@pytest.mark.parametrize(
    ("printed", "dialled"),
    [
        ("888-662-6728 (U.S. Only)", "8886626728"),
        ("+31 (0)20 566 9111", "+31205669111"),
        ("1-877-CTLILLY (1-877-285-4559)", "18772854559"),
        ("+1 240 529 3415 ext. 12", "+12405293415"),
        ("+313088 755 5555", ""),
        ("see the web site", ""),
    ],
)
def test_a_number_is_dialled_whatever_stands_around_it(printed: str, dialled: str) -> None:
    section = {"contactsLocationsModule": {"centralContacts": [{"name": "Ada", "role": "CONTACT", "phone": printed}]}}
    person = people_of(TrialRecord(protocol_section=section), ()).contacts[0]
    assert (person.phone, person.dial, bool(person.doubts)) == (printed, dialled, not dialled)
