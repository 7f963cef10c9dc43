"""A match enters, the ranking and on request every line's verdict are printed to a terminal of any width."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from trialwright.cli.matching import Matched, Matching, Place
from trialwright.cli.screen import SIGNS, STYLES, finding_text, indented, one_line, out, shortened
from trialwright.match.explain import LineWords, explain, summary_of
from trialwright.match.rank import Ranked, Standing
from trialwright.match.verdict import LineVerdict, Outcome, Question, Reason

LIMITS = "Decision support for people who check; not a medical device."
_HEADS = {
    Standing.ELIGIBLE: ("✓ ELIGIBLE", "bold green"),
    Standing.POSSIBLE: ("? POSSIBLE", "bold yellow"),
    Standing.EXCLUDED: ("✗ EXCLUDED", "bold red"),
    Standing.ANOTHER_DISEASE: ("– ANOTHER DISEASE", "dim"),
}
_TEXT, _WHY, _QUESTIONS, _EXCLUDING = 90, 140, 3, 3


def print_match(matching: Matching, console: Console | None = None, *, lines: bool = False) -> None:
    """Every patient with their ranking; with `lines` every line's verdict, its evidence and its question."""
    console = console or out()
    for matched in matching.patients:
        _print_patient(matched, matching, console, lines=lines)
        console.print()
    indented(console, Text(LIMITS, style="dim"))


def _print_patient(matched: Matched, matching: Matching, console: Console, *, lines: bool) -> None:
    head = Text(f"Patient {one_line(matched.patient.id)}", style="bold").append(
        f" on {matching.terms.on.isoformat()}: {_counts(matched)}", style="none"
    )
    indented(console, head)
    for finding in matched.findings:
        indented(console, finding_text(finding), hang=2)
    for place in matched.ranking:
        console.print()
        _print_place(place, console, lines=lines)
    if matched.not_shown:
        console.print(Text(f"\nand {matched.not_shown} more, not shown (--top)"))


def _counts(matched: Matched) -> str:
    counts = Counter(place.ranked.standing for place in matched.ranking)
    total = len(matched.ranking)
    parts = [f"{counts[standing]} {standing.value}" for standing in Standing if counts[standing]]
    return f"{total} {'trial' if total == 1 else 'trials'}" + (f": {', '.join(parts)}" if parts else "")


def _print_place(place: Place, console: Console, *, lines: bool) -> None:
    item = place.ranked
    word, style = _HEADS[item.standing]
    head = Text(f"{item.place:>2}. ").append(word, style=style).append(f"  {one_line(place.trial.id)}", style="bold")
    indented(console, head)
    for text in _about(place):
        indented(console, text, 4)
    if lines:
        _print_stages(item, console)
    else:
        for text in (*_excluding(item), *_next(item)):
            indented(console, text, 4, hang=5)


def _about(place: Place) -> Iterator[Text]:
    item = place.ranked
    yield Text(shortened(place.trial.protocol.title, 2 * _TEXT), style="none")
    yield Text(summary_of(item.stage))
    yield Text(item.recruiting.words, style="dim").append(
        f" ({item.recruiting.doubt})" if item.recruiting.doubt else "", style="dim"
    )


def _excluding(item: Ranked) -> Iterator[Text]:
    if item.standing is Standing.ANOTHER_DISEASE:
        yield Text(f"not what it treats: {shortened(item.disease_why, _WHY)}")
        return
    for line in item.excluding[:_EXCLUDING]:
        yield _line_head(line).append(f" – {shortened(line.evidence.why, _WHY)}", style="none")
    if len(item.excluding) > _EXCLUDING:
        yield Text(f"and {len(item.excluding) - _EXCLUDING} more", style="dim")


def _next(item: Ranked) -> Iterator[Text]:
    """The questions that help most, where an answer can still help."""
    if item.standing is not Standing.POSSIBLE:
        return
    questions = item.judged.verdict.questions
    for question in questions[:_QUESTIONS]:
        yield _question(question)
    if len(questions) > _QUESTIONS:
        more = len(questions) - _QUESTIONS
        yield Text(f"and {more} more {'question' if more == 1 else 'questions'}", style="dim")


def _question(question: Question) -> Text:
    return (
        Text("ask: ", style="cyan")
        .append(shortened(question.text, _WHY), style="none")
        .append(f" [{', '.join(question.lines)}]", style="dim")
    )


def _print_stages(item: Ranked, console: Console) -> None:
    stages = explain(item.judged.verdict).stages
    for stage in stages:
        if len(stages) > 1:
            indented(console, Text(f"\nStage {one_line(stage.verdict.stage)}: {stage.summary}", style="bold"), 4)
        for line in stage.lines:
            _print_line(line, console)


def _print_line(line: LineWords, console: Console) -> None:
    verdict = line.verdict
    indented(console, _line_head(verdict, size=3 * _TEXT), 4, hang=10)
    if verdict.reason is Reason.LATER:
        return
    label = f"{verdict.reason.value}: " if verdict.reason else ""
    label = "" if line.because.startswith(label) else label
    why = Text(label, style="yellow").append(one_line(line.because), style="none")
    indented(console, why, 14)
    for text in verdict.questions if verdict.outcome is Outcome.UNKNOWN else ():
        indented(console, Text("ask: ", style="cyan").append(one_line(text), style="none"), 14)
    if line.change:
        indented(console, Text(line.change, style="dim"), 14)


def _line_head(line: LineVerdict, *, size: int = _TEXT) -> Text:
    state = "later" if line.reason is Reason.LATER else line.outcome.value
    text = Text(f"{SIGNS[state]} {state:<7} ", style=STYLES[state]).append(f"{line.line.id} ", style="bold")
    return text.append(shortened(line.line.text, size), style="none")
