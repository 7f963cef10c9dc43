"""Records and reviews enter, protocols leave: one trial whose criteria cannot be compiled does not lose the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from trialwright.cli.inputs import Inputs, Problem
from trialwright.library import protocol_of_record, protocol_of_review
from trialwright.protocol.protocol import Protocol
from trialwright.protocol.review import Review
from trialwright.registries.record import TrialRecord

Source = TypeVar("Source", bound=TrialRecord | Review)

FAULT_HINT = "this is a fault of trialwright, not of the file: please report it with the file"


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
