"""What the tests of reading share: a line in, its reading in the criteria language out, and the verdict of a made-up patient."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from trialwright.compiler.outlining.outline import Kind
from trialwright.library import protocol_of_line
from trialwright.match.evaluate import evaluate
from trialwright.match.verdict import LineVerdict, Outcome
from trialwright.patients.sheet import facts_from_mapping
from trialwright.protocol.criteria import without_spans
from trialwright.protocol.language import print_criterion
from trialwright.protocol.protocol import Line, Protocol

ON = dt.date(2026, 3, 16)
"""The day on which the made-up patients are judged."""


def line_of(text: str, section: str, *, context: str | None = None) -> Line:
    """The one line of a text that is one criterion."""
    (line,) = [line for stage in _protocol(text, section, context).stages for line in stage.lines]
    return line


def reading(text: str, section: str, *, context: str | None = None) -> str:
    """What eligibility requires by that line, in the criteria language, on one line of text."""
    return print_criterion(without_spans(line_of(text, section, context=context).node), width=10000)


def outcome(text: str, section: str, *facts: dict[str, Any], **sheet: Any) -> Outcome:
    """The verdict on that line for a patient with these facts; `sheet` holds age, sex and what is complete."""
    return verdict(text, section, {"id": "made-up", "facts": list(facts)} | sheet).outcome


def verdict(text: str, section: str, sheet: dict[str, Any], *, context: str | None = None) -> LineVerdict:
    """The verdict on that line for the patient of a fact sheet."""
    judged = evaluate(_protocol(text, section, context), facts_from_mapping(sheet, place="made-up patient"), on=ON)
    (found,) = [line for stage in judged.stages for line in stage.lines]
    return found


def _protocol(text: str, section: str, context: str | None) -> Protocol:
    return protocol_of_line(text, section=cast("Kind", section), context=context)
