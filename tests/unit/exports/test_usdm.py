"""USDM v4: each line is a criterion with the source's sentence, in the category that the source has it in."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.unit.exports.exported import line, trial

from trialwright.exports.usdm import to_usdm
from trialwright.protocol.criteria import Compare, Limit, Quantity
from trialwright.protocol.protocol import Line, Protocol, Section


def parts(protocol: Protocol) -> tuple[dict[str, Any], dict[str, Any]]:
    """The version and the design of a study."""
    version = to_usdm(protocol).document["study"]["versions"][0]
    return version, version["studyDesigns"][0]


def age(name: str, **limits: Limit) -> Line:
    """A line made from a field of the record."""
    return line(Compare(quantity=Quantity(variable="age"), unit="a", **limits), name, origin="eligibilityModule.minimumAge")


def test_an_exclusion_is_the_sentence_of_the_source_and_not_its_contrary() -> None:
    version, design = parts(trial(line("no brain metastasis", "E1", text="Brain metastases", section=Section.EXCLUSION)))
    (item,), (criterion,) = version["eligibilityCriterionItems"], design["eligibilityCriteria"]
    assert item["text"] == "<p>Brain metastases</p>"
    assert (criterion["category"]["code"], criterion["category"]["decode"]) == ("C25370", "Exclusion Criteria")
    assert criterion["criterionItemId"] == item["id"]
    assert [note["text"] for note in criterion["notes"]] == [
        "What eligibility requires, as read by trialwright (compiled): Has no brain metastasis.",
        "In the criteria language: no brain metastasis",
    ]


def test_an_inclusion_has_its_category() -> None:
    _, design = parts(trial(line("has hypertension")))
    assert design["eligibilityCriteria"][0]["category"]["code"] == "C25532"


def test_criteria_are_a_chain_in_the_order_of_the_source() -> None:
    _, design = parts(trial(*(line("has hypertension", name) for name in ("I1", "I2", "E1"))))
    chain = [(item["identifier"], item.get("previousId"), item.get("nextId")) for item in design["eligibilityCriteria"]]
    ids = [item["id"] for item in design["eligibilityCriteria"]]
    assert chain == [("I1", None, ids[1]), ("I2", ids[0], ids[2]), ("E1", ids[1], None)]


def test_lines_of_a_cohort_and_of_a_later_stage_are_no_criteria_of_the_population() -> None:
    lines = (line("has hypertension", "I1"), line("has asthma", "I2", cohort="Arm B"))
    _, design = parts(trial(*lines, later=(line("has epilepsy", "2.I1"),)))
    population = design["population"]
    named = {item["id"]: item["identifier"] for item in design["eligibilityCriteria"]}
    assert [named[item] for item in population["criterionIds"]] == ["I1"]
    assert {cohort["name"]: [named[item] for item in cohort["criterionIds"]] for cohort in population["cohorts"]} == {
        "Arm B": ["I2"],
        "Second registration": ["2.I1"],
    }


def test_a_planned_age_is_there_only_when_both_ends_are_stated() -> None:
    low, high = age("F1", low=Limit(value=Decimal(18))), age("F2", high=Limit(value=Decimal(75)))
    _, both = parts(trial(low, high))
    said = both["population"]["plannedAge"]
    assert (said["minValue"]["value"], said["maxValue"]["value"]) == (18, 75)
    assert "plannedAge" not in parts(trial(low))[1]["population"]
    assert any("planned age" in remark.part for remark in to_usdm(trial(low)).remarks)


def test_the_sex_of_the_record_is_the_planned_sex() -> None:
    _, design = parts(trial(line("has female", "F3", origin="eligibilityModule.sex")))
    assert [code["code"] for code in design["population"]["plannedSex"]] == ["C16576"]
    assert parts(trial(line("has female")))[1]["population"]["plannedSex"] == []


def test_markup_in_a_sentence_is_text() -> None:
    version, _ = parts(trial(line("has hypertension", text="<script>alert(1)</script> & more\x00")))
    assert version["eligibilityCriterionItems"][0]["text"] == "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; more</p>"


def test_what_usdm_asks_for_and_the_source_does_not_state_is_listed() -> None:
    remarks = to_usdm(trial(line("has hypertension"))).remarks
    assert [remark.effect.value for remark in remarks].count("assumed") == 2


def test_ids_from_outside_are_made_fit_and_stay_apart() -> None:
    version, design = parts(trial(line("has hypertension", "I 1/x"), line("has hypertension", "I-1-x"), key="../etc"))
    ids = [item["id"] for item in (*version["eligibilityCriterionItems"], *design["eligibilityCriteria"])]
    assert len(set(ids)) == 4
    assert all(sign.isalnum() or sign in "-." for name in ids for sign in name)
