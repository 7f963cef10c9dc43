"""Short trials and patients for the tests of explanation and ranking: a few words in, protocols and facts out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from trialwright.library import protocol_of_line, protocol_of_record
from trialwright.match.evaluate import evaluate
from trialwright.match.rank import Judged, Ranked, rank
from trialwright.patients.facts import PatientFacts
from trialwright.patients.sheet import facts_from_mapping
from trialwright.protocol.protocol import Protocol
from trialwright.registries.record import TrialRecord
from trialwright.vocabulary.time import PartialDate

ON = dt.date(2026, 3, 16)


def patient(*facts: Mapping[str, Any], complete: Sequence[str] = (), **fields: Any) -> PatientFacts:
    """A patient with these facts, 61 years old unless said otherwise."""
    return facts_from_mapping({"id": "P", "age": 61, **fields, "facts": list(facts), "complete": list(complete)}, place="here")


def trial(name: str, criteria: str | None, *, conditions: Sequence[str] = (), status: str | None = "RECRUITING") -> Protocol:
    """A trial of that name with that criteria text."""
    section: dict[str, Any] = {
        "identificationModule": {"nctId": name, "briefTitle": name},
        "conditionsModule": {"conditions": list(conditions)},
    }
    if status is not None:
        section["statusModule"] = {"overallStatus": status}
    return protocol_of_record(TrialRecord(protocol_section=section, eligibility_text=criteria))


def confirmed(protocol: Protocol, day: dt.date) -> Protocol:
    """The same trial with a status last confirmed on that day."""
    return replace(protocol, status_date=PartialDate.of(day))


def line(text: str, *, exclusion: bool = False) -> Protocol:
    """A protocol of one line."""
    return protocol_of_line(text, section="exclusion" if exclusion else "inclusion")


def judged(protocol: Protocol, facts: PatientFacts, completion: str | None = None) -> Judged:
    """A trial judged on the reference date of these tests."""
    verdict = evaluate(protocol, facts, on=ON)
    return Judged(protocol=protocol, verdict=verdict, completion=PartialDate.parse(completion) if completion else None)


def ranked(facts: PatientFacts, *protocols: Protocol) -> tuple[Ranked, ...]:
    """Those trials ranked for that patient."""
    return rank([judged(protocol, facts) for protocol in protocols], facts, on=ON)


def order(places: Sequence[Ranked]) -> list[tuple[str, str]]:
    """Each trial's name and standing, best first."""
    return [(place.judged.protocol.key, place.standing.value) for place in places]
