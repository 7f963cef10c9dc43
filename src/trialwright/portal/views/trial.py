"""A record, its protocol and a day enter, everything that a trial's page shows leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from trialwright.lay.course import courses_of
from trialwright.portal.views.criteria import Criteria, criteria_of
from trialwright.portal.views.doubts import Doubts, doubts_of, remarks_on
from trialwright.portal.views.facts import DESIGN, PEOPLE, SHARING, SNAPSHOT, Fact, facts_of
from trialwright.portal.views.lay import LayView, lay_view
from trialwright.portal.views.look import Look
from trialwright.portal.views.map import SiteMap, site_map
from trialwright.portal.views.origins import Origin, Origins
from trialwright.portal.views.people import People, people_of
from trialwright.portal.views.rest import (
    Link,
    Number,
    Outcome,
    Paper,
    Shown,
    links_of,
    numbers_of,
    outcomes_of,
    papers_of,
    shown_else,
)
from trialwright.portal.views.status import Status, status_of
from trialwright.portal.views.texts import Block, blocks_of
from trialwright.portal.views.timeline import Timeline, timeline_of
from trialwright.portal.views.treatments import Treatments, treatments_of
from trialwright.portal.views.values import texts_of
from trialwright.protocol.protocol import Protocol
from trialwright.registries.record import TrialRecord

_OUTCOMES = ("primaryOutcomes", "secondaryOutcomes", "otherOutcomes")
_ORIGINS = {
    "title": "identificationModule.briefTitle",
    "official": "identificationModule.officialTitle",
    "status": "statusModule.overallStatus",
    "summary": "descriptionModule.briefSummary",
    "description": "descriptionModule.detailedDescription",
    "conditions": "conditionsModule.conditions.0",
    "groups": "armsInterventionsModule.armGroups",
    "treatments": "armsInterventionsModule.interventions",
    "criteria": "eligibilityModule.eligibilityCriteria",
    "sponsors": "sponsorCollaboratorsModule.leadSponsor.name",
    "contacts": "contactsLocationsModule.centralContacts",
    "sites": "contactsLocationsModule.locations",
    "officials": "contactsLocationsModule.overallOfficials",
    "outcomes": "outcomesModule.primaryOutcomes",
    "portal": "extra.portalSummary",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Names:
    """What the trial is called. `acronym` may be worked out; `key` is its address."""

    key: str
    title: str
    official: str
    acronym: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Texts:
    """The long texts: the sponsor's, and apart from them what a portal wrote of its own."""

    summary: tuple[Block, ...]
    description: tuple[Block, ...]
    portal: tuple[Block, ...]
    portal_origin: str
    about_sponsor: tuple[Block, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class TrialPage:
    """All of a trial's page. `origins` holds where each part comes from, by the part's name."""

    names: Names
    status: Status
    snapshot: tuple[Fact, ...]
    design: tuple[Fact, ...]
    person: tuple[Fact, ...]
    sharing: tuple[Fact, ...]
    lay: LayView
    texts: Texts
    conditions: tuple[str, ...]
    keywords: tuple[str, ...]
    derived_condition: str
    derived_words: tuple[str, ...]
    treatments: Treatments
    timeline: Timeline | None
    map: SiteMap | None
    criteria: Criteria
    people: People
    numbers: tuple[Number, ...]
    outcomes: tuple[tuple[str, tuple[Outcome, ...]], ...]
    links: tuple[Link, ...]
    papers: tuple[Paper, ...]
    results: bool | None
    doubts: Doubts
    shown: tuple[Shown, ...]
    inferred: tuple[str, ...]
    missing: tuple[Origin, ...]
    sources: tuple[tuple[str, str], ...]
    origins: dict[str, Origin | None]

    @property
    def missing_labels(self) -> tuple[str, ...]:
        """What a full record would have, each once; texts to translate."""
        return tuple(dict.fromkeys(item.label for item in self.missing))


def trial_page(record: TrialRecord, protocol: Protocol, look: Look) -> TrialPage:
    """The page of a trial as it is looked at: on a day, and what we say of it in a language."""
    origins = Origins(record)
    findings = remarks_on(record, protocol.findings, on=look.on)
    status = status_of(record, on=look.on)
    people = people_of(record, findings)
    return TrialPage(
        names=_names(record, look.key),
        status=status,
        snapshot=facts_of(record, SNAPSHOT, origins),
        design=facts_of(record, DESIGN, origins),
        person=facts_of(record, PEOPLE, origins),
        sharing=facts_of(record, SHARING, origins),
        lay=lay_view(record, protocol, status, look),
        texts=_texts(record),
        conditions=record.conditions,
        keywords=texts_of(record.get("conditionsModule.keywords")),
        derived_condition=str(record.derived.get("condition") or ""),
        derived_words=tuple(text for name in ("designWords", "interventionWords") for text in texts_of(record.derived.get(name))),
        treatments=treatments_of(record),
        criteria=criteria_of(protocol, speech=look.speech),
        people=people,
        timeline=timeline_of(courses_of(record)),
        map=site_map(people.sites),
        numbers=numbers_of(record),
        outcomes=tuple((f"outcomesModule.{name}", outcomes_of(record, name)) for name in _OUTCOMES),
        links=links_of(record),
        papers=papers_of(record),
        results=record.has_results,
        doubts=doubts_of(findings, record),
        shown=shown_else(record),
        inferred=texts_of(record.extra.get("inferred")),
        missing=origins.telling_gaps(),
        sources=tuple((source.name, source.layout) for source in record.sources),
        origins={name: origins.of(path) for name, path in _ORIGINS.items()},
    )


def _names(record: TrialRecord, key: str) -> Names:
    acronym = record.get("identificationModule.acronym") or record.derived.get("acronym")
    official = record.get("identificationModule.officialTitle")
    return Names(key=key, title=record.title, official=_text(official), acronym=_text(acronym))


def _texts(record: TrialRecord) -> Texts:
    return Texts(
        summary=blocks_of(_text(record.get("descriptionModule.briefSummary"))),
        description=blocks_of(_text(record.get("descriptionModule.detailedDescription"))),
        portal=blocks_of(_text(record.extra.get("portalSummary"))),
        portal_origin=_text(record.extra.get("portalSummaryOrigin")),
        about_sponsor=blocks_of(_text(record.extra.get("aboutSponsor"))),
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
