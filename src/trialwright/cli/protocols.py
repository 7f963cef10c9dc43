"""Records and reviews enter, protocols leave: one trial whose criteria cannot be compiled does not lose the others, and a text
that shows nothing of a trial is none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from trialwright.cli.inputs import Inputs, Problem
from trialwright.library import protocol_of_record, protocol_of_review
from trialwright.protocol.protocol import Protocol
from trialwright.protocol.review import Review
from trialwright.registries.record import TrialRecord

Source = TypeVar("Source", bound=TrialRecord | Review)

NO_TRIAL = "nothing of a trial could be read from this text: no criteria, no number of a registry, no label of a known page"
NO_TRIAL_HINT = "name a record or a page of a trial; `trialwright read` shows what was read of any file"
FAULT_HINT = "this is a fault of trialwright, not of the file: please report it with the file"


def of_trials(records: Iterable[Source], inputs: Inputs) -> Iterator[Source]:
    """Those of the records that show anything of a trial; each of the others is reported as not read."""
    for record in records:
        if isinstance(record, TrialRecord) and shows_no_trial(record):
            inputs.read -= 1
            inputs.problem(Problem(place=record.key, message=NO_TRIAL, hint=NO_TRIAL_HINT))
        else:
            yield record


def shows_no_trial(record: TrialRecord) -> bool:
    """True for a text that has no criteria, no number of a registry, and nothing that a page of a trial is known by."""
    unlabelled = any(finding.code == "UNKNOWN_LAYOUT" and not finding.values for finding in record.findings)
    return unlabelled and record.eligibility_text is None and record.nct_id is None


def protocols_of(trials: Iterable[Source], inputs: Inputs) -> Iterator[tuple[Source, Protocol]]:
    """Each record or review with its protocol."""
    for trial in trials:
        try:
            protocol = protocol_of_record(trial) if isinstance(trial, TrialRecord) else protocol_of_review(trial)
        except Exception as error:  # noqa: BLE001 - a fault in one of thousands of trials must not lose the others
            inputs.read -= 1
            message = f"its criteria could not be compiled ({type(error).__name__}: {error})"
            place = trial.key if isinstance(trial, TrialRecord) else trial.protocol.key
            inputs.problem(Problem(place=place, message=message, hint=FAULT_HINT), label="not compiled")
            continue
        yield trial, protocol


def each_once(inputs: Inputs) -> list[Protocol]:
    """The protocols of all trials by their numbers; one that is named twice is told, and taken once."""
    kept: dict[str, Protocol] = {}
    for _, protocol in protocols_of(inputs.trials(), inputs):
        if protocol.key in kept:
            message, hint = "the trial is there twice; the first is taken", "name each trial once"
            inputs.problem(Problem(place=protocol.key, message=message, hint=hint), label="left out")
        else:
            kept[protocol.key] = protocol
    return list(kept.values())
