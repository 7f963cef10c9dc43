"""Practical facts are sentences of the record, sorted by what they are about; none is worked out."""

from __future__ import annotations

import pytest

from trialwright.lay.practical import practical_facts
from trialwright.registries.record import TrialRecord


def _facts(text: str) -> list[tuple[str, str]]:
    return [
        (fact.kind, fact.quote)
        for fact in practical_facts(TrialRecord(protocol_section={"descriptionModule": {"briefSummary": text}}))
    ]


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Participation is voluntary, with no financial compensation.", "payment"),
        ("Participants can withdraw at any time.", "leaving"),
        ("Privacy measures comply with GDPR and Dutch law.", "privacy"),
        ("Patients fill in quality-of-life questionnaires (5 times).", "questionnaires"),
        ("Periodic blood sampling is done 4 times.", "blood"),
        ("Standard treatment costs are covered by healthcare insurance.", "costs"),
        ("A biopsy is taken before and after treatment.", "tissue"),
        ("There are 6 clinic visits in the first year.", "visits"),
    ],
)
def test_a_sentence_is_quoted_under_what_it_is_about(sentence: str, kind: str) -> None:
    assert (kind, sentence) in _facts(f"The trial tests a drug. {sentence} It is run in Utrecht.")


@pytest.mark.parametrize(
    "sentence", ["The primary end point is overall survival.", "High risk of local recurrence.", "Patients are randomised 1:1."]
)
def test_a_sentence_about_nothing_practical_is_not_quoted(sentence: str) -> None:
    assert _facts(sentence) == []


def test_a_bracket_with_a_full_stop_in_it_does_not_cut_the_quote() -> None:
    sentence = "Screening includes blood tests (incl. circulating tumor cells) and a scan."
    assert ("blood", sentence) in _facts(sentence)


def test_every_quote_stands_in_the_record_word_for_word() -> None:
    text = "Blood draws: 4 times.\n\nVisits to the clinic\nare weekly. You can withdraw at any time!"
    assert _facts(text)
    assert all(quote in " ".join(text.split()) for _, quote in _facts(text))
