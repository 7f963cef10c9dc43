"""Rules that a record states twice, in a field and in its text: made one rule with two sources, or told as a contradiction.

Stages and the lines of the fields in; the stages with both, and what was found, out. A field says less than a sentence can ("over
18" is 18 Years in it), so where the two agree the sentence is the rule. Where they differ the sentence stands as it is read, and
the field excludes nobody whom the sentence lets in: there it is one of two readings, and the answer is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from trialwright.findings import Finding, Severity
from trialwright.protocol.criteria import (
    NO_SIGN,
    AllOf,
    Compare,
    Criterion,
    Has,
    Limit,
    NoConstraint,
    Readings,
    Target,
    When,
    children,
    walk,
)
from trialwright.protocol.normal import conjuncts, normal
from trialwright.protocol.protocol import Line, Stage, StatedField

_SEXES = frozenset({"female", "male"})


def reconciled(stages: Sequence[Stage], fields: Sequence[Line]) -> tuple[tuple[Stage, ...], tuple[Finding, ...]]:
    """The stages with the rules of the fields in the first of them, each rule once, and a finding for each contradiction.

    A field whose rule a sentence states becomes a source of that sentence (`Line.fields`); any other is a line of its own. Where
    a sentence can be meant in two ways that are one for patients of the field's sex ("women over 50"), it is read as that one; a
    sentence that has lost its sign ("Age  18 years") is read as the field that has the same number says.
    """
    if not stages:
        return (), ()
    sex = next((node for line in fields if isinstance(node := line.node, Has) and node.target.concept in _SEXES), None)
    limits = [normal(line.node) for line in fields]
    signed = [
        replace(stage, lines=tuple(replace(line, node=_signed(line.node, limits)) for line in stage.lines)) for stage in stages
    ]
    first, *rest = [_settled(stage, sex) for stage in signed] if sex else signed
    mentioned = tuple(node for stage in (first, *rest) for line in stage.lines for node in walk(normal(line.node)))
    findings: list[Finding] = []
    for field in fields:
        rule = normal(field.node)
        stated = _stated(first.lines, rule)
        agreeing = next((item.line for item in stated if item.agrees), None)
        if agreeing is not None:
            first = replace(first, lines=tuple(_with(line, field) if line is agreeing else line for line in first.lines))
        elif stated and not any(_agree(node, rule) for node in mentioned):
            findings.append(_finding(field, stated))
            first = replace(first, lines=(*first.lines, replace(field, node=_either(field, stated))))
        else:
            first = replace(first, lines=(*first.lines, field))
    return (first, *rest), tuple(findings)


def without_settled(findings: Iterable[Finding], stages: Sequence[Stage]) -> tuple[Finding, ...]:
    """The findings without the remark on several readings of a line that has only one left."""
    lines = [line for stage in stages for line in stage.lines if line.origin == "text"]
    return tuple(item for item in findings if item.code != _SEVERAL or not _is_settled(item, lines))


_SEVERAL = "SEVERAL_READINGS"


def _is_settled(finding: Finding, lines: Iterable[Line]) -> bool:
    span = finding.span
    if span is None:
        return False
    about = [line for line in lines if line.span.start <= span.start and span.end <= line.span.end]
    return bool(about) and not any(isinstance(node, Readings) for line in about for node in walk(line.node))


def _settled(stage: Stage, sex: Has) -> Stage:
    """The stage with what can be meant in two ways that only the other sex could tell apart read in the narrower way."""
    return replace(stage, lines=tuple(replace(line, node=_narrower(line.node, sex.target)) for line in stage.lines))


def _signed(node: Criterion, limits: Sequence[Criterion]) -> Criterion:
    """A limit without its sign read as a field of the record says; any other criterion as it is."""
    match node:
        case Readings() if node.why == NO_SIGN:
            meant = [item for item in node.items if any(_only_limit(part, limits) for part in walk(item))]
            return meant[0] if len(meant) == 1 else node
        case AllOf() | Readings():
            items = tuple(_signed(item, limits) for item in node.items)
            same = all(one is other for one, other in zip(items, node.items, strict=True))
            return node if same else replace(node, items=items)
        case When():
            then = _signed(node.then, limits)
            return node if then is node.then else replace(node, then=then)
        case _:
            return node


def _only_limit(part: Criterion, limits: Sequence[Criterion]) -> bool:
    """Whether a limit is that of a field and has no other end."""
    if not isinstance(part, Compare) or (part.low is None) == (part.high is None):
        return False
    told = normal(part)
    return any(isinstance(rule, Compare) and (rule.low is None) == (part.low is None) and _agree(told, rule) for rule in limits)


def _narrower(node: Criterion, sex: Target) -> Criterion:
    if isinstance(node, AllOf):
        return replace(node, items=tuple(_narrower(item, sex) for item in node.items))
    if not isinstance(node, Readings) or len({normal(_of_sex(item, sex)) for item in node.items}) > 1:
        return node
    asking = (item for item in node.items if any(_is_of(part, sex) for part in conjuncts(normal(item))))
    return next(asking, node)


def _of_sex(node: Criterion, sex: Target) -> Criterion:
    """What is left of a requirement for a patient of that sex."""
    match node:
        case AllOf():
            return replace(node, items=tuple(_of_sex(item, sex) for item in node.items))
        case When() if _is_of(node.condition, sex):
            return _of_sex(node.then, sex)
        case _:
            return NoConstraint(why="the sex of all patients") if _is_of(node, sex) else node


def _is_of(node: Criterion, sex: Target) -> bool:
    return isinstance(node, Has) and node.window is None and node.target == sex


@dataclass(frozen=True, kw_only=True, slots=True)
class _Stated:
    """What a sentence that holds for everybody says of the thing that a field is about, and whether that is the field's rule."""

    line: Line
    part: Criterion
    agrees: bool


def _stated(lines: Iterable[Line], rule: Criterion) -> list[_Stated]:
    everybody = (line for line in lines if line.origin == "text" and line.cohort is None)
    each = ((line, part) for line in everybody for part in conjuncts(normal(line.node)) if _same_thing(part, rule))
    return [_Stated(line=line, part=part, agrees=_agree(part, rule)) for line, part in each]


def _same_thing(part: Criterion, rule: Criterion) -> bool:
    """Whether both limit one quantity on one side, or both say of which sex."""
    if isinstance(rule, Compare):
        return isinstance(part, Compare) and part.quantity == rule.quantity and _end(part, rule) is not None
    return all(isinstance(leaf, Has) and leaf.target.concept in _SEXES for leaf in walk(part) if not children(leaf))


def _agree(part: Criterion, rule: Criterion) -> bool:
    """Whether a sentence says what the field says, as far as whole years can say it ("over 17" is 18; "over 18" is 18 or 19)."""
    if not isinstance(rule, Compare):
        return part == rule
    wanted, said = _end(rule, rule), _end(part, rule) if isinstance(part, Compare) and part.quantity == rule.quantity else None
    if wanted is None or said is None or isinstance(said.value, str) or isinstance(wanted.value, str):
        return False
    beyond = said.value + (1 if rule.low is not None else -1)
    return said.value == wanted.value or (not said.inclusive and beyond == wanted.value)


def _end(node: Compare, rule: Compare) -> Limit | None:
    """The end of a range that the rule of a field, which has one end, is about."""
    return node.low if rule.low is not None else node.high


def _with(line: Line, field: Line) -> Line:
    name, _, value = field.text.partition(": ")
    return replace(line, fields=(*line.fields, StatedField(path=field.origin, value=value or name)))


def _either(field: Line, stated: Sequence[_Stated]) -> Criterion:
    """The rule of the field as one of the readings; whom the sentences refuse, they refuse by themselves."""
    said = " and ".join(dict.fromkeys(f'{item.line.id} says "{item.line.text}"' for item in stated))
    why = f"the record says {field.text}, {said}: ask which holds"
    return Readings(items=(field.node, *dict.fromkeys(item.part for item in stated)), why=why)


def _finding(field: Line, stated: Sequence[_Stated]) -> Finding:
    line = stated[0].line
    return Finding(
        code="AGE_TEXT_MISMATCH" if isinstance(field.node, Compare) else "SEX_TEXT_MISMATCH",
        severity=Severity.WARNING,
        message=f'The record says {field.text}, {line.id} says "{line.text}".',
        span=line.span,
        hint="Ask which holds: whom the field alone refuses stays undecided.",
        fields=(field.origin, "eligibilityModule.eligibilityCriteria"),
        values=(field.text, line.text),
    )
