"""`trialwright compile`: files enter; each line of criteria leaves with our reading, how far it was understood, and findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from trialwright.cli.inputs import FILES_HELP, Inputs
from trialwright.cli.output import write_json_each
from trialwright.cli.protocols import protocols_of
from trialwright.cli.schema import COMPILE_SCHEMA
from trialwright.cli.screen import finding_text, indented, one_line, out, plain
from trialwright.cli.terms import TermsOption, own_terms
from trialwright.findings import Finding
from trialwright.protocol.language import print_criterion
from trialwright.protocol.protocol import Line, LineState, Protocol, Stage
from trialwright.protocol.words import words_of

_STYLES = {
    LineState.COMPILED: "green",
    LineState.IN_PART: "yellow",
    LineState.ASK: "cyan",
    LineState.NO_CONSTRAINT: "dim",
    LineState.AMBIGUOUS: "yellow",
    LineState.UNREAD: "red",
}


def compile_command(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help=FILES_HELP)],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON: one document, or one a line for several trials.")] = False,
    terms: TermsOption = None,
) -> None:
    """Turn free-text criteria into computable ones: each line with our reading and how far it was understood."""
    inputs = Inputs(names=files)
    with own_terms(terms):
        protocols = (protocol for _, protocol in protocols_of(inputs.trials(), inputs))
        if as_json:
            write_json_each(protocol_to_json(protocol) for protocol in protocols)
        else:
            _print_all(protocols)
    raise typer.Exit(inputs.exit_code())


def protocol_to_json(protocol: Protocol) -> dict[str, Any]:
    """A compiled trial (docs/reference/json.md)."""
    return {
        "schema": COMPILE_SCHEMA,
        "trial": protocol.key,
        "title": protocol.title,
        "conditions": list(protocol.conditions),
        "criteriaShown": [section.value for section in protocol.criteria_shown],
        "stages": [_stage_json(stage) for stage in protocol.stages],
        "states": {state.value: number for state, number in _states(protocol).items()},
        "findings": [finding.to_json() for finding in protocol.findings],
    }


def _stage_json(stage: Stage) -> dict[str, Any]:
    return {"name": stage.name, "label": stage.label, "begins": stage.begins, "lines": [_line_json(line) for line in stage.lines]}


def _line_json(line: Line) -> dict[str, Any]:
    return {
        "id": line.id,
        "section": line.section.value,
        "text": line.text,
        "span": line.span.to_json(),
        "origin": line.origin,
        "fields": _fields_json(line),
        "cohort": line.cohort,
        "state": line.state.value,
        "language": print_criterion(line.node),
        "words": words_of(line.node),
    }


def _fields_json(line: Line) -> list[dict[str, str]]:
    return [{"path": field.path, "value": field.value} for field in line.fields]


def _states(protocol: Protocol) -> Counter[LineState]:
    return Counter(line.state for stage in protocol.stages for line in stage.lines)


def _print_all(protocols: Iterable[Protocol]) -> None:
    console = out()
    for number, protocol in enumerate(protocols):
        if number:
            console.print()
        _print(protocol, console)


def _print(protocol: Protocol, console: Console) -> None:
    indented(console, Text(f"{one_line(protocol.key)}: {one_line(protocol.title)}", style="bold"))
    counts = ", ".join(f"{number} {state.value}" for state, number in _states(protocol).most_common())
    indented(console, Text(f"  {counts or 'the source shows no criteria'}", style="dim"))
    for stage in protocol.stages:
        if len(protocol.stages) > 1:
            console.print(
                Text(f"\n{one_line(stage.label)}" + (f" (begins with {stage.begins})" if stage.begins else ""), style="bold")
            )
        for line in stage.lines:
            _print_line(line, tuple(_about(line, protocol.findings)), console)
    for finding in protocol.findings:
        if finding.span is None or not any(_covers(line, finding) for stage in protocol.stages for line in stage.lines):
            indented(console, finding_text(finding), hang=2)


def _print_line(line: Line, findings: tuple[Finding, ...], console: Console) -> None:
    head = (
        Text(f"{line.id}  ", style="bold")
        .append(line.state.value, style=_STYLES[line.state])
        .append(f"  {one_line(line.text)}", style="none")
    )
    indented(console, head, 0, hang=4)
    for row in plain(print_criterion(line.node, width=max(console.width - 4, 40))).splitlines():
        console.print(Text(f"    {row}", style="cyan"), soft_wrap=True)
    for field in line.fields:
        said = f"{field.path.rpartition('.')[2]}: {field.value}"
        indented(console, Text(f"so says the record: {one_line(said)}", style="dim"), 4)
    for finding in findings:
        indented(console, finding_text(finding), 4)


def _about(line: Line, findings: Iterable[Finding]) -> Iterator[Finding]:
    return (finding for finding in findings if _covers(line, finding))


def _covers(line: Line, finding: Finding) -> bool:
    span = finding.span
    return span is not None and line.origin == "text" and line.span.start <= span.start and span.end <= line.span.end
