"""What rooms below say in English is said in the reader's language; what is quoted stays as it stands, and is marked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from trialwright.findings import Finding
from trialwright.lay.summary import Believed, plain_summary
from trialwright.library import protocol_of_record
from trialwright.match.evaluate import evaluate
from trialwright.match.explain import explain_line
from trialwright.patients.sheet import read_sheet
from trialwright.portal.languages import language
from trialwright.portal.phrasebook import codes, reasons, remark, voiced
from trialwright.portal.shown import plain
from trialwright.portal.views.doubts import remarks_on
from trialwright.protocol.language import parse_criterion
from trialwright.protocol.speech import CLOSE, OPEN, pieces, unmarked
from trialwright.protocol.words import words_of
from trialwright.registries.reading import read_records

PAGES = sorted(Path("examples/pages").glob("*.txt"))
SHEETS = sorted(Path("examples/patients").glob("*.yaml"))
DAY = dt.date(2026, 11, 21)
DUTCH = language("nl")


def _shown(text: str) -> str:
    """A text with its foreign words between < and >."""
    return text.replace(OPEN, "<").replace(CLOSE, ">")


@pytest.mark.parametrize(
    ("english", "dutch"),
    [
        ("hemoglobin is not recorded", "hemoglobine is niet vastgelegd"),
        (
            "hemoglobin 11.8 g/dL on 2026-03-10 against >= 9 g/dL",
            "hemoglobine 11,8 g/dL op 10 maart 2026 tegenover minstens 9 g/dL",
        ),
        ("age 61 against >= 18", "leeftijd 61 tegenover minstens 18"),
        ("stroke is not listed, and conditions are complete", "beroerte staat er niet bij, en aandoeningen zijn volledig"),
        ("Is the patient able to swallow pills?", "Is de patiënt: <able to swallow pills>?"),
        (
            'The record gives 290 participants, the text says "Total of 414 patients to be enrolled."; both can be right '
            "(screened, registered, randomised), so ask.",
            "De beschrijving noemt 290 deelnemers, de tekst zegt “<Total of 414 patients to be enrolled.>”; beide kunnen kloppen "
            "(gescreend, geregistreerd, geloot), dus vraag het na.",
        ),
        ("What is the estimated life expectancy, in months?", "Wat is de geschatte levensverwachting, in maanden?"),
        ("the count of brain metastasis is not recorded", "het aantal bij hersenmetastase is niet vastgelegd"),
        ("breast cancer (confirmed, advanced): yes or no?", "borstkanker (bevestigd, gevorderd): ja of nee?"),
        (
            "measurable disease (site central nervous system) is not recorded",
            "meetbare ziekte (plaats centrale zenuwstelsel) is niet vastgelegd",
        ),
        ("breast cancer (as the centre says) is not recorded", "borstkanker (<as the centre says>) is niet vastgelegd"),
        ("Such a thing (as nobody knows)", "<Such a thing (as nobody knows)>"),
        ("something that no pattern has", "<something that no pattern has>"),
    ],
)
def test_a_remark_is_said_in_dutch(english: str, dutch: str) -> None:
    assert _shown(remark(english, DUTCH)) == dutch
    assert remark(english, language("en")) == english


def test_reasons_are_said_each_by_itself() -> None:
    said = reasons("hemoglobin is not recorded; strange words; and 3 more", DUTCH)
    assert _shown(said) == "hemoglobine is niet vastgelegd; <strange words>; en nog 3"


def _findings() -> Iterator[Finding]:
    for page in PAGES:
        record = next(iter(read_records(page)))
        found = protocol_of_record(record).findings
        yield from (*remarks_on(record, found, on=DAY), *found)


def test_no_finding_of_the_seeds_stays_english_as_a_whole() -> None:
    found = list(_findings())
    assert len(found) > 40
    said = [remark(text, DUTCH) for item in found for text in (item.message, item.hint) if text]
    assert not [text for text in said if [foreign for _, foreign in pieces(text)] == [True]]


def test_nearly_all_reasons_of_the_matcher_have_dutch_around_what_is_quoted() -> None:
    texts = [
        text
        for page in PAGES
        for stage in evaluate(protocol_of_record(next(iter(read_records(page)))), read_sheet(SHEETS[0]), on=DAY).stages
        for line in stage.lines
        for text in (*plain(explain_line(line).because).split("; "), *line.questions)
        if text
    ]
    english = [text for text in texts if [foreign for _, foreign in pieces(remark(text, DUTCH))] == [True]]
    assert len(texts) > 60
    assert len(english) / len(texts) < 0.06, english


@pytest.mark.parametrize(
    ("criterion", "dutch"),
    [
        (
            "hemoglobin >= 9.0 g/dL within 14 days before registration",
            "hemoglobine van minstens 9,0 g/dL, gemeten binnen 14 dagen voor registratie",
        ),
        ("none of (brain metastasis, stroke)", "noch hersenmetastase noch beroerte"),
        ("count of (liver metastasis) <= 1", "hoogstens 1 levermetastasen"),
        ("bilirubin <= 1.5 x ULN", "bilirubine van hoogstens 1,5 keer de bovengrens van normaal"),
        ("chemotherapy within 1 month before first dose", "chemotherapie binnen 1 maand voor eerste dosis"),
        ("warthog syndrome", "<warthog syndrome>"),
        ('ask "able to walk"', "<able to walk>"),
    ],
)
def test_a_criterion_is_said_in_dutch_with_the_names_that_are_known(criterion: str, dutch: str) -> None:
    assert _shown(words_of(parse_criterion(criterion), speech=DUTCH.speech)) == dutch


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem[:3])
def test_the_plain_summary_says_the_same_in_dutch_sentence_by_sentence(page: Path) -> None:
    record = next(iter(read_records(page)))
    protocol = protocol_of_record(record)
    english = plain_summary(record, protocol, Believed(word="doubted"))
    dutch = plain_summary(record, protocol, Believed(word="doubted"), speech=DUTCH.speech)
    sources = [[(each.fields, each.lines) for part in summary.parts for each in part.sentences] for summary in (english, dutch)]
    assert sources[0] == sources[1]
    assert dutch.grade == english.grade
    assert english.ease is None
    assert dutch.ease is not None and dutch.ease > 50
    for part in dutch.parts:
        for sentence in part.sentences:
            own = "".join(text for text, foreign in pieces(sentence.text) if not foreign)
            assert "the " not in own.lower(), own
            assert "{" not in unmarked(sentence.text)


def test_foreign_words_say_their_language_and_no_markup_acts() -> None:
    made = str(voiced(f"geen {OPEN}<b>x</b>{CLOSE} & niets"))
    assert made == 'geen <span lang="en">&lt;b&gt;x&lt;/b&gt;</span> &amp; niets'


def test_not_applicable_of_a_phase_is_not_that_of_an_allocation() -> None:
    assert codes(["NA"], language("en"), "phase") == "No phase (not applicable)"
    assert codes(["NA"], language("en")) == "Not applicable (one group)"
