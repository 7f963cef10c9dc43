"""FHIR R4 with mCODE: bundles, resources, NDJSON and folders of bulk exports in; patients, and what was not understood, out."""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from trialwright.errors import UserError
from trialwright.findings import Finding, Severity
from trialwright.patients.code_tables import rows
from trialwright.patients.complete import Parts, believed
from trialwright.patients.facts import Kind
from trialwright.patients.fhir_again import Again, say, unread_parts
from trialwright.patients.fhir_bytes import Found
from trialwright.patients.fhir_chart import Chart, Shared, Where
from trialwright.patients.fhir_codes import Codes, own_codes
from trialwright.patients.fhir_conditions import read_allergy, read_condition, read_patient
from trialwright.patients.fhir_elements import modifier_of, unread_of
from trialwright.patients.fhir_events import read_adverse_event, read_immunization, read_relative
from trialwright.patients.fhir_files import Caps, Reads, files_of, resources_of
from trialwright.patients.fhir_medicines import read_medicine
from trialwright.patients.fhir_observations import read_observation
from trialwright.patients.fhir_parts import DATES_READ, day, items, pointed, reference, text_of
from trialwright.patients.fhir_procedures import read_procedure
from trialwright.patients.fhir_versions import as_r4
from trialwright.patients.fhir_waiting import Waiting
from trialwright.patients.understood import Understood, Why
from trialwright.vocabulary.collecting import uncollected
from trialwright.vocabulary.concepts import Vocabulary, default_vocabulary

Reader = Callable[[dict[str, Any], Chart, Where], None]
READERS: dict[str, Reader] = {
    "Condition": read_condition,
    "Observation": read_observation,
    "Procedure": read_procedure,
    "MedicationRequest": read_medicine,
    "MedicationStatement": read_medicine,
    "MedicationAdministration": read_medicine,
    "MedicationDispense": read_medicine,
    "AllergyIntolerance": read_allergy,
    "Immunization": read_immunization,
    "AdverseEvent": read_adverse_event,
    "FamilyMemberHistory": read_relative,
}
_MEDICINES = frozenset(kind for kind, read in READERS.items() if read is read_medicine)
_PARTS: dict[Kind, Parts] = {
    Kind.CONDITIONS: (frozenset({"Condition"}),),
    Kind.TREATMENTS: (_MEDICINES, frozenset({"Procedure"})),
    Kind.MEDICATIONS: (_MEDICINES,),
    Kind.PROCEDURES: (frozenset({"Procedure"}),),
    Kind.MEASUREMENTS: (frozenset({"Observation"}),),
    Kind.BIOMARKERS: (frozenset({"Observation"}),),
    Kind.ALLERGIES: (frozenset({"AllergyIntolerance"}),),
}
"""In which resources each kind is written down."""
_MOMENTS = ("effective", "performed", "onset", "abatement", "occurrence")
_REFERRED = frozenset({"Medication", "BodyStructure"})
_WANTED = frozenset(READERS) | _REFERRED | {"Patient", "Bundle"}
_MOST_PATIENTS = 1_000_000
_BUFFER = 2**20
_LONG = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class FhirOptions:
    """How a source is read: own codes, the kinds that the source says are complete, and how much is read at most."""

    codes: Path | None = None
    complete: frozenset[Kind] = frozenset()
    caps: Caps = field(default_factory=Caps)
    again: bool = True
    """Whether what a resource says is remembered for the next one that says it again; the answers are the same."""
    remember: bool = True
    """Whether what codes stand for is remembered for the next source; not where nothing of a patient may stay in memory."""


def read_fhir(
    source: Path | bytes, *, name: str | None = None, options: FhirOptions | None = None, vocabulary: Vocabulary | None = None
) -> tuple[Understood, ...]:
    """The patients of a FHIR source: a file, a folder of files, or the bytes of one.

    What is no FHIR is a UserError that names the file and the entry; what a resource says that is not understood is no error:
    it is in `unread`. Nothing is complete unless the options or the source say so, nor a kind of which there is no resource.
    """
    options = options or FhirOptions()
    words = vocabulary or default_vocabulary()
    place = name or (str(source) if isinstance(source, Path) else "bundle")
    shared = Shared(codes=_codes(options, words))
    with Waiting() as waiting, uncollected():
        again = Again(shared, READERS) if options.again else None
        reads = Reads(caps=options.caps, wanted=_WANTED)
        reading = _Reading(shared=shared, name=place, reads=reads, again=again, waiting=waiting)
        for found in _resources(source, place, reading.reads):
            reading.take(found)
        return reading.finish(options.complete)


def _codes(options: FhirOptions, vocabulary: Vocabulary) -> Codes:
    if options.codes is not None:
        return Codes(vocabulary=vocabulary, own=own_codes(options.codes, vocabulary))
    return _remembered(vocabulary) if options.remember else Codes(vocabulary=vocabulary)


@lru_cache(maxsize=2)
def _remembered(vocabulary: Vocabulary) -> Codes:
    return Codes(vocabulary=vocabulary)


def _resources(source: Path | bytes, name: str, reads: Reads) -> Iterator[Found]:
    if isinstance(source, bytes):
        yield from resources_of(io.BytesIO(source), name, reads)
        return
    for path in files_of(source):
        try:
            stream = path.open("rb", buffering=_BUFFER)
        except OSError as error:
            raise UserError(f"the file cannot be read: {error.strerror}", place=str(path)) from None
        with stream:
            yield from resources_of(stream, str(path) if path != source else name, reads)


@dataclass(kw_only=True)
class _Reading:
    """A source while it is read: the records by the address of their patient, and what waits for what it refers to."""

    shared: Shared
    name: str
    reads: Reads
    again: Again | None
    waiting: Waiting
    charts: dict[str, Chart] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    targets: dict[str, Chart] = field(default_factory=dict)
    turn: int = 0

    def take(self, found: Found) -> None:
        """One resource. What may be referred to is kept; a bundle names it in any order, so all else waits for a patient."""
        kind = found.kind
        if kind in READERS:
            if not self._heard(found):
                self._slowly(found)
        elif kind == "Patient":
            self._patient(found)
        elif kind in _REFERRED:
            for address in _addresses(found):
                self.shared.referred[address] = found.resource
        else:
            self.reads.count(kind)

    def _heard(self, found: Found) -> bool:
        """Take a resource that says what one before it said; False where its own reader must be asked."""
        kind, text = found.kind, found.text
        said = self.again.parts(kind, text) if self.again is not None and text else None
        if said is None or self.again is None or (unread := unread_parts(kind, said)) is None:
            return False
        whose = said.subject or said.patient
        target = (whose and whose.reference) or ""
        chart = self.targets.get(target) or self._known(target)
        key = said.id or ""
        key = key if len(key) < _LONG and key.replace("-", "").isalnum() else text_of(key)
        heard = self.again.heard(kind, said, text, chart) if chart is not None and key else None
        if chart is None or heard is None:
            return False
        place = f"{kind}/{key}"
        version = (said.meta is not None and said.meta.last_updated) or ""
        if place not in chart.versions:
            chart.versions[place] = version
        elif chart.outdated(place, version):
            return True
        chart.resources[kind] = chart.resources.get(kind, 0) + 1
        began = len(chart.facts)
        say(heard, kind, place, chart)
        for name in unread:
            chart.left.add(Why.PART, name, kind, place)
        if kind == "Procedure" and len(chart.facts) > began:
            self._behind(chart, began)
        return True

    def _known(self, target: str) -> Chart | None:
        """The record of the patient that a reference names."""
        chart = self.charts.get(self.aliases.get(pointed(target), "")) if target else None
        if chart is not None:
            self.targets[target] = chart
        return chart

    def _slowly(self, found: Found) -> None:
        """Take a resource that is read as plain JSON, or let it wait."""
        resource = as_r4(found.kind, found.resource)
        if self._ready(found.kind, resource):
            self._read(found, resource)
        else:
            self.turn += 1
            self.waiting.add(self.turn, found)

    def _behind(self, chart: Chart, began: int) -> None:
        """Put the facts from a place on behind all others: what may refer to other resources is read after these."""
        self.turn += 1
        chart.later.extend([(self.turn, fact) for fact in chart.facts[began:]])
        del chart.facts[began:]

    def _ready(self, kind: str, resource: dict[str, Any]) -> bool:
        """Whether the patient, and the medicine that is referred to, are known already."""
        if self._chart(resource) is None or kind == "Procedure":
            return False
        wanted = reference(resource.get("medicationReference"))
        return not wanted or wanted.startswith("#") or wanted in self.shared.referred

    def _patient(self, found: Found) -> None:
        kind, resource, addresses = found.kind, found.resource, _addresses(found)
        key = addresses[0]
        chart = self.charts.get(key)
        if chart is None:
            if len(self.charts) >= _MOST_PATIENTS:
                raise UserError("more patients than can be read at once", place=found.place, hint="split the export")
            chart = self.charts[key] = Chart(id=_name_of(resource) or key, shared=self.shared)
        for address in addresses:
            self.aliases[address] = key
        self.targets.clear()
        if not chart.seen:
            chart.resources["Patient"] = 1
            where = Where(resource="Patient", place=_place(found, resource))
            for name in unread_of(kind, resource):
                chart.leave(Why.PART, name, where)
            read_patient(resource, chart, where)

    def _chart(self, resource: dict[str, Any]) -> Chart | None:
        target = reference(resource.get("subject") or resource.get("patient"))
        return self.charts.get(self.aliases.get(target, "")) if target else None

    def _read(self, found: Found, resource: dict[str, Any], chart: Chart | None = None) -> None:
        kind, resource = found.kind, as_r4(found.kind, resource)
        chart = chart or self._chart(resource)
        if chart is None:
            return
        where = Where(resource=kind, place=_place(found, resource))
        if chart.outdated(where.place, _version(resource)):
            return
        chart.resources[kind] = chart.resources.get(kind, 0) + 1
        for name in unread_of(kind, resource):
            chart.leave(Why.PART, name, where)
        if modifier := modifier_of(resource):
            chart.leave(Why.CHANGED, modifier, where)
            return
        began = len(chart.facts) + len(chart.of_cancer)
        try:
            READERS[kind](resource, chart, where)
            if len(chart.facts) + len(chart.of_cancer) > began:
                _note_dates(resource, chart, where)
        except Exception as error:  # noqa: BLE001 - one broken resource must not lose the others: it is listed, and nothing of it kept
            chart.take_back(where.place)
            chart.leave(Why.BROKEN, type(error).__name__, where)

    def _read_later(self, turn: int, found: Found, chart: Chart) -> None:
        began = len(chart.facts)
        self._read(found, found.resource, chart)
        chart.later.extend((turn, fact) for fact in chart.facts[began:])
        del chart.facts[began:]

    def finish(self, complete: Iterable[Kind]) -> tuple[Understood, ...]:
        """The patients of the source, when all of it was taken."""
        strangers: dict[str, list[tuple[int, Found]]] = {}
        for turn, found in self.waiting:
            resource = found.resource
            chart = self._chart(resource)
            if chart is not None:
                self._read_later(turn, found, chart)
            else:
                target = reference(resource.get("subject") or resource.get("patient"))
                strangers.setdefault(target, []).append((turn, found))
        self._of_strangers(strangers)
        charts = [chart for chart in self.charts.values() if chart.resources]
        if not charts:
            raise UserError("it holds no patient", place=self.name, hint="a Patient resource, and resources that refer to it")
        self._count_others(charts[0], alone=len(charts) == 1)
        told = {kind for chart in charts for kind in chart.resources}
        kept, findings = believed(frozenset(complete), _PARTS, told, self.name)
        return tuple(chart.understood(self.name, kept, (*findings, *_unvaccinated(kept, told, self.name))) for chart in charts)

    def _of_strangers(self, strangers: dict[str, list[tuple[int, Found]]]) -> None:
        """Resources of nobody that is in the source: of one person if no patient is there at all, else of nobody we can tell."""
        alone = not self.charts and len([target for target in strangers if target.startswith(("Patient/", "urn:"))]) == 1
        for target, found in strangers.items():
            if alone and target.startswith(("Patient/", "urn:")):
                key = target.split("/")[-1]
                chart = self.charts[target] = Chart(id=key, shared=self.shared)
                self.aliases[target] = target
                for turn, item in found:
                    self._read_later(turn, item, chart)
                continue
            for chart in list(self.charts.values())[:1]:
                for _, item in found:
                    place = _place(item, item.resource)
                    chart.leave(Why.WHOSE, f"of {target or 'nobody'}", Where(resource=item.kind, place=place))

    def _count_others(self, chart: Chart, *, alone: bool) -> None:
        """The kinds that are not read: of one patient, or (whose they are is not looked at) listed with the first of several."""
        for kind, count in sorted(self.reads.others.items()):
            if alone:
                chart.resources[kind] = count
            why = _kinds().get(kind)
            chart.left.add(Why.KIND, f"({count})" if why is None else f"({count}): {why}", kind, self.name)


@cache
def _kinds() -> Mapping[str, str]:
    return {row["kind"]: row["why"] for row in rows("fhir_kinds.tsv")}


def _unvaccinated(complete: Collection[Kind], told: Collection[str], name: str) -> Iterator[Finding]:
    """That a complete list of medicines says nothing of vaccines, where the source holds no vaccination of anybody."""
    if Kind.MEDICATIONS in complete and "Immunization" not in told:
        message = f"{name}: medications are complete, and there is no Immunization: everybody is taken as not vaccinated"
        hint = "export Immunization too, or do not declare medications complete"
        yield Finding(code="NO_VACCINATIONS", message=message, severity=Severity.WARNING, hint=hint)


def _addresses(found: Found) -> list[str]:
    """Every way in which a resource can be referred to; the first is its own."""
    kind, key = found.kind, text_of(found.resource.get("id"))
    own = [f"{kind}/{key}", f"urn:uuid:{key}"] if key else []
    address = [pointed(found.address)] if found.address else []
    return [*own, *address] or [found.place]


def _name_of(resource: dict[str, Any]) -> str:
    """What the patient is called: the id, or else an identifier. Names of people are not read."""
    identifiers = (text_of(item.get("value")) for item in items(resource.get("identifier")))
    return text_of(resource.get("id")) or next(filter(None, identifiers), "")


def _version(resource: dict[str, Any]) -> str:
    """What orders versions of one resource: when it was last updated."""
    meta = resource.get("meta")
    said = meta.get("lastUpdated") if isinstance(meta, dict) else None
    return said if isinstance(said, str) else ""


def _note_dates(resource: dict[str, Any], chart: Chart, where: Where) -> None:
    """List the dates of what became a fact that are no dates, or are told in a way that is not read."""
    for name, value in resource.items():
        text = value if isinstance(value, str) else ""
        if name in DATES_READ:
            if text and day(text) is None:
                chart.leave(Why.DATE, f"{name} {text_of(text)[:40]}", where)
        elif name.startswith(_MOMENTS):
            chart.leave(Why.DATE, f"{name} {text_of(text)[:40]}".strip(), where)


def _place(found: Found, resource: dict[str, Any]) -> str:
    key = text_of(resource.get("id"))
    return f"{found.kind}/{key}" if key else found.place
