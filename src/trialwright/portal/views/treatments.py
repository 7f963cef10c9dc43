"""A record enters; its groups, its treatments and which group gets which leave as a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from trialwright.portal.views.values import mappings_of, texts_of
from trialwright.portal.views.words import word
from trialwright.registries.record import TrialRecord

WIDEST = 6
"""With more groups than this a table is no picture any more: each group then lists its treatments."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """An arm or cohort: `names` are its treatments as the record prints them ("Drug: Chemotherapy")."""

    label: str
    kind: str
    description: str
    names: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Treatment:
    """One intervention; `given` tells for each group of the table whether it gets it."""

    name: str
    kind: str
    description: str
    other_names: tuple[str, ...]
    labels: tuple[str, ...]
    given: tuple[bool, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Treatments:
    """The groups and treatments. `is_table` when they fit one; `others` are names that no treatment of the list has."""

    groups: tuple[Group, ...]
    treatments: tuple[Treatment, ...]
    others: tuple[str, ...]

    @property
    def is_table(self) -> bool:
        """Whether groups across and treatments down make a table that can be read."""
        return 1 <= len(self.groups) <= WIDEST and bool(self.treatments)


def treatments_of(record: TrialRecord) -> Treatments:
    """Groups × treatments. A group gets what either side says: the group names it, or it names the group."""
    arms = mappings_of(record.get("armsInterventionsModule.armGroups"))
    items = mappings_of(record.get("armsInterventionsModule.interventions"))
    groups = tuple(_group(arm) for arm in arms)
    known = {_printed(item).casefold() for item in items}
    others = dict.fromkeys(name for group in groups for name in group.names if name.casefold() not in known)
    return Treatments(groups=groups, treatments=tuple(_treatment(item, groups) for item in items), others=tuple(others))


def _group(arm: Mapping[str, Any]) -> Group:
    return Group(
        label=str(arm.get("label") or ""),
        kind=word("armType", arm["type"]) if arm.get("type") else "",
        description=str(arm.get("description") or ""),
        names=texts_of(arm.get("interventionNames")),
    )


def _treatment(item: Mapping[str, Any], groups: tuple[Group, ...]) -> Treatment:
    labels, printed = texts_of(item.get("armGroupLabels")), _printed(item).casefold()
    return Treatment(
        name=str(item.get("name") or ""),
        kind=word("interventionType", item["type"]) if item.get("type") else "",
        description=str(item.get("description") or ""),
        other_names=texts_of(item.get("otherNames")),
        labels=labels,
        given=tuple(group.label in labels or printed in map(str.casefold, group.names) for group in groups),
    )


def _printed(item: Mapping[str, Any]) -> str:
    """A treatment as groups name it: "Dietary Supplement: Vitamin D"."""
    kind = str(item.get("type") or "").replace("_", " ").title()
    return f"{kind}: {item.get('name') or ''}"
