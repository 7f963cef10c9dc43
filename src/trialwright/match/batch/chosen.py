"""The trials of a cohort and a name enter; the trial or stage that is meant leaves, or a `UserError` that tells what there is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from trialwright.errors import UserError

_NAMED = 8
Found = TypeVar("Found")


def trial_named(trials: Mapping[str, Found], name: str) -> Found:
    """The trial of that key, capitals or not. One that is not there is a `UserError` that names some that are."""
    for key in (name, name.strip().upper()):
        if key in trials:
            return trials[key]
    known = ", ".join(list(trials)[:_NAMED]) + (" …" if len(trials) > _NAMED else "")
    raise UserError(f"the folder has no trial {name!r}", place="TRIAL", hint=f"its trials: {known}")


def stage_named(trial: str, stages: Iterable[tuple[str, Found]], name: str | None) -> Found:
    """The stage of that name, the first where none is named. One that is not there is a `UserError` that names those that are."""
    known = []
    for own, found in stages:
        if name in (None, own):
            return found
        known.append(own)
    raise UserError(f"{trial} has no stage {name!r}", place="--stage", hint=f"stages: {', '.join(known)}")


def trial_asked(question: Mapping[str, Any], name: str) -> dict[str, Any]:
    """A trial of the question that a folder answers (`store.Run.question`)."""
    trials: dict[str, dict[str, Any]] = {trial["key"]: trial for trial in question["trials"]}
    return trial_named(trials, name)


def stage_asked(question: Mapping[str, Any], trial: str, name: str | None = None) -> dict[str, Any]:
    """A stage of a trial of the question that a folder answers."""
    found = trial_asked(question, trial)
    stages: list[dict[str, Any]] = found["stages"]
    return stage_named(found["key"], ((stage["name"], stage) for stage in stages), name)
