"""Exports enter, files or standard output receive them; what they do not say is told on standard error, or kept for a report."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.text import Text

from trialwright.cli.inputs import STDIN
from trialwright.cli.output import as_document, write_json_each, write_pieces, write_text
from trialwright.cli.schema import EXPORT_SCHEMA
from trialwright.cli.screen import err, indented, one_line, shortened
from trialwright.errors import UserError
from trialwright.exports.remarks import Effect, Export, Remark, Written, counted

_NOT_A_NAME = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(kw_only=True)
class Told:
    """What the documents do not say: kept for the file `report`, or without one told on standard error."""

    target: str
    report: str | None
    kept: list[dict[str, Any]] = field(default_factory=list)
    seen: Counter[Remark] = field(default_factory=Counter)

    def one_by_one(self, exports: Iterable[Export]) -> Iterator[Export]:
        """The same documents; the remarks of each are told before it."""
        for export in exports:
            if self.report is None:
                say(export)
            else:
                self.kept.append(_reported(export))
            yield export

    def in_all(self, rows: Iterable[Written]) -> Iterator[str]:
        """The texts of the trials; their remarks are told once, behind the last, with the number of trials."""
        number = 0
        for number, row in enumerate(rows, start=1):  # noqa: B007 - the number of the last is used
            if self.report is None:
                self.seen.update(row.remarks)
            else:
                self.kept.append(_reported(row))
            yield row.text
        if self.report is None:
            _say_all(self.seen, self.target, number)

    def write_report(self) -> None:
        """The report, where one is asked for."""
        if self.report is not None:
            write_text(as_document({"schema": EXPORT_SCHEMA, "target": self.target, "trials": self.kept}), self.report)


def write_texts(pieces: Iterable[str], output: str | None) -> None:
    """One text of many trials, to a file or standard output, piece by piece."""
    if output is not None and output != STDIN and Path(output).is_dir():
        raise UserError("this is a folder; the trials make one text", place=output, hint="name a file")
    write_pieces(pieces, output)


def write_documents(exports: Iterator[Export], output: str | None) -> None:
    """A document for each trial: to standard output, to the one file, or to a folder with a file for each."""
    if output is None or output == STDIN:
        write_json_each(export.document for export in exports)
    elif Path(output).suffix.lower() == ".json":
        _to_file(list(exports), output)
    else:
        _to_folder(exports, output)


def _reported(export: Export | Written) -> dict[str, Any]:
    counts = {effect.value: number for effect, number in counted(export.remarks).items()}
    return {"trial": export.trial, "counts": counts, "remarks": [remark.to_json() for remark in export.remarks]}


def _to_file(exports: list[Export], output: str) -> None:
    if len(exports) > 1:
        raise UserError(f"{len(exports)} trials for one file", place=output, hint="name a folder, which gets a file for each")
    for export in exports:
        write_text(as_document(export.document), output)


def _to_folder(exports: Iterator[Export], output: str) -> None:
    """A file for each trial, named after it: a name from outside cannot lead out of the folder, nor two trials into one file."""
    taken: set[str] = set()
    for export in exports:
        name = file_name(export.trial, export.target, taken)
        taken.add(name.lower())
        write_text(as_document(export.document), str(Path(output) / name))


def file_name(trial: str, target: str, taken: Container[str] = ()) -> str:
    """The name of a trial's file, of plain letters only, that is not `taken` yet in any case of letters.

    >>> file_name("../../etc/passwd", "fhir")
    'etc-passwd.fhir.json'
    """
    stem = _NOT_A_NAME.sub("-", trial).strip("-.")[:100] or "trial"
    number, name = 2, f"{stem}.{target}.json"
    while name.lower() in taken:
        name, number = f"{stem}-{number}.{target}.json", number + 1
    return name


def say(export: Export) -> None:
    """What a document does not say, on standard error."""
    console = err()
    total = ", ".join(f"{number} {effect.value}" for effect, number in counted(export.remarks).items())
    console.print(Text(f"{one_line(export.trial)} in {export.target.upper()}: {total or 'all is said'}", style="bold"))
    for remark in export.remarks:
        _say_one(remark, remark.why)


def _say_all(seen: Counter[Remark], target: str, trials: int) -> None:
    """What a text of many trials does not say, each part once with the number of trials that state it."""
    effects = Counter(remark.effect for remark in seen)
    total = ", ".join(f"{effects[effect]} {effect.value}" for effect in Effect if effect in effects)
    of_trials = f"{trials} trial{'' if trials == 1 else 's'} in {target.upper()}"
    err().print(Text(f"{of_trials}: {f'{total} (kinds of value)' if total else 'all is said'}", style="bold"))
    for remark, times in seen.items():
        _say_one(remark, remark.why if trials == 1 else f"{remark.why} ({times} of {trials})")


def _say_one(remark: Remark, why: str) -> None:
    line = Text(f"{one_line(remark.line)}  " if remark.line else "")
    line.append(remark.effect.value, style="yellow")
    line.append(f"  {shortened(remark.part, 100)}" if remark.part else "", style="none")
    line.append(f" – {one_line(why)}", style="dim")
    indented(err(), line, 2, hang=4)
