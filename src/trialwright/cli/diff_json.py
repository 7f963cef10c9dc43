"""Differences enter, their JSON form leaves: `trialwright.diff/1`, as docs/reference/json.md and cli/schemas/diff-1.json say."""

from __future__ import annotations

from typing import Any

from trialwright.cli.schema import DIFF_SCHEMA
from trialwright.protocol.criteria import Criterion
from trialwright.protocol.difference import Change, Difference, Entry, Kind, Part
from trialwright.protocol.language import print_criterion
from trialwright.protocol.protocol import Protocol
from trialwright.protocol.words import words_of


def difference_to_json(found: Difference, old: Protocol, new: Protocol) -> dict[str, Any]:
    """All changes as plain values, the lines that are the same among them."""
    return {
        "schema": DIFF_SCHEMA,
        "old": _version(old),
        "new": _version(new),
        "same": found.same,
        "complete": found.complete,
        "counts": {kind.value: found.counts[kind] for kind in Kind},
        "changes": [_change(change) for change in found.changes],
    }


def _version(protocol: Protocol) -> dict[str, Any]:
    shown = [section.value for section in protocol.criteria_shown]
    return {
        "trial": protocol.key,
        "title": protocol.title,
        "criteriaShown": shown,
        "sources": [dict(item) for item in protocol.sources],
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind.value,
        "unread": change.unread,
        "old": [_line(entry) for entry in change.old],
        "new": [_line(entry) for entry in change.new],
        "parts": [_part(part) for part in change.parts],
    }


def _line(entry: Entry) -> dict[str, Any]:
    stage, line = entry
    return {
        "id": line.id,
        "stage": stage.name,
        "section": line.section.value,
        "cohort": line.cohort,
        "text": line.text,
        "state": line.state.value,
        **_reading(line.node),
    }


def _part(part: Part) -> dict[str, Any]:
    old, new = (None if node is None else _reading(node) for node in (part.old, part.new))
    return {"kind": part.kind.value, "old": old, "new": new}


def _reading(node: Criterion) -> dict[str, str]:
    return {"language": print_criterion(node), "words": words_of(node)}
