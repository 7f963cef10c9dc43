"""USDM v4 (CDISC, TransCelerate DDF): a protocol in; a study with its eligibility criteria out, each with the source's sentence.

A criterion of USDM is a sentence with a category: an exclusion stands there as the source has it, not denied. Our reading goes
along as a note.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from itertools import pairwise

from trialwright.exports.fhir_codes import Json, number
from trialwright.exports.folding import folded
from trialwright.exports.remarks import Effect, Export, Remarks
from trialwright.exports.safe import heading, identifier, one_line, urn, xhtml
from trialwright.exports.tables import rows
from trialwright.protocol.criteria import Compare, Criterion, Has
from trialwright.protocol.language import print_criterion
from trialwright.protocol.normal import conjuncts, normal
from trialwright.protocol.protocol import Line, Protocol, Section, Stage
from trialwright.protocol.words import sentence_of

VERSION = "4.0.0"
_TERMINOLOGY = "http://www.cdisc.org"
_TERMINOLOGY_DATE = "2024-09-27"
_NOT_STATED = "not stated in the source"
_DESIGN = "USDM asks for arms, epochs and a model of the study: they are no criteria; empty, and the model “Unknown”"
_HEALTHY = "USDM asks whether healthy subjects are included: “false” stands there, which is not read from the source"
_READING = "USDM has no logic: the criterion is the source's sentence, and our reading a note on it"
_AGES = "USDM's planned age is a range with both ends: only one is stated, so it stands in the criteria alone"
_STAGE = "USDM has no stage of a criterion: it is one of a cohort named after the stage, and not of the population"
_COHORT = "it holds for one cohort only: it is a criterion of that cohort, and not of the population"
_NO_CRITERIA = "the source shows no criteria"


def to_usdm(protocol: Protocol) -> Export:
    """The criteria of a protocol as a USDM v4 study (https://www.cdisc.org/ddf), the rest of it as little as USDM allows.

    >>> from trialwright.protocol.protocol import Protocol
    >>> to_usdm(Protocol(key="NCT01234567", title="A trial", stages=())).document["usdmVersion"]
    '4.0.0'
    """
    writer = _Writer(protocol=protocol)
    return Export(target="usdm", trial=protocol.key, document=writer.document(), remarks=writer.remarks.all())


@cache
def _terms() -> dict[str, tuple[str, str]]:
    return {row["use"]: (row["code"], row["decode"]) for row in rows("cdisc_codes.tsv")}


@dataclass(kw_only=True)
class _Writer:
    """Writes one study; every object of USDM has an id of its own."""

    protocol: Protocol
    remarks: Remarks = field(default_factory=Remarks)
    _taken: set[str] = field(default_factory=set)

    def document(self) -> Json:
        for why in (_READING, _DESIGN, _HEALTHY):
            self.remarks.whole(Effect.ASSUMED if why is not _READING else Effect.AS_TEXT, why)
        lines = [(stage, line) for stage in self.protocol.stages for line in stage.lines]
        if not lines:
            self.remarks.whole(Effect.LEFT_OUT, _NO_CRITERIA)
        items = [self._item(line) for _, line in lines]
        criteria = [self._criterion(stage, line, item) for (stage, line), item in zip(lines, items, strict=True)]
        _chain(criteria)
        registry = self._object(
            "Organization",
            "registry",
            name="Study registry",
            type=self._code("registry"),
            identifierScheme=_NOT_STATED,
            identifier=_NOT_STATED,
        )
        version = self._object(
            "StudyVersion",
            "version",
            versionIdentifier="1",
            rationale=_NOT_STATED,
            titles=[self._object("StudyTitle", "title", text=heading(self.protocol.title), type=self._code("official title"))],
            studyIdentifiers=[
                self._object("StudyIdentifier", "identifier", text=one_line(self.protocol.key), scopeId=registry["id"])
            ],
            organizations=[registry],
            eligibilityCriterionItems=items,
            studyDesigns=[self._design(lines, criteria)],
        )
        study: Json = {
            "id": urn("Study", self.protocol.key).removeprefix("urn:uuid:"),
            "name": one_line(self.protocol.key),
            "label": heading(self.protocol.title),
            "versions": [version],
            "documentedBy": [],
            "instanceType": "Study",
        }
        return {"study": study, "usdmVersion": VERSION, "systemName": "trialwright"}

    def _object(self, kind: str, place: str, /, **values: object) -> Json:
        made = identifier(f"{kind}-{place}", self._taken)
        self._taken.add(made)
        return {"id": made, **values, "extensionAttributes": [], "instanceType": kind}

    def _code(self, use: str) -> Json:
        code, decode = _terms()[use]
        version = {"codeSystem": _TERMINOLOGY, "codeSystemVersion": _TERMINOLOGY_DATE}
        return self._object("Code", use, code=code, decode=decode, **version)

    def _item(self, line: Line) -> Json:
        """The sentence of the source, as a paragraph."""
        text = f"<p>{xhtml(line.text)}</p>"
        return self._object("EligibilityCriterionItem", line.id, name=one_line(line.id), text=text)

    def _criterion(self, stage: Stage, line: Line, item: Json) -> Json:
        """The place of a sentence in the lists of the study, with our reading as notes."""
        self._remark(stage, line)
        category = "exclusion" if line.section is Section.EXCLUSION else "inclusion"
        notes = [f"Stage: {stage.label}"] if stage.begins else []
        notes += [f"Cohort: {line.cohort}"] if line.cohort else []
        notes += [f"What eligibility requires, as read by trialwright ({line.state.value}): {sentence_of(line)}"]
        notes += [f"In the criteria language: {print_criterion(line.node, width=10**6)}"]
        return self._object(
            "EligibilityCriterion",
            line.id,
            name=one_line(line.id),
            label=heading(f"{stage.label} {line.id}"),
            category=self._code(category),
            identifier=one_line(line.id),
            criterionItemId=item["id"],
            notes=[self._note(line, text) for text in notes],
        )

    def _note(self, line: Line, text: str) -> Json:
        return self._object("CommentAnnotation", line.id, text=one_line(text), codes=[])

    def _remark(self, stage: Stage, line: Line) -> None:
        self.remarks.on(line)
        if line.cohort is not None:
            self.remarks.add(line.node, Effect.AS_TEXT, _COHORT)
        if stage.begins is not None:
            self.remarks.add(line.node, Effect.AS_TEXT, _STAGE)
        self.remarks.add(line.node, Effect.AS_TEXT, _READING)

    def _design(self, lines: Sequence[tuple[Stage, Line]], criteria: Sequence[Json]) -> Json:
        belonging: dict[str, list[str]] = {}
        for (stage, line), criterion in zip(lines, criteria, strict=True):
            belonging.setdefault(_cohort_of(stage, line), []).append(criterion["id"])
        population = self._object(
            "StudyDesignPopulation",
            "population",
            name="Participants",
            description="Participants as the criteria describe them",
            includesHealthySubjects=False,
            criterionIds=belonging.pop("", []),
            plannedSex=self._sex(lines),
            cohorts=[self._cohort(name, ids) for name, ids in belonging.items()],
        )
        age = self._age(lines)
        return self._object(
            "InterventionalStudyDesign",
            "design",
            name=one_line(self.protocol.key),
            rationale=_NOT_STATED,
            model=self._code("unknown"),
            studyType=None,
            studyPhase=None,
            blindingSchema=None,
            intentTypes=[],
            subTypes=[],
            characteristics=[],
            arms=[],
            epochs=[],
            studyCells=[],
            population=population | ({"plannedAge": age} if age else {}),
            eligibilityCriteria=list(criteria),
        )

    def _cohort(self, name: str, ids: list[str]) -> Json:
        values = {"name": one_line(name), "includesHealthySubjects": False, "criterionIds": ids, "plannedSex": []}
        return self._object("StudyCohort", "cohort", **values)

    def _sex(self, lines: Sequence[tuple[Stage, Line]]) -> list[Json]:
        """The one sex that the record's field asks for; none where it states no such limit."""
        found = {
            node.target.concept
            for node in _rules_of_fields(lines)
            if isinstance(node, Has) and node.target.concept in ("female", "male")
        }
        return [self._code(sex) for sex in sorted(found)]

    def _age(self, lines: Sequence[tuple[Stage, Line]]) -> Json | None:
        """The ages of the record's fields, where both are stated in years."""
        nodes = list(_rules_of_fields(lines))
        low = next((value for node in nodes if (value := _years(node, "low")) is not None), None)
        high = next((value for node in nodes if (value := _years(node, "high")) is not None), None)
        if low is None or high is None:
            if low is not None or high is not None:
                self.remarks.whole(Effect.LEFT_OUT, _AGES, part="planned age")
            return None
        ends = {"minValue": self._quantity(low), "maxValue": self._quantity(high)}
        return self._object("Range", "age", isApproximate=False, **ends)

    def _quantity(self, value: int | float) -> Json:
        unit = self._object("AliasCode", "year", standardCode=self._code("year"), standardCodeAliases=[])
        return self._object("Quantity", "age", value=value, unit=unit)


def _chain(criteria: Sequence[Json]) -> None:
    """Each criterion names the one before it and the one behind it."""
    for before, behind in pairwise(criteria):
        before["nextId"], behind["previousId"] = behind["id"], before["id"]


def _cohort_of(stage: Stage, line: Line) -> str:
    """The cohort that a line is a criterion of; "" for the whole population."""
    return " · ".join([*([stage.label] if stage.begins else []), *([line.cohort] if line.cohort else [])])


def _rules_of_fields(lines: Iterable[tuple[Stage, Line]]) -> Iterator[Criterion]:
    """What the record's fields require: lines of their own, and the parts of the sentences that say the same."""
    for _, line in lines:
        if line.fields:
            yield from conjuncts(normal(line.node))
        elif line.origin != "text":
            yield line.node


def _years(node: Criterion, end: str) -> int | float | None:
    if not isinstance(node, Compare) or node.quantity.variable != "age" or node.unit != "a" or isinstance(folded(node), bool):
        return None
    limit = node.low if end == "low" else node.high
    return number(limit.value) if limit is not None and limit.inclusive and isinstance(limit.value, Decimal) else None
