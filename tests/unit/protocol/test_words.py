"""Criteria in plain words: what a coordinator reads."""

from __future__ import annotations

import pytest

from trialwright.findings import Span
from trialwright.protocol.language import parse_criterion
from trialwright.protocol.protocol import Line, Section
from trialwright.protocol.units_in_words import with_unit
from trialwright.protocol.words import sentence_of, words_of

WORDS = [
    ("not (hemoglobin >= 9 g/dL)", "hemoglobin of less than 9 g/dL"),
    ("not (hemoglobin > 9 g/dL)", "hemoglobin of at most 9 g/dL"),
    ("not (hemoglobin <= 9 g/dL)", "hemoglobin of more than 9 g/dL"),
    ("not (age 18 to 75 years)", "age other than 18 to 75 years"),
    ("not (age >= 18 and < 75 years)", "age of less than 18 years or at least 75 years"),
    ("not (stage is at least IIB)", "stage below IIB"),
    ("not (stage is IV)", "stage other than IV"),
    ("not (any of (a, b, c))", "none of: a; b; c"),
    ("not (none of (a, b))", "either a or b"),
    ("not (at least 2 of (a, b, c))", "fewer than 2 of: a; b; c"),
    ("not (not (no a))", "no a"),
    ('not (ask "able to walk")', "it is not so that: able to walk"),
    ("none of (a)", "no a"),
    ("none of (a, b)", "neither a nor b"),
    ("all of ()", "nothing is required"),
    ("none of ()", "nothing is ruled out"),
    ("any of (all of (a, b, c), d)", "one of: (all of: a; b; c); d"),
    ('ask "able to\\n   walk"', "able to walk"),
    ('unread "so\\n  so"', "not read: “so so” (not understood)"),
    ("any of (head and neck cancer, lung cancer)", "one of: head and neck cancer; lung cancer"),
    ('if (a) then (no constraint "x") else (age >= 18 years)', "unless with a: age of at least 18 years"),
    ("no amiodarone [allergy: true]", "no allergy to amiodarone"),
    ("has melanoma [activity: history]", "history of melanoma"),
    ("HER2 [value: positive or equivocal]", "HER2 positive or equivocal"),
    ("a [temper: bad or worse]", "a (temper: bad or worse)"),
    ("a [temper: not bad]", "a (temper: not bad)"),
    ("a except (b except (c), d)", "a except (b except c) or d"),
    ("weight of (tumor) <= 3 kg", "weight of tumor of at most 3 kg"),
    ("ALT <= 1 x ULN", "ALT of at most the upper limit of normal"),
    ("size of (liver metastasis) <= 5 cm", "liver metastasis with a size of at most 5 cm"),
    ("total size of (liver metastasis) <= 5 cm", "liver metastases with a total size of at most 5 cm"),
    ("grade of (neuropathy) <= 1", "neuropathy of grade at most 1"),
]


@pytest.mark.parametrize(("text", "words"), WORDS)
def test_a_criterion_is_said_in_plain_words(text, words):
    assert words_of(parse_criterion(text)) == words


UNITS = [
    ("100", "10*9/L", "100 ×10⁹/L"),
    ("1500", "/uL", "1500 per µL"),
    ("18", "a", "18 years"),
    ("1", "a", "1 year"),
    ("6", "mo", "6 months"),
    ("60", "mL/min/{1.73_m2}", "60 mL/min/1.73 m²"),
    ("140", "mm[Hg]", "140 mmHg"),
    ("38.5", "Cel", "38.5 °C"),
    ("50", "%", "50%"),
    ("50", "%{predicted}", "50% of predicted"),
    ("10", "%/a", "10% per year"),
    ("10", "{mutations}/{Mb}", "10 mutations per megabase"),
    ("1", "g/(24.h)", "1 g/24 h"),
    ("10", "mg/d", "10 mg/day"),
    ("25", "[IU]/L", "25 IU/L"),
    ("1.5", "{INR}", "1.5"),
    ("3", "scoops", "3 scoops"),
    ("3", None, "3"),
    ("2.5", "kg/m2", "2.5 kg/m²"),
    ("7", "10*6", "7 ×10⁶"),
]


@pytest.mark.parametrize(("number", "unit", "words"), UNITS)
def test_a_unit_is_written_as_clinicians_do(number, unit, words):
    assert with_unit(number, unit) == words


SENTENCES = [
    ("no brain metastasis", None, "Has no brain metastasis."),
    ("has breast cancer [proof: confirmed]", None, "Has confirmed breast cancer."),
    ("hemoglobin >= 9 g/dL", None, "Hemoglobin of at least 9 g/dL."),
    ("pH >= 7", None, "pH of at least 7."),
    ("ECOG performance status is 0", None, "ECOG performance status 0."),
    ("hemoglobin >= 9 g/dL", "Arm A", "Arm A: hemoglobin of at least 9 g/dL."),
    ('ask "is able to walk."', None, "Is able to walk."),
]


@pytest.mark.parametrize(("text", "cohort", "sentence"), SENTENCES)
def test_a_line_is_said_in_a_sentence(text, cohort, sentence):
    span = Span(start=0, end=1)
    line = Line(id="I1", section=Section.INCLUSION, text="?", span=span, node=parse_criterion(text), cohort=cohort)
    assert sentence_of(line) == sentence
