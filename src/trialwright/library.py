"""Join: a record and the reading of its criteria in, a protocol out. The only place where records and compiler meet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from trialwright.compiler.outlining.outline import Kind, Outline
from trialwright.compiler.outlining.split import split
from trialwright.errors import UserError
from trialwright.findings import Finding, Span
from trialwright.protocol.carrying import Carried, carried
from trialwright.protocol.criteria import Compare, Criterion, Has, Limit, Quantity, Target
from trialwright.protocol.pairing import paired_by_key
from trialwright.protocol.protocol import SCREENING, Arm, Line, Protocol, Section, Stage
from trialwright.protocol.reconciling import reconciled, without_settled
from trialwright.protocol.review import Review, reading_fingerprint, review_of, reviewed_protocol, text_fingerprint, with_nodes
from trialwright.registries.reading import read_records
from trialwright.registries.record import TrialRecord
from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.terms import read_term

if TYPE_CHECKING:
    from trialwright.compiler.compile import Compiled

_MINIMUM_AGE, _MAXIMUM_AGE, _SEX = (f"eligibilityModule.{name}" for name in ("minimumAge", "maximumAge", "sex"))
_FIELDS = (_MINIMUM_AGE, _MAXIMUM_AGE, _SEX)
_AGE_UNITS = {"year": "a", "month": "mo", "week": "wk", "day": "d"}
_DISEASES = frozenset({"cancer", "histology", "metastasis"})


def load(source: Path | str | bytes, *, name: str | None = None, url: str | None = None) -> Protocol:
    """The protocol of the one trial in a file (its path) or in bytes; `name` and `url` as for `read_records`.

    A source with several trials is a `UserError`: read those with `read_records` and `protocol_of_record`.
    """
    records = list(islice(read_records(Path(source) if isinstance(source, str) else source, name=name, url=url), 2))
    if len(records) != 1:
        place = name or (str(source) if not isinstance(source, bytes) else "input")
        hint = "read it with read_records, and each with protocol_of_record"
        raise UserError("expected one trial, found several" if records else "found no trial", place=place, hint=hint)
    return protocol_of_record(records[0])


def protocol_of_record(record: TrialRecord) -> Protocol:
    """The protocol of a trial: its criteria text compiled; the structured age and sex joined to the sentences that state them
    too, or added as lines of their own."""
    compiled = _compiled(split(record.eligibility_text or ""))
    stages, contradictions = _with_fields(compiled.built.stages, _fields_of(record))
    status = record.get("statusModule.overallStatus")
    return Protocol(
        key=record.key,
        title=record.title,
        stages=stages,
        conditions=diseases_of(record),
        condition_names=record.conditions,
        arms=tuple(_arms(record)),
        criteria_text=record.eligibility_text or "",
        criteria_shown=compiled.built.shown,
        status=status if isinstance(status, str) else None,
        status_date=record.last_confirmed,
        findings=(*record.findings, *without_settled(compiled.findings, stages), *contradictions),
        sources=tuple(source.to_json() for source in record.sources),
    )


def review_of_record(record: TrialRecord) -> Review:
    """A review of a trial's criteria in which nothing has been decided yet."""
    return review_of(protocol_of_record(record), completion=_completion(record))


def updated_review(review: Review, record: TrialRecord) -> Carried:
    """The decisions of a review laid over the trial's present record: a line that changed loses them, one that moved does not."""
    text = review.protocol.criteria_text
    stages, _ = _with_fields(_compiled(split(text)).built.stages, _fields_kept(review))
    before = replace(review.protocol, stages=stages)
    return carried(review, protocol_of_record(record), completion=_completion(record), before=before)


def protocol_of_review(review: Review) -> Protocol:
    """The protocol that a review stands for, ready to be matched in place of the record that it was made of.

    The readings are those of the file. Where one is what the text is read as today, it is taken with its places in the text.
    """
    mine = [(stage, line) for stage, line, _ in review.each()]
    stages, _ = _with_fields(_compiled(split(review.protocol.criteria_text)).built.stages, _fields_kept(review))
    today = [(stage, line) for stage in stages for line in stage.lines]
    marks = [[text_fingerprint(line, stage) for stage, line in side] for side in (mine, today)]
    nodes = {
        mine[place][1].id: today[other][1].node
        for place, other in paired_by_key(*marks)
        if reading_fingerprint(today[other][1].node) == reading_fingerprint(mine[place][1].node)
    }
    return reviewed_protocol(replace(review, protocol=with_nodes(review.protocol, nodes)))


def _completion(record: TrialRecord) -> str:
    value = record.get("statusModule.completionDateStruct.date")
    return value if isinstance(value, str) else ""


def _compiled(outline: Outline) -> Compiled:
    """The reading of a text that was taken apart. The compiler is imported when something is first read with it: what only shows
    records, or protocols that are there, does without."""
    from trialwright.compiler.compile import compile_outline

    return compile_outline(outline)


def outline_of_record(record: TrialRecord) -> Outline:
    """The criteria text of a record taken apart, not yet read."""
    return split(record.eligibility_text or "")


def protocol_of_line(text: str, *, section: Kind, context: str | None = None, diseases: Sequence[str] = ()) -> Protocol:
    """A protocol of one criterion and what stands below it; `context` is the heading above it, which may name a later stage."""
    headed = _staged(text, section, context)
    compiled = headed if headed is not None else _one_criterion(text, section)
    stages = compiled.built.stages
    return Protocol(
        key="line",
        title=text.splitlines()[0] if text else "",
        stages=stages,
        conditions=tuple(diseases),
        criteria_text=compiled.outline.text,
        criteria_shown=(Section(section),),
        findings=compiled.findings,
    )


def _one_criterion(text: str, section: Kind) -> Compiled:
    """The reading of a text that is known to be one criterion with its parts, though its first line has lost its bullet."""
    marks = ("", "- • 1. ", "1. ", "* ") if "\n" in text.strip() else ("",)
    outlines = {mark: split(f"{mark}{text}", section=section) for mark in marks}
    whole = [mark for mark, outline in outlines.items() if sum(group.top_level_count for group in outline.groups) == 1]
    best = max(whole, key=lambda mark: len(list(outlines[mark].walk())), default="")
    return _compiled(outlines[best])


def _staged(text: str, section: Kind, context: str | None) -> Compiled | None:
    """The criterion under its heading, where that heading names a stage; None for any other heading."""
    if not context:
        return None
    screening = "Primary Registration Eligibility Criteria:\n1. Age 18 years or older.\n"
    both = f"{screening}{context}\n{text}"
    outline = split(both, section=section)
    # The heading put before it is of an inclusion list; the criterion stands in the list that the caller names.
    groups = tuple(replace(group, kind=section) if group.begins else group for group in outline.groups)
    compiled = _compiled(replace(outline, groups=groups))
    later = tuple(stage for stage in compiled.built.stages if stage.begins)
    if not later:
        return None
    return replace(compiled, built=replace(compiled.built, stages=later))


def diseases_of(record: TrialRecord) -> tuple[str, ...]:
    """The vocabulary's names of the diseases that the trial treats, from its conditions, else from its titles."""
    found = _diseases_in(record.conditions)
    if not any(default_vocabulary().kind(name) == "cancer" for name in found):
        titles = (record.get("identificationModule.briefTitle"), record.get("identificationModule.officialTitle"))
        found = dict.fromkeys((*found, *_diseases_in([title for title in titles if isinstance(title, str)])))
    return tuple(found)


def _diseases_in(texts: Iterable[str]) -> dict[str, None]:
    vocabulary = default_vocabulary()
    names = (name for text in texts for name in read_term(text).concepts)
    return dict.fromkeys(name for name in names if vocabulary.kind(name) in _DISEASES)


def _fields_of(record: TrialRecord) -> dict[str, str]:
    """The values of the structured age and sex by their API v2 paths."""
    return {path: value for path in _FIELDS if isinstance(value := record.get(path), str)}


def _fields_kept(review: Review) -> dict[str, str]:
    """The same of the record that a review was made of: a line of their own, or a source of a sentence."""
    alone = {line.origin: line.text.partition(": ")[2] for _, line, _ in review.each() if line.origin != "text"}
    return alone | {field.path: field.value for _, line, _ in review.each() for field in line.fields}


def _with_fields(stages: tuple[Stage, ...], fields: Mapping[str, str]) -> tuple[tuple[Stage, ...], tuple[Finding, ...]]:
    """The stages of a text and what the fields beside it ask for; one stage without sentences where no criteria are shown."""
    return reconciled(stages or (Stage(name=SCREENING, label="Eligibility", lines=()),), list(_field_lines(fields)))


def _field_lines(fields: Mapping[str, str]) -> Iterator[Line]:
    """The structured age and sex of the record as lines whose source is the field."""
    for number, path in enumerate(_FIELDS, start=1):
        node = _rule(path, fields.get(path, ""))
        if node is not None:
            yield _field_line(f"F{number}", path, fields[path], node)


def _rule(path: str, value: str) -> Criterion | None:
    """What a field requires; None where it is empty or asks nothing."""
    if path == _SEX:
        return Has(target=Target(concept=value.lower())) if value in ("FEMALE", "MALE") else None
    age = _age(value)
    if age is None:
        return None
    number, unit = age
    rule = Compare(quantity=Quantity(variable="age"), unit=unit)
    return replace(rule, low=Limit(value=number)) if path == _MINIMUM_AGE else replace(rule, high=Limit(value=number))


def _field_line(name: str, origin: str, value: str, node: Criterion) -> Line:
    return Line(
        id=name,
        section=Section.INCLUSION,
        text=f"{origin.rsplit('.', maxsplit=1)[-1]}: {value}",
        span=Span(start=0, end=0, source=origin),
        node=node,
        origin=origin,
    )


def _age(text: str) -> tuple[Decimal, str] | None:
    """ "18 Years" as a value and a UCUM unit."""
    number, _, unit = text.partition(" ")
    code = _AGE_UNITS.get(unit.lower().rstrip("s"))
    return (Decimal(number), code) if number.isdecimal() and code else None


def _arms(record: TrialRecord) -> Iterable[Arm]:
    groups = record.get("armsInterventionsModule.armGroups")
    for group in groups if isinstance(groups, list | tuple) else ():
        if not isinstance(group, Mapping):
            continue
        yield Arm(
            label=str(group.get("label", "")),
            type=group.get("type"),
            description=group.get("description"),
            interventions=tuple(group.get("interventionNames", ())),
        )
