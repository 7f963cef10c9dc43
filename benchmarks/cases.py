"""Behavioural cases enter (lines of criteria and whole trials, with patients and verdicts), our verdicts and figures leave.

`python -m benchmarks.cases FILE... [--records FILE...] [--json OUT]`. A file holds JSON lines of either kind (format:
docs/reference).
A case names the trial it comes from (`source`, `trial`); what that trial treats is looked up among the records given with
`--records`
(anything that `trialwright read` reads, or lines with `nct_id`, `title`, `conditions`, `eligibility`) and among the package's
examples.

Classes of outcome: **exact**; **unknown instead** (a verdict was expected, unknown came); **inverted** (pass for fail or fail
for pass);
**wrongly decided** (unknown was expected). The reason of an unknown is counted apart. Exit code 1 when anything is inverted.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from trialwright import library
from trialwright.errors import UserError
from trialwright.match.evaluate import evaluate
from trialwright.match.verdict import Eligibility, LineVerdict, Outcome, Reason, StageVerdict
from trialwright.patients.sheet import facts_from_mapping
from trialwright.protocol.protocol import Protocol
from trialwright.registries.reading import read_records
from trialwright.registries.record import TrialRecord

EXAMPLES = Path(__file__).parents[1] / "examples" / "pages"
EXACT, CAUTIOUS, INVERTED, RASH = "exact", "unknown instead", "inverted", "wrongly decided"
KINDS = (EXACT, CAUTIOUS, INVERTED, RASH)
_ORDER = tuple(Reason)
NO_RECORD = "no record of the trial is at hand: name it with --records"


@dataclass(frozen=True, kw_only=True)
class Prediction:
    """One verdict of ours beside the one expected. `subject` is the patient of a line, or the stage of a whole trial."""

    case: str
    group: str
    subject: str
    expect: str
    predicted: str
    expect_reason: str | None = None
    reason: str | None = None
    text: str = ""
    why: str = ""
    note: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def outcome(self) -> str:
        """Which of the four kinds this is."""
        if self.expect == self.predicted:
            return EXACT
        if self.predicted == "unknown":
            return CAUTIOUS
        return RASH if self.expect == "unknown" else INVERTED

    def to_json(self) -> dict[str, Any]:
        """As the issue describes it."""
        return {"case": self.case, **self.extra, "expect": self.expect, "predicted": self.predicted}


class Trials:
    """The trials that cases name, from records and examples, each read when it is first asked for."""

    def __init__(self, records: Sequence[Path]) -> None:
        self._records = {key: record for path in records for record in _records_in(path) for key in _keys(record)}
        self._protocols: dict[str, Protocol] = {}

    def diseases(self, source: str) -> tuple[str, ...]:
        """What the trial treats, in the vocabulary's names; empty where its record is not at hand."""
        record = self._records.get(source.upper())
        return library.diseases_of(record) if record is not None else ()

    def protocol(self, source: str) -> Protocol | None:
        """The whole trial, compiled; None where its record is not at hand."""
        record = self._records.get(source.upper())
        if record is None:
            return None
        if source not in self._protocols:
            self._protocols[source] = library.protocol_of_record(record)
        return self._protocols[source]


def _records_in(path: Path) -> Iterator[TrialRecord]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rb") as stream:
        first = stream.read(200).lstrip()
    if first.startswith(b'{"nct_id"'):
        with opened(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield _summary(json.loads(line))
    else:
        yield from read_records(path)


def _summary(row: Mapping[str, Any]) -> TrialRecord:
    section = {
        "identificationModule": {"nctId": row["nct_id"], "briefTitle": row.get("title", "")},
        "conditionsModule": {"conditions": row.get("conditions") or []},
        "eligibilityModule": {name: row[name] for name in ("sex", "minimumAge", "maximumAge") if name in row},
    }
    return TrialRecord(protocol_section=section, eligibility_text=row.get("eligibility"))


def _keys(record: TrialRecord) -> Iterator[str]:
    """The names by which a case may call a trial: its numbers, and the acronym in its titles."""
    numbers = [record.nct_id, record.key, record.get("identificationModule.acronym"), record.derived.get("acronym")]
    for key in numbers:
        if isinstance(key, str) and key:
            yield key.upper()
    if not record.nct_id:
        text = " ".join(str(value) for _, value in record.leaves() if isinstance(value, str))
        yield from {word.strip("(),.:;").upper() for word in text.split() if word.strip("(),.:;").isupper() and len(word) > 4}


def line_predictions(case: Mapping[str, Any], trials: Trials) -> Iterator[Prediction]:
    """Our verdict for every patient of a line case."""
    protocol = library.protocol_of_line(
        case["text"], section=case["section"], context=case.get("context"), diseases=trials.diseases(case["source"])
    )
    for patient in case["patients"]:
        try:
            facts = facts_from_mapping(patient["sheet"], place=case["id"])
        except UserError as error:
            yield _unreadable(case, patient, error)
            continue
        verdict = evaluate(protocol, facts, on=dt.date.fromisoformat(patient["on"]))
        lines = [line for stage in verdict.stages for line in stage.lines]
        outcome = combined(lines)
        reasons = sorted((line.reason for line in lines if line.reason), key=_ORDER.index)
        yield Prediction(
            case=case["id"],
            group=case["class"],
            subject=patient["sheet"]["id"],
            expect=patient["expect"],
            predicted=outcome.value,
            expect_reason=patient.get("reason"),
            reason=reasons[0].value if reasons and outcome is Outcome.UNKNOWN else None,
            text=f"{case['section']}: {case['text']}",
            why="; ".join(line.evidence.why for line in lines if line.outcome is outcome),
            note=patient.get("why", ""),
            extra={"patient": patient["sheet"]["id"]},
        )


def _unreadable(case: Mapping[str, Any], patient: Mapping[str, Any], error: UserError) -> Prediction:
    """A sheet that cannot be read leaves its patient undecided, and says why."""
    name = str(patient["sheet"].get("id", "?"))
    return Prediction(
        case=case["id"],
        group=case["class"],
        subject=name,
        expect=patient["expect"],
        predicted=Outcome.UNKNOWN.value,
        expect_reason=patient.get("reason"),
        text=f"{case['section']}: {case['text']}",
        why=f"sheet not read: {error}",
        extra={"patient": name},
    )


def combined(lines: Sequence[LineVerdict]) -> Outcome:
    """Fail if any line fails, pass if all pass, else unknown; nothing read is unknown."""
    outcomes = {line.outcome for line in lines}
    if Outcome.FAIL in outcomes:
        return Outcome.FAIL
    return Outcome.PASS if outcomes == {Outcome.PASS} else Outcome.UNKNOWN


def patient_predictions(case: Mapping[str, Any], trials: Trials) -> Iterator[Prediction]:
    """Our verdict for every stage of a whole-trial case, with the lines that fail and that are unknown."""
    protocol = trials.protocol(case["trial"])
    facts = facts_from_mapping(case["sheet"], place=case["id"])
    verdict = evaluate(protocol, facts, on=dt.date.fromisoformat(case["on"])) if protocol is not None else None
    stages = {stage.stage: stage for stage in verdict.stages} if verdict is not None else {}
    if len(stages) == 1 == len(case["expect"]):
        stages = dict.fromkeys(case["expect"], next(iter(stages.values())))
    for name, expect in case["expect"].items():
        stage = stages.get(name)
        predicted = (stage.eligibility if stage is not None else Eligibility.UNKNOWN).value
        failing, unknown = _lists(stage)
        yield Prediction(
            case=case["id"],
            group=case["trial"],
            subject=name,
            expect=expect,
            predicted=predicted,
            text=name,
            why=f"failing {failing}; unknown {unknown}" if protocol is not None else NO_RECORD,
            note=f"expected failing {case['failing']}; unknown {[item['line'] for item in case['unknown']]}; {case['why']}",
            extra={"stage": name, "failing": failing, "unknown": unknown},
        )


def _lists(stage: StageVerdict | None) -> tuple[list[str], list[str]]:
    if stage is None:
        return [], []
    return [item.line.text for item in stage.of(Outcome.FAIL)], [item.line.text for item in stage.of(Outcome.UNKNOWN)]


def predictions(paths: Iterable[Path], trials: Trials) -> Iterator[Prediction]:
    """Our verdicts on all cases of the files, in their order."""
    for path in paths:
        for text in path.read_text("utf-8").splitlines():
            if text.strip():
                case = json.loads(text)
                yield from line_predictions(case, trials) if "patients" in case else patient_predictions(case, trials)


def table(found: Sequence[Prediction]) -> Iterator[str]:
    """The figures by class and in all."""
    groups = [*dict.fromkeys(item.group for item in found), "all"]
    width = max(len(group) for group in groups)
    yield f"{'class':{width}}  {'n':>5}" + "".join(f"  {kind:>15}" for kind in KINDS) + f"  {'reason right':>12}"
    for group in [*sorted(groups[:-1]), "all"]:
        rows = [item for item in found if group in (item.group, "all")]
        counts = Counter(item.outcome for item in rows)
        unknown = [item for item in rows if item.outcome == EXACT and item.expect_reason]
        right = sum(item.reason == item.expect_reason for item in unknown)
        cells = "".join(f"  {counts[kind]:>6} {100 * counts[kind] / len(rows):>6.1f} %" for kind in KINDS)
        yield f"{group:{width}}  {len(rows):>5}{cells}  {f'{right}/{len(unknown)}' if unknown else '':>12}"


def listed(found: Sequence[Prediction], kind: str) -> Iterator[str]:
    """Every prediction of one kind in full."""
    for item in found:
        if item.outcome == kind:
            yield f"\n{item.case} {item.subject} ({item.group}): expected {item.expect}, got {item.predicted}"
            yield f"  text: {item.text}"
            yield f"  why expected: {item.note}"
            yield f"  our evidence: {item.why}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the cases, print the figures, list every inverted verdict; `--show` lists other kinds as well."""
    parser = argparse.ArgumentParser(prog="benchmarks.cases", description="Hold our verdicts against behavioural cases.")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--records", nargs="*", type=Path, default=[], help="records of the trials that the cases name")
    parser.add_argument("--json", type=Path, help="write all predictions here")
    parser.add_argument("--show", nargs="*", choices=KINDS, default=[], help="list these kinds in full, too")
    options = parser.parse_args(arguments)
    examples = sorted(EXAMPLES.glob("*.txt")) if EXAMPLES.is_dir() else []
    examples += sorted(
        {path.with_name("unseen_trials.jsonl.gz") for path in options.files if path.with_name("unseen_trials.jsonl.gz").is_file()}
    )
    found = list(predictions(options.files, Trials([*examples, *options.records])))
    print("\n".join(table(found)))
    lacking = sorted({item.group for item in found if item.why == NO_RECORD})
    if lacking:
        print(f"\n{NO_RECORD} ({len(lacking)} trials: {', '.join(lacking)}); whatever is expected, they are unknown")
    for kind in dict.fromkeys((INVERTED, *options.show)):
        print(f"\n{kind}: {sum(item.outcome == kind for item in found)}")
        print("\n".join(listed(found, kind)))
    if options.json is not None:
        rows = [item.to_json() | ({"reason": item.reason} if "patient" in item.extra else {}) for item in found]
        options.json.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return 1 if any(item.outcome == INVERTED for item in found) else 0


if __name__ == "__main__":
    sys.exit(main())
