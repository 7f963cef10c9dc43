"""A record enters; its numbers, outcomes, links, publications, and what else its pages show leave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from trialwright.portal.shown import web_address
from trialwright.portal.views.values import mappings_of, text_of, texts_of
from trialwright.portal.views.words import field_label, word
from trialwright.registries.record import TrialRecord

_SHOWN_ELSEWHERE = frozenset(
    {"layout", "missing", "inferred", "facilityContacts", "portalSummary", "portalSummaryOrigin", "aboutSponsor", "portalContact"}
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Number:
    """A number under which the trial is known: what sort of number (to translate), the number, where it leads, a note."""

    sort: str
    number: str
    link: str | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What is measured, how, and when."""

    measure: str
    description: str
    when: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """A link of the record: what it says, and its address where that is one that a page may link to."""

    text: str
    shown: str
    address: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Paper:
    """A publication: its citation, what it is to the trial (to translate), its page in PubMed."""

    citation: str
    kind: str
    pmid: str
    address: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """Something the source page shows that no field of a trial holds: `label` is a text to translate."""

    label: str
    values: tuple[str, ...]


def numbers_of(record: TrialRecord) -> tuple[Number, ...]:
    """Every number of the trial, the registry's first."""
    return tuple(_numbers(record))


def _numbers(record: TrialRecord) -> Iterator[Number]:
    if record.nct_id:
        link = web_address(f"https://clinicaltrials.gov/study/{record.nct_id}")
        yield Number(sort=field_label("identificationModule.nctId"), number=record.nct_id, link=link)
    for alias in texts_of(record.get("identificationModule.nctIdAliases")):
        yield Number(sort=field_label("identificationModule.nctIdAliases"), number=alias)
    own = record.get("identificationModule.orgStudyIdInfo.id")
    if own:
        kind = record.get("identificationModule.orgStudyIdInfo.type")
        note = word("idType", kind) if kind else ""
        link = web_address(record.get("identificationModule.orgStudyIdInfo.link"))
        yield Number(sort=field_label("identificationModule.orgStudyIdInfo.id"), number=str(own), link=link, note=note)
    for item in mappings_of(record.get("identificationModule.secondaryIdInfos")):
        sort = word("idType", item["type"]) if item.get("type") else field_label("identificationModule.secondaryIdInfos")
        yield Number(sort=sort, number=text_of(item, "id"), link=web_address(item.get("link")), note=text_of(item, "domain"))


def outcomes_of(record: TrialRecord, which: str) -> tuple[Outcome, ...]:
    """The outcomes of one list: "primaryOutcomes", "secondaryOutcomes" or "otherOutcomes"."""
    return tuple(
        Outcome(measure=text_of(item, "measure"), description=text_of(item, "description"), when=text_of(item, "timeFrame"))
        for item in mappings_of(record.get(f"outcomesModule.{which}"))
    )


def links_of(record: TrialRecord) -> tuple[Link, ...]:
    """The links of the record, and the pages it was read from."""
    items = [(text_of(item, "label"), text_of(item, "url")) for item in mappings_of(record.get("referencesModule.seeAlsoLinks"))]
    items += [
        (text_of(item, "type") or text_of(item, "id"), text_of(item, "url"))
        for item in mappings_of(record.get("referencesModule.availIpds"))
    ]
    items += [(source.layout, source.url) for source in record.sources if source.url]
    return tuple(Link(text=text or url, shown=url, address=web_address(url)) for text, url in items)


def papers_of(record: TrialRecord) -> tuple[Paper, ...]:
    """The publications that the record lists."""
    return tuple(_papers(record))


def _papers(record: TrialRecord) -> Iterator[Paper]:
    for item in mappings_of(record.get("referencesModule.references")):
        pmid = text_of(item, "pmid")
        address = f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/" if pmid.isascii() and pmid.isdecimal() else None
        kind = word("referenceType", item["type"]) if item.get("type") else ""
        yield Paper(citation=text_of(item, "citation"), kind=kind, pmid=pmid, address=address)


def shown_else(record: TrialRecord) -> tuple[Shown, ...]:
    """What the source's page shows beside the fields of a trial: counters, labels, its own wordings, empty headings."""
    rows = ((name, value) for name, value in record.extra.items() if name not in _SHOWN_ELSEWHERE)
    return tuple(Shown(label=field_label(f"extra.{name}"), values=_lines(value)) for name, value in rows)


def _lines(value: object) -> tuple[str, ...]:
    if isinstance(value, dict):
        return tuple(f"{name}: {'–' if item is None else '; '.join(_lines(item))}" for name, item in value.items())
    if isinstance(value, list | tuple):
        return tuple(line for item in value for line in _lines(item))
    return (str(value),) if value not in (None, "") else ()
