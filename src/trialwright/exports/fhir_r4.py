"""A record in; the whole of it as a FHIR R4 ResearchStudy out, with what R4 says in words only or not at all."""

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

_ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
_NO_STATUS = "FHIR R4 has no code for it; the status is marked as unknown, the word stands in a note"
_INVITED = "FHIR R4 has no code for enrolling by invitation: it says `active`, as of a trial that recruits"
NOTES = (
    ("Official title", "identificationModule.officialTitle"),
    ("Acronym", "identificationModule.acronym"),
    ("Status", "statusModule.overallStatus"),
    ("Last known status", "statusModule.lastKnownStatus"),
    ("Status verified", "statusModule.statusVerifiedDate"),
    ("Kind of start date", "statusModule.startDateStruct.type"),
    ("Kind of completion date", "statusModule.completionDateStruct.type"),
    ("Primary completion", "statusModule.primaryCompletionDateStruct"),
    ("First posted", "statusModule.studyFirstPostDateStruct.date"),
    ("Last update posted", "statusModule.lastUpdatePostDateStruct.date"),
    ("Collaborators", "sponsorCollaboratorsModule.collaborators"),
    ("Class of the sponsor", "sponsorCollaboratorsModule.leadSponsor.class"),
    ("Officials", "contactsLocationsModule.overallOfficials"),
    ("Allocation", "designModule.designInfo.allocation"),
    ("Intervention model", "designModule.designInfo.interventionModel"),
    ("Intervention model description", "designModule.designInfo.interventionModelDescription"),
    ("Observational model", "designModule.designInfo.observationalModel"),
    ("Time perspective", "designModule.designInfo.timePerspective"),
    ("Masking", "designModule.designInfo.maskingInfo.masking"),
    ("Masked", "designModule.designInfo.maskingInfo.whoMasked"),
    ("Masking description", "designModule.designInfo.maskingInfo.maskingDescription"),
    ("Kind of enrolment", "designModule.enrollmentInfo.type"),
    ("Interventions", "armsInterventionsModule.interventions"),
    ("Healthy volunteers", "eligibilityModule.healthyVolunteers"),
    ("Age groups", "eligibilityModule.stdAges"),
    ("Study population", "eligibilityModule.studyPopulation"),
    ("Sampling method", "eligibilityModule.samplingMethod"),
    ("Sharing of participants' data", "ipdSharingStatementModule.ipdSharing"),
)
"""What R4 has no element for and a reader wants to know; each is a note."""


def to_fhir_r4(record: TrialRecord, *, vocabulary: Vocabulary | None = None) -> Export:
    """The record as one ResearchStudy (https://hl7.org/fhir/R4/researchstudy.html), what it refers to contained in it.

    The status is that of `overallStatus`, never of `lastKnownStatus`; phases 1 and 2 are one code. What R4 has no element for is
    a note, or a remark.
    """
    return Export(
        target="fhir-r4",
        trial=called(record),
        document=_study(record, vocabulary or default_vocabulary()),
        remarks=(*unsaid(record, "fhir-r4"), *_of_status(record), *study.of_enrolment(record)),
    )


def _study(record: TrialRecord, vocabulary: Vocabulary) -> Json:
    stated = record.protocol_section
    group, sponsor, sites = _group(record, vocabulary), _sponsor(stated), study.sites(stated, "r4")
    contained = [*group, *sponsor, *sites]
    return study.without_empty(
        study.head(record)
        | {"text": narrative([heading(record.title)]), "contained": contained, "relatedArtifact": list(_artifacts(stated))}
        | _status(stated)
        | {
            "primaryPurposeType": study.purpose(stated),
            "phase": study.phase(stated),
            "category": [text_concept(value) for value in texts(stated, "designModule.studyType")],
            "focus": [text_concept(value) for value in study.interventions(stated)],
            "condition": study.conditions(stated),
            "contact": [_contact(item) for item in groups(stated, "contactsLocationsModule.centralContacts")],
            "keyword": [text_concept(value) for value in texts(stated, "conditionsModule.keywords")],
            "location": study.regions(stated),
            "description": "\n\n".join(markdown(value) for value in _descriptions(stated)),
            "enrollment": [study.reference(item) for item in group],
            "period": study.period(stated),
            "sponsor": next((study.reference(item) for item in sponsor), None),
            "site": [study.reference(item) for item in sites],
            "reasonStopped": next((text_concept(value) for value in texts(stated, "statusModule.whyStopped")), None),
            "note": [*study.notes(stated, NOTES), *_criteria(record)],
            "arm": [_arm(item) for item in groups(stated, "armsInterventionsModule.armGroups")],
            "objective": [_objective(kind, item) for kind, item in study.outcomes(stated)],
        }
    )


def _status(stated: Group) -> Json:
    """R4 wants a status; where there is no code for it, it is said to be unknown."""
    code = study.code_of("status", text(stated, "statusModule.overallStatus"), "r4")
    return {"status": code} if code else {"_status": {"extension": [{"url": _ABSENT, "valueCode": "unknown"}]}}


def _of_status(record: TrialRecord) -> Iterator[Remark]:
    status = text(record.protocol_section, "statusModule.overallStatus")
    part = f"statusModule.overallStatus: {one_line(status)}"
    if not study.code_of("status", status, "r4"):
        yield Remark(line="", part=part, effect=Effect.AS_TEXT, why=_NO_STATUS)
    elif status == "ENROLLING_BY_INVITATION":
        yield Remark(line="", part=part, effect=Effect.WIDENED, why=_INVITED)


def _group(record: TrialRecord, vocabulary: Vocabulary) -> list[Json]:
    stated = record.protocol_section
    count, said = study.enrolment(stated), study.characteristics(stated, vocabulary)
    if count is None and not said:
        return []
    made: Json = {"resourceType": "Group", "id": "enrolment", "type": "person", "actual": False}
    return [made | ({} if count is None else {"quantity": count}) | ({"characteristic": said} if said else {})]


def _sponsor(stated: Group) -> list[Json]:
    names = texts(stated, "sponsorCollaboratorsModule.leadSponsor.name")
    return [{"resourceType": "Organization", "id": "sponsor", "name": one_line(name)} for name in names[:1]]


def _contact(item: Group) -> Json:
    return study.without_empty({"name": one_line(text(item, "name")), "telecom": study.telecoms(item)})


def _descriptions(stated: Group) -> list[str]:
    return texts(stated, "descriptionModule.briefSummary") + texts(stated, "descriptionModule.detailedDescription")


def _criteria(record: TrialRecord) -> list[Json]:
    return study.notes({"criteria": record.eligibility_text}, [("Eligibility criteria", "criteria")])


def _artifacts(stated: Group) -> Iterator[Json]:
    for made, url in study.citations(stated):
        yield made | ({"url": url} if url else {})


def _arm(item: Group) -> Json:
    given = [f"Given: {', '.join(names)}"] if (names := texts(item, "interventionNames")) else []
    said = "\n".join(texts(item, "description") + given)
    made = {"name": one_line(text(item, "label")), "description": one_line(said, empty="")}
    kind = [text_concept(value) for value in texts(item, "type")]
    return study.without_empty(made | ({"type": kind[0]} if kind else {}))


def _objective(kind: str, item: Group) -> Json:
    """R4 has no outcomes: the measure is the objective's name, with its time frame and description."""
    frame = f" (time frame: {value})" if (value := text(item, "timeFrame")) else ""
    said = f": {value}" if (value := text(item, "description")) else ""
    coding = {"system": study.OBJECTIVE, "code": kind}
    return {"name": one_line(f"{text(item, 'measure')}{frame}{said}"), "type": {"coding": [coding], "text": kind}}
