"""A patient as different trials see them: what one view takes over of another is what it would have found itself."""

from __future__ import annotations

import datetime as dt
from random import Random

from tests.property.batch_cases import a_patient, a_trial
from tests.spec.tables import small_vocabulary

from trialwright.match.batch.program import program_of
from trialwright.match.batch.readers import Repeats
from trialwright.match.batch.reads import alike
from trialwright.match.batch.recall import Recall
from trialwright.match.batch.views import View
from trialwright.match.context import Context
from trialwright.match.knowing import know
from trialwright.patients.facts import PatientFacts

ON = dt.date(2026, 3, 16)


def test_a_code_that_is_taken_over_from_another_view_of_a_patient_is_that_of_the_reference() -> None:
    rng = Random("views")
    program = program_of([a_trial(rng, f"T{number}") for number in range(30)], vocabulary=small_vocabulary())
    recall = Recall(program=program, on=ON, vocabulary=small_vocabulary())
    treated = sorted({question.diseases for question in program.questions})
    taken = own = 0
    for number in range(30):
        patient = a_patient(rng, f"P{number}")
        one, other = rng.sample(treated, 2)
        first = seen_by(one, patient, recall)
        second, alone = seen_by(other, patient, recall, first), seen_by(other, patient, recall)
        for place, numbers in enumerate(recall.questions):
            for question in numbers:
                if program.questions[question].diseases == one:
                    code, way = recall.code(question, first)
                    if not way.of_trial:
                        first.answers[place] = (code, way)
        for place, numbers in enumerate(recall.questions):
            known = second.taken_over(place)
            taken += known is not None
            own += known is None and place in first.answers
            assert known is None or {recall.code(question, alone)[0] for question in numbers} == {known}
    assert taken > 500, "most is taken over"
    assert own > 5, "what finds an item that only one of the views has is not"


def seen_by(diseases: tuple[str, ...], patient: PatientFacts, recall: Recall, first: View | None = None) -> View:
    context = Context(on=ON, vocabulary=recall.vocabulary, diseases=diseases)
    return recall.view(know(patient, context), first)


def test_texts_and_words_find_one_another_in_whatever_order_they_come() -> None:
    rng = Random("repeats")
    words = ("signed", "informed", "consent", "pregnant", "not", "able", "to", "swallow", "tablets", "and")
    said = [" ".join(rng.sample(words, rng.randint(1, 4))) for _ in range(120)]
    repeats, texts, whats = Repeats(), set(said[::2]), set(said[1::2])
    for one in said:
        if one in texts:
            repeats.number(one)
        else:
            repeats.by(one)
    found = {(what, text) for what in whats for text in repeats.by(what)}
    assert found == {(what, text) for what in whats for text in texts if alike(what, text)}
    assert len(found) > 50
