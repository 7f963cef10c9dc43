"""CTML, the trial markup of MatchMiner: a protocol in; a document of steps with match trees out, with what it leaves out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.exports.ctml_leaf import Match
from trialwright.exports.ctml_tree import Matcher, all_of
from trialwright.exports.folding import folded
from trialwright.exports.remarks import Effect, Export, Remarks
from trialwright.exports.safe import heading, one_line
from trialwright.protocol.protocol import Line, Protocol, Stage
from trialwright.vocabulary.concepts import Vocabulary, default_vocabulary

_UNKNOWN = "CTML knows no “unknown”: MatchMiner does not match a patient of whom nothing is on record for a field"
_OFFICE = "CTML's administrative fields (staff, sites, sponsors, phase, accrual) are not in a protocol; MatchMiner asks for them"
_NO_MATCH = "nothing of this step can be said in CTML: it has no match tree, and MatchMiner will not match it"
_COHORT = "CTML's step holds for every arm, and the line for one cohort"
_PERMISSION = "it excludes nobody: nothing to say"
_FALSE = "nobody can meet it as we read it: left for a person to look at"
_SENTENCES = "CTML has no place for the sentences of the source"


def to_ctml(protocol: Protocol, *, vocabulary: Vocabulary | None = None) -> Export:
    """The criteria of a protocol as CTML: a step for each stage, with the tree of its lines.

    The trees exclude only whom the protocol excludes, of patients of whom all is known. Ages are in completed years, cancers by
    their OncoTree names, genes by their HGNC symbols.

    >>> from trialwright.protocol.protocol import Protocol
    >>> to_ctml(Protocol(key="NCT01234567", title="A trial", stages=())).document["nct_id"]
    'NCT01234567'
    """
    remarks = Remarks()
    for why in (_UNKNOWN, _OFFICE, _SENTENCES):
        remarks.whole(Effect.LEFT_OUT, why)
    matcher = Matcher(vocabulary=vocabulary or default_vocabulary(), remarks=remarks)
    stages = protocol.stages or (Stage(name="screening", label="Eligibility", lines=()),)
    title = heading(protocol.title)
    document = {
        "protocol_no": one_line(protocol.key),
        "nct_id": one_line(protocol.key) if protocol.key.startswith("NCT") else "NA",
        "short_title": title,
        "long_title": title,
        "treatment_list": {"step": [_step(place, stage, matcher) for place, stage in enumerate(stages, start=1)]},
    }
    return Export(target="ctml", trial=protocol.key, document=document, remarks=remarks.all())


def _step(place: int, stage: Stage, matcher: Matcher) -> Match:
    step: Match = {"step_internal_id": place, "step_code": str(place), "step_type": _step_type(place, stage), "arm": []}
    tree = _tree(stage.lines, matcher)
    if tree is None:
        matcher.remarks.whole(Effect.LEFT_OUT, _NO_MATCH, part=heading(stage.label))
        return step
    return step | {"match": [tree]}


def _step_type(place: int, stage: Stage) -> str:
    return "Registration" if place == 1 else heading(stage.label)


def _tree(lines: Sequence[Line], matcher: Matcher) -> Match | None:
    return all_of([_line(line, matcher) for line in lines])


def _line(line: Line, matcher: Matcher) -> Match | None:
    matcher.remarks.on(line)
    node = folded(line.node)
    why = _COHORT if line.cohort is not None else _PERMISSION if node is True else _FALSE if node is False else None
    if why is not None or isinstance(node, bool):
        matcher.remarks.add(line.node, Effect.LEFT_OUT, why or _FALSE)
        return None
    return matcher.match(node)
