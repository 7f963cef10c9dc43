"""Phrases of sheets: what a term names, what narrows it, and what is not guessed."""

from __future__ import annotations

import csv
from importlib import resources

import pytest

from trialwright.vocabulary.abbreviations import Expansion, abbreviations, expanded, expansions
from trialwright.vocabulary.concepts import Concept, Vocabulary, default_vocabulary
from trialwright.vocabulary.homonyms import homonyms, variable_by_unit
from trialwright.vocabulary.lexicon import ambiguous_spellings, lexicon_of
from trialwright.vocabulary.terms import read_term
from trialwright.vocabulary.variables import find_variable
from trialwright.vocabulary.words import tokens


@pytest.mark.parametrize(
    ("text", "concept", "narrowing"),
    [
        ("mCRPC", "castration-resistant prostate cancer", {"extent": "metastatic"}),
        ("nmCRPC", "castration-resistant prostate cancer", {"extent": "localized"}),
        ("mCSPC", "hormone-sensitive prostate cancer", {"extent": "metastatic"}),
        ("mCRC", "colorectal cancer", {"extent": "metastatic"}),
        ("LA-NSCLC", "non-small cell lung cancer", {"extent": "locally advanced"}),
        ("LA NSCLC", "non-small cell lung cancer", {"extent": "locally advanced"}),
        ("uHCC", "hepatocellular carcinoma", {"resectability": "unresectable"}),
        ("NDMM", "multiple myeloma", {"recurrence": "newly diagnosed"}),
        ("rGBM", "glioblastoma", {"recurrence": "recurrent"}),
    ],
)
def test_an_abbreviation_of_several_thoughts_gives_the_cancer_and_what_narrows_it(
    text: str, concept: str, narrowing: dict[str, str]
) -> None:
    term = read_term(text)
    assert (term.concepts, term.known, term.text) == ((concept,), True, text)
    assert narrowing.items() <= term.narrowing.items()


def test_every_abbreviation_stands_for_words_that_name_one_disease() -> None:
    assert {words: read_term(words).concepts for words in abbreviations().values() if len(read_term(words).concepts) != 1} == {}


def test_an_abbreviation_is_found_at_its_place_with_its_case() -> None:
    text = "R/M HNSCC, or mCRPC (not MCRPC)"
    assert expansions(text) == (
        Expansion(start=0, end=9, words="recurrent or metastatic head and neck squamous cell carcinoma"),
        Expansion(start=14, end=19, words="metastatic castration-resistant prostate cancer"),
    )
    assert expanded("mCRC only") == "metastatic colorectal cancer only"
    assert expanded("colorectal cancer") == "colorectal cancer"


@pytest.mark.parametrize("text", ["R/M HNSCC", "recurrent or metastatic head and neck squamous cell carcinoma", "R/R MM", "RRMM"])
def test_of_two_alternatives_neither_narrows_for_certain(text: str) -> None:
    term = read_term(text)
    assert term.known
    assert {"recurrence", "extent", "refractory"} & set(term.narrowing) == set()


def test_two_narrowing_words_that_are_both_said_both_narrow() -> None:
    narrowing = read_term("relapsed and refractory multiple myeloma").narrowing
    assert (narrowing["recurrence"], narrowing["refractory"]) == ("recurrent", "refractory")


@pytest.mark.parametrize("text", ["UC", "MF", "EC", "PCI", "MM", "PNET", "ET", "RA", "PC", "mPC", "LAPC", "PD", "ED", "LS", "ES"])
def test_an_abbreviation_with_several_meanings_is_not_guessed(text: str) -> None:
    term = read_term(text)
    assert (term.concepts, term.leftover) == ((), (text,))


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("MDS", "myelodysplastic syndrome"),
        ("CRC", "colorectal cancer"),
        ("ulcerative colitis", "ulcerative colitis"),
        ("mm", None),
        ("IPSS", "IPSS risk"),
    ],
)
def test_an_abbreviation_that_only_one_thing_has_or_that_units_tell_apart_is_read(text: str, concept: str | None) -> None:
    concepts = read_term(text).concepts
    assert concept in concepts if concept else concepts == ()


def test_what_an_ambiguous_spelling_may_mean_can_be_asked_for() -> None:
    vocabulary = default_vocabulary()
    assert set(ambiguous_spellings(vocabulary)["=UC"]) == {"ulcerative colitis", "urothelial carcinoma"}
    hit = lexicon_of(vocabulary, ambiguous=True).longest(tokens("UC"), 0)
    assert hit is not None
    assert set(hit[1]) == {"ulcerative colitis", "urothelial carcinoma"}


def test_a_spelling_that_two_concepts_of_a_users_tables_share_is_not_guessed() -> None:
    shared = Vocabulary(
        concepts={name: Concept(name=name, kind="condition", synonyms=("=XY",)) for name in ("first disease", "second disease")}
    )
    assert read_term("XY", shared).concepts == ()
    assert read_term("first disease", shared).concepts == ("first disease",)


@pytest.mark.parametrize("text", ["contraindication to aspirin", "informed consent for chemotherapy"])
def test_a_statement_is_not_put_together_with_what_it_is_about(text: str) -> None:
    assert not read_term(text).known


@pytest.mark.parametrize(
    "text",
    [
        "primary colorectal cancer under control",
        "distant metastasis other than oligometastasis",
        "oligometastasis remaining on imaging",
        "serious medical comorbidities precluding local treatment",
    ],
)
def test_a_sentence_about_a_disease_does_not_record_the_disease(text: str) -> None:
    assert not read_term(text).known


@pytest.mark.parametrize(
    ("spelling", "unit", "variable"),
    [
        ("EGFR", "mL/min", "glomerular filtration rate"),
        ("EGFR", "mL/min/{1.73_m2}", "glomerular filtration rate"),
        ("EGFR", "%", None),
        ("EGFR", None, None),
        ("TB", "umol/L", "total bilirubin"),
        ("HR", "/min", "heart rate"),
        ("PR", "ms", "PR interval"),
        ("PR", "%", None),
        ("Ca", "mmol/L", "calcium"),
        ("Ca", "U/mL", None),
        ("weight", "kg", None),
    ],
)
def test_the_unit_beside_a_spelling_tells_the_variable(spelling: str, unit: str | None, variable: str | None) -> None:
    assert variable_by_unit(spelling, unit) == variable


def test_a_multiple_of_the_limit_of_normal_is_a_laboratory_variable() -> None:
    assert variable_by_unit("TB", None, of_limit=True) == "total bilirubin"
    assert variable_by_unit("EGFR", None, of_limit=True) is None


def test_every_homonym_names_a_variable_with_a_unit() -> None:
    names = {item.variable for item in homonyms().values()}
    assert {name for name in names if (found := find_variable(name)) is None or found.unit is None} == set()


def test_every_steroid_dose_names_a_listed_source() -> None:
    def rows(table: str) -> list[dict[str, str]]:
        text = (resources.files("trialwright.vocabulary") / "data" / table).read_text("utf-8")
        lines = (line for line in text.splitlines() if not line.startswith("#"))
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))

    assert {row["source"] for row in rows("steroids.tsv")} <= {row["key"] for row in rows("sources.tsv")} - {"trialwright"}


def test_what_was_asked_before_changes_nothing_in_what_a_lexicon_finds() -> None:
    vocabulary = default_vocabulary()
    words = ["PD-L1", "PDL1", "UC", "ulcerative colitis", "HER2-positive breast cancer", "non-small cell lung cancer", "the"]
    alone = [lexicon_of(vocabulary).longest(tokens(text), 0) for text in words]
    one, other = lexicon_of(vocabulary), lexicon_of(vocabulary)
    assert [one.longest(tokens(text), 0) for text in words] == alone
    assert [other.longest(tokens(text), 0) for text in reversed(words)] == alone[::-1]
    assert alone[0] is not None
    assert alone[2] is None
