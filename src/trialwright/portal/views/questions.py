"""What to ask next and what was answered enter, fields for a page leave: each with its choices, its units and why it is asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from trialwright.match.deciding import Asking
from trialwright.match.topics import TopicKind
from trialwright.portal.answers import MOST_ANSWERS, Answer, Mistake, is_treatment
from trialwright.portal.shown import plain
from trialwright.portal.views.words import word
from trialwright.protocol.units_in_words import unit_words
from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.results import all_results
from trialwright.vocabulary.variables import find_variable, scales
from trialwright.vocabulary.written import written

AT_A_TIME = 4
"""How many questions one page asks: few enough to see on a phone."""
_MOST_CHOICES = 10
_UNTOLD = "not done"


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """One question with what was answered so far. `number` is its place in the form (its fields are v3, unit3, …).

    `name` is what it is about, in English as the records are; `ask` how it is asked and `sort` how it is answered ("yes or no",
    "choice", "number", "count", "text"). `choices` are results or codes, `units` those to choose from, the usual one first.
    `quotes` are sentences of records that ask for it, `trials` how many do.
    """

    number: int
    answer: Answer
    name: str
    ask: str
    sort: str
    choices: tuple[str, ...] = ()
    units: tuple[tuple[str, str], ...] = ()
    treatment: bool = False
    trials: int = 0
    quotes: tuple[str, ...] = ()
    mistake: str = ""
    date_mistake: str = ""

    @property
    def other(self) -> str:
        """A result that is none of the choices."""
        return self.answer.value if self.answer.value and self.answer.value not in self.choices else ""


def questions_for(asking: Sequence[Asking], answers: Sequence[Answer]) -> tuple[Question, ...]:
    """The next questions, the most deciding first, numbered behind those that were answered."""
    room = MOST_ANSWERS - len(answers)
    chosen = [item for item in asking if item.trials][: min(AT_A_TIME, room)]
    return tuple(_question(len(answers) + place, _blank(item), item) for place, item in enumerate(chosen))


def answered(answers: Iterable[Answer], mistakes: Iterable[Mistake]) -> tuple[Question, ...]:
    """What was answered, to be looked at and changed, each with what is wrong with it."""
    wrong = {item.field: item.text for item in mistakes}
    return tuple(
        replace(
            _question(number, answer, None),
            mistake=wrong.get(f"v{number}", ""),
            date_mistake=wrong.get(f"when{number}", ""),
        )
        for number, answer in enumerate(answers)
    )


def _blank(item: Asking) -> Answer:
    return Answer(topic=item.topic, dated=item.dated, relative=item.relative)


def _question(number: int, answer: Answer, item: Asking | None) -> Question:
    topic = answer.topic
    treatment = topic.kind is TopicKind.PRESENCE and is_treatment(topic.about)
    sort, choices = _sort(answer, item)
    return Question(
        number=number,
        answer=answer,
        name=_headed(topic.about),
        ask=word("ask", "treatment" if treatment else f"{topic.kind.value} {topic.attribute}".strip()),
        sort=sort,
        choices=choices,
        units=_units(answer, item),
        treatment=treatment,
        trials=len(item.trials) if item else 0,
        quotes=tuple(dict.fromkeys(plain(line.line.text) for line in item.lines))[:2] if item else (),
    )


def _headed(name: str) -> str:
    """A name as a heading.

    >>> _headed("hiv infection"), _headed("brain metastasis")
    ('HIV infection', 'Brain metastasis')
    """
    said = written(name)
    return said[:1].upper() + said[1:]


def _sort(answer: Answer, item: Asking | None) -> tuple[str, tuple[str, ...]]:
    topic = answer.topic
    match topic.kind:
        case TopicKind.PRESENCE | TopicKind.STATEMENT:
            return "yes or no", ()
        case TopicKind.RESULT:
            return "choice", _results(topic.about, item.results if item else ())
        case TopicKind.AMOUNT:
            return ("text" if topic.attribute == "size" else "count"), ()
        case TopicKind.MEASURE:
            variable = find_variable(topic.about)
            grades = scales().get(variable.scale, ()) if variable is not None and variable.scale else ()
            return ("scale", tuple(grade.code for grade in grades)) if grades else ("number", ())


def _results(concept: str, wanted: Sequence[str]) -> tuple[str, ...]:
    """What a test can have found: what is asked for, what is known of this test, and the two that every test has."""
    vocabulary = default_vocabulary()
    gene = concept in vocabulary and vocabulary.kind(concept) == "gene"
    own = [result.value for result in all_results() if concept in result.of and result.value != _UNTOLD]
    usual = ["mutated", "wild type"] if gene else ["positive", "negative"]
    return tuple(dict.fromkeys((*wanted, *(usual if not own or gene or set(wanted) & set(usual) else []), *own)))[:_MOST_CHOICES]


def _units(answer: Answer, item: Asking | None) -> tuple[tuple[str, str], ...]:
    """The units to choose from, each as its code and in words."""
    if answer.topic.kind is not TopicKind.MEASURE:
        return ()
    variable = find_variable(answer.topic.about)
    if variable is None or variable.scale or not variable.unit:
        return ()
    codes = dict.fromkeys(filter(None, (answer.unit, variable.unit, *(item.units if item else ()))))
    return tuple((code, unit_words(code) or code) for code in codes)
