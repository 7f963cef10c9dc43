"""The stages that a text's headings name enter, their order leaves: which group is of the first stage, which of a later one."""

from __future__ import annotations

from trialwright.compiler.outlining.headings import StageName
from trialwright.vocabulary.records import record

_UNNAMED_RANK = 30


@record(frozen=True, kw_only=True, slots=True)
class Staging:
    """A group's place: its step counted from 1, its stage's name where it is a later one, the event that opens it."""

    step: int | None = None
    stage: str | None = None
    begins: str | None = None


@record(frozen=True, kw_only=True, slots=True)
class Stages:
    """The trial's steps by name, in their order, and each group's place among them."""

    names: tuple[str, ...]
    places: tuple[Staging, ...]


def staging(named: list[StageName | None]) -> Stages:
    """The place of each group. Groups that name no stage are of the first one; what ranks above the first is later."""
    order = sorted({stage for stage in named if stage is not None}, key=lambda stage: (stage.rank, stage.name))
    first = min([stage.rank for stage in order] + ([_UNNAMED_RANK] if None in named else []), default=0)
    later = [stage for stage in order if stage.rank > first]
    if not later:
        return Stages(names=(), places=tuple(Staging() for _ in named))
    opening = [stage for stage in order if stage.rank <= first]
    names = tuple(stage.name for stage in order) if opening else ("enrollment", *(stage.name for stage in order))
    places = tuple(_place(stage, later, names) for stage in named)
    return Stages(names=names, places=places)


def _place(stage: StageName | None, later: list[StageName], names: tuple[str, ...]) -> Staging:
    if stage is None:
        return Staging()
    step = names.index(stage.name) + 1
    if stage not in later:
        return Staging(step=step)
    return Staging(step=step, stage=stage.name.replace(" ", "_").replace("-", "_"), begins=names[step - 2])
