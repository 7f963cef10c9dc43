"""Interview: a statement that only a person can make in; the whole sentence that asks for it, and which answer is needed, out."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from importlib import resources

from trialwright.protocol.criteria import AllOf, AnyOf, Ask, AtLeast, Criterion, NoneOf, Not, Readings, When

_WHO = re.compile(
    r"^(?:(?:the |all |any |female |male )*(?:patients?|subjects?|participants?|individuals?|persons?|people|those|women|men)"
    r"(?: who| that)?(?: (?:are|is|has|have|had|must|should|will|with|be))*|must|should|has|have|had|is|are|with|be) (?=\w)",
    re.IGNORECASE,
)


@cache
def _words(form: str) -> str:
    """The alternatives of one form of question as a pattern."""
    text = (resources.files("trialwright.protocol") / "data" / "question_words.tsv").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return next(row["words"] for row in rows if row["form"] == form)


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """What begins a state of the patient, what the patient does, a paper that is there."""
    return (
        re.compile(rf"(?:(?:{_words('before')}) )*(?:{_words('is')})\b(?! consent\b)", re.IGNORECASE),
        re.compile(rf"({_words('does')})(?:s|es)?\b(?! (?:status|of)\b)(?=\s+\S)", re.IGNORECASE),
        re.compile(rf"(?:{_words('there is')})\b.*\b(?:consent|assent|form)", re.IGNORECASE),
    )


def question_of(statement: str) -> str:
    """The question that a statement answers, as a whole sentence.

    >>> question_of("able to swallow pills")
    'Is the patient able to swallow pills?'
    >>> question_of("agrees to use contraception")
    'Does the patient agree to use contraception?'
    >>> question_of("uncontrolled intercurrent illness")
    'Does this hold for the patient: uncontrolled intercurrent illness?'
    """
    said = " ".join(statement.split()).strip(" .;,:?")
    cut = _WHO.match(said)
    rest = said[cut.end() :] if cut is not None and len(said) > cut.end() else said
    while (again := _WHO.match(rest)) is not None and len(rest) > again.end():
        rest = rest[again.end() :]
    state, does, paper = _patterns()
    verb = does.match(rest)
    if paper.match(rest):
        return f"Is there {_small(rest)}?"
    if state.match(rest):
        return f"Is the patient {_small(rest)}?"
    if verb is not None:
        return f"Does the patient {verb[1].lower()}{rest[verb.end() :]}?"
    return f"Does this hold for the patient: {_small(said)}?"


def _small(words: str) -> str:
    """The words with a small letter at the start, unless that is an abbreviation."""
    return words if words[1:2].isupper() or not words[1:2].isalpha() else f"{words[:1].lower()}{words[1:]}"


def needed_answers(node: Criterion) -> dict[str, str]:
    """For each question of a requirement the answer that speaks for the patient, "yes" or "no"; none where both may."""
    found: dict[str, set[str]] = {}
    for question, wanted in _wanted(node, wanted=True):
        found.setdefault(question, set()).add("yes" if wanted else "no")
    return {question: next(iter(answers)) for question, answers in found.items() if len(answers) == 1}


def _wanted(node: Criterion, *, wanted: bool) -> Iterator[tuple[str, bool]]:
    match node:
        case Ask():
            yield node.question, wanted
        case Not():
            yield from _wanted(node.item, wanted=not wanted)
        case NoneOf():
            for item in node.items:
                yield from _wanted(item, wanted=not wanted)
        case AllOf() | AnyOf() | AtLeast() | Readings():
            for item in node.items:
                yield from _wanted(item, wanted=wanted)
        case When():
            yield from _wanted(node.then, wanted=wanted)
            yield from _wanted(node.otherwise, wanted=wanted)
            for question, _either in _wanted(node.condition, wanted=wanted):
                yield from ((question, True), (question, False))
