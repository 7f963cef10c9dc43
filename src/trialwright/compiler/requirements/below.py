"""Below: a ban and the lines under it that spare somebody ("Patients with vitiligo are eligible", a list of exceptions) in; the
ban with them in place, and the lines that still stand for themselves, out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Sort
from trialwright.compiler.listing.lists import read_list
from trialwright.compiler.phrasing.measures import targets_in
from trialwright.compiler.phrasing.sparedtoxicities import asks_of_toxicities, with_toxicities_spared
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.preparing.prepared import prepared
from trialwright.compiler.requirements.exceptedlists import bans_itself, each_spares
from trialwright.compiler.sentences.conditions import exception_applied, has_holes, lifted, with_exceptions
from trialwright.compiler.sentences.eligibleif import let_in_if
from trialwright.compiler.sentences.excepting import announces_exceptions, leave_by_agreement, spared
from trialwright.compiler.sentences.exceptions import bans_cancers, excepted_cancers
from trialwright.compiler.sentences.leavelimits import PROVIDED
from trialwright.compiler.sentences.limits import other_limit_sentence
from trialwright.compiler.sentences.parse import read_sentence
from trialwright.compiler.sentences.spared import spared_by_name
from trialwright.compiler.sentences.spareddoses import with_dose_spared
from trialwright.compiler.setting import Setting, doubted, eased, flattened, joined_by, split_at, stripped
from trialwright.compiler.statement import Statement
from trialwright.protocol.criteria import Compare, Criterion, Has, NoConstraint, NoneOf, Not, Target, walk
from trialwright.vocabulary.records import anew


def sparing(own: Criterion, statement: Statement, children: tuple[Statement, ...], setting: Setting) -> Spared:
    """The ban with what each line below it spares; lines that were put in place constrain nothing more."""
    bans = _bans(own, setting)
    kept: list[Statement] = []
    ended = False
    listed = (bans or asks_of_toxicities(own, setting)) and each_spares(own, anew(statement, children=children))
    for child in children:
        if _is_placed(child):
            kept.append(child)
            continue
        of_child = anew(setting, normal=child.normal)
        ended = ended or (bool(listed) and setting.exclusion and bans_itself(own, child))
        if ended and not child.children:
            doubt = of_child.unread(child.chunks, "whether it is an exception or a ban of its own")
            own = joined_by("or", (own, doubted(child.proposition, doubt)))
            kept.append(anew(child, proposition=NoConstraint(why="permission", span=child.proposition.span)))
            continue
        changed = _with_exception(own, child, of_child) if listed else None
        if changed is None:
            changed = _with_announced(own, child, of_child)
        if changed is None and (bans or _limits_the_ill(own, child, setting)) and not child.children:
            changed = _with_leave(own, child, of_child)
        if changed is None and not child.children:
            changed = _with_continued(own, child, setting) or _with_other_value(own, child, of_child)
        own = own if changed is None else changed
        placed = NoConstraint(why="permission", span=child.proposition.span)
        kept.append(child if changed is None else anew(child, proposition=placed, children=()))
    return own, tuple(kept)


def sparing_the_last(statements: Sequence[Statement], setting: Setting) -> tuple[Statement, ...]:
    """Lines of one list: a ban with what the lines behind it spare ("Exceptions: A, B", "patients with A are eligible"), where
    they name something of what is banned."""
    result = list(statements)
    banning = 0
    for place, statement in enumerate(statements):
        last = result[banning]
        if place == 0 or last.group is not statement.group or not _spares_another(statement):
            banning = place
            continue
        changed = _spared_by_line(last, statement, setting)
        if changed is not None:
            result[banning] = anew(last, proposition=changed)
            placed = NoConstraint(why=PLACED, span=statement.proposition.span)
            result[place] = anew(statement, proposition=placed, children=())
    return tuple(result)


PLACED = "said of the line above"


def _is_placed(statement: Statement) -> bool:
    return isinstance(statement.proposition, NoConstraint) and statement.proposition.why == PLACED


def _spares_another(statement: Statement) -> bool:
    """True for a line that may be said of the one before it: one sentence of leave, or of exceptions."""
    if any(chunk.sort is Sort.PERMIT for chunk in statement.chunks):
        return not statement.children and not any(chunk.sort in _ENDS for chunk in statement.chunks[:-1])
    return _announces(statement)


def _spared_by_line(last: Statement, statement: Statement, setting: Setting) -> Criterion | None:
    own = last.proposition
    setting = anew(setting, normal=statement.normal, exclusion=last.exclusion)
    if isinstance(own, NoConstraint):
        return None
    announced = _with_announced(own, statement, setting)
    if announced is not None or not _bans(own, setting) or not _of_what_is_banned(own, statement, setting):
        return announced
    return _with_leave(own, statement, setting)


def _of_what_is_banned(own: Criterion, statement: Statement, setting: Setting) -> bool:
    """Whether a line of leave begins with a thing that is of what is banned, or that this is of."""
    place = next((index for index, chunk in enumerate(statement.chunks) if chunk.sort is Sort.PERMIT), 0)
    named = [name for chunk in statement.chunks[:place] if chunk.sort is Sort.CONCEPT for name in chunk.names]
    banned = [leaf.target.concept for leaf in walk(own) if isinstance(leaf, Has)]
    kin = ((one, other) for name in named[:1] for concept in banned[:1] for one, other in ((name, concept), (concept, name)))
    return any(setting.under(one, other) for one, other in kin)


def _bans(own: Criterion, setting: Setting) -> bool:
    return setting.exclusion or isinstance(own, Not | NoneOf)


_ENDS = frozenset({Sort.STOP, Sort.SEMICOLON})


def _with_announced(own: Criterion, child: Statement, setting: Setting) -> Criterion | None:
    """The ban with the exceptions that a line or the list below it names ("Exceptions include: A; B"); None for another line."""
    if isinstance(own, NoConstraint) or not (_lets_list_in(child) or _announces(child)):
        return None
    if not _bans(own, setting) and not asks_of_toxicities(own, setting):
        return eased(own, setting.unread(child.chunks, "an exception that was not understood"))
    if not child.children:
        said = prepared(child.chunks, setting)
        sentences = [piece for piece, _end in split_at(said, frozenset({Sort.STOP})) if stripped(piece)]
        listed = spared(sentences[0], [own], setting, read_sentence) if len(sentences) == 1 else None
        return listed[0] if listed is not None and len(listed) == 1 else lifted(own, setting.unread(child.chunks), setting)
    for item in child.children:
        of_item = anew(setting, normal=item.normal)
        doubt = of_item.unread(item.chunks, "an exception that was not understood")
        own = _with_exception(own, item, of_item) or lifted(own, doubt, of_item)
    return own


def _announces(line: Statement) -> bool:
    return any(chunk.sort is Sort.EXC for chunk in line.chunks[:6]) and announces_exceptions(line.normal.text)


_LET_IN = re.compile(
    r"(?:note:? ?)?the following\b[^.;:]{0,60}\b(?:allowed|permitted|acceptable|eligible|exempt\w*|exclu\w+|prohibited)\W*$",
    re.IGNORECASE,
)


def _lets_list_in(line: Statement) -> bool:
    """ "The following are allowed:", "the following are not exclusionary:" over a list: what it names is spared."""
    return line.item.sense == "permission" and bool(line.children) and _LET_IN.match(line.normal.text) is not None


Spared = tuple[Criterion, tuple[Statement, ...]]


def _limits_the_ill(own: Criterion, child: Statement, setting: Setting) -> bool:
    """ "Bilirubin <= 1.5 x ULN" over "patients with Gilbert's syndrome are eligible"; leave for a means moves no limit."""
    kinds = {setting.vocabulary.kind(name) for chunk in child.chunks if chunk.sort is Sort.CONCEPT for name in chunk.names}
    return isinstance(own, Compare) and kinds == {"condition"}


def _with_exception(own: Criterion, child: Statement, setting: Setting) -> Criterion | None:
    """The ban with one of the exceptions listed below it, where that names what is spared."""
    if child.children or isinstance(own, NoConstraint) or any(chunk.sort is Sort.PERMIT for chunk in child.chunks):
        return None
    said = stripped(child.chunks)
    plain = tuple(chunk for chunk in said if chunk.sort is not Sort.COMMA)  # "neuropathy, grade 2"
    told = with_toxicities_spared(own, plain, setting, read_list) or with_dose_spared(own, said, setting)
    if told is not None or not _bans(own, setting):
        return told
    targets = _plain_targets(child.proposition)
    if not targets and bans_cancers(own):
        targets = excepted_cancers(stripped(child.chunks), setting)
    targets = targets or spared_by_name(own, stripped(child.chunks), setting)
    return with_exceptions(own, targets) if targets else None


def _plain_targets(node: Criterion) -> tuple[Target, ...]:
    untimed = all(leaf.window is None for leaf in walk(node) if isinstance(leaf, Has))
    return tuple(_of_any(target) for target in targets_in(node)) if untimed else ()


def _of_any(target: Target) -> Target:
    """What is spared is of any disease, that of the trial too."""
    return replace(target, other=False) if target.other else target


_GOES_ON = re.compile(
    r"\b(?:should|must|may|can|will|are to|is to) (?:also )?(?:continue\b|remain on\b|be (?:continued|maintained)\b)",
    re.IGNORECASE,
)


def _with_continued(own: Criterion, child: Statement, setting: Setting) -> Criterion | None:
    """ "4 weeks since prior hormone therapy" over "patients on leuprolide should continue it": what goes on is spared. None where
    nothing is banned, or what goes on is not named."""
    goes_on = _GOES_ON.search(child.normal.text)
    spaced = any(isinstance(leaf, Compare) and leaf.quantity.attribute == "interval" for leaf in walk(own))
    if goes_on is None or setting.exclusion or not (spaced or isinstance(own, Not | NoneOf)):
        return None
    before = (chunk for chunk in flattened(child.chunks) if chunk.end <= goes_on.start() and chunk.sort is Sort.CONCEPT)
    named = [name for chunk in before for name in chunk.names if setting.vocabulary.kind(name) in THERAPY_KINDS]
    return with_exceptions(own, tuple(Target(concept=name) for name in dict.fromkeys(named))) if named else None


_OTHER_VALUES = re.compile(
    r"(?:(?:patients?|subjects?|participants?) (?:with|having|who have) )?(?:an? )?(?:lower|higher)\b", re.IGNORECASE
)


def _with_other_value(own: Criterion, child: Statement, setting: Setting) -> Criterion | None:
    """ "ANC >= 1500" over "ANC < 1500 allowed if held to be a variation of normal": another value of the same lets in as well."""
    place = next((index for index, chunk in enumerate(child.chunks) if chunk.sort is Sort.PERMIT), None)
    if setting.exclusion or place is None or child.chunks[place].value != "permitted" or not isinstance(own, Compare):
        return None
    subject = child.chunks[:place]
    named = {name for chunk in subject if chunk.sort is Sort.VARIABLE for name in chunk.names}
    valued = bool(named) and any(chunk.sort is Sort.AMOUNT for chunk in subject)
    if own.quantity.variable is None or named - {own.quantity.variable}:
        return None
    if not valued and _OTHER_VALUES.match(child.normal.text) is None:
        return None
    limited = other_limit_sentence(own, child.chunks, setting)
    if limited is not None:
        return limited
    behind = child.chunks[place + 1 :]
    cue = next((index for index, chunk in enumerate(behind) if chunk.text.lower() in PROVIDED), None)
    terms = stripped(behind[cue + 1 :]) if cue is not None else ()
    bound = ">" if own.low is not None else "<"
    within = any(chunk.sort is Sort.CMP and chunk.value.startswith(bound) for chunk in subject)
    parts = [read_sentence(part, setting) for part in ((subject, terms) if within else (terms,))] if terms else []
    if not parts or any(map(has_holes, parts)):
        return eased(own, setting.unread(child.chunks))
    return joined_by("or", (own, joined_by("and", parts)))


def _with_leave(own: Criterion, child: Statement, setting: Setting) -> Criterion | None:
    """A ban with what a line below it allows ("No concurrent anticoagulants" over "low-dose warfarin allowed"); None for a line
    that allows nothing, or was read as a requirement of its own."""
    place = next((index for index, chunk in enumerate(child.chunks) if chunk.sort is Sort.PERMIT), None)
    if place is None or child.chunks[place].value == "not required":
        return None
    if not isinstance(child.proposition, NoConstraint):
        given = let_in_if(stripped(child.chunks), [own], setting, read_sentence)
        return given[0] if given is not None and len(given) == 1 else None
    agreed = leave_by_agreement(child.chunks, setting)
    if agreed is not None:
        return lifted(own, agreed, setting)
    return exception_applied(own, child.chunks[:place], setting)
