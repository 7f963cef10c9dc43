"""Build: requirements in, the lines and stages of a protocol out."""

from __future__ import annotations

from dataclasses import dataclass

from trialwright.compiler.outlining.outline import Group, Outline
from trialwright.compiler.statement import Statement
from trialwright.protocol.protocol import SCREENING, Line, Section, Stage


@dataclass(frozen=True, kw_only=True)
class Built:
    """The stages that a text states, and which of the two lists it shows."""

    stages: tuple[Stage, ...]
    shown: tuple[Section, ...]


def build(outline: Outline, statements: tuple[Statement, ...]) -> Built:
    """The stages with their lines, in the order of the text; lines that name no stage belong to the first."""
    stages: dict[str, tuple[Group, list[Line]]] = {}
    counts: dict[tuple[str, Section], int] = {}
    order = list(dict.fromkeys(statement.group.stage or SCREENING for statement in statements))
    for statement in statements:
        group = statement.group
        name = group.stage or SCREENING
        lines = stages.setdefault(name, (group, []))[1]
        section = Section.EXCLUSION if statement.exclusion else Section.INCLUSION
        counts[name, section] = counts.get((name, section), 0) + 1
        lines.append(_line(statement, outline, (order.index(name) + 1, counts[name, section])))
    made = tuple(
        Stage(name=name, label=group.label or name, lines=tuple(lines), begins=group.begins)
        for name, (group, lines) in stages.items()
    )
    kinds = dict.fromkeys(group.kind for group in outline.groups if group.items)
    return Built(stages=made, shown=tuple(Section(kind) for kind in kinds if kind is not None))


def _line(statement: Statement, outline: Outline, number: tuple[int, int]) -> Line:
    stage, place = number
    section = Section.EXCLUSION if statement.exclusion else Section.INCLUSION
    spans = [item.span for item in statement.item.walk()]
    start, end = min(span.start for span in spans), max(span.end for span in spans)
    letter = "E" if section is Section.EXCLUSION else "I"
    return Line(
        id=f"{letter}{place}" if stage == 1 else f"{stage}.{letter}{place}",
        section=section,
        text=outline.text[start:end],
        span=statement.item.span.joined(spans[-1]),
        node=statement.node,
        cohort=statement.item.cohort or statement.group.cohort,
    )
