"""The trial's drug by its code or by two names, in the moments of the trial."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import reading


@pytest.mark.parametrize(
    "moment",
    [
        "first dose of BI 1206",
        "the first dose of Peluntamig (PT217)",
        "initiation of study treatment with Peluntamig (PT217)",
        "the first dose of XB002 (ICON-2)",
        "first dose of durvalumab (MEDI4736)",
        "the first infusion of MK-3475 (pembrolizumab)",
        "first dose of SLS009 (formerly GFH009)",
        "Day (D) 1 of Cycle (C) 1",
        "the first dose of AMG 510 (sotorasib)",
    ],
)
def test_the_moment_is_the_first_dose_by_whatever_name(moment: str) -> None:
    assert (
        reading(f"Chemotherapy within 4 weeks prior to {moment}", "exclusion")
        == "no chemotherapy within 4 weeks before first dose"
    )


def test_what_stands_behind_the_names_is_still_read() -> None:
    text = "Chemotherapy within 4 weeks before the first dose of durvalumab (MEDI4736) or history of pneumonitis"
    assert reading(text, "exclusion") == "none of (chemotherapy within 4 weeks before first dose, pneumonitis)"


def test_a_bracket_that_names_a_part_of_the_trial_is_no_name_of_a_drug() -> None:
    text = "Radiotherapy within 2 weeks prior to the first dose of lenvatinib (Arm A only)"
    assert "if (study cohort" in reading(text, "exclusion")


def test_a_treatment_before_the_trial_is_not_the_trials_own() -> None:
    text = "Progression within 6 months of treatment with olaparib (AZD2281)"
    assert "interval from (olaparib) to (disease progression)" in reading(text, "exclusion")
