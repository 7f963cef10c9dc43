"""What a comparison means: values, units, bounds, limits of normal, windows and conflicts."""

from __future__ import annotations

from decimal import Decimal

from tests.spec.tables import holds

from trialwright.protocol.criteria import Compare, Limit, Quantity, Window, WindowKind
from trialwright.vocabulary.time import Duration, TimeUnit

TWO_WEEKS = Window(kind=WindowKind.WITHIN_BEFORE, amount=Duration(amount=Decimal(14), unit=TimeUnit.DAY))


def limit(value: str, *, inclusive: bool = True) -> Limit:
    return Limit(value=Decimal(value), inclusive=inclusive)


def test_a_value_is_held_against_a_limit_in_its_own_unit_or_another() -> None:
    holds(
        Compare(quantity=Quantity(variable="hemoglobin"), low=limit("9.0"), unit="g/dL"),
        """
        hemoglobin    | truth
                      | ? not recorded
        9.0 g/dL      | T
        8.9 g/dL      | F
        90 g/L        | T
        5.9 mmol/L    | T
        5.0 mmol/L    | F
        9.4           | ? unit missing
        9.4 furlong   | ? unit missing
        >12 g/dL      | T
        <8 g/dL       | F
        >8 g/dL       | ? not recorded
        absent        | ? not recorded
        """,
    )


def test_a_strict_limit_leaves_its_edge_out() -> None:
    holds(
        Compare(quantity=Quantity(variable="creatinine"), high=limit("1.5", inclusive=False), unit="mg/dL"),
        """
        creatinine    | truth
        1.4 mg/dL     | T
        1.5 mg/dL     | F
        <1.5 mg/dL    | T
        """,
    )


def test_a_multiple_of_the_limit_of_normal_needs_that_laboratorys_limit() -> None:
    holds(
        Compare(quantity=Quantity(variable="alanine aminotransferase"), high=limit("2.5"), relative="ULN"),
        """
        ALT              | truth
        100 U/L uln=40   | T
        101 U/L uln=40   | F
        100 uln=40       | T
        62 U/L           | ? not recorded
        """,
    )


def test_the_latest_value_inside_the_window_counts_and_an_old_one_is_too_old() -> None:
    holds(
        Compare(quantity=Quantity(variable="hemoglobin"), low=limit("9"), unit="g/dL", window=TWO_WEEKS),
        """
        hemoglobin                                | truth
        9.5 g/dL 2026-03-02                       | T
        9.5 g/dL 2026-03-01                       | ? too old
        8.0 g/dL 2026-03-05; 9.5 g/dL 2026-03-10  | T
        9.5 g/dL 2026-03-05; 8.0 g/dL 2026-03-10  | F
        9.5 g/dL                                  | ? not recorded
        9.5 g/dL 2026-03                          | ? not recorded
        9.5 g/dL 2026-03-17                       | ? not recorded
        """,
    )


def test_two_values_of_one_day_conflict_unless_both_agree() -> None:
    holds(
        Compare(quantity=Quantity(variable="ECOG performance status"), high=limit("2")),
        """
        ECOG                             | truth
        1 2026-03-10; 3 2026-03-10       | ? conflict
        1 2026-03-10; 2 2026-03-10       | T
        3 2026-03-01; 1 2026-03-10       | T
        """,
    )


def test_a_code_has_its_place_on_the_scale_of_its_variable() -> None:
    holds(
        Compare(quantity=Quantity(variable="NYHA class"), low=Limit(value="II")),
        """
        NYHA class | truth
        III        | T
        2          | T
        I          | F
                   | ? not recorded
        """,
    )


def test_age_counts_completed_years_on_the_reference_date() -> None:
    holds(
        Compare(quantity=Quantity(variable="age"), low=limit("18"), high=limit("80"), unit="a"),
        """
        age | birth      | truth
        18  |            | T
        17  |            | F
        81  |            | F
            | 2008-03-16 | T
            | 2008-03-17 | F
            | 1945-03-17 | T
            | 1945-03-16 | F
            | 2008       | ?
            |            | ? not recorded
        """,
    )


def test_creatinine_clearance_is_calculated_where_it_is_not_measured() -> None:
    holds(
        Compare(quantity=Quantity(variable="creatinine clearance"), low=limit("30"), unit="mL/min"),
        """
        age | sex    | creatinine | weight | creatinine clearance | truth
        75  | male   | 3.0 mg/dL  | 60 kg  |                      | F
        60  | male   | 1.0 mg/dL  | 80 kg  |                      | T
        60  | male   | 1.0 mg/dL  |        |                      | ? not recorded
        75  | male   | 3.0 mg/dL  | 60 kg  | 55 mL/min            | T
        60  |        | 1.0 mg/dL  | 80 kg  |                      | ? not recorded
        """,
    )
