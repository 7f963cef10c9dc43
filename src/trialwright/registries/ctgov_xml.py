"""One legacy ClinicalTrials.gov XML study enters, a `TrialRecord` in API v2 names leaves, by `data/ctgov_xml.tsv`."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any
from xml.etree.ElementTree import Element

from trialwright.findings import Finding, Severity
from trialwright.registries import enums
from trialwright.registries.ctgov_xml_people import contact, official, site
from trialwright.registries.ctgov_xml_values import KINDS, masking, text_of
from trialwright.registries.layouts import CTGOV_XML
from trialwright.registries.provenance import StatedThroughout, missing_fields
from trialwright.registries.record import Place, Provenance, Source, Standing, TrialRecord

LAYOUT = CTGOV_XML
_RESULTS = "clinical_results"
_QUOTED = 80
_OLD_DESIGN = {
    "allocation": ("allocation", "allocation"),
    "intervention model": ("interventionModel", "intervention_model"),
    "primary purpose": ("primaryPurpose", "primary_purpose"),
    "observational model": ("observationalModel", "observational_model"),
    "time perspective": ("timePerspective", "time_perspective"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """One row of the table: in `block` (a repeated element, "" for the study) `element` becomes `field` by `kind`."""

    block: str
    element: str
    field: str
    kind: str


@cache
def rules() -> Sequence[Rule]:
    """The rows of `data/ctgov_xml.tsv`."""
    text = files("trialwright.registries").joinpath("data/ctgov_xml.tsv").read_text(encoding="utf-8")
    return tuple(
        Rule(**{key: row[key] or "" for key in ("block", "element", "field", "kind")})
        for row in csv.DictReader(text.splitlines(), delimiter="\t")
    )


def read_xml_study(root: Element, *, source: Source) -> TrialRecord:
    """The record of one `<clinical_study>`; elements that the table does not know are findings."""
    reader = _Reader(root, source)
    for rule in rules():
        if rule.kind == "list":
            reader.read_block(rule)
        elif not rule.block:
            reader.read_single(rule)
    return reader.record()


class _Reader:
    def __init__(self, root: Element, source: Source) -> None:
        self.root = root
        self.source = source
        self.section: dict[str, Any] = {}
        self.extra: dict[str, Any] = {"layout": LAYOUT}
        self.apart: dict[str, Provenance] = {}
        self.findings: list[Finding] = []
        self.seen: set[Element] = set()

    def read_single(self, rule: Rule) -> None:
        for element in self.root.findall(rule.element):
            self._claim(element)
            if rule.kind == "extra":
                words = text_of(element)
                self._keep(rule.field, int(words) if words and words.isdigit() else words)
                continue
            self._put(self.section, rule.field, self._value(rule, element), rule)

    def read_block(self, head: Rule) -> None:
        inner = [rule for rule in rules() if rule.block == head.block and rule.kind != "list"]
        for element in self.root.findall(head.block):
            item: dict[str, Any] = {}
            for rule in inner:
                for found in [element] if rule.element == "." else element.findall(rule.element):
                    self._claim(found)
                    value = self._value(rule, found)
                    if rule.field == ".":
                        item |= value or {}
                    else:
                        self._put(item, rule.field, value, replace(rule, element=f"{head.block}/{rule.element}"))
            if item:
                target = _container(self.section, head.field)
                target.setdefault(head.field.rpartition(".")[2], []).append(item)

    def record(self) -> TrialRecord:
        self._arm_names()
        criteria = self.root.find("eligibility/criteria/textblock")
        self.apart |= {path: Provenance(standing=Standing.MISSING) for path in missing_fields(self.section)}
        place = Place(source=self.source.name, line=1)
        self._leftovers()
        return TrialRecord(
            protocol_section=self.section,
            has_results=self._has_results(),
            extra=self.extra,
            eligibility_text=criteria.text if criteria is not None and criteria.text and criteria.text.strip() else None,
            provenance=StatedThroughout(self.section, place, self.apart),
            sources=(self.source if self.source.url else replace(self.source, url=self.extra.get("url")),),
            findings=tuple(self.findings),
        )

    def _has_results(self) -> bool:
        """A file may leave the results out and still give the date they were submitted."""
        return self.root.find(_RESULTS) is not None or "resultsFirstSubmitDate" in self.section.get("statusModule", {})

    def _claim(self, element: Element) -> None:
        self.seen.add(element)

    def _value(self, rule: Rule, element: Element) -> Any:
        kind, _, detail = rule.kind.partition(":")
        if kind == "is":
            return detail
        if kind in ("contact", "official", "site"):
            self.seen.update(element.iter())
            return {"contact": contact, "official": official, "site": site}[kind](element, self._say_unknown)
        words = text_of(element)
        if words is None:
            return None
        if kind == "enum":
            value = enums.lookup(detail, words)
        elif kind == "study_type":
            return self._study_type(words)
        elif kind == "old_design":
            return self._old_design(words)
        else:
            value = KINDS[kind](element, words)
        if value is None and not enums.empty(words):
            self._say_unknown(rule.element, words)
        return value

    def _study_type(self, words: str) -> str | None:
        if "patient registry" in words.lower():
            self.section.setdefault("designModule", {})["patientRegistry"] = True
        value = enums.lookup("study_type", words)
        if value is None and not enums.empty(words):
            self._say_unknown("study_type", words)
        return value

    def _old_design(self, words: str) -> dict[str, Any]:
        """ "Allocation: Randomized, Masking: Open Label, …", the form before 2017."""
        found: dict[str, Any] = {}
        for name, value in re.findall(r"([A-Z][\w /]+?):\s*(.*?)(?=,\s*[A-Z][\w /]+?:|$)", words):
            if name.lower() == "masking":
                found["maskingInfo"] = masking(value)
            elif name.lower() in _OLD_DESIGN:
                field, kind = _OLD_DESIGN[name.lower()]
                found[field] = enums.lookup(kind, value)
            else:
                self._keep("studyDesign", f"{name}: {value}")
        return {key: value for key, value in found.items() if value}

    def _put(self, node: dict[str, Any], field: str, value: Any, rule: Rule) -> None:
        if value is None or value in ("", {}, []):
            return
        target, name = _container(node, field), field.rpartition(".")[2]
        if name.endswith("[]"):
            target.setdefault(name[:-2], []).append(value)
        elif isinstance(value, dict):
            target.setdefault(name, {}).update(value)
        elif name not in target:
            target[name] = value
        elif target[name] != value:
            self._keep(rule.element.replace("/", "_"), value)

    def _keep(self, name: str, value: Any) -> None:
        if value is None:
            return
        if name not in self.extra:
            self.extra[name] = value
        else:
            held = self.extra[name]
            self.extra[name] = [*held, value] if isinstance(held, list) else [held, value]

    def _arm_names(self) -> None:
        """v2 lists the interventions of each arm; the legacy form says it the other way round."""
        module = self.section.get("armsInterventionsModule", {})
        for number, arm in enumerate(module.get("armGroups", [])):
            names = [
                _label(item) for item in module.get("interventions", []) if arm.get("label") in item.get("armGroupLabels", [])
            ]
            if names:
                arm["interventionNames"] = names
                for at in range(len(names)):
                    path = f"armsInterventionsModule.armGroups.{number}.interventionNames.{at}"
                    self.apart[path] = Provenance(standing=Standing.DERIVED, how="the interventions that name this arm")
        for number, item in enumerate(self.section.get("referencesModule", {}).get("references", [])):
            if item.get("type") == "RESULT":
                how = "a results_reference; v2 tells RESULT and DERIVED apart, the legacy form does not"
                self.apart[f"referencesModule.references.{number}.type"] = Provenance(standing=Standing.DERIVED, how=how)

    def _say_unknown(self, element: str, words: str) -> None:
        self.findings.append(
            Finding(
                code="VALUE_NOT_UNDERSTOOD",
                message=f"<{element}> holds {words[:_QUOTED]!r}, which is no value that is known for it",
                severity=Severity.WARNING,
                fields=(element,),
                values=(words[:_QUOTED],),
            )
        )

    def _leftovers(self) -> None:
        unknown: dict[str, str] = {}
        for path, element in _leaves(self.root, ""):
            if element not in self.seen and text_of(element) is not None:
                unknown.setdefault(path, text_of(element) or "")
        for path, words in unknown.items():
            self.findings.append(
                Finding(
                    code="ELEMENT_NOT_MAPPED",
                    message=f"<{path}> has no place in the record",
                    fields=(path,),
                    values=(words[:_QUOTED],),
                )
            )
        if self.root.find(_RESULTS) is not None:
            message = "the study's results are in the file; the record says so (hasResults) and does not hold them"
            self.findings.append(Finding(code="RESULTS_NOT_KEPT", message=message, fields=(_RESULTS,)))


def _leaves(node: Element, path: str) -> list[tuple[str, Element]]:
    found: list[tuple[str, Element]] = []
    for child in node:
        if not isinstance(child.tag, str) or child.tag == _RESULTS:
            continue
        name = f"{path}/{child.tag}" if path else child.tag
        found.extend(_leaves(child, name) if len(child) else [(name, child)])
    return found


def _container(node: dict[str, Any], field: str) -> dict[str, Any]:
    """The mapping that holds the last name of a dotted field, made where it is not there."""
    for key in field.split(".")[:-1]:
        node = node.setdefault(key, {})
    return node


def _label(item: Mapping[str, Any]) -> str:
    return f"{str(item.get('type', 'OTHER')).replace('_', ' ').title()}: {item.get('name', '')}"
