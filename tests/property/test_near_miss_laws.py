"""Near misses are those whom the reference excludes by one line; what they rest on is found by changing each answer by hand."""

from __future__ import annotations

import pytest
from tests.property.cohort_worlds import a_world

from trialwright.match.batch.answers import FALSE, TRUE
from trialwright.match.batch.misses import near_misses
from trialwright.match.batch.reasons import PersonJudged
from trialwright.match.batch.supposed import below
from trialwright.match.truth import Truth
from trialwright.match.verdict import Eligibility, Outcome


@pytest.mark.parametrize("seed", range(2))
def test_near_misses_are_those_who_fail_one_line_by_the_reference(seed: int) -> None:
    world, seen = a_world(f"misses {seed}", trials=14, patients=60, lines=3), 0
    evaluation = world.evaluation()
    for stage in world.program.stages:
        expected = {}
        for patient, verdict in world.at(stage.trial, stage.name).items():
            failing = [line.line.id for line in verdict.of(Outcome.FAIL)]
            if len(failing) == 1:
                rest = all(line.outcome is Outcome.PASS for line in verdict.lines if line.line.id != failing[0])
                eligible = rest and not verdict.note
                expected[patient] = (failing[0], Eligibility.ELIGIBLE if eligible else Eligibility.UNKNOWN)
        found = near_misses(evaluation, stage)
        assert {one.patient: (one.line, one.otherwise) for one in found} == expected
        assert len(found) == len(expected)
        seen += len(found)
    assert seen > 60


@pytest.mark.parametrize("seed", range(2))
def test_another_answer_to_what_a_near_miss_rests_on_mends_it_and_no_other_answer_does(seed: int) -> None:
    world = a_world(f"rests {seed}", trials=14, patients=60, lines=2)
    evaluation = world.evaluation()
    codes = dict(zip(evaluation.block.ids, evaluation.block.people(), strict=True))
    singles = together = 0
    for stage in world.program.stages:
        for found in near_misses(evaluation, stage):
            root, own = stage.roots[stage.lines.index(found.line)], codes[found.patient]
            mending = set()
            for number in below(world.program, root):
                if number < len(world.program.questions) and own[number] in (TRUE, FALSE):
                    changed = own.copy()
                    changed[number] = FALSE if own[number] == TRUE else TRUE
                    if PersonJudged(program=world.program, codes=changed).judged(root)[0] is not Truth.FALSE:
                        mending.add(number)
            assert found.enough == bool(mending)
            assert all(one.answer == (own[one.question] == TRUE) for one in found.rests)
            if found.enough:
                assert {one.question for one in found.rests} == mending
                singles += 1
                continue
            together += bool(found.rests)  # a group of nothing fails for everybody, and rests on no answer
            for one in found.rests:
                assert own[one.question] in (TRUE, FALSE)
    assert singles > 30
    assert together > 0
