"""A trial's free-text eligibility enters, its outline leaves: headed groups of nested statements, every character placed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from trialwright.compiler.outlining.headings import Heading, StageName, is_lead_in, topic_parts
from trialwright.compiler.outlining.hiddennames import kind_said, shuts_out
from trialwright.compiler.outlining.inline import Piece, going_on, pieces
from trialwright.compiler.outlining.logic import OR_END, OR_START, Joining, from_words, joining
from trialwright.compiler.outlining.nesting import Node, tree
from trialwright.compiler.outlining.outline import Group, Item, Kind, Outline
from trialwright.compiler.outlining.parts import parts
from trialwright.compiler.outlining.rows import Row
from trialwright.compiler.outlining.stages import Staging, staging
from trialwright.compiler.wording.clean import clean
from trialwright.findings import Span
from trialwright.vocabulary.records import anew, record

_CONNECTOR_END = re.compile(
    r"(?:[\s,;]|(?<=\s)[*•–—-])*(?<!\w-)\b(?:and\s*/\s*or|AND\s*/\s*OR|[Oo]r|OR|[Aa]nd|AND)\b[\s*•–—-]*[:;,.]?[\s*•–—-]*$"
)
_CONNECTORS = ("and", "And", "AND", "or", "Or", "OR")
_SIGNS_BEHIND = ":;,.*•–—- "
_CONNECTOR_START = re.compile(r"(?:and\s*/\s*or|or|and)\b[\s:,]+(?=\S)", re.IGNORECASE)


_BOTH = re.compile(r"\bboth\b", re.IGNORECASE)


@record(frozen=True, kw_only=True, slots=True)
class Scope:
    """The stage and cohort that a heading over several lists names."""

    stage: StageName | None = None
    cohort: str | None = None


@dataclass(kw_only=True, slots=True)
class Draft:
    """A group being made: its heading, the rows under it, and where its labels stand."""

    kind: Kind | None
    stage: StageName | None = None
    cohort: str | None = None
    topic: str | None = None
    about: str = ""
    named: bool = False
    label: str = ""
    labels: list[tuple[int, int]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    joined: Joining | None = None
    part: Row | None = None


def split(text: str, *, section: Kind | None = None) -> Outline:
    """The outline of an eligibility text: a whole one with headings, or one criterion with what stands below it.

    `section` tells the list that text before any heading belongs to. Escapes may stand in `text`; spans count in it as given.
    Nothing is lost: each character is in one item's span, in one group's labels, or in one of the outline's gaps.
    """
    drafts = _folded([part for draft in _drafts(text, parts(text), section) for part in _by_scope(text, draft)])
    stages = staging([draft.stage for draft in drafts])
    groups = tuple(_group(text, draft, place) for draft, place in zip(drafts, stages.places, strict=True))
    groups = _with_stray_titles(text, groups)
    return Outline(text=text, groups=groups, gaps=_gaps(text, groups), steps=stages.names)


def _drafts(text: str, rows: list[Row], section: Kind | None) -> list[Draft]:
    drafts = [Draft(kind=section)]
    umbrella = Scope()
    for index, row in enumerate(rows):
        current = drafts[-1]
        inside = current.kind == "inclusion" and bool(current.rows) and _exclusions_follow(rows[index + 1 :])
        opens = index + 1 < len(rows) and rows[index + 1].heading is None
        if inside and row.heading is not None and row.heading.kind == "exclusion" and _is_of_one_matter(row.heading):
            if text[row.end : rows[index + 1].end].endswith((":", "：")):
                current.labels.append((row.start, row.end))
            else:
                current.rows.append(anew(row, heading=None))
        elif row.heading is not None and (row.heading.kind or row.heading.neutral or not row.marked):
            if row.heading.kind and not current.rows and current.labels:
                umbrella = Scope(stage=current.stage or umbrella.stage, cohort=current.cohort or umbrella.cohort)
            elif row.heading.kind and (row.heading.stage or row.heading.cohort):
                umbrella = Scope()
            drafts.append(_headed(text, row, current, umbrella))
        elif _is_part(text, row, drafts):
            drafts.append(_part(text, row, current))
        elif (
            not row.marked and _leads_in(text, row, current) and not _joins_otherwise(text, row, current, inside=inside and opens)
        ) or (opens and _shuts_out_the_rest(text, rows[index:], current)):
            _led_in(text, row, drafts)
        else:
            current.rows.append(row)
    _tell_apart(drafts)
    return [draft for draft in drafts if draft.rows or draft.labels]


def _is_part(text: str, row: Row, drafts: list[Draft]) -> bool:
    """Whether the row is but the label of a part of a topic of requirements: "Chemotherapy:", alone in its line."""
    if (
        row.marked
        or row.prefix is not None
        or drafts[-1].kind != "inclusion"
        or all(draft.topic != "requirement" for draft in drafts)
    ):
        return False
    label = clean(text[row.start : row.end]).rstrip(" :")
    return re.fullmatch(topic_parts().pattern, f"{label}:", re.IGNORECASE) is not None


def _part(text: str, row: Row, before: Draft) -> Draft:
    label = clean(text[row.start : row.end]).rstrip(" :")
    return Draft(
        kind=before.kind,
        stage=before.stage,
        cohort=before.cohort,
        topic=label.casefold(),
        label=label,
        labels=[(row.start, row.end)],
        part=row,
    )


def _tell_apart(drafts: list[Draft]) -> None:
    """Two lists of one kind that are called differently ("Q2W Inclusion Criteria", "Q3W …") are for different patients."""
    for kind in ("inclusion", "exclusion"):
        named = [draft for draft in drafts if draft.kind == kind and draft.about and draft.stage is None]
        if len({draft.about for draft in named}) > 1:
            for draft in named:
                draft.cohort = draft.cohort or draft.about


def _headed(text: str, row: Row, before: Draft, umbrella: Scope) -> Draft:
    """The group that a heading opens; what it does not name it takes from the one before, or from a heading over both."""
    found = row.heading or Heading()
    kind: Kind | None = found.kind or (None if found.neutral else before.kind)
    if found.topic == "requirement":
        kind = kind or "inclusion"
    above = umbrella if found.kind else Scope(stage=before.stage, cohort=None if found.stage else before.cohort)
    return Draft(
        kind=kind,
        stage=None if found.everybody and found.kind else found.stage or above.stage,
        cohort=None if found.everybody else found.cohort or above.cohort,
        topic=found.topic or (None if found.kind else before.topic),
        about=found.about,
        named=found.kind is not None,
        label=clean(text[row.start : row.end]).rstrip(" :："),
        labels=[(row.start, row.end)],
    )


def _leads_in(text: str, row: Row, current: Draft) -> bool:
    raw = text[row.start : row.end]
    return (raw.endswith((":", "：")) or (not current.rows and bool(current.labels))) and is_lead_in(raw)


_OF_THESE = re.compile(r"\b(?:following|below|these)\b", re.IGNORECASE)


def _shuts_out_the_rest(text: str, rows: list[Row], current: Draft) -> bool:
    """ "The presence of any of these will exclude a patient", without a colon and with no list below it: the rows beside it are
    what excludes, where no exclusions follow."""
    row, after = rows[0], rows[1]
    raw = text[row.start : row.end]
    beside = not row.marked or after.indent <= row.indent
    if current.kind != "inclusion" or not beside or raw.endswith((":", "：")) or not _OF_THESE.search(raw) or not shuts_out(raw):
        return False
    return not any(row.heading is not None and row.heading.kind for row in rows)


def _exclusions_follow(rows: list[Row]) -> bool:
    """Whether the next list's heading is that of the exclusions, plain: what excludes before it stands within the inclusions."""
    following = next((row.heading for row in rows if row.heading is not None and row.heading.kind), None)
    return following is not None and following.kind == "exclusion" and not _is_of_one_matter(following) and not following.cohort


def _is_of_one_matter(found: Heading) -> bool:
    """Whether a list's heading names something else than a stage or patients: "PSMA exclusion criteria:"."""
    return bool(found.about) and found.stage is None and found.cohort is None


def _joins_otherwise(text: str, row: Row, current: Draft, *, inside: bool) -> bool:
    """Whether the sentence makes of the list below it one statement: "Patients must meet one of the following criteria:", or
    among what excludes "two or more of the following:"."""
    sentence = clean(text[row.start : row.end])
    kind = current.kind if inside else kind_said(sentence) or current.kind
    said = from_words(sentence, kind)
    if said is None or not said.decides:
        return False
    both = said.logic == "ALL" and _BOTH.search(sentence) is not None
    return said.logic is None or both if kind == "exclusion" else said.logic != "ALL"


def _led_in(text: str, row: Row, drafts: list[Draft]) -> None:
    """A sentence that only introduces: the label of its list, and the way it joins; it may also change the list."""
    current = drafts[-1]
    sentence = clean(text[row.start : row.end])
    kind = kind_said(sentence) or current.kind
    if kind != current.kind or current.rows:
        label = current.label if kind == current.kind else sentence.rstrip(" :：")
        current = Draft(kind=kind, stage=current.stage, cohort=current.cohort, topic=current.topic, label=label)
        drafts.append(current)
    current.labels.append((row.start, row.end))
    current.label = current.label or sentence.rstrip(" :：")
    current.joined = from_words(sentence, kind)


def _folded(drafts: list[Draft]) -> list[Draft]:
    """The groups without headings that only stand above another one of their kind."""
    found: list[Draft] = []
    for draft in drafts:
        above = found[-1] if found else None
        if above is not None and not above.nodes and above.labels and (above.kind == draft.kind or not above.named):
            draft.labels = above.labels + draft.labels
            draft.label = above.label if draft.label.casefold() == above.label.casefold() else draft.label
            draft.joined = draft.joined or above.joined
            found.pop()
        found.append(draft)
    return found


def _by_scope(text: str, draft: Draft) -> list[Draft]:
    """The group cut where items at its top are for one cohort or stage only ("* Part A:" with a list below, "STEP 2: …")."""
    found: list[Draft] = [draft]
    scope: Heading | None = None
    for node in tree(text, draft.rows):
        own = node.row.prefix or (node.row.heading if node.children else None)
        headed = own is not None and node.row.prefix is None
        if headed or own != scope:
            found.append(replace(draft, labels=[], nodes=[]) if own is None else _narrowed(text, draft, node, own))
            scope = own
        found[-1].nodes += node.children if headed else [node]
        if headed:
            found[-1].labels.append((node.row.start, node.row.end))
    return [_as_statement(text, part) for part in found if part.nodes or part.labels]


def _as_statement(text: str, draft: Draft) -> Draft:
    """The group of a topic's part; where it holds alternatives, its label is the statement above them ("Menopausal status:")."""
    if draft.part is None or len(draft.nodes) < 2:
        return draft
    raws = [text[node.row.start : node.row.end] for node in draft.nodes]
    if joining(f"{draft.label}:", raws, draft.kind).logic != "ANY":
        return draft
    above = Node(row=draft.part, text=f"{draft.label}:", children=draft.nodes, nesting="inferred", uncertain=True)
    place = (draft.part.start, draft.part.end)
    return replace(draft, nodes=[above], labels=[label for label in draft.labels if label != place], part=None)


def _narrowed(text: str, draft: Draft, node: Node, scope: Heading) -> Draft:
    place = node.row.label or (node.row.start, node.row.end)
    label = clean(text[slice(*place)]).rstrip(" :：")
    cohort = None if scope.everybody else scope.cohort or draft.cohort
    return replace(draft, stage=scope.stage or draft.stage, cohort=cohort, label=label, labels=[], nodes=[])


def _group(text: str, draft: Draft, place: Staging) -> Group:
    items = tuple(_item(text, node, draft.kind) for node in draft.nodes)
    ends = [item.span for top in items for item in top.walk()]
    spans = [Span(start=start, end=end) for start, end in sorted([*draft.labels, *_prefixes(draft.nodes)])]
    whole = [*spans, *ends]
    logic = draft.joined
    return Group(
        kind=draft.kind,
        label=draft.label,
        span=Span(start=min(span.start for span in whole), end=max(span.end for span in whole)),
        labels=tuple(spans),
        step=place.step,
        stage=place.stage,
        begins=place.begins,
        cohort=draft.cohort,
        topic=draft.topic,
        logic=None if logic is None else ("ANY" if draft.kind == "exclusion" and logic.logic == "NONE" else logic.logic),
        at_least=None if logic is None else logic.at_least,
        items=items,
    )


def _prefixes(nodes: list[Node]) -> list[tuple[int, int]]:
    own = [node.row.label for node in nodes if node.row.label]
    return own + [place for node in nodes for place in _prefixes(node.children)]


def _item(text: str, node: Node, kind: Kind | None) -> Item:
    whole = pieces(text, node.row.start, node.row.end)
    apart = _one_row_of_several(text, node)
    below = tuple(_inline_item(text, piece, kind) for piece in apart) or tuple(
        _item(text, child, kind) for child in node.children
    )
    item = _inline_item(text, whole, kind)
    number, marker = _enumerator(node.row)
    scope = node.row.prefix or node.row.heading
    item = anew(item, number=number, marker=marker, cohort=scope.cohort if scope else None)
    if below:
        children = item.children + below
        raws = [text[piece.start : piece.end] + piece.seam for piece in apart]
        raws = raws or [text[child.row.start : child.row.end] for child in node.children]
        joined = joining(item.text, raws if not item.children else [child.text for child in children], kind)
        if not joined.stated and len({child.cohort for child in children} - {None}) == len(children) > 1:
            joined = replace(joined, logic="ANY")  # one statement for each cohort: nobody is in all of them
        ends_so = OR_END.search(text[node.row.start : node.row.end]) or OR_START.match(raws[0])
        another_way = not item.children and ends_so is not None
        item = anew(item, children=children, nesting=node.nesting, nesting_end_uncertain=node.uncertain, or_below=another_way)
        item = _joined(item, joined)
    return item


def _one_row_of_several(text: str, node: Node) -> tuple[Piece, ...]:
    """What is enumerated in the one row below a statement, of which the first enumerator opens the row."""
    only = node.children[0] if len(node.children) == 1 else None
    if only is None or only.children or only.row.enumerator is None:
        return ()
    return going_on(text, only.row.start, only.row.end, only.row.enumerator)


def _enumerator(row: Row) -> tuple[int | None, str | None]:
    if row.enumerator is None:
        return None, None
    number = row.enumerator.ordinal("number")
    if number is not None and row.enumerator.style in ("dot", "half"):
        return number, None
    return None, row.enumerator.text


def _inline_item(text: str, piece: Piece, kind: Kind | None) -> Item:
    start, end = _trimmed(text, piece.start, piece.end)
    children = tuple(_inline_item(text, child, kind) for child in piece.children)
    item = Item(
        text=clean(text[start:end]),
        span=Span(start=start, end=end),
        marker=piece.mark,
        children=children,
        nesting="stated" if children else None,
        inline=piece.mark is not None,
    )
    if not children:
        return item
    seams = [f"{child.text}{text_piece.seam}" for child, text_piece in zip(children, piece.children, strict=True)]
    return _joined(item, joining(item.text, seams, kind))


def _joined(item: Item, joined: Joining) -> Item:
    return anew(
        item,
        logic=joined.logic,
        logic_stated=joined.stated,
        at_least=joined.at_least,
        at_most=joined.at_most,
        either=joined.either,
        sense=joined.sense,
    )


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without the "and" or "or" that only joins it to its neighbour, and without blanks."""
    raw = text[start:end]
    tail = _CONNECTOR_END.search(raw) if raw.rstrip().rstrip(_SIGNS_BEHIND).rstrip().endswith(_CONNECTORS) else None
    if tail and tail.start() > 0:
        end = start + tail.start()
    head = _CONNECTOR_START.match(text, start, end)
    if head:
        start = head.end()
    raw = text[start:end]
    return start + len(raw) - len(raw.lstrip()), max(end - (len(raw) - len(raw.rstrip())), start + len(raw) - len(raw.lstrip()))


_WORD = re.compile(r"[^\W\d_]{3,}")
_JOINS = frozenset({"and"})


def _with_stray_titles(text: str, groups: tuple[Group, ...]) -> tuple[Group, ...]:
    """A title over nothing ("Cohort 1:" before the next heading) is kept as a label of the group that follows it."""
    result = list(groups)
    for gap in _gaps(text, groups):
        words = gap.cut(text)
        if not result or not {word.casefold() for word in _WORD.findall(words)} - _JOINS:
            continue
        start = gap.start + len(words) - len(words.lstrip())
        label = Span(start=start, end=gap.end - (len(words) - len(words.rstrip())))
        place = next((index for index, group in enumerate(result) if group.labels and group.labels[0].start >= gap.end), -1)
        result[place] = replace(result[place], labels=tuple(sorted((*result[place].labels, label))))
    return tuple(result)


def _gaps(text: str, groups: tuple[Group, ...]) -> tuple[Span, ...]:
    taken = sorted(
        [label for group in groups for label in group.labels] + [item.span for group in groups for item in group.walk()],
        key=lambda span: (span.start, span.end),
    )
    gaps: list[Span] = []
    place = 0
    for span in taken:
        if span.start > place:
            gaps.append(Span(start=place, end=span.start))
        place = max(place, span.end)
    if place < len(text):
        gaps.append(Span(start=place, end=len(text)))
    return tuple(gaps)
