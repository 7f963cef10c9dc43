"""Fit: whom our readings keep out though nothing is wrong with them but the trial's own disease.

`python -m benchmarks.fit FILE… [--texts N --seed S]`. FILE: JSON lines (or gzip of them) with the text under "eligibility" and
names of diseases under "conditions", or API v2 studies. A person is made for each trial who has the diseases that its record
names, diagnosed some weeks ago, values within every laboratory's limits, ECOG 0, no other illness, no treatment, no medicine and
no allergy, and lists that are complete; age and sex are left open. Printed: the exclusions that this person fails, and the
inclusions with a number that they fail, for a reader to say whether the trial means it (a trial of the second line does) or our
reading is wrong; last, how many of how many lines.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from trialwright.compiler.compile import compile_criteria
from trialwright.match.context import Context
from trialwright.match.evaluate import evaluate_criterion
from trialwright.match.truth import Truth
from trialwright.patients.facts import PatientFacts
from trialwright.patients.sheet import facts_from_mapping
from trialwright.protocol.criteria import Compare, walk
from trialwright.protocol.language import print_criterion
from trialwright.protocol.protocol import Line, Section
from trialwright.vocabulary.concepts import default_vocabulary

ON = dt.date(2026, 3, 16)
_MEASURED = "2026-03-10"
DIAGNOSED = "2026-02-01"
_SHOWN = 330
_VALUES = """
hemoglobin 14 g/dL 12 -
absolute neutrophil count 4.5 10*9/L 1.8 -
white blood cell count 7 10*9/L 4 -
platelet count 260 10*9/L 150 -
lymphocyte count 1.9 10*9/L 1 -
creatinine 0.85 mg/dL - 1.2
creatinine clearance 98 mL/min - -
total bilirubin 0.5 mg/dL - 1.2
ALT 20 U/L - 40
AST 20 U/L - 40
alkaline phosphatase 70 U/L - 120
albumin 4.3 g/dL 3.5 -
INR 1.0 - - 1.2
LVEF 62 % 50 -
QTc 405 ms - -
systolic blood pressure 118 mm[Hg] - -
diastolic blood pressure 74 mm[Hg] - -
calcium 9.4 mg/dL 8.5 10.4
potassium 4.2 mmol/L 3.5 -
magnesium 2.0 mg/dL 1.6 -
LDH 160 U/L - 250
glucose 90 mg/dL - -
hemoglobin A1c 5.3 % - -
oxygen saturation 98 % - -
body mass index 23 kg/m2 - -
weight 70 kg - -
ECOG performance status 0 - - -
Karnofsky performance status 100 - - -
life expectancy 120 mo - -
"""
"""Usual values of an adult: name, value, unit, lower and upper limit of normal; "-" for none."""


COMPLETE = ["conditions", "treatments", "medications", "procedures", "allergies"]
Verdict = tuple[Line, Truth | None]


def values_of(table: str) -> Iterator[dict[str, Any]]:
    """The facts of a table as the one above."""
    for row in table.strip().splitlines():
        name, value, *rest = row.rsplit(" ", 4)
        told = dict(zip(("unit", "lln", "uln"), rest, strict=True))
        fact: dict[str, Any] = {"what": name, "value": float(value), "date": _MEASURED}
        if told["unit"] != "-":
            fact["unit"] = told["unit"]
        yield fact | {side: float(told[side]) for side in ("lln", "uln") if told[side] != "-"}


def person_with(diseases: list[str]) -> PatientFacts:
    """Somebody who is well but for these diseases."""
    facts = [*values_of(_VALUES), *({"what": name, "date": DIAGNOSED} for name in diseases)]
    return facts_from_mapping({"id": "fit", "facts": facts, "complete": COMPLETE}, place="a person made here")


def verdicts(text: str, person: PatientFacts, diseases: PatientFacts) -> Iterator[Verdict]:
    """Each line of the criteria for everybody, and what it says of the person where it is an exclusion or has a number.

    `diseases`: a person with nothing but what the trial treats.
    """
    words = default_vocabulary()
    own = tuple({fact.concept for fact in diseases.facts if fact.concept and words.kind(fact.concept) == "cancer"})
    for stage in compile_criteria(text).built.stages:
        for line in stage.lines:
            if line.cohort:
                continue
            numbered = line.section is Section.EXCLUSION or any(isinstance(part, Compare) for part in walk(line.node))
            yield (
                line,
                evaluate_criterion(line.node, person, Context(on=ON, diseases=own, ahead=False)).truth if numbered else None,
            )


def _trials(path: Path) -> Iterator[tuple[str, str, list[str]]]:
    """(id, criteria, diseases) of each record of a file."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as rows:
        for record in map(json.loads, rows):
            protocol = record.get("protocolSection", {})
            text = record.get("eligibility") or protocol.get("eligibilityModule", {}).get("eligibilityCriteria")
            named = record.get("conditions") or protocol.get("conditionsModule", {}).get("conditions", [])
            key = record.get("nct_id") or protocol.get("identificationModule", {}).get("nctId")
            if text:
                yield str(key), text, named


def run(about: tuple[str, str | None, str], person: Callable[[list[str]], PatientFacts], sought: Truth) -> None:
    """Read the command line, judge, print. `about`: the command, what it does, and what its count tells."""
    command, what, told = about
    parser = argparse.ArgumentParser(prog=command, description=what)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--texts", type=int, help="only so many random texts of the files")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    trials = [trial for path in arguments.files for trial in _trials(path)]
    if arguments.texts:
        trials = random.Random(arguments.seed).sample(trials, arguments.texts)
    lines = found = 0
    for key, text, diseases in trials:
        for line, truth in verdicts(text, person(diseases), person_with(diseases)):
            lines, found = lines + 1, found + (truth is sought)
            if truth is sought:
                reading = " ".join(print_criterion(line.node).split())[:_SHOWN]
                print(f"{key} {line.id} {diseases[:3]}: {' '.join(line.text.split())[:_SHOWN]}\n    => {reading}")
    print(f"{len(trials)} trials, {lines} lines: {found} {told}")


if __name__ == "__main__":
    run(("benchmarks.fit", __doc__, "keep out somebody who has nothing but the trial's disease"), person_with, Truth.FALSE)
