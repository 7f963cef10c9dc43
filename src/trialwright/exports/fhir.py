"""FHIR R5: a protocol in; a Bundle of a ResearchStudy, an EvidenceVariable a stage and a flat Group out, with its remarks."""

from __future__ import annotations

from trialwright.exports.fhir_codes import Json, concept, narrative, text_concept
from trialwright.exports.fhir_group import group_characteristics
from trialwright.exports.fhir_tree import Writer, combination
from trialwright.exports.folding import folded
from trialwright.exports.remarks import IDLE, Effect, Export, Remarks
from trialwright.exports.safe import heading, identifier, markdown, one_line, plain, urn
from trialwright.protocol.criteria import NoConstraint
from trialwright.protocol.language import print_criterion
from trialwright.protocol.protocol import Line, Protocol, Section, Stage
from trialwright.vocabulary.concepts import Vocabulary, default_vocabulary

_REGISTRIES = {"NCT": "https://clinicaltrials.gov"}
_CONSTANT_FALSE = "nobody can meet it as we read it; in words only, for a person to look at"
_COHORT = "FHIR has no words for a line of one cohort: it is open for whoever is in another one"
_LATER = "a criterion of a later stage: it is in an EvidenceVariable of its own, and not the study's eligibility"
_IN_GROUP = "a Group says only what a flat list can; the EvidenceVariable holds every line. Not in the Group"
_NOTHING = "the source shows no criteria: the EvidenceVariable is empty and excludes nobody"


def to_fhir(protocol: Protocol, *, vocabulary: Vocabulary | None = None) -> Export:
    """The criteria of a protocol as FHIR R5 (https://hl7.org/fhir/R5), a Bundle of the type "collection".

    Every line is a characteristic with the source's sentence and our reading; what FHIR cannot decide is there in words, and
    remarked on. A line that excludes nobody is a note.

    >>> from trialwright.protocol.protocol import Protocol
    >>> bundle = to_fhir(Protocol(key="NCT01234567", title="A trial", stages=())).document
    >>> [entry["resource"]["resourceType"] for entry in bundle["entry"]]
    ['ResearchStudy', 'EvidenceVariable', 'Group']
    """
    known = vocabulary or default_vocabulary()
    remarks = Remarks()
    stages = protocol.stages or (Stage(name="screening", label="Eligibility", lines=()),)
    if not any(stage.lines for stage in stages):
        remarks.whole(Effect.LEFT_OUT, _NOTHING)
    variables = [_variable(protocol, stage, known, remarks) for stage in stages]
    group = _group(protocol, stages[0], known, remarks)
    study = _study(protocol, variables, group, known)
    bundle: Json = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [_entry(item) for item in (study, *variables, group)],
    }
    return Export(target="fhir", trial=protocol.key, document=bundle, remarks=remarks.all())


def _entry(resource: Json) -> Json:
    return {"fullUrl": _url(resource), "resource": resource}


def _url(resource: Json) -> str:
    return urn(resource["resourceType"], resource["id"])


def _study(protocol: Protocol, variables: list[Json], group: Json, vocabulary: Vocabulary) -> Json:
    study: Json = {
        "resourceType": "ResearchStudy",
        "id": identifier(protocol.key),
        "text": narrative([heading(protocol.title)]),
        "identifier": [_identifier(protocol.key)],
        "title": heading(protocol.title),
        "status": "draft",
        "relatedArtifact": [*(_part(item, item["title"]) for item in variables[1:]), _part(group, group["description"])],
        "recruitment": {"eligibility": _reference(variables[0])},
    }
    conditions = [concept(name, vocabulary) for name in protocol.conditions]
    if conditions or protocol.condition_names:
        study["condition"] = conditions or [text_concept(name) for name in protocol.condition_names]
    return study


def _identifier(key: str) -> Json:
    system = next((system for prefix, system in _REGISTRIES.items() if key.startswith(prefix)), None)
    return {"value": one_line(key)} | ({"system": system} if system else {})


def _part(resource: Json, label: str) -> Json:
    return {"type": "composed-of", "label": one_line(label), "resourceReference": _reference(resource)}


def _reference(resource: Json) -> Json:
    return {"reference": _url(resource), "type": resource["resourceType"]}


def _variable(protocol: Protocol, stage: Stage, vocabulary: Vocabulary, remarks: Remarks) -> Json:
    writer = Writer(vocabulary=vocabulary, remarks=remarks)
    characteristics: list[Json] = []
    notes: list[Json] = []
    for line in stage.lines:
        remarks.on(line)
        node = folded(line.node)
        if node is True:
            if not isinstance(line.node, NoConstraint):
                remarks.add(line.node, Effect.LEFT_OUT, IDLE)
            notes.append({"text": markdown(f"{line.id} excludes nobody: {plain(line.text)}")})
        else:
            characteristics.append(_line(line, writer))
    variable: Json = {
        "resourceType": "EvidenceVariable",
        "id": identifier(f"{protocol.key}-{stage.name}"),
        "text": narrative([heading(stage.label), *(f"{line.id}: {heading(line.text)}" for line in stage.lines)]),
        "title": heading(f"{protocol.key}: {stage.label}"),
        "status": "draft",
        "actual": False,
    }
    if stage.begins:
        variable["description"] = markdown(f"Counts from {stage.begins} on.")
        for line in stage.lines:
            remarks.whole(Effect.LEFT_OUT, _LATER, part=heading(line.text), line=line.id)
    if notes:
        variable["note"] = notes
    if characteristics:
        variable["characteristic"] = characteristics
    return variable


def _line(line: Line, writer: Writer) -> Json:
    """One line: the sentence of the source, our reading, and its characteristic; open for those whom it does not concern."""
    writer.prefix = line.id
    node = folded(line.node)
    if isinstance(node, bool):
        writer.remarks.add(line.node, Effect.AS_TEXT, _CONSTANT_FALSE)
        made = writer.words(line.text, _CONSTANT_FALSE)
    else:
        made = writer.characteristic(node)
    if line.cohort is not None:
        writer.remarks.add(line.node, Effect.AS_TEXT, _COHORT)
        elsewhere = writer.words(f"The participant is not in the cohort: {line.cohort}", _COHORT)
        made = writer.named(combination("any-of", [elsewhere, made]))
    words = [f"Read as: {print_criterion(line.node, width=10**6)}"]
    listed = "an exclusion criterion" if line.section is Section.EXCLUSION else "an inclusion criterion"
    notes = [{"text": markdown(f"{line.id}, {listed} of the source.")}, *({"text": markdown(text)} for text in words)]
    named = {"linkId": writer.id_of(line.id), "description": markdown(line.text)}
    return named | made | named | {"note": [*notes, *made.get("note", ())]}


def _group(protocol: Protocol, stage: Stage, vocabulary: Vocabulary, remarks: Remarks) -> Json:
    flat = group_characteristics(stage.lines, vocabulary)
    missing = [line.id for line in stage.lines if line.id not in flat]
    if missing:
        remarks.whole(Effect.LEFT_OUT, f"{_IN_GROUP}: {', '.join(missing)}", part="Group")
    group: Json = {
        "resourceType": "Group",
        "id": identifier(f"{protocol.key}-group"),
        "text": narrative([f"{len(flat)} of {len(stage.lines)} lines: {', '.join(flat) or 'none'}"]),
        "type": "person",
        "membership": "definitional",
        "name": one_line(f"{protocol.key}: the lines that a flat list can say"),
        "description": markdown(
            f"{len(flat)} of {len(stage.lines)} lines ({', '.join(flat) or 'none'}); the others ask for more."
        ),
    }
    if flat:
        group["characteristic"] = [item for items in flat.values() for item in items]
    return group
