"""Face: the verbs and their result types by name, all that `import trialwright` promises; `__init__` gives each when asked."""

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
