"""Two seed trials enter, their exports as reviewed must leave, in a form that can be read; `make golden` renews them.

What FHIR and CTML say as indented text, USDM as its list of sentences, then the remarks: a change of the compiler shows too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from trialwright.exports.ctml import to_ctml
from trialwright.exports.fhir import to_fhir
from trialwright.exports.remarks import Export
from trialwright.exports.usdm import to_usdm
from trialwright.library import load

KEPT = Path(__file__).parent / "exports"
SEEDS = Path(__file__).parents[1] / "data" / "seeds"
MAKERS = {"fhir": to_fhir, "ctml": to_ctml, "usdm": to_usdm}


def fhir_lines(export: Export) -> Iterator[str]:
    """The characteristics of each EvidenceVariable."""
    for entry in export.document["entry"]:
        resource = entry["resource"]
        yield f"== {resource['resourceType']} {resource['id']}"
        yield from (f"note: {note['text']}" for note in resource.get("note", ()))
        if resource["resourceType"] == "EvidenceVariable":
            for item in resource.get("characteristic", ()):
                yield from _characteristic(item, 0)
        if resource["resourceType"] == "Group":
            yield from (_member(item) for item in resource.get("characteristic", ()))


def _member(item: Mapping[str, Any]) -> str:
    return f"{'not ' if item['exclude'] else ''}{item['code']['text']}"


def _characteristic(item: Mapping[str, Any], depth: int) -> Iterator[str]:
    sign = "not " if item.get("exclude") else ""
    when = "".join(f" @ {time['description']}" for time in item.get("timeFromEvent", ()))
    yield f"{'  ' * depth}{item['linkId']} {sign}{_definition(item)}{when}"
    for below in item.get("definitionByCombination", {}).get("characteristic", ()):
        yield from _characteristic(below, depth + 1)


def _definition(item: Mapping[str, Any]) -> str:
    if "definitionId" in item:
        return f"as {item['definitionId']}"
    if "definitionByCombination" in item:
        body = item["definitionByCombination"]
        return " ".join([body["code"], *([str(body["threshold"])] if "threshold" in body else [])])
    if "definitionCodeableConcept" in item:
        return _concept(item["definitionCodeableConcept"])
    if "definitionByTypeAndValue" in item:
        body = item["definitionByTypeAndValue"]
        return f"{_concept(body['type'])}: {_value(body)}"
    return f"words: {item['description'][:100]}"


def _concept(body: Mapping[str, Any]) -> str:
    codes = [
        f"{coding['system'].rsplit('/', 1)[-1]} {coding['code']}"
        for coding in body.get("coding", ())
        if "urn:" not in coding["system"]
    ]
    return body["text"] + (f" [{', '.join(codes)}]" if codes else "" if "coding" in body else " (words)")


def _value(body: Mapping[str, Any]) -> str:
    if "valueRange" in body:
        return f"{_quantity(body['valueRange']['low'])} to {_quantity(body['valueRange']['high'])}"
    return _quantity(body["valueQuantity"]) if "valueQuantity" in body else _concept(body["valueCodeableConcept"])


def _quantity(body: Mapping[str, Any]) -> str:
    return " ".join(str(body[key]) for key in ("comparator", "value", "code") if key in body)


def ctml_lines(export: Export) -> Iterator[str]:
    """The match tree of each step."""
    for step in export.document["treatment_list"]["step"]:
        yield f"== step {step['step_code']} ({step['step_type']})"
        for tree in step.get("match", ()):
            yield from _tree(tree, 0)


def _tree(tree: Mapping[str, Any], depth: int) -> Iterator[str]:
    ((kind, body),) = tree.items()
    if kind in ("and", "or"):
        yield f"{'  ' * depth}{kind}"
        for item in body:
            yield from _tree(item, depth + 1)
    else:
        yield f"{'  ' * depth}{kind}: {', '.join(f'{key} {value}' for key, value in body.items())}"


def usdm_lines(export: Export) -> Iterator[str]:
    """The criteria with their sentences."""
    version = export.document["study"]["versions"][0]
    items = {item["id"]: item["text"] for item in version["eligibilityCriterionItems"]}
    for criterion in version["studyDesigns"][0]["eligibilityCriteria"]:
        yield f"{criterion['identifier']} | {criterion['category']['decode']} | {items[criterion['criterionItemId']][:120]}"


TOLD = {"fhir": fhir_lines, "ctml": ctml_lines, "usdm": usdm_lines}


def told(export: Export) -> str:
    """An export as text."""
    remarks = (f"{item.line or '-'} | {item.effect.value} | {item.part} | {item.why}" for item in export.remarks)
    return "\n".join([*TOLD[export.target](export), "", "-- remarks", *remarks]) + "\n"


@pytest.mark.parametrize("target", sorted(MAKERS))
@pytest.mark.parametrize("seed", ["002_bec329b914fe5d51", "004_5793e93079318b5d"])
def test_the_exports_are_those_that_were_reviewed(seed: str, target: str, pytestconfig: pytest.Config) -> None:
    kept = KEPT / f"{seed[:3]}.{target}.txt"
    found = told(MAKERS[target](load(SEEDS / f"{seed}.txt")))
    if pytestconfig.getoption("--update-golden", default=False):
        KEPT.mkdir(exist_ok=True)
        kept.write_text(found, encoding="utf-8")
    assert found == kept.read_text(encoding="utf-8")
