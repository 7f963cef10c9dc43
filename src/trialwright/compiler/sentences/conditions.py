"""Conditions: "in case of A, B", "B (C for D)", "B except E", "B unless F" in; propositions with their conditions in place
out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.listing.lists import read_list
from trialwright.compiler.phrasing.asking import EXCEPTION, asks_of_toxicity, with_its_exception
from trialwright.compiler.phrasing.measures import targets_in
from trialwright.compiler.phrasing.sparedtoxicities import with_toxicities_spared
from trialwright.compiler.phrasing.targets import DISEASE_KINDS, THERAPY_KINDS
from trialwright.compiler.sentences.causes import judged_cause
from trialwright.compiler.sentences.exceptions import (
    at_each_site,
    bans_cancers,
    excepted_cancers,
    in_situ_kept,
    long_ago_beside,
    spares_cancers,
    with_last_clause,
)
from trialwright.compiler.sentences.forothers import for_the_others
from trialwright.compiler.sentences.oftreated import treated_people, without_barring_note
from trialwright.compiler.sentences.ownlifted import lifted_of_its_own, of_another_means
from trialwright.compiler.sentences.provisos import with_proviso
from trialwright.compiler.sentences.spared import (
    begins_with_therapy,
    limits_beside_time,
    limits_something,
    results_together,
    spared_by_name,
    spares_kinds,
)
from trialwright.compiler.sentences.sparedcourses import spared_courses
from trialwright.compiler.sentences.spareddoses import taken_so, with_dose_spared
from trialwright.compiler.sentences.sparedstates import spared_clause_by_clause
from trialwright.compiler.sentences.takenaway import may_be_taken_from, takes_away
from trialwright.compiler.sentences.whether import names_people, of_the_patient, whether
from trialwright.compiler.setting import Reader, Setting, changed_leaves, flattened, stripped
from trialwright.compiler.tagging.narrowings import qualifier_choices
from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    Ask,
    AtLeast,
    Compare,
    Criterion,
    Has,
    NoConstraint,
    NoneOf,
    Not,
    Qualifier,
    Readings,
    Target,
    Unread,
    When,
    children,
    walk,
)
from trialwright.vocabulary.records import anew


def leading_condition(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "In case of bone metastasis, none of the following": the rest holds only where the condition does."""
    if not chunks:
        return None
    chunks = _as_condition(chunks, setting)
    if chunks[0].sort is not Sort.IF:
        return None
    if chunks[0].value in ("with", "on") and not _of_those(chunks, setting):
        return None
    comma = next((index for index, chunk in enumerate(chunks) if _ends_a_condition(chunk)), None)
    if comma is None and chunks[0].value in ("with", "on"):
        return None
    named = stripped(chunks[1:comma])
    if not named:
        return None
    if chunks[0].value == "on":
        named = (replace(chunks[0], sort=Sort.NOW, value="current"), *named)
    condition = read_list(_any_of_people(named, setting), anew(setting, exclusion=False))
    subject = tuple(chunk for chunk in named if chunk.sort is Sort.CONCEPT)
    rest = chunks[comma + (chunks[comma].sort is not Sort.NEG) :] if comma is not None else ()
    below = NoConstraint(why="what stands below", span=setting.span(chunks))
    then = read(rest, anew(setting, subject=subject if len(subject) == 1 else setting.subject)) if stripped(rest) else below
    span = setting.span(chunks)
    if setting.exclusion:
        return AllOf(items=(condition, then), span=span)
    return When(condition=condition, then=then, otherwise=NoConstraint(why="condition does not hold", span=span), span=span)


def _ends_a_condition(chunk: Chunk) -> bool:
    """A comma, a colon, what must be, and what must not ("patients with diabetes must not take insulin")."""
    return chunk.sort in (Sort.COMMA, Sort.COLON, Sort.MUST) or _forbids(chunk)


def _forbids(chunk: Chunk) -> bool:
    return chunk.sort is Sort.NEG and _FORBIDS.match(chunk.text) is not None


_FORBIDS = re.compile(r"(?:must|should|shall) not\b", re.IGNORECASE)
_GROUPS = frozenset({"demographic"})


def _any_of_people(named: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "For women of childbearing potential and men": each of them, for nobody is both."""
    people = [name for chunk in named if chunk.sort is Sort.CONCEPT for name in chunk.names]
    both = any(name == "male" for name in people) and any(name in _OF_WOMEN for name in people)
    if not both or any(setting.vocabulary.kind(name) not in _GROUPS for name in people):
        return tuple(named)
    return tuple(anew(chunk, sort=Sort.OR, value="or") if chunk.sort is Sort.AND else chunk for chunk in named)


_OF_WOMEN = frozenset({"female", "childbearing potential", "postmenopausal"})


def _given_by_a_way(named: Sequence[Chunk]) -> bool:
    told = any(name.startswith("route=") for chunk in named for name in chunk.names)
    return told and any(chunk.sort is Sort.HEADNOUN for chunk in named) and not any(chunk.sort is Sort.CONCEPT for chunk in named)


def _as_condition(chunks: Sequence[Chunk], setting: Setting) -> Sequence[Chunk]:
    """ "For MCL patients: …", "for women …, …", "of childbearing potential must …" with "in patients with" before it."""
    first = chunks[0]
    cut = next((index for index, chunk in enumerate(chunks) if chunk.sort in (Sort.COLON, Sort.COMMA, Sort.MUST)), None)
    if cut is not None and treated_people(chunks[:cut], setting) and chunks[cut].sort is Sort.COLON:
        return (replace(first, sort=Sort.IF, value="if"), *chunks[1:])
    if cut is not None and first.sort is Sort.FOR and _given_by_a_way(chunks[1:cut]):
        return (replace(first, sort=Sort.IF, value="if"), *chunks[1:])  # "for orally administered drugs, …"
    if cut is not None and first.text.lower() == "in the absence of":
        return (replace(first, sort=Sort.IF, value="if"), replace(first, sort=Sort.NEG, value="not"), *chunks[1:])
    if cut is not None and cut > 1 and first.text.lower() == "with" and chunks[cut].sort is Sort.COLON and not setting.exclusion:
        ill = [chunk for chunk in chunks[1:cut] if chunk.sort is Sort.CONCEPT]
        kinds = {setting.vocabulary.kind(name) for chunk in ill for name in chunk.names}
        if kinds and kinds <= DISEASE_KINDS - {"cancer", "histology"}:
            return (replace(first, sort=Sort.IF, value="if"), *chunks[1:])  # "with marrow involvement: hemoglobin >= 7"
    if cut is None or first.text.lower() not in ("for", "in", "of") or first.sort not in (Sort.FOR, Sort.PREP):
        return chunks
    named = [chunk for chunk in chunks[1:cut] if chunk.sort is Sort.CONCEPT]
    people = any(chunk.text.lower().rstrip("s") in ("patient", "subject", "participant", "those") for chunk in chunks[1:cut])
    grouped = bool(named) and all(setting.vocabulary.kind(chunk.names[0]) in _GROUPS for chunk in named)
    if not named or not (people or grouped or _one_of_cancers(chunks, cut, setting)):
        return chunks
    kept = tuple(chunk for place, chunk in enumerate(chunks[1:], start=1) if place > cut or chunk.text.lower() != "only")
    if not people and not grouped:
        either = (anew(chunk, sort=Sort.OR, value="or") if chunk.sort is Sort.AND else chunk for chunk in kept[: cut - 1])
        kept = (*either, *kept[cut - 1 :])
    return (replace(first, sort=Sort.IF, value="if"), *kept)


def _one_of_cancers(chunks: Sequence[Chunk], cut: int, setting: Setting) -> bool:
    """ "For breast and ovarian cancer, one prior treatment": what stands behind is asked of those who have one of them."""
    if setting.exclusion or chunks[0].text.lower() != "for" or chunks[cut].sort is not Sort.COMMA:
        return False
    before, behind = chunks[1:cut], chunks[cut + 1 :]
    names = [name for chunk in before if chunk.sort is Sort.CONCEPT for name in chunk.names]
    alike = all(chunk.sort in (Sort.CONCEPT, Sort.AND, Sort.OR, Sort.NARROWING, Sort.GROUP, Sort.FILL) for chunk in before)
    rule = any(chunk.sort in (Sort.AMOUNT, Sort.HIST, Sort.MUST, Sort.CMP, Sort.NEG, Sort.FAILED) for chunk in behind)
    return alike and rule and all(setting.vocabulary.kind(name) in ("cancer", "histology") for name in names)


def trailing_condition(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "Negative pregnancy test in women of childbearing potential": asked of those only. None for a sentence that ends in no
    group of people."""
    required = _required_if(chunks, setting, read)
    if required is not None:
        return required
    for place in range(len(chunks) - 1, 0, -1):
        chunk = chunks[place]
        behind = [item for item in chunks[place + 1 :] if item.sort not in (Sort.FILL, Sort.PREP)]
        for_some = chunk.sort in (Sort.FOR, Sort.PREP) and chunk.text.lower() in ("for", "in")
        if not behind or not (for_some or (not setting.exclusion and _if_one_is(chunk, chunks[:place]))):
            continue
        timed = [item for item in behind if item.sort is Sort.WINDOW]
        group = [item for item in behind if item not in timed]
        grouped = bool(group) and all(
            item.sort is Sort.CONCEPT and setting.vocabulary.kind(item.names[0]) in _GROUPS for item in group
        )
        if not grouped or any(item.sort in (Sort.AMOUNT, Sort.CODES) for item in chunks[:place]) or not stripped(chunks[:place]):
            return None
        if _asked_of_the_other_too(group, chunks[:place]):
            return None
        span = setting.span(chunks)
        condition = read_list(group, anew(setting, exclusion=False))
        then = read(stripped((*chunks[:place], *timed)), setting)
        if setting.exclusion or _is_a_cancer(then, setting):
            return AllOf(items=(condition, then), span=span)
        return When(condition=condition, then=then, otherwise=NoConstraint(why="for others", span=span), span=span)
    return None


_SEXES = {"male": "female", "female": "male"}


def _asked_of_the_other_too(group: Sequence[Chunk], before: Sequence[Chunk]) -> bool:
    """ "Contraception for 12 months for women and for 4 months for men": what is undertaken, of both."""
    named = {name for chunk in flattened(before) if chunk.sort is Sort.CONCEPT for name in chunk.names}
    other = {_SEXES[name] for chunk in group for name in chunk.names if name in _SEXES}
    return bool(other & named) and any(chunk.sort is Sort.ASKED for chunk in before)


def _is_a_cancer(node: Criterion, setting: Setting) -> bool:
    """ "Breast cancer in premenopausal women": the cancer that the trial is for, and who has it; nobody else joins."""
    first = next((leaf for leaf in walk(node) if not children(leaf)), None)
    return isinstance(first, Has) and setting.vocabulary.kind(first.target.concept) in ("cancer", "histology")


def _if_one_is(chunk: Chunk, before: Sequence[Chunk]) -> bool:
    """ "Negative pregnancy test, if of childbearing potential": asked of those only, as if "for" stood there. Of several duties
    the last one alone may be meant."""
    listed = any(item.sort in (Sort.AND, Sort.OR, Sort.COMMA, Sort.SEMICOLON, Sort.ALSO) for item in stripped(before))
    return chunk.sort is Sort.IF and chunk.text.lower() in ("if", "when") and not listed


def _required_if(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "Prior trastuzumab required if HER2 positive": asked of those only."""
    place = next((index for index, chunk in enumerate(chunks) if chunk.sort is Sort.IF and index), None)
    if place is None or setting.exclusion or chunks[place].text.lower() != "if":
        return None
    if chunks[place - 1].sort is not Sort.MUST or not chunks[place - 1].text.lower().endswith("required"):
        return None
    then = read(chunks[:place], setting)
    condition = read_list(chunks[place + 1 :], anew(setting, exclusion=False))
    others = NoConstraint(why="for others", span=then.span)
    return When(condition=condition, then=then, otherwise=others, span=setting.span(chunks))


def _of_those(chunks: Sequence[Chunk], setting: Setting) -> bool:
    """ "Patients with diabetes must …", "for patients with liver metastases, …": what follows is asked of those only."""
    apart = chunks[0].text.lower().startswith(("for ", "in ")) and any(chunk.sort in (Sort.COMMA, Sort.COLON) for chunk in chunks)
    colon = next((index for index, chunk in enumerate(chunks) if chunk.sort is Sort.COLON), None)
    if colon is not None and not setting.exclusion:
        named = [chunk for chunk in chunks[1:colon] if chunk.sort is Sort.CONCEPT]
        kinds = {setting.vocabulary.kind(name) for chunk in named for name in chunk.names}
        apart = apart or (bool(named) and not kinds & {"cancer", "histology"})
    return apart or any(chunk.sort is Sort.MUST or _forbids(chunk) for chunk in chunks)


def exception_applied(base: Criterion, exception: Sequence[Chunk], setting: Setting, *, unless: bool = False) -> Criterion:
    """The proposition with its exception: concepts are taken out of the targets they belong to, a condition lifts the whole.

    An exception that was not read leaves a doubt: nothing that it might lift is then certain.
    """
    clean = without_barring_note(stripped(exception))
    if not clean or isinstance(base, NoConstraint):
        return base
    of_toxicities = with_toxicities_spared(base, clean, setting, read_list)
    if of_toxicities is not None:
        return of_toxicities
    if unless and setting.exclusion and _LONGER.match(setting.words(clean)):
        # "Within 4 weeks (unless a longer time is required)": whoever is within them is kept out all the same.
        doubt = setting.unread(clean, "a longer time may be required")
        return AnyOf(items=(base, doubt), span=base.span.joined(doubt.span))
    if asks_of_toxicity(base):
        return with_its_exception(base, f"{EXCEPTION}{setting.words(clean)})")
    setting = anew(setting, spares=_bans(base, setting))
    told = spared_courses(base, clean, setting) or with_dose_spared(base, clean, setting) if _bans(base, setting) else None
    if told is not None:
        return told
    if not unless or spares_kinds(clean, base, setting):
        targets = _as_purposes(_excepted_targets(clean, setting), base, setting)
        together = results_together(targets, base, clean)
        if targets and not together and (setting.exclusion or may_be_taken_from(base, targets, setting)):
            cancers = bans_cancers(base)
            targets = with_last_clause(in_situ_kept(at_each_site(targets, setting), clean, setting)) if cancers else targets
            changed = with_exceptions(base, targets)
            changed = changed or _of_those_named(base, targets, setting)
            if changed is not None:
                return changed
        if _bans(base, setting) and not bans_cancers(base) and not limits_something(clean):
            named = spared_by_name(base, clean, setting)
            changed = with_exceptions(base, named) if named else None
            if changed is not None:
                return changed
    by_clause = spared_clause_by_clause(base, clean, setting)
    if by_clause is not None:
        return by_clause
    of_some = with_proviso(base, clean, setting)
    if of_some is not None:
        return lifted(base, of_some, setting, unless=unless)
    condition = read_list(clean, anew(setting, exclusion=False, subject=_spoken_of(base, clean, setting)))
    condition = judged_cause(condition, clean, setting)
    apart = has_holes(condition) or _described(condition) or long_ago_beside(clean) or spares_cancers(condition, setting)
    if bans_cancers(base) and apart:
        spared = with_exceptions(base, excepted_cancers(clean, setting))
        if spared is not None:
            return spared
    if has_holes(condition) or _state_of_a_means(condition, setting):
        spared = _spared_as_described(base, clean, setting) if _bans(base, setting) else None
        if spared is not None:
            return spared
        barred = unless or names_people(setting.words(exception)) or (setting.exclusion and of_the_patient(setting.words(clean)))
        asked = whether(clean, setting, clause=True) if barred else None
        condition = asked or setting.unread(clean, "an exception that was not understood")
    return lifted(base, condition, setting, unless=unless)


_LONGER = re.compile(r"(?:an? )?longer\b", re.IGNORECASE)


def _of_those_named(base: Criterion, spared: tuple[Target, ...], setting: Setting) -> Criterion | None:
    """ "Major surgery, or not recovered from it (a biopsy is not considered surgery)": what is done is taken from what is named;
    what somebody must tell is asked as it was."""
    if not isinstance(base, AnyOf) or not setting.exclusion or any(target.qualifier("purpose") for target in spared):
        return None
    kinds = {setting.vocabulary.kind(target.concept) for target in spared}
    given = [isinstance(item, Has) and _is_means(item, setting) for item in base.items]
    asked = [all(isinstance(leaf, Ask) for leaf in walk(item) if not children(leaf)) for item in base.items]
    if not kinds <= THERAPY_KINDS | {"procedure"} or not any(given) or not all(map(any, zip(given, asked, strict=True))):
        return None
    own = (with_exceptions(item, spared) if named else item for item, named in zip(base.items, given, strict=True))
    return replace(base, items=tuple(item for item in own if item is not None))


def _bans(base: Criterion, setting: Setting) -> bool:
    return setting.exclusion or isinstance(base, Not | NoneOf)


def _spared_as_described(base: Criterion, exception: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """ "Brain metastases unless treated and stable for 4 weeks off steroids": those of what is banned that are as the words say.
    None where what is banned is no disease, or the words limit something by themselves."""
    leaves = [node for node in walk(base) if not children(node)]
    named = dict.fromkeys(node.target.concept for node in leaves if isinstance(node, Has))
    diseases = all(setting.vocabulary.kind(name) in DISEASE_KINDS for name in named)
    plain = all(isinstance(node, Has | Unread) for node in leaves) and 0 < len(named) <= _MOST
    if not plain or not diseases or limits_beside_time(exception) or begins_with_therapy(exception, setting):
        return None
    qualifiers = said_of_it(exception, setting)
    return with_exceptions(base, tuple(Target(concept=name, qualifiers=qualifiers) for name in named))


_MOST = 3
_SAID = frozenset({Sort.NARROWING, Sort.FILL, Sort.AND, Sort.COMMA, Sort.MUST})


def said_of_it(words: Sequence[Chunk], setting: Setting) -> tuple[Qualifier, ...]:
    """Words that spare a disease as qualifiers: those that narrow, where all of them must hold, and the whole as written where
    there are others."""
    apart = any(chunk.sort in (Sort.OR, Sort.NEG, Sort.UNMET, Sort.EITHER, Sort.SLASH, Sort.IF) for chunk in flattened(words))
    kinds = {setting.vocabulary.kind(name) for chunk in words if chunk.sort is Sort.CONCEPT for name in chunk.names}
    apart = apart or (bool(kinds & DISEASE_KINDS) and any(chunk.sort is Sort.COMMA for chunk in words))
    narrowings = [] if apart else [chunk for chunk in words if chunk.sort is Sort.NARROWING]
    choices = qualifier_choices(narrowings, therapy=False)
    known = choices[0] if len(choices) == 1 else ()
    if not apart and known and all(chunk.sort in _SAID for chunk in words):
        return known
    return (*known, Qualifier(name="described", values=(setting.words(words).strip(" .;,:"),)))


def with_described(base: Criterion, having: Criterion, words: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """ "Treated brain metastases are allowed provided …" behind a ban: they are spared as far as the words hold of them."""
    targets = targets_in(having)
    kinds = {setting.vocabulary.kind(target.concept) for target in targets}
    if (
        limits_beside_time(words)
        or not 0 < len(targets) <= _MOST
        or not kinds <= DISEASE_KINDS
        or not (setting.exclusion or isinstance(base, Not | NoneOf))
    ):
        return None
    said = said_of_it(words, setting)
    spared = []
    for target in targets:
        own = {item.name for item in target.qualifiers}
        spared.append(replace(target, qualifiers=(*target.qualifiers, *(item for item in said if item.name not in own))))
    return with_exceptions(base, tuple(spared))


def _state_of_a_means(node: Criterion, setting: Setting) -> bool:
    """ "Well controlled on an antihypertensive": it is the illness that is controlled, not the drug."""
    means = (leaf.target for leaf in walk(node) if isinstance(leaf, Has) and _is_means(leaf, setting))
    return any(target.qualifier(name) for target in means for name in ("control", "stability", "symptoms"))


def _is_means(leaf: Has, setting: Setting) -> bool:
    return setting.vocabulary.kind(leaf.target.concept) in THERAPY_KINDS


def _described(node: Criterion) -> bool:
    return any(isinstance(item, Has) and item.target.qualifier("described") is not None for item in walk(node))


def _spoken_of(base: Criterion, exception: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "No brain metastases unless treated and stable": words that only narrow are about the one thing that was named before."""
    named = {node.target.concept for node in walk(base) if isinstance(node, Has)}
    if len(named) != 1 or not exception:
        return setting.subject
    first = exception[0]
    return (Chunk(sort=Sort.CONCEPT, start=first.start, end=first.start, text="", names=(named.pop(),)),)


def lifted(base: Criterion, condition: Criterion, setting: Setting, *, unless: bool = False) -> Criterion:
    """The proposition, no longer said of those for whom the condition holds."""
    asked = [node.span for node in walk(base) if isinstance(node, Ask)]
    if any(span.start <= condition.span.start and condition.span.end <= span.end for span in asked):
        return base  # "must have recovered …, with the exception of alopecia": the question says it
    span = base.span.joined(condition.span)
    condition = changed_leaves(condition, taken_so)
    if isinstance(base, Compare) and base.quantity.variable in _FORESEEN and not setting.exclusion:
        return Unread(text=setting.normal.within(span), why="no value tells it without the cancer", span=span)
    narrower = AllOf(items=(base, Not(item=condition, span=condition.span)), span=span)
    apart = setting.exclusion and of_another_means(base, condition, setting)
    if apart and (of_it := with_exceptions(base, tuple(targets_in(condition)))) is not None:
        return of_it
    own = lifted_of_its_own(base, condition, setting) if setting.exclusion or isinstance(base, NoneOf) else None
    if own is not None or setting.exclusion:
        return own or narrower
    of_others = for_the_others(base, condition)
    if of_others is not None:
        return of_others
    wider = AnyOf(items=(base, condition), span=span)
    narrows = False if _of_people(condition, setting) else takes_away(base, condition, setting)
    if narrows is None or (narrows and unless):
        why = "whether this is let in or taken away is not said"
        return wider if narrows is None and unless else Readings(items=(wider, narrower), why=why, span=span)
    return narrower if narrows else wider


_FORESEEN = frozenset({"life expectancy"})
""" "Life expectancy of 10 years, excluding the breast cancer": who has the cancer is not let off."""


def _of_people(condition: Criterion, setting: Setting) -> bool:
    """ "Except for women past the menopause": those are let in."""
    named = [leaf.target.concept for leaf in walk(condition) if isinstance(leaf, Has)]
    return bool(named) and all(setting.vocabulary.kind(name) in _GROUPS for name in named)


def has_holes(node: Criterion) -> bool:
    """True when a part of it was not read."""
    return any(isinstance(item, Unread) for item in walk(node))


def _as_purposes(spared: tuple[Target, ...], base: Criterion, setting: Setting) -> tuple[Target, ...]:
    """ "No chemotherapy except for breast cancer": a disease spares the therapies for it; other targets as they are."""
    banned = [leaf.target.concept for leaf in walk(base) if isinstance(leaf, Has)]
    ill = bool(spared) and all(setting.vocabulary.kind(target.concept) in DISEASE_KINDS | {"event"} for target in spared)
    if not ill or not banned or not all(setting.vocabulary.kind(name) in THERAPY_KINDS for name in banned):
        return spared
    purposes = Qualifier(name="purpose", values=tuple(dict.fromkeys(target.concept for target in spared)))
    return tuple(Target(concept=name, qualifiers=(purposes,)) for name in dict.fromkeys(banned))


def _excepted_targets(chunks: Sequence[Chunk], setting: Setting) -> tuple[Target, ...]:
    """The targets that an exception names, or none when any part of it is not a plain concept."""
    node = read_list(chunks, anew(setting, exclusion=True))
    node = node.items[0] if isinstance(node, Readings) else node
    items = node.items if isinstance(node, AnyOf | AllOf) else (node,)
    found: list[Target] = []
    for item in items:
        targets = targets_in(item)
        if not targets or (isinstance(item, Has) and item.window is not None):
            return ()
        found.extend(targets)
    signs = {chunk.sort for chunk in chunks}
    people = [target for target in found if setting.vocabulary.kind(target.concept) in _GROUPS]
    if isinstance(node, AllOf) and Sort.FOR in signs and len(people) == len(found) - 1 and found[0] not in people:
        # "Menorrhagia in premenopausal women": the one thing, in those people.
        of_whom = chunks[next(index for index, chunk in enumerate(chunks) if chunk.sort is Sort.FOR) :]
        told = Qualifier(name="described", values=(setting.words(of_whom).strip(" .;,"),))
        return (replace(found[0], qualifiers=(*found[0].qualifiers, told)),)
    if Sort.AND in signs and Sort.OR not in signs and len({target.concept for target in found}) == 1:
        # "Treated and stable metastases": one thing with both restrictions.
        qualifiers = dict.fromkeys(item for target in found for item in target.qualifiers)
        return (replace(found[0], qualifiers=tuple(qualifiers)),)
    return tuple(found)


def with_exceptions(node: Criterion, exceptions: tuple[Target, ...]) -> Criterion | None:
    """The tree with the exceptions on every target; None when it holds anything that cannot take them."""
    match node:
        case Has(target=target):
            return replace(node, target=replace(target, exceptions=(*target.exceptions, *exceptions)))
        case AllOf() | AnyOf() | NoneOf() | AtLeast() | Readings():
            items = [with_exceptions(item, exceptions) for item in node.items]
            pairs = list(zip(items, node.items, strict=True))
            if isinstance(node, AllOf) and any(new not in (None, old) for new, old in pairs):
                items = [old if new is None and _is_beside(old) else new for new, old in pairs]
            if any(item is None for item in items):
                return None
            return replace(node, items=tuple(item for item in items if item is not None))
        case Not(item=item):
            inner = with_exceptions(item, exceptions)
            return None if inner is None else replace(node, item=inner)
        case Compare(quantity=quantity) if quantity.of is not None:
            of = replace(quantity.of, exceptions=(*quantity.of.exceptions, *exceptions))
            return replace(node, quantity=replace(quantity, of=of))
        case Unread():
            return node
        case _:
            return None


def _is_beside(node: Criterion) -> bool:
    """What is not spared in "another cancer with a life expectancy < 2 years, except melanoma"; what lifts a ban beside it."""
    told = node.item if isinstance(node, Not) else node
    return isinstance(told, Ask) or (isinstance(told, Compare) and told.quantity.variable == "life expectancy")
