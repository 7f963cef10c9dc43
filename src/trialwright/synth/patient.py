"""What the generator gives: a patient, and the verdicts that the patient was made for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from trialwright.patients.facts import Kind, PatientFacts

Verdict = Literal["pass", "fail", "unknown"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Intended:
    """A verdict by construction: of which line of which trial, what it must be, and what was put into the record to make it so.

    `kind` names the node that was aimed at ("Compare", "Has" …), `case` the sort of construction ("exactly at the limit").
    `rests_on` are the places of the facts that it hangs on, `complete` the kinds that the source must be known to have all of.
    """

    trial: str
    stage: str
    line: str
    verdict: Verdict
    kind: str
    case: str
    how: str
    rests_on: tuple[str, ...] = ()
    complete: tuple[Kind, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class SyntheticPatient:
    """A patient who never lived, and what is known of them for certain."""

    facts: PatientFacts
    truth: tuple[Intended, ...] = ()
