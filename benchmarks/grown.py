"""Titles and summaries of real trials enter, any number of varied records leaves; what summaries lack is drawn by lot."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from trialwright.registries.record import TrialRecord

_SEED = 20261121
_SWAPPED = 0.3
"""Share of the sentences that a grown summary has from another trial."""
_PHASES: tuple[list[str], ...] = (["PHASE1"], ["PHASE2"], ["PHASE1", "PHASE2"], ["PHASE3"], ["PHASE4"], ["NA"], [])
_STATUSES = ("RECRUITING", "COMPLETED", "UNKNOWN", "NOT_YET_RECRUITING", "ACTIVE_NOT_RECRUITING", "TERMINATED", "WITHDRAWN")
_COUNTRIES = (
    "United States",
    "China",
    "France",
    "Germany",
    "Spain",
    "Italy",
    "Japan",
    "Canada",
    "Brazil",
    "Netherlands",
    "Egypt",
)
_DRUGS = ("Pembrolizumab", "Nivolumab", "Radiotherapy", "Cisplatin", "Paclitaxel", "Surgery", "Osimertinib", "Placebo")
_CITIES, _SPONSORS = 20_000, 20_000


def summaries(path: Path) -> list[tuple[str, str, str]]:
    """Number, title and summary of every line of a file of JSON lines (gzip)."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [(row["nct_id"], row["title"].partition(")")[2] or row["title"], row["summary"]) for row in rows]


def records(real: list[tuple[str, str, str]], count: int) -> Iterator[TrialRecord]:
    """So many records: the real texts first, then mixtures of them. Status, dates, phase, sites, sponsor and size are drawn."""
    dice = random.Random(_SEED)
    for number in range(count):
        key, title, summary = real[number % len(real)]
        if number >= len(real):
            key, summary = f"NCT9{number:07d}", _mixed(dice, summary, real[dice.randrange(len(real))][2])
        yield TrialRecord(protocol_section=_section(dice, key, title, summary))


def _mixed(dice: random.Random, summary: str, other: str) -> str:
    spare = other.split(". ")
    return ". ".join(dice.choice(spare) if dice.random() < _SWAPPED else sentence for sentence in summary.split(". "))


def _section(dice: random.Random, key: str, title: str, summary: str) -> dict[str, Any]:
    year = dice.randrange(2000, 2027)
    return {
        "identificationModule": {"nctId": key, "briefTitle": title},
        "descriptionModule": {"briefSummary": summary},
        "conditionsModule": {"conditions": [" ".join(title.split()[-4:])]},
        "statusModule": {
            "overallStatus": dice.choice(_STATUSES),
            "statusVerifiedDate": f"{year}-{dice.randrange(1, 13):02d}",
            "startDateStruct": {"date": f"{year - 1}-{dice.randrange(1, 13):02d}-{dice.randrange(1, 29):02d}"},
            "completionDateStruct": {"date": f"{year + dice.randrange(1, 6)}-06"},
            "lastUpdatePostDateStruct": {"date": f"{year}-{dice.randrange(1, 13):02d}-{dice.randrange(1, 29):02d}"},
        },
        "designModule": {
            "studyType": "INTERVENTIONAL",
            "phases": dice.choice(_PHASES),
            "enrollmentInfo": {"count": int(10 * dice.paretovariate(0.8)) % 5000},
            "designInfo": {"primaryPurpose": dice.choice(("TREATMENT", "PREVENTION", "DIAGNOSTIC", "SUPPORTIVE_CARE"))},
        },
        "sponsorCollaboratorsModule": {
            "leadSponsor": {
                "name": f"Sponsor {int(dice.paretovariate(0.4)) % _SPONSORS}",
                "class": dice.choice(("OTHER", "INDUSTRY", "NIH")),
            }
        },
        "eligibilityModule": {"sex": dice.choice(("ALL", "ALL", "ALL", "FEMALE", "MALE")), "minimumAge": "18 Years"},
        "armsInterventionsModule": {
            "interventions": [{"type": dice.choice(("DRUG", "PROCEDURE", "RADIATION")), "name": dice.choice(_DRUGS)}]
        },
        "contactsLocationsModule": {"locations": [_site(dice) for _ in range(dice.randrange(0, 7))]},
    }


def _site(dice: random.Random) -> dict[str, Any]:
    number = dice.randrange(_CITIES)
    return {
        "city": f"City {number}",
        "country": dice.choice(_COUNTRIES),
        "status": dice.choice(("RECRUITING", "COMPLETED", "NOT_YET_RECRUITING")),
        "geoPoint": {"lat": -50 + number * 37 % 1100 / 10, "lon": -120 + number * 101 % 2600 / 10},  # towns stay where they are
    }
