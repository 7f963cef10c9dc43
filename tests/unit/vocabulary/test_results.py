"""Results of categorical tests, as sheets and eligibility texts word them."""

from __future__ import annotations

import pytest

from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.results import ANY, all_results, result_phrases, result_within, result_word
from trialwright.vocabulary.variables import find_variable


@pytest.mark.parametrize(
    ("concept", "kind", "text", "word"),
    [
        ("EGFR", "gene", "del19", "exon 19 deletion"),
        ("EGFR", "gene", "Exon 19 deletions", "exon 19 deletion"),
        ("EGFR", "gene", "mutation-positive", "mutated"),
        ("KRAS", "gene", "p.G12C", "G12C"),
        ("KRAS", "gene", "WT", "wild type"),
        ("BRAF", "gene", "V600E mutation", "V600E"),
        ("TP53", "gene", "deleterious mutation", "pathogenic variant"),
        ("MET gene", "gene", "amplification", "amplified"),
        ("HER2", "biomarker", "amplification", "positive"),
        ("HER2", "biomarker", "mutation", "mutated"),
        ("mismatch repair", "biomarker", "dMMR", "deficient"),
        ("mismatch repair", "biomarker", "loss of expression", "deficient"),
        ("microsatellite instability", "biomarker", "MSI-H", "MSI-high"),
        ("microsatellite instability", "biomarker", "stable", "MSS"),
        ("HBsAg", "biomarker", "nonreactive", "negative"),
        ("HCV RNA", "biomarker", "not detected", "undetectable"),
        ("resection status", "biomarker", "positive margins", "R1"),
        ("CD19", "biomarker", "overexpression", "positive"),
        ("HBsAg", "biomarker", "purple", None),
    ],
)
def test_a_result_has_one_canonical_word_for_its_test(concept: str, kind: str, text: str, word: str | None) -> None:
    assert result_word(concept, kind, text) == word


@pytest.mark.parametrize(
    ("concept", "kind", "recorded", "asked", "within"),
    [
        ("KRAS", "gene", "G12C", "mutated", True),
        ("BRAF", "gene", "V600E", "V600", True),
        ("EGFR", "gene", "L858R", "sensitizing mutation", True),
        ("HER2", "biomarker", "low", "negative", True),
        ("ALK", "gene", "positive", "rearranged", True),
        ("KRAS", "gene", "wild type", "mutated", False),
        ("BRAF", "gene", "V600", "V600E", False),
        ("BRAF", "gene", "V600K", "V600E", False),
        ("microsatellite instability", "biomarker", "MSI-low", "not MSI-high", True),
        ("microsatellite instability", "biomarker", "MSI-low", "MSI-high", False),
    ],
)
def test_a_narrower_result_lies_within_a_broader_one(concept: str, kind: str, recorded: str, asked: str, within: bool) -> None:
    assert result_within(concept, kind, recorded, asked) is within


def test_some_phrases_name_the_test_and_its_result() -> None:
    assert result_phrases()["MSI-H"] == ("microsatellite instability", "MSI-high")
    assert result_phrases()["pMMR"] == ("mismatch repair", "proficient")
    assert result_phrases()["HR+"] == ("hormone receptor", "positive")


def test_every_result_is_of_a_concept_or_kind_that_exists() -> None:
    vocabulary = default_vocabulary()
    kinds = {f"kind:{concept.kind}" for concept in vocabulary.concepts.values()}
    for result in all_results():
        for name in result.of:
            assert name == ANY or name in kinds or name in vocabulary or find_variable(name), name


def test_every_container_is_a_result_of_the_same_test() -> None:
    for result in all_results():
        groups = {*result.of, "kind:gene", ANY}
        siblings = {other.value for other in all_results() if groups & set(other.of)}
        assert result.within is None or result.within in siblings, result.value
