"""Check: requirements in, the same requirements and our remarks out; what cannot be meant as it stands is put in doubt."""

from __future__ import annotations

from collections.abc import Iterator

from trialwright.compiler.statement import Passed, Statement, Work
from trialwright.findings import Finding, Severity
from trialwright.protocol.criteria import Compare, Readings, Unread, walk
from trialwright.vocabulary.variables import find_variable


def check(work: Work, statements: tuple[Statement, ...], findings: tuple[Finding, ...]) -> Passed:
    """Remarks on statements that were not read, have several readings, or hold a limit that no patient could meet."""
    return statements, (*findings, *(remark for statement in statements for remark in _remarks(statement)))


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
