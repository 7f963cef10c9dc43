"""Groups: requirements that hold for some patients only (a cohort, one of several diseases) in; asked of those only, out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import reduce
from itertools import combinations

from trialwright.compiler.chunks import Sort
from trialwright.compiler.preparing.cohortbrackets import Whose, cohort_in_bracket
from trialwright.compiler.sentences.cohorts import asked_of_cohort
from trialwright.compiler.setting import for_those_only
from trialwright.compiler.statement import Statement
from trialwright.findings import Span
from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    Criterion,
    Has,
    NoConstraint,
    Readings,
    Unread,
    When,
)
from trialwright.vocabulary.concepts import Relation, Vocabulary, default_vocabulary
from trialwright.vocabulary.records import anew


def in_cohorts(statements: tuple[Statement, ...], text: str) -> tuple[Statement, ...]:
    """Statements under the heading of a cohort are asked of its patients, where the text has several cohorts or says "only"."""
    names = _cohorts(statements)
    several = len(set(names)) > 1 or any(
        name is not None and (_said_only(name, text) or _ONE_OF_TWO.search(name)) for name in set(names)
    )
    heard = [_heard(statement, name, several=several) for statement, name in zip(statements, names, strict=True)]
    return tuple(map(_for_cohort, statements, heard))


def _heard(statement: Statement, name: str | None, *, several: bool) -> Whose | None:
    """Whose the statement is: as it says itself, as the label before it says, or where others have theirs as its heading does."""
    own = own_cohort(statement)
    return own or (Whose(name=name) if name is not None and (several or statement.item.cohort is not None) else None)


_ONE_OF_TWO = re.compile(
    r"\b(?:expansion|escalation|dose[- ](?:finding|confirmation|optimi[sz]ation)|safety (?:run|lead)-?in|randomi[sz]ed)\b",
    re.IGNORECASE,
)
""" "Expansion phase:" is told from the phase before it, whether that has lines of its own or not."""


def own_cohort(statement: Statement) -> Whose | None:
    """ "No vascular disease (phase II)": whom a line of one sentence is for by the bracket at its end."""
    return None if _stopped(statement) else cohort_in_bracket(statement.normal.text)


def _stopped(statement: Statement) -> bool:
    return any(chunk.sort in (Sort.STOP, Sort.SEMICOLON) for chunk in statement.chunks[:-1])


def _said_only(name: str, text: str) -> bool:
    """ "Group B only: …", "additional criteria for phase 1b:" say that there are others."""
    words = r"\s+".join(re.escape(word) for word in name.split())
    described = r"(?:\s*[(\[][^()\[\]\n]*[)\]])?"
    only = rf"\b{words}{described}\s+(?:(?:patients|participants|subjects)\s+)?only\b"
    more = rf"\b(?:additional|further|extra) (?:\w+ )?criteria [^\n:.;]{{0,80}}\b{words}\b"
    told = re.search(rf"{only}|{more}", text, re.IGNORECASE) is not None
    return told or _NOT_THE_FIRST.fullmatch(name) is not None


_NOT_THE_FIRST = re.compile(r"(?:cohort|arm|part|group)\s+(?:[2-9]|I{2,3}|IV|[B-H])\d?", re.IGNORECASE)
""" "Cohort 2", "arm B": there is one before it, whose patients the text does not speak of apart."""


_APPLIES = re.compile(
    r"criteria\b.{0,20}?\b(?:apply|applies|applicable)\b.{0,12}?\b(?:only|specifically|solely|exclusively)\b.{0,12}?\bto\b\s+"
    r"(?P<who>[^.;:]*?\b(?:cohort|arm|part|group|phase|stage|stratum)s?\b[^.;:]{0,60})",
    re.IGNORECASE | re.DOTALL,
)
""" "The following inclusion criteria apply specifically to Stage II - Cohort A", in the midst of a text."""


def _cohorts(statements: tuple[Statement, ...]) -> list[str | None]:
    """The cohort of each statement: its own, that of its heading, or the one that a sentence before it in its list opened."""
    names: list[str | None] = []
    opened: str | None = None
    for place, statement in enumerate(statements):
        if place and statement.group is not statements[place - 1].group:
            opened = None
        found = _APPLIES.search(statement.normal.text)
        opened = " ".join(found["who"].split()) if found else opened
        names.append(statement.item.cohort or opened or statement.group.cohort)
    return names


def _for_cohort(statement: Statement, whose: Whose | None) -> Statement:
    if whose is None or isinstance(statement.node, NoConstraint):
        return statement
    node: Criterion = asked_of_cohort(statement.node, whose)
    if isinstance(node, When) and _ANOTHER.search(_behind_its_name(statement.normal.text, whose.name)):
        others = Unread(text=" ".join(statement.normal.text.split()), why="it speaks of another cohort, too", span=node.span)
        node = replace(node, then=others) if whose.spares else replace(node, otherwise=others)
    return anew(statement, node=node)


_ANOTHER = re.compile(
    r"[.;,(]\s*(?:(?:for|in) )?(?:phase|part|cohort|arm)s? (?:\d[a-z]?|[a-h]\d?|[ivx]{1,3}[ab]?)\b", re.IGNORECASE
)


def _behind_its_name(text: str, name: str) -> str:
    """The words behind the name of the statement's own cohort, where it says it itself."""
    return text[text.lower().find(name.lower()) + len(name) :] if name.lower() in text.lower() else text


ONLY_THEM = "only of them, or only them"


def with_sexes_told(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """ "Women aged 18 or older": where the text speaks of the other sex too, it is asked of women; where it does not, the record
    may say who joins."""
    named = {name for statement in statements for part in _all(statement) for chunk in part.chunks for name in chunk.names}
    of_both = {"female", "male"} <= named
    if not of_both and any(_WOMEN.search(text) for text in _words(statements)):
        of_both = any(_MEN.search(text) for text in _words(statements))
    return tuple(anew(statement, node=_told(statement.node, of_both=of_both)) for statement in statements)


_WOMEN = re.compile(r"\b(?:females?|wom[ae]n)\b", re.IGNORECASE)
_MEN = re.compile(r"\b(?:males?|m[ae]n)\b", re.IGNORECASE)


def _words(statements: tuple[Statement, ...]) -> Iterator[str]:
    return (part.normal.text for statement in statements for part in _all(statement))


def _all(statement: Statement) -> Iterator[Statement]:
    yield statement
    for child in statement.children:
        yield from _all(child)


def _told(node: Criterion, *, of_both: bool) -> Criterion:
    match node:
        case Readings(items=(of_them, _only_them), why=why) if why == ONLY_THEM:
            return of_them if of_both else node
        case AllOf():
            items = tuple(_told(item, of_both=of_both) for item in node.items)
            return replace(node, items=items) if items != node.items else node
        case _:
            return node


def of_one_disease(statements: tuple[Statement, ...], vocabulary: Vocabulary) -> tuple[Statement, ...]:
    """Lines of one list that require different cancers are alternatives: nobody has to have all of them."""
    cancers = {place: names for place, statement in enumerate(statements) if (names := _cancers(statement, vocabulary))}
    apart: set[int] = set()
    for (one, names), (two, others) in combinations(cancers.items(), 2):
        if statements[one].group is statements[two].group and _exclude_each_other(names, others, vocabulary):
            apart |= {one, two}
    return tuple(_one_of_several(statement, place in apart) for place, statement in enumerate(statements))


def _exclude_each_other(names: frozenset[str], others: frozenset[str], vocabulary: Vocabulary) -> bool:
    """Whether none of the one cancers can be one of the others."""
    pairs = ((name, other) for name in names for other in others)
    return all({vocabulary.relation(*pair), vocabulary.relation(*pair[::-1])} == {Relation.IS_NOT} for pair in pairs)


def of_different_cancers(items: tuple[Criterion, ...], vocabulary: Vocabulary) -> frozenset[int]:
    """The places of those parts of a list that require cancers which exclude each other: each is another way to meet it."""
    cancers = {place: names for place, item in enumerate(items) if (names := cancers_required(item, vocabulary))}
    pairs = combinations(cancers.items(), 2)
    return frozenset(place for (one, a), (two, b) in pairs if _exclude_each_other(a, b, vocabulary) for place in (one, two))


ALL_OR_ANY = "whether all or any of the list must hold is not said"


def each_of_its_cancer(items: tuple[Criterion, ...], apart: frozenset[int], *, said: bool) -> Criterion:
    """The parts of different cancers as ways to meet the list, for nobody has all of them; what else it names is asked beside
    them, or may be one more way."""
    ways = tuple(item for place, item in enumerate(items) if place in apart)
    rest = tuple(item for place, item in enumerate(items) if place not in apart)
    if not rest:
        return AnyOf(items=ways, span=_over(ways))
    beside = AllOf(items=(*rest, AnyOf(items=ways, span=_over(ways))), span=_over(items))
    if said:
        return beside
    return Readings(items=(beside, AnyOf(items=items, span=beside.span)), why=ALL_OR_ANY, span=beside.span)


def _over(items: tuple[Criterion, ...]) -> Span:
    return reduce(Span.joined, (item.span for item in items))


def cancers_required(node: Criterion, vocabulary: Vocabulary) -> frozenset[str]:
    """The cancers one of which a criterion asks for in any case; empty where it asks for none, or not in any case."""
    match node:
        case Has():
            plain = not node.target.other and vocabulary.kind(node.target.concept) in ("cancer", "histology")
            return frozenset({node.target.concept}) if plain else frozenset()
        case AllOf():
            return next((found for item in node.items if (found := cancers_required(item, vocabulary))), frozenset())
        case Readings():
            return next((found for item in node.items if (found := cancers_required(item, vocabulary))), frozenset())
        case AnyOf():
            each = [cancers_required(item, vocabulary) for item in node.items]
            return frozenset().union(*each) if all(each) else frozenset()
        case _:
            return frozenset()


_ABOUT_ILLNESS = frozenset({Sort.CONCEPT, Sort.FILL, Sort.HIST, Sort.NARROWING, Sort.COMMA, Sort.WORD})
_OF_PEOPLE = re.compile(
    r"(?:all |for |in |any )?(?:patients?|subjects?|participants?|individuals?|people|those)\b", re.IGNORECASE
)


def asked_of_the_ill(own: Criterion, statement: Statement) -> bool:
    """ "Patients with HIV infection:" over lines that each begin with "must", "patients with HIV must have:": what they ask is
    asked of those who have it, and nobody must have it. What a trial is of, a cancer, stays required."""
    said = statement.chunks
    led = bool(said) and said[0].sort in (Sort.IF, Sort.FOR) and said[-1].sort is Sort.COLON
    if not led or not isinstance(own, Has) or not _OF_PEOPLE.match(said[0].text):
        return False
    ends = 2 if said[-2].sort is Sort.MUST else 1
    if any(chunk.sort not in _ABOUT_ILLNESS for chunk in said[1:-ends]) or not (ends > 1 or duties_below(statement)):
        return False
    return default_vocabulary().kind(own.target.concept) in ("condition", "metastasis")


def names_several_cancers(node: Criterion) -> bool:
    """ "ALL/CML:" over a list is for those patients of a trial of several diseases."""
    items = node.items if isinstance(node, AnyOf) else ()
    return bool(items) and all(
        isinstance(item, Has) and not item.target.qualifiers and default_vocabulary().kind(item.target.concept) == "cancer"
        for item in items
    )


def duties_below(statement: Statement) -> bool:
    """True where each line below begins with "must": all of them hold."""
    return all(
        child.chunks and (child.chunks[0].sort is Sort.MUST or child.normal.text.lower().startswith("must "))
        for child in statement.children
    )


_OR_BEHIND = re.compile(r"\bor\W*$", re.IGNORECASE)
_OR_BETWEEN = re.compile(r"\bor\b", re.IGNORECASE)
_OR_BEFORE = re.compile(r"^or\b", re.IGNORECASE)


def alternatives(statements: tuple[Statement, ...], text: str) -> tuple[Statement, ...]:
    """Inclusion lines joined by an "or" at the end of one or the start of the next: any of them will do."""
    result = list(statements)
    first = 0
    for place in range(1, len(statements) + 1):
        if place < len(statements) and _joined_by_or(statements[place - 1], statements[place], text):
            continue
        run = statements[first:place]
        nodes: tuple[Criterion, ...] = tuple(item.node for item in run if not isinstance(item.node, NoConstraint))
        if not all(isinstance(node, When) for node in nodes):
            nodes = tuple(for_those_only(node) for node in nodes)
        if len(run) > 1 and nodes:
            span = nodes[0].span
            for node in nodes[1:]:
                span = span.joined(node.span)
            result[first:place] = [anew(item, node=AnyOf(items=nodes, span=span)) for item in run]
        first = place
    return tuple(result)


def _joined_by_or(one: Statement, other: Statement, text: str) -> bool:
    if one.group is not other.group or one.exclusion or other.exclusion:
        return False
    spans = [item.span for item in one.item.walk()]
    start, end = min(span.start for span in spans), max(span.end for span in spans)
    between = text[end : other.item.span.start]
    places = ((_OR_BEHIND, text[start:end]), (_OR_BETWEEN, between), (_OR_BEFORE, other.item.text[: len("or ")]))
    return any(pattern.search(words) for pattern, words in places)


def _cancers(statement: Statement, vocabulary: Vocabulary) -> frozenset[str]:
    """The cancers one of which an inclusion line, or the heading of one, requires with its first words."""
    node = statement.node
    first = node.items[0] if isinstance(node, AllOf) else node
    return frozenset() if statement.exclusion else cancers_required(first, vocabulary)


def _one_of_several(statement: Statement, among: bool) -> Statement:
    if not among:
        return statement
    node: Criterion = statement.node
    others = Unread(text="another line asks for another cancer", why="lines that ask for different cancers", span=node.span)
    own, rest = (node.items[0], node.items[1:]) if isinstance(node, AllOf) else (node, ())
    if not rest:
        return anew(statement, node=When(condition=own, then=own, otherwise=others, span=node.span))
    then = rest[0] if len(rest) == 1 else AllOf(items=rest, span=node.span)
    return anew(statement, node=When(condition=own, then=then, otherwise=others, span=node.span))
