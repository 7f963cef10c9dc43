"""Codes that are no diagnosis but a state, a history or a treatment (ICD-10-CM's Z codes): a code of one, and the day on which it
was recorded, in; facts out."""

from __future__ import annotations

from collections.abc import Iterator

from trialwright.patients.facts import Fact, Kind
from trialwright.patients.fhir_codes import Coded
from trialwright.patients.fhir_parts import Dates, or_earlier, or_later
from trialwright.vocabulary.time import PartialDate

_RECORDED_THEN = frozenset({"given", "state"})
ENDS = frozenset({"taken", "state", "allergy"})
"""What is so on the day of the record, and may be over: where the record says that it is, it is no fact."""


def facts_of_state(coded: Coded, when: PartialDate | None, place: str) -> Iterator[Fact]:
    """The facts of a code of a state: what is so on a day, what was so before it, what is taken or was done.

    Since when a medicine is taken, and when an operation was, such a code does not say.
    """
    for meaning in coded.meanings:
        qualifiers = {name: text for name, text in meaning.qualifiers.items() if name != "value"}
        dates: Dates = {"date": when if coded.how in _RECORDED_THEN else or_earlier(when)}
        if coded.how == "taken" and when is not None:
            dates = {"start": or_earlier(when), "end": or_later(when)}
        yield Fact(
            what=coded.what,
            concept=meaning.concept,
            kind=Kind.ALLERGIES if coded.how == "allergy" else meaning.kind,
            value=meaning.qualifiers.get("value"),
            qualifiers=qualifiers,
            place=place,
            **dates,
        )
