"""A record enters; what names it at its source, the numbers and names that lead to it, and the order of sources leave."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from trialwright.registries.ids import address_ids, alias_ids, own_ids, preference, stated_ids
from trialwright.registries.layouts import OF_THE_REGISTRY
from trialwright.registries.likeness import tokens
from trialwright.registries.merge_values import update_date
from trialwright.registries.record import TrialRecord

REGISTRY = "ClinicalTrials.gov"
_NOT_A_KEY = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST_KEY = 80
OWN, ALIAS, ADDRESS, SECONDARY, NAME = "own", "alias", "address", "secondary", "name"
HOW = (OWN, ALIAS, ADDRESS, SECONDARY, NAME)
"""How a source has a number, the surest first; a name is no number of a registry."""


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Name:
    """A number or a name that leads to a source, in upper case, and how the source has it."""

    name: str
    registry: str
    how: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """What names a record at its source: the registry, or the layout of a page, and its mark there."""

    origin: str
    mark: str

    @property
    def identity(self) -> str:
        """Both in one text."""
        return f"{self.origin} {self.mark}"


def origin_of(record: TrialRecord) -> Origin:
    """Which record of which source this is: a later one with the same origin is a newer version of it.

    A registry's record is named by its number; a page by its registry number, its address, the sponsor's number, else by its
    file and title together: two pages that only share a file name stay two.
    """
    layout = record.sources[0].layout if record.sources else ""
    registry = layout in OF_THE_REGISTRY
    origin = REGISTRY if registry else layout.replace(" ", "-") or "unknown"
    if registry and record.nct_id:
        return Origin(origin=origin, mark=record.nct_id.upper())
    numbers = [item for item in names_of(record) if item.how == OWN]
    if numbers:
        return Origin(origin=origin, mark=min(numbers, key=lambda item: (preference(item.registry), item.name)).name)
    return Origin(origin=origin, mark=_unnumbered(record))


def _unnumbered(record: TrialRecord) -> str:
    url = next((source.url for source in record.sources if source.url), None)
    if url:
        return url.partition("#")[0].rstrip("/")
    number = record.get("identificationModule.orgStudyIdInfo.id")
    if isinstance(number, str) and number.strip():
        sponsor = record.get("sponsorCollaboratorsModule.leadSponsor.name")
        return f"{number.strip().upper()} | {' '.join(tokens(str(sponsor or '')))}"
    name = record.sources[0].name if record.sources else ""
    return f"{name} | {' '.join(tokens(record.title))}"[:500]


def names_of(record: TrialRecord) -> tuple[Name, ...]:
    """Every number and name that leads to the record; of a number that it has in several ways the surest."""
    found: dict[str, Name] = {}
    ways = ((OWN, own_ids), (ALIAS, alias_ids), (ADDRESS, address_ids), (SECONDARY, stated_ids))
    for how, ids in ((how, ids_of(record)) for how, ids_of in ways):
        for registry, numbers in ids.items():
            for number in numbers:
                found.setdefault(number, Name(name=number, registry=registry, how=how))
    for text in _plain_names(record):
        found.setdefault(text, Name(name=text, registry="", how=NAME))
    return tuple(sorted(found.values()))


def _plain_names(record: TrialRecord) -> list[str]:
    secondary = record.get("identificationModule.secondaryIdInfos")
    numbers = [item.get("id") for item in secondary if isinstance(item, dict)] if isinstance(secondary, list) else []
    texts = (record.key, record.get("identificationModule.orgStudyIdInfo.id"), *numbers)
    return [" ".join(text.upper().split()) for text in texts if isinstance(text, str) and text.strip()]


def plain_key(record: TrialRecord) -> str:
    """What to call a trial that has no number of a registry: letters, digits, dots and dashes only."""
    return _NOT_A_KEY.sub("-", record.key).strip("-.")[:_LONGEST_KEY] or "trial"


def told_apart(base: str, identity: str) -> str:
    """A key for one of several trials that would have the same."""
    return f"{base}~{hashlib.sha256(identity.encode('utf-8', 'surrogatepass')).hexdigest()[:6]}"


def stated_day(record: TrialRecord) -> str:
    """The newest day on which the record says that it was confirmed, "" where it names none."""
    return update_date(record)


def status_of(record: TrialRecord) -> str:
    """The recruiting status that the record states, "" for none."""
    value = record.get("statusModule.overallStatus")
    return value if isinstance(value, str) else ""


def layout_rank(record: TrialRecord) -> int:
    """Of two layouts of one registry the higher says more: API v2 more than the legacy XML."""
    layout = record.sources[0].layout if record.sources else ""
    return OF_THE_REGISTRY.index(layout) if layout in OF_THE_REGISTRY else -1
