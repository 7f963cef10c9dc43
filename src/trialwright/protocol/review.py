"""A protocol under review: lines and what people decided of them in; what is still to do, and the protocol they agreed on, out.

A decision is of one source line in one reading: it keeps a fingerprint of both. Where the line is another now, the decision is
history and the line is to do again; where the reading is another, somebody has edited it.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from trialwright.findings import Finding, Severity, Span
from trialwright.protocol.criteria import Criterion, Unread, without_spans
from trialwright.protocol.language import parse_criterion, print_criterion
from trialwright.protocol.protocol import Line, Protocol, Stage
from trialwright.protocol.spelling import unknown_names

_BULLET = re.compile(r"^[ \t]*(?:[-*•·–][ \t]+)+", re.MULTILINE)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_BREAK = re.compile(r"(?<!\\)(?:\\\\)*\\[nrt]")
_DIGITS = 12
_WIDE = 10**9


class Decision(StrEnum):
    """What a person says of our reading. `TODO` takes back what was said before."""

    ACCEPTED = "accepted"
    EDITED = "edited"
    REJECTED = "rejected"
    TODO = "todo"


@dataclass(frozen=True, kw_only=True, slots=True)
class Decided:
    """One decision: `by` whom, `at` what time (ISO 8601 with its zone), of which source line and which reading (fingerprints).

    One that lacks any of these is not signed yet: a person wrote it into the file by hand.
    """

    decision: Decision
    by: str = ""
    at: str = ""
    text: str = ""
    reading: str = ""
    note: str = ""

    @property
    def signed(self) -> bool:
        """Whether who, when and of what are all there; to take back needs no name."""
        return self.decision is Decision.TODO or bool(self.by and self.at and self.text and self.reading)


@dataclass(frozen=True, kw_only=True, slots=True)
class LineReview:
    """What a file keeps of a line besides the line: the `reading` as written there, the fingerprint of `ours`, the decisions.

    `proposed` is our reading where another one stands in its place; `was` the source sentence that the last decision was of,
    where the registry has changed it since; `comments` are a person's own, as they stand in the file.
    """

    reading: str
    ours: str
    decisions: tuple[Decided, ...] = ()
    proposed: str = ""
    was: str = ""
    comments: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Review:
    """A protocol whose lines hold the readings of the file, with a `LineReview` for each line by its id; `completion` is the
    trial's planned completion as the record gives it."""

    protocol: Protocol
    lines: Mapping[str, LineReview]
    completion: str = ""
    comments: tuple[str, ...] = field(default=())

    def each(self) -> Iterator[tuple[Stage, Line, LineReview]]:
        """Every line with its stage and its review, in the order of the protocol."""
        for stage in self.protocol.stages:
            for line in stage.lines:
                yield stage, line, self.lines[line.id]


def text_fingerprint(line: Line, stage: Stage) -> str:
    """What tells a source line from any other: its words and where they hold (list, stage, cohort, field), not its number, its
    place, its bullets, its white space or the backslashes of the registry's markdown."""
    words = _ESCAPE.sub(r"\1", _BULLET.sub("", unicodedata.normalize("NFC", line.text)))
    return _hashed(line.section.value, stage.name, line.cohort or "", line.origin, " ".join(words.split()))


def reading_fingerprint(node: Criterion) -> str:
    """What tells a reading from any other, however it is written or broken into lines, in the text that it quotes as well."""
    return _hashed(" ".join(_BREAK.sub(" ", print_criterion(without_spans(node), width=_WIDE)).split()))


def _hashed(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def review_of(protocol: Protocol, *, completion: str = "") -> Review:
    """A review in which nothing has been decided yet."""
    lines = {
        line.id: LineReview(reading=print_criterion(line.node), ours=reading_fingerprint(line.node))
        for stage in protocol.stages
        for line in stage.lines
    }
    return Review(protocol=protocol, lines=lines, completion=completion)


def last_decision(stage: Stage, line: Line, kept: LineReview) -> Decided | None:
    """The decision that holds: the last one, if it is of the line as it stands and was not taken back."""
    last = kept.decisions[-1] if kept.decisions else None
    if last is None or last.decision is Decision.TODO or last.text not in ("", text_fingerprint(line, stage)):
        return None
    return last


def decision_on(stage: Stage, line: Line, kept: LineReview) -> Decision:
    """Where a line stands: what was decided last, or `TODO`."""
    last = last_decision(stage, line, kept)
    return last.decision if last is not None else Decision.TODO


def with_decision(review: Review, name: str, decided: Decided, *, reading: str | None = None) -> Review:
    """The review with one more decision of the line `name`, in another `reading` if one is given; one that does not parse is a
    UserError. The fingerprints that the decision lacks are put in."""
    stage, line, kept = next(item for item in review.each() if item[1].id == name)
    node = line.node if reading is None else parse_criterion(reading)
    done = replace(
        decided, text=decided.text or text_fingerprint(line, stage), reading=decided.reading or reading_fingerprint(node)
    )
    proposed = kept.proposed or (kept.reading if reading_fingerprint(line.node) == kept.ours else "")
    changed = replace(
        kept,
        reading=kept.reading if reading is None else reading,
        decisions=(*kept.decisions, done),
        proposed=proposed if reading_fingerprint(node) != kept.ours else "",
        was="",
    )
    return replace(review, protocol=with_nodes(review.protocol, {name: node}), lines={**review.lines, name: changed})


def with_nodes(protocol: Protocol, nodes: Mapping[str, Criterion]) -> Protocol:
    """The protocol with other readings for some of its lines."""
    stages = tuple(
        replace(stage, lines=tuple(replace(line, node=nodes[line.id]) if line.id in nodes else line for line in stage.lines))
        for stage in protocol.stages
    )
    return replace(protocol, stages=stages)


def signed(review: Review, *, by: str, at: str) -> Review:
    """The review with a name, a time and the fingerprints put to every decision that lacks them."""
    lines = dict(review.lines)
    for stage, line, kept in review.each():
        marks = (text_fingerprint(line, stage), reading_fingerprint(line.node))
        lines[line.id] = replace(kept, decisions=tuple(_signed(item, marks, by, at) for item in kept.decisions))
    return replace(review, lines=lines)


def _signed(item: Decided, marks: tuple[str, str], by: str, at: str) -> Decided:
    if item.signed:
        return item
    return replace(item, by=item.by or by, at=item.at or at, text=item.text or marks[0], reading=item.reading or marks[1])


def unsigned(review: Review) -> tuple[str, ...]:
    """The lines with a decision that nobody has signed."""
    return tuple(line.id for _, line, kept in review.each() if any(not item.signed for item in kept.decisions))


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """How far a review is: lines by decision, and how many of them two different people decided the same way."""

    counts: Mapping[Decision, int]
    confirmed: int = 0

    @property
    def total(self) -> int:
        """All lines."""
        return sum(self.counts.values())

    @property
    def todo(self) -> int:
        """Lines that wait for a decision."""
        return self.counts.get(Decision.TODO, 0)


def progress_of(review: Review) -> Progress:
    """How far the review is."""
    counts = Counter(decision_on(*item) for item in review.each())
    confirmed = sum(len(supporters(*item)) > 1 for item in review.each())
    return Progress(counts=counts, confirmed=confirmed)


def supporters(stage: Stage, line: Line, kept: LineReview) -> tuple[str, ...]:
    """The people who stand behind the decision that holds: those who, one after another, left this reading of this line."""
    last = last_decision(stage, line, kept)
    found: list[str] = []
    for item in reversed(kept.decisions):
        rejects = item.decision is Decision.REJECTED
        if last is None or (item.text, item.reading) != (last.text, last.reading) or item.decision is Decision.TODO:
            break
        if rejects is not (last.decision is Decision.REJECTED):
            break
        found.append(item.by)
    return tuple(dict.fromkeys(name for name in found if name))


def reviewed_protocol(review: Review) -> Protocol:
    """The protocol as the reviewers left it, ready to be matched.

    An accepted or edited reading is used as it stands in the file, and so is one that nobody has decided on; a rejected one is
    `Unread` with the reviewer's reason, so that the line can exclude nobody.
    """
    held = [(line, last_decision(stage, line, kept)) for stage, line, kept in review.each()]
    nodes = {line.id: _rejected(line, last) for line, last in held if last is not None and last.decision is Decision.REJECTED}
    changed = [line for _, line, kept in review.each() if line.id in nodes or reading_fingerprint(line.node) != kept.ours]
    findings = tuple(item for item in review.protocol.findings if not any(_within(item, line) for line in changed))
    own = tuple(_remarks(review))
    return replace(with_nodes(review.protocol, nodes), findings=(*findings, *own))


def _rejected(line: Line, last: Decided) -> Criterion:
    why = f"rejected by {last.by or 'a reviewer'}" + (f": {' '.join(last.note.split())}" if last.note.strip() else "")
    return Unread(text=line.text, why=why, span=line.span)


def _within(finding: Finding, line: Line) -> bool:
    """A remark on our reading of a line, which does not hold of another reading."""
    span = finding.span
    return span is not None and line.origin == "text" and line.span.start <= span.start and span.end <= line.span.end


def _remarks(review: Review) -> Iterator[Finding]:
    for stage, line, kept in review.each():
        last = last_decision(stage, line, kept)
        span = line.span if line.origin == "text" else None
        if last is not None and last.decision is Decision.REJECTED:
            told = f": {' '.join(last.note.split())}" if last.note.strip() else ""
            message = f"{line.id}: our reading was rejected by {last.by or 'somebody who has not signed'}{told}"
            yield Finding(code="READING_REJECTED", message=message, span=span)
        elif reading_fingerprint(line.node) != kept.ours:
            yield from _unknown(line, span)
        if last is not None and not last.signed:
            message, hint = (
                f"{line.id}: it is {last.decision.value}, but nobody has signed that",
                "sign it: trialwright review FILE",
            )
            yield Finding(code="REVIEW_NOT_SIGNED", message=message, severity=Severity.WARNING, span=span, hint=hint)


def _unknown(line: Line, span: Span | None) -> Iterator[Finding]:
    """Names in a person's reading that are unknown of every patient, since the vocabulary does not have them."""
    for name, meant in unknown_names(line.node).items():
        message = f"{line.id}: the vocabulary does not know {name!r} of the edited reading; it is unknown of every patient"
        hint = f"did you mean {meant!r}?" if meant else None
        yield Finding(code="READING_NAME_UNKNOWN", message=message, severity=Severity.WARNING, span=span, hint=hint)
