"""What the pages of a cohort show of one patient."""

from __future__ import annotations

from trialwright.match.batch.screening import PairVerdict
from trialwright.match.verdict import Eligibility
from trialwright.portal.views.cohort import reached

STAGES = {"NCT1": ["screening", "second registration"], "NCT2": ["screening", "second registration"]}


def pair(trial: str, stage: str, verdict: Eligibility) -> PairVerdict:
    return PairVerdict(patient="A", trial=trial, stage=stage, verdict=verdict, failing=(), unknown=())


def test_whom_the_first_step_of_a_trial_excludes_may_not_be_eligible_at_a_later_one() -> None:
    out = pair("NCT1", "screening", Eligibility.INELIGIBLE)
    later = pair("NCT1", "second registration", Eligibility.UNKNOWN)
    both = [pair("NCT2", stage, Eligibility.UNKNOWN) for stage in STAGES["NCT2"]]
    assert reached([out, later, *both], STAGES) == [out, *both]


def test_a_later_step_that_excludes_stands_there() -> None:
    pairs = [pair("NCT1", "screening", Eligibility.ELIGIBLE), pair("NCT1", "second registration", Eligibility.INELIGIBLE)]
    assert reached(pairs, STAGES) == pairs
