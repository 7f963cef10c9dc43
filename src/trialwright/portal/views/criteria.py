"""A protocol enters, who can join leaves as people read it: stages, lines with the sentence, our reading as a tree, doubts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from trialwright.findings import Finding
from trialwright.portal.shown import plain
from trialwright.portal.views.words import field_label, word
from trialwright.protocol.criteria import AllOf, AnyOf, AtLeast, Criterion, NoConstraint, NoneOf, Not, Readings, Unread, When
from trialwright.protocol.protocol import Line, LineState, Protocol, Section, Stage
from trialwright.protocol.speech import ENGLISH, Speech
from trialwright.protocol.words import sentence_of, words_of

FOLDED = 8
"""A reading of more phrases is folded."""
_NOT_READ = "NOT_READ"
DEEPEST = 12
"""Trees deeper than this go on in words: no text can make a page nest without end."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Node:
    """One node of a reading. A group has a `head` (to translate, with `count` in it) and `below`; a leaf has `text`.

    `role` is "if", "then" or "otherwise" under a condition (to translate); `unclear` marks what was not understood.
    """

    text: str = ""
    head: str = ""
    count: int = 0
    why: str = ""
    role: str = ""
    unclear: bool = False
    below: tuple[Node, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class LineView:
    """One criterion: its number, the sentence as printed in parts (the first, then its own points), our reading, remarks.

    `state` is "" for a line that was read whole, else a text to translate. `fields` are the fields that say the same.
    """

    id: str
    number: str
    parts: tuple[str, ...]
    says: str
    tree: Node
    state: str
    code: str
    cohort: str
    remarks: tuple[Finding, ...]
    fields: tuple[str, ...]
    from_field: str = ""

    @property
    def size(self) -> int:
        """How many phrases our reading has."""
        return _leaves(self.tree)

    @property
    def folded(self) -> bool:
        """Whether our reading is too long to stand open."""
        return self.size > FOLDED


@dataclass(frozen=True, kw_only=True, slots=True)
class ListView:
    """The lines of one list of a stage: `head` is a text to translate."""

    section: Section
    head: str
    lines: tuple[LineView, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class StageView:
    """A step of the trial with its lists. `later` when its criteria are judged only after `begins`."""

    label: str
    name: str
    later: bool
    begins: str
    lists: tuple[ListView, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Criteria:
    """All that is asked of patients: stages, which lists are shown, the text as printed, how many lines are unclear or to ask."""

    stages: tuple[StageView, ...]
    shown: tuple[Section, ...]
    text: str
    lines: int
    unclear: int
    asked: int


def criteria_of(protocol: Protocol, *, speech: Speech = ENGLISH) -> Criteria:
    """The eligibility of a trial for its page, our readings in the language of `speech`."""
    lines = [line for stage in protocol.stages for line in stage.lines]
    unclear = (LineState.IN_PART, LineState.AMBIGUOUS, LineState.UNREAD)
    return Criteria(
        stages=tuple(_stage(stage, protocol, speech) for stage in protocol.stages if stage.lines),
        shown=protocol.criteria_shown,
        text=plain(protocol.criteria_text),
        lines=len(lines),
        unclear=sum(line.state in unclear for line in lines),
        asked=sum(line.state is LineState.ASK for line in lines),
    )


def _stage(stage: Stage, protocol: Protocol, speech: Speech) -> StageView:
    lists = (
        ListView(
            section=section,
            head=word("section", section.value),
            lines=tuple(
                _line(line, number, protocol.findings, speech) for number, line in enumerate(_of(stage, section), start=1)
            ),
        )
        for section in Section
    )
    return StageView(
        label=plain(stage.label),
        name=stage.name,
        later=stage.begins is not None,
        begins=stage.begins or "",
        lists=tuple(found for found in lists if found.lines),
    )


def _of(stage: Stage, section: Section) -> list[Line]:
    return [line for line in stage.lines if line.section is section]


def _line(line: Line, number: int, findings: Iterable[Finding], speech: Speech) -> LineView:
    own = line.origin == "text"
    tree = tree_of(line.node, speech=speech)
    return LineView(
        id=line.id,
        number=str(number),
        parts=tuple(_parts(line.text)) if own else (line.text.partition(": ")[2] or line.text,),
        says=sentence_of(line, speech=speech),
        tree=tree,
        state="" if line.state is LineState.COMPILED else word("state", line.state.value),
        code=line.state.name.lower().replace("_", "-"),
        cohort=line.cohort or "",
        remarks=_remarks(line, tree, findings) if own else (),
        fields=tuple(field_label(field.path) for field in line.fields),
        from_field="" if own else field_label(line.origin),
    )


def _remarks(line: Line, tree: Node, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The remarks on a line, each once; what our reading says itself where it stands unfolded is none beside it."""
    every = {(item.code, item.message): item for item in findings if _within(item, line)}
    if _leaves(tree) > FOLDED:
        return tuple(every.values())
    doubts = set(_doubts(tree))
    return tuple(item for item in every.values() if item.code != _NOT_READ and item.message.partition(": ")[2] not in doubts)


def _doubts(tree: Node) -> Iterator[str]:
    """Why parts of a tree can be read in several ways, as the tree says."""
    if tree.why and tree.below:
        yield tree.why
    for item in tree.below:
        yield from _doubts(item)


def _within(finding: Finding, line: Line) -> bool:
    span = finding.span
    return (
        span is not None
        and span.source == line.span.source
        and line.span.start <= span.start < max(line.span.end, line.span.start + 1)
    )


def _parts(text: str) -> Iterator[str]:
    """A sentence and the points below it, each without its bullet."""
    for row in plain(text).split("\n"):
        words = row.strip().lstrip("*•·-–▪◦ \t").strip()
        if words:
            yield words


@dataclass(frozen=True, slots=True)
class _Trees:
    """Makes trees of readings in one language."""

    speech: Speech

    def of(self, node: Criterion, *, depth: int = 0, role: str = "") -> Node:
        if depth >= DEEPEST:
            return self._leaf(node, role)
        match node:
            case When():
                return self._condition(node, depth, role)
            case Readings():
                below = self._below(node.items, depth)
                return Node(head=word("group", "readings"), why=node.why, role=role, unclear=True, below=below)
            case AllOf() | AnyOf() | NoneOf() | AtLeast():
                return self._group(node, depth, role)
            case Not():
                return self._denied(node, depth, role)
            case _:
                return self._leaf(node, role)

    def _leaf(self, node: Criterion, role: str) -> Node:
        return Node(text=words_of(node, speech=self.speech), role=role, unclear=isinstance(node, Unread) or _unclear(node))

    def _group(self, node: AllOf | AnyOf | NoneOf | AtLeast, depth: int, role: str) -> Node:
        if len(node.items) == 1 and isinstance(node, AllOf | AnyOf):
            return self.of(node.items[0], depth=depth, role=role)
        if len(node.items) < 2 or _short(node):
            return self._leaf(node, role)
        head = {AllOf: "all", AnyOf: "any", NoneOf: "none", AtLeast: "at least"}[type(node)]
        count = node.count if isinstance(node, AtLeast) else 0
        return Node(head=word("group", head), count=count, role=role, below=self._below(_flat(node), depth))

    def _denied(self, node: Not, depth: int, role: str) -> Node:
        item = node.item
        if isinstance(item, AllOf | AnyOf) and len(item.items) > 1 and not _short(node):
            head = "not all" if isinstance(item, AllOf) else "none"
            return Node(head=word("group", head), role=role, below=self._below(item.items, depth))
        return self._leaf(node, role)

    def _condition(self, node: When, depth: int, role: str) -> Node:
        parts = [self.of(node.condition, depth=depth + 1, role=word("group", "when"))]
        for name, part in (("then", node.then), ("otherwise", node.otherwise)):
            if not isinstance(part, NoConstraint):
                parts.append(self.of(part, depth=depth + 1, role=word("group", name)))
        return Node(role=role, below=tuple(parts))

    def _below(self, items: Iterable[Criterion], depth: int) -> tuple[Node, ...]:
        return tuple(self.of(item, depth=depth + 1) for item in items)


def tree_of(node: Criterion, *, speech: Speech = ENGLISH) -> Node:
    """A reading as a tree of groups; what is one phrase stays one phrase."""
    return _Trees(speech).of(node)


def _leaves(node: Node) -> int:
    return sum(map(_leaves, node.below)) if node.below else 1


def _flat(node: AllOf | AnyOf | NoneOf | AtLeast) -> tuple[Criterion, ...]:
    """The items of a group, those of a group of the same kind in place of that group: "all of all" is all, "none of any" none."""
    if isinstance(node, AtLeast):
        return node.items
    inner = AllOf if isinstance(node, AllOf) else AnyOf
    return tuple(part for item in node.items for part in (_flat(item) if isinstance(item, inner) else (item,)))


def _short(node: Criterion) -> bool:
    """Whether a group is said best in one phrase: "neither pregnancy nor breastfeeding"."""
    words = words_of(node)
    return len(words) <= 90 and ";" not in words and ": " not in words


def _unclear(node: Criterion) -> bool:
    return "not read: “" in words_of(node)
