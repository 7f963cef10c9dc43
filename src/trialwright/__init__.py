"""Cancer trials from page to verdict: records and patients enter, explained verdicts leave. The verbs and their result types.

>>> import datetime as dt
>>> import trialwright as tw
>>> page = b'''Some Clinical Trial
... Official title:
... A Study of X in Patients With Gastric Cancer
... Eligibility Criteria
... Inclusion Criteria:
... * Age 18 years or older
... * Hemoglobin >= 9.0 g/dL within 14 days before registration
... Exclusion Criteria:
... * Brain metastases
... '''
>>> trial = tw.load(page, name="page.txt")
>>> patient = tw.read_sheet("{id: P, age: 61, facts: [{what: hemoglobin, value: 10.2, unit: g/dL, date: 2026-03-10}]}")
>>> verdict = tw.evaluate(trial, patient, on=dt.date(2026, 3, 16))
>>> [(line.line.id, line.outcome.value) for line in verdict.stages[0].lines]
[('I1', 'pass'), ('I2', 'pass'), ('E1', 'unknown')]
>>> tw.explain(verdict).stages[0].summary
'Possible: 2 of 3 lines pass, 1 open, none fails.'
"""

from trialwright.errors import TrialwrightError, UserError
from trialwright.exports.ctml import to_ctml
from trialwright.exports.fhir import to_fhir
from trialwright.exports.remarks import Export, Remark
from trialwright.exports.usdm import to_usdm
from trialwright.findings import Finding, Severity, Span
from trialwright.library import load, protocol_of_record, protocol_of_review, review_of_record, updated_review
from trialwright.match.evaluate import evaluate
from trialwright.match.explain import LineWords, NodeWords, StageWords, TrialWords, explain
from trialwright.match.rank import Judged, Ranked, Standing, rank
from trialwright.match.verdict import Eligibility, Evidence, LineVerdict, Outcome, Question, Reason, StageVerdict, TrialVerdict
from trialwright.patients.facts import Fact, PatientFacts
from trialwright.patients.sheet import read_sheet, read_sheets
from trialwright.protocol.carrying import Carried
from trialwright.protocol.criteria import Criterion
from trialwright.protocol.difference import Difference, differences
from trialwright.protocol.language import parse_criterion, print_criterion
from trialwright.protocol.protocol import Line, Protocol, Section, Stage
from trialwright.protocol.review import Decided, Decision, Review, with_decision
from trialwright.protocol.review_form import read_review, write_review
from trialwright.protocol.words import words_of
from trialwright.registries.check import check_record
from trialwright.registries.merge import merge
from trialwright.registries.reading import read_records
from trialwright.registries.record import TrialRecord

__all__ = [
    "Carried",
    "Criterion",
    "Decided",
    "Decision",
    "Difference",
    "Eligibility",
    "Evidence",
    "Export",
    "Fact",
    "Finding",
    "Judged",
    "Line",
    "LineVerdict",
    "LineWords",
    "NodeWords",
    "Outcome",
    "PatientFacts",
    "Protocol",
    "Question",
    "Ranked",
    "Reason",
    "Remark",
    "Review",
    "Section",
    "Severity",
    "Span",
    "Stage",
    "StageVerdict",
    "StageWords",
    "Standing",
    "TrialRecord",
    "TrialVerdict",
    "TrialWords",
    "TrialwrightError",
    "UserError",
    "check_record",
    "differences",
    "evaluate",
    "explain",
    "load",
    "merge",
    "parse_criterion",
    "print_criterion",
    "protocol_of_record",
    "protocol_of_review",
    "rank",
    "read_records",
    "read_review",
    "read_sheet",
    "read_sheets",
    "review_of_record",
    "to_ctml",
    "to_fhir",
    "to_usdm",
    "updated_review",
    "with_decision",
    "words_of",
    "write_review",
]
