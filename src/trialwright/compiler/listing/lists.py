"""Lists: "A, B or C", "no A, B, or C", "both A and B" in; groups of propositions out, with what the members share given to
each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.listing.adjectives import adjectives_joined
from trialwright.compiler.listing.allergies import allergies_in, denied_allergies
from trialwright.compiler.listing.alterations import alterations_in
from trialwright.compiler.listing.assays import measured_result
from trialwright.compiler.listing.besides import beside_alternatives
from trialwright.compiler.listing.clauses import (
    alternatives_apart,
    clause_behind,
    illness_behind_inability,
    in_a_state,
    mothers_behind,
    needs_all_of,
    question_behind,
    suspicions_in,
)
from trialwright.compiler.listing.companions import companions_at
from trialwright.compiler.listing.denialmembers import member_of_its_own
from trialwright.compiler.listing.describedmore import only_described
from trialwright.compiler.listing.factquestions import fact_and_question, question_at_end, whom
from trialwright.compiler.listing.joinedvariables import variables_joined
from trialwright.compiler.listing.joining import joined, may_restrict_all
from trialwright.compiler.listing.kinds import illness_with_kinds
from trialwright.compiler.listing.leadingstate import in_leading_state
from trialwright.compiler.listing.linesettings import counted_together, in_one_setting
from trialwright.compiler.listing.members import sharing
from trialwright.compiler.listing.organs import adequate
from trialwright.compiler.listing.ownextent import extents_of_all
from trialwright.compiler.listing.restrictions import (
    carried_on,
    ends_in_its_phrase,
    graded_alike,
    graded_throughout,
    hangs_on_first,
    in_need,
    of_first_alone,
    of_one_noun,
    restricted_alike,
    said_behind_cancers,
    said_of_all,
    says_when_or_whom,
    timed_otherwise,
    two_words_for_it,
    with_objects,
)
from trialwright.compiler.listing.somebody import value_of_some
from trialwright.compiler.listing.suspended import hangs, with_objects_shared
from trialwright.compiler.listing.undertakings import binds_behind, forecasts, limits_all, undertaken_behind
from trialwright.compiler.listing.valuebrackets import defined_by_result, value_with_bracket
from trialwright.compiler.phrasing.asdefined import reacts_to_all
from trialwright.compiler.phrasing.asking import as_written, judged, of_no_kind, own_clause_at, question
from trialwright.compiler.phrasing.denials import (
    ban_ends,
    denial_ends,
    denied_of_lesions,
    described_as,
    free_for_so_long,
    names_a_disease_behind_or,
    narrower_behind_or,
    only_behind_or,
    sign_behind_or,
)
from trialwright.compiler.phrasing.phrases import read_phrase
from trialwright.compiler.phrasing.results import found_for, results_for
from trialwright.compiler.setting import (
    LIST_SIGNS,
    Setting,
    changed_leaves,
    denied,
    doubted,
    eased,
    flattened,
    joined_by,
    split_at,
    stripped,
)
from trialwright.compiler.tagging.narrowings import merged_narrowings
from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    Ask,
    Criterion,
    Has,
    NoConstraint,
    Not,
    Readings,
    Target,
    Unread,
    walk,
    without_spans,
)
from trialwright.protocol.interview import question_of
from trialwright.vocabulary.records import anew, record

_REST = re.compile(r"(?:\s+(?!and\b|or\b)[\w'-]+)*")
"""The empty words behind a phrase up to the next sign or conjunction: part of a question all the same ("has been performed")."""


_SIGNS_AT_END = frozenset({Sort.COMMA, Sort.STOP, Sort.SEMICOLON, Sort.COLON, Sort.OTHER_SIGN, Sort.AND, Sort.OR})


_UNSAID = frozenset({Sort.FILL, Sort.MUST, Sort.HEADNOUN, Sort.PREP, Sort.IF, Sort.EITHER, Sort.HIST})


def read_list(chunks: Sequence[Chunk], setting: Setting) -> Criterion:
    """The proposition of a stretch without conditions and exceptions."""
    trimmed = stripped(chunks)
    if not trimmed:
        return NoConstraint(why="no words", span=setting.span(chunks))
    results = results_for(trimmed, setting) or found_for(trimmed, setting) or alterations_in(trimmed, setting)
    if results is not None:
        return results
    if setting.exclusion and of_no_kind(trimmed, setting):
        return question(trimmed, setting)
    told = in_a_state(trimmed, setting)
    if told is not None:
        return joined_by("and", [read_list(part, setting) for part in told])
    judgement = judged(trimmed, setting)
    if judgement is not None:
        return judgement
    if reacts_to_all(trimmed, setting):
        return question(trimmed, setting)
    allergy = _allergies(trimmed, setting)
    if allergy is not None:
        return allergy
    ill = illness_behind_inability(trimmed, setting)
    if ill is not None:
        return joined_by("or", (asked(trimmed[:ill], setting), read_list(stripped(trimmed[ill:]), setting)))
    unsure = question_behind(trimmed, setting)
    if unsure is not None:
        suspected = suspicions_in(trimmed[unsure + 1 :], setting)
        behind = [read_list(part, setting) for part in suspected] or [question(trimmed[unsure + 1 :], setting)]
        return joined_by("or", (read_list(trimmed[:unsure], setting), *behind))
    apart = alternatives_apart(trimmed, setting)
    if apart is not None:
        either = joined_by("or", [read_list(part, setting) for part in apart[1:]])
        return joined_by("and", [read_list(apart[0], setting), either]) if apart[0] else either
    relative = next((index for index, chunk in enumerate(trimmed) if index and chunk.value == "relative"), None)
    if relative is not None and _is_of_all_before(trimmed, relative, setting):
        # "Lymphoma for which no standard therapy exists": the disease, and a question.
        end = clause_behind(trimmed, relative) or len(trimmed)
        parts = [read_list(trimmed[:relative], setting), asked(trimmed[relative:end], setting)]
        whole = joined_by("and", [*parts, *([read_list(trimmed[end:], setting)] if end < len(trimmed) else [])])
        if not setting.exclusion and names_a_disease_behind_or(trimmed[relative:end], setting):
            return eased(whole, setting.unread(trimmed[relative:end], "what stands behind the conjunction may be enough"))
        return whole
    spread = extents_of_all(trimmed, setting)
    if spread is not None:
        return joined_by("and", (read_list(trimmed[:spread], setting), read_list(trimmed[spread + 1 :], setting)))
    whose = said_of_all(trimmed, setting)
    if whose is not None:
        # "Gastric or oesophageal cancer, who are scheduled for surgery": the clause is of either.
        clause = trimmed[whose + (trimmed[whose].sort is Sort.NARROW) :]
        return joined_by("and", (read_list(trimmed[:whose], setting), read_list(clause, setting)))
    negation = next((index for index, chunk in enumerate(trimmed) if chunk.sort in (Sort.NEG, Sort.UNMET)), None)
    if negation is not None and setting.exclusion and _OF_WHAT_WOULD.search(setting.words(trimmed[:negation])):
        masked = (*trimmed[:negation], anew(trimmed[negation], sort=Sort.WORD), *trimmed[negation + 1 :])
        return _members(merged_narrowings(masked), setting)  # "conditions that would not permit treatment" denies no condition
    if negation is not None:
        return _negated(trimmed, negation, setting)
    return with_objects_shared(trimmed, setting, read_list, _plainly)


def _allergies(chunks: tuple[Chunk, ...], setting: Setting) -> Criterion | None:
    """An allergy with what stands before and behind it, or a denial of one that is asked in part; None for anything else."""
    allergy = allergies_in(chunks, setting)
    if allergy is None:
        return denied_allergies(chunks, setting)
    before, node, behind = allergy
    if before and _REACTING_SO.search(setting.words(chunks)):
        # "No asthma, urticaria, or allergic-type reactions to aspirin": those are reactions too
        doubt = setting.unread(before, "only as a reaction to what is named behind it")
        return joined_by("or", [doubted(read_list(before, setting), doubt), node])
    return joined_by("or", [*(read_list(part, setting) for part in (before, behind) if part), node])


def _plainly(chunks: Sequence[Chunk], setting: Setting) -> Criterion:
    """A list without denials, clauses and judgements that rule all of it."""
    if chunks[0].sort is Sort.ASKED or _asked_throughout(chunks):
        one = not any(chunk.sort in LIST_SIGNS for chunk in chunks)
        return (fact_and_question(tuple(chunks), setting) if one else None) or asked(chunks, setting)
    return _members(merged_narrowings(chunks), setting)


_REACTING_SO = re.compile(r",? or (?:other )?allergic-?\s?type reactions", re.IGNORECASE)


def _is_of_all_before(chunks: tuple[Chunk, ...], place: int, setting: Setting) -> bool:
    """Whether a relative clause is of what stands before it: of all of it, where that is required; of one thing in a ban. Behind
    a comma it is, where it ends the sentence."""
    before, behind = chunks[:place], chunks[place:]
    ends = before[-1].sort is Sort.COMMA and not any(chunk.sort is Sort.COMMA for chunk in behind)
    named = stripped(before) if ends and not setting.exclusion else before
    if setting.exclusion and any(chunk.sort in LIST_SIGNS for chunk in named):
        return False
    return named[-1].sort not in LIST_SIGNS and _names_something(named)


def _negated(chunks: tuple[Chunk, ...], place: int, setting: Setting) -> Criterion:
    """A negation rules everything behind it; what stands before it is a statement of its own."""
    head, tail = stripped(chunks[:place]), free_for_so_long(chunks[place + 1 :])
    marker = chunks[place]
    span = setting.span(chunks[place:])
    if marker.text.lower() == "non" or sign_behind_or(tail) or only_behind_or(tail):
        return setting.unread(chunks)
    narrower = narrower_behind_or(tail) if not setting.exclusion and not head else None
    if narrower is not None:
        # "No cirrhosis or Child-Pugh A cirrhosis": who has the narrower thing may join.
        without = denied(read_list(tail[:narrower], anew(setting, exclusion=True)), span)
        return joined_by("or", (without, read_list(tail[narrower + 1 :], setting)))
    member = member_of_its_own(chunks, place, setting, read_list)
    if member is not None:
        return member
    ended = ban_ends(marker, tail, setting) if setting.exclusion and not head else None
    if ended is not None:
        end, joint = ended
        return joined_by(joint, (_negated((marker, *tail[:end]), 0, setting), read_list(tail[end + 1 :], setting)))
    if any(chunk.sort is Sort.ASKED for chunk in chunks):
        if binds_behind(tail):
            return asked(chunks, setting)  # "men not sterile must use condoms" asks whether those do, and denies nothing
        last = None if setting.exclusion else question_at_end(chunks, place)
        if last is not None:
            return joined_by("and", (read_list(chunks[:last], setting), question(chunks[last + 1 :], setting)))
        apart = _undertaking_apart(chunks, place, setting)
        return apart if apart is not None else _asked_behind(chunks, place, setting)
    if marker.sort is Sort.UNMET:
        # What is required, and not met: each limit is a requirement, and the statement is true when any of them fails. "Must not
        # meet any of: ANC < 1.0, platelets < 75" is said of what excludes: each alone does.
        barring = not setting.exclusion and any(chunk.text.lower().startswith("any of") for chunk in tail[:2])
        return _of_whom(head, denied(read_list(tail, anew(setting, exclusion=barring)), span), setting)
    ended = denial_ends(head, tail, setting)
    if ended is not None:
        end, joint = ended
        own = _negated((*head, marker, *tail[:end]), len(head), setting)
        return joined_by(joint, (own, read_list(tail[end + 1 :], setting)))
    inner = read_list(tail, anew(setting, exclusion=True))
    if setting.exclusion and not any(chunk.sort is Sort.OTHER for chunk in flattened(tail)):
        inner = changed_leaves(inner, _of_any_cancer)  # who must not be without cancer need not have another one
    negated = denied(inner, span)
    if not head and setting.exclusion and _of_no_cancer(inner):
        if all(leaf.target.other for leaf in walk(inner) if isinstance(leaf, Has)):
            return inner  # no trial asks for a second cancer
        return Readings(items=(inner, negated), why="nobody is excluded for having no cancer", span=span)
    if all(chunk.sort in _UNSAID for chunk in head):
        return negated
    if all(chunk.sort in (Sort.WINDOW, Sort.FILL) for chunk in tail):
        inner = read_list((*head, *tail), anew(setting, exclusion=True))  # "Major surgery not within 4 weeks"
        return setting.unread(chunks) if setting.exclusion else denied(inner, setting.span(chunks))
    if not _names_something(tail) and chunks[place - 1].sort not in LIST_SIGNS:
        if chunks[place - 1].sort in (Sort.AMOUNT, Sort.CODES) and not setting.exclusion and len(split_at(tail, LIST_SIGNS)) == 1:
            return joined_by("and", (read_list(head, setting), question(chunks[place:], setting)))  # "with no deterioration"
        return setting.unread(chunks)  # "HER2 not overexpressed": the negation is of the word behind, which was not read
    before = read_list(head, setting)
    if not setting.exclusion and denied_of_lesions(head, marker, tail, setting):
        return changed_leaves(before, lambda leaf: described_as(leaf, setting.words(chunks[place:])))
    return AllOf(items=(before, negated), span=setting.span(chunks))


def _of_whom(head: tuple[Chunk, ...], unmet: Criterion, setting: Setting) -> Criterion:
    """What stands before "does not meet the criteria for": it holds too, where it was read."""
    if not _names_something(head):
        return unmet
    whose = read_list(head, setting)
    return unmet if any(isinstance(node, Unread) for node in walk(whose)) else joined_by("and", (whose, unmet))


def _undertaking_apart(chunks: tuple[Chunk, ...], place: int, setting: Setting) -> Criterion | None:
    """ "Not pregnant, and willing to use contraception": what is denied is a fact, what is undertaken a question of its own."""
    found = undertaken_behind(chunks[place + 1 :])
    if setting.exclusion or found is None or not all(chunk.sort in _UNSAID for chunk in chunks[:place]):
        return None
    if not _names_something(found.denied):
        return None
    fact = _negated((chunks[place], *found.denied), 0, setting)
    if found.joint == "nor":
        return joined_by("and", (fact, Not(item=asked(found.behind, setting), span=setting.span(found.behind))))
    return joined_by(found.joint, (fact, read_list(found.behind, setting)))


def _of_no_cancer(node: Criterion) -> bool:
    """True for any cancer at all: "no prior malignancy" among what excludes is a slip, or says the contrary."""
    leaves = [leaf for leaf in walk(node) if isinstance(leaf, Has)]
    return isinstance(node, Has | AnyOf) and all(_bare_malignancy(leaf.target) for leaf in leaves) and bool(leaves)


def _bare_malignancy(target: Target) -> bool:
    return target.concept == "malignancy" and all(item.name == "activity" for item in target.qualifiers)


def _of_any_cancer(leaf: Criterion) -> Criterion:
    unnamed = isinstance(leaf, Has) and leaf.target.other and leaf.target.concept == "malignancy"
    return replace(leaf, target=replace(leaf.target, other=False)) if isinstance(leaf, Has) and unnamed else leaf


def _names_something(chunks: Sequence[Chunk]) -> bool:
    return any(
        chunk.sort in (Sort.CONCEPT, Sort.VARIABLE, Sort.STUDYDRUG)
        or (chunk.sort is Sort.NARROWING and not chunk.names[0].startswith("proof="))
        for chunk in flattened(chunks)
    )


def _asked_behind(chunks: tuple[Chunk, ...], place: int, setting: Setting) -> Criterion:
    """ "With reproductive potential not using contraception": what stands before the negation may be a condition of its own."""
    head, tail = stripped(chunks[:place]), chunks[place + 1 :]
    cue = next((index for index, chunk in enumerate(tail) if chunk.sort is Sort.ASKED), 0)
    if any(chunk.sort is Sort.COMMA for chunk in tail[:cue]) and not any(
        chunk.sort in (Sort.OR, Sort.AND) for chunk in tail[:cue]
    ):
        return asked(chunks, setting)  # "not previously irradiated, amenable to biopsy": what is denied ends before the comma
    behind = asked(tail, setting) if stripped(tail) else None
    if behind is None or any(chunk.sort is Sort.ASKED for chunk in head):
        return asked(chunks, setting)
    negated = Not(item=behind, span=setting.span(chunks[place:]))
    if all(chunk.sort in _UNSAID for chunk in head):
        return negated
    if any(chunk.value in ("forecast", "judgement") for chunk in tail) and not _names_something(tail):
        return asked(chunks, setting)  # "surgery not planned"
    before = read_list(head, setting)
    if any(isinstance(node, Unread) for node in walk(before)):
        return asked(chunks, setting)
    return AllOf(items=(before, negated), span=setting.span(chunks))


_OF_WHAT_WOULD = re.compile(r"\b(?:that|which) (?:would|could|may|might|will)$", re.IGNORECASE)
_THAT_WOULD = re.compile(r"\b(?:that|which)\b.{0,40}\b(?:would|could|may|might)\b", re.IGNORECASE)


def _asked_throughout(chunks: Sequence[Chunk]) -> bool:
    """A word of ability, judgement or plan in the first member of a list rules the whole of it."""
    first = split_at(chunks, LIST_SIGNS)[0][0]
    return any(chunk.sort is Sort.ASKED for chunk in first)


def asked(chunks: Sequence[Chunk], setting: Setting) -> Criterion:
    """The whole stretch as a question for a person; words of time and person before the first word that asks are left out."""
    items = as_written(chunks)
    while items and items[-1].sort in _SIGNS_AT_END:
        items = items[:-1]
    while items and items[0].sort in _SIGNS_AT_END:
        items = items[1:]
    cue = next((index for index, chunk in enumerate(items) if chunk.sort is Sort.ASKED), 0)
    named = any(chunk.sort in _SAYS_MORE for chunk in items[:cue])
    said = items if named or cue < 4 else items[cue:]
    rest = _REST.match(setting.normal.text, said[-1].end) if said else None
    words = (setting.words(said) + (rest[0] if rest else "")).strip(" .;,:") or setting.words(chunks)
    return Ask(statement=words, question=question_of(words), span=setting.span(chunks))


_SAYS_MORE = frozenset(
    {
        *(Sort.CONCEPT, Sort.VARIABLE, Sort.AMOUNT, Sort.NEG, Sort.HEADNOUN, Sort.WORD),
        *(Sort.NARROW, Sort.ALLERGY, Sort.FAILED),
    }
)
""" "Refractory to, intolerant of, or ineligible for" asks for one of three."""


def _members(chunks: tuple[Chunk, ...], setting: Setting) -> Criterion:
    return beside_alternatives(chunks, setting, _listed) or _listed(chunks, setting)


def _listed(chunks: tuple[Chunk, ...], setting: Setting) -> Criterion:
    pieces = adjectives_joined([(stripped(piece), sign) for piece, sign in split_at(variables_joined(chunks), LIST_SIGNS)])
    signs = [sign for piece, sign in pieces if sign is not None]
    members = [piece for piece, _sign in pieces if piece]
    if len(members) <= 1:
        only = members[0] if members else chunks
        told = measured_result(only, setting, read_list) or value_of_some(only, setting)
        return told or defined_by_result(only, setting, read_list) or in_one_setting(read_phrase(only, setting))
    companions = companions_at(chunks, setting)
    if companions is not None:
        return joined_by("and", [read_list(part, setting) for part in (chunks[: companions[0]], chunks[companions[1] :])])
    if hangs(members, setting):
        return setting.unread(chunks, "what a preposition at the end of a part is of was not read")
    members = sharing(members, setting)
    if setting.exclusion and _THAT_WOULD.search(setting.words(chunks)):
        own = own_clause_at(chunks, setting)
        if own is not None:
            before = _members(stripped(chunks[:own]), anew(setting, goes_on=True))
            return joined_by("or", (before, asked(stripped(chunks[own:]), setting)))
        return asked(chunks, setting)  # "medical or psychiatric disorder that would preclude participation"
    if setting.exclusion and ends_in_its_phrase(members, setting):
        return setting.unread(chunks, "what stands behind the conjunction belongs to the measurement")
    if says_when_or_whom(members, setting):
        return setting.unread(chunks, "what stands behind the conjunction may be of the last part only")
    nodes: list[Criterion] = []
    carried: tuple[Chunk, ...] = ()
    for number, member in enumerate(members):
        place = number
        if any(chunk.sort is Sort.ASKED for chunk in member):
            if member[0].sort is not Sort.ASKED and any(chunk.value == "forecast" for chunk in member):
                return asked(chunks, setting)  # "with excision and biopsy indicated": all of it is still to come
            if any(isinstance(node, Unread) for node in nodes) or (
                setting.exclusion and not forecasts(member) and limits_all(members[place:], setting)
            ):
                return asked(chunks, setting)
            of_others = bool(nodes) and whom(members[place - 1], setting)
            told = fact_and_question(member, setting) if number == len(members) - 1 and not of_others else None
            if told is not None:
                nodes.append(told)
                break
            while nodes and (whom(members[place - 1], setting) or all(item.sort in _LEADS for item in members[place - 1])):
                # "Women/men able to conceive": who is asked is no member; nor is "received" of "received, or be ineligible for".
                place, nodes = place - 1, nodes[:-1]
            end = mothers_behind(members, number) if setting.exclusion else len(members)
            nodes.append(asked(tuple(chunk for later in members[place:end] for chunk in later), setting))
            nodes.extend(read_phrase(later, setting) for later in members[end:])
            break
        told = measured_result(member, setting, read_list) or adequate(member, setting) or value_of_some(member, setting)
        told = told or value_with_bracket(member, setting, read_list) or illness_with_kinds(member, setting, read_list)
        node = told or read_phrase(member, setting, carried=carried)
        variables = tuple(chunk for chunk in member if chunk.sort is Sort.VARIABLE)
        aged = tuple(anew(chunk, sort=Sort.VARIABLE, names=("age",)) for chunk in member if chunk.sort is Sort.AGED)
        carried = variables or aged or carried
        nodes.append(node)
    whole = in_one_setting(joined(nodes, signs, chunks, setting))
    together = counted_together(members, nodes, signs, setting) if isinstance(whole, AllOf | AnyOf | Readings) else None
    return together or _meant(whole, members, nodes, List(chunks=chunks, signs=tuple(signs), setting=setting))


_LEADS = frozenset({Sort.HIST, Sort.FILL, Sort.FOR, Sort.PREP, Sort.MUST})


@record(frozen=True, kw_only=True, slots=True)
class List:
    """The stretch that a list stands in and the signs between its members."""

    chunks: tuple[Chunk, ...]
    signs: tuple[Chunk, ...]
    setting: Setting

    def joined(self, nodes: Sequence[Criterion]) -> Criterion:
        """Other nodes joined as the members are."""
        return joined(nodes, self.signs, self.chunks, self.setting)

    def either(self, one: Criterion, other: Criterion, why: str) -> Criterion:
        """Both readings, where they differ."""
        if without_spans(one) == without_spans(other):
            return one
        return Readings(items=(one, other), why=why, span=self.setting.span(self.chunks))


_OBJECTS = "what stands last may belong to what restricts the one before it"


def _meant(whole: Criterion, members: list[tuple[Chunk, ...]], nodes: Sequence[Criterion], shown: List) -> Criterion:
    """The members together, beside the other ways in which their list may be meant."""
    chunks, setting = shown.chunks, shown.setting
    if len(nodes) == len(members) and may_restrict_all(members, nodes, setting):
        doubt = setting.unread(chunks, "what was not read of one member may restrict all")
        if not setting.exclusion and isinstance(whole, AnyOf | Readings):
            if not any(chunk.sort in (Sort.IF, Sort.NARROW) for chunk in members[0]):
                return whole
            return Readings(items=(whole, doubt), why=doubt.why, span=whole.span)
        return doubted(whole, doubt) if setting.exclusion else eased(whole, doubt)
    for other, why in (
        (None if setting.goes_on else restricted_alike(members, setting), "what restricts the last may restrict all"),
        (with_objects(members, setting), _OBJECTS),
        (timed_otherwise(members, setting), "the time behind the last may be of it alone"),
        (of_first_alone(members, setting), "the first word of the list may be of the first alone"),
        (carried_on(members, setting), "a word within the list may be of what stands behind it too"),
        (said_behind_cancers(members, setting), "the state behind the last may be of all"),
    ):
        if other is not None:
            other_nodes = [read_phrase(member, setting) for member in other]
            narrow = shown.joined(other_nodes)
            if why == _OBJECTS and needs_all_of(other[-1], setting):
                return _meant(narrow, other, other_nodes, shown)
            in_words = all(chunk.sort is Sort.WORD for chunk in members[-1])
            shared = restricted_alike(other, setting) if why == _OBJECTS and (in_words or of_one_noun(other)) else None
            narrow = shown.joined([read_phrase(member, setting) for member in shared]) if shared is not None else narrow
            if without_spans(narrow) != without_spans(whole):
                sure = only_described(whole, narrow) or (why != _OBJECTS and two_words_for_it(members)) or in_need(members)
                return narrow if sure else shown.either(whole, narrow, why)
    graded = graded_alike(members, setting)
    if setting.exclusion and graded is not None:
        alike = shown.joined([read_phrase(member, setting) for member in graded])
        return alike if graded_throughout(members, setting) else shown.either(whole, alike, "the grade may be of all")
    led = in_leading_state(members, nodes, setting) if setting.exclusion else None
    if led is not None:
        return shown.joined(led)
    if setting.exclusion and hangs_on_first(members):
        hanging = setting.unread(chunks, "what stands behind the conjunction may hang on the first part")
        grouped = AnyOf(items=(read_phrase(members[0], setting), hanging), span=setting.span(chunks))
        return shown.either(whole, grouped, "a condition on the first part may hold for all")
    return whole
