"""Ways of writing one thing are one in the index; what stands close together in a question stays together."""

from __future__ import annotations

import pytest

from trialwright.find.criteriavalues import biomarker_values, stage_values
from trialwright.find.schema import stems
from trialwright.find.tagging import default_tagger
from trialwright.find.units import units
from trialwright.library import protocol_of_record
from trialwright.registries.record import TrialRecord
from trialwright.vocabulary.concepts import default_vocabulary


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("HER2-positive", "HER-2 positive"),
        ("PD-L1", "PDL1"),
        ("CDK4/6", "CDK 4/6"),
        ("tumour haemorrhage", "tumor hemorrhage"),
        ("Crohn's", "crohn"),
        ("BRAF V600E", "braf v600e"),
        ("Étude", "etude"),
        ("interferon-α", "interferon alpha"),
        ("phase I/II", "phase I phase II"),
        ("randomised", "randomized"),
        ("M.D. Anderson", "MD Anderson"),
        ("neo-adjuvant", "neoadjuvant"),
        ("Peri-Operative", "perioperative"),
        ("post-menopausal", "postmenopausal"),
        ("multi-centre", "multicenter"),
        ("chemo-radiotherapy", "chemoradiotherapy"),
        ("gastro-oesophageal junction", "gastroesophageal junction"),
        ("gastrooesophageal", "gastro-esophageal"),
        ("gastro-entero-pancreatic", "gastroenteropancreatic"),
        ("hepato-cellular", "hepatocellular"),
        ("oligo-metastatic", "oligometastatic"),
    ],
)
def test_two_ways_of_writing_are_one(one: str, other: str) -> None:
    assert stems(one) == stems(other)


@pytest.mark.parametrize(
    ("text", "within"),
    [
        ("transplant", "post-transplant"),
        ("COVID", "post-COVID"),
        ("PD-1", "anti-PD-1"),
        ("treated", "pre-treated"),
    ],
)
def test_a_word_behind_a_hyphen_that_stands_for_itself_is_found(text: str, within: str) -> None:
    words, all_words = stems(text), stems(within)
    assert any(all_words[at : at + len(words)] == words for at in range(len(all_words)))


@pytest.mark.parametrize(
    ("text", "within"), [("CDK6", "CDK4/6"), ("PD-1", "PD-(L)1"), ("PD-L1", "PD-(L)1"), ("V600K", "V600E/K")]
)
def test_each_of_two_written_as_one_is_found(text: str, within: str) -> None:
    words, all_words = stems(text), stems(within)
    assert any(all_words[at : at + len(words)] == words for at in range(len(all_words)))


def test_a_term_and_a_number_stay_with_their_word() -> None:
    found = units("second phase 2 trial of non-small cell lung cancer with V600E", default_tagger())
    assert [unit.text for unit in found] == ["second", "phase 2", "trial", "of", "non-small cell lung cancer", "with", "V600E"]


def test_a_narrower_term_names_the_broader_one_within_it_but_not_what_non_takes_back() -> None:
    tagger = default_tagger()
    assert "HER2" in tagger.concepts("HER2-positive breast cancer")
    assert "small cell lung cancer" not in tagger.concepts("non-small cell lung cancer")


@pytest.mark.parametrize(
    ("text", "not_named"),
    [
        ("Tunlametinib (HL-085) in NRAS mutant tumors", "hodgkin lymphoma"),
        ("LBL-024 for Injection", "lymphoblastic lymphoma"),
        ("CT-2103 with radiotherapy", "CT scan"),
        ("TAS-102 and bevacizumab", "tailored axillary surgery"),
        ("PBI-05204 in advanced cancer", "partial breast irradiation"),
        ("MS-275 and azacitidine", "multiple sclerosis"),
    ],
)
def test_the_letters_of_a_drugs_number_name_no_disease(text: str, not_named: str) -> None:
    assert not_named in default_vocabulary()
    assert not_named not in default_tagger().concepts(text)
    assert not_named not in {name for _, _, names in default_tagger().spans(text) for name in names}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("the ALL-2008 protocol", "acute lymphoblastic leukemia"),
        ("the CLL-14 trial", "chronic lymphocytic leukemia"),
        ("177Lu-PSMA-617", "PSMA"),
        ("a CT - 3 weeks before", "CT scan"),
        ("CT-guided biopsy", "CT scan"),
        ("CD-19", "CD19"),
    ],
)
def test_a_protocol_named_after_its_disease_and_a_marker_with_a_number_are_known(text: str, named: str) -> None:
    assert named in default_tagger().concepts(text)


def test_an_abbreviation_is_known_in_small_letters_only_where_it_is_no_word() -> None:
    tagger = default_tagger()
    assert [names for _, _, names in tagger.spans("nsclc")] == [("non-small cell lung cancer",)]
    assert not list(tagger.spans("all"))


CRITERIA = """Inclusion Criteria:

* HER2 positive
* Stage II or III disease

Exclusion Criteria:

* EGFR mutation
* Positive HBsAg"""


def test_biomarkers_are_told_as_required_or_excluded() -> None:
    protocol = protocol_of_record(TrialRecord(protocol_section={}, eligibility_text=CRITERIA))
    values = biomarker_values(protocol, default_vocabulary())
    assert [value for value in values if value.startswith("HER2") and value.endswith("required")]
    assert [value for value in values if value.startswith("EGFR") and value.endswith("excluded")]
    assert not [value for value in values if "HBsAg" in value]


def test_without_criteria_biomarkers_are_not_told() -> None:
    protocol = protocol_of_record(TrialRecord(protocol_section={}))
    assert biomarker_values(None, default_vocabulary()) == ()
    assert biomarker_values(protocol, default_vocabulary()) == ()


def test_stages_between_two_are_there() -> None:
    assert stage_values({"Condition": ("Stage IIB-IV Melanoma",)}, None)[:3] == ("stage II", "stage III", "stage IV")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("dMMR", ("dMMR", "mismatch repair", "deficient")),
        ("mismatch repair deficient", ("mismatch repair deficient", "mismatch repair", "deficient")),
        ("MSI-H colorectal cancer", ("MSI-H", "microsatellite instability", "MSI-high")),
        ("non-MSI-H", ("non-MSI-H", "microsatellite instability", "not MSI-high")),
        ("her2 low breast cancer", ("her2 low", "HER2", "low")),
        ("HER2-", ("HER2-", "HER2", "negative")),
    ],
)
def test_an_expression_that_names_a_test_with_its_result_is_one_stretch(text: str, said: tuple[str, str, str]) -> None:
    first = units(text, default_tagger())[0]
    assert (first.text, first.concepts, first.result) == (said[0], (said[1],), said[2])


@pytest.mark.parametrize("text", ["HRD", "MSI", "mismatch repair", "HER2-positive breast cancer", "summit", "MSS/MSI-Lx"])
def test_what_names_only_the_test_or_something_longer_is_no_result(text: str) -> None:
    assert all(not unit.result for unit in units(text, default_tagger()))
