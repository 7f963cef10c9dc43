"""Numbers, dates and terms as people write them in; what is meant out."""

from __future__ import annotations

from decimal import Decimal

import pytest

from trialwright.patients.facts import Fact
from trialwright.patients.sheet import facts_from_mapping
from trialwright.patients.stated import stated
from trialwright.patients.table_dates import date_in
from trialwright.patients.written import without_remark, written


@pytest.mark.parametrize(
    ("text", "number", "rest"),
    [
        ("3,5 g/dL", "3.5", "g/dL"),
        ("150 000/µL", "150000", "/µL"),
        ("12'500", "12500", ""),
        ("1,250,000", "1250000", ""),
        ("1.250,5 U/l", "1250.5", "U/l"),
        ("<0,01 ng/ml", "0.01", "ng/ml"),
        ("0,045", "0.045", ""),
        ("1.5x10^9/L", "1.5", "x10^9/L"),
    ],
)
def test_a_number_is_read_in_english_and_in_european_signs(text: str, number: str, rest: str) -> None:
    found = written(text)
    assert found is not None
    assert (found.number, found.thousands, found.rest) == (Decimal(number), None, rest)


@pytest.mark.parametrize("text", ["1,250 U/mL", "150.000/µl"])
def test_a_sign_before_three_digits_may_part_thousands(text: str) -> None:
    found = written(text)
    assert found is not None
    assert found.thousands == found.number * 1000


@pytest.mark.parametrize("text", ["2026-10-01", "1.2.3", "L858R", "", "IIIA"])
def test_what_does_not_begin_with_a_number_is_none(text: str) -> None:
    assert written(text) is None


def test_a_range_of_normal_and_a_flag_are_left_out() -> None:
    said = ("140 mmol/L (135-145)", "12.1 g/dL L", "35 g/L (normal)", "12 mL", "7 (hemolysed)")
    assert [without_remark(text) for text in said] == ["140 mmol/L", "12.1 g/dL", "35 g/L", "12 mL", "7 (hemolysed)"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12MAY2021", "2021-05-12"),
        ("12-May-2021", "2021-05-12"),
        ("May 12, 2021", "2021-05-12"),
        ("3. März 2021", "2021-03-03"),
        ("3 août 2021", "2021-08-03"),
        ("3 de mayo de 2021", "2021-05-03"),
        ("1 mei 2021", "2021-05-01"),
        ("May 2022", "2022-05"),
        ("05/2022", "2022-05"),
        ("20210512", "2021-05-12"),
        ("13/05/2021", "2021-05-13"),
    ],
)
def test_a_date_that_can_be_only_one_needs_no_order(text: str, day: str) -> None:
    assert str(date_in(text, None)) == day


@pytest.mark.parametrize("text", ["04/05/2021", "1.10.26", "13.13.1970", "20211350", "12 Foo 2021", "4711"])
def test_a_date_that_can_be_two_or_none_is_not_read(text: str) -> None:
    found = date_in(text, None)
    assert found is None or str(found) == "4711"


@pytest.mark.parametrize(
    ("text", "concept", "present"),
    [
        ("no brain metastases", "brain metastasis", False),
        ("no known CNS metastases", "central nervous system metastasis", False),
        ("no prior chemotherapy", "chemotherapy", False),
        ("denies chest pain", "chest pain", False),
        ("never smoker", "smoking", False),
        ("former smoker", "smoking", True),
        ("non-smoker", None, True),
        ("no known drug allergies", None, True),
        ("no evidence of disease", None, True),
        ("Hirnmetastasen", "brain metastasis", True),
        ("prior lines of therapy", "number of prior lines of therapy", True),
    ],
)
def test_a_term_may_deny_or_answer_or_be_of_a_column(text: str, concept: str | None, present: bool) -> None:
    found = stated(text)
    assert (found.meanings[0].concept, found.present) == (concept, present)


def _facts(*entries: dict[str, object]) -> tuple[Fact, ...]:
    return facts_from_mapping({"id": "P", "facts": list(entries)}, place="test").facts


def test_a_sheet_says_of_smoking_what_it_means() -> None:
    former, never, unclear = _facts(
        {"what": "smoking status", "value": "former smoker"},
        {"what": "smoking", "value": "never"},
        {"what": "smoking", "value": "non-smoker"},
    )
    assert (former.concept, former.present, former.qualifiers["ongoing"]) == ("smoking", True, "false")
    assert (never.concept, never.present) == ("smoking", False)
    assert unclear.concept is None  # never, or no longer: it is not taken for a smoker


def test_a_status_without_an_answer_is_not_the_disease() -> None:
    (asked,) = _facts({"what": "thrombosis status"})
    assert asked.concept is None


def test_a_sheet_reads_european_numbers_and_ranges_with_a_unit() -> None:
    hb, ef, platelets, ecog = _facts(
        {"what": "hemoglobin", "value": "9,5 g/dL"},
        {"what": "LVEF", "value": "55-60 %"},
        {"what": "platelets", "value": "150.000", "unit": "/uL"},
        {"what": "ECOG", "value": "0-1"},
    )
    assert (hb.value, hb.unit) == (Decimal("9.5"), "g/dL")
    assert (ef.value, ef.unit) == ("55-60", "%")
    assert platelets.value == Decimal(150000)
    assert (ecog.value, ecog.unit) == ("0-1", None)
