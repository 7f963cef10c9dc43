"""The dates and the status of a record enter; findings on those that contradict each other or the reference date leave."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from trialwright.findings import Finding
from trialwright.registries.checks.codes import Quote, report
from trialwright.registries.checks.days import Days, days
from trialwright.registries.checks.tables import rows
from trialwright.registries.checks.view import OPEN, View, words_at

STATUS = "statusModule.overallStatus"
_START = "statusModule.startDateStruct"
_PRIMARY = "statusModule.primaryCompletionDateStruct"
_END = "statusModule.completionDateStruct"
_DATES = (
    f"{_START}.date",
    f"{_PRIMARY}.date",
    f"{_END}.date",
    "statusModule.lastUpdatePostDateStruct.date",
    "statusModule.lastUpdateSubmitDate",
    "statusModule.statusVerifiedDate",
    "statusModule.studyFirstSubmitDate",
    "statusModule.studyFirstPostDateStruct.date",
)
_RECRUITING = ("RECRUITING", "ENROLLING_BY_INVITATION")
_STALE_YEARS = 2
_EARLY_DAYS = 31


def check_dates(view: View) -> Iterator[Finding]:
    """Start, completion and update dates against the status, each other and the reference date."""
    yield from _start_passed(view)
    yield from _end_passed(view)
    yield from _not_there_yet(view)
    yield from _actual_in_future(view)
    yield from _stale(view)
    yield from _order(view)
    yield from _site_status(view)
    yield from _unclear_portal_dates(view)


def has_dates(view: View) -> bool:
    """Whether the record or its page states any date of the trial or of the record."""
    return any(view.text(path) for path in _DATES) or any(view.extra_text(row["key"]) for row in rows("portal_dates.tsv"))


def _updated(view: View) -> tuple[str, list[Quote]]:
    last = view.last_update
    return (f"last updated {last[1]}", [(last[0], f"last updated {last[1]}")]) if last else ("update date not stated", [])


def _day(view: View, path: str) -> tuple[str, Days] | None:
    printed = view.text(f"{path}.date")
    found = days(printed)
    return (printed, found) if printed and found else None


def _start_passed(view: View) -> Iterator[Finding]:
    start = _day(view, _START)
    if view.status != "NOT_YET_RECRUITING" or start is None or start[1].last >= view.on:
        return
    words, quotes = _updated(view)
    yield report(
        "START_DATE_PASSED_NOT_YET_RECRUITING",
        f"The start date {start[0]} has passed on {view.on} and the status is still NOT_YET_RECRUITING ({words}).",
        quotes=[(f"{_START}.date", start[0]), (STATUS, "NOT_YET_RECRUITING"), *quotes],
    )


def _end_passed(view: View) -> Iterator[Finding]:
    end, primary, status = _day(view, _END), _day(view, _PRIMARY), view.status or ""
    words, quotes = _updated(view)
    if end is not None and end[1].last < view.on:
        code = {
            "RECRUITING": "COMPLETION_PASSED_STILL_RECRUITING",
            "ENROLLING_BY_INVITATION": "COMPLETION_PASSED_STILL_RECRUITING",
        }.get(status)
        code = "COMPLETION_PASSED_STILL_ACTIVE" if status in ("ACTIVE_NOT_RECRUITING", "SUSPENDED") else code
        if code:
            message = f"The completion date {end[0]} has passed on {view.on} and the status is still {status} ({words})."
            yield report(code, message, quotes=[(f"{_END}.date", end[0]), (STATUS, status), *quotes])
    elif status in _RECRUITING and primary is not None and primary[1].last < view.on:
        yield report(
            "PRIMARY_COMPLETION_PASSED_STILL_RECRUITING",
            f"The primary completion date {primary[0]} has passed on {view.on} and the status is still {status} ({words}).",
            quotes=[(f"{_PRIMARY}.date", primary[0]), (STATUS, status), *quotes],
        )


def _not_there_yet(view: View) -> Iterator[Finding]:
    start, end, status = _day(view, _START), _day(view, _END), view.status or ""
    if status in (*_RECRUITING, "ACTIVE_NOT_RECRUITING", "COMPLETED") and start and (start[1].first - view.on).days > _EARLY_DAYS:
        message = f"The status is {status}, the start date {start[0]} lies after {view.on}."
        yield report("STATUS_BEFORE_START_DATE", message, quotes=[(STATUS, status), (f"{_START}.date", start[0])])
    elif status == "COMPLETED" and end and end[1].first > view.on:
        message = f"The status is COMPLETED, the completion date {end[0]} lies after {view.on}."
        yield report("COMPLETED_BEFORE_COMPLETION_DATE", message, quotes=[(STATUS, status), (f"{_END}.date", end[0])])


def _actual_in_future(view: View) -> Iterator[Finding]:
    for path in (_START, _PRIMARY, _END):
        found = _day(view, path)
        if found and view.text(f"{path}.type") == "ACTUAL" and found[1].first > view.on:
            message = f"The date {found[0]} is marked as actual and lies after {view.on}."
            yield report("ACTUAL_DATE_IN_FUTURE", message, quotes=[(f"{path}.date", found[0]), (f"{path}.type", "ACTUAL")])


def _stale(view: View) -> Iterator[Finding]:
    last = view.last_update
    known = days(last[1]) if last else None
    if last is None or known is None or (view.status is not None and view.status not in OPEN):
        return
    if known.last < _years_before(view.on, _STALE_YEARS):
        message = (
            f"The record was last updated on {last[1]}, more than {_STALE_YEARS} years before {view.on}: its status is "
            "not confirmed since."
        )
        yield report("RECORD_STALE_OVER_2Y", message, quotes=[last, *([(STATUS, view.status)] if view.status else [])])


def _years_before(day: date, years: int) -> date:
    return day.replace(year=day.year - years, day=min(day.day, 28)) if day.month == 2 else day.replace(year=day.year - years)


def _order(view: View) -> Iterator[Finding]:
    start, primary, end = _day(view, _START), _day(view, _PRIMARY), _day(view, _END)
    pairs = (
        ("COMPLETION_BEFORE_START", "completion", _END, end, "start", _START, start),
        ("COMPLETION_BEFORE_START", "primary completion", _PRIMARY, primary, "start", _START, start),
        ("PRIMARY_COMPLETION_AFTER_COMPLETION", "completion", _END, end, "primary completion", _PRIMARY, primary),
    )
    for code, name, path, found, other_name, other_path, other in pairs:
        if found and other and found[1].last < other[1].first:
            message = f"The {name} date {found[0]} lies before the {other_name} date {other[0]}."
            yield report(code, message, quotes=[(f"{path}.date", found[0]), (f"{other_path}.date", other[0])])


def _site_status(view: View) -> Iterator[Finding]:
    stated = {words_at(site, "status") for site in view.locations if words_at(site, "status")}
    everywhere = len([site for site in view.locations if words_at(site, "status")]) == len(view.locations)
    quotes = [(STATUS, view.status or ""), ("contactsLocationsModule.locations", ", ".join(sorted(stated)))]
    if view.status in ("COMPLETED", "TERMINATED", "WITHDRAWN") and stated & set(_RECRUITING):
        yield report("SITE_STATUS_MISMATCH", f"The trial is {view.status}, yet a site is listed as recruiting.", quotes=quotes)
    elif view.status == "RECRUITING" and stated and everywhere and not stated & {*_RECRUITING, "NOT_YET_RECRUITING", "AVAILABLE"}:
        yield report(
            "SITE_STATUS_MISMATCH",
            f"The trial is RECRUITING, yet every site is listed as {' or '.join(sorted(stated))}.",
            quotes=quotes,
        )


def _unclear_portal_dates(view: View) -> Iterator[Finding]:
    for row in rows("portal_dates.tsv"):
        if printed := view.extra_text(row["key"]):
            message = f'The page prints {printed} as "{row["label"]}": {row["why"]}.'
            yield report("DATE_MEANING_UNCLEAR", message, quotes=[(f"extra.{row['key']}", printed)])
