"""`trialwright overlap`: a cohort enters; which of its trials compete for the same patients leaves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.text import Text

from trialwright.cli.of_cohort import FolderArgument, of_patients
from trialwright.cli.output import as_document, write_text
from trialwright.cli.reopening import JsonOption, numbers_table, reopened
from trialwright.cli.screen import indented, one_line, out, shortened
from trialwright.cli.terms import TermsOption, own_terms

if TYPE_CHECKING:
    from trialwright.match.batch.overlap import Overlap, TrialPair
    from trialwright.match.batch.reopened import Reopened

_MOST = 20


def overlap_command(  # noqa: PLR0913 - one parameter is one option
    folder: FolderArgument,
    *,
    eligible: Annotated[bool, typer.Option("--eligible", help="Only eligible patients, not those who may be.")] = False,
    trial: Annotated[str | None, typer.Option("--trial", metavar="TRIAL", help="Only the pairs with this trial.")] = None,
    most: Annotated[int, typer.Option("--most", min=1, metavar="N", help="Pairs and trials shown; --json has all.")] = _MOST,
    as_json: JsonOption = False,
    tables: TermsOption = None,
) -> None:
    """Show which trials compete for the same patients: pairs that share most of theirs, and who has no other trial."""
    with own_terms(tables):
        cohort = reopened(folder)
    chosen = None if trial is None else cohort.trial(trial).key
    from trialwright.match.batch.insight import overlap_in

    found = overlap_in(cohort, eligible=eligible)
    pairs = [pair for pair in found.pairs() if chosen in (None, pair.one, pair.other)]
    if as_json:
        body = {
            "on": cohort.on.isoformat(),
            "patients": cohort.patients,
            "counted": "eligible" if eligible else "not excluded",
            "trials": [{"trial": one.trial, "patients": one.patients, "noOther": one.only} for one in found.each()],
            "noCriteria": list(found.bare),
            "pairs": [
                {"trials": [pair.one, pair.other], "both": pair.both, "either": pair.either, "jaccard": round(pair.jaccard, 4)}
                for pair in pairs
            ],
        }
        write_text(as_document(body), None)
        return
    who = "eligible" if eligible else "eligible or may be"
    console = out()
    console.print(Text(f"{of_patients(cohort.patients)} on {cohort.on}; counted: {who}"))
    if found.bare:
        names = ", ".join(map(one_line, found.bare[:most])) + (" …" if len(found.bare) > most else "")
        console.print(Text(f"not counted, since their sources show no criteria: {names}", style="dim"))
    _print_trials(cohort, found, console, most=most)
    _print_pairs(pairs, console, most=most)


def _print_trials(cohort: Reopened, found: Overlap, console: Console, *, most: int) -> None:
    each = sorted(found.each(), key=lambda one: (-one.patients, one.trial))
    console.print()
    rows = [
        (
            one_line(one.trial),
            shortened(cohort.protocols[one.trial].title, max(console.width - 46, 16)),
            f"{one.patients:,}",
            f"{one.only:,}",
        )
        for one in each[:most]
    ]
    numbers_table(console, (("trial", "words"), ("title", "title"), ("patients", "number"), ("no other", "number")), rows)
    if len(each) > most:
        console.print(Text(f"and {len(each) - most:,} more trials (--most, --json)", style="dim"))


def _print_pairs(pairs: Sequence[TrialPair], console: Console, *, most: int) -> None:
    console.print()
    if not pairs:
        console.print(Text("no two trials share a patient"))
        return
    rows = [
        (one_line(pair.one), one_line(pair.other), f"{pair.both:,}", f"{pair.either:,}", f"{pair.jaccard:.0%}")
        for pair in pairs[:most]
    ]
    columns = (("trial", "words"), ("and", "words"), ("both", "number"), ("either", "number"), ("shared", "number"))
    numbers_table(console, columns, rows)
    if len(pairs) > most:
        console.print(Text(f"and {len(pairs) - most:,} more pairs (--most, --json)", style="dim"))
    console.print()
    indented(
        console, Text("no other: patients of the trial who have no other; shared: both of either (Jaccard).", style="dim"), hang=2
    )
