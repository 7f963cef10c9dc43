"""Rows of one list enter, a tree leaves: what indentation and enumerators state, then what flat bullets only suggest."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from trialwright.compiler.outlining.headings import rows_of, topic_parts
from trialwright.compiler.outlining.logic import DENIES, content, from_words, limit_required
from trialwright.compiler.outlining.outline import Nesting
from trialwright.compiler.outlining.rows import Row
from trialwright.compiler.wording.clean import clean
from trialwright.compiler.wording.sought import sought
from trialwright.vocabulary.records import record

_COLON = (":", "：")
_HEADER_WORDS = 14
_CLOSER = re.compile(r"^any other\b|^others?\b(?! than)", re.IGNORECASE)
_SEPARATED = re.compile(r"(?:[;,；，]|\b(?:or|and|and/or))\s*$", re.IGNORECASE)
_NUMERIC = re.compile(r"\d|\bnormal\b|\buln\b|\blln\b", re.IGNORECASE)
_COMPARED = re.compile(
    r"[<>≤≥=]|\b(?:at least|less than|greater than|more than|within normal|no (?:more|greater) than)\b", re.IGNORECASE
)
_TERM = sought(
    r"((?:[\w/-]+ (?:\([^)]{1,12}\) )?){1,3}?[\w/-]+)\s*(?:,|is|are)?\s*(?:defined|as defined|characteri[sz]ed)\b", re.IGNORECASE
)
_SHORTEST_TERM = 6
_PLAIN_TERMS = frozenset(
    {"patient", "patients", "disease", "function", "adequate", "history", "cancer", "tumour", "status", "criteria"}
)
_LINE_HEADER_WORDS = 8
_UNFINISHED = sought(
    r"\b(?:because of|due to|owing to|secondary to|such as|including|includes?|the following"
    r"|of following|any of|one of|all of|none of|defined as|defined by"
    r"|as follows|either|must (?:have|be|not have|not be)|who have)$"
    r"|\bfollowing (?:criteria|conditions|characteristics|features|categories|groups|reasons|disorders|diseases)$",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"[^:]{1,40}: [^\s(]|(?:not specified|see [A-Z].*)$", re.IGNORECASE)
_SHUTS_OUT = re.compile(r"\bexclu|\binelig|\bnot (?:be )?eligible", re.IGNORECASE)
_PLAIN_START = re.compile(r"[A-Z](?:[a-z]+\b|\s)")


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
        """Whether the text asks for a list below it: by a colon, or because the sentence has no end."""
        return self.text.endswith(_COLON) or bool(_UNFINISHED.search(self.text))

    @property
    def labels(self) -> bool:
        """Whether it begins with the label of a part that a topic of requirements has: "Renal: …"."""
        return not self.row.marked and topic_parts().match(self.text) is not None


def tree(text: str, rows: list[Row]) -> list[Node]:
    """The rows of one list as a tree."""
    nodes = [Node(row=row, text=clean(text[row.start : row.end])) for row in rows]
    top = _without_next(_with_words(_stated(nodes)))
    flat = all(not node.children for node in top)
    _infer(top, flat=flat)
    return _without_denials(top)


def _without_denials(nodes: list[Node]) -> list[Node]:
    """The nodes, those taken out of a list of what is denied that deny something themselves: "No autoimmune disease, e.g.:" over
    "sclerosis" and "HIV negative"."""
    found: list[Node] = []
    for node in nodes:
        node.children = _without_denials(node.children)
        found.append(node)
        if node.children and _denies(node) and not _ends_denial(node.children[0], node):
            lifted = [child for child in node.children if content("denies").search(child.text)]
            if lifted and not _SHUTS_OUT.search(node.text):
                node.children = [child for child in node.children if child not in lifted]
                node.uncertain = True
                found += lifted
    return found


def _stated(nodes: list[Node]) -> list[Node]:
    top: list[Node] = []
    path: list[Node] = []
    _align_first(nodes)
    for index, node in enumerate(nodes):
        while path and (
            _goes_on_beside(path, top, node.row) or _is_back(path, top, node.row) or not _below(path, node, nodes[index - 1])
        ):
            path.pop()
        if path:
            path[-1].children.append(node)
            path[-1].nesting = "stated"
        else:
            top.append(node)
        path.append(node)
    return top


def _with_words(nodes: list[Node]) -> list[Node]:
    """The nodes without the markers that stand alone, with nothing behind or below them."""
    for node in nodes:
        node.children = _with_words(node.children)
    return [node for node in nodes if node.text or node.children]


def _without_next(nodes: list[Node]) -> list[Node]:
    """The nodes, those taken out of a line's list that do not go on with its unfinished sentence: "… because of" over "age",
    "comorbidity", "Age over 18", "Consent given"."""
    found: list[Node] = []
    for node in nodes:
        found.append(node)
        node.children = _without_next(node.children)
        if (
            node.row.marked
            or not _UNFINISHED.search(node.text)
            or (node.children and node.children[0].row.indent > node.row.indent)
        ):
            continue
        count = _goes_on_small(node.children)
        if count < len(node.children):
            found += node.children[count:]
            node.children = node.children[:count]
            node.nesting, node.uncertain = "inferred", True
    return found


def _goes_on_small(nodes: list[Node]) -> int:
    """How many of the items begin with a small letter before all others begin with a capital; all of them where it is not so."""
    small = next((count for count, node in enumerate(nodes) if not node.text[:1].islower()), len(nodes))
    rest = nodes[small:]
    return small if small > 1 and all(_PLAIN_START.match(node.text) for node in rest) else len(nodes)


def _align_first(nodes: list[Node]) -> None:
    """A text whose first line lost its indentation: the line stands beside the others, unless it reads as their header."""
    first = nodes[0] if len(nodes) > 2 else None
    if first is not None and not first.opens and (not first.row.marked or first.text.endswith(".")):
        least = min(node.row.indent for node in nodes[1:])
        if nodes[0].row.indent < least and nodes[0].row.marked == nodes[1].row.marked:
            nodes[0].row.indent = least


def _below(path: list[Node], node: Node, previous: Node) -> bool:
    """Whether `node` stands below the last of `path`, by its column, else by its kind of marker."""
    row, parent = node.row, path[-1].row
    if path[-1].children and _goes_on(path[-1], row):
        return True
    if _follows(parent, row):
        return False
    if node.labels and not (path[-1].opens and not path[-1].labels):
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
    short = len(parent.text.split()) <= _LINE_HEADER_WORDS and not parent.text.endswith((".", ";", ","))
    header = parent.opens or (short and not _LABELLED.match(parent.text))
    if row.marked:
        return header
    return row.indent > parent.row.indent and header


def _style(row: Row) -> str:
    """The sort of list that a row's marker starts or goes on with: its brackets, and numbers, letters or roman numerals."""
    if row.enumerator is None:
        return row.bullet
    readings = row.enumerator.readings
    script = next((script for script, value in readings if value == 1), readings[0][0])
    return f"{row.enumerator.style} {script}"


def _starts_list(row: Row) -> bool:
    return row.enumerator is not None and any(value == 1 for _, value in row.enumerator.readings)


def _follows(one: Row, other: Row) -> bool:
    """Whether `other` is the next number of the list that `one` is in, at about the same column."""
    if one.enumerator is None or other.enumerator is None or one.enumerator.style != other.enumerator.style:
        return False
    ordinals = dict(one.enumerator.readings)
    near = abs(one.indent - other.indent) <= 2 or one.indent > other.indent
    return near and any(ordinals.get(script) == value - 1 for script, value in other.enumerator.readings)


def _goes_on(parent: Node, row: Row) -> bool:
    """Whether the row is the next number of the list that stands below `parent` already."""
    last = parent.children[-1].row
    return _follows(last, row) and (row.indent == last.indent or row.indent > parent.row.indent)


def _goes_on_beside(path: list[Node], top: list[Node], row: Row) -> bool:
    """Whether the row goes on with a numbered list that stands beside the last of `path`: "6.", a bullet, "7."."""
    if path[-1].row.enumerator is not None or (path[-1].children and _goes_on(path[-1], row)):
        return False
    beside = path[-2].children if len(path) > 1 else top
    numbered = next((node.row for node in reversed(beside) if node.row.enumerator is not None), None)
    return numbered is not None and _follows(numbered, row) and abs(numbered.indent - row.indent) <= 2


def _is_back(path: list[Node], top: list[Node], row: Row) -> bool:
    """Whether the row's bullet is that of the list in which a line with a numbered list stands: "* A", "Any:", "i)", "* B"."""
    if row.enumerator is not None or not row.bullet:
        return False
    for depth, node in enumerate(path):
        beside = [other.row for other in (path[depth - 1].children if depth else top) if other is not node]
        numbered = not node.row.marked and node.children and node.children[-1].row.enumerator is not None
        if numbered and any((one.bullet, one.indent, one.enumerator) == (row.bullet, row.indent, None) for one in beside):
            return True
    return False


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
    if index + 1 >= len(nodes):
        return False
    if node.row.enumerator is not None and nodes[index + 1].row.enumerator is not None:
        return False
    if node.row.marked != nodes[index + 1].row.marked and not node.opens:
        return False
    if node.opens:
        return True
    if not (flat and nodes[index + 1].row.blank_before and node.row.marked):
        return False
    ends = node.text.endswith((".", ";", ",", "；", "。")) or _SEPARATED.search(node.text) is not None
    header = len(node.text.split()) <= _HEADER_WORDS and not ends
    return header and sum(other.row.blank_before for other in nodes[1:]) * 4 < len(nodes)


def _extent(parent: Node, after: list[Node]) -> tuple[int, bool]:
    """How many of the siblings `after` belong to `parent`, and whether that end is only a guess."""
    if after[0].opens or after[0].children:
        return 0, False
    term, chained = _term(parent.text), _is_chain(after)
    topic = _Topic.of(parent, after[0])
    said = from_words(parent.text, "inclusion")
    one_of = parent.opens and said is not None and (said.logic == "ANY" or said.at_least == 1)
    open_ended = one_of or (bool(term) and _SAYS_WHAT_IS_MEANT.search(parent.text) is not None)
    denied = _denies(parent) and not _ends_denial(after[0], parent)
    small = _goes_on_small(after) if _UNFINISHED.search(parent.text) else len(after)
    for count, node in enumerate(after):
        if count and _stands_apart(node, after, parent):
            return count, False
        ends = denied and _ends_denial(node, parent) and not _spares_within(after, count)
        if count and (count == small or ends):
            return count, True
        if count and topic.leaves(node) and not (open_ended and _is_bare(node)):
            return count, True
        if count > 1 and term and _MEASURED_AS.sub("", node.text.casefold()).find(term) >= 0:
            return count, False
        if _CLOSER.search(node.text) or (chained and not _SEPARATED.search(node.text)):
            return count + 1, False
    return len(after), True


_SAYS_WHAT_IS_MEANT = re.compile(r"\b(?:defined|characteri[sz]ed) (?:as|by)\s*[:：]$", re.IGNORECASE)


def _is_bare(node: Node) -> bool:
    """Whether an item goes on with what is meant by a word: it is no sentence of its own, and begins with no label."""
    return _BEGINS_ANEW.match(node.text) is None and content("sentence").search(node.text) is None


_BEGINS_ANEW = re.compile(
    r"(?:patients?|subjects?|participants?|wom[ae]n|m[ae]n|(?:fe)?males?|must|no|able|ability|willing\w*|signed|written|informed|"
    r"consent|adequate|ECOG|WHO|karnofsky|performance|life expectancy|measurable|histolog\w+|cytolog\w+|[\w /-]{2,30}:)\b",
    re.IGNORECASE,
)
_MEASURED_AS = re.compile(r"\b[\w-]+ (?:levels?|ranges?|values?|concentrations?|fsh|estradiol|oestradiol|lh)\b")
""" "FSH in the postmenopausal range" is no second sentence about who is postmenopausal."""


def _stands_apart(node: Node, after: list[Node], parent: Node) -> bool:
    """Whether the layout parts the item from the first of the list, or it opens a list of its own."""
    parted = node.row.blank_before and not after[1].row.blank_before
    own, first, above = node.row.bullet, after[0].row.bullet, parent.row.bullet
    turned = bool(own and first and above) and own != first and above in (own, first)
    return parted or turned or node.opens or bool(node.children) or node.row.marked != after[0].row.marked


def _denies(parent: Node) -> bool:
    """Whether a line denies what is listed below it: "none of the following", "no conduction disturbances:"."""
    said = from_words(parent.text, "inclusion")
    return (said is not None and said.logic == "NONE") or (parent.opens and DENIES.match(parent.text) is not None)


def _ends_denial(node: Node, parent: Node) -> bool:
    """Whether the item cannot be one of those denied: it permits or demands, or below "none of" it denies something itself
    or is a limit that the fit meet."""
    said = _NOTE.split(node.text, maxsplit=1)[0]
    own = content("denies").search(said) is not None or limit_required(said) is True
    return (own and not _SHUTS_OUT.search(parent.text)) or content("not denied").search(said) is not None


_NOTE = re.compile(r"(?<=\S)\s+notes?:", re.IGNORECASE)
""" "Abciximab NOTE: aspirin is allowed" is one of those denied: what it allows stands in its note."""


def _spares_within(after: list[Node], place: int) -> bool:
    """Whether a line of what is allowed stands within a list that has no bullets: bare names go on behind it."""
    behind = after[place + 1].text if place + 1 < len(after) else ""
    bare = 0 < len(behind.split()) <= _NAME_WORDS and not re.search(r"[<>≤≥=:\d]", behind)
    told = any(content(kind).search(behind) for kind in ("sentence", "denies", "not denied"))
    return not after[place].row.marked and _ALLOWS.search(after[place].text) is not None and bare and not told


_ALLOWS = re.compile(r"\b(?:allowed|permitted|acceptable)\b", re.IGNORECASE)
_NAME_WORDS = 5


@record(frozen=True, kw_only=True, slots=True)
class _Topic:
    """What a list speaks of: the kinds of statement that its header and first item share, those either has, laboratory values."""

    shared: frozenset[str]
    own: frozenset[str]
    laboratory: bool

    @classmethod
    def of(cls, parent: Node, first: Node) -> _Topic:
        above, below = _kinds(parent.text), _kinds(first.text)
        # Among what is denied ("heart failure or LVEF < 50 %") a limit tells an illness, not that the list is one of limits.
        laboratory = _is_laboratory(first.text) and (not _denies(parent) or _is_laboratory(parent.text))
        return cls(shared=above & below, own=above | below, laboratory=laboratory)

    def leaves(self, node: Node) -> bool:
        """Whether the item speaks of something else: a kind that stands for itself, or no longer of what the list is about."""
        kinds = _kinds(node.text)
        if self.laboratory and not _is_laboratory(node.text):
            return True
        return not kinds & self.shared if self.shared else bool(kinds - self.own)


def _is_chain(after: list[Node]) -> bool:
    """Whether a semicolon tells that the list goes on: not where every item of the text ends with one."""
    separated = sum(bool(_SEPARATED.search(node.text)) for node in after)
    return bool(_SEPARATED.search(after[0].text)) and 5 * separated < 4 * len(after)


def _is_laboratory(text: str) -> bool:
    """A laboratory value within limits: in a list of those, what is none of them stands outside."""
    return bool(_NUMERIC.search(text) and _COMPARED.search(text) and content("laboratory").search(text))


def _term(text: str) -> str | None:
    """The word that a statement defines, when it is a telling one: "oligometastatic (M1) disease defined according to …"."""
    match = _TERM.search(text)
    if match is None:
        return None
    words = re.findall(r"[\w/-]+", re.sub(r"\([^)]*\)", " ", match[1]).casefold())
    telling = [word for word in words if len(word) >= _SHORTEST_TERM and word not in _PLAIN_TERMS]
    return telling[-1] if telling else None


@cache
def _standalone() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((row["kind"], re.compile(row["pattern"])) for row in rows_of("standalone.tsv"))


def _kinds(text: str) -> frozenset[str]:
    """The kinds of statement that stand for themselves in any trial which the text is of."""
    low = text.casefold()
    return frozenset(kind for kind, pattern in _standalone() if pattern.search(low))
