"""The file of a review (`*.trial.yaml`): a review in, a text that people edit out, and back; a slip is told with its line.

What trialwright wrote and nobody may change (source lines, fingerprints, the record) is checked against its fingerprints.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any, NoReturn

from trialwright.errors import UserError
from trialwright.findings import Span
from trialwright.protocol.criteria import Criterion
from trialwright.protocol.fields import decoded, described, encoded
from trialwright.protocol.language import parse_criterion
from trialwright.protocol.plain_yaml import Document, read_yaml
from trialwright.protocol.protocol import SCREENING, Line, Protocol, Section, Stage, StatedField
from trialwright.protocol.questions import questions_of
from trialwright.protocol.review import (
    Decided,
    Decision,
    LineReview,
    Review,
    reading_fingerprint,
    text_fingerprint,
)
from trialwright.protocol.review_head import REVIEW_FORMAT
from trialwright.protocol.words import sentence_of
from trialwright.protocol.yaml_lines import Block, write_yaml

_WRITTEN = ("line", "stage", "section", "cohort", "field", "fields", "text", "hash", "was", "reading", "ours", "review")
_LINE_KEYS = (*_WRITTEN, "state", "requires", "questions")
_HEAD_KEYS = ("format", "trial", "title", "lines", "record")
_DECIDED_KEYS = ("decision", "by", "at", "text", "reading", "note")
_WORDS = tuple(item.value for item in Decision)
_PLACE = re.compile(r"line (\d+), column (\d+)")

HEAD = """\
# The eligibility criteria of one trial, line by line, for a person to check. Made by trialwright.
#
# `text` is the line as the source prints it, `reading` what we take it to require of a patient who is to take part: so an
# exclusion reads "no ..." or "none of (...)". `requires` says the same in plain words. Decide each line:
#
#   review: accepted      the reading is right
#   review: edited        you have corrected `reading` (docs/reference/criteria-language.md)
#   review: rejected      the reading is wrong: the line counts as not read, which excludes nobody
#   review: {decision: rejected, note: why}       the same with a reason
#
# To decide again, put "- accepted" (or another of these) below the decisions there are. Then run
# `trialwright review FILE`: it signs what you decided with your name and the time, and asks for the rest.
# Change only `reading` and `review`: `text`, `hash` and `record` are checked, and `state`, `requires` and `questions` are
# written anew. Comments of your own are kept.
"""


def write_review(review: Review) -> str:
    """The text of a review's file."""
    protocol = review.protocol
    remarks = "".join(f"{comment}\n" for comment in review.comments)
    top = write_yaml({"format": REVIEW_FORMAT, "trial": protocol.key, "title": protocol.title})
    items = "".join(_item(*entry) for entry in review.each())
    record = write_yaml({"record": _record(review)})
    lines = f"lines:\n{items}" if items else "lines: []\n"
    return f"{HEAD}{remarks}{top}\n{lines}\n# What else the record says, for matching.\n{record}"


def _item(stage: Stage, line: Line, kept: LineReview) -> str:
    first, *rest = write_yaml(dict(_fields(stage, line, kept)), 4).splitlines(keepends=True)
    comments = "".join(f"    {comment}\n" for comment in kept.comments)
    return f"\n  - {first[4:]}{comments}{''.join(rest)}"


def _fields(stage: Stage, line: Line, kept: LineReview) -> Iterator[tuple[str, Any]]:
    yield "line", line.id
    if stage.name != SCREENING:
        yield "stage", stage.name
    yield "section", line.section.value
    if line.cohort is not None:
        yield "cohort", line.cohort
    if line.origin != "text":
        yield "field", line.origin
    if line.fields:
        yield "fields", [f"{field.path}: {field.value}" for field in line.fields]
    yield "text", Block(line.text)
    yield "hash", f"{text_fingerprint(line, stage)} {kept.ours}"
    if kept.was:
        yield "was", Block(kept.was)
    yield "state", line.state.value
    yield "requires", sentence_of(line)
    if questions := questions_of(line):
        yield "questions", list(questions)
    yield "reading", Block(kept.reading)
    if kept.proposed:
        yield "ours", Block(kept.proposed)
    yield "review", [_decision(item) for item in kept.decisions] or Decision.TODO.value


def _decision(item: Decided) -> dict[str, str] | str:
    said = {"decision": item.decision.value, "by": item.by, "at": item.at, "text": item.text, "reading": item.reading}
    whole = {key: value for key, value in {**said, "note": item.note}.items() if value}
    return item.decision.value if len(whole) == 1 else whole


def _record(review: Review) -> dict[str, Any]:
    """The protocol without its lines, and their places in the criteria text; sealed by a fingerprint over all of it."""
    bare = replace(review.protocol, stages=tuple(replace(stage, lines=()) for stage in review.protocol.stages))
    body = encoded(bare)
    places = {line.id: f"{line.span.start} {line.span.end} {line.span.source}" for _, line, _ in review.each()}
    record = {"completion": review.completion, "places": places, "protocol": body}
    return {"hash": _sealed(record), **record}


def _sealed(record: Mapping[str, Any]) -> str:
    return hashlib.sha256(write_yaml(record).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def read_review(text: str, *, name: str = "review") -> Review:
    """The review of a file's text; `name` is what messages call the file.

    A decision or a reading that a person put in by hand comes as a decision that is not signed. A text, fingerprint or record
    that was changed, a reading that does not parse, and anything else that is not as it should be is a UserError with its line.
    """
    document = read_yaml(text, name=name)
    body = document.value
    if not isinstance(body, dict) or body.get("format") != REVIEW_FORMAT:
        told = body.get("format") if isinstance(body, dict) else None
        message = f'the format is {told!r}, not "{REVIEW_FORMAT}"' if told else "this is not the file of a review"
        raise UserError(message, place=document.place("format"), hint="make one: trialwright review RECORD")
    _only(body, _HEAD_KEYS, document, ())
    frame, places, completion = _read_record(body.get("record"), document)
    for key, value in (("trial", frame.key), ("title", frame.title)):
        if body.get(key) != value:
            _wrong(f"`{key}` is not what the record says: {value}", document, (key,), _PUT_BACK)
    items = body.get("lines") if body.get("lines") is not None else []
    if not isinstance(items, list):
        _wrong("`lines` is a list", document, ("lines",))
    entries = [_read_item(item, number, _Source(document, frame, places)) for number, item in enumerate(items)]
    _each_once([entry.line.id for entry in entries], document)
    _all_there([entry.line.id for entry in entries], places, document)
    protocol = replace(frame, stages=tuple(_with_lines(stage, entries) for stage in frame.stages))
    comments = _comments_by_item(document, len(items))
    lines = {entry.line.id: replace(entry.kept, comments=comments[number]) for number, entry in enumerate(entries)}
    return Review(protocol=protocol, lines=lines, completion=completion, comments=comments[-1])


@dataclass(frozen=True)
class _Source:
    """What the lines of a file are read against."""

    document: Document
    frame: Protocol
    places: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class _Entry:
    stage: str
    line: Line
    kept: LineReview


def _with_lines(stage: Stage, entries: list[_Entry]) -> Stage:
    return replace(stage, lines=tuple(entry.line for entry in entries if entry.stage == stage.name))


def _wrong(message: str, document: Document, path: tuple[str | int, ...], hint: str | None = None) -> NoReturn:
    raise UserError(message, place=document.place(*path), hint=hint)


def _only(body: Mapping[str, Any], known: tuple[str, ...], document: Document, path: tuple[str | int, ...]) -> None:
    for key in body:
        if key not in known:
            best = get_close_matches(key, known, n=1)
            hint = f'did you mean "{best[0]}"?' if best else f"there are: {', '.join(known)}; keep notes in comments (#)"
            _wrong(f'"{key}" is not a field here', document, (*path, key), hint)


_PUT_BACK = "put back what stood there, or make the file anew: trialwright review RECORD"


def _read_record(record: Any, document: Document) -> tuple[Protocol, Mapping[str, Any], str]:
    if not isinstance(record, dict) or not isinstance(record.get("protocol"), dict):
        _wrong("the part `record` is missing or cut short", document, ("record",), _PUT_BACK)
    rest = {key: value for key, value in record.items() if key != "hash"}
    if record.get("hash") != _sealed(rest):
        _wrong("the part `record` does not fit its hash: something in it was changed", document, ("record",), _PUT_BACK)
    try:
        frame: Protocol = decoded(record["protocol"], Protocol, "record.protocol")
    except UserError as error:
        _wrong(f"{error.place}: {error.message}", document, ("record", "protocol"), error.hint)
    places, completion = record.get("places"), record.get("completion")
    if not isinstance(places, dict) or not isinstance(completion, str):
        _wrong("`record` lacks `places` or `completion`", document, ("record",), _PUT_BACK)
    return frame, places, completion


def _read_item(item: Any, number: int, source: _Source) -> _Entry:
    document, at = source.document, ("lines", number)
    if not isinstance(item, dict) or not isinstance(item.get("line"), str):
        _wrong("an entry of `lines` begins with `line` and its name, like I3", document, at, _PUT_BACK)
    name = item["line"]
    _only(item, _LINE_KEYS, document, at)
    for key in ("text", "hash", "reading", "section"):
        if not isinstance(item.get(key), str):
            told = "is missing" if key not in item else f"is {described(item[key])}, not a text"
            _wrong(f"{name}: `{key}` {told}", document, (*at, key), _PUT_BACK)
    stage_name = item.get("stage", SCREENING)
    stage = next((stage for stage in source.frame.stages if stage.name == stage_name), None)
    if stage is None or item["section"] not in tuple(Section):
        _wrong(f"{name}: there is no such stage or section", document, (*at, "section" if stage else "stage"), _PUT_BACK)
    line = Line(
        id=name,
        section=Section(item["section"]),
        text=item["text"],
        span=_span(source.places.get(name), name, document),
        node=_reading(item["reading"], name, document, (*at, "reading")),
        origin=item.get("field", "text"),
        cohort=item.get("cohort"),
        fields=tuple(_stated_fields(item.get("fields", []), name, document, (*at, "fields"))),
    )
    return _Entry(stage=stage.name, line=line, kept=_kept(item, stage, line, _At(document, at)))


def _stated_fields(items: Any, name: str, document: Document, path: tuple[str | int, ...]) -> Iterator[StatedField]:
    for item in items if isinstance(items, list) else [items]:
        place, mark, value = item.partition(": ") if isinstance(item, str) else ("", "", "")
        if not mark:
            _wrong(f"{name}: a field of the record is its name, a colon and its value", document, path, _PUT_BACK)
        yield StatedField(path=place, value=value)


@dataclass(frozen=True)
class _At:
    """A place in the file."""

    document: Document
    path: tuple[str | int, ...]


def _span(value: Any, name: str, document: Document) -> Span:
    found = re.fullmatch(r"(\d+) (\d+) (.*)", value, re.DOTALL) if isinstance(value, str) else None
    if found is None or int(found[1]) > int(found[2]):
        _wrong(f"{name}: its place in the criteria is missing", document, ("record", "places"), _PUT_BACK)
    return Span(start=int(found[1]), end=int(found[2]), source=found[3])


def _reading(text: str, name: str, document: Document, path: tuple[str | int, ...]) -> Criterion:
    """The reading of a line; a slip in it is told with the line of the file, where the text stands on lines of its own."""
    try:
        return parse_criterion(text)
    except UserError as error:
        where = _PLACE.search(error.place or "")
        row = document.starts.get(path, 1) + (int(where[1]) - 1 if where else 0)
        place = f"{document.name}, line {row}" if where else document.place(*path)
        column = f", at column {where[2]} of the reading" if where else ""
        raise UserError(f"{name}: the reading cannot be read{column}: {error.message}", place=place, hint=error.hint) from None


def _kept(item: Mapping[str, Any], stage: Stage, line: Line, at: _At) -> LineReview:
    text, _, ours = item["hash"].partition(" ")
    if text != text_fingerprint(line, stage):
        _wrong(
            f"{line.id}: the source line does not fit its hash: one of them was changed",
            at.document,
            (*at.path, "text"),
            _PUT_BACK,
        )
    if not re.fullmatch(r"[0-9a-f]{12}", ours):
        _wrong(f"{line.id}: the hash of our reading is missing", at.document, (*at.path, "hash"), _PUT_BACK)
    decisions = _decisions(item.get("review"), line.id, at)
    kept = LineReview(
        reading=item["reading"],
        ours=ours,
        decisions=decisions,
        proposed=_text(item, "ours", at),
        was=_text(item, "was", at),
    )
    return replace(kept, decisions=_with_edit(kept, (text, reading_fingerprint(line.node)), line.id, at))


def _text(item: Mapping[str, Any], key: str, at: _At) -> str:
    value = item.get(key, "")
    return value if isinstance(value, str) else _wrong(f"`{key}` is {described(value)}, not a text", at.document, (*at.path, key))


def _decisions(value: Any, name: str, at: _At) -> tuple[Decided, ...]:
    """The decisions of a line: nothing, a word, a mapping, or a list of these."""
    items = [] if value in (None, "", Decision.TODO.value) else value if isinstance(value, list) else [value]
    path = (*at.path, "review")
    places = [(*path, number) if isinstance(value, list) else path for number in range(len(items))]
    return tuple(_one_decision(item, name, _At(at.document, place)) for item, place in zip(items, places, strict=True))


def _one_decision(item: Any, name: str, at: _At) -> Decided:
    body = {"decision": item} if isinstance(item, str) else item
    if not isinstance(body, dict):
        _wrong(f"{name}: a decision is {_listed()}, not {described(item)}", at.document, at.path, _WITH_NOTE)
    _only(body, _DECIDED_KEYS, at.document, at.path)
    word = body.get("decision")
    if word not in _WORDS:
        best = get_close_matches(str(word).lower(), _WORDS, n=1)
        hint = f'did you mean "{best[0]}"?' if best else _WITH_NOTE
        _wrong(f"{name}: a decision is {_listed()}, not {described(word)}", at.document, at.path, hint)
    said = {key: "" if body.get(key) is None else str(body[key]) for key in _DECIDED_KEYS[1:]}
    if any(isinstance(value, dict | list) for value in body.values()):
        _wrong(f"{name}: `by`, `at` and `note` are texts", at.document, at.path)
    return Decided(decision=Decision(word), **said)


_WITH_NOTE = "review: {decision: rejected, note: why} notes a reason"


def _listed() -> str:
    return ", ".join(_WORDS[:-1]) + f" or {_WORDS[-1]}"


def _with_edit(kept: LineReview, marks: tuple[str, str], name: str, at: _At) -> tuple[Decided, ...]:
    """The decisions, with a reading that was changed by hand as an edit, whatever is written beside it."""
    text, reading = marks
    *before, last = kept.decisions or (Decided(decision=Decision.TODO),)
    judged = [item for item in kept.decisions if item.reading]
    base = judged[-1].reading if judged and judged[-1].text == text and judged[-1].decision is not Decision.TODO else kept.ours
    if reading == base:
        if last.decision is Decision.EDITED and not last.reading and reading == kept.ours:
            hint = "change `reading`, or write accepted"
            _wrong(f"{name}: it says edited, but the reading is still ours", at.document, (*at.path, "review"), hint)
        return kept.decisions
    if last.reading or not kept.decisions:
        return (*kept.decisions, Decided(decision=Decision.EDITED))
    if last.decision is Decision.ACCEPTED:
        return (*before, replace(last, decision=Decision.EDITED))
    return kept.decisions


def _each_once(names: list[str], document: Document) -> None:
    for number, name in enumerate(names):
        if name in names[:number]:
            _wrong(f"{name} stands twice", document, ("lines", number), "keep one of the two")


def _all_there(names: list[str], places: Mapping[str, Any], document: Document) -> None:
    lost = [name for name in places if name not in names]
    if lost:
        message = f"{', '.join(lost[:5])}{' …' if len(lost) > 5 else ''} of the record: the line is missing here"
        _wrong(message, document, ("lines",), "put it back; a line that should not count is rejected, not taken out")


_OWN = frozenset(HEAD.splitlines()) | {"# What else the record says, for matching."}


def _comments_by_item(document: Document, count: int) -> dict[int, tuple[str, ...]]:
    """A person's comments by the number of the line entry they stand in; -1 for those above the first and below the last."""
    found: dict[int, list[str]] = {number: [] for number in range(-1, count)}
    starts = [document.lines["lines", number] for number in range(count)]
    end = document.lines.get(("record",), 0)
    for row, comment in document.comments:
        if comment not in _OWN:
            inside = [number for number, start in enumerate(starts) if start <= row] if not end or row < end else []
            found[inside[-1] if inside else -1].append(comment)
    return {number: tuple(comments) for number, comments in found.items()}
