"""Lists: "A, B or C", "no A, B, or C", "both A and B" in; groups of propositions out, with what the members share given to
each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrases import merged_narrowings, read_phrase, reads_alone
from trialwright.compiler.results import results_for
from trialwright.compiler.setting import LIST_SIGNS, Setting, denied, joined_by, split_at, stripped
from trialwright.compiler.targets import THERAPY_KINDS
from trialwright.protocol.criteria import AllOf, AnyOf, Ask, Compare, Criterion, NoConstraint, Not, Readings, Unread, walk
from trialwright.vocabulary.words import tokens

_REST = re.compile(r"(?:\s+(?!and\b|or\b)[\w'-]+)*")
"""The empty words behind a phrase up to the next sign or conjunction: part of a question all the same ("has been performed")."""
_SIGNS_AT_END = frozenset({Sort.COMMA, Sort.STOP, Sort.SEMICOLON, Sort.COLON, Sort.OTHER_SIGN, Sort.AND, Sort.OR})
_UNSAID = frozenset({Sort.FILL, Sort.MUST, Sort.HEADNOUN, Sort.PREP, Sort.IF, Sort.EITHER, Sort.HIST})


def read_list(chunks: Sequence[Chunk], setting: Setting) -> Criterion:
    """The proposition of a stretch without conditions and exceptions."""
    trimmed = stripped(chunks)
    if not trimmed:
        return NoConstraint(why="no words", span=setting.span(chunks))
    results = results_for(trimmed, setting)
    if results is not None:
        return results
    negation = next((index for index, chunk in enumerate(trimmed) if chunk.sort in (Sort.NEG, Sort.UNMET)), None)
    if negation is not None:
        return _negated(trimmed, negation, setting)
    if trimmed[0].sort is Sort.ASKED or _asked_throughout(trimmed):
        return asked(trimmed, setting)
    return _members(merged_narrowings(trimmed), setting)


def _negated(chunks: tuple[Chunk, ...], place: int, setting: Setting) -> Criterion:
    """A negation rules everything behind it; what stands before it is a statement of its own."""
    head, tail = stripped(chunks[:place]), chunks[place + 1 :]
    marker = chunks[place]
    span = setting.span(chunks[place:])
    if any(chunk.sort is Sort.ASKED for chunk in chunks):
        return _asked_behind(chunks, place, setting)
    if marker.sort is Sort.UNMET:
        # What is required, and not met: each limit is a requirement, and the statement is true when any of them fails.
        required = read_list(tail, replace(setting, exclusion=False))
        return denied(required, span)
    inner = read_list(tail, replace(setting, exclusion=True))
    negated = denied(inner, span)
    if not head:
        return negated
    if all(chunk.sort in _UNSAID for chunk in head):
        return negated
    before = read_list(head, setting)
    return AllOf(items=(before, negated), span=setting.span(chunks))


def _asked_behind(chunks: tuple[Chunk, ...], place: int, setting: Setting) -> Criterion:
    """ "With reproductive potential not using contraception": what stands before the negation may be a condition of its own."""
    head, tail = stripped(chunks[:place]), chunks[place + 1 :]
    behind = asked(tail, setting) if stripped(tail) else None
    if behind is None or any(chunk.sort is Sort.ASKED for chunk in head):
        return asked(chunks, setting)
    negated = Not(item=behind, span=setting.span(chunks[place:]))
    if all(chunk.sort in _UNSAID for chunk in head):
        return negated
    before = read_list(head, setting)
    if any(isinstance(node, Unread) for node in walk(before)):
        return asked(chunks, setting)
    return AllOf(items=(before, negated), span=setting.span(chunks))


def _asked_throughout(chunks: Sequence[Chunk]) -> bool:
    """A word of ability, judgement or plan in the first member of a list rules the whole of it."""
    first = split_at(chunks, LIST_SIGNS)[0][0]
    return any(chunk.sort is Sort.ASKED for chunk in first)


def asked(chunks: Sequence[Chunk], setting: Setting) -> Criterion:
    """The whole stretch as a question for a person; words of time and person before the first word that asks are left out."""
    items = tuple(chunks)
    while items and items[-1].sort in _SIGNS_AT_END:
        items = items[:-1]
    while items and items[0].sort in _SIGNS_AT_END:
        items = items[1:]
    cue = next((index for index, chunk in enumerate(items) if chunk.sort is Sort.ASKED), 0)
    named = any(chunk.sort in (Sort.CONCEPT, Sort.VARIABLE, Sort.AMOUNT, Sort.NEG, Sort.HEADNOUN) for chunk in items[:cue])
    said = items if named or cue < 4 else items[cue:]
    rest = _REST.match(setting.normal.text, said[-1].end) if said else None
    words = (setting.words(said) + (rest[0] if rest else "")).rstrip(" .;,:")
    return Ask(statement=words, question=f"{words[:1].upper()}{words[1:]}?", span=setting.span(chunks))


def _members(chunks: tuple[Chunk, ...], setting: Setting) -> Criterion:
    pieces = [(stripped(piece), sign) for piece, sign in split_at(_variables_joined(chunks), LIST_SIGNS)]
    signs = [sign for piece, sign in pieces if sign is not None]
    members = [piece for piece, _sign in pieces if piece]
    if len(members) <= 1:
        return read_phrase(members[0] if members else chunks, setting)
    members = _with_heads_before(_with_shared_ends(_with_tails(members, setting), setting), setting)
    members = _with_heads_behind(_with_shared_starts(members, setting), setting)
    nodes: list[Criterion] = []
    carried: tuple[Chunk, ...] = ()
    for place, member in enumerate(members):
        if any(chunk.sort is Sort.ASKED for chunk in member):
            if any(isinstance(node, Unread) for node in nodes):
                return asked(chunks, setting)
            nodes.append(asked(tuple(chunk for later in members[place:] for chunk in later), setting))
            break
        node = read_phrase(member, setting, carried=carried)
        variables = tuple(chunk for chunk in member if chunk.sort is Sort.VARIABLE)
        carried = variables or carried
        nodes.append(node)
    if setting.exclusion and _hangs_on_first(members):
        grouped = read_phrase(members[0], setting)
        doubt = AnyOf(
            items=(grouped, setting.unread(chunks, "what stands behind the conjunction may hang on the first part")),
            span=setting.span(chunks),
        )
        return Readings(
            items=(_joined(nodes, signs, chunks, setting), doubt),
            why="a condition on the first part may hold for all",
            span=setting.span(chunks),
        )
    return _joined(nodes, signs, chunks, setting)


def _hangs_on_first(members: Sequence[Sequence[Chunk]]) -> bool:
    """ "A with B or C" may be A with C: true where the first member holds two things by a preposition and the last is bare."""
    first, last = members[0], members[-1]
    things = [index for index, chunk in enumerate(first) if chunk.sort is Sort.CONCEPT]
    tied = len(things) > 1 and any(
        chunk.sort is Sort.PREP and chunk.text.lower() in ("with", "due to", "from", "of")
        for chunk in first[things[0] : things[1]]
    )
    return tied and len(last) == 1 and last[0].sort is Sort.CONCEPT


def _variables_joined(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ "AST or ALT > 3 x ULN", "BUN and creatinine: <= 1.5": variables that share one comparison are one chunk with several
    behind it."""
    items = list(chunks)
    index = 0
    while index < len(items):
        if items[index].sort is Sort.VARIABLE:
            place, names, op = index + 1, list(items[index].inner or (items[index],)), ""
            while place < len(items) and items[place].sort in LIST_SIGNS:
                step = place + 1
                while step < len(items) and items[step].sort in LIST_SIGNS | {Sort.FILL}:
                    step += 1
                if step >= len(items) or items[step].sort is not Sort.VARIABLE:
                    break
                op = "or" if any(item.sort is Sort.OR for item in items[place:step]) else (op or "and")
                names.append(items[step])
                place = step + 1
            if len(names) > 1 and (_compared_next(items, place) or _compared_before(items, index)):
                whole = replace(items[index], end=names[-1].end, inner=tuple(names), value=op)
                items[index:place] = [whole]
        index += 1
    return tuple(items)


def _compared_before(items: Sequence[Chunk], place: int) -> bool:
    """ "< 1 % expression for ER and PR": the limit stands before the variables."""
    place -= 1
    seen = False
    while place >= 0 and items[place].sort in (Sort.FILL, Sort.PREP, Sort.FOR, Sort.HEADNOUN, Sort.LEVEL, Sort.EITHER, Sort.BOTH):
        seen = seen or items[place].sort in (Sort.PREP, Sort.FOR)
        place -= 1
    return seen and place >= 0 and items[place].sort is Sort.AMOUNT


def _compared_next(items: Sequence[Chunk], place: int) -> bool:
    passed = (Sort.FILL, Sort.MUST, Sort.COLON, Sort.HEADNOUN, Sort.GROUP, Sort.EITHER, Sort.BOTH, Sort.PREP)
    while place < len(items) and items[place].sort in passed:
        place += 1
    return place < len(items) and items[place].sort in (Sort.CMP, Sort.AMOUNT, Sort.CODES)


def _with_tails(members: list[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]]:
    """A member that only tells why or how ("…, precluding full dose") belongs to the one before it."""
    result: list[tuple[Chunk, ...]] = []
    for member in members:
        if (
            result
            and _tells_how(member, setting)
            and any(chunk.sort in (Sort.AMOUNT, Sort.CODES, Sort.TAIL) for chunk in result[-1])
        ):
            result[-1] = (*result[-1], *(chunk for chunk in member if chunk.sort is Sort.WINDOW))
        elif result and _only_words(member) and _ends_in_words(result[-1]):
            result[-1] = (*result[-1], *member)
        elif result and member[0].sort in (Sort.NARROW, Sort.TAIL) and not any(chunk.sort is Sort.AMOUNT for chunk in member):
            if any(chunk.sort in (Sort.AMOUNT, Sort.CODES) for chunk in result[-1]):
                continue
            result[-1] = (*result[-1], *member)
        else:
            result.append(member)
    return result


def _tells_how(member: Sequence[Chunk], setting: Setting) -> bool:
    """ "LVEF >= 50 % by MUGA scan or echocardiogram": a second way to measure is no second criterion."""
    named = [chunk for chunk in member if chunk.sort is Sort.CONCEPT]
    kinds = {setting.vocabulary.kind(name) for chunk in named for name in chunk.names}
    return bool(named) and kinds <= {"imaging", "procedure"} and all(chunk.sort in _BARE for chunk in member)


def _only_words(member: Sequence[Chunk]) -> bool:
    return all(chunk.sort in (Sort.WORD, Sort.FILL, Sort.HEADNOUN) for chunk in member)


def _ends_in_words(member: Sequence[Chunk]) -> bool:
    """ "Metastasis extending to the femoral head": unknown words behind a concept, which a list of more words goes on."""
    place = next((index for index, chunk in enumerate(member) if chunk.sort is Sort.CONCEPT), None)
    return place is not None and member[-1].sort is Sort.WORD and any(chunk.sort is Sort.WORD for chunk in member[place + 1 :])


def _with_shared_ends(members: list[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]]:
    """A window, a purpose or a description behind the last member of a list holds for all, unless that member has a head of its
    own ("unstable angina or history of infarction within 6 months"); narrowing words before the first member stay with it."""
    timed = [place for place, member in enumerate(members) if any(chunk.sort is Sort.WINDOW for chunk in member)]
    place = timed[0] if len(timed) == 1 and timed[0] > 0 else len(members) - 1
    last = members[place]
    if any(chunk.sort in (Sort.HIST, Sort.NOW) for chunk in last) or (timed and timed != [place]):
        return members
    cut = _tail_start(last, setting)
    if cut is None:
        return members
    tail = last[cut:]
    lent = [(*member, *tail) if reads_alone(member, setting) else member for member in members[:place]]
    return [*lent, *members[place:]]


def _with_heads_before(members: list[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]]:
    """ "Surgery of the primary tumor or regional lymph nodes": a member that is only a place takes the therapy of the one before
    it."""
    result: list[tuple[Chunk, ...]] = []
    for member in members:
        before = result[-1] if result else ()
        named = [chunk for chunk in member if chunk.sort is Sort.CONCEPT]
        places = named and all(setting.vocabulary.kind(name) == "organ" for chunk in named for name in chunk.names)
        joint = next(
            (
                index
                for index, chunk in enumerate(before)
                if chunk.sort is Sort.PREP and chunk.text.lower() in ("of", "to", "for")
            ),
            None,
        )
        therapy = joint is not None and any(
            chunk.sort is Sort.CONCEPT and setting.vocabulary.kind(chunk.names[0]) in THERAPY_KINDS for chunk in before[:joint]
        )
        result.append((*before[: joint + 1], *member) if places and therapy and joint is not None else member)
    return result


def _with_heads_behind(members: list[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]]:
    """ "Locally advanced or inflammatory breast cancer", "active or prior autoimmune disease": a member that only narrows is
    about what the next one names, or about the kind of thing that it ends in."""
    result: list[tuple[Chunk, ...]] = []
    for place, member in enumerate(members):
        after = members[place + 1] if place + 1 < len(members) else ()
        head = next((chunk for chunk in after if chunk.sort is Sort.CONCEPT), None)
        only = any(chunk.sort is Sort.NARROWING for chunk in member) and all(
            chunk.sort in (Sort.NARROWING, Sort.FILL, Sort.EITHER) for chunk in member
        )
        if not only or head is None:
            result.append(member)
            continue
        words = [token for token in tokens(head.text) if token.text != "-"]
        hits = [setting.tagger.concepts.longest(words[start:], 0) for start in range(1, len(words))]
        broader = next((hit for start, hit in enumerate(hits, start=1) if hit is not None and hit[0] == len(words) - start), None)
        tail = [chunk for chunk in after if chunk.sort is Sort.WINDOW]
        result.append((*member, replace(head, names=broader[1]) if broader else head, *tail))
    return result


def _with_shared_starts(members: list[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]]:
    """Words before the first member ("uncontrolled", "concurrent use of", "histologically confirmed", "allergic to") hold for the
    bare members behind it too, up to the first that has words of its own."""
    first = members[0]
    concept = next((index for index, chunk in enumerate(first) if chunk.sort in (Sort.CONCEPT, Sort.STUDYDRUG)), None)
    if concept is None:
        return members
    staged = any(chunk.sort is Sort.VARIABLE and chunk.names[0].endswith("stage") for chunk in first[:concept])
    lent = tuple(chunk for chunk in first[:concept] if chunk.sort in _LENT or (staged and chunk.sort in _STAGING))
    if not lent:
        return members
    result = [first]
    bare = True
    for member in members[1:]:
        bare = bare and all(chunk.sort in _BARE for chunk in member)
        result.append(
            (*lent, *member) if bare and any(chunk.sort in (Sort.CONCEPT, Sort.STUDYDRUG) for chunk in member) else member
        )
    return result


_BARE = frozenset(
    {Sort.CONCEPT, Sort.STUDYDRUG, Sort.HEADNOUN, Sort.FILL, Sort.GROUP, Sort.TAIL, Sort.WINDOW, Sort.PREP, Sort.EITHER}
)
_STAGING = frozenset({Sort.VARIABLE, Sort.CODES, Sort.CMP, Sort.POST, Sort.AMOUNT})
_LENT = frozenset({Sort.NARROWING, Sort.NOW, Sort.HIST, Sort.ALLERGY, Sort.OTHER})


def _tail_start(member: Sequence[Chunk], setting: Setting) -> int | None:
    """Where, behind the first concept of the last member, a shared window or purpose begins."""
    heads = [index for index, chunk in enumerate(member) if chunk.sort is Sort.CONCEPT]
    if not heads:
        return next((index for index, chunk in enumerate(member) if chunk.sort is Sort.WINDOW and index > 0), None)
    for index in range(heads[0] + 1, len(member)):
        chunk = member[index]
        if chunk.sort is Sort.WINDOW:
            return index
        if chunk.sort is Sort.NARROWING and any(name.startswith("setting=") for name in chunk.names):
            return index
        if chunk.sort is Sort.PREP and chunk.text.lower() == "with" and index > heads[0] and not setting.exclusion:
            return index
        if (
            chunk.sort in (Sort.PREP, Sort.FOR)
            and chunk.text.lower() in ("for", "against", "of", "to")
            and setting.vocabulary.kind(member[heads[0]].names[0])
            in (
                "drug class",
                "drug",
                "radiotherapy",
                "surgery",
                "procedure",
            )
        ):
            return index
    return None


def _joined(nodes: list[Criterion], signs: Sequence[Chunk], chunks: Sequence[Chunk], setting: Setting) -> Criterion:
    kept = [node for node in nodes if not isinstance(node, NoConstraint)]
    if not kept:
        return nodes[0]
    if len(kept) == 1:
        return kept[0]
    has_or = any(sign.sort is Sort.OR for sign in signs) or any(chunk.sort is Sort.EITHER for chunk in chunks)
    has_and = any(sign.sort is Sort.AND for sign in signs)
    both = any(chunk.sort is Sort.BOTH for chunk in chunks)
    span = setting.span(chunks)
    if has_or and has_and and not setting.exclusion:
        readings = (AllOf(items=tuple(kept), span=span), AnyOf(items=tuple(kept), span=span))
        return Readings(items=readings, why='"and" and "or" stand side by side', span=span)
    if both:
        return joined_by("and", kept)
    same = len({_variable(node) for node in kept}) == 1 and _variable(kept[0]) is not None
    if has_or or (setting.exclusion and (same or not (has_and and len(kept) == 2))):
        return joined_by("or", kept)
    if setting.exclusion:
        return Readings(
            items=(AnyOf(items=tuple(kept), span=span), AllOf(items=tuple(kept), span=span)),
            why='"and" may mean each of them or both together',
            span=span,
        )
    return joined_by("and", kept)


def _variable(node: Criterion) -> str | None:
    """The one variable that a member is about, if it is about one."""
    found = {leaf.quantity.variable for leaf in walk(node) if isinstance(leaf, Compare)}
    return next(iter(found)) if len(found) == 1 else None
