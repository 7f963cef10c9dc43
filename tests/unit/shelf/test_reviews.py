"""A person's review on the shelf is laid over the trial; when the record changes, only the changed lines lose theirs."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.shelf.records import CRITERIA, study

from trialwright.errors import UserError
from trialwright.library import review_of_record
from trialwright.protocol.carrying import Fate
from trialwright.protocol.criteria import Unread
from trialwright.protocol.protocol import Line, Protocol
from trialwright.protocol.review import Decided, Decision, with_decision
from trialwright.protocol.review_form import write_review
from trialwright.registries.record import TrialRecord
from trialwright.shelf.shelf import Shelf


def _lines(protocol: Protocol) -> dict[str, Line]:
    return {line.text: line for stage in protocol.stages for line in stage.lines}


def _reviewed(record: TrialRecord) -> str:
    """A review of the record that rejects the reading of its first line and of its last."""
    review = review_of_record(record)
    lines = [line for _, line, _ in review.each()]
    for line in (lines[0], lines[-1]):
        decided = Decided(decision=Decision.REJECTED, by="Ann", at="2026-03-01T10:00:00+00:00", note="not so")
        review = with_decision(review, line.id, decided)
    return write_review(review)


def test_a_review_is_laid_over_the_trial_and_a_changed_line_loses_it(tmp_path: Path) -> None:
    first = study("NCT00000001")
    with Shelf.open(tmp_path / "shelf", create=True, writable=True) as shelf:
        shelf.add([first])
        assert not any(isinstance(line.node, Unread) for line in _lines(shelf.protocol("NCT00000001")).values())
        assert shelf.put_review(_reviewed(first), name="one.trial.yaml", by="Ann") == "NCT00000001"
        rejected = {text for text, line in _lines(shelf.protocol("NCT00000001")).items() if isinstance(line.node, Unread)}
        assert rejected == {"Age 18 years or older", "Brain metastases"}
        changed = CRITERIA.replace("Brain metastases", "Brain metastases within 6 months")
        shelf.add([study("NCT00000001", day="2026-03-01", criteria=changed)])
        rejected = {text for text, line in _lines(shelf.protocol("NCT00000001")).items() if isinstance(line.node, Unread)}
        assert rejected == {"Age 18 years or older"}
        carried = shelf.review("NCT00000001")
        assert carried is not None
        assert [fate for fate in carried.fates.values() if fate is not Fate.OPEN] == [Fate.KEPT, Fate.LOST]
        assert shelf.take_review("NCT00000001") == 1
        assert shelf.review("NCT00000001") is None


def test_a_review_of_a_trial_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with Shelf.open(tmp_path / "shelf", create=True, writable=True) as shelf, pytest.raises(UserError, match="no such trial"):
        shelf.put_review(_reviewed(study("NCT00000009")), name="nine.trial.yaml")
