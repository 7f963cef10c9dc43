"""What is said of one of two cancers: the cohort engine says of every trial what the reference says."""

from __future__ import annotations

import datetime as dt
from itertools import combinations
from pathlib import Path
from typing import Any

from tests.unit.match.test_cohort import of_the_reference, rows

from trialwright.library import protocol_of_line
from trialwright.match.batch.cohort import CohortTerms, screen_cohort
from trialwright.match.batch.store import CohortFolder
from trialwright.patients.facts import PatientFacts
from trialwright.patients.sheet import facts_from_mapping
from trialwright.protocol.protocol import Line, Protocol, Section, Stage
from trialwright.vocabulary.records import anew

LINES = (
    "Stage II",
    "Stage IV disease",
    "Stage I to III melanoma",
    "Histologic grade 3",
    "Metastatic disease",
    "Recurrent disease",
    "Unresectable disease",
    "Treatment-naive",
    "At least one prior line of therapy",
    "No prior systemic therapy for advanced disease",
    "No malignancy other than melanoma",
)
DISEASES = (("melanoma",), ("breast cancer",), ("solid tumor",), ("breast cancer", "melanoma"), ("colon cancer",), ("pain",), ())
FACTS: tuple[dict[str, Any], ...] = (
    {"what": "melanoma", "date": "2025-12-01"},
    {"what": "melanoma", "date": "2025-12-01", "stage": "IIB", "status": "unresectable"},
    {"what": "breast cancer", "date": "2025-01-01", "stage": "IV", "grade": "3"},
    {"what": "breast cancer", "date": "2019-01-01", "stage": "II", "status": "cured"},
    {"what": "recurrent colon cancer", "date": "2025-06-01"},
    {"what": "basal cell carcinoma", "date": "2024-06-01", "stage": "I"},
    {"what": "cancer stage", "value": "II", "date": "2026-01-05"},
    {"what": "liver metastasis", "date": "2026-01-05"},
    {"what": "docetaxel", "start": "2025-02-01", "end": "2025-05-01", "line": 1, "intent": "breast cancer"},
    {"what": "pembrolizumab", "start": "2025-02-01", "end": "2025-05-01", "line": 1},
)


def trial_of(diseases: tuple[str, ...]) -> Protocol:
    lines: list[Line] = []
    for number, text in enumerate(LINES):
        read = protocol_of_line(text, section="inclusion").stages[0].lines[0]
        lines.append(anew(read, id=f"I{number + 1}", section=Section.INCLUSION))
    stage = Stage(name="screening", label="Screening", lines=tuple(lines))
    return Protocol(key="; ".join(diseases) or "none", title="T", stages=(stage,), conditions=diseases)


def people() -> list[PatientFacts]:
    chosen = [*combinations(FACTS, 2), *((*two, FACTS[8]) for two in combinations(FACTS[:6], 2)), (*FACTS[:3], *FACTS[6:])]
    sheets = [{"id": f"P{number}", "facts": list(facts)} for number, facts in enumerate(chosen)]
    sheets += [sheet | {"id": f"C{sheet['id']}", "complete": ["treatments", "conditions"]} for sheet in sheets[::3]]
    return [facts_from_mapping(sheet, place="test") for sheet in sheets]


def test_of_two_cancers_the_cohort_engine_says_what_the_reference_says(tmp_path: Path) -> None:
    trials, patients = [trial_of(diseases) for diseases in DISEASES], people()
    screen_cohort(trials, patients, CohortFolder(tmp_path), CohortTerms(on=dt.date(2026, 3, 16), block=8, excluded=True))
    assert rows(tmp_path) == of_the_reference(trials, patients)
