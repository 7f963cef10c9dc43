"""What counts, sizes, grades, doses, lines of therapy and intervals mean."""

from __future__ import annotations

from decimal import Decimal

from tests.spec.tables import holds

from trialwright.protocol.criteria import Compare, Limit, Qualifier, Quantity, Target


def compare(
    attribute: str, of: str, *, low: str | None = None, high: str | None = None, unit: str | None = None, **more: str
) -> Compare:
    until = Target(concept=more.pop("until")) if "until" in more else None
    target = Target(concept=of, qualifiers=tuple(Qualifier(name=name, values=(value,)) for name, value in more.items()))
    return Compare(quantity=Quantity(attribute=attribute, of=target, until=until), low=limit(low), high=limit(high), unit=unit)


def limit(text: str | None) -> Limit | None:
    """ ">1" leaves the edge out, "1" counts it in."""
    return None if text is None else Limit(value=Decimal(text.strip("<>")), inclusive=text[0] not in "<>")


def test_a_count_is_of_the_thing_itself_and_sums_over_places() -> None:
    holds(
        compare("count", "liver metastasis", high="5"),
        """
        liver metastasis                     | complete   | truth
        count=5                              |            | T
        count=6                              |            | F
        listed                               |            | ? not recorded
        absent                               |            | T
                                             | conditions | T
                                             |            | ? not recorded
        count=>5                             |            | F
        count=4 2026-01-01; count=6 2026-02-01 |          | F
        """,
    )
    holds(
        compare("count", "lung metastasis", low="4"),
        """
        lung metastasis                              | truth
        laterality=left count=2; laterality=right count=2 | T
        laterality=left count=2; laterality=right count=1 | F
        """,
    )


def test_a_total_over_all_sites_needs_the_list_to_be_complete_to_stay_low() -> None:
    holds(
        compare("count", "distant metastasis", high="3"),
        """
        liver metastasis | bone metastasis | complete   | truth
        count=2          | count=1         | conditions | T
        count=2          | count=2         |            | F
        count=2          | count=1         |            | ? not recorded
        """,
    )


def test_the_size_is_that_of_the_largest() -> None:
    holds(
        compare("size", "liver metastasis", high="3", unit="cm"),
        """
        liver metastasis                              | truth
        size=3.0_cm                                   | T
        size=28_mm                                    | T
        size=3.1_cm                                   | F
        size=2.4_x_3.5_cm                             | F
        size=3                                        | ? unit missing
        listed                                        | ? not recorded
        """,
    )


def test_what_is_absent_is_of_grade_zero() -> None:
    holds(
        compare("grade", "peripheral neuropathy", low="2"),
        """
        peripheral neuropathy | complete   | truth
        grade=2               |            | T
        grade=1               |            | F
        grade=severe          |            | T
        absent                |            | F
                              | conditions | F
        listed                |            | ? not recorded
                              |            | ? not recorded
        """,
    )
    holds(
        compare("grade", "peripheral neuropathy", high="1"),
        """
        peripheral neuropathy | truth
        absent                | T
        grade=2               | F
        """,
    )


def test_a_daily_steroid_dose_is_counted_as_prednisone_while_it_is_taken() -> None:
    holds(
        compare("dose", "immunosuppressant", low=">10", unit="mg/d"),
        """
        prednisone                          | dexamethasone             | tacrolimus   | complete    | truth
        dose=10_mg/d 2025-10-01..           |                           |              | medications | F
        dose=15_mg/d 2025-10-01..           |                           |              |             | T
                                            | dose=4_mg/d 2025-12-01..  |              |             | T
        dose=40_mg/d 2025-03-01..2025-03-10 |                           |              | medications | F
        2025-10-01..                        |                           |              | medications | ? not recorded
                                            |                           | 2025-10-01.. | medications | ? ask a person
                                            |                           |              | medications | F
                                            |                           |              |             | ? not recorded
        """,
    )


def test_lines_of_therapy_are_counted_once_and_never_guessed_complete() -> None:
    holds(
        compare("lines", "systemic therapy", low="2"),
        """
        paclitaxel | cisplatin | nivolumab | complete   | truth
        line=1     | line=1    |           | treatments | F
        line=1     | line=1    | line=2    |            | T
        line=1     | line=1    |           |            | ? not recorded
                   |           | line=2    |            | T
        line=0     |           |           | treatments | F
                   |           |           | treatments | F
        """,
    )


def test_cycles_of_a_treatment_are_those_recorded_else_at_least_one_each_time() -> None:
    holds(
        compare("cycles", "chemotherapy", low="4"),
        """
        paclitaxel | cisplatin | complete   | truth
        cycles=4   |           |            | T
        cycles=3   |           | treatments | F
        cycles=3   |           |            | ? not recorded
        cycles=2   | cycles=2  |            | T
                   | cycles=3  | treatments | F
        line=1     |           | treatments | ? not recorded
                   |           | treatments | F
        """,
    )


def test_an_interval_runs_from_the_last_day_and_what_never_was_is_endlessly_far() -> None:
    holds(
        compare("interval", "chemotherapy", low="6", unit="mo", until="recurrence"),
        """
        paclitaxel             | recurrence | complete   | truth
        2025-02-10..2025-08-01 | 2026-03-06 |            | T
        2025-04-10..2025-10-15 | 2026-03-06 |            | F
        2025-04-10..           | 2026-03-06 |            | F
        listed                 | 2026-03-06 |            | ? not recorded
                               | 2026-03-06 | treatments | T
                               | 2026-03-06 |            | ? not recorded
        2025-02-10..2025-08-01 |            |            | ? not recorded
        """,
    )
    holds(
        compare("interval", "primary registration", low="84", high="126", unit="d"),
        """
        primary registration | truth
        2025-12-22           | T
        2025-11-10           | T
        2025-11-09           | F
        2025-12-23           | F
        """,
    )
    holds(
        compare("interval", "mastectomy", high="12", unit="wk"),
        """
        mastectomy | complete   | truth
        2026-01-10 |            | T
        2025-10-10 |            | F
                   | procedures | F
        """,
    )


def test_a_result_that_can_be_had_again_is_too_old_and_not_missed() -> None:
    holds(
        compare("interval", "response evaluation", high="28", unit="d"),
        """
        response evaluation           | truth
        partial_response 2026-02-16   | T
        partial_response 2026-02-15   | ? too old
        """,
    )


def test_a_duration_of_what_goes_on_runs_to_the_reference_date() -> None:
    holds(
        compare("duration", "chemotherapy", low=">6", unit="mo"),
        """
        paclitaxel             | complete   | truth
        2025-01-20..2025-11-20 |            | T
        2025-12-20..           | treatments | F
        2025-06-20..           |            | T
        listed                 |            | ? not recorded
                               | treatments | F
        """,
    )
