"""Differences enter, what a person reads in a terminal leaves: each change with both sentences and both readings."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from rich.console import Console
from rich.text import Text

from trialwright.cli.screen import indented, one_line, plain
from trialwright.protocol.difference import MATTERS, Change, Difference, Entry, Kind, Part
from trialwright.protocol.language import print_criterion
from trialwright.protocol.protocol import Protocol
from trialwright.protocol.words import words_of

_STYLES = {
    Kind.ADDED: "green",
    Kind.REMOVED: "red",
    Kind.TIGHTENED: "bold yellow",
    Kind.LOOSENED: "bold cyan",
    Kind.CHANGED: "bold magenta",
}
_SAID = {Kind.TIGHTENED: "stricter", Kind.LOOSENED: "looser", Kind.CHANGED: "different", Kind.REWORDED: "the same"}
_WIDE_ENOUGH = 110
_GAP = 2
_INDENT = 2


def print_difference(found: Difference, versions: tuple[Protocol, Protocol], console: Console, *, every: bool = False) -> None:
    """Print the changes in the order of the newer version; those that are the same only with `every`."""
    new = versions[1]
    indented(console, Text(f"{one_line(new.key)}: {one_line(new.title)}", style="bold"))
    indented(console, Text(_summary(found, versions)), _INDENT)
    for change in found.changes:
        if change.kind is not Kind.NOT_COMPARED and (every or change.kind is not Kind.SAME):
            _print_change(change, console)
    _print_not_shown(found, console)


def _print_not_shown(found: Difference, console: Console) -> None:
    """The lines of one version whose list the other does not show, named only: nothing is known of a change in them."""
    left = found.of(Kind.NOT_COMPARED)
    for side, other in (([change.old for change in left], "newer"), ([change.new for change in left], "older")):
        names = [line.id for entries in side for _, line in entries]
        if names:
            console.print()
            told = f"{Kind.NOT_COMPARED.value}  the {other} source does not show the list of: {', '.join(names)}"
            indented(console, Text(told), hang=_INDENT)


def _summary(found: Difference, versions: tuple[Protocol, Protocol]) -> str:
    counts = found.counts
    lines = [sum(len(stage.lines) for stage in protocol.stages) for protocol in versions]
    told = ", ".join(f"{counts[kind]} {kind.value}" for kind in Kind if counts[kind])
    number = sum(counts[kind] for kind in MATTERS)
    if counts.total() == counts[Kind.NOT_COMPARED]:
        head = "nothing could be compared"
    elif found.same:
        head = "nothing changed in meaning" + ("" if found.complete else ", as far as both are shown")
    else:
        head = f"{number} change{'' if number == 1 else 's'} in meaning"
    return f"{head} ({lines[0]} lines before, {lines[1]} now: {told or 'no lines'})"


def _print_change(change: Change, console: Console) -> None:
    old, new = (", ".join(line.id for _, line in side) for side in (change.old, change.new))
    where = f"{old} → {new}" if old and new and old != new else old or new
    doubt = "  (something in it was not read)" if change.unread and change.kind in MATTERS else ""
    console.print()
    console.print(Text().append(change.kind.value, style=_STYLES.get(change.kind, "dim")).append(f"  {where}{doubt}"))
    sentences = [[one_line(line.text) for _, line in side] for side in (change.old, change.new)]
    if sentences[0] == sentences[1]:
        _print_rows("  source", sentences[0], console, "dim")
    else:
        _print_rows("  before", sentences[0], console, "dim")
        _print_rows("  now", sentences[1], console, "dim")
    if change.kind is not Kind.SAME:
        _print_readings(change, console)
    if change.old and change.new:
        for part in change.parts:
            indented(console, Text(one_line(_part_words(part))), _INDENT, hang=_INDENT)


def _print_rows(label: str, rows: Sequence[str], console: Console, style: str) -> None:
    for number, row in enumerate(rows):
        indented(console, Text(f"{label if not number else '':10}").append(row, style=style), hang=10)


def _print_readings(change: Change, console: Console) -> None:
    """Both readings, side by side where there is room, else the one below the other; one that did not change once."""
    room = console.width - _INDENT
    wide = console.width >= _WIDE_ENOUGH and bool(change.old and change.new)
    width = max((room - _GAP) // 2 if wide else room, 40)
    old, new = (_reading_rows(side, width - _GAP) for side in (change.old, change.new))
    if old == new:
        _print_marked(old, " ", "none", console)
    elif wide:
        for left, right in zip_longest(old, new, fillvalue=""):
            row = Text("  ").append(f"{f'- {left}' if left else '':{width}}", style="red").append("  ")
            row.append(f"+ {right}" if right else "", style="green")
            row.rstrip()
            console.print(row, soft_wrap=True)
    else:
        _print_marked(old, "-", "red", console)
        _print_marked(new, "+", "green", console)


def _reading_rows(side: Sequence[Entry], width: int) -> list[str]:
    return [row for _, line in side for row in plain(print_criterion(line.node, width=width)).splitlines()]


def _print_marked(rows: Sequence[str], mark: str, style: str, console: Console) -> None:
    for row in rows:
        console.print(Text(f"  {mark} {row}", style=style), soft_wrap=True)


def _part_words(part: Part) -> str:
    """A requirement that changed, in plain words."""
    old, new = (None if node is None else words_of(node) for node in (part.old, part.new))
    if old is None:
        return f"now also required: {new}"
    if new is None:
        return f"no longer required: {old}"
    return f"{_SAID.get(part.kind, part.kind.value)}: {old} → {new}"
