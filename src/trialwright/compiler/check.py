"""Check: requirements in, the same requirements and our remarks out; what cannot be meant as it stands is put in doubt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from trialwright.compiler.scope import changed
from trialwright.compiler.statement import Passed, Statement, Work
from trialwright.findings import Finding, Severity
from trialwright.protocol.criteria import Compare, Criterion, Has, NoConstraint, NoneOf, Readings, Unread, WindowKind, walk
from trialwright.vocabulary.variables import find_variable


def check(work: Work, statements: tuple[Statement, ...], findings: tuple[Finding, ...]) -> Passed:
    """Remarks on statements that were not read, have several readings, or hold a limit that no patient could meet."""
    statements = tuple(_doubted(statement) for statement in statements)
    return statements, (*findings, *(remark for statement in statements for remark in _remarks(statement)))


def _doubted(statement: Statement) -> Statement:
    """The statement with what cannot be meant as it is written given its likely reading beside the written one."""
    if not statement.exclusion:
        return statement
    return replace(statement, node=changed(statement.node, _second_reading))


def _second_reading(leaf: Criterion) -> Criterion:
    """An exclusion of those long free of a disease probably has lost its "except"; one of every woman who could bear a child, its
    end."""
    if not isinstance(leaf, Has):
        return leaf
    window = leaf.window
    if (
        window is not None
        and window.kind is WindowKind.AT_LEAST_BEFORE
        and leaf.target.concept == "malignancy"
        and window.amount is not None
    ):
        lasting = tuple(item for item in leaf.target.qualifiers if item.name != "activity")
        written = replace(leaf, target=replace(leaf.target, qualifiers=lasting))
        meant = replace(
            leaf, target=replace(leaf.target, qualifiers=()), window=replace(window, kind=WindowKind.WITHIN_BEFORE, strict=True)
        )
        return Readings(items=(written, meant), why="those cured long ago may be excluded, or all but those", span=leaf.span)
    if leaf.target.concept == "childbearing potential" and not leaf.target.qualifiers:
        nobody = NoneOf(items=(NoConstraint(why="something is missing", span=leaf.span),), span=leaf.span)
        return Readings(items=(leaf, nobody), why="every woman who could bear a child would be excluded", span=leaf.span)
    return leaf


def _remarks(statement: Statement) -> Iterator[Finding]:
    for node in walk(statement.node):
        if isinstance(node, Unread):
            yield Finding(code="NOT_READ", message=f"not read: {node.text!r} ({node.why})", span=node.span, values=(node.text,))
        elif isinstance(node, Readings):
            yield Finding(
                code="SEVERAL_READINGS",
                severity=Severity.WARNING,
                message=f"this can be read in more than one way: {node.why}",
                span=node.span,
            )
        elif isinstance(node, Compare):
            yield from _implausible(node)


def _implausible(node: Compare) -> Iterator[Finding]:
    known = find_variable(node.quantity.variable or "")
    if known is None or node.unit is not None or node.relative is not None or known.unit in (None, "1"):
        return
    yield Finding(
        code="UNIT_NOT_STATED",
        message=f"the limit of {known.name} has no unit; {known.unit} is meant if anything",
        span=node.span,
    )
