"""A record in; its registry numbers with the registry, the address of its page there and FHIR's name of the system out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote, urlsplit

from trialwright.exports.safe import one_line
from trialwright.exports.stated import called, groups, text, texts
from trialwright.exports.tables import rows
from trialwright.registries.record import TrialRecord


@dataclass(frozen=True, kw_only=True, slots=True)
class Number:
    """A number of the trial. `registry` is "" for a sponsor's own; `page` and `system` are "" where we know none."""

    value: str
    registry: str = ""
    kind: str = ""
    page: str = ""
    system: str = ""


@cache
def _registries() -> tuple[tuple[re.Pattern[str], str, str, str], ...]:
    return tuple(
        (re.compile(row["pattern"], re.IGNORECASE), row["registry"], row["page"], row["system"]) for row in rows("registries.tsv")
    )


def numbers_of(record: TrialRecord) -> tuple[Number, ...]:
    """Every number that the record states, the trial's own first, each once."""
    found: dict[str, Number] = {}
    for value, kind in _stated(record):
        found.setdefault(value.upper(), _number(value, kind))
    return tuple(found.values())


def own_number(record: TrialRecord) -> Number:
    """The number to cite the trial by: of a registry where there is one, else the sponsor's, else the record's key."""
    found = numbers_of(record)
    own = (item for item in found if item.registry and item.kind in ("", "own"))
    return next(own, next((item for item in found if item.kind != "secondary"), Number(value=called(record))))


def page_of(record: TrialRecord) -> str:
    """The address of the trial: at its registry, else the web page that it was read from, else ""."""
    addresses = (own_number(record).page, *(source.url or "" for source in record.sources))
    return next((address for address in addresses if _is_web(address)), "")


def _stated(record: TrialRecord) -> Iterator[tuple[str, str]]:
    identification = record.protocol_section.get("identificationModule")
    yield from ((one_line(value), "") for value in texts(identification, "nctId"))
    yield from ((one_line(value), "") for name in ("registryId", "registryIds") for value in texts(record.extra.get(name)))
    yield from ((one_line(value), "own") for value in texts(identification, "orgStudyIdInfo.id"))
    for item in groups(identification, "secondaryIdInfos"):
        yield from ((one_line(value), "secondary") for value in texts(item, "id"))
    yield from ((one_line(value), "alias") for value in texts(identification, "nctIdAliases"))


def _number(value: str, kind: str) -> Number:
    for pattern, registry, page, system in _registries():
        if pattern.fullmatch(value):
            address = page.format(number=quote(value, safe="")) if page else ""
            return Number(value=value, registry=registry, kind=kind, page=address, system=system)
    return Number(value=value, kind=kind)


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not re.search(r"[\s<>\"\\^`{|}\x00-\x1f]", address)


def secondary_kinds(record: TrialRecord) -> dict[str, str]:
    """What a secondary number is, in the record's words: its type and domain."""
    infos = groups(record.protocol_section, "identificationModule.secondaryIdInfos")
    return {
        one_line(text(item, "id")): ", ".join(texts(item, "type") + texts(item, "domain")) for item in infos if text(item, "id")
    }
