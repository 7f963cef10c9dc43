"""What the criteria language accepts beside what it prints, and how it lays out what is long."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from trialwright.protocol.criteria import Compare, Has, Limit, NoConstraint, Quantity, Target, When
from trialwright.protocol.language import grammar, parse_criterion, print_criterion
from trialwright.protocol.lexicon import keywords

ALSO_READ = [
    ("hemoglobin ≥ 9 g/dL", "hemoglobin >= 9 g/dL"),
    ("HEMOGLOBIN_2 >= 9 g/dL WITHIN 14 Days BEFORE registration", "HEMOGLOBIN_2 >= 9 g/dL within 14 days before registration"),
    ("age >= 18 a", "age >= 18 years"),
    ("age >= 1 year", "age >= 1 year"),
    ("age < 75 and >= 18 years", "age >= 18 and < 75 years"),
    ("age >= 18 and <= 75 years", "age 18 to 75 years"),
    ("platelet count >= 100 x 10*9/L", "platelet count >= 100 10*9/L"),
    ("ALT <= 2.5 times ULN", "ALT <= 2.5 x ULN"),
    ("ALT <= 2.5 × uln", "ALT <= 2.5 x ULN"),
    ("ALT <= 3 ULN", "ALT <= 3 x ULN"),
    ("stage >= IIB", "stage is at least IIB"),
    ("stage = IV", "stage is IV"),
    ("hemoglobin is at least 9 g/dL", "hemoglobin >= 9 g/dL"),
    ("not (has brain metastasis)", "no brain metastasis"),
    ("brain metastasis", "has brain metastasis"),
    ("has cancer except (skin cancer) within 5 years before registration", None),
    ("infection except cystitis", "has infection except (cystitis)"),
    ("bleeding within less than 3 days after (surgery)", "has bleeding less than 3 days after (surgery)"),
    ("any of (a; b; )", "any of (a, b)"),
    ('if (a) then (b) else (no constraint "condition does not hold")', "if (a) then (b)"),
    ("ask “able to swallow pills”", 'ask "able to swallow pills"'),
    ("count of # of what?\n (tumor) > 2", "count of (tumor) > 2"),
    ("interval of (surgery) >= 4 weeks", "interval from (surgery) >= 4 weeks"),
    ('has "breast cancer"', "has breast cancer"),
]


@pytest.mark.parametrize(("text", "printed"), ALSO_READ)
def test_another_way_to_write_it_means_the_same(text, printed):
    expected = printed or "has cancer within 5 years before registration except (skin cancer)"
    assert print_criterion(parse_criterion(text)) == expected


def test_a_number_is_a_place_on_a_scale_behind_is_and_a_measured_one_behind_a_sign():
    place, measured = parse_criterion("ECOG performance status is 0 to 1"), parse_criterion("ECOG performance status 0 to 1")
    assert place == Compare(quantity=Quantity(variable="ECOG performance status"), low=Limit(value="0"), high=Limit(value="1"))
    assert isinstance(measured, Compare) and measured.low == Limit(value=Decimal(0))


def test_digits_are_kept_as_they_were_written():
    assert print_criterion(parse_criterion("hemoglobin >= 9.00 g/dL")) == "hemoglobin >= 9.00 g/dL"


def test_a_condition_without_else_asks_nothing_of_others():
    node = parse_criterion("if (female) then (no pregnancy)")
    assert isinstance(node, When) and isinstance(node.otherwise, NoConstraint)


def test_long_trees_are_broken_by_their_groups():
    text = (
        "none of (other malignancy within 5 years before registration except (skin cancer [outcome: cured], "
        "cervical carcinoma in situ), creatinine > 1.5 mg/dL "
        "unless (all of (luminal breast cancer, bone metastasis): > 2.3 mg/dL))"
    )
    assert print_criterion(parse_criterion(text), width=60) == (
        "none of (\n"
        "  other malignancy within 5 years before registration\n"
        "      except (skin cancer [outcome: cured], cervical\n"
        "      carcinoma in situ),\n"
        "  creatinine > 1.5 mg/dL unless (\n"
        "    all of (luminal breast cancer, bone metastasis): > 2.3 mg/dL)\n"
        ")"
    )


def test_a_line_of_a_printed_tree_is_not_longer_than_asked_where_words_allow_it():
    text = "all of (" + ", ".join(f"disease number {letter} within 14 days before registration" for letter in "abcdef") + ")"
    lines = print_criterion(parse_criterion(text), width=60).splitlines()
    assert max(map(len, lines)) <= 60


@pytest.mark.parametrize("value", ["NaN", "Infinity"])
def test_a_number_that_is_none_is_not_printed(value):
    with pytest.raises(ValueError, match="not a number that can be printed"):
        print_criterion(Compare(quantity=Quantity(variable="age"), low=Limit(value=Decimal(value))))


def test_a_quantity_of_nothing_is_not_printed():
    with pytest.raises(ValueError, match="either a variable or an attribute"):
        print_criterion(Compare(quantity=Quantity(), low=Limit(value=Decimal(1))))


def test_a_name_is_quoted_only_where_it_would_be_read_otherwise():
    printed = [
        print_criterion(Has(target=Target(concept=name))) for name in ("head and neck cancer", "state of no relapse", "CA 125")
    ]
    assert printed == ["has head and neck cancer", "has state of no relapse", 'has "CA 125"']


def test_the_table_of_keywords_names_every_terminal_of_the_grammar():
    terminals = set(re.findall(r"^([A-Z_]+)(?:\.\d+)?: ", grammar(), re.MULTILINE)) - {"END"}
    assert set(keywords()) == terminals | {"LPAR", "RPAR", "LSQB", "RSQB", "COLON", "$END"}
