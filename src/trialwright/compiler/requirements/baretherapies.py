"""Bare therapies: a line of what is required that only names a therapy ("Neoadjuvant therapy", "Tubal sterilization"), or a
stable dose of what goes beside the treatment, in; the same out, in doubt for those who lack it: the first may be a heading or a
method that the lines around it speak of, the second be asked of those who take it."""

from __future__ import annotations

import re
from dataclasses import replace

from trialwright.compiler.chunks import Sort
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import eased, same_items, stripped
from trialwright.compiler.statement import Statement
from trialwright.protocol.criteria import AllOf, Compare, Criterion, Has, Not, Quantity, Target, Unread, Window, WindowKind, walk
from trialwright.vocabulary.concepts import default_vocabulary

_GIVEN = re.compile(r"\b(?:received|undergone|underwent|completed|treated|had|given|on|prior|previous|past)\b.*\w", re.IGNORECASE)
_GENERIC = re.compile(r"(?:prior|previous|past) (?:anti-?cancer )?(?:therap(?:y|ies)|treatments?)\W*", re.IGNORECASE)
_NAMES = frozenset({Sort.CONCEPT, Sort.HEADNOUN, Sort.FILL, Sort.NARROWING, Sort.PREP, Sort.COLON, Sort.OTHER_SIGN})


def perhaps_a_heading(statement: Statement, proposition: Criterion) -> Criterion:
    """The proposition of a line with nothing above or below it; in doubt, where it is but the name of a therapy."""
    if not statement.exclusion and _of_a_stable_dose(proposition, statement):
        return _perhaps_of_few(proposition, statement)
    if not statement.exclusion and isinstance(proposition, AllOf | Has):
        proposition = _with_few_asked(proposition, statement)
    if statement.exclusion or statement.children or not isinstance(proposition, Has) or proposition.window is not None:
        return proposition
    if any(proposition.target.qualifier(name) is not None for name in ("outcome", "residual")):
        return proposition  # "platinum-resistant cancer", "R0 resection" say what came of it
    sorts = {chunk.sort for chunk in stripped(statement.chunks)}
    generic = _GENERIC.fullmatch(statement.item.text) is not None
    bare = sorts <= _NAMES or (generic and sorts <= _NAMES | {Sort.HIST})
    bare = bare and (generic or _GIVEN.search(statement.item.text) is None)
    if not bare or default_vocabulary().kind(proposition.target.concept) not in THERAPY_KINDS:
        return proposition
    why = "whether it must have been given, or is only named here, is not said"
    return eased(proposition, Unread(text=statement.item.text, why=why, span=proposition.span))


_TAKEN = re.compile(r"\b(?:on|receiving|taking|treated with|requir\w+|need\w*)\b", re.IGNORECASE)


def _of_a_stable_dose(proposition: Criterion, statement: Statement) -> bool:
    """ "Stable dose of antihypertensives for 4 weeks": what is no treatment of the cancer nobody is asked to take; steroids not
    even where they are said to be taken."""
    target = _taken_stably(proposition)
    if target is None:
        return False
    return default_vocabulary().is_a(target.concept, "corticosteroid") or _TAKEN.search(statement.item.text) is None


def _perhaps_of_few(node: Criterion, statement: Statement) -> Criterion:
    why = "whether it is asked of those alone who have or take it is not said"
    return eased(node, Unread(text=statement.normal.within(node.span), why=why, span=node.span))


def _with_few_asked(node: Criterion, statement: Statement) -> Criterion:
    """ "Stable cardiac condition", and "blood pressure < 150/100 on antihypertensive medication": nobody is asked to have the
    illness, nor to take what helps to reach a value."""
    match node:
        case AllOf(items=items):
            measured = any(isinstance(leaf, Compare) and leaf.quantity.variable for leaf in walk(node))
            changed = tuple(
                _perhaps_of_few(item, statement)
                if measured and isinstance(item, Has) and _taken_beside(item.target.concept)
                else _with_few_asked(item, statement)
                for item in items
            )
            return node if same_items(changed, items) else replace(node, items=changed)
        case Has(target=target, window=None) if _is_calm_illness(target):
            return _perhaps_of_few(node, statement)
        case _:
            return node


def _is_calm_illness(target: Target) -> bool:
    calm = any(
        told is not None and told.values == (calm,)
        for told, calm in ((target.qualifier("stability"), "stable"), (target.qualifier("control"), "controlled"))
    )
    return calm and default_vocabulary().kind(target.concept) == "condition"


def _taken_beside(concept: str) -> bool:
    """A means that does not treat the cancer."""
    words = default_vocabulary()
    return words.kind(concept) in ("drug", "drug class") and not words.is_a(concept, "anticancer therapy")


def of_those_who_take_it(lacking: Criterion) -> Criterion:
    """ "No stable dose of antihypertensives for 4 weeks" among the exclusions keeps out those who take them otherwise."""
    target = _taken_stably(lacking.item) if isinstance(lacking, Not) else None
    if target is None:
        return lacking
    taken = replace(target, qualifiers=tuple(item for item in target.qualifiers if item.name != "stability"))
    now = Has(target=taken, window=Window(kind=WindowKind.CURRENT), span=lacking.span)
    return AllOf(items=(now, lacking), span=lacking.span)


def _taken_stably(node: Criterion) -> Target | None:
    """What goes beside the treatment of the cancer and is taken at a stable dose."""
    match node:
        case Has(target=target) | Compare(quantity=Quantity(attribute="duration", of=Target() as target)):
            stable, words = target.qualifier("stability"), default_vocabulary()
            if stable is None or stable.values != ("stable",) or target.concept not in words:
                return None
            beside = words.kind(target.concept) in THERAPY_KINDS and not words.is_a(target.concept, "anticancer therapy")
            return target if beside or words.is_a(target.concept, "corticosteroid") else None
        case _:
            return None
