"""The file of a review on disk: a name enters; the review opened, made anew or brought up to date leaves, and is saved whole."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

import typer

from trialwright.cli.inputs import STDIN, Inputs, review_text
from trialwright.cli.output import write_text
from trialwright.cli.protocols import NO_TRIAL, NO_TRIAL_HINT, shows_no_trial
from trialwright.errors import UserError
from trialwright.library import review_of_record, updated_review
from trialwright.protocol.carrying import Carried
from trialwright.protocol.review import Review
from trialwright.protocol.review_form import read_review, write_review
from trialwright.protocol.review_head import REVIEW_ENDING
from trialwright.registries.record import TrialRecord

_NUMBER = re.compile(r"NCT\d{8}", re.IGNORECASE)
_NO_NAME = re.compile(r"[^\w.-]+")
_RECORDS = (".json", ".json.gz", ".xml", ".txt", ".html")


@dataclass(frozen=True, kw_only=True)
class ReviewFile:
    """A review and the file it stands in; `text` is the file as it was last read or written, None while there is none.

    `carried` tells what became of the review when the trial's present text was laid under it.
    """

    path: Path
    review: Review
    text: str | None
    carried: Carried | None = None

    def saved(self, review: Review) -> ReviewFile:
        """The file with this review in it. One that somebody else has changed since is left alone: that is a `UserError`."""
        text = write_review(review)
        if text == self.text:
            return replace(self, review=review)
        if _text_now(self.path) != self.text:
            hint = "nothing was overwritten: run the command again"
            raise UserError("the file was changed by something else in the meantime", place=str(self.path), hint=hint)
        write_text(text, str(self.path))
        return replace(self, review=review, text=text)


def open_review(name: str, *, output: str | None = None, trial: str | None = None) -> ReviewFile:
    """The file of a review: `name` itself if it is one; else the one of the record or page `name`, made or brought up to date.

    `output` is the file to make, else it is called after the trial; `trial` says which of several trials is meant. Nothing is
    written yet. What cannot be opened is a `UserError`.
    """
    path = _found(name)
    text = review_text(path) if path is not None else None
    if path is not None and text is not None:
        if output is not None:
            raise UserError(f"{name} is a review already", place="--output", hint="copy the file, and review the copy")
        return ReviewFile(path=path, review=read_review(text, name=str(path)), text=text)
    record = _the_record(str(path) if path is not None else name, trial)
    target = (
        Path(output) if output is not None else Path(f"{_NO_NAME.sub('_', record.key).strip('_.') or 'trial'}{REVIEW_ENDING}")
    )
    return _made(target, record)


def _found(name: str) -> Path | None:
    """The file of that name; for the number of a trial, its review or its record in this folder. None for standard input."""
    path = Path(name)
    if name == STDIN or path.exists() or not _NUMBER.fullmatch(name):
        return None if name == STDIN else path
    number = name.upper()
    for ending in (REVIEW_ENDING, *_RECORDS):
        if Path(f"{number}{ending}").is_file():
            return Path(f"{number}{ending}")
    address = f"https://clinicaltrials.gov/api/v2/studies/{number}"
    hint = f"download it ({address}), and name the file: trialwright review {number}.json"
    raise UserError(f"there is neither {number}{REVIEW_ENDING} nor {number}.json in this folder", place=name, hint=hint)


def _text_now(path: Path) -> str | None:
    """The text of a review's file; None where there is none. A file that is no review is a `UserError`."""
    text = review_text(path)
    if text is None and path.exists():
        raise UserError("this file is not a review and is not overwritten", place=str(path), hint="name another: --output FILE")
    return text


def _the_record(name: str, trial: str | None) -> TrialRecord:
    inputs = Inputs(names=[name])
    records = [record for record in inputs.records() if trial is None or record.key.upper() == trial.upper()]
    if len(records) == 1:
        if shows_no_trial(records[0]):
            raise UserError(NO_TRIAL, place=name, hint=NO_TRIAL_HINT)
        return records[0]
    if inputs.problems and not inputs.read:
        raise typer.Exit(inputs.exit_code())
    if not records:
        about = f"there is no trial {trial}" if trial is not None and inputs.read else "there is no trial to review"
        raise UserError(about, place=name, hint="name a record or a page of a trial, or the file of a review")
    keys = ", ".join(record.key for record in records[:8]) + (" …" if len(records) > 8 else "")
    raise UserError(f"there are {len(records)} trials: {keys}", place=name, hint=f"name one: --trial {records[0].key}")


def _made(target: Path, record: TrialRecord) -> ReviewFile:
    text = _text_now(target)
    if text is None:
        return ReviewFile(path=target, review=review_of_record(record), text=None)
    old = read_review(text, name=str(target))
    if old.protocol.key != record.key:
        message = f"it is the review of {old.protocol.key}, not of {record.key}"
        raise UserError(message, place=str(target), hint="name another file: --output FILE")
    done = updated_review(old, record)
    return ReviewFile(path=target, review=done.review, text=text, carried=done)
