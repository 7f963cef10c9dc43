"""A match enters, its JSON form leaves: `trialwright.match/1`, as docs/reference/json.md and cli/schemas/match-1.json say."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from trialwright.cli.matching import Matched, Matching, Trial
from trialwright.cli.schema import MATCH_SCHEMA
from trialwright.match.ranked_form import ranked_to_json
from trialwright.protocol.protocol import Stage


def match_to_json(matching: Matching) -> dict[str, Any]:
    """The whole match as plain values."""
    return {
        "schema": MATCH_SCHEMA,
        "generator": f"trialwright {version('trialwright')}",
        "on": matching.terms.on.isoformat(),
        "stage": matching.terms.stage,
        "trials": [_trial(trial) for trial in matching.trials],
        "patients": [_patient(matched) for matched in matching.patients],
        "problems": [problem.to_json() for problem in matching.problems],
    }


def _trial(trial: Trial) -> dict[str, Any]:
    protocol = trial.protocol
    return {
        "id": trial.id,
        "key": protocol.key,
        "title": protocol.title,
        "conditions": list(protocol.condition_names),
        "criteriaText": protocol.criteria_text,
        "criteriaShown": [section.value for section in protocol.criteria_shown],
        "completion": str(trial.completion) if trial.completion else None,
        "stages": [_stage_head(stage) for stage in protocol.stages],
        "sources": [dict(source) for source in protocol.sources],
        "findings": [finding.to_json() for finding in (*trial.record_findings, *trial.reading_findings)],
    }


def _stage_head(stage: Stage) -> dict[str, Any]:
    return {"name": stage.name, "label": stage.label, "begins": stage.begins}


def _patient(matched: Matched) -> dict[str, Any]:
    return {
        "id": matched.patient.id,
        "findings": [finding.to_json() for finding in matched.findings],
        "ranking": [ranked_to_json(place.ranked, trial=place.trial.id) for place in matched.ranking],
        "notShown": matched.not_shown,
    }
