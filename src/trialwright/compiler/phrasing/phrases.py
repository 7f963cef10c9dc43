"""Phrases: the chunks of one plain phrase in, the comparison, target, question or hole that it is out. Read whole, or not at
all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.anchors import up_to_a_therapy
from trialwright.compiler.phrasing.asdefined import left_elsewhere
from trialwright.compiler.phrasing.asking import as_written, of_no_kind, question
from trialwright.compiler.phrasing.categories import tnm_of
from trialwright.compiler.phrasing.failures import at_least_once
from trialwright.compiler.phrasing.grades import value_by_grade
from trialwright.compiler.phrasing.intervals import interval_of
from trialwright.compiler.phrasing.knownstatus import known_status
from trialwright.compiler.phrasing.measurable import measurable_apart, measured_there
from trialwright.compiler.phrasing.measures import measure_of
from trialwright.compiler.phrasing.opened import bracketed_variant, class_with_members, opened
from trialwright.compiler.phrasing.recovery import recovered_to
from trialwright.compiler.phrasing.results import infection_of, result_of, tested, told_by
from trialwright.compiler.phrasing.scales import with_scale_named
from trialwright.compiler.phrasing.spread import spread_of
from trialwright.compiler.phrasing.stageapart import stage_apart
from trialwright.compiler.phrasing.stagebrackets import last_stage_apart, stage_bracket_apart
from trialwright.compiler.phrasing.studydrugs import study_drug, with_other_agents
from trialwright.compiler.phrasing.targeted import with_targets_named
from trialwright.compiler.phrasing.targets import DISEASE_KINDS, THERAPY_KINDS, Phrase, has_of, sorted_out
from trialwright.compiler.phrasing.therapies import (
    for_the_study_disease,
    never_treated,
    progressed_on,
    with_failures,
    with_named_therapy,
)
from trialwright.compiler.phrasing.tumors import in_its_course, with_tumor_named
from trialwright.compiler.phrasing.viral import is_load
from trialwright.compiler.phrasing.washouts import with_half_lives
from trialwright.compiler.setting import Setting, flattened, joined_by, stripped, without_tails
from trialwright.compiler.steps import Steps, chunks_through
from trialwright.compiler.wording.rules import matching, words
from trialwright.protocol.criteria import (
    Ask,
    Compare,
    Criterion,
    Has,
    NoConstraint,
    Qualifier,
    Readings,
    When,
    children,
    walk,
)
from trialwright.protocol.interview import question_of
from trialwright.vocabulary.records import anew

_SAYS_NOTHING = frozenset({Sort.FILL, Sort.MUST, Sort.TAIL, Sort.EITHER, Sort.IF, Sort.PREP, Sort.FOR, Sort.HIST})
_NUMBERS = frozenset({Sort.AMOUNT, Sort.CODES})


def read_phrase(chunks: Sequence[Chunk], setting: Setting, *, carried: Sequence[Chunk] = ()) -> Criterion:
    """What one phrase says. `carried` are the variables named just before, for a phrase that only gives another limit."""
    if Sort.GROUP not in [chunk.sort for chunk in chunks]:
        return _read_without_brackets(chunks, chunks, setting, carried)
    apart = last_stage_apart(chunks)
    if apart is not None:
        return joined_by("or", [read_phrase(part, setting, carried=carried) for part in apart])
    aside = next((chunk for chunk in chunks[1:] if _asks_aside(chunk)), None)
    if aside is not None:
        rest = tuple(chunk for chunk in chunks if chunk is not aside)
        fact = read_phrase(rest, setting, carried=carried)
        if matching("opinion", setting.words(aside.inner)) is not None:
            return fact
        return joined_by("or" if aside.inner[0].sort is Sort.OR else "and", (fact, question(aside.inner, setting)))
    limited = stage_bracket_apart(chunks)
    if limited is not None:
        return joined_by("and", [read_phrase(part, setting, carried=carried) for part in limited])
    narrower = bracketed_variant(chunks, setting)
    if narrower is not None:
        wide = tuple(chunk for chunk in chunks if chunk.sort is not Sort.GROUP)
        readings = (read_phrase(narrower, setting, carried=carried), read_phrase(wide, setting, carried=carried))
        return Readings(items=readings, why="the bracket may narrow or explain", span=setting.span(chunks))
    classed = class_with_members(chunks, setting)
    if classed is not None:
        whole, named = (read_phrase(part, setting, carried=carried) for part in classed)
        if whole == named or (setting.exclusion and not isinstance(named, Has)):
            return whole  # several drugs are examples of the class; "anticoagulants (warfarin)" may be warfarin alone
        return Readings(items=(whole, named), why="the bracket may narrow or explain", span=setting.span(chunks))
    return _read_without_brackets(chunks, opened(chunks, setting), setting, carried)


def _read_without_brackets(
    chunks: Sequence[Chunk], opened: Sequence[Chunk], setting: Setting, carried: Sequence[Chunk]
) -> Criterion:
    """What a phrase says whose brackets, if it had any, are dealt with in `opened`."""
    elsewhere = left_elsewhere(chunks, setting)
    if elsewhere is not None:
        return elsewhere
    flat = stripped(without_tails(opened))
    if not flat or all(chunk.sort in _SAYS_NOTHING for chunk in flat):
        return NoConstraint(why="no condition", span=setting.span(chunks))
    if any(chunk.sort is Sort.ASKED for chunk in flat):
        recovered = recovered_to(stripped(chunks), setting, read_phrase)
        if recovered is not None:
            return recovered
        words = setting.words(as_written(stripped(chunks))).rstrip(" .;,:")
        return Ask(statement=words, question=question_of(words), span=setting.span(chunks))
    understood = _understood(flat, setting, carried)
    if understood is None and _left_to_a_person(setting.words(stripped(chunks)), setting):
        return question(chunks, setting)
    return understood or setting.unread(chunks)


def _left_to_a_person(said: str, setting: Setting) -> bool:
    """True for words that were not understood and whose form shows that only a person can tell."""
    kinds = ("left to a person",) if setting.exclusion else ("left to a person", "examined", "known result")
    return any(matching(kind, said) is not None for kind in kinds)


def _asks_aside(chunk: Chunk) -> bool:
    """ "(not amenable to surgery)": a bracket that only a person can answer."""
    if chunk.sort is not Sort.GROUP:
        return False
    inner = stripped(chunk.inner)
    if any(item.sort in (Sort.EXC, Sort.PERMIT, Sort.EG, Sort.AMOUNT, Sort.CODES, Sort.COLON) for item in flattened(inner)):
        return False
    return bool(inner) and (inner[0].value == "relative" or any(item.sort is Sort.ASKED for item in inner))


def _understood(flat: Sequence[Chunk], setting: Setting, carried: Sequence[Chunk]) -> Criterion | None:
    measurable = measurable_apart(flat, setting)
    if measurable is not None:
        parts = [_understood(part, setting, carried) for part in (measurable[1], measurable[:1])]
        read = [measured_there(part, measurable[1], setting) for part in parts if part is not None]
        return joined_by("and", read) if len(read) == len(parts) else None
    named = chunks_through(_NAMED, tuple(flat), setting)
    return for_the_study_disease(_said_by(named, setting, carried), named)


_NAMED: Steps[tuple[Chunk, ...]] = Steps(
    (frozenset({Sort.NARROWING, Sort.HEADNOUN}), with_tumor_named),
    (None, with_targets_named),
    (frozenset({Sort.NARROW}), lambda flat, _setting: with_failures(flat)),
    (frozenset({Sort.HEADNOUN}), with_named_therapy),
    (frozenset({Sort.CODES}), with_scale_named),
)
"""What a phrase only calls "tumor", "disease" or "therapy", by its name."""


def _said_by(flat: Sequence[Chunk], setting: Setting, carried: Sequence[Chunk]) -> Criterion | None:
    if any(chunk.sort is Sort.STUDYDRUG for chunk in flat):
        flat = with_other_agents(flat)
        if any(chunk.sort is Sort.STUDYDRUG for chunk in flat):
            return study_drug(flat, setting)
    anchored = up_to_a_therapy(flat, setting)
    if anchored is not None:
        return _with_anchor(flat, anchored, setting, carried)
    staged = _staged(flat, setting, carried)
    if staged is not None:
        return staged
    both_times = with_half_lives(flat, setting, lambda timed: _understood(timed, setting, carried))
    if both_times is not None:
        return both_times
    untreated = never_treated(flat, setting)
    if untreated is not None:
        return untreated
    moved = progressed_on(flat, setting)
    if moved is not None:
        first, second = (_understood(stripped(part), setting, ()) for part in moved)
        return None if first is None or second is None else joined_by("and", [first, second])
    interval = interval_of(flat, setting)
    if interval is not None:
        return interval
    result = _result_in(flat, setting)
    if result is not None:
        return result
    if any(chunk.sort in _NUMBERS for chunk in flat):
        if value_by_grade(flat, setting):
            return None
        measure = spread_of(flat, setting) or measure_of(flat, setting, carried=carried)
        if measure is None:
            return _narrowed(flat, setting)
        return _staged_otherwise(measure if setting.exclusion else at_least_once(measure), flat, setting)
    phrase = sorted_out(flat)
    allergy = _allergy_named_first(flat, setting)
    if allergy is not None:
        return allergy
    if setting.exclusion and _RISK.match(setting.words(flat)):
        return question(flat, setting)
    if setting.exclusion and not phrase.concepts and of_no_kind(flat, setting):
        return question(flat, setting)
    if phrase.others or (setting.exclusion and _in_order(flat, setting)):
        return _narrowed(flat, setting)
    if not phrase.concepts:
        phrase = in_its_course(phrase, setting)
        spoken_of = phrase.narrowings and (phrase.concepts or setting.subject) and not phrase.described
        return has_of(anew(phrase, concepts=phrase.concepts or setting.subject), setting) if spoken_of else None
    return has_of(phrase, setting) or _narrowed(flat, setting)


_ORDERS = frozenset({"after", "before", "following", "prior to", "subsequent to"})


def _in_order(flat: Sequence[Chunk], setting: Setting) -> bool:
    """ "Radiotherapy after surgery", "biopsy of the primary tumor": not whoever had both, in whatever order."""
    place = next((index for index, chunk in enumerate(flat) if chunk.text.lower() in _ORDERS), 0)
    named = [name for chunk in flat[place:] if chunk.sort is Sort.CONCEPT for name in chunk.names]
    if not place:
        place = next((index for index, chunk in enumerate(flat) if chunk.text.lower() == "of"), 0)
        behind = {name for chunk in flat[place:] if chunk.sort is Sort.CONCEPT for name in chunk.names}
        cut = {setting.vocabulary.kind(name) for chunk in flat[:place] if chunk.sort is Sort.CONCEPT for name in chunk.names}
        return bool(cut) and behind == {"primary tumor"} and "surgery" not in cut
    done = bool(named) and all(setting.vocabulary.kind(name) in THERAPY_KINDS for name in named)
    return done and any(chunk.sort is Sort.CONCEPT for chunk in flat[:place])


def _result_in(flat: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """The result of a test, or an infection by its result, with the disease that it is of; None for a phrase without one."""
    known = known_status(flat, setting)
    if known is not None:
        return known
    if not any(chunk.sort in (Sort.CONCEPT, Sort.VARIABLE) and tested(chunk, setting) for chunk in flat):
        return infection_of(flat, setting)
    result = result_of(flat, setting) or _disease_with_result(flat, setting) or infection_of(flat, setting)
    return result or _staged_with_result(flat, setting)


_RISK = re.compile(
    r"(?:(?:an?|the|any|known|high|higher|increased|significant|severe|serious|major|elevated) )*risk (?:of|for)\b", re.IGNORECASE
)
""" "Risk of bleeding": how great it is, somebody must judge."""
_REACTION = re.compile(r"allerg(?:y|ies)|hypersensitivity|intolerances?", re.IGNORECASE)
_BESIDE_REACTION = frozenset({Sort.FILL, Sort.EITHER, Sort.OTHER, Sort.HEADNOUN, Sort.HIST, Sort.NARROWING, Sort.WINDOW})
_OF_A_REACTION = _BESIDE_REACTION | {Sort.CONCEPT, Sort.WORD, Sort.PREP}


def _allergy_named_first(flat: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """ "Penicillin allergy", "corn allergy": the allergy to a drug, or a question; None for any other phrase."""
    end = next((place for place, chunk in enumerate(flat) if chunk.sort is Sort.WORD and _REACTION.fullmatch(chunk.text)), None)
    if not end or not setting.exclusion or any(chunk.sort not in _OF_A_REACTION for chunk in flat):
        return None
    if any(chunk.sort in (Sort.CONCEPT, Sort.WORD, Sort.PREP) for chunk in flat[end + 1 :]):
        return None
    named = tuple(chunk for chunk in flat[:end] if chunk.sort not in (Sort.HIST, Sort.FILL))
    kinds = {setting.vocabulary.kind(name) for chunk in named for name in chunk.names if chunk.sort is Sort.CONCEPT}
    if not any(chunk.sort in (Sort.CONCEPT, Sort.WORD) for chunk in named):
        return None
    if kinds and kinds <= THERAPY_KINDS and all(chunk.sort is Sort.CONCEPT for chunk in named):
        return has_of(sorted_out((*named, replace(flat[end], sort=Sort.ALLERGY, value="to"))), setting)
    return question(flat, setting)


def _with_anchor(
    flat: Sequence[Chunk], anchored: tuple[int, int, bool], setting: Setting, carried: Sequence[Chunk]
) -> Criterion | None:
    """ "Negative test within 7 days prior to surgery": nobody must have had surgery, nor is its day known."""
    place, end, of_start = anchored
    if of_start:
        return _understood((*flat[: place + 1], *flat[end:]), setting, carried)
    said = stripped((*flat[:place], *flat[end:]))
    node = _understood(said, setting, carried) if said else None
    return (
        None if node is None else joined_by("and", (node, setting.unread(flat[place:end], "a time that counts up to a therapy")))
    )


def _staged(flat: Sequence[Chunk], setting: Setting, carried: Sequence[Chunk]) -> Criterion | None:
    """ "T1-2 N0 breast cancer": the categories, and what they are of."""
    found = tnm_of(flat, setting)
    if found is None:
        return None
    categories, rest = found
    if not stripped(rest):
        return categories
    other = _understood(stripped(rest), setting, carried)
    return None if other is None else joined_by("and", (other, categories))


def _staged_otherwise(measure: Criterion, flat: Sequence[Chunk], setting: Setting) -> Criterion:
    """ "CKD stage IV", "stage III pressure ulcer": stages of their own, which the stage of the tumor says nothing about."""
    leaves = [leaf for leaf in walk(measure) if not children(leaf)]
    staged = any(isinstance(leaf, Compare) and leaf.quantity.variable == "stage" for leaf in leaves)
    named = [leaf for leaf in leaves if isinstance(leaf, Has)]
    of_another = any(chunk.sort is Sort.OTHER for chunk in flat)  # "another stage III malignancy": the stage is of that one
    ill = all(setting.vocabulary.kind(leaf.target.concept) == "condition" for leaf in named)
    if not staged or not named or not (ill or of_another):
        return measure
    told = Qualifier(name="described", values=(setting.words(flat),))
    return replace(named[0], target=replace(named[0].target, qualifiers=(*named[0].target.qualifiers, told)))


_NOT_NARROWING = frozenset({Sort.NEG, Sort.EXC, Sort.MUST, Sort.PERMIT, Sort.ASKED, Sort.IF, Sort.OR, Sort.AND})


def _disease_with_result(flat: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """ "NSCLC with a KRAS G12D mutation", "HER2-positive metastatic breast cancer": the disease and the result of its test."""
    tests = [index for index, chunk in enumerate(flat) if chunk.sort in (Sort.CONCEPT, Sort.VARIABLE) and tested(chunk, setting)]
    others = [index for index, chunk in enumerate(flat) if chunk.sort is Sort.CONCEPT and index not in tests]
    if any(setting.vocabulary.kind(flat[index].names[0]) == "imaging" for index in others):
        return None
    if not tests or not others or any(chunk.sort in (Sort.AMOUNT, Sort.CODES, Sort.CMP) for chunk in flat):
        return None
    if any(_aims(flat[index], flat[index + 1 :], setting) for index in tests):
        return None
    if others[-1] < tests[0]:
        cut = next(
            (
                index
                for index in range(tests[0], others[-1], -1)
                if flat[index - 1].sort is Sort.CONCEPT or flat[index].sort is Sort.PREP
            ),
            tests[0],
        )
        disease, result = flat[:cut], flat[cut:]
    elif tests[-1] < others[0]:
        cut = next((index for index in range(tests[-1] + 1, others[0]) if _of_disease(flat[index])), others[0])
        lead = next(
            (index for index in range(tests[0]) if not (flat[index].sort is Sort.FILL or _of_disease(flat[index]))), tests[0]
        )
        disease, result = (*flat[:lead], *flat[cut:]), flat[lead:cut]
    else:
        return None
    first, second = _understood(stripped(disease), setting, ()), result_of(stripped(result), setting)
    if first is None or second is None:
        return None
    asked_of = not setting.exclusion and others[-1] < tests[0] and flat[0].text.lower() in ("for", "in")
    if asked_of and all(setting.vocabulary.kind(flat[index].names[0]) == "demographic" for index in others):
        span = setting.span(flat)  # "For women of childbearing potential negative pregnancy test"
        return When(condition=first, then=second, otherwise=NoConstraint(why="for others", span=span), span=span)
    how_much = isinstance(second, Has) and is_load(second.target.concept)
    if isinstance(first, Has) and setting.vocabulary.kind(first.target.concept) == "condition" and not how_much:
        return told_by(second, first)
    if not setting.exclusion and others[0] > tests[-1] and _of_people(first, flat[tests[-1] + 1 : others[0]], setting):
        # "Negative pregnancy test for women of childbearing potential": asked of those only
        span = setting.span(flat)
        return When(condition=first, then=second, otherwise=NoConstraint(why="for others", span=span), span=span)
    return joined_by("and", [first, second])


def _staged_with_result(flat: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """ "Stage II ER-positive breast cancer": the disease, the result of its test, and its stage."""
    apart = stage_apart(flat, setting)
    if apart is None:
        return None
    stage, result = measure_of(apart[0], setting, carried=()), _disease_with_result(apart[1], setting)
    return None if stage is None or result is None else joined_by("and", [result, stage])


def _of_people(node: Criterion, before: Sequence[Chunk], setting: Setting) -> bool:
    named = [leaf.target.concept for leaf in walk(node) if isinstance(leaf, Has)]
    tied = any(chunk.sort in (Sort.FOR, Sort.PREP) and chunk.text.lower() in ("for", "in") for chunk in before)
    return tied and bool(named) and all(setting.vocabulary.kind(name) == "demographic" for name in named)


def _aims(test: Chunk, behind: Sequence[Chunk], setting: Setting) -> bool:
    """ "HER2 vaccine", "PSA breast cancer vaccine": the name of a test before a therapy tells what that is aimed at."""
    end = test.end
    for chunk in behind:
        if chunk.sort is not Sort.CONCEPT or chunk.start != end + 1 or test.value:
            return False
        if all(setting.vocabulary.kind(name) in THERAPY_KINDS for name in chunk.names):
            return True
        end = chunk.end
    return False


def _of_disease(chunk: Chunk) -> bool:
    return chunk.sort is Sort.NARROWING and not chunk.names[0].startswith(("origin=", "proof="))


def _narrowed(flat: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """ "Epidural tumor within 2 mm of the spinal cord", "visceral leishmaniasis": words behind an excluding noun, or adjectives
    before it, narrow it. Without the noun it does not hold; with it, nobody can tell. Only where what follows is tied by a
    preposition or a clause: what else it names is part of what is told of the noun, as in "radiation to the biopsy site"."""
    place = next(
        (index for index, chunk in enumerate(flat) if chunk.sort is Sort.CONCEPT and not _is_compound(flat, index)), None
    )
    if place is None or not (setting.exclusion or _is_cancer(flat[place], setting)):
        return None
    leading = adjectives(flat[:place])
    if leading is None:
        return None
    head, tail = (*(chunk for chunk in flat[:place] if chunk not in leading), flat[place]), flat[place + 1 :]
    if sorted_out(head).others:
        return None
    plain = sorted_out((*head, *tail))
    if not plain.others and leading:
        return has_of(replace(plain, leading=leading), setting)
    participle = bool(tail) and tail[0].sort is Sort.WORD and tail[0].text.lower().endswith(("ed", "ing"))
    tying = _TYING if setting.exclusion else _TYING_ALL
    tied = bool(tail) and (participle or tail[0].sort in tying or tail[0].text.lower() in _TIES)
    if any(chunk.sort is Sort.HEADNOUN for chunk in head):
        return None  # "therapy for breast cancer" speaks of the therapy
    if (
        not tied
        or any(_stands_apart(chunk, setting) for chunk in tail)
        or (_names_more(tail, setting) and not _holds(flat[place], setting))
    ):
        return None
    return has_of(_with_words(replace(sorted_out(head), leading=leading), tail, flat[place], setting), setting)


def _with_words(phrase: Phrase, behind: Sequence[Chunk], named: Chunk, setting: Setting) -> Phrase:
    """The phrase narrowed by words that no table knows; a time among them is that of a therapy, unless they name something else
    that it may be of."""
    if len(behind) > 1 and behind[-1].sort is Sort.WINDOW and not 0 <= behind[-1].start - behind[-2].end <= 1:
        phrase, behind = replace(phrase, windows=(*phrase.windows, behind[-1])), behind[:-1]  # lent by the list
    elif _timed(behind, setting) and all(setting.vocabulary.kind(name) in THERAPY_KINDS for name in named.names):
        phrase = replace(phrase, windows=(*phrase.windows, *(chunk for chunk in behind if chunk.sort is Sort.WINDOW)))
        behind = [chunk for chunk in behind if chunk.sort is not Sort.WINDOW]
    return replace(phrase, described=tuple(behind))


def _is_cancer(chunk: Chunk, setting: Setting) -> bool:
    return all(setting.vocabulary.kind(name) in ("cancer", "histology") for name in chunk.names)


def _stands_apart(chunk: Chunk, setting: Setting) -> bool:
    """True for what may be a condition of its own and no part of a description: a ban, leave, question or alternative."""
    return chunk.sort in _NOT_NARROWING and not _is_place(chunk, setting)


def _names_more(behind: Sequence[Chunk], setting: Setting) -> bool:
    return any(chunk.sort is Sort.CONCEPT and not _is_place(chunk, setting) for chunk in behind)


def _timed(behind: Sequence[Chunk], setting: Setting) -> bool:
    """False for a time that may be of something named right before or behind it ("within 6 months prior to surgery")."""
    named = {setting.vocabulary.kind(name) for chunk in behind if chunk.sort is Sort.CONCEPT for name in chunk.names}
    return named <= {"organ"} or (named <= THERAPY_KINDS | {"organ"} and behind[-1].sort is Sort.WINDOW)


def _holds(chunk: Chunk, setting: Setting) -> bool:
    """True for an illness or a therapy that is barred: whatever else is said of it, without it the phrase does not hold."""
    kinds = {setting.vocabulary.kind(name) for name in chunk.names}
    return not setting.exclusion or (kinds <= THERAPY_KINDS | DISEASE_KINDS and not setting.spares)


_TYING_ALL = frozenset({Sort.PREP, Sort.NARROW})
_TYING = _TYING_ALL | {Sort.FOR, Sort.HIST, Sort.NOW}
_TIES = frozenset({"following", "which", "whose", "where", "unrelated", "that"})
_ADJECTIVE = re.compile(r"[a-z-]{2,}(?:al|ic|ive|ous|ary|ory|ant|ent|able|ible|oid|ar|ed|ine|ile|less|ly)$", re.IGNORECASE)
_COMPOUND = frozenset(
    {"induced", "related", "associated", "mediated", "dependent", "directed", "based", "onset", "threatening", "type", "term"}
)


def adjectives(chunks: Sequence[Chunk]) -> tuple[Chunk, ...] | None:
    """The unknown words before a noun where all of them are adjectives that name a kind of it; None where one may not be."""
    found: list[Chunk] = []
    for place, chunk in enumerate(chunks):
        if chunk.sort is Sort.WORD or _is_compound(chunks, place) or (chunk.text == "-" and chunk.sort is Sort.OTHER_SIGN):
            found.append(chunk)
    said = [chunk for chunk in found if chunk.sort is Sort.WORD]
    if any(chunk.text.lower() in words("no adjective") for chunk in said):
        return None
    told = all(_ADJECTIVE.match(chunk.text) or chunk.text.lower() in words("adjective") for chunk in said if chunk in chunks)
    return tuple(found) if told or not found else None


def _is_compound(chunks: Sequence[Chunk], place: int) -> bool:
    """True for the first part of "infection-associated": what it names is not what is spoken of."""
    behind = chunks[place + 1 : place + 3]
    return len(behind) == 2 and behind[0].text == "-" and behind[1].text.lower() in _COMPOUND


def _is_place(chunk: Chunk, setting: Setting) -> bool:
    return chunk.sort is Sort.CONCEPT and all(setting.vocabulary.kind(name) == "organ" for name in chunk.names)


def reads_alone(chunks: Sequence[Chunk], setting: Setting) -> bool:
    """True when the phrase names a concept or a variable that could stand for itself."""
    return any(chunk.sort in (Sort.CONCEPT, Sort.VARIABLE) for chunk in chunks)
