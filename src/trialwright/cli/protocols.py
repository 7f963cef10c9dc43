"""Records enter, protocols leave: one trial whose criteria cannot be compiled is reported and does not lose the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from trialwright.cli.inputs import Inputs, Problem
from trialwright.library import protocol_of_record
from trialwright.protocol.protocol import Protocol
from trialwright.registries.record import TrialRecord

FAULT_HINT = "this is a fault of trialwright, not of the file: please report it with the file"


def protocols_of(records: Iterable[TrialRecord], inputs: Inputs) -> Iterator[tuple[TrialRecord, Protocol]]:
    """Each record with its protocol."""
    for record in records:
        try:
            protocol = protocol_of_record(record)
        except Exception as error:  # noqa: BLE001 - a fault in one of thousands of trials must not lose the others
            inputs.read -= 1
            message = f"its criteria could not be compiled ({type(error).__name__}: {error})"
            inputs.problem(Problem(place=record.key, message=message, hint=FAULT_HINT), label="not compiled")
            continue
        yield record, protocol
