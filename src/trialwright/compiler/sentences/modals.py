"""Modals: sentences of "must", "must not", "is excluded" and "with or without" in; propositions in their statement's polarity
out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.listing.lists import read_list
from trialwright.compiler.phrasing.asking import question
from trialwright.compiler.phrasing.results import tested
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.sentences.conditions import exception_applied, has_holes, lifted, with_described
from trialwright.compiler.sentences.exceptions import bans_cancers, earlier_cancers, of_those_others
from trialwright.compiler.sentences.leave import goes_on_in_leave
from trialwright.compiler.sentences.leaveclauses import held_to_terms, let_in_by_clauses
from trialwright.compiler.sentences.leavelimits import PROVIDED
from trialwright.compiler.sentences.oftreated import may_be_asked
from trialwright.compiler.sentences.othertherapies import of_other_therapies
from trialwright.compiler.sentences.whether import whether
from trialwright.compiler.setting import Reader, Setting, denied, doubted, joined_by, stripped
from trialwright.compiler.wording.rules import words
from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    Ask,
    Criterion,
    Has,
    NoConstraint,
    NoneOf,
    Not,
    Readings,
    Unread,
    When,
    WindowKind,
    walk,
)
from trialwright.protocol.interview import question_of
from trialwright.vocabulary.records import anew

_OBLIGES = re.compile(r"\b(?:must|should|shall)\b")
_REQUIRED_TO = re.compile(r"(?:is|are) required to|needs? to|ha(?:s|ve) to")
_BE_OR_HAVE = frozenset({"have", "be", "have been", "have had", "meet", "show", "demonstrate"})
_OBLIGES_TOO = ("and must", "and should")
_FORBIDS = re.compile(r"(?:must|should|shall) not\b|(?:may|can) not\b|cannot\b")
_RELATIVE = ("who", "that", "which")
_OF_THE_TRIAL = re.compile(
    r"(?:for|from|to|in|on|during|at)\b.{0,40}?\b(?:study|trial|participat\w+|particip\w+|enrol\w*|entry|enter|inclusion|protocol|"
    r"randomi\w+|registration)\b.{0,12}"
)
_EMPTY_SUBJECT = frozenset({Sort.FILL, Sort.MUST, Sort.EITHER, Sort.COMMA, Sort.HEADNOUN})
_MEANWHILE = re.compile(
    r"(?:during|throughout|while (?:on|in|enrolled|participating|receiving)|for the duration|in the course of)\b",
    re.I,
)
""" "Live vaccines are not allowed during the study": what will be needed then is asked, not what was given before."""
_UNTIL_OVER = re.compile(r"until .{0,80}\b(?:resol|recover|clear|complet|controlled|negative|treated)", re.IGNORECASE)
""" "Are not eligible until the infection has resolved": those who have it now."""
_TURNS = frozenset({"but", "however", "although", "though", "while", "whereas"})
_HELD_CONDITIONALLY = THERAPY_KINDS | {"condition", "finding", "metastasis", "infection", "procedure", "demographic"}
_OTHER_GRAMMAR = frozenset({Sort.VARIABLE, Sort.AMOUNT, Sort.NEG, Sort.IF, Sort.ASKED, Sort.EXC, Sort.WINDOW, Sort.UNMET})


def turned_apart(sentences: Sequence[tuple[Chunk, ...]]) -> list[tuple[Chunk, ...]]:
    """ "Brain metastases, but treated ones are allowed" is two sentences; "…; this includes A and B" goes on the one before."""
    result: list[tuple[Chunk, ...]] = []
    for sentence in map(_with_refusal_told, sentences):
        if result and stripped(sentence)[0].sort is Sort.EG:
            result[-1] = (*result[-1], *sentence)
            continue
        own = _own_limits_at(sentence)
        if own is not None:
            result.extend((sentence[:own], sentence[own + 1 :]))
            continue
        place = next((index for index, chunk in enumerate(sentence) if chunk.text.lower() in _TURNS and index), None)
        if place is not None and result and goes_on_in_leave(sentence, place):
            result.append((*sentence[:place], anew(sentence[place], sort=Sort.AND, value="and"), *sentence[place + 1 :]))
        elif place is not None and any(chunk.sort in (Sort.PERMIT, Sort.BARRED) for chunk in sentence[place:]):
            result.extend((sentence[:place], sentence[place + 1 :]))
        else:
            result.append(sentence)
    return [sentence for sentence in result if stripped(sentence)]


def _with_refusal_told(sentence: tuple[Chunk, ...]) -> tuple[Chunk, ...]:
    """ "Treated metastases are eligible, but those with leptomeningeal disease are not": are not eligible."""
    last = sentence[-1] if sentence else None
    if last is None or last.sort is not Sort.NEG or last.text.lower() not in ("are not", "is not"):
        return sentence
    leave = next((place for place, chunk in enumerate(sentence) if chunk.sort is Sort.PERMIT), None)
    if leave is None or not any(chunk.text.lower() in _TURNS for chunk in sentence[leave:]):
        return sentence
    return (*sentence[:-1], anew(last, sort=Sort.BARRED, value="excluded"))


def _own_limits_at(sentence: Sequence[Chunk]) -> int | None:
    """Where "…, if liver metastases, ALT <= 5 x ULN" begins behind other limits: a rule of its own for those patients."""
    for place in range(1, len(sentence) - 1):
        if sentence[place].sort is not Sort.COMMA or sentence[place + 1].sort is not Sort.IF:
            continue
        behind = sentence[place + 1 :]
        again = any(chunk.sort is Sort.COMMA for chunk in behind) and any(chunk.sort is Sort.VARIABLE for chunk in behind)
        if again and all(any(chunk.sort is Sort.AMOUNT for chunk in part) for part in (sentence[:place], behind)):
            return place
    return None


_REASONS = ("because", "due to", "owing to", "on account of", "given the", "given their")


def barred(sentence: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "Patients with X are excluded", "X is not allowed", "Patients are ineligible if X": X excludes, in either list. None for
    any other sentence."""
    place = next((index for index in range(len(sentence)) if _bars(sentence, index, setting)), None)
    if place is None:
        return None
    subject, rest = stripped(sentence[:place]), stripped(sentence[place + 1 :])
    relative = any(chunk.text.lower().startswith(_RELATIVE) for chunk in sentence[1:place])
    if relative and any(chunk.sort in (Sort.COMMA, Sort.OR) for chunk in sentence[place + 1 :][:1]):
        return setting.unread(sentence)  # "those who have failed, are ineligible or refused" bars nobody
    said = setting.words(rest).lower()
    if said.startswith(_REASONS) or _UNTIL_OVER.match(said):
        rest = ()
    if subject and _MEANWHILE.match(said) and not any(chunk.sort in _EMPTY_SUBJECT for chunk in subject[:1]):
        meanwhile = f"{setting.words(subject)} {setting.words(rest)}"
        asked = Ask(statement=meanwhile, question=question_of(meanwhile), span=setting.span(sentence))
        return asked if setting.exclusion else denied(asked, asked.span)
    timed = any(chunk.window or (chunk.amount and chunk.amount.unit) for chunk in rest)  # "30 days before and during the study"
    if rest and not timed and (_OF_THE_TRIAL.fullmatch(said) or _OF_THE_TRIAL.fullmatch(f"for {said}")):
        rest = ()
    node = _what_bars(subject, rest, anew(setting, exclusion=True), read)
    if node is None:
        return setting.unread(sentence)
    return node if setting.exclusion else denied(node, setting.span(sentence))


def _bars(sentence: Sequence[Chunk], place: int, setting: Setting) -> bool:
    """ "Are excluded"; and "ineligible for" where it is the trial, not a treatment, that somebody is ineligible for."""
    chunk = sentence[place]
    if chunk.sort is not Sort.ASKED or not chunk.text.lower().endswith("eligible for"):
        return chunk.sort is Sort.BARRED and not _of_drugs(sentence, place)
    rest = stripped(sentence[place + 1 :])
    return _OF_THE_TRIAL.fullmatch(f"for {setting.words(rest)}".lower()) is not None


def _of_drugs(sentence: Sequence[Chunk], place: int) -> bool:
    """ "Prohibited medication": a kind of drugs that the protocol lists, and nothing that is said of what stands before it."""
    behind = next((chunk for chunk in sentence[place + 1 :] if chunk.sort not in (Sort.NARROWING, Sort.NOW, Sort.FILL)), None)
    alone = sentence[place].text.lower() in words("adjective of a ban")
    return alone and behind is not None and behind.sort is Sort.HEADNOUN and place > 0


def _what_bars(subject: Sequence[Chunk], rest: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    condition = stripped(rest[1:]) if rest and rest[0].sort is Sort.IF else ()
    if all(chunk.sort in _EMPTY_SUBJECT for chunk in subject):
        if condition or rest:
            return read(condition or rest, setting)
        return None
    if not rest or all(chunk.sort in (Sort.WINDOW, Sort.FILL) for chunk in rest):
        return read((*subject, *rest), setting)
    node = read(subject, setting)
    if rest[0].sort is Sort.EXC:
        return exception_applied(node, rest[1:], setting, unless=rest[0].value == "unless")
    if condition:
        return joined_by("and", [node, read(condition, setting)])
    return doubted(node, setting.unread(rest))


_OBLIGING = frozenset({Sort.MUST, Sort.ASKED, Sort.NEG, Sort.SPAN_OF_TIME})


MUST_BE = re.compile(
    r"(?:(?:all )?(?:the )?(?:patients?|subjects?|participants?|individuals?|they) )?"
    r"(?:must|should) (?:be|have been|have had) at least\b",
    re.IGNORECASE,
)
""" "Patients must be at least 4 weeks from surgery"."""


_JUDGED = re.compile(r"\b(?:who|whom|that|which)\b.*\b(?:opinion|judge?ment|view|discretion)\b", re.IGNORECASE | re.DOTALL)


def _judged_to_be(before: Sequence[Chunk]) -> bool:
    """ "Patients who, in the opinion of the investigator, may not be able to comply": how they are judged, and no duty."""
    return _JUDGED.search(" ".join(chunk.text for chunk in before)) is not None


def obliges(sentence: Sequence[Chunk]) -> bool:
    """True for a sentence that says what must or must not be: a requirement, even among the exclusions."""
    if any(chunk.text.lower() in _OBLIGES_TOO for chunk in sentence) and ban_with_duty(sentence) is not None:
        return True
    for place, chunk in enumerate(sentence):
        if chunk.sort not in _OBLIGING:
            continue
        relative = place > 0 and sentence[place - 1].text.lower().endswith(_RELATIVE)
        relative = relative or _judged_to_be(sentence[:place])
        words = chunk.text.lower()
        if chunk.sort is not Sort.NEG and _OBLIGES.search(words) and not relative:
            return True
        behind = sentence[place + 1].text.lower() if place + 1 < len(sentence) else ""
        named = any(item.sort in (Sort.CONCEPT, Sort.VARIABLE) for item in sentence[place + 1 :])
        required = chunk.sort is Sort.MUST and _REQUIRED_TO.fullmatch(words) is not None
        if required and behind in _BE_OR_HAVE and named and not relative:
            return True  # "patients are required to have", while "patients who need to take X" are meant to be kept out
        if chunk.sort is not Sort.NEG:
            continue
        before = " ".join(item.text.lower() for item in sentence[max(place - 1, 0) : place])
        said = f"{before} {words}" if before in ("may", "can", "must", "should", "shall") else words
        if _FORBIDS.match(said) and not relative:
            return True
    return False


def required_of_some(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "Hypertension must be controlled", "any prior surgery must have been 4 weeks before": asked of those who have it. None for
    another sentence, and where the subject is what the trial treats or measures."""
    place = next((index for index, chunk in enumerate(chunks) if binds(chunk)), None)
    if place is None or setting.exclusion:
        return None
    subject, rest = stripped(chunks[:place]), stripped(chunks[place + 1 :])
    if _spares_a_therapy(subject, setting):
        return setting.unread(chunks, "a therapy that must be past, with an exception")
    staged = _of_a_stage((*subject, chunks[place]), rest, setting, read)
    if staged is not None:
        return staged
    if _of_a_result(chunks[: place + 1]):
        return _asked_of_the_tested(subject, rest, setting, read)
    concepts = tuple(chunk for chunk in subject if chunk.sort is Sort.CONCEPT)
    kinds = {setting.vocabulary.kind(name) for chunk in concepts for name in chunk.names}
    told = any(tested(chunk, setting) for chunk in concepts)
    if (
        not concepts
        or not rest
        or not (kinds <= _HELD_CONDITIONALLY or told)
        or any(chunk.sort in _OTHER_GRAMMAR for chunk in subject)
        or (any(chunk.sort is Sort.ASKED for chunk in rest) and not may_be_asked(chunks[:place], kinds))
    ):
        return None
    if kinds <= THERAPY_KINDS:  # "Chemotherapy and surgery must be 4 weeks ago": whichever was given
        subject = tuple(anew(chunk, sort=Sort.OR, value="or") if chunk.sort is Sort.AND else chunk for chunk in subject)
    condition = earlier_cancers(_any_of_them(read_list(subject, anew(setting, exclusion=True)), kinds), subject, rest, setting)
    if any(isinstance(node, Unread) for node in walk(condition)):
        undertaken = any(chunk.sort is Sort.ASKED and chunk.value in _UNDERTAKEN for chunk in rest) and kinds <= {"demographic"}
        return question(chunks, setting) if undertaken else setting.unread(chunks)
    span = setting.span(chunks)
    rest = (chunks[place], *rest) if chunks[place].sort is Sort.ENDED else rest
    if not any(chunk.sort in (Sort.CONCEPT, Sort.VARIABLE, Sort.ASKED) for chunk in rest):
        each = _each_long_ago(condition, rest)
        if each is not None:
            return each
    named = tuple(chunk for chunk in subject if chunk.sort in (Sort.CONCEPT, Sort.NARROWING))
    then = of_those_others(_asked_of_them(named, rest, setting, read), condition)
    return When(condition=condition, then=then, otherwise=NoConstraint(why="for those who have it", span=span), span=span)


_RESULTS = frozenset({"positive", "negative", "mutant", "mutated", "amplified", "overexpressing"})
_PATIENTS = re.compile(r"(?:patients|subjects|participants|individuals|women|men|those)\b", re.IGNORECASE)


def _of_a_result(subject: Sequence[Chunk]) -> bool:
    """ "Hormone receptor negative patients must": people by the result of one test, and by nothing else."""
    said = [chunk for chunk in subject if chunk.text != "-"]
    people = any(_PATIENTS.match(chunk.text) for chunk in said[-2:])
    plain = [chunk for chunk in said[:-1] if not _PATIENTS.match(chunk.text)]
    tests = [chunk for chunk in plain if chunk.sort is Sort.VARIABLE]
    return people and len(tests) == 1 and [chunk.text.lower() in _RESULTS for chunk in plain[1:]] == [True]


def _asked_of_the_tested(subject: Sequence[Chunk], rest: tuple[Chunk, ...], setting: Setting, read: Reader) -> Criterion:
    condition = read_list(subject, anew(setting, exclusion=True))
    span = setting.span((*subject, *rest))
    then = read(rest, setting)
    return When(condition=condition, then=then, otherwise=NoConstraint(why="for others", span=span), span=span)


_UNDERTAKEN = frozenset({"ability", "undertaking"})


def _any_of_them(condition: Criterion, kinds: set[str | None]) -> Criterion:
    """ "Women of childbearing potential and men must": each of them, for nobody is both."""
    if isinstance(condition, AllOf) and kinds <= {"demographic"} and _of_both_sexes(condition):
        return AnyOf(items=condition.items, span=condition.span)
    if not isinstance(condition, Readings) or not kinds <= {"demographic"}:
        return condition
    return next((item for item in condition.items if isinstance(item, AnyOf)), condition)


def _of_both_sexes(condition: AllOf) -> bool:
    named = {item.target.concept for item in condition.items if isinstance(item, Has)}
    return "male" in named and bool(named & {"female", "childbearing potential", "postmenopausal"})


def _of_a_stage(subject: Sequence[Chunk], rest: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "Stage IIIB patients must have N3": asked of those of that stage, not that everybody be of it."""
    people = any(chunk.text.lower().startswith(("patient", "subject", "participant", "those")) for chunk in subject)
    subject = subject[:-1]
    codes = any(chunk.sort in (Sort.CODES, Sort.TNM) for chunk in subject)
    plain = all(
        chunk.sort in (Sort.VARIABLE, Sort.CODES, Sort.TNM, Sort.FILL, Sort.IF, Sort.PREP, Sort.HEADNOUN) for chunk in subject
    )
    if not (people and codes and plain and rest):
        return None
    span = setting.span((*subject, *rest))
    condition = read(subject, anew(setting, exclusion=True))
    if any(isinstance(node, Unread) for node in walk(condition)):
        return None
    return When(condition=condition, then=read(rest, setting), otherwise=NoConstraint(why="for others", span=span), span=span)


def _list_below(words: Sequence[Chunk], before: Sequence[Criterion], setting: Setting) -> bool:
    """ "Prior brain metastasis allowed provided both of the following criteria are met:": what is asked stands below."""
    return not (before or setting.exclusion) and words[-1].sort is Sort.COLON and words[0].text.lower() != "unless"


def permitted_if(
    sentence: Sequence[Chunk], before: Sequence[Criterion], setting: Setting, read: Reader
) -> list[Criterion] | None:
    """ "Prior radiotherapy is allowed if completed 4 weeks before": asked of those who had it; it lifts a ban before it for those
    who meet it. What was read, with that sentence; None for any other sentence."""
    place = next((index for index, chunk in enumerate(sentence) if chunk.sort is Sort.PERMIT), None)
    if place is None:
        return None
    if before and isinstance(before[-1], NoConstraint):
        alone = permitted_if(sentence, (), setting, read)
        return alone if alone is None else [*before, *alone]  # nothing was banned before it
    cue = next((index for index, chunk in enumerate(sentence) if chunk.text.lower() in PROVIDED), None)
    if cue is None or cue < place:
        return None
    subject, rest = stripped(sentence[:place]), stripped(sentence[cue + 1 :])
    if not before and sentence[place].value == "leave" and not any(chunk.sort is Sort.CONCEPT for chunk in subject):
        subject = stripped(sentence[place + 1 : cue])  # "may have undergone minor surgery as long as …"
    subject = stripped(subject[1:]) if subject and subject[0].sort is Sort.IF else subject
    concepts = tuple(chunk for chunk in subject if chunk.sort in (Sort.CONCEPT, Sort.NARROWING))
    if rest and any(chunk.sort is Sort.IF for chunk in subject):
        return [*before, setting.unread(sentence)]  # "those with A and those with B are eligible if …"
    if (
        not any(chunk.sort is Sort.CONCEPT for chunk in concepts)
        or not (rest or _list_below(sentence[cue:], before, setting))
        or any(chunk.sort in _OTHER_GRAMMAR - {Sort.WINDOW} for chunk in subject)
    ):
        return None
    having = earlier_cancers(read(subject, anew(setting, exclusion=True, spares=True)), subject, rest, setting)
    if any(isinstance(node, Unread) for node in walk(having)):
        return None
    span = setting.span(sentence)
    if not rest:
        below = NoConstraint(why="what stands below", span=span)
        return [When(condition=having, then=below, otherwise=NoConstraint(why="for others", span=span), span=span)]
    then = of_those_others(_asked_of_them(concepts, rest, anew(setting, exclusion=False), read), having)
    unless = sentence[cue].text.lower() == "unless" or sentence[cue - 1].text.lower().endswith("not")  # "but not if"
    if unless:
        then = denied(then, then.span)
    if before and setting.exclusion and not unless and of_other_therapies(before[-1], having, setting.vocabulary):
        return [*before, joined_by("and", (having, denied(then, then.span)))]
    if before and (setting.exclusion or _forbids_or_limits(before[-1])):
        by_clauses = None if unless else let_in_by_clauses((before[-1], having), rest, setting, read)
        if by_clauses is not None:
            return [*before[:-1], by_clauses]
        described = has_holes(then) or bans_cancers(before[-1])
        spared = with_described(before[-1], having, rest, setting) if described else None
        then = then if unless else _asked(then, rest, setting)
        lift = spared or lifted(before[-1], joined_by("and", (having, then)), setting)
        barred = _barred_unless(having, then, before[-1], setting) if unless and setting.exclusion else []
        return [*before[:-1], held_to_terms(lift, (before[-1], having, then), rest, setting), *barred]
    if not _required_too(having, subject, setting):
        then = _asked(then, rest, setting) if sentence[cue].text.lower() != "unless" else then
    if setting.exclusion:
        return [joined_by("and", (having, denied(then, then.span)))]
    of_them = When(condition=having, then=then, otherwise=NoConstraint(why="for those who have it", span=span), span=span)
    return [*before, of_them]


def _barred_unless(having: Criterion, then: Criterion, ban: Criterion, setting: Setting) -> list[Criterion]:
    """ "Serious coagulopathy. Prior thrombosis does not exclude, unless held unfit": who has what is let in, and of whom that
    holds, is kept out by it alone where the ban is of something else."""
    banned = [leaf.target.concept for leaf in walk(ban) if isinstance(leaf, Has)]
    named = [leaf.target.concept for leaf in walk(having) if isinstance(leaf, Has)]
    within = any(setting.under(name, other) for name in named for other in banned)
    return [] if within or has_holes(then) else [joined_by("and", (having, denied(then, then.span)))]


def _forbids_or_limits(node: Criterion) -> bool:
    """True for what a leave may lift: something denied or asked of some, or limits alone. "Stage IV breast cancer" denies no
    metastases."""
    if any(isinstance(part, Not | NoneOf | Unread | When) for part in walk(node)):
        return True
    return not any(isinstance(leaf, Has) for leaf in walk(node))


def _required_too(having: Criterion, subject: Sequence[Chunk], setting: Setting) -> bool:
    """ "Patients with breast cancer are eligible if …" may ask for that cancer; those with an earlier one are held to a
    condition."""
    named = [node.target.concept for node in walk(having) if isinstance(node, Has)]
    earlier = any(chunk.sort in (Sort.HIST, Sort.OTHER) for chunk in subject)
    return (
        not setting.exclusion and not earlier and any(setting.vocabulary.kind(name) in ("cancer", "histology") for name in named)
    )


def _asked(then: Criterion, words: Sequence[Chunk], setting: Setting) -> Criterion:
    """What is asked of those who are let in, as a question where it was not read and is a clause of its own."""
    return (whether(words, setting) or then) if has_holes(then) else then


def _spares_a_therapy(subject: Sequence[Chunk], setting: Setting) -> bool:
    """ "Any prior radiotherapy, other than palliative, must be …": it is asked of those who had it, and not of all of them."""
    excepted = next((place for place, chunk in enumerate(subject) if chunk.sort is Sort.EXC), None)
    named = [name for chunk in subject[:excepted] if chunk.sort is Sort.CONCEPT for name in chunk.names]
    earlier = any(chunk.sort is Sort.HIST for chunk in subject[:excepted])
    return (
        excepted is not None and earlier and bool(named) and all(setting.vocabulary.kind(name) in THERAPY_KINDS for name in named)
    )


def binds(chunk: Chunk) -> bool:
    """Whether a chunk says that something is asked."""
    if chunk.sort is Sort.ENDED:
        return _OBLIGES.search(chunk.text.lower()) is not None
    return chunk.sort is Sort.MUST and (chunk.value == "if present" or _OBLIGES.search(chunk.text.lower()) is not None)


def _asked_of_them(concepts: tuple[Chunk, ...], rest: tuple[Chunk, ...], setting: Setting, read: Reader) -> Criterion:
    ended = any(chunk.sort is Sort.ENDED for chunk in rest)
    if ended and _to_come(rest):
        return question((*concepts, *rest), setting)
    rest = tuple(chunk for chunk in rest if chunk.sort is not Sort.ENDED or chunk.text.lower().startswith("washout"))
    named = any(chunk.sort in (Sort.CONCEPT, Sort.VARIABLE, Sort.ASKED) for chunk in rest)
    several = sum(chunk.sort is Sort.CONCEPT for chunk in concepts) > 1
    about = tuple(chunk for chunk in concepts if chunk.sort is Sort.CONCEPT)
    then = read(rest if named else (*concepts, *rest), anew(setting, subject=about) if len(about) == 1 else setting)
    if isinstance(then, Ask):
        return then
    if any(isinstance(node, Has) and node.target.concept == "measurable disease" for node in walk(then)):
        return question(rest, setting)  # "as long as no target lesion is treated": which was, somebody must tell
    if any(isinstance(node, Unread | Ask) for node in walk(then)) or (several and not named):
        return setting.unread(rest)
    window = then.window if isinstance(then, Has) else None
    if ended and isinstance(then, Has) and window is not None and _bare(rest):
        # "Completed 4 weeks before registration" is at least four weeks before.
        return NoneOf(items=(replace(then, window=replace(window, kind=WindowKind.WITHIN_BEFORE, strict=True)),), span=then.span)
    if isinstance(then, Has) and then.target.qualifier("stability") is not None and window is not None:
        return question(rest, setting)  # "stable on anticoagulants for 2 weeks": for so long, not so long ago
    if isinstance(then, Has) and window is not None and window.kind is WindowKind.AT_LEAST_BEFORE:
        recent = replace(then, window=replace(window, kind=WindowKind.WITHIN_BEFORE, strict=not window.strict))
        return NoneOf(items=(recent,), span=then.span)
    return then


def _to_come(rest: Sequence[Chunk]) -> bool:
    """ "Must be stopped before surgery": before what is still to come, at whatever time that is."""
    timed = any(chunk.sort is Sort.SPAN_OF_TIME or (chunk.window is not None and chunk.window.amount) for chunk in rest)
    said = " ".join(chunk.text.lower() for chunk in rest)
    if all(chunk.sort in (Sort.ENDED, Sort.FILL, Sort.MUST) for chunk in rest):
        return True  # "warfarin must be stopped": an undertaking
    return not timed and re.search(r"\b(?:before|prior to)\b", said) is not None


def _each_long_ago(given: Criterion, rest: Sequence[Chunk]) -> Criterion | None:
    """ "Chemotherapy or radiotherapy must have been completed 4 weeks before": none of them within those. None for one therapy,
    and for another sentence."""
    items = given.items if isinstance(given, AnyOf) else ()
    said = [chunk for chunk in rest if chunk.sort not in (Sort.FILL, Sort.ENDED, Sort.MUST)]
    window = said[0].window if len(said) == 1 else None
    if window is None or not all(isinstance(item, Has) and item.window is None for item in items) or not items:
        return None
    bare = any(chunk.sort is Sort.ENDED for chunk in rest) and _bare(rest)
    if window.kind is not WindowKind.AT_LEAST_BEFORE and not bare:
        return None
    recent = replace(window, kind=WindowKind.WITHIN_BEFORE, strict=not window.strict)
    return NoneOf(items=tuple(replace(item, window=recent) for item in items if isinstance(item, Has)), span=given.span)


def _bare(chunks: Sequence[Chunk]) -> bool:
    """True for a time without a comparator ("4 weeks before")."""
    return any(chunk.sort is Sort.WINDOW and re.match(r"\d|an? |one|two|three|four|six|twelve", chunk.text) for chunk in chunks)


def ban_with_duty(sentence: Sequence[Chunk]) -> tuple[tuple[Chunk, ...], tuple[Chunk, ...]] | None:
    """ "An investigational agent within 4 weeks, and any toxicity should have recovered": what excludes, and what is required, of
    one sentence; None for a sentence that only requires."""
    duty = next((index for index, chunk in enumerate(sentence) if chunk.sort in (Sort.MUST, Sort.ASKED)), len(sentence))
    joints = [index for index in range(duty) if sentence[index].sort is Sort.AND or sentence[index].text.lower() in _OBLIGES_TOO]
    if not joints:
        return None
    ban, rest = stripped(sentence[: joints[-1]]), stripped(sentence[joints[-1] + 1 :])
    timed = any(chunk.sort is Sort.WINDOW for chunk in ban) and any(chunk.sort is Sort.CONCEPT for chunk in ban)
    apart = (Sort.IF, Sort.NEG, Sort.MUST, Sort.EXC, Sort.SEMICOLON)
    of_people = any(chunk.sort in apart or _PATIENTS.match(chunk.text) for chunk in ban)
    return (tuple(ban), tuple(rest)) if timed and not of_people and rest else None
