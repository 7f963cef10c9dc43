"""What only a cohort can tell, held to counting by hand: shares, overlap and the next question over generated worlds."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, permutations

import pytest
from tests.property.cohort_worlds import World, a_world, waiting
from tests.spec.tables import small_vocabulary

from trialwright.match.batch.answers import truth_of
from trialwright.match.batch.funnel import funnel, joined
from trialwright.match.batch.next_question import NextQuestion, Topics, joined_questions, next_questions
from trialwright.match.batch.overlap import overlap
from trialwright.match.batch.planes import Evaluation
from trialwright.match.batch.reasons import PersonJudged
from trialwright.match.deciding import Whom, askings
from trialwright.match.topics import ANSWERABLE, TopicKind, answers_to
from trialwright.match.truth import Truth
from trialwright.match.verdict import Eligibility, Outcome


def by_all_orders(failing: list[set[str]], lines: list[str]) -> dict[str, Fraction]:
    """Shapley's value as he defines it: what each line adds to those before it, on the mean of all orders of the lines."""
    found = dict.fromkeys(lines, Fraction(0))
    orders = list(permutations(lines))
    for order in orders:
        held: set[str] = set()
        for line in order:
            lost = sum(bool(one & held) for one in failing)
            held.add(line)
            found[line] += Fraction(sum(bool(one & held) for one in failing) - lost, len(orders))
    return found


@pytest.mark.parametrize("seed", range(2))
def test_the_shares_are_those_of_the_definition_over_all_orders(seed: int) -> None:
    world, seen = a_world(f"shares {seed}"), 0
    evaluation = world.evaluation()
    for stage in world.program.stages:
        verdicts = world.at(stage.trial, stage.name)
        failing = [{line.line.id for line in verdict.of(Outcome.FAIL)} for verdict in verdicts.values()]
        found = funnel(evaluation, stage)
        assert {one.line: one.share for one in found} == by_all_orders(failing, list(stage.lines))
        assert sum((one.share for one in found), Fraction(0)) == sum(map(bool, failing))
        seen += sum(len(one) > 1 for one in failing)
    assert seen > 20


def test_shares_of_blocks_add_up() -> None:
    world = a_world("blocks of shares")
    parts = [world.evaluation(world.patients[:33]), world.evaluation(world.patients[33:])]
    whole = world.evaluation()
    for stage in world.program.stages:
        assert joined(funnel(part, stage) for part in parts) == funnel(whole, stage)


@pytest.fixture(scope="module")
def many_trials() -> World:
    return a_world("overlap", trials=40, patients=60, lines=2)


@pytest.mark.parametrize("only_eligible", [False, True])
def test_overlap_counts_the_patients_of_each_two_trials(only_eligible: bool, many_trials: World) -> None:
    world = many_trials
    wanted = {Eligibility.ELIGIBLE} if only_eligible else {Eligibility.ELIGIBLE, Eligibility.UNKNOWN}
    having = {
        trial.key: {
            patient
            for stage in trial.stages
            for patient, verdict in world.at(trial.key, stage.name).items()
            if verdict.eligibility in wanted
        }
        for trial in world.trials
    }
    found = overlap(world.evaluation(world.patients[:50]), eligible=only_eligible) + overlap(
        world.evaluation(world.patients[50:]), eligible=only_eligible
    )
    pairs = {(pair.one, pair.other): (pair.both, pair.either, pair.jaccard) for pair in found.pairs()}
    for one, other in combinations(having, 2):
        both, either = having[one] & having[other], having[one] | having[other]
        assert pairs.get((one, other)) == ((len(both), len(either), len(both) / len(either)) if both else None)
    for trial in found.each():
        others = set().union(*(having[key] for key in having if key != trial.trial))
        assert (trial.patients, trial.only) == (len(having[trial.trial]), len(having[trial.trial] - others))
    assert len(pairs) > 5
    assert [pair.jaccard for pair in found.pairs()] == sorted((pair[2] for pair in pairs.values()), reverse=True)


def decided_by_hand(world: World, evaluation: Evaluation, topics: Topics, found: NextQuestion) -> list[set[tuple[str, str]]]:
    """For each answer, the pairs that it decides: each patient's answers are changed and each line judged anew, one by one."""
    decided = []
    for answer in answers_to(found.topic, topics.results(found.topic)):
        now = set()
        for patient, codes in zip(evaluation.block.ids, evaluation.block.people(), strict=True):
            changed = codes.copy()
            for number, asks in topics.asks.items():
                truth = answer(asks)
                if truth is not None and set(truth_of(int(codes[number]))[1]) & ANSWERABLE:
                    changed[number] = 0 if truth is Truth.TRUE else 1
            person = PersonJudged(program=world.program, codes=changed)
            for stage in world.program.stages:
                verdict = world.at(stage.trial, stage.name).get(patient)
                if verdict is None or verdict.eligibility is not Eligibility.UNKNOWN or stage.trial not in found.trials:
                    continue
                truths = {person.judged(root)[0] for root in stage.roots}
                if Truth.FALSE in truths or (truths == {Truth.TRUE} and not stage.open_end):
                    now.add((patient, stage.trial))
        decided.append(now)
    return decided


@pytest.mark.parametrize("seed", range(2))
def test_the_next_question_decides_the_pairs_that_changing_each_answer_by_hand_decides(seed: int) -> None:
    world = a_world(f"questions {seed}", trials=14, patients=40, lines=2)
    evaluation, topics = world.evaluation(), Topics(program=world.program, vocabulary=small_vocabulary())
    questions = joined_questions([next_questions(evaluation, topics)])
    assert len(questions) > 10
    for found in questions:
        decided = decided_by_hand(world, evaluation, topics, found)
        if found.topic in topics.narrower:  # a wider question may decide a trial that asks a narrower one only: not counted
            assert all(one <= len(pairs) for one, pairs in zip(found.decided, decided, strict=True))
            continue
        assert found.decided == tuple(map(len, decided)), found.topic
        assert found.surely == len(set.intersection(*decided))
    assert sum(sum(found.decided) for found in questions) > 30


@pytest.mark.parametrize("seed", range(3))
def test_for_one_patient_it_is_the_question_that_the_matcher_asks(seed: int) -> None:
    world, compared = a_world(f"one patient {seed}", trials=5, patients=25, lines=3), 0
    topics = Topics(program=world.program, vocabulary=small_vocabulary())
    assert not any(step.twice for step in world.program.steps)  # the matcher's ranking does not count one test for another
    for patient in world.patients:
        verdicts = [world.verdicts[patient.id, trial.key] for trial in world.trials]
        begun = [one for one in verdicts if one.stages and not waiting(one.stages[0])]
        ranked = {one.topic: one for one in askings(begun, about=Whom(vocabulary=small_vocabulary()))}
        found = {one.topic: one for one in next_questions(world.evaluation([patient]), topics)}
        assert found.keys() == ranked.keys()
        for topic, one in found.items():
            assert tuple(sorted(one.trials)) == tuple(sorted(ranked[topic].trials))
            if topic.kind is not TopicKind.RESULT:  # whose answers are those that any trial of the program asks for
                assert one.decides == ranked[topic].decides, topic
            compared += 1
    assert compared > 50
