"""`trialwright next-question`: a cohort enters, or one of its patients; the missing facts that would decide most trials leave."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from trialwright.cli.of_cohort import FolderArgument, of_patients
from trialwright.cli.output import as_document, write_text
from trialwright.cli.reopening import JsonOption, numbers_table, reopened
from trialwright.cli.screen import indented, one_line, out, shortened
from trialwright.cli.terms import TermsOption, own_terms

if TYPE_CHECKING:
    from trialwright.match.batch.next_question import NextQuestion

_MOST = 20


def next_question_command(  # noqa: PLR0913 - one parameter is one option
    folder: FolderArgument,
    *,
    patient: Annotated[str | None, typer.Option("--patient", metavar="ID", help="Of this patient only.")] = None,
    trial: Annotated[list[str] | None, typer.Option("--trial", metavar="TRIAL", help="Only for this trial; repeat it.")] = None,
    most: Annotated[int, typer.Option("--most", min=1, metavar="N", help="Facts shown; --json has all.")] = _MOST,
    as_json: JsonOption = False,
    tables: TermsOption = None,
) -> None:
    """Show the missing facts that would decide most pairs of a patient and a trial that are open now."""
    with own_terms(tables):
        cohort = reopened(folder)
        from trialwright.match.batch.insight import questions

        found = questions(cohort, patient=patient, trials=trial)
    who = f"patient {one_line(patient)}" if patient is not None else of_patients(cohort.patients)
    if as_json:
        body = {"on": cohort.on.isoformat(), "patient": patient, "questions": [_json(one) for one in found]}
        write_text(as_document(body), None)
        return
    console = out()
    console.print(Text(f"{who} on {cohort.on}: {len(found):,} facts are missing that leave a trial open\n"))
    if found:
        _print(found[:most])
    if len(found) > most:
        console.print(Text(f"and {len(found) - most:,} more (--most, --json)", style="dim"))


def _json(one: NextQuestion) -> dict[str, Any]:
    return {
        "fact": one.topic.about,
        "kind": one.topic.kind.value,
        "attribute": one.topic.attribute or None,
        "patients": one.patients,
        "pairs": one.pairs,
        "decides": round(one.decides, 3),
        "answers": [{"answer": answer, "decides": count} for answer, count in zip(one.answers, one.decided, strict=True)],
        "decidedByEveryAnswer": one.surely,
        "trials": dict(sorted(one.trials.items(), key=lambda pair: (-pair[1], pair[0]))),
    }


def _print(questions: Sequence[NextQuestion]) -> None:
    console = out()
    rows = []
    for one in questions:
        best = max(range(len(one.decided)), key=lambda place: one.decided[place])
        rows.append(
            (
                shortened(one.fact, 60),
                f"{one.patients:,}",
                f"{one.pairs:,}",
                f"{one.decides:,.0f}" if one.decides >= 10 else f"{one.decides:,.1f}",
                f"{one.decided[best] / one.pairs:.0%} {shortened(one.answers[best], 14)}",
                f"{one.surely / one.pairs:.0%}",
            )
        )
    columns = (
        ("fact", "words"),
        ("patients", "number"),
        ("pairs", "number"),
        ("decides", "number"),
        ("most by", "words"),
        ("always", "number"),
    )
    numbers_table(console, columns, rows)
    remark = (
        "pairs: of a patient and a trial that the fact leaves open; decides: how many of them an answer decides, on the mean of "
        "its answers (in or out of the limits, yes or no, each result); most by: the answer that decides the greatest part; "
        "always: the part that every answer decides."
    )
    console.print()
    indented(console, Text(remark, style="dim"))
