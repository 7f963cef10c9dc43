"""Each kind of node in CTML: what its match tree says, which is never of fewer people, and what is remarked on."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.unit.exports.exported import ctml_of, line, said_of_lines, trial

from trialwright.exports.ctml import to_ctml
from trialwright.exports.oncotree import types_of, types_within
from trialwright.exports.tables import rows
from trialwright.vocabulary.concepts import default_vocabulary

SCHEMA = json.loads((Path(__file__).parents[2] / "data" / "ctml" / "ctml.schema.json").read_text("utf-8"))


def clinical(**values: str) -> dict[str, Any]:
    """A clinical leaf."""
    return {"clinical": values}


def gene(symbol: str, category: str = "Mutation", **values: Any) -> dict[str, Any]:
    """A genomic leaf."""
    return {"genomic": {"hugo_symbol": symbol, "variant_category": category} | values}


ADULT = clinical(age_numerical=">=18")
EITHER_AGE = {"or": [ADULT, clinical(age_numerical=">=21")]}
MELANOMA_OR_ADULT = "any of (melanoma, age >= 18 years)"


@pytest.mark.parametrize(
    ("criterion", "expected"),
    [
        ("age >= 18 years", clinical(age_numerical=">=18")),
        ("age > 18 years", clinical(age_numerical=">=19")),
        ("age <= 75 years", clinical(age_numerical="<76")),
        ("age < 75 years", clinical(age_numerical="<75")),
        ("age 18 to 75 years", {"and": [clinical(age_numerical=">=18"), clinical(age_numerical="<76")]}),
        ("not (age 18 to 75 years)", {"or": [clinical(age_numerical="<18"), clinical(age_numerical=">=76")]}),
        ("has female", clinical(gender="Female")),
        ("has HER2 [value: positive]", clinical(her2_status="Positive")),
        ("has EGFR [value: mutated]", gene("EGFR")),
        ("no EGFR [value: mutated]", gene("EGFR", "!Mutation")),
        ("has HER2 [value: mutated]", gene("ERBB2")),
        ("has BRAF [value: V600E]", gene("BRAF", protein_change="p.V600E")),
        ("no BRAF [value: V600]", gene("BRAF", "!Mutation", wildcard_protein_change="p.V600")),
        ("has KRAS [value: G12X]", gene("KRAS", wildcard_protein_change="p.G12")),
        ('has "RET gene" [value: rearranged]', gene("RET", "Structural Variation")),
        (
            "tumor mutational burden >= 10 {mutations}/{Mb}",
            clinical(tmb_numerical=">=10"),
        ),
        ("has non-small cell lung cancer [extent: metastatic]", None),
    ],
)
def test_a_leaf_in_ctml(criterion: str, expected: Any) -> None:
    made, export = ctml_of(criterion)
    if expected is None:
        assert "Non-Small Cell Lung Cancer" in json.dumps(made)
        assert [effect for effect, _ in said_of_lines(export)] == ["widened"]
    else:
        assert made == expected
        assert said_of_lines(export) == []


@pytest.mark.parametrize(
    "criterion",
    [
        "hemoglobin >= 9 g/dL",
        "ECOG performance status is 0 to 1",
        "age >= 6 months",
        "has hypertension",
        "has breast cancer [activity: history]",
        "has other malignancy",
        "has melanoma within 5 years before registration",
        "no melanoma [extent: metastatic]",
        "no HER2 [value: positive]",
        "no female",
        "no EGFR [value: amplified]",
        'has "MET gene" [value: "exon 14 skipping"]',
        'ask "able to swallow"',
        'unread "gibberish"',
        "at least 3 of (age >= 18 years, has male)",
    ],
)
def test_what_ctml_cannot_say_is_left_out_and_listed(criterion: str) -> None:
    made, export = ctml_of(criterion)
    assert made is None
    assert [effect for effect, _ in said_of_lines(export)] == ["left out"]


@pytest.mark.parametrize(
    ("criterion", "kept"),
    [
        ("all of (age >= 18 years, has hypertension)", clinical(age_numerical=">=18")),
        ("any of (age >= 18 years, has hypertension)", None),
        ("none of (age < 18 years, has hypertension)", clinical(age_numerical=">=18")),
        ("not (all of (age < 18 years, has hypertension))", None),
        ("at least 1 of (age >= 18 years, has male, has hypertension)", None),
        ("at least 2 of (age >= 18 years, has hypertension)", ADULT),
        ("if (has hypertension) then (age >= 18 years) else (age >= 21 years)", EITHER_AGE),
        ("if (has male) then (has hypertension)", None),
        ('either reading (age >= 18 years, age >= 21 years) because "x"', EITHER_AGE),
        ('not (either reading (age < 18 years, age < 21 years) because "x")', EITHER_AGE),
        ('either reading (age >= 18 years, has hypertension) because "x"', None),
        ('no constraint "permission"', None),
    ],
)  # fmt: skip
def test_what_is_left_of_a_group_excludes_nobody_more(criterion: str, kept: Any) -> None:
    made, export = ctml_of(criterion)
    assert made == kept
    assert said_of_lines(export)


def test_at_least_so_many_is_written_out() -> None:
    made, export = ctml_of("at least 2 of (age >= 18 years, has male, has HER2 [value: positive])")
    assert [len(way["and"]) for way in made["or"]] == [2, 2, 2]
    assert said_of_lines(export) == []


def test_what_would_be_too_long_written_out_is_left_out() -> None:
    """A criterion from outside may be nested so that its alternatives multiply."""
    inner = "has male"
    for _ in range(12):
        inner = f"at least 2 of ({inner}, age >= 18 years, age < 80 years, has female)"
    made, export = ctml_of(inner)
    assert made is None
    assert len(json.dumps(export.document)) < 1000
    inner = "has male"
    for _ in range(30):
        inner = f"if ({inner}) then (age >= 18 years) else (has female)"
    made, export = ctml_of(inner)
    assert made is None
    assert next(remark.why for remark in export.remarks if remark.line).startswith("CTML has no “at least”")


def test_a_condition_is_two_alternatives() -> None:
    made, _ = ctml_of("if (has HER2 [value: positive]) then (age >= 18 years)")
    assert made is None, "that HER2 is not positive cannot be said"
    made, _ = ctml_of("if (no EGFR [value: mutated]) then (age >= 18 years)")
    assert made == {"or": [gene("EGFR"), clinical(age_numerical=">=18")]}


def test_a_line_of_one_cohort_and_what_excludes_nobody_are_left_out() -> None:
    made, export = ctml_of("age >= 18 years", cohort="Arm B")
    assert made is None
    assert said_of_lines(export) == [("left out", "age >= 18 years")]


def test_each_stage_is_a_step() -> None:
    export = to_ctml(trial(line("age >= 18 years"), later=(line("has male", "2.I1"),)))
    steps = export.document["treatment_list"]["step"]
    assert [(step["step_code"], step["match"]) for step in steps] == [
        ("1", [clinical(age_numerical=">=18")]),
        ("2", [clinical(gender="Male")]),
    ]


def test_a_step_of_which_nothing_can_be_said_is_named() -> None:
    made, export = ctml_of("has hypertension")
    assert made is None
    assert any("MatchMiner will not match it" in remark.why for remark in export.remarks)


def test_every_document_says_that_ctml_knows_no_unknown() -> None:
    assert any("unknown" in remark.why for remark in to_ctml(trial()).remarks)


def test_the_schema_of_these_tests_refuses_what_is_no_ctml() -> None:
    good = to_ctml(trial(line(MELANOMA_OR_ADULT))).document
    jsonschema.validate(good, SCHEMA)
    for bad in (clinical(age_numerical="18"), clinical(hemoglobin=">=9"), {"not": []}, gene("EGFR", "mutated"), {}):
        step = good["treatment_list"]["step"][0] | {"match": [bad]}
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(good | {"treatment_list": {"step": [step]}}, SCHEMA)


# -- the tables ---------------------------------------------------------------------------------------------------------


def _codes(system: str) -> dict[str, str]:
    """The vocabulary's codes of a system, each with its concept."""
    pairs = ((code.partition("|")[::2], name) for name, item in default_vocabulary().concepts.items() for code in item.codes)
    return {code: name for (where, code), name in pairs if where == system}


def _types() -> dict[str, tuple[str, str]]:
    return {row["code"]: (row["name"], row["parent"]) for row in rows("oncotree.tsv")}


def _above(code: str) -> set[str]:
    """The names of a type and of all above it."""
    name, parent = _types()[code]
    return {name} | (_above(parent) if parent else set())


def _half(code: str) -> str:
    while _types()[code][1]:
        code = _types()[code][1]
    return "_LIQUID_" if code in ("LYMPH", "MYELOID") else "_SOLID_"


def test_every_coded_cancer_below_the_asked_one_has_a_type_that_is_asked_for() -> None:
    vocabulary = default_vocabulary()
    coded = {name: code for code, name in _codes("OncoTree").items()}
    asked = 0
    for cancer in (name for name in vocabulary.concepts if vocabulary.kind(name) in ("cancer", "histology")):
        types = types_of(cancer, vocabulary)
        if types is None:
            continue
        asked += 1
        for name in vocabulary.descendants(cancer) & coded.keys():
            assert set(types.names) & {*_above(coded[name]), _half(coded[name])}, (cancer, name)
    assert asked > 400


def test_every_forbidden_type_is_the_forbidden_cancer() -> None:
    vocabulary = default_vocabulary()
    concept_of = _codes("OncoTree")
    names: dict[str, list[str]] = {}
    for code, (name, _) in _types().items():
        names.setdefault(name, []).append(code)
    for cancer in ("gastric cancer", "breast cancer", "squamous cell carcinoma", "melanoma", "lymphoma", "prostate cancer"):
        types = types_within(cancer, vocabulary)
        assert types is not None
        for code in (code for name in types.names for code in names[name]):
            lines = [code]
            while _types()[lines[-1]][1]:
                lines.append(_types()[lines[-1]][1])
            assert any(vocabulary.is_a(concept_of[step], cancer) for step in lines if step in concept_of), (cancer, code)


def test_the_rows_of_markers_name_concepts_and_fields_that_there_are() -> None:
    fields = SCHEMA["$defs"]
    for row in rows("ctml_markers.tsv"):
        assert row["of"] == "kind:gene" or row["of"] in default_vocabulary(), row["of"]
        assert row["field"] in fields[row["part"]]["properties"]
        permitted = fields[row["part"]]["properties"][row["field"]].get("enum")
        assert permitted is None or row["is"] in permitted, row
        assert {row["positive"], row["negative"]} <= {"", "same", "wider"}


def test_every_gene_of_the_vocabulary_has_its_symbol() -> None:
    symbols = {row["id"] for row in rows("hgnc.tsv")}
    assert sorted(_codes("HGNC").keys() - symbols) == []


def test_the_families_that_narrow_a_present_cancer_are_families() -> None:
    text = (resources.files("trialwright.vocabulary") / "data" / "qualifiers.tsv").read_text("utf-8")
    families = {row.split("\t")[0] for row in text.splitlines()}
    fields = {"stage", "grade"}
    assert {row["family"] for row in rows("ctml_narrowing.tsv")} <= families | fields
