"""Compile: an eligibility text in, its criteria by stage and our remarks out. The passes, in their order, each of one shape."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.outlining.outline import Kind, Outline
from trialwright.compiler.outlining.split import split
from trialwright.compiler.phrasing.viral import with_their_infection
from trialwright.compiler.preparing.events import with_event_windows
from trialwright.compiler.requirements.agetables import age_table, as_row, with_rows
from trialwright.compiler.requirements.below import sparing, sparing_the_last
from trialwright.compiler.requirements.build import Built, build
from trialwright.compiler.requirements.check import check
from trialwright.compiler.requirements.groups import alternatives, in_cohorts, of_one_disease, with_sexes_told
from trialwright.compiler.requirements.labelled import is_label, is_topic, label_of_topic, with_label
from trialwright.compiler.requirements.opposed import with_opposed_doubted
from trialwright.compiler.requirements.owndisease import with_own_disease_spared
from trialwright.compiler.requirements.scope import scoped
from trialwright.compiler.sentences.parse import read_statement
from trialwright.compiler.setting import Setting
from trialwright.compiler.statement import EMPTY_NORMAL, Passed, Statement, Work, normal_of, statements_of
from trialwright.compiler.tagging.normalise import lost_superscripts
from trialwright.compiler.tagging.ownshorts import own_short_forms, short_forms_read
from trialwright.compiler.tagging.tag import Tagger, default_tagger, tag
from trialwright.findings import Finding, Severity, Span
from trialwright.protocol.criteria import NoConstraint, Unread
from trialwright.vocabulary.collecting import uncollected
from trialwright.vocabulary.records import anew, record

Pass = Callable[[tuple[Statement, ...], tuple[Finding, ...]], Passed]


@dataclass(frozen=True, kw_only=True)
class Compiled:
    """What an eligibility text became: its outline, its lines by stage, the lists that it shows, our remarks."""

    outline: Outline
    built: Built
    findings: tuple[Finding, ...]


def compile_criteria(text: str, *, section: Kind | None = None, tagger: Tagger | None = None) -> Compiled:
    """The criteria of an eligibility text. `section` is the list of text that stands under no heading."""
    with uncollected():
        return compile_outline(split(text, section=section), tagger=tagger)


def compile_outline(outline: Outline, *, tagger: Tagger | None = None) -> Compiled:
    """The criteria of a text that `split` has taken apart."""
    with uncollected():
        work = Work(text=outline.text, tagger=tagger or default_tagger())
        statements, findings = _read_or_left(work, statements_of(outline))
        return Compiled(outline=outline, built=build(outline, statements), findings=findings)


def _read_or_left(work: Work, statements: tuple[Statement, ...]) -> Passed:
    """The statements put through the passes. Where a defect of ours stops them, the statements that it stops on are left unread,
    each with a finding, and the others are read without them: one line never costs a trial, nor one trial a shelf."""
    read = _passed(work, statements)
    if not isinstance(read, Exception):
        return read
    alone = [_passed(work, (statement,)) for statement in statements]
    stopped = [result if isinstance(result, Exception) else None for result in alone]
    read = _passed(work, tuple(item for item, error in zip(statements, stopped, strict=True) if error is None))
    if isinstance(read, Exception):  # each is read by itself, and all together are not
        stopped = [error or read for error in stopped]
        read = ((), ())
    others = iter(read[0])
    lines = list(zip(statements, stopped, strict=True))
    done = tuple(next(others) if error is None else _left(item, work) for item, error in lines)
    return done, (*read[1], *(_told(item, error, work) for item, error in lines if error is not None))


def _passed(work: Work, statements: tuple[Statement, ...]) -> Passed | Exception:
    """The statements behind all passes, or what stopped one of them."""
    findings: tuple[Finding, ...] = ()
    try:
        for step in passes(work):
            statements, findings = step(statements, findings)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is ours, and told as a finding
        return error
    return statements, findings


def _whole_span(statement: Statement) -> Span:
    spans = [item.span for item in statement.item.walk()]
    return Span(start=min(span.start for span in spans), end=max(span.end for span in spans))


def _left(statement: Statement, work: Work) -> Statement:
    span = _whole_span(statement)
    return anew(statement, node=Unread(text=span.cut(work.text), why="our reader stopped on it", span=span))


def _told(statement: Statement, error: Exception, work: Work) -> Finding:
    span = _whole_span(statement)
    return Finding(
        code="READER_STOPPED",
        severity=Severity.WARNING,
        message=f"our reader stopped on this line, which is left unread: {type(error).__name__}, a defect of trialwright",
        span=span,
        hint="please report the line; the others were read",
        values=(span.cut(work.text),),
    )


def passes(work: Work) -> tuple[Pass, ...]:
    """The passes behind `split`, in their order."""
    return (partial(_normalise, work), partial(_tag, work), partial(_parse, work), partial(_scope, work), partial(check, work))


def _each(statement: Statement, change: Callable[[Statement], Statement]) -> Statement:
    """The statement and all below it, each put through `change`, children first."""
    return change(anew(statement, children=tuple(_each(child, change) for child in statement.children)))


def _normalise(work: Work, statements: tuple[Statement, ...], findings: tuple[Finding, ...]) -> Passed:
    spelled_out = short_forms_read(own_short_forms(work.text, work.tagger))
    done = tuple(_each(statement, lambda item: anew(item, normal=spelled_out(normal_of(item, work)))) for statement in statements)
    return done, (*findings, *lost_superscripts(work.text))


def _tag(work: Work, statements: tuple[Statement, ...], findings: tuple[Finding, ...]) -> Passed:
    return tuple(
        _each(statement, lambda item: anew(item, chunks=tag(item.normal.text, work.tagger))) for statement in statements
    ), findings


def _parse(work: Work, statements: tuple[Statement, ...], findings: tuple[Finding, ...]) -> Passed:
    done = tuple(_read(statement, work, Above(excludes=statement.exclusion)) for statement in statements)
    return sparing_the_last(done, Setting(normal=EMPTY_NORMAL, exclusion=False, tagger=work.tagger)), findings


@record(frozen=True, kw_only=True, slots=True)
class Above:
    """What a statement takes from those above it: their one disease, whether they exclude, whether they speak of the present, and
    their chunks, of which the last `own` are those of the one right above; `rows_of` is the variable of a table by age."""

    subject: tuple[Chunk, ...] = ()
    excludes: bool
    now: bool = False
    said: tuple[Chunk, ...] = ()
    own: int = 0
    rows_of: Chunk | None = None


def _read(statement: Statement, work: Work, above: Above) -> Statement:
    """The statement and all below it read, from the top down: a heading's one disease is what its children speak of, and what
    stands below "none of the following" excludes in either list."""
    subject = above.subject
    label = above.said[-above.own :] if above.own else label_of_topic(statement.group.topic, work.tagger)
    statement = anew(statement, chunks=as_row(with_label(statement.chunks, label), above.rows_of))
    table = age_table(statement.chunks, statement.normal) if statement.children and not above.excludes else None
    setting = Setting(normal=statement.normal, exclusion=above.excludes, tagger=work.tagger, subject=subject, now=above.now)
    setting = anew(setting, leads=bool(statement.children))
    required = statement.item.sense == "unmet"  # "patients must meet the following:" among the exclusions
    below_excludes = (above.excludes and not required) or statement.item.logic == "NONE"
    children: tuple[Statement, ...] = ()
    if statement.children:
        named = tuple(chunk for chunk in statement.chunks if chunk.sort is Sort.CONCEPT and _disease(chunk, work))
        below = named if len(named) == 1 else subject
        now = above.now or any(chunk.sort is Sort.NOW for chunk in _last_sentence(statement.chunks))
        around = Above(
            subject=below,
            excludes=below_excludes,
            now=now,
            said=(*above.said, *statement.chunks),
            own=len(statement.chunks),
            rows_of=table.variable if table is not None else None,
        )
        children = tuple(_read(child, work, around) for child in statement.children)
        children = sparing_the_last(children, setting)
    asked = None
    if table is not None:
        asked = with_rows(table, read_statement(table.before, setting) if table.before else None, children)
    if asked is not None:
        return anew(statement, proposition=asked[0], children=asked[1])
    own = read_statement(with_event_windows(with_their_infection(statement.chunks, above.said), setting), setting)
    if children and is_label(statement.chunks) and all(is_labelled(child) for child in children):
        own = NoConstraint(why="heading", span=own.span)
    if children and is_topic(statement.normal.text):
        own = NoConstraint(why="heading", span=own.span)
    own, children = sparing(own, statement, children, setting)
    return anew(statement, proposition=own, children=children)


def _last_sentence(chunks: tuple[Chunk, ...]) -> tuple[Chunk, ...]:
    """What a heading says right above its list: "who progressed while receiving it are eligible." says nothing of the list."""
    stops = [place for place, chunk in enumerate(chunks[:-1]) if chunk.sort is Sort.STOP]
    behind = chunks[stops[-1] + 1 :] if stops else chunks
    return () if any(chunk.sort is Sort.PERMIT for chunk in behind) and chunks[-1].sort is Sort.STOP else behind


def is_labelled(child: Statement) -> bool:
    """True for a limit that was given the variable of the label above it."""
    return bool(child.chunks) and child.chunks[0].start == child.chunks[0].end


def _disease(chunk: Chunk, work: Work) -> bool:
    return all(work.tagger.vocabulary.kind(name) in ("cancer", "metastasis", "condition", "finding") for name in chunk.names)


def _scope(work: Work, statements: tuple[Statement, ...], findings: tuple[Finding, ...]) -> Passed:
    done = with_sexes_told(tuple(scoped(statement) for statement in statements))
    done = alternatives(of_one_disease(done, work.tagger.vocabulary), work.text)
    done = with_own_disease_spared(done, work.tagger.vocabulary)
    return with_opposed_doubted(in_cohorts(done, work.text)), findings
