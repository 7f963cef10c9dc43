"""A page enters, a `TrialRecord` leaves: the layout is recognised by its marks and its reader is called."""

from __future__ import annotations

from collections.abc import Callable

from trialwright.registries.pages import clinconnect, meddatax, title_and_text, veeva
from trialwright.registries.pages.labelled import read_labelled
from trialwright.registries.pages.text import PageText
from trialwright.registries.record import TrialRecord

_LAYOUTS: tuple[tuple[Callable[[PageText], bool], Callable[[PageText], TrialRecord]], ...] = (
    (meddatax.recognises, meddatax.read),
    (veeva.recognises, veeva.read),
    (clinconnect.recognises, clinconnect.read),
    (title_and_text.recognises, title_and_text.read),
)


def read_page(page: PageText) -> TrialRecord:
    """The record that a page states; a page of no layout known by its marks is read by its labels."""
    for recognises, read in _LAYOUTS:
        if recognises(page):
            return read(page)
    return read_labelled(page)
