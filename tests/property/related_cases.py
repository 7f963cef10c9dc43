"""Generated trials that are related: of the same diseases and wording, they join the same questions in trees of their own; and
the reference for many of them, which prepares a patient once and answers a question about a patient once.

Real trials are like that, and one question is then compared in many lines: far more verdicts in the same time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sized
from contextlib import contextmanager
from random import Random
from unittest.mock import patch

from tests.property.batch_cases import CONCEPTS, DISEASES, SAID, a_leaf, a_tree

from trialwright.findings import Span
from trialwright.match import evaluate
from trialwright.match.answer import Answer
from trialwright.match.context import Context
from trialwright.match.knowing import know
from trialwright.match.known import Known
from trialwright.patients.facts import PatientFacts
from trialwright.protocol.criteria import Criterion, Leaf
from trialwright.protocol.interview import needed_answers
from trialwright.protocol.protocol import Line, Protocol, Section, Stage

LEAVES, TEXTS = 120, 8


def related_trials(rng: Random, name: str, number: int, *, lines: int = 6) -> list[Protocol]:
    """Trials of one or two stages over one pool of questions."""
    texts = [
        rng.choice((*SAID, "disease under control", f"criterion {place} of this trial", *CONCEPTS)) for place in range(TEXTS)
    ]
    starts = [sum(len(text) + 1 for text in texts[:place]) for place in range(TEXTS)]
    spans = [Span(start=start, end=start + len(text)) for start, text in zip(starts, texts, strict=True)]
    pool = [a_leaf(rng, rng.choice(spans)) for _ in range(LEAVES)]
    conditions, begins = tuple(rng.sample(DISEASES, rng.choice((0, 1, 1, 2)))), rng.choice(CONCEPTS)

    def a_line(place: int) -> Line:
        told = rng.randrange(TEXTS)
        node = a_tree(rng, spans[told], leaf=lambda rng, span: rng.choice(pool))
        origin = rng.choice(("text", "text", "field"))
        return Line(id=f"I{place}", section=Section.INCLUSION, text=texts[told], span=spans[told], node=node, origin=origin)

    def a_trial(key: str) -> Protocol:
        made = tuple(map(a_line, range(lines)))
        split = rng.randrange(1, lines) if rng.random() < 0.4 else lines
        stages = [Stage(name="screening", label="Screening", lines=made[:split])]
        if split < lines:
            stages.append(Stage(name="second", label="Second", lines=made[split:], begins=begins))
        return Protocol(
            key=key,
            title=key,
            stages=tuple(stages),
            conditions=conditions,
            criteria_text="\n".join(texts),
            criteria_shown=(Section.INCLUSION,) if rng.random() < 0.9 else (),
        )

    return [a_trial(f"{name}.{place}") for place in range(number)]


@contextmanager
def remembering() -> Iterator[Sized]:
    """The reference as it is, but that it prepares a patient for trials of the same context once, and gives the answer that it
    gave to the very same leaf about a patient; these are told. What speaks for a patient it asks of a line once.

    The days that an answer rests on are told with the first one only, which counts where time ahead is looked at.
    """
    prepared: dict[tuple[object, ...], tuple[PatientFacts, Known]] = {}
    answers: dict[tuple[int, int], tuple[Criterion, Answer]] = {}
    needed: dict[int, tuple[Criterion, dict[str, str]]] = {}
    answer_to = evaluate.answer_to

    def prepare(facts: PatientFacts, context: Context) -> Known:
        assert not context.ahead
        key = (id(facts), context.on, id(context.vocabulary), context.diseases, context.begins, context.text)
        if key not in prepared:
            prepared[key] = facts, know(facts, context)
        return prepared[key][1]

    def answer(node: Leaf, known: Known) -> Answer:
        key = (id(node), id(known))
        if key not in answers:
            answers[key] = node, answer_to(node, known)
        return answers[key][1]

    def need(node: Criterion) -> dict[str, str]:
        if id(node) not in needed:
            needed[id(node)] = node, needed_answers(node)
        return needed[id(node)][1]

    with patch.multiple(evaluate, know=prepare, answer_to=answer, needed_answers=need):
        yield answers
