"""Each kind of node in FHIR R5: what its characteristic says, and what is remarked on."""

from __future__ import annotations

import datetime as dt
import json
from itertools import product
from typing import Any
from xml.etree import ElementTree

import pytest
from fhir.resources.bundle import Bundle
from tests.unit.exports.exported import bare, fhir_of, line, said_of_lines, trial
from tests.unit.match.trials_in import patient

from trialwright.exports.fhir import to_fhir
from trialwright.exports.fhir_leaf import NotSayableError, codes_of_scale
from trialwright.match.context import Context
from trialwright.match.evaluate import evaluate_criterion
from trialwright.match.truth import Truth
from trialwright.protocol.criteria import Compare, Limit, Quantity
from trialwright.protocol.language import parse_criterion
from trialwright.protocol.protocol import Section
from trialwright.vocabulary.variables import find_variable, scale_grades

CONTEXT = Context(on=dt.date(2026, 3, 16))

HEMOGLOBIN = {
    "coding": [{"system": "http://loinc.org", "code": "718-7"}, {"system": "urn:trialwright:vocabulary", "code": "hemoglobin"}],
    "text": "hemoglobin",
}
GRAMS = {"unit": "g/dL", "system": "http://unitsofmeasure.org", "code": "g/dL"}


def has(name: str) -> dict[str, Any]:
    """A concept without public codes."""
    return {
        "definitionCodeableConcept": {"coding": [{"system": "urn:trialwright:vocabulary", "code": name}], "text": name},
    }


def combined(code: str, *items: Any, **more: Any) -> dict[str, Any]:
    """A combination."""
    return {"definitionByCombination": {"code": code, "characteristic": list(items)} | more}


@pytest.mark.parametrize(
    ("criterion", "value"),
    [
        ("hemoglobin >= 9 g/dL", {"valueQuantity": {"value": 9, "comparator": ">="} | GRAMS}),
        ("hemoglobin > 9.5 g/dL", {"valueQuantity": {"value": 9.5, "comparator": ">"} | GRAMS}),
        ("hemoglobin 9 to 16 g/dL", {"valueRange": {"low": {"value": 9} | GRAMS, "high": {"value": 16} | GRAMS}}),
        ("hemoglobin = 9 g/dL", {"valueQuantity": {"value": 9} | GRAMS}),
    ],
)
def test_a_comparison_has_its_loinc_code_and_ucum_unit(criterion: str, value: dict[str, Any]) -> None:
    made, export = fhir_of(criterion)
    assert made == {"definitionByTypeAndValue": {"type": HEMOGLOBIN} | value}
    assert said_of_lines(export) == []


def test_a_range_whose_ends_are_not_counted_alike_is_two_things_that_must_hold() -> None:
    made, _ = fhir_of("hemoglobin >= 9 and < 16 g/dL")
    parts = made["definitionByCombination"]["characteristic"]
    assert made["definitionByCombination"]["code"] == "all-of"
    assert [item["definitionByTypeAndValue"]["valueQuantity"]["comparator"] for item in parts] == [">=", "<"]


def test_a_multiple_of_a_limit_of_normal_is_not_coded_as_the_laboratory_value() -> None:
    made, _ = fhir_of("alanine aminotransferase <= 2.5 x ULN")
    said = made["definitionByTypeAndValue"]
    assert said["type"] == {"text": "alanine aminotransferase as a multiple of the upper limit of normal"}
    assert said["valueQuantity"]["value"] == 2.5
    assert said["valueQuantity"]["comparator"] == "<="


def test_a_unit_that_is_not_ucum_is_in_words_only() -> None:
    made, _ = fhir_of('hemoglobin >= 9 "scoops"')
    assert made["definitionByTypeAndValue"]["valueQuantity"] == {"value": 9, "comparator": ">=", "unit": "scoops"}


@pytest.mark.parametrize(
    ("window", "said"),
    [
        ("within 14 days before registration", {"range": {"low": -14, "high": 0}}),
        ("less than 14 days before registration", {"quantity": (">", -14)}),
        ("at least 4 weeks before registration", {"range": {"high": -4}}),
        ("more than 4 weeks before registration", {"quantity": ("<", -4)}),
        ("within 3 months after (surgery)", {"range": {"low": 0, "high": 3}}),
        ("since (surgery)", {"range": {"low": 0}}),
        ("before first dose", {"quantity": ("<", 0)}),
        ("now", {"quantity": (None, 0)}),
    ],
)
def test_a_window_is_a_time_from_the_event_and_what_lies_before_is_below_zero(window: str, said: dict[str, Any]) -> None:
    made, _ = fhir_of(f"has hypertension {window}")
    (time,) = made["timeFromEvent"]
    found: dict[str, Any] = {}
    if "range" in time:
        assert len({quantity.get("code") for quantity in time["range"].values()}) == 1, "the ends of a range have one unit"
        found["range"] = {end: quantity["value"] for end, quantity in time["range"].items()}
    if "quantity" in time:
        found["quantity"] = (time["quantity"].get("comparator"), time["quantity"]["value"])
    assert found == said


def test_ordered_scales_are_numbers_or_their_codes() -> None:
    numbers, _ = fhir_of("ECOG performance status is 0 to 1")
    assert numbers["definitionByTypeAndValue"]["valueRange"] == {"low": {"value": 0}, "high": {"value": 1}}
    codes, _ = fhir_of("NYHA class is at most I")
    assert [
        item["definitionByTypeAndValue"]["valueCodeableConcept"]["text"]
        for item in codes["definitionByCombination"]["characteristic"]
    ] == ["0", "I"]


def test_a_limit_that_cuts_through_a_code_is_in_words() -> None:
    """A patient recorded with stage II may be below IIB or not."""
    made, export = fhir_of("stage is at least IIB")
    assert made == {}
    assert said_of_lines(export) == [("as text", "stage is at least IIB")]


@pytest.mark.parametrize(
    ("scale", "limits"),
    [
        ("stage", ["I", "IIB", "III", "IIIA", "IV"]),
        ("NYHA class", ["I", "III"]),
        ("Child-Pugh class", ["A", "B"]),
        ("ECOG performance status", ["0", "1"]),
    ],
)
def test_the_codes_within_a_limit_are_those_that_the_reference_affirms(scale: str, limits: list[str]) -> None:
    variable = find_variable(scale)
    assert variable is not None
    grades = [grade.code for grade in scale_grades(variable.scale or "")]
    said = 0
    for limit, end, inclusive in product(limits, ("low", "high"), (True, False)):
        node = Compare(quantity=Quantity(variable=scale), **{end: Limit(value=limit, inclusive=inclusive)})
        facts = [patient({"what": scale, "value": code, "date": "2026-03-01"}) for code in grades]
        truths = {code: evaluate_criterion(node, item, CONTEXT).truth for code, item in zip(grades, facts, strict=True)}
        try:
            codes = codes_of_scale(node)
        except NotSayableError:
            assert Truth.UNKNOWN in truths.values(), "it is in words only where a recorded code may lie on both sides"
            continue
        said += 1
        assert truths == {code: Truth.TRUE if code in (codes or ()) else Truth.FALSE for code in grades}
    assert said >= 8


def test_a_narrowed_concept_is_in_words_without_the_code_of_the_wider_one() -> None:
    made, export = fhir_of("has hypertension [control: uncontrolled]")
    assert made == {"definitionCodeableConcept": {"text": "uncontrolled hypertension"}}
    assert said_of_lines(export) == [("as text", "has hypertension [control: uncontrolled]")]


def test_a_result_of_a_test_is_a_type_with_a_value() -> None:
    made, export = fhir_of("has EGFR [value: mutated]")
    said = made["definitionByTypeAndValue"]
    assert {"system": "http://www.genenames.org", "code": "HGNC:3236"} in said["type"]["coding"]
    assert said["valueCodeableConcept"] == {"text": "mutated"}
    assert said_of_lines(export) == []


@pytest.mark.parametrize(
    ("criterion", "expected"),
    [
        ("all of (hypertension, asthma)", combined("all-of", has("hypertension"), has("asthma"))),
        ("any of (hypertension, asthma)", combined("any-of", has("hypertension"), has("asthma"))),
        ("none of (hypertension, asthma)", combined("any-of", has("hypertension"), has("asthma")) | {"exclude": True}),
        (
            "at least 2 of (hypertension, asthma, epilepsy)",
            combined("at-least", *map(has, ("hypertension", "asthma", "epilepsy")), threshold=2),
        ),
        ("no hypertension", has("hypertension") | {"exclude": True}),
        ("not (none of (hypertension))", combined("any-of", has("hypertension"))),
        ("if (hypertension) then (asthma)", combined("any-of", has("hypertension") | {"exclude": True}, has("asthma"))),
    ],
)
def test_groups_are_combinations(criterion: str, expected: dict[str, Any]) -> None:
    made, export = fhir_of(criterion)
    assert made == expected
    assert said_of_lines(export) == []


def test_a_condition_with_two_sides_names_its_parts_again_by_id() -> None:
    export = to_fhir(trial(line("if (hypertension) then (asthma) else (epilepsy)")))
    (whole,) = export.document["entry"][1]["resource"]["characteristic"]
    ways = whole["definitionByCombination"]["characteristic"]
    first, second, third = (way["definitionByCombination"]["characteristic"] for way in ways)
    assert [bare(item) for item in first] == [has("hypertension"), has("asthma")]
    assert second[0]["definitionId"] == first[0]["linkId"]
    assert second[0]["exclude"] is True
    assert [item["definitionId"] for item in third] == [first[1]["linkId"], second[1]["linkId"]]


@pytest.mark.parametrize("criterion", ['ask "able to swallow" ("Can the patient swallow?")', 'unread "gibberish"'])
def test_what_no_machine_decides_has_no_definition_and_says_so(criterion: str) -> None:
    export = to_fhir(trial(line(f"any of (hypertension, {criterion})")))
    (whole,) = export.document["entry"][1]["resource"]["characteristic"]
    words = whole["definitionByCombination"]["characteristic"][1]
    assert not any(key.startswith("definition") for key in words)
    assert words["note"][0]["text"].startswith("Not computable")
    assert [effect for effect, _ in said_of_lines(export)] == ["as text"]


def test_the_readings_of_a_text_are_both_there_with_the_question() -> None:
    made, export = fhir_of('either reading (hypertension, asthma) because "two ways"')
    outer = made["definitionByCombination"]
    agreed, open_ = (item["definitionByCombination"] for item in outer["characteristic"])
    assert (outer["code"], agreed["code"], open_["code"]) == ("any-of", "all-of", "all-of")
    assert open_["characteristic"][0] == {}
    assert [part for _, part in said_of_lines(export)] == ['either reading (hypertension, asthma) because "two ways"']


def test_a_permission_is_a_note_and_no_characteristic() -> None:
    export = to_fhir(trial(line('no constraint "permission"', text="Surgery is allowed.")))
    variable = export.document["entry"][1]["resource"]
    assert "characteristic" not in variable
    assert "Surgery is allowed." in variable["note"][0]["text"]


def test_a_line_of_one_cohort_is_open_for_whoever_is_in_another() -> None:
    made, export = fhir_of("has hypertension", cohort="Arm B")
    elsewhere, asked = made["definitionByCombination"]["characteristic"]
    assert made["definitionByCombination"]["code"] == "any-of"
    assert (elsewhere, asked) == ({}, has("hypertension"))
    assert len(said_of_lines(export)) == 1


def test_a_later_stage_is_a_variable_of_its_own() -> None:
    export = to_fhir(trial(line("has hypertension"), later=(line("has asthma", "2.I1"),)))
    study, first, second, _ = (entry["resource"] for entry in export.document["entry"])
    urls = {entry["resource"]["id"]: entry["fullUrl"] for entry in export.document["entry"]}
    assert study["recruitment"]["eligibility"]["reference"] == urls[first["id"]]
    assert second["description"] == "Counts from primary registration on."
    assert [(remark.line, remark.effect.value) for remark in export.remarks if remark.line] == [("2.I1", "left out")]


def test_the_group_holds_the_lines_that_a_flat_list_can_say_and_names_the_others() -> None:
    lines = (
        line("hemoglobin >= 9 g/dL", "I1"),
        line("any of (hypertension, asthma)", "I2"),
        line("none of (hypertension, asthma)", "E1"),
        line("no hypertension within 6 months before registration", "E2"),
    )
    export = to_fhir(trial(*lines))
    group = export.document["entry"][-1]["resource"]
    assert [(item["code"]["text"], item["exclude"]) for item in group["characteristic"]] == [
        ("hemoglobin", False),
        ("hypertension", True),
        ("asthma", True),
    ]
    (remark,) = [remark for remark in export.remarks if remark.part == "Group"]
    assert remark.why.endswith("I2, E2")


def test_the_sentence_and_our_reading_go_along() -> None:
    export = to_fhir(trial(line("no hypertension", "E1", text="Stroke <6 months> ago", section=Section.EXCLUSION)))
    (made,) = export.document["entry"][1]["resource"]["characteristic"]
    assert made["linkId"] == "E1"
    assert made["description"] == "Stroke <6 months> ago"
    assert [note["text"] for note in made["note"]] == ["E1, an exclusion criterion of the source.", "Read as: no hypertension"]


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "a & b < c > d", "]]>", "\x00\x1b[31mred", ""])
def test_a_text_from_outside_is_text_in_the_narrative(text: str) -> None:
    export = to_fhir(trial(line("has hypertension", text=text), key=f"../{text}/x"))
    Bundle.model_validate(json.loads(json.dumps(export.document)))
    assert "\\u0000" not in json.dumps(export.document)
    for entry in export.document["entry"]:
        ElementTree.fromstring(entry["resource"]["text"]["div"])
        assert "<script" not in entry["resource"]["text"]["div"]
    (made,) = export.document["entry"][1]["resource"]["characteristic"]
    assert "<script" not in made["description"].replace("\\<", "")


def test_a_trial_without_criteria_excludes_nobody_and_says_so() -> None:
    export = to_fhir(trial())
    assert "characteristic" not in export.document["entry"][1]["resource"]
    assert any("shows no criteria" in remark.why for remark in export.remarks)


def test_the_criteria_language_of_these_tests_is_what_they_mean() -> None:
    assert parse_criterion("no hypertension") == parse_criterion("not (hypertension)")
