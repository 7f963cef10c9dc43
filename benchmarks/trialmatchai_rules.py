"""TrialMatchAI's rule extractor and evaluator over our case lines: JSON lines on stdin, JSON lines on stdout.

Runs in TrialMatchAI's own environment (it pins its dependencies), started by `benchmarks.against`; imports nothing of ours.
In: {"text", "section", "repeat"?} or with "patients" (our fact sheets). Out: {"constraints": [...], "verdicts": [...],
"seconds"}.
A sheet's facts are handed over in the shapes that its own FHIR reader makes of them: labs with value and unit, performance
status,
conditions, medications and biomarkers by name, "present: false" as negated.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from trialmatchai.constraints import evaluate_constraint_set, extract_constraint_set  # type: ignore[import-not-found]
from trialmatchai.constraints.models import PatientConstraintContext, PatientConstraintFact  # type: ignore[import-not-found]

_STATUS = {"ecog": "ECOG", "karnofsky": "Karnofsky"}


def context_of(sheet: dict[str, Any]) -> PatientConstraintContext:
    """A fact sheet as its patient."""
    facts = [made for fact in sheet.get("facts", []) for made in _facts(fact)]
    return PatientConstraintContext(
        patient_id=str(sheet.get("id", "")), age_years=sheet.get("age"), sex=sheet.get("sex"), facts=facts
    )


def _facts(fact: dict[str, Any]) -> list[PatientConstraintFact]:
    label, value = str(fact["what"]), fact.get("value")
    number = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
    negated = fact.get("present") is False
    score = next((name for word, name in _STATUS.items() if word in label.lower()), None)
    if score:
        kinds, label = ["performance_status"], score
    elif number is not None:
        kinds = ["lab"]
    elif isinstance(value, str):
        kinds = ["biomarker"]
    else:
        kinds = ["medication", "procedure"] if "start" in fact or "end" in fact else ["condition", "procedure", "medication"]
    told = f"{fact['what']} {value if value is not None else ''} {fact.get('unit', '')}".strip()
    return [
        PatientConstraintFact(kind=kind, label=label, value=number, unit=fact.get("unit"), negated=negated, evidence_text=told)
        for kind in kinds
    ]


def verdict(found: Any, sheet: dict[str, Any]) -> str:
    """Its evaluation of one criterion as a verdict: any violation fails, something matched and nothing unknown passes."""
    result = evaluate_constraint_set(found, context_of(sheet))
    if result.violated_count:
        return "fail"
    return "pass" if result.matched_count and not result.unknown_count else "unknown"


def main() -> None:
    """Read, extract, evaluate, write."""
    for number, row in enumerate(map(json.loads, sys.stdin)):
        begun = time.process_time()
        found = extract_constraint_set(
            nct_id="case", criteria_id=str(number), criterion=row["text"], eligibility_type=row["section"]
        )
        seconds = time.process_time() - begun
        constraints = [item.model_dump(mode="json", exclude_none=True) for item in found.constraints]
        verdicts = [verdict(found, patient) for patient in row.get("patients", [])]
        print(json.dumps({"constraints": constraints, "verdicts": verdicts, "seconds": seconds}))


if __name__ == "__main__":
    main()
