"""What having something means: recorded, recorded as absent, not listed in a complete list, or not recorded at all."""

from __future__ import annotations

from decimal import Decimal

from tests.spec.tables import holds

from trialwright.protocol.criteria import (
    AnyOf,
    Compare,
    Has,
    Limit,
    NoneOf,
    Not,
    Qualifier,
    Quantity,
    Target,
    Window,
    WindowKind,
)
from trialwright.vocabulary.time import Duration, TimeUnit


def within(amount: int, unit: TimeUnit, *, strict: bool = False) -> Window:
    return Window(kind=WindowKind.WITHIN_BEFORE, amount=Duration(amount=Decimal(amount), unit=unit), strict=strict)


def has(concept: str, *, window: Window | None = None, other: bool = False, **qualifiers: str) -> Has:
    restrictions = tuple(Qualifier(name=name, values=tuple(value.split("|"))) for name, value in qualifiers.items())
    return Has(target=Target(concept=concept, qualifiers=restrictions, other=other), window=window)


def test_silence_is_unknown_unless_the_list_is_complete() -> None:
    holds(
        has("brain metastasis"),
        """
        brain metastasis  | liver metastasis | complete               | truth
                          |                  |                        | ? not recorded
        count=1           |                  |                        | T
        absent            |                  |                        | F
                          | count=1          |                        | ? not recorded
                          | count=1          | conditions             | F
                          |                  | treatments medications | ? not recorded
        """,
    )


def test_a_narrower_thing_is_the_thing_and_a_wider_one_may_be() -> None:
    holds(
        has("gastric adenocarcinoma"),
        """
        gastric adenocarcinoma | gastric cancer           | esophageal cancer | complete   | truth
        listed                 |                          |                   |            | T
                               | listed                   |                   | conditions | ? not recorded
                               | histology=adenocarcinoma |                   |            | T
                               | histology=squamous_cell  |                   | conditions | F
                               |                          | listed            | conditions | F
        """,
    )


def test_the_absence_of_something_wider_answers_and_of_something_narrower_does_not() -> None:
    holds(
        has("infection", control="uncontrolled"),
        """
        infection                | bacterial pneumonia | active infection | truth
        absent                   |                     |                  | F
                                 | absent              |                  | ? not recorded
                                 |                     | absent           | F
        status=uncontrolled      |                     |                  | T
                                 | status=uncontrolled |                  | T
        listed                   |                     |                  | ? not recorded
        status=controlled        |                     |                  | F
        """,
    )


def test_another_state_of_the_same_thing_is_an_answer() -> None:
    holds(
        has("hypertension", control="uncontrolled"),
        """
        hypertension                                                          | truth
        status=uncontrolled                                                   | T
        status=controlled                                                     | F
        listed                                                                | ? not recorded
        status=uncontrolled 2020-01-01; status=controlled 2026-01-01          | F
        status=uncontrolled 2026-01-01; status=controlled 2026-01-01          | ? conflict
        """,
    )


def test_a_stage_lies_within_its_group_and_distant_metastases_are_stage_four() -> None:
    holds(
        has("breast cancer", stage="IV"),
        """
        breast cancer | metastatic breast cancer | bone metastasis | truth
        stage=IV      |                          |                 | T
        stage=IVB     |                          |                 | T
        stage=III     |                          |                 | F
        listed        |                          |                 | ? not recorded
                      | listed                   |                 | T
        listed        |                          | listed          | T
        """,
    )


def test_a_window_counts_its_edges_and_a_missing_date_is_not_guessed() -> None:
    holds(
        has("myocardial infarction", window=within(6, TimeUnit.MONTH)),
        """
        myocardial infarction | complete   | truth
        2025-11-16            |            | T
        2025-09-16            |            | T
        2025-09-15            | conditions | F
        2025-09-15            |            | ? not recorded
        2025-09               |            | ? not recorded
        2025-10               |            | T
        listed                | conditions | ? not recorded
        """,
    )
    holds(
        has("myocardial infarction", window=within(6, TimeUnit.MONTH, strict=True)),
        """
        myocardial infarction | complete   | truth
        2025-09-17            |            | T
        2025-09-16            | conditions | F
        """,
    )


def test_any_day_of_a_treatment_in_the_window_counts_and_what_has_no_end_goes_on() -> None:
    holds(
        has("chemotherapy", window=within(3, TimeUnit.WEEK)),
        """
        paclitaxel               | complete   | truth
        2025-10-01..2026-02-23   |            | T
        2025-10-01..2026-02-22   | treatments | F
        2025-10-01..             |            | T
        2025-10-01..2026-02      |            | ? not recorded
        listed                   | treatments | ? not recorded
        """,
    )


def test_at_least_so_long_ago_needs_the_last_day_to_be() -> None:
    holds(
        Has(
            target=Target(concept="radiotherapy"),
            window=Window(kind=WindowKind.AT_LEAST_BEFORE, amount=Duration(amount=Decimal(4), unit=TimeUnit.WEEK)),
        ),
        """
        radiotherapy            | complete   | truth
        2026-01-10..2026-02-16  |            | T
        2026-01-10..2026-02-17  | treatments | F
        2026-01-10..            | treatments | F
        """,
    )


def test_a_scan_or_a_test_outside_of_its_window_is_too_old() -> None:
    holds(
        has("CT scan", window=within(8, TimeUnit.WEEK)),
        """
        CT scan    | complete                | truth
        2026-01-19 |                         | T
        2026-01-12 |                         | ? too old
                   | procedures measurements | ? not recorded
        """,
    )


def test_a_window_may_begin_at_the_patients_own_event() -> None:
    criterion = Not(
        item=Has(
            target=Target(concept="local therapy"),
            window=Window(kind=WindowKind.SINCE, anchor="primary registration", event=True),
        )
    )
    holds(
        criterion,
        """
        primary registration | radiotherapy           | local therapy     | complete              | truth
        2025-12-06           | 2026-02-14..2026-02-19 |                   |                       | F
        2025-12-06           | 2025-10-14..2025-10-19 |                   | treatments procedures | T
        2025-12-06           |                        |                   | treatments            | ? not recorded
        2025-12-06           |                        |                   | treatments procedures | T
        2025-12-06           |                        | absent 2026-03-13 |                       | T
        2025-12-06           |                        | absent 2025-10-01 |                       | ? too old
                             | 2026-02-14..2026-02-19 |                   |                       | ? not recorded
        """,
    )


def test_what_a_treatment_was_for_is_read_off_intent_line_or_site() -> None:
    holds(
        has("systemic therapy", setting="palliative"),
        """
        paclitaxel              | complete   | truth
        intent=palliative       |            | T
        line=1                  |            | T
        intent=adjuvant         | treatments | F
        line=0                  | treatments | F
        listed                  | treatments | ? not recorded
        """,
    )


def test_another_malignancy_is_not_the_trials_own() -> None:
    criterion = has("cancer", other=True)
    table = """
        gastric cancer | liver metastasis | prostate cancer  | complete   | truth
        listed         |                  |                  |            | ? not recorded
        listed         | count=2          |                  | conditions | F
        listed         |                  | listed           |            | T
        """
    holds(criterion, table, diseases=("gastric cancer",))
    # Where the trial's disease is not told, it is the one cancer of a complete list: whoever is held against a trial has it.
    holds(
        criterion,
        """
        gastric cancer | prostate cancer | complete   | truth
        listed         |                 |            | ? not recorded
        listed         |                 | conditions | F
        listed         | listed          | conditions | ? not recorded
        listed         | status=cured    |            | T
        """,
    )


def test_an_exception_is_of_the_same_fact() -> None:
    spared = Target(concept="basal cell carcinoma")
    criterion = Has(target=Target(concept="cancer", other=True, exceptions=(spared,)))
    holds(
        criterion,
        """
        basal cell carcinoma | prostate cancer | skin cancer | complete   | truth
        listed               |                 |             | conditions | F
        listed               | listed          |             | conditions | T
                             |                 | listed      | conditions | ? not recorded
        """,
        diseases=("gastric cancer",),
    )


def test_an_allergy_is_not_the_drug() -> None:
    holds(
        has("penicillin", allergy="true"),
        """
        penicillin allergy | penicillin   | complete              | truth
        listed             |              |                       | T
        absent             |              |                       | F
                           | 2026-01-01.. | medications           | ? not recorded
                           | 2026-01-01.. | medications allergies | F
        """,
    )


def test_a_man_is_not_pregnant_and_a_test_says_so_of_a_woman() -> None:
    holds(
        NoneOf(items=(has("pregnancy"), has("breastfeeding"))),
        """
        sex    | pregnancy test      | breastfeeding | postmenopausal | truth
        male   |                     |               |                | T
        female |                     |               |                | ? not recorded
        female | negative 2026-03-10 | absent        |                | T
        female | positive 2026-03-10 |               |                | F
        female |                     | no            | yes            | T
        """,
    )


def test_subtypes_follow_from_receptors_and_receptors_from_subtypes() -> None:
    holds(
        has("luminal breast cancer"),
        """
        ER       | PR       | HER2                       | triple-negative breast cancer | truth
        positive |          | negative                   |                               | T
        negative | negative | negative                   |                               | F
        negative | negative |                            |                               | F
        positive |          |                            |                               | ? not recorded
                 |          |                            | listed                        | F
        positive |          | negative method=IHC score=1+ |                             | T
        """,
    )


def test_her2_is_decided_by_immunohistochemistry_or_by_hybridisation() -> None:
    holds(
        has("HER2", value="negative"),
        """
        HER2 IHC | HER2 ISH | HER2                           | complete   | truth
        0        |          |                                |            | T
        1+       |          |                                |            | T
        2+       |          |                                |            | ? not recorded
        2+       | negative |                                |            | T
        2+       | positive |                                |            | F
        3+       |          |                                |            | F
                 |          | equivocal method=IHC score=2+  |            | ? not recorded
                 |          |                                | biomarkers | ? not recorded
        """,
    )


def test_one_of_two_tests_for_the_same_question_is_enough_to_say_no() -> None:
    criterion = AnyOf(items=(has("microsatellite instability", value="MSI-high"), has("mismatch repair", value="deficient")))
    holds(
        criterion,
        """
        MSI      | mismatch repair | truth
        MSI-high |                 | T
                 | deficient       | T
        MSS      |                 | F
                 | proficient      | F
                 |                 | ? not recorded
        """,
    )


def test_two_scores_of_one_thing_need_not_both_be_recorded_to_say_no() -> None:
    ecog = Compare(quantity=Quantity(variable="ECOG performance status"), high=Limit(value=Decimal(2)))
    karnofsky = Compare(quantity=Quantity(variable="Karnofsky performance status"), low=Limit(value=Decimal(60)))
    holds(
        AnyOf(items=(ecog, karnofsky)),
        """
        ECOG | Karnofsky performance status | truth
        3    |                              | F
        2    |                              | T
             | 50                           | F
        3    | 70                           | T
             |                              | ? not recorded
        """,
    )


def test_a_scale_of_a_condition_that_is_not_there_has_no_place_for_the_patient() -> None:
    holds(
        Compare(quantity=Quantity(variable="NYHA class"), low=Limit(value="II")),
        """
        NYHA class | heart failure | complete   | truth
        II         | listed        |            | T
                   | absent        |            | F
                   |               | conditions | F
                   | listed        | conditions | ? not recorded
                   |               |            | ? not recorded
        """,
    )


def test_what_is_recorded_of_the_thing_itself_comes_before_what_something_wider_leaves_open() -> None:
    holds(
        has("gastric adenocarcinoma"),
        """
        gastric cancer | gastric adenocarcinoma | truth
        listed         | absent                 | F
        listed         |                        | ? not recorded
        """,
    )
