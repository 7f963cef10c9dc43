"""A `TrialRecord` and a reference date enter; findings on what contradicts itself, is missing or is misprinted leave."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from trialwright.findings import Finding
from trialwright.registries.checks.completeness import check_completeness
from trialwright.registries.checks.conditions import check_conditions
from trialwright.registries.checks.criteria import check_criteria
from trialwright.registries.checks.dates import check_dates
from trialwright.registries.checks.design import check_design
from trialwright.registries.checks.numbers import check_numbers
from trialwright.registries.checks.people import check_people
from trialwright.registries.checks.persons import check_persons
from trialwright.registries.checks.places import check_places
from trialwright.registries.checks.spelling import check_spelling
from trialwright.registries.checks.treatments import check_treatments
from trialwright.registries.checks.view import View
from trialwright.registries.record import TrialRecord
from trialwright.registries.rejected import is_unreadable

_CHECKS: tuple[Callable[[View], Iterator[Finding]], ...] = (
    check_completeness,
    check_dates,
    check_numbers,
    check_places,
    check_conditions,
    check_design,
    check_treatments,
    check_persons,
    check_criteria,
    check_people,
    check_spelling,
)


def check_record(record: TrialRecord, *, on: date) -> tuple[Finding, ...]:
    """What a careful reader would remark on in a record, each remark with the values it rests on and their fields.

    Nothing is corrected: where two places differ both are quoted. Findings marked `depends_on_date` hold on the day `on`.
    A field that the source does not show is unknown, so nothing is concluded from its absence but that it is absent.

    >>> from datetime import date
    >>> status = {"overallStatus": "RECRUITING", "completionDateStruct": {"date": "2025-09-25"}}
    >>> record = TrialRecord(protocol_section={"statusModule": status})
    >>> "COMPLETION_PASSED_STILL_RECRUITING" in [finding.code for finding in check_record(record, on=date(2026, 11, 21))]
    True
    """
    if is_unreadable(record):
        return ()
    view = View(record=record, on=on)
    return tuple(finding for check in _CHECKS for finding in check(view))
