"""What FHIR's ResearchStudy of R4 and of R5 share: a record in; codes, identifiers, periods, sites, the group and notes out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from trialwright.exports.fhir_codes import UCUM, Json, concept, text_concept
from trialwright.exports.registry_numbers import Number, numbers_of, secondary_kinds
from trialwright.exports.remarks import Effect, Remark
from trialwright.exports.safe import heading, identifier, markdown, one_line
from trialwright.exports.stated import Group, called, flag, groups, text, texts
from trialwright.exports.tables import rows
from trialwright.registries.record import TrialRecord
from trialwright.vocabulary.concepts import Vocabulary

PHASE = "http://terminology.hl7.org/CodeSystem/research-study-phase"
PURPOSE = "http://terminology.hl7.org/CodeSystem/research-study-prim-purp-type"
OBJECTIVE = "http://terminology.hl7.org/CodeSystem/research-study-objective-type"
OUTCOMES = (("primaryOutcomes", "primary"), ("secondaryOutcomes", "secondary"), ("otherOutcomes", "exploratory"))
UNKNOWN_ENROLMENT = 99_999_999
_NO_COUNT = "99999999 stands for an unknown number, and FHIR takes only whole numbers"
_MOST = 2**31 - 1
_DATE = re.compile(r"[12]\d{3}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
_AGE = re.compile(r"(\d{1,4}(?:\.\d+)?) (Year|Month|Week|Day|Hour|Minute)s?")
_AGE_UNITS = {"Year": "a", "Month": "mo", "Week": "wk", "Day": "d", "Hour": "h", "Minute": "min"}
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)
_WEB = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_PUBMED = "https://pubmed.ncbi.nlm.nih.gov"
_SEXES = {"FEMALE": "female", "MALE": "male"}


@cache
def _codes(release: str) -> Mapping[tuple[str, str], str]:
    return {(row["kind"], row["v2"]): row[release] for row in rows("fhir_study.tsv")}


def code_of(kind: str, value: str, release: str) -> str:
    """The code of `release` ("r4", "r5") for a value of API v2, or ""."""
    return _codes(release).get((kind, value), "")


def coded(system: str, code: str, words: str) -> Json:
    """A CodeableConcept; words alone where there is no code."""
    return ({"coding": [{"system": system, "code": code}]} if code else {}) | {"text": one_line(words)}


def phase(stated: Group) -> Json | None:
    """All the phases as one code: phases 1 and 2 are `phase-1-phase-2`, not the first of them."""
    phases = texts(stated, "designModule.phases")
    return coded(PHASE, code_of("phase", "|".join(phases), "r4"), ", ".join(phases)) if phases else None


def purpose(stated: Group) -> Json | None:
    """The primary purpose."""
    value = text(stated, "designModule.designInfo.primaryPurpose")
    return coded(PURPOSE, code_of("purpose", value, "r4"), value) if value else None


def identifiers(record: TrialRecord) -> list[Json]:
    """Every number with the registry's name of its system; what a secondary one is stands in words."""
    kinds = secondary_kinds(record)
    return [_identifier(number, kinds.get(number.value, "")) for number in numbers_of(record)]


def _identifier(number: Number, kind: str) -> Json:
    made: Json = {"use": "secondary" if number.kind in ("secondary", "alias") else "official", "value": one_line(number.value)}
    if number.system:
        made["system"] = number.system
    words = kind or (f"former number at {number.registry}" if number.kind == "alias" else number.registry)
    return made | ({"type": text_concept(words)} if words else {})


def period(stated: Group) -> Json | None:
    """From the start to the completion, each as exact as it is stated."""
    ends = {
        "start": day(stated, "statusModule.startDateStruct.date"),
        "end": day(stated, "statusModule.completionDateStruct.date"),
    }
    found = {name: value for name, value in ends.items() if value}
    return found or None


def day(node: Group, path: str) -> str:
    """A date that FHIR takes ("2024", "2024-03", "2024-03-15"), or ""."""
    value = text(node, path)
    return value if _DATE.fullmatch(value) else ""


def enrolment(stated: Group) -> int | None:
    """The number of participants; None where it is not stated, is no number, or is the registry's filler for unknown."""
    value = text(stated, "designModule.enrollmentInfo.count")
    count = int(value) if value.isascii() and value.isdecimal() and len(value) < 11 else None
    return count if count is not None and count < min(_MOST, UNKNOWN_ENROLMENT) else None


def of_enrolment(record: TrialRecord) -> Iterator[Remark]:
    """A remark where the number of participants is the registry's filler, or none that FHIR can hold."""
    value = text(record.protocol_section, "designModule.enrollmentInfo.count")
    if value and enrolment(record.protocol_section) is None:
        part = f"designModule.enrollmentInfo.count: {one_line(value)}"
        yield Remark(line="", part=part, effect=Effect.LEFT_OUT, why=_NO_COUNT)


def characteristics(stated: Group, vocabulary: Vocabulary) -> list[Json]:
    """The age and the sex that the fields ask for, as characteristics of a Group. Nothing for "all" and what is not stated."""
    made: list[Json] = []
    limits = {
        "low": _age(text(stated, "eligibilityModule.minimumAge")),
        "high": _age(text(stated, "eligibilityModule.maximumAge")),
    }
    extent = {name: value for name, value in limits.items() if value}
    if extent:
        made.append({"code": concept("age", vocabulary), "valueRange": extent, "exclude": False})
    sex = _SEXES.get(text(stated, "eligibilityModule.sex"))
    if sex:
        coding = {"system": "http://hl7.org/fhir/administrative-gender", "code": sex}
        value = {"coding": [coding], "text": sex}
        made.append({"code": text_concept("sex"), "valueCodeableConcept": value, "exclude": False})
    return made


def _age(words: str) -> Json | None:
    found = _AGE.fullmatch(words)
    if found is None:
        return None
    number = float(found[1])
    unit = _AGE_UNITS[found[2]]
    value = int(number) if number.is_integer() else number
    return {"value": value, "unit": f"{found[2].lower()}s", "system": UCUM, "code": unit}


def conditions(stated: Group) -> list[Json]:
    """The conditions in the record's words."""
    return [text_concept(item) for item in texts(stated, "conditionsModule.conditions")]


def interventions(stated: Group) -> list[str]:
    """Each intervention as "DRUG: Name"."""
    found = groups(stated, "armsInterventionsModule.interventions")
    return [": ".join(filter(None, (text(item, "type"), text(item, "name")))) for item in found if text(item, "name")]


def telecoms(contact: Group) -> list[Json]:
    """Telephone and e-mail."""
    extra = text(contact, "phoneExt")
    phone = text(contact, "phone") + (f" ext. {extra}" if extra else "")
    found = (("phone", phone if text(contact, "phone") else ""), ("email", text(contact, "email")))
    return [{"system": system, "value": one_line(value)} for system, value in found if value]


def sites(stated: Group, release: str) -> list[Json]:
    """Each site as a Location to be contained: name, address, city-level position, contacts; its status in words."""
    found = groups(stated, "contactsLocationsModule.locations")
    return [made for number, item in enumerate(found, start=1) if (made := _site(item, f"site-{number}", release))]


def _site(item: Group, name: str, release: str) -> Json | None:
    parts = {"city": "city", "state": "state", "postalCode": "zip", "country": "country"}
    address = {key: one_line(value) for key, field in parts.items() if (value := text(item, field))}
    made: Json = {"resourceType": "Location", "id": name} | _site_contacts(item, release)
    if facility := text(item, "facility"):
        made["name"] = one_line(facility)
    if status := text(item, "status"):
        made["description"] = one_line(f"Recruitment status: {status}")
    if address:
        made["address"] = address
    position = _position(item)
    if position:
        made["position"] = position
    return made if len(made) > 2 else None


def _site_contacts(item: Group, release: str) -> Json:
    """R4 has only how to reach the site; R5 has the person too."""
    found = [(text(contact, "name"), telecoms(contact)) for contact in groups(item, "contacts")]
    if release == "r4":
        telecom = [each for _, ways in found for each in ways]
        return {"telecom": telecom} if telecom else {}
    people = [without_empty({"name": [{"text": one_line(name)}] if name else [], "telecom": ways}) for name, ways in found]
    return {"contact": [person for person in people if person]} if any(people) else {}


def _position(item: Group) -> Json | None:
    point = next(iter(groups(item, "geoPoint")), {})
    lat, lon = point.get("lat"), point.get("lon")
    numbers = [value for value in (lat, lon) if isinstance(value, int | float) and not isinstance(value, bool)]
    fits = len(numbers) == 2 and abs(numbers[0]) <= 90 and abs(numbers[1]) <= 180
    return {"longitude": numbers[1], "latitude": numbers[0]} if fits else None


def citations(stated: Group) -> Iterator[tuple[Json, str]]:
    """References and links as related artifacts, each with its web address or ""."""
    for item in groups(stated, "referencesModule.references"):
        pmid = text(item, "pmid")
        said = text(item, "citation") or (f"PubMed {pmid}" if pmid else "")
        if said:
            yield {"type": "citation", "citation": markdown(said)}, f"{_PUBMED}/{pmid}/" if _NUMBER.fullmatch(pmid) else ""
    for item in groups(stated, "referencesModule.seeAlsoLinks"):
        url = text(item, "url")
        made: Json = {"type": "documentation", "display": one_line(text(item, "label") or url)}
        if url:
            yield made, url if _WEB.fullmatch(url) else ""


def notes(stated: Group, labels: Iterable[tuple[str, str]]) -> list[Json]:
    """What FHIR has no element for, in words: "Label: value; value" for each path that states something."""
    made = ((label, "; ".join(_words(stated, path))) for label, path in labels)
    return [{"text": f"{label}: {markdown(value)}"} for label, value in made if value]


def _words(stated: Group, path: str) -> list[str]:
    """Every text at the path; of objects their values joined."""
    found = groups(stated, path)
    if found:
        return [", ".join(texts(list(item.values()))) for item in found]
    said = flag(stated, path)
    return texts(stated, path) if said is None else ["yes" if said else "no"]


def regions(stated: Group) -> list[Json]:
    """The countries, each once."""
    return [text_concept(name) for name in dict.fromkeys(texts(stated, "contactsLocationsModule.locations.country"))]


def head(record: TrialRecord) -> Json:
    """Type, id, identifiers and title."""
    numbers = identifiers(record)
    return {
        "resourceType": "ResearchStudy",
        "id": identifier(called(record)),
        **({"identifier": numbers} if numbers else {}),
        "title": heading(record.title),
    }


def without_empty(body: Json) -> Json:
    """FHIR has no empty lists and no nulls."""
    return {name: value for name, value in body.items() if value not in (None, [], {}, "")}


def outcomes(stated: Group) -> Iterator[tuple[str, Group]]:
    """Each outcome with its kind of FHIR."""
    for name, kind in OUTCOMES:
        yield from ((kind, item) for item in groups(stated, f"outcomesModule.{name}") if text(item, "measure"))


def reference(resource: Json) -> dict[str, Any]:
    """A reference to a contained resource."""
    return {"reference": f"#{resource['id']}", "type": resource["resourceType"]}
