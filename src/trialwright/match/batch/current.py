"""A stage of a trial and the planes of a block enter; who is at that stage, and how its lines come out, leaves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trialwright.match.batch.planes import Evaluation, Plane, Planes
from trialwright.match.batch.program import PlannedStage


@dataclass(frozen=True, kw_only=True, slots=True)
class AtStage:
    """The patients who are at a stage: it has begun for them and no later one has. `open` are those of them who are neither
    eligible nor excluded."""

    stage: PlannedStage
    here: Plane
    eligible: Plane
    excluded: Plane
    lines: tuple[Planes, ...]

    @property
    def open(self) -> Plane:
        """Who may be eligible: at the stage, and nothing is decided."""
        found: Plane = self.here & ~self.eligible & ~self.excluded
        return found

    @property
    def candidates(self) -> Plane:
        """Who is not excluded: eligible, or may be."""
        found: Plane = self.here & ~self.excluded
        return found


def at_stage(evaluation: Evaluation, stage: PlannedStage) -> AtStage:
    """Who of a block is at a stage. A patient is at one stage of a trial, or at none."""
    verdict = evaluation.stage(stage)
    here = verdict.judged if stage.begins is None else verdict.judged & evaluation.planes(stage.begins).true
    return AtStage(
        stage=stage,
        here=here,
        eligible=verdict.eligible & here,
        excluded=verdict.ineligible & here,
        lines=tuple(evaluation.planes(root) for root in stage.roots),
    )


def rows(plane: Plane, patients: int) -> NDArray[np.bool_]:
    """A plane as one flag for each patient."""
    return np.unpackbits(plane.view(np.uint8), bitorder="little")[:patients].astype(bool)
