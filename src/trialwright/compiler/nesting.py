"""Rows of one list enter, a tree leaves: what indentation and enumerators state, then what flat bullets only suggest."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from trialwright.compiler.clean import clean
from trialwright.compiler.headings import rows_of
from trialwright.compiler.logic import LABORATORY
from trialwright.compiler.outline import Nesting
from trialwright.compiler.rows import Row

_COLON = (":", "：")
_HEADER_WORDS = 14
_CLOSER = re.compile(r"^any other\b|^others?\b(?! than)", re.IGNORECASE)
_SEPARATED = re.compile(r"(?:[;,；，]|\b(?:or|and|and/or))\s*$", re.IGNORECASE)
_NUMERIC = re.compile(r"\d|\bnormal\b|\buln\b|\blln\b", re.IGNORECASE)
_COMPARED = re.compile(r"[<>≤≥=]|\b(?:at least|less than|greater than|more than|within normal|no (?:more|greater) than)\b", re.IGNORECASE)
_TERM = re.compile(r"((?:[\w/-]+ (?:\([^)]{1,12}\) )?){1,3}?[\w/-]+)\s*(?:,|is|are)?\s*(?:defined|as defined|characteri[sz]ed)\b", re.IGNORECASE)
_PLAIN_WORDS = frozenset(
    "patient patients disease with function adequate must have history cancer tumor tumour status criteria organ as be is the and or of".split()
)


@dataclass(kw_only=True, slots=True)
class Node:
    """A row on its way to an item: `text` is clean."""

    row: Row
    text: str
    children: list[Node] = field(default_factory=list)
    nesting: Nesting | None = None
    uncertain: bool = False

    @property
    def opens(self) -> bool:
        """Whether the text asks for a list below it."""
        return self.text.endswith(_COLON)


def tree(text: str, rows: list[Row]) -> list[Node]:
    """The rows of one list as a tree."""
    nodes = [Node(row=row, text=clean(text[row.start : row.end])) for row in rows]
    top = _stated(nodes)
    flat = all(not node.children for node in top)
    _infer(top, flat=flat)
    return top


def _stated(nodes: list[Node]) -> list[Node]:
    top: list[Node] = []
    path: list[Node] = []
    _align_first(nodes)
    for index, node in enumerate(nodes):
        while path and not _below(path, node, nodes[index - 1]):
            path.pop()
        if path:
            path[-1].children.append(node)
            path[-1].nesting = "stated"
        else:
            top.append(node)
        path.append(node)
    return top


def _align_first(nodes: list[Node]) -> None:
    """A text whose first line lost its indentation: the line stands beside the others, unless it opens a list."""
    if len(nodes) > 2 and not nodes[0].opens:
        least = min(node.row.indent for node in nodes[1:])
        if nodes[0].row.indent < least and nodes[0].row.marked == nodes[1].row.marked:
            nodes[0].row.indent = least


def _below(path: list[Node], node: Node, previous: Node) -> bool:
    """Whether `node` stands below the last of `path`, by its column, else by its kind of marker."""
    row, parent = node.row, path[-1].row
    if _follows(parent, row):
        return False
    if not parent.marked:
        return _below_line(path[-1], row)
    if not row.marked:
        return row.indent > parent.indent
    if _continues_outer(path, row):
        return False
    if row.indent != parent.indent:
        return row.indent > parent.indent
    if row.enumerator is None:
        return parent.enumerator is not None or (_style(row) != _style(parent) and previous.opens and previous is path[-1])
    if not _starts_list(row):
        return False
    if parent.enumerator is None or _style(row) == _style(parent):
        return path[-1].opens and previous is path[-1]
    return True


def _below_line(parent: Node, row: Row) -> bool:
    """A line without a marker holds what follows when it reads as a header; the next such line at its column ends it."""
    if row.indent < parent.row.indent:
        return False
    header = parent.opens or (len(parent.text.split()) <= 8 and not parent.text.endswith((".", ";", ",")))
    if row.marked:
        return header
    return row.indent > parent.row.indent and header


def _style(row: Row) -> str:
    return row.enumerator.style if row.enumerator else row.bullet


def _starts_list(row: Row) -> bool:
    return row.enumerator is not None and any(value == 1 for _, value in row.enumerator.readings)


def _follows(one: Row, other: Row) -> bool:
    """Whether `other` is the next number of the list that `one` is in, at about the same column."""
    if one.enumerator is None or other.enumerator is None or one.enumerator.style != other.enumerator.style:
        return False
    ordinals = dict(one.enumerator.readings)
    near = abs(one.indent - other.indent) <= 2 or one.indent > other.indent
    return near and any(ordinals.get(script) == value - 1 for script, value in other.enumerator.readings)


def _continues_outer(path: list[Node], row: Row) -> bool:
    """Whether the row goes on with a numbered list further up, so that it closes what stands between."""
    return any(_follows(node.row, row) and row.indent <= node.row.indent + 2 for node in path[:-1])


def _infer(nodes: list[Node], *, flat: bool) -> None:
    index = 0
    while index < len(nodes):
        node = nodes[index]
        if not node.children and _is_opener(nodes, index, flat=flat):
            count, uncertain = _extent(node, nodes[index + 1 :])
            if count:
                node.children = nodes[index + 1 : index + 1 + count]
                node.nesting, node.uncertain = "inferred", uncertain
                del nodes[index + 1 : index + 1 + count]
        _infer(node.children, flat=flat)
        index += 1


def _is_opener(nodes: list[Node], index: int, *, flat: bool) -> bool:
    """Whether a flat item opens a list: a colon, or in a list otherwise without blank lines, one after a line with no end."""
    node = nodes[index]
    if index + 1 >= len(nodes) or node.row.enumerator is not None and nodes[index + 1].row.enumerator is not None:
        return False
    if node.row.marked != nodes[index + 1].row.marked and not node.opens:
        return False
    if node.opens:
        return True
    tight = sum(other.row.blank_before for other in nodes[1:]) * 4 < len(nodes)
    header = len(node.text.split()) <= _HEADER_WORDS and not node.text.endswith((".", ";", ",", "；", "。"))
    return flat and tight and header and nodes[index + 1].row.blank_before and node.row.marked


def _extent(parent: Node, after: list[Node]) -> tuple[int, bool]:
    """How many of the siblings `after` belong to `parent`, and whether that end is only a guess."""
    if after[0].opens or after[0].children:
        return 0, False
    term, kinds, chained = _term(parent.text), _kinds(parent.text), bool(_SEPARATED.search(after[0].text))
    laboratory = _is_laboratory(after[0].text)
    own, shared = kinds | _kinds(after[0].text), kinds & _kinds(after[0].text)
    for count, node in enumerate(after):
        if count:
            if node.row.blank_before and not after[1].row.blank_before or node.opens or node.children:
                return count, False
            if node.row.marked != after[0].row.marked:
                return count, False
            if shared and not _kinds(node.text) & shared or not shared and _kinds(node.text) - own:
                return count, True
            if laboratory and not _is_laboratory(node.text):
                return count, True
        if term and term in node.text.casefold():
            return count, False
        if _CLOSER.search(node.text) or (chained and not _SEPARATED.search(node.text)):
            return count + 1, False
    return len(after), True


def _is_laboratory(text: str) -> bool:
    """A laboratory value within limits: in a list of those, what is none of them stands outside."""
    return bool(_NUMERIC.search(text) and _COMPARED.search(text) and LABORATORY.search(text))


def _term(text: str) -> str | None:
    """The word that a statement defines, when it is a telling one: "… with oligometastatic (M1) disease defined according to …"."""
    match = _TERM.search(text)
    if match is None:
        return None
    words = [word for word in re.findall(r"[\w/-]+", re.sub(r"\([^)]*\)", " ", match[1]).casefold()) if word not in _PLAIN_WORDS]
    return words[-1] if words and len(words[-1]) > 5 else None


@cache
def _standalone() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((row["kind"], re.compile(row["pattern"])) for row in rows_of("standalone.tsv"))


def _kinds(text: str) -> frozenset[str]:
    """The kinds of statement that stand for themselves in any trial which the text is of."""
    low = text.casefold()
    return frozenset(kind for kind, pattern in _standalone() if pattern.search(low))
