"""The outline of an eligibility text: what `split` makes of free text, and what the later passes read statement by statement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from trialwright.findings import Span
from trialwright.vocabulary.records import record

Kind: TypeAlias = Literal["inclusion", "exclusion"]
Logic: TypeAlias = Literal["ANY", "ALL", "NONE"]
Sense: TypeAlias = Literal["exception", "permission", "unmet"]
Nesting: TypeAlias = Literal["stated", "inferred"]


@record(frozen=True, kw_only=True, slots=True)
class Item:
    """One statement and those below it.

    `text` is the statement as a reader sees it (escapes undone, line breaks made blanks, no bullet or marker); `span` is where it
    stands, children left out. `number` is that of a numbered list, `marker` any other enumerator ("(i)", "<1>", "a.").
    `logic` joins the children as the words say it; `logic_stated` is False where it was guessed. In an exclusion list "must not
    have any of the following" is ANY: it only says again that these exclude. `sense` is what the children are to the statement
    where they are not simply its content: "exception" (what it does not mean), "permission" (the condition on which it lets
    somebody in), "unmet" (what is required: the statement speaks of those who lack it).
    `at_least` and `at_most`: the number of children that must hold, and that may ("no more than one of the following"); `logic`
    is None where one of them is set. `either`: the places of the children that an "or" joins to the next one, in a list of which
    all else holds.
    `nesting` tells whether indentation or enumerators show the children or they were worked out from flat bullets. `inline`: it
    was enumerated within a sentence, so that the parent's words may be needed to read it. `or_below`: an "or" at its end makes
    what stands below it another way to meet it. `cohort` is set on an item that is a
    cohort's heading inside a list; its children hold for that cohort.
    """

    text: str
    span: Span
    marker: str | None = None
    number: int | None = None
    logic: Logic | None = None
    logic_stated: bool = False
    at_least: int | None = None
    at_most: int | None = None
    either: tuple[int, ...] = ()
    children: tuple[Item, ...] = ()
    nesting: Nesting | None = None
    nesting_end_uncertain: bool = False
    sense: Sense | None = None
    inline: bool = False
    or_below: bool = False
    cohort: str | None = None

    @property
    def exception(self) -> bool:
        """Whether the children are exceptions to the statement."""
        return self.sense == "exception"

    def walk(self) -> Iterator[Item]:
        """The item and all below it, in the order of the text."""
        yield self
        for child in self.children:
            yield from child.walk()

    def to_json(self) -> dict[str, Any]:
        """The item in the shape of the golden records; empty parts are left out."""
        body: dict[str, Any] = {"text": self.text}
        optional: tuple[tuple[str, Any], ...] = (
            ("number", self.number),
            ("marker", self.marker),
            ("childLogic", self.logic),
            ("atLeast", self.at_least),
            ("atMost", self.at_most),
            ("either", list(self.either) or None),
            ("nesting", "inferred" if self.nesting == "inferred" else None),
            ("nestingEndUncertain", self.nesting_end_uncertain or None),
            ("sense", self.sense),
            ("cohort", self.cohort),
            ("children", [child.to_json() for child in self.children] or None),
        )
        return body | {key: value for key, value in optional if value is not None}


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """The statements under one heading.

    `kind` is None for text without a heading. `step` counts the trial's stages from 1 where it has several, and is None for a
    group that names none; `stage` is the stage's name where it is a later one, `begins` the event that opens it. `labels` are
    the places of the heading and of a sentence that only introduces the list ("must meet all of the following criteria:").
    `logic` joins the items where such a sentence says it.
    """

    kind: Kind | None
    label: str
    span: Span
    labels: tuple[Span, ...] = ()
    step: int | None = None
    stage: str | None = None
    begins: str | None = None
    cohort: str | None = None
    topic: str | None = None
    logic: Logic | None = None
    at_least: int | None = None
    items: tuple[Item, ...] = ()

    def walk(self) -> Iterator[Item]:
        """Every item of the group, in the order of the text."""
        for item in self.items:
            yield from item.walk()

    @property
    def flat_item_count(self) -> int:
        """How many items stand in the list as bullets, numbers or lines; what a sentence enumerates is not counted."""
        return sum(not item.inline for item in self.walk())

    @property
    def top_level_count(self) -> int:
        """How many items stand at the top of the list."""
        return len(self.items)

    def to_json(self) -> dict[str, Any]:
        """The group in the shape of the golden records, without `step` (the outline knows whether there are steps)."""
        body: dict[str, Any] = {"kind": self.kind, "label": self.label}
        extra = {"cohort": self.cohort, "topic": self.topic, "logic": self.logic}
        body |= {key: value for key, value in extra.items() if value is not None}
        body |= {"flatItemCount": self.flat_item_count, "topLevelCount": self.top_level_count}
        return body | {"items": [item.to_json() for item in self.items]}


@dataclass(frozen=True, kw_only=True, slots=True)
class Outline:
    """An eligibility text taken apart: every character is in one item's span, one group's label, or one of the `gaps`.

    `steps` names the trial's stages in their order, where it has several.
    """

    text: str
    groups: tuple[Group, ...] = ()
    gaps: tuple[Span, ...] = ()
    steps: tuple[str, ...] = ()

    def walk(self) -> Iterator[Item]:
        """Every item, in the order of the text."""
        for group in self.groups:
            yield from group.walk()

    def to_json(self) -> dict[str, Any]:
        """`{"steps"?, "groups"}` in the shape of the golden records' `x_portal.eligibility`."""
        groups = [group.to_json() for group in self.groups]
        if not self.steps:
            return {"groups": groups}
        stepped = [{"step": group.step} | body for group, body in zip(self.groups, groups, strict=True)]
        return {"steps": list(self.steps), "groups": stepped}
