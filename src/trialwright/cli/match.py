"""`trialwright match`: patients and trials enter; the ranking, each line's verdict and what to ask next leave."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from trialwright.cli.asked import say_how_taken
from trialwright.cli.dates import reference_date
from trialwright.cli.inputs import FILES_HELP, STDIN, Inputs, one_stdin
from trialwright.cli.library_folder import ShelfOption, opened
from trialwright.cli.match_json import match_to_json
from trialwright.cli.matching import Matching, Terms, match_patient, read_trials, shortened_to
from trialwright.cli.of_patients import (
    PATIENTS_HELP,
    CodesOption,
    CompleteOption,
    MappingOption,
    PersonOption,
    SchemaOption,
    people_of,
    read_options,
)
from trialwright.cli.output import as_document, write_text
from trialwright.cli.read import ON_HELP
from trialwright.cli.screen import err, out
from trialwright.cli.shelf_trials import ShelfTrials
from trialwright.cli.terms import TermsOption, own_terms
from trialwright.errors import UserError
from trialwright.find.asking import Query
from trialwright.shelf.for_patient import MOST


class Form(StrEnum):
    """The forms a match can be printed in."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


def match_command(  # noqa: PLR0913 - one parameter is one option
    trials: Annotated[list[str] | None, typer.Argument(metavar="TRIAL...", help=f"{FILES_HELP} Default: the shelf.")] = None,
    *,
    patient: Annotated[
        list[str],
        typer.Option("--patient", "-p", metavar="FILE", help=PATIENTS_HELP),
    ],
    shelf: ShelfOption = None,
    search: Annotated[str, typer.Option("--search", metavar="WORDS", help="Of the shelf, what a search finds.")] = "",
    most: Annotated[int, typer.Option("--most", min=1, metavar="N", help="Of the shelf, at most so many for each.")] = MOST,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help=ON_HELP)] = None,
    stage: Annotated[str | None, typer.Option("--stage", metavar="STAGE", help="Judge this stage of the trials only.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON; `--json OUT.json` writes it to that file.")] = False,
    html: Annotated[
        str | None, typer.Option("--html", metavar="OUT", help="Write an HTML report to this file as well as the ranking here.")
    ] = None,
    form: Annotated[Form | None, typer.Option("--format", help="The form of the answer. Default: text.")] = None,
    output: Annotated[str | None, typer.Option("--output", "-o", metavar="FILE", help="Write the answer to this file.")] = None,
    lines: Annotated[
        bool | None,
        typer.Option("--lines/--no-lines", help="Print every line's verdict. Default: for one patient and one trial."),
    ] = None,
    top: Annotated[int | None, typer.Option("--top", min=1, metavar="N", help="Show the first N trials of each ranking.")] = None,
    codes: CodesOption = None,
    complete: CompleteOption = None,
    person: PersonOption = None,
    mapping: MappingOption = None,
    schema: SchemaOption = None,
    tables: TermsOption = None,
) -> None:
    """Hold patients against trials: who may join, line by line with the evidence, and what to ask next."""
    if as_json and form not in (None, Form.JSON):
        raise UserError(f"--json and --format {form} contradict each other", hint="give one of them")
    terms = Terms(on=reference_date(on), stage=stage)
    if trials and search:
        raise UserError("--search asks the shelf, and trials are named too", hint="leave out the one or the other")
    one_stdin(patient, trials or ())
    inputs = Inputs(names=trials or ())
    with own_terms(tables):
        options = read_options(codes, complete, person, (mapping, schema))
        patients = tuple(one.facts for one in people_of(patient, options))
        if trials:
            read = read_trials(inputs, terms)
            matched = tuple(match_patient(one, read, inputs, terms) for one in patients)
        else:
            with opened(shelf) as kept:
                query = Query(words=search, size=most)
                say_how_taken(kept, query, "--search", on=terms.on)
                chosen = ShelfTrials(kept, query, inputs, terms)
                matched = tuple(match_patient(one, chosen.of(one), inputs, terms) for one in patients)
                read = chosen.read
        shown = tuple(shortened_to(one, top) for one in matched)
        matching = Matching(terms=terms, trials=read, patients=shown, problems=tuple(inputs.problems))
        if read or not trials:
            _write(matching, Form.JSON if as_json else form or Form.TEXT, output, lines=lines)
            if html is not None:
                _write(matching, Form.HTML, html)
    raise typer.Exit(inputs.exit_code())


def _write(matching: Matching, form: Form, target: str | None, *, lines: bool | None = None) -> None:
    if form is Form.JSON:
        write_text(as_document(match_to_json(matching)), target)
    elif form is Form.HTML:
        from trialwright.cli.match_html import match_to_html

        write_text(match_to_html(matching), target)
    else:
        _write_text(matching, target, lines=lines)
    if target not in (None, STDIN) and form is not Form.TEXT:
        err().print(f"written: {target}", soft_wrap=True)


def _write_text(matching: Matching, target: str | None, *, lines: bool | None) -> None:
    from trialwright.cli.match_text import print_match

    full = lines if lines is not None else len(matching.patients) == 1 and len(matching.trials) == 1
    console = out()
    if target in (None, STDIN):
        print_match(matching, console, lines=full)
        return
    with console.capture() as captured:
        print_match(matching, console, lines=full)
    write_text(captured.get(), target)
