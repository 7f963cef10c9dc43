"""A record in; the whole of it as a FHIR R5 ResearchStudy out, with what R5 says in words only or not at all."""

from __future__ import annotations

from collections.abc import Iterator

from trialwright.exports import research_study as study
from trialwright.exports.fhir_codes import Json, narrative, text_concept
from trialwright.exports.remarks import Effect, Export, Remark
from trialwright.exports.safe import heading, markdown, one_line
from trialwright.exports.stated import Group, called, groups, text, texts
from trialwright.exports.unsaid import unsaid
from trialwright.registries.record import TrialRecord
from trialwright.vocabulary.concepts import Vocabulary, default_vocabulary

STATUS = "http://hl7.org/fhir/research-study-status"
ROLE = "http://hl7.org/fhir/research-study-party-role"
AGENCY = "http://hl7.org/fhir/research-study-party-organization-type"
ARM = "http://hl7.org/fhir/research-study-arm-type"
TITLE = "http://hl7.org/fhir/title-type"
_NO_STATUS = "FHIR R5 has no code for it; the progress status has the word only"
_TITLES = (
    ("primary", "identificationModule.briefTitle"),
    ("official", "identificationModule.officialTitle"),
    ("acronym", "identificationModule.acronym"),
)
_NOTES = (
    ("Last known status", "statusModule.lastKnownStatus"),
    ("Status verified", "statusModule.statusVerifiedDate"),
    ("Kind of start date", "statusModule.startDateStruct.type"),
    ("Kind of completion date", "statusModule.completionDateStruct.type"),
    ("Primary completion", "statusModule.primaryCompletionDateStruct"),
    ("First posted", "statusModule.studyFirstPostDateStruct.date"),
    ("Intervention model description", "designModule.designInfo.interventionModelDescription"),
    ("Masked", "designModule.designInfo.maskingInfo.whoMasked"),
    ("Masking description", "designModule.designInfo.maskingInfo.maskingDescription"),
    ("Interventions", "armsInterventionsModule.interventions"),
    ("Healthy volunteers", "eligibilityModule.healthyVolunteers"),
    ("Age groups", "eligibilityModule.stdAges"),
    ("Study population", "eligibilityModule.studyPopulation"),
    ("Sampling method", "eligibilityModule.samplingMethod"),
    ("Sharing of participants' data", "ipdSharingStatementModule.ipdSharing"),
)
_DESIGN = (
    "studyType", "designInfo.allocation", "designInfo.interventionModel", "designInfo.observationalModel",
    "designInfo.timePerspective", "designInfo.maskingInfo.masking",
)  # fmt: skip


def to_fhir_r5(record: TrialRecord, *, vocabulary: Vocabulary | None = None) -> Export:
    """The record as one ResearchStudy (https://hl7.org/fhir/R5/researchstudy.html), what it refers to contained in it.

    The criteria are the source's text, in a Group; as computable criteria they are in `exports.fhir.to_fhir`.
    """
    return Export(
        target="fhir-r5",
        trial=called(record),
        document=_study(record, vocabulary or default_vocabulary()),
        remarks=(*unsaid(record, "fhir-r5"), *_of_status(record), *study.of_enrolment(record)),
    )


def _study(record: TrialRecord, vocabulary: Vocabulary) -> Json:
    stated = record.protocol_section
    group, sites, people = _group(record, vocabulary), study.sites(stated, "r5"), list(_contacts(stated))
    return study.without_empty(
        study.head(record)
        | {
            "text": narrative([heading(record.title)]),
            "contained": [*group, *sites, *people],
            "label": list(_labels(stated)),
            "relatedArtifact": list(_artifacts(stated)),
            "date": study.day(stated, "statusModule.lastUpdatePostDateStruct.date"),
            "status": "active",
            "primaryPurposeType": study.purpose(stated),
            "phase": study.phase(stated),
            "studyDesign": [text_concept(value) for path in _DESIGN for value in texts(stated, f"designModule.{path}")],
            "focus": [{"concept": text_concept(value)} for value in study.interventions(stated)],
            "condition": study.conditions(stated),
            "keyword": [text_concept(value) for value in texts(stated, "conditionsModule.keywords")],
            "region": study.regions(stated),
            "descriptionSummary": next(map(markdown, texts(stated, "descriptionModule.briefSummary")), None),
            "description": next(map(markdown, texts(stated, "descriptionModule.detailedDescription")), None),
            "period": study.period(stated),
            "site": [study.reference(item) for item in sites],
            "note": study.notes(stated, _NOTES),
            "associatedParty": [*_parties(stated), *(_contact_party(item) for item in people)],
            "progressStatus": list(_progress(stated)),
            "whyStopped": next((text_concept(value) for value in texts(stated, "statusModule.whyStopped")), None),
            "recruitment": _recruitment(stated, group),
            "comparisonGroup": [_arm(item) for item in groups(stated, "armsInterventionsModule.armGroups")],
            "outcomeMeasure": [_outcome(kind, item) for kind, item in study.outcomes(stated)],
        }
    )


def _labels(stated: Group) -> Iterator[Json]:
    for kind, path in _TITLES:
        for value in texts(stated, path):
            yield {"type": {"coding": [{"system": TITLE, "code": kind}]}, "value": one_line(value)}


def _progress(stated: Group) -> Iterator[Json]:
    for value in texts(stated, "statusModule.overallStatus")[:1]:
        yield {"state": study.coded(STATUS, study.code_of("status", value, "r5"), value), "actual": True}


def _of_status(record: TrialRecord) -> Iterator[Remark]:
    status = text(record.protocol_section, "statusModule.overallStatus")
    if status and not study.code_of("status", status, "r5"):
        part = f"statusModule.overallStatus: {one_line(status)}"
        yield Remark(line="", part=part, effect=Effect.AS_TEXT, why=_NO_STATUS)


def _group(record: TrialRecord, vocabulary: Vocabulary) -> list[Json]:
    said = study.characteristics(record.protocol_section, vocabulary)
    criteria = record.eligibility_text or ""
    if not said and not criteria.strip():
        return []
    made: Json = {"resourceType": "Group", "id": "eligibility", "type": "person", "membership": "definitional"}
    return [made | ({"description": markdown(criteria)} if criteria.strip() else {}) | ({"characteristic": said} if said else {})]


def _recruitment(stated: Group, group: list[Json]) -> Json:
    count = study.enrolment(stated)
    actual = text(stated, "designModule.enrollmentInfo.type") == "ACTUAL"
    numbers = {} if count is None else {"actualNumber" if actual else "targetNumber": count}
    return numbers | ({"eligibility": study.reference(group[0])} if group else {})


def _parties(stated: Group) -> Iterator[Json]:
    sponsors = groups(stated, "sponsorCollaboratorsModule.leadSponsor")
    for role, found in (("lead-sponsor", sponsors), ("collaborator", groups(stated, "sponsorCollaboratorsModule.collaborators"))):
        for item in found:
            kind = text(item, "class")
            classified = [study.coded(AGENCY, study.code_of("agency", kind, "r5"), kind)] if kind else []
            yield from _party(text(item, "name"), role, {"classifier": classified} if classified else {})
    for item in groups(stated, "contactsLocationsModule.overallOfficials"):
        said = ", ".join(texts(item, "name") + texts(item, "affiliation"))
        yield from _party(said, study.code_of("official", text(item, "role"), "r5"), {}, words=text(item, "role"))


def _party(name: str, role: str, more: Json, *, words: str = "") -> Iterator[Json]:
    if name:
        yield {"name": one_line(name), "role": study.coded(ROLE, role, words or role or "other")} | more


def _contacts(stated: Group) -> Iterator[Json]:
    for number, item in enumerate(groups(stated, "contactsLocationsModule.centralContacts"), start=1):
        name, telecom = text(item, "name"), study.telecoms(item)
        made: Json = {"resourceType": "Practitioner", "id": f"contact-{number}"}
        if name or telecom:
            yield made | ({"name": [{"text": one_line(name)}]} if name else {}) | ({"telecom": telecom} if telecom else {})


def _contact_party(person: Json) -> Json:
    name = {"name": person["name"][0]["text"]} if "name" in person else {}
    role = study.coded(ROLE, "recruitment-contact", "central contact")
    return name | {"role": role, "party": study.reference(person)}


def _arm(item: Group) -> Json:
    given = [f"Given: {', '.join(names)}"] if (names := texts(item, "interventionNames")) else []
    kind = text(item, "type")
    said = "\n".join(texts(item, "description") + given)
    made: Json = {"name": one_line(text(item, "label"))}
    if kind:
        made["type"] = study.coded(ARM, study.code_of("arm", kind, "r5"), kind)
    return made | ({"description": markdown(said)} if said else {})


def _outcome(kind: str, item: Group) -> Json:
    frame = [f"Time frame: {value}" for value in texts(item, "timeFrame")]
    said = "\n".join(texts(item, "description") + frame)
    made: Json = {"name": one_line(text(item, "measure")), "type": [study.coded(study.OBJECTIVE, kind, kind)]}
    return made | ({"description": markdown(said)} if said else {})


def _artifacts(stated: Group) -> Iterator[Json]:
    for made, url in study.citations(stated):
        yield made | ({"document": {"url": url}} if url else {})
