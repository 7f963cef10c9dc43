"""Two versions of a trial enter; what changed leaves as plain values: fields, sites, and the criteria in meaning."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from trialwright.registries.likeness import tokens
from trialwright.registries.record import TrialRecord

if TYPE_CHECKING:
    from trialwright.protocol.difference import Difference

_SITES = "contactsLocationsModule.locations"
_CRITERIA = "eligibilityModule.eligibilityCriteria"
_OPEN = frozenset(("RECRUITING", "NOT_YET_RECRUITING", "ENROLLING_BY_INVITATION"))


class Kind(StrEnum):
    """What became of a value."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class SiteKind(StrEnum):
    """What became of a site. "closed" is one that recruited and is listed as not recruiting now."""

    ADDED = "added"
    REMOVED = "removed"
    CLOSED = "closed"
    OPENED = "opened"
    CHANGED = "changed"


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldChange:
    """One value that changed: its path and what to call it; for one of several things (an arm, an outcome) which and what of it.

    `old` and `new` are as the record prints them, None where there is none. `long` marks texts too long to be told whole.
    """

    path: str
    label: str
    kind: Kind
    old: str | None = None
    new: str | None = None
    item: str = ""
    part: str = ""
    long: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteChange:
    """One site that came, went, or whose status changed."""

    kind: SiteKind
    facility: str
    city: str
    country: str
    old_status: str | None = None
    new_status: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Changes:
    """Everything that changed from version `old` to version `new` of a trial.

    `criteria` tells what changed in meaning; None where the text and the fields that the criteria rest on are the same.
    `others` are the paths of what changed beside all that: nothing is left out silently.
    """

    key: str
    old: int
    new: int
    fields: tuple[FieldChange, ...] = ()
    sites: tuple[SiteChange, ...] = ()
    criteria: Difference | None = None
    others: tuple[str, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether the two versions say the same."""
        return not (self.fields or self.sites or self.others) and (self.criteria is None or self.criteria.same)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Row:
    path: str
    label: str
    kind: str
    by: str
    told: tuple[str, ...]


@cache
def _compared() -> tuple[_Row, ...]:
    text = (files("trialwright.shelf") / "data" / "compared.tsv").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return tuple(
        _Row(
            path=row["path"], label=row["label"], kind=row["kind"], by=row["by"] or "", told=tuple((row["told"] or "").split(","))
        )
        for row in rows
    )


def field_changes(old: TrialRecord, new: TrialRecord) -> tuple[FieldChange, ...]:
    """The values that differ, in the order of `data/compared.tsv`."""
    return tuple(change for row in _compared() for change in _of_row(row, old.get(row.path), new.get(row.path)))


def _of_row(row: _Row, old: Any, new: Any) -> Iterator[FieldChange]:
    if old == new:
        return
    if row.kind == "items":
        yield from _items(row, _listed(old), _listed(new))
    elif row.kind == "list":
        before, after = [str(item) for item in _listed(old)], [str(item) for item in _listed(new)]
        yield from (_change(row, item, None) for item in before if item not in after)
        yield from (_change(row, None, item) for item in after if item not in before)
    else:
        yield _change(row, _printed(old), _printed(new), long=row.kind == "words")


def _change(row: _Row, old: str | None, new: str | None, **more: Any) -> FieldChange:
    kind = Kind.ADDED if old is None else Kind.REMOVED if new is None else Kind.CHANGED
    return FieldChange(path=row.path, label=row.label, kind=kind, old=old, new=new, **more)


def _items(row: _Row, old: Sequence[Any], new: Sequence[Any]) -> Iterator[FieldChange]:
    """Things of a list, paired by their name; of two with one name the first with the first."""
    before, after = _by_name(row.by, old), _by_name(row.by, new)
    for name in before:
        yield from (_change(row, item[row.by], None) for item in before[name][len(after.get(name, ())) :])
    for name, items in after.items():
        yield from (_change(row, None, item[row.by]) for item in items[len(before.get(name, ())) :])
        for one, other in zip(before.get(name, ()), items, strict=False):
            for part in row.told:
                if one.get(part) != other.get(part):
                    told = (_printed(one.get(part)), _printed(other.get(part)))
                    yield _change(row, *told, item=str(other[row.by]), part=part, long=part == "description")


def _by_name(by: str, items: Sequence[Any]) -> dict[tuple[str, ...], list[dict[str, Any]]]:
    found: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for item in items:
        if isinstance(item, Mapping):
            name = str(item.get(by) or "")
            found.setdefault(tokens(name), []).append({**item, by: name})
    return found


def site_changes(old: TrialRecord, new: TrialRecord) -> tuple[SiteChange, ...]:
    """The sites that came or went, and those whose status changed, by facility, city and country."""
    before, after = _sites(old), _sites(new)
    found = [
        _site(SiteKind.REMOVED, item, item.get("status"), None)
        for name in before
        for item in before[name][len(after.get(name, ())) :]
    ]
    found += [
        _site(SiteKind.ADDED, item, None, item.get("status"))
        for name in after
        for item in after[name][len(before.get(name, ())) :]
    ]
    for name, items in after.items():
        for one, other in zip(before.get(name, ()), items, strict=False):
            statuses = (one.get("status"), other.get("status"))
            if statuses[0] != statuses[1]:
                found.append(_site(_turned(*statuses), other, *statuses))
    return tuple(sorted(found, key=lambda item: (tuple(SiteKind).index(item.kind), item.country, item.city, item.facility)))


def _turned(old: Any, new: Any) -> SiteKind:
    if old in _OPEN and new is not None and new not in _OPEN:
        return SiteKind.CLOSED
    return SiteKind.OPENED if new == "RECRUITING" else SiteKind.CHANGED


def _sites(record: TrialRecord) -> dict[tuple[tuple[str, ...], ...], list[Mapping[str, Any]]]:
    found: dict[tuple[tuple[str, ...], ...], list[Mapping[str, Any]]] = {}
    for item in _listed(record.get(_SITES)):
        if isinstance(item, Mapping):
            name = tuple(tokens(str(item.get(part) or "")) for part in ("facility", "city", "country"))
            found.setdefault(name, []).append(item)
    return found


def _site(kind: SiteKind, item: Mapping[str, Any], old: Any, new: Any) -> SiteChange:
    facility, city, country = (str(item.get(part) or "") for part in ("facility", "city", "country"))
    return SiteChange(kind=kind, facility=facility, city=city, country=country, old_status=old, new_status=new)


def other_changes(old: TrialRecord, new: TrialRecord) -> tuple[str, ...]:
    """The paths of all other values that differ; places in lists are left out of them."""
    told = (*(row.path for row in _compared()), _CRITERIA)
    before, after = _rest(old), _rest(new)
    found = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    found = {path for path in found if not any(path == item or path.startswith(f"{item}.") for item in told)}
    if old.has_results != new.has_results:
        found.add("hasResults")
    return tuple(sorted(found - _of_sites_only(found, old, new)))


def _rest(record: TrialRecord) -> dict[str, list[Any]]:
    """Every value by its path without places in lists; the values of one path in their order."""
    found: dict[str, list[Any]] = {}
    for path, value in record.leaves():
        found.setdefault(".".join(part for part in path.split(".") if not part.isdigit()), []).append(value)
    return found


def _of_sites_only(paths: set[str], old: TrialRecord, new: TrialRecord) -> set[str]:
    """The paths within sites, where the sites that both versions have are the same in them."""
    inside = {path for path in paths if path.startswith(f"{_SITES}.")}
    before, after = _sites(old), _sites(new)
    pairs = [pair for name in before.keys() & after.keys() for pair in zip(before[name], after[name], strict=False)]
    names = {path: path.removeprefix(f"{_SITES}.").split(".")[0] for path in inside}
    told = {"facility", "city", "country", "status"}
    return {path for path, name in names.items() if name in told or all(one.get(name) == other.get(name) for one, other in pairs)}


def criteria_differ(old: TrialRecord, new: TrialRecord) -> bool:
    """Whether the criteria have to be compared: their text, or the fields that they rest on, are not the same."""
    paths = ("eligibilityModule.sex", "eligibilityModule.minimumAge", "eligibilityModule.maximumAge")
    return old.eligibility_text != new.eligibility_text or any(old.get(path) != new.get(path) for path in paths)


def _listed(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()


def _printed(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
