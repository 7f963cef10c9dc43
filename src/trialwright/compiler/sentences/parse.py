"""Parse: the chunks of a statement in, a proposition out: what the statement says, in its own polarity, holes where it was not
read.

Sentences, conditions, exceptions and lists are taken apart from the outside in; what remains is a phrase that
`phrases.read_phrase` reads whole or not at all. A part that was not understood stays in the tree as `Unread`, placed so that it
can only add doubt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.listing.alterations import changes_in
from trialwright.compiler.listing.clauses import alternatives_apart
from trialwright.compiler.listing.joining import several_cancers
from trialwright.compiler.listing.lists import read_list
from trialwright.compiler.listing.organs import of_organs
from trialwright.compiler.listing.settimes import times_of_label, with_purpose_of_label
from trialwright.compiler.listing.stagedalike import with_time_of_diagnosis
from trialwright.compiler.listing.theircancer import asked_of_their_cancer
from trialwright.compiler.phrasing.asking import asks_nothing, asks_of_toxicity, judged, question, says_nothing, without_reason
from trialwright.compiler.phrasing.denials import free_for_so_long
from trialwright.compiler.phrasing.intervals import free_interval
from trialwright.compiler.phrasing.sparedtoxicities import with_toxicities_let_off
from trialwright.compiler.phrasing.therapies import since_the_same, with_its_label
from trialwright.compiler.preparing.dosed import with_doses_apart
from trialwright.compiler.preparing.prepared import prepared, unwrapped
from trialwright.compiler.preparing.sexes import by_sex
from trialwright.compiler.sentences.agedpeople import aged_people
from trialwright.compiler.sentences.agegroups import alternatives_of_age, is_age_label
from trialwright.compiler.sentences.announced import announced_list
from trialwright.compiler.sentences.anyother import with_others_apart
from trialwright.compiler.sentences.askedapart import asked_apart
from trialwright.compiler.sentences.askedwhole import asked_whole
from trialwright.compiler.sentences.bracketskept import with_brackets_kept
from trialwright.compiler.sentences.cancerpatients import of_cancer_patients
from trialwright.compiler.sentences.cannotstop import unless_stopped
from trialwright.compiler.sentences.carveouts import with_exception
from trialwright.compiler.sentences.conditionlabels import of_unread_condition
from trialwright.compiler.sentences.conditions import leading_condition, lifted, trailing_condition
from trialwright.compiler.sentences.countedas import with_more_counted
from trialwright.compiler.sentences.definitions import defined_as
from trialwright.compiler.sentences.eligibleif import let_in_if
from trialwright.compiler.sentences.examples import names_kinds, with_examples
from trialwright.compiler.sentences.excepting import spared, with_not_counted
from trialwright.compiler.sentences.labelledgroups import of_labelled_group, of_labelled_sentences, says_of_what_follows
from trialwright.compiler.sentences.leave import (
    WHY,
    asked_for,
    beyond_leave,
    is_adjective,
    leave_with_bar,
    leaves_open,
    lets_and_obliges,
    lets_in,
    lets_join_only,
    lets_others,
    lets_treat,
    moves_no_limit,
    not_even_permitted,
    of_the_ill,
    perhaps_bans,
    prevents_another,
    whom_it_lifts,
    with_exceptions_last,
    with_leave_given,
    with_leave_last,
)
from trialwright.compiler.sentences.leavelimits import counts_at_most, limits_by_leave, with_limits_kept
from trialwright.compiler.sentences.limits import other_limit_sentence, unread_beyond
from trialwright.compiler.sentences.limitsbyage import limits_by_age
from trialwright.compiler.sentences.meanings import defines_again, redefined
from trialwright.compiler.sentences.misplaced import WHY_RUN_ON, as_required, never_required, runs_on, says_required
from trialwright.compiler.sentences.modals import (
    MUST_BE,
    ban_with_duty,
    barred,
    obliges,
    turned_apart,
)
from trialwright.compiler.sentences.mustnot import of_those_treated, of_those_with_it
from trialwright.compiler.sentences.neededtherapies import with_needed_therapies
from trialwright.compiler.sentences.ofakind import OF_A_KIND
from trialwright.compiler.sentences.ofthosewithout import asked_of_some
from trialwright.compiler.sentences.onlyif import excluded_if
from trialwright.compiler.sentences.orverbs import last_alternative
from trialwright.compiler.sentences.othercancers import with_other_cancers
from trialwright.compiler.sentences.otherkinds import with_other_kinds_let_in
from trialwright.compiler.sentences.owntreatment import of_the_trial
from trialwright.compiler.sentences.plainly import asked_plainly
from trialwright.compiler.sentences.procedures import done_by_people
from trialwright.compiler.sentences.relaxing import relaxing, with_leave
from trialwright.compiler.sentences.requiredfor import required_for
from trialwright.compiler.sentences.rulesforsome import rule_for_some
from trialwright.compiler.sentences.runson import apart_where_one_begins
from trialwright.compiler.sentences.samepatients import of_the_same
from trialwright.compiler.sentences.stopped import at_the_time_of, held_to_its_time, with_therapy_first
from trialwright.compiler.setting import (
    Setting,
    denied,
    doubted,
    eased,
    flattened,
    joined_by,
    split_at,
    stripped,
    tangled,
)
from trialwright.compiler.wording.rules import matching
from trialwright.compiler.wording.sought import sought
from trialwright.protocol.criteria import (
    AllOf,
    Ask,
    Compare,
    Criterion,
    Has,
    NoConstraint,
    NoneOf,
    Not,
    Unread,
    walk,
)
from trialwright.vocabulary.records import anew

_NAMING = frozenset({Sort.CONCEPT, Sort.VARIABLE, Sort.NARROWING})
_LETS_IN = re.compile(
    r"\b(?:(?:may|can|could) (?:still |also )?be (?:enrolled|included|eligible|allowed|permitted|entered)|"
    r"(?:is|are|remain) (?:still )?(?:eligible|allowed|permitted))\b",
    re.IGNORECASE,
)
_REFERS = re.compile(
    r"(?:note:? ?)?(?:other|additional|further) (?:protocol|study|trial)?[- ]?(?:defined |specified |specific )?"
    r"(?:inclusion|exclusion|eligibility)?(?: ?/ ?| and | or )?(?:inclusion|exclusion|eligibility)? ?criteria "
    r"(?:may |will |also )?appl|"
    r"(?:the |a |all )?(?:patients?|subjects?|participants?) (?:must|has to|have to) (?:meet|satisfy|fulfil\w*) "
    r"all (?:of )?(?:the )?(?:following |inclusion |eligibility |above )*criteria",
    re.IGNORECASE,
)
""" "Other protocol-defined criteria may apply" asks for nothing that stands here."""
_UNSPECIFIED = re.compile(
    r"(?:[\w /,()-]{1,80}: ?)?"
    r"(?:not (?:otherwise )?(?:specified|applicable|stated|reported|available)|n/?a|unspecified|see .{1,60})\.?",
    re.IGNORECASE,
)
""" "Surgery: Not specified" asks for nothing."""
_NEGATES = re.compile(r"\b(?:no|not|without)$")
_TURNED = re.compile(r"\bor (?:are |is |who )*(?:unwilling|unable|refus\w+|declin\w+|not|cannot)\b", re.IGNORECASE)
""" "And not candidates for or unwilling to undergo surgery": what is denied ends before the second."""
_SENTENCE_ENDS = frozenset({Sort.STOP, Sort.SEMICOLON})


def read_statement(chunks: Sequence[Chunk], setting: Setting) -> Criterion:
    """The proposition of one statement. Sentences that permit something lift the ban before them or constrain nothing."""
    if tangled(chunks):
        return setting.unread(chunks, "too long and tangled to be read")
    if not any(chunk.sort in _SENTENCE_ENDS for chunk in chunks[:-1]):
        nothing = asks_nothing(chunks, setting)
        if nothing is not None:
            return nothing
    of_some = of_labelled_sentences(chunks, setting, read_statement) or limits_by_age(chunks, setting)
    if of_some is not None:
        return of_some
    said = prepared(chunks, setting)
    pieces = [unwrapped(piece) for piece, _end in split_at(said, _SENTENCE_ENDS) if stripped(piece)]
    sentences = [
        without_reason(with_limits_kept(item), setting) for item in turned_apart(apart_where_one_begins(pieces, setting))
    ]
    read: list[Criterion] = []
    background: list[Criterion] = []
    before: set[str] = set()
    last: Sequence[Chunk] = ()
    for sentence in sentences:
        why = says_nothing(setting.words(sentence))
        if why is not None:
            background.append(NoConstraint(why=why, span=setting.span(sentence)))  # no ban that a leave behind it could be from
            continue
        read = of_the_same(sentence, (last, read), _continued(sentence, read, before, setting), setting)
        last = sentence
        before.update(name for chunk in flattened(sentence) if chunk.sort in _NAMING for name in chunk.names)
    if not (read := [*background, *read]):
        return NoConstraint(why="no words", span=setting.span(chunks))
    constraining = [
        asked_whole(node, sentences, setting) for node in with_leave(read, setting) if not isinstance(node, NoConstraint)
    ]
    if not constraining:
        return read[0]
    joined = _sentences_joined(asked_of_their_cancer(constraining, setting), setting)
    whole = never_required(with_doses_apart(with_others_apart(joined, said, setting), setting), setting)
    return asked_plainly(with_needed_therapies(whole, setting), setting)


def _sentences_joined(nodes: list[Criterion], setting: Setting) -> Criterion:
    """Sentences hold together; one that was not read but speaks of leave or exception puts the rest in doubt."""
    lifts = {id(node): doubt for node in nodes[1:] if (doubt := relaxing(node, setting)) is not None}
    doubts = list(lifts.values())
    others = [] if setting.exclusion or not isinstance(nodes[0], Compare) else list(filter(unread_beyond, nodes[1:]))
    firm = alternatives_of_age([node for node in nodes if id(node) not in lifts and node not in others], setting)
    doubts += [Unread(text=setting.normal.within(node.span), span=node.span) for node in others]
    joint = "or" if setting.exclusion or several_cancers(firm, setting) else "and"
    whole = joined_by(joint, with_other_cancers(firm, setting) if joint == "and" else firm)
    for doubt in doubts:
        whole = doubted(whole, doubt) if setting.exclusion else eased(whole, doubt)
    return whole


def _continued(sentence: Sequence[Chunk], read: list[Criterion], named: set[str], setting: Setting) -> list[Criterion]:
    """What has been read, with one more sentence: a requirement, a permission, a definition, or a rule for those the ban before
    it names."""
    sentence = with_not_counted(tuple(sentence), named, read[-1] if read else None, setting)
    sentence = with_exceptions_last(with_leave_last(with_therapy_first(tuple(sentence), setting)), setting)
    kept_up = unless_stopped(sentence, setting, read_sentence)
    if kept_up is not None:
        return [*read, kept_up]
    announced = announced_list(sentence, setting, read_sentence)
    if announced is not None:
        return [*read, announced]
    let_off = with_toxicities_let_off(read[-1], sentence, setting, read_list) if read else None
    excluding = None if let_off is not None else barred(sentence, setting, read_sentence)
    if excluding is not None:
        return [*read, at_the_time_of(read, excluding, sentence, setting)]
    timed = let_off or (held_to_its_time(read[-1], sentence, setting) if read else None)
    if timed is not None:
        return [*read[:-1], timed]
    limited = other_limit_sentence(read[-1], sentence, setting) if read else None
    if limited is not None:
        return [*read[:-1], limited]
    forbidden = not_even_permitted(sentence, setting, read_sentence)
    if forbidden is not None:
        return [*read, forbidden]
    excepting = spared(sentence, read, setting, read_sentence)
    if excepting is not None:
        return excepting
    conditional = with_more_counted(read, sentence, setting) or with_other_kinds_let_in(read, sentence, setting)
    conditional = conditional or let_in_if(sentence, read, setting, read_sentence)
    if conditional is not None:
        return conditional
    permission = _permission(sentence, read, setting)
    if permission is not None:
        return permission
    if read and names_kinds(sentence, named):
        return [*read, NoConstraint(why="definition", span=setting.span(sentence))]
    if read and defines_again(sentence, named):
        return redefined(sentence, (read, read_sentence), setting)
    ruled = rule_for_some(sentence, (read, read_sentence), setting) if read else None
    if ruled is not None:
        return ruled
    if read and setting.exclusion and sentence[0].text.lower() in ("however", "nevertheless"):
        doubt = setting.unread(sentence, "what may spare some patients was not understood")
        return [*read[:-1], doubted(read[-1], doubt)]
    if read and setting.exclusion and lets_and_obliges(sentence):
        return [*read[:-1], doubted(read[-1], setting.unread(sentence, WHY))]
    duty = _duty_among_bans(sentence, read, setting) if setting.exclusion else None
    if duty is not None:
        return duty
    if read and setting.exclusion and lets_in(sentence):
        return [*read[:-1], lifted(read[-1], question(sentence, setting), setting)]
    node = read_sentence(sentence, setting)
    if read and setting.exclusion and isinstance(node, Ask) and _LETS_IN.search(node.statement):
        return [*read[:-1], lifted(read[-1], node, setting)]  # "at the discretion of the investigator, they may be included"
    permits = any(chunk.sort is Sort.PERMIT for chunk in sentence) and not setting.exclusion
    if permits and isinstance(node, Has | AllOf):
        node = setting.unread(sentence, "a permission that was not understood")  # what is permitted is never required
    return [*read, as_required(node, sentence, setting.vocabulary, first=not read) if setting.exclusion else node]


def _duty_among_bans(sentence: Sequence[Chunk], read: list[Criterion], setting: Setting) -> list[Criterion] | None:
    """Among the exclusions, "patients must have recovered" still says what is required; None for a sentence that says no duty."""
    if runs_on(sentence):
        return [*read, setting.unread(sentence, WHY_RUN_ON)]
    asked_of_some = sentence[0].sort is Sort.IF and says_required(sentence)
    if not asked_of_some and not obliges(sentence) and not MUST_BE.match(setting.normal.text, sentence[0].start):
        return None
    apart = ban_with_duty(sentence)
    if apart is not None:
        read, sentence = [*read, read_sentence(apart[0], setting)], apart[1]
    return [*read, denied(read_sentence(sentence, anew(setting, exclusion=False)), setting.span(sentence))]


def _permission(sentence: Sequence[Chunk], before: list[Criterion], setting: Setting) -> list[Criterion] | None:
    """How a sentence that permits something changes what was read before it; None for a sentence that permits nothing."""
    place = next((index for index, chunk in enumerate(sentence) if chunk.sort is Sort.PERMIT), None)
    if place is None or any("must" in chunk.text.lower().split() for chunk in sentence):
        return None
    if before and _only(sentence[place + 1 :]) and leaves_open(sentence, place) and not is_adjective(sentence, place):
        return _left_open(sentence, before, setting)
    if _only(sentence) or is_adjective(sentence, place):
        return None
    if not setting.exclusion and matching("closed list", setting.words(sentence)) is not None:
        doubt = setting.unread(sentence)  # what is not listed is not let in
        return [*before[:-1], doubted(before[-1], doubt)] if before else [doubt]
    asked_for_it = asked_for(sentence, place, setting)
    if asked_for_it is not None:
        return [*before, asked_for_it]
    leave, subject = sentence[place].value, sentence[:place]
    if any(chunk.sort is Sort.EXC for chunk in subject):
        return None
    if not before and perhaps_bans(subject, setting):
        return [setting.unread(sentence, WHY)]
    note = NoConstraint(why="permission", span=setting.span(sentence))
    if before and lets_others(subject, setting):
        return [*before, note]
    bar = leave_with_bar(sentence, place, setting, read_sentence)
    if bar is not None:
        spared_now = [with_leave_given(before[-1], stripped(subject), setting)] if before else []
        return [*before[:-1], *spared_now, bar]
    beyond = beyond_leave(sentence, place, setting, read_sentence)
    if beyond is not None:
        if counts_at_most(subject) and not (setting.exclusion or any(_bans(node, setting) for node in before[-1:])):
            return [*before, joined_by("and", [read_sentence(subject, setting), beyond])]
        spared_too = [with_leave_given(before[-1], stripped(subject), setting)] if before and stripped(subject) else before[-1:]
        return [*before[:-1], *spared_too, beyond]
    if leaves_open(sentence, place):
        return _left_open(sentence, before, setting)
    limited, banned = limits_by_leave(subject), bool(before) and setting.exclusion
    if limited and leave == "permitted" and of_the_ill(subject, setting) and banned and not asks_of_toxicity(before[-1]):
        return [*before[:-1], lifted(before[-1], question(sentence, setting), setting)]
    if limited and leave == "permitted" and not of_the_ill(subject, setting) and not banned:
        # "No more than one prior line is permitted" is a limit; behind a ban, "neuropathy grade <= 2 is acceptable" spares.
        node = read_sentence(subject, anew(setting, exclusion=False))
        return [*before, denied(node, node.span) if setting.exclusion else node]
    if before and not setting.exclusion and lets_join_only(before[-1], setting.words(sentence)):
        return [*before, note]
    if before and not setting.exclusion and not any(isinstance(node, Not | NoneOf | Compare) for node in walk(before[-1])):
        return [*before, note]  # leave has nothing to lift where nothing is forbidden
    group = stripped(sentence[place + 1 :])
    if before and group and group[0].sort is Sort.IF and group[0].value == "with":
        return [*before[:-1], _lifted_for(before[-1], (subject, group[1:]), setting)]
    if not before or leave == "not required":
        return [*before, note]
    last, spared = before[-1], stripped(subject or sentence)
    if leave == "leave" and not any(chunk.sort is Sort.CONCEPT for chunk in spared) and _bans(last, setting):
        spared = stripped(sentence[place + 1 :])  # "four weeks since hormone therapy; patients may continue LHRH agonists"
    treats = leave == "leave" and lets_treat(sentence, place, last, setting)
    if treats or moves_no_limit(last, spared, setting) or prevents_another(last, spared, setting):
        return [*before, note]
    meant = whom_it_lifts(before, spared, setting)
    return [*before[:meant], with_leave_given(before[meant], spared, setting), *before[meant + 1 :]]


def _bans(node: Criterion, setting: Setting) -> bool:
    """Whether something is forbidden, or a time must have passed since it."""
    spaced = any(isinstance(leaf, Compare) and leaf.quantity.attribute == "interval" for leaf in walk(node))
    return spaced or setting.exclusion or any(isinstance(part, Not | NoneOf) for part in walk(node))


def _left_open(sentence: Sequence[Chunk], before: list[Criterion], setting: Setting) -> list[Criterion]:
    """Leave within limits that were not read: what it lifts and what it bars is not known."""
    doubt = setting.unread(sentence, WHY)
    if not before:
        return [doubt]
    lifts = not setting.exclusion and any(isinstance(node, Not | NoneOf | Compare) for node in walk(before[-1]))
    return [*before[:-1], eased(before[-1], doubt) if lifts else doubted(before[-1], doubt)]


def _lifted_for(ban: Criterion, parts: tuple[Sequence[Chunk], Sequence[Chunk]], setting: Setting) -> Criterion:
    """ "Bone metastases are allowed for patients with prostate cancer": for those only."""
    nodes = [read_sentence(stripped(part), anew(setting, exclusion=True)) for part in parts]
    return lifted(ban, joined_by("and", nodes), setting)


def _only(sentence: Sequence[Chunk]) -> bool:
    return any(chunk.text.lower() in ("only", "if", "provided", "unless") for chunk in sentence)


def read_sentence(chunks: Sequence[Chunk], setting: Setting) -> Criterion:
    """The proposition of one sentence; a question where nothing of it was read, and its form shows that a person can tell."""
    node = with_time_of_diagnosis(with_brackets_kept(chunks, _read_whole(chunks, setting), setting, read_sentence), setting)
    return asked_apart(done_by_people(node, chunks, setting) or node, chunks, setting)


def _read_whole(chunks: Sequence[Chunk], setting: Setting) -> Criterion:
    """The proposition of one sentence: its condition, its exception, then its list."""
    whole = with_its_label(chunks, setting)
    trimmed = stripped(_without_label(whole, setting))
    if not trimmed:
        return NoConstraint(why="heading", span=setting.span(whole))
    if _REFERS.match(setting.words(whole)):
        return NoConstraint(why="refers to other criteria", span=setting.span(whole))
    if _UNSPECIFIED.fullmatch(setting.words(whole)):
        return NoConstraint(why="nothing is specified", span=setting.span(whole))
    if _SHORTER.search(setting.words(whole)) and not any(chunk.sort in _TIMES and chunk.value for chunk in flattened(whole)):
        return _perhaps_sooner(trimmed, setting)
    of_some = required_for(stripped(whole), setting, read_sentence) or of_unread_condition(whole, setting, read_sentence)
    of_some = of_some or of_the_trial(trimmed, setting)
    if of_some is not None:
        return of_some
    for reading in OF_A_KIND:
        apart = reading(trimmed, setting, read_sentence)
        if apart is not None:
            return apart
    asked_of_a_person = judged(trimmed, setting)
    if asked_of_a_person is not None:
        return asked_of_a_person
    return of_organs(whole, setting, read_sentence) or _read_said(whole, trimmed, setting)


def _read_said(whole: tuple[Chunk, ...], trimmed: tuple[Chunk, ...], setting: Setting) -> Criterion:
    """A sentence with and without its label, its conditions and exceptions taken apart from the outside in."""
    interval = free_interval(trimmed, setting, read_list)
    if interval is not None:
        return interval
    of_group = of_labelled_group(whole, setting, read_sentence)
    if of_group is not None:
        return of_group
    labelled = stripped(whole)
    conditional = leading_condition(labelled, setting, read_sentence)
    if conditional is None and labelled != trimmed:
        conditional = leading_condition(trimmed, setting, read_sentence)
    if conditional is not None:
        return conditional
    for reading in (by_sex, aged_people, asked_of_some, of_cancer_patients, with_exception):
        apart = reading(trimmed, setting, read_sentence)
        if apart is not None:
            return apart
    pieces = [stripped(piece) for piece, _sign in split_at(trimmed, frozenset({Sort.ALSO})) if stripped(piece)]
    if len(pieces) > 1:
        return _side_by_side(trimmed, pieces, setting)
    defined = defined_as(trimmed, setting, read_sentence)
    if defined is not None:
        return defined
    asked_of = excluded_if(trimmed, setting, read_sentence) or trailing_condition(trimmed, setting, read_sentence)
    if asked_of is not None:
        return asked_of
    read = of_those_treated(with_examples(trimmed, setting), trimmed, setting)
    return of_those_with_it(read, trimmed, setting, read_sentence)


_TIMES = frozenset({Sort.WINDOW, Sort.SPAN_OF_TIME})
_SHORTER = sought(
    r",? ?\(?whichever (?:is|comes|occurs|was)? ?(?:the )?(?:shorter|less|lesser|first|earlier|sooner|smaller)\)?", re.IGNORECASE
)


def _perhaps_sooner(chunks: tuple[Chunk, ...], setting: Setting) -> Criterion:
    """ "Within 21 days or 5 half-lives, whichever is shorter": the days alone do not decide."""
    said = [chunk for chunk in chunks if not _SHORTER.pattern.match(setting.normal.text, max(chunk.start - 2, 0))]
    cut = _SHORTER.search(setting.normal.text)
    kept = tuple(chunk for chunk in said if cut is None or chunk.end <= cut.start() or chunk.start >= cut.end())
    node = _read_said(kept, kept, setting)
    doubt = setting.unread(chunks, "which of two times is the shorter is not known")
    return doubted(node, doubt) if setting.exclusion else eased(node, doubt)


def _side_by_side(chunks: Sequence[Chunk], pieces: list[tuple[Chunk, ...]], setting: Setting) -> Criterion:
    """ "A, accompanied by B", "A and no B": both must hold, in either list."""
    negative = [chunk for chunk in chunks if chunk.sort is Sort.ALSO]
    stages = alternatives_apart(tuple(chunks), setting)
    if stages is not None and not stages[0]:
        return joined_by("or", [read_sentence(part, setting) for part in stages[1:]])
    apart = last_alternative(pieces)
    if apart is not None:
        alone, with_it = apart
        rest = (*with_it, *chunks[chunks.index(negative[0]) :])
        return joined_by("or", [read_sentence(alone, setting), read_sentence(rest, setting)])
    nodes = [read_sentence(since_the_same(pieces), setting)]
    for sign, piece in zip(negative, pieces[1:], strict=False):
        if sign.text.lower() == "in addition to" and setting.exclusion:
            return doubted(nodes[0], setting.unread(piece, "whether it is meant too, or spared, is not said"))
        negated = _NEGATES.search(sign.text.lower()) is not None
        if negated and piece[0].sort is Sort.ASKED and _TURNED.search(setting.words(piece)):
            nodes.append(question((anew(sign, start=sign.end - len("not"), text="not"), *piece), setting))
            continue
        node = read_sentence(free_for_so_long(piece) if negated else piece, anew(setting, exclusion=setting.exclusion or negated))
        nodes.append(denied(node, node.span) if negated else node)
    return joined_by("or" if setting.exclusion and all(sign.text.lower() == "as well as" for sign in negative) else "and", nodes)


def _without_label(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "Marrow function: ANC >= 1" loses its label; "ANC: >= 1" only its colon; a label with a window lends it."""
    colon = next((index for index, chunk in enumerate(chunks) if chunk.sort is Sort.COLON), None)
    if colon is None:
        return tuple(chunks)
    left, right = tuple(chunks[:colon]), tuple(chunks[colon + 1 :])
    if any(chunk.sort is Sort.DEFINES for chunk in left) and any(chunk.sort is Sort.AND for chunk in left):
        return tuple(chunks)  # "defined as cirrhosis and one of these: A, B" keeps the cirrhosis
    if any(chunk.sort is Sort.ASKED and chunk.value == "forecast" for chunk in left):
        return tuple(chunks)  # "treatment with one of these is indicated: A, B" asks about the treatment, not for A or B
    if is_age_label(left, setting) and not setting.exclusion:
        return tuple(chunks)
    if not stripped(right) or any(map(says_of_what_follows, left)):
        return left + right
    if changes_in(left, setting):
        return left + right  # "mutation in one of the following genes: A, B" asks for a mutation of them
    if not setting.exclusion and stripped(left)[-1:] and stripped(left)[-1].sort is Sort.EG and _names_cancer(left, setting):
        return left + right  # "HER2-positive solid tumor, including: A, B" asks for that tumor, and names kinds of it
    reads_alone = any(chunk.sort in (Sort.VARIABLE, Sort.CONCEPT) for chunk in right)
    if not reads_alone:
        return left + right
    if setting.exclusion and stripped(left) and stripped(left)[-1].sort is Sort.EG:
        return left + right  # "illness, including but not limited to: A, B" still says the illness
    windows = times_of_label(left, excludes=setting.exclusion)
    starts_compared = stripped(right)[0].sort in (Sort.CMP, Sort.AMOUNT, Sort.CODES)
    return left + right if starts_compared else with_purpose_of_label(left, right, setting) + windows


def _names_cancer(chunks: Sequence[Chunk], setting: Setting) -> bool:
    return any(setting.vocabulary.kind(name) in ("cancer", "histology") for chunk in chunks for name in chunk.names)
