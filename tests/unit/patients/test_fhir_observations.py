"""Observations of FHIR in; measurements, scores, results and variants, or the reason why there are none, out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.unit.patients.bundles import LOINC, coded, facts, loinc, observation, quantity, reasons

from trialwright.patients.understood import Why

HGNC = "http://www.genenames.org"


def test_a_laboratory_value_keeps_its_unit_and_gets_its_limits_of_normal_in_it() -> None:
    limits = [{"high": quantity(0.7, "ukat/L"), "type": coded("normal", "Normal Range")}]
    (fact,) = facts(observation(loinc("1742-6"), valueQuantity=quantity(48.5, "U/L"), referenceRange=limits))
    assert (fact.concept, fact.value, fact.unit) == ("alanine aminotransferase", Decimal("48.5"), "U/L")
    (same,) = facts(
        observation(loinc("1742-6"), valueQuantity=quantity(48.5, "U/L"), referenceRange=[{"high": quantity(40, "U/L")}])
    )
    assert (same.uln, same.lln, str(same.date)) == (Decimal(40), None, "2024-03-02")


def test_of_several_ranges_only_one_that_surely_applies_is_taken() -> None:
    women = {"low": quantity(12, "g/dL"), "appliesTo": [{"text": "female"}]}
    men = {"low": quantity(13.5, "g/dL"), "appliesTo": [{"text": "male"}]}
    hb = observation(loinc("718-7"), valueQuantity=quantity(10, "g/dL"))
    assert facts(hb | {"referenceRange": [men, women]})[0].lln == Decimal(12)
    assert facts(hb | {"referenceRange": [{"low": quantity(12, "g/dL")}, {"low": quantity(13, "g/dL")}]})[0].lln is None
    assert facts(hb | {"referenceRange": [women | {"appliesTo": [{"text": "pregnant"}]}]})[0].lln is None
    assert facts(hb | {"referenceRange": [{"low": quantity(120, "g/L")}]})[0].lln == Decimal(12)


def test_a_bound_stays_a_bound() -> None:
    (fact,) = facts(observation(loinc("2857-1"), valueQuantity=quantity(0.01, "ng/mL") | {"comparator": "<"}))
    assert (fact.comparator, fact.value) == ("<", Decimal("0.01"))


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (quantity(3000, "10*3/uL"), Why.IMPLAUSIBLE),
        (quantity(3, "g/dL"), Why.UNIT),
        ({"value": 3, "unit": "furlongs"}, Why.UNIT),
        ({"unit": "10*3/uL"}, Why.NO_VALUE),
        (quantity(3, "10*3/uL") | {"comparator": "about"}, Why.VALUE),
        ("3", Why.BROKEN),
    ],
)
def test_a_value_that_cannot_be_is_listed_and_no_fact(value: object, why: Why) -> None:
    one = observation(loinc("26499-4"), valueQuantity=value)
    assert facts(one) == ()
    assert reasons(one) == {why}


def test_a_number_without_a_unit_is_kept_without_one_for_the_matcher_to_ask() -> None:
    (fact,) = facts(observation(loinc("718-7"), valueQuantity={"value": 11}))
    assert (fact.value, fact.unit) == (Decimal(11), None)


@pytest.mark.parametrize(
    ("status", "why"),
    [
        ("entered-in-error", Why.ERROR),
        ("cancelled", Why.NOT_DONE),
        ("preliminary", Why.STATUS),
        (None, Why.STATUS),
        (7, Why.STATUS),
    ],
)
def test_only_final_results_are_facts(status: object, why: Why) -> None:
    one = observation(loinc("718-7"), valueQuantity=quantity(11, "g/dL"), status=status)
    assert facts(one) == ()
    assert reasons(one) == {why}


def test_an_absent_value_is_listed_with_its_reason() -> None:
    one = observation(loinc("718-7"), dataAbsentReason=coded("not-performed", "Not Performed"))
    assert reasons(one) == {Why.NO_VALUE}


@pytest.mark.parametrize(
    "more",
    [
        {"valueInteger": 1},
        {"valueCodeableConcept": coded("LA9623-5", "", LOINC)},
        {"valueQuantity": {"value": 1, "code": "{score}"}},
    ],
)
def test_ecog_is_read_however_it_is_written(more: dict[str, Any]) -> None:
    (fact,) = facts(observation(loinc("89247-1"), **more))
    assert (fact.concept, fact.value) == ("ECOG performance status", Decimal(1))


def test_a_score_beyond_its_scale_is_no_fact() -> None:
    assert reasons(observation(loinc("89247-1"), valueInteger=9)) == {Why.IMPLAUSIBLE}


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        (coded("10828004", "Positive (qualifier value)"), "positive"),
        (coded("LA6577-6", "", LOINC), "negative"),
        ({"text": "Negative"}, "negative"),
    ],
)
def test_receptors_are_read_from_codes_and_words(answer: dict[str, Any], value: str) -> None:
    (fact,) = facts(observation(loinc("85337-4"), valueCodeableConcept=answer))
    assert (fact.concept, fact.value) == ("estrogen receptor", value)


def test_a_receptor_that_was_not_assessed_is_no_result() -> None:
    assert reasons(observation(loinc("85337-4"), valueCodeableConcept={"text": "not assessed"})) == {Why.VALUE}


def test_the_method_of_her2_comes_with_its_code() -> None:
    (fact,) = facts(observation(loinc("85318-4"), valueCodeableConcept=coded("LA6577-6", "", LOINC)))
    assert (fact.concept, fact.value, fact.qualifiers["method"]) == ("HER2", "negative", "FISH")


def test_the_parts_of_a_panel_are_facts_of_their_own() -> None:
    parts = [
        {"code": loinc("8480-6"), "valueQuantity": quantity(135, "mm[Hg]")},
        {"code": loinc("8462-4"), "valueQuantity": quantity(80, "mm[Hg]")},
    ]
    found = facts(observation(loinc("85354-9"), component=parts))
    assert [(fact.concept, fact.value) for fact in found] == [("systolic blood pressure", 135), ("diastolic blood pressure", 80)]
    assert found[1].place == "Observation/o.component[1]"


@pytest.mark.parametrize(
    ("code", "display", "concept", "value"),
    [("21905-5", "T3 category (finding)", "clinical T stage", "T3"), ("21900-6", "pN1mi", "pathologic N stage", "N1mi")],
)
def test_categories_of_tnm(code: str, display: str, concept: str, value: str) -> None:
    (fact,) = facts(observation(loinc(code), valueCodeableConcept={"text": display}))
    assert (fact.concept, fact.value) == (concept, value)


def variant(*components: dict[str, Any], **more: Any) -> dict[str, Any]:
    body = observation(loinc("69548-6"), component=list(components), valueCodeableConcept=coded("LA9633-4", "Present", LOINC))
    return body | more


GENE = {"code": loinc("48018-6"), "valueCodeableConcept": coded("HGNC:1097", "BRAF", HGNC)}


def test_a_variant_is_the_change_of_the_protein_where_that_is_said() -> None:
    change = {"code": loinc("48005-3"), "valueCodeableConcept": {"text": "p.Val600Glu"}}
    (fact,) = facts(
        variant(GENE, change, {"code": loinc("48002-0"), "valueCodeableConcept": coded("LA6684-0", "Somatic", LOINC)})
    )
    assert (fact.concept, fact.value, fact.qualifiers) == ("BRAF", "V600E", {"origin": "somatic"})


@pytest.mark.parametrize(
    ("sort", "value"), [("Gene amplification (finding)", "amplified"), ("Point mutation (finding)", "mutated"), ("", "altered")]
)
def test_a_variant_is_called_by_its_kind_and_else_an_alteration(sort: str, value: str) -> None:
    (fact,) = facts(variant(GENE, interpretation=[coded("1", sort)] if sort else []))
    assert fact.value == value


@pytest.mark.parametrize(
    "one",
    [
        variant(GENE, valueCodeableConcept=coded("LA9634-2", "Absent", LOINC)),
        variant(GENE, {"code": loinc("53037-8"), "valueCodeableConcept": {"text": "Uncertain significance"}}),
        variant(GENE, {"code": loinc("53037-8"), "valueCodeableConcept": {"text": "Likely benign"}}),
        variant({"code": loinc("48018-6"), "valueCodeableConcept": coded("HGNC:99999999", "NOTAGENE", HGNC)}),
        variant(GENE, GENE),
        variant(),
    ],
)
def test_a_variant_that_is_absent_harmless_or_of_no_gene_we_know_is_no_fact(one: dict[str, Any]) -> None:
    assert facts(one) == ()


@pytest.mark.parametrize(
    ("said", "concept", "present"),
    [("Patient's condition worsened (finding)", "disease progression", True), ("Stable disease", "response evaluation", True)],
)
def test_disease_status(said: str, concept: str, present: bool) -> None:
    (fact,) = facts(observation(loinc("97509-4"), valueCodeableConcept=coded("1", said)))
    assert (fact.concept, fact.present) == (concept, present)


def test_an_improved_condition_is_no_word_of_ours() -> None:
    assert reasons(observation(loinc("97509-4"), valueCodeableConcept=coded("1", "Patient's condition improved"))) == {Why.VALUE}


@pytest.mark.parametrize(
    ("code", "said", "concept", "present"),
    [
        ("72166-2", "Never smoker", "smoking", False),
        ("72166-2", "Smokes tobacco daily (finding)", "smoking", True),
        ("82810-3", "Not pregnant", "pregnancy", False),
        ("82810-3", "Pregnant", "pregnancy", True),
    ],
)
def test_smoking_and_pregnancy(code: str, said: str, concept: str, present: bool) -> None:
    (fact,) = facts(observation(loinc(code), valueCodeableConcept=coded("1", said)))
    assert (fact.concept, fact.present) == (concept, present)


def test_what_is_measured_in_urine_is_not_taken_for_blood() -> None:
    assert reasons(
        observation(loinc("0-0", "Protein [Mass/volume] in Urine by Test strip"), valueQuantity=quantity(3, "g/L"))
    ) == {Why.CODE}
    (fact,) = facts(observation(loinc("0-0", "Albumin [Mass/volume] in Serum or Plasma"), valueQuantity=quantity(40, "g/L")))
    assert fact.concept == "albumin"


def test_what_is_about_a_relative_is_not_about_the_patient() -> None:
    one = observation(loinc("718-7"), valueQuantity=quantity(11, "g/dL"), focus=[{"reference": "RelatedPerson/1"}])
    assert reasons(one) == {Why.WHOSE}


def test_a_value_that_was_only_issued_on_a_day_was_measured_then_or_earlier() -> None:
    one = observation(loinc("718-7"), valueQuantity=quantity(11, "g/dL"), issued="2024-03-09T10:00:00Z")
    del one["effectiveDateTime"]
    assert str(facts(one)[0].date) == "2024-03-09 or earlier"


@pytest.mark.parametrize(
    ("code", "denied"),
    [
        ("97509-4", ("No progression", "Progression-free", "Disease not worsening", "Possible progression", "Not stable")),
        ("72166-2", ("Non-smoker", "Nonsmoker", "Current non-smoker", "Not a current smoker", "Passive smoker", "Nichtraucher")),
        ("82810-3", ("Possibly pregnant", "Unable to become pregnant", "Not known to be pregnant")),
    ],
)
def test_an_answer_that_denies_or_doubts_is_not_taken_for_its_opposite(code: str, denied: tuple[str, ...]) -> None:
    for text in denied:
        one = observation(loinc(code), valueCodeableConcept={"text": text})
        assert facts(one) == (), text
        assert reasons(one) == {Why.VALUE}, text


@pytest.mark.parametrize(
    ("code", "text", "concept", "present", "said"),
    [
        ("97509-4", "PD", "disease progression", True, None),
        ("97509-4", "Patient's condition worsened", "disease progression", True, None),
        ("97509-4", "SD", "response evaluation", True, "stable disease"),
        ("72166-2", "Ex smoker", "smoking", True, None),
        ("72166-2", "Never", "smoking", False, None),
        ("82810-3", "Patient is not currently pregnant", "pregnancy", False, None),
        ("82810-3", "Non-pregnant", "pregnancy", False, None),
    ],
)
def test_short_and_other_words_of_an_answer_are_known(
    code: str, text: str, concept: str, present: bool, said: str | None
) -> None:
    (fact,) = facts(observation(loinc(code), valueCodeableConcept={"text": text}))
    assert (fact.concept, fact.present, fact.value) == (concept, present, said)


def _variant(*parts: tuple[str, str]) -> dict[str, Any]:
    of = [{"code": loinc(code), "valueCodeableConcept": {"text": text}} for code, text in parts]
    return observation(loinc("69548-6"), valueCodeableConcept=loinc("LA9633-4", "Present"), component=of)


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ((("48018-6", "EGFR"), ("48005-3", "p.Glu746_Ala750del")), [("EGFR", "exon 19 deletion")]),
        ((("48018-6", "EGFR"), ("48005-3", "p.Ala767_Val769dup")), [("EGFR", "exon 20 insertion")]),
        ((("48018-6", "MET"), ("48006-1", "exon 14 skipping")), [("MET gene", "exon 14 skipping")]),
        (
            (("48018-6", "BRCA2"), ("48005-3", "p.Ser1982ArgfsTer22"), ("53037-8", "Pathogenic")),
            [("BRCA2", "pathogenic variant")],
        ),
        ((("48018-6", "BRCA1"), ("48004-6", "c.68_69del")), [("BRCA1", "mutated")]),
        (
            (("48018-6", "EML4"), ("48018-6", "ALK"), ("48019-4", "Gene fusion")),
            [("EML4 gene", "rearranged"), ("ALK", "rearranged")],
        ),
        ((("48018-6", "TP53"), ("48005-3", "p.(=)")), []),
        ((("48018-6", "TP53"), ("48005-3", "p.Arg213=")), []),
        ((("48018-6", "ERBB2"), ("48019-4", "No amplification")), []),
        ((("48018-6", "BRCA2"), ("48004-6", "c.68_69del"), ("53037-8", "Conflicting interpretations of pathogenicity")), []),
        ((("48018-6", "EML4"), ("48018-6", "ALK")), []),
    ],
)
def test_a_variant_is_called_by_what_it_does_to_its_genes(parts: tuple[tuple[str, str], ...], found: list[object]) -> None:
    one = _variant(*parts)
    assert [(fact.concept, fact.value) for fact in facts(one)] == found
    assert bool(found) != bool(reasons(one))


@pytest.mark.parametrize(
    ("test", "text", "value"),
    [
        ("ECOG", "1 - Restricted in physically strenuous activity", Decimal(1)),
        ("ECOG", "0 - not assessed", None),
        ("Gleason score", "4+3=7", Decimal(7)),
        ("Gleason score", "8 (3+4)", None),
        ("estrogen receptor", "Positive (95%)", "positive"),
        ("HCV antibody", "nicht nachweisbar", "negative"),
        ("LVEF", "55-60 %", "55-60"),
        ("CA-125", "1,250 U/mL", None),
    ],
)
def test_a_written_value_is_read_where_it_can_mean_one_thing_only(test: str, text: str, value: object) -> None:
    assert [fact.value for fact in facts(observation({"text": test}, valueString=text))] == ([] if value is None else [value])


def test_a_code_that_its_own_name_contradicts_is_not_understood() -> None:
    wrong = observation(loinc("718-7", "Creatinine"), valueQuantity=quantity(1, "mg/dL"))
    assert facts(wrong) == ()
    assert reasons(wrong) == {Why.CODE}


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        ({"valueCodeableConcept": coded("LA28404-4", "NYHA Class I", LOINC)}, "I"),
        ({"valueCodeableConcept": coded("LA28406-9", "", LOINC)}, "III"),
        ({"valueCodeableConcept": coded("1", "New York Heart Association Classification - Class II (finding)")}, "II"),
        ({"valueString": "NYHA IV"}, "IV"),
    ],
)
def test_the_class_of_heart_failure_is_read_from_codes_and_words(answer: dict[str, Any], value: str) -> None:
    (fact,) = facts(observation(loinc("88020-3"), **answer))
    assert (fact.concept, fact.value) == ("NYHA class", value)


@pytest.mark.parametrize(
    ("answer", "value"),
    [({"valueInteger": 7}, 7), ({"valueString": "4+4=8"}, 8), ({"valueString": "3+4"}, 7)],
)
def test_a_gleason_score_is_its_sum_however_it_is_written(answer: dict[str, Any], value: int) -> None:
    (fact,) = facts(observation(loinc("35266-6"), **answer))
    assert fact.concept == "Gleason score" and fact.value == Decimal(value)
