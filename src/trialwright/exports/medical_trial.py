"""A record in; schema.org's MedicalTrial as JSON-LD out, for a page of the trial, and what schema.org has no words for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache

from trialwright.exports.fhir_codes import Json
from trialwright.exports.registry_numbers import numbers_of, own_number, page_of
from trialwright.exports.remarks import Effect, Export, Remark
from trialwright.exports.safe import clean, one_line
from trialwright.exports.stated import Group, called, groups, text, texts
from trialwright.exports.tables import rows
from trialwright.exports.unsaid import unsaid
from trialwright.registries.record import TrialRecord

_CONTEXT = "https://schema.org"
_NO_STATUS = "schema.org has no word for it: no status is given"
_IN_MARKUP = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_KINDS = {"INTERVENTIONAL": "MedicalTrial", "OBSERVATIONAL": "MedicalObservationalStudy"}


@cache
def _terms() -> Mapping[tuple[str, str], str]:
    return {(row["kind"], row["v2"]): f"{_CONTEXT}/{row['term']}" for row in rows("schema_org.tsv")}


def to_medical_trial(record: TrialRecord, *, page: str | None = None) -> Export:
    """The trial as https://schema.org/MedicalTrial; else MedicalObservationalStudy or MedicalStudy.

    `page` is the address of the page that it is about; without it, that of the registry.
    """
    return Export(target="json-ld", trial=called(record), document=_trial(record, page), remarks=tuple(_remarks(record)))


def script_text(document: Json) -> str:
    """The document for a script element of a page: nothing in it ends the element.

    >>> script_text({"name": "</script>"})
    '{"name": "\\\\u003c/script\\\\u003e"}'
    """
    made = json.dumps(document, ensure_ascii=False)
    return "".join(_IN_MARKUP.get(sign, sign) for sign in made)


def _trial(record: TrialRecord, page: str | None) -> Json:
    stated = record.protocol_section
    kind = _KINDS.get(text(stated, "designModule.studyType"), "MedicalStudy")
    address = page or page_of(record)
    body: Json = {
        "@context": _CONTEXT,
        "@type": kind,
        "@id": address,
        "url": address,
        "name": one_line(record.title),
        "alternateName": [one_line(value) for value in _names(record)],
        "identifier": [_identifier(number.value, number.registry) for number in numbers_of(record)],
        "code": _code(record),
        "description": _description(stated),
        "status": _terms().get(("status", text(stated, "statusModule.overallStatus"))),
        "healthCondition": [_named("MedicalCondition", value) for value in texts(stated, "conditionsModule.conditions")],
        "studySubject": [
            _subject(item) for item in groups(stated, "armsInterventionsModule.interventions") if text(item, "name")
        ],
        "sponsor": list(_sponsors(stated)),
        "studyLocation": [_place(item) for item in groups(stated, "contactsLocationsModule.locations")],
        "sameAs": [] if page is None or not page_of(record) else [page_of(record)],
    }
    if kind == "MedicalTrial":
        body["trialDesign"] = list(_design(stated))
    return {name: value for name, value in body.items() if value not in (None, "", [], {})}


def _names(record: TrialRecord) -> list[str]:
    paths = ("identificationModule.officialTitle", "identificationModule.acronym")
    return [value for path in paths for value in texts(record.protocol_section, path) if value != record.title]


def _identifier(value: str, registry: str) -> Json:
    return {"@type": "PropertyValue", "value": value} | ({"propertyID": registry} if registry else {})


def _code(record: TrialRecord) -> Json:
    own = own_number(record)
    return {"@type": "MedicalCode", "codeValue": own.value, "codingSystem": own.registry} if own.registry else {}


def _description(stated: Group) -> str:
    return clean(text(stated, "descriptionModule.briefSummary"), empty="")


def _named(kind: str, name: str) -> Json:
    return {"@type": kind, "name": one_line(name)}


def _subject(item: Group) -> Json:
    """What is studied. Its own kind (drug, device) is another type of schema.org only where the registry says DRUG."""
    made = _named("Drug" if text(item, "type") == "DRUG" else "MedicalEntity", text(item, "name"))
    others = [one_line(value) for value in texts(item, "otherNames")]
    return made | ({"alternateName": others} if others else {})


def _sponsors(stated: Group) -> Iterator[Json]:
    for path in ("leadSponsor", "collaborators"):
        yield from (_named("Organization", name) for name in texts(stated, f"sponsorCollaboratorsModule.{path}.name"))


def _place(item: Group) -> Json:
    names = (("addressLocality", "city"), ("addressRegion", "state"), ("postalCode", "zip"), ("addressCountry", "country"))
    address = {key: one_line(value) for key, field in names if (value := text(item, field))}
    made = _named("AdministrativeArea", text(item, "facility") or ", ".join(address.values()))
    return made | ({"address": {"@type": "PostalAddress"} | address} if address else {})


def _design(stated: Group) -> Iterator[str]:
    """Designs that the fields state; several sites, or several countries, count as such."""
    info = next(iter(groups(stated, "designModule.designInfo")), {})
    said = [("masking", value) for value in texts(info, "maskingInfo.masking")]
    said += [("allocation", value) for value in texts(info, "allocation")]
    said += [("arm", value) for value in texts(stated, "armsInterventionsModule.armGroups.type")]
    yield from dict.fromkeys(_terms()[item] for item in said if item in _terms())
    places = groups(stated, "contactsLocationsModule.locations")
    countries = set(texts(stated, "contactsLocationsModule.locations.country"))
    if places:
        yield f"{_CONTEXT}/{'MultiCenterTrial' if len(places) > 1 else 'SingleCenterTrial'}"
    if len(countries) > 1:
        yield f"{_CONTEXT}/InternationalTrial"


def _remarks(record: TrialRecord) -> Iterator[Remark]:
    yield from unsaid(record, "json-ld")
    status = text(record.protocol_section, "statusModule.overallStatus")
    if status and ("status", status) not in _terms():
        part = f"statusModule.overallStatus: {one_line(status)}"
        yield Remark(line="", part=part, effect=Effect.LEFT_OUT, why=_NO_STATUS)
